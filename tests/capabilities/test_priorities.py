"""What is done first: open deals by their worth and by how late their next step is."""

from __future__ import annotations

import pytest

from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.sheets.dashboard import Monday
from salessheet.workbook.sheets.dashboard_working import StepSpots
from salessheet.workbook.sheets.funnel import FunnelFigures
from salessheet.workbook.sheets.priorities import DueSteps, ForecastRollup, Priorities, PriorityFigures
from tests.capabilities.centre import shown

CUSTOMERS = """
    customer_id, name,  owner_rep_id
    C1,          Acorn, R1
    C2,          Birch, R2
"""
DEALS = """
    deal_id, customer_id, rep_id, amount, stage, probability, prospect_date, won_date,   next_step, next_step_date
    D1,      C1,          R1,     100,    lead,  50%,         2026-06-20,    ,           Call,      {date}
    D2,      C2,          R2,     80,     lead,  50%,         2026-06-15,    ,           Offer,     2026-07-10
    D3,      C2,          R1,     200,    lead,  50%,         2026-05-31,    ,           ,
    D4,      C1,          R2,     900,    won,   ,            2026-06-01,    2026-06-02, Thank,     2026-06-03
    D5,      ,            R3,     999,    lead,  90%,         2026-06-01,    ,           Call,      2026-06-01
"""


# As of 30 June, a deal stale after 30 days. The largest weighted amount is that of D3, 200 x 50% = 100.
# D1: 50 / 100 and 15 days overdue of 30: (0.5 + 0.5) / 2 of 100 points. D2: 40 / 100, not overdue: 20.
# D3: 100 / 100 and, without a step, 30 days idle of 30: 100. D4 is won, D5 another team's.
def test_open_deals_stand_by_what_they_are_worth_and_how_late_their_next_step_is() -> None:
    tables = {"customers": CUSTOMERS, "deals": DEALS.format(date="2026-06-15")}
    assert shown(Priorities.deal_id, **tables)[:4] == ["D3", "D1", "D2", None]
    assert shown(Priorities.priority, **tables)[:3] == pytest.approx([100, 50, 20])
    assert shown(Priorities.customer, **tables)[:3] == ["Birch", "Acorn", "Birch"]
    assert shown(Priorities.rep, **tables)[:3] == ["Ada", "Ada", "Ben"]

    # On 30 June the step of D1 is due, not overdue: (0.5 + 0) / 2.
    due = {"customers": CUSTOMERS, "deals": DEALS.format(date="2026-06-30")}
    assert shown(Priorities.priority, **due)[:3] == pytest.approx([100, 25, 20])


def test_steps_that_are_due_stand_by_the_amount_and_of_equal_amounts_as_in_the_table() -> None:
    """Those of the day of the data among them, 30 June; they are not overdue yet."""
    deals = """
        deal_id, customer_id, rep_id, amount, stage, next_step, next_step_date
        D1,      C1,          R1,     100,    lead,  Call,      2026-06-29
        D2,      ,            R2,     300,    lead,  Offer,     2026-06-20
        D3,      C2,          R2,     100,    lead,  ,          2026-06-01
        D4,      C2,          R2,     500,    lead,  Wait,      2026-07-01
        D5,      C2,          R2,     ,       lead,  Ask,       2026-06-25
        D6,      C1,          R1,     200,    lead,  Sign,      2026-06-30
    """
    tables = {"customers": CUSTOMERS, "deals": deals}
    assert shown(DueSteps.amount, **tables)[:6] == [300, 200, 100, 100, None, None]
    assert shown(DueSteps.due_days, **tables)[:6] == [10, 0, 1, 29, 5, None]
    assert shown(DueSteps.customer, **tables)[:5] == [None, "Acorn", "Acorn", "Birch", "Birch"]
    assert shown(DueSteps.next_step, **tables)[:5] == ["Offer", "Sign", "Call", None, "Ask"]
    assert shown(PriorityFigures.overdue, **tables) == [4]
    assert shown(PriorityFigures.overdue_amount, **tables) == [500]
    assert shown(PriorityFigures.without_step, **tables) == [0]


def test_without_a_list_of_customers_their_ids_stand_there_and_without_deals_nothing_does() -> None:
    deals = """
        deal_id, rep_id, amount, stage, next_step_date
        D1,      R1,     100,    lead,  2026-06-29
    """
    assert shown(DueSteps.rep, deals=deals)[:2] == ["Ada", None]
    assert shown(DueSteps.due_days) == [None] * 8
    assert shown(DueSteps.next_step) == ["Nothing is due", *[None] * 7]
    assert shown(Monday.rep) == ["Nothing is due", *[None] * 7]
    assert shown(Monday.rep, deals=deals)[:2] == ["Ada", None]
    assert shown(Priorities.priority, team="T2") == [None] * 20


def test_an_overdue_step_is_told_by_what_is_known_of_it() -> None:
    deals = """
        deal_id, customer_id, rep_id, amount, stage, next_step, next_step_date
        D1,      C1,          R1,     4,      lead,  Call,      2026-06-01
        D2,      ,            R1,     3,      lead,  Write,     2026-06-01
        D3,      C1,          R1,     2,      lead,  ,          2026-06-01
        D4,      ,            R1,     1,      lead,  ,          2026-06-01
    """
    customers = "customer_id, name, owner_rep_id\nC1, Acorn, R1\n"
    told = shown(StepSpots.told, deals=deals, customers=customers)
    assert told[:5] == ["Acorn · Call", "Write", "Acorn", "D4", None]


def test_open_deals_without_those_omitted_from_the_forecast_have_a_name_of_their_own() -> None:
    deals = "deal_id, rep_id, amount, stage, forecast_category\nD1, R1, 100, lead, Commit\nD2, R2, 60, lead, Omitted\n"
    assert shown(FunnelFigures.open_amount, deals=deals) == [160]
    assert shown(ForecastRollup.open_pipeline, deals=deals) == [100]
    for words in map(Words.load, LANGUAGES):
        assert words.label(ForecastRollup.open_pipeline) != words.label(FunnelFigures.open_amount)
