"""From the lines of the month to what is paid, step by step over all people, in the currency of the workbook."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Extent
from salessheet.workbook.extents import PAY
from salessheet.workbook.functions import COUNT, IF, ROUND, SUM
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.payout import Pay, Payout
from salessheet.workbook.tables import is_own


def _in_own(amount: Expr, rate: Expr) -> Calc:
    return Calc(Type.CENTS, native=ROUND(ROUND(amount * rate, 5), 2), quiet=True)


class PayInOwn(Block):
    """Each step of each component in the workbook's currency.

    Where a plan is in another one, steps that are rounded one by one may differ from the payout by cents: that is the
    rounding. A plan in the workbook's currency has none.
    """

    rows = PAY
    no = Counter(Type.COUNT)
    rate = Calc(Type.EXCHANGE, native=IF(COUNT(PayTerms.rate) == 0, 0, PayTerms.rate), quiet=True)
    of_lines = _in_own(Pay.of_lines.operand(), rate)
    true_up = _in_own(Pay.true_up.operand(), rate)
    by_quota = _in_own(Pay.qualified - Pay.earned, rate)
    carried_in = _in_own(Pay.carried_in.operand(), rate)
    cut = _in_own(0 - Pay.cut, rate)
    raised = _in_own(Pay.floored - Pay.capped, rate)
    held = _in_own(0 - Pay.held, rate)
    released = _in_own(Pay.released.operand(), rate)
    drawn = _in_own(Pay.drawn - Pay.net, rate)
    rounding = Calc(
        Type.CENTS,
        native=IF(
            is_own(PayTerms.currency) * (COUNT(PayTerms.rate) > 0) > 0,
            0,
            ROUND(SUM(Pay.payout) - SUM(of_lines.to(drawn)), 2),
        ),
        quiet=True,
    )


def _all(line: Calc) -> Calc:
    return Calc(Type.CENTS, Axis.CELL, native=SUM(line.whole))


class Bridge(Block):
    """The steps add up to the payouts of the people."""

    rows = Extent("bridge from lines to payouts", 1)
    of_lines = _all(PayInOwn.of_lines)
    true_up = _all(PayInOwn.true_up)
    by_quota = _all(PayInOwn.by_quota)
    carried_in = _all(PayInOwn.carried_in)
    cut = _all(PayInOwn.cut)
    raised = _all(PayInOwn.raised)
    held = _all(PayInOwn.held)
    released = _all(PayInOwn.released)
    drawn = _all(PayInOwn.drawn)
    rounding = _all(PayInOwn.rounding)
    adjustments = Calc(Type.CENTS, Axis.CELL, native=Payout.adjustments_total)
    corrections = Calc(Type.CENTS, Axis.CELL, native=Payout.corrections_total)
    total = Calc(Type.CENTS, Axis.CELL, native=SUM(of_lines.to(corrections).whole))
    payouts = Calc(Type.CENTS, Axis.CELL, native=Payout.payout_total)
    off = Calc(Type.CENTS, Axis.CELL, native=ROUND(payouts - total, 2))
