"""Formulas are written as they stand: that holds as long as none of them needs a prefix in a file."""

import pytest
from xlsxwriter.worksheet import Worksheet

from salessheet.workbook.functions import PORTABLE
from salessheet.xlsx.template.worksheet import PlainWorksheet


@pytest.mark.parametrize("text", ["=SUM(A1)", "{=SUM(A1:A3*B1:B3)}", '="{"&A1&"}"'])
def test_a_formula_is_taken_as_xlsxwriter_takes_it(text: str) -> None:
    assert PlainWorksheet()._prepare_formula(text) == Worksheet()._prepare_formula(text)


@pytest.mark.parametrize("name", PORTABLE)
def test_no_function_of_formulas_needs_a_prefix_in_a_file(name: str) -> None:
    assert Worksheet()._prepare_formula(f"={name}(A1)") == f"{name}(A1)"


def test_rules_still_get_their_prefixes() -> None:
    assert PlainWorksheet()._prepare_formula("=XLOOKUP(A1,B:B,C:C)", True) == "_xlfn.XLOOKUP(A1,B:B,C:C)"
