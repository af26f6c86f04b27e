"""People: places and newcomers, how managers do, what meetings decide and teams celebrate."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.coaching import CoachingFigures
from salessheet.workbook.sheets.leadership import Led, ManagerScore
from salessheet.workbook.sheets.meetings import ActionsByPerson, MeetingFigures
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.staffing import Capacity, CapacityFigures
from salessheet.workbook.tables import Expectations, ManagerScheme, Meetings, Onboarding, Roles, TeamEvents
from tests.capabilities.centre import shown

REPS = """
    rep_id, name, team_id, role,    hire_date,  leave_date
    R1,     Ada,  T1,      manager, 2020-01-01,
    R2,     Ben,  T1,      rep,     2026-05-20,
    R3,     Cho,  T2,      rep,     2026-05-20,
    R4,     Dan,  T1,      rep,     2025-01-01, 2026-03-31
"""
ROLES = """
    team_id, role,    duties, places, full_quota
    T1,      rep,     Sells,  {places}, 80
    T1,      manager, Leads,  1,      40
    T2,      rep,     Sells,  5,      80
"""
RAMP = """
    month_no, share
    1,        20%
    2,        50%
"""
STEPS = """
    step_no, task,   by_day
    1,       Desk,   0
    2,       Visit,  {day}
    3,       Report, 60
"""
ONBOARDING = """
    rep_id, step_no, done_on
    R2,     1,       2026-05-20
    R2,     2,
    R2,     3,
    R3,     2,
"""
NEW = {"reps": REPS, "ramp": RAMP, "onboarding": ONBOARDING}


@pytest.mark.parametrize(
    ("day", "due", "overdue"),
    [
        ("14", [46162, 46176, 46222], [0, 1, 0]),  # from 20 May: that day, 3 June, 19 July
        ("41", [46162, 46203, 46222], [0, 0, 0]),  # 30 June is the last day, and due on it is not overdue
    ],
)
def test_somebody_new_has_steps_due_by_the_days_after_the_hire_date(
    day: str, due: list[float], overdue: list[float]
) -> None:
    tables = {**NEW, "onboarding_steps": STEPS.format(day=day), "roles": ROLES.format(places=3)}
    assert shown(Onboarding.due_date, **tables)[:3] == due
    assert shown(Onboarding.overdue, **tables)[:3] == overdue
    assert shown(Capacity.onboarded, **tables) == [None, pytest.approx(1 / 3), None]
    # June is Ben's second month: half of 80. In May it was a fifth. Dan left in March.
    assert shown(Capacity.quota, **tables) == [40, 40, 0]
    assert shown(Capacity.quota, month="2026-05", **tables) == [40, 16, 0]


@pytest.mark.parametrize(
    ("ramp", "shares"),
    [
        ("1, 20%\n4, 50%", [0.2, 0.2, 0.2, 0.5, 1]),  # from May: the months between are like the first
        ("2, 50%", [0.5, 0.5, 1, 1, 1]),
        ("", [1, 1, 1, 1, 1]),
    ],
)
def test_a_month_between_two_of_the_ramp_is_like_the_one_before(ramp: str, shares: list[float]) -> None:
    tables = {"reps": REPS, "ramp": f"month_no, share\n{ramp}\n", "as_of": "2026-09-30"}
    months = [f"2026-{month:02}" for month in (5, 6, 7, 8, 9)]
    assert [shown(Capacity.share, month=month, **tables)[1] for month in months] == shares


def test_who_is_new_has_a_plan_or_is_counted() -> None:
    steps, none = STEPS.format(day=14), "rep_id, step_no, done_on\n"
    # Ben came on 20 May and is new for 60 days, to 19 July; Ada has been here for years.
    assert shown(CapacityFigures.unplanned, reps=REPS, onboarding_steps=steps, onboarding=none) == [1]
    assert shown(CapacityFigures.unplanned, reps=REPS, onboarding_steps=steps, onboarding=ONBOARDING) == [0]
    # With a row for the first of three steps alone, the plan is not whole and a third of it is done.
    first = "rep_id, step_no, done_on\nR2, 1, 2026-05-20\n"
    assert shown(CapacityFigures.unplanned, reps=REPS, onboarding_steps=steps, onboarding=first) == [1]
    assert shown(Capacity.onboarded, reps=REPS, onboarding_steps=steps, onboarding=first)[1] == pytest.approx(1 / 3)
    later = {"month": "2026-07", "as_of": "2026-07-20"}
    assert shown(CapacityFigures.unplanned, reps=REPS, onboarding_steps=steps, onboarding=none, **later) == [0]


def test_a_step_that_is_in_no_template_and_somebody_without_a_hire_date_are_told() -> None:
    reps = "rep_id, name, team_id, hire_date\nR1, Ada, T1,\nR2, Ben, T1, 2026-05-20\n"
    steps = "rep_id, step_no, done_on\nR2, 1,\nR2, 9,\nR1, 1,\n"
    remarks = shown(Onboarding.remark, reps=reps, onboarding_steps=STEPS.format(day=14), onboarding=steps)
    assert remarks[:3] == [None, "no such step", "no hire date"]


@pytest.mark.parametrize(("places", "vacant"), [("3", 2), ("1", 0), ("0", 0)])
def test_a_role_is_vacant_where_it_has_more_places_than_people(places: str, vacant: float) -> None:
    tables = {"reps": REPS, "roles": ROLES.format(places=places)}
    assert shown(Roles.people, **tables)[:2] == [1, 1]  # Ben; Dan left
    assert shown(Roles.people, month="2026-03", **tables)[:2] == [1, 1]  # Dan; Ben was not there
    assert shown(Roles.vacant, **tables)[:2] == [vacant, 0]
    assert shown(CapacityFigures.vacant, **tables) == [vacant]


def test_people_in_seat_carry_the_target_or_people_are_missing() -> None:
    tables = {"reps": REPS, "roles": ROLES.format(places=3), "ramp": RAMP}
    targets = "scope, id, year, amount\nteam, T1, 2026, {}\n"
    # 1440 a year is 120 a month; Ada and Ben carry 40 and 40, a third too little. A full person carries 60 in the
    # mean, so that 40 is two thirds of one.
    less = {**tables, "targets": targets.format(1440)}
    assert shown(CapacityFigures.target, **less) == [120]
    assert shown(CapacityFigures.over, **less) == [pytest.approx(-1 / 3)]
    assert shown(CapacityFigures.missing, **less) == [pytest.approx(2 / 3)]
    # Without a target nobody knows whether somebody is missing.
    assert shown(CapacityFigures.target, **tables) == [None]
    assert shown(CapacityFigures.missing, **tables) == [None]
    # With 600 a year it is 50 a month, and nobody is missing.
    assert shown(CapacityFigures.missing, **{**tables, "targets": targets.format(600)}) == [0]


SCHEME = """
    team_id, judged_by,    weight, full_at, typed
    T1,      attainment,   40%,    {full},
    T1,      coaching,     30%,    ,
    T1,      expectations, 20%,    ,
    T1,      satisfaction, 10%,    ,        {typed}
    T2,      attainment,   100%,   ,        10%
"""
EXPECTED = """
    team_id, expectation, expectation_kind, wanted, rating
    T1,      Listens,     conduct,          4,      3
    T1,      Plans,       duty,             4,      {rating}
    T1,      Cheers,      attitude,         5,
    T2,      Listens,     conduct,          5,      1
"""
SOLD = """
    deal_id, rep_id, amount, stage, won_date
    D1,      R2,     300,    won,   2026-06-02
"""
LED = {
    "reps": REPS,
    "deals": SOLD,
    "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\n",
    "coaching": "date, rep_id\n2026-06-10, R2\n",
}


@pytest.mark.parametrize(
    ("full", "typed", "total"),
    [
        # Won 300 of 600 to June: 50 points. Ben was coached in time: 100. Seen 7 of 8: 87.5. Satisfaction of 90%: 90.
        # 0.4·50 + 0.3·100 + 0.2·87.5 + 0.1·90 = 76.5
        ("100%", "90%", 76.5),
        # Half of the target is enough: 100 for it, 20 points more.
        ("50%", "90%", 96.5),
        # Nobody knows satisfaction: 67.5 of the other 90%, which is 75.
        ("100%", "", 75),
    ],
)
def test_a_manager_scores_by_results_coaching_and_what_is_expected(full: str, typed: str, total: float) -> None:
    tables = {**LED, "manager_scheme": SCHEME.format(full=full, typed=typed), "expectations": EXPECTED.format(rating=4)}
    assert shown(ManagerScore.total, **tables) == [pytest.approx(total)]
    assert shown(ManagerScheme.score, **tables)[1] == 100


def test_a_manager_is_judged_by_the_target_of_the_team_not_by_what_its_people_carry() -> None:
    settings = "key, value\ncurrency, CNY\nlanguage, en\nregion,\nover_assignment, 25%\n"
    scheme = "team_id, judged_by, weight\nT1, attainment, 100%\n"
    # 300 won of 600 to June; the people carry 750 together, of which it is 40%.
    assert shown(Results.attainment_total, settings=settings, **LED) == [0.4]
    assert shown(Led.attainment, settings=settings, **LED) == [0.5]
    assert shown(ManagerScore.total, settings=settings, **LED, manager_scheme=scheme) == [50]


def test_surveys_say_how_content_customers_are_where_nothing_is_typed() -> None:
    # One of two answers is content: 50 points more of the weight of 0.1, 67.5 + 5.
    tables = {
        **LED,
        "manager_scheme": SCHEME.format(full="100%", typed=""),
        "expectations": EXPECTED.format(rating=4),
        "customers": "customer_id, owner_rep_id\nC1, R2\n",
        "surveys": "date, customer_id, score\n2026-05-04, C1, 9\n2026-06-04, C1, 3\n",
    }
    assert shown(Led.satisfaction, **tables) == [0.5]
    assert shown(ManagerScore.total, **tables) == [pytest.approx(72.5)]


def test_a_manager_may_be_judged_by_who_stayed() -> None:
    scheme = "team_id, judged_by, weight\nT1, retention, 100%\n"
    # Ada and Dan were here on 1 January, and Dan left on 31 March; Ben came in May.
    assert shown(Led.retention, reps=REPS, manager_scheme=scheme) == [0.5]
    assert shown(ManagerScore.total, reps=REPS, manager_scheme=scheme) == [50]
    assert shown(Led.retention, reps=REPS, manager_scheme=scheme, month="2026-02") == [1]


def test_without_a_talk_coaching_scores_nothing_and_is_left_out() -> None:
    tables = {
        **LED,
        "manager_scheme": SCHEME.format(full="100%", typed="90%"),
        "expectations": EXPECTED.format(rating=4),
    }
    tables["coaching"] = "date, rep_id\n"
    # 0.4·50 + 0.2·87.5 + 0.1·90 = 46.5 of 70%
    assert shown(ManagerScore.total, **tables) == [pytest.approx(46.5 / 0.7)]


@pytest.mark.parametrize(("rating", "gaps", "met"), [("5", [-1, 1, None], 7 / 8), ("2", [-1, -2, None], 5 / 8)])
def test_what_is_expected_and_not_seen_is_a_gap(rating: str, gaps: list[float | None], met: float) -> None:
    # Of two that want 4 each one is short of a level; what the other has beyond does not make up for it.
    expected = EXPECTED.format(rating=rating)
    assert shown(Expectations.gap, expectations=expected)[:3] == gaps
    assert shown(Led.expectations, expectations=expected) == [pytest.approx(met)]
    assert shown(Led.unrated, expectations=expected) == [1]  # the third
    assert shown(Led.short, expectations=expected) == [sum(gap is not None and gap < 0 for gap in gaps)]


MEETINGS = """
    meeting_id, team_id, date,       agenda, decisions
    M1,         T1,      2026-05-04, All,    Form
    M2,         T1,      2026-06-08, All,    None
    M3,         T1,      2025-12-08, All,    None
    M4,         T2,      2026-06-08, All,    None
"""
ACTIONS = """
    meeting_id, action, rep_id, due_date,   done_on
    M1,         Draft,  R2,     2026-05-20, {done}
    M1,         Print,  R1,     2026-07-01,
    ,           Call,   R2,     ,
    M4,         Else,   R3,     2026-01-01,
"""
MET = {"reps": REPS, "meetings": MEETINGS}


@pytest.mark.parametrize(
    ("done", "still_open", "overdue"),
    [
        ("", [1, 2, 0], [0, 1, 0]),
        ("2026-06-02", [1, 1, 0], [0, 0, 0]),
    ],
)
def test_an_action_is_overdue_after_its_day_and_until_it_is_done(
    done: str, still_open: list[float], overdue: list[float]
) -> None:
    tables = {**MET, "actions": ACTIONS.format(done=done)}
    assert shown(ActionsByPerson.open_actions, **tables) == still_open
    assert shown(ActionsByPerson.overdue, **tables) == overdue
    assert shown(ActionsByPerson.overdue, month="2026-05", **tables) == [0, 1, 0]
    assert shown(ActionsByPerson.open_actions, month="2026-04", **tables) == [0, 1, 0]  # before the meeting in May
    assert shown(MeetingFigures.open_actions, month="2026-04", **tables) == [1]
    assert shown(Meetings.open_actions, **tables)[:3] == [still_open[1], 0, 0]
    assert shown(MeetingFigures.meetings, **tables) == [2]


def test_what_a_team_does_together_is_counted_and_costs() -> None:
    events = """
        team_id, date,       team_event_kind, event, took_part, cost
        T1,      2026-02-01, outing,          Row,   8,         2400
        T1,      2026-06-01, dinner,          Eat,   0,         100
        T1,      2025-06-01, dinner,          Eat,   4,         900
        T2,      2026-06-01, dinner,          Eat,   4,         900
    """
    assert shown(MeetingFigures.events, team_events=events) == [2]
    assert shown(MeetingFigures.cost, team_events=events) == [2500]
    assert shown(TeamEvents.cost_each, team_events=events)[:3] == [300, None, 225]
    assert shown(MeetingFigures.cost, team_events=events, month="2026-05") == [2400]


def test_a_chance_to_learn_is_unused_until_its_day() -> None:
    rewards = """
        rep_id, date,       reason, reward, worth, used_on
        R2,     2026-05-02, Best,   Course, 500,   2026-06-10
        R2,     2026-06-02, Best,   Course, 300,
        R1,     2025-06-02, Best,   Course, 300,
        R3,     2026-06-02, Best,   Course, 900,
    """
    tables = {"reps": REPS, "rewards": rewards}
    assert shown(ActionsByPerson.rewards, **tables) == [0, 2, 0]
    assert shown(ActionsByPerson.worth, **tables) == [0, 800, 0]
    assert shown(ActionsByPerson.unused, **tables) == [1, 1, 0]
    assert shown(ActionsByPerson.unused, month="2026-05", **tables) == [1, 1, 0]


def test_a_team_without_people_has_nobody() -> None:
    """A row stands there all the same, to type the first into."""
    tables = {"teams": "team_id, name\nT1, North\nT2, South\n", "reps": "rep_id, team_id\nR3, T2\n"}
    for line in (People.here, People.present, Capacity.began, CoachingFigures.people):
        assert shown(line, **tables) == [0], line
    assert shown(Led.retention, **tables) == [None]
    assert shown(People.here, team="T2", **tables) == [1]
