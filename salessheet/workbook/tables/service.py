"""Service of customers: classes and segments by rule, tickets, feedback, and what surveys ask about."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Home, Line, Operand, blank, own_above, own_previous, promised
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MIN,
    RANK,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    at_least,
    below,
)
from salessheet.workbook.general import CustomerSettings, Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import identified, place_of, points, ratio
from salessheet.workbook.rules import InOrder
from salessheet.workbook.schema import Table, keep_promise
from salessheet.workbook.tables.activities import Surveys
from salessheet.workbook.tables.codes import PROGRESS
from salessheet.workbook.tables.remarks import named_once
from salessheet.workbook.tables.selling import Customers, Deals


def _halves() -> Calc:
    """1, a half, a quarter … down the rows: a sum of some of them says which of them is the first."""
    return Calc(Type.NUMBER, native=IF(COUNT(own_above) == 0, 1, own_previous / 2), quiet=True)


def _where_named(name: Line, halves: Line) -> Calc:
    return Calc(Type.NUMBER, native=IF(name == "", 0, halves), quiet=True)


def _rate(won: Expr, lost: Expr) -> Expr:
    return IF(won + lost == 0, blank, won / (won + lost))


def _in_class(customer_class: Line, *conditions: Operand) -> Expr:
    """How many customers of the class meet the conditions; blank in a row without a class."""
    found = COUNTIFS(Customers.customer_class.whole, customer_class, *conditions)
    return IF(customer_class == "", blank, found)


class CustomerClasses(Table):
    """Rules from the highest class down: a customer is in the first whose least amount and orders are both reached."""

    key = "customer_classes"
    owner = Everyones()
    grows = False
    from_top = True
    customer_class = Column(Type.LABEL, identifies=True, example="VIP")
    interval_days = Column(Type.COUNT, minimum=1, maximum=3650, example="30")
    least_amount = Column(Type.MONEY, minimum=0, example="200000")
    least_orders = Column(Type.COUNT, minimum=0, example="4")
    contact_by = Column(Type.LABEL, example="visit")
    service_level = Column(Type.TEXT, use=Use.NOTE, example="Answered within four hours")
    offer = Column(Type.TEXT, use=Use.NOTE, example="A yearly service day")
    halves = _halves()
    weight = _where_named(customer_class, halves)
    customers = Calc(
        Type.COUNT,
        native=_in_class(customer_class),
        look=Look.BAR,
    )
    bought = Calc(
        Type.MONEY,
        native=IF(
            customer_class == "",
            blank,
            SUMIFS(Customers.bought.whole, Customers.customer_class.whole, customer_class),
        ),
    )
    all = Calc(Type.MONEY, native=SUM(bought.whole), quiet=True)
    share = Calc(Type.PERCENT, native=IF(COUNT(bought) == 0, blank, ratio(bought, all)))
    risen = Calc(Type.COUNT, native=_in_class(customer_class, Customers.moved.whole, above(0)))
    fallen = Calc(Type.COUNT, native=_in_class(customer_class, Customers.moved.whole, below(0)))
    visits_due = Calc(Type.COUNT, native=_in_class(customer_class, Customers.overdue_days.whole, at_least(0)))


class Segments(Table):
    """Groups of customers by industry and region, blank for any: a customer is in the first that fits."""

    key = "segments"
    owner = Everyones()
    grows = False
    from_top = True
    segment = Column(Type.LABEL, identifies=True, example="Retail North")
    industry = Column(Type.LABEL, example="retail")
    region = Column(Type.LABEL, example="North")
    strategy = Column(Type.TEXT, use=Use.NOTE, example="Sell through the purchasing groups")
    plan = Column(Type.TEXT, use=Use.NOTE, example="A demo before every offer")
    plan_from = Column(Type.DATE, example="2026-04-01")
    halves = _halves()
    weight = _where_named(segment, halves)
    customers = Calc(Type.COUNT, native=IF(segment == "", blank, COUNTIFS(Customers.segment.whole, segment)))
    bought = Calc(
        Type.MONEY,
        native=IF(segment == "", blank, SUMIFS(Customers.bought.whole, Customers.segment.whole, segment)),
        look=Look.BAR,
    )
    all = Calc(Type.MONEY, native=SUM(bought.whole), quiet=True)
    share = Calc(Type.PERCENT, native=IF(COUNT(bought) == 0, blank, ratio(bought, all)))
    won = Calc(
        Type.COUNT,
        native=COUNTIFS(
            Deals.segment.whole, identified(segment), Deals.won_date.whole, at_least(CustomerSettings.first_day),
            Deals.won_date.whole, below(Settings.until + 1),
        ),
        quiet=True,
    )  # fmt: skip  # pairs, a line
    lost = Calc(
        Type.COUNT,
        native=COUNTIFS(
            Deals.segment.whole, identified(segment), Deals.lost_date.whole, at_least(CustomerSettings.first_day),
            Deals.lost_date.whole, below(Settings.until + 1),
        ),
        quiet=True,
    )  # fmt: skip  # pairs, a line
    win_rate = Calc(Type.PERCENT, native=IF(segment == "", blank, _rate(won, lost)))
    won_before = Calc(
        Type.COUNT,
        native=COUNTIFS(
            Deals.segment.whole, identified(segment), Deals.won_date.whole, below(MIN(plan_from, Settings.until + 1))
        ),
        quiet=True,
    )
    lost_before = Calc(
        Type.COUNT,
        native=COUNTIFS(
            Deals.segment.whole, identified(segment), Deals.lost_date.whole, below(MIN(plan_from, Settings.until + 1))
        ),
        quiet=True,
    )
    won_after = Calc(
        Type.COUNT,
        native=COUNTIFS(
            Deals.segment.whole, identified(segment), Deals.won_date.whole, at_least(plan_from), Deals.won_date.whole,
            below(Settings.until + 1),
        ),
        quiet=True,
    )  # fmt: skip  # pairs, a line
    lost_after = Calc(
        Type.COUNT,
        native=COUNTIFS(
            Deals.segment.whole, identified(segment), Deals.lost_date.whole, at_least(plan_from), Deals.lost_date.whole,
            below(Settings.until + 1),
        ),
        quiet=True,
    )  # fmt: skip  # pairs, a line
    rate_before = Calc(Type.PERCENT, native=IF(COUNT(plan_from) == 0, blank, _rate(won_before, lost_before)))
    rate_after = Calc(Type.PERCENT, native=IF(COUNT(plan_from) == 0, blank, _rate(won_after, lost_after)))
    rate_change = Calc(
        Type.POINTS,
        native=IF(COUNT(rate_before) * COUNT(rate_after) == 0, blank, points(rate_after, rate_before)),
        look=Look.SIGN,
    )


class ServiceLimits(Table):
    """Within how many hours a ticket is to be answered and resolved, by its priority."""

    key = "service_limits"
    owner = Everyones()
    grows = False
    ticket_priority = Column(Type.LABEL, identifies=True, example="high")
    response_limit = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="4")
    resolution_limit = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="24")
    opened_month = Calc(Type.COUNT, native=promised)
    open_now = Calc(Type.COUNT, native=promised)
    overdue_now = Calc(Type.COUNT, native=promised, look=Look.DUE)
    answers_known = Calc(Type.COUNT, native=promised, quiet=True)
    answered_in_time = Calc(Type.PERCENT, native=promised)
    solutions_known = Calc(Type.COUNT, native=promised, quiet=True)
    resolved_in_time = Calc(Type.PERCENT, native=promised)


def _took(hours: Line, waiting: Line) -> Calc:
    """Hours until it was done; until the end of the day reported where it was not done by then."""
    return Calc(Type.NUMBER, native=IF(COUNT(waiting) == 0, blank, MIN(hours, waiting)), quiet=True)


def _in_time(hours: Line, took: Line, limit: Line, waiting: Line) -> Calc:
    """1 or 0 as soon as it is known: not while it is waited for within the limit."""
    native = IF(
        COUNT(took) * COUNT(limit) == 0,
        blank,
        IF(took > limit, 0, IF(COUNT(hours) == 0, blank, IF(hours > waiting, blank, 1))),
    )
    return Calc(Type.FLAG, native=native)


def _at(column: Column, place: Line) -> Expr:
    """What stands in the row of that number; blank where there is none, or nothing in it."""
    found = INDEX(column.whole, place)
    return IF(SUM(place) == 0, blank, IF(found == "", blank, found))


class Tickets(Table):
    """After-sales cases. Times are hours from the opening, around the clock."""

    key = "tickets"
    grows = False
    spare = 8
    ticket_id = Column(Type.TEXT, identifies=True, example="S0001")
    customer_id = Column(Type.TEXT, required=True, refers_to=Customers.customer_id, example="C0001")
    subject = Column(Type.TEXT, use=Use.NOTE, example="The scale shows an error")
    ticket_priority = Column(Type.LABEL, choices=ServiceLimits.ticket_priority, default="normal", example="high")
    opened = Column(Type.DATE, required=True, example="2026-06-02")
    response_hours = Column(Type.NUMBER, minimum=0, example="3.5")
    resolution_hours = Column(Type.NUMBER, minimum=0, example="20")
    handler = Column(Type.TEXT, use=Use.NOTE, example="Service desk")
    limits_no = Calc(Type.COUNT, native=place_of(ticket_priority, ServiceLimits.ticket_priority), quiet=True)
    response_limit = Calc(Type.NUMBER, native=_at(ServiceLimits.response_limit, limits_no), quiet=True)
    resolution_limit = Calc(Type.NUMBER, native=_at(ServiceLimits.resolution_limit, limits_no), quiet=True)
    waiting = Calc(
        Type.NUMBER,
        native=IF((COUNT(opened) == 0) + (opened > Settings.until) > 0, blank, (Settings.until + 1 - opened) * 24),
        quiet=True,
    )
    response_took = _took(response_hours, waiting)
    resolution_took = _took(resolution_hours, waiting)
    response_ok = _in_time(response_hours, response_took, response_limit, waiting)
    resolution_ok = _in_time(resolution_hours, resolution_took, resolution_limit, waiting)
    is_open = Calc(
        Type.FLAG,
        native=IF(COUNT(waiting) == 0, blank, IF(COUNT(resolution_hours) == 0, 1, (resolution_hours > waiting) * 1)),
    )
    overdue_hours = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(resolution_limit) * SUM(is_open) == 0,
            blank,
            IF(resolution_took > resolution_limit, resolution_took - resolution_limit, blank),
        ),
        look=Look.DUE,
    )
    in_month = Calc(
        Type.FLAG,
        native=IF(COUNT(waiting) == 0, 0, (opened >= Settings.period_start) * 1),
        quiet=True,
    )
    answer_hours = Calc(
        Type.NUMBER,
        native=IF(in_month * COUNT(response_hours) == 0, blank, IF(response_hours > waiting, blank, response_hours)),
        quiet=True,
    )
    month_answer = Calc(Type.FLAG, native=IF(in_month == 0, blank, response_ok), quiet=True)
    month_solution = Calc(Type.FLAG, native=IF(in_month == 0, blank, resolution_ok), quiet=True)
    unlimited = Calc(
        Type.FLAG,
        native=IF(COUNT(opened) == 0, blank, (limits_no == 0) * (COUNT(ServiceLimits.resolution_limit.whole) > 0)),
        quiet=True,
    )
    remark = named_once(
        ticket_id,
        IF(
            COUNT(response_hours) * (COUNT(resolution_hours) * (resolution_hours < response_hours)) > 0,
            Phrases.too_early,
            IF(SUM(unlimited) == 0, blank, Phrases.no_limit),
        ),
    )
    owner = Belongs(customer_id)


class FeedbackRoutes(Table):
    """Which department answers what customers tell, and within how many days."""

    key = "feedback_routes"
    owner = Everyones()
    grows = False
    feedback_kind = Column(Type.LABEL, identifies=True, example="delivery")
    department = Column(Type.LABEL, required=True, example="Logistics")
    limit_days = Column(Type.COUNT, minimum=0, example="5")
    received_month = Calc(Type.COUNT, native=promised)
    open_now = Calc(Type.COUNT, native=promised)
    overdue_now = Calc(Type.COUNT, native=promised, look=Look.DUE)
    settled = Calc(Type.COUNT, native=promised, quiet=True)
    mean_days = Calc(Type.NUMBER, native=promised)


class Feedback(Table):
    """What customers told, and when they got an answer."""

    key = "feedback"
    feedback_id = Column(Type.TEXT, identifies=True, example="F0001")
    date = Column(Type.DATE, required=True, example="2026-06-03")
    customer_id = Column(Type.TEXT, required=True, refers_to=Customers.customer_id, example="C0001")
    feedback_kind = Column(Type.LABEL, choices=FeedbackRoutes.feedback_kind, default="other", example="delivery")
    message = Column(Type.TEXT, use=Use.NOTE, example="The parcel came three days late")
    answered = Column(Type.DATE, example="2026-06-05")
    answer = Column(Type.TEXT, use=Use.NOTE, example="Sent by express since")
    route_no = Calc(
        Type.COUNT,
        native=IF(feedback_id == "", blank, place_of(feedback_kind, FeedbackRoutes.feedback_kind)),
        quiet=True,
    )
    department = Calc(Type.LABEL, native=_at(FeedbackRoutes.department, route_no))
    is_open = Calc(
        Type.FLAG,
        native=IF(
            (COUNT(date) == 0) + (date > Settings.until) > 0,
            blank,
            IF(COUNT(answered) == 0, 1, (answered > Settings.until) * 1),
        ),
    )
    days = Calc(  # blank for an answer before the question
        Type.COUNT,
        native=IF(
            (COUNT(is_open) == 0) + (SUM(is_open) == 0) * (answered < date) > 0,
            blank,
            IF(is_open > 0, Settings.until, answered) - date,
        ),
    )
    limit = Calc(Type.COUNT, native=_at(FeedbackRoutes.limit_days, route_no), quiet=True)
    days_late = Calc(
        Type.COUNT,
        native=IF(COUNT(limit) * SUM(is_open) == 0, blank, IF(days > limit, days - limit, blank)),
        look=Look.DUE,
    )
    remark = named_once(
        feedback_id,
        IF(
            (SUM(route_no) == 0) * COUNT(date) * SUMPRODUCT(1 - (FeedbackRoutes.department.whole == "")) == 0,
            blank,
            Phrases.no_route,
        ),
    )
    rules = (InOrder((date, answered)),)
    owner = Belongs(customer_id)


class SurveyItems(Table):
    """What surveys ask about, the share of content answers that is wanted, and what is done about it."""

    key = "survey_items"
    owner = Everyones()
    grows = False
    item = Column(Type.LABEL, identifies=True, example="delivery")
    satisfied_target = Column(Type.PERCENT, minimum=0, maximum=1, example="90%")
    improvement = Column(Type.TEXT, use=Use.NOTE, example="Confirm the day of delivery by telephone")
    responsible = Column(Type.TEXT, use=Use.NOTE, example="Logistics")
    due = Column(Type.DATE, example="2026-08-31")
    progress = Column(Type.LABEL, choices=PROGRESS, example="in_progress")
    answers = Calc(
        Type.COUNT,
        native=IF(
            item == "",
            blank,
            COUNTIFS(
                Surveys.item.whole, item, Surveys.date.whole, at_least(CustomerSettings.first_day),
                Surveys.date.whole, below(Settings.until + 1), Surveys.satisfied.whole, at_least(0),
            ),
        ),
    )  # fmt: skip  # pairs, a line
    content = Calc(
        Type.COUNT,
        native=IF(
            item == "",
            blank,
            COUNTIFS(
                Surveys.item.whole, item, Surveys.date.whole, at_least(CustomerSettings.first_day),
                Surveys.date.whole, below(Settings.until + 1), Surveys.satisfied.whole, 1,
            ),
        ),
        quiet=True,
    )  # fmt: skip  # pairs, a line
    satisfied = Calc(Type.PERCENT, native=IF(SUM(answers) == 0, blank, content / answers), look=Look.BAR)
    shortfall = Calc(
        Type.POINTS,
        native=IF(COUNT(satisfied) * COUNT(satisfied_target) == 0, blank, points(satisfied, satisfied_target)),
        look=Look.SIGN,
    )
    rank = Calc(Type.COUNT, native=IF(COUNT(satisfied) == 0, blank, RANK(satisfied, satisfied.whole, 1)))
    late = Calc(Type.FLAG, native=promised, look=Look.DUE)


def _share(part: Expr, whole: Expr) -> Expr:
    return IF(whole == 0, blank, part / whole)


def _promises() -> dict[Calc, Expr]:
    of_priority = (Tickets.ticket_priority.whole, identified(ServiceLimits.ticket_priority))
    of_month = (*of_priority, Tickets.in_month.whole, 1)
    of_kind = (Feedback.feedback_kind.whole, identified(FeedbackRoutes.feedback_kind))
    in_month = (Feedback.date.whole, at_least(Settings.period_start), Feedback.date.whole, below(Settings.until + 1))

    promises = {
        ServiceLimits.opened_month: COUNTIFS(*of_month),
        ServiceLimits.open_now: COUNTIFS(*of_priority, Tickets.is_open.whole, 1),
        ServiceLimits.overdue_now: COUNTIFS(*of_priority, Tickets.overdue_hours.whole, above(0)),
        ServiceLimits.answers_known: COUNTIFS(*of_priority, Tickets.month_answer.whole, at_least(0)),
        ServiceLimits.solutions_known: COUNTIFS(*of_priority, Tickets.month_solution.whole, at_least(0)),
        ServiceLimits.answered_in_time: _share(
            SUMIFS(Tickets.month_answer.whole, *of_priority), ServiceLimits.answers_known
        ),
        ServiceLimits.resolved_in_time: _share(
            SUMIFS(Tickets.month_solution.whole, *of_priority), ServiceLimits.solutions_known
        ),
        FeedbackRoutes.received_month: COUNTIFS(*of_kind, *in_month),
        FeedbackRoutes.open_now: COUNTIFS(*of_kind, Feedback.is_open.whole, 1),
        FeedbackRoutes.overdue_now: COUNTIFS(*of_kind, Feedback.days_late.whole, above(0)),
        FeedbackRoutes.settled: COUNTIFS(*of_kind, Feedback.is_open.whole, 0, Feedback.days.whole, at_least(0)),
        FeedbackRoutes.mean_days: _share(
            SUMIFS(Feedback.days.whole, *of_kind, Feedback.is_open.whole, 0), FeedbackRoutes.settled
        ),
    }
    names: dict[type[Home], Line] = {
        ServiceLimits: ServiceLimits.ticket_priority,
        FeedbackRoutes: FeedbackRoutes.feedback_kind,
    }
    return {line: IF(names[line.block] == "", blank, native) for line, native in promises.items()}


for _line, _native in _promises().items():
    keep_promise(_line, _native)
