"""The sheets people type into, from deals to the records of settlements, each with what it adds up to."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import KINDS, MONTHS, PEOPLE
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, SUM, SUMIFS, below
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import counted, dustless, ratio, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import (
    Acceptances,
    Activities,
    Customers,
    Deals,
    Disputes,
    Orders,
    Payouts,
    Receipts,
    Reviews,
)


class CashByMonth(Block):
    """Orders are counted by their own date, receipts by theirs; a refund is a negative order.

    Gross profit is that of the orders whose cost is known.
    """

    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no))
    end = Calc(Type.DATE, native=INDEX(ByMonth.last.whole, no), quiet=True)
    ordered = Calc(
        Type.MONEY, native=IF(start > Settings.as_of, blank, summed(Orders.value, Orders.counted_on, start, end))
    )
    profit = Calc(
        Type.MONEY, native=IF(start > Settings.as_of, blank, summed(Orders.profit, Orders.counted_on, start, end))
    )
    received = Calc(
        Type.MONEY, native=IF(start > Settings.as_of, blank, summed(Receipts.value, Receipts.counted_on, start, end))
    )
    open_to_date = Calc(
        Type.MONEY,
        native=IF(
            start > Settings.as_of,
            blank,
            dustless(
                SUMIFS(Orders.value.whole, Orders.counted_on.whole, below(end + 1))
                - SUMIFS(Receipts.value.whole, Receipts.counted_on.whole, below(end + 1))
            ),
        ),
    )
    ordered_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(ordered.whole), under=ordered)
    profit_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(profit.whole), under=profit)
    received_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(received.whole), under=received)


def _of_own(amounts: Line, counted_on: Line) -> Expr:
    """The total of what counts for people here, up to the day reported."""
    return SUMIFS(amounts.whole, counted_on.whole, below(Settings.until + 1))


class ReceiptTotals(Block):
    """Documents of orders that another team shares with people here count there."""

    rows = Extent("totals of receipts", 1)
    receipts = Calc(Type.COUNT, Axis.CELL, native=COUNT(Receipts.counted_on.whole))
    received = Calc(Type.CENTS, Axis.CELL, native=_of_own(Receipts.value, Receipts.counted_on))
    ordered = Calc(Type.CENTS, Axis.CELL, native=_of_own(Orders.value, Orders.counted_on))
    of_orders = Calc(Type.CENTS, Axis.CELL, native=SUM(Receipts.of_order.whole), quiet=True)
    elsewhere = Calc(  # of orders that other teams share with people here
        Type.CENTS,
        Axis.CELL,
        native=summed(
            Receipts.value,
            Receipts.date,
            Settings.period_start,
            Settings.until,
            Receipts.remark,
            Phrases.elsewhere,
        ),
        quiet=True,
    )
    collected = Calc(Type.PERCENT, Axis.CELL, native=IF(COUNT(received) == 0, blank, ratio(received, ordered)))


class ActivityBoard(Block):
    """Contacts of the period by person and kind."""

    rows, across = PEOPLE, KINDS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    kind = Input(Type.LABEL, Axis.COLUMNS, given=True)
    count = Calc(
        Type.COUNT,
        Axis.BODY,
        native=summed(
            Activities.made, Activities.date, Settings.period_start, Settings.until,
            Activities.rep_id, rep_id, Activities.type, kind,
        ),
        look=Look.HEAT,
    )  # fmt: skip
    all = Calc(Type.COUNT, native=SUM(count.across), look=Look.BAR)
    total = Calc(Type.COUNT, Axis.COLUMNS, native=SUM(count.down))
    all_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(all.whole), under=all)


class CustomerOwners(Block):
    """Customers by the person who looks after them, and those won in the period."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    customers = Calc(
        Type.COUNT,
        native=COUNTIFS(Customers.owner_rep_id.whole, rep_id),
        look=Look.BAR,
    )
    new = Calc(
        Type.COUNT,
        native=counted(Customers.since, Settings.period_start, Settings.until, Customers.owner_rep_id, rep_id),
    )
    customers_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(customers.whole), under=customers)
    new_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(new.whole), under=new)


DEALS = Sheet(
    "deals",
    Role.INPUT,
    Group.SALES,
    (Deals,),
    in_full=True,
    printed_to=Deals.due_days,
    printed_while=Deals.chance,
    front=4,
)
ORDERS = Sheet(
    "orders",
    Role.INPUT,
    Group.SALES,
    (
        CashByMonth,
        Band((Chart("orders_and_receipts", CashByMonth.start, (
            Series(CashByMonth.ordered, Draw.SOFT_COLUMN), Series(CashByMonth.received, Draw.COLUMN),
        )),)),
        Orders,
    ),
    with_data=True,
    in_full=True,
    front=5,
)  # fmt: skip
RECEIPTS = Sheet("receipts", Role.INPUT, Group.SALES, (ReceiptTotals, Receipts), with_data=True, in_full=True, front=19)
SETTLEMENT = Sheet(
    "settlement",
    Role.INPUT,
    Group.COMMISSION,
    (Reviews, Disputes, Acceptances, Payouts),
    with_data=True,
    in_full=True,
    front=17,
)
