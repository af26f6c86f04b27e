"""What became better: differences as their unit wants them told, and what processes save."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.evaluation import EvaluationFigures, ProcessFigures
from salessheet.workbook.tables import Evaluations, ProcessSteps
from tests.capabilities.centre import shown

EVALUATIONS = """
    evaluation_id, team_id,       measured_in, direction, base_period, before, after,   evaluated_over, evaluated_on
    E1,            T1, percent,     up,        2025 H1,     80,     {share}, quarter,        2026-06-30
    E2,            T1,        money,       up,        2025 H1,     500,    600,     year,           2026-06-30
    E3,            T1,        days,        down,      2025 H1,     30,     20,      quarter,        2026-05-31
    E4,            T1,       number,      up,        2025 H1,     0,      5,       month,          2026-06-30
    E5,            T1,       percent,     up,        ,            30,     30,      quarter,        2026-06-30
    E6,            T1,         money,       down,      2025 H1,     100,    ,        year,           2026-06-30
    E7,            T1,        number,      up,        2025 H1,     10,     20,      month,          2026-07-31
    E8,            T2,        number,      up,        2025 H1,     10,     5,       month,          2026-06-30
"""


@pytest.mark.parametrize(
    ("share", "difference", "better", "improved"),
    [
        # 80% to 90% is 10 percentage points, and no 12.5%. Four of five are better; nothing changed in E5.
        ("90", 10, 1, 4 / 5),
        ("72", -8, 0, 3 / 5),
    ],
)
def test_a_difference_of_percentages_is_one_in_percentage_points(
    share: str, difference: float, better: int, improved: float
) -> None:
    rows = EVALUATIONS.format(share=share)
    # 500 to 600 is 20%, 30 to 20 days a third less; of nothing there is no share. E6 has no value, E7 is to come.
    assert shown(Evaluations.difference, evaluations=rows) == [difference, 100, -10, 5, 0, None, None]
    assert shown(Evaluations.told_in, evaluations=rows)[:4] == ["percentage points", "money", "days", "number"]
    assert shown(Evaluations.relative, evaluations=rows)[:5] == [None, 0.2, pytest.approx(-1 / 3), None, None]
    assert shown(Evaluations.better, evaluations=rows) == [better, 1, 1, 1, 0, None, None]
    assert shown(EvaluationFigures.improved_share, evaluations=rows) == pytest.approx([improved])
    assert shown(EvaluationFigures.pending, evaluations=rows) == [2]
    # Of the quarters: E1, E3 and E5.
    assert shown(EvaluationFigures.by_quarter, evaluations=rows) == pytest.approx([(better + 1) / 3])
    assert shown(EvaluationFigures.worsened, evaluations=rows) == [1 - better]


@pytest.mark.parametrize(("before", "after"), [("80%", "90%"), ("80 %", "90"), ("８０％", "90.0%"), ("800‰", "90%")])
def test_a_percentage_written_with_its_sign_is_the_number_before_the_sign(before: str, after: str) -> None:
    rows = EVALUATIONS.format(share=after).replace(" 80,", f" {before},")
    assert shown(Evaluations.difference, evaluations=rows)[0] == 10
    assert shown(Evaluations.remark, evaluations=rows)[0] is None
    # What is no percentage in its unit is read as ever: half a day.
    days = rows.replace("30,     20, ", "50%,    20, ")
    assert shown(Evaluations.difference, evaluations=days)[2] == 19.5


def test_what_is_evaluated_later_does_not_count_in_an_earlier_month() -> None:
    rows = EVALUATIONS.format(share=90)
    assert shown(EvaluationFigures.evaluated, month="2026-05", evaluations=rows) == [1]
    assert shown(EvaluationFigures.evaluated, month="2026-04", evaluations=rows) == [0]
    assert shown(EvaluationFigures.improved_share, month="2026-04", evaluations=rows) == [None]


def test_a_row_says_that_its_base_period_is_missing_or_its_percentages_look_like_shares() -> None:
    assert shown(Evaluations.remark, evaluations=EVALUATIONS.format(share=90))[4] == "no base period"
    shares = EVALUATIONS.format(share="0.9").replace(" 80,", " 0.8,")
    assert shown(Evaluations.remark, evaluations=shares)[0] == "below 1%: meant?"


STEPS = """
    step_id, team_id, process, minutes_before, minutes_after, automated_before, automated_after, times_a_month
    W1,      T1,      orders,  30,             10,            0%,               80%,             100
    W2,      T1,      offers,  60,             45,            0%,               20%,             10
    W3,      T1,      orders,  20,             {after},       20%,              ,                100
    W4,      T1,      orders,  ,               5,             ,                 100%,            100
    W5,      T2,      orders,  999,            1,             ,                 ,                1
"""


@pytest.mark.parametrize(
    ("after", "steps", "orders", "monthly"),
    [
        # Orders: 50 minutes become 15, in two steps and two. 20 + 20 - 5 = 35 minutes a hundred times, 15 ten times.
        ("", [0, 0], 35 / 50, 3650),
        # With 10 minutes left of the third step: 50 become 25, and one step more than before.
        ("10", [-1, 0], 25 / 50, 2650),
    ],
)
def test_a_process_saves_steps_and_minutes(after: str, steps: list[int], orders: float, monthly: float) -> None:
    rows = STEPS.format(after=after)
    assert [n for n in shown(ProcessSteps.steps_saved, process_steps=rows) if n is not None] == steps
    assert [n for n in shown(ProcessSteps.whole_saved, process_steps=rows) if n is not None] == pytest.approx(
        [orders, 0.25]
    )
    # The orders of the other team are another process: 999 minutes become 1.
    assert [n for n in shown(ProcessSteps.whole_before, team="", process_steps=rows) if n is not None] == [50, 60, 999]
    assert [n for n in shown(ProcessSteps.steps_saved, team="", process_steps=rows) if n is not None] == [*steps, 0]
    assert shown(ProcessFigures.saved_a_month, process_steps=rows) == [monthly]
    # Before: 0%, 0% and 20%; after: 80%, 20% and 100%.
    assert shown(ProcessFigures.automated_before, process_steps=rows) == pytest.approx([0.2 / 3])
    assert shown(ProcessFigures.automated_after, process_steps=rows) == pytest.approx([2 / 3])


def test_a_step_that_is_not_there_is_automated_in_nothing() -> None:
    rows = """
        step_id, team_id, process, minutes_before, minutes_after, automated_before, automated_after, times_a_month
        S1,      T1,      Offers,  20,             10,            0.2,              0.4,             10
        S2,      T1,      Offers,  ,               5,             0.9,              0.8,             10
        S3,      T1,      Offers,  15,             ,              0.4,              1,               10
        S4,      T1,      Offers,  15,             5,             ,                 ,                10
    """
    assert shown(ProcessFigures.automated_before, process_steps=rows) == pytest.approx([0.3])
    assert shown(ProcessFigures.automated_after, process_steps=rows) == pytest.approx([0.6])
