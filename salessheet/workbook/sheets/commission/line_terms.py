"""What plans say of single lines beside the tiers: a rate of their own, the part that counts, a cap on each deal."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    DAY,
    IF,
    INDEX,
    MAX,
    MIN,
    MONTH,
    ROUND,
    SUM,
    SUMIFS,
    YEAR,
    below,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified, numeric, place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.factor_working import (
    DAYS_TO_CASH,
    MONTHS_SERVED,
    band_of,
    bands_of,
    ended_by,
    factor_of,
    key_of,
)
from salessheet.workbook.sheets.commission.ledger import Credits
from salessheet.workbook.sheets.commission.line_facts import LineFacts, of_credit
from salessheet.workbook.sheets.commission.tier_working import of_plan, word_of_plan
from salessheet.workbook.sheets.lists import Documents, term_of
from salessheet.workbook.tables import Orders, PlanRates, Plans

BY_TERM = term_of(Plans.clawback, "term")
CAP_BY_DEAL = term_of(Plans.cap_over, "deal")


def _of_root(measure: Type, root_row: Line, column: Line) -> Calc:
    """What the order that the line's order refers to, or it itself, has in the column; blank where nothing stands."""
    found = INDEX(column.whole, MAX(1, root_row))
    value = IF(root_row == 0, blank, numeric(found))
    return Calc(measure, native=value, quiet=True, optional=True)


def _months(first: Line, last: Line) -> Expr:
    """Whole months from one day to another."""
    return (YEAR(last) - YEAR(first)) * 12 + MONTH(last) - MONTH(first) - (DAY(last) < DAY(first))


class LineTerms(Block):
    """Rates by product and the like, margins that must be reached, terms served, caps on deals."""

    rows = LINES
    no = Counter(Type.COUNT)
    rated_as = Calc(Type.LABEL, native=of_credit(Credits.rated_as, LineFacts.credit), quiet=True)
    rate_key = Calc(
        Type.LABEL, native=IF(rated_as == "", blank, CONCATENATE(LineFacts.plan, "|", rated_as)), quiet=True
    )
    rate_row = Calc(Type.COUNT, native=place_of(rate_key, PlanRates.rate_key), quiet=True)
    own_rate = Calc(
        Type.PAYS,
        native=IF(
            rate_row == 0,
            blank,
            IF(
                COUNT(INDEX(PlanRates.rate.whole, MAX(1, rate_row))) == 0,
                blank,
                INDEX(PlanRates.rate.whole, MAX(1, rate_row)),
            ),
        ),
    )
    # What a book without orders lacks is read together with the text beside it, which no sum counts.
    root_row = Calc(Type.COUNT, native=place_of(LineFacts.root, Orders.order_id), quiet=True, optional=True)
    root_amount = _of_root(Type.CENTS, root_row, Orders.amount)
    root_cost = _of_root(Type.CENTS, root_row, Orders.cost)
    root_date = _of_root(Type.DATE, root_row, Orders.order_date)
    root_term = _of_root(Type.COUNT, root_row, Orders.term_months)
    root_margin = Calc(
        Type.PERCENT,
        native=IF(
            COUNT(root_amount) * COUNT(root_cost) == 0,
            blank,
            IF(root_amount == 0, blank, ROUND((root_amount - root_cost) / root_amount, 9)),
        ),
        quiet=True,
        optional=True,
    )
    clawback = Calc(Type.LABEL, native=word_of_plan(Plans.clawback, LineFacts.plan_row), quiet=True)
    served = Calc(
        Type.COUNT,
        native=IF(COUNT(root_date) * COUNT(LineFacts.date) == 0, blank, MAX(0, _months(root_date, LineFacts.date))),
        quiet=True,
        optional=True,
    )
    cap_over = Calc(Type.LABEL, native=word_of_plan(Plans.cap_over, LineFacts.plan_row), quiet=True)
    served_share = Calc(
        Type.PERCENT,
        native=IF(COUNT(served) * COUNT(root_term) == 0, 0, MIN(1, served / root_term)),
        quiet=True,
        optional=True,
    )
    served_key = key_of(LineFacts.plan, MONTHS_SERVED)
    days_taken = Calc(
        Type.COUNT,
        native=IF(COUNT(root_date) * COUNT(LineFacts.date) == 0, blank, MAX(0, LineFacts.date - root_date)),
        quiet=True,
        optional=True,
    )
    days_key = key_of(LineFacts.plan, DAYS_TO_CASH)
    served_bands = bands_of(served_key)
    months = Calc(Type.COUNT, native=IF(COUNT(served.to(cap_over)) == 0, blank, SUM(served.to(cap_over))), quiet=True)
    served_ended = ended_by(served_key, months)
    served_band = band_of(served_bands, served_ended, months)
    taken = factor_of(served_key, served_band)
    by_term = Calc(Type.PERCENT, native=IF(clawback == BY_TERM, SUM(served_share.to(served_key)), 0), quiet=True)
    kept = Calc(Type.PERCENT, native=IF(served_bands > 0, 1 - taken, by_term), quiet=True)
    margin_gate = Calc(Type.PERCENT, native=of_plan(Plans.margin_gate, LineFacts.plan_row), quiet=True)
    passes = Calc(
        Type.FLAG,
        native=IF(
            COUNT(margin_gate) == 0,
            1,
            IF(
                COUNT(root_margin.to(clawback)) == 0,
                0,
                (SUM(root_margin.to(clawback)) >= margin_gate) * 1,
            ),
        ),
        quiet=True,
    )
    portion = Calc(Type.PERCENT, native=of_plan(Plans.portion, LineFacts.plan_row), quiet=True)
    days_bands = bands_of(days_key)
    days = Calc(
        Type.COUNT, native=IF(COUNT(days_taken.to(days_key)) == 0, blank, SUM(days_taken.to(days_key))), quiet=True
    )
    days_ended = ended_by(days_key, days)
    days_band = band_of(days_bands, days_ended, days)
    of_days = factor_of(days_key, days_band)
    is_timed = Calc(Type.FLAG, native=((days_bands > 0) * (LineFacts.kind == Documents.receipt) > 0) * 1, quiet=True)
    in_time = Calc(Type.NUMBER, native=IF(is_timed == 0, 1, of_days), quiet=True)
    factor = Calc(Type.PERCENT, native=IF(COUNT(portion) == 0, 1, portion) * passes * in_time, quiet=True)
    cap = Calc(
        Type.CENTS, native=IF(cap_over == CAP_BY_DEAL, of_plan(Plans.cap, LineFacts.plan_row), blank), quiet=True
    )
    paid_before = Calc(
        Type.CENTS,
        native=IF(
            COUNT(cap) == 0,
            0,
            SUMIFS(
                Credits.under_cap.whole, Credits.key.whole, LineFacts.key,
                Credits.root.whole, identified(LineFacts.root), Credits.period.whole, below(Settings.period_start),
            ),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
