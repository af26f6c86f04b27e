"""The month that a workbook shows: changed, or looked at before finance closes it."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet import macros
from salessheet.errors import RefusedPeriod
from salessheet.workbook.labels import Words
from tests.macros.conftest import Built
from tests.macros.fake_book import FakeBook

EPOCH = dt.datetime(1899, 12, 30)


def shown(book: FakeBook) -> str:
    """The month of the workbook, such as 2026-06."""
    value = book.values[book.cell("Period_start")]
    return f"{value if isinstance(value, dt.datetime) else EPOCH + dt.timedelta(days=float(str(value))):%Y-%m}"


def month_before(month: str) -> str:
    return f"{dt.date.fromisoformat(f'{month}-01') - dt.timedelta(days=1):%Y-%m}"


def test_another_month_is_shown_and_everything_follows(built: Built) -> None:
    book = built()
    before = month_before(shown(book))
    summary = macros.new_period(book.xw, before)
    assert shown(book) == before
    assert summary.cells_written > 1
    assert str(book.app.status_bar) == macros.told(summary, Words.load("en"))  # type: ignore[attr-defined]  # of the stand-in
    assert macros.refresh(book.xw).cells_written == 0


@pytest.mark.parametrize(("number", "month"), [("4", "2026-04"), ("12月", "2026-12"), ("02", "2027-02")])
def test_the_number_of_a_month_is_that_of_the_fiscal_year(built: Built, number: str, month: str) -> None:
    book = built()
    book.values[book.cell("FiscalYear_start")] = dt.datetime(2026, 4, 1)

    macros.new_period(book.xw, number)

    first = EPOCH + dt.timedelta(days=float(str(book.entered[book.cell("Settings_month")])))
    assert f"{first:%Y-%m}" == month


@pytest.mark.parametrize(
    ("centre", "month", "said"),
    [(False, "2019-06", "fiscal year"), (True, "another", "only the rows of")],
    ids=["another year", "the only month"],
)
def test_a_month_without_its_rows_is_refused(built: Built, centre: bool, month: str, said: str) -> None:
    book = built(centre=centre)
    with pytest.raises(RefusedPeriod, match=said):
        macros.new_period(book.xw, month_before(shown(book)) if month == "another" else month)
    assert not book.entered


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_month_that_is_ready_is_said_to_be_and_is_not_closed(built: Built, lang: str) -> None:
    book = built(lang=lang)
    found = macros.close_commission(book.xw, shown(book))
    assert found.is_clean
    assert f"`salessheet close --period {shown(book)}`" in found.notes[0]
    assert {"en": "Nothing was closed", "zh-CN": "尚未关账"}[lang] in found.notes[0]
    assert not book.entered


def test_a_month_that_is_not_ready_says_what_is_wrong(built: Built) -> None:
    book = built()
    book.values[book.cell("ByMonth_target")] = 1.0
    found = macros.close_commission(book.xw, shown(book))
    assert found.altered
    assert "not ready" in found.notes[0]


@pytest.mark.parametrize(
    ("lang", "closed", "said"), [("en", "Closed", "is closed"), ("zh-CN", "已关账", "该期间已关账")]
)
def test_a_month_that_is_closed_is_not_closed_again(built: Built, lang: str, closed: str, said: str) -> None:
    book = built(lang=lang)
    book.values[book.cell("Periods_period")] = book.values[book.cell("Period_start")]
    book.values[book.cell("Periods_status")] = closed
    with pytest.raises(RefusedPeriod, match=said):
        macros.close_commission(book.xw, shown(book))


def test_another_month_is_to_be_shown_first(built: Built) -> None:
    book = built()
    with pytest.raises(RefusedPeriod, match="Run New period"):
        macros.close_commission(book.xw, month_before(shown(book)))
