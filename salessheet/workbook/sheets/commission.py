"""Commission: the plan of each person's role, what the person sold in the period, and the payout."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import PEOPLE
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
    SS_TIERED,
    SUM,
    SUMIFS,
    SUMPRODUCT,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import counted, identified
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.results import Facts
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Adjustments, Plans, PlanTiers, Splits, is_own, rate_date_of, rate_of

ON_CASH = term_of(Plans.basis, "cash")
BOOKED = term_of(Plans.basis, "booked")
INTERPOLATED = term_of(Plans.mode, "interpolated")
SLAB = term_of(Plans.mode, "slab")
LOWER = term_of(Plans.boundary, "lower")
_TIERS = PlanTiers.lower.to(PlanTiers.rate).whole


def _of_tier(column: Column, plan: Line, number: Line) -> Expr:
    """What a column has for the tier of this number, from 1, of a plan."""
    return INDEX(column.whole, MATCH(plan, PlanTiers.plan_id.whole, 0) + MAX(1, number) - 1)


def _shown(column: Column, row: Line) -> Expr:
    """A text of the plan; nothing, and no 0, where it has none."""
    found = INDEX(column.whole, MAX(1, row))
    return IF(found == "", blank, found)


class PayoutWorking(Block):
    """What each person's plan pays on the base of the period.

    Marginal: each slice of the base pays its own tier's rate, that is all of the base above each lower end, less what
    lies above the upper one. Slab: the whole base pays the rate of the tier it is in, and nothing between tiers or
    above the last.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no), quiet=True)
    plan_row = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(Plans.serves.whole, role) == 0, 0, MATCH(role, Plans.serves.whole, 0)),
        quiet=True,
    )
    plan = Calc(Type.LABEL, native=IF(plan_row == 0, blank, INDEX(Plans.plan_id.whole, MAX(1, plan_row))))
    basis = Calc(Type.LABEL, native=IF(plan_row == 0, blank, INDEX(Plans.basis.whole, MAX(1, plan_row))))
    mode = Calc(Type.LABEL, native=IF(plan_row == 0, blank, INDEX(Plans.mode.whole, MAX(1, plan_row))))
    boundary = Calc(Type.LABEL, native=IF(plan_row == 0, blank, INDEX(Plans.boundary.whole, MAX(1, plan_row))))
    currency = Calc(Type.LABEL, native=IF(plan_row == 0, blank, _shown(Plans.currency, plan_row)), quiet=True)
    rate_date = rate_date_of(currency, Settings.period_end)
    rate = rate_of(plan_row, currency, rate_date)
    credited = Calc(
        Type.CENTS,
        native=IF(
            plan_row == 0,
            blank,
            IF(basis == ON_CASH, INDEX(Facts.cash.whole, no), IF(basis == BOOKED, INDEX(Facts.sales.whole, no), blank)),
        ),
    )
    base = Calc(
        Type.CENTS,
        native=IF(
            (COUNT(credited) * COUNT(rate) == 0) + (mode == INTERPOLATED) > 0,
            blank,
            IF(is_own(currency), credited, ROUND(ROUND(credited / rate, 5), 2)),
        ),
    )
    begun = Calc(
        Type.COUNT,
        native=IF(
            COUNT(base) == 0,
            blank,
            SUMPRODUCT((PlanTiers.plan_id.whole == plan) * (PlanTiers.lower.whole <= base)),
        ),
        quiet=True,
    )
    passed = Calc(
        Type.COUNT,
        native=IF(
            COUNT(base) == 0, blank, SUMPRODUCT((PlanTiers.plan_id.whole == plan) * (PlanTiers.lower.whole < base))
        ),
        quiet=True,
    )
    passed_end = Calc(
        Type.CENTS,
        native=IF(
            COUNT(base) == 0,
            blank,
            IF(passed == 0, 0, _of_tier(PlanTiers.upper, plan, passed)),
        ),
        quiet=True,
    )
    tier = Calc(
        Type.COUNT,
        native=IF(  # at a bound, the lower tier only where one ends there
            COUNT(base) == 0,
            blank,
            IF((boundary == LOWER) * (passed > 0) * (passed_end >= base) > 0, passed, begun),
        ),
    )
    reached = Calc(
        Type.CENTS,
        native=IF(
            COUNT(base) == 0,
            blank,
            SUMPRODUCT(
                (PlanTiers.plan_id.whole == plan)
                * (base > PlanTiers.lower.whole)
                * (base - PlanTiers.lower.whole)
                * PlanTiers.rate.whole
            ),
        ),
        quiet=True,
    )
    beyond = Calc(
        Type.CENTS,
        native=IF(
            COUNT(base) == 0,
            blank,
            SUMPRODUCT(
                (PlanTiers.plan_id.whole == plan)
                * (PlanTiers.upper.whole > 0)
                * (base > PlanTiers.upper.whole)
                * (base - PlanTiers.upper.whole)
                * PlanTiers.rate.whole
            ),
        ),
        quiet=True,
    )
    limit = Calc(
        Type.CENTS,
        native=IF(COUNT(base) == 0, blank, IF(tier == 0, 0, _of_tier(PlanTiers.upper, plan, tier))),
        quiet=True,
    )
    whole = Calc(
        Type.CENTS,
        native=IF(
            COUNT(base) == 0,
            blank,
            IF((tier == 0) + (limit > 0) * (base > limit) > 0, 0, base * _of_tier(PlanTiers.rate, plan, tier)),
        ),
        quiet=True,
    )
    earned = Calc(
        Type.CENTS,
        native=IF(COUNT(base) == 0, blank, IF(mode == SLAB, whole, reached - beyond)),
        python=IF(
            COUNT(base) == 0,
            blank,
            SS_TIERED(
                base,
                # An array that IF picks has 0 for a blank cell in Excel, and 0 is no limit: hence the inner IF.
                IF(PlanTiers.plan_id.whole == plan, IF(_TIERS == "", "", _TIERS), blank),
                IF(mode == SLAB, "slab", "marginal"),
                IF(boundary == LOWER, "lower", "higher"),
            ),
        ),
        lifts=True,
    )
    cap = Calc(
        Type.CENTS,
        native=IF(
            plan_row == 0,
            blank,
            IF(COUNT(INDEX(Plans.cap.whole, MAX(1, plan_row))) == 0, blank, INDEX(Plans.cap.whole, MAX(1, plan_row))),
        ),
    )


class LeftOut(Block):
    """What each payout of the month is without, because no number uses it yet."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    draw = Calc(
        Type.CENTS,
        native=IF(PayoutWorking.plan_row == 0, 0, SUM(INDEX(Plans.draw.whole, MAX(1, PayoutWorking.plan_row)))),
    )
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    shares = Calc(
        Type.COUNT,
        native=SUMIFS(Splits.counts.whole, Splits.rep_id.whole, rep_id)
        + SUMIFS(Splits.counts.whole, Splits.of_rep.whole, rep_id),
    )
    adjustments = Calc(
        Type.COUNT,
        native=counted(Adjustments.period, Settings.period_start, Settings.period_end, Adjustments.payee, rep_id),
    )
    versions = Calc(Type.COUNT, native=COUNTIFS(Plans.role.whole, PayoutWorking.role, Plans.in_force.whole, 1))
    tiers = Calc(Type.COUNT, native=COUNTIFS(PlanTiers.plan_id.whole, identified(PayoutWorking.plan)))
    without = Calc(
        Type.TEXT,
        native=CONCATENATE(
            IF(shares > 0, Phrases.no_split, blank),
            IF(adjustments > 0, Phrases.no_adjustment, blank),
            IF(versions > 1, Phrases.no_version, blank),
        ),
    )


class Payout(Block):
    """What each person gets for the month, and what it lacks because no number uses it yet."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no))
    plan = Calc(Type.LABEL, native=PayoutWorking.plan)
    base = Calc(Type.CENTS, native=IF(COUNT(PayoutWorking.base) == 0, blank, PayoutWorking.credited))
    tier = Calc(Type.COUNT, native=PayoutWorking.tier)
    earned = Calc(Type.CENTS, native=PayoutWorking.earned)
    cap = Calc(Type.CENTS, native=PayoutWorking.cap)
    payout = Calc(
        Type.CENTS,
        native=IF(
            COUNT(earned) == 0, blank, ROUND(IF(COUNT(cap) == 0, earned, MIN(cap, earned)) * PayoutWorking.rate, 2)
        ),
    )
    rate = Calc(Type.RATE, native=IF(COUNT(base) == 0, blank, IF(base == 0, blank, payout / base)))
    lacks = Calc(
        Type.TEXT,
        native=CONCATENATE(
            LeftOut.without,
            IF((PayoutWorking.plan_row > 0) * (LeftOut.tiers == 0) > 0, Phrases.no_tiers, blank),
            IF(LeftOut.draw > 0, Phrases.no_draw, blank),
            IF((PayoutWorking.plan_row > 0) * (COUNT(payout) == 0) > 0, Phrases.no_basis, blank),
        ),
    )
    base_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(base.whole), under=base)
    payout_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(payout.whole), under=payout)
