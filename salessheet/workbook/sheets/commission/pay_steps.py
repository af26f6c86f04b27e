"""From the lines to the payout, step by step, by what the tables say: what qualifies, cap, floor, holdback and draw."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import PAY
from salessheet.workbook.functions import COUNT, EDATE, IF, INDEX, MAX, MIN, ROUND, SUM, SUMIFS, below
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.attained import start_of
from salessheet.workbook.sheets.commission.ledger import Ledger, Windows
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.line_working import LineAmounts
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers, until_now
from salessheet.workbook.sheets.commission.quota_working import PayQuotas
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import Plans, Reps

CARRIED = term_of(Plans.excess, "carried")
CAP_BY_DEAL, CAP_BY_QUARTER, CAP_BY_YEAR = (term_of(Plans.cap_over, code) for code in ("deal", "quarter", "year"))
YEAR_END, LEAVING = term_of(Plans.forgiven, "year_end"), term_of(Plans.forgiven, "leaving")


def _left_by_month_before(column: Line, key: Line) -> Expr:
    return SUMIFS(column.whole, Ledger.key.whole, key, Ledger.period.whole, Windows.month_before)


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
    earned_before = Calc(
        Type.CENTS, native=until_now(Ledger.earned, Ledger.key, PayTerms.key, PayTiers.window_start), quiet=True
    )
    of_window = Calc(Type.CENTS, native=ROUND(earned_before + earned, 6), quiet=True)
    qualified_before = Calc(
        Type.CENTS, native=until_now(Ledger.qualified, Ledger.key, PayTerms.key, PayTiers.window_start), quiet=True
    )
    qualified = Calc(
        Type.CENTS,
        native=IF(
            COUNT(PayQuotas.factor_now) == 0,
            earned,
            ROUND(ROUND(ROUND(of_window * PayQuotas.factor_now, 5), 2) - qualified_before, 2),
        ),
    )
    carried_in = Calc(Type.CENTS, native=_left_by_month_before(Ledger.carried, PayTerms.key))
    cap_start = start_of(PayTerms.cap_over, CAP_BY_QUARTER, CAP_BY_YEAR)
    capped_before = Calc(Type.CENTS, native=until_now(Ledger.capped, Ledger.key, PayTerms.key, cap_start), quiet=True)
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
        native=IF(COUNT(room) == 0, ROUND(qualified + carried_in, 2), MIN(ROUND(qualified + carried_in, 2), room)),
    )
    cut = Calc(Type.CENTS, native=ROUND(qualified + carried_in - capped, 2))
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
    above_draw = Calc(Type.CENTS, native=MAX(0, ROUND(net - PayTerms.draw, 2)), quiet=True)
    recovers = Calc(
        Type.FLAG,
        native=IF(
            (PayTerms.recoverable == 0) + (COUNT(PayTerms.since) == 0) > 0,
            1,
            (Settings.period_start >= EDATE(PayTerms.since, PayTerms.after)) * 1,
        ),
        quiet=True,
    )
    recovered = Calc(
        Type.CENTS, native=IF(recovers == 0, 0, MIN(debt_before, ROUND(PayTerms.recovery * above_draw, 2))), quiet=True
    )
    drawn = Calc(
        Type.CENTS,
        native=IF(PayTerms.draw + debt_before == 0, net, ROUND(MAX(PayTerms.draw, net) - recovered, 2)),
    )
    advanced = Calc(Type.CENTS, native=PayTerms.recoverable * MAX(0, ROUND(PayTerms.draw - net, 2)), quiet=True)
    owed = Calc(
        Type.CENTS,
        native=IF(PayTerms.draw + debt_before == 0, 0, MAX(0, ROUND(debt_before + advanced - recovered, 2))),
        quiet=True,
    )
    left_on = Calc(
        Type.DATE,
        native=IF(PayTerms.person_no == 0, 0, SUM(INDEX(Reps.leave_date.whole, MAX(1, PayTerms.person_no)))),
        quiet=True,
    )
    leaves = Calc(
        Type.FLAG, native=(left_on >= Settings.period_start) * (left_on < Settings.period_end + 1), quiet=True
    )
    forgives = Calc(
        Type.FLAG,
        native=(PayTerms.forgiven == YEAR_END) * Windows.is_last_month + (PayTerms.forgiven == LEAVING) * leaves,
        quiet=True,
    )
    forgiven = Calc(Type.CENTS, native=IF(forgives > 0, owed, 0))
    debt = Calc(Type.CENTS, native=ROUND(owed - forgiven, 2))
    payout = Calc(
        Type.CENTS,
        native=IF(COUNT(PayTerms.rate) == 0, blank, ROUND(ROUND(drawn * PayTerms.rate, 5), 2)),
    )
