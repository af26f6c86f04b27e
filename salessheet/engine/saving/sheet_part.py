"""The part of one sheet, put together from the file's own and what was changed since."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.grid import Grid
from salessheet.engine.model.inheritance import inheritance
from salessheet.engine.saving.cell_xml import CellWriter
from salessheet.engine.saving.hyperlinks import changed_hyperlinks
from salessheet.engine.saving.merging import Lost, merged
from salessheet.engine.saving.note_parts import changed_notes
from salessheet.engine.saving.sheet_elements import ORDER, elements, renumber_columns, row_attributes
from salessheet.engine.saving.sheet_rows import RowWriter, Touch, Touched, all_rows
from salessheet.engine.saving.styles import Styles
from salessheet.engine.saving.table_parts import changed_tables
from salessheet.xlsx.addresses import Area, Place, area
from salessheet.xlsx.package import MAIN, in_utf8
from salessheet.xlsx.parts import Parts
from salessheet.xlsx.restructuring.raw_rows import RowReader
from salessheet.xlsx.sheet_data import without_cells

_DATA: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\b[^>]*?(?:/>|>(.*?)</\1sheetData\s*>)", re.DOTALL)
_EXTENT: Final = re.compile(rb'(<(?:[A-Za-z_][\w.-]*:)?dimension\b[^>]*?\bref\s*=\s*["\'])([^"\']*)')
_COLUMN: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?col\s[^>]*>")
_NUMBER: Final = re.compile(rb'(?<![\w:])(min|max|style)\s*=\s*["\']([0-9]+)["\']')
_CDATA: Final = b"<![CDATA["
EMPTY: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetData/></worksheet>'
)
_WIDE: Final = 64
"""Spans of more columns than this are looked up among the cells that are there."""


class SheetSaver:
    """Saves the sheets of one workbook into `parts`. `lost` hears of what could not be kept."""

    def __init__(self, parts: Parts, styles: Styles, lost: Lost) -> None:
        self.parts = parts
        self.styles = styles
        self.lost = lost

    def save(self, grid: Grid, part: str, skeleton: Worksheet | None, *, is_moved: bool) -> None:
        """`skeleton`: the sheet as openpyxl reads it from the part, without cells; None where only cells changed.

        `is_moved`: cells of the sheet changed their place, so that all its formulas are written out.
        """
        if not grid.is_changed and not grid.results.fresh:
            return
        content = in_utf8(self.parts.contents[part])
        if _CDATA in content:  # within it, what looks like a tag is none
            content = etree.tostring(etree.fromstring(content, etree.XMLParser(strip_cdata=True)))
        if skeleton is not None:
            content = self._with_elements(content, part, grid, skeleton)
        made = self._with_cells(content, grid, is_moved=is_moved)
        if made != in_utf8(self.parts.contents[part]):
            self.parts.contents[part] = made

    def save_new(self, grid: Grid, part: str) -> None:
        tree = etree.fromstring(EMPTY)
        for child in self._elements_now(grid.sheet):
            data = tree.find(f"{MAIN}sheetData")
            if ORDER.index(str(child.tag)) < ORDER.index(f"{MAIN}sheetData") and data is not None:
                data.addprevious(child)
            else:
                tree.append(child)
        changed_hyperlinks(tree, part, grid.sheet, None, self.parts)
        changed_notes(tree, part, grid.sheet, None, self.parts)
        changed_tables(tree, part, grid.sheet, None, self.parts)
        content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        found = _DATA.search(content)
        assert found is not None  # noqa: S101  it stands in EMPTY
        writer = self._rows("", grid, b"")
        rows = all_rows(grid.cells, grid.sheet.row_dimensions.keys())
        written = b"".join(writer.new(number, columns) for number, columns in rows)
        self.parts.contents[part] = _replaced(content, found, "", written)

    def _with_elements(self, content: bytes, part: str, grid: Grid, skeleton: Worksheet) -> bytes:
        """The sheet with whatever changed beside its cells."""
        found = _DATA.search(content)
        tree = etree.fromstring(without_cells(content))
        before = elements(skeleton)
        number_of = _first_numbers(skeleton.parent)
        renumber_columns(before, lambda _, number: self.styles.first_alike(number_of(number)))
        is_changed = merged(tree, before, self._elements_now(grid.sheet), self._lost_in(part), ORDER)
        is_changed |= changed_hyperlinks(tree, part, grid.sheet, skeleton, self.parts)
        is_changed |= changed_notes(tree, part, grid.sheet, skeleton, self.parts)
        is_changed |= changed_tables(tree, part, grid.sheet, skeleton, self.parts)
        if not is_changed or found is None:
            return content
        made = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return _DATA.sub(lambda _: found[0], made, count=1)

    def _elements_now(self, sheet: Worksheet) -> etree._Element:
        found = elements(sheet)
        columns: dict[int | None, Any] = {entry.min: entry for entry in sheet.column_dimensions.values()}
        index_of, first_alike = self.styles.index_of, self.styles.first_alike
        renumber_columns(found, lambda first, number: first_alike(index_of(columns[first]._style)) if number else 0)
        return found

    def _with_cells(self, content: bytes, grid: Grid, *, is_moved: bool) -> bytes:
        found = _DATA.search(content)
        if found is None:
            return content
        prefix, rows = found[1].decode(), found[2] or b""
        reader = RowReader(prefix)
        touched = _touched(grid, reader, rows, is_moved=is_moved)
        if not touched.cells and not touched.rows:
            return content
        written = b"".join(self._rows(prefix, grid, content).merged(rows, touched))
        if written == rows:
            return content
        return _grown(_replaced(content, found, prefix, written), grid, touched)

    def _rows(self, prefix: str, grid: Grid, content: bytes) -> RowWriter:
        writer = CellWriter(prefix, self.styles.index, grid.serial, grid.results.known)
        index_of = self.styles.index_of
        return RowWriter(
            grid.cells,
            writer,
            RowReader(prefix),
            lambda number: row_attributes(grid.sheet, number, index_of),
            inheritance(grid.sheet),
            _column_styles(content),
        )

    def _lost_in(self, part: str) -> Lost:
        return lambda what: self.lost(f"{part}: {what}")


def _column_styles(content: bytes) -> Callable[[int], int | None]:
    """Column → the number of its format in the file."""
    found: list[tuple[int, int, int]] = []
    for entry in _COLUMN.finditer(content, 0, max(content.find(b"sheetData"), 0)):
        said = {name: int(number) for name, number in _NUMBER.findall(entry[0])}
        if said.keys() == {b"min", b"max", b"style"}:
            found.append((said[b"min"], said[b"max"], said[b"style"]))
    return lambda column: next((style for first, last, style in found if first <= column <= last), None)


def _first_numbers(book: Any) -> Callable[[int], int]:
    """openpyxl, which does not find every format again, lists some twice; gives the first number for either."""
    styles = [style.tobytes() for style in book._cell_styles]
    first = {style: number for number, style in reversed(list(enumerate(styles)))}
    return lambda number: first[styles[number]] if number < len(styles) else number


def _touched(grid: Grid, reader: RowReader, rows: bytes, *, is_moved: bool) -> Touched:
    cells: dict[int, dict[int, Touch]] = {}

    def add(places: Iterable[Place], touch: Touch) -> None:
        for row, column in places:
            columns = cells.setdefault(row, {})
            columns[column] = columns.get(column, Touch(0)) | touch

    add(_touched_places(grid), Touch.CONTENT)
    add(grid.restyled, Touch.STYLE)
    add(grid.reformulated, Touch.FORMULA)
    add(grid.results.fresh, Touch.RESULT)
    if is_moved:
        add((place for place, cell in grid.cells.items() if cell.data_type == "f"), Touch.FORMULA)
    for holder, others in reader.shared(rows).values():
        touch = cells.get(holder[0], {}).get(holder[1], Touch(0)) if holder else Touch.FORMULA
        if touch & (Touch.CONTENT | Touch.FORMULA):
            add(others, Touch.FORMULA)
    return Touched(cells, frozenset(grid.touched_rows))


def _touched_places(grid: Grid) -> Iterable[Place]:
    wide: dict[int, list[tuple[int, int]]] = {}
    for row, spans in grid.touched.items():
        for left, right in spans:
            if right - left < _WIDE:
                for column in range(left, right + 1):
                    yield row, column
            else:
                wide.setdefault(row, []).append((left, right))
    if wide:
        for row, column in grid.cells:
            if any(left <= column <= right for left, right in wide.get(row, ())):
                yield row, column


def _replaced(content: bytes, found: re.Match[bytes], prefix: str, rows: bytes) -> bytes:
    tag = f"{prefix}sheetData".encode()
    data = b"<" + tag + b">" + rows + b"</" + tag + b">" if rows else b"<" + tag + b"/>"
    return content[: found.start()] + data + content[found.end() :]


def _grown(content: bytes, grid: Grid, touched: Touched) -> bytes:
    """The sheet's extent, which may only be too large, made to hold what was written."""
    said = _EXTENT.search(content)
    old = area(grid.sheet.title, said[2].decode()) if said else None
    places = [
        (row, column)
        for row, columns in touched.cells.items()
        for column, touch in columns.items()
        if touch & (Touch.CONTENT | Touch.STYLE) and (row, column) in grid.cells
    ]
    if said is None or old is None or not places:
        return content
    new = Area(
        grid.sheet.title,
        min(old.top, *(row for row, _ in places)),
        min(old.left, *(column for _, column in places)),
        max(old.bottom, *(row for row, _ in places)),
        max(old.right, *(column for _, column in places)),
    )
    if new == old:
        return content
    return content[: said.start(2)] + new.address.encode() + content[said.end(2) :]
