"""Mailings: how many of those written to answer, and how soon."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.outreach import CampaignResults, OutreachFigures
from tests.capabilities.centre import shown

COUNTED = (OutreachFigures.sent, OutreachFigures.replied, OutreachFigures.waiting)
CUSTOMERS = """
    customer_id, name,  owner_rep_id
    C1,          Acorn, R1
    C2,          Birch, R1
    C3,          Cedar, R2
    C4,          Daisy, R3
"""
CAMPAIGNS = """
    campaign_id, name,   rep_id
    K1,          Spring, R1
    K2,          ,       R2
    K3,          Other,  R3
"""
OUTREACH = """
    campaign_id, customer_id, sent_on,    replied_on
    K1,          C1,          2026-06-01, 2026-06-05
    K1,          C2,          2026-06-01, {replied}
    K1,          C3,          2026-06-02,
    K2,          C1,          2025-12-30, 2026-01-02
    K3,          C4,          2026-06-01, 2026-06-02
"""


# Of three customers that K1 went to one answered, after 4 days; with C2, after 10 more, two. K2 was sent last year.
@pytest.mark.parametrize(
    ("replied", "rate", "days", "waiting"),
    [("", 1 / 3, 4, 2), ("2026-06-11", 2 / 3, 7, 1), ("2026-07-11", 1 / 3, 4, 2)],  # the last is yet to come
)
def test_the_response_rate_is_the_share_of_those_written_to_who_answered(
    replied: str, rate: float, days: float, waiting: int
) -> None:
    tables = {"customers": CUSTOMERS, "campaigns": CAMPAIGNS, "outreach": OUTREACH.format(replied=replied)}
    assert shown(CampaignResults.campaign, **tables)[:3] == ["Spring", "K2", None]
    assert shown(CampaignResults.rep, **tables)[:3] == ["Ada", "Ben", None]
    assert shown(CampaignResults.sent, **tables)[2] is None  # a row to spare
    assert shown(CampaignResults.replied, **tables)[2] is None
    assert shown(CampaignResults.rate, **tables)[:3] == pytest.approx([rate, None, None])
    assert shown(CampaignResults.days, **tables)[:2] == [days, None]
    assert shown(OutreachFigures.rate, **tables) == pytest.approx([rate])
    assert shown(OutreachFigures.waiting, **tables) == [waiting]


def test_who_was_written_to_answered_or_is_waited_for() -> None:
    """Of last year's mailing C2 was never heard of; K1 went to two on 1 June and to one on 2 June."""
    outreach = OUTREACH.format(replied="2026-06-11") + "    K2, C2, 2025-12-30,\n    K1, C4, 2026-07-02,\n"
    tables = {"customers": CUSTOMERS, "campaigns": CAMPAIGNS, "outreach": outreach, "as_of": "2026-07-31"}
    assert [shown(line, month="2026-06", **tables)[0] for line in COUNTED] == [3, 2, 1]
    assert [shown(line, month="2026-07", **tables)[0] for line in COUNTED] == [4, 2, 2]


def test_without_a_list_nothing_is_said() -> None:
    assert shown(OutreachFigures.rate) == [None]
    assert set(shown(CampaignResults.rate)) == {None}
