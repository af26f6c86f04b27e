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
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    ROUND,
    SUM,
    SUMIFS,
    above,
    at_most,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
    supersedes = Column(Type.TEXT, refers_to=plan_id, example="")
    component = Column(Type.LABEL, default="commission", example="commission")
    role = Column(Type.LABEL, example="rep")
    rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="")
    valid_from = Column(Type.DATE, required=True, example="2026-01-01")
    valid_to = Column(Type.DATE, example="")
    currency = Column(Type.LABEL, rated_on=valid_to, example="CNY")
    basis = Column(
        Type.LABEL, choices=("booked", "invoiced", "cash", "cash_full", "margin"), default="booked", example="cash"
    )
    measure = Column(Type.LABEL, choices=("money", "quantity", "deals"), default="money", example="money")
    mode = Column(
        Type.LABEL,
        choices=("marginal", "slab", "interpolated", "overage", "multiplier", "milestone"),
        default="marginal",
        example="marginal",
    )
    over = Column(Type.LABEL, choices=("deal", "month", "quarter", "year"), default="month", example="month")
    boundary = Column(Type.LABEL, choices=("higher", "lower"), default="higher", example="higher")
    gate = Column(Type.PERCENT, minimum=0, use=Use.NOT_YET, example="")
    cap = Column(Type.CENTS, minimum=0, example="60000")
    cap_over = Column(Type.LABEL, choices=("deal", "month", "quarter", "year"), default="month", example="month")
    excess = Column(Type.LABEL, choices=("lost", "carried"), default="lost", example="lost")
    floor = Column(Type.CENTS, minimum=0, example="")
    draw = Column(Type.CENTS, minimum=0, default=0, example="3000")
    recoverable = Column(Type.FLAG, default=True, example="yes")
    holdback = Column(Type.PERCENT, minimum=0, maximum=1, example="")
    followed = Calc(Type.DATE, native=SUMIFS(valid_from.whole, supersedes.whole, identified(plan_id)), quiet=True)
    until = Calc(
        Type.DATE,
        native=IF(
            COUNT(valid_to) + followed == 0,
            MAX(valid_from, Settings.period_end),
            IF(followed == 0, valid_to, MIN(followed - 1, IF(COUNT(valid_to) == 0, followed, valid_to))),
        ),
        quiet=True,
    )
    in_force = Calc(
        Type.FLAG,
        native=IF(plan_id == "", blank, (valid_from <= Settings.period_end) * (until >= Settings.period_start)),
        quiet=True,
    )
    for_whom = Calc(
        Type.LABEL, native=IF(plan_id == "", blank, CONCATENATE(rep_id, "|", role, "|", component)), quiet=True
    )
    later = Calc(
        Type.COUNT,
        native=IF(
            plan_id == "",
            blank,
            COUNTIFS(for_whom.whole, for_whom, in_force.whole, 1, valid_from.whole, above(valid_from)),
        ),
        quiet=True,
    )
    remark = _named_once(plan_id)
    serves = Calc(Type.LABEL, native=IF(SUM(in_force) == 0, blank, IF(later > 0, blank, for_whom)), quiet=True)
    rules = (InOrder((valid_from, valid_to)),)
    owner = AnyOf((Used(role, of=(Reps.role,)), Used(rep_id, of=(Reps.rep_id,))))


class PlanTiers(Table):
    """The tiers of a plan: lower inclusive, upper exclusive unless the plan's boundary says "lower"."""

    key = "plan_tiers"
    grows = False
    plan_id = Column(Type.TEXT, identifies=True, refers_to=Plans.plan_id, example="PLAN-REP-2026")
    lower = Column(Type.CENTS, identifies=True, minimum=0, example="0")
    upper = Column(Type.CENTS, minimum=0, example="100000")
    rate = Column(Type.NUMBER, required=True, minimum=0, example="2.50%")
    plans = Calc(Type.COUNT, native=IF(plan_id == "", blank, COUNTIFS(Plans.plan_id.whole, plan_id)), quiet=True)
    rules = (Bands(lower, upper, (plan_id,)),)
    owner = Belongs(plan_id)


class Periods(Table):
    """Commission periods: how far each has come, and the hash of what was closed."""

    key = "periods"
    owner = Everyones()
    grows = False
    period = Column(Type.PERIOD, identifies=True, example="2026-05")
    status = Column(Type.LABEL, required=True, choices=PERIOD_STATUSES, example="closed")
    closed_on = Column(Type.DATE, use=Use.NOTE, example="2026-06-05")
    hash = Column(Type.TEXT, use=Use.NOTE, example="")


class Adjustments(Table):
    """Lines added to a commission statement by hand. The payee is a rep; `refers_to` names the line that is mended."""

    key = "adjustments"
    grows = False
    period = Column(Type.PERIOD, required=True, example="2026-06")
    payee = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    line = Column(Type.TEXT, use=Use.NOTE, example="correction")
    amount = Column(Type.CENTS, required=True, example="-120.50")
    reason = Column(Type.TEXT, use=Use.NOTE, example="Split of order O00001 agreed late")
    refers_to = Column(Type.TEXT, use=Use.NOTE, example="O00001")
    links = (Mentions(refers_to, (Orders.order_id, Deals.deal_id, Receipts.receipt_id, Reps.rep_id, Teams.team_id)),)
    owner = Belongs(payee)


TABLES: tuple[type[Table], ...] = (
    SettingRows, Stages, CalendarDays, Teams, Reps, Customers, Fx, TargetRows, Seasonality, Deals, Orders, Channels,
    Receipts, Invoices, Splits, Activities, Surveys, KpiScheme, KpiPoints, KpiManual, Plans, PlanTiers, Periods,
    Adjustments,
)  # fmt: skip  # a list to read, not a column of names
BY_KEY: dict[str, type[Table]] = {table.key: table for table in TABLES}
GATHERED: tuple[type[Table], ...] = gathering_order(TABLES)
"""The tables in an order in which what a team sees of one is decided by those before it."""


def table_of(column: Column) -> type[Table]:
    """The table a column stands in."""
    if not issubclass(column.block, Table):
        raise DeclarationError(f"{column} stands in no input table")
    return column.block
