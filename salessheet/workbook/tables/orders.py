"""What was sold, and the money for it: orders and who shares their credit, invoices, receipts, channels."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, Operand, blank, expr, promised
from salessheet.workbook.functions import (
    ABS,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    MIN,
    ROUND,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    below,
)
from salessheet.workbook.general import Ages, FiscalYear, Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type
from salessheet.workbook.ownership import Belongs, Used
from salessheet.workbook.patterns import counted, identified, place_of
from salessheet.workbook.rules import InOrder, RefersBack, TotalsOne
from salessheet.workbook.schema import Absence, Table
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.money import counted_as, rate_date_of, rate_of
from salessheet.workbook.tables.remarks import remark_of
from salessheet.workbook.tables.selling import Customers, Deals


class Orders(Table):
    """One row per order; a refund is a negative order that refers to the first."""

    key = "orders"
    absence = Absence.UNKNOWN
    headroom = 200
    order_id = Column(Type.TEXT, identifies=True, example="O00001")
    deal_id = Column(Type.TEXT, refers_to=Deals.deal_id, example="D00001")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, example="C0001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    channel = Column(Type.LABEL, example="online")
    product = Column(Type.LABEL, example="Standard")
    order_date = Column(Type.DATE, required=True, happened=True, example="2026-03-20")
    quantity = Column(Type.NUMBER, look=Look.WHOLE, example="12")
    amount = Column(Type.CENTS, required=True, example="36,000.00")
    cost = Column(Type.CENTS, example="21,500.00")
    currency = Column(Type.LABEL, rated_on=order_date, example="CNY")
    refers_to = Column(Type.TEXT, refers_to=order_id, example="")
    term_months = Column(Type.COUNT, minimum=1, example="12")
    rate_date = rate_date_of(currency, order_date)
    rate = rate_of(amount, currency, rate_date)
    value = counted_as(Type.CENTS, amount, currency, rate)
    profit = Calc(Type.CENTS, native=IF(COUNT(cost) * COUNT(value) == 0, blank, ROUND((amount - cost) * rate, 2)))
    pieces = (
        Calc(  # a blank quantity is one; what the amount takes back is taken back of the pieces, however it is signed
            Type.NUMBER,
            native=IF(
                COUNT(amount) == 0,
                blank,
                IF(COUNT(quantity) == 0, 1, IF(amount == 0, quantity, ABS(quantity))) * IF(amount < 0, 0 - 1, 1),
            ),
            quiet=True,
        )
    )
    counted_on = Calc(  # an order that another team shares with people here is that team's
        Type.DATE, native=IF((rep_id == "") + (COUNT(order_date) == 0) > 0, blank, order_date), quiet=True
    )
    deal_no = Calc(Type.COUNT, native=IF(deal_id == "", blank, place_of(deal_id, Deals.deal_id)), quiet=True)
    deal_won = Calc(
        Type.DATE,
        native=IF(
            (SUM(deal_no) == 0) + (1 - (refers_to == "")) > 0,
            blank,
            IF(
                INDEX(Deals.won_date.whole, SUM(deal_no)) == "",
                blank,
                INDEX(Deals.won_date.whole, SUM(deal_no)),
            ),
        ),
        quiet=True,
    )
    before_win = Calc(
        Type.FLAG,
        native=IF(COUNT(deal_won) * COUNT(order_date) == 0, blank, (order_date < deal_won) * 1),
        quiet=True,
    )
    order_days = Calc(  # from the win of the deal to its order; a refund is none, nor what was ordered before the win
        Type.COUNT,
        native=IF((COUNT(before_win) == 0) + SUM(before_win) > 0, blank, order_date - deal_won),
    )
    days_of_year = Calc(  # of an order of the fiscal year up to the day reported
        Type.COUNT,
        native=IF(
            (COUNT(order_days) == 0) + (order_date < FiscalYear.start) + (order_date >= Settings.until + 1) > 0,
            blank,
            order_days,
        ),
        quiet=True,
    )
    bought_on = Calc(  # of no refund, and up to the day reported
        Type.DATE,
        native=IF((SUM(value) <= 0) + (COUNT(counted_on) == 0) + (counted_on > Settings.until) > 0, blank, counted_on),
        quiet=True,
    )
    classed_on = Calc(Type.DATE, native=promised, quiet=True)  # in the months that classes are by, refunds too
    later = Calc(  # orders of the customer after this one
        Type.COUNT,
        native=IF(
            COUNT(bought_on) == 0,
            blank,
            COUNTIFS(customer_id.whole, identified(customer_id), bought_on.whole, above(bought_on)),
        ),
        quiet=True,
    )
    doubt = Calc(  # first what keeps it from being counted, which a check looks for
        Type.TEXT,
        native=IF(
            order_id == "",
            blank,
            IF(
                COUNTIFS(Reps.rep_id.whole, rep_id) == 0,
                Phrases.no_rep,
                IF(SUM(before_win) > 0, Phrases.before_win, blank),
            ),
        ),
        quiet=True,
    )
    remark = remark_of(order_id, amount, IF(rep_id == "", Phrases.elsewhere, doubt))
    links = (RefersBack(refers_to, order_id, order_date),)
    owner = Belongs(rep_id)


class Channels(Table):
    key = "channels"
    grows = False
    channel = Column(Type.LABEL, identifies=True, example="online")
    cost = Column(Type.MONEY, minimum=0, example="85000")
    leads = Column(Type.COUNT, minimum=0, example="420")
    owner = Used(channel, of=(Deals.channel, Orders.channel))


def _of_order(column: Column, order_no: Line) -> Expr:
    """What the order of a receipt has in a column; blank where there is no such order, or nothing in it."""
    found = INDEX(column.whole, MAX(1, order_no))
    return IF(SUM(order_no) == 0, blank, IF(found == "", blank, found))


def orders_placed(first: Operand, last: Expr, *conditions: Operand) -> Expr:
    """How many orders of people here are dated from the first to the last day, both included; a refund is none."""
    return counted(Orders.counted_on, expr(first), last, Orders.value, above(0), *conditions)


def _at_rate_of_order(amount: Line, currency: Line, value: Line, order_no: Line) -> Expr:
    """What it is worth at the rate of its order, where it is in the same currency."""
    is_same = (currency == "") + (currency == INDEX(Orders.currency.whole, MAX(1, order_no))) > 0
    at_its_rate = amount * SUM(INDEX(Orders.rate.whole, MAX(1, order_no)))
    return IF(COUNT(value) * SUM(order_no) == 0, value, IF(is_same, at_its_rate, value))


class Receipts(Table):
    key = "receipts"
    absence = Absence.UNKNOWN
    headroom = 200
    receipt_id = Column(Type.TEXT, identifies=True, example="P00001")
    order_id = Column(Type.TEXT, required=True, refers_to=Orders.order_id, example="O00001")
    date = Column(Type.DATE, required=True, happened=True, example="2026-04-15")
    amount = Column(Type.CENTS, required=True, example="18,000.00")
    currency = Column(Type.LABEL, rated_on=date, example="CNY")
    order_no = Calc(
        Type.COUNT,
        native=IF(order_id == "", blank, place_of(order_id, Orders.order_id)),
        quiet=True,
    )
    rep_id = Calc(Type.TEXT, native=_of_order(Orders.rep_id, order_no))
    counted_on = Calc(  # what is received of an order of another team is that team's
        Type.DATE, native=IF((rep_id == "") + (COUNT(date) == 0) > 0, blank, date), quiet=True
    )
    paid_in = Calc(Type.LABEL, native=IF(currency == "", _of_order(Orders.currency, order_no), currency), quiet=True)
    rate_date = rate_date_of(paid_in, date)
    rate = rate_of(amount, paid_in, rate_date)
    value = counted_as(Type.CENTS, amount, paid_in, rate)
    of_order = Calc(  # at the rate of its order, so that a rate that has risen since makes it no more than the order
        Type.CENTS,
        native=_at_rate_of_order(amount, currency, value, order_no),
        quiet=True,
    )
    remark = remark_of(
        receipt_id, amount, IF(SUM(order_no) == 0, Phrases.no_order, IF(rep_id == "", Phrases.elsewhere, blank))
    )
    owner = Belongs(order_id)


def _left(order_id: Line, invoiced: Expr, paid: Line) -> Calc:
    """What an order still owes of what was invoiced up to some due date; below 0 where a refund is still owed to it."""
    left = invoiced - SUM(paid)
    native = IF(ROUND(invoiced, 2) == 0, 0, IF(invoiced < 0, MIN(0, left), MAX(0, left)))
    native = IF(order_id == "", blank, native)
    return Calc(Type.CENTS, native=native, quiet=True)


class Invoices(Table):
    """What was invoiced; the row belongs to its order. A credit note is a negative invoice.

    Receipts pay the invoices of their order in the order of their due dates; an invoice without one is due at once.
    """

    key = "invoices"
    headroom = 200
    invoice_id = Column(Type.TEXT, identifies=True, example="I00001")
    order_id = Column(Type.TEXT, required=True, refers_to=Orders.order_id, example="O00001")
    date = Column(Type.DATE, required=True, happened=True, example="2026-03-31")
    due_date = Column(Type.DATE, example="2026-04-30")
    amount = Column(Type.CENTS, required=True, example="36,000.00")
    currency = Column(Type.LABEL, rated_on=date, example="CNY")
    order_no = Calc(
        Type.COUNT,
        native=IF(order_id == "", blank, place_of(order_id, Orders.order_id)),
        quiet=True,
    )
    billed_in = Calc(Type.LABEL, native=IF(currency == "", _of_order(Orders.currency, order_no), currency), quiet=True)
    rate_date = rate_date_of(billed_in, date)
    rate = rate_of(amount, billed_in, rate_date)
    value = counted_as(Type.CENTS, amount, billed_in, rate)
    rep_id = Calc(Type.TEXT, native=_of_order(Orders.rep_id, order_no))
    customer_id = Calc(Type.TEXT, native=_of_order(Orders.customer_id, order_no))
    due = Calc(Type.DATE, native=IF(order_id == "", blank, IF(COUNT(due_date) == 0, date, due_date)), quiet=True)
    of_order = Calc(  # at the rate of the order, as receipts are set against it
        Type.CENTS,
        native=_at_rate_of_order(amount, currency, value, order_no),
        quiet=True,
    )
    billed = Calc(  # up to the day reported
        Type.CENTS, native=IF(COUNT(value) == 0, blank, IF(date > Settings.until, 0, of_order)), quiet=True
    )
    paid = Calc(
        Type.CENTS,
        native=IF(
            order_id == "",
            blank,
            SUMIFS(
                Receipts.of_order.whole,
                Receipts.order_id.whole,
                order_id,
                Receipts.date.whole,
                below(Settings.until + 1),
            ),
        ),
        quiet=True,
    )
    earlier = Calc(
        Type.CENTS,
        native=IF(order_id == "", blank, SUMIFS(billed.whole, order_id.whole, order_id, due.whole, below(due))),
        quiet=True,
    )
    together = Calc(
        Type.CENTS,
        native=IF(order_id == "", blank, SUMIFS(billed.whole, order_id.whole, order_id, due.whole, due)),
        quiet=True,
    )
    left_before = _left(order_id, earlier, paid)
    left_after = _left(order_id, earlier + together, paid)
    unpaid = Calc(
        Type.CENTS,
        native=IF(
            COUNT(paid) * COUNT(value) == 0,
            blank,
            IF(ROUND(together, 2) == 0, 0, ROUND(ROUND((left_after - left_before) * billed / together, 5), 2)),
        ),
    )
    days_overdue = Calc(
        Type.COUNT,
        native=IF(COUNT(unpaid) == 0, blank, IF(unpaid == 0, blank, MAX(0, Settings.until - due))),
        look=Look.DUE,
    )
    age_no = Calc(
        Type.COUNT,
        native=IF(COUNT(days_overdue) == 0, blank, SUMPRODUCT((Ages.lower.whole <= days_overdue) * 1)),
        quiet=True,
    )
    remark = remark_of(invoice_id, amount, IF(SUM(order_no) == 0, Phrases.no_order, blank))
    rules = (InOrder((date, due_date)),)
    owner = Belongs(order_id)


class Splits(Table):
    """Who shares the credit of an order; without rows of kind split its rep has all of it. Overlays come on top."""

    key = "splits"
    grows = False
    order_id = Column(Type.TEXT, identifies=True, refers_to=Orders.order_id, brings=True, example="O00001")
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    share = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="70%")
    kind = Column(Type.LABEL, choices=("split", "overlay"), default="split", example="split")
    here = Calc(Type.COUNT, native=IF(rep_id == "", blank, COUNTIFS(Reps.rep_id.whole, rep_id)), quiet=True)
    rules = (TotalsOne(share, (order_id,), where=(kind, "split")),)
    owner = Belongs(rep_id)
