"""A second opinion on a finished workbook: its checks, and every calculated cell."""

from __future__ import annotations

import pytest

from salessheet import macros
from salessheet.macros import AlteredCell
from tests.macros.conftest import Built
from tests.macros.fake_book import ErrorValue, FakeApp, FakeBook, address
from tests.macros.test_macros import BOOKS


@pytest.mark.parametrize(("flavour", "lang", "centre"), BOOKS)
def test_a_built_book_is_clean(built: Built, flavour: str, lang: str, centre: bool) -> None:
    inspection = macros.check_book(built(flavour, lang, centre=centre).xw)
    assert inspection.altered == ()
    assert inspection.failing == ()
    assert inspection.is_clean


def test_a_book_is_clean_whose_data_never_had_a_table(built: Built) -> None:
    inspection = macros.check_book(built(without=("receipts",), empty=True).xw)
    assert inspection.altered == ()


def falsified(book: FakeBook, name: str, value: object, row: int = 0, column: int = 0) -> AlteredCell:
    """Put a value into a calculated cell, and say what should be reported."""
    cell = book.cell(name, row, column)
    before = book.values.get(cell)
    book.values[cell] = value
    shown = value.text if isinstance(value, ErrorValue) else value
    assert isinstance(shown, (float, str))
    assert isinstance(before, (float, str)) or before is None
    return AlteredCell(cell[0], address(cell), shown, before)


@pytest.mark.parametrize("flavour", ["values", "native"])
@pytest.mark.parametrize(
    ("name", "value", "row", "column"),
    [
        ("ByMonth_target", 1.0, 3, 0),
        ("PersonMonth_target", 0.0, 2, 7),
        ("ByMonth_target_total", 12.0, 0, 0),
        ("Results_name", "Somebody else", 1, 0),
        ("Payout_payout", 99_999.0, 0, 0),
        ("Steps_reached", ErrorValue("#NAME?"), 0, 0),
        ("ByMonth_no", 13.0, 0, 0),
    ],
)
def test_one_falsified_cell_is_found(
    built: Built, flavour: str, name: str, value: object, row: int, column: int
) -> None:
    book = built(flavour)
    expected = falsified(book, name, value, row, column)
    found = macros.check_book(book.xw).altered
    assert len(found) == 1
    assert (found[0].sheet, found[0].address, found[0].stored) == (expected.sheet, expected.address, expected.stored)
    assert found[0].recomputed == (
        pytest.approx(expected.recomputed) if isinstance(expected.recomputed, float) else expected.recomputed
    )


@pytest.mark.parametrize(("off", "found"), [(0.004, 0), (-0.004, 0), (0.006, 1)])
def test_money_may_be_off_by_less_than_half_a_cent(built: Built, off: float, found: int) -> None:
    book = built()
    cell = book.cell("ByMonth_target", 3)
    stored = book.values[cell]
    assert isinstance(stored, float)
    book.values[cell] = stored + off
    assert len(macros.check_book(book.xw).altered) == found


@pytest.mark.parametrize(("lang", "words"), [("en", "people"), ("zh-CN", "人")])
def test_a_failing_check_is_told_in_the_language_of_the_book(built: Built, lang: str, words: str) -> None:
    """A deal of somebody who is not on the roster counts in the months, but with nobody."""
    book = built(lang=lang)
    book.enter(book.cell("Deals_rep_id", _won_row(book)), "nobody")
    macros.refresh(book.xw)
    inspection = macros.check_book(book.xw)
    failing = {check.key: check for check in inspection.failing}
    check = failing["won_by_people_is_won_by_months"]
    assert words in check.label
    assert isinstance(check.found, float)
    assert isinstance(check.wanted, float)
    assert check.difference == pytest.approx(check.found - check.wanted)
    assert inspection.altered == ()


def test_a_check_is_computed_from_the_inputs_whatever_its_cell_says(built: Built) -> None:
    book = built()
    book.enter(book.cell("Deals_rep_id", _won_row(book)), "nobody")
    assert "won_by_people_is_won_by_months" in {check.key for check in macros.check_book(book.xw).failing}


def test_nothing_is_written(built: Built) -> None:
    book = built()
    falsified(book, "ByMonth_target", 1.0)
    macros.check_book(book.xw)
    assert not book.entered


def test_refresh_mends_what_check_book_found(built: Built) -> None:
    book = built()
    falsified(book, "ByMonth_target", 1.0)
    falsified(book, "Results_won", 1.0)
    assert macros.refresh(book.xw).cells_written == 2
    assert macros.check_book(book.xw).is_clean
    assert isinstance(book.app, FakeApp)
    assert "All checks pass" in str(book.app.status_bar)


def _won_row(book: FakeBook) -> int:
    """A deal won within the fiscal year, up to the date of the book."""
    start, today = (book.values[book.cell(name)] for name in ("FiscalYear_start", "As_of"))
    dates = book.column("Deals_won_date")
    return next(i for i, won in enumerate(dates) if won is not None and start <= won <= today)  # type: ignore[operator]  # dates
