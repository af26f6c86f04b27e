"""What people of the sample learn and can, and the tasks that their teams have."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salessheet.data.sample.rows import Row, before, dice, frame
from salessheet.data.sample.world import Tables, World, codes
from salessheet.workbook.tables import Courses, Learning, Reps, SkillNeeds, Skills, Tasks, Teams, Training

_PART = 35
_COURSES = (("external", 16.0, 2_400.0), ("internal", 4.0, 0.0), ("online", 6.0, 180.0), ("role_play", 3.0, 0.0))
"""One a skill, in the order of their names: how it is given, its hours and what it costs a head."""
_NEEDS = {"rep": (3.0, 3.0, 2.0, 2.0), "senior": (4.0, 4.0, 3.0, 3.0), "manager": (4.0, 3.0, 3.0, 4.0)}
_TASKS = ((0, 4.0, 1, 3.0, 12), (1, 3.0, None, None, -6), (2, 4.0, 3, 2.0, -20), (3, 3.0, None, None, 30))
"""The first and the second skill with their levels, and for how many days it is due by the last day."""
_DONE = 3  # the place of the task that is done


def tables(world: World, known: Tables) -> Tables:
    reps = known[Reps.key]
    skills, courses = world.names["skills"], world.names["courses"]
    offered = [
        (f"K{place:02}", course, kind, skill, hours, cost)
        for place, (course, skill, (kind, hours, cost)) in enumerate(zip(courses, skills, _COURSES, strict=True), 1)
    ]
    needs = [(role, skill, level) for role, each in _NEEDS.items() for skill, level in zip(skills, each, strict=True)]
    return {
        Courses.key: frame(Courses, offered),
        Training.key: frame(Training, list(_taken(world, reps, [str(row[0]) for row in offered]))),
        Learning.key: frame(Learning, list(_plans(world, reps))),
        SkillNeeds.key: frame(SkillNeeds, needs),
        Skills.key: frame(Skills, list(_levels(world, reps))),
        Tasks.key: frame(Tasks, list(_tasks(world, known))),
    }


def _here(world: World, reps: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Each one's place in the team, without those who left."""
    for place, (rep_id, role, left) in enumerate(zip(reps["rep_id"], reps["role"], reps["leave_date"], strict=True)):
        if pd.isna(left):
            yield place % world.reps, str(rep_id), str(role)


def _taken(world: World, reps: pd.DataFrame, courses: list[str]) -> Iterator[Row]:
    """Two in three took a course, most with some gain; the last of a team missed one."""
    roll = dice(world, _PART)
    for place, rep_id, _ in _here(world, reps):
        number, since, level = int(roll.integers(len(courses))), int(roll.integers(20, 160)), int(roll.integers(40, 75))
        gain = int(roll.integers(-3, 24))
        if place % 3 != 1:
            yield rep_id, courses[number], before(world, since - 5), before(world, since), level, level + gain
        elif place:
            yield rep_id, courses[number], before(world, since - 18)


def _plans(world: World, reps: pd.DataFrame) -> Iterator[Row]:
    """Three steps each: done, due or late, and still to come."""
    roll, names = dice(world, _PART + 1000), world.names
    for place, rep_id, role in _here(world, reps):
        if place:
            goal = names["learning_goals"][role == "senior"]
            since = int(roll.integers(-25, 20))
            days = ((90, 92), (since, 1 if since > 0 and place % 2 else None), (-75, None))
            for step, (due, done) in zip(names["learning_steps"], days, strict=True):
                yield rep_id, goal, step, before(world, due), None if done is None else before(world, done)


def _levels(world: World, reps: pd.DataFrame) -> Iterator[Row]:
    roll = dice(world, _PART + 2000)
    for _, rep_id, role in _here(world, reps):
        for skill, needed in zip(world.names["skills"], _NEEDS[role], strict=True):
            yield rep_id, skill, float(np.clip(needed + roll.integers(-1, 2), 0, 5))


def _tasks(world: World, known: Tables) -> Iterator[Row]:
    """Four a team: one late, one that nobody has, one done."""
    roll, names, reps = dice(world, _PART + 3000), world.names, known[Reps.key]
    ids = iter(codes("TK", len(known[Teams.key]) * len(_TASKS)))
    for team in known[Teams.key]["team_id"]:
        members = list(reps.loc[(reps["team_id"] == team) & reps["leave_date"].isna(), "rep_id"])
        for place, (first, level, second, second_level, due) in enumerate(_TASKS):
            rep_id = members[int(roll.integers(len(members)))]
            yield (
                next(ids), team, names["tasks"][place], names["skills"][first], level,
                None if second is None else names["skills"][second], second_level,
                None if place == 1 else rep_id, before(world, due), before(world, 33) if place == _DONE else None,
            )  # fmt: skip  # in the order of the columns
