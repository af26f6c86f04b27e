"""What-if tables: one formula for many cells, which nobody can enter and no one cell of which can change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from lxml import etree

from salessheet import engine
from salessheet.engine.errors import PartOfArray
from salessheet.xlsx.package import opened
from tests.engine.exotic_package import plain, sheet

INPUTS = '<row r="5"><c r="E5"><f>A2*2</f><v>4</v></c>'
IN_ROW = '<c r="H5"><v>1</v></c><c r="I5"><v>2</v></c></row>'
ROWS = (
    f"{INPUTS}{IN_ROW}"
    '<row r="6"><c r="D6"><v>10</v></c><c r="E6"><f t="dataTable" ref="E6:E7" dt2D="0" dtr="0" r1="A2" ca="1"/>'
    '<v>20</v></c><c r="G6"><f>A2+A3</f><v>5</v></c><c r="H6"><f t="dataTable" ref="H6:I6" dt2D="0" dtr="1" r1="A3"/>'
    '<v>3</v></c><c r="I6"><v>4</v></c></row>'
    '<row r="7"><c r="D7"><v>20</v></c><c r="E7"><v>40</v></c></row>'
    '<row r="9"><c r="D9"><f>A2*A3</f><v>6</v></c><c r="E9"><v>1</v></c><c r="F9"><v>2</v></c></row>'
    '<row r="10"><c r="D10"><v>5</v></c><c r="E10"><f t="dataTable" ref="E10:F10" dt2D="1" dtr="1" r1="A2" r2="A3"/>'
    '<v>5</v></c><c r="F10"><v>10</v></c></row>'
)
"""Beside each other: a table by column (its input is A2), one by row (A3), and below one by both."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return plain().replace(sheet=sheet(rows=ROWS)).write(tmp_path / "tables.xlsx")


@pytest.fixture
def what_if(path: Path) -> Iterator[xw.Sheet]:
    before = engine.register().impl.calculator
    engine.register(calculator=None)
    with engine.open_book(path) as book:
        yield book.sheets[0]
    engine.register(calculator=before)


def tables(book: xw.Book, folder: Path, number: int = 0) -> list[dict[str, str]]:
    """The attributes of each table of a sheet, once the book is saved; that it is one left out."""
    book.save(folder / "copy.xlsx")
    package = opened(folder / "copy.xlsx")
    tree = etree.fromstring(package.parts[list(package.sheet_parts().values())[number]])
    found = [dict(formula.items()) for formula in tree.iterfind(".//{*}f[@t='dataTable']")]
    return [{str(name): str(value) for name, value in one.items() if name != "t"} for one in found]


def test_every_cell_shows_its_result_and_the_formula_of_the_table(what_if: xw.Sheet) -> None:
    assert what_if["E6:E7"].value == [20, 40]
    assert what_if["E6:E7"].formula == [["=TABLE(,A2)"], ["=TABLE(,A2)"]]
    assert what_if["H6:I6"].formula == [["=TABLE(A3,)", "=TABLE(A3,)"]]
    assert what_if["F10"].formula == "=TABLE(A2,A3)"


@pytest.mark.parametrize("cell", ["A2", "A3", "D7"])
def test_a_change_of_an_input_makes_all_its_cells_stale(what_if: xw.Sheet, cell: str) -> None:
    what_if[cell].value = 7
    is_read = {"A2": (None, None, None), "A3": (20, None, None), "D7": (None, 3, 5)}[cell]
    assert (what_if["E6"].value, what_if["I6"].value and 3, what_if["F10"].value and 5) == is_read
    assert (what_if["E7"].value is None) == (what_if["E6"].value is None)


def test_what_is_stale_has_no_value_in_the_file(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if["A2"].value = 7
    tables(what_if.book, tmp_path)
    tree = etree.fromstring(opened(tmp_path / "copy.xlsx").parts["xl/worksheets/sheet1.xml"])
    values = {cell.get("r"): cell.findtext("{*}v") for cell in tree.iterfind(".//{*}c")}
    assert [values[address] for address in ("E6", "E7", "F10", "D7")] == [None, None, None, "20"]


@pytest.mark.parametrize("address", ["E7", "E6", "I6"])
def test_no_part_of_one_can_change(what_if: xw.Sheet, address: str) -> None:
    with pytest.raises(PartOfArray):
        what_if[address].value = 1
    with pytest.raises(PartOfArray):
        what_if[address].clear_contents()


def test_all_of_one_can_be_cleared(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if["E6:E7"].clear_contents()
    assert what_if["E6:E7"].value == [None, None]
    assert [one["ref"] for one in tables(what_if.book, tmp_path)] == ["H6:I6", "E10:F10"]


BY_COLUMN = {"ref": "E6:E7", "dt2D": "0", "dtr": "0", "r1": "A2", "ca": "1"}
BY_ROW = {"ref": "H6:I6", "dt2D": "0", "dtr": "1", "r1": "A3"}
BY_BOTH = {"ref": "E10:F10", "dt2D": "1", "dtr": "1", "r1": "A2", "r2": "A3"}


def test_rows_and_columns_inserted_move_them_and_their_inputs(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if["3:3"].insert("down")
    what_if["B:B"].insert("right")
    assert tables(what_if.book, tmp_path) == [
        BY_COLUMN | {"ref": "F7:F8", "r1": "A2"},
        BY_ROW | {"ref": "I7:J7", "r1": "A4"},
        BY_BOTH | {"ref": "F11:G11", "r1": "A2", "r2": "A4"},
    ]
    assert what_if["F7:F8"].value == [20, 40]
    assert what_if["F8"].formula == "=TABLE(,A2)"


def test_an_input_that_is_deleted_is_said_to_be(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if["2:2"].delete("up")
    assert tables(what_if.book, tmp_path) == [
        BY_COLUMN | {"ref": "E5:E6", "del1": "1"},
        BY_ROW | {"ref": "H5:I5", "r1": "A2"},
        BY_BOTH | {"ref": "E9:F9", "r2": "A2", "del1": "1"},
    ]
    assert what_if["E5"].formula == "=TABLE(,#REF!)"


def test_an_input_cut_and_pasted_is_followed_on_its_sheet(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if["A2"].move(what_if["C20"])
    assert [one["r1"] for one in tables(what_if.book, tmp_path)] == ["C20", "A3", "C20"]


def test_an_input_cut_and_pasted_on_another_sheet_is_gone(what_if: xw.Sheet, tmp_path: Path) -> None:
    other = what_if.book.sheets.add("Other", after=what_if)
    what_if["A2"].move(other["A2"])
    assert [one.get("del1") for one in tables(what_if.book, tmp_path)] == ["1", None, "1"]


def test_one_cut_and_pasted_keeps_its_input(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if["D5:E7"].move(what_if["L15"])
    assert BY_COLUMN | {"ref": "M16:M17"} in tables(what_if.book, tmp_path)
    assert what_if["M17"].formula == "=TABLE(,A2)"


def test_one_copied_is_pasted_as_its_values(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if["E6:E7"].copy(what_if["L15"])
    assert what_if["L15:L16"].value == [20, 40]
    assert what_if["L15"].formula == "20"
    assert len(tables(what_if.book, tmp_path)) == 3


def test_a_sheet_that_is_renamed_or_copied_keeps_them(what_if: xw.Sheet, tmp_path: Path) -> None:
    what_if.name = "Renamed"
    made = what_if.copy(name="Copy", after=what_if)
    made["1:1"].insert("down")
    assert tables(what_if.book, tmp_path) == [BY_COLUMN, BY_ROW, BY_BOTH]
    assert [one["r1"] for one in tables(what_if.book, tmp_path, 1)] == ["A3", "A4", "A3"]
    assert what_if["E6"].formula == "=TABLE(,A2)"
    assert made["E7:E8"].value == [20, 40]


def test_rows_within_one_cannot_be_inserted(what_if: xw.Sheet) -> None:
    with pytest.raises(PartOfArray):
        what_if["7:7"].insert("down")
