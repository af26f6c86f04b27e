"""Macros from the command line, without Excel."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from salessheet import engine
from tests.cli.conftest import Salessheet
from tests.engine.built import Built


def test_the_command_runs_a_macro_and_saves_what_it_changed(
    salessheet: Salessheet, built_books: Built, tmp_path: Path
) -> None:
    shutil.copy(built_books("values"), tmp_path / "T01.xlsx")
    before = (tmp_path / "T01.xlsx").read_bytes()

    unchanged = salessheet("run", "refresh", "T01.xlsx")
    assert (unchanged.code, "Nothing changed" in unchanged.out) == (0, True)
    assert (tmp_path / "T01.xlsx").read_bytes() == before

    with engine.open_book(tmp_path / "T01.xlsx") as book:
        target = book.names["Settings_annual_target"].refers_to_range
        target.value = target.value * 2
        book.save()
    changed = salessheet("run", "refresh", "T01.xlsx", "--out", "out.xlsx", "--json")
    assert changed.code == 0
    assert changed.json["result"]["cells_written"] > 100
    assert changed.json["file"] == "out.xlsx"
    with engine.open_book(tmp_path / "out.xlsx") as book:
        log = book.sheets[-1]
        assert (log.name, log["B2"].value, log["B3"].value) == ("Macro log", "Refresh", None)
    again = salessheet("run", "refresh", "out.xlsx")
    assert "0 cells written" in again.out


def test_the_command_tells_what_a_check_found(salessheet: Salessheet, built_books: Built, tmp_path: Path) -> None:
    shutil.copy(built_books("values"), tmp_path / "T01.xlsx")
    assert salessheet("run", "check-book", "T01.xlsx").code == 0
    with engine.open_book(tmp_path / "T01.xlsx") as book:
        book.names["ByMonth_target"].refers_to_range[0, 0].value = 1
        book.save()

    said = salessheet("run", "check_book", "T01.xlsx")

    assert said.code == 1
    assert "Stored" in said.out


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_what_another_program_left_without_results_is_calculated_first(
    salessheet: Salessheet, built_books: Built, tmp_path: Path
) -> None:
    """openpyxl saves formulas without what they show, and an amount may be one."""
    book = openpyxl.load_workbook(built_books("native"))
    sheet, address = next(iter(book.defined_names["Deals_amount"].destinations))
    first = book[sheet][address.replace("$", "").partition(":")[0]]
    first.value = f"={first.value}*1"
    book.save(tmp_path / "T01.xlsx")
    before = (tmp_path / "T01.xlsx").read_bytes()

    said = salessheet("run", "check_book", "T01.xlsx")

    assert (said.code, "every check holds" in said.out, "Nothing changed" in said.out) == (0, True, True)
    assert (tmp_path / "T01.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("refreshh", "T01.xlsx"), "There is no macro 'refreshh'. Choose from refresh"),
        (("refresh", "none.xlsx"), "there is no such file"),
        (
            ("refresh", "T01.xlsx", "more"),
            "refresh asks for something else: 1 given after BOOK. Write: run refresh BOOK",
        ),
        (("refresh", "no.xlsx"), "no .xlsx workbook"),
        (("freeze", "T01.xlsx"), "Write: run freeze BOOK plain|values"),
        (("freeze", "T01.xlsx", "paper"), "Replace by is not 'paper'. Choose from plain (plain formulas), values"),
        (("freeze", "T01.xlsx", "values"), "freeze cannot be undone. If you mean it, add --yes"),
        (
            ("new_period", "T01.xlsx", "2026-13"),
            "Month is not '2026-13'. Write a month of the years 1990 to",
        ),
        (("import_csv", "T01.xlsx", "orders", "none.csv"), "none.csv: the file cannot be read. Check that it is there"),
        (
            ("import_csv", "T01.xlsx", "orders", "."),
            ".: the file cannot be read. Check that it is there and is not a folder",
        ),
        (("go_live", "T01.xlsx"), "No formula of T01.xlsx calls an SS_ function"),
    ],
)
def test_a_macro_that_cannot_run_says_why(
    salessheet: Salessheet, built_books: Built, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    shutil.copy(built_books("values"), tmp_path / "T01.xlsx")
    (tmp_path / "no.xlsx").write_text("id")

    found = salessheet("run", *arguments)

    assert found.code == 2
    assert said in " ".join(found.err.split())


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_locked_cells_of_a_sheet_with_a_password_are_not_written(
    salessheet: Salessheet, built_books: Built, tmp_path: Path
) -> None:
    file = tmp_path / "T01.xlsx"
    book = openpyxl.load_workbook(built_books("values"))
    sheet, cells = next(iter(book.defined_names["Pay_net"].destinations))
    book[sheet][cells.partition(":")[0].replace("$", "")].value = 1.5
    book[sheet].protection.set_password("secret")
    book.save(file)
    before = file.read_bytes()

    found = salessheet("run", "refresh", str(file))

    assert found.code == 2
    assert f"The sheet {sheet} is protected by a password. Nothing was changed." in " ".join(found.err.split())
    assert file.read_bytes() == before
