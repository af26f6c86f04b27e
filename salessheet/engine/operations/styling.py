"""Formats of many cells: read and changed once for each style that the cells have, not once a cell."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.merged_cells import has, is_large
from salessheet.engine.model.columns import own_entries, runs
from salessheet.engine.model.grid import Grid
from salessheet.engine.model.inheritance import inheritance
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.operations.conditional_rules import cut
from salessheet.engine.operations.rectangles import area_on, meets
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area

Change = Callable[[Any], None]
"""Sets formats on what it is given: a cell of openpyxl, perhaps one that is in no sheet."""


def restyle(grid: Grid, area: Area, change: Change, *, is_of_lines: bool = False) -> None:
    """Apply a change to every cell of a rectangle. A whole column or row gets it itself, for the cells to come.

    A merged cell gets it whole, but for `is_of_lines`: its borders belong to the cells at its edge.
    """
    cells: Iterable[Any]
    if area.top == 1 and area.bottom == LAST_ROW:
        cells = _restyled_columns(grid, area, change)
    elif area.left == 1 and area.right == LAST_COLUMN:
        cells = _restyled_rows(grid, area, change)
    else:
        cells = list(grid.every(area))
    if not is_of_lines:
        cells = [*cells, *_rest_of_merged(grid, area)]
    restyle_cells(grid, cells, change)


def restyle_cells(grid: Grid, cells: Iterable[Any], change: Change) -> None:
    """Apply a change, which depends on nothing but the cell's format, to these cells."""
    known: dict[bytes, Any] = {}

    def apply(cell: Any) -> None:
        key = b"" if cell._style is None else cell._style.tobytes()
        if key not in known:
            change(cell)
            known[key] = cell._style
        cell._style = copy.copy(known[key])

    grid.restyle(cells, apply)


def unstyle(grid: Grid, area: Area) -> None:
    """Formats are gone, those that depend on values and merging among them; what cells hold stays."""
    sheet = grid.sheet
    for one in list(sheet.merged_cells.ranges):
        if meets([one], area):
            _unmerge(grid, one)
    dimensions: list[Any] = []
    if area.top == 1 and area.bottom == LAST_ROW:
        dimensions += [entry for _, _, entry in runs(sheet, area.left, area.right) if entry and entry.has_style]
        if dimensions:
            dimensions = [entry for entry in own_entries(sheet, area.left, area.right) if entry.has_style]
            grid.is_reshaped = True
    if area.left == 1 and area.right == LAST_COLUMN:
        rows = [row for row, entry in sheet.row_dimensions.items() if _within(row, area) and entry.has_style]
        dimensions += [sheet.row_dimensions[row] for row in rows]
        grid.touched_rows.update(rows)
    for dimension in dimensions:
        dimension._style = StyleArray()
    cut(grid, area)

    def make_plain(cell: Any) -> None:
        cell._style = None

    _make_inheriting(grid, area)
    grid.restyle([cell for cell in grid.existing(area) if cell.has_style], make_plain)


def _make_inheriting(grid: Grid, area: Area) -> None:
    """Cells that are not there but look like their row or column: they have to be there to look otherwise."""
    sheet = grid.sheet
    bottom = sheet.max_row if area.bottom == LAST_ROW else area.bottom
    right = sheet.max_column if area.right == LAST_COLUMN else area.right
    for first, last, entry in list(runs(sheet, area.left, right)):
        if entry is not None and entry.has_style:
            for row in range(area.top, bottom + 1):
                for column in range(first, last + 1):
                    grid.cell(row, column)
    for row in [row for row, entry in sheet.row_dimensions.items() if _within(row, area) and entry.has_style]:
        for column in range(area.left, right + 1):
            grid.cell(row, column)


def remove_blank(grid: Grid, area: Area) -> None:
    """Cells that hold nothing and look like none are no longer there, but where they would look like their column."""
    inherited = inheritance(grid.sheet)
    for cell in list(grid.existing(area)):
        is_blank = cell.value is None and cell.comment is None and cell.hyperlink is None
        if is_blank and not cell.has_style and inherited(cell.row, cell.column) is None:
            del grid.cells[cell.row, cell.column]


def styles(grid: Grid, area: Area) -> Iterator[Any]:
    """Each style that cells of a rectangle have, once; cells that are not there count with their row or column."""
    seen: set[bytes] = set()
    for style in _all_styles(grid, area):
        key = b"" if style is None or not any(style) else style.tobytes()
        if key not in seen:
            seen.add(key)
            yield style


def _all_styles(grid: Grid, area: Area) -> Iterator[Any]:
    in_rows: Counter[int] = Counter()
    in_columns: Counter[int] = Counter()
    sheet = grid.sheet
    entries: Any = sheet.row_dimensions
    rows = {row: entry._style for row, entry in entries.items() if _within(row, area) and entry.has_style}
    for row, column, cell in _present(grid, area):
        in_rows[row] += 1
        in_columns[column] += row not in rows
        yield _looked_at(grid, cell)._style
    for row, style in rows.items():
        if in_rows[row] <= area.right - area.left:
            yield style
    height = area.bottom - area.top + 1 - len(rows)
    for first, last, entry in runs(sheet, area.left, area.right):
        if any(in_columns[column] < height for column in range(first, last + 1)):
            column_style: Any = entry
            yield column_style._style if entry is not None else None


def _looked_at(grid: Grid, cell: Any) -> Any:
    """Of a merged cell, the first."""
    if not isinstance(cell, MergedCell):
        return cell
    for one in grid.sheet.merged_cells.ranges:
        if one.min_row <= cell.row <= one.max_row and one.min_col <= cell.column <= one.max_col:
            return grid.cells.get((one.min_row, one.min_col), cell)
    return cell


def _present(grid: Grid, area: Area) -> Iterator[tuple[int, int, Any]]:
    """The cells that are there, those under merged ones among them, in no order."""
    cells = grid.cells
    if (area.bottom - area.top + 1) * (area.right - area.left + 1) > len(cells):
        for (row, column), cell in list(cells.items()):
            if area.has(row, column):
                yield row, column, cell
        return
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            cell = cells.get((row, column))
            if cell is not None:
                yield row, column, cell


def _restyled_columns(grid: Grid, area: Area, change: Change) -> list[Any]:
    """The cells to go on with: those that are there, and those where a row has a format of its own."""
    sheet = grid.sheet
    crossing = [row for row, entry in sheet.row_dimensions.items() if entry.has_style]
    last = min(area.right, sheet.max_column)
    for row in crossing:
        for column in range(area.left, last + 1):
            grid.cell(row, column)
    for dimension in own_entries(sheet, area.left, area.right):
        _apply_to_dimension(grid, dimension, change)
    grid.is_reshaped = True
    return [cell for _, _, cell in _present(grid, area)]


def _restyled_rows(grid: Grid, area: Area, change: Change) -> list[Any]:
    sheet = grid.sheet
    for first, last, entry in list(runs(sheet, 1, sheet.max_column)):
        if entry is not None and entry.has_style:
            for row in range(area.top, area.bottom + 1):
                for column in range(first, last + 1):
                    grid.cell(row, column)
    for row in range(area.top, area.bottom + 1):
        _apply_to_dimension(grid, sheet.row_dimensions[row], change)
        grid.touched_rows.add(row)
    return [cell for _, _, cell in _present(grid, area)]


def _apply_to_dimension(grid: Grid, dimension: Any, change: Change) -> None:
    """A row's or column's format, set through a cell that is in no sheet: its own setters need it to be a cell."""
    stand_in = styled(grid.sheet, copy.copy(dimension._style))
    change(stand_in)
    dimension._style = stand_in._style


def styled(sheet: Worksheet, style: Any) -> Any:
    """A cell that is in no sheet, to look at a style or change it."""
    made: Any = Cell(sheet, 1, 1)
    made._style = style
    return made


def _rest_of_merged(grid: Grid, area: Area) -> list[Any]:
    """The cells outside a rectangle that are merged with cells inside."""
    found: list[Any] = []
    for one in grid.sheet.merged_cells.ranges:
        if meets([one], area):
            whole = area_on(area.sheet, one)
            cells: Iterable[Any] = grid.existing(whole) if is_large(one) else grid.every(whole)
            found += [c for c in cells if not area.has(c.row, c.column)]
    return found


def _unmerge(grid: Grid, merged: Any) -> None:
    """The cells under a merged one are plain from here on, in the file as well."""
    grid.sheet.merged_cells.remove(merged)
    for place in list(grid.cells) if is_large(merged) else merged.cells:
        if place in grid.cells and has(merged, place) and isinstance(grid.cells[place], MergedCell):
            del grid.cells[place]
            grid.restyled.add(place)
    grid.is_reshaped = True


def _within(row: int, area: Area) -> bool:
    return area.top <= row <= area.bottom


def adopted_style(cell: Any, source: OpenWorkbook, target: OpenWorkbook) -> Any:
    """The style of a cell as another workbook keeps it: with its fonts, fills and borders among that one's own."""
    if source is target or cell._style is None:
        return copy.copy(cell._style)
    known = target.adopted_styles.setdefault(id(source.model), {})
    key = cell._style.tobytes()
    if key not in known:
        made: Any = Cell(target.model.worksheets[0], 1, 1)
        for name in ("font", "fill", "border", "alignment", "protection"):
            setattr(made, name, copy.copy(getattr(cell, name)))
        made.number_format = cell.number_format
        known[key] = made._style
    return copy.copy(known[key])
