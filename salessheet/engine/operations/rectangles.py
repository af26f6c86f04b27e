"""Lists of rectangles, as rules keep them, with some cells taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from salessheet.xlsx.addresses import Area, shifted


def cell_range(area: Area) -> CellRange:
    return CellRange(min_row=area.top, min_col=area.left, max_row=area.bottom, max_col=area.right)


def area_on(sheet: str, one: CellRange) -> Area:
    return Area(sheet, one.min_row, one.min_col, one.max_row, one.max_col)


def meets(ranges: Iterable[CellRange], area: Area) -> bool:
    """Whether any of the rectangles has a cell of the area."""
    return any(area.meets(area_on(area.sheet, one)) for one in ranges)


def without(ranges: Iterable[CellRange], area: Area) -> list[CellRange]:
    """The rectangles with the cells of the area cut out: each leaves up to four pieces."""
    left: list[CellRange] = []
    for one in ranges:
        if meets([one], area):
            left += _pieces(one, area)
        else:
            left.append(one)
    return left


def as_sqref(ranges: Iterable[CellRange]) -> MultiCellRange:
    return MultiCellRange(list(ranges))


def rebased(formula: str, old: Iterable[CellRange], new: Iterable[CellRange]) -> str:
    """A rule's formula for other rectangles: it is written for the first cell of them all, their top and left."""
    (old_top, old_left), (top, left) = _corner(old), _corner(new)
    return formula if (old_top, old_left) == (top, left) else shifted(formula, top - old_top, left - old_left)


def _corner(ranges: Iterable[CellRange]) -> tuple[int, int]:
    found = list(ranges)
    return min(one.min_row for one in found), min(one.min_col for one in found)


def _pieces(one: CellRange, area: Area) -> Iterator[CellRange]:
    """Above, left, right and below of the area."""
    top, bottom = max(one.min_row, area.top), min(one.max_row, area.bottom)
    if one.min_row < area.top:
        yield CellRange(None, one.min_col, one.min_row, one.max_col, area.top - 1)
    if one.min_col < area.left:
        yield CellRange(None, one.min_col, top, area.left - 1, bottom)
    if one.max_col > area.right:
        yield CellRange(None, area.right + 1, top, one.max_col, bottom)
    if one.max_row > area.bottom:
        yield CellRange(None, one.min_col, area.bottom + 1, one.max_col, one.max_row)
