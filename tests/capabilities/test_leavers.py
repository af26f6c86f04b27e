"""Lists of what to do with people hold those who are still there, whatever part of the month they were."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.coaching import CoachingDue, CoachingFigures, WhoIsDue
from salessheet.workbook.sheets.dashboard import Attention
from salessheet.workbook.sheets.honours import Promotion
from salessheet.workbook.sheets.improvement import SupportList
from salessheet.workbook.sheets.leadership import Led
from salessheet.workbook.sheets.meetings import ActionsByPerson
from salessheet.workbook.sheets.priorities import PriorityFigures
from salessheet.workbook.sheets.skills import SkillBoard, TaskFit
from salessheet.workbook.sheets.staffing import CapacityFigures
from salessheet.workbook.sheets.training import TrainingByPerson, TrainingFigures
from salessheet.workbook.tables import ManagerScheme, Onboarding, Roles, TargetBasis
from tests.capabilities.centre import shown

# Ben's last day is 9 June; the figures are of 10 June. Cho begins on 20 June.
TABLES = {
    "reps": """
        rep_id, name, team_id, role,    hire_date,  leave_date
        R1,     Ada,  T1,      manager, 2020-01-01,
        R2,     Ben,  T1,      rep,     2020-01-01, {left}
        R3,     Cho,  T1,      rep,     2026-06-20,
        R4,     Dan,  T1,      rep,     2020-01-01,
    """,
    "deals": """
        deal_id, rep_id, amount, stage, won_date
        D1,      R2,     1,      won,   2026-02-10
        D2,      R4,     2,      won,   2026-02-10
    """,
    "targets": "scope, id, year, amount\nteam, T1, 2026, 1200\n",
    "coaching": "date, rep_id, agreed_step\n2026-01-05, R1,\n",
    "roles": "team_id, role, duties, places, full_quota\nT1, rep, Sells, 3, 80\n",
    "skills": "rep_id, skill, level\nR2, negotiation, 5\nR4, negotiation, 3\n",
    "tasks": "task_id, team_id, task, skill, level\nA1, T1, Tender, negotiation, 4\n",
    "promotion_rules": "role, least_attained, months_needed, of_last, promoted_to\nrep, 1%, 1, 12, senior\n",
    "target_basis": "team_id, year_from, per_person\nT1, 2026-01, 300\n",
}
EARLY_JUNE = {"month": "2026-06", "as_of": "2026-06-10"}


def _with(left: str) -> dict[str, str]:
    return {**TABLES, "reps": TABLES["reps"].format(left=left), **EARLY_JUNE}


def test_who_left_within_the_month_is_in_no_list_of_what_to_do() -> None:
    there, gone = _with(""), _with("2026-06-09")
    # Nobody but the manager ever had a talk; Cho is not there yet.
    assert shown(WhoIsDue.name, **there)[:3] == ["Ben", "Dan", None]
    assert shown(WhoIsDue.name, **gone)[:2] == ["Dan", None]
    assert (shown(CoachingFigures.people, **there), shown(CoachingFigures.people, **gone)) == ([2], [1])
    # 1 and 2 of a share of 1200 each are little.
    assert shown(SupportList.name, **there)[:3] == ["Ada", "Ben", "Dan"]
    assert shown(SupportList.name, **gone)[:3] == ["Ada", "Dan", None]
    assert shown(Promotion.candidate, **there) == [None, 1, 0, 1]
    assert shown(Promotion.candidate, **gone) == [None, 0, 0, 1]
    # Of the negotiation at 4 Ben has all, Dan three quarters.
    assert (shown(TaskFit.best_person, **there)[0], shown(TaskFit.best_person, **gone)[0]) == ("Ben", "Dan")
    # Three places, for Ben and Dan until Cho comes.
    assert (shown(Roles.vacant, **there)[0], shown(Roles.vacant, **gone)[0]) == (1, 2)
    assert (shown(CapacityFigures.quota, **there), shown(CapacityFigures.quota, **gone)) == ([160], [80])
    assert (shown(TargetBasis.team_can, **there)[0], shown(TargetBasis.team_can, **gone)[0]) == (900, 600)


def test_a_manager_is_judged_by_how_those_do_who_are_still_there() -> None:
    """Dan has won more than his share, Ada and Ben have not."""
    scheme = "team_id, judged_by, weight\nT1, on_track, 1\n"
    more = {"manager_scheme": scheme, "deals": TABLES["deals"].replace("R4,     2,", "R4,     900,")}
    assert shown(Led.on_track, **{**_with(""), **more}) == [pytest.approx(1 / 3)]
    assert shown(Led.on_track, **{**_with("2026-06-09"), **more}) == [0.5]
    assert shown(ManagerScheme.score, **{**_with("2026-06-09"), **more})[0] == 50


def test_who_left_needs_the_manager_last() -> None:
    assert shown(Attention.name, **_with(""))[:4] == ["Ada", "Ben", "Dan", "Cho"]
    assert shown(Attention.name, **_with("2026-06-09"))[:4] == ["Ada", "Dan", "Ben", "Cho"]
    # On the last day itself somebody is still there.
    assert shown(Attention.name, **_with("2026-06-10"))[:4] == ["Ada", "Ben", "Dan", "Cho"]


def test_what_concerns_a_leaver_alone_is_due_no_more_and_work_is() -> None:
    of_ben = {
        "coaching": "date, rep_id, agreed_step, due_date\n2026-05-04, R2, Ring ten, 2026-05-20\n",
        "feedback_notes": "date, rep_id, advice\n2026-05-05, R2, Use the form\n",
        "courses": "course_id\nK1\n",
        "training": "rep_id, course_id, due_date\nR2, K1, 2026-05-20\n",
        "learning": "rep_id, plan_step, due_date\nR2, Lead a tender, 2026-05-20\n",
        "onboarding_steps": "step_no, task, by_day\n1, Desk, 0\n",
        "onboarding": "rep_id, step_no\nR2, 1\n",
        "skill_needs": "role, skill, needed\nrep, negotiation, 5\n",
        "skills": "rep_id, skill, level\nR2, negotiation, 3\nR4, negotiation, 4\n",
        "actions": "action, rep_id, due_date\nDraft the form, R2, 2026-05-20\n",
        "rewards": "rep_id, date\nR2, 2026-05-02\n",
    }
    there, gone = {**_with(""), **of_ben}, {**_with("2026-06-09"), **of_ben}
    for line in (
        CoachingFigures.overdue_steps, CoachingFigures.unread, CoachingFigures.unanswered,
        TrainingByPerson.overdue_total, TrainingByPerson.overdue_steps_total, SkillBoard.to_train_total,
    ):  # fmt: skip  # a list to read
        before, after = shown(line, **there)[0], shown(line, **gone)[0]
        assert (before, after) in {(1, 0), (2, 1)}, line
    assert (shown(Onboarding.overdue, **there)[0], shown(Onboarding.overdue, **gone)[0]) == (1, 0)
    assert (shown(CoachingDue.open_steps, **there)[1], shown(CoachingDue.open_steps, **gone)[1]) == (1, 0)
    assert (shown(ActionsByPerson.unused, **there)[1], shown(ActionsByPerson.unused, **gone)[1]) == (1, 0)
    # Ben lacks two levels, Dan one.
    assert (shown(SkillBoard.short, **there)[0], shown(SkillBoard.short, **gone)[0]) == (3, 1)
    # Somebody else can draft the form.
    assert shown(ActionsByPerson.overdue, **gone) == shown(ActionsByPerson.overdue, **there) == [0, 1, 0, 0]


def test_what_a_leaver_never_did_is_not_done_and_hours_are_of_people_still_there() -> None:
    learned = {
        "learning": "rep_id, plan_step, done_on\nR2, Read, 2026-05-20\nR2, Lead,\nR4, Read, 2026-05-20\nR4, Lead,\n",
        "courses": "course_id, hours\nK1, 12\nK2, 6\n",
        "training": "rep_id, course_id, done_on\nR2, K1, 2026-04-20\nR4, K2, 2026-04-20\n",
    }
    there, gone = {**_with(""), **learned}, {**_with("2026-05-31"), **learned}
    # Two steps of four; without Ben's open one two of three, and all that stands in his plan.
    assert shown(TrainingFigures.done, **there) == [0.5]
    assert shown(TrainingFigures.done, **gone) == [pytest.approx(2 / 3)]
    assert shown(TrainingByPerson.progress_of_plan, **there) == [None, 0.5, None, 0.5]
    # 12 and 6 hours of four people of June, Cho among them; 6 of three.
    assert shown(TrainingFigures.hours_each, **there) == [4.5]
    assert shown(TrainingFigures.hours_each, **gone) == [2]


def test_open_deals_of_who_left_are_counted_until_somebody_else_has_them() -> None:
    deals = """
        deal_id, rep_id, amount, stage, won_date
        D1,      R2,     1,      won,   2026-02-10
        D2,      R2,     2,      lead,
        D3,      {rep},  3,      lead,
        D4,      R4,     4,      lead,
    """
    gone = _with("2026-06-09")
    assert shown(PriorityFigures.orphans, **{**gone, "deals": deals.format(rep="R2")}) == [2]
    assert shown(PriorityFigures.orphans, **{**gone, "deals": deals.format(rep="R4")}) == [1]
    assert shown(PriorityFigures.orphans, **{**_with("2026-06-10"), "deals": deals.format(rep="R2")}) == [0]
