"""Contacts against the targets of the role, and how many of them a deal takes."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.activity_plan import ActivityFigures, ActivityRatios, ActivityReached
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
