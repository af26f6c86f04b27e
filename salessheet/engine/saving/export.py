"""The whole package of an open workbook: the one that was opened, with what changed since and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.collection import paused_collection
from salessheet.engine.model.grid import Grid
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.reading.opening import skeleton_of
from salessheet.engine.saving.calculation_chain import changed_chain
from salessheet.engine.saving.drawing_part import change_drawing
from salessheet.engine.saving.sheet_part import EMPTY, SheetSaver
from salessheet.engine.saving.styles import STYLES_TYPE, Styles
from salessheet.engine.saving.workbook_part import WORKSHEET_TYPE, changed_workbook
from salessheet.xlsx.addresses import CellRef, Place
from salessheet.xlsx.calculation import ask_for_calculation
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.parts import Parts

_MAIN_TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
    ".xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
_WITHOUT_MACROS: Final = frozenset({".xlsx", ".xltx"})
_MACROS: Final = "/vbaProject"


@paused_collection()
def saved(book: OpenWorkbook, target: Path) -> tuple[Package, list[str]]:
    """The package to be written to `target`, and in words what could not be kept."""
    export = _Export(book)
    export.put_together()
    export.set_kind(target.suffix.lower())
    book.style_numbers = export.styles.numbers
    return export.parts.finished(), list(dict.fromkeys(export.losses))


def with_cells(book: OpenWorkbook) -> Package:
    """The package as it stands, for whoever calculates its formulas."""
    export = _Export(book)
    export.put_together()
    return export.parts.finished().as_usual()


class _Export:
    def __init__(self, book: OpenWorkbook) -> None:
        self.book = book
        self.losses: list[str] = []
        self.original = book.package_now()
        self.parts = Parts(self.original)
        self.styles = Styles(self.original, book.model, book.style_numbers)
        self._skeleton: Workbook | None = None

    def put_together(self) -> None:
        saver = SheetSaver(self.parts, self.styles, self.losses.append)
        known = self.original.sheet_parts()
        made = {}
        for sheet in self.book.model.worksheets:
            grid = self.book.grid(sheet)
            if grid.part is None or sheet.title not in known:
                part, made[sheet.title] = self._new_part()
                saver.save_new(grid, part)
                self.losses += grid.losses
            else:
                part = known[sheet.title]
                skeleton = self._skeleton_of(sheet.title) if grid.is_reshaped else None
                saver.save(grid, part, skeleton, is_moved=grid.is_moved)
            if grid.drawings:
                change_drawing(self.parts, part, grid.drawings)
        self._save_workbook(made)
        self._save_styles()
        self._save_chain()

    def set_kind(self, suffix: str) -> None:
        """The content type that goes with the file's ending; a workbook without macros cannot hold them."""
        wanted = _MAIN_TYPES.get(suffix)
        workbook = self.original.workbook_part
        known = self.book.path.suffix.lower() if self.book.path is not None else ".xlsx"
        if wanted is None or suffix == known:
            return
        for relation, part in self.parts.related(workbook, _MACROS).items() if suffix in _WITHOUT_MACROS else ():
            self.parts.unrelate(workbook, relation)
            self.parts.remove(part)
            self.losses.append(f"{part}: an {suffix} file holds no macros")
        self.parts.set_type(workbook, wanted)

    def _new_part(self) -> tuple[str, str]:
        folder = self.original.workbook_part.rpartition("/")[0]
        part = self.parts.free_name(f"{folder}/worksheets/sheet{{}}.xml".lstrip("/"))
        self.parts.add(part, EMPTY, WORKSHEET_TYPE)
        return part, self.parts.relate(self.original.workbook_part, "worksheet", part)

    def _skeleton_of(self, title: str) -> Worksheet | None:
        if self._skeleton is None:
            self._skeleton = skeleton_of(self.original, self.book.manner)
        return next((sheet for sheet in self._skeleton.worksheets if sheet.title == title), None)

    def _save_workbook(self, made: dict[str, str]) -> None:
        workbook = self.original.workbook_part
        is_uncalculated = self._has_formulas_without_result()
        if not made and not self.book.is_restructured and not is_uncalculated and not self._is_any_reshaped():
            return
        tree = etree.fromstring(self.parts.contents[workbook])
        if self._skeleton is None:
            self._skeleton = skeleton_of(self.original, self.book.manner)
        is_changed = changed_workbook(tree, self.book.model, self._skeleton, made)
        if is_uncalculated:
            ask_for_calculation(tree)
        if is_changed or is_uncalculated:
            content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            self.parts.contents[workbook] = content

    def _is_any_reshaped(self) -> bool:
        """Filters and print areas are names, too."""
        return any(self.book.grid(sheet).is_reshaped for sheet in self.book.model.worksheets)

    def _has_formulas_without_result(self) -> bool:
        """Whether formulas were put in, or their inputs changed, and nobody calculated them."""
        for sheet in self.book.model.worksheets:
            grid = self.book.grid(sheet)
            if grid.part is not None and not grid.touched and not grid.results.fresh:
                continue
            if any(cell.data_type == "f" and place not in grid.results.known for place, cell in self._concerned(grid)):
                return True
        return False

    def _concerned(self, grid: Grid) -> list[tuple[Place, Cell]]:
        """The cells that are written with their content or result."""
        if grid.part is None:
            return list(grid.cells.items())
        return [
            (place, cell)
            for place, cell in grid.cells.items()
            if place in grid.results.fresh or grid.is_touched(*place)
        ]

    def _save_styles(self) -> None:
        content = self.styles.content()
        if content is None:
            return
        part = self.styles.part
        if part is None:
            workbook = self.original.workbook_part
            usual = f"{workbook.rpartition('/')[0]}/styles.xml".lstrip("/")
            is_taken = usual in self.parts.contents
            part = self.parts.free_name(usual.replace(".xml", "{}.xml")) if is_taken else usual
            self.parts.relate(workbook, "styles", part)
            self.parts.set_type(part, STYLES_TYPE)
        self.parts.contents[part] = content

    def _save_chain(self) -> None:
        """Only where formulas came or went."""
        sheets = {}
        for element in self.original.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            sheets[int(element.get("sheetId", "0"))] = element.get("name", "")
        ids = {name: identity for identity, name in sheets.items()}
        touched = [self.book.grid(sheet) for sheet in self.book.model.worksheets if self.book.grid(sheet).touched]
        if not touched:
            return
        by_id = {ids[grid.sheet.title]: grid for grid in touched if grid.part is not None and grid.sheet.title in ids}

        def holds_formula(identity: int, row: int, column: int) -> bool:
            grid = by_id.get(identity)
            if grid is None:
                return True
            cell = grid.cells.get((row, column))
            return (cell is not None and cell.data_type == "f") or grid.array_at(row, column) is not None

        new = [
            (identity, CellRef("", *place).address)
            for identity, grid in by_id.items()
            for place, cell in grid.cells.items()
            if cell.data_type == "f" and grid.is_touched(*place)
        ]
        changed_chain(self.parts, holds_formula, new)
