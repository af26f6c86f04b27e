"""Five stages, from a name to an order: how many come how far, and where they stop."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.funnel import Steps
from tests.capabilities.centre import shown

DEALS = """
    deal_id, rep_id, amount, stage,       won_date,   lost_date
    D1,      R1,     100,    won,         2026-06-02,
    D2,      R1,     60,     contract,    ,
    D3,      R2,     40,     lead,        ,           2026-06-20
    D4,      R2,     20,     {stage},     ,
    D5,      R3,     999,    won,         2026-06-02,
"""


@pytest.mark.parametrize(
    ("stage", "reached", "rates", "stopped"),
    [
        # Of four deals of the team D3 and D4 stop at the lead: 4, 4, 2, 2, 1.
        ("lead", [4, 4, 2, 2, 1], [None, 1, 0.5, 1, 0.5], [0, 2, 0, 1, 0]),
        # With D4 one stage further three come to the opportunity: 4, 4, 3, 2, 1.
        ("opportunity", [4, 4, 3, 2, 1], [None, 1, 0.75, 2 / 3, 0.5], [0, 1, 1, 1, 0]),
    ],
)
def test_a_deal_counts_in_every_stage_up_to_the_furthest(
    stage: str, reached: list[float], rates: list[float | None], stopped: list[float]
) -> None:
    deals = DEALS.format(stage=stage)
    assert shown(Steps.reached, deals=deals) == reached
    assert shown(Steps.step_rate, deals=deals) == pytest.approx(rates)
    assert shown(Steps.stopped, deals=deals) == stopped
    assert shown(Steps.amount, deals=deals)[0] == 220
