"""What a statement says beside the month's amounts: who reviewed it, the plan accepted, disputes, what was paid."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import COMPONENTS, REVIEW_STEPS, STATED_DISPUTES
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, SUM
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.balances import Balances
from salessheet.workbook.sheets.commission.finance_review import PlansAccepted
from salessheet.workbook.sheets.commission.statement import Stated, StatedComponents, StatedPays, StatedPlace
from salessheet.workbook.tables import Disputes, Reviews


def _of_person(column: Line) -> Calc:
    found = INDEX(column.whole, MAX(1, StatedPlace.person_no))
    return Calc(Type.CENTS, Axis.CELL, native=IF(StatedPlace.person_no == 0, blank, found))


class StatedBalance(Block):
    """The fiscal year up to the month."""

    rows = Extent("balance of a statement", 1)
    arrangement = Arrangement.CARDS
    earned = _of_person(Balances.earned)
    paid = _of_person(Balances.paid)
    outstanding = _of_person(Balances.outstanding)
    accrued = _of_person(Balances.accrued)


class StatedReviews(Block):
    """Where each step of the person's month stands in the table of reviews."""

    rows = REVIEW_STEPS
    step = Input(Type.LABEL, given=True)
    review_key = Calc(Type.LABEL, native=CONCATENATE(Stated.rep_id, "|", Settings.period_start, "|", step), quiet=True)
    row = Calc(
        Type.COUNT,
        native=IF(
            COUNTIFS(Reviews.review_key.whole, review_key) == 0, 0, MATCH(review_key, Reviews.review_key.whole, 0)
        ),
        quiet=True,
    )


def _at(column: Line, row: Line) -> Expr:
    """What stands there; blank where nothing does."""
    found = INDEX(column.whole, MAX(1, row))
    return IF(row == 0, blank, IF(found == "", blank, found))


class StatedSteps(Block):
    """Who confirmed the month, who reviewed it, and when; blank while nobody did."""

    rows = REVIEW_STEPS
    step = Calc(Type.LABEL, native=StatedReviews.step)
    is_taken = Calc(Type.FLAG, native=(StatedReviews.row > 0) * 1)
    by = Calc(Type.TEXT, native=_at(Reviews.by, StatedReviews.row))
    date = Calc(Type.DATE, native=_at(Reviews.date, StatedReviews.row))


class StatedAcceptances(Block):
    """The plan of each component, and when the person accepted it."""

    rows = COMPONENTS
    component = Calc(Type.LABEL, native=StatedComponents.component)
    plan = Calc(Type.LABEL, native=StatedComponents.plan)
    accepted = Calc(Type.DATE, native=_at(PlansAccepted.shown, StatedPays.row))


class DisputeRows(Block):
    """Which disputes are of the person and the month."""

    rows = Disputes.rows
    is_of_month = Calc(
        Type.FLAG,
        native=IF(
            COUNT(Disputes.period) == 0,
            0,
            (Disputes.period >= Settings.period_start) * (Disputes.period <= Settings.period_end),
        ),
        quiet=True,
    )
    is_stated = Calc(
        Type.FLAG, native=is_of_month * (Disputes.payee == Stated.rep_id) * (1 - (Stated.rep_id == "")), quiet=True
    )
    place = Calc(Type.COUNT, native=IF(is_stated == 0, blank, SUM(is_stated.so_far)), quiet=True)


class StatedDisputePlaces(Block):
    """Where the disputes of the statement stand."""

    rows = STATED_DISPUTES
    no = Counter(Type.COUNT)
    row = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(DisputeRows.place.whole, no) == 0, 0, MATCH(no, DisputeRows.place.whole, 0)),
        quiet=True,
    )


class StatedDisputes(Block):
    """What the person objects to in the month: open until it is closed, and for how many days."""

    rows = STATED_DISPUTES
    dispute_id = Calc(Type.TEXT, native=_at(Disputes.dispute_id, StatedDisputePlaces.row))
    line = Calc(Type.TEXT, native=_at(Disputes.line, StatedDisputePlaces.row))
    reason = Calc(Type.TEXT, native=_at(Disputes.reason, StatedDisputePlaces.row))
    opened = Calc(Type.DATE, native=_at(Disputes.opened, StatedDisputePlaces.row))
    closed = Calc(Type.DATE, native=_at(Disputes.closed, StatedDisputePlaces.row))
    days = Calc(Type.COUNT, native=_at(Disputes.days, StatedDisputePlaces.row))
    is_open = Calc(Type.FLAG, native=_at(Disputes.is_open, StatedDisputePlaces.row))
    adjusted = Calc(Type.CENTS, native=_at(Disputes.adjusted, StatedDisputePlaces.row))
