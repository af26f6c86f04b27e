"""What the year will likely bring: from its months, from earlier years, and from open deals."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.forecast import Methods, Outlook, Past, YearPath
from tests.capabilities.centre import shown

DEALS = """
    deal_id, rep_id, amount, stage,       won_date,   lost_date, probability
    D1,      R1,     100,    won,         2026-01-10, ,
    D2,      R1,     120,    won,         2026-02-10, ,
    D3,      R2,     {third},won,         2026-03-10, ,
    D4,      R2,     200,    opportunity, ,           ,          50%
    D5,      R3,     9999,   won,         2026-03-02, ,
"""
UNTIL_MARCH = {"month": "2026-03", "as_of": "2026-03-31"}
TARGETS = "scope, id, year, amount\nteam, T1, 2026, 1200\n"


def test_the_year_is_forecast_from_its_months_and_from_open_deals() -> None:
    # 100, 120, 140: the line rises by 20 a month, to 160 … 320, which are nine months of 240 on average.
    # Moving average: (100 + 120 + 140) / 3 = 120 in each of nine months.
    # Smoothing: 100, then 0.3 x 120 + 0.7 x 100 = 106, then 0.3 x 140 + 0.7 x 106 = 116.2.
    deals = DEALS.format(third=140)
    years = shown(Methods.year, deals=deals, **UNTIL_MARCH)
    assert years == pytest.approx([360 + 9 * 116.2, 360 + 9 * 120, 360 + 9 * 240, None])
    # Won 360 and half of 200.
    assert shown(Outlook.by_pipeline, deals=deals, **UNTIL_MARCH) == [460]
    # No month is forecast by all of them yet (the average takes three), so smoothing it is.
    assert shown(Outlook.likely, deals=deals, **UNTIL_MARCH) == pytest.approx([360 + 9 * 116.2])
    assert shown(Outlook.low, deals=deals, **UNTIL_MARCH) == [460]
    assert shown(Outlook.of_target, deals=deals, targets=TARGETS, **UNTIL_MARCH) == pytest.approx(
        [(360 + 9 * 116.2) / 1200]
    )
    # 1200 - 360 in nine months.
    assert shown(Outlook.needed, deals=deals, targets=TARGETS, **UNTIL_MARCH) == pytest.approx([840 / 9])
    assert shown(Outlook.needed, deals=deals, **UNTIL_MARCH) == [None]  # without a target nothing is known to be needed
    # March brings 80 more: the average of three months is 440 / 3 from there on.
    more = DEALS.format(third=220)
    path = shown(YearPath.at_pace, deals=more, **UNTIL_MARCH)
    assert path[:2] == [100, 220]  # as won
    assert path[2:5] == pytest.approx([440, 440 + 440 / 3, 440 + 880 / 3])
    assert shown(YearPath.won_cumulative, deals=more, **UNTIL_MARCH)[:4] == [100, 220, 440, None]


@pytest.mark.parametrize(("third", "needed"), [(140, 98), (979, 98), (980, 0)])
def test_what_is_needed_a_month_makes_the_target(third: int, needed: float) -> None:
    # 220 of 1200 at the end of February: 98 in each of ten months, March, which is not over, among them.
    deals = DEALS.format(third=third)
    early = {"month": "2026-03", "as_of": "2026-03-20", "targets": TARGETS}
    assert shown(Outlook.needed, deals=deals, **early) == [needed]


def test_a_month_that_is_not_over_is_no_history() -> None:
    deals = DEALS.format(third=140)
    early = {"month": "2026-03", "as_of": "2026-03-20"}
    # Two months known, 100 and 120: smoothing 106 in each of ten months, the average of three says nothing.
    # March has 140 already, which no method takes back.
    assert shown(Methods.year, deals=deals, **early)[:2] == pytest.approx([220 + 140 + 9 * 106, None])
    slow = DEALS.format(third=90)
    assert shown(Methods.year, deals=slow, **early)[:2] == pytest.approx([220 + 10 * 106, None])
    # 220 after February; a month at 110 would be 330, but 360 are won already.
    assert shown(YearPath.at_pace, deals=deals, **early)[1:4] == pytest.approx([220, 360, 440])


def test_the_year_is_never_likely_to_end_below_what_is_won() -> None:
    # The trend of 300, 200 and 100 is at 0 from April on, but April has brought 500 by its tenth day.
    deals = """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     300,    won,   2026-01-10
        D2,      R1,     200,    won,   2026-02-10
        D3,      R1,     100,    won,   2026-03-10
        D4,      R1,     500,    won,   2026-04-08
    """
    given = {"deals": deals, "month": "2026-04", "as_of": "2026-04-10"}
    assert shown(Methods.year, **given)[2] == pytest.approx(300 + 200 + 100 + 500)
    # Smoothing, which is taken, says 300, 0.3 x 200 + 0.7 x 300 = 270, 0.3 x 100 + 0.7 x 270 = 219 for a month.
    assert shown(YearPath.likely_cumulative, **given)[3:5] == pytest.approx([1100, 1100 + 219])
    assert shown(Outlook.likely, **given) == pytest.approx([1100 + 8 * 219])
    assert shown(Outlook.low, **given) == [1100]  # nothing is open
    assert shown(Outlook.high, **given) == pytest.approx([1100 + 8 * 219])


HISTORY = "team_id, month, amount\n" + "".join(
    f"T1, {year}-{month:02}, {(100 if month < 12 else 300) + 10 * (year - 2024)}\n"
    for year in (2024, 2025)
    for month in range(1, 13)
    if (year, month) != (2024, 1)
)


def test_earlier_years_show_the_season_and_the_best_method_is_taken() -> None:
    # A year ago plus the usual rise of a year, which is 10 (from 2024 to 2025): 120 in each month but December.
    # January to March 2026 were 120 as that says, so it misses nothing; December was never foreseen by the others.
    deals = """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     120,    won,   2026-01-10
        D2,      R1,     120,    won,   2026-02-10
        D3,      R1,     120,    won,   2026-03-10
    """
    given = {"deals": deals, "sales_history": HISTORY, **UNTIL_MARCH}
    assert shown(Methods.year, **given)[3] == pytest.approx(11 * 120 + 320)
    assert shown(Outlook.method, **given) == ["Season"]
    assert shown(Outlook.likely, **given) == pytest.approx([11 * 120 + 320])


TWO_CURRENCIES = {
    "teams": "team_id, name, manager_id, currency\nT1, North, R1,\nT2, South, R3, USD\n",
    "fx": "date, currency, rate\n2025-01-01, USD, 7\n2025-11-01, USD, 8\n",
}


def test_past_sales_are_in_the_currency_of_their_team() -> None:
    history = """
        team_id, month,   amount, currency
        T1,      2025-10, 100,
        T2,      2025-10, 10,
        T2,      2025-11, 10,
        T2,      2025-12, 16,     CNY
    """
    given = {**TWO_CURRENCIES, "sales_history": history, **UNTIL_MARCH}
    # October 100 and 10 dollars at 7; November 10 dollars at 8; December 16 yuan, which are 2 dollars.
    assert shown(Past.amount, team="", **given)[21:24] == [170, 80, 16]
    assert shown(Past.amount, team="T2", **given)[21:24] == [10, 10, 2]


def test_few_months_are_no_season() -> None:
    # Five months of last year, of which two would be a year before November and December of this one.
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 70, won, 2025-08-10\nD2, R1, 50, won, 2025-12-10\n"
    given = {"deals": deals, "month": "2026-01", "as_of": "2026-01-31"}
    assert shown(Past.seasonal, **given)[31:36] == [None] * 5
    assert shown(Methods.year, **given)[3] is None


def test_a_team_without_deals_has_a_forecast_of_nothing_and_no_error() -> None:
    assert shown(Outlook.likely, **UNTIL_MARCH) == [0]
    assert shown(Outlook.high, **UNTIL_MARCH) == [0]
    assert shown(YearPath.at_pace, month="2026-01", as_of="2026-01-10")[:2] == [0, 0]


def test_other_teams_count_in_the_centre_alone() -> None:
    deals = DEALS.format(third=140)
    assert shown(Outlook.won, deals=deals, **UNTIL_MARCH) == [360]
    assert shown(Outlook.won, team="", deals=deals, **UNTIL_MARCH) == [10359]


def test_past_months_are_those_of_deals_once_there_are_some() -> None:
    deals = "deal_id, rep_id, amount, stage, won_date\nD1, R1, 70, won, 2025-11-10\nD2, R1, 50, won, 2025-12-10\n"
    given = {"deals": deals, "sales_history": HISTORY, **UNTIL_MARCH}
    # October is typed, November and December are the deals, whatever was typed for them.
    assert shown(Past.amount, **given)[21:27] == [110, 70, 50, 0, 0, 0]
    assert shown(Past.amount, deals=deals, **UNTIL_MARCH)[21:24] == [None, 70, 50]
