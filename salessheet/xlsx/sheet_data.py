"""The cells of a sheet's part apart from all else in it."""

from __future__ import annotations

import re
from typing import Final

from salessheet.xlsx.package import in_utf8

_SHEET_DATA: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\b[^>]*?(?:/>|>.*?</\1sheetData\s*>)", re.DOTALL)


def without_cells(sheet: bytes) -> bytes:
    """The part with an empty sheetData, in UTF-8."""
    return _SHEET_DATA.sub(rb"<\1sheetData/>", in_utf8(sheet), count=1)


def with_cells_of(source: bytes, sheet: bytes) -> bytes:
    """`sheet`, which holds none, with the cells of `source`, to the byte; both in UTF-8."""
    cells = _SHEET_DATA.search(source)
    return sheet if cells is None else _SHEET_DATA.sub(lambda _: cells[0], sheet, count=1)
