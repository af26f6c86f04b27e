"""What plans fail of, phases of a rollout, and the choice of a system."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.rollout import RolloutFigures
from salessheet.workbook.tables import CrmProducts, Phases, Pitfalls
from tests.capabilities.centre import shown

PITFALLS = """
    team_id, pitfall,          avoided,   due_date
    T1,      vague_goal,       yes,       2026-06-01
    T1,      no_training,      {trained}, 2026-06-20
    T1,      no_research,      no,        2026-07-20
    T1,      no_communication, ,
    T2,      no_training,      no,        2026-01-01
"""


@pytest.mark.parametrize(("trained", "is_open", "late"), [("no", 3, 1), ("yes", 2, 0), ("", 3, 1)])
def test_a_pitfall_is_open_until_it_is_avoided(trained: str, is_open: int, late: int) -> None:
    rows = PITFALLS.format(trained=trained)
    assert shown(RolloutFigures.open_pitfalls, pitfalls=rows) == [is_open]
    assert shown(RolloutFigures.late_pitfalls, pitfalls=rows) == [late]
    # From 20 to 30 June there are 10 days.
    assert [days for days in shown(Pitfalls.days_late, pitfalls=rows) if days] == [10] * late
    assert sum(flag == 1 for flag in shown(Pitfalls.is_open, pitfalls=rows)) == is_open
    assert shown(RolloutFigures.late_pitfalls, month="2026-05", pitfalls=rows) == [0]
    # Of the five nobody answers for tracking; of the ten of both teams five have rows.
    assert shown(RolloutFigures.unanswered, pitfalls=rows) == [1]
    assert shown(RolloutFigures.unanswered, team="", pitfalls=rows) == [5]
    assert shown(RolloutFigures.unanswered, pitfalls=rows + "    T1,      no_tracking,      no,        \n") == [0]


PHASES = """
    phase_id, team_id, start,      due_date,   done_on,    reaction
    P1,       T1,      2026-01-05, 2026-03-31, 2026-04-10, 4
    P2,       T1,      2026-04-01, 2026-06-20, {done},     3
    P3,       T1,      2026-09-01, 2026-10-31, ,
    P4,       T2,      2026-01-05, 2026-03-31, ,           1
"""


@pytest.mark.parametrize(
    ("done", "states", "late", "overdue"),
    [
        # P1 was 10 days late, P2 is so on 30 June.
        ("", ["done", "in progress", "planned"], [10, 10, None], 1),
        ("2026-06-19", ["done", "done", "planned"], [10, None, None], 0),
    ],
)
def test_a_phase_is_planned_running_or_done_and_may_be_late(
    done: str, states: list[str], late: list[int | None], overdue: int
) -> None:
    rows = PHASES.format(done=done)
    assert shown(Phases.phase_state, rollout=rows)[:3] == states
    assert shown(Phases.days_late, rollout=rows)[:3] == late
    assert shown(Phases.overdue, rollout=rows)[:3] == [0, overdue, 0]  # what is done calls for nothing any more
    assert shown(RolloutFigures.late_phases, rollout=rows) == [overdue]
    assert shown(RolloutFigures.done_phases, rollout=rows) == [states.count("done")]
    assert shown(RolloutFigures.mean_reaction, rollout=rows) == [3.5]
    # At the end of March P1 was due and not done, and P2 to come.
    assert shown(Phases.phase_state, month="2026-03", rollout=rows)[:2] == ["in progress", "planned"]
    assert shown(Phases.days_late, month="2026-03", rollout=rows)[:2] == [None, None]


CRITERIA = "criterion, weight\nease, {ease}\nprice, 1\ndead, 0\n"
PRODUCTS = "crm_product\nA\nB\nC\n"
SCORES = "crm_product, criterion, score\nA, ease, 9\nA, price, 5\nB, ease, 6\nB, price, 9\nC, ease, 10\nC, dead, 10\n"


@pytest.mark.parametrize(
    ("ease", "scores", "ranks", "best"),
    [
        # A: (3×9 + 5) ÷ 4 = 8; B: (3×6 + 9) ÷ 4 = 6.75; C has no score for the price.
        ("3", [8, 6.75], [1, 2], "A"),
        # Where both weigh the same, A: 7, B: 7.5.
        ("1", [7, 7.5], [2, 1], "B"),
    ],
)
def test_the_crm_system_with_the_best_weighted_score_comes_first(
    ease: str, scores: list[float], ranks: list[int], best: str
) -> None:
    tables = {"crm_criteria": CRITERIA.format(ease=ease), "crm_products": PRODUCTS, "crm_scores": SCORES}
    assert shown(CrmProducts.weighted_score, **tables)[:3] == [*map(pytest.approx, scores), None]
    assert shown(CrmProducts.rank, **tables)[:3] == [*ranks, None]
    assert shown(CrmProducts.unscored, **tables)[:3] == [0, 0, 1]
    assert shown(RolloutFigures.best_product, **tables) == [best]


def test_nobody_is_ranked_without_weights_and_equals_share_a_rank() -> None:
    tables = {"crm_criteria": "criterion, weight\nease, 1\n", "crm_products": PRODUCTS}
    same = "crm_product, criterion, score\nA, ease, 8\nB, ease, 8\n"
    assert shown(CrmProducts.rank, crm_scores=same, **tables)[:3] == [1, 1, None]
    tables["crm_criteria"] = "criterion, weight\nease, 0\n"
    assert shown(CrmProducts.rank, crm_scores=same, **tables)[:3] == [None, None, None]
    assert shown(RolloutFigures.best_product, crm_scores=same, **tables) == [None]
