"""Indicators: computed or typed by month, against their goals."""

from __future__ import annotations

import pytest

from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.indicators import Buyers, IndicatorBoard, MonthMeasures
from salessheet.workbook.sheets.mix import MixByMonth
from salessheet.workbook.sheets.records import CashByMonth, ReceiptTotals
from salessheet.workbook.sheets.results import Facts
from salessheet.workbook.sheets.review import ReviewSpans
from tests.capabilities.centre import shown

TABLES = {
    "customers": """
        customer_id, owner_rep_id, since
        C1,          R1,           2024-03-01
        C2,          R1,           2024-05-01
        C3,          R2,           2026-06-10
        C9,          R3,           2026-06-11
    """,
    "deals": """
        deal_id, rep_id, amount, stage, won_date,   lost_date
        D1,      R1,     150,    won,   2026-06-02,
        D2,      R2,     100,    won,   2026-05-02,
        D3,      R2,     120,    won,   2025-06-30,
        D4,      R1,     10,     lead,  ,           2026-06-03
        D5,      R3,     999,    won,   2026-06-02,
    """,
    "orders": """
        order_id, customer_id, rep_id, order_date, quantity, amount, cost
        O1,       C1,          R1,     2026-06-05, 2,        100,    60
        O2,       C1,          R1,     2026-06-06, 3,        50,
        O3,       C2,          R1,     2025-06-30, 1,        70,     70
        O4,       C3,          R2,     2026-01-05, 1,        80,     60
        O5,       C1,          R1,     2024-12-31, 1,        80,     60
        O9,       C9,          R3,     2026-06-05, 9,        900,    1
    """,
    "indicators": """
        indicator,    computed_as,   indicator_unit, direction, goal
        Sales,        sales,         money,          up,        {goal}
        On last year, yoy,           percent,        up,        0.3
        Orders lost,  ,              count,          down,      4
        Market share, ,              percent,        up,
        Repeat,       repeat_rate,   percent,        up,        0.5
        Kept,         retention,     percent,        up,        0.8
    """,
    "indicator_values": """
        team_id, indicator,    period,  actual
        T1,      Orders lost,  2026-06, 5
        T1,      Market share, 2026-06, 0.12
        T1,      Market share, 2026-05, 0.5
        T2,      Market share, 2026-06, 0.9
    """,
}  # fmt: skip  # as people write tables


def seen(line: Line, goal: str = "150", month: str = "2026-06") -> list[Scalar]:
    return shown(line, month=month, **{key: text.replace("{goal}", goal) for key, text in TABLES.items()})[:6]


@pytest.mark.parametrize(("goal", "met"), [("150", 1), ("150.01", 0), ("", None)])
def test_an_indicator_is_its_measure_of_the_month_against_its_goal(goal: str, met: int | None) -> None:
    # Sales of June: 150. On June of last year, 120: + 25 %, less than 30 %. Five lost, but four at most.
    # Of 12 months (July to June) C1 bought twice, C3 once: 1 of 2 bought again. Of the 12 before, C1 (2024-12-31) and
    # C2 (2025-06-30) had bought; C1 came back: 1 of 2 kept.
    assert seen(IndicatorBoard.amount, goal)[:4] == [150, None, 5, None]
    assert seen(IndicatorBoard.rate, goal) == [None, pytest.approx(0.25), None, 0.12, 0.5, 0.5]
    assert seen(IndicatorBoard.met, goal) == [met, 0, 0, None, 1, 0]


def test_measures_are_those_of_each_month() -> None:
    # Order O2 has no cost: margin (100 − 60) ÷ 100. Two orders of 150 in all: 75 each. July has not been.
    assert seen(MonthMeasures.sales)[:6] == [0, 0, 0, 0, 100, 150]
    june = {line.key: shown(line, **{k: t.replace("{goal}", "1") for k, t in TABLES.items()})[5:7] for line in (
        MonthMeasures.growth, MonthMeasures.quantity, MonthMeasures.average_order, MonthMeasures.margin_rate,
        MonthMeasures.win_rate, MonthMeasures.new_customers, MonthMeasures.orders,
    )}  # fmt: skip  # a list to read
    assert june == {
        "growth": [0.5, None], "quantity": [5, None], "average_order": [75, None], "margin_rate": [0.4, None],
        "win_rate": [0.5, None], "new_customers": [1, None], "orders": [2, None],
    }  # fmt: skip  # a list to read


@pytest.mark.parametrize(
    ("unit", "together", "found"),
    [("count", "", 85), ("count", "total", 85), ("count", "mean", 42.5), ("money", "", 85), ("money", "mean", 42.5),
     ("percent", "", 42.5), ("percent", "mean", 42.5), ("percent", "total", 85)],
)  # fmt: skip  # as it reads
def test_the_centre_has_the_total_or_the_mean_of_what_teams_typed(unit: str, together: str, found: float) -> None:
    tables = {
        "indicators": f"indicator, indicator_unit, of_teams\nPromoter score, {unit}, {together}\nVisits, count,\n",
        "indicator_values": """
            team_id, indicator,      period,  actual
            T1,      Promoter score, 2026-06, 50
            T2,      Promoter score, 2026-06, 35
            T2,      Promoter score, 2026-05, 7
            T2,      Visits,         2026-06, 9
        """,
    }
    line = IndicatorBoard.rate if unit == "percent" else IndicatorBoard.amount
    assert shown(line, team="", **tables)[0] == found
    assert shown(line, team="T1", **tables)[0] == 50
    # Of how many teams: of the second indicator one said nothing.
    assert shown(IndicatorBoard.typed, team="", **tables)[:2] == [2, 1]
    assert shown(IndicatorBoard.typed, team="T1", **tables)[:2] == [1, 0]
    assert shown(IndicatorBoard.typed)[0] is None


def test_a_refund_is_no_order() -> None:
    # C3 gives back what it bought once: it has not bought again, and June has two orders still, of 150 − 80.
    refund = "O6, C3, R2, 2026-06-20, -1, -80, -60\n"
    orders = {**TABLES, "orders": TABLES["orders"].rstrip() + "\n" + refund}
    tables = {key: text.replace("{goal}", "1") for key, text in orders.items()}
    assert shown(IndicatorBoard.rate, **tables)[4] == 0.5
    assert [shown(line, **tables)[5] for line in (MonthMeasures.orders, MonthMeasures.average_order)] == [2, 35]
    assert shown(Facts.orders, **tables) == [2, 0]
    assert shown(MixByMonth.orders, **tables)[5] == 2


def test_the_month_decides_what_the_board_shows() -> None:
    # May: sales 100; nothing was sold in May of last year; the share typed for May.
    assert seen(IndicatorBoard.amount, month="2026-05")[0] == 100
    assert seen(IndicatorBoard.rate, month="2026-05")[1:4] == [None, None, 0.5]


def test_without_orders_and_customers_their_measures_are_blank() -> None:
    tables = {key: text.replace("{goal}", "1") for key, text in TABLES.items() if key not in ("orders", "customers")}
    assert shown(MonthMeasures.average_order, **tables)[5] is None
    assert shown(IndicatorBoard.rate, **tables)[4:6] == [None, None]


def test_months_before_the_first_deal_are_known_by_the_sales_of_past_years() -> None:
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 90, won, 2026-01-05\nD2, R1, 60, won, 2026-02-05\n"
    past = "team_id, month, amount\nT1, 2025-01, 45\nT1, 2025-02, 80\nT1, 2025-12, 30\n"
    given = {"deals": deals, "sales_history": past}
    # January on 45 a year before and on 30 in December; February on 80 and on January.
    assert shown(MonthMeasures.yoy, **given)[:2] == pytest.approx([1, -0.25])
    assert shown(MonthMeasures.growth, **given)[:2] == pytest.approx([2, 60 / 90 - 1])
    assert shown(MonthMeasures.yoy, deals=deals)[:2] == [None, None]


def test_a_month_that_runs_grows_on_as_many_days() -> None:
    deals = """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     90,     won,   2026-01-15
        D2,      R1,     60,     won,   2026-01-16
        D3,      R1,     30,     won,   2026-02-15
    """
    past = "team_id, month, amount\nT1, 2025-01, 75\nT1, 2025-02, 56\nT1, 2025-12, 62\n"
    given = {"deals": deals, "sales_history": past, "month": "2026-02"}
    # Until 15 February 30, until 15 January 90; of February 2025 15 of 28 days of 56. January stands against all of it.
    assert shown(MonthMeasures.growth, as_of="2026-02-15", **given)[:3] == pytest.approx(
        [150 / 62 - 1, 30 / 90 - 1, None]
    )
    assert shown(MonthMeasures.yoy, as_of="2026-02-15", **given)[:3] == pytest.approx([150 / 75 - 1, 30 / 30 - 1, None])
    assert shown(MonthMeasures.growth, as_of="2026-02-28", **given)[1] == pytest.approx(30 / 150 - 1)
    # In January the month before is one of past years: 16 of 31 days of 62.
    early = shown(MonthMeasures.growth, as_of="2026-01-16", deals=deals, sales_history=past, month="2026-01")
    assert early[0] == pytest.approx(150 / 32 - 1)
    # The review says the same.
    assert shown(ReviewSpans.growth, as_of="2026-02-15", **given)[0] == pytest.approx(30 / 90 - 1)
    assert shown(ReviewSpans.yoy, as_of="2026-02-15", **given)[0] == pytest.approx(0)


def test_a_shared_order_counts_once_in_the_team_of_its_person() -> None:
    # Cho of the other team shares O1 with Ada: its 1000, 4 pieces and 600 of cash are of Cho's team, and the
    # commission alone is shared. So the teams add up to the centre, and the customer has bought of Ada but once.
    tables = {
        "customers": "customer_id, name, owner_rep_id\nC1, Acorn, R3\n",
        "orders": """
            order_id, rep_id, customer_id, product, order_date, quantity, amount, cost
            O1,       R3,     C1,          Kit,     2026-06-02, 4,        1000,   400
            O2,       R1,     C1,          Kit,     2026-06-03, ,         10,     4
        """,
        "splits": "order_id, rep_id, share\nO1, R3, 50%\nO1, R1, 50%\n",
        "receipts": "receipt_id, order_id, date, amount\nP1, O1, 2026-06-05, 600\nP2, O2, 2026-06-06, 5\n",
    }
    lines = (MonthMeasures.orders, MonthMeasures.ordered, MonthMeasures.quantity, MonthMeasures.cash,
             CashByMonth.ordered, CashByMonth.profit, CashByMonth.received, MixByMonth.quantity)  # fmt: skip  # a list
    by_team = {team: [shown(line, team=team, **tables)[5] for line in lines] for team in ("T1", "T2", "")}
    assert by_team == {
        "T1": [1, 10, 1, 5, 10, 6, 5, 1],
        "T2": [1, 1000, 4, 600, 1000, 600, 600, 4],
        "": [2, 1010, 5, 605, 1010, 606, 605, 5],
    }
    assert [shown(ReceiptTotals.received, team=team, **tables) for team in by_team] == [[5], [600], [605]]
    assert [shown(Buyers.again, team=team, **tables) for team in by_team] == [[0], [0], [1]]


def test_nobody_knows_who_is_new_where_no_customer_has_a_first_day() -> None:
    tables = {**TABLES, "indicators": TABLES["indicators"].format(goal=150)}
    undated = {**tables, "customers": "customer_id, owner_rep_id, since\nC1, R1,\nC2, R1,\nC3, R2,\nC9, R3,\n"}
    assert shown(MonthMeasures.new_customers, **undated)[:6] == [None] * 6
    assert shown(MonthMeasures.new_customers, **tables)[:6] == [0, 0, 0, 0, 0, 1]
