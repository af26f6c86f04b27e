"""What each channel brings for its money."""

from __future__ import annotations

import pytest

from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.channels import ChannelBoard
from tests.capabilities.centre import shown

DEALS = """
    deal_id, rep_id, customer_id, channel, amount, stage, won_date
    D1,      R1,     C1,          online,  300,    won,   2026-02-10
    D2,      R2,     C2,          online,  500,    won,   2026-05-10
    D3,      R3,     C3,          fair,    200,    won,   2026-06-10
    D4,      R3,     C3,          online,  100,    won,   2026-06-12
    D5,      R1,     C1,          fair,    50,     lead,
"""
CUSTOMERS = """
    customer_id, name, owner_rep_id, since
    C1,          One,  R1,           2026-02-10
    C2,          Two,  R2,           2026-05-10
    C3,          Six,  R3,           2026-06-10
    C4,          Ten,  R3,           2026-06-10
"""
CHANNELS = """
    channel, cost,   leads
    online,  {cost}, 30
    fair,    400,    4
    blog,    ,
"""


def seen(line: Line, cost: int = 100) -> list[Scalar]:
    return shown(line, team="", deals=DEALS, customers=CUSTOMERS, channels=CHANNELS.format(cost=cost))[:3]


def test_a_channel_that_returns_less_than_all_gives_up_a_part_of_its_money() -> None:
    # Won 900 online and 200 at the fair, of 1100.
    assert seen(ChannelBoard.won) == [900, 200, 0]
    assert seen(ChannelBoard.share) == pytest.approx([900 / 1100, 200 / 1100, 0])
    # April to June against January to March: 600 against 300; nothing before at the fair.
    assert seen(ChannelBoard.growth) == [1, None, None]
    # Three of 30 leads, one of four; the blog has none.
    assert seen(ChannelBoard.conversion) == [0.1, 0.25, None]
    # C1 and C2 came online, C3 by the fair; nobody knows how C4 came.
    assert seen(ChannelBoard.new_customers) == [2, 1, 0]
    assert seen(ChannelBoard.cac) == [50, 400, None]
    # (900 - 100) / 100 = 8 and (200 - 400) / 400 = -0.5; all: (1100 - 500) / 500 = 1.2.
    assert seen(ChannelBoard.roi) == [8, -0.5, None]
    assert seen(ChannelBoard.rank) == [1, 2, None]
    # The fair gives up a tenth of 400.
    assert seen(ChannelBoard.shift) == [40, -40, None]
    # Online at 2000: (900 - 2000) / 2000 = -0.55 is below all, (1100 - 2400) / 2400 = -0.54; the fair is above.
    assert seen(ChannelBoard.shift, cost=2000) == [-200, 200, None]


def test_a_month_that_is_not_over_is_compared_with_as_many_days() -> None:
    # Online 600 until 15 June, from April on. January to 15 March have D1 and 150 of D6; 80 more followed on 20 March.
    more = "D6, R1, C1, online, 150, won, 2026-03-15\nD7, R1, C1, online, 80, won, 2026-03-20\n"
    given = {"team": "", "deals": DEALS + more, "customers": CUSTOMERS, "channels": CHANNELS.format(cost=100)}
    assert shown(ChannelBoard.growth, as_of="2026-06-15", **given)[0] == pytest.approx((600 - 450) / 450)
    assert shown(ChannelBoard.growth, as_of="2026-06-30", **given)[0] == pytest.approx((600 - 530) / 530)
