"""How well people enter what they sell: complete, in time and right."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.data_quality import DealIssues, QualityByPerson, QualityFigures
from tests.capabilities.centre import shown

CUSTOMERS = """
    customer_id, name,  owner_rep_id
    C1,          Acorn, R1
"""
DEALS = """
    deal_id, customer_id, rep_id, channel, product, amount, stage, prospect_date, next_step_date, entered
    D1,      C1,          R1,     online,  Kit,     100,    lead,  2026-06-01,    2026-07-01,     {entered}
    D2,      ,            R1,     online,  ,        100,    lead,  2026-06-01,    2026-07-01,     2026-06-05
    D3,      C1,          R2,     online,  Kit,     100,    lead,  2026-06-01,    2026-07-01,     2026-06-01
    D4,      ,            R3,     ,        ,        ,       lead,  ,              ,
"""
ACTIVITIES = """
    date,       rep_id, type, entered
    2026-06-02, R1,     call, 2026-06-02
    2026-06-02, R1,     call, 2026-06-20
    2026-06-02, R2,     call,
"""


@pytest.mark.parametrize(
    ("entered", "timeliness", "score"),
    [
        # Ada: one of two deals is complete (D2 has neither customer nor product), both are right. Three days are
        # allowed: D1 took 3, D2 4, one call 0 and one 18, so two of four are in time: (50 + 50 + 100) / 3 points.
        ("2026-06-04", 0.5, 200 / 3),
        # A day later D1 is late, too: one of four, (50 + 25 + 100) / 3.
        ("2026-06-05", 0.25, 175 / 3),
    ],
)
def test_a_person_is_scored_by_complete_timely_and_right_entries(entered: str, timeliness: float, score: float) -> None:
    tables = {"customers": CUSTOMERS, "deals": DEALS.format(entered=entered), "activities": ACTIVITIES}
    assert shown(QualityByPerson.completeness, **tables) == [0.5, 1]
    assert shown(QualityByPerson.timeliness, **tables) == [timeliness, 1]
    assert shown(QualityByPerson.accuracy, **tables) == [1, 1]
    assert shown(QualityByPerson.quality, **tables) == pytest.approx([score, 100])
    assert shown(QualityFigures.completeness, **tables) == pytest.approx([2 / 3])


def test_deals_to_mend_stand_by_how_much_is_wrong_with_them() -> None:
    tables = {"customers": CUSTOMERS, "deals": DEALS.format(entered="2026-06-05")}
    # D2 lacks customer and product. D1 is late, which nobody can mend. D4 is another team's.
    assert shown(DealIssues.deal_id, **tables)[:2] == ["D2", None]
    assert shown(DealIssues.issues, **tables)[:2] == [2, None]
    assert shown(DealIssues.entry_days, **tables)[:2] == [4, None]
    assert shown(DealIssues.no_customer, **tables)[:2] == [1, None]
    assert shown(DealIssues.no_next_date, **tables)[:2] == [None, None]
    assert shown(QualityFigures.to_mend, **tables) == [1]
    assert shown(DealIssues.rep, **tables)[:2] == ["Ada", None]
    assert shown(DealIssues.rep)[:2] == ["Nothing to fix", None]
    assert shown(DealIssues.issues, team="T2", **tables)[:2] == [6, None]  # customer, product, channel, amount, dates


def test_a_day_that_is_still_to_come_is_an_error() -> None:
    tables = {"customers": CUSTOMERS, "deals": DEALS.format(entered="2026-06-04")}
    assert shown(QualityByPerson.accuracy, as_of="2026-05-31", month="2026-05", **tables) == [0, 0]
    assert shown(QualityByPerson.quality) == [None, None]
