"""Every input table and its columns: the one place where a column is declared.

A table stands below those it refers to; `TABLES` is in that order. A column of type LABEL is a short word that
formulas compare, as are identifying and referring columns; TEXT is free. Where the labels have a set of words named
after a column (`[values.role]`), those words are read as their codes; only `choices` allows nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import Expr, Home, Line, Operand, blank
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    DATE,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    MONTH,
    ROUND,
    SUM,
    SUMIFS,
    YEAR,
    above,
    at_most,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import AnyOf, Belongs, Everyones, Used, gathering_order
from salessheet.workbook.patterns import identified
from salessheet.workbook.rules import Bands, InOrder, Mentions, NotBoth, NotZero, RefersBack, RefersByCode, TotalsOne
from salessheet.workbook.schema import Absence, Table

FORECAST_CATEGORIES = ("Pipeline", "BestCase", "MostLikely", "Commit", "Closed", "Omitted")
ACTIVITY_TYPES = ("call", "email", "visit", "meeting", "demo", "quote", "follow_up", "other")
PERIOD_STATUSES = ("open", "calculated", "confirmed", "reviewed", "approved", "paid", "closed")
REVIEW_STEPS = ("confirmed", "manager", "finance")
DEFAULT_STAGES: tuple[tuple[str, float], ...] = (
    ("prospect", 0.1),
    ("lead", 0.2),
    ("opportunity", 0.4),
    ("contract", 0.8),
    ("won", 1.0),
)


@dataclass(eq=False, repr=False)
class _KeyColumn(Column):
    """The column `key` of the settings, whose name a table needs for itself."""

    def __set_name__(self, owner: type[Home], name: str) -> None:
        super().__set_name__(owner, name.removesuffix("_"))


class SettingRows(Table):
    """One row a setting; `settings.SETTINGS` declares the keys and what each value may be."""

    key = "settings"
    owner = Everyones()
    key_ = _KeyColumn(Type.LABEL, identifies=True, example="annual_target")
    value = Column(Type.TEXT, example="12000000")


class Stages(Table):
    """The sales process in order; the last stage is the won one."""

    key = "stages"
    owner = Everyones()
    grows = False
    stage = Column(Type.LABEL, identifies=True, example="lead")
    order = Column(Type.COUNT, required=True, minimum=1, example="2")
    probability = Column(Type.PERCENT, minimum=0, maximum=1, example="20%")


class CalendarDays(Table):
    """Days that differ from the published calendar."""

    key = "calendar"
    owner = Everyones()
    date = Column(Type.DATE, identifies=True, example="2026-10-10")
    working = Column(Type.FLAG, required=True, example="yes")


class Teams(Table):
    key = "teams"
    grows = False
    required = True
    team_id = Column(Type.TEXT, identifies=True, example="T01")
    name = Column(Type.TEXT, example="North")
    region = Column(Type.LABEL, use=Use.NOTE, example="North")
    manager_id = Column(Type.TEXT, example="R001")  # a rep's id, or the name of a manager who is no rep
    currency = Column(Type.LABEL, example="CNY")
    owner = Belongs(team_id)


def _remark(identity: Column, amount: Line, otherwise: Expr) -> Calc:
    """Why a row is not counted as it should be, if so; `otherwise` for rows that have a name of their own."""
    unnamed = IF(COUNT(amount) == 0, blank, Phrases.no_id)
    named = IF(COUNTIFS(identity.whole, identity) > 1, Phrases.twice, otherwise)
    return Calc(Type.TEXT, native=IF(identity == "", unnamed, named))


def _named_once(identity: Column) -> Calc:
    """A remark where another row has the same name."""
    return Calc(Type.TEXT, native=IF(COUNTIFS(identity.whole, identified(identity)) > 1, Phrases.twice, blank))


class Reps(Table):
    key = "reps"
    required = True
    rep_id = Column(Type.TEXT, identifies=True, example="R001")
    name = Column(Type.TEXT, example="Li Na")
    team_id = Column(Type.TEXT, required=True, refers_to=Teams.team_id, example="T01")
    role = Column(Type.LABEL, default="rep", example="rep")
    hire_date = Column(Type.DATE, example="2024-03-01")
    leave_date = Column(Type.DATE, example="2026-08-31")
    target_share = Column(Type.PERCENT, minimum=0, example="12.5%")
    grade = Column(Type.LABEL, example="senior")
    remark = _named_once(rep_id)
    rules = (InOrder((hire_date, leave_date)),)
    owner = Belongs(team_id)


class Customers(Table):
    key = "customers"
    absence = Absence.UNKNOWN
    customer_id = Column(Type.TEXT, identifies=True, example="C0001")
    name = Column(Type.TEXT, use=Use.NOTE, example="Blue River Trading")
    industry = Column(Type.LABEL, example="retail")
    region = Column(Type.LABEL, use=Use.NOT_YET, example="North")
    owner_rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="R001")
    since = Column(Type.DATE, example="2025-05-20")
    last_contact = Column(Type.DATE, use=Use.NOT_YET, example="2026-06-12")
    group = Column(Type.LABEL, example="key account")
    remark = _named_once(customer_id)
    rules = (InOrder((since, last_contact)),)
    owner = Belongs(owner_rep_id)


class Fx(Table):
    """How much of the settings' currency one unit of a currency is worth, from a date on.

    A workbook in another currency holds the rates into that one. `since` is the date of a rate that holds: of two
    of one day the lower row does. `order` counts those of a currency: the one in force on a day is as many as there are
    up to it.
    """

    key = "fx"
    owner = Everyones()
    grows = False
    date = Column(Type.DATE, identifies=True, example="2026-01-01")
    currency = Column(Type.LABEL, identifies=True, example="USD")
    rate = Column(Type.EXCHANGE, required=True, minimum=0.000001, example="7.05")
    since = Calc(
        Type.DATE,
        native=IF(
            (COUNT(date) * COUNT(rate) == 0)
            + (rate <= 0)
            + (COUNTIFS(currency.onward, identified(currency), date.onward, date) > 1)
            > 0,
            blank,
            date,
        ),
        quiet=True,
    )
    order = Calc(
        Type.COUNT,
        native=IF(COUNT(since) == 0, blank, COUNTIFS(currency.whole, currency, since.whole, at_most(since))),
        quiet=True,
    )
    remark = Calc(
        Type.TEXT,
        native=IF(
            COUNTIFS(currency.whole, identified(currency), date.whole, date) > 1,
            Phrases.twice,
            IF((currency == "") + COUNT(since) > 0, blank, Phrases.no_rate),
        ),
    )


def is_own(currency: Line) -> Expr:
    """Whether an amount is in the currency of the workbook, which one without a currency is."""
    return (currency == "") + (currency == Settings.currency) > 0


def rate_date_of(currency: Line, day: Operand) -> Calc:
    """From when on the rate is that counts on the day: the latest on or before it. 0 where there is none."""
    order = COUNTIFS(Fx.currency.whole, currency, Fx.since.whole, at_most(day))
    found = SUMIFS(Fx.since.whole, Fx.currency.whole, currency, Fx.order.whole, order)
    return Calc(Type.DATE, native=IF(is_own(currency), blank, found))


def rate_of(amount: Line, currency: Line, rate_date: Line) -> Calc:
    """1 in the workbook's own currency; a word where there is no rate, so that the row is not counted."""
    found = SUMIFS(Fx.rate.whole, Fx.currency.whole, currency, Fx.since.whole, rate_date)
    of_another = IF(rate_date == 0, Phrases.no_rate, found)
    return Calc(Type.EXCHANGE, native=IF(COUNT(amount) == 0, blank, IF(is_own(currency), 1, of_another)), quiet=True)


def _counted(measure: Type, amount: Line, currency: Line, rate: Line) -> Calc:
    """The amount in the workbook's currency, to the cent where it was converted; blank where there is no rate."""
    converted = IF(is_own(currency), amount, ROUND(amount * rate, 2))
    return Calc(measure, native=IF(COUNT(rate) == 0, blank, converted))


def _known_rep(rep_id: Operand) -> Expr:
    return IF(COUNTIFS(Reps.rep_id.whole, rep_id) == 0, Phrases.no_rep, blank)


class TargetRows(Table):
    """Targets of the centre, of teams and of reps, of a fiscal year or a part of it and a metric each.

    `period` is "year", a quarter of the fiscal year as 2026-Q1, or a month as 2026-03.
    """

    key = "targets"
    scope = Column(Type.LABEL, identifies=True, choices=("centre", "team", "rep"), example="team")
    id = Column(Type.TEXT, identifies=True, default="centre", example="T01")
    year = Column(Type.COUNT, identifies=True, implied=True, minimum=1900, maximum=2200, example="2026")
    period = Column(Type.LABEL, identifies=True, default="year", example="2026-Q1")
    metric = Column(Type.LABEL, identifies=True, default="sales", example="sales")
    amount = Column(Type.MONEY, required=True, minimum=0, example="1000000")
    currency = Column(Type.LABEL, rated_on=year, example="CNY")
    links = (RefersByCode(scope, id, (("team", Teams.team_id), ("rep", Reps.rep_id))),)
    owner = Belongs(links[0])


class Seasonality(Table):
    """Weights of the months of the fiscal year; they need not total 1."""

    key = "seasonality"
    owner = Everyones()
    grows = False
    month = Column(Type.COUNT, identifies=True, minimum=1, maximum=12, example="3")
    weight = Column(Type.NUMBER, required=True, minimum=0, example="0.09")


class Deals(Table):
    """One row a deal. `won_date` and `lost_date` decide the outcome; without either the deal is open."""

    key = "deals"
    required = True
    deal_id = Column(Type.TEXT, identifies=True, example="D00001")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, example="C0001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    channel = Column(Type.LABEL, example="online")
    product = Column(Type.LABEL, example="Standard")
    amount = Column(Type.MONEY, minimum=0, example="36,000")
    currency = Column(Type.LABEL, example="CNY")
    stage = Column(Type.LABEL, choices=Stages.stage, example="opportunity")
    probability = Column(Type.PERCENT, minimum=0, maximum=1, example="40%")
    forecast_category = Column(Type.LABEL, choices=FORECAST_CATEGORIES, use=Use.NOT_YET, example="BestCase")
    prospect_date = Column(Type.DATE, happened=True, example="2026-01-05")
    lead_date = Column(Type.DATE, happened=True, example="2026-01-20")
    opportunity_date = Column(Type.DATE, happened=True, example="2026-02-11")
    contract_date = Column(Type.DATE, happened=True, example="")
    won_date = Column(Type.DATE, happened=True, example="")
    lost_date = Column(Type.DATE, happened=True, example="")
    lost_reason = Column(Type.LABEL, use=Use.NOTE, example="")
    next_step = Column(Type.TEXT, use=Use.NOTE, example="Send the revised offer")
    next_step_date = Column(Type.DATE, example="2026-03-25")
    currency.rated_on = won_date  # declared below it, for the order in which people read the columns
    rate_date = rate_date_of(currency, IF(won_date == "", Settings.as_of, won_date))
    rate = rate_of(amount, currency, rate_date)
    value = _counted(Type.MONEY, amount, currency, rate)
    chance = Calc(
        Type.PERCENT,
        native=IF(
            (deal_id == "") + COUNT(won_date, lost_date) > 0,
            blank,
            IF(COUNT(probability) > 0, probability, SUMIFS(Stages.probability.whole, Stages.stage.whole, stage)),
        ),
        quiet=True,
    )
    expected = Calc(Type.MONEY, native=IF(COUNT(chance) * COUNT(value) == 0, blank, value * chance))
    idle_days = Calc(
        Type.COUNT,
        native=IF(
            (COUNT(chance) == 0) + (COUNT(prospect_date.to(contract_date)) == 0) > 0,
            blank,
            Settings.as_of - MAX(prospect_date.to(contract_date)),
        ),
    )
    remark = _remark(deal_id, amount, _known_rep(identified(rep_id)))
    rules = (
        NotBoth(won_date, lost_date),
        InOrder((prospect_date, lead_date, opportunity_date, contract_date, won_date)),
        InOrder((prospect_date, lead_date, opportunity_date, contract_date, lost_date)),
    )
    owner = Belongs(rep_id)


class Orders(Table):
    """One row an order; a refund is a negative order that refers to the first."""

    key = "orders"
    absence = Absence.UNKNOWN
    order_id = Column(Type.TEXT, identifies=True, example="O00001")
    deal_id = Column(Type.TEXT, refers_to=Deals.deal_id, use=Use.NOT_YET, example="D00001")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, example="C0001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    channel = Column(Type.LABEL, example="online")
    product = Column(Type.LABEL, example="Standard")
    order_date = Column(Type.DATE, required=True, happened=True, example="2026-03-20")
    quantity = Column(Type.NUMBER, example="12")
    amount = Column(Type.CENTS, required=True, example="36,000.00")
    cost = Column(Type.CENTS, example="21,500.00")
    currency = Column(Type.LABEL, rated_on=order_date, example="CNY")
    refers_to = Column(Type.TEXT, refers_to=order_id, example="")
    term_months = Column(Type.COUNT, minimum=1, example="12")
    rate_date = rate_date_of(currency, order_date)
    rate = rate_of(amount, currency, rate_date)
    value = _counted(Type.CENTS, amount, currency, rate)
    profit = Calc(Type.CENTS, native=IF(COUNT(cost) * COUNT(value) == 0, blank, ROUND((amount - cost) * rate, 2)))
    remark = _remark(order_id, amount, IF(rep_id == "", Phrases.elsewhere, _known_rep(rep_id)))
    links = (RefersBack(refers_to, order_id, order_date),)
    owner = Belongs(rep_id)


class Channels(Table):
    key = "channels"
    channel = Column(Type.LABEL, identifies=True, use=Use.NOT_YET, example="online")
    cost = Column(Type.MONEY, minimum=0, use=Use.NOT_YET, example="85000")
    leads = Column(Type.COUNT, minimum=0, use=Use.NOT_YET, example="420")
    owner = Used(channel, of=(Deals.channel, Orders.channel))


def _of_order(column: Column, order_no: Line) -> Expr:
    """What the order of a receipt has in a column; blank where there is no such order, or nothing in it."""
    found = INDEX(column.whole, MAX(1, order_no))
    return IF(SUM(order_no) == 0, blank, IF(found == "", blank, found))


class Receipts(Table):
    key = "receipts"
    absence = Absence.UNKNOWN
    receipt_id = Column(Type.TEXT, identifies=True, example="P00001")
    order_id = Column(Type.TEXT, required=True, refers_to=Orders.order_id, example="O00001")
    date = Column(Type.DATE, required=True, happened=True, example="2026-04-15")
    amount = Column(Type.CENTS, required=True, example="18,000.00")
    currency = Column(Type.LABEL, rated_on=date, example="CNY")
    order_no = Calc(
        Type.COUNT,
        native=IF(
            order_id == "",
            blank,
            IF(COUNTIFS(Orders.order_id.whole, order_id) == 0, 0, MATCH(order_id, Orders.order_id.whole, 0)),
        ),
        quiet=True,
    )
    rep_id = Calc(Type.TEXT, native=_of_order(Orders.rep_id, order_no))
    paid_in = Calc(Type.LABEL, native=IF(currency == "", _of_order(Orders.currency, order_no), currency), quiet=True)
    rate_date = rate_date_of(paid_in, date)
    rate = rate_of(amount, paid_in, rate_date)
    value = _counted(Type.CENTS, amount, paid_in, rate)
    of_order = Calc(  # at the rate of its order, so that a rate that has risen since makes it no more than the order
        Type.CENTS,
        native=IF(
            COUNT(value) * SUM(order_no) == 0,
            value,
            IF(
                (currency == "") + (currency == INDEX(Orders.currency.whole, MAX(1, order_no))) > 0,
                amount * SUM(INDEX(Orders.rate.whole, MAX(1, order_no))),
                value,
            ),
        ),
        quiet=True,
    )
    remark = _remark(
        receipt_id, amount, IF(SUM(order_no) == 0, Phrases.no_order, IF(rep_id == "", Phrases.elsewhere, blank))
    )
    owner = Belongs(order_id)


class Invoices(Table):
    """What was invoiced; the row belongs to its order. A credit note is a negative invoice."""

    key = "invoices"
    invoice_id = Column(Type.TEXT, identifies=True, example="I00001")
    order_id = Column(Type.TEXT, required=True, refers_to=Orders.order_id, example="O00001")
    date = Column(Type.DATE, required=True, happened=True, example="2026-03-31")
    due_date = Column(Type.DATE, use=Use.NOTE, example="2026-04-30")
    amount = Column(Type.CENTS, required=True, example="36,000.00")
    currency = Column(Type.LABEL, rated_on=date, example="CNY")
    order_no = Calc(
        Type.COUNT,
        native=IF(
            order_id == "",
            blank,
            IF(COUNTIFS(Orders.order_id.whole, order_id) == 0, 0, MATCH(order_id, Orders.order_id.whole, 0)),
        ),
        quiet=True,
    )
    billed_in = Calc(Type.LABEL, native=IF(currency == "", _of_order(Orders.currency, order_no), currency), quiet=True)
    rate_date = rate_date_of(billed_in, date)
    rate = rate_of(amount, billed_in, rate_date)
    value = _counted(Type.CENTS, amount, billed_in, rate)
    remark = _remark(invoice_id, amount, IF(SUM(order_no) == 0, Phrases.no_order, blank))
    rules = (InOrder((date, due_date)),)
    owner = Belongs(order_id)


class Splits(Table):
    """Who shares the credit of an order; without rows of kind split its rep has all of it. Overlays come on top."""

    key = "splits"
    grows = False
    order_id = Column(Type.TEXT, identifies=True, refers_to=Orders.order_id, brings=True, example="O00001")
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    share = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="70%")
    kind = Column(Type.LABEL, choices=("split", "overlay"), default="split", example="split")
    here = Calc(Type.COUNT, native=IF(rep_id == "", blank, COUNTIFS(Reps.rep_id.whole, rep_id)), quiet=True)
    rules = (TotalsOne(share, (order_id,), where=(kind, "split")),)
    owner = Belongs(rep_id)


class Activities(Table):
    key = "activities"
    absence = Absence.UNKNOWN
    date = Column(Type.DATE, required=True, happened=True, example="2026-06-01")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    type = Column(Type.LABEL, choices=ACTIVITY_TYPES, default="other", example="call")
    count = Column(Type.COUNT, minimum=0, default=1, example="6")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, use=Use.NOT_YET, example="C0001")
    owner = Belongs(rep_id)


class Surveys(Table):
    key = "surveys"
    date = Column(Type.DATE, required=True, use=Use.NOT_YET, example="2026-05-30")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, use=Use.NOT_YET, example="C0001")
    score = Column(Type.SCORE, required=True, minimum=0, maximum=10, use=Use.NOT_YET, example="9")
    owner = Belongs(customer_id)


class KpiScheme(Table):
    """The indicators of a role, their weights and how they score, from a date on."""

    key = "kpi_scheme"
    grows = False
    role = Column(Type.LABEL, identifies=True, example="rep")
    kpi = Column(Type.LABEL, identifies=True, example="sales")
    valid_from = Column(Type.DATE, identifies=True, example="2026-01-01")
    weight = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="50%")
    direction = Column(Type.LABEL, choices=("up", "down"), default="up", example="up")
    method = Column(
        Type.LABEL, choices=("ratio", "complement", "linear", "band", "veto"), default="ratio", example="ratio"
    )
    floor = Column(Type.PERCENT, minimum=0, default=0, example="0%")
    cap = Column(Type.PERCENT, minimum=0, default=1.2, example="120%")
    threshold = Column(Type.NUMBER, look=Look.RATE, example="0.6")
    target = Column(Type.NUMBER, look=Look.RATE, example="1")
    stretch = Column(Type.NUMBER, look=Look.RATE, example="1.2")
    later = Calc(
        Type.COUNT,
        native=COUNTIFS(
            role.whole,
            identified(role),
            valid_from.whole,
            above(valid_from),
            valid_from.whole,
            at_most(Settings.period_end),
        ),
        quiet=True,
    )
    scheme_key = Calc(
        Type.LABEL,
        native=IF(
            (kpi == "") + (valid_from > Settings.period_end) + (later > 0) > 0, blank, CONCATENATE(role, "|", kpi)
        ),
        quiet=True,
    )
    rules = (TotalsOne(weight, (role, valid_from)),)
    owner = Used(role, of=(Reps.role,))


class KpiPoints(Table):
    """The points of a linear or band method: actual and score."""

    key = "kpi_points"
    role = Column(Type.LABEL, identifies=True, use=Use.NOT_YET, example="rep")
    kpi = Column(Type.LABEL, identifies=True, use=Use.NOT_YET, example="calls")
    valid_from = Column(Type.DATE, identifies=True, use=Use.NOT_YET, example="2026-01-01")
    x = Column(Type.NUMBER, identifies=True, use=Use.NOT_YET, example="80")
    y = Column(Type.SCORE, required=True, use=Use.NOT_YET, example="100")
    owner = Used(role, of=(Reps.role,))


class KpiManual(Table):
    """Actuals that no other table holds."""

    key = "kpi_manual"
    grows = False
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    period = Column(Type.PERIOD, identifies=True, example="2026-06")
    kpi = Column(Type.LABEL, identifies=True, example="coaching")
    actual = Column(Type.NUMBER, required=True, example="4")
    people = Calc(Type.COUNT, native=IF(rep_id == "", blank, COUNTIFS(Reps.rep_id.whole, rep_id)), quiet=True)
    owner = Belongs(rep_id)


class Plans(Table):
    """Commission plans, a row a version: what one component pays a role, or one rep. Both dates are inclusive.

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
    gate = Column(Type.PERCENT, minimum=0, example="")
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
    margin_gate = Column(Type.PERCENT, example="")
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
    remark = _named_once(plan_id)
    rules = (InOrder((valid_from, valid_to)),)
    owner = AnyOf((Used(role, of=(Reps.role,)), Used(rep_id, of=(Reps.rep_id,))))


class PlanTiers(Table):
    """The tiers of a plan: lower inclusive, upper exclusive unless the plan's boundary says "lower".

    Of a plan whose tiers are places both are places, and the rate is the prize of each.
    """

    key = "plan_tiers"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, refers_to=Plans.plan_id, example="PLAN-REP-2026")
    lower = Column(Type.CENTS, identifies=True, minimum=0, example="0")
    upper = Column(Type.CENTS, minimum=0, example="100000")
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
    depends_on = Column(Type.LABEL, identifies=True, choices=FACTORS, example="service_month")
    lower = Column(Type.NUMBER, identifies=True, minimum=0, example="1")
    upper = Column(Type.NUMBER, minimum=0, example="3")
    factor = Column(Type.NUMBER, required=True, minimum=0, example="0.5")
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
    remark = _named_once(objective_id)
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
    """Who looked at the month of a person: the person (confirmed), the manager, finance. A row a step."""

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
    remark = _named_once(dispute_id)
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
    remark = _remark(payout_id, amount, blank)
    rules = (NotZero(amount),)
    owner = Belongs(payee)


TABLES: tuple[type[Table], ...] = (
    SettingRows, Stages, CalendarDays, Teams, Reps, Customers, Fx, TargetRows, Seasonality, Deals, Orders, Channels,
    Receipts, Invoices, Splits, Activities, Surveys, KpiScheme, KpiPoints, KpiManual, Plans, PlanTiers, PlanRates,
    PlanFactors, QuotaRelief, Objectives, Periods, Adjustments, Acceptances, Reviews, Disputes, Payouts,
)  # fmt: skip  # a list to read, not a column of names
BY_KEY: dict[str, type[Table]] = {table.key: table for table in TABLES}
GATHERED: tuple[type[Table], ...] = gathering_order(TABLES)
"""The tables in an order in which what a team sees of one is decided by those before it."""


def table_of(column: Column) -> type[Table]:
    """The table a column stands in."""
    if not issubclass(column.block, Table):
        raise DeclarationError(f"{column} stands in no input table")
    return column.block
