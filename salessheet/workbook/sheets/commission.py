"""Commission: what each person gets for the month, and for each component how it comes about from its lines."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import PAY, PEOPLE
from salessheet.workbook.functions import (
    ABS,
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
    at_least,
    below,
)
from salessheet.workbook.general import FiscalYear, Phrases, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import NOBODY, identified, place_of, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.credit_lines import DEAL, QUARTER, YEAR, LineAmounts, LineFacts, LineSums
from salessheet.workbook.sheets.ledger import ClosedAdjustments, ClosedPays, Corrections, Credits, Ledger, Windows
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.tier_working import (
    MULTIPLIER,
    OVERAGE,
    SLAB,
    TierWorking,
    at_bound,
    begun_at,
    is_in,
    number_of_plan,
    of_plan,
    passed_at,
    rate_at,
    row_of,
    tier_at,
    word_of_plan,
)
from salessheet.workbook.tables import Adjustments, Plans, PlanTiers, rate_date_of, rate_of

CARRIED = term_of(Plans.excess, "carried")
CAP_BY_DEAL, CAP_BY_QUARTER, CAP_BY_YEAR = (term_of(Plans.cap_over, code) for code in ("deal", "quarter", "year"))


def _start_of(window: Line, quarter: Line, year: Line) -> Calc:
    """The first month of the window; that of the month itself where the window is the month or a deal."""
    longer = IF(window == quarter, Windows.quarter_start, Settings.period_start)
    return Calc(Type.PERIOD, native=IF(window == year, Windows.year_start, longer), quiet=True)


def _until_now(column: Line, of: Line, key: Line, start: Line) -> Expr:
    """The sum over the earlier months of a window."""
    return SUMIFS(
        column.whole, of.whole, key, column.block.lines[0].whole, at_least(start),
        column.block.lines[0].whole, below(Settings.period_start),
    )  # fmt: skip  # pairs of a range and a condition


def _left_by_month_before(column: Line, key: Line) -> Expr:
    return SUMIFS(column.whole, Ledger.key.whole, key, Ledger.period.whole, Windows.month_before)


def _row_where(serves: Line, key: Line) -> Calc:
    return Calc(Type.COUNT, native=IF(COUNTIFS(serves.whole, key) == 0, 0, MATCH(key, serves.whole, 0)), quiet=True)


def _ends(row: Line) -> Expr:
    return INDEX(Plans.until.whole, MAX(1, row))


class PayTerms(Block):
    """Who is paid for what, and the terms of the plan that is in force in the month, or was the last in it."""

    rows = PAY
    no = Counter(Type.COUNT)
    rep_id = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    settled = Input(Type.CENTS, given=True)  # what the lines come to, in a workbook that does not hold them
    person_no = Calc(
        Type.COUNT,
        native=place_of(rep_id, People.rep_id),
        quiet=True,
    )
    name = Calc(Type.TEXT, native=IF(person_no == 0, blank, INDEX(People.name.whole, MAX(1, person_no))))
    role = Calc(Type.LABEL, native=IF(person_no == 0, blank, INDEX(People.role.whole, MAX(1, person_no))), quiet=True)
    here = Calc(Type.FLAG, native=IF(person_no == 0, 0, INDEX(People.here.whole, MAX(1, person_no))), quiet=True)
    key = Calc(Type.LABEL, native=IF(rep_id == "", NOBODY, CONCATENATE(rep_id, "|", component)), quiet=True)
    closed_key = Calc(Type.LABEL, native=CONCATENATE(Settings.period_start, "|", key), quiet=True)
    closed_row = Calc(
        Type.COUNT,
        native=IF(
            Windows.is_closed * COUNTIFS(ClosedPays.key.whole, identified(closed_key)) == 0,
            0,
            MATCH(closed_key, ClosedPays.key.whole, 0),
        ),
        quiet=True,
    )
    closed_plan = Calc(Type.LABEL, native=INDEX(ClosedPays.plan.whole, MAX(1, closed_row)), quiet=True)
    own = Calc(Type.LABEL, native=CONCATENATE(rep_id, "|", "|", component), quiet=True)
    of_role = Calc(Type.LABEL, native=CONCATENATE("|", role, "|", component), quiet=True)
    own_at_end = _row_where(Plans.serves_at_end, own)
    role_at_end = _row_where(Plans.serves_at_end, of_role)
    own_last = _row_where(Plans.serves, own)
    role_last = _row_where(Plans.serves, of_role)
    last = Calc(
        Type.COUNT,
        native=IF(
            own_last * role_last == 0,
            MAX(own_last, role_last),
            IF(_ends(own_last) < _ends(role_last), role_last, own_last),
        ),
        quiet=True,
    )
    serving = Calc(
        Type.COUNT, native=IF(own_at_end > 0, own_at_end, IF(role_at_end > 0, role_at_end, last)), quiet=True
    )
    plan_row = Calc(
        Type.COUNT,
        native=IF(
            Windows.is_closed == 0,
            serving,
            IF(
                (closed_row == 0) + (COUNTIFS(Plans.plan_id.whole, identified(closed_plan)) == 0) > 0,
                0,
                MATCH(closed_plan, Plans.plan_id.whole, 0),
            ),
        ),
        quiet=True,
    )
    plan = Calc(Type.LABEL, native=word_of_plan(Plans.plan_id, plan_row))
    basis = Calc(Type.LABEL, native=word_of_plan(Plans.basis, plan_row))
    mode = Calc(Type.LABEL, native=word_of_plan(Plans.mode, plan_row))
    over = Calc(Type.LABEL, native=word_of_plan(Plans.over, plan_row))
    boundary = Calc(Type.LABEL, native=word_of_plan(Plans.boundary, plan_row), quiet=True)
    currency = Calc(Type.LABEL, native=word_of_plan(Plans.currency, plan_row), quiet=True)
    rate_date = rate_date_of(currency, Settings.period_end)
    rate = rate_of(plan_row, currency, rate_date)
    cap = Calc(Type.CENTS, native=of_plan(Plans.cap, plan_row))
    cap_over = Calc(Type.LABEL, native=word_of_plan(Plans.cap_over, plan_row), quiet=True)
    excess = Calc(Type.LABEL, native=word_of_plan(Plans.excess, plan_row), quiet=True)
    floor = Calc(Type.CENTS, native=IF(here == 0, blank, of_plan(Plans.floor, plan_row)), quiet=True)
    draw = Calc(Type.CENTS, native=IF(here == 0, 0, number_of_plan(Plans.draw, plan_row)), quiet=True)
    recoverable = Calc(Type.FLAG, native=number_of_plan(Plans.recoverable, plan_row), quiet=True)
    holdback = Calc(Type.PERCENT, native=number_of_plan(Plans.holdback, plan_row), quiet=True)
    gate = Calc(Type.PERCENT, native=number_of_plan(Plans.gate, plan_row), quiet=True)


class PayTiers(Block):
    """Where plans pay all by the rate reached, what earlier months of the window gain or lose by it."""

    rows = PAY
    no = Counter(Type.COUNT)
    window_start = _start_of(PayTerms.over, QUARTER, YEAR)
    by_rate = Calc(
        Type.FLAG,
        native=((PayTerms.mode == SLAB) + (PayTerms.mode == OVERAGE) > 0) * (1 - (PayTerms.over == DEAL)),
        quiet=True,
    )
    earlier = Calc(Type.CENTS, native=_until_now(Credits.base, Credits.key, PayTerms.key, window_start), quiet=True)
    opening = Calc(
        Type.CENTS,
        native=IF(COUNT(FiscalYear.only_month) == 0, IF(PayTerms.over == DEAL, 0, ROUND(earlier, 6)), blank),
    )
    credited = Calc(
        Type.CENTS,
        native=IF(COUNT(opening) == 0, blank, SUMIFS(LineSums.base.whole, LineFacts.key.whole, PayTerms.key)),
    )
    total = Calc(Type.CENTS, native=IF(COUNT(opening) == 0, blank, ROUND(opening + credited, 6)))
    begun = begun_at(PayTerms.plan, total)
    passed = passed_at(PayTerms.plan, total)
    begun_row = row_of(PayTerms.plan, begun)
    passed_row = row_of(PayTerms.plan, passed)
    at_end = at_bound(PayTerms.boundary, total, passed_row)
    tier = tier_at(begun_row, passed_row, at_end)
    counts = Calc(Type.FLAG, native=is_in(tier, total), quiet=True)
    now = Calc(Type.RATE, native=IF(counts == 0, 0, rate_at(tier)), quiet=True)
    begun_then = begun_at(PayTerms.plan, opening)
    passed_then = passed_at(PayTerms.plan, opening)
    begun_row_then = row_of(PayTerms.plan, begun_then)
    passed_row_then = row_of(PayTerms.plan, passed_then)
    at_end_then = at_bound(PayTerms.boundary, opening, passed_row_then)
    tier_then = tier_at(begun_row_then, passed_row_then, at_end_then)
    counts_then = Calc(Type.FLAG, native=is_in(tier_then, opening), quiet=True)
    then = Calc(Type.RATE, native=IF(counts_then == 0, 0, rate_at(tier_then)), quiet=True)
    start = Calc(
        Type.CENTS,
        native=SUMIFS(PlanTiers.lower.whole, TierWorking.tier_key.whole, CONCATENATE(PayTerms.plan, "|", 1)),
        quiet=True,
    )
    part = Calc(
        Type.CENTS,
        native=IF(COUNT(opening) == 0, 0, IF(PayTerms.mode == OVERAGE, MAX(0, opening - start), opening)),
        quiet=True,
    )
    true_up = Calc(Type.CENTS, native=IF(by_rate == 0, 0, ROUND(ROUND(part * now, 2) - ROUND(part * then, 2), 2)))


class PaySteps(Block):
    """From the lines to the payout by what the tables say, in the currency of the plan up to the last column."""

    rows = PAY
    no = Counter(Type.COUNT)
    of_lines = Calc(
        Type.CENTS,
        native=IF(
            COUNT(FiscalYear.only_month) == 0,
            SUMIFS(LineAmounts.amount.whole, LineFacts.key.whole, PayTerms.key),
            SUM(PayTerms.settled),
        ),
    )
    earned = Calc(Type.CENTS, native=ROUND(of_lines + PayTiers.true_up, 2))
    carried_in = Calc(Type.CENTS, native=_left_by_month_before(Ledger.carried, PayTerms.key))
    cap_start = _start_of(PayTerms.cap_over, CAP_BY_QUARTER, CAP_BY_YEAR)
    capped_before = Calc(Type.CENTS, native=_until_now(Ledger.capped, Ledger.key, PayTerms.key, cap_start), quiet=True)
    room = Calc(
        Type.CENTS,
        native=IF(
            (COUNT(PayTerms.cap) == 0) + (PayTerms.cap_over == CAP_BY_DEAL) > 0,
            blank,
            MAX(0, PayTerms.cap - capped_before),
        ),
        quiet=True,
    )
    capped = Calc(
        Type.CENTS,
        native=IF(COUNT(room) == 0, ROUND(earned + carried_in, 2), MIN(ROUND(earned + carried_in, 2), room)),
    )
    cut = Calc(Type.CENTS, native=ROUND(earned + carried_in - capped, 2))
    carried = Calc(Type.CENTS, native=IF(PayTerms.excess == CARRIED, cut, 0), quiet=True)
    floored = Calc(Type.CENTS, native=IF(COUNT(PayTerms.floor) == 0, capped, MAX(capped, PayTerms.floor)))
    held = Calc(
        Type.CENTS,
        native=IF(Windows.is_last_month == 1, 0, ROUND(PayTerms.holdback * MAX(0, floored), 2)),
    )
    held_before = Calc(
        Type.CENTS,
        native=SUMIFS(
            Ledger.held.whole, Ledger.key.whole, PayTerms.key, Ledger.period.whole,
            below(Settings.period_start),
        )
        - SUMIFS(
            Ledger.released.whole, Ledger.key.whole, PayTerms.key, Ledger.period.whole,
            below(Settings.period_start),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    released = Calc(Type.CENTS, native=IF(Windows.is_last_month == 1, ROUND(held_before, 2), 0))
    net = Calc(Type.CENTS, native=ROUND(floored - held + released, 2), quiet=True)
    debt_before = Calc(Type.CENTS, native=_left_by_month_before(Ledger.debt, PayTerms.key))
    drawn = Calc(
        Type.CENTS,
        native=IF(PayTerms.draw + debt_before == 0, net, MAX(PayTerms.draw, ROUND(net - debt_before, 2))),
    )
    owed = Calc(Type.CENTS, native=ROUND(drawn - net + debt_before, 2), quiet=True)
    debt = Calc(
        Type.CENTS,
        native=IF(
            PayTerms.draw + debt_before == 0,
            0,
            IF(PayTerms.recoverable == 1, MAX(0, owed), MIN(debt_before, MAX(0, owed))),
        ),
    )
    payout = Calc(
        Type.CENTS,
        native=IF(COUNT(PayTerms.rate) == 0, blank, ROUND(ROUND(drawn * PayTerms.rate, 5), 2)),
    )


def _step(line: Calc, closed: Line) -> Calc:
    """What is computed in an open month, and what was closed in a closed one."""
    row = PayTerms.closed_row
    return Calc(Type.CENTS, native=IF(row == 0, line, INDEX(closed.whole, MAX(1, row))), quiet=line.quiet)


class Pay(Block):
    """From the lines to the payout, a row a person and component, in the currency of the plan up to the last column.

    In a closed month they are what was closed, whatever the tables say now.
    """

    rows = PAY
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=PayTerms.name)
    component = Calc(Type.LABEL, native=IF(PayTerms.component == "", blank, PayTerms.component))
    opening = _step(PayTiers.opening, ClosedPays.opening)
    credited = _step(PayTiers.credited, ClosedPays.credited)
    of_lines = _step(PaySteps.of_lines, ClosedPays.of_lines)
    true_up = _step(PayTiers.true_up, ClosedPays.true_up)
    earned = _step(PaySteps.earned, ClosedPays.earned)
    carried_in = _step(PaySteps.carried_in, ClosedPays.carried_in)
    capped = _step(PaySteps.capped, ClosedPays.capped)
    cut = Calc(Type.CENTS, native=ROUND(earned + carried_in - capped, 2))
    floored = _step(PaySteps.floored, ClosedPays.floored)
    held = _step(PaySteps.held, ClosedPays.held)
    held_before = _step(PaySteps.held_before, ClosedPays.held_before)
    released = _step(PaySteps.released, ClosedPays.released)
    net = Calc(Type.CENTS, native=ROUND(floored - held + released, 2), quiet=True)
    debt_before = _step(PaySteps.debt_before, ClosedPays.debt_before)
    drawn = _step(PaySteps.drawn, ClosedPays.drawn)
    debt = _step(PaySteps.debt, ClosedPays.debt)
    payout = _step(PaySteps.payout, ClosedPays.payout)
    unpaid = Calc(Type.FLAG, native=(PayTerms.plan_row > 0) * (COUNT(payout) == 0) * 1, quiet=True)
    off = Calc(
        Type.CENTS,
        native=ABS(
            ROUND(
                SUM(payout)
                - SUMIFS(
                    Ledger.payout.whole, Ledger.key.whole, PayTerms.key,
                    Ledger.period.whole, Settings.period_start,
                ),
                2,
            )
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    earned_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(earned.whole), under=earned)
    payout_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(payout.whole), under=payout)


def _lack(condition: Expr, said: Line) -> Calc:
    return Calc(Type.TEXT, native=IF(condition * 1 > 0, said, blank), quiet=True)


class LeftOut(Block):
    """What each payout of the month is without, because no number uses it yet."""

    rows = PAY
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=PayTerms.name)
    tiers = Calc(Type.COUNT, native=COUNTIFS(PlanTiers.plan_id.whole, identified(PayTerms.plan)))
    no_tiers = _lack((PayTerms.plan_row > 0) * (tiers == 0), Phrases.no_tiers)
    no_gate = _lack(PayTerms.gate, Phrases.no_gate)
    no_multiplier = _lack(PayTerms.mode == MULTIPLIER, Phrases.no_multiplier)
    no_deal_cap = _lack((COUNT(PayTerms.cap) > 0) * (PayTerms.cap_over == CAP_BY_DEAL), Phrases.no_deal_cap)
    no_basis = _lack(Pay.unpaid, Phrases.no_basis)
    without = Calc(Type.TEXT, native=CONCATENATE(no_tiers, no_gate, no_multiplier, no_deal_cap, no_basis))
    lacking = Calc(Type.FLAG, native=1 - (without == ""), quiet=True)


class Payout(Block):
    """What each person gets for the month, and what it lacks because no number uses it yet."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    components = Calc(
        Type.COUNT, native=COUNTIFS(PayTerms.rep_id.whole, rep_id, PayTerms.plan_row.whole, at_least(1)), quiet=True
    )
    unpaid = Calc(Type.COUNT, native=SUMIFS(Pay.unpaid.whole, PayTerms.rep_id.whole, rep_id), quiet=True)
    commission = Calc(
        Type.CENTS,
        native=IF(
            (COUNTIFS(PayTerms.rep_id.whole, rep_id) == 0) + SUMIFS(Pay.unpaid.whole, PayTerms.rep_id.whole, rep_id)
            > 0,
            blank,
            SUMIFS(Pay.payout.whole, PayTerms.rep_id.whole, rep_id),
        ),
    )
    adjusted = Calc(
        Type.CENTS,
        native=summed(
            Adjustments.amount, Adjustments.period, Settings.period_start, Settings.period_end,
            Adjustments.payee, rep_id,
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    adjustments = Calc(
        Type.CENTS,
        native=IF(
            Windows.is_closed == 0,
            adjusted,
            SUMIFS(
                ClosedAdjustments.amount.whole, ClosedAdjustments.payee.whole, rep_id,
                ClosedAdjustments.period.whole, Settings.period_start,
            ),
        ),
    )  # fmt: skip  # pairs of a range and a condition
    corrections = Calc(
        Type.CENTS,
        native=SUMIFS(
            Corrections.amount.whole, Corrections.payee.whole, rep_id,
            Corrections.period.whole, Settings.period_start,
        ),
    )  # fmt: skip  # pairs of a range and a condition
    payout = Calc(
        Type.CENTS,
        native=IF(
            (COUNT(commission) == 0) * (adjustments == 0) * (corrections == 0) > 0,
            blank,
            ROUND(SUM(commission) + adjustments + corrections, 2),
        ),
    )
    debt = Calc(Type.CENTS, native=SUMIFS(Pay.debt.whole, PayTerms.rep_id.whole, rep_id))
    held = Calc(
        Type.CENTS,
        native=SUMIFS(Pay.held_before.whole, PayTerms.rep_id.whole, rep_id)
        + SUMIFS(Pay.held.whole, PayTerms.rep_id.whole, rep_id)
        - SUMIFS(Pay.released.whole, PayTerms.rep_id.whole, rep_id),
    )
    lacks = Calc(
        Type.TEXT,
        native=IF(SUMIFS(LeftOut.lacking.whole, PayTerms.rep_id.whole, rep_id) == 0, blank, Phrases.see_working),
    )
    commission_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(commission.whole), under=commission)
    adjustments_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(adjustments.whole), under=adjustments)
    corrections_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(corrections.whole), under=corrections)
    payout_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(payout.whole), under=payout)
