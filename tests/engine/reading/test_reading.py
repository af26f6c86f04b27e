"""What is kept of a file while openpyxl reads it: the values beside formulas, and which cells array formulas fill."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from salessheet import bundled, engine
from salessheet.engine.collection import paused_collection
from salessheet.engine.reading.opening import contents_of, model_of
from salessheet.errors import ErrorKind
from salessheet.xlsx.book_file import of_package
from salessheet.xlsx.package import Package, opened, package_of

SHEET = "xl/worksheets/sheet1.xml"


def with_cells(rows: str, tmp_path: Path) -> Package:
    """An empty workbook whose first sheet holds these rows."""
    path = tmp_path / "made.xlsx"
    openpyxl.Workbook().save(path)
    package = package_of(path.read_bytes(), path)
    filled, number = re.subn(
        b"<sheetData *(/>|></sheetData>)", f"<sheetData>{rows}</sheetData>".encode(), package.parts[SHEET]
    )
    assert number == 1
    return package.with_parts({SHEET: filled})


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<c r='A1'><f>B1</f><v>1.5</v></c>", 1.5),
        ("<c r='A1' t='n'><f>B1</f><v>1e3</v></c>", 1000.0),
        ("<c r='A1' t='str'><f>B1</f><v>a_x000D_b</v></c>", "a\rb"),
        ("<c r='A1' t='str'><f>B1</f><v></v></c>", ""),
        ("<c r='A1' t='str'><f>B1</f></c>", ""),
        ("<c r='A1' t='b'><f>B1</f><v>1</v></c>", True),
        ("<c r='A1' t='e'><f>B1</f><v>#N/A</v></c>", ErrorKind.NA),
        ("<c r='A1' t='e'><f>B1</f><v>#BUSY!</v></c>", "#BUSY!"),
        ("<c r='A1'><v>7</v><f>B1</f></c>", 7.0),
        ("<c><f>B1</f><v>7</v></c>", 7.0),
        ("<c r='A1'><f>B1</f></c>", None),
        ("<c r='A1'><f>B1</f><v>seven</v></c>", None),
        ("<c r='A1'><v>7</v></c>", None),
    ],
)
def test_the_value_beside_a_formula_is_kept(cell: str, shown: object, tmp_path: Path) -> None:
    _, results, _ = contents_of(with_cells(f"<row r='1'>{cell}</row>", tmp_path))
    assert results["Sheet"].values == ({} if shown is None else {(1, 1): shown})


def test_cells_that_array_formulas_fill_show_their_results(tmp_path: Path) -> None:
    rows = """
        <row r='1'><c r='A1'><f t='array' ref='A1:B2'>X1:Y2</f><v>1</v></c><c r='B1'><v>2</v></c><c r='C1'/></row>
        <row r='2'><c r='A2'/><c r='B2' t='b'><v>0</v></c><c r='C2'><f t='array' ref='C2'>A1</f><v>5</v></c></row>
        <row r='3'><c r='A3'><v>9</v></c><c r='B3'><f t='dataTable' ref='B3:B4' r1='A1'/><v>6</v></c></row>
        <row r='4'><c r='A4'><v>9</v></c><c r='B4'><v>8</v></c></row>
    """
    _, results, _ = contents_of(with_cells(rows, tmp_path))
    assert results["Sheet"].values == {(1, 1): 1, (1, 2): 2, (2, 2): False, (2, 3): 5, (3, 2): 6, (4, 2): 8}
    assert results["Sheet"].arrays == [(1, 1), (3, 2)]


def agrees(package: Package) -> None:
    model, results, _ = contents_of(package)
    book = of_package(package)
    for sheet in model.worksheets:
        known = book.sheets[sheet.title]
        covered = {(cell.row, cell.column) for cell in book.covered if cell.sheet == sheet.title}
        covered |= {place for place, cell in sheet._cells.items() if cell.data_type == "f"}
        wanted = {place: value for place, value in known.values.items() if place in covered}
        assert results[sheet.title].values == wanted


@pytest.mark.parametrize("name", ["SalesCenter.xlsx", "SalesCenter.zh-CN.xlsx"])
def test_templates_show_what_their_file_says(name: str) -> None:
    agrees(opened(bundled.path(bundled.Kind.TEMPLATES, name)))


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_the_model_is_the_one_that_openpyxl_itself_reads() -> None:
    path = bundled.path(bundled.Kind.TEMPLATES, "SalesCenter.xlsx")
    ours, theirs = model_of(opened(path)), openpyxl.load_workbook(path)
    assert ours.sheetnames == theirs.sheetnames
    for sheet in theirs.worksheets:
        assert contents(ours[sheet.title]) == contents(sheet)


def contents(sheet: Worksheet) -> dict[tuple[int, int], tuple[str, object]]:
    return {
        place: (cell.data_type, vars(cell.value) if isinstance(cell.value, ArrayFormula) else cell.value)
        for place, cell in sheet._cells.items()
    }


def test_an_array_formula_put_in_through_openpyxl_is_known() -> None:
    with engine.open_book() as book:
        sheet = book.sheets[0]
        sheet["A1"].value = [[1], [2]]
        sheet.api["B1"] = ArrayFormula("B1:B2", "=A1:A2*2")
        assert sheet["B2"].formula_array == "=A1:A2*2"


class TestPausedCollection:
    def test_the_collector_rests_for_the_block_alone(self) -> None:
        assert gc.isenabled()
        with paused_collection():
            assert not gc.isenabled()
            with paused_collection():
                assert not gc.isenabled()
            assert not gc.isenabled()
        assert gc.isenabled()

    def test_one_that_is_off_stays_off(self) -> None:
        gc.disable()
        try:
            with paused_collection():
                pass
            assert not gc.isenabled()
        finally:
            gc.enable()

    def test_it_comes_back_after_an_error(self) -> None:
        with pytest.raises(ZeroDivisionError), paused_collection():
            _ = 1 / 0
        assert gc.isenabled()
