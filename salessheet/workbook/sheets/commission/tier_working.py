"""Tiers, so that one straight line a tier says what an amount in it pays: fixed + slope x what lies above its start."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, Operand, blank
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    below,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified, numeric
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import PlanFactors, PlanRates, Plans, PlanTiers

MARGINAL, SLAB = term_of(Plans.mode, "marginal"), term_of(Plans.mode, "slab")
INTERPOLATED, OVERAGE = term_of(Plans.mode, "interpolated"), term_of(Plans.mode, "overage")
MILESTONE, MULTIPLIER = term_of(Plans.mode, "milestone"), term_of(Plans.mode, "multiplier")
CAP_BY_DEAL, OWN = term_of(Plans.cap_over, "deal"), term_of(Plans.credit, "own")
DAYS_TO_CASH = term_of(PlanFactors.depends_on, "days_to_cash")
ATTAINMENT, RANK = (term_of(Plans.tiers_on, code) for code in ("attainment", "rank"))
SCORE = term_of(Plans.basis, "score")
LOWER = term_of(Plans.boundary, "lower")


class PlanWorking(Block):
    """Whom a version of a plan serves in the month: the one that begins last, and the one of its last day."""

    rows = Plans.rows
    for_whom = Calc(
        Type.LABEL,
        native=IF(Plans.plan_id == "", blank, CONCATENATE(Plans.rep_id, "|", Plans.role, "|", Plans.component)),
        quiet=True,
    )
    later = Calc(
        Type.COUNT,
        native=IF(
            Plans.plan_id == "",
            blank,
            COUNTIFS(
                for_whom.whole, for_whom, Plans.in_force.whole, 1, Plans.valid_from.whole, above(Plans.valid_from)
            ),
        ),
        quiet=True,
    )
    serves = Calc(Type.LABEL, native=IF(SUM(Plans.in_force) == 0, blank, IF(later > 0, blank, for_whom)), quiet=True)
    rates = Calc(Type.COUNT, native=COUNTIFS(PlanRates.plan_id.whole, identified(Plans.plan_id)), quiet=True)
    in_time = Calc(
        Type.COUNT,
        native=COUNTIFS(
            PlanFactors.plan_id.whole, identified(Plans.plan_id), PlanFactors.depends_on.whole, DAYS_TO_CASH
        ),
        quiet=True,
    )
    in_part = Calc(Type.FLAG, native=IF(COUNT(Plans.portion) == 0, 0, (Plans.portion < 1) * 1), quiet=True)
    of_orders = Calc(
        Type.FLAG,
        native=(COUNT(Plans.margin_gate) + COUNT(Plans.cap) * (Plans.cap_over == CAP_BY_DEAL) > 0) * 1,
        quiet=True,
    )
    by_others = Calc(
        Type.FLAG,
        native=((Plans.basis == SCORE) + (Plans.tiers_on == RANK) + COUNT(Plans.budget) > 0) * 1,
        quiet=True,
    )
    of_others = Calc(
        Type.FLAG,
        native=IF(
            Plans.plan_id == "",
            0,
            (1 - (Plans.credit == OWN) + (Plans.tiers_on == ATTAINMENT) + (Plans.mode == MULTIPLIER) + by_others > 0)
            * 1,
        ),
        quiet=True,
    )
    has_own_terms = Calc(Type.FLAG, native=(rates + in_time + in_part + of_orders + of_others > 0) * 1, quiet=True)
    serves_at_end = Calc(
        Type.LABEL,
        native=IF(SUM(Plans.in_force) == 0, blank, IF(Plans.until < Settings.period_end, blank, for_whom)),
        quiet=True,
    )


class TierWorking(Block):
    """A row a tier. `full`: what the whole tier pays; `fixed`: what all lower tiers of the plan pay together."""

    rows = PlanTiers.rows
    plan = Calc(Type.TEXT, native=IF(PlanTiers.plan_id == "", blank, PlanTiers.plan_id))
    number = Calc(
        Type.COUNT,
        native=IF(
            plan == "",
            blank,
            SUMPRODUCT((PlanTiers.plan_id.whole == plan) * (PlanTiers.lower.whole < PlanTiers.lower)) + 1,
        ),
    )
    tier_key = Calc(Type.LABEL, native=IF(plan == "", blank, CONCATENATE(plan, "|", number)), quiet=True)
    mode = Calc(
        Type.LABEL,
        native=IF(
            COUNTIFS(Plans.plan_id.whole, identified(plan)) == 0,
            blank,
            INDEX(Plans.mode.whole, MATCH(plan, Plans.plan_id.whole, 0)),
        ),
        quiet=True,
    )
    goes_by = Calc(
        Type.LABEL,
        native=IF(
            COUNTIFS(Plans.plan_id.whole, identified(plan)) == 0,
            blank,
            INDEX(Plans.tiers_on.whole, MATCH(plan, Plans.plan_id.whole, 0)),
        ),
        quiet=True,
    )
    of_places = Calc(Type.FLAG, native=(goes_by == RANK) * 1, quiet=True)
    full = Calc(
        Type.CENTS,
        native=IF(
            mode == INTERPOLATED,
            PlanTiers.rate,
            IF(COUNT(PlanTiers.upper) == 0, 0, (PlanTiers.upper - PlanTiers.lower + of_places) * PlanTiers.rate),
        ),
    )
    fixed = Calc(
        Type.CENTS,
        native=IF(
            plan == "",
            blank,
            IF(
                (mode == MILESTONE) * (1 - of_places) > 0,
                PlanTiers.rate,
                SUMIFS(full.whole, plan.whole, plan, number.whole, below(number)),
            ),
        ),
    )
    width = Calc(
        Type.CENTS,
        native=IF(COUNT(PlanTiers.upper) == 0, 0, PlanTiers.upper - PlanTiers.lower),
        quiet=True,
    )
    slope = Calc(
        Type.NUMBER,
        native=IF(
            mode == MARGINAL,
            PlanTiers.rate,
            IF((mode == INTERPOLATED) * (width > 0) > 0, PlanTiers.rate / width, 0),
        ),
    )


def begun_at(plan: Line, point: Line) -> Calc:
    """How many tiers of the plan begin at or below the point."""
    return _counted(plan, point, PlanTiers.lower.whole <= point)


def passed_at(plan: Line, point: Line) -> Calc:
    """How many tiers of the plan begin below the point."""
    return _counted(plan, point, PlanTiers.lower.whole < point)


def _counted(plan: Line, point: Line, condition: Expr) -> Calc:
    found = SUMPRODUCT((PlanTiers.plan_id.whole == plan) * condition)
    return Calc(Type.COUNT, native=IF((COUNT(point) == 0) + (plan == "") > 0, 0, found), quiet=True)


def row_of(plan: Line, number: Line) -> Calc:
    """The row of the tier of this number; 0 where there is none."""
    found = MATCH(CONCATENATE(plan, "|", number), TierWorking.tier_key.whole, 0)
    return Calc(Type.COUNT, native=IF(number == 0, 0, found), quiet=True)


def at_bound(boundary: Line, point: Line, passed_row: Line) -> Calc:
    """Whether the point is the upper end of the tier below, which has it where the plan says "lower"."""
    end = INDEX(PlanTiers.upper.whole, MAX(1, passed_row))
    return Calc(
        Type.FLAG,
        native=IF((boundary == LOWER) * (passed_row > 0) > 0, (COUNT(end) > 0) * (end >= point), 0),
        quiet=True,
    )


def tier_at(begun_row: Line, passed_row: Line, is_at_bound: Line) -> Calc:
    """The row of the tier that has the point; 0 below the first."""
    return Calc(Type.COUNT, native=IF(is_at_bound > 0, passed_row, begun_row), quiet=True)


def is_in(tier: Line, point: Line) -> Expr:
    """Whether the point isn't above the tier's end: between tiers nothing is paid by a rate reached."""
    end = INDEX(PlanTiers.upper.whole, MAX(1, tier))
    return IF(tier == 0, 0, IF(COUNT(end) == 0, 1, (end >= point) * 1))


def is_climbed_to(tier: Line, point: Line, mode: Line) -> Expr:
    """Whether the point is in the tier or above it. Nothing credited reaches no milestone, not even one of 0."""
    return (tier > 0) * (1 - (mode == MILESTONE) * (point <= 0))


def reach_in(tier: Line, point: Line) -> Calc:
    """How far into the tier the point is: above its end no further."""
    end, start = INDEX(PlanTiers.upper.whole, MAX(1, tier)), INDEX(PlanTiers.lower.whole, MAX(1, tier))
    return Calc(Type.CENTS, native=IF(tier == 0, 0, IF(COUNT(end) == 0, point, MIN(point, end)) - start), quiet=True)


def paid_at(tier: Line, reach: Line) -> Expr:
    """What the amounts up to the point pay, by the straight line of its tier."""
    row = MAX(1, tier)
    return IF(tier == 0, 0, INDEX(TierWorking.fixed.whole, row) + INDEX(TierWorking.slope.whole, row) * reach)


def rate_at(tier: Line) -> Expr:
    return IF(tier == 0, 0, INDEX(PlanTiers.rate.whole, MAX(1, tier)))


def of_plan(column: Line, row: Operand) -> Expr:
    """A number of the plan in that row of the table; nothing, and no 0, where it has none."""
    found = INDEX(column.whole, MAX(1, row))
    return IF(row == 0, blank, numeric(found))


def number_of_plan(column: Line, row: Operand) -> Expr:
    """A number of the plan in that row of the table; 0 where it has none."""
    return IF(row == 0, 0, SUM(INDEX(column.whole, MAX(1, row))))


def word_of_plan(column: Line, row: Operand) -> Expr:
    found = INDEX(column.whole, MAX(1, row))
    return IF(row == 0, blank, IF(found == "", blank, found))
