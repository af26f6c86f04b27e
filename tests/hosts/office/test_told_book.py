"""Macros on a workbook that its host tells of: each does what it does where Python reaches the workbook itself."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from tests.hosts.office.telling import press, shown
from tests.macros.conftest import Built
from tests.macros.fake_book import Cell, FakeBook
from tests.macros.test_importing import HEADING, used
from tests.macros.test_periods import month_before
from tests.macros.test_periods import shown as month_shown

LOG = "Macro log"
PLAIN, CALL = "=90/100", "=IF(Use_Python,SS_ATTAINMENT(90,100),90/100)"


def calling(book: FakeBook) -> list[Cell]:
    """Cells that call functions: a column of three, and one on another sheet."""
    own = [(book.sheet_names[0], row, 3) for row in (400, 401, 402)] + [(book.sheet_names[1], 400, 5)]
    for cell in own:
        book.enter(cell, CALL)
        book.values[cell] = 0.9
    book.entered.clear()
    return own


def cells(book: FakeBook) -> dict[Cell, object]:
    """What stands in the workbook, but for the log."""
    every = {**book.values, **book.formulas}
    return {cell: shown(value) for cell, value in every.items() if cell[0] != LOG}


def test_values_are_brought_up_to_date_and_the_run_is_logged(built: Built) -> None:
    book, right = built(), cells(built())
    for name in ("Results_won", "Pay_net"):
        book.values[book.cell(name)] = 1.0

    answer = press(book, "refresh")

    assert cells(book) == right
    assert (answer["said"].startswith("Brought up to date"), answer["notes"], answer["tellings"]) == (True, [], 1)
    assert [book.values[LOG, 2, column] for column in (1, 2)] == [46203.395833333336, "Refresh"]
    again = press(book, "refresh")["steps"]
    assert [step["do"] for step in again] in ([], ["calculate"])


def test_a_host_that_has_the_file_is_told_what_to_do_in_a_copy(built: Built, tmp_path: Path) -> None:
    book = built()
    own, before, file = calling(book), cells(book), tmp_path / "T01.xlsx"
    file.touch()
    book.path = str(file)

    answer = press(book, "export_my_team", to="plain", name="Copy")

    (copy,) = answer["steps"]
    typed = [step for step in copy["steps"] if "cells" in step]
    entered = {(step["sheet"], step["top"] + i): row for step in typed for i, row in enumerate(step["cells"])}
    assert (copy["do"], copy["path"]) == ("copy", str(tmp_path / "Copy.xlsx"))
    assert [entered[sheet, row] for sheet, row, _ in own] == [[PLAIN]] * len(own)
    assert answer["said"] == f"Written: {copy['path']}."
    assert cells(book) == before
    book.path = ""
    assert "not in a file" in press(book, "export_my_team", to="plain")["error"]


@pytest.mark.parametrize("count", [3, 1])
def test_where_the_host_tells_of_arrays_their_calls_are_not_frozen(built: Built, count: int) -> None:
    book = built()
    book.arrays.update(calling(book)[:count])

    answer = press(book, "freeze", to="plain")

    assert answer["steps"] == []
    assert "array formulas" in answer["error"]


def test_where_the_structure_is_protected_all_is_done_but_the_log(built: Built) -> None:
    book, right = built(), cells(built())
    book.values[book.cell("Pay_net")] = 1.0
    book.is_locked = True

    answer = press(book, "refresh")

    assert cells(book) == right
    assert LOG not in book.sheet_names
    assert "is not logged" in answer["notes"][-1]


def test_formulas_go_live_and_what_the_first_shows_is_asked_for(built: Built) -> None:
    book = built()
    own = calling(book)

    answer = press(book, "go_live")

    assert answer["tellings"] == 2
    assert {cell: book.entered[cell] for cell in own} == dict.fromkeys(own, CALL)
    assert book.values[book.cell("Use_Python")] is True


def test_a_host_without_the_functions_is_left_as_it_was(built: Built) -> None:
    book = built()
    calling(book)
    book.knows_functions = False
    before = dict(book.formulas)

    answer = press(book, "go_live")

    assert "#NAME?" in answer["error"]
    assert (book.formulas, bool(book.values.get(book.cell("Use_Python")))) == (before, False)


@pytest.mark.parametrize(("to", "stands"), [("plain", PLAIN), ("values", 0.9)])
def test_calls_are_replaced(built: Built, to: str, stands: object) -> None:
    book = built()
    own = calling(book)
    assert "error" not in press(book, "freeze", to=to)
    assert {cell: book.entered[cell] for cell in own} == dict.fromkeys(own, stands)


def test_another_month_is_shown(built: Built) -> None:
    book = built()
    month = month_before(month_shown(book))
    assert "error" not in press(book, "new_period", month=month)
    assert month_shown(book) == month
    assert len(book.entered) > 100


def test_rows_of_a_file_in_any_encoding_are_put_into_a_table(built: Built) -> None:
    book = built()
    rows = used(book, "Orders_order_id")
    text = f"{HEADING}\n单-1,{book.column('Reps_rep_id')[0]},2026-03-02,1000\n"

    answer = press(book, "import_csv", table="订单", file=b64encode(text.encode("utf-16")).decode())

    assert "error" not in answer
    assert book.column("Orders_order_id")[rows : rows + 2] == ["单-1", None]


def test_what_a_check_finds_is_a_table_and_nothing_is_written(built: Built) -> None:
    book = built()
    cell = book.cell("Pay_net")
    book.values[cell] = 1.0

    answer = press(book, "check_book")

    assert answer["steps"] == []
    altered = answer["tables"][-1]
    assert altered["title"] == "Cells that do not match their inputs"
    assert [row[1] for row in altered["rows"]] == [1.0]


@pytest.mark.parametrize(
    ("macro", "fields", "said"),
    [
        ("new_period", {}, "is missing"),
        ("new_period", {"month": "June"}, "is not 'June'"),
        ("new_period", {"month": "1999-01"}, "1999-01"),
        ("freeze", {"to": "soup"}, "is not 'soup'"),
        ("import_csv", {"table": "soup", "file": b64encode(b"a,b\n1,2\n").decode()}, "no table 'soup'"),
    ],
)  # fmt: skip  # a table
def test_what_cannot_be_done_is_said(built: Built, macro: str, fields: dict[str, object], said: str) -> None:
    book = built()
    answer = press(book, macro, **fields)
    assert said in answer["error"]
    assert not book.entered


def test_a_file_that_is_a_heading_alone_adds_nothing(built: Built) -> None:
    answer = press(built(), "import_csv", table="orders", file=b64encode(f"{HEADING}\n".encode()).decode())

    assert (answer["said"], answer["steps"]) == ("Rows added: 0.", [])


def test_a_fault_of_ours_takes_back_what_was_done(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    book = built()
    calling(book)
    monkeypatch.setattr("salessheet.routines.functions._done", lambda *_: 1 / 0)
    before = cells(book)

    with monkeypatch.context() as patched:
        patched.setattr("salessheet.live.book.LiveBook.shown", lambda *_: 1 / 0)
        answer = press(book, "go_live")

    assert answer["failed"].startswith("ZeroDivisionError")
    assert cells(book) == before
