"""Where Excel takes one cell of a range, in a formula that is no array formula."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.calc.trust.intersection import takes_one_of_many
from salessheet.xlsx.formula_tree import tree
from salessheet.xlsx.references import References
from tests.calc.books import book, ref


@pytest.mark.parametrize(
    ("formula", "takes_one"),
    [
        ("SUM(B1:B3)", False),
        ("SUM(B1:B3*1)", True),
        ("SUM(B1:B3)*2", False),
        ("SUM(-B1:B3)", True),
        ("SUM((B1:B3>5)*B1:B3)", True),
        ("SUMPRODUCT((B1:B3>5)*B1:B3)", False),
        ("SUM(SUMPRODUCT(B1:B3*1),1)", False),
        ("INDEX(B1:B3*2,2)", False),
        ('LOOKUP(2,1/(A1:A3="Bob"),B1:B3)', False),
        ('MATCH(1,(A1:A3="Bob")*(B1:B3>5),0)', True),
        ('MATCH("Bob",A1:A3,0)', False),
        ("MATCH(A1:A3,A1:A3,0)", True),
        ("VLOOKUP(A1,A1:B3,2,0)", False),
        ("AVERAGE(LEN(A1:A3))", True),
        ("LEN(A1)", False),
        ("IF(A1>0,SUM(B1:B3),0)", False),
        ("SUM(IF(B1>5,B1:B3,0))", False),
        ("SUM(IF(B1:B3>5,1))", True),
        ("AND(B1:B3>5)", True),
        ("AND(B1:B3)", False),
        ("COUNTIF(B1:B3,B1)", False),
        ("COUNTIF(B1:B3,B1:B3)", True),
        ("SUM({1,2}*3)", False),
        ("NETWORKDAYS(B1,B2,B1:B3)", False),
        ("ROUND(B1:B3,0)", True),
        ("B1:B3", True),
        ("B1:B3*2", True),
        ("B1*2", False),
        ("SUM((B1:B2,B3))", False),
        ('TEXTJOIN(",",TRUE,A1:A3&"")', False),
    ],
)
def test_where_a_range_meets_an_operator_or_a_function_of_one_value(
    formula: str, takes_one: bool, tmp_path: Path
) -> None:
    cell = ref("D9")
    found = tree(References(book(tmp_path / "own.xlsx", {"D9": (f"={formula}", 0.0)})).pieces(cell, f"={formula}"))

    assert found is not None
    assert takes_one_of_many(found) is takes_one
