"""Sheets as an auditor reads them: the same cells as elsewhere, in little memory, and their formulas by pattern."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from salessheet.xlsx.book_file import Formula, of_package
from salessheet.xlsx.lint.audit.audited_sheet import audited_book, read_by_formulas
from salessheet.xlsx.lint.audit.dense_cells import DenseCells
from salessheet.xlsx.lint.audit.formula_patterns import Patterns
from salessheet.xlsx.package import Package, package_of
from tests.xlsx.faults import packed

SHEET = "xl/worksheets/sheet1.xml"


def book(rows: str = "") -> Package:
    """A workbook of one sheet; `rows`: what stands in place of its own."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Data")
        for row in range(1, 41):
            sheet.write_row(row - 1, 0, [row, "text", True])
            sheet.write_formula(row - 1, 3, f"=A{row}*2+A$1", None, 2 * row + 1)
            sheet.write_formula(row - 1, 4, f"=SUM(A$3:A{row})", None, row)
        sheet.write_formula("F1", "=1/0", None, "#DIV/0!")
    package = package_of(file.getvalue(), Path("book.xlsx"))
    if not rows:
        return package
    before = package.parts[SHEET].decode()
    start, end = before.index("<sheetData>"), before.index("</sheetData>")
    parts = {**package.parts, SHEET: f"{before[:start]}<sheetData>{rows}{before[end:]}".encode()}
    return package_of(packed(parts), Path("book.xlsx"))


def dense(package: Package) -> DenseCells:
    return audited_book(package).sheets["Data"]


@pytest.mark.parametrize(
    "rows",
    [
        "",
        '<row r="5"><c r="A5" s="0"><v>1</v></c></row><row r="2"><c r="B2"><f>A2</f></c><c r="A2"><v>3</v></c></row>',
        (
            '<row r="1"><c r="A1"><f t="shared" si="0"/><v>2</v></c></row>'
            '<row r="2"><c r="A2"><f t="shared" si="0" ref="A1:A2">B2*2</f><v>4</v></c></row>'
        ),
    ],
    ids=["in order", "in disorder", "shared formulas"],
)
def test_the_cells_are_those_that_others_read(rows: str) -> None:
    package = book(rows)
    usual, found = of_package(package).sheets["Data"], dense(package)
    formulas = {(row, run.column): run.pattern.text(row) for run in found.runs for row in range(run[1], run[2] + 1)}
    assert formulas == {place: formula.text for place, formula in usual.formulas.items()}
    assert {place: found.value(place) for place in usual.styles if found.value(place) is not None} == usual.values
    assert {place: found.style(place) for place in usual.styles} == usual.styles
    assert (found.value((99, 1)), found.pattern((1, 99))) == (None, None)


def test_formulas_copied_down_are_one_run() -> None:
    runs = dense(book()).runs
    assert [(run.column, run.first, run.last) for run in runs] == [(4, 1, 40), (5, 1, 40), (6, 1, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "=A7*$B$2+LOG10(C7)",
        "=SUM(A$2:A7,7:7,$3:9)",
        "=Q1!A7&'Q1 50%'!A7&\"A7 is 100% of 7\"",
        "=Deals[[#This Row],[Q1]]*A07+A0",
        "=A1048576+A1048577+XFE7+1E5+7.5",
        "=A999999+A1000000",
    ],
)
def test_a_formula_reads_as_it_stands(text: str) -> None:
    patterns = Patterns()
    assert patterns.known[patterns.number(Formula(text), 7)].text(7) == text


def test_a_row_that_no_sheet_has_moves_with_no_cell() -> None:
    patterns = Patterns()
    first, second = (patterns.number(Formula(f"=A{row}+1"), row) for row in (7, 1_048_577))
    assert [patterns.known[number].text(8) for number in (first, second)] == ["=A8+1", "=A1048577+1"]


def test_what_grows_from_row_to_row_is_read_as_one_range_and_a_cell_where_it_is_one() -> None:
    read = read_by_formulas(audited_book(book())).of("Data")
    assert [one.address for one in read.ranges] == ["A1:A40"]
    assert {one.address for one in read.single} == {"A1", "A3", "A1:A40"}


def test_a_cell_takes_a_few_bytes() -> None:
    rows = "".join(f'<row r="{row}">' + "<c><f>1+1</f><v>2.5</v></c>" * 20 + "</row>" for row in range(1, 1_001))
    package = book(rows)
    dense(package)
    tracemalloc.start()
    found = dense(package)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(list(found.numbers())), kept < 40 * 20_000) == (20_000, True)
