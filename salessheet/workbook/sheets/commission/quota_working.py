"""Working of what goes by attainment: quotas of the window, the gate, and the factor that attainment has."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import PAY
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    EDATE,
    IF,
    INDEX,
    MATCH,
    MAX,
    ROUND,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    at_least,
    below,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified, numeric
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.attained import SCORE
from salessheet.workbook.sheets.commission.factor_working import FactorWorking
from salessheet.workbook.sheets.commission.ledger import ClosedPays, Credits, Quotas
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.line_working import LineSums
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers, until_now
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import PlanFactors, Plans, Reps

CURVE = term_of(Plans.factor_shape, "curve")
ATTAINMENT, FIRST_YEAR = (term_of(PlanFactors.depends_on, code) for code in ("attainment", "first_year"))


def _closed(now: Line, closed: Line) -> Calc:
    """What is computed in an open month, and what was closed in a closed one, where nothing may have been."""
    found = INDEX(closed.whole, MAX(1, PayTerms.closed_row))
    return Calc(now.measure, native=IF(PayTerms.closed_row == 0, now, numeric(found)))


def _of_row(column: Line, row: Line) -> Expr:
    return INDEX(column.whole, MAX(1, row))


class PayQuotas(Block):
    """What was to be reached in the window of each plan, what was, and by what the earned is multiplied for it."""

    rows = PAY
    no = Counter(Type.COUNT)
    before = Calc(
        Type.CENTS, native=until_now(Credits.base, Credits.key, PayTerms.key, PayTiers.window_start), quiet=True
    )
    reached = Calc(
        Type.CENTS,
        native=IF(
            COUNT(FiscalYear.only_month) == 0,
            ROUND(before + SUMIFS(LineSums.base.whole, LineFacts.key.whole, PayTerms.key), 6),
            SUM(PayTerms.measured),
        ),
        quiet=True,
    )
    of_targets = Calc(
        Type.CENTS,
        native=SUMIFS(
            Quotas.quota.whole, Quotas.key.whole, PayTerms.key, Quotas.period.whole, at_least(PayTiers.window_start),
            Quotas.period.whole, below(PayTiers.window_after),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    of_window = Calc(Type.CENTS, native=IF(PayTerms.basis == SCORE, 1, of_targets), quiet=True)
    quota_now = Calc(
        Type.CENTS, native=IF((PayTerms.plan_row > 0) * (of_window > 0) > 0, ROUND(of_window, 6), blank), quiet=True
    )
    attainment_now = Calc(
        Type.PERCENT, native=IF(COUNT(quota_now) == 0, blank, ROUND(reached / quota_now, 12)), quiet=True
    )
    gate_key = Calc(
        Type.LABEL,
        native=IF(PayTerms.gate_by == "", PayTerms.key, CONCATENATE(PayTerms.rep_id, "|", PayTerms.gate_by)),
        quiet=True,
    )
    gate_row = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(PayTerms.key.whole, gate_key) == 0, 0, MATCH(gate_key, PayTerms.key.whole, 0)),
        quiet=True,
    )
    decides = Calc(Type.PERCENT, native=IF(gate_row == 0, blank, _of_row(attainment_now, gate_row)), quiet=True)
    passes = Calc(
        Type.FLAG,
        native=IF(PayTerms.gate == 0, 1, IF(COUNT(decides) == 0, 0, (decides >= PayTerms.gate) * 1)),
        quiet=True,
    )
    hired = Calc(
        Type.DATE,
        native=IF(PayTerms.person_no == 0, 0, SUM(_of_row(Reps.hire_date, PayTerms.person_no))),
        quiet=True,
    )
    is_new = Calc(Type.FLAG, native=IF(hired == 0, 0, (Settings.period_end < EDATE(hired, 12)) * 1), quiet=True)
    usual = Calc(Type.LABEL, native=CONCATENATE(identified(PayTerms.plan), "|", ATTAINMENT), quiet=True)
    of_new = Calc(Type.LABEL, native=CONCATENATE(identified(PayTerms.plan), "|", FIRST_YEAR), quiet=True)
    rows_of_new = Calc(Type.COUNT, native=COUNTIFS(FactorWorking.of.whole, of_new), quiet=True)
    rows_in_all = Calc(Type.COUNT, native=rows_of_new + COUNTIFS(FactorWorking.of.whole, usual), quiet=True)
    factors = Calc(Type.LABEL, native=IF(is_new * rows_of_new > 0, of_new, usual), quiet=True)
    begun = Calc(
        Type.COUNT,
        native=IF(
            COUNT(attainment_now) * rows_in_all == 0,
            0,
            SUMPRODUCT((FactorWorking.of.whole == factors) * (PlanFactors.lower.whole <= attainment_now)),
        ),
        quiet=True,
    )
    factor_row = Calc(
        Type.COUNT,
        native=IF(begun == 0, 0, MATCH(CONCATENATE(factors, "|", begun), FactorWorking.factor_key.whole, 0)),
        quiet=True,
    )
    base = Calc(Type.NUMBER, native=IF(factor_row == 0, 0, _of_row(PlanFactors.factor, factor_row)), quiet=True)
    end = Calc(Type.NUMBER, native=IF(factor_row == 0, blank, _of_row(PlanFactors.upper, factor_row)), quiet=True)
    is_in = Calc(Type.FLAG, native=IF(COUNT(end) == 0, 1, IF(SUM(end) == 0, 1, (end > attainment_now) * 1)), quiet=True)
    beyond = Calc(
        Type.NUMBER,
        native=IF(factor_row == 0, 0, attainment_now - _of_row(PlanFactors.lower, factor_row)),
        quiet=True,
    )
    on_curve = Calc(
        Type.NUMBER,
        native=IF(factor_row == 0, 0, ROUND(base + _of_row(FactorWorking.slope, factor_row) * beyond, 12)),
        quiet=True,
    )
    by_rows = Calc(Type.NUMBER, native=IF(PayTerms.shape == CURVE, on_curve, base * is_in), quiet=True)
    coefficient = Calc(Type.NUMBER, native=IF(COUNTIFS(FactorWorking.of.whole, factors) == 0, 1, by_rows), quiet=True)
    asks = Calc(Type.FLAG, native=((PayTerms.gate > 0) + (rows_in_all > 0) > 0) * 1, quiet=True)
    factor_now = Calc(Type.PERCENT, native=IF(asks == 0, blank, passes * coefficient), quiet=True)
    unknown = Calc(
        Type.FLAG,
        native=(PayTerms.closed_row == 0)
        * (
            (PayTerms.gate > 0) * (COUNT(decides) == 0)
            + ((rows_in_all > 0) + PayTiers.by_attainment > 0) * (COUNT(attainment_now) == 0)
        ),
        quiet=True,
    )
    quota = _closed(quota_now, ClosedPays.quota)
    attainment = _closed(attainment_now, ClosedPays.attainment)
    factor = _closed(factor_now, ClosedPays.factor)
