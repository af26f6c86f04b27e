"""People whom rows of one team name and who are of another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.rules import Severity

Centre = Callable[..., Dataset]

TEAMS = "team_id\nT1\nT2\n"
REPS = "rep_id,team_id\nR1,T1\nR2,T1\nR3,T2\n"
GOALS = "goal_id,team_id,owner_rep_id\nG1,T1,R1\nG2,,R3\n"


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        ("tasks", "task_id,team_id,rep_id\nA1,T1,R1\nA2,t2,R3\nA3,T1,\n", []),
        ("tasks", "task_id,team_id,rep_id\nA1,T1,R1\nA2,T1,r3\nA3,T2,R2\n", [(3, "R3", "T1"), (4, "R2", "T2")]),
        ("goals", GOALS, []),  # one of the whole centre is anybody's
        ("goals", GOALS.replace("R1", "R3"), [(2, "R3", "T1")]),
        ("strategies", "strategy_id,goal_id,owner_rep_id\nS1,G1,R2\nS2,G2,R3\n", []),
        ("strategies", "strategy_id,goal_id,owner_rep_id\nS1,G1,R3\nS2,G2,R3\n", [(2, "R3", "T1")]),
    ],
)
def test_who_is_named_is_of_the_team_whose_row_it_is(
    centre: Centre, table: str, text: str, told: list[tuple[int, str, str]]
) -> None:
    dataset = centre(**{"teams": TEAMS, "reps": REPS, "goals": GOALS, table: text})
    problems = [problem for problem in dataset.problems if problem.kind == "of_another_team"]
    assert [(p.row, p.wrong.split()[0], p.team) for p in problems] == told
    assert {p.severity for p in problems} <= {Severity.NOTED}


def test_where_all_people_are_left_out_nobody_is_of_another_team(centre: Centre) -> None:
    reps = "rep_id,team_id\nR1,T8\nR3,T9\n"
    dataset = centre(teams=TEAMS, reps=reps, goals=GOALS)
    assert [problem.row for problem in dataset.problems if problem.kind == "of_another_team"] == []
