"""What an auditor would ask about, in workbooks that Excel opens as they are."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from salessheet.xlsx.lint.whole import lint_findings


def audited(write: Callable[[Worksheet], None]) -> list[tuple[str, str]]:
    """Code and cell of what is found in a sheet: a heading, ten amounts in A2:A11, their doubles beside them."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row("A1", ["Amount", "Twice"])
        sheet.write_column("A2", range(1, 11))
        for row in range(2, 12):
            sheet.write_formula(f"B{row}", f"=A{row}*2", None, 2 * (row - 1))
        write(sheet)
    found = lint_findings(file.getvalue(), Path("book.xlsx"))
    assert {finding.level for finding in found} <= {"audit"}
    return [(finding.code, finding.where) for finding in found]


def formula(cell: str, text: str, value: object = 1) -> Callable[[Worksheet], None]:
    return lambda sheet: sheet.write_formula(cell, text, None, value)


CASES: dict[str, tuple[Callable[[Worksheet], None], list[tuple[str, str]]]] = {
    "a sound sheet": (formula("D2", "=SUM(A2:A11)+COUNT(Data!B2:B11)"), []),
    "a number among formulas": (lambda sheet: sheet.write("B5", 8), [("hard-coded", "B5")]),
    "numbers among formulas": (
        lambda sheet: sheet.write_column("B5", [8, 10]),
        [("hard-coded", "B5"), ("hard-coded", "B6")],
    ),
    "a number among blanks that are formulas": (
        lambda sheet: (
            [sheet.write_formula(2, column, '=""', None, "") for column in range(3, 9)],
            sheet.write("G3", 0),
        )[1],
        [],
    ),
    "a value written as a formula among formulas": (formula("B5", "=8", 8), [("pattern", "B5")]),
    "another formula among formulas": (formula("B5", "=A5*3"), [("pattern", "B5")]),
    "a total below the formulas": (formula("B12", "=SUM(B2:B11)"), []),
    "a sum that ends too early": (formula("A12", "=SUM(A2:A10)"), [("short-range", "A12")]),
    "such a sum elsewhere": (formula("D2", "=AVERAGE(A2:A9)"), [("short-range", "D2")]),
    "a sum of some rows": (formula("D2", "=SUM(A3:A5)"), []),
    "a running total": (formula("D5", "=SUM(A2:A5)"), []),
    "an error": (formula("D2", "=A2/0", "#DIV/0!"), [("error-cell", "D2")]),
    "a number stored as a text": (lambda sheet: sheet.write_string("A4", "3"), [("number-as-text", "A4")]),
    "an id that is a text": (lambda sheet: sheet.write_string("D4", "0042"), []),
    "a volatile function": (formula("D2", "=TODAY()-A2"), [("volatile", "D2")]),
    "another workbook": (formula("D2", "=[1]Sheet1!A1"), [("external", "D2")]),
    "a number without a label": (
        lambda sheet: (sheet.write("F20", 0.13), sheet.write_formula("G1", "=A2*F20", None, 0.13))[0],
        [("unlabelled", "F20")],
    ),
    "a number with a label": (
        lambda sheet: (sheet.write_row("E20", ["VAT", 0.13]), sheet.write_formula("G1", "=A2*F20", None, 0.13))[0],
        [],
    ),
    "amounts in a hidden row": (
        lambda sheet: (sheet.set_row(3, None, None, {"hidden": True}), sheet.write("D1", "x"))[0],
        [("hidden-amount", "A4")],
    ),
    "amounts in a hidden column": (
        lambda sheet: sheet.set_column("A:A", None, None, {"hidden": True}),
        [("hidden-amount", f"A{row}") for row in range(2, 12)],
    ),
    "a hidden column that nothing reads": (lambda sheet: sheet.set_column("B:B", None, None, {"hidden": True}), []),
}


@pytest.mark.parametrize("name", CASES)
def test_an_auditor_asks_about_exactly_this(name: str) -> None:
    write, expected = CASES[name]
    assert audited(write) == expected
