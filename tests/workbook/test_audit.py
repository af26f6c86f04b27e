"""What programs would calculate differently is refused in a plain formula when its block is declared."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from salessheet.errors import DeclarationError
from salessheet.workbook import functions
from salessheet.workbook.expr import Expr, Extent, Function, Result, blank, expr, own_above, own_previous
from salessheet.workbook.functions import (
    ABS,
    COUNT,
    COUNTIFS,
    EOMONTH,
    IF,
    INDEX,
    INSTEAD,
    LARGE,
    MATCH,
    MAX,
    MIN,
    MONTH,
    PORTABLE,
    RANK,
    ROUND,
    SS_ATTAINMENT,
    SS_SPLIT,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    YEAR,
    above,
    at_least,
    at_most,
)
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.readings.twins import PLAIN
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block

ROWS, COLUMNS = Extent("rows", 3), Extent("columns", 4)
VLOOKUP, LOOKUP, IFERROR = Function("VLOOKUP"), Function("LOOKUP"), Function("IFERROR")
AVERAGEIFS, TEXT = Function("AVERAGEIFS"), Function("TEXT")


class Cell(Block):
    rows = Extent("a cell", 1)
    day = Input(Type.DATE, Axis.CELL)
    amount = Input(Type.MONEY, Axis.CELL)


class Given(Block):
    rows, across = ROWS, COLUMNS
    key = Input(Type.TEXT)
    day = Input(Type.DATE)
    count = Input(Type.COUNT)
    flag = Input(Type.FLAG)
    money = Input(Type.MONEY)
    share = Input(Type.PERCENT)
    head = Input(Type.COUNT, Axis.COLUMNS)
    body = Input(Type.NUMBER, Axis.BODY)


G = Given


def declare(native: Expr, measure: Type = Type.MONEY, python: Expr | None = None) -> type[Block]:
    return type("Own", (Block,), {"rows": ROWS, "own": Calc(measure, native=native, python=python)})


class Case(NamedTuple):
    broken: Expr
    sound: Expr
    message: str


LIFTS = "for one value"
UNFIT = "the arguments it needs"
CASES = {
    # Functions
    "a function that some programs lack": Case(
        Function("XLOOKUP")(G.key, G.key.whole, G.money.whole),
        INDEX(G.money.whole, MATCH(G.key, G.key.whole, 0)),
        r"calls XLOOKUP, which programs lack .*; use INDEX and MATCH$",
    ),
    "a volatile function": Case(
        Function("TODAY")() - G.day, Cell.day - G.day, r"calls TODAY, .*; read an input such as Settings\.as_of$"
    ),
    "a reference that is computed": Case(
        SUM(Function("OFFSET")(G.money, 1, 0)), SUM(G.money.so_far), r"calls OFFSET, .*; refer to the line"
    ),
    "a text read as a number": Case(Function("VALUE")("1,234"), expr(1234), "calls VALUE, .*; declare the input"),
    "a function nobody listed": Case(
        Function("MODE")(G.count.whole), MAX(G.count.whole), "calls MODE, .*; use a function of functions.py"
    ),
    "a cell function": Case(
        IF(G.money == 0, blank, SS_ATTAINMENT(G.money, G.share)),
        IF(G.money == 0, blank, G.money / G.share),
        "calls the cell function SS_ATTAINMENT in its plain formula; it belongs into `python`",
    ),
    # Forms
    "a match that is not exact": Case(
        MATCH(G.count, G.count.whole, 1), MATCH(G.count, G.count.whole, 0), f"MATCH {UNFIT} .* 0 for an exact match"
    ),
    "a match without its kind": Case(MATCH(G.key, G.key.whole), MATCH(G.key, G.key.whole, 0), f"MATCH {UNFIT}"),
    "a lookup that is not exact": Case(
        VLOOKUP(G.key, G.key.to(G.money).whole, 5, True),
        VLOOKUP(G.key, G.key.to(G.money).whole, 5, 0),
        f"VLOOKUP {UNFIT} .* 0 for an exact match",
    ),
    "a lookup without its kind": Case(
        VLOOKUP(G.key, G.key.to(G.money).whole, 5), LOOKUP(G.count, G.count.whole, G.money.whole), f"VLOOKUP {UNFIT}"
    ),
    "several arguments of SUMPRODUCT": Case(
        SUMPRODUCT(G.money.whole, G.share.whole),
        SUMPRODUCT(G.money.whole * G.share.whole),
        rf"SUMPRODUCT {UNFIT} .* a single product of ranges such as a\*b\*c$",
    ),
    "a text among what is added up": Case(
        SUM(IF(G.count == 0, blank, G.money)),
        SUM(IF(G.count == 0, 0, G.money)),
        "hands a text to a function that takes numbers and ranges",
    ),
    "digits that differ by row": Case(ROUND(G.money, G.count), ROUND(G.money, 2), f"ROUND {UNFIT}"),
    "a format that differs by row": Case(TEXT(G.day, G.key), TEXT(G.day, "0"), f"TEXT {UNFIT}"),
    "a condition left over": Case(
        SUMIFS(G.money.whole, G.key.whole, G.key, G.day.whole),
        SUMIFS(G.money.whole, G.key.whole, G.key, G.day.whole, G.day),
        f"SUMIFS {UNFIT}",
    ),
    "a computed range": Case(
        COUNTIFS(G.count.whole * 1, 1), SUMPRODUCT((G.count.whole == 1) * 1), "computes what must be a range of cells"
    ),
    "a value for a range": Case(RANK(1, 1), RANK(G.count, G.count.whole), "computes what must be a range of cells"),
    "a condition that stands alone": Case(
        IF(at_least(1), 1, 0), IF(G.count >= 1, 1, 0), 'has a condition ">=" outside SUMIFS and COUNTIFS'
    ),
    # TRUE and FALSE
    "a sum of truths": Case(
        SUMPRODUCT(G.money.whole > 0), SUMPRODUCT((G.money.whole > 0) * 1), "leaves TRUE or FALSE .* by 1$"
    ),
    "a cell with a truth": Case(
        IF(G.flag == 0, G.count > 1, blank), IF(G.flag == 0, (G.count > 1) * 1, blank), "leaves TRUE or FALSE"
    ),
    # Array formulas
    "a range as a line": Case(G.money.whole, G.money.operand(), rf"takes the range Given\.money \(all\) {LIFTS}"),
    "a sum with a range": Case(G.money + G.money.so_far, G.money + G.money.previous, LIFTS),
    "the month of a range": Case(MONTH(G.day.whole) * 1, MONTH(G.day) * 1, LIFTS),
    "the month of a range in a product": Case(
        SUMPRODUCT((MONTH(G.day.whole) == 6) * G.money.whole),
        SUMPRODUCT((G.day.whole >= EOMONTH(G.day, -1)) * G.money.whole),
        rf"takes the range Given\.day \(all\) {LIFTS}",
    ),
    "the year of some cells": Case(YEAR(G.day.above), YEAR(G.day.previous), LIFTS),
    "the end of many months": Case(SUMPRODUCT(EOMONTH(G.day.whole, 0) * 1), EOMONTH(G.day, 0), LIFTS),
    "counts of many keys": Case(
        SUMPRODUCT(COUNTIFS(G.key.whole, G.key.whole) * 1), COUNTIFS(G.key.whole, G.key) * 1, LIFTS
    ),
    "a bound that is a range": Case(
        COUNTIFS(G.day.whole, at_most(G.day.whole)), COUNTIFS(G.day.whole, at_most(G.day)), LIFTS
    ),
    "a rounded range": Case(SUM(ROUND(G.money.whole, 2)), ROUND(SUM(G.money.whole), 2), LIFTS),
    "a condition on a range": Case(
        SUM(IF(G.flag.whole == 1, G.money.whole, 0)), SUM(IF(G.flag == 1, G.money.whole, 0)), LIFTS
    ),
    "a computed range out of IF": Case(
        SUMPRODUCT(IF(G.flag == 1, G.money.whole * G.share.whole, 1) * G.count.whole),
        SUMPRODUCT(IF(G.flag == 1, G.money.whole, 1) * G.count.whole),
        LIFTS,
    ),
    "the largest product": Case(MAX(G.money.whole * G.share.whole), MAX(G.money.whole), LIFTS),
    "the cells before as one": Case(own_above + 1, SUM(own_above) + 1, r"takes the range Own\.own \(before this one\)"),
    "a row of neighbours": Case(
        ABS(G.money.to(G.share)), SUM(G.money.to(G.share)), r"the range Given\.money to Given\.share \(this\)"
    ),
    "a row of a body": Case(G.body.across * 2, SUM(G.body.across) * 2, LIFTS),
    # Equality
    "equal amounts": Case(
        IF(G.money == Cell.amount, 1, 0), IF(ROUND(G.money, 2) == ROUND(Cell.amount, 2), 1, 0), "compares fractions"
    ),
    "a share that is all": Case(IF(G.share == 1, 1, 0), IF(G.share == 0, 1, 0), "compares fractions"),
    "a number with fractions": Case(IF(G.count == 0.5, 1, 0), IF(G.count == 2, 1, 0), "compares fractions"),
    "a count of halves": Case(IF(G.count / 2 == G.count, 1, 0), IF(G.count * 2 == G.count, 1, 0), "compares fractions"),
    "the amount of the row before": Case(
        IF(G.money == G.money.previous, 1, 0), IF(G.day == G.day.previous, 1, 0), "compares fractions"
    ),
    "the own cell before": Case(IF(own_previous == G.money, 1, 0), IF(own_previous == 0, 1, 0), "compares fractions"),
    "an average": Case(
        IF(AVERAGEIFS(G.count.whole, G.key.whole, G.key) == 2, 1, 0),
        IF(SUMIFS(G.count.whole, G.key.whole, G.key) == 2, 1, 0),
        "compares fractions",
    ),
    "a chosen amount": Case(
        IF(IF(G.flag == 1, G.money, 0) == 5, 1, 0), IF(IF(G.flag == 1, G.count, 0) == 5, 1, 0), "compares fractions"
    ),
    "neighbours of which one has fractions": Case(
        IF(SUM(G.flag.to(G.money)) == 1, 1, 0), IF(SUM(G.count.to(G.flag)) == 1, 1, 0), "compares fractions"
    ),
    "a difference of nothing": Case(
        IF(G.money - Cell.amount == 0, 1, 0),
        IF(ROUND(G.money - Cell.amount, 6) == 0, 1, 0),
        "compares a difference of fractions for equality in its plain formula; compare ROUND of it",
    ),
    "an amount as a key": Case(
        MATCH(Cell.amount, G.money.whole, 0), MATCH(MIN(G.money.whole), G.money.whole, 0), "compares fractions"
    ),
    "an amount of another line as a key": Case(
        MATCH(LARGE(G.share.whole, 2), G.money.whole, 0),
        MATCH(LARGE(G.money.whole, 2), G.money.whole, 0),
        "compares fractions",
    ),
    "a place among other amounts": Case(
        RANK(Cell.amount, G.money.whole, 0), RANK(G.money, G.money.whole, 0), "compares fractions"
    ),
    "rows with an amount": Case(COUNTIFS(G.money.whole, Cell.amount), COUNTIFS(G.money.whole, 0), "compares fractions"),
    "rows with the amount of this one": Case(
        COUNTIFS(G.money.so_far, G.money), COUNTIFS(G.count.so_far, G.count), "counts the cells that equal a fraction"
    ),
    "rows of a product with an amount": Case(
        SUMPRODUCT((G.money.whole == Cell.amount) * 1),
        SUMPRODUCT((G.money.whole == MAX(G.money.whole)) * 1),
        "compares fractions",
    ),
    # Numbers as text
    "an amount as a bound": Case(
        COUNTIFS(G.money.whole, above(Cell.amount)),
        COUNTIFS(G.day.whole, above(Cell.day), G.money.whole, above(0)),
        'joins ">" with a number that may have fractions .*; bound dates and counts only',
    ),
    "a quotient as a bound": Case(
        COUNTIFS(G.count.whole, at_least(G.count / 2)), COUNTIFS(G.count.whole, at_least(G.count * 2)), 'joins ">="'
    ),
    "more digits than a text has": Case(
        COUNTIFS(G.share.whole, above(1 / 3)), COUNTIFS(G.share.whole, above(1 + 1e-9)), 'joins ">"'
    ),
    "a bound that is rounded, but not to whole numbers": Case(
        COUNTIFS(G.money.whole, at_most(ROUND(Cell.amount, 2))),
        COUNTIFS(G.money.whole, at_most(ROUND(Cell.amount, 0))),
        'joins "<="',
    ),
    # Halves
    "a quotient rounded at once": Case(
        ROUND(G.money * G.share / G.count, 0),
        ROUND(ROUND(G.money * G.share / G.count, 3), 0),
        "rounds a quotient .*; round it to three more places first",
    ),
    "a text of a fraction": Case(
        TEXT(G.share, "0%"), TEXT(ROUND(G.share, 2), "0%"), "makes a text of a number that may have fractions"
    ),
    "a quotient times a unit rounded at once": Case(
        ROUND(G.money / G.count * 2, 2), ROUND(G.money - G.count, 2), "rounds a quotient"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_programs_calculate_differently_is_refused_and_its_sound_neighbour_is_not(case: Case) -> None:
    with pytest.raises(DeclarationError, match=rf"^Own\.own .*{case.message}"):
        declare(case.broken)

    assert declare(case.sound).calculated()


def test_what_stands_inside_is_checked_too() -> None:
    broken = Function("NOW")() > 0

    for tree in (
        IF(broken, 1, 0),
        IF(G.flag == 1, 1, IF(broken, 1, 0)),
        SUMPRODUCT(G.money.whole * broken),
        SUMIFS(G.money.whole, G.count.whole, broken),
        SUMIFS(G.money.whole, G.count.whole, at_least(IF(broken, 1, 0))),
        MATCH(IF(broken, 1, 0), G.count.whole, 0),
        MATCH(1, INDEX(G.count.whole, IF(broken, 1, 0)), 0),
    ):
        with pytest.raises(DeclarationError):
            declare(tree)


def test_a_line_of_counts_may_compare_its_own_cells() -> None:
    tree = IF(own_previous == G.count, 1, 0)

    assert declare(tree, Type.COUNT).calculated()
    with pytest.raises(DeclarationError, match="compares fractions"):
        declare(tree, Type.MONEY)


def test_a_single_cell_is_one_value_whatever_part_of_it_is_asked_for() -> None:
    assert declare(Cell.amount.whole + 1).calculated()


def test_the_python_reading_may_call_cell_functions_and_lift() -> None:
    lifted = IF(G.key.whole == G.key, G.money.whole, blank)

    assert declare(expr(0), python=SS_SPLIT(G.money, lifted, Cell.amount)).calculated()


def test_an_expression_has_no_words_for_a_double_minus_or_for_joining() -> None:
    assert not hasattr(Expr, "__neg__")
    assert not hasattr(Expr, "__and__")


def test_the_whole_workbook_is_within_the_rules() -> None:
    lines = [line for block in SALES_CENTER.blocks for line in block.calculated()]

    assert len(lines) > 200  # all were checked when they were imported


def test_every_plain_function_is_portable_and_has_a_twin() -> None:
    declared = [value for value in vars(functions).values() if isinstance(value, Function)]
    plain = {function.name for function in declared if function.result is Result.PLAIN}

    assert len(plain) > 20
    assert plain - set(PORTABLE) == set()
    assert plain - set(PLAIN) == {"SUMIFS", "COUNTIFS"}  # these two are computed together


def test_what_has_a_substitute_is_not_portable() -> None:
    assert not set(INSTEAD) & set(PORTABLE)


@pytest.mark.parametrize(
    ("name", "given", "is_taken"),
    [
        ("SUM", 0, False),
        ("SUM", 1, True),
        ("SUM", 5, True),
        ("COUNTIFS", 1, False),
        ("COUNTIFS", 4, True),
        ("COUNTIFS", 5, False),
        ("SUMIFS", 3, True),
        ("SUMIFS", 4, False),
        ("INDEX", 2, True),
        ("INDEX", 3, True),
        ("INDEX", 4, False),
        ("IF", 2, False),
    ],
)
def test_a_form_knows_how_many_arguments_a_function_takes(name: str, given: int, is_taken: bool) -> None:
    assert (PORTABLE[name].asked(given) is not None) == is_taken


def test_errors_are_caught_in_one_value_only() -> None:
    with pytest.raises(DeclarationError, match=LIFTS):
        declare(IFERROR(G.money.whole, 0))

    assert declare(IFERROR(G.money / G.count, 0)).calculated()


def test_a_count_of_nothing_is_compared_in_peace() -> None:
    assert declare(IF((COUNT(G.money) == 0) + (COUNT(G.share) == 0) > 0, blank, G.money)).calculated()
