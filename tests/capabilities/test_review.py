"""The review of a month: gaps and growth, causes, and plans with their effect."""

from __future__ import annotations

import pytest

from salessheet.workbook.general import Settings
from salessheet.workbook.sheets.review import CauseTotals, ImprovementFigures, PersonReview, ReviewSpans
from salessheet.workbook.tables import ImprovementPlans
from tests.capabilities.centre import shown

TABLES = {
    "targets": "scope, id, year, metric, amount\nteam, T1, 2026, sales, 1200\n",
    "deals": """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     60,     won,   2026-06-02
        D2,      R2,     10,     won,   2026-06-30
        D3,      R2,     35,     won,   2026-05-31
        D4,      R1,     70,     won,   2026-02-01
        D5,      R1,     50,     won,   2025-06-10
        D6,      R2,     40,     won,   2025-02-10
        D7,      R3,     999,    won,   2026-06-02
    """,
    "review_notes": """
        period,  rep_id, gap_cause,  note
        2026-06, R2,     {cause},    Two offers slipped
        2026-05, R2,     price,      Old
        2026-06, R3,     price,      Of another team
    """,
    "improvement_plans": """
        plan_no, rep_id, due_date,   progress,    direction, value_before, value_after
        A1,      R1,     2026-06-20, {progress},  up,        0.2,          0.25
        A2,      R2,     2026-07-20, planned,     up,        0.2,
        A3,      R2,     2026-05-20, done,        down,      30,           31
        A4,      R3,     2026-05-20, planned,     ,          ,
    """,
}  # fmt: skip  # as people write tables


def tables(cause: str = "few_leads", progress: str = "in_progress") -> dict[str, str]:
    return {key: text.replace("{cause}", cause).replace("{progress}", progress) for key, text in TABLES.items()}


@pytest.mark.parametrize(
    ("cause", "word", "row"), [("few_leads", "Too few leads", 0), ("delivery", "Delivery or stock", 4)]
)
def test_the_largest_gap_stands_first_with_its_cause(cause: str, word: str, row: int) -> None:
    # A year of 1200, 100 a month, half each: Ben is 10 − 50 = −40, Ada 60 − 50 = 10.
    given = tables(cause)
    assert shown(PersonReview.name, **given) == ["Ben", "Ada"]
    assert shown(PersonReview.gap, **given) == [-40, 10]
    assert shown(PersonReview.cause, **given) == [word, None]
    assert shown(PersonReview.note, **given) == ["Two offers slipped", None]
    assert shown(PersonReview.unexplained, **given) == [0, 0]
    assert shown(CauseTotals.gap, **given)[row] == -40
    assert sum(float(times or 0) for times in shown(CauseTotals.in_year, **given)) == 2


def test_growth_is_on_the_span_before_and_on_last_year() -> None:
    # June 70 on May 35: + 100 %, on June 2025 of 50: + 40 %. Quarter 105 on the one before, 70: + 50 %, on 50: + 110 %.
    # Year 175 on the half year before, 90: 85 ÷ 90 more. Targets 100, 300 and 600.
    given = tables()
    assert shown(ReviewSpans.target, **given) == [100, 300, 600]
    assert shown(ReviewSpans.gap, **given) == [-30, -195, -425]
    assert shown(ReviewSpans.growth, **given) == [pytest.approx(1), pytest.approx(0.5), None]
    assert shown(ReviewSpans.yoy, **given) == pytest.approx([0.4, 1.1, 85 / 90])
    assert shown(PersonReview.growth, **given) == [pytest.approx(10 / 35 - 1), None]
    assert shown(PersonReview.yoy, **given) == [None, pytest.approx(0.2)]


def test_what_is_compared_ends_on_the_same_day() -> None:
    # On 20 June the deal of 30 June is not counted, and of May the days to the 20th: nothing.
    assert shown(ReviewSpans.actual, as_of="2026-06-20", **tables())[0] == 60
    assert shown(ReviewSpans.before, as_of="2026-06-20", **tables())[0] == 0
    assert shown(ReviewSpans.growth, as_of="2026-06-20", **tables())[0] is None


def test_a_gap_below_the_alert_level_wants_a_cause() -> None:
    given = tables()
    given["review_notes"] = "period, rep_id, gap_cause\n2026-05, R2, price\n"
    assert shown(PersonReview.unexplained, **given) == [1, 0]
    assert Settings.alert_level.default == 0.85
    lower = {**given, "settings": "key, value\nalert_level, 0.2\nlanguage, en\nregion,\n"}
    assert shown(PersonReview.unexplained, **lower) == [0, 0]


@pytest.mark.parametrize(
    ("progress", "is_open", "overdue"), [("in_progress", 1, 10), ("done", 0, 0), ("dropped", 0, 0)]
)
def test_a_plan_is_open_until_done_and_shows_its_effect(progress: str, is_open: int, overdue: int) -> None:
    # Due on 20 June, today is the 30th. From 0.2 to 0.25 is better; 31 instead of 30 is not, where less is better.
    given = tables(progress=progress)
    assert shown(ImprovementPlans.is_open, **given)[:3] == [is_open, 1, 0]
    assert shown(ImprovementPlans.overdue, **given)[:3] == [overdue, 0, 0]
    assert shown(ImprovementPlans.effect, **given)[:3] == [pytest.approx(0.05), None, 1]
    assert shown(ImprovementPlans.better, **given)[:3] == [1, None, 0]
    assert shown(ImprovementFigures.open, **given) == [is_open + 1]
    assert shown(ImprovementFigures.overdue, **given) == [(overdue > 0) * 1]
    assert shown(ImprovementFigures.helped, **given) == [0.5]
