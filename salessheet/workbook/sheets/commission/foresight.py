"""Working of estimates: what each open deal would add to its rep's credit of the month, and what that would earn.

A deal that closes counts as if it were booked, invoiced and paid in full in the month, all of it credited to its rep.
Each person and component has a row for each open deal, and one, without a deal, for all of them together.
"""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import PROSPECTS
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    ROUND,
    SUMIFS,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified, place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.ledger import Windows
from salessheet.workbook.sheets.commission.line_facts import DEAL, MARGIN, NUMBER, QUANTITY
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers
from salessheet.workbook.sheets.commission.tier_working import (
    OVERAGE,
    SLAB,
    PlanWorking,
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
    word_of_plan,
)
from salessheet.workbook.tables import Deals, Plans, PlanTiers, rate_date_of, rate_of


def _of_deal(measure: Type, column: Line, deal_row: Line) -> Calc:
    found = INDEX(column.whole, MAX(1, deal_row))
    return Calc(measure, native=IF(deal_row == 0, blank, IF(found == "", blank, found)), quiet=True)


class Prospects(Block):
    """What the tables say of each open deal, and of the plan that would pay for it."""

    rows = PROSPECTS
    no = Counter(Type.COUNT)
    deal_id = Input(Type.TEXT, given=True)
    payee = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    listed = Calc(Type.TEXT, native=IF(deal_id == "", blank, payee), quiet=True)
    key = Calc(Type.LABEL, native=IF(payee == "", blank, CONCATENATE(payee, "|", component)), quiet=True)
    deal_row = Calc(Type.COUNT, native=place_of(deal_id, Deals.deal_id), quiet=True)
    rep_id = _of_deal(Type.TEXT, Deals.rep_id, deal_row)
    stage = _of_deal(Type.LABEL, Deals.stage, deal_row)
    amount = _of_deal(Type.CENTS, Deals.amount, deal_row)
    stated_in = _of_deal(Type.LABEL, Deals.currency, deal_row)
    currency = Calc(
        Type.LABEL,
        native=IF(deal_row == 0, blank, IF(stated_in == "", Settings.currency, stated_in)),
        quiet=True,
    )
    chance = _of_deal(Type.PERCENT, Deals.chance, deal_row)
    close = _of_deal(Type.DATE, Deals.next_step_date, deal_row)
    own_rate = _of_deal(Type.EXCHANGE, Deals.rate, deal_row)
    is_open = Calc(Type.FLAG, native=(COUNT(chance) > 0) * (rep_id == payee), quiet=True)
    in_month = Calc(
        Type.FLAG,
        native=IF(COUNT(close) == 0, 0, (close >= Settings.period_start) * (close < Settings.period_end + 1)),
        quiet=True,
    )
    pay_row = Calc(Type.COUNT, native=place_of(key, PayTerms.key), quiet=True)
    plan_row = Calc(
        Type.COUNT,
        native=IF((pay_row == 0) + Windows.is_closed > 0, 0, INDEX(PayTerms.plan_row.whole, MAX(1, pay_row))),
        quiet=True,
    )
    plan = Calc(Type.TEXT, native=word_of_plan(Plans.plan_id, plan_row), quiet=True)
    basis = Calc(Type.LABEL, native=word_of_plan(Plans.basis, plan_row), quiet=True)
    measure = Calc(Type.LABEL, native=word_of_plan(Plans.measure, plan_row), quiet=True)
    mode = Calc(Type.LABEL, native=word_of_plan(Plans.mode, plan_row), quiet=True)
    over = Calc(Type.LABEL, native=word_of_plan(Plans.over, plan_row), quiet=True)
    boundary = Calc(Type.LABEL, native=word_of_plan(Plans.boundary, plan_row), quiet=True)
    plan_currency = Calc(Type.LABEL, native=word_of_plan(Plans.currency, plan_row), quiet=True)
    rate_date = rate_date_of(plan_currency, Settings.as_of)
    plan_rate = rate_of(plan_row, plan_currency, rate_date)
    money = Calc(
        Type.CENTS,
        native=IF(
            COUNT(amount) * COUNT(own_rate) * COUNT(plan_rate) == 0,
            blank,
            ROUND(ROUND(amount * own_rate / plan_rate, 5), 2),
        ),
        quiet=True,
    )
    has_own_terms = Calc(
        Type.FLAG, native=IF(plan_row == 0, 0, INDEX(PlanWorking.has_own_terms.whole, MAX(1, plan_row))), quiet=True
    )
    in_units = Calc(Type.FLAG, native=((measure == QUANTITY) + (measure == NUMBER) > 0) * 1, quiet=True)
    unpaid = Calc(
        Type.TEXT,
        native=IF(
            Windows.is_closed == 1,
            Phrases.month_closed,
            IF(
                plan_row == 0,
                Phrases.no_plan,
                IF(has_own_terms > 0, Phrases.own_terms, IF(basis == MARGIN, Phrases.no_cost, blank)),
            ),
        ),
        quiet=True,
    )
    unknown = Calc(
        Type.TEXT,
        native=IF(
            in_units == 1,
            IF(measure == QUANTITY, Phrases.one_piece, blank),
            IF(COUNT(amount) == 0, Phrases.no_amount, IF(COUNT(money) == 0, Phrases.no_rate, blank)),
        ),
        quiet=True,
    )
    remark = Calc(
        Type.TEXT,
        native=IF(deal_id == "", blank, IF(is_open == 0, Phrases.not_open, IF(unpaid == "", unknown, unpaid))),
        quiet=True,
    )


class ProspectSums(Block):
    """What each open deal would add, and the points below and above it whose tiers decide."""

    rows = PROSPECTS
    no = Counter(Type.COUNT)
    adds = Calc(
        Type.CENTS,
        native=IF(
            (Prospects.is_open == 0) + (1 - (Prospects.unpaid == "")) > 0,
            blank,
            IF(Prospects.in_units == 1, 1, Prospects.money),
        ),
        quiet=True,
    )
    of_all = Calc(Type.CENTS, native=SUMIFS(adds.whole, Prospects.key.whole, identified(Prospects.key)), quiet=True)
    base = Calc(Type.CENTS, native=IF(Prospects.deal_id == "", of_all, adds))
    stands_alone = Calc(Type.FLAG, native=(Prospects.over == DEAL) * 1, quiet=True)
    prior = Calc(
        Type.CENTS,
        native=IF(
            Prospects.plan_row == 0,
            blank,
            IF(stands_alone == 1, 0, INDEX(PayTiers.total.whole, MAX(1, Prospects.pay_row))),
        ),
    )
    high = Calc(Type.CENTS, native=IF(COUNT(base) * COUNT(prior) == 0, blank, ROUND(prior + base, 6)), quiet=True)


def _whole(mode: Line, counts: Line, point: Line, start: Line, rate: Line, climbed: Line) -> Expr:
    """C(point): all of it at the rate reached, what lies above the first bound at that rate, or by the slope."""
    return IF(
        counts == 0,
        0,
        IF(mode == SLAB, point * rate, IF(mode == OVERAGE, MAX(0, point - start) * rate, climbed)),
    )


class ProspectTiers(Block):
    """What all credit up to each of the two points pays, by the tier that has it."""

    rows = PROSPECTS
    no = Counter(Type.COUNT)
    by_rate = Calc(Type.FLAG, native=((Prospects.mode == SLAB) + (Prospects.mode == OVERAGE) > 0) * 1, quiet=True)
    start = Calc(
        Type.CENTS,
        native=SUMIFS(PlanTiers.lower.whole, TierWorking.tier_key.whole, CONCATENATE(Prospects.plan, "|", 1)),
        quiet=True,
    )
    begun = begun_at(Prospects.plan, ProspectSums.high)
    passed = passed_at(Prospects.plan, ProspectSums.high)
    begun_row = row_of(Prospects.plan, begun)
    passed_row = row_of(Prospects.plan, passed)
    at_end = at_bound(Prospects.boundary, ProspectSums.high, passed_row)
    tier = tier_at(begun_row, passed_row, at_end)
    reach = reach_in(tier, ProspectSums.high)
    climbs = Calc(Type.FLAG, native=is_climbed_to(tier, ProspectSums.high, Prospects.mode), quiet=True)
    counts = Calc(Type.FLAG, native=IF(by_rate == 1, is_in(tier, ProspectSums.high), climbs), quiet=True)
    rate = Calc(Type.PAYS, native=rate_at(tier), quiet=True)
    climbed = Calc(Type.CENTS, native=paid_at(tier, reach), quiet=True)
    pays_high = Calc(Type.CENTS, native=_whole(Prospects.mode, counts, ProspectSums.high, start, rate, climbed))
    begun_low = begun_at(Prospects.plan, ProspectSums.prior)
    passed_low = passed_at(Prospects.plan, ProspectSums.prior)
    begun_row_low = row_of(Prospects.plan, begun_low)
    passed_row_low = row_of(Prospects.plan, passed_low)
    at_end_low = at_bound(Prospects.boundary, ProspectSums.prior, passed_row_low)
    tier_low = tier_at(begun_row_low, passed_row_low, at_end_low)
    reach_low = reach_in(tier_low, ProspectSums.prior)
    climbs_low = Calc(Type.FLAG, native=is_climbed_to(tier_low, ProspectSums.prior, Prospects.mode), quiet=True)
    counts_low = Calc(Type.FLAG, native=IF(by_rate == 1, is_in(tier_low, ProspectSums.prior), climbs_low), quiet=True)
    rate_low = Calc(Type.PAYS, native=rate_at(tier_low), quiet=True)
    climbed_low = Calc(Type.CENTS, native=paid_at(tier_low, reach_low), quiet=True)
    pays_low = Calc(
        Type.CENTS, native=_whole(Prospects.mode, counts_low, ProspectSums.prior, start, rate_low, climbed_low)
    )


class ProspectPays(Block):
    """What each open deal would earn by itself, and all of a component together."""

    rows = PROSPECTS
    no = Counter(Type.COUNT)
    alone = Calc(
        Type.CENTS,
        native=IF(
            COUNT(ProspectSums.high) == 0,
            blank,
            IF(ProspectSums.base == 0, 0, ROUND(ProspectTiers.pays_high, 2)),
        ),
        quiet=True,
    )
    more = Calc(
        Type.CENTS,
        native=IF(
            COUNT(ProspectSums.high) == 0,
            blank,
            ROUND(ROUND(ProspectTiers.pays_high, 2) - ROUND(ProspectTiers.pays_low, 2), 2),
        ),
        quiet=True,
    )
    each = Calc(
        Type.CENTS,
        native=IF(Prospects.deal_id == "", blank, IF(ProspectSums.stands_alone == 1, alone, more)),
    )
    together = Calc(
        Type.CENTS,
        native=IF(
            (COUNT(more) == 0) + (1 - (Prospects.deal_id == "")) > 0,
            blank,
            IF(
                ProspectSums.stands_alone == 1,
                SUMIFS(each.whole, Prospects.key.whole, identified(Prospects.key)),
                more,
            ),
        ),
    )
    value = Calc(
        Type.CENTS,
        native=IF(
            COUNT(each) * COUNT(Prospects.plan_rate) == 0,
            blank,
            ROUND(ROUND(each * Prospects.plan_rate, 5), 2),
        ),
    )
    value_together = Calc(
        Type.CENTS,
        native=IF(
            COUNT(together) * COUNT(Prospects.plan_rate) == 0,
            blank,
            ROUND(ROUND(together * Prospects.plan_rate, 5), 2),
        ),
    )
    weighted = Calc(Type.CENTS, native=IF(COUNT(value) == 0, blank, ROUND(ROUND(value * Prospects.chance, 5), 2)))
    expected = Calc(Type.CENTS, native=IF(COUNT(weighted) * Prospects.in_month == 0, blank, weighted), quiet=True)
    is_first = Calc(
        Type.FLAG,
        native=IF(
            Prospects.deal_id == "",
            0,
            (COUNTIFS(Prospects.deal_id.so_far, Prospects.deal_id) == 1) * Prospects.is_open,
        ),
        quiet=True,
    )
