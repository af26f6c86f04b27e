"""Dashboard: what its small pictures and bars draw, and how it is called."""

from __future__ import annotations

import pytest

from salessheet.workbook.book import Band, Draw, Sheet
from salessheet.workbook.general import Captions
from salessheet.workbook.sheets.dashboard import DASHBOARD, Cards
from salessheet.workbook.sheets.dashboard_working import NeedMonths, NeedWon
from salessheet.workbook.sheets.funnel import FUNNEL
from tests.capabilities.centre import shown

DEALS = """
    deal_id, rep_id, amount, stage, won_date
    D1,      R1,     100,    won,   2025-01-31
    D2,      R1,     200,    won,   2025-02-01
    D3,      R2,     400,    won,   2025-12-31
    D4,      R1,     300,    won,   2026-01-20
    D5,      R1,     800,    won,   2026-01-21
"""
TARGETS = """
    scope, id, year, amount
    rep,   R1, 2026, 12000
    rep,   R2, 2026, 120000
"""


def test_pictures_of_people_go_back_twelve_months_where_the_year_has_just_begun() -> None:
    """As of 20 January: February 2025 to January 2026; R2 is the furthest from its target and stands first."""
    tables = {"deals": DEALS, "targets": TARGETS}
    won = shown(NeedWon.won, month="2026-01", as_of="2026-01-20", **tables)
    share = shown(NeedMonths.share, month="2026-01", as_of="2026-01-20", **tables)

    assert shown(NeedMonths.name, month="2026-01", as_of="2026-01-20", **tables)[:3] == ["Ben", "Ada", None]
    assert won[:12] == [0] * 10 + [400, 0]
    assert won[12:24] == [200] + [0] * 10 + [300]
    assert share[:24] == pytest.approx([0] * 10 + [1, 0] + [0.5] + [0] * 10 + [0.75])
    assert set(won[24:]) == {None}


@pytest.mark.parametrize(
    ("won", "halves"),
    [(0, (-1, -1)), (250, (-0.5, -1)), (500, (0, -1)), (750, (0, -0.5)), (1000, (0, 0)), (1300, (0, 0))],
)
def test_the_bar_of_a_card_is_covered_by_what_is_missing(won: int, halves: tuple[float, float]) -> None:
    tables = {
        "deals": f"deal_id, rep_id, amount, stage, won_date\nD1, R1, {won}, won, 2026-06-02\n",
        "targets": "scope, id, year, amount\nteam, T1, 2026, 1000\n",
    }
    missing = [shown(line, **tables)[0] for line in (Cards.forecast__progress, Cards.forecast__progress_more)]
    assert missing == pytest.approx(list(halves))


def test_the_title_says_whose_it_is() -> None:
    assert shown(Captions.title) == ["North  ·  Sales dashboard"]
    assert shown(Captions.title, lang="zh-CN") == ["North  ·  销售仪表盘"]


@pytest.mark.parametrize("sheet", [DASHBOARD, FUNNEL], ids=lambda sheet: sheet.key)
def test_a_funnel_has_its_bottleneck_in_a_colour_of_its_own(sheet: Sheet) -> None:
    charts = [chart for item in sheet.items if isinstance(item, Band) for chart in item.charts]
    funnels = [[series.draw for series in chart.series] for chart in charts if chart.series[0].draw is Draw.FUNNEL]
    assert funnels == [[Draw.FUNNEL, Draw.FUNNEL, Draw.STUCK]]
