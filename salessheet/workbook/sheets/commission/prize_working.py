"""Working of what depends on others: the prize of a place, and what is left of a budget. Both are written by the build.

A book knows nobody beyond its own people, so the place and what was left are as settled; the money is worked out here.
"""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import COUNT, IF, INDEX, MAX, MIN, ROUND
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import numeric
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.ledger import Credits
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.tier_working import TierWorking, begun_at, row_of
from salessheet.workbook.tables import PlanTiers


def _given(measure: Type, column: Line) -> Calc:
    """A number that the build wrote of the credit; nothing, and no 0, where it wrote none."""
    found = INDEX(column.whole, MAX(1, LineFacts.credit))
    return Calc(measure, native=IF(LineFacts.credit == 0, blank, numeric(found)), quiet=True)


def _up_to(number: Line, row: Line) -> Expr:
    """The prizes of all places up to one, `row` being the tier that begins last at or before it."""
    end = INDEX(PlanTiers.upper.whole, MAX(1, row))
    return IF(
        row == 0, 0, IF(COUNT(end) == 0, number, MIN(number, end)) - INDEX(PlanTiers.lower.whole, MAX(1, row)) + 1
    )


def _worth(row: Line, reach: Line) -> Expr:
    paid = INDEX(PlanTiers.rate.whole, MAX(1, row)) * reach
    return IF(row == 0, 0, INDEX(TierWorking.fixed.whole, MAX(1, row)) + paid)


class LinePrizes(Block):
    """The place of a line that is a prize, what the places taken together with others are worth, and one's part."""

    rows = LINES
    no = Counter(Type.COUNT)
    place = _given(Type.COUNT, Credits.place)
    tied = _given(Type.COUNT, Credits.tied)
    turn = _given(Type.COUNT, Credits.turn)
    ranked = _given(Type.COUNT, Credits.ranked)
    left = _given(Type.CENTS, Credits.left)
    ahead = Calc(Type.COUNT, native=IF(COUNT(place) == 0, blank, place - 1), quiet=True)
    last = Calc(Type.COUNT, native=IF(COUNT(place) == 0, blank, place + tied - 1), quiet=True)
    begun_ahead = begun_at(LineFacts.plan, ahead)
    begun_last = begun_at(LineFacts.plan, last)
    row_ahead = row_of(LineFacts.plan, begun_ahead)
    row_last = row_of(LineFacts.plan, begun_last)
    reach_ahead = Calc(Type.COUNT, native=_up_to(ahead, row_ahead), quiet=True)
    reach_last = Calc(Type.COUNT, native=_up_to(last, row_last), quiet=True)
    worth_ahead = Calc(Type.CENTS, native=_worth(row_ahead, reach_ahead), quiet=True)
    worth_last = Calc(Type.CENTS, native=_worth(row_last, reach_last), quiet=True)
    pool = Calc(Type.CENTS, native=ROUND(worth_last - worth_ahead, 2), quiet=True)
    # Whole cents, those left over to the first of who is level: half a cent less, rounded, is rounded down.
    in_cents = Calc(
        Type.NUMBER,
        native=IF(COUNT(place) == 0, 0, MAX(0, ROUND((ROUND(pool * 100, 0) + tied - turn) / tied - 0.5, 0))),
        quiet=True,
    )
    prize = Calc(Type.CENTS, native=ROUND(ROUND(in_cents / 100, 5), 2))
