"""Accrual: what is settled but not paid yet, by person, and what the month is likely to pay."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Expr, Extent, Line
from salessheet.workbook.extents import CORRECTIONS, LEDGER, PEOPLE
from salessheet.workbook.functions import COUNT, IF, INDEX, ROUND, SUM, SUMIFS
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.foresight import ProspectPays, Prospects
from salessheet.workbook.sheets.commission.ledger import CLOSED, Corrections, Ledger, Windows
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Adjustments, Periods

PAID = term_of(Periods.status, "paid")


class PaidPeriods(Block):
    """Which months are paid or closed."""

    rows = Periods.rows
    is_paid = Calc(Type.FLAG, native=((Periods.status == PAID) + (Periods.status == CLOSED) > 0) * 1, quiet=True)


def _times_paid(period: Expr) -> Expr:
    """How many rows of the periods say that the month is paid or closed."""
    return SUMIFS(PaidPeriods.is_paid.whole, Periods.period.whole, period)


def _due(period: Line, amount: Line, times_paid: Line) -> Calc:
    """The amount, where its month is one of the fiscal year before the one chosen, and is not paid."""
    return Calc(
        Type.CENTS,
        native=IF(
            COUNT(period) == 0,
            0,
            (period >= Windows.year_start) * (period < Settings.period_start) * (times_paid == 0) * SUM(amount),
        ),
        quiet=True,
    )


class DuePays(Block):
    """Payouts of earlier months that are not paid yet."""

    rows = LEDGER
    times_paid = Calc(Type.COUNT, native=_times_paid(Ledger.period), quiet=True)
    due = _due(Ledger.period, Ledger.payout, times_paid)


class DueAdjustments(Block):
    """Adjustments of earlier months that are not paid yet."""

    rows = Adjustments.rows
    times_paid = Calc(Type.COUNT, native=_times_paid(Adjustments.period), quiet=True)
    due = _due(Adjustments.period, Adjustments.amount, times_paid)


class DueCorrections(Block):
    """Corrections that earlier months pay, where those are not paid yet."""

    rows = CORRECTIONS
    times_paid = Calc(Type.COUNT, native=_times_paid(Corrections.period), quiet=True)
    due = _due(Corrections.period, Corrections.amount, times_paid)


class MonthDue(Block):
    """Whether the month itself is paid or closed."""

    rows = Extent("whether the month is due", 1)
    times_paid = Calc(Type.COUNT, Axis.CELL, native=_times_paid(Settings.period_start), quiet=True)


class PersonForesight(Block):
    """What a person's open deals that are expected to close in the month would earn, weighted."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    foreseen = Input(Type.CENTS, given=True)  # in a workbook that does not hold the deals
    expected = Calc(
        Type.CENTS,
        native=IF(
            COUNT(FiscalYear.only_month) == 0,
            SUMIFS(ProspectPays.expected.whole, Prospects.payee.whole, rep_id),
            SUM(foreseen),
        ),
        quiet=True,
    )


class Accruals(Block):
    """Settled and not paid yet, by person, in the workbook's currency; and what the month will likely come to.

    What is expected is commission before caps, floors, holdbacks and draws.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no))
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    earlier = Calc(
        Type.CENTS,
        native=SUMIFS(DuePays.due.whole, Ledger.payee.whole, rep_id)
        + SUMIFS(DueAdjustments.due.whole, Adjustments.payee.whole, rep_id)
        + SUMIFS(DueCorrections.due.whole, Corrections.payee.whole, rep_id),
    )
    settled = Calc(Type.CENTS, native=SUM(INDEX(Payout.payout.whole, no)))
    accrued = Calc(Type.CENTS, native=ROUND(earlier + IF(MonthDue.times_paid == 0, settled, 0), 2))
    expected = Calc(Type.CENTS, native=PersonForesight.expected)
    likely = Calc(Type.CENTS, native=ROUND(settled + expected, 2))
    earlier_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(earlier.whole), under=earlier)
    settled_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(settled.whole), under=settled)
    accrued_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(accrued.whole), under=accrued)
    expected_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(expected.whole), under=expected)
    likely_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(likely.whole), under=likely)


ACCRUAL = Sheet("accrual", Role.OUTPUT, Group.COMMISSION, (Accruals,), with_data=True, in_full=True, front=20)
