"""Commission periods, and what happens to payouts until they are paid."""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, DATE, IF, MAX, MONTH, SUMIFS, YEAR, above
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import identified
from salessheet.workbook.rules import InOrder, Mentions, NotZero
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps, Teams
from salessheet.workbook.tables.orders import Invoices, Orders, Receipts
from salessheet.workbook.tables.plans import Objectives, Plans
from salessheet.workbook.tables.remarks import named_once, remark_of
from salessheet.workbook.tables.selling import Deals

PERIOD_STATUSES = ("open", "calculated", "confirmed", "reviewed", "approved", "paid", "closed")


REVIEW_STEPS = ("confirmed", "manager", "finance")


class Periods(Table):
    """Commission periods: how far each has come, and the hash of what was closed."""

    key = "periods"
    owner = Everyones()
    grows = False
    period = Column(Type.PERIOD, identifies=True, example="2026-05")
    status = Column(Type.LABEL, required=True, choices=PERIOD_STATUSES, example="closed")
    closed_on = Column(Type.DATE, use=Use.NOTE, example="2026-06-05")
    hash = Column(Type.TEXT, example="")


class Adjustments(Table):
    """Lines added to a commission statement by hand. The payee is a rep; `refers_to` names the line that is mended."""

    key = "adjustments"
    grows = False
    period = Column(Type.PERIOD, required=True, example="2026-06")
    payee = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    line = Column(Type.LABEL, example="correction")
    amount = Column(Type.CENTS, required=True, example="-120.50")
    reason = Column(Type.TEXT, use=Use.NOTE, example="Split of order O00001 agreed late")
    refers_to = Column(Type.TEXT, use=Use.NOTE, example="O00001")
    links = (
        Mentions(
            refers_to,
            (
                Orders.order_id, Deals.deal_id, Receipts.receipt_id, Objectives.objective_id, Reps.rep_id,
                Teams.team_id,
            ),
        ),
    )  # fmt: skip  # what a line may stand on
    owner = Belongs(payee)


class Acceptances(Table):
    """Who accepted which plan, and when."""

    key = "acceptances"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, refers_to=Plans.plan_id, example="PLAN-REP-2026")
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    date = Column(Type.DATE, required=True, example="2026-01-08")
    remark = Calc(
        Type.TEXT,
        native=IF(COUNTIFS(plan_id.whole, identified(plan_id), rep_id.whole, rep_id) > 1, Phrases.twice, blank),
    )
    owner = Belongs(rep_id)


class Reviews(Table):
    """Who looked at the month of a person: the person (confirmed), the manager, finance. One row per step."""

    key = "reviews"
    grows = False
    period = Column(Type.PERIOD, identifies=True, example="2026-05")
    payee = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    step = Column(Type.LABEL, identifies=True, choices=REVIEW_STEPS, example="manager")
    by = Column(Type.TEXT, required=True, example="Li Na")
    date = Column(Type.DATE, required=True, example="2026-06-03")
    review_key = Calc(
        Type.LABEL,
        native=IF(
            (payee == "") + (COUNT(period) == 0) > 0,
            blank,
            CONCATENATE(payee, "|", DATE(YEAR(period), MONTH(period), 1), "|", step),
        ),
        quiet=True,
    )
    remark = Calc(
        Type.TEXT,
        native=IF(COUNTIFS(review_key.whole, identified(review_key)) > 1, Phrases.twice, blank),
    )
    owner = Belongs(payee)


class Disputes(Table):
    """What people object to in their month, until it is closed; `adjustment` names the line that settles it."""

    key = "disputes"
    grows = False
    dispute_id = Column(Type.TEXT, identifies=True, example="Q0001")
    period = Column(Type.PERIOD, required=True, example="2026-05")
    payee = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    line = Column(Type.TEXT, example="P00001")
    opened = Column(Type.DATE, required=True, example="2026-06-04")
    reason = Column(Type.TEXT, example="The order was shared 50% to 50%")
    closed = Column(Type.DATE, example="2026-06-09")
    adjustment = Column(Type.LABEL, example="correction")
    is_open = Calc(
        Type.FLAG, native=IF(dispute_id == "", blank, (COUNT(opened) > 0) * (COUNT(closed) == 0)), quiet=True
    )
    days = Calc(
        Type.COUNT,
        native=IF(COUNT(opened) == 0, blank, MAX(0, IF(COUNT(closed) == 0, Settings.as_of, closed) - opened)),
    )
    adjusted = Calc(
        Type.CENTS,
        native=IF(
            adjustment == "",
            blank,
            SUMIFS(
                Adjustments.amount.whole, Adjustments.line.whole, adjustment, Adjustments.payee.whole, identified(payee)
            ),
        ),
    )
    remark = named_once(dispute_id)
    rules = (InOrder((opened, closed)),)
    links = (
        Mentions(
            line,
            (
                Orders.order_id, Deals.deal_id, Receipts.receipt_id, Invoices.invoice_id, Objectives.objective_id,
                Reps.rep_id,
            ),
        ),
    )  # fmt: skip  # what a line may stand on
    owner = Belongs(payee)


class Payouts(Table):
    """What was paid to whom for a month, in the currency of the payout. What was taken back is negative."""

    key = "payouts"
    grows = False
    payout_id = Column(Type.TEXT, identifies=True, example="Z0001")
    period = Column(Type.PERIOD, required=True, example="2026-05")
    payee = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    amount = Column(Type.CENTS, required=True, example="4,250.00")
    paid_on = Column(Type.DATE, required=True, example="2026-06-10")
    reference = Column(Type.TEXT, use=Use.NOTE, example="Payroll of June")
    last_key = Calc(
        Type.LABEL,
        native=IF(
            (payee == "") + (COUNTIFS(payee.whole, identified(payee), paid_on.whole, above(paid_on)) > 0) > 0,
            blank,
            payee,
        ),
        quiet=True,
    )
    remark = remark_of(payout_id, amount, blank)
    rules = (NotZero(amount),)
    owner = Belongs(payee)
