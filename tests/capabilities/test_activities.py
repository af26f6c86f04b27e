"""Contacts against the targets of the role, and how many of them a deal takes."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet.workbook.measures import Type
from salessheet.workbook.sheets.activity_plan import ActivityFigures, ActivityRatios, ActivityReached, ActivityWeeks
from tests.capabilities.centre import shown

REPS = """
    rep_id, name, team_id, role
    R1,     Ada,  T1,      rep
    R2,     Ben,  T1,      manager
    R3,     Cho,  T2,      rep
"""
CUSTOMERS = """
    customer_id, name,  owner_rep_id
    C1,          Acorn, R1
"""
DEALS = """
    deal_id, rep_id, amount, stage, prospect_date, won_date
    D1,      R1,     100,    won,   2026-02-01,    2026-03-01
    D2,      R1,     100,    lead,  2026-05-01,
    D3,      R1,     100,    lead,  2025-05-01,
"""
ACTIVITIES = """
    date,       rep_id, type,  count, customer_id
    2026-06-02, R1,     call,  {calls},
    2026-06-09, R1,     visit, 1,     C1
    2026-05-09, R1,     call,  6,
    2026-06-02, R2,     call,  3,
    2026-06-02, R3,     call,  50,
"""
TARGETS = """
    role, type,  per_week
    rep,  call,  5
    rep,  email, 1
"""


# June 2026 has 22 days from Monday to Friday: 22 / 5 = 4.4 weeks, so Ada is asked for 22 calls and 4.4 e-mails.
# In the year she has 11 + 6 calls and a visit, 18 contacts, for two new deals and a won one; D3 is of 2025.
@pytest.mark.parametrize(("calls", "reached", "contacts"), [(11, 0.5, 18), (22, 1, 29)])
def test_contacts_are_measured_by_the_targets_of_the_role_and_by_deals(
    calls: int, reached: float, contacts: int
) -> None:
    tables = {
        "reps": REPS,
        "customers": CUSTOMERS,
        "deals": DEALS,
        "activities": ACTIVITIES.format(calls=calls),
        "activity_targets": TARGETS,
    }
    # By person: calls, e-mails, visits. Nobody's role but Ada's has targets, and none for visits.
    assert shown(ActivityReached.reached, **tables) == pytest.approx([reached, 0, None, None, None, None])
    assert shown(ActivityReached.all, **tables) == pytest.approx([calls / 26.4, None])
    assert [line.measure for line in (ActivityReached.planned, ActivityFigures.planned)] == [Type.COUNT] * 2  # 26
    assert shown(ActivityRatios.contacts, **tables) == [contacts, 3]
    assert shown(ActivityRatios.named, **tables) == [1, 0]
    assert shown(ActivityRatios.per_new, **tables) == [contacts / 2, None]
    assert shown(ActivityRatios.per_won, **tables) == [contacts, None]
    assert shown(ActivityFigures.per_won, **tables) == [contacts + 3]


def test_targets_count_for_the_days_that_are_over_and_nothing_is_made_up_without_activities() -> None:
    # By Friday 12 June ten working days are over: two weeks, ten calls.
    tables = {"reps": REPS, "customers": CUSTOMERS, "deals": DEALS, "activity_targets": TARGETS}
    activities = ACTIVITIES.format(calls=5)
    assert shown(ActivityReached.reached, as_of="2026-06-12", activities=activities, **tables)[0] == pytest.approx(0.5)
    assert shown(ActivityReached.reached, **tables) == [None] * 4
    assert shown(ActivityRatios.per_won, **tables) == [None, None]


# Ben comes on Monday 15 June: 12 of the 22 days are left, 12 / 5 × 5 = 12 calls. Dee left on 5 June: 5 days, 5.
# Eve left in May and is asked for nothing. By Friday 12 June ten days are over, Ben has not come, and Dee's 5 stay.
def test_who_comes_or_leaves_is_asked_for_the_days_in_seat() -> None:
    reps = """
        rep_id, name, team_id, role, hire_date,  leave_date
        R1,     Ada,  T1,      rep,  ,
        R2,     Ben,  T1,      rep,  2026-06-15,
        R3,     Cho,  T2,      rep,  ,
        R4,     Dee,  T1,      rep,  2020-01-01, 2026-06-05
        R5,     Eve,  T1,      rep,  ,           2026-05-29
    """
    targets = "role, type, per_week\nrep, call, 5\n"
    activities = (
        "date, rep_id, type, count\n2026-06-02, R1, call, 11\n2026-06-16, R2, call, 6\n2026-06-02, R4, call, 5\n"
    )
    tables = {"reps": reps, "activities": activities, "activity_targets": targets, "customers": CUSTOMERS}
    assert shown(ActivityReached.planned, **tables) == pytest.approx([22, 12, 5, 0])
    assert shown(ActivityReached.all, **tables) == pytest.approx([0.5, 0.5, 1, None])
    assert shown(ActivityFigures.planned, **tables) == pytest.approx([39])
    assert shown(ActivityReached.planned, as_of="2026-06-12", **tables) == pytest.approx([10, 0, 5, 0])


def test_a_week_has_as_many_working_days_as_the_calendar() -> None:
    # Every Friday off: June 2026 has 18 days from Monday to Thursday, which are four and a half weeks of four days.
    first = dt.date(2026, 1, 2)
    fridays = "".join(f"{first + dt.timedelta(weeks=week)}, no\n" for week in range(52))
    tables = {
        "reps": REPS, "customers": CUSTOMERS, "deals": DEALS, "activities": ACTIVITIES.format(calls=9),
        "activity_targets": TARGETS, "calendar": "date, working\n" + fridays,
    }  # fmt: skip  # a list to read
    assert shown(ActivityWeeks.days_a_week, **tables) == [4]
    assert shown(ActivityWeeks.weeks, **tables) == [4.5]
    assert shown(ActivityReached.reached, **tables)[0] == pytest.approx(9 / 22.5)
