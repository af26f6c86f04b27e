"""The review of a month: gaps and growth, causes, and plans with their effect."""

from __future__ import annotations

import pytest

from salessheet.workbook.general import Settings
from salessheet.workbook.sheets.improvement import ImprovementFigures
from salessheet.workbook.sheets.review import CauseTotals, PersonReview, ReviewSpans
from salessheet.workbook.tables import ImprovementPlans, SalesHistory
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
    # On 15 June 11 of its 22 working days are gone: targets of 50, 250 and 550, and 25 of June for each person.
    assert shown(ReviewSpans.target, as_of="2026-06-15", **tables()) == pytest.approx([50, 250, 550])
    assert shown(PersonReview.gap, as_of="2026-06-15", **tables()) == pytest.approx([-25, 35])
    assert shown(PersonReview.quarter_attainment, as_of="2026-06-15", **tables()) == pytest.approx([35 / 125, 60 / 125])


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
    # At the end of an earlier month fewer days had gone by, or none.
    for month, days in (("2026-06", overdue), ("2026-05", 0)):
        assert shown(ImprovementPlans.overdue, **given, month=month, as_of="2026-07-20")[0] == days


PAST = "team_id, month, amount\nT1, 2025-06, 80\nT1, 2025-05, 31\nT1, 2025-04, 20\nT2, 2025-06, 500\n"


def test_what_nobody_knows_is_no_zero() -> None:
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 120, won, 2026-06-02\n"
    # Before the first listed deal nothing is known: neither May nor last year.
    assert shown(ReviewSpans.before, deals=deals) == [None, None, None]
    assert shown(ReviewSpans.year_before, deals=deals) == [None, None, None]
    assert shown(PersonReview.before, deals=deals) == [None, None]
    # In July June is known: 120 of Ada, who stands second, and 0 of Ben.
    july = {"deals": deals, "month": "2026-07", "as_of": "2026-07-31", "targets": TABLES["targets"]}
    assert shown(ReviewSpans.before, **july) == [120, None, None]
    assert dict(zip(shown(PersonReview.name, **july), shown(PersonReview.before, **july), strict=True)) == {
        "Ada": 120,
        "Ben": 0,
    }
    # Past sales are a team's and say nothing of its people.
    assert shown(PersonReview.year_before, deals=deals, sales_history=PAST) == [None, None]


def test_last_year_is_known_by_the_sales_of_past_years_until_deals_begin() -> None:
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 120, won, 2026-06-02\n"
    given = {"deals": deals, "sales_history": PAST}
    # June 120 on 80 a year before: + 50%; the quarter on 131, the year on the same.
    assert shown(ReviewSpans.year_before, **given) == [80, 131, 131]
    assert shown(ReviewSpans.yoy, **given) == pytest.approx([0.5, 120 / 131 - 1, 120 / 131 - 1])
    # On 15 June half of June a year ago counts, as 15 of its 30 days.
    assert shown(ReviewSpans.year_before, as_of="2026-06-15", **given) == [40, 91, 91]
    # At the centre South's June counts, too: 580.
    assert shown(ReviewSpans.year_before, team="", **given) == [580, 631, 631]
    # A deal won in May 2025 begins the listed ones: from that month on they count, before it what was typed.
    begun = {**given, "deals": deals + "D2, R2, 7, won, 2025-05-20\n"}
    assert shown(SalesHistory.counted, **begun)[:3] == [0, 0, 20]
    assert shown(ReviewSpans.year_before, **begun) == [0, 27, 27]
    # For South no deal is listed, so its history counts in full.
    assert shown(ReviewSpans.year_before, team="", **begun) == [500, 527, 527]
    assert shown(ReviewSpans.year_before, team="T2", **begun) == [500, 500, 500]


def test_the_span_before_may_lie_in_the_sales_of_past_years() -> None:
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 30, won, 2026-01-05\n"
    past = "team_id, month, amount\nT1, 2025-12, 60\nT1, 2025-10, 15\nT1, 2026-01, 1000\n"
    given = {"deals": deals, "sales_history": past, "month": "2026-01", "as_of": "2026-01-31"}
    # January 30 on December 60; the quarter so far on the first month of the one before, 15. A month of this year is no
    # past one.
    assert shown(ReviewSpans.before, **given)[:2] == [60, 15]
    assert shown(ReviewSpans.actual, **given)[0] == 30
    assert shown(SalesHistory.counted, **given)[:3] == [60, 15, 0]
