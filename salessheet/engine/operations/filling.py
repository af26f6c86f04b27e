"""A range filled on beyond its end: series that go on, formulas that move along, everything else repeated."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Final

from openpyxl.worksheet.formula import ArrayFormula

from salessheet.engine.model.cell_content import as_format_says
from salessheet.engine.model.grid import Grid
from salessheet.engine.values.series import continued
from salessheet.xlsx.addresses import Area, Place, shifted

_FORMATS_ONLY: Final = "fill_formats"
_NO_FORMATS: Final = "fill_values"


def fill(grid: Grid, source: Area, target: Area, how: str) -> None:
    """`target` has all of `source`, and more at one or both ends of one direction."""
    _, top, left, bottom, right = source
    _, first_row, first_column, last_row, last_column = target
    grid.refuse_part_of_array(target)
    if (first_column, last_column) == (left, right):
        for column in range(left, right + 1):
            line = [(row, column) for row in range(top, bottom + 1)]
            _fill_line(grid, line, [(row, column) for row in range(bottom + 1, last_row + 1)], how, 1)
            _fill_line(grid, line[::-1], [(row, column) for row in range(top - 1, first_row - 1, -1)], how, -1)
    else:
        for row in range(top, bottom + 1):
            line = [(row, column) for column in range(left, right + 1)]
            _fill_line(grid, line, [(row, column) for column in range(right + 1, last_column + 1)], how, 1)
            _fill_line(grid, line[::-1], [(row, c) for c in range(left - 1, first_column - 1, -1)], how, -1)


def _fill_line(grid: Grid, source: Sequence[Place], target: Sequence[Place], how: str, step: int) -> None:
    """`source` and `target` in the direction of filling; `step` as `continued` has it."""
    if not target:
        return
    models = [grid.cells.get(place) for place in source]
    values = [grid.value(*place) for place in source]
    has_formula = any(model is not None and model.data_type == "f" for model in models)
    goes_on = None if has_formula or how == _FORMATS_ONLY else continued(values, len(target), how, step)
    for index, place in enumerate(target):
        origin, model = source[index % len(source)], models[index % len(source)]
        if how != _NO_FORMATS and (model is not None or place in grid.cells):
            made: Any = grid.cell(*place)
            made._style = None if model is None else copy.copy(model._style)
            grid.restyled.add(place)
        if how == _FORMATS_ONLY:
            if place in grid.cells:
                as_format_says(grid.cells[place])
            continue
        if goes_on is not None:
            grid.hold(*place, goes_on[index])
        elif model is not None and model.data_type == "f":
            _hold_formula(grid, place, origin, model.value)
        else:
            grid.hold(*place, values[index % len(source)])
    if how != _FORMATS_ONLY:
        rows, columns = [row for row, _ in target], [column for _, column in target]
        grid.mark(Area(grid.sheet.title, min(rows), min(columns), max(rows), max(columns)))


def _hold_formula(grid: Grid, place: Place, origin: Place, formula: object) -> None:
    (row, column), down, across = place, place[0] - origin[0], place[1] - origin[1]
    if isinstance(formula, str):
        grid.hold_formula(row, column, shifted(formula, down, across))
    elif isinstance(formula, ArrayFormula):
        here = Area(grid.sheet.title, row, column, row, column)
        grid.set_array(here, shifted(formula.text or "", down, across))
