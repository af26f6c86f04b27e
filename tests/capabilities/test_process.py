"""The standard process: which step of a deal comes next, and what was left out."""

from __future__ import annotations

from salessheet.workbook.sheets.process import ProcessBoard, SalesStepFigures
from tests.capabilities.centre import shown

STEPS = """
    sales_step, order, stage,       exit_rule
    Close,      3,     contract,    Contract signed
    Acquire,    1,     prospect,    Contact noted
    Needs,      2,     lead,        Needs confirmed
    After,      4,     won,         Customer called
"""
DEALS = """
    deal_id, rep_id, amount, stage,    won_date
    D1,      R1,     100,    contract,
    D2,      R2,     50,     prospect,
    D3,      R1,     10,     won,      2026-06-01
    D4,      R3,     500,    contract,
"""
DONE = """
    deal_id, sales_step, done_on
    D1,      Acquire,    2026-06-01
    D1,      {step},     2026-06-02
    D2,      Acquire,    2026-06-03
"""


# Steps count in their order, not as they stand in the table: Acquire, Needs, Close, After. D1 is at the contract, which
# asks for the first three; D2 at the prospect, which asks for the first. D3 is won and without After, D4 is of T2.
def test_the_next_step_of_a_deal_is_the_first_that_is_not_done() -> None:
    tables = {"sales_steps": STEPS, "deals": DEALS}
    skipped = DONE.format(step="Close")
    assert shown(ProcessBoard.deal_id, deal_steps=skipped, **tables)[:3] == ["D1", "D2", None]
    assert shown(ProcessBoard.sales_step, deal_steps=skipped, **tables) == ["Acquire", "Needs", "Close", "After"]
    assert shown(ProcessBoard.open_step, deal_steps=skipped, **tables)[:3] == ["Needs", "Needs", None]
    assert shown(ProcessBoard.exit_rule, deal_steps=skipped, **tables)[0] == "Needs confirmed"
    assert shown(ProcessBoard.behind, deal_steps=skipped, **tables)[:3] == [1, 0, None]
    assert shown(SalesStepFigures.won_without_last, deal_steps=skipped, **tables) == [1]

    in_order = DONE.format(step="Needs")
    assert shown(ProcessBoard.open_step, deal_steps=in_order, **tables)[0] == "Close"
    assert shown(ProcessBoard.behind, deal_steps=in_order, **tables)[0] == 1


def test_a_step_after_the_sale_is_looked_for_among_won_deals() -> None:
    done = DONE.format(step="Needs") + "D3, After, 2026-06-08\n"
    tables = {"sales_steps": STEPS, "deals": DEALS, "deal_steps": done}
    assert shown(SalesStepFigures.won_without_last, **tables) == [0]
    assert shown(SalesStepFigures.won_without_last, month="2026-05", **tables) == [0]  # nothing was won in May


def test_a_step_that_is_still_to_come_is_open() -> None:
    planned = DONE.format(step="Needs").replace("2026-06", "2026-07") + "D3, After, 2026-07-01\n"
    tables = {"sales_steps": STEPS, "deals": DEALS, "deal_steps": planned}
    assert shown(SalesStepFigures.won_without_last, **tables) == [1]
    assert shown(ProcessBoard.open_step, **tables)[0] == "Acquire"
    assert shown(ProcessBoard.open_step, as_of="2026-07-31", **tables)[0] == "Close"


def test_without_steps_nothing_is_said() -> None:
    assert shown(ProcessBoard.open_step, deals=DEALS)[:2] == [None, None]
    assert shown(SalesStepFigures.behind, deals=DEALS) == [0]


def test_a_step_that_no_stage_needs_leaves_nobody_behind() -> None:
    steps = STEPS.replace("Close,      3,     contract,", "Close,      3,     ,") + "Thank, 5, , \n"
    done = DONE.format(step="Needs")
    tables = {"sales_steps": steps, "deals": DEALS, "deal_steps": done}
    assert shown(ProcessBoard.due_no, **tables) == [1, 2, None, 5, None]
    assert shown(ProcessBoard.open_step, **tables)[0] == "Close"
    assert shown(ProcessBoard.behind, **tables)[:2] == [0, 0]
