"""Columns of the model and their widths. In a file, neighbours that are alike share one entry."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from typing import Any, Final

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.digits import CALIBRI, Digits, digits_of

_STEP: Final = 8  # Excel rounds the standard width up to a multiple of so many pixels
_STANDARD: Final = 8
_PARTS: Final = 256
POINTS_A_PIXEL: Final = 0.75


def runs(sheet: Worksheet, first: int, last: int) -> Iterator[tuple[int, int, ColumnDimension | None]]:
    """First and last column of each run of columns that share an entry, or that have none, from left to right."""
    at = first
    for entry in sorted(sheet.column_dimensions.values(), key=_span):
        start, end = max(_span(entry)[0], at), min(_span(entry)[1], last)
        if start > end:
            continue
        if start > at:
            yield at, start - 1, None
        yield start, end, entry
        at = end + 1
    if at <= last:
        yield at, last, None


def entry_at(sheet: Worksheet, column: int) -> ColumnDimension | None:
    return next(entry for _, _, entry in runs(sheet, column, column))


def own_entries(sheet: Worksheet, first: int, last: int) -> list[Any]:
    """Entries for these columns and no others: made where there is none, cut out of those that cover more."""
    found = []
    for start, end, entry in list(runs(sheet, first, last)):
        if entry is None:
            width = stored_width(standard_pixels(sheet), digits_of(sheet))
            found.append(_put(sheet, ColumnDimension(sheet, width=width), start, end))
            continue
        left, right = _span(entry)
        if (left, right) != (start, end):
            del sheet.column_dimensions[entry.index]
            if left < start:
                _put(sheet, _copied(sheet, entry), left, start - 1)
            if end < right:
                _put(sheet, _copied(sheet, entry), end + 1, right)
            _put(sheet, entry, start, end)
        found.append(entry)
    return found


def standard_pixels(sheet: Worksheet) -> int:
    """The width of a column that has none of its own."""
    said, digits = sheet.sheet_format, digits_of(sheet)
    if said.defaultColWidth:
        return pixels_of_stored(said.defaultColWidth, digits)
    characters = said.baseColWidth or _STANDARD
    return math.ceil((characters * digits.width + digits.padding) / _STEP) * _STEP


def pixels_of(sheet: Worksheet, entry: ColumnDimension | None) -> int:
    """The width of a column on the screen, whether hidden or not."""
    if entry is None or not entry.width:
        return standard_pixels(sheet)
    return pixels_of_stored(entry.width, digits_of(sheet))


def pixels_of_stored(width: float, digits: Digits = CALIBRI) -> int:
    """A file's width is in digits, too, with the padding."""
    return int((_PARTS * width + _PARTS // 2 // digits.width) / _PARTS * digits.width)


def stored_width(pixels: int, digits: Digits = CALIBRI) -> float:
    return int(pixels / digits.width * _PARTS) / _PARTS


def characters(pixels: int, digits: Digits = CALIBRI) -> float:
    """The width as Excel tells it: in digits of the standard font that fit in."""
    least = digits.width + digits.padding
    if pixels < least:
        return round(pixels / least, 2)
    return round((pixels - digits.padding) / digits.width, 2)


def pixels_for(width: float, digits: Digits = CALIBRI) -> int:
    """The whole pixels that Excel makes of a width in characters."""
    exact = width * (digits.width + digits.padding) if width < 1 else width * digits.width + digits.padding
    return math.floor(exact + 0.5)


def _put(sheet: Worksheet, entry: Any, first: int, last: int) -> Any:
    entry.index, entry.min, entry.max = get_column_letter(first), first, last
    sheet.column_dimensions[entry.index] = entry
    return entry


def _copied(sheet: Worksheet, entry: Any) -> ColumnDimension:
    made: Any = ColumnDimension(
        sheet,
        width=entry.width,
        bestFit=entry.bestFit,
        hidden=entry.hidden,
        outlineLevel=entry.outlineLevel,
        collapsed=entry.collapsed,
    )
    made._style = copy.copy(entry._style)
    found: ColumnDimension = made
    return found


def _span(entry: Any) -> tuple[int, int]:
    index = column_index_from_string(entry.index)
    return entry.min or index, entry.max or index
