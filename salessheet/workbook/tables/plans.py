"""Commission plans and what belongs to them."""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, IF, MAX, MIN, SUMIFS
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import AnyOf, Belongs, Used
from salessheet.workbook.patterns import identified
from salessheet.workbook.rules import MOST_RATIO, Bands, InOrder, TotalsOne
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.orders import Orders
from salessheet.workbook.tables.remarks import named_once
from salessheet.workbook.tables.selling import Customers, Deals


class Plans(Table):
    """Commission plans, one row per version: what one component pays a role, or one rep. Both dates are inclusive.

    A version ends with `valid_to`, or the day before one begins that supersedes it. On each day the version in force
    counts, one for the rep before one for the role.
    """

    key = "plans"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, example="PLAN-REP-2026")
    supersedes = Column(Type.TEXT, refers_to=plan_id, example="")
    component = Column(Type.LABEL, default="commission", example="commission")
    role = Column(Type.LABEL, example="rep")
    rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="")
    valid_from = Column(Type.DATE, required=True, example="2026-01-01")
    valid_to = Column(Type.DATE, example="")
    currency = Column(Type.LABEL, rated_on=valid_to, example="CNY")
    basis = Column(
        Type.LABEL,
        choices=("booked", "invoiced", "cash", "cash_full", "margin", "score"),
        default="booked",
        example="cash",
    )
    measure = Column(Type.LABEL, choices=("money", "quantity", "deals"), default="money", example="money")
    mode = Column(
        Type.LABEL,
        choices=("marginal", "slab", "interpolated", "overage", "multiplier", "milestone"),
        default="marginal",
        example="marginal",
    )
    tiers_on = Column(Type.LABEL, choices=("amount", "attainment", "rank"), default="amount", example="amount")
    on_target = Column(Type.CENTS, minimum=0, example="")
    over = Column(Type.LABEL, choices=("deal", "month", "quarter", "year"), default="month", example="month")
    boundary = Column(Type.LABEL, choices=("higher", "lower"), default="higher", example="higher")
    gate = Column(Type.PERCENT, minimum=0, maximum=MOST_RATIO, example="")
    gate_by = Column(Type.LABEL, example="")
    factor_shape = Column(Type.LABEL, choices=("step", "curve"), default="step", example="step")
    proration = Column(
        Type.LABEL, choices=("none", "start_counted", "start_not_counted"), default="none", example="start_counted"
    )
    metric = Column(Type.LABEL, default="sales", example="sales")
    cap = Column(Type.CENTS, minimum=0, example="60000")
    cap_over = Column(Type.LABEL, choices=("deal", "month", "quarter", "year"), default="month", example="month")
    excess = Column(Type.LABEL, choices=("lost", "carried"), default="lost", example="lost")
    floor = Column(Type.CENTS, minimum=0, example="")
    draw = Column(Type.CENTS, minimum=0, default=0, example="3000")
    recoverable = Column(Type.FLAG, default=True, example="yes")
    recovery = Column(Type.PERCENT, minimum=0, maximum=1, default=1, example="50%")
    recovery_after = Column(Type.COUNT, minimum=0, default=0, example="3")
    forgiven = Column(Type.LABEL, choices=("never", "year_end", "leaving"), default="never", example="never")
    holdback = Column(Type.PERCENT, minimum=0, maximum=1, example="")
    portion = Column(Type.PERCENT, minimum=0, maximum=1, default=1, example="100%")
    margin_gate = Column(Type.PERCENT, maximum=1, example="")
    clawback = Column(Type.LABEL, choices=("whole", "term"), default="whole", example="whole")
    new_months = Column(Type.COUNT, minimum=0, default=12, example="12")
    credit = Column(Type.LABEL, choices=("own", "team", "whole_team"), default="own", example="own")
    budget = Column(Type.CENTS, example="")
    at_least = Column(Type.NUMBER, minimum=0, example="")
    followed = Calc(
        Type.DATE,
        native=IF(
            COUNTIFS(supersedes.whole, identified(plan_id)) == 0,
            blank,
            SUMIFS(valid_from.whole, supersedes.whole, identified(plan_id)),
        ),
        quiet=True,
    )
    last = Calc(
        Type.DATE,
        native=IF(COUNT(followed) == 0, valid_to, MIN(followed - 1, IF(COUNT(valid_to) == 0, followed, valid_to))),
        quiet=True,
    )
    until = Calc(
        Type.DATE,
        native=IF(
            plan_id == "",
            blank,
            IF(COUNT(valid_to) + COUNT(followed) == 0, MAX(valid_from, Settings.period_end), last),
        ),
        quiet=True,
    )
    in_force = Calc(
        Type.FLAG,
        native=IF(plan_id == "", blank, (valid_from <= Settings.period_end) * (until >= Settings.period_start)),
        quiet=True,
    )
    remark = named_once(plan_id)
    rules = (InOrder((valid_from, valid_to)),)
    owner = AnyOf((Used(role, of=(Reps.role,)), Used(rep_id, of=(Reps.rep_id,))))


class PlanTiers(Table):
    """The tiers of a plan: lower inclusive, upper exclusive unless the plan's boundary says "lower".

    Of a plan whose tiers are places both are places, and the rate is the prize of each.
    """

    key = "plan_tiers"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, refers_to=Plans.plan_id, example="PLAN-REP-2026")
    lower = Column(Type.CENTS, identifies=True, minimum=0, or_share=True, example="0")
    upper = Column(Type.CENTS, minimum=0, or_share=True, example="100000")
    rate = Column(Type.PAYS, required=True, minimum=0, example="2.50%")
    plans = Calc(Type.COUNT, native=IF(plan_id == "", blank, COUNTIFS(Plans.plan_id.whole, plan_id)), quiet=True)
    rules = (Bands(lower, upper, (plan_id,)),)
    owner = Belongs(plan_id)


RATED_BY = ("product", "channel", "group", "industry", "newness", "grade")
"""What a rate may go by: of the document its product, channel and customer, of the payee the grade."""


ANY_VALUE = "any"


class PlanRates(Table):
    """Rates of a plan by one or two properties of the line. Without a rate of their own, lines go by the tiers.

    A row that names both values goes before one that names one, and that before one for any value.
    """

    key = "plan_rates"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, refers_to=Plans.plan_id, example="PLAN-REP-2026")
    field = Column(Type.LABEL, required=True, choices=RATED_BY, example="product")
    value = Column(Type.LABEL, identifies=True, default=ANY_VALUE, example="Standard")
    and_field = Column(Type.LABEL, choices=RATED_BY, example="grade")
    and_value = Column(Type.LABEL, identifies=True, default=ANY_VALUE, example="senior")
    rate = Column(Type.PAYS, minimum=0, example="4.00%")
    rate_key = Calc(
        Type.LABEL,
        native=IF(plan_id == "", blank, CONCATENATE(plan_id, "|", value, "|", and_value)),
        quiet=True,
    )
    owner = Belongs(plan_id)


FACTORS = ("attainment", "first_year", "service_month", "days_to_cash", "months_served")


class PlanFactors(Table):
    """What multiplies the earned, the quota or lines of a plan: bands from `lower` to `upper` of what it depends on.

    Attainment and that of the first year are shares, their upper ends exclusive; months of service, 1 the month of
    hire, days from the order to the receipt and months from the order to its refund are whole, their upper ends
    inclusive.
    """

    key = "plan_factors"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, refers_to=Plans.plan_id, example="PLAN-REP-2026")
    depends_on = Column(Type.LABEL, identifies=True, choices=FACTORS, example="days_to_cash")
    lower = Column(Type.NUMBER, identifies=True, minimum=0, look=Look.WHOLE, example="0")
    upper = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="30")
    factor = Column(Type.NUMBER, required=True, minimum=0, example="1.2")
    rules = (Bands(lower, upper, (plan_id, depends_on), with_ends=(depends_on, FACTORS[2:])),)
    owner = Belongs(plan_id)


class QuotaRelief(Table):
    """Days on which a share of a person's quota is waived, as in a leave. Both dates are inclusive."""

    key = "quota_relief"
    grows = False
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    from_date = Column(Type.DATE, identifies=True, example="2026-03-01")
    to_date = Column(Type.DATE, required=True, example="2026-03-15")
    share = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="100%")
    reason = Column(Type.TEXT, use=Use.NOTE, example="parental leave")
    rules = (InOrder((from_date, to_date)),)
    owner = Belongs(rep_id)


class Objectives(Table):
    """What was agreed with a person for a period, with its weight, and the score it was given: 1 is as agreed.

    `period` is a fiscal year as 2026, a quarter of it as 2026-Q1, or a month as 2026-03; the row counts on its last day
    for plans on the basis of scores. A row without a score waits.
    """

    key = "objectives"
    grows = False
    objective_id = Column(Type.TEXT, identifies=True, example="M0001")
    period = Column(Type.LABEL, required=True, example="2026-Q1")
    payee = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    component = Column(Type.LABEL, default="commission", example="bonus")
    objective = Column(Type.TEXT, use=Use.NOTE, example="Ten reference visits")
    weight = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="100%")
    score = Column(Type.PERCENT, maximum=10, example="80%")
    remark = named_once(objective_id)
    rules = (TotalsOne(weight, (payee, component, period)),)
    owner = Belongs(payee)


RATED_COLUMNS: dict[str, tuple[Column, ...]] = {
    "product": (Orders.product, Deals.product),
    "channel": (Orders.channel, Deals.channel),
    "group": (Customers.group,),
    "industry": (Customers.industry,),
    "grade": (Reps.grade,),
}
"""Where each property that a rate may go by is read; new and returning customers go by their first day."""
