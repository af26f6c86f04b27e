"""Contents that go from one cell to another as they are, where what is typed into a cell would be read first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.formula import ArrayFormula

from salessheet.engine.values.values import ErrorText
from salessheet.xlsx.addresses import Area, CellRef, shifted
from salessheet.xlsx.addresses import area as area_of

if TYPE_CHECKING:
    from salessheet.engine.model.grid import Grid

_GENERAL: Final = 0  # the number of the format General in a style
_NUMBERS: Final = frozenset("nd")  # the kinds of openpyxl that a file keeps as a number
_MOMENTS: Final = (dt.datetime, dt.date, dt.time, dt.timedelta)


def hold(grid: Grid, row: int, column: int, value: Any) -> None:
    """A value, as `grid.value` gives it. It is a date where the cell's format shows one. Not marked as changed.

    Cells under a merged one hold nothing.
    """
    cell: Any = grid.cells.get((row, column)) if value is None else grid.cell(row, column)
    if cell is None or isinstance(cell, MergedCell):
        return
    if cell.data_type == "f":
        grid.book.results.formulas_changed()
    cell._value, cell.data_type = _stored(grid, cell, value)


def as_format_says(grid: Grid, cell: Any) -> None:
    """A number that stands in a cell is a date as soon as the cell's format shows one, and no longer than that."""
    value = cell._value
    if value is None or cell.data_type not in _NUMBERS:
        return
    if isinstance(value, int | float):
        cell._value, cell.data_type = _stored(grid, cell, value)
    elif not is_date_format(cell.number_format):
        cell._value, cell.data_type = grid.book.serial(value), "n"


def hold_formula(grid: Grid, row: int, column: int, text: str) -> None:
    """A formula with its `=`. Not marked as changed."""
    cell: Any = grid.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    cell._value, cell.data_type = text, "f"
    grid.book.results.formulas_changed()


def hold_array(grid: Grid, area: Area, formula: ArrayFormula, down: int, across: int) -> None:
    """An array formula as it reads so many rows down and columns across. Marked as changed."""
    grid.set_array(area, shifted(formula.text or "", down, across))


def is_filled(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell holds anything or an array formula fills it."""
    cell = grid.cells.get((row, column))
    if cell is not None and cell.value is not None:
        return True
    return bool(grid.book.arrays(grid)) and grid.array_at(row, column) is not None


def array_of(grid: Grid, row: int, column: int, formula: ArrayFormula) -> Area | None:
    """The cells that an array formula fills, which the first of them holds."""
    return area_of(grid.sheet.title, formula.ref or CellRef("", row, column).address)


def number_of(grid: Grid, value: Any) -> float | None:
    """A number, date, logical value or blank as the number that Excel reckons with; None for all others."""
    if value is None:
        return 0.0
    if isinstance(value, _MOMENTS):
        return grid.book.serial(value)
    return float(value) if isinstance(value, int | float) else None


def _stored(grid: Grid, cell: Any, value: Any) -> tuple[Any, str]:
    """The value and its kind in openpyxl's words."""
    match value:
        case None:
            return None, "n"
        case bool():
            return value, "b"
        case ErrorText():
            return str(value), "e"
        case str():
            return value, "s"
        case int() | float():
            shows_date = cell._style is not None and cell._style.numFmtId != _GENERAL
            if not (shows_date and is_date_format(cell.number_format)):
                return value, "n"
            try:
                return grid.book.date(value), "d"
            except (OverflowError, ValueError):
                return value, "n"
    return (value, "d") if is_date_format(cell.number_format) else (grid.book.serial(value), "n")
