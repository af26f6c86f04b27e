"""What the tables say of each customer: the formulas of columns that `Customers` promises, which is declared first."""

from __future__ import annotations

from collections.abc import Mapping

from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    RANK,
    ROUND,
    SS_NEXT_VISIT,
    SS_RFM,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    at_least,
)
from salessheet.workbook.general import CustomerSettings, Settings
from salessheet.workbook.lines import Calc, Column, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import identified, place_of, summed
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.tables.activities import Activities, Surveys
from salessheet.workbook.tables.orders import Invoices, Orders, orders_placed
from salessheet.workbook.tables.selling import Customers, Deals
from salessheet.workbook.tables.service import CustomerClasses, Feedback, Segments, Tickets


class RfmScores(Block):
    """1 to 5, from the lowest fifth of the customers with orders to the highest."""

    rows = Extent("scores of recency, frequency and money", 5)
    no = Counter(Type.COUNT)
    points = Calc(Type.COUNT, native=no + 0)
    recent = Calc(Type.COUNT, native=COUNTIFS(Customers.r.whole, no))
    frequent = Calc(Type.COUNT, native=COUNTIFS(Customers.f.whole, no))
    valuable = Calc(Type.COUNT, native=COUNTIFS(Customers.m.whole, no))


class CustomerCounts(Block):
    """The working of scores and of the order of calls."""

    rows = Extent("counts of customers", 1)
    buyers = Calc(Type.COUNT, Axis.CELL, native=COUNT(Customers.frequency.whole))
    known = Calc(Type.COUNT, Axis.CELL, native=MAX(Customers.place.whole))
    classes = Calc(Type.COUNT, Axis.CELL, native=COUNT(CustomerClasses.halves.whole))
    segments = Calc(Type.COUNT, Axis.CELL, native=COUNT(Segments.halves.whole))


OWN = Customers.own
WINDOW = (CustomerSettings.first_day, Settings.until)
BEFORE = (CustomerSettings.first_before, CustomerSettings.last_before)


def _rules_met(bought: Expr | Line, orders: Line) -> Expr:
    """The sum of the weights of the rules that are kept; the largest of them is the first rule.

    Who has refunds alone has bought nothing, which keeps a rule without a least amount.
    """
    return SUMPRODUCT(
        (CustomerClasses.least_amount.whole <= bought)
        * (CustomerClasses.least_orders.whole <= orders)
        * CustomerClasses.weight.whole
    )


def _first_of(met: Line, halves: Line) -> Expr:
    return IF(met == 0, blank, 1 + SUMPRODUCT((halves.whole > met) * 1))


def _named(column: Column, no: Line) -> Expr:
    return IF(COUNT(no) == 0, blank, INDEX(column.whole, no))


def _latest(dates: Line, keys: Line, later: Line) -> Expr:
    """The mean of the last dates, which are all one day but for rows of one moment."""
    return SUMIFS(dates.whole, keys.whole, OWN, later.whole, 0)


def _bin(measure: Line) -> Expr:
    """1 and the number of fifths that the value exceeds: as many values are below it as its rank says.

    The quantiles are of type 7, so value number i from 0 exceeds the k-th of them where k * (n - 1) < 5 * i.
    """
    below_it = RANK(measure, measure.whole, 1) - 1
    fifths = MAX(RfmScores.no.whole)
    return SUMPRODUCT((RfmScores.no.whole * (CustomerCounts.buyers - 1) < fifths * below_it) * 1)


def _promises() -> dict[Calc, Expr]:
    c = Customers
    interval = INDEX(CustomerClasses.interval_days.whole, MAX(1, c.class_no))
    return {
        c.orders: orders_placed(*WINDOW, Orders.customer_id, OWN),
        c.bought: ROUND(summed(Orders.value, Orders.counted_on, *WINDOW, Orders.customer_id, OWN), 2),
        c.orders_before: orders_placed(*BEFORE, Orders.customer_id, OWN),
        c.bought_before: MAX(0, ROUND(summed(Orders.value, Orders.counted_on, *BEFORE, Orders.customer_id, OWN), 2)),
        c.rules_met: _rules_met(MAX(0, c.bought), c.orders),
        c.class_no: _first_of(c.rules_met, CustomerClasses.halves),
        c.met_before: IF(
            c.since > CustomerSettings.last_before,
            0,
            _rules_met(c.bought_before, c.orders_before),
        ),
        c.no_before: _first_of(c.met_before, CustomerClasses.halves),
        c.customer_class: _named(CustomerClasses.customer_class, c.class_no),
        c.class_before: _named(CustomerClasses.customer_class, c.no_before),
        c.moved: IF(COUNT(c.class_no) * COUNT(c.no_before) == 0, blank, c.no_before - c.class_no),
        c.segments_met: SUMPRODUCT(
            ((Segments.industry.whole == c.industry) + (Segments.industry.whole == "") > 0)
            * ((Segments.region.whole == c.region) + (Segments.region.whole == "") > 0)
            * Segments.weight.whole
        ),
        c.segment_no: _first_of(c.segments_met, Segments.halves),
        c.segment: _named(Segments.segment, c.segment_no),
        c.last_orders: COUNTIFS(Orders.customer_id.whole, OWN, Orders.later.whole, 0),
        c.last_order: IF(
            SUM(c.last_orders) == 0,
            blank,
            _latest(Orders.bought_on, Orders.customer_id, Orders.later) / c.last_orders,
        ),
        c.frequency: IF(SUM(c.orders) == 0, blank, c.orders),
        c.recency: IF(COUNT(c.frequency) * COUNT(c.last_order) == 0, blank, Settings.until - c.last_order),
        c.worth: IF(COUNT(c.recency) == 0, blank, c.bought),
        c.r: IF(COUNT(c.recency) == 0, blank, MAX(RfmScores.no.whole) - _bin(c.recency)),
        c.f: IF(COUNT(c.frequency) == 0, blank, 1 + _bin(c.frequency)),
        c.m: IF(COUNT(c.worth) == 0, blank, 1 + _bin(c.worth)),
        Orders.classed_on: IF(
            (SUM(Orders.value) == 0)
            + (Orders.counted_on < CustomerSettings.first_day)
            + (Orders.counted_on >= Settings.until + 1)
            > 0,
            blank,
            Orders.counted_on,
        ),
        c.open_deals: COUNTIFS(Deals.customer_id.whole, OWN, Deals.chance.whole, at_least(0)),
        c.open_amount: SUMIFS(Deals.value.whole, Deals.customer_id.whole, OWN, Deals.chance.whole, at_least(0)),
        c.unpaid: SUMIFS(Invoices.unpaid.whole, Invoices.customer_id.whole, OWN),
        c.tickets_open: COUNTIFS(Tickets.customer_id.whole, OWN, Tickets.is_open.whole, 1),
        c.feedback_open: COUNTIFS(Feedback.customer_id.whole, OWN, Feedback.is_open.whole, 1),
        c.answers: COUNTIFS(Surveys.customer_id.whole, OWN, Surveys.recent.whole, at_least(0)),
        c.satisfaction: IF(
            SUM(c.answers) == 0, blank, SUMIFS(Surveys.recent.whole, Surveys.customer_id.whole, OWN) / c.answers
        ),
        c.typed_days: IF(c.last_contact > Settings.until, 0, SUM(c.last_contact)),
        c.last_contacts: COUNTIFS(Activities.customer_id.whole, OWN, Activities.later.whole, 0),
        c.activity_days: IF(
            SUM(c.last_contacts) == 0,
            0,
            _latest(Activities.reached_on, Activities.customer_id, Activities.later) / c.last_contacts,
        ),
        c.contact: IF(
            MAX(c.typed_days, c.activity_days) > 0,
            MAX(c.typed_days, c.activity_days),
            IF(  # a later contact was typed over those before, of which nothing is known any more
                (COUNT(c.since) == 0) + (c.since > Settings.until) + (c.last_contact > Settings.until) > 0,
                blank,
                c.since,
            ),
        ),
        c.next_visit: IF(COUNT(c.contact) * COUNT(c.class_no) * COUNT(interval) == 0, blank, c.contact + interval),
        c.overdue_days: IF(
            COUNT(c.next_visit) == 0,
            blank,
            IF(c.next_visit > Settings.until, blank, Settings.until - c.next_visit),
        ),
        c.place: place_of(c.customer_id, c.customer_id),
        c.urgency: IF(COUNT(c.overdue_days) == 0, blank, c.overdue_days - c.place / (CustomerCounts.known + 1)),
        c.visit_rank: IF(COUNT(c.urgency) == 0, blank, RANK(c.urgency, c.urgency.whole, 0)),
        Deals.segment: IF(
            COUNTIFS(c.customer_id.whole, identified(Deals.customer_id)) == 0,
            blank,
            INDEX(c.segment.whole, MATCH(Deals.customer_id, c.customer_id.whole, 0)),
        ),
    }


_OF_NAMED = frozenset(
    {
        Customers.answers, Customers.bought, Customers.bought_before, Customers.activity_days,
        Customers.last_contacts, Customers.last_orders, Customers.open_amount, Customers.open_deals,
        Customers.tickets_open, Customers.feedback_open, Customers.orders, Customers.orders_before, Customers.place,
        Customers.typed_days,
        Customers.unpaid, Customers.rules_met, Customers.met_before, Customers.segments_met, Customers.class_no,
        Customers.no_before, Customers.segment_no,
    }
)  # fmt: skip  # what would show a 0 in rows without a customer


def _of_rfm(column: int) -> Expr:
    """What SS_RFM says of the customer, from the orders and refunds in the months that count."""
    table = SS_RFM(
        Orders.customer_id.whole, Orders.classed_on.whole, Orders.value.whole, Settings.until,
        MAX(RfmScores.no.whole), Customers.customer_id.whole,
    )  # fmt: skip  # the columns of orders, a line
    return IF(COUNT(Customers.recency) == 0, blank, INDEX(table, MAX(1, Customers.place), column))


_BY_CELL_FUNCTIONS: Mapping[Line, Expr] = {
    Customers.r: _of_rfm(5),
    Customers.f: _of_rfm(6),
    Customers.m: _of_rfm(7),
    Customers.next_visit: IF(
        COUNT(Customers.contact) * COUNT(Customers.class_no) == 0,
        blank,
        SS_NEXT_VISIT(
            Customers.contact,
            Customers.customer_class,
            CustomerClasses.customer_class.to(CustomerClasses.interval_days).whole,
        ),
    ),
}
for _line, _native in _promises().items():
    keep_promise(
        _line,
        IF(Customers.customer_id == "", blank, _native) if _line in _OF_NAMED else _native,
        _BY_CELL_FUNCTIONS.get(_line),
    )
