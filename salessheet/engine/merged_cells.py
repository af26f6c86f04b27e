"""Merged cells in openpyxl's model: the cells that they hide, made as openpyxl makes them, but not by the million.

openpyxl has an object for each cell under a merged one. Of a merged cell as large as a column only those are made that
the file has; for the others the sheet's table of cells gives one when it is asked, and forgets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.styles.borders import Border
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.xlsx.addresses import Area, Place, area

MOST_MADE: Final = 5_000
"""Cells under one merged cell that are made in advance."""


def bind_merged(sheet: Any, references: Iterable[str]) -> None:
    """Merges the cells of a sheet as its file has it."""
    ranges = []
    for reference in references:
        whole = area("", reference)
        if whole is None:
            raise ValueError(f"{reference} is no address of merged cells")
        one = merged_range(whole)
        ranges.append(one)
        hide(sheet, one)
    sheet.merged_cells = MultiCellRange(ranges)
    watch(sheet)


def merge(sheet: Any, reference: str) -> None:
    """Merges cells of a sheet; all but the first hold nothing any more."""
    one = CellRange(reference)
    sheet.merged_cells.ranges.add(one)  # past openpyxl's question whether a larger one has it, which takes long
    hide(sheet, one)
    if is_large(one):
        watch(sheet)


def merged_range(whole: Area) -> CellRange:
    """As openpyxl keeps it; past its checks, since a sheet may have ten thousands."""
    made = CellRange.__new__(CellRange)
    bounds = {"min_row": whole.top, "min_col": whole.left, "max_row": whole.bottom, "max_col": whole.right}
    made.__dict__.update(bounds, title=None)
    return made


def is_large(one: CellRange) -> bool:
    return (one.max_row - one.min_row + 1) * (one.max_col - one.min_col + 1) > MOST_MADE


def hide(sheet: Any, one: CellRange) -> None:
    """Puts what openpyxl has for hidden cells into the place of all but the first, with the borders of the whole."""
    cells = sheet._cells
    first = sheet.cell(one.min_row, one.min_col)
    if is_large(one):
        for row, column in [place for place in cells if has(one, place)]:
            if (row, column) != (one.min_row, one.min_col):
                cells[row, column] = MergedCell(sheet, row, column)
        return
    last = cells.get((one.max_row, one.max_col))
    if last is not None and last._style is not None and last._style.borderId:
        first.border += Border(right=last.border.right, bottom=last.border.bottom)
    for row in range(one.min_row, one.max_row + 1):
        for column in range(one.min_col, one.max_col + 1):
            if (row, column) != (one.min_row, one.min_col):
                cells[row, column] = MergedCell(sheet, row, column)
    if first._style is not None and (first._style.borderId or first._style.protectionId):
        MergedCellRange(sheet, one.coord).format()


def watch(sheet: Worksheet) -> None:
    """To be called where merged cells may have come: from there on the table of cells knows the large ones."""
    cells = sheet._cells
    if not isinstance(cells, CellsUnderMerged) and any(is_large(one) for one in sheet.merged_cells.ranges):
        sheet._cells = CellsUnderMerged(sheet, cells)


class CellsUnderMerged(dict[Place, Any]):
    """The cells of a sheet with large merged ones, under which each cell reads as one that is hidden."""

    def __init__(self, sheet: Worksheet, cells: dict[Place, Any]) -> None:
        super().__init__(cells)
        self._sheet = sheet
        self._known: tuple[object, int] = (None, 0)
        self._large: list[CellRange] = []

    def get(self, place: Place, default: Any = None) -> Any:
        found = super().get(place)
        if found is not None:
            return found
        for one in self._large_ones():
            if has(one, place) and place != (one.min_row, one.min_col):
                return MergedCell(self._sheet, *place)
        return default

    def _large_ones(self) -> list[CellRange]:
        merged = self._sheet.merged_cells
        now = (merged, len(merged.ranges))
        if self._known[0] is not merged or self._known[1] != now[1]:
            self._known = now
            self._large = [one for one in merged.ranges if is_large(one)]
        return self._large


def has(one: CellRange, place: Place) -> bool:
    """Whether this cell belongs to a merged one."""
    return one.min_row <= place[0] <= one.max_row and one.min_col <= place[1] <= one.max_col
