"""Every input table and its columns: the one place where a column is declared.

A table stands below those it refers to; `TABLES` is in that order. A column of type LABEL is a short word that
formulas compare, as are identifying and referring columns; TEXT is free. Where the labels have a set of words named
after a column (`[values.role]`), those words are read as their codes; only `choices` allows nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.errors import DeclarationError
from salessheet.workbook.expr import Home
from salessheet.workbook.lines import Column, Input
from salessheet.workbook.measures import Type, Use
from salessheet.workbook.ownership import Belongs, Everyones, Used, gathering_order
from salessheet.workbook.rules import Bands, InOrder, Mentions, NotBoth, RefersBack, RefersByCode, TotalsOne
from salessheet.workbook.schema import Absence, Table

FORECAST_CATEGORIES = ("Pipeline", "BestCase", "MostLikely", "Commit", "Closed", "Omitted")
ACTIVITY_TYPES = ("call", "email", "visit", "meeting", "demo", "quote", "follow_up", "other")
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
    manager_id = Column(
        Type.TEXT, use=Use.NOT_YET, example="R001"
    )  # a rep's id, or the name of a manager who is no rep
    currency = Column(Type.LABEL, example="CNY")
    owner = Belongs(team_id)


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
    rules = (InOrder((hire_date, leave_date)),)
    owner = Belongs(team_id)


class Customers(Table):
    key = "customers"
    absence = Absence.UNKNOWN
    customer_id = Column(Type.TEXT, identifies=True, example="C0001")
    name = Column(Type.TEXT, use=Use.NOTE, example="Blue River Trading")
    industry = Column(Type.LABEL, use=Use.NOT_YET, example="retail")
    region = Column(Type.LABEL, use=Use.NOT_YET, example="North")
    owner_rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="R001")
    since = Column(Type.DATE, example="2025-05-20")
    last_contact = Column(Type.DATE, use=Use.NOT_YET, example="2026-06-12")
    rules = (InOrder((since, last_contact)),)
    owner = Belongs(owner_rep_id)


class TargetRows(Table):
    """Targets of the centre, of teams and of reps, a fiscal year and metric each."""

    key = "targets"
    scope = Column(Type.LABEL, identifies=True, choices=("centre", "team", "rep"), example="team")
    id = Column(Type.TEXT, identifies=True, default="centre", example="T01")
    year = Column(Type.COUNT, identifies=True, minimum=1900, maximum=2200, example="2026")
    metric = Column(Type.LABEL, identifies=True, default="sales", example="sales")
    amount = Column(Type.MONEY, required=True, minimum=0, example="4000000")
    currency = Column(Type.LABEL, example="CNY")
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
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, use=Use.NOT_YET, example="C0001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    channel = Column(Type.LABEL, use=Use.NOT_YET, example="online")
    product = Column(Type.LABEL, use=Use.NOT_YET, example="Standard")
    amount = Column(Type.MONEY, minimum=0, example="36,000")
    currency = Column(Type.LABEL, example="CNY")
    stage = Column(Type.LABEL, choices=Stages.stage, example="opportunity")
    probability = Column(Type.PERCENT, minimum=0, maximum=1, example="40%")
    forecast_category = Column(Type.LABEL, choices=FORECAST_CATEGORIES, use=Use.NOT_YET, example="BestCase")
    prospect_date = Column(Type.DATE, example="2026-01-05")
    lead_date = Column(Type.DATE, example="2026-01-20")
    opportunity_date = Column(Type.DATE, example="2026-02-11")
    contract_date = Column(Type.DATE, example="")
    won_date = Column(Type.DATE, example="")
    lost_date = Column(Type.DATE, example="")
    lost_reason = Column(Type.LABEL, use=Use.NOTE, example="")
    next_step = Column(Type.TEXT, use=Use.NOTE, example="Send the revised offer")
    next_step_date = Column(Type.DATE, use=Use.NOT_YET, example="2026-03-25")
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
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, use=Use.NOT_YET, example="C0001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    channel = Column(Type.LABEL, use=Use.NOT_YET, example="online")
    product = Column(Type.LABEL, use=Use.NOT_YET, example="Standard")
    order_date = Column(Type.DATE, required=True, example="2026-03-20")
    amount = Column(Type.CENTS, required=True, example="36,000.00")
    cost = Column(Type.CENTS, example="21,500.00")
    currency = Column(Type.LABEL, example="CNY")
    refers_to = Column(Type.TEXT, refers_to=order_id, use=Use.NOT_YET, example="")
    links = (RefersBack(refers_to, order_id, order_date),)
    owner = Belongs(rep_id)


class Channels(Table):
    key = "channels"
    channel = Column(Type.LABEL, identifies=True, use=Use.NOT_YET, example="online")
    cost = Column(Type.MONEY, minimum=0, use=Use.NOT_YET, example="85000")
    leads = Column(Type.COUNT, minimum=0, use=Use.NOT_YET, example="420")
    owner = Used(channel, of=(Deals.channel, Orders.channel))


class Splits(Table):
    """Who shares the credit of an order; without rows here its rep has all of it."""

    key = "splits"
    order_id = Column(
        Type.TEXT, identifies=True, refers_to=Orders.order_id, brings=True, use=Use.NOT_YET, example="O00001"
    )
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, use=Use.NOT_YET, example="R001")
    share = Column(Type.PERCENT, required=True, minimum=0, maximum=1, use=Use.NOT_YET, example="70%")
    rules = (TotalsOne(share, (order_id,)),)
    owner = Belongs(rep_id)


class Receipts(Table):
    key = "receipts"
    absence = Absence.UNKNOWN
    receipt_id = Column(Type.TEXT, identifies=True, example="P00001")
    order_id = Column(Type.TEXT, required=True, refers_to=Orders.order_id, example="O00001")
    date = Column(Type.DATE, required=True, example="2026-04-15")
    amount = Column(Type.CENTS, required=True, example="18,000.00")
    currency = Column(Type.LABEL, example="CNY")
    rep_id = Input(Type.TEXT, given=True)  # of the order, so that formulas can add up by person
    owner = Belongs(order_id)


class Activities(Table):
    key = "activities"
    absence = Absence.UNKNOWN
    date = Column(Type.DATE, required=True, example="2026-06-01")
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
    threshold = Column(Type.NUMBER, example="0.6")
    target = Column(Type.NUMBER, example="1")
    stretch = Column(Type.NUMBER, example="1.2")
    scheme_key = Input(Type.LABEL, given=True)  # names the row; blank where another version is in force
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
    owner = Belongs(rep_id)


class Plans(Table):
    """Commission plans. A role has one plan at a time; both dates are inclusive."""

    key = "plans"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, example="PLAN-REP-2026")
    role = Column(Type.LABEL, required=True, example="rep")
    valid_from = Column(Type.DATE, required=True, example="2026-01-01")
    valid_to = Column(Type.DATE, example="")
    currency = Column(Type.LABEL, example="CNY")
    basis = Column(Type.LABEL, choices=("booked", "invoiced", "cash", "margin"), default="booked", example="cash")
    mode = Column(Type.LABEL, choices=("marginal", "slab", "interpolated"), default="marginal", example="marginal")
    boundary = Column(Type.LABEL, choices=("higher", "lower"), default="higher", example="higher")
    cap = Column(Type.CENTS, minimum=0, example="60000")
    draw = Column(Type.CENTS, minimum=0, default=0, example="3000")
    recoverable = Column(Type.FLAG, default=True, use=Use.NOT_YET, example="yes")
    rules = (InOrder((valid_from, valid_to)), Bands(valid_from, valid_to, (role,)))
    owner = Used(role, of=(Reps.role,))


class PlanTiers(Table):
    """The tiers of a plan: lower inclusive, upper exclusive unless the plan's boundary says "lower"."""

    key = "plan_tiers"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, refers_to=Plans.plan_id, example="PLAN-REP-2026")
    lower = Column(Type.CENTS, identifies=True, minimum=0, example="0")
    upper = Column(Type.CENTS, minimum=0, example="100000")
    rate = Column(Type.RATE, required=True, minimum=0, example="2.50%")
    rules = (Bands(lower, upper, (plan_id,)),)
    owner = Belongs(plan_id)


class Fx(Table):
    """How much of the settings' currency one unit of a currency is worth, from a date on."""

    key = "fx"
    owner = Everyones()
    date = Column(Type.DATE, identifies=True, example="2026-01-01")
    currency = Column(Type.LABEL, identifies=True, example="USD")
    rate = Column(Type.NUMBER, required=True, minimum=0, example="7.05")


class Periods(Table):
    """Commission periods that were closed, and the hash of what was closed."""

    key = "periods"
    owner = Everyones()
    period = Column(Type.PERIOD, identifies=True, use=Use.NOT_YET, example="2026-05")
    status = Column(Type.LABEL, required=True, choices=("open", "closed"), use=Use.NOT_YET, example="closed")
    closed_on = Column(Type.DATE, use=Use.NOT_YET, example="2026-06-05")
    hash = Column(Type.TEXT, use=Use.NOT_YET, example="")


class Adjustments(Table):
    """Lines added to a commission statement by hand. The payee is a rep; `refers_to` names the line that is mended."""

    key = "adjustments"
    period = Column(Type.PERIOD, required=True, use=Use.NOT_YET, example="2026-06")
    payee = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, use=Use.NOT_YET, example="R001")
    line = Column(Type.TEXT, use=Use.NOTE, example="correction")
    amount = Column(Type.CENTS, required=True, use=Use.NOT_YET, example="-120.50")
    reason = Column(Type.TEXT, use=Use.NOTE, example="Split of order O00001 agreed late")
    refers_to = Column(Type.TEXT, use=Use.NOT_YET, example="O00001")
    links = (Mentions(refers_to, (Orders.order_id, Deals.deal_id, Receipts.receipt_id, Reps.rep_id, Teams.team_id)),)
    owner = Belongs(payee)


TABLES: tuple[type[Table], ...] = (
    SettingRows, Stages, CalendarDays, Teams, Reps, Customers, TargetRows, Seasonality, Deals, Orders, Channels,
    Splits, Receipts, Activities, Surveys, KpiScheme, KpiPoints, KpiManual, Plans, PlanTiers, Fx, Periods, Adjustments,
)  # fmt: skip  # a list to read, not a column of names
BY_KEY: dict[str, type[Table]] = {table.key: table for table in TABLES}
GATHERED: tuple[type[Table], ...] = gathering_order(TABLES)
"""The tables in an order in which what a team sees of one is decided by those before it."""


def table_of(column: Column) -> type[Table]:
    """The table a column stands in."""
    if not issubclass(column.block, Table):
        raise DeclarationError(f"{column} stands in no input table")
    return column.block
