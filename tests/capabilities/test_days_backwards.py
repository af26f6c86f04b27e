"""What ended before it began is noted, and counts in no mean: its days stood in the sum and not in the number."""

from __future__ import annotations

import pytest

from salessheet.workbook.expr import Line
from salessheet.workbook.sheets.cycle import CycleByMonth, CycleFigures, PersonCycle
from salessheet.workbook.sheets.funnel import PersonStays, Steps
from salessheet.workbook.sheets.hiring import HiringFigures
from salessheet.workbook.sheets.outreach import CampaignResults
from salessheet.workbook.tables import Candidates, FeedbackRoutes
from tests.capabilities import centre

DEALS = """
    deal_id, rep_id, amount, stage, prospect_date, lead_date,  won_date
    D1,      R1,     100,    won,   2026-06-01,    2026-06-05, 2026-06-11
    D2,      R1,     100,    won,   2026-06-20,    2026-06-15, 2026-06-12
"""
OUTREACH = {
    "customers": "customer_id, owner_rep_id\nC1, R1\nC2, R1\n",
    "campaigns": "campaign_id, rep_id\nK1, R1\n",
    "outreach": """
        campaign_id, customer_id, sent_on,    replied_on
        K1,          C1,          2026-06-01, 2026-06-05
        K1,          C2,          2026-06-10, 2026-06-01
    """,
}

FEEDBACK = {
    "customers": "customer_id, owner_rep_id\nC1, R1\n",
    "feedback_routes": "feedback_kind, department\nprice, Desk\n",
    "feedback": """
        feedback_id, date,       customer_id, feedback_kind, answered
        F1,          2026-06-01, C1,          price,         2026-06-05
        F2,          2026-06-10, C1,          price,         2026-06-01
    """,
}

CANDIDATES = {
    "candidates": """
        candidate_id, team_id, applied_on, hired_on
        H1,           T1,      2026-05-01, 2026-05-09
        H2,           T1,      2026-06-10, 2026-06-01
    """
}


@pytest.mark.parametrize(
    ("line", "tables", "place", "found"),
    [
        (CycleFigures.mean, {"deals": DEALS}, 0, 10),
        (CycleFigures.median, {"deals": DEALS}, 0, 10),
        (CycleByMonth.days, {"deals": DEALS}, 5, 10),
        (PersonCycle.now, {"deals": DEALS}, 0, 10),
        (Steps.days, {"deals": DEALS}, 0, 4),
        (PersonStays.in_first, {"deals": DEALS}, 0, 4),
        (CampaignResults.days, OUTREACH, 0, 4),
        (CampaignResults.replied, OUTREACH, 0, 1),
        (FeedbackRoutes.mean_days, FEEDBACK, 0, 4),
        (Candidates.days, CANDIDATES, 0, 8),
        (HiringFigures.days, CANDIDATES, 0, 8),
    ],
)
def test_what_ended_before_it_began_counts_in_no_mean(
    line: Line, tables: dict[str, str], place: int, found: float
) -> None:
    dataset = centre._loaded(tuple(sorted({**centre.LEAST, **tables}.items())), "en")
    assert ["is before" in problem.wrong for problem in dataset.problems] == [True]
    assert centre.book(dataset).cells(line)[place] == found
