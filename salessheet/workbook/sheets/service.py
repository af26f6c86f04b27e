"""Service: after-sales tickets by their limits, and feedback by the department that answers it."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, SUM, SUMIFS, above
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import Feedback, FeedbackRoutes, ServiceLimits, Tickets

OF_MONTH = (Tickets.in_month.whole, 1)


def _in_time(flag: Line) -> Expr:
    return IF(COUNT(flag.whole) == 0, blank, SUM(flag.whole) / COUNT(flag.whole))


class ServiceFigures(Block):
    """Of tickets opened in the month reported; what is open or late, of all."""

    rows = Extent("figures of service", 1)
    arrangement = Arrangement.CARDS
    opened_month = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(*OF_MONTH))
    answered_in_time = Calc(Type.PERCENT, Axis.CELL, native=_in_time(Tickets.month_answer))
    resolved_in_time = Calc(Type.PERCENT, Axis.CELL, native=_in_time(Tickets.month_solution))
    resolved_month = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(*OF_MONTH, Tickets.is_open.whole, 0))
    mean_hours = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            resolved_month == 0,
            blank,
            SUMIFS(Tickets.resolution_took.whole, *OF_MONTH, Tickets.is_open.whole, 0) / resolved_month,
        ),
    )
    mean_answer = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            COUNT(Tickets.answer_hours.whole) == 0,
            blank,
            SUM(Tickets.answer_hours.whole) / COUNT(Tickets.answer_hours.whole),
        ),
    )
    open_now = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Tickets.is_open.whole, 1))
    overdue_now = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Tickets.overdue_hours.whole, above(0)))
    feedback_open = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Feedback.is_open.whole, 1))
    feedback_late = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Feedback.days_late.whole, above(0)))


SERVICE = Sheet(
    "service",
    Role.INPUT,
    Group.CUSTOMERS,
    (ServiceFigures, ServiceLimits, FeedbackRoutes, Tickets, Feedback),
    with_data=True,
    cards=5,
)

CAPABILITIES = (
    Capability(
        49,
        "feedback_routing",
        inputs=(Feedback.feedback_kind, Feedback.date, Feedback.answered, FeedbackRoutes.department,
                FeedbackRoutes.limit_days),
        outputs=(Feedback.department, Feedback.days, Feedback.days_late, FeedbackRoutes.overdue_now,
                 FeedbackRoutes.mean_days),
        test="test_feedback_goes_to_the_department_of_its_kind",
    ),
    Capability(
        50,
        "after_sales",
        inputs=(Tickets.opened, Tickets.response_hours, Tickets.resolution_hours, ServiceLimits.response_limit,
                ServiceLimits.resolution_limit),
        outputs=(Tickets.response_ok, Tickets.resolution_ok, Tickets.overdue_hours, ServiceLimits.answered_in_time,
                 ServiceFigures.resolved_in_time, ServiceFigures.mean_answer, ServiceFigures.overdue_now),
        test="test_a_ticket_is_late_once_its_limit_has_passed",
    ),
)  # fmt: skip  # lists to read
