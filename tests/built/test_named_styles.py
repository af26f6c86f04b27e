"""Cells have named styles: who edits one in Excel restyles every cell of its kind."""

from __future__ import annotations

import pytest
from openpyxl.workbook import Workbook

from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.sheets.dashboard import Attention, Cards
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Customers, Deals
from tests.built.editions import Built, Whose

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
OF_A_KIND: dict[str, tuple[Line, ...]] = {
    "input": (Deals.amount, Deals.stage, Deals.won_date, Settings.annual_target),
    "note": (Customers.needs,),
    "calculated": (ByMonth.target, Attention.won),
    "quiet": (Deals.chance,),
    "total": (ByMonth.target_total,),
    "card": (Cards.won, Cards.coverage),
    "counter": (ByMonth.no,),
}


@pytest.fixture
def built(books: dict[Whose, Built], whose: Whose) -> Built:
    return books[whose]


def test_cells_of_a_kind_have_its_style_whatever_they_measure(book: Workbook, built: Built) -> None:
    layout, words = built.edition.layout, built.edition.words
    for kind, lines in OF_A_KIND.items():
        for line in lines:
            if layout.holds(line):
                place = layout.places[line]
                cell = book[place.sheet].cell(place.top, place.left)
                assert cell.style == words.text(f"style.{kind}"), line


def test_a_cell_takes_its_font_from_its_style(book: Workbook, built: Built) -> None:
    """Excel changes it with the style as long as the cell does not say that its font is its own."""
    place = built.edition.layout.places[ByMonth.target]
    cell = book[place.sheet].cell(place.top, place.left)
    named = next(style for style in book._named_styles if style.name == cell.style)  # type: ignore[attr-defined]  # openpyxl's list of them
    assert (cell.font.sz, cell.font.color.rgb) == (named.font.sz, named.font.color.rgb)
