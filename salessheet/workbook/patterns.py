"""Formulas that occur on several sheets, written once."""

from __future__ import annotations

from salessheet.workbook.expr import Binary, Expr, Line, Operand, blank, expr
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    HYPERLINK,
    IF,
    INDEX,
    LARGE,
    MATCH,
    MAX,
    MIN,
    RANK,
    ROUND,
    SMALL,
    SS_ATTAINMENT,
    SS_WIN_RATE,
    SUM,
    SUMIFS,
    TEXT,
    at_least,
    below,
)
from salessheet.workbook.general import Phrases
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Axis, Look, Type

NOBODY = "–"
LAST_DIGIT = 5e-15  # half a unit of the 15th digit: what looks like the level is the level


def running(total: Expr, share: Operand, whole: Operand, unit: Expr) -> Expr:
    """What has been handed out up to here, rounded: differences of it add up to the total, a multiple of the unit.

    Halves are common here (an odd cent, half the weights), and engines differ in the last bit before ROUND: the
    inner ROUND makes an exact half of what is nearly one, so that all round it alike.
    """
    return ROUND(ROUND(total * share / whole / unit, 3), 0) * unit


def in_units(total: Expr, unit: Expr) -> Expr:
    """The total as a multiple of the unit, which is what can be handed out of it."""
    return ROUND(ROUND(total / unit, 6), 0) * unit


def handed_out(now: Operand, before: Operand, unit: Expr) -> Expr:
    """A part handed out: the running total here less that before, both multiples of the unit, as one of it.

    The same part of other totals is the same number to the last bit, however large these are.
    """
    return ROUND(in_units(Binary("-", expr(now), expr(before)), unit), 6)


def difference(now: Expr, before: Operand) -> Expr:
    """One amount less another, without the dust of binary fractions."""
    return ROUND(Binary("-", expr(now), expr(before)), 6)


def numeric(found: Expr) -> Expr:
    """What was found, if it is a number."""
    return IF(COUNT(found) == 0, blank, found)


def ratio(part: Expr, whole: Line) -> Expr:
    """Blank where there is nothing to compare with."""
    return IF(COUNT(whole) == 0, blank, IF(whole == 0, blank, part / whole))


def points(now: Expr, before: Operand) -> Expr:
    """How far one percentage is from another, in percentage points."""
    return (now - before) * 100


def identified(key: Expr) -> Expr:
    """A key, or a dash where a row has none: as a condition of COUNTIFS, an empty text would count blank cells."""
    return IF(key == "", NOBODY, key)


def place_of(key: Line, keys: Line) -> Expr:
    """The row, from 1, in which a column has the key; 0 for no key, and for one that is not there."""
    return IF(key == "", 0, IF(COUNTIFS(keys.whole, key) == 0, 0, MATCH(key, keys.whole, 0)))


def or_default(number: Column) -> Expr:
    """A number of a row, and what its column says a blank counts as; the data has that already, typed rows may not."""
    assert isinstance(number.default, (int, float))  # noqa: S101  a declaration that asks for no default has none
    return IF(COUNT(number) == 0, number.default, number)


def spot_of(column: Line, row: Line, place: Expr) -> Expr:
    """The address of a column's cell by its place, from 1: `column` and `row` are the Whereabouts of the column."""
    return CONCATENATE(column, row + place - 1)


def linked(address: Line, shown: Expr) -> Expr:
    """What is shown, as a link to the address; without one it is shown alone."""
    return IF(address == "", shown, HYPERLINK(address, shown))


def first_of_equals(amount: Line, row_no: Line) -> Expr:
    """The rank of an amount, with a part that grows from row to row: no two rows have the same, the earlier is less."""
    return RANK(amount, amount.whole, 0) + row_no / (row_no + 1)


def tied(name: Expr, is_tied: Expr) -> Expr:
    """The first of the best or the worst, and whether others are just as good or bad: of equals none stands out."""
    return CONCATENATE(name, IF(is_tied, Phrases.tied, blank))


def and_more(first: Expr, others: Expr) -> Expr:
    """The first of several, and how many it does not name."""
    return CONCATENATE(first, IF(others > 0, CONCATENATE(Phrases.more_opens, others, Phrases.more_ends), blank))


def lowest_tied(numbers: Expr, axis: Axis = Axis.ROWS) -> Calc:
    """A column: 1 where two of the numbers are as low as each other and no other is lower."""
    apart = compared(SMALL(numbers, expr(1) + 1) - MIN(numbers))
    return Calc(Type.FLAG, axis, native=IF(COUNT(numbers) > 1, (apart == 0) * 1, 0), quiet=True)


def highest_tied(numbers: Expr) -> Calc:
    """The same of the highest."""
    apart = compared(MAX(numbers) - LARGE(numbers, expr(1) + 1))
    return Calc(Type.FLAG, native=IF(COUNT(numbers) > 1, (apart == 0) * 1, 0), quiet=True)


def most_named(names: Line, is_most: Line) -> Expr:
    """The first name that is marked 1, told as `tied` where several are; blank where none is."""
    return IF(
        SUM(is_most.whole) == 0,
        blank,
        tied(INDEX(names.whole, MATCH(1, is_most.whole, 0)), SUM(is_most.whole) > 1),
    )


def first_ranked(names: Line, rank: Line) -> Expr:
    """The first name of rank 1, told as `tied` where several have it; blank where none has."""
    return IF(
        COUNT(rank.whole) == 0,
        blank,
        tied(INDEX(names.whole, MATCH(1, rank.whole, 0)), COUNTIFS(rank.whole, 1) > 1),
    )


def summed(amounts: Line, dates: Line, first: Expr, last: Expr, *conditions: Operand | Line) -> Expr:
    """The amounts dated from `first` to `last`, both ends included, at any time of day, where the conditions hold."""
    pairs = [c.whole if i % 2 == 0 and isinstance(c, Line) else c for i, c in enumerate(conditions)]
    return SUMIFS(amounts.whole, *pairs, dates.whole, at_least(first), dates.whole, below(last + 1))


def dustless(number: Expr) -> Expr:
    """A sum of amounts as people add them up, or a score: without what binary fractions add to it or leave.

    With it, equals would get different ranks, and who sold just the target would have missed it.
    """
    return ROUND(number, 6)


def compared(ratio: Operand | Line) -> Expr:
    """A ratio, or a difference of ratios, as it is compared with a level: the last bits of a division do not decide."""
    return ROUND(expr(ratio), 12)


def dustless_part(amount: Expr) -> Expr:
    """The same of a part of an amount; the inner ROUND makes an exact half of what is nearly one."""
    return ROUND(ROUND(amount, 9), 6)


def in_percent(share: Expr) -> Expr:
    """Rounded before it is a text: of 102.5% some programs make 102%, since no binary fraction is 1.025."""
    return TEXT(ROUND(share, 2), "0%")


def counted(dates: Line, first: Expr, last: Expr, *conditions: Operand | Line) -> Expr:
    """How many rows are dated from `first` to `last`, both ends included, at any time of day, by the conditions."""
    pairs = [c.whole if i % 2 == 0 and isinstance(c, Line) else c for i, c in enumerate(conditions)]
    return COUNTIFS(*pairs, dates.whole, at_least(first), dates.whole, below(last + 1))


def attainment_of(actual: Line, target: Line) -> Calc:
    """A column: actual ÷ target, marked by whether it is reached."""
    return Calc(Type.PERCENT, native=ratio(actual, target), python=SS_ATTAINMENT(actual, target), look=Look.TRAFFIC)


def attainment_total(actual: Line, target: Line, under: Line) -> Calc:
    """Under a column of attainments: that of the totals."""
    native, python = ratio(actual, target), SS_ATTAINMENT(actual, target)
    return Calc(Type.PERCENT, Axis.TOTAL, native=native, python=python, under=under)


def win_rate_of(won: Line, lost: Line, axis: Axis = Axis.ROWS, under: Line | None = None) -> Calc:
    """Won ÷ (won + lost); blank before the first outcome."""
    native = IF(won + lost == 0, blank, won / (won + lost))
    return Calc(Type.PERCENT, axis, native=native, python=SS_WIN_RATE(won, lost), under=under)


def to_draw(amount: Line) -> Calc:
    """A column of amounts as charts draw them, in the unit of the workbook: no number format has ten thousands."""
    return Calc(Type.NUMBER, native=IF(COUNT(amount) == 0, blank, amount / Phrases.money_unit), quiet=True)
