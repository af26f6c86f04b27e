"""Where a table of openpyxl's model is, and what of it is header."""

from __future__ import annotations

from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.xlsx.addresses import Area, area


def area_of(sheet: Worksheet, text: str) -> Area:
    found = area(sheet.title, text)
    if found is None:
        raise ValueError(f"{text!r} is no address")
    return found


def header_rows(table: Table) -> int:
    return 1 if table.headerRowCount is None else int(table.headerRowCount)
