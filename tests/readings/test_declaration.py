"""What a declaration may not say is refused when it is imported, with the lines in question by name."""

from __future__ import annotations

import pytest

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import Expr, Extent, Line, expr, own_above, own_previous, promised
from salessheet.workbook.functions import SUM
from salessheet.workbook.lines import Calc, Counter, Input, Trend
from salessheet.workbook.measures import Axis, Flavour, Type
from salessheet.workbook.readings.values import evaluate, lines_read, order_of
from salessheet.workbook.schema import Block, keep_promise
from tests.readings.small import (
    FUNCTIONS,
    INPUTS,
    MONTHS,
    PEOPLE,
    SIZES,
    Grid,
    Rows,
    Single,
    block_of,
    book_of,
    values_of,
)


class Elsewhere(Block):
    """Rows of its own: as many as the grid has, but not of the same people."""

    rows, across = Extent("others", 3), Extent("weeks", 4)
    amount = Input(Type.NUMBER)
    head = Input(Type.NUMBER, Axis.COLUMNS)
    body = Input(Type.NUMBER, Axis.BODY)


@pytest.mark.parametrize(
    ("tree", "axis", "message"),
    [
        (Elsewhere.amount + 1, Axis.ROWS,
         r"Own has a row for each of people and Elsewhere for each of others"),
        (SUM(Elsewhere.amount.so_far), Axis.ROWS, r"Own\.own reads Elsewhere\.amount row by row"),
        (SUM(Elsewhere.body.across), Axis.ROWS, r"Own\.own reads Elsewhere\.body row by row"),
        (SUM(Elsewhere.body.down), Axis.BODY,
         r"Own has a column for each of months and Elsewhere for each of weeks"),
        (Elsewhere.head + 1, Axis.BODY, r"Own\.own reads Elsewhere\.head column by column"),
        (Grid.left + 1, Axis.COLUMNS, r"Own\.own reads Grid\.left row by row"),
        (Grid.left + 1, Axis.CELL, r"Own\.own reads Grid\.left row by row"),
        (Grid.head + 1, Axis.ROWS, r"Own\.own reads Grid\.head column by column"),
        (Grid.body + 1, Axis.ROWS, r"Own\.own reads Grid\.body column by column"),
        (SUM(Grid.left.to(Grid.right)), Axis.CELL, r"Own\.own reads Grid\.left row by row"),
        (own_previous + 1, Axis.CELL, r"Own\.own reads its own earlier cells, but does not run down"),
        (SUM(own_above), Axis.COLUMNS, r"Own\.own reads its own earlier cells, but does not run down"),
    ],
)  # fmt: skip
def test_cells_that_are_not_beside_each_other_are_not_read_row_by_row(tree: Expr, axis: Axis, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        block_of(tree, axis)


@pytest.mark.parametrize(
    ("tree", "axis"),
    [
        (SUM(Elsewhere.amount.whole), Axis.ROWS),
        (SUM(Elsewhere.body.whole), Axis.CELL),
        (Single.rate + 1, Axis.BODY),
        (Grid.left + Grid.head + Grid.body, Axis.BODY),
        (SUM(Grid.body.across), Axis.ROWS),
        (SUM(Grid.body.down), Axis.COLUMNS),
    ],
)
def test_whole_lines_single_cells_and_neighbours_are_read_from_anywhere(tree: Expr, axis: Axis) -> None:
    assert block_of(tree, axis).calculated()


def test_the_cell_function_of_a_line_is_checked_like_its_plain_formula() -> None:
    with pytest.raises(DeclarationError, match=r"Own\.own reads Elsewhere\.amount row by row"):
        block_of(expr(0), python=Elsewhere.amount + 1)


def test_lines_that_need_each_other_are_named() -> None:
    first = Calc(Type.NUMBER, native=expr(0))
    block = type("First", (Block,), {"rows": PEOPLE, "first": first})
    second = Calc(Type.NUMBER, native=first + 1)
    other = type("Second", (Block,), {"rows": PEOPLE, "second": second})
    first.native = second + 1  # only so can a later line be reached: by name it would be a NameError

    with pytest.raises(DeclarationError, match=r"these lines need each other: .*First\.first.*Second\.second"):
        order_of(book_of(block, other), Flavour.NATIVE)


def test_every_line_comes_after_what_it_reads() -> None:
    first = Calc(Type.NUMBER, native=Grid.left + 1)
    block = type("First", (Block,), {"rows": PEOPLE, "first": first})
    second = Calc(Type.NUMBER, native=SUM(first.whole) + first)
    other = type("Second", (Block,), {"rows": PEOPLE, "second": second})

    assert [repr(line) for line in order_of(book_of(other, block), Flavour.NATIVE)] == ["First.first", "Second.second"]


def test_a_span_reads_the_lines_between_its_ends_too() -> None:
    tree = SUM(Grid.no.to(Grid.right))

    assert [line.key for line in lines_read(tree)] == ["no", "left", "right"]


def test_a_formula_that_gives_more_cells_than_its_line_has_is_refused() -> None:
    with pytest.raises(
        DeclarationError, match=r"Own\.own has cells \(3, 1, 1, 1\) but its formula gives \(1, 1, 4, 1\)"
    ):
        values_of(expr(0), flavour=Flavour.PYTHON, python=Rows.amount.whole + 1)


def test_a_sparkline_has_no_value_to_read() -> None:
    trend = Trend(Type.NUMBER, of=Grid.body)
    reader = Calc(Type.NUMBER, native=trend + 1)
    block = type("Own", (Block,), {"rows": PEOPLE, "trend": trend, "reader": reader})
    sizes = SIZES | {Single.rows: 1}

    with pytest.raises(DeclarationError, match=r"Own\.trend has no value and cannot be read"):
        evaluate(book_of(block), INPUTS, sizes, Flavour.NATIVE, FUNCTIONS)


def test_an_expression_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match=r"use IF\(condition, yes, no\)"):
        bool(Grid.left == 1)


def test_lines_and_expressions_can_be_kept_in_sets_though_equality_builds_a_formula() -> None:
    assert len({Grid.left, Grid.right, Grid.left}) == 2
    assert isinstance(Grid.left == Grid.left, Expr)


def test_a_line_is_called_after_its_block_and_attribute() -> None:
    assert repr(Grid.left) == "Grid.left"
    assert repr(Line(Type.TEXT)) == "a line that is not in a block yet"


def test_a_block_knows_its_lines_in_the_order_a_reader_sees_them() -> None:
    assert [line.key for line in Grid.lines] == ["no", "left", "right", "month_no", "head", "body"]
    assert [line.key for line in Grid.on(Axis.COLUMNS)] == ["month_no", "head"]
    assert [line.key for line in Grid.between(Grid.no, Grid.right)] == ["no", "left", "right"]
    assert Grid.calculated() == ()
    assert Rows.columns() == (Rows.name, Rows.amount)


def test_a_counter_counts_along_its_own_axis() -> None:
    class Both(Block):
        rows, across = PEOPLE, MONTHS
        no = Counter(Type.COUNT)
        month_no = Counter(Type.COUNT, Axis.COLUMNS)
        body = Calc(Type.NUMBER, Axis.BODY, native=no * 10 + month_no)

    values = evaluate(book_of(Both), INPUTS, SIZES | {Single.rows: 1}, Flavour.NATIVE, FUNCTIONS)

    assert values[Both.body].flat() == [11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34]


def test_a_promised_formula_is_given_once_and_checked_like_any_other() -> None:
    (line,) = block_of(promised, Axis.CELL).calculated()
    (other,) = block_of(promised, Axis.CELL).calculated()
    with pytest.raises(DeclarationError, match="for one value"):
        keep_promise(other, Grid.left.whole + 1)
    keep_promise(line, SUM(Grid.left.whole))
    with pytest.raises(DeclarationError, match="has a formula already"):
        keep_promise(line, expr(1))
