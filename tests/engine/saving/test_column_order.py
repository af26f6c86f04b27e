"""Columns are described from left to right, whatever was done to one in the middle: Excel repairs any other file."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from salessheet.engine import open_book
from salessheet.xlsx.lint.structure import structural_findings


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three columns of one width, and one of another."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.set_column(1, 3, 20)
        sheet.set_column(4, 4, 30)
        sheet.write(0, 0, "x")
    return path


def described(path: Path) -> list[tuple[int, int]]:
    with ZipFile(path) as package:
        part = package.read("xl/worksheets/sheet1.xml").decode()
    columns = [dict(re.findall(r'(\w+)="([^"]*)"', column)) for column in re.findall(r"<col ([^>]*)/>", part)]
    return [(int(column["min"]), int(column["max"])) for column in columns]


@pytest.mark.parametrize("column", ["B:B", "C:C", "D:D", "F:F"])
def test_a_column_that_gets_a_width_of_its_own_stands_where_it_is(column: str, book: Path) -> None:
    with open_book(book) as opened:
        opened.sheets["S"].range(column).column_width = 44
        opened.save(str(book))

    found = described(book)
    assert [number for pair in found for number in pair] == sorted(number for pair in found for number in pair)
    assert structural_findings(book.read_bytes()) == []


@pytest.mark.parametrize("column", ["A:A", "C:C", "E:E"])
def test_a_column_that_is_inserted_stands_where_it_is(column: str, book: Path) -> None:
    with open_book(book) as opened:
        opened.sheets["S"].range(column).insert("right")
        opened.sheets["S"].range("C1").value = 1
        opened.save(str(book))

    found = described(book)
    assert [number for pair in found for number in pair] == sorted(number for pair in found for number in pair)
    assert structural_findings(book.read_bytes()) == []
