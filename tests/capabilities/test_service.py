"""Satisfaction, tickets and feedback."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.satisfaction import SurveyFigures, SurveyMonths, SurveyPeople
from salessheet.workbook.sheets.service import ServiceFigures
from salessheet.workbook.tables import Feedback, FeedbackRoutes, ServiceLimits, SurveyItems, Surveys, Tickets
from tests.capabilities.centre import shown

CUSTOMERS = "customer_id, owner_rep_id\nC1, R1\nC2, R2\nC9, R3"
SURVEYS = """
    date,       customer_id, score,   item
    2026-05-04, C1,          10,
    2026-05-20, C2,          6,
    2026-06-02, C1,          {score},
    2026-06-30, C2,          7,
    2025-06-30, C2,          0,
    2026-06-10, C9,          0,
    2026-06-02, C1,          4,       delivery
    2026-06-02, C2,          9,       delivery
    2026-06-02, C1,          8,       price
"""
ITEMS = """
    item,     satisfied_target, due,        progress
    delivery, 90%,              2026-06-15, in_progress
    price,    90%,              2026-06-15, done
    manners,  90%,              2026-07-15, planned
"""


@pytest.mark.parametrize(
    ("score", "satisfied", "promoters", "june"),
    [
        # The 12 months to 30 June: 10, 6, 9 and 7; the 0 of 30 June 2025 is a day too old. Content from 8 on: two of
        # four. Promoters 10 and 9, detractor 6: (2 - 1) ÷ 4. In June 9 and 7: one content of two, (1 - 0) ÷ 2.
        ("9", 0.5, 25, (0.5, 50)),
        # With 6 one of four is content; one promoter and two detractors.
        ("6", 0.25, -25, (0, -50)),
    ],
)
def test_scores_make_the_share_of_content_customers_and_the_promoter_score(
    score: str, satisfied: float, promoters: float, june: tuple[float, float]
) -> None:
    tables = {"customers": CUSTOMERS, "surveys": SURVEYS.format(score=score), "survey_items": ITEMS}
    assert shown(SurveyFigures.satisfied, **tables) == [satisfied]
    assert shown(SurveyFigures.promoter_score, **tables) == [promoters]
    assert (shown(SurveyFigures.month_satisfied, **tables), shown(SurveyFigures.month_score, **tables)) == (
        [june[0]], [june[1]],
    )  # fmt: skip  # a pair
    assert shown(SurveyMonths.answers, **tables)[:6] == [0, 0, 0, 0, 2, 2]
    # Ada's customer gave 10 and the score, Ben's 6 and 7.
    assert shown(SurveyPeople.satisfied, **tables) == [(1 + (score == "9")) / 2, 0]
    # Of the delivery one of two is content, 40 points below 90 %, late; the price is done; nobody was asked of manners.
    assert shown(SurveyItems.satisfied, **tables)[:3] == [0.5, 1, None]
    assert shown(SurveyItems.shortfall, **tables)[:2] == pytest.approx([-40, 10])
    assert shown(SurveyItems.rank, **tables)[:3] == [1, 2, None]
    assert shown(SurveyItems.late, **tables)[:3] == [1, 0, 0]
    assert shown(SurveyFigures.worst, **tables) == ["delivery"]


def test_an_answer_of_a_customer_whom_nobody_looks_after_names_nobody() -> None:
    tables = {
        "customers": "customer_id, owner_rep_id\nC1, R1\nC2,\n",
        "surveys": "date, customer_id, score\n2026-06-10, C2, 9\n2026-06-10, C1, 9\n",
    }
    assert shown(Surveys.rep_id, team="", **tables)[:2] == [None, "R1"]


def test_nobody_who_answered_makes_no_score() -> None:
    tables = {"customers": CUSTOMERS, "surveys": "date, customer_id, score\n2026-06-10, C9, 0"}
    assert shown(SurveyFigures.answers, **tables) == [0]
    assert shown(SurveyFigures.promoter_score, **tables) == [None]
    assert shown(SurveyFigures.month_score, **tables) == [None]


LIMITS = """
    ticket_priority, response_limit, resolution_limit
    high,            4,              24
    normal,          8,
"""
TICKETS = """
    ticket_id, customer_id, ticket_priority, opened,     response_hours, resolution_hours
    S1,        C1,          high,            2026-06-02, 3,              {hours}
    S2,        C1,          high,            2026-06-30, ,
    S3,        C2,          high,            2026-06-28, ,
    S4,        C2,          normal,          2026-06-20, 9,              200
    S5,        C2,          high,            2026-05-20, 4,              24
    S6,        C9,          high,            2026-06-01, ,
"""


@pytest.mark.parametrize(
    ("hours", "resolved", "overdue", "rate"),
    [
        # S1 in 24 hours is in time, S2 has had 24 hours, S3 72, 48 more than it may; S4 has no limit to be resolved.
        ("24", [1, None, 0, None, 1], [None, None, 48, None, None], 0.5),
        # In 25 hours it is too late, but no longer open.
        ("25", [0, None, 0, None, 1], [None, None, 48, None, None], 0),
    ],
)
def test_a_ticket_is_late_once_its_limit_has_passed(
    hours: str, resolved: list[float | None], overdue: list[float | None], rate: float
) -> None:
    tables = {"customers": CUSTOMERS, "service_limits": LIMITS, "tickets": TICKETS.format(hours=hours)}
    assert shown(Tickets.resolution_ok, **tables)[:5] == resolved
    assert shown(Tickets.overdue_hours, **tables)[:5] == overdue
    # Answered: S1 after 3 of 4 hours; S2 and S3 have waited longer than 4; S4 took 9 of 8; S5 was opened in May.
    assert shown(Tickets.response_ok, **tables)[:5] == [1, 0, 0, 0, 1]
    assert shown(ServiceLimits.answered_in_time, **tables)[:2] == pytest.approx([1 / 3, 0])
    assert shown(ServiceLimits.resolved_in_time, **tables)[:2] == [rate, None]
    assert shown(ServiceFigures.resolved_in_time, **tables) == [rate]
    assert shown(ServiceFigures.overdue_now, **tables) == [1]
    assert shown(ServiceFigures.open_now, **tables) == [2]
    # S1 and S4 of June are resolved.
    assert shown(ServiceFigures.mean_hours, **tables) == [(float(hours) + 200) / 2]


def test_tickets_are_as_they_were_in_the_month_chosen() -> None:
    """On 31 May only S5 was known, and it was resolved the day after it was opened."""
    tables = {"customers": CUSTOMERS, "service_limits": LIMITS, "tickets": TICKETS.format(hours="24")}
    assert shown(Tickets.is_open, month="2026-05", **tables)[:5] == [None, None, None, None, 0]
    assert shown(ServiceFigures.opened_month, month="2026-05", **tables) == [1]


FEEDBACK = """
    feedback_id, date,       customer_id, feedback_kind, answered
    F1,          2026-06-20, C1,          delivery,
    F2,          2026-06-26, C1,          delivery,
    F3,          2026-06-01, C2,          {kind},        2026-06-04
    F4,          2026-05-01, C2,          delivery,      2026-05-10
    F5,          2026-06-01, C9,          delivery,
"""


@pytest.mark.parametrize(
    ("kind", "department", "mean"),
    [
        # Answered: F4 after 9 days by logistics, F3 after 3 by the shop.
        ("price", "sales", [9, 3]),
        # Both by logistics: 6 in the mean.
        ("delivery", "Logistics", [6, None]),
    ],
)
def test_feedback_goes_to_the_department_of_its_kind(kind: str, department: str, mean: list[float | None]) -> None:
    tables = {
        "customers": CUSTOMERS,
        "feedback_routes": "feedback_kind, department, limit_days\ndelivery, Logistics, 5\nprice, Sales,",
        "feedback": FEEDBACK.format(kind=kind),
    }
    assert shown(Feedback.department, **tables)[:4] == ["Logistics", "Logistics", department, "Logistics"]
    # F1 has waited 10 days and may 5, F2 4.
    assert shown(Feedback.days, **tables)[:4] == [10, 4, 3, 9]
    assert shown(Feedback.days_late, **tables)[:4] == [5, None, None, None]
    assert shown(FeedbackRoutes.overdue_now, **tables)[:2] == [1, 0]
    assert shown(FeedbackRoutes.mean_days, **tables)[:2] == mean


def test_feedback_that_nobody_answers_has_no_department() -> None:
    tables = {"customers": CUSTOMERS, "feedback": FEEDBACK.format(kind="price")}
    assert shown(Feedback.department, **tables)[:4] == [None] * 4
    assert shown(ServiceFigures.feedback_late, **tables) == [0]


@pytest.mark.parametrize(("priority", "remark"), [("high", None), ("soon", "no limit for this priority")])
def test_a_ticket_whose_priority_has_no_limit_says_so(priority: str, remark: str | None) -> None:
    ticket = f"ticket_id, customer_id, ticket_priority, opened\nS9, C1, {priority}, 2026-06-02"
    limits = "ticket_priority, response_limit, resolution_limit\nhigh, 4, 24"
    assert shown(Tickets.remark, customers=CUSTOMERS, service_limits=limits, tickets=ticket)[0] == remark
    assert shown(Tickets.remark, customers=CUSTOMERS, tickets=ticket)[0] is None


@pytest.mark.parametrize(("kind", "remark"), [("price", None), ("taste", "no department for this kind")])
def test_feedback_of_a_kind_that_no_department_answers_says_so(kind: str, remark: str | None) -> None:
    feedback = f"feedback_id, date, customer_id, feedback_kind\nF9, 2026-06-02, C1, {kind}"
    routes = "feedback_kind, department\nprice, Sales"
    assert shown(Feedback.remark, customers=CUSTOMERS, feedback_routes=routes, feedback=feedback)[0] == remark
    assert shown(Feedback.remark, customers=CUSTOMERS, feedback=feedback)[0] is None


def test_answers_take_hours_on_average_and_come_before_solutions() -> None:
    tickets = """
        ticket_id, customer_id, ticket_priority, opened,     response_hours, resolution_hours
        S1,        C1,          high,            2026-06-02, 3,              20
        S2,        C1,          high,            2026-06-03, 30,             20
        S3,        C2,          high,            2026-06-30, 99,
        S4,        C2,          high,            2026-05-30, 50,             60
        S5,        C2,          high,            2026-06-29, ,
    """
    tables = {"customers": CUSTOMERS, "service_limits": LIMITS, "tickets": tickets}
    # 3 and 30 hours in June. S3 is answered after the last day, S4 was opened in May, S5 still waits.
    assert shown(ServiceFigures.mean_answer, **tables) == [16.5]
    assert shown(Tickets.remark, **tables)[:5] == [None, "resolved before it was answered", None, None, None]
