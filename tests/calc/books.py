"""Small workbooks with formulas and the values stored beside them, written by XlsxWriter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef, area
from salessheet.xlsx.book_file import BookFile, Value, read
from salessheet.xlsx.editing import Edit, edited

Stored = tuple[str, Value]
"""A formula and the value beside it; an array formula stands in braces, its range before it: `A1:A3 {=B1:B3*2}`."""


def ref(text: str, sheet: str = "Sheet1") -> CellRef:
    place = area(sheet, text)
    assert place is not None
    return CellRef(sheet, place.top, place.left)


def book(path: Path, cells: Mapping[str, Value | Stored], sheet: str = "Sheet1") -> BookFile:
    """Inputs and formulas by address. The first cell of an array formula has its value, the others have 0."""
    workbook = xlsxwriter.Workbook(path)
    worksheet = workbook.add_worksheet(sheet)
    for address, content in cells.items():
        if not isinstance(content, tuple):
            worksheet.write(address, content)
        elif content[0].endswith("}"):
            spread, _, formula = content[0].partition(" ")
            worksheet.write_array_formula(spread, formula, None, _written(content[1]))
        else:
            worksheet.write_formula(address, content[0], None, _written(content[1]))
    workbook.close()
    return read(path)


def as_excel_saves(path: Path) -> BookFile:
    """The workbook again: XlsxWriter asks for a calculation on opening, Excel does not."""
    found = read(path)
    part = found.package.workbook_part
    content = found.package.parts[part].replace(b' fullCalcOnLoad="1"', b"")
    found.package.with_parts({part: content}).write(path)
    return read(path)


def falsified(found: BookFile, by: Mapping[CellRef, Value]) -> BookFile:
    """The workbook with other values stored beside its formulas."""
    return edited(found, {cell: Edit(value) for cell, value in by.items()})


def _written(value: Value) -> object:
    return value.value if isinstance(value, ErrorKind) else value
