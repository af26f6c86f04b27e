"""What formulas show: what the file stores, until something they read changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from salessheet import engine
from salessheet.errors import EngineFailed
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.package import MAIN, Package, opened
from salessheet.xlsx.parts import Parts

Values = Mapping[CellRef, float | str | bool]


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A1:A3 are 1, 2, 3. Results are stored that no calculation would give, so that they can be told apart."""
    path = tmp_path / "stored.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_formula("B1", "=A1*2", None, 100)
        sheet.write_formula("B2", "=B1+1", None, 200)
        sheet.write_formula("B3", "=A3", None, 300)
        sheet.write_formula("B4", '=IF(A1>0,"yes","no")', None, "perhaps")
        sheet.write_formula("B5", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B6", "=A1>0", None, value=True)
        sheet.write_formula("B7", "=SUM(Amounts)", None, 700)
        sheet.write_array_formula("C1:C3", "{=A1:A3*10}", None, 11)
        sheet.write("C2", 12)
        sheet.write("C3", 13)
        sheet.write_formula("D1", "=DATE(2026,1,A1)", book.add_format({"num_format": "yyyy-mm-dd"}), 46023)
        book.add_worksheet("Other").write_formula("A1", "=Data!A2", None, 900)
        book.define_name("Amounts", "=Data!$A$2:$A$3")
    package = opened(path)
    workbook = package.parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    package.with_parts({"xl/workbook.xml": workbook}).write(path)
    return path


def asks_excel_to_calculate(path: Path) -> bool:
    return b'fullCalcOnLoad="1"' in opened(path).parts["xl/workbook.xml"]


@pytest.fixture
def uncalculated(stored: Path) -> Iterator[xw.Book]:
    """The same, where nothing calculates."""
    before = engine.register().impl.calculator
    engine.register(calculator=None)
    with engine.open_book(stored) as book:
        yield book
    engine.register(calculator=before)


def test_results_are_what_the_file_stores(uncalculated: xw.Book) -> None:
    sheet = uncalculated.sheets["Data"]
    assert sheet["B1:B7"].value == [100.0, 200.0, 300.0, "perhaps", None, True, 700.0]
    assert sheet["B5"].options(err_to_str=True).value == "#DIV/0!"
    assert sheet["C1:C3"].value == [11.0, 12.0, 13.0]
    assert sheet["D1"].value == dt.datetime(2026, 1, 1)


@pytest.mark.parametrize(
    ("cell", "stale"),
    [
        ("A1", {"B1", "B2", "B4", "B6", "C1", "C2", "C3", "D1"}),
        ("A2", {"B7", "C1", "C2", "C3", "Other"}),
        ("A3", {"B3", "B7", "C1", "C2", "C3"}),
        ("E9", set()),
    ],
)
def test_without_a_calculator_a_formula_has_no_value_once_its_inputs_changed(
    uncalculated: xw.Book, cell: str, stale: set[str]
) -> None:
    sheet = uncalculated.sheets["Data"]
    sheet[cell].value = 50
    shown = [f"{column}{row}" for column, rows in (("B", 7), ("C", 3), ("D", 1)) for row in range(1, rows + 1)]
    found = {address for address in shown if sheet[address].options(err_to_str=True).value is None}
    if uncalculated.sheets["Other"]["A1"].value is None:
        found.add("Other")
    assert found == stale


@pytest.mark.parametrize(
    ("name", "refers_to", "shown"),
    [("Unread", "=Data!$A$1", 700), ("amounts", "=Data!$A$1:$A$2", None), ("Amount", "=5", 700)],
)
def test_a_name_makes_only_the_formulas_stale_that_say_it(
    uncalculated: xw.Book, name: str, refers_to: str, shown: float | None
) -> None:
    uncalculated.names.add(name, refers_to)
    sheet = uncalculated.sheets["Data"]
    assert sheet["B7"].value == shown
    assert sheet["B1:B3"].value == [100, 200, 300]


def test_a_name_makes_those_stale_too_that_say_it_through_another_one_or_read_them(book: xw.Book) -> None:
    book.names.add("Rate", "=2")
    book.names.add("Twice", "=2*rate")
    sheet = book.sheets[0]
    sheet["A1:C1"].formula = [["=Twice+1", "=A1*10", "=1+1"]]
    assert sheet["A1:C1"].value == [5, 50, 2]
    book.names["Rate"].refers_to = "=3"
    assert sheet["A1:C1"].value == [7, 70, 2]
    book.names["Rate"].delete()
    assert sheet["A1:C1"].options(err_to_str=True).value == ["#NAME?", "#NAME?", 2]


def test_a_formula_entered_again_as_it_stands_is_calculated_anew(uncalculated: xw.Book) -> None:
    sheet = uncalculated.sheets["Data"]
    sheet["B1"].formula = "=A1*2"
    assert sheet["B1:B3"].value == [None, None, 300]
    assert sheet["B1"].formula == "=A1*2"


def test_without_a_calculator_a_new_formula_has_no_value(uncalculated: xw.Book) -> None:
    sheet = uncalculated.sheets["Data"]
    sheet["E1"].formula = "=1+1"
    assert sheet["E1"].value is None
    assert sheet["E1"].formula == "=1+1"


def test_what_has_no_value_is_left_to_excel_in_the_file(uncalculated: xw.Book, tmp_path: Path) -> None:
    uncalculated.sheets["Data"]["A3"].value = 50
    uncalculated.save(tmp_path / "saved.xlsx")

    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx", data_only=True)
    assert [saved["Data"][cell].value for cell in ("B1", "B3", "B7", "C2")] == [100, None, None, None]
    assert asks_excel_to_calculate(tmp_path / "saved.xlsx")


def test_formulas_are_calculated_when_they_are_read(stored: Path) -> None:
    with engine.open_book(stored) as book:
        sheet = book.sheets["Data"]
        sheet["A3"].value = 50
        assert sheet["B3"].value == 50.0
        assert sheet["B7"].value == 52.0
        assert sheet["C1:C3"].value == [10.0, 20.0, 500.0]
        assert sheet["B1"].value == 100.0, "what did not change keeps the result it has"
        sheet["E1"].formula = '=B3&"!"'
        assert sheet["E1"].value == "50!"


def test_calculated_values_stand_in_the_saved_file(stored: Path, tmp_path: Path) -> None:
    with engine.open_book(stored) as book:
        book.sheets["Data"]["A3"].value = 50
        book.save(tmp_path / "saved.xlsx")

    saved = openpyxl.load_workbook(tmp_path / "saved.xlsx", data_only=True)
    assert [saved["Data"][cell].value for cell in ("B1", "B3", "B7", "C1", "C2", "C3")] == [100, 50, 52, 10, 20, 500]
    assert not asks_excel_to_calculate(tmp_path / "saved.xlsx")


def test_calculate_brings_every_formula_up_to_date(stored: Path) -> None:
    with engine.open_book(stored) as book:
        book.app.calculate()
        sheet = book.sheets["Data"]
        assert sheet["B1:B7"].value == [2.0, 3.0, 3.0, "yes", None, True, 5.0]
        assert sheet["C1:C3"].value == [10.0, 20.0, 30.0]


@pytest.fixture
def manual(stored: Path) -> Iterator[xw.Sheet]:
    """The stored workbook, calculated, in manual calculation from then on."""
    with engine.open_book(stored) as book:
        book.app.calculate()
        book.app.calculation = "manual"
        yield book.sheets["Data"]


def test_in_manual_mode_a_formula_keeps_its_value_until_it_is_calculated(manual: xw.Sheet) -> None:
    manual["A1:A3"].value = [[10], [20], [30]]
    assert manual["B1:B3"].value == [2.0, 3.0, 3.0]
    assert manual["C1:C3"].value == [10.0, 20.0, 30.0]
    manual.book.app.calculate()
    assert manual["B1:B3"].value == [20.0, 21.0, 30.0]


def test_what_was_due_is_calculated_before_calculation_becomes_manual(stored: Path) -> None:
    with engine.open_book(stored) as book:
        sheet = book.sheets["Data"]
        sheet["E1"].formula = "=A1*2"
        sheet["A1"].value = 2
        book.app.calculation = "manual"
        sheet["A1"].value = 4
        assert sheet["E1"].value == 4.0
        book.app.calculation = "automatic"
        sheet["A1"].value = 3
        assert sheet["E1"].value == 6.0


def test_a_formula_follows_when_calculation_is_automatic_again(manual: xw.Sheet) -> None:
    manual["A3"].value = 50
    assert manual["B3"].value == 3.0
    manual.book.app.calculation = "automatic"
    assert manual["B3"].value == 50.0


def test_in_manual_mode_a_formula_is_calculated_when_it_is_entered_and_then_stays(manual: xw.Sheet) -> None:
    manual["E1"].formula = "=A1+B1"
    manual["A1"].value = 100
    assert manual["E1"].value == 3.0, "with what stood there when it was entered"
    manual["E2"].formula = "=A1+B1"
    assert manual["E2"].value == 102.0, "B1 is stale, and counts as it is shown"
    manual["F1"].formula = "=F2+1"
    manual["F2"].formula = "=A2"
    assert manual["F1:F2"].value == [1.0, 2.0], "F2 was blank when F1 was entered"
    manual["G1:G2"].formula_array = "=A2:A3*2"
    manual["A2"].clear_contents()
    assert manual["G1:G2"].value == [4.0, 6.0]
    manual.book.app.calculate()
    assert manual["E1:E2"].value == [300.0, 300.0]
    assert manual["F1:F2"].value == [1.0, 0.0]
    assert manual["G1:G2"].value == [0.0, 6.0]


def test_rows_inserted_in_manual_mode_move_values_and_calculate_nothing(manual: xw.Sheet) -> None:
    manual["E1"].formula = "=A3"
    manual["A3"].value = 50
    manual["1:1"].insert("down")
    assert manual["B4"].value == 3.0
    assert manual["E2"].value == 3.0
    assert manual["E2"].formula == "=A4"


def test_saving_calculates_in_manual_mode_as_excel_does(manual: xw.Sheet, tmp_path: Path) -> None:
    manual["A3"].value = 50
    manual.book.save(tmp_path / "saved.xlsx")
    assert openpyxl.load_workbook(tmp_path / "saved.xlsx", data_only=True)["Data"]["B3"].value == 50
    assert manual["B3"].value == 50.0


def test_in_manual_mode_values_stay_where_nothing_calculates(uncalculated: xw.Book) -> None:
    uncalculated.app.calculation = "manual"
    sheet = uncalculated.sheets["Data"]
    sheet["A1"].value = 5
    sheet["E1"].formula = "=A1"
    assert sheet["B1:B2"].value == [100.0, 200.0]
    assert sheet["E1"].value is None
    uncalculated.app.calculation = "automatic"
    assert sheet["B1:B2"].value == [None, None]


def test_a_calculator_of_ones_own_is_given_the_workbook_as_it_stands(stored: Path) -> None:
    given: list[Package] = []

    def answers(package: Package) -> Values:
        given.append(package)
        return {CellRef("Data", 3, 2): 42.0}

    before = engine.register().impl.calculator
    engine.register(calculator=answers)
    try:
        with engine.open_book(stored) as book:
            book.sheets["Data"]["A3"].value = 50
            assert book.sheets["Data"]["B3"].value == 42.0
            assert book.sheets["Data"]["B7"].value is None, "stale, and the calculator does not know it"
    finally:
        engine.register(calculator=before)
    assert b"<v>50</v>" in given[0].parts["xl/worksheets/sheet1.xml"]


def test_a_calculator_that_fails_leaves_formulas_without_a_value(stored: Path) -> None:
    def fails(package: Package) -> Values:
        raise EngineFailed("mine", "crashed.")

    before = engine.register().impl.calculator
    engine.register(calculator=fails)
    try:
        with engine.open_book(stored) as book:
            book.sheets["Data"]["A3"].value = 50
            with pytest.warns(RuntimeWarning, match="crashed"):
                assert book.sheets["Data"]["B3"].value is None
    finally:
        engine.register(calculator=before)


def test_cell_functions_of_the_project_are_calculated(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [1, 1, 2]
    sheet["A2:C2"].formula_array = "=SS_SPLIT(100,A1:C1)"
    assert sheet["A2:C2"].value == [25.0, 25.0, 50.0]


def test_newer_functions_are_stored_with_their_prefix_and_read_without(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1"].formula = '=TEXTJOIN("XLOOKUP(",TRUE,XLOOKUP(1,B1:B2,C1:C2))'
    assert sheet["A1"].formula == '=TEXTJOIN("XLOOKUP(",TRUE,XLOOKUP(1,B1:B2,C1:C2))'
    book.save(tmp_path / "saved.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0]["A1"].value
    assert stored == '=_xlfn.TEXTJOIN("XLOOKUP(",TRUE,_xlfn.XLOOKUP(1,B1:B2,C1:C2))'


def test_part_of_an_array_cannot_be_changed(stored: Path) -> None:
    with engine.open_book(stored) as book:
        sheet = book.sheets["Data"]
        with pytest.raises(engine.PartOfArray, match=r"\$C\$1:\$C\$3"):
            sheet["C2"].value = 1
        assert sheet["C1:C3"].formula_array == "=A1:A3*10"
        assert sheet["C2"].formula == "=A1:A3*10"
        sheet["C1:C3"].value = 7
        assert sheet["C1:C3"].value == [7.0, 7.0, 7.0]


def test_a_whole_column_is_read_also_beyond_its_last_cell(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write("A1", 1)
        sheet.write_formula("B1", "=SUM(A:A)", None, 1)
    with engine.open_book(path) as book:
        book.sheets[0]["A100"].value = 5
        assert book.sheets[0]["B1"].value == 6.0


def test_many_small_changes_leave_other_formulas_their_results(uncalculated: xw.Book) -> None:
    sheet = uncalculated.sheets["Data"]
    for row in range(10, 2_100):
        sheet.range((row, 6)).value = row
    sheet["A3"].value = 50
    assert sheet["B1"].value == 100.0
    assert sheet["B3"].value is None


def test_a_formula_replaced_after_a_rename_leaves_the_list_of_formulas(stored: Path, tmp_path: Path) -> None:
    """A file that lists a cell without a formula is damaged to Excel."""
    package = opened(stored)
    chain = f'<calcChain xmlns="{MAIN[1:-1]}"><c r="B1" i="1"/><c r="B3"/></calcChain>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    parts = Parts(package)
    parts.add("xl/calcChain.xml", chain, kind)
    parts.relate("xl/workbook.xml", "calcChain", "xl/calcChain.xml")
    parts.finished().write(stored)
    with engine.open_book(stored) as book:
        book.sheets["Data"].name = "Renamed"
        book.sheets["Renamed"]["B3"].value = 7
        book.save(tmp_path / "saved.xlsx")
    left = opened(tmp_path / "saved.xlsx").parts["xl/calcChain.xml"]
    assert b'r="B1"' in left
    assert b'r="B3"' not in left
