"""Formulas that spill fill as many cells as their results have by now, and their values are stored."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
import xlsxwriter

from salessheet.calc.cellrune import CellRune
from salessheet.calc.completion import completed
from salessheet.calc.engines import Reserve
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.spilling import filled_by, spread
from salessheet.errors import EngineFailed
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, read
from salessheet.xlsx.editing import Edit, edited

A, C, E = (CellRef("Own", 1, column) for column in (1, 3, 5))


def _book(path: Path) -> BookFile:
    """As Excel left it when the table had one row, and three results in C, of which there are two now."""
    with xlsxwriter.Workbook(path) as book:
        own, data = book.add_worksheet("Own"), book.add_worksheet("Data")
        data.write_column("A1", ["z", "x", "z"])
        own.write_dynamic_array_formula("A1:A1", "=SORT(Data!A1:A3)", value="z")
        own.write_dynamic_array_formula("C1:C3", "=UNIQUE(Data!A1:A3)", value="z")
        own.write_dynamic_array_formula("E1:E1", "=SORT(Data!A1:A3)", value="z")
        own.write("E2", "in the way")
    return read(path)


def test_results_that_grew_or_shrank_are_stored_whole_unless_something_is_in_the_way(tmp_path: Path) -> None:
    found = spread(_book(tmp_path / "spills.xlsx"), (A, C, E))

    done = completed(found, CellRune(), filled_by(found, (A, C, E)), anew=True)

    sheet = done.book.sheets["Own"]
    assert [str(sheet.formulas[1, column].spread) for column in (1, 3, 5)] == [
        "'Own'!$A$1:$A$3",
        "'Own'!$C$1:$C$2",
        "'Own'!$E$1",
    ]
    values = {(row, column): sheet.values.get((row, column)) for column in (1, 3, 5) for row in (1, 2, 3)}
    assert values == {
        (1, 1): "x", (2, 1): "z", (3, 1): "z",
        (1, 3): "z", (2, 3): "x", (3, 3): None,
        (1, 5): None, (2, 5): "in the way", (3, 5): None,
    }  # fmt: skip  # a line a formula
    assert [left.cell for left in done.left] == [E], "no engine's #SPILL! is stored; Excel calculates it"


def test_who_reads_a_spill_that_another_engine_calculated_reads_its_cells(tmp_path: Path) -> None:
    """Where the formula that spills is its values, `A1#` is no reference any more: its reader showed #REF!."""
    path = tmp_path / "read.xlsx"
    with xlsxwriter.Workbook(path) as made:
        own, data = made.add_worksheet("Own"), made.add_worksheet("Data")
        data.write_column("A1", [3, 1, 2])
        own.write_dynamic_array_formula("A1:A1", "=SORT(Data!A1:A3)", value=3)
        own.write_formula("C1", "=SUM(A1)", value=3)
    book = edited(read(path), {C: Edit(formula="=SUM(_xlfn.ANCHORARRAY(A1))")})
    found = spread(book, (A, C))

    with Formualizer() as engine, Reserve(names=("cellrune",)) as others:
        done = completed(found, engine, filled_by(found, (A, C)), others=others, anew=True)

    values = done.book.sheets["Own"].values
    assert [values.get((row, column)) for row, column in ((1, 1), (2, 1), (3, 1), (1, 3))] == [1, 2, 3, 6]


def test_where_the_engine_refuses_the_workbook_it_fills_what_it_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise EngineFailed("cellrune", "refuses the workbook.")

    book = _book(tmp_path / "spills.xlsx")
    monkeypatch.setattr(CellRune, "open", refuse)

    assert spread(book, (A, C, E)) is book
