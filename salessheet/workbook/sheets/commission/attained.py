"""Windows of time, tiers of attainment by the quota of a window, and what makes money of their rates."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, ROUND, SUMIFS, at_least, below
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Type
from salessheet.workbook.sheets.commission.ledger import Quotas, Windows
from salessheet.workbook.sheets.commission.tier_working import (
    INTERPOLATED,
    MILESTONE,
    MULTIPLIER,
    of_plan,
    word_of_plan,
)
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import Plans

ATTAINMENT, RANK = (term_of(Plans.tiers_on, code) for code in ("attainment", "rank"))
SCORE = term_of(Plans.basis, "score")


def start_of(window: Line, quarter: Expr, year: Expr) -> Calc:
    """The first month of the window; that of the month itself where the window is the month or a deal."""
    longer = IF(window == quarter, Windows.quarter_start, Settings.period_start)
    return Calc(Type.PERIOD, native=IF(window == year, Windows.year_start, longer), quiet=True)


def month_after(window: Line, quarter: Expr, year: Expr) -> Calc:
    """The month after the window's last."""
    longer = IF(window == quarter, Windows.quarter_after, Windows.month_after)
    return Calc(Type.PERIOD, native=IF(window == year, Windows.year_after, longer), quiet=True)


def tiers_on(plan_row: Line) -> Calc:
    return Calc(Type.LABEL, native=word_of_plan(Plans.tiers_on, plan_row), quiet=True)


def is_by_attainment(tiers_on_: Line, mode: Line, basis: Line) -> Calc:
    """Scores are attainments."""
    by_plan = (tiers_on_ == ATTAINMENT) + (mode == MULTIPLIER) + (basis == SCORE)
    return Calc(Type.FLAG, native=(by_plan > 0) * (1 - (tiers_on_ == RANK)), quiet=True)


def quota_of(by_attainment: Line, basis: Line, key: Line, start: Line, after: Line) -> Calc:
    """What is to be reached in the window: 0 where there is nothing, 1 for scores."""
    found = SUMIFS(
        Quotas.quota.whole, Quotas.key.whole, key, Quotas.period.whole, at_least(start), Quotas.period.whole,
        below(after),
    )  # fmt: skip  # pairs of a range and a condition
    return Calc(Type.CENTS, native=IF(by_attainment == 0, 0, IF(basis == SCORE, 1, found)), quiet=True)


def unit_of(by_attainment: Line, quota: Line) -> Calc:
    """What amounts are divided by; blank where there is no quota."""
    return Calc(Type.CENTS, native=IF(by_attainment == 0, 1, IF(quota > 0, ROUND(quota, 6), blank)), quiet=True)


def target_pay_of(by_attainment: Line, plan_row: Line) -> Calc:
    """What the plan pays on target, in whole; blank where it says nothing."""
    return Calc(Type.CENTS, native=IF(by_attainment == 0, blank, of_plan(Plans.on_target, plan_row)), quiet=True)


def months_of(target_pay: Line, key: Line, start: Line, after: Line) -> Calc:
    """How many months of the window have a quota's row, if the plan says what it pays on target."""
    found = COUNTIFS(Quotas.key.whole, key, Quotas.period.whole, at_least(start), Quotas.period.whole, below(after))
    return Calc(Type.COUNT, native=IF(COUNT(target_pay) == 0, 0, found), quiet=True)


def eligible_of(months: Line, key: Line, start: Line, after: Line) -> Calc:
    """The mean share of eligible days in these months; all of them where there is no row."""
    found = SUMIFS(
        Quotas.eligible.whole, Quotas.key.whole, key, Quotas.period.whole, at_least(start), Quotas.period.whole,
        below(after),
    )  # fmt: skip  # pairs of a range and a condition
    return Calc(Type.PERCENT, native=IF(months == 0, 1, found / months), quiet=True)


def scale_of(unit: Line, target_pay: Line, eligible: Line, mode: Line) -> Calc:
    """What rates of tiers are of: pay on target, else the quota, or 1 where tiers hold money; blank without a quota."""
    holds_money = (mode == INTERPOLATED) + (mode == MILESTONE) > 0
    return Calc(
        Type.CENTS,
        native=IF(
            COUNT(unit) == 0,
            blank,
            IF(COUNT(target_pay) > 0, ROUND(target_pay * eligible, 2), IF(holds_money, 1, unit)),
        ),
        quiet=True,
    )


def point_of(amount: Line, unit: Line) -> Expr:
    """Where an amount stands in tiers of attainment; 0 where that is not known."""
    return IF(COUNT(unit) == 0, 0, ROUND(amount / unit, 12))
