"""Five stages, from a name to an order: how many come how far, and where they stop."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.funnel import PersonShortfalls, Steps
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


# Of all deals 4 of 5 went from prospect to lead (D6 stopped) and 3 of 4 from lead to opportunity.
# Ada: 2 of 2, then 1 of 2: 50% - 75% = -25 points at the opportunity. Ben: 2 of 3, 66.7% - 80% = -13.3 at the lead.
def test_the_bottleneck_of_a_person_is_the_step_furthest_below_that_of_all() -> None:
    deals = """
        deal_id, rep_id, amount, stage
        D1,      R1,     100,    {stage}
        D2,      R1,     100,    opportunity
        D3,      R2,     100,    opportunity
        D4,      R2,     100,    opportunity
        D6,      R2,     100,    prospect
        D7,      R3,     100,    prospect
    """
    stuck = deals.format(stage="lead")
    assert shown(PersonShortfalls.bottleneck, deals=stuck) == ["Opportunity", "Lead"]
    assert shown(PersonShortfalls.shortfall, deals=stuck) == pytest.approx([-25, 200 / 3 - 80])

    # With D1 at the opportunity everybody goes on from the lead: Ada is nowhere below.
    gone = deals.format(stage="opportunity")
    assert shown(PersonShortfalls.bottleneck, deals=gone) == [None, "Lead"]
    assert shown(PersonShortfalls.bottleneck) == [None, None]
