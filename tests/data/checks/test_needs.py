"""A column that says nothing without another of its row: the row is kept, and it is noted."""

from __future__ import annotations

import pytest

from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.rules import Needs
from salessheet.workbook.tables import TABLES
from tests.data.conftest import Centre

PEOPLE = "rep_id,team_id,role\nR1,T1,rep\n"
TALK = "date,rep_id,agreed_step,due_date,done_on\n2026-06-01,R1,{}\n"
GOAL = "goal_id,goal,base,base_period\nG1,Sell more,{}\n"


def told(centre: Centre, lang: str = "en", **tables: str) -> list[tuple[str, str]]:
    found = centre(lang=lang, reps=PEOPLE, **tables).problems
    return [(p.column, p.wrong) for p in found if p.kind == "says_nothing_without"]


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("Two calls,2026-06-08,2026-06-05", []),
        ("Two calls,,", []),
        (",,", []),
        (",2026-06-08,", ["Due date"]),
        (",,2026-06-05", ["Done on"]),
        (" ,2026-06-08,2026-06-05", ["Due date", "Done on"]),
    ],
)
def test_a_due_date_is_one_of_a_step(centre: Centre, row: str, columns: list[str]) -> None:
    assert [column for column, _ in told(centre, coaching=TALK.format(row))] == columns


@pytest.mark.parametrize(
    ("row", "noted"), [("100,2025 H2", 0), ("0,2025 H2", 0), ("100,", 0), (",", 0), (",2025 H2", 1)]
)
def test_a_base_period_is_one_of_a_base(centre: Centre, row: str, noted: int) -> None:
    assert len(told(centre, goals=GOAL.format(row))) == noted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_is_lacking_in_the_language_of_the_data(centre: Centre, lang: str) -> None:
    words = Words.load(lang)
    ((column, wrong),) = told(centre, lang, goals=GOAL.format(",2025 H2"))
    rule = next(rule for table in TABLES for rule in table.rules if isinstance(rule, Needs) and table.key == "goals")
    assert (column, words.label(rule.other) in wrong) == (words.label(rule.column), True)
