"""Values for formulas that have none: those that somebody added to a template, and those of changed workbooks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from salessheet.calc.completion import completed
from salessheet.calc.engine import Engine
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.own import own_cells
from salessheet.calc.verification import verify
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.tables import Deals
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value, read
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.template import write
from tests.built.editions import of_deals
from tests.calc.books import Stored, book, ref

WORDS = Words.load("en")


@pytest.fixture
def with_own_formulas(tmp_path: Path) -> BookFile:
    """A team's workbook of deals and targets in whose free cells a manager wrote formulas, not calculated yet."""
    path = tmp_path / "T01.xlsx"
    write(path, of_deals("en"), "T01")
    sound = read(path)
    sheet = next(iter(sound.sheets))
    mine = {
        CellRef(sheet, 200, 2): "=SUM(Deals_amount)",
        CellRef(sheet, 201, 2): "=B200/Settings_annual_target",
        CellRef(sheet, 202, 2): f"=SUM(tblDeals[{WORDS.heading(Deals.amount)}])-B200",
        CellRef(sheet, 203, 2): f"=TODAY()-{name_of(Settings.as_of)}",
    }
    return edited(sound, {cell: Edit(None, formula) for cell, formula in mine.items()})


def test_own_formulas_are_those_that_nobody_declared(with_own_formulas: BookFile) -> None:
    assert {cell.row for cell in own_cells(with_own_formulas)} == {200, 201, 202, 203}


def test_own_formulas_get_their_values_and_nothing_else_changes(with_own_formulas: BookFile, engine: Engine) -> None:
    sheet = next(iter(with_own_formulas.sheets))
    amounts = with_own_formulas.named("Deals_amount")
    target = with_own_formulas.named(name_of(Settings.annual_target))
    assert amounts is not None
    assert target is not None
    found = [with_own_formulas.stored(cell) for cell in amounts.cells()]
    total = sum(amount for amount in found if isinstance(amount, float))

    done = completed(with_own_formulas, engine, own_cells(with_own_formulas))

    values = [done.book.stored(CellRef(sheet, row, 2)) for row in (200, 201, 202)]
    assert values[0] == pytest.approx(total)
    assert values[1] == pytest.approx(total / float(str(with_own_formulas.stored(next(target.cells())))))
    assert values[2] == pytest.approx(0, abs=1e-6)
    assert [(left.cell.row, left.why) for left in done.left] == [(203, "TODAY gives another value at another time")]
    changed = {
        part for part, content in done.book.package.parts.items() if content != with_own_formulas.package.parts[part]
    }
    assert changed == {with_own_formulas.sheets[sheet].part}


def test_without_an_engine_formulas_are_left_for_excel(with_own_formulas: BookFile) -> None:
    done = completed(with_own_formulas, None, own_cells(with_own_formulas))

    assert done.book is with_own_formulas
    assert (len(done.left), done.filled) == (4, ())
    assert all("no engine" in left.why for left in done.left)


def test_a_changed_workbook_is_brought_up_to_date(engine: Engine, tmp_path: Path) -> None:
    stale = book(
        tmp_path / "stale.xlsx", {"A1": 3, "B1": ("=A1*2", 2), "C1": ("C1:C2 {=A1*{1;2}}", 0), "D1": ('="a"', "b")}
    )

    done = completed(stale, engine)

    shown = {cell.address: done.book.stored(cell) for cell in done.book.covered}
    assert shown == {"B1": 6.0, "C1": 3.0, "C2": 6.0, "D1": "a"}
    assert verify(done.book, [engine]).is_clean
    done.book.package.write(tmp_path / "fresh.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "fresh.xlsx", data_only=True)["Sheet1"]
    assert [sheet[cell].value for cell in ("B1", "C1", "C2", "D1")] == [6, 3, 6, "a"]


def test_a_picture_in_a_cell_keeps_what_is_stored(formualizer: Formualizer, tmp_path: Path) -> None:
    """As WPS writes it: no engine knows it, and it reads nothing that could have changed."""
    shown = '=DISPIMG("ID_1",1)'
    picture, total = ref("A3"), ref("A2")
    cells: dict[str, Value | Stored] = {"A1": 2.0, "A2": ("=A1+1", 0.0), "A3": ('=_xlfn.DISPIMG("ID_1",1)', shown)}

    done = completed(book(tmp_path / "book.xlsx", cells), formualizer, anew=True)

    assert (done.book.stored(picture), done.book.stored(total)) == (shown, 3)


def test_what_is_up_to_date_keeps_its_bytes(formualizer: Formualizer, tmp_path: Path) -> None:
    fresh = book(tmp_path / "fresh.xlsx", {"A1": 3, "B1": ("=A1*2", 6)})

    done = completed(fresh, formualizer)

    assert done.book is fresh
    assert done.filled == (ref("B1"),)
