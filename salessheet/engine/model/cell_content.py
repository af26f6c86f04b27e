"""What one cell holds, in openpyxl's words: numbers as the dates that its format shows, and dates as numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel, to_excel

from salessheet.engine.values.values import ErrorText

_GENERAL: Final = 0  # the number of the format General in a style
_NUMBERS: Final = frozenset("nd")  # the kinds of openpyxl that a file keeps as a number

Moment = dt.datetime | dt.date | dt.time | dt.timedelta


def serial(sheet: Any, value: Moment) -> float:
    """A date as the number that a file stores, by the epoch of the sheet's workbook."""
    return float(to_excel(value, sheet.parent.epoch))  # type: ignore[no-untyped-call]  # openpyxl


def date(sheet: Any, number: float) -> Any:
    """The date that a number is. Raises OverflowError or ValueError where it is none."""
    return from_excel(number, sheet.parent.epoch)


def as_format_says(cell: Any) -> None:
    """A number that stands in a cell is a date as soon as the cell's format shows one, and no longer than that."""
    value = cell._value
    if value is None or cell.data_type not in _NUMBERS:
        return
    if isinstance(value, int | float):
        cell._value, cell.data_type = stored(cell, value)
    elif not is_date_format(cell.number_format):
        cell._value, cell.data_type = serial(cell.parent, value), "n"


def number_of(sheet: Any, value: Any) -> float | None:
    """A number, date, logical value or blank as the number that Excel reckons with; None for all others."""
    if value is None:
        return 0.0
    if isinstance(value, Moment):
        return serial(sheet, value)
    return float(value) if isinstance(value, int | float) else None


def stored(cell: Any, value: Any) -> tuple[Any, str]:
    """A value as the cell keeps it, and its kind in openpyxl's words. It is a date where the format shows one."""
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
                return date(cell.parent, value), "d"
            except (OverflowError, ValueError):
                return value, "n"
    return (value, "d") if is_date_format(cell.number_format) else (serial(cell.parent, value), "n")
