"""Dashboard: what its small pictures draw."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.dashboard_working import NeedMonths, NeedWon
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
