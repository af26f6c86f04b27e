"""An .xlsx file as Excel hands an open workbook to the server: values by sheet, and the defined names."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def payload(path: Path) -> dict[str, Any]:
    """The request of a script, but for `args`, the fields of its form."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that sparklines are dropped, which is no matter here
        book = openpyxl.load_workbook(path, data_only=True)
    return {
        "client": "Office.js",
        "version": "test",
        "book": {"name": path.name, "active_sheet_index": 0, "selection": "A1"},
        "names": list(_names(book)),
        "sheets": [{"name": s.title, "values": _values(s), "pictures": [], "tables": []} for s in book.worksheets],
    }


def _names(book: Workbook) -> list[dict[str, Any]]:
    found = []
    for name, defined in book.defined_names.items():
        for sheet, address in defined.destinations:
            found.append(
                {
                    "name": name,
                    "sheet_index": book.sheetnames.index(sheet),
                    "address": address.replace("$", ""),
                    "scope_sheet_name": None,
                    "scope_sheet_index": None,
                    "book_scope": True,
                }
            )
    return found


def _values(sheet: Worksheet) -> list[list[object]]:
    """From A1 to the last cell that is used."""
    return [
        [_value(value) for value in row]
        for row in sheet.iter_rows(1, sheet.max_row, 1, sheet.max_column, values_only=True)
    ]


def _value(value: object) -> object:
    if isinstance(value, dt.time):  # day 0
        value = dt.datetime(1899, 12, 30)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds") + "Z"
    return "" if value is None else value
