"""What may be different in a workbook because one of its cells is: the two sides of it taken out before comparing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import Area, CellRef, Place, area
from salessheet.xlsx.book_file import BookFile, Formula, cells_of, of_package
from salessheet.xlsx.copied_formulas import Elsewhere, Piece
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.references import References, functions_in
from tests.engine.xml_comparison import parsed

_Cells = dict[Place, etree._Element]

_READS_ANYTHING: Final = frozenset({"INDIRECT", "OFFSET", "CELL", "GETPIVOTDATA"})
_CELL_OF_ORDER: Final = f"{MAIN}c"


@dataclass(frozen=True, eq=False)
class Change:
    """A cell whose content is another one in the second of two packages."""

    old: Package
    new: Package
    cell: CellRef

    @cached_property
    def part(self) -> str:
        return self.old.sheet_parts()[self.cell.sheet]

    @cached_property
    def orders(self) -> frozenset[str]:
        """The parts that say in which order formulas are calculated: one, at most."""
        return frozenset(part for _, part in self.old.related(self.old.workbook_part, "/calcChain").values())

    @cached_property
    def book(self) -> BookFile:
        return of_package(self.old)

    @cached_property
    def sheet_ids(self) -> dict[str, str]:
        """By part, as the order of calculation names a sheet."""
        ids = {
            sheet.get("name", ""): sheet.get("sheetId", "")
            for sheet in self.old.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")
        }
        return {part: ids[name] for name, part in self.old.sheet_parts().items()}

    @cached_property
    def dependents(self) -> frozenset[CellRef]:
        """The cells that show the result of a formula which depends on the cell, directly or through others."""
        book, references = self.book, References(self.book)
        read = {
            holder: tuple(_read(holder, formula, references.pieces(holder, formula.text)))
            for holder, formula in book.formulas.items()
        }
        anything = {holder for holder, areas in read.items() if None in areas}
        spread = book.formulas[self.cell].spread if self.cell in book.formulas else None
        changed: list[Area] = [spread or _only(self.cell)]
        found: set[CellRef] = set()
        while changed:
            reached = {
                holder
                for holder, areas in read.items()
                if holder not in found and (holder in anything or any(_meet(area, changed) for area in areas if area))
            }
            found |= reached
            changed = [book.formulas[holder].spread or _only(holder) for holder in reached]
        return frozenset(cell for cell, holder in book.covered.items() if holder in found or holder == self.cell)

    def empties(self, part: str) -> bool:
        """Whether the part may go: an order of calculation that has no other cell."""
        tree = parsed(self.old.parts[part]) if part in self.orders else None
        return tree is not None and not calculation_order(tree, self)


def _read(holder: CellRef, formula: Formula, pieces: Iterable[Piece]) -> Iterator[Area | None]:
    """The areas that a formula reads; None for whatever cannot be told."""
    if formula.is_table and formula.spread is not None:  # its formulas stand above it and to its left
        place = formula.spread
        yield place._replace(top=max(1, place.top - 1), left=max(1, place.left - 1))
    if functions_in(formula.text) & _READS_ANYTHING:
        yield None
    for piece in pieces:
        if isinstance(piece, Area):
            yield piece
        elif isinstance(piece, Elsewhere) and "[" not in piece.text:
            yield None


def _only(cell: CellRef) -> Area:
    return Area(*cell, cell.row, cell.column)


def _meet(one: Area, others: list[Area]) -> bool:
    return any(
        one.sheet == other.sheet
        and one.top <= other.bottom
        and other.top <= one.bottom
        and one.left <= other.right
        and other.left <= one.right
        for other in others
    )


def calculation_order(tree: etree._Element, change: Change) -> dict[str, object]:
    """The cells of the order, behind which cell each stands and what is said of it; without the changed one.

    A cell may be listed twice.
    """
    sheet, last = "0", ""
    found: dict[str, object] = {}
    seen: Counter[str] = Counter()
    for element in tree.iterfind(_CELL_OF_ORDER):
        sheet = element.get("i", sheet)
        place = f"{sheet}!{element.get('r')}"
        if place != f"{change.sheet_ids[change.part]}!{change.cell.address}":
            said = {str(key): str(value) for key, value in element.attrib.items() if key not in {"i", "r"}}
            seen[place] += 1
            found[place if seen[place] == 1 else f"{place} ({seen[place]})"] = (last, said)
            last = place
    return found


def without_the_change(before: etree._Element, after: etree._Element, part: str, change: Change) -> None:
    """Takes out of both trees what may be different in this part."""
    if part in change.sheet_ids:
        old, new = _numbered(before), _numbered(after)
        if part == change.part:
            _even_shared_formulas(old, new, change)
            _even_extents(before, after, change.cell)
            _take_out_content(before, after, (old, new), change.cell)
        _even_results(old, new, part, change)
    elif part == change.old.workbook_part:
        _even_recalculation(before, after, change)
    elif before.tag == f"{MAIN}table":
        _even_column_name(before, after, part, change)


def _numbered(sheet: etree._Element) -> _Cells:
    """The cells by their place, which is written on each and on its row: it makes no difference where it was not."""
    row = 0
    for line in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        row = int(line.get("r") or row + 1)
        line.set("r", str(row))
    cells = {}
    for row, column, cell in cells_of(sheet):
        cell.set("r", CellRef("", row, column).address)
        cells[row, column] = cell
    return cells


def _even_shared_formulas(old: _Cells, new: _Cells, change: Change) -> None:
    """Formulas shared from the changed cell have another way to say the same."""
    place = (change.cell.row, change.cell.column)
    holder = old[place].find(f"{MAIN}f[@t='shared']") if place in old else None
    if holder is None or not holder.text:
        return
    meant = {sheet.part: sheet.formulas for sheet in of_package(change.new).sheets.values()}[change.part]
    known = change.book.sheets[change.cell.sheet].formulas
    for where, cell in old.items():
        formula = cell.find(f"{MAIN}f[@t='shared'][@si='{holder.get('si')}']")
        other = new[where].find(f"{MAIN}f") if where in new else None
        if formula is not None and other is not None and where != place and meant.get(where) == known.get(where):
            cell.remove(formula)
            new[where].remove(other)


def _even_extents(before: etree._Element, after: etree._Element, cell: CellRef) -> None:
    """The extent of the sheet, and of the cell's row, where the cell lies outside: it may grow to it, or go."""
    old, new = before.find(f"{MAIN}dimension"), after.find(f"{MAIN}dimension")
    if old is not None:
        known = area(cell.sheet, old.get("ref", ""))
        grown = known if known is None else _with(known, cell)
        if known != grown and (new is None or area(cell.sheet, new.get("ref", "")) == grown):
            before.remove(old)
            if new is not None:
                after.remove(new)
    path = f"{MAIN}sheetData/{MAIN}row[@r='{cell.row}']"
    line, other = before.find(path), after.find(path)
    if line is None or other is None or _spans(line, cell.column):
        return
    if _spans(other, cell.column):
        other.attrib.pop("spans", "")
        line.attrib.pop("spans")


def _spans(row: etree._Element, column: int) -> bool:
    """Whether the row's extent, if it says one, has the column."""
    spans = row.get("spans", "").split()
    return not spans or any(_within(column, span) for span in spans)


def _within(column: int, span: str) -> bool:
    first, _, last = span.partition(":")
    return int(first) <= column <= int(last)


def _with(extent: Area, cell: CellRef) -> Area:
    top, left = min(extent.top, cell.row), min(extent.left, cell.column)
    return Area(extent.sheet, top, left, max(extent.bottom, cell.row), max(extent.right, cell.column))


def _take_out_content(
    before: etree._Element, after: etree._Element, cells: tuple[_Cells, _Cells], cell: CellRef
) -> None:
    """All of the cell but its style: the one it had, or that of its row or column if it was not there.

    Its row, too, where that is new and holds nothing else.
    """
    path = f"{MAIN}sheetData/{MAIN}row[@r='{cell.row}']"
    old, new = (known.pop((cell.row, cell.column), None) for known in cells)
    if old is None and new is not None and new.get("s", "0") == _inherited_style(before, cell):
        _take_out(new)
        row = after.find(path)
        if row is not None and before.find(path) is None and not len(row) and set(row.attrib) <= {"r", "spans"}:
            _take_out(row)
    elif new is None and old is not None and old.get("s", "0") == "0":
        _take_out(old)
    for element in (old, new):
        if element is not None:
            style = element.get("s", "0")
            element.clear()
            element.attrib.update({"r": cell.address, "s": style})


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _inherited_style(sheet: etree._Element, cell: CellRef) -> str:
    row = sheet.find(f"{MAIN}sheetData/{MAIN}row[@r='{cell.row}']")
    if row is not None and row.get("customFormat") in {"1", "true"}:
        return row.get("s", "0")
    for columns in sheet.iterfind(f"{MAIN}cols/{MAIN}col"):
        if int(columns.get("min", 0)) <= cell.column <= int(columns.get("max", 0)):
            return columns.get("style", "0")
    return "0"


def _even_results(old: _Cells, new: _Cells, part: str, change: Change) -> None:
    """Results of formulas that depend on the changed cell."""
    different = [place for place in old.keys() & new.keys() if _result(old[place]) != _result(new[place])]
    if not different:
        return
    sheet = next(name for name, known in change.old.sheet_parts().items() if known == part)
    for place in different:
        if CellRef(sheet, *place) in change.dependents:
            for cell in (old[place], new[place]):
                cell.attrib.pop("t", "")
                for value in cell.findall(f"{MAIN}v"):
                    cell.remove(value)


def _result(cell: etree._Element) -> tuple[str | None, str | None]:
    return cell.get("t"), cell.findtext(f"{MAIN}v")


def _even_recalculation(before: etree._Element, after: etree._Element, change: Change) -> None:
    """Where results are gone, the workbook may ask to be calculated when it is opened."""
    new = of_package(change.new)
    if all(new.stored(cell) is not None for cell in change.dependents if cell in new.formulas):
        return
    asked = after.find(f"{MAIN}calcPr[@fullCalcOnLoad='1']")
    if asked is not None and before.find(f"{MAIN}calcPr") is None and len(asked.attrib) == 1:
        _take_out(asked)
    for settings in (before.find(f"{MAIN}calcPr"), asked):
        if settings is not None:
            settings.attrib.pop("fullCalcOnLoad", "")


def _even_column_name(before: etree._Element, after: etree._Element, part: str, change: Change) -> None:
    """The name of a table's column is the text of the cell above it."""
    whole = area(change.cell.sheet, before.get("ref", ""))
    if whole is None or part not in {p for _, p in change.old.related(change.part, "/table").values()}:
        return
    if before.get("headerRowCount") == "0" or whole.top != change.cell.row or not whole.covers(change.cell):
        return
    for tree in (before, after):
        columns = tree.findall(f"{MAIN}tableColumns/{MAIN}tableColumn")
        if change.cell.column - whole.left < len(columns):
            columns[change.cell.column - whole.left].set("name", "")
