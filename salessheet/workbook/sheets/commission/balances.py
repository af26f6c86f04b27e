"""What each person earned in the fiscal year up to the month, what of it was paid, and what is still to be paid."""

from __future__ import annotations

from salessheet.workbook.expr import Line, blank
from salessheet.workbook.extents import PEOPLE, PERSON_MONTHS
from salessheet.workbook.functions import COUNTIFS, EOMONTH, IF, INDEX, MATCH, MAX, ROUND, SUM, SUMIFS, at_most
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import identified, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.ledger import ClosedAdjustments, Corrections, Ledger, closed
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Adjustments, Payouts, Periods

PAID = term_of(Periods.status, "paid")


class PersonMonths(Block):
    """What each month of the fiscal year settled for each person, up to the month reported, and what was paid for it.

    A month is done when it is paid or closed. The month reported is as the sheet of commission has it.
    """

    rows = PERSON_MONTHS
    rep_id = Input(Type.TEXT, given=True)
    month = Input(Type.PERIOD, given=True)
    dust = Input(Type.CENTS, given=True)  # what may be lost where the person is paid in another currency
    is_closed = Calc(Type.FLAG, native=closed(month), quiet=True)
    is_done = Calc(
        Type.FLAG,
        native=(is_closed + COUNTIFS(Periods.period.whole, month, Periods.status.whole, PAID) > 0) * 1,
        quiet=True,
    )
    commission = Calc(
        Type.CENTS,
        native=SUMIFS(Ledger.payout.whole, Ledger.payee.whole, identified(rep_id), Ledger.period.whole, month),
        quiet=True,
    )
    adjusted_now = Calc(
        Type.CENTS,
        native=summed(
            Adjustments.amount, Adjustments.period, month, EOMONTH(month, 0), Adjustments.payee, identified(rep_id)
        ),
        quiet=True,
    )
    adjusted_then = Calc(
        Type.CENTS,
        native=SUMIFS(
            ClosedAdjustments.amount.whole, ClosedAdjustments.payee.whole, identified(rep_id),
            ClosedAdjustments.period.whole, month,
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    corrected = Calc(
        Type.CENTS,
        native=SUMIFS(
            Corrections.amount.whole, Corrections.payee.whole, identified(rep_id), Corrections.period.whole, month
        ),
        quiet=True,
    )
    shown = Calc(Type.CENTS, native=SUMIFS(Payout.payout.whole, Payout.rep_id.whole, identified(rep_id)), quiet=True)
    settled = Calc(
        Type.CENTS,
        native=IF(
            month > Settings.period_start,
            0,
            IF(
                month == Settings.period_start,
                shown,
                ROUND(commission + IF(is_closed == 1, adjusted_then, adjusted_now) + corrected, 2),
            ),
        ),
    )
    paid = Calc(
        Type.CENTS,
        native=ROUND(
            summed(Payouts.amount, Payouts.period, month, EOMONTH(month, 0), Payouts.payee, identified(rep_id)), 2
        ),
    )
    left = Calc(Type.CENTS, native=IF(month > Settings.period_start, 0, settled - paid), quiet=True)
    over = Calc(
        Type.CENTS,
        native=IF(month > Settings.period_start, 0, ROUND(MAX(0, paid - MAX(0, settled) - dust), 2)),
        quiet=True,
    )
    early = Calc(Type.FLAG, native=(1 - (paid == 0)) * (1 - is_done), quiet=True)


def _of_months(column: Line, rep_id: Line, *conditions: Line | int) -> Calc:
    """The sum over the months of the person up to the one reported."""
    pairs = [part.whole if isinstance(part, Line) else part for part in conditions]
    found = SUMIFS(
        column.whole, PersonMonths.rep_id.whole, rep_id,
        *(pairs or (PersonMonths.month.whole, at_most(Settings.period_start))),
    )  # fmt: skip  # pairs of a range and a condition
    return Calc(Type.CENTS, native=ROUND(found, 2))


class Balances(Block):
    """Earned is what was paid, what months that are done still owe, and what accrues in months that are not."""

    rows = PEOPLE
    name = Calc(Type.TEXT, native=People.name)
    rep_id = Calc(Type.TEXT, native=People.rep_id)
    earned = _of_months(PersonMonths.settled, rep_id)
    paid = _of_months(PersonMonths.paid, rep_id)
    outstanding = _of_months(PersonMonths.left, rep_id, PersonMonths.is_done, 1)
    accrued = _of_months(PersonMonths.left, rep_id, PersonMonths.is_done, 0)
    off = Calc(Type.CENTS, native=ROUND(earned - paid - outstanding - accrued, 2))
    last_paid = Calc(
        Type.DATE,
        native=IF(
            COUNTIFS(Payouts.last_key.whole, rep_id) == 0,
            blank,
            INDEX(Payouts.paid_on.whole, MATCH(rep_id, Payouts.last_key.whole, 0)),
        ),
    )
    earned_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(earned.whole), under=earned)
    paid_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(paid.whole), under=paid)
    outstanding_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(outstanding.whole), under=outstanding)
    accrued_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(accrued.whole), under=accrued)
    off_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(off.whole), under=off)
