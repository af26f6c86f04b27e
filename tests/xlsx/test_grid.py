"""Lists on a grid: their columns are as wide as the grid says, so that their rows are as tall as their texts need."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.dashboard import DASHBOARD, Monday
from salessheet.workbook.sheets.dashboard_working import Sayings
from salessheet.xlsx.template.heights import placed_heights
from salessheet.xlsx.template.widths import sheet_widths
from tests.capabilities.centre import book, centre, shown

DEALS = """
    deal_id, rep_id, amount, stage, customer_id, next_step, next_step_date
    D1,      R1,     100,    lead,  C1,          Call,      2026-06-02
"""
CUSTOMERS = """
    customer_id, name,   owner_rep_id
    C1,          {name}, R1
"""
LONG = "Northern Light Intelligent Equipment Manufacturing and Trading Group"


@pytest.mark.parametrize(("name", "lines"), [("Ash", 2), (LONG, 4)])
def test_a_row_is_as_tall_as_its_longest_text(name: str, lines: int) -> None:
    made = book(centre(deals=DEALS, customers=CUSTOMERS.format(name=name)))
    first = made.layout.places[Monday.what].top
    heights = placed_heights(made, DASHBOARD, sheet_widths(made, DASHBOARD))

    assert str(made.cells(Monday.what)[0]).startswith(name)
    assert (heights[first], heights[first + 1]) == (12 * lines, 24)


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
