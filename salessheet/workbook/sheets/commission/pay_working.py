"""Working of payouts: whose plan serves, the rates reached to date, and every step by what the tables say."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import PAY
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    ROUND,
    SUM,
    SUMIFS,
    at_least,
    below,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import NOBODY, identified, place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.attained import (
    SCORE,
    eligible_of,
    is_by_attainment,
    month_after,
    months_of,
    point_of,
    quota_of,
    scale_of,
    start_of,
    target_pay_of,
    tiers_on,
    unit_of,
)
from salessheet.workbook.sheets.commission.ledger import ClosedPays, Credits, Quotas, Windows
from salessheet.workbook.sheets.commission.line_facts import DEAL, QUARTER, YEAR, LineFacts
from salessheet.workbook.sheets.commission.line_working import LineAmounts, LineSums
from salessheet.workbook.sheets.commission.tier_working import (
    MULTIPLIER,
    OVERAGE,
    SLAB,
    PlanWorking,
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
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Plans, PlanTiers, rate_date_of, rate_of


def until_now(column: Line, of: Line, key: Line, start: Line) -> Expr:
    """The sum over the earlier months of a window."""
    return SUMIFS(
        column.whole, of.whole, key, column.block.lines[0].whole, at_least(start),
        column.block.lines[0].whole, below(Settings.period_start),
    )  # fmt: skip  # pairs of a range and a condition


def _row_where(serves: Line, key: Line) -> Calc:
    return Calc(Type.COUNT, native=IF(COUNTIFS(serves.whole, key) == 0, 0, MATCH(key, serves.whole, 0)), quiet=True)


def _ends(row: Line) -> Expr:
    return INDEX(Plans.until.whole, MAX(1, row))


def _of_month(key: Line) -> tuple[Expr | Line, ...]:
    """The conditions by which the quotas of a person and component have a row for the month."""
    return (Quotas.key.whole, key, Quotas.period.whole, Settings.period_start)


class PayTerms(Block):
    """Who is paid for what, and the terms of the plan that is in force in the month, or was the last in it."""

    rows = PAY
    no = Counter(Type.COUNT)
    rep_id = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    settled = Input(Type.CENTS, given=True)  # what the lines come to, in a workbook that does not hold them
    measured = Input(Type.CENTS, given=True)  # what they count, with those before in the window, in the same
    since = Input(Type.PERIOD, given=True)  # the month of hire, or of the first plan where that is later
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
    own_at_end = _row_where(PlanWorking.serves_at_end, own)
    role_at_end = _row_where(PlanWorking.serves_at_end, of_role)
    own_last = _row_where(PlanWorking.serves, own)
    role_last = _row_where(PlanWorking.serves, of_role)
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
    eligible = Calc(
        Type.PERCENT,
        native=IF(COUNTIFS(*_of_month(key)) == 0, 1, SUMIFS(Quotas.eligible.whole, *_of_month(key))),
        quiet=True,
    )
    least = Calc(Type.CENTS, native=IF(here == 0, blank, of_plan(Plans.floor, plan_row)), quiet=True)
    floor = Calc(
        Type.CENTS,
        native=IF(COUNT(least) == 0, blank, IF(eligible < 1, ROUND(least * eligible, 2), least)),
        quiet=True,
    )
    advance = Calc(Type.CENTS, native=IF(here == 0, 0, number_of_plan(Plans.draw, plan_row)), quiet=True)
    draw = Calc(Type.CENTS, native=IF(eligible < 1, ROUND(advance * eligible, 2), advance), quiet=True)
    owed = Calc(Type.FLAG, native=of_plan(Plans.recoverable, plan_row), quiet=True)
    recoverable = Calc(Type.FLAG, native=IF(COUNT(owed) == 0, (plan_row > 0) * 1, owed), quiet=True)
    share = Calc(Type.PERCENT, native=of_plan(Plans.recovery, plan_row), quiet=True)
    recovery = Calc(Type.PERCENT, native=IF((recoverable == 0) + (COUNT(share) == 0) > 0, 1, share), quiet=True)
    after = Calc(Type.COUNT, native=number_of_plan(Plans.recovery_after, plan_row), quiet=True)
    forgiven = Calc(Type.LABEL, native=word_of_plan(Plans.forgiven, plan_row), quiet=True)
    holdback = Calc(Type.PERCENT, native=number_of_plan(Plans.holdback, plan_row), quiet=True)
    gate = Calc(Type.PERCENT, native=number_of_plan(Plans.gate, plan_row), quiet=True)
    gate_by = Calc(Type.LABEL, native=word_of_plan(Plans.gate_by, plan_row), quiet=True)
    shape = Calc(Type.LABEL, native=word_of_plan(Plans.factor_shape, plan_row), quiet=True)


def step(line: Line, closed: Line) -> Calc:
    """What is computed in an open month, and what was closed in a closed one."""
    row = PayTerms.closed_row
    return Calc(Type.CENTS, native=IF(row == 0, line, INDEX(closed.whole, MAX(1, row))))


class PayTiers(Block):
    """Where plans pay all by the rate reached, what earlier months of the window gain or lose by it."""

    rows = PAY
    no = Counter(Type.COUNT)
    window_start = start_of(PayTerms.over, QUARTER, YEAR)
    by_rate = Calc(
        Type.FLAG,
        native=((PayTerms.mode == SLAB) + (PayTerms.mode == OVERAGE) + (PayTerms.mode == MULTIPLIER) > 0)
        * (1 - (PayTerms.over == DEAL))
        * (1 - (PayTerms.basis == SCORE)),
        quiet=True,
    )
    window_after = month_after(PayTerms.over, QUARTER, YEAR)
    goes_by = tiers_on(PayTerms.plan_row)
    by_attainment = is_by_attainment(goes_by, PayTerms.mode, PayTerms.basis)
    quota = quota_of(by_attainment, PayTerms.basis, PayTerms.key, window_start, window_after)
    unit = unit_of(by_attainment, quota)
    target_pay = target_pay_of(by_attainment, PayTerms.plan_row)
    months = months_of(target_pay, PayTerms.key, window_start, window_after)
    eligible = eligible_of(months, PayTerms.key, window_start, window_after)
    scale = scale_of(unit, target_pay, eligible, PayTerms.mode)
    earlier = Calc(Type.CENTS, native=until_now(Credits.tiered, Credits.key, PayTerms.key, window_start), quiet=True)
    opened = Calc(
        Type.CENTS,
        native=IF(COUNT(FiscalYear.only_month) == 0, IF(PayTerms.over == DEAL, 0, ROUND(earlier, 6)), blank),
        quiet=True,
    )
    of_lines = Calc(
        Type.CENTS,
        native=IF(COUNT(opened) == 0, blank, SUMIFS(LineSums.tiered.whole, LineFacts.key.whole, PayTerms.key)),
        quiet=True,
    )
    opening = step(opened, ClosedPays.opening)
    credited = step(of_lines, ClosedPays.credited)
    total = Calc(Type.CENTS, native=IF(COUNT(opening) == 0, blank, ROUND(opening + credited, 6)))
    point = Calc(
        Type.NUMBER,
        native=IF(COUNT(total) == 0, blank, IF(by_attainment == 1, point_of(total, unit), total)),
        quiet=True,
    )
    opened_at = Calc(
        Type.NUMBER,
        native=IF(COUNT(opening) == 0, blank, IF(by_attainment == 1, point_of(opening, unit), opening)),
        quiet=True,
    )
    begun = begun_at(PayTerms.plan, point)
    passed = passed_at(PayTerms.plan, point)
    begun_row = row_of(PayTerms.plan, begun)
    passed_row = row_of(PayTerms.plan, passed)
    at_end = at_bound(PayTerms.boundary, point, passed_row)
    tier = tier_at(begun_row, passed_row, at_end)
    counts = Calc(Type.FLAG, native=is_in(tier, point), quiet=True)
    now = Calc(Type.RATE, native=IF(counts == 0, 0, rate_at(tier)), quiet=True)
    begun_then = begun_at(PayTerms.plan, opened_at)
    passed_then = passed_at(PayTerms.plan, opened_at)
    begun_row_then = row_of(PayTerms.plan, begun_then)
    passed_row_then = row_of(PayTerms.plan, passed_then)
    at_end_then = at_bound(PayTerms.boundary, opened_at, passed_row_then)
    tier_then = tier_at(begun_row_then, passed_row_then, at_end_then)
    counts_then = Calc(Type.FLAG, native=is_in(tier_then, opened_at), quiet=True)
    then = Calc(Type.RATE, native=IF(counts_then == 0, 0, rate_at(tier_then)), quiet=True)
    start = Calc(
        Type.CENTS,
        native=SUMIFS(PlanTiers.lower.whole, TierWorking.tier_key.whole, CONCATENATE(PayTerms.plan, "|", 1)),
        quiet=True,
    )
    returned = Calc(
        Type.CENTS, native=SUMIFS(LineAmounts.from_opening.whole, LineFacts.key.whole, PayTerms.key), quiet=True
    )
    lost = Calc(Type.CENTS, native=SUMIFS(LineAmounts.gain_back.whole, LineFacts.key.whole, PayTerms.key), quiet=True)
    kept = Calc(Type.CENTS, native=IF(COUNT(opening) == 0, blank, ROUND(opening - returned, 6)), quiet=True)
    kept_at = Calc(
        Type.NUMBER,
        native=IF(COUNT(kept) == 0, blank, IF(by_attainment == 1, point_of(kept, unit), kept)),
        quiet=True,
    )
    part = Calc(
        Type.NUMBER,
        native=IF(
            (COUNT(opening) == 0) + (COUNT(scale) == 0) > 0,
            0,
            IF(PayTerms.mode == OVERAGE, MAX(0, kept_at - start), kept_at),
        ),
        quiet=True,
    )
    portion = Calc(Type.PERCENT, native=of_plan(Plans.portion, PayTerms.plan_row), quiet=True)
    paid_on = Calc(  # what of the opening, less what is refunded of it, a rate pays: the plan may pay a part
        Type.NUMBER, native=part * SUM(scale) * IF(COUNT(portion) == 0, 1, portion), quiet=True
    )
    worth_now = Calc(Type.CENTS, native=ROUND(ROUND(paid_on * now, 5), 2), quiet=True)
    worth_then = Calc(Type.CENTS, native=ROUND(ROUND(paid_on * then, 5), 2), quiet=True)
    true_up = Calc(
        Type.CENTS,
        native=ROUND(IF(by_rate == 0, 0, worth_now - worth_then) - ROUND(ROUND(lost, 5), 2), 2),
    )
