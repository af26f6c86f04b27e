"""The commands verify and calculate."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from salessheet.udfs import FUNCTIONS
from salessheet.xlsx.book_file import read
from salessheet.xlsx.editing import Edit, edited
from tests.calc.books import book, ref
from tests.cli.conftest import Salessheet


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, centre: Path) -> Path:
    """The workbooks of a small centre; those in `python` can call Python."""
    from salessheet.batch import build

    folder = tmp_path_factory.mktemp("books")
    build(centre, folder / "native")
    build(centre, folder / "python", formulas="python")
    return folder


def a_team(folder: Path) -> Path:
    return next(path for path in sorted(folder.glob("*.xlsx")) if path.stem != "centre")


def test_built_books_verify_clean_against_the_engine_and_the_data(
    salessheet: Salessheet, books: Path, centre: Path
) -> None:
    said = salessheet("verify", *sorted((books / "native").glob("*.xlsx")), "--against-data", centre)

    assert (said.code, said.err) == (0, "")
    assert said.out.count("compared with formualizer and the data: every cell agrees.") == len(
        list((books / "native").glob("*.xlsx"))
    )


def test_a_book_in_the_language_of_its_data_agrees_with_it(
    salessheet: Salessheet, centre: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(centre, data)
    (data / "settings.csv").write_text("key,value\nlanguage,zh-CN\ncolour,red\n")
    salessheet("build", "--data", data, "--out", "out", "--team", "T01")

    said = salessheet("verify", "out/T01.xlsx", "--against-data", data)

    assert (said.code, said.err) == (0, "")


def test_a_book_with_python_is_verified_with_the_switch_off_and_on(salessheet: Salessheet, books: Path) -> None:
    said = salessheet("verify", a_team(books / "python"))

    assert said.code == 0
    assert "Use_Python off and on: every cell agrees." in said.out


def test_a_falsified_value_is_a_row_of_the_table_and_of_the_json(
    salessheet: Salessheet, books: Path, tmp_path: Path
) -> None:
    sound = read(a_team(books / "native"))
    cell = next(c for c in sound.covered if isinstance(stored := sound.stored(c), float) and stored > 1000)
    wrong = float(str(sound.stored(cell))) * 1.01
    edited(sound, {cell: Edit(wrong)}).package.write(tmp_path / "wrong.xlsx")

    said = salessheet("verify", "wrong.xlsx", "--engine", "formualizer", "--engine", "libreoffice")
    tree = salessheet("verify", "wrong.xlsx", "--json").json

    assert said.code == 1
    (row,) = [line for line in said.out.splitlines() if line.startswith(cell.sheet)]
    assert cell.address in row
    assert f"{wrong:.15g}" in row
    assert f"{sound.stored(cell):.15g}" in row
    assert "formualizer; libreoffice" in row
    assert "1 cell differs." in said.out
    (difference,) = tree["workbooks"][0]["differences"]
    assert (tree["exit"], difference["sheet"], difference["cell"]) == (1, cell.sheet, cell.address)
    assert (difference["stored"], difference["recalculated"]) == (wrong, sound.stored(cell))
    assert (difference["engine"], difference["use_python"]) == ("formualizer", None)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "this file is empty"),
        (b"hello", "this is no .xlsx workbook"),
        (b"PK\x03\x04 and then nothing", "this workbook is damaged"),
    ],
)
def test_an_unreadable_book_is_told_in_one_line_and_the_others_are_verified(
    salessheet: Salessheet, books: Path, tmp_path: Path, content: bytes, wrong: str
) -> None:
    (tmp_path / "bad.xlsx").write_bytes(content)
    shutil.copy(a_team(books / "native"), tmp_path / "good.xlsx")

    said = salessheet("verify", "bad.xlsx", "good.xlsx")

    assert said.code == 2
    assert f"salessheet: bad.xlsx: {wrong}" in said.err
    assert len(said.err.splitlines()) == 2  # what is wrong, and what to do
    assert "good.xlsx" in said.out
    assert "every cell agrees" in said.out


def test_a_missing_engine_is_told_before_anything_is_read(
    salessheet: Salessheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    said = salessheet("verify", "whatever.xlsx", "--engine", "libreoffice")

    assert said.code == 2
    assert "The engine 'libreoffice' is not installed." in said.err
    assert "apt-get install libreoffice-calc" in said.err


def test_an_engine_nobody_knows_is_refused(salessheet: Salessheet) -> None:
    said = salessheet("verify", "whatever.xlsx", "--engine", "excel")

    assert said.code == 2
    assert "There is no engine 'excel'." in said.err


def test_an_engine_that_refuses_a_book_is_told_with_the_book(
    salessheet: Salessheet, books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho 'Unspecified Application Error'\nexit 134\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    said = salessheet("verify", a_team(books / "native"), "--engine", "libreoffice")

    assert said.code == 2
    assert f"{a_team(books / 'native')}: LibreOffice ended while starting (exit code 134)" in said.err


def test_a_cell_function_that_raises_is_told_with_its_cells(
    salessheet: Salessheet, books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(*_: object) -> NoReturn:
        raise RuntimeError("a defect")

    monkeypatch.setitem(FUNCTIONS, "SS_RANK", raising)

    said = salessheet("verify", a_team(books / "python"))

    assert said.code == 1
    (line,) = [line for line in said.out.splitlines() if line.startswith("The cell function")]
    assert line.startswith("The cell function SS_RANK raised RuntimeError: a defect, called in Ranking!")


def test_what_cannot_be_compared_is_a_line_a_reason(salessheet: Salessheet, tmp_path: Path) -> None:
    book(
        tmp_path / "odd.xlsx",
        {"A1": ("=FOOBAR(1)", 5), "A2": ("=FOOBAR(2)", 5), "B1": ("=B2", 0), "B2": ("=B1", 0), "C1": ("=NOW()", 9)},
    )

    said = salessheet("verify", "odd.xlsx")

    assert said.code == 1
    lines = [line for line in said.out.splitlines() if line.startswith("Not compared")]
    assert len(lines) == 3
    assert "Sheet1!A1, Sheet1!A2: unknown function FOOBAR" in said.out
    assert "in a circle: Sheet1!B" in said.out
    assert "Sheet1!C1: NOW gives another value at another time." in said.out


def test_calculate_stores_the_values_and_says_what_is_left(salessheet: Salessheet, tmp_path: Path) -> None:
    book(tmp_path / "stale.xlsx", {"A1": 3, "B1": ("=A1*2", 0), "C1": ("=FOOBAR(1)", 5)})

    said = salessheet("calculate", "stale.xlsx", "--out", "fresh.xlsx")
    again = salessheet("calculate", "stale.xlsx", "--out", "fresh.xlsx", "--json")

    assert (said.code, again.json["exit"]) == (1, 1)
    assert "Wrote fresh.xlsx: 1 cells calculated by formualizer." in said.out
    assert "Left for Excel: Sheet1!C1: unknown function FOOBAR" in said.out
    fresh = read(tmp_path / "fresh.xlsx")
    assert (fresh.stored(ref("B1")), fresh.stored(ref("C1"))) == (6.0, 5.0)


def test_calculate_writes_over_nobodys_file(salessheet: Salessheet, tmp_path: Path) -> None:
    book(tmp_path / "stale.xlsx", {"A1": 3, "B1": ("=A1*2", 0)})
    (tmp_path / "mine.xlsx").write_text("mine")

    said = salessheet("calculate", "stale.xlsx", "--out", "mine.xlsx")

    assert said.code == 2
    assert (tmp_path / "mine.xlsx").read_text() == "mine"
