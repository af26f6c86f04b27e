"""Customers: what is known of each, whom to call first, and what class and segment each is in."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import CALLS
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, above, below
from salessheet.workbook.general import CustomerSettings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.priorities import person_of
from salessheet.workbook.sheets.records import CustomerOwners
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import (
    Activities,
    CustomerClasses,
    CustomerCounts,
    Customers,
    Deals,
    Feedback,
    Invoices,
    Orders,
    RfmScores,
    Segments,
    Surveys,
    Tickets,
)
from salessheet.workbook.tables.to_do import not_gone


class CustomerFigures(Block):
    """The customers of the workbook on the day reported."""

    rows = Extent("figures of customers", 1)
    arrangement = Arrangement.CARDS
    customers = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Customers.place.whole, above(0)))
    buyers = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Customers.orders.whole, above(0)))
    repeat_rate = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(buyers == 0, blank, COUNTIFS(Customers.orders.whole, above(1)) / buyers),
    )
    risen = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Customers.moved.whole, above(0)))
    fallen = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Customers.moved.whole, below(0)))
    calls_due = Calc(Type.COUNT, Axis.CELL, native=COUNT(Customers.overdue_days.whole))
    no_contact = Calc(Type.COUNT, Axis.CELL, native=customers - COUNT(Customers.contact.whole))


class CallList(Block):
    """Customers whose next contact is due, those that wait longest first."""

    rows = CALLS
    no = Counter(Type.COUNT)
    place = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(Customers.visit_rank.whole, no) == 0, blank, MATCH(no, Customers.visit_rank.whole, 0)),
        quiet=True,
    )
    customer_id = Calc(Type.TEXT, native=IF(COUNT(place) == 0, blank, INDEX(Customers.customer_id.whole, place)))
    name = Calc(
        Type.TEXT,
        native=IF(
            COUNT(place) == 0,
            blank,
            IF(INDEX(Customers.name.whole, place) == "", customer_id, INDEX(Customers.name.whole, place)),
        ),
    )
    customer_class = Calc(Type.LABEL, native=IF(COUNT(place) == 0, blank, INDEX(Customers.customer_class.whole, place)))
    rep_id = Calc(
        Type.TEXT,
        native=IF(
            COUNT(place) == 0,
            blank,
            IF(INDEX(Customers.owner_rep_id.whole, place) == "", blank, INDEX(Customers.owner_rep_id.whole, place)),
        ),
        quiet=True,
    )
    rep_no = Calc(Type.COUNT, native=place_of(rep_id, People.rep_id), quiet=True)
    person = Calc(Type.TEXT, native=IF(not_gone(rep_id), person_of(rep_no, rep_id), blank))
    class_no = Calc(
        Type.COUNT, native=IF(COUNT(place) == 0, blank, MAX(1, INDEX(Customers.class_no.whole, place))), quiet=True
    )
    contact_by = Calc(
        Type.LABEL,
        native=IF(
            COUNT(class_no) == 0,
            blank,
            IF(
                INDEX(CustomerClasses.contact_by.whole, class_no) == "",
                blank,
                INDEX(CustomerClasses.contact_by.whole, class_no),
            ),
        ),
    )
    contact = Calc(Type.DATE, native=IF(COUNT(place) == 0, blank, INDEX(Customers.contact.whole, place)))
    next_visit = Calc(Type.DATE, native=IF(COUNT(place) == 0, blank, INDEX(Customers.next_visit.whole, place)))
    overdue_days = Calc(
        Type.COUNT, native=IF(COUNT(place) == 0, blank, INDEX(Customers.overdue_days.whole, place)), look=Look.LATE
    )


CUSTOMERS = Sheet(
    "customers",
    Role.INPUT,
    Group.CUSTOMERS,
    (CustomerFigures, CallList, CustomerOwners, Customers),
    with_data=True,
    printed_to=Customers.last_order,
)
CLASSES = Sheet(
    "customer_classes",
    Role.INPUT,
    Group.CUSTOMERS,
    (
        CustomerSettings,
        CustomerClasses,
        RfmScores,
        Band((
            Chart("rfm", RfmScores.no, (
                Series(RfmScores.recent, Draw.COLUMN), Series(RfmScores.frequent, Draw.COLUMN),
                Series(RfmScores.valuable, Draw.COLUMN),
            )),
        )),
        Segments,
        CustomerCounts,
    ),
    with_data=True,
    printed=5,
    continued=(CustomerClasses.customers, Segments.bought),
)  # fmt: skip

CAPABILITIES = (
    Capability(
        43,
        "customer_file",
        inputs=(
            Orders.amount, Orders.order_date, Deals.amount, Deals.won_date, Customers.last_contact, Activities.date,
            Surveys.score, Tickets.resolution_hours, Feedback.answered, Invoices.amount,
        ),
        outputs=(
            Customers.orders, Customers.bought, Customers.last_order, Customers.recency, Customers.r, Customers.f,
            Customers.m, Customers.open_deals, Customers.open_amount, Customers.unpaid, Customers.tickets_open,
            Customers.feedback_open,
            Customers.satisfaction, Customers.contact,
        ),
        test="test_a_customer_shows_what_every_table_says_of_it",
    ),
    Capability(
        44,
        "customer_classes",
        inputs=(CustomerClasses.least_amount, CustomerClasses.least_orders, Orders.amount),
        outputs=(Customers.customer_class, Customers.class_before, Customers.moved, CustomerClasses.customers,
                 CustomerClasses.bought, CustomerClasses.risen, CustomerClasses.fallen),
        test="test_a_customer_is_in_the_first_class_whose_rule_it_keeps",
    ),
    Capability(
        45,
        "segments",
        inputs=(Segments.industry, Segments.region, Customers.region, Deals.won_date),
        outputs=(Customers.segment, Segments.bought, Segments.win_rate),
        test="test_a_customer_is_in_the_first_segment_that_fits",
    ),
    Capability(
        46,
        "segment_plans",
        inputs=(Segments.plan_from, Deals.won_date, Deals.lost_date),
        outputs=(Segments.rate_before, Segments.rate_after, Segments.rate_change),
        test="test_a_plan_is_judged_by_the_win_rate_before_and_after",
    ),
    Capability(
        48,
        "revisits",
        inputs=(CustomerClasses.interval_days, Customers.last_contact, Activities.date),
        outputs=(
            Customers.next_visit, Customers.overdue_days, CallList.name, CallList.overdue_days,
            CustomerFigures.no_contact,
        ),
        test="test_who_waits_longest_is_called_first",
    ),
)  # fmt: skip  # lists to read
