"""Rows that a program inserted without the formulas beside them."""

from __future__ import annotations

import pytest

from salessheet import macros
from salessheet.live.book import LiveBook, opened
from salessheet.live.gaps import copied, gaps
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.tables import Deals
from tests.hosts.office.telling import press
from tests.macros.conftest import Built
from tests.macros.fake_book import Cell, FakeBook
from tests.macros.test_macros import BOOKS

EN = Words.load("en")


@pytest.mark.parametrize(
    ("formula", "down", "there"),
    [
        ("=A1+$B2+C$3+$D$4", 2, "=A3+$B4+C$3+$D$4"),
        ('=IF($B8="B8",SUM(C$7:$C8),"")', -1, '=IF($B7="B8",SUM(C$7:$C7),"")'),
        ("=Lists!A5+'A5''s B6'!C7+华东!D8+'Q1'!E9", 1, "=Lists!A6+'A5''s B6'!C8+华东!D9+'Q1'!E10"),
        ("=LOG10(A9)+Rate_2+tbl.B3+Deals[A5]+[@[B 6]]", 1, "=LOG10(A10)+Rate_2+tbl.B3+Deals[A5]+[@[B 6]]"),
    ],
    ids=["one cell", "ranges and texts", "other sheets", "names"],
)
def test_a_formula_is_copied_as_spreadsheets_do(formula: str, down: int, there: str) -> None:
    assert copied(formula, down) == there


@pytest.mark.parametrize(("flavour", "lang", "centre"), BOOKS)
def test_a_workbook_as_built_lacks_no_formula(built: Built, flavour: str, lang: str, centre: bool) -> None:
    assert list(gaps(opened(built(flavour, lang, centre=centre).xw), SALES_CENTER.tables)) == []


def without_formulas(book: FakeBook, rows: list[int]) -> list[Cell]:
    """The calculated cells beside these deals are emptied, as they are in rows that were inserted."""
    live: LiveBook = opened(book.xw)
    emptied = [book.cell(name_of(line), row) for line in Deals.calculated() if live.holds(line) for row in rows]
    for cell in emptied:
        del book.formulas[cell]
        book.values.pop(cell, None)
    return emptied


@pytest.mark.parametrize("rows", [[0], [2, 3], [1, 4]], ids=["the first row", "side by side", "apart"])
def test_refresh_fills_them_in_and_says_so(built: Built, rows: list[int]) -> None:
    book, before = built("python"), built("python").formulas
    emptied = without_formulas(book, rows)

    summary = macros.refresh(book.xw)

    assert summary.cells_written == len(emptied) > 20
    assert book.formulas == before
    assert summary.notes == (EN.text("macro.filled").format(cells=len(emptied)),)
    assert macros.refresh(book.xw).lines_written == ()


def test_where_a_host_tells_of_the_workbook_it_does_the_same(built: Built) -> None:
    book, before = built("native", "zh-CN"), built("native", "zh-CN").formulas
    emptied = without_formulas(book, [2])

    answer = press(book, "refresh")

    assert book.formulas == before
    assert f"{len(emptied)} 个" in answer["notes"][0]


def test_what_stands_in_the_place_of_a_formula_stays(built: Built) -> None:
    """A number that somebody typed over it is theirs; check_book names it."""
    book = built("native")
    cell = book.cell(name_of(Deals.value), 1)
    del book.formulas[cell]
    book.values[cell] = 1.0
    without_formulas(book, [3])

    macros.refresh(book.xw)

    assert (book.values[cell], cell in book.formulas) == (1.0, False)


def with_totals(book: FakeBook) -> tuple[int, list[Cell]]:
    """The manager switches a row of totals on below the deals: a sum of one column. The row, and its other cells."""
    live: LiveBook = opened(book.xw)
    row = sum(one is not None for one in book.column(name_of(Deals.deal_id)))
    cells = [book.cell(name_of(line), row) for line in Deals.calculated() if live.holds(line)]
    for cell in cells:
        book.enter(cell, None)
    book.enter(book.cell(name_of(Deals.value), row), "=SUBTOTAL(109,tblDeals[Value])")
    return row, [cell for cell in cells if cell not in book.formulas]


@pytest.mark.parametrize("flavour", ["native", "values"])
def test_a_row_of_totals_gets_no_formula_and_none_is_copied_from_it(built: Built, flavour: str) -> None:
    book = built(flavour)
    row, others = with_totals(book)
    emptied = without_formulas(book, [1]) if flavour == "native" else []
    spoilt = book.cell(name_of(Deals.value), 2)
    if flavour == "values":
        book.values[spoilt] = 1.5
    before = dict(book.formulas)

    summary = macros.refresh(book.xw)

    assert book.formulas.keys() - before.keys() == set(emptied)
    assert book.formulas[book.cell(name_of(Deals.value), row)] == "=SUBTOTAL(109,tblDeals[Value])"
    assert not [cell for cell in others if cell in book.values]
    assert book.values[spoilt] != 1.5
    assert not [one for one in macros.check_book(book.xw).altered if one.address.endswith(str(others[0][1]))]
    assert macros.refresh(book.xw).lines_written == ()
    assert summary.cells_written > 0


@pytest.mark.parametrize(("word", "formulas_can_be_read"), [("Sum", True), ("Total", False)])
def test_a_row_of_totals_counts_for_nothing(built: Built, word: str, formulas_can_be_read: bool) -> None:
    book = built("native")
    row, _ = with_totals(book)
    book.enter(book.cell(name_of(Deals.deal_id), row), word)
    total = book.cell(name_of(Deals.amount), row)
    book.enter(total, "=SUBTOTAL(109,tblDeals[Amount])")
    book.values[total] = 1e9
    book.values[book.cell(name_of(Deals.value), row)] = 1e9
    book.values[book.cell("UnfinishedRows_Deals")] = 1.0
    book.formulas_can_be_read = formulas_can_be_read

    inspection = macros.check_book(book.xw)

    assert {cell.sheet for cell in inspection.altered} <= {
        "Checks",
        "Guide",
        "Commission",
        "Lists",
    }  # where the flag stands
    assert [check.key for check in inspection.failing] == ["rows_are_finished"]


def test_where_formulas_cannot_be_read_none_is_written(built: Built) -> None:
    book = built("native")
    without_formulas(book, [1])
    book.formulas_can_be_read = False

    assert macros.refresh(book.xw).cells_written == 0


def test_a_macro_for_a_part_leaves_other_tables_alone(built: Built) -> None:
    book = built("native")
    emptied = without_formulas(book, [1])

    macros.split_targets(book.xw)

    assert not set(emptied) & book.formulas.keys()
