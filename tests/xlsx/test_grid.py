"""Lists on a grid: their columns are as wide as the grid says, so that their rows are as tall as their texts need."""

from __future__ import annotations

import pytest

from salessheet.workbook.expr import Whereabouts
from salessheet.workbook.lines import Calc
from salessheet.workbook.sheets.dashboard import DASHBOARD, Attention, Cards, Monday
from salessheet.workbook.sheets.dashboard_working import DashboardSpots, Sayings
from salessheet.xlsx.template.heights import placed_heights
from salessheet.xlsx.template.widths import sheet_widths
from tests.built.editions import NATIVE_BOOKS, Whose, made
from tests.capabilities.centre import book, centre, shown

DEALS = """
    deal_id, rep_id, amount, stage, customer_id, next_step, next_step_date
    D1,      R1,     100,    lead,  C1,          {step},    2026-06-02
"""
CUSTOMERS = """
    customer_id, name,   owner_rep_id
    C1,          {name}, R1
"""
LONG = "Northern Light Intelligent Equipment Manufacturing and Trading Group"


@pytest.mark.parametrize(
    ("name", "tall"),
    [("Ash", 24), (LONG[:50], 48), (f"{LONG} {LONG}", 60), ("王芳", 24), ("北方精密仪器制造贸易（集团）公司", 40.5)],
)
def test_a_row_is_as_tall_as_its_longest_text_up_to_five_lines(name: str, tall: float) -> None:
    """Lines of Chinese are taller."""
    reps = f"rep_id, name, team_id\nR1, {name}, T1\nR2, Ben, T1\n"
    team = book(centre(deals=DEALS.format(step="Call"), customers=CUSTOMERS.format(name="Ash"), reps=reps))
    first = team.layout.places[Monday.what].top
    heights = placed_heights(team, DASHBOARD, sheet_widths(team, DASHBOARD))

    assert team.cells(Monday.rep)[0] == name
    assert (heights[first], heights[first + 2]) == (tall, 24)


@pytest.mark.parametrize(
    ("name", "step", "told"),
    [
        ("Ash", "Call", "Ash · Call"),
        (LONG, "Call", f"{LONG[:30]}… · Call"),
        (LONG[:30], LONG[:31], f"{LONG[:30]} · {LONG[:30]}…"),
        (LONG, "2026", f"{LONG[:30]}… · 2026"),
    ],
)
def test_long_names_and_steps_leave_room_for_each_other(name: str, step: str, told: str) -> None:
    """In full they stand where the link leads. Of a text that no row has room for, the beginning would be cut off."""
    team = book(centre(deals=DEALS.format(step=step), customers=CUSTOMERS.format(name=name)))
    first = team.layout.places[Monday.what].top

    assert team.cells(Monday.what)[0] == told
    assert placed_heights(team, DASHBOARD, sheet_widths(team, DASHBOARD))[first] <= 12 * 4


@pytest.mark.parametrize(
    ("month", "as_of", "said"),
    [
        ("2026-01", "2026-01-20", "The first month is still running"),
        ("2026-01", "2026-01-31", "Months that missed their target: 1 of 1"),
    ],
)
def test_while_the_first_month_runs_no_month_has_made_its_target(month: str, as_of: str, said: str) -> None:
    targets = "scope,id,year,amount\nteam,T1,2026,1200\n"
    assert shown(Sayings.missed, month=month, as_of=as_of, targets=targets) == [said]


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_what_the_dashboard_leads_to_is_on_sheets_that_people_see(whose: Whose) -> None:
    """A link to a hidden sheet does nothing in Excel."""
    edition = made(whose)
    lines = [line for line in (*Cards.lines, *DashboardSpots.lines) if isinstance(line, Calc)]
    sought = {line.native.line if isinstance(line.native, Whereabouts) else line.behind for line in lines} - {None}
    held = [line for line in sought if line is not None and edition.layout.holds(line)]
    seen = {block for sheet in edition.book.shown for block in sheet.blocks}

    assert len(held) > 4
    assert {line for line in held if line.block not in seen} == set()


def test_before_there_are_people_nobody_needs_the_manager() -> None:
    nobody = [None] * 8
    assert shown(Attention.name, reps="rep_id, name, team_id\n", teams="team_id, name\nT1, North\n") == nobody
    assert shown(Attention.overdue, reps="rep_id, name, team_id\n", teams="team_id, name\nT1, North\n") == nobody
