"""What the data says of commission beside the tables: whom documents are credited to, and what earlier months left.

The build writes it, so that a month can be chosen and its formulas find what they need. No amount of the chosen month
is taken from here, but where that month is closed.
"""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import (
    CLOSED_ADJUSTMENTS,
    CLOSED_LINES,
    CLOSED_PAYS,
    CORRECTIONS,
    CREDITS,
    LEDGER,
    QUOTAS,
    REGISTER,
)
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, EDATE, IF, MAX, MIN, ROUND, SUMIFS, at_most
from salessheet.workbook.general import FiscalYear, Months, Settings
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.target_months import ByQuarter
from salessheet.workbook.tables import Periods

CLOSED = term_of(Periods.status, "closed")


class ClosedPays(Block):
    """What each closed month paid, step by step, as it was closed."""

    rows = CLOSED_PAYS
    period = Input(Type.PERIOD, given=True)
    payee = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    plan = Input(Type.TEXT, given=True)
    opening = Input(Type.CENTS, given=True)
    credited = Input(Type.CENTS, given=True)
    of_lines = Input(Type.CENTS, given=True)
    true_up = Input(Type.CENTS, given=True)
    earned = Input(Type.CENTS, given=True)
    qualified = Input(Type.CENTS, given=True)
    attainment = Input(Type.PERCENT, given=True)
    quota = Input(Type.CENTS, given=True)
    factor = Input(Type.PERCENT, given=True)
    carried_in = Input(Type.CENTS, given=True)
    capped = Input(Type.CENTS, given=True)
    floored = Input(Type.CENTS, given=True)
    held = Input(Type.CENTS, given=True)
    held_before = Input(Type.CENTS, given=True)
    released = Input(Type.CENTS, given=True)
    debt_before = Input(Type.CENTS, given=True)
    drawn = Input(Type.CENTS, given=True)
    forgiven = Input(Type.CENTS, given=True)
    debt = Input(Type.CENTS, given=True)
    payout = Input(Type.CENTS, given=True)
    key = Calc(Type.LABEL, native=IF(payee == "", blank, CONCATENATE(period, "|", payee, "|", component)), quiet=True)


def closed(month: Line) -> Expr:
    """Whether the month is closed: 1 where it is, by its status or by what is kept of it, whatever was typed since."""
    stated = COUNTIFS(Periods.period.whole, month, Periods.status.whole, CLOSED)
    return (stated + COUNTIFS(ClosedPays.period.whole, month) > 0) * 1


class Windows(Block):
    """The month that is settled, and the quarter and year it is in."""

    rows = Extent("windows of the month", 1)
    quarter_start = Calc(
        Type.PERIOD, Axis.CELL, native=MAX(FiscalYear.start, SUMIFS(
            ByQuarter.start.whole, ByQuarter.no.whole, COUNTIFS(ByQuarter.start.whole, at_most(Settings.period_start))
        )),
    )  # fmt: skip  # a lookup in a row
    year_start = Calc(Type.PERIOD, Axis.CELL, native=FiscalYear.start)
    month_after = Calc(Type.PERIOD, Axis.CELL, native=EDATE(Settings.period_start, 1))
    quarter_after = Calc(Type.PERIOD, Axis.CELL, native=EDATE(quarter_start, 3))
    year_after = Calc(Type.PERIOD, Axis.CELL, native=EDATE(year_start, 12))
    is_last_month = Calc(Type.FLAG, Axis.CELL, native=(Settings.period_start == MAX(Months.month.whole)) * 1)
    month_before = Calc(Type.PERIOD, Axis.CELL, native=EDATE(Settings.period_start, -1))
    is_closed = Calc(Type.FLAG, Axis.CELL, native=closed(Settings.period_start))


class Credits(Block):
    """A row a document, payee and component; base and amount as they were settled, in the currency of the plan.

    In the order in which a month's lines run up, so that the lines of a month are neighbours. `rated_as`: the row of
    the plan's own rates that it goes by; `tiered`: the base where it goes by the tiers, `under_cap`: what it earns
    before the cap on its deal; 0 elsewhere. `date` is that of objectives and prizes, `ranked_by` the total by which the
    payee of a prize is ranked. What depends on others: of a prize the place, how many take it together, which of these
    the payee is, and how many are ranked; `left`: what was left of a budget before the line. Of a refund: what earlier
    months of the window credited of its order and is not refunded yet, `opened`, and what that `gained` by rates since.
    """

    rows = CREDITS
    period = Input(Type.PERIOD, given=True)
    kind = Input(Type.LABEL, given=True)
    document = Input(Type.TEXT, given=True)
    order_id = Input(Type.TEXT, given=True)
    root = Input(Type.TEXT, given=True)
    customer = Input(Type.TEXT, given=True)
    currency = Input(Type.LABEL, given=True)
    payee = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    plan = Input(Type.TEXT, given=True)
    rated_as = Input(Type.LABEL, given=True)
    base = Input(Type.CENTS, given=True)
    tiered = Input(Type.CENTS, given=True)
    under_cap = Input(Type.CENTS, given=True)
    date = Input(Type.DATE, given=True)
    ranked_by = Input(Type.CENTS, given=True)
    place = Input(Type.COUNT, given=True)
    tied = Input(Type.COUNT, given=True)
    turn = Input(Type.COUNT, given=True)
    ranked = Input(Type.COUNT, given=True)
    left = Input(Type.CENTS, given=True)
    opened = Input(Type.CENTS, given=True)
    gained = Input(Type.CENTS, given=True)
    amount = Input(Type.CENTS, given=True)
    key = Calc(Type.LABEL, native=IF(payee == "", blank, CONCATENATE(payee, "|", component)), quiet=True)


class Register(Block):
    """Every document that a plan could pay for, once; those without a line with the reason."""

    rows = REGISTER
    period = Input(Type.PERIOD, given=True)
    kind = Input(Type.LABEL, given=True)
    document = Input(Type.TEXT, given=True)
    reason = Input(Type.TEXT, given=True)


class Ledger(Block):
    """What each month left behind for each person and component, by what the tables say now.

    In the currency of the plan; the payout, which is that of the closed month where it is closed, in the book's.
    """

    rows = LEDGER
    period = Input(Type.PERIOD, given=True)
    payee = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    earned = Input(Type.CENTS, given=True)
    qualified = Input(Type.CENTS, given=True)
    capped = Input(Type.CENTS, given=True)
    carried = Input(Type.CENTS, given=True)
    held = Input(Type.CENTS, given=True)
    released = Input(Type.CENTS, given=True)
    forgiven = Input(Type.CENTS, given=True)
    debt = Input(Type.CENTS, given=True)
    payout = Input(Type.CENTS, given=True)
    key = Calc(Type.LABEL, native=IF(payee == "", blank, CONCATENATE(payee, "|", component)), quiet=True)


class Quotas(Block):
    """What each person is to reach in each month for components that go by it, and what share of it counts.

    The target is that of the table of targets, in the currency of the plan where it measures money; the share of
    eligible days, the ramp and the relief are those of the plan, its factors and the table of relief.
    """

    rows = QUOTAS
    period = Input(Type.PERIOD, given=True)
    payee = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    target = Input(Type.CENTS, given=True)
    eligible = Input(Type.PERCENT, given=True)
    ramp = Input(Type.PERCENT, given=True)
    relief = Input(Type.PERCENT, given=True)
    quota = Calc(
        Type.CENTS,
        native=IF(COUNT(target) == 0, blank, ROUND(target * eligible * ramp * (1 - MIN(1, relief)), 2)),
    )
    key = Calc(Type.LABEL, native=IF(payee == "", blank, CONCATENATE(payee, "|", component)), quiet=True)


class Corrections(Block):
    """What a month pays for months that were closed before: new less old, with the reason. In the book's currency."""

    rows = CORRECTIONS
    period = Input(Type.PERIOD, given=True)
    payee = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    of_period = Input(Type.PERIOD, given=True)
    document = Input(Type.TEXT, given=True)
    old = Input(Type.CENTS, given=True)
    new = Input(Type.CENTS, given=True)
    amount = Input(Type.CENTS, given=True)
    reason = Input(Type.TEXT, given=True)


class ClosedLines(Block):
    """The commission lines of closed months, as they were closed."""

    rows = CLOSED_LINES
    period = Input(Type.PERIOD, given=True)
    kind = Input(Type.LABEL, given=True)
    document = Input(Type.TEXT, given=True)
    date = Input(Type.DATE, given=True)
    customer = Input(Type.TEXT, given=True)
    currency = Input(Type.LABEL, given=True)
    payee = Input(Type.TEXT, given=True)
    component = Input(Type.LABEL, given=True)
    plan = Input(Type.TEXT, given=True)
    counted = Input(Type.CENTS, given=True)
    share = Input(Type.PERCENT, given=True)
    base = Input(Type.CENTS, given=True)
    before = Input(Type.CENTS, given=True)
    amount = Input(Type.CENTS, given=True)
    note = Input(Type.TEXT, given=True)


class ClosedAdjustments(Block):
    """The adjustments of closed months, as they were closed."""

    rows = CLOSED_ADJUSTMENTS
    period = Input(Type.PERIOD, given=True)
    payee = Input(Type.TEXT, given=True)
    amount = Input(Type.CENTS, given=True)
    reason = Input(Type.TEXT, given=True)
