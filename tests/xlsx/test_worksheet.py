"""Formulas are written as they stand: that holds as long as none of them needs a prefix in a file."""

import datetime as dt
from io import BytesIO

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet, re_dynamic_function

from salessheet.workbook.functions import PORTABLE
from salessheet.xlsx.template.worksheet import PlainWorksheet


@pytest.mark.parametrize("text", ["=SUM(A1)", "{=SUM(A1:A3*B1:B3)}", '="{"&A1&"}"'])
def test_a_formula_is_taken_as_xlsxwriter_takes_it(text: str) -> None:
    assert PlainWorksheet()._prepare_formula(text) == Worksheet()._prepare_formula(text)


@pytest.mark.parametrize("name", PORTABLE)
def test_no_function_of_formulas_needs_a_prefix_in_a_file(name: str) -> None:
    assert Worksheet()._prepare_formula(f"={name}(A1)") == f"{name}(A1)"
    assert not re_dynamic_function.search(f"={name}(A1)"), "it spills, which XlsxWriter would write otherwise"


@pytest.mark.parametrize(
    "text",
    [
        "=XLOOKUP(A1,B:B,C:C)", "=IF(ISNA(A1),IFNA(NETWORKDAYS.INTL(A1,B1),0),-SORT(SORTBY(A1:A3,B1:B3)))",
        "=BETA.DIST(A1,1,1,1)+ACOT(A1)*(B1+C1)", "=_xlfn.XLOOKUP(A1,B:B,IFNA(C:C,0))", "=AND($A1<>\"\",'x (y)'!B1>0)",
        "{=SUM(FILTER(A1:A3,B1:B3))}", "=ISO.CEILING(A1)+CEILING.MATH(A1)&F.DIST.RT(A1,1,2)", "=UNIQUE (A1:A3)",
    ],
)  # fmt: skip  # a formula an entry
def test_rules_get_the_prefixes_that_xlsxwriter_gives_them(text: str) -> None:
    assert PlainWorksheet()._prepare_formula(text, True) == Worksheet()._prepare_formula(text, True)


def with_cells(kind: type[Worksheet]) -> bytes:
    """A file with a sheet of that kind that has a cell of every sort, with and without a look of its own."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        workbook.set_properties({"created": dt.datetime(2026, 6, 20)})
        sheet = workbook.add_worksheet("Cells", kind)
        results = ("", "a < b & c", "#N/A", "#REF!", 1.5, 7, -0.0, 1e-20, 1 / 3, True, False)
        for row, style in enumerate((None, workbook.add_format({"bold": True}), workbook.add_format({"italic": True}))):
            for column, result in enumerate(results):
                sheet.write_formula(row, column, '=IF(A1<B1,"x"&"y",">")', style, result)
            sheet.write_array_formula(row, 20, row, 20, "{=SUM(A1:A3*B1:B3)}", style, 3)
            sheet.write_blank(row, 21, None, style)
            sheet.write_string(row, 22, "a < b & c", style)
            for column, number in enumerate((1 / 3, 12345678901234567890.0, -1, 1e-20), start=23):
                sheet.write_number(row, column, number, style)
            sheet.write_boolean(row, 28, True, style)
        sheet.set_column(0, 3, 10, workbook.add_format({"italic": True}))
        sheet.set_row(0, 20, workbook.add_format({"bold": True}))
    return content.getvalue()


def test_the_bytes_are_those_of_xlsxwriter() -> None:
    assert with_cells(PlainWorksheet) == with_cells(Worksheet)
