"""The commands verify and calculate."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from salessheet.batch import build
from salessheet.udfs import FUNCTIONS
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import read
from salessheet.xlsx.editing import Edit, edited
from tests.batch.centres import files, sales_centre
from tests.calc.books import as_excel_saves, book, ref
from tests.cli.conftest import Salessheet


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, centre: Path) -> Path:
    """The workbooks of a small centre in `whole`; of its sales alone in `native`, and with calls in `python`."""
    folder = tmp_path_factory.mktemp("books")
    sales = sales_centre(folder / "data")
    build(centre, folder / "whole")
    build(sales, folder / "native")
    build(sales, folder / "python", formulas="python")
    return folder


def a_team(folder: Path) -> Path:
    return next(path for path in sorted(folder.glob("*.xlsx")) if path.stem != "centre")


def test_built_books_verify_clean_against_the_engine_and_the_data(
    salessheet: Salessheet, books: Path, centre: Path
) -> None:
    said = salessheet("verify", *sorted((books / "whole").glob("*.xlsx")), "--against-data", centre)

    assert (said.code, said.err) == (0, "")
    assert said.out.count("structure: as declared.") == len(list((books / "whole").glob("*.xlsx")))
    assert said.out.count("compared with formualizer and the data: every cell agrees.") == len(
        list((books / "whole").glob("*.xlsx"))
    )


def test_a_book_in_the_language_of_its_data_agrees_with_it(salessheet: Salessheet, tmp_path: Path) -> None:
    data = sales_centre(tmp_path / "data")
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
    assert "Wrote fresh.xlsx: 1 cell calculated by formualizer" in said.out
    assert "Left for Excel: Sheet1!C1: unknown function FOOBAR" in said.out
    fresh = read(tmp_path / "fresh.xlsx")
    assert (fresh.stored(ref("B1")), fresh.stored(ref("C1"))) == (6.0, None)


def test_calculate_writes_the_values_back_into_each_workbook(salessheet: Salessheet, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        book(tmp_path / name, {"A1": 3, "B1": ("=A1*2", 0)})

    alone = salessheet("calculate", "a.xlsx")
    both = salessheet("calculate", "a.xlsx", "b.xlsx", "--json")

    assert (alone.code, "Wrote a.xlsx: 1 cell calculated by formualizer" in alone.out) == (0, True)
    assert [(each["file"], each["calculated"]) for each in both.json["workbooks"]] == [("a.xlsx", 1), ("b.xlsx", 1)]
    assert [read(tmp_path / name).stored(ref("B1")) for name in ("a.xlsx", "b.xlsx")] == [6.0, 6.0]


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("a.xlsx", "b.xlsx", "--out", "c.xlsx"), "--out is one file"),
        (("a.xlsx", "./a.xlsx"), "named twice"),
        (("a.xlsx", "torn.xlsx"), "torn.xlsx"),
    ],
)
def test_calculate_writes_nothing_where_one_workbook_cannot_be(
    salessheet: Salessheet, tmp_path: Path, arguments: tuple[str, ...], wrong: str
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        book(tmp_path / name, {"A1": 3, "B1": ("=A1*2", 0)})
    (tmp_path / "torn.xlsx").write_text("torn")
    before = files(tmp_path)

    said = salessheet("calculate", *arguments)

    assert (said.code, wrong in said.err) == (2, True)
    assert files(tmp_path) == before


def test_calculate_counts_what_it_calculated_apart_from_what_was_stored(salessheet: Salessheet, tmp_path: Path) -> None:
    book(tmp_path / "fresh.xlsx", {"A1": 3, "B1": ("=A1*2", 6), "C1": ("=A1*3", 9)})
    as_excel_saves(tmp_path / "fresh.xlsx")

    said = salessheet("calculate", "fresh.xlsx", "--out", "again.xlsx")
    asked = salessheet("calculate", "fresh.xlsx", "--out", "again.xlsx", "--json", "--overwrite")

    assert "0 cells calculated by formualizer" in said.out
    assert "2 cells kept the value that was stored; if inputs were changed since, use --anew." in said.out
    assert (asked.json["calculated"], asked.json["kept"]) == (0, 2)


def test_a_book_that_asks_for_a_calculation_is_told_to_be_calculated_first(
    salessheet: Salessheet, tmp_path: Path
) -> None:
    book(tmp_path / "stale.xlsx", {"A1": 3, "B1": ("=A1*2", 0)})
    salessheet("calculate", "stale.xlsx", "--out", "fresh.xlsx")

    stale, fresh = (salessheet("verify", f"{name}.xlsx") for name in ("stale", "fresh"))

    told = "The file asks for a calculation when it is opened"
    assert (stale.code, told in stale.out, "salessheet calculate" in stale.out) == (1, True, True)
    assert (fresh.code, told in fresh.out) == (0, False)


def test_calculate_writes_over_nobodys_file(salessheet: Salessheet, tmp_path: Path) -> None:
    book(tmp_path / "stale.xlsx", {"A1": 3, "B1": ("=A1*2", 0)})
    (tmp_path / "mine.xlsx").write_text("mine")

    said = salessheet("calculate", "stale.xlsx", "--out", "mine.xlsx")

    assert said.code == 2
    assert (tmp_path / "mine.xlsx").read_text() == "mine"


def falsified(folder: Path, path: Path) -> CellRef:
    """A team's workbook with one formula made longer; its cell."""
    sound = read(a_team(folder / "native"))
    cell = next(cell for cell, formula in sound.formulas.items() if formula.text.startswith("=SUM("))
    edited(sound, {cell: Edit(formula=f"{sound.formulas[cell].text}*1")}).package.write(path)
    return cell


def test_a_formula_that_gives_the_same_is_a_row_of_the_table_and_of_the_json(
    salessheet: Salessheet, books: Path, tmp_path: Path
) -> None:
    cell = falsified(books, tmp_path / "forged.xlsx")

    said = salessheet("verify", "forged.xlsx")
    (tree,) = salessheet("verify", "forged.xlsx", "--json").json["workbooks"]

    assert said.code == 1
    assert "every cell agrees" in said.out
    assert "forged.xlsx: structure: 1 difference from the declaration." in said.out
    (row,) = [line for line in said.out.splitlines() if line.startswith(f"{cell.sheet} ") and cell.address in line]
    assert "*1" in row
    (difference,) = tree["structure"]
    assert (tree["exit"], tree["accepted"], tree["notes"]) == (1, 0, [])
    assert (difference["sheet"], difference["where"], difference["kind"]) == (cell.sheet, cell.address, "formula")
    assert difference["found"] == f"{difference['expected']}*1"
    assert difference["added"] is False
    assert difference["charts"] == 0


def test_what_is_written_by_run_and_calculate_is_as_declared(salessheet: Salessheet, books: Path) -> None:
    salessheet("run", "refresh", a_team(books / "python"), "--out", "fresh.xlsx")
    salessheet("calculate", "fresh.xlsx", "--out", "calculated.xlsx")

    said = salessheet("verify", "fresh.xlsx", "calculated.xlsx", "--json")

    assert [book["structure"] for book in said.json["workbooks"]] == [[], []]
    assert said.code == 0


def test_what_the_owner_signed_for_is_accepted_until_it_changes_again(
    salessheet: Salessheet, books: Path, tmp_path: Path
) -> None:
    cell = falsified(books, tmp_path / "forged.xlsx")
    written = salessheet("verify", "forged.xlsx", "--write-manifest", "accepted.json")
    unsigned = salessheet("verify", "forged.xlsx", "--manifest", "accepted.json")
    tree = json.loads((tmp_path / "accepted.json").read_text())
    tree["accepted_differences"][0]["reason"] = "We sum so, Li Na, 2026-07-01"
    (tmp_path / "accepted.json").write_text(json.dumps(tree))
    signed = salessheet("verify", "forged.xlsx", "--manifest", "accepted.json")
    again = read(tmp_path / "forged.xlsx")
    edited(again, {cell: Edit(formula=f"{again.formulas[cell].text}*1")}).package.write(tmp_path / "again.xlsx")
    changed = salessheet("verify", "again.xlsx", "--manifest", "accepted.json")

    assert "Wrote accepted.json: 1 difference, each of which needs a reason." in written.out
    assert (written.code, unsigned.code, signed.code, changed.code) == (1, 1, 0, 1)
    assert "has no reason, so it accepts nothing." in unsigned.out
    assert "structure: as declared; customised: 1 accepted." in signed.out
    assert f"The manifest's entry for {cell.sheet}!{cell.address} (formula) matches nothing." in changed.out


def test_the_manifest_of_a_build_says_whether_a_book_was_changed_since(
    salessheet: Salessheet, books: Path, tmp_path: Path
) -> None:
    manifest = books / "native" / "manifest.json"
    sound = a_team(books / "native")
    falsified(books, tmp_path / sound.name)

    assert "it is unchanged since it was built." in salessheet("verify", sound, "--manifest", manifest).out
    assert "it was changed since it was built." in salessheet("verify", sound.name, "--manifest", manifest).out


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (None, "it cannot be read (No such file or directory)."),
        ("[", "this is no JSON in UTF-8"),
        ("[]", "it is neither a list of accepted differences nor of a build"),
        ('{"accepted_differences": [{"kind": "opinion", "where": "A1"}]}', "entry 1 has no kind that makes sense"),
        ('{"accepted_differences": [{"kind": "label"}]}', "entry 1 has no where that makes sense"),
        ('{"accepted_differences": [7]}', "entry 1 has no kind that makes sense"),
    ],
)
def test_what_is_no_manifest_is_refused(salessheet: Salessheet, tmp_path: Path, text: str | None, wrong: str) -> None:
    if text is not None:
        (tmp_path / "m.json").write_text(text)

    said = salessheet("verify", "whatever.xlsx", "--manifest", "m.json")

    assert said.code == 2
    assert f"--manifest m.json: {wrong}" in said.err


def test_somebodys_own_workbook_is_told_to_have_no_declaration(salessheet: Salessheet, tmp_path: Path) -> None:
    book(tmp_path / "own.xlsx", {"A1": 3, "B1": ("=A1*2", 6)})

    said = salessheet("verify", "own.xlsx")

    assert said.code == 0
    assert "own.xlsx: it is no sales centre" in said.out
