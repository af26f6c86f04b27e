"""Working of commission lines: where each stands, which tiers decide, and what it pays.

A line reads its document where the document stands, so a change there changes the payout. What runs up over the
month, quarter or year is paid as the difference of what the whole pays with the line and without it.
"""

from __future__ import annotations

from salessheet.workbook.expr import Criterion, Expr, Line, blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    MIN,
    ROUND,
    SUM,
    SUMIFS,
    above,
    at_least,
    below,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.attained import (
    RANK,
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
from salessheet.workbook.sheets.commission.ledger import Credits
from salessheet.workbook.sheets.commission.line_facts import DEAL, NUMBER, QUANTITY, QUARTER, YEAR, LineFacts
from salessheet.workbook.sheets.commission.line_terms import LineTerms
from salessheet.workbook.sheets.commission.prize_working import LinePrizes
from salessheet.workbook.sheets.commission.tier_working import (
    MULTIPLIER,
    OVERAGE,
    SLAB,
    TierWorking,
    at_bound,
    begun_at,
    is_climbed_to,
    is_in,
    paid_at,
    passed_at,
    rate_at,
    reach_in,
    row_of,
    tier_at,
)
from salessheet.workbook.sheets.lists import Documents
from salessheet.workbook.tables import (
    PlanTiers,
)


def in_cents(pays: Line, scale: Line) -> Expr:
    return ROUND(ROUND(pays * scale, 5), 2)


def _earlier(column: Line, sign: Criterion) -> Calc:
    """The sum, over earlier months, of what was credited of the same root order with a base of this sign."""
    found = SUMIFS(
        column.whole, Credits.key.whole, LineFacts.key, Credits.root.whole, LineFacts.root,
        Credits.period.whole, below(Settings.period_start), Credits.base.whole, sign,
    )  # fmt: skip  # pairs of a range and a condition
    return Calc(Type.CENTS, native=IF(LineSums.is_refund == 0, 0, found), quiet=True)


def _of_earlier(column: Line, part: Calc) -> Calc:
    """The part that a refund takes of what earlier months left of its order."""
    found = SUM(INDEX(column.whole, MAX(1, LineFacts.credit)))
    return Calc(Type.NUMBER, native=IF(part == 0, 0, part * found), quiet=True)


class LineSums(Block):
    """Where each line stands: what counts of it, what was credited before, and the points whose tiers decide."""

    rows = LINES
    no = Counter(Type.COUNT)
    of_sales = Calc(
        Type.CENTS,
        native=IF(
            LineFacts.measure == QUANTITY,
            LineFacts.quantity * LineFacts.part * LineFacts.share,
            IF(LineFacts.measure == NUMBER, LineFacts.part * LineFacts.share, LineFacts.money),
        ),
        quiet=True,
    )
    scored = Calc(
        Type.NUMBER,
        native=IF(LineFacts.kind == Documents.objective, ROUND(LineFacts.weight * LineFacts.score, 9), 0),
        quiet=True,
    )
    base = Calc(
        Type.CENTS,
        native=IF(
            COUNT(LineFacts.beside) > 0,
            scored,
            IF(COUNT(LineFacts.money) == 0, blank, of_sales),
        ),
    )
    whole = Calc(
        Type.CENTS,
        native=IF(
            COUNT(base) == 0,
            blank,
            IF(
                LineFacts.measure == QUANTITY,
                LineFacts.quantity * LineFacts.share,
                IF(LineFacts.measure == NUMBER, LineFacts.share, LineFacts.of_order),
            ),
        ),
        quiet=True,
    )
    is_refund = Calc(
        Type.FLAG,
        native=IF(
            (COUNT(base) == 0) + (LineFacts.root == "") > 0,
            0,
            (base < 0) * (1 - (LineFacts.kind == Documents.order) * (LineFacts.order_id == LineFacts.root)),
        ),
        quiet=True,
    )
    running = Calc(Type.CENTS, native=IF(COUNT(base) == 0, 0, IF(is_refund == 1, 0, base)), quiet=True)
    climbing = Calc(Type.CENTS, native=IF(COUNT(LineTerms.own_rate) > 0, 0, running), quiet=True)
    tiered = Calc(Type.CENTS, native=IF(COUNT(LineTerms.own_rate) > 0, 0, SUM(base)), quiet=True)
    window_start = start_of(LineFacts.over, QUARTER, YEAR)
    window_after = month_after(LineFacts.over, QUARTER, YEAR)
    goes_by = tiers_on(LineFacts.plan_row)
    by_attainment = is_by_attainment(goes_by, LineFacts.mode, LineFacts.basis)
    quota = quota_of(by_attainment, LineFacts.basis, LineFacts.key, window_start, window_after)
    unit = unit_of(by_attainment, quota)
    target_pay = target_pay_of(by_attainment, LineFacts.plan_row)
    months = months_of(target_pay, LineFacts.key, window_start, window_after)
    eligible = eligible_of(months, LineFacts.key, window_start, window_after)
    scale = scale_of(unit, target_pay, eligible, LineFacts.mode)
    opening = Calc(
        Type.CENTS,
        native=IF(
            (LineFacts.key == "") + (LineFacts.over == DEAL) > 0,
            0,
            SUMIFS(
                Credits.tiered.whole,
                Credits.key.whole,
                LineFacts.key,
                Credits.period.whole,
                at_least(window_start),
                Credits.period.whole,
                below(Settings.period_start),
            ),
        ),
        quiet=True,
    )
    before = Calc(
        Type.CENTS,
        native=opening + SUMIFS(climbing.whole, LineFacts.key.whole, identified(LineFacts.key), no.whole, below(no)),
    )
    shown_before = Calc(
        Type.CENTS, native=IF((COUNT(base) == 0) + COUNT(LineTerms.own_rate) > 0, blank, before), quiet=True
    )
    after = Calc(Type.CENTS, native=before + climbing)
    total = Calc(
        Type.CENTS, native=opening + SUMIFS(tiered.whole, LineFacts.key.whole, identified(LineFacts.key)), quiet=True
    )
    by_rate = Calc(
        Type.FLAG,
        native=((LineFacts.mode == SLAB) + (LineFacts.mode == OVERAGE) + (LineFacts.mode == MULTIPLIER) > 0) * 1,
        quiet=True,
    )
    reached = Calc(Type.CENTS, native=IF(by_rate == 1, total, after), quiet=True)
    before_point = Calc(Type.NUMBER, native=IF(by_attainment == 1, point_of(before, unit), before), quiet=True)
    after_point = Calc(Type.NUMBER, native=IF(by_attainment == 1, point_of(after, unit), after), quiet=True)
    moved = Calc(Type.NUMBER, native=IF(COUNT(unit) == 0, 0, climbing / unit), quiet=True)
    high = Calc(
        Type.CENTS,
        native=IF(
            COUNT(base) == 0,
            blank,
            IF(LineFacts.over == DEAL, whole, IF(by_attainment == 1, point_of(reached, unit), ROUND(reached, 6))),
        ),
        quiet=True,
    )
    low = Calc(
        Type.CENTS,
        native=IF(
            COUNT(base) == 0,
            blank,
            IF(
                (LineFacts.over == DEAL) + by_rate > 0,
                0,
                IF(by_attainment == 1, before_point, ROUND(before, 6)),
            ),
        ),
        quiet=True,
    )

    pays_all = Calc(
        Type.FLAG,
        native=(LineFacts.basis == SCORE) * (COUNTIFS(PlanTiers.plan_id.whole, identified(LineFacts.plan)) == 0),
        quiet=True,
    )


class LineTiers(Block):
    """The tiers that decide what each line pays, at the upper and at the lower of its two points."""

    rows = LINES
    no = Counter(Type.COUNT)
    begun = begun_at(LineFacts.plan, LineSums.high)
    passed = passed_at(LineFacts.plan, LineSums.high)
    begun_row = row_of(LineFacts.plan, begun)
    passed_row = row_of(LineFacts.plan, passed)
    at_end = at_bound(LineFacts.boundary, LineSums.high, passed_row)
    tier = tier_at(begun_row, passed_row, at_end)
    reach = reach_in(tier, LineSums.high)
    climbs = Calc(Type.FLAG, native=is_climbed_to(tier, LineSums.high, LineFacts.mode), quiet=True)
    counts = Calc(Type.FLAG, native=IF(LineSums.by_rate == 1, is_in(tier, LineSums.high), climbs), quiet=True)
    rate = Calc(Type.PAYS, native=IF(counts == 0, 0, rate_at(tier)), quiet=True)
    start = Calc(
        Type.CENTS,
        native=SUMIFS(PlanTiers.lower.whole, TierWorking.tier_key.whole, CONCATENATE(LineFacts.plan, "|", 1)),
        quiet=True,
    )
    climbed = Calc(Type.CENTS, native=paid_at(tier, reach), quiet=True)
    pays_high = Calc(
        Type.CENTS,
        native=IF(
            counts == 0,
            0,
            IF(
                (LineFacts.mode == SLAB) + (LineFacts.mode == MULTIPLIER) > 0,
                LineSums.high * rate,
                IF(LineFacts.mode == OVERAGE, MAX(0, LineSums.high - start) * rate, climbed),
            ),
        ),
    )
    begun_low = begun_at(LineFacts.plan, LineSums.low)
    passed_low = passed_at(LineFacts.plan, LineSums.low)
    begun_row_low = row_of(LineFacts.plan, begun_low)
    passed_row_low = row_of(LineFacts.plan, passed_low)
    at_end_low = at_bound(LineFacts.boundary, LineSums.low, passed_row_low)
    tier_low = tier_at(begun_row_low, passed_row_low, at_end_low)
    reach_low = reach_in(tier_low, LineSums.low)
    counts_low = Calc(Type.FLAG, native=is_climbed_to(tier_low, LineSums.low, LineFacts.mode), quiet=True)
    pays_low = Calc(Type.CENTS, native=IF(counts_low == 0, 0, paid_at(tier_low, reach_low)))


class LineAmounts(Block):
    """What each line pays: a sale by its tiers, a refund what its original was paid."""

    rows = LINES
    no = Counter(Type.COUNT)
    by_deal = Calc(
        Type.CENTS,
        native=IF(
            SUM(LineSums.whole) == 0,
            0,
            ROUND(ROUND(LineTiers.pays_high * LineSums.running / LineSums.whole, 5), 2),
        ),
        quiet=True,
    )
    by_rate = Calc(
        Type.CENTS,
        native=IF(
            LineFacts.mode == OVERAGE,
            (MAX(LineSums.after_point, LineTiers.start) - MAX(LineSums.before_point, LineTiers.start)) * LineTiers.rate,
            LineSums.moved * LineTiers.rate,
        ),
        quiet=True,
    )
    climbed = Calc(
        Type.CENTS,
        native=IF(
            COUNT(LineSums.scale) == 0,
            0,
            in_cents(LineTiers.pays_high, LineSums.scale) - in_cents(LineTiers.pays_low, LineSums.scale),
        ),
        quiet=True,
    )
    whole_score = Calc(
        Type.CENTS,
        native=IF(LineSums.pays_all * COUNT(LineSums.scale) == 0, 0, in_cents(LineSums.climbing, LineSums.scale)),
        quiet=True,
    )
    pays = Calc(
        Type.FLAG,
        native=(COUNT(LineSums.scale) > 0) * (1 - (LineSums.climbing == 0)) * (1 - (LineSums.goes_by == RANK)),
        quiet=True,
    )
    by_tiers = Calc(
        Type.CENTS,
        native=IF(
            (pays == 0) + LineSums.pays_all > 0,
            pays * whole_score,
            IF(
                LineFacts.over == DEAL,
                by_deal,
                IF(
                    LineSums.by_rate == 1,
                    ROUND(ROUND(by_rate * LineSums.scale, 5), 2),
                    climbed,
                ),
            ),
        ),
        quiet=True,
    )
    by_own_rate = Calc(
        Type.CENTS,
        native=IF(COUNT(LineTerms.own_rate) == 0, 0, ROUND(ROUND(LineSums.running * LineTerms.own_rate, 5), 2)),
        quiet=True,
    )
    gross = Calc(Type.CENTS, native=by_tiers + by_own_rate + LinePrizes.prize, quiet=True)
    uncapped = Calc(Type.CENTS, native=ROUND(ROUND(gross * LineTerms.factor, 5), 2), quiet=True)
    under_cap = Calc(Type.CENTS, native=IF(COUNT(LineTerms.cap) == 0, 0, uncapped), quiet=True)
    of_deal = Calc(
        Type.CENTS,
        native=LineTerms.paid_before
        + SUMIFS(
            under_cap.whole, LineFacts.key.whole, LineFacts.key,
            LineFacts.root.whole, identified(LineFacts.root), no.whole, below(no),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    allowed = Calc(
        Type.CENTS,
        native=IF(
            COUNT(LineTerms.cap) == 0,
            uncapped,
            ROUND(MIN(of_deal + uncapped, LineTerms.cap) - MIN(of_deal, LineTerms.cap), 2),
        ),
        quiet=True,
    )
    earned = Calc(Type.CENTS, native=IF(COUNT(LinePrizes.left) == 0, allowed, MIN(allowed, LinePrizes.left)))
    paid_before = _earlier(Credits.amount, above(0))
    base_before = _earlier(Credits.base, above(0))
    taken_before = _earlier(Credits.base, below(0))
    original = Calc(
        Type.CENTS,
        native=IF(
            LineSums.is_refund == 0,
            0,
            paid_before
            + SUMIFS(earned.whole, LineFacts.key.whole, LineFacts.key, LineFacts.root.whole, LineFacts.root),
        ),
        quiet=True,
    )
    original_base = Calc(
        Type.CENTS,
        native=IF(
            LineSums.is_refund == 0,
            0,
            base_before
            + SUMIFS(LineSums.running.whole, LineFacts.key.whole, LineFacts.key, LineFacts.root.whole, LineFacts.root),
        ),
        quiet=True,
    )
    refunded = Calc(
        Type.CENTS,
        native=IF(
            LineSums.is_refund == 0,
            0,
            0
            - taken_before
            - SUMIFS(
                LineSums.base.whole,
                LineFacts.key.whole,
                LineFacts.key,
                LineFacts.root.whole,
                LineFacts.root,
                LineSums.is_refund.whole,
                1,
                no.whole,
                below(no),
            ),
        ),
        quiet=True,
    )
    taken_back = Calc(
        Type.CENTS,
        native=IF(
            original_base == 0,
            0,
            ROUND(ROUND(original * MIN(1, (refunded - LineSums.base) / original_base), 5), 2)
            - ROUND(ROUND(original * MIN(1, refunded / original_base), 5), 2),
        ),
    )
    gone = Calc(
        Type.NUMBER,
        native=IF(
            original_base == 0,
            0,
            MIN(1, (refunded - LineSums.base) / original_base) - MIN(1, refunded / original_base),
        ),
        quiet=True,
    )
    there = Calc(  # of the order at the beginning of the month
        Type.NUMBER, native=IF(original_base == 0, 0, 1 - MIN(1, (0 - taken_before) / original_base)), quiet=True
    )
    gone_part = Calc(Type.NUMBER, native=IF(there <= 0, 0, gone * (1 - LineTerms.kept) / there), quiet=True)
    from_opening = _of_earlier(Credits.opened, gone_part)
    gain_back = _of_earlier(Credits.gained, gone_part)
    amount = Calc(
        Type.CENTS,
        native=IF(
            LineFacts.credit == 0,
            blank,
            ROUND(earned - ROUND(ROUND(taken_back * (1 - LineTerms.kept), 5), 2), 2),
        ),
    )
    off = Calc(
        Type.CENTS,
        native=IF(
            LineFacts.credit == 0,
            0,
            ABS(ROUND(SUM(amount) - INDEX(Credits.amount.whole, MAX(1, LineFacts.credit)), 2)),
        ),
        quiet=True,
    )
