"""What is sold, through which channel, why deals are lost, and what the open ones may bring."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.activity_plan import ActivityRatios
from salessheet.workbook.sheets.mix import ChannelMix, LossReasons, MixByMonth, MixFigures, ProductMix
from salessheet.workbook.sheets.priorities import ForecastRollup
from salessheet.workbook.tables import Lessons, Orders
from tests.capabilities.centre import shown

DEALS = """
    deal_id, rep_id, channel, product, amount, stage, won_date,   lost_date,  lost_reason
    D1,      R1,     online,  Kit,     {kit},  won,   2026-03-02, ,
    D2,      R1,     direct,  Scale,   100,    won,   2026-06-02, ,
    D3,      R2,     online,  Kit,     40,     lead,  ,           2026-04-20, price
    D4,      R2,     online,  ,        20,     lead,  ,           2026-05-20, price
    D5,      R2,     online,  Kit,     50,     lead,  ,           ,
    D6,      R3,     online,  Kit,     999,    won,   2026-06-02, ,
    D7,      R1,     direct,  Scale,   500,    won,   2025-06-02, ,
    D8,      R1,     direct,  Scale,   60,     lead,  ,           2026-06-20, timing
    D9,      R1,     direct,  Scale,   10,     lead,  ,           2026-06-21,
"""
ORDERS = """
    order_id, deal_id, rep_id, product, order_date, quantity, amount, refers_to
    O1,       D1,      R1,     Kit,     2026-03-06, 3,        300,
    O2,       D2,      R1,     Scale,   2026-06-04, ,         100,
    O3,       D1,      R1,     Kit,     2026-06-20, 1,        -100,   O1
    O4,       ,        R1,     Kit,     2026-06-20, 2,        10,
"""


def test_months_to_come_have_no_numbers_yet() -> None:
    tables = {"deals": DEALS.format(kit=300), "orders": ORDERS}
    for line in (MixByMonth.new_deals, MixByMonth.won_deals, MixByMonth.lost_deals, MixByMonth.won,
                 MixByMonth.average, MixByMonth.orders, MixByMonth.quantity):  # fmt: skip  # a list
        assert shown(line, as_of="2026-06-01", **tables)[6:] == [None] * 6, line
    assert shown(MixByMonth.lost_deals, as_of="2026-07-01", **tables)[6:8] == [0, None]


# D2 has no date of a prospect, D3 none before the contract, D4 that of the win alone, and D5 none at all.
def test_a_deal_is_new_on_the_first_date_that_it_has() -> None:
    deals = """
        deal_id, rep_id, amount, stage,    prospect_date, lead_date,  contract_date, won_date
        D1,      R1,     10,     lead,     2026-01-05,    2026-02-01, ,
        D2,      R1,     10,     won,      ,              2026-02-02, 2026-03-01,    2026-04-01
        D3,      R1,     10,     contract, ,              ,           2026-02-28,
        D4,      R2,     10,     won,      ,              ,           ,              2026-04-30
        D5,      R2,     10,     lead,     ,              ,           ,
    """
    assert shown(MixByMonth.new_deals, deals=deals)[:4] == [1, 2, 0, 1]
    assert shown(MixByMonth.new_deals, deals=deals.replace("2026-01-05", ""))[:4] == [0, 3, 0, 1]
    assert shown(ActivityRatios.new_deals, deals=deals)[:2] == [3, 1]


# D1 of the kit is won with 300 and D2 with 100: three quarters and a quarter. D7 was won last year, D6 by another team.
# Of the kit 3 were ordered and 2, and O3 gives one back; the scale's quantity is blank, which is one. D1 was ordered 4
# days after its win and D2 two: 3 on the average.
@pytest.mark.parametrize(("kit", "share"), [(300, 0.75), (100, 0.5)])
def test_what_is_won_is_split_by_product_and_by_channel(kit: int, share: float) -> None:
    tables = {"deals": DEALS.format(kit=kit), "orders": ORDERS}
    products = dict(zip(shown(ProductMix.product, **tables), shown(ProductMix.won, **tables), strict=True))
    assert products == {"Kit": kit, "Scale": 100}
    shares = dict(zip(shown(ChannelMix.channel, **tables), shown(ChannelMix.share, **tables), strict=True))
    assert shares == {"online": share, "direct": 1 - share}
    rates = dict(zip(shown(ProductMix.product, **tables), shown(ProductMix.win_rate, **tables), strict=True))
    assert rates == {"Kit": 0.5, "Scale": pytest.approx(1 / 3)}
    ordered = dict(zip(shown(ProductMix.product, **tables), shown(ProductMix.quantity, **tables), strict=True))
    assert ordered == {"Kit": 4, "Scale": 1}
    assert shown(MixFigures.order_days, **tables) == [3]
    assert shown(MixFigures.order_days, month="2026-02", **tables) == [None]  # both were ordered later
    early = {**tables, "orders": ORDERS.replace("2026-03-06", "2026-03-01")}  # before the win: not in the mean
    assert shown(MixFigures.order_days, **early) == [2]
    assert shown(Orders.remark, **early)[:2] == ["ordered before the win", None]
    assert shown(MixByMonth.won, **tables)[2:7] == [kit, 0, 0, 100, None]  # July is to come
    assert shown(ProductMix.won, month="2026-02", **tables) == [0, 0]
    assert shown(MixFigures.best_product, month="2026-02", **tables) == [None]


# Two of the four deals that the team lost in the year name the price, one the timing; the fourth says nothing.
def test_lost_deals_are_counted_by_their_reason_and_lessons_stand_beside_them() -> None:
    lessons = """
        lesson_id, lost_reason, lesson, rep_id, due_date,   done_on
        L1,        price,       Value,  R1,     2026-06-20,
        L2,        timing,      Dates,  R2,     2026-06-20, 2026-06-10
        L3,        ,            Praise, R1,     ,
    """
    tables = {"deals": DEALS.format(kit=300), "lessons": lessons}
    assert shown(LossReasons.reason, **tables) == ["price", "timing"]
    assert shown(LossReasons.lost_deals, **tables) == [2, 1]
    assert shown(LossReasons.share, **tables) == pytest.approx([2 / 3, 1 / 3])
    assert shown(LossReasons.lost_amount, **tables) == [60, 60]
    assert shown(MixFigures.lost_unexplained, **tables) == [1]
    assert shown(MixFigures.worst_reason, **tables) == ["price"]
    assert shown(Lessons.losses, **tables)[:3] == [2, 1, None]
    assert shown(Lessons.late_days, **tables)[:3] == [10, None, None]
    assert shown(MixFigures.lessons_open, **tables) == [2]
    assert shown(LossReasons.lost_deals, month="2026-04", **tables) == [1, 0]
    # At the end of May the second was not done either, and nothing was due yet.
    assert shown(MixFigures.lessons_open, month="2026-05", **tables) == [3]
    assert shown(Lessons.late_days, month="2026-05", **tables)[:3] == [0, 0, None]


def test_a_loss_for_a_reason_that_has_no_row_is_not_said_to_have_none() -> None:
    """Rows hold the fifteen most frequent. Of 18 products each 10 was won, and 3 without one; likewise the others."""
    names = [f"n{number:02}" for number in range(18)]
    ends = [("won", "2026-02-01,", "10"), ("lead", ",2026-02-02", "4")]
    deals = "deal_id, rep_id, amount, stage, product, channel, lost_reason, won_date, lost_date\n" + "".join(
        f"{stage}{name}, R1, {amount}, {stage}, {name}, {name}, {name if stage == 'lead' else ''}, {dates}\n"
        for name in names
        for stage, dates, amount in ends
    )
    deals += "W, R1, 3, won, , , , 2026-02-01,\nL, R1, 3, lead, , , , ,2026-02-01\nE, R1, 7, won, , , , 2025-12-31,\n"
    lines = (
        MixFigures.won_no_product,
        MixFigures.won_no_channel,
        MixFigures.lost_unexplained,
        MixFigures.reason_not_listed,
    )
    assert [shown(line, deals=deals) for line in lines] == [[33], [33], [1], [3]]
    assert shown(ProductMix.won_total, deals=deals) == [150]


def test_categories_add_up_from_the_surest_to_the_least_sure() -> None:
    deals = """
        deal_id, rep_id, amount, stage, forecast_category, won_date
        D1,      R1,     100,    won,   Closed,            2026-06-02
        D2,      R1,     40,     lead,  Commit,
        D3,      R2,     20,     lead,  MostLikely,
        D4,      R2,     10,     lead,  BestCase,
        D5,      R2,     5,      lead,  Pipeline,
        D6,      R2,     3,      lead,  Omitted,
        D7,      R2,     2,      lead,  ,
        D8,      R3,     999,    lead,  Commit,
    """
    # Won 100; with commit 140, most likely 160, best case 170. Open but for what is left out: 40 + 20 + 10 + 5 + 2.
    lines = (
        ForecastRollup.closed,
        ForecastRollup.commit,
        ForecastRollup.most_likely,
        ForecastRollup.best_case,
        ForecastRollup.open_pipeline,
    )
    assert [shown(line, deals=deals)[0] for line in lines] == [100, 140, 160, 170, 77]
    assert [shown(line, deals=deals, lang="zh-CN")[0] for line in lines] == [100, 140, 160, 170, 77]


def test_what_has_no_product_or_channel_is_told_beside_the_mix() -> None:
    # Of 300 + 100 won, 100 have no product and 300 no channel: the shares of the mix are those of the rest.
    deals = DEALS.format(kit=300).replace("direct,  Scale,   100", "direct,  ,        100")
    deals = deals.replace("D1,      R1,     online,", "D1,      R1,     ,")
    assert shown(MixFigures.won_no_product, deals=deals, orders=ORDERS) == [100]
    assert shown(MixFigures.won_no_channel, deals=deals, orders=ORDERS) == [300]
    whole = DEALS.format(kit=300)
    assert [shown(line, deals=whole, orders=ORDERS) for line in (
        MixFigures.won_no_product, MixFigures.won_no_channel,
    )] == [[0], [0]]  # fmt: skip  # as it reads


def test_what_was_lost_stays_at_the_rate_of_its_day() -> None:
    deals = """
        deal_id, rep_id, amount, currency, stage, lost_date,  lost_reason
        D1,      R1,     10,     USD,      lead,  2026-04-20, price
        D2,      R1,     10,     USD,      lead,  2026-06-20, price
    """
    rates = "date, currency, rate\n2026-01-01, USD, 7\n2026-06-01, USD, 8\n"
    # 10 at 7 and 10 at 8.
    assert shown(LossReasons.lost_amount, deals=deals, fx=rates)[0] == 150


def test_reasons_of_most_losses_that_are_counted_stand_first() -> None:
    """Those of other years are listed after them: bars are drawn in this order, the largest on top."""
    deals = """
        deal_id, rep_id, amount, stage, lost_date,  lost_reason
        D1,      R1,     1,      lead,  2025-06-20, budget
        D2,      R1,     1,      lead,  2025-06-20, budget
        D3,      R1,     1,      lead,  2025-06-20, budget
        D4,      R1,     1,      lead,  2026-06-20, timing
        D5,      R1,     1,      lead,  2026-06-20, Price
        D6,      R1,     1,      lead,  2026-05-20, price
    """
    assert shown(LossReasons.reason, deals=deals) == ["Price", "timing", "budget"]
    assert shown(LossReasons.lost_deals, deals=deals) == [2, 1, 0]
