"""Cells that are merged with others."""

from __future__ import annotations

import copy

from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange

from salessheet.engine.merged_cells import has, is_large
from salessheet.engine.model.grid import Grid
from salessheet.xlsx.addresses import Area


def merged_in(grid: Grid, area: Area) -> list[CellRange]:
    """The merged cells of which some are in a rectangle."""
    top, left, bottom, right = area[1:]
    return [
        one
        for one in grid.sheet.merged_cells.ranges
        if one.min_row <= bottom and top <= one.max_row and one.min_col <= right and left <= one.max_col
    ]


def unmerge(grid: Grid, area: Area) -> None:
    """The cells are there again, blank, and look like the first; borders stay where they were."""
    cells = grid.cells
    for one in merged_in(grid, area):
        first = cells.get((one.min_row, one.min_col))
        places = (
            [place for place in cells if has(one, place)] if is_large(one) else [p for p in one.cells if p in cells]
        )
        hidden = {place: cells[place]._style for place in places if cells[place] is not first}
        grid.sheet.merged_cells.remove(one)
        for place in hidden:
            del cells[place]
        for place, own in hidden.items():
            made = StyleArray() if first is None or first._style is None else copy.copy(first._style)
            made.borderId = 0 if own is None else own.borderId
            if any(made):
                grid.give_style(*place, made)
            grid.restyled.add(place)
        grid.is_reshaped = True
