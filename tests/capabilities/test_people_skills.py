"""People: what they learn, what they can, and which task fits whom."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.skills import SkillBoard, TaskFit
from salessheet.workbook.sheets.training import TrainingByPerson, TrainingFigures
from salessheet.workbook.tables import Courses, Skills, Tasks
from tests.capabilities.centre import shown

COURSES = """
    course_id, course,      course_kind, skill,   hours, cost
    K1,        Negotiation, external,    talking, 16,    800
    K2,        Products,    internal,    goods,   4,
"""
TRAINING = """
    rep_id, course_id, due_date,   done_on,    before, after
    R1,     K1,        2026-04-30, 2026-04-20, 50,     {after}
    R2,     K1,        2026-05-31, 2026-06-05, 60,     60
    R2,     K2,        2026-06-10, ,           ,
    R1,     K2,        2025-06-01, 2025-06-01, 10,     90
    R3,     K2,        2026-06-01, 2026-06-01, 10,     90
"""
SKILLS = """
    rep_id, skill,   level
    R1,     talking, 2
    R2,     talking, 4
    R2,     goods,   1
    R3,     goods,   5
"""
NEEDS = """
    role, skill,   needed
    rep,  talking, 3
    rep,  goods,   2
"""
LEARNT = {"courses": COURSES, "skills": SKILLS, "skill_needs": NEEDS}


@pytest.mark.parametrize(
    ("after", "gain", "by_course"),
    [
        # Ada gained 30, Ben nothing: 15 in the mean. What Ada learned last year is of last year.
        ("80", 15, [15, None]),
        # With 40 after the course Ada lost 10: -5 in the mean.
        ("40", -5, [-5, None]),
    ],
)
def test_training_is_known_by_its_gain_and_by_whom_it_reached(
    after: str, gain: float, by_course: list[float | None]
) -> None:
    tables = {**LEARNT, "training": TRAINING.format(after=after)}
    assert shown(TrainingFigures.gain, **tables) == [gain]
    assert shown(Courses.gain, **tables)[:2] == by_course
    assert shown(TrainingFigures.coverage, **tables) == [1]  # both of the two
    assert shown(TrainingFigures.hours_each, **tables) == [16]  # 32 hours of two people
    assert shown(TrainingByPerson.cost, **tables) == [800, 800]
    assert shown(TrainingByPerson.overdue, **tables) == [0, 1]  # the products, due on the 10th


def test_a_course_without_a_test_after_it_gains_nothing_and_is_counted() -> None:
    tables = {**LEARNT, "training": TRAINING.format(after="")}
    assert shown(TrainingFigures.untested, **tables) == [1]  # Ada's of April
    assert shown(TrainingFigures.gain, **tables) == [0]  # Ben's 60 and 60


def test_in_an_earlier_month_later_courses_are_not_done_yet() -> None:
    may = {**LEARNT, "training": TRAINING.format(after="80"), "month": "2026-05"}
    # At the end of May Ben had done nothing, and on the day it is due a course is not overdue yet.
    assert shown(TrainingFigures.coverage, **may) == [0.5]
    assert shown(TrainingFigures.gain, **may) == [30]
    assert shown(TrainingByPerson.overdue, **may) == [0, 0]


def test_who_lacks_what_the_role_needs_and_had_no_course_is_to_be_trained() -> None:
    tables = {**LEARNT, "training": TRAINING.format(after="80")}
    # Ada lacks a level in talking, but had the course; Ben lacks one in goods and had none.
    assert shown(Skills.missing, **tables)[:3] == [1, 0, 1]
    assert shown(Skills.to_train, **tables)[:3] == [0, 0, 1]
    assert shown(SkillBoard.missing, **tables) == [1, 1]
    assert shown(SkillBoard.level, **tables) == [None, 2, 1, 4]  # goods and talking, person by person


def test_a_skill_that_the_role_needs_and_nobody_rated_is_not_passed_over() -> None:
    tables = {**LEARNT, "training": TRAINING.format(after="80")}
    # Ada's role needs goods, too, of which no level was typed; Ben has both.
    assert shown(SkillBoard.unrated, **tables) == [1, 0]


LEARNING = """
    rep_id, goal,    plan_step, due_date,   done_on
    R1,     Manager, Read,      2026-03-01, 2026-02-20
    R1,     Manager, Lead,      2026-05-01, {done}
    R1,     Manager, Teach,     2026-09-01,
    R3,     Else,    Wait,      2026-01-01,
"""


@pytest.mark.parametrize(
    ("done", "progress", "overdue"),
    [
        ("", 1 / 3, 1),  # of three steps one is done, one is late, one has time until September
        ("2026-06-12", 2 / 3, 0),
    ],
)
def test_a_plan_of_learning_is_as_far_as_its_steps_are_done(done: str, progress: float, overdue: float) -> None:
    learning = LEARNING.format(done=done)
    assert shown(TrainingByPerson.progress_of_plan, learning=learning) == [pytest.approx(progress), None]
    assert shown(TrainingByPerson.overdue_steps, learning=learning) == [overdue, 0]
    assert shown(TrainingByPerson.overdue_steps, learning=learning, month="2026-05") == [1, 0]


TASKS = """
    task_id, team_id, task,   skill,   level, second_skill, second_level, rep_id, due_date,   done_on
    A1,      T1,      Tender, talking, {level}, goods,      2,            R1,     2026-06-15,
    A2,      T1,      Visit,  goods,   4,     ,             ,             ,       ,
    A3,      T1,      Old,    talking, 1,     ,             ,             R1,     2026-05-01, 2026-05-02
    A4,      T1,      Easy,   ,        ,      ,             ,             R2,     2026-07-01,
    A5,      T2,      Else,   talking, 1,     ,             ,             R3,     2026-05-01,
"""


def test_a_task_says_that_of_a_need_the_skill_or_the_level_is_missing() -> None:
    tasks = """
        task_id, team_id, task,   skill, level, second_skill, second_level
        A1,      T1,      Tender, talk,  4,     ,
        A2,      T1,      Visit,  talk,  ,      write,        2
        A3,      T1,      Call,   talk,  0,     ,             2
        A4,      T1,      Rest,   ,      ,      ,
    """
    told = shown(Tasks.remark, **{**LEARNT, "tasks": tasks})[:5]
    assert told == [None, "skill or level missing", "skill or level missing", None, None]


@pytest.mark.parametrize(
    ("level", "fits", "best"),
    [
        # Tender: Ada has 2 of 4 and 0 of 2, a third; Ben 4 of 4 and 1 of 2, 5 of 6. Visit: 0 and 1 of 4.
        ("4", [1 / 3, 5 / 6, 0, 0.25], ["Ben", "Ben", None, None]),
        # With a level of 1 in talking Ada has 1 of 3, Ben 2 of 3: more than needed counts no more.
        ("1", [1 / 3, 2 / 3, 0, 0.25], ["Ben", "Ben", None, None]),
    ],
)
def test_a_task_fits_by_the_levels_that_somebody_has_of_those_it_needs(
    level: str, fits: list[float], best: list[str | None]
) -> None:
    tables = {**LEARNT, "tasks": TASKS.format(level=level)}
    assert shown(TaskFit.fit, **tables)[:4] == pytest.approx(fits)
    assert shown(TaskFit.best_person, **tables)[:4] == best
    assert shown(TaskFit.is_better, **tables)[:4] == [1, 1, None, None]  # Ada has the one, nobody the other
    assert shown(TaskFit.open_tasks, **tables) == [1, 1]
    assert shown(TaskFit.overdue_tasks, **tables) == [1, 0]


def test_nobody_is_better_where_the_best_has_the_task() -> None:
    tasks = TASKS.format(level="4").replace("2,            R1,", "2,            R2,")
    assert shown(TaskFit.own, tasks=tasks, **LEARNT)[0] == pytest.approx(5 / 6)
    assert shown(TaskFit.is_better, tasks=tasks, **LEARNT)[0] == 0


def test_who_has_left_fits_no_task_however_able() -> None:
    # Ben, who fits it by 5 / 6, left in May: of those who are there Ada is the best, by a third.
    tasks = TASKS.format(level="4").replace("2,            R1,", "2,            R2,")
    reps = "rep_id, name, team_id, leave_date\nR1, Ada, T1,\nR2, Ben, T1, 2026-05-20\nR3, Cho, T2,\n"
    assert shown(TaskFit.own, tasks=tasks, reps=reps, **LEARNT)[0] is None
    assert shown(TaskFit.best_person, tasks=tasks, reps=reps, **LEARNT)[0] == "Ada"
    assert shown(TaskFit.is_better, tasks=tasks, reps=reps, **LEARNT)[0] == 1
