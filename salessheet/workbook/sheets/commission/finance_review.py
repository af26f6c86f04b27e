"""Finance review: what the month pays, against its sources; what is unusual; what was paid, and what changed since."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet, SignOff
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import CHANGES, CORRECTIONS, PAY, PEOPLE
from salessheet.workbook.functions import (
    ABS,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    ROUND,
    SUM,
    SUMIFS,
    above,
    below,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.patterns import counted, identified
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.balances import Balances, PersonMonths
from salessheet.workbook.sheets.commission.document_totals import DocumentTotals, ReasonTotals
from salessheet.workbook.sheets.commission.ledger import Corrections, Ledger
from salessheet.workbook.sheets.commission.pay_bridge import Bridge
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Acceptances, Disputes, Reviews

CONFIRMED, BY_MANAGER, BY_FINANCE = (term_of(Reviews.step, code) for code in ("confirmed", "manager", "finance"))
HIGH = 3
"""A payout above so many times the person's average is looked at twice."""


class Kept(Block):
    """Whether the data keeps reviews and acceptances: what nobody keeps is not missed."""

    rows = Extent("what is kept of the review", 1)
    has_reviews = Input(Type.FLAG, Axis.CELL, default=False, given=True)
    has_acceptances = Input(Type.FLAG, Axis.CELL, default=False, given=True)


class PlansAccepted(Block):
    """Whether the person accepted the plan of each component. Where no acceptance is kept at all, none is missed."""

    rows = PAY
    no = Counter(Type.COUNT)
    accepted = Calc(
        Type.DATE,
        native=SUMIFS(
            Acceptances.date.whole, Acceptances.plan_id.whole, identified(PayTerms.plan),
            Acceptances.rep_id.whole, PayTerms.rep_id,
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    shown = Calc(Type.DATE, native=IF(accepted == 0, blank, accepted), quiet=True)
    is_missing = Calc(
        Type.FLAG,
        native=(Kept.has_acceptances + COUNT(Acceptances.date.whole) > 0) * (PayTerms.plan_row > 0) * (accepted == 0),
        quiet=True,
    )


class PersonBefore(Block):
    """What earlier months of the fiscal year paid each person, and how many of them did."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    settled = Calc(
        Type.CENTS,
        native=SUMIFS(
            PersonMonths.settled.whole, PersonMonths.rep_id.whole, rep_id, PersonMonths.settled.whole, above(0),
            PersonMonths.month.whole, below(Settings.period_start),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    months = Calc(
        Type.COUNT,
        native=COUNTIFS(
            PersonMonths.rep_id.whole, rep_id, PersonMonths.settled.whole, above(0),
            PersonMonths.month.whole, below(Settings.period_start),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    ever = Calc(
        Type.COUNT,
        native=COUNTIFS(
            Ledger.payee.whole, rep_id, Ledger.payout.whole, above(0),
            Ledger.period.whole, below(Settings.period_start),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition


def _taken(rep_id: Line, step: Line) -> Calc:
    found = counted(
        Reviews.period, Settings.period_start, Settings.period_end, Reviews.payee, rep_id, Reviews.step, step
    )
    return Calc(Type.COUNT, native=found, quiet=True)


class PersonReviews(Block):
    """The steps that were taken for each person's month."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    confirmed = _taken(rep_id, CONFIRMED)
    manager = _taken(rep_id, BY_MANAGER)
    finance = _taken(rep_id, BY_FINANCE)


def _mark(condition: Expr) -> Calc:
    """Yes, or nothing."""
    return Calc(Type.FLAG, native=IF(condition * 1 > 0, 1, blank))


def _lacks(payout: Line, taken: Line) -> Calc:
    """A step that nobody took for a payout of the month. Where no step is kept at all, none is missed."""
    return _mark(COUNT(payout) * (Kept.has_reviews + COUNT(Reviews.date.whole) > 0) * (taken == 0))


class Marks(Block):
    """A row a person: the payout, and what a reviewer should look at."""

    rows = PEOPLE
    name = Calc(Type.TEXT, native=People.name)
    rep_id = Calc(Type.TEXT, native=People.rep_id)
    payout = Calc(Type.CENTS, native=Payout.payout)
    average = Calc(Type.CENTS, native=IF(PersonBefore.months == 0, blank, PersonBefore.settled / PersonBefore.months))
    zero = _mark(COUNT(payout) * (payout == 0))
    negative = _mark(SUM(payout) < 0)
    high = _mark(COUNT(average) * (SUM(payout) > HIGH * SUM(average)))
    first = _mark((SUM(payout) > 0) * (PersonBefore.ever == 0))
    adjusted = _mark(1 - (Payout.adjustments == 0))
    disputed = _mark(
        counted(
            Disputes.period, Settings.period_start, Settings.period_end, Disputes.payee, rep_id, Disputes.is_open, 1
        )
        > 0
    )
    not_accepted = _mark(SUMIFS(PlansAccepted.is_missing.whole, PayTerms.rep_id.whole, rep_id) > 0)
    not_confirmed = _lacks(payout, PersonReviews.confirmed)
    no_manager = _lacks(payout, PersonReviews.manager)
    no_finance = _lacks(payout, PersonReviews.finance)
    marks = Calc(Type.COUNT, native=COUNT(zero.to(no_finance)))
    payout_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(payout.whole), under=payout)
    marks_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(marks.whole), under=marks)


class ReviewFigures(Block):
    """The month in eight numbers."""

    rows = Extent("figures of the review", 1)
    arrangement = Arrangement.CARDS
    payouts = Calc(Type.CENTS, Axis.CELL, native=Payout.payout_total)
    earned = Calc(Type.CENTS, Axis.CELL, native=Balances.earned_total)
    paid = Calc(Type.CENTS, Axis.CELL, native=Balances.paid_total)
    outstanding = Calc(Type.CENTS, Axis.CELL, native=Balances.outstanding_total)
    accrued = Calc(Type.CENTS, Axis.CELL, native=Balances.accrued_total)
    marked = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Marks.marks.whole, above(0)))
    disputes = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Disputes.is_open.whole, 1))
    off = Calc(
        Type.CENTS,
        Axis.CELL,
        native=ROUND(ABS(Bridge.off) + ABS(Balances.off_total) + ABS(DocumentTotals.off_total), 2),
    )


class ChangeRows(Block):
    """Which corrections the month pays, or gets in a later one."""

    rows = CORRECTIONS
    is_shown = Calc(
        Type.FLAG,
        native=((Corrections.period == Settings.period_start) + (Corrections.of_period == Settings.period_start) > 0)
        * 1,
        quiet=True,
    )
    place = Calc(Type.COUNT, native=IF(is_shown == 0, blank, SUM(is_shown.so_far)), quiet=True)


class ChangePlaces(Block):
    """Where the corrections of the month stand."""

    rows = CHANGES
    no = Counter(Type.COUNT)
    row = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(ChangeRows.place.whole, no) == 0, 0, MATCH(no, ChangeRows.place.whole, 0)),
        quiet=True,
    )
    at = Calc(Type.COUNT, native=MAX(1, row), quiet=True)


def _changed(measure: Type, column: Line) -> Calc:
    found = INDEX(column.whole, ChangePlaces.at)
    return Calc(measure, native=IF(ChangePlaces.row == 0, blank, IF(found == "", blank, found)))


class Changes(Block):
    """What changed since months were closed, where the month reported pays for it or is the one that is mended."""

    rows = CHANGES
    reason = _changed(Type.TEXT, Corrections.reason)
    period = _changed(Type.PERIOD, Corrections.period)
    of_period = _changed(Type.PERIOD, Corrections.of_period)
    payee = _changed(Type.TEXT, Corrections.payee)
    component = _changed(Type.LABEL, Corrections.component)
    document = _changed(Type.TEXT, Corrections.document)
    old = _changed(Type.CENTS, Corrections.old)
    new = _changed(Type.CENTS, Corrections.new)
    amount = _changed(Type.CENTS, Corrections.amount)
    amount_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(amount.whole), under=amount)


FINANCE_REVIEW = Sheet(
    "finance_review",
    Role.OUTPUT,
    Group.COMMISSION,
    (ReviewFigures, Bridge, DocumentTotals, ReasonTotals, Marks, Balances, Changes, SignOff()),
    with_data=True,
    in_full=True,
    front=15,
)
