"""What a reference to part of a line reads, by the values in the cells."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from salessheet.workbook.expr import Expr, Function, Result, expr, own_above, own_previous
from salessheet.workbook.functions import COUNT, IF, INDEX, SUM, SUMPRODUCT
from salessheet.workbook.measures import Axis, Flavour, Scalar
from tests.readings.small import Grid, Rows, Single, values_of

SS_DOUBLE = Function("SS_DOUBLE", Result.EACH)
SS_TOTAL = Function("SS_TOTAL", Result.CELL)
SS_PAIRS = Function("SS_PAIRS", Result.TABLE)
SS_MATRIX = Function("SS_MATRIX", Result.BLOCK)

# Of the grid: left is 1, blank, 4; right 10, 20, "x"; head 1, 2, 4, 8; the body
#   11 12 13 14
#   21    23 24
#   31 32 33 "x"
IN_ROWS: dict[str, tuple[Expr, Sequence[Scalar]]] = {
    "this row": (Grid.left + 0, [1, 0, 4]),
    "a bare reference shows a blank as 0": (Grid.left.operand(), [1, 0, 4]),
    "the counter": (Grid.no + 0, [1, 2, 3]),
    "whole": (SUM(Grid.left.whole), [5, 5, 5]),
    "whole against this row": (SUMPRODUCT((Grid.left.whole < Grid.left) * 1), [1, 0, 2]),
    "so far": (SUM(Grid.left.so_far), [1, 1, 5]),
    "so far, counted": (COUNT(Grid.left.so_far), [1, 1, 2]),
    "above": (SUM(Grid.left.above), [0, 1, 1]),
    "onward": (SUM(Grid.left.onward), [5, 4, 4]),
    "previous, the header before the first": (IF(Grid.no == 1, 0, Grid.left.previous), [0, 1, 0]),
    "the header is text": (Grid.left.previous + 1, ["#VALUE!", 2, 1]),
    "across a body": (SUM(Grid.body.across), [50, 68, 96]),
    "across a body, counted": (COUNT(Grid.body.across), [4, 3, 3]),
    "one of the row of a body": (INDEX(Grid.body.across, Grid.no), [11, 0, 33]),
    "a head row from outside": (SUM(Grid.head.whole), [15, 15, 15]),
    "a head row times a body row": (
        SUMPRODUCT((Grid.head.whole > 1) * IF(Grid.no == 1, Grid.body.across, 1)),
        [39, 3, 3],
    ),
    "neighbours in this row": (SUM(Grid.left.to(Grid.right)), [11, 20, 4]),
    "neighbours in all rows": (SUM(Grid.left.to(Grid.right).whole), [35, 35, 35]),
    "one of all neighbours": (INDEX(Grid.left.to(Grid.right).whole, 2, Grid.no), [0, 20, "#REF!"]),
    "a single cell": (Single.rate * Grid.no, [2, 4, 6]),
    "single cells under each other": (SUM(Single.rate.to(Single.switch).whole), [2, 2, 2]),
    "a running balance": (IF(Grid.no == 1, 100, own_previous * 2), [100, 200, 400]),
    "what stands above in the line itself": (Grid.no + SUM(own_above), [1, 3, 7]),
    "below: nothing": (COUNT(Rows.amount.below), [0, 0, 0]),
    "below: a blank": (SUMPRODUCT(1 - (Rows.amount.below == "")), [0, 0, 0]),
    "a table": (SUM(Rows.amount.whole), [7, 7, 7]),
}
IN_BODY: dict[str, tuple[Expr, Sequence[Scalar]]] = {
    "this cell": (Grid.body * 1, [11, 12, 13, 14, 21, 0, 23, 24, 31, 32, 33, "#VALUE!"]),
    "a column meets a row": (Grid.no * Grid.head, [1, 2, 4, 8, 2, 4, 8, 16, 3, 6, 12, 24]),
    "down": (SUM(Grid.body.down), [63, 44, 69, 38] * 3),
    "across": (COUNT(Grid.body.across), [4] * 4 + [3] * 8),
    "rightward": (SUM(Grid.body.rightward), [50, 39, 27, 14, 68, 47, 47, 24, 96, 65, 33, 0]),
    "leftward, text before the first": (
        SUM(Grid.body.leftward, 0) * 1,
        [0, 11, 12, 13, 0, 21, 0, 23, 0, 31, 32, 33],
    ),
    "head so far": (SUM(Grid.head.so_far), [1, 3, 7, 15] * 3),
    "head above": (SUM(Grid.head.above), [0, 1, 3, 7] * 3),
    "head onward": (SUM(Grid.head.onward), [15, 14, 12, 8] * 3),
    "head previous": (IF(Grid.month_no == 1, 0, Grid.head.previous), [0, 1, 2, 4] * 3),
    "a column so far": (SUM(Grid.left.so_far), [1] * 8 + [5] * 4),
    "own above": (Grid.head + SUM(own_above), [1, 2, 4, 8, 2, 4, 8, 16, 4, 8, 16, 32]),
}
IN_COLUMNS: dict[str, tuple[Expr, Sequence[Scalar]]] = {
    "this column": (Grid.head + 0, [1, 2, 4, 8]),
    "so far": (SUM(Grid.head.so_far), [1, 3, 7, 15]),
    "previous": (IF(Grid.month_no == 1, 0, Grid.head.previous), [0, 1, 2, 4]),
    "down a body": (SUM(Grid.body.down), [63, 44, 69, 38]),
    "a column from outside": (SUM(Grid.left.whole), [5, 5, 5, 5]),
}


@pytest.mark.parametrize(("tree", "expected"), IN_ROWS.values(), ids=IN_ROWS.keys())
def test_a_column_reads(tree: Expr, expected: Sequence[Scalar]) -> None:
    assert values_of(tree) == expected


@pytest.mark.parametrize(("tree", "expected"), IN_BODY.values(), ids=IN_BODY.keys())
def test_a_body_reads(tree: Expr, expected: Sequence[Scalar]) -> None:
    assert values_of(tree, Axis.BODY) == expected


@pytest.mark.parametrize(("tree", "expected"), IN_COLUMNS.values(), ids=IN_COLUMNS.keys())
def test_a_row_of_headings_reads(tree: Expr, expected: Sequence[Scalar]) -> None:
    assert values_of(tree, Axis.COLUMNS) == expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [(SUM(Grid.body.whole), 214), (COUNT(Grid.right.whole), 2), (Single.rate * 3, 6), (expr("x"), "x")],
)
def test_a_cell_reads(tree: Expr, expected: Scalar) -> None:
    assert values_of(tree, Axis.CELL) == [expected]


@pytest.mark.parametrize(
    ("tree", "axis", "expected"),
    [
        (SS_DOUBLE(Grid.no), Axis.ROWS, [2, 4, 6]),
        (SS_DOUBLE(Grid.head), Axis.COLUMNS, [2, 4, 8, 16]),
        (SS_TOTAL(Grid.head.whole) * Grid.no, Axis.ROWS, [15, 30, 45]),
        (INDEX(SS_PAIRS(Grid.no.whole), Grid.no, 2), Axis.ROWS, [1, 2, 3]),
        (SS_MATRIX(Grid.no.whole, Grid.head.whole), Axis.BODY, [1, 2, 4, 8, 2, 4, 8, 16, 3, 6, 12, 24]),
    ],
)
def test_cell_functions_fill_a_block_as_their_kind_says(tree: Expr, axis: Axis, expected: Sequence[Scalar]) -> None:
    assert values_of(expr(0), axis, Flavour.PYTHON, python=tree) == expected
