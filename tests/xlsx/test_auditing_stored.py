"""Results in a file that are not those of their formulas."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from salessheet.xlsx.lint.whole import lint_findings
from tests.xlsx.faults import BOOK, packed


def found(text: str, stored: float, *, by: str = "191029", again: str = "0") -> list[tuple[str, str]]:
    """Of a formula below 2, a blank, a text, 0.5 and 40, calculated by that Excel."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for row, value in enumerate([2, None, "x", 0.5, 40]):
            sheet.write(row, 1, value)
        sheet.write("A9", "Result")
        sheet.write_formula("B9", text, None, stored)
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said = f'calcId="{by}" fullCalcOnLoad="{again}"'.encode()
    parts[BOOK] = parts[BOOK].replace(b'calcId="124519" fullCalcOnLoad="1"', said)
    return [(one.code, one.where) for one in lint_findings(packed(parts), Path("book.xlsx")) if one.code == "stale"]


@pytest.mark.parametrize(
    ("text", "result"),
    [("=SUM(B1:B5)", 42.5), ("=B1+B5", 42), ("=B1-B5", -38), ("=$B$1*B4", 1), ("=B5/B1", 20), ("=B1+B2", 2)],
)
def test_a_result_is_that_of_its_formula(text: str, result: float) -> None:
    assert (found(text, result), found(text, result + 0.5)) == ([], [("stale", "B9")])


@pytest.mark.parametrize("text", ["=B1/B2", "=B1+B3", "=ROUND(B1+B5,0)", "=SUM(B1:B5)*2"])
def test_what_takes_more_than_a_look_is_not_told(text: str) -> None:
    assert found(text, 99) == []


def test_what_excel_calculates_anew_is_not_told() -> None:
    assert found("=B1+B5", 99, by="152511") == found("=B1+B5", 99, again="1") == []
