"""A part of a book computed: the lines that are wanted, from inputs and from lines that stand as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import Extent, Line, expr
from salessheet.workbook.functions import IF, SUM
from salessheet.workbook.lines import Calc, Counter, Trend
from salessheet.workbook.measures import Axis, Flavour, Scalar, Type
from salessheet.workbook.readings import values as readings
from salessheet.workbook.readings.cells import Cells
from salessheet.workbook.readings.values import Sizes, evaluate, values_of
from salessheet.workbook.schema import Block
from tests.readings.small import FUNCTIONS, INPUTS, PEOPLE, SIZES, Grid, Rows, Single, book_of


class Chain(Block):
    rows = PEOPLE
    no = Counter(Type.COUNT)
    double = Calc(Type.NUMBER, native=Grid.left * 2)
    more = Calc(Type.NUMBER, native=double + 1)
    beside = Calc(Type.NUMBER, native=Grid.no * 10)
    trend = Trend(Type.NUMBER, of=Grid.body)


class Ends(Block):
    rows = Extent("ends", 1)
    total = Calc(Type.NUMBER, Axis.CELL, native=SUM(Chain.more.whole))
    is_nothing = Calc(Type.FLAG, Axis.CELL, native=IF(total == "", 1, 0))


BOOK = book_of(Chain, Ends)
ALL_SIZES: Sizes = SIZES | {Single.rows: 1, Ends.rows: 1}


def values(wanted: Sequence[Line] | None, kept: Mapping[Line, Sequence[Scalar]] | None = None) -> dict[Line, Cells]:
    return evaluate(BOOK, INPUTS, ALL_SIZES, Flavour.NATIVE, FUNCTIONS, wanted=wanted, kept=kept)


@pytest.mark.parametrize("line", [Chain.double, Chain.more, Chain.beside, Ends.total])
def test_a_wanted_line_is_what_it_is_in_the_whole_book(line: Line) -> None:
    assert {seen: cells.flat() for seen, cells in values([line]).items()} == {line: values(None)[line].flat()}


def test_only_what_leads_to_the_wanted_lines_is_computed() -> None:
    class Unfit(Block):
        rows = PEOPLE
        too_long = Calc(Type.NUMBER, native=expr(0), python=Rows.amount.whole + 1)
        beside = Calc(Type.NUMBER, native=Grid.no * 10)

    def found(line: Line) -> list[Scalar]:
        return evaluate(book_of(Unfit), INPUTS, ALL_SIZES, Flavour.PYTHON, FUNCTIONS, wanted=[line])[line].flat()

    assert found(Unfit.beside) == [10, 20, 30]
    with pytest.raises(DeclarationError, match="too_long has cells"):
        found(Unfit.too_long)


@given(st.permutations([Chain.double, Chain.more, Chain.beside, Ends.total, Ends.is_nothing]), st.booleans())
def test_asked_one_by_one_in_whatever_order_lines_are_what_they_are_at_once(lines: list[Line], is_known: bool) -> None:
    of_book = BOOK, INPUTS, ALL_SIZES, Flavour.NATIVE, FUNCTIONS, frozenset(() if is_known else {Grid})
    at_once, one_by_one = evaluate(*of_book), values_of(*of_book)

    assert [one_by_one[line].flat() for line in lines] == [at_once[line].flat() for line in lines]
    assert (at_once[Chain.double].flat() == [None, None, None]) is not is_known


def test_of_large_lines_nothing_is_kept_but_their_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {line: found.flat() for line, found in values(None).items()}
    for name, much in (("_MANY", 0), ("_TOGETHER", 1)):
        monkeypatch.setattr(readings, name, much)
    readings._way.cache_clear()

    found = values(None)

    assert {name for cells in found.values() for name in vars(cells)} == {"number", "kind"}
    assert {line: cells.flat() for line, cells in found.items()} == expected
    readings._way.cache_clear()


def test_lines_go_on_from_a_kept_value() -> None:
    assert values([Ends.total], {Chain.double: [10, 20, 30]})[Ends.total].flat() == [63]


def test_a_kept_line_stands_in_the_whole_book_too() -> None:
    found = values(None, {Chain.double: [10, 20, 30]})

    assert found[Chain.double].flat() == [10, 20, 30]
    assert found[Chain.more].flat() == [11, 21, 31]
    assert found.keys() == values(None).keys()


def test_a_kept_blank_is_an_empty_text_as_from_a_formula() -> None:
    assert values([Ends.is_nothing], {Ends.total: [None]})[Ends.is_nothing].flat() == [1]


def test_a_counter_that_no_formula_reads_counts_where_it_is_wanted() -> None:
    assert Chain.no not in values(None)
    assert values([Chain.no])[Chain.no].flat() == [1, 2, 3]


def test_a_sparkline_cannot_be_wanted() -> None:
    with pytest.raises(DeclarationError, match=r"Chain\.trend has no value"):
        values([Chain.trend])
