"""A macro that fails half-way leaves the workbook as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salessheet import macros
from salessheet.errors import InvalidOption
from tests.hosts.office.telling import shown as as_told
from tests.macros.conftest import Built
from tests.macros.fake_book import Cell, FakeBook
from tests.macros.test_importing import HEADING
from tests.macros.test_periods import month_before, shown

CALL = "=IF(Use_Python,SS_ATTAINMENT(90,100),90/100)"


class HostFailed(Exception):
    """The host's own error."""


def _spoilt(book: FakeBook) -> None:
    for name in ("ByMonth_target", "Results_won", "Pay_net"):
        book.values[book.cell(name)] = 1.5
    for row in (400, 401, 403):
        book.formulas[book.sheet_names[0], row, 3] = CALL
        book.values[book.sheet_names[0], row, 3] = 0.9


def _cells(book: FakeBook) -> dict[Cell, object]:
    """What stands in them; a day may come back as its number."""
    return {cell: as_told(value) for cell, value in {**book.values, **book.formulas}.items()}


def _refuse_once(book: FakeBook, entry: int) -> None:
    """The host fails at that entry of a cell, and at no other."""
    enter, entries = book.enter, iter(range(10**9))

    def refusing(cell: Cell, value: object) -> None:
        if next(entries) == entry:
            raise HostFailed
        enter(cell, value)

    book.enter = refusing  # type: ignore[method-assign]  # the one of this book alone


@pytest.mark.parametrize(
    "run",
    [
        lambda book: macros.refresh(book.xw),
        lambda book: macros.new_period(book.xw, month_before(shown(book))),
        lambda book: macros.go_live(book.xw),
        lambda book: macros.freeze(book.xw, "plain"),
        lambda book: macros.freeze(book.xw, "values"),
        lambda book: macros.import_csv(
            book.xw, "orders", f"{HEADING}\nN-1,{book.column('Reps_rep_id')[0]},2026-03-02,1\n"
        ),
    ],
    ids=["refresh", "new_period", "go_live", "plain", "values", "import_csv"],
)
def test_what_was_written_is_taken_back(built: Built, run: Callable[[FakeBook], object]) -> None:
    book = built()
    _spoilt(book)
    before = _cells(book)
    _refuse_once(book, 2)

    with pytest.raises(HostFailed):
        run(book)

    assert len(book.entered) > 1
    assert _cells(book) == before


@pytest.mark.parametrize(
    "run",
    [
        lambda book: macros.freeze(book.xw, "paper"),
        lambda book: macros.freeze(book.xw, ""),
        lambda book: macros.export_my_team(book.xw, "paper"),
        lambda book: macros.new_period(book.xw, "2026-13"),
        lambda book: macros.close_commission(book.xw, "=TODAY()"),
    ],
)
def test_what_a_program_hands_over_is_read_as_forms_are(built: Built, run: Callable[[FakeBook], object]) -> None:
    book = built(lang="zh-CN")
    _spoilt(book)

    with pytest.raises(InvalidOption, match="未做任何更改"):
        run(book)

    assert book.entered == {}
