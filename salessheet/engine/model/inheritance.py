"""The formats that cells take from their row or column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.columns import runs
from salessheet.xlsx.addresses import LAST_COLUMN


def inheritance(sheet: Worksheet) -> Callable[[int, int], Any]:
    """Gives the style of a cell that is not there yet, by row and column: its row's, else its column's, else None."""
    rows: Any = sheet.row_dimensions
    entries: Any = runs(sheet, 1, LAST_COLUMN) if sheet.column_dimensions else ()
    columns = [(first, last, entry._style) for first, last, entry in entries if entry is not None and entry.has_style]

    def inherited(row: int, column: int) -> Any:
        own = rows.get(row)  # by index, openpyxl would make one
        if own is not None and own.has_style:
            return own._style
        return next((style for first, last, style in columns if first <= column <= last), None)

    return inherited


def inherited_by(sheet: Worksheet, row: int, column: int) -> Any:
    """The same of one cell."""
    rows: Any = sheet.row_dimensions
    own = rows.get(row)
    if own is not None and own.has_style:
        return own._style
    columns: Any = sheet.column_dimensions
    entry = columns.get(get_column_letter(column))
    if entry is None:
        entry = next((one for one in columns.values() if (one.min or 0) <= column <= (one.max or 0)), None)
    return entry._style if entry is not None and entry.has_style else None
