"""Formulas that spill fill as many cells as their results have by now, and their values are stored."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
import xlsxwriter

from salessheet.calc.cellrune import CellRune
from salessheet.calc.completion import completed
from salessheet.calc.spilling import filled_by, spread
from salessheet.errors import EngineFailed
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, read

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


def test_where_the_engine_refuses_the_workbook_it_fills_what_it_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise EngineFailed("cellrune", "refuses the workbook.")

    book = _book(tmp_path / "spills.xlsx")
    monkeypatch.setattr(CellRune, "open", refuse)

    assert spread(book, (A, C, E)) is book
