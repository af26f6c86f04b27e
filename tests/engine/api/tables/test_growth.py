"""Tables that grow when somebody writes below or beside them, and formulas that fill a column, as Excel does it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings as xw

from salessheet import engine
from salessheet.engine import Unsupported

AMOUNT = "=Deals[[#This Row],[Qty]]*Deals[[#This Row],[Price]]"


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


@pytest.fixture
def deals(sheet: xw.Sheet) -> xw.main.Table:
    """`Deals` over A1:C4: names, quantities, prices."""
    sheet["A1"].value = [["Name", "Qty", "Price"], ["a", 1, 2], ["b", 3, 4], ["c", 5, 6]]
    return sheet.tables.add(sheet["A1:C4"], name="Deals")


def formulas(cells: xw.Range) -> list[str]:
    return [cell.formula for cell in cells]  # type: ignore[misc]  # a cell has one


@pytest.mark.parametrize(
    ("cell", "value", "covers"),
    [
        ("A5", "d", "A1:C5"),
        ("C5", "=A1", "A1:C5"),
        ("A5", ["d", 7, 8], "A1:C5"),
        ("A5", [["d", 7, 8], ["e", 9, 10]], "A1:C6"),
        ("A5", [["d", 7, 8], [None, None, None]], "A1:C5"),
        ("B5", [[7], [9]], "A1:C6"),
        ("A5", [["d", 7, 8, "outside"]], "A1:C5"),  # columns beyond the table stay outside
        ("A4", [["c", 5, 6], ["d", 7, 8]], "A1:C5"),  # begins inside
        ("D1", "Note", "A1:D4"),
        ("D3", 5, "A1:D4"),
        ("D1", [["Note", "Who"], [1, 2]], "A1:E4"),
        ("A1", [["Name", "Qty", "Price", "Note"]] * 6, "A1:D6"),
        ("A5", None, "A1:C4"),
        ("A5", "", "A1:C4"),
        ("A6", "d", "A1:C4"),
        ("D5", "corner", "A1:C4"),
        ("E1", "Note", "A1:C4"),
        ("D5", [["d", 7]], "A1:C4"),
    ],
)
def test_a_table_grows_over_what_is_written_beside_it(
    sheet: xw.Sheet, deals: xw.main.Table, cell: str, value: object, covers: str
) -> None:
    sheet[cell].value = value
    assert deals.range.get_address(False, False) == covers


def test_a_table_in_the_middle_does_not_take_what_begins_left_of_it(sheet: xw.Sheet) -> None:
    sheet["C1"].value = [["Name"], ["a"]]
    table = sheet.tables.add(sheet["C1:C2"])
    sheet["B3"].value = ["left", "d"]
    assert table.range.address == "$C$1:$C$2"


@pytest.mark.parametrize("taken", ["B5", "D3"])
def test_a_table_does_not_grow_over_what_stood_there(sheet: xw.Sheet, deals: xw.main.Table, taken: str) -> None:
    app = sheet.book.app
    app.api.AutoCorrect.AutoExpandListRange = False
    sheet[taken].value = "mine"
    app.api.AutoCorrect.AutoExpandListRange = True
    sheet["A5"].value = "d" if taken == "B5" else None
    sheet["D1"].value = "Note" if taken == "D3" else None
    assert deals.range.address == "$A$1:$C$4"
    assert sheet[taken].value == "mine"


def test_a_table_with_totals_does_not_grow_downwards(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_totals = True
    sheet["A6"].value = "d"
    assert deals.range.address == "$A$1:$C$5"


@pytest.mark.parametrize(("other", "cell"), [("E1:F2", "D1"), ("A6:C7", "A5")])
def test_a_table_does_not_grow_into_another_one(sheet: xw.Sheet, deals: xw.main.Table, other: str, cell: str) -> None:
    sheet.tables.add(sheet[other])
    sheet[cell].value = [[1, 2], [3, 4]]
    assert deals.range.address == "$A$1:$C$4"


def test_a_table_does_not_grow_over_merged_cells(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["A5:B5"].merge()
    sheet["A5"].value = "d"
    assert deals.range.address == "$A$1:$C$4"


def test_growing_moves_nothing(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["A6"].value = "below"
    sheet["F5"].value = "beside"
    sheet["A5"].value = "d"
    assert sheet["A6"].value == "below"
    assert sheet["F5"].value == "beside"
    assert deals.range.address == "$A$1:$C$5"


def test_what_the_rows_have_goes_on_in_new_ones(sheet: xw.Sheet, deals: xw.main.Table, tmp_path: Path) -> None:
    sheet["C2:C4"].number_format = "0.00"
    sheet["B2:B4"].data_validation.set_whole_number("greater_than", 0)
    sheet["C2:C4"].conditional_formats.add_custom("=C2>3", fill_color="#ff0000")
    sheet["D1"].value = "Amount"
    sheet["D2"].formula = "=[@Qty]*[@Price]"
    sheet["F1"].formula = "=SUM(Deals[Amount])"
    assert sheet["F1"].value == 44
    sheet["A5"].value = [["d", 7, 8], ["e", 1, 1]]
    assert formulas(sheet["D2:D6"]) == [AMOUNT] * 5
    assert sheet["F1"].value == 44 + 57
    assert sheet["C6"].number_format == "0.00"
    book = sheet.book
    book.save(tmp_path / "grown.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "grown.xlsx")["Sheet1"]
    assert saved.tables["Deals"].ref == "A1:D6"
    assert saved.tables["Deals"].autoFilter.ref == "A1:D6"
    assert str(saved.data_validations.dataValidation[0].sqref) == "B2:B6"
    assert [str(one.sqref) for one in saved.conditional_formatting] == ["C2:C6"]


def test_a_date_below_a_column_without_a_format_brings_its_own(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["A5"].value = dt.date(2026, 3, 31)
    assert sheet["A5"].value == dt.datetime(2026, 3, 31)
    assert deals.range.address == "$A$1:$C$5"


def test_a_blank_in_a_block_gets_the_formula_of_its_column(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["D1"].value = [["Amount"], ["=[@Qty]*[@Price]"]]
    sheet["A5"].value = [["d", 7, 8, None]]
    assert sheet["D5"].formula == AMOUNT


def test_the_first_row_of_an_empty_table_and_more(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["Name", "Qty"]
    table = sheet.tables.add(sheet["A1:B1"])
    sheet["A2"].value = [["a", 1], ["b", 2]]
    assert table.range.address == "$A$1:$B$3"


def test_a_larger_dataframe_over_a_table(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    frame = pd.DataFrame({"Name": list("vwxyz"), "Qty": range(5), "Price": range(5)})
    sheet["A1"].options(index=False).value = frame
    assert deals.range.address == "$A$1:$C$6"


@pytest.mark.parametrize("cell", ["D2", "D3", "D4"])
def test_a_formula_beside_a_table_becomes_a_calculated_column(
    sheet: xw.Sheet, deals: xw.main.Table, cell: str, tmp_path: Path
) -> None:
    row = cell[1:]
    sheet[cell].formula = f"=B{row}*C{row}"
    assert formulas(sheet["D2:D4"]) == ["=B2*C2", "=B3*C3", "=B4*C4"]
    assert sheet["D1"].value == "Column1"
    sheet["A5"].value = "d"
    assert sheet["D5"].formula == "=B5*C5"
    book = sheet.book
    book.save(tmp_path / "filled.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "filled.xlsx")["Sheet1"].tables["Deals"]
    assert saved.tableColumns[3].calculatedColumnFormula.attr_text == "B2*C2"


def test_another_formula_in_a_calculated_column_replaces_it_everywhere(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["D2"].formula = "=B2*C2"
    sheet["D3"].formula = "=B3+C3"
    assert formulas(sheet["D2:D4"]) == ["=B2+C2", "=B3+C3", "=B4+C4"]
    assert deals.range.address == "$A$1:$D$4"


@pytest.mark.parametrize("exception", [7, "=1"])
def test_a_column_with_an_exception_is_left_alone(sheet: xw.Sheet, deals: xw.main.Table, exception: object) -> None:
    app = sheet.book.app
    sheet["D2"].formula = "=B2*C2"
    app.api.AutoCorrect.AutoFillFormulasInLists = False
    sheet["D4"].value = exception
    app.api.AutoCorrect.AutoFillFormulasInLists = True
    sheet["D2"].formula = "=B2+C2"
    assert sheet["D3"].formula == "=B3*C3"


def test_a_column_with_values_is_not_filled(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["B2"].formula = "=1+1"
    assert sheet["B3:B4"].value == [3, 5]


def test_both_can_be_switched_off_by_excels_names(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    corrections = sheet.book.app.api.AutoCorrect
    assert corrections.AutoExpandListRange is True
    assert corrections.AutoFillFormulasInLists is True
    corrections.AutoExpandListRange = corrections.AutoFillFormulasInLists = False
    sheet["A5"].value = "d"
    sheet["D2"].formula = "=B2*C2"
    assert deals.range.address == "$A$1:$C$4"
    assert sheet["D3"].value is None
    with pytest.raises(Unsupported, match="ReplaceText"):
        corrections.ReplaceText = True


def test_a_table_of_a_file_grows(sheet: xw.Sheet, deals: xw.main.Table, tmp_path: Path) -> None:
    book = sheet.book
    book.save(tmp_path / "table.xlsx")
    with engine.open_book(tmp_path / "table.xlsx") as again:
        again.sheets[0]["A5"].value = ["d", 7, 8]
        again.sheets[0]["D1"].value = "Note"
        again.save()
    saved = openpyxl.load_workbook(tmp_path / "table.xlsx")["Sheet1"].tables["Deals"]
    assert saved.ref == "A1:D5"
    assert [column.name for column in saved.tableColumns] == ["Name", "Qty", "Price", "Note"]


@pytest.mark.parametrize("how", ["all", "values", "formulas"])
def test_a_table_grows_over_what_is_pasted_below_it(sheet: xw.Sheet, deals: xw.main.Table, how: str) -> None:
    sheet["H1"].value = [["d", 7, 8], ["e", 9, 10]]
    if how == "all":
        sheet["H1:J2"].copy(sheet["A5"])
    else:
        sheet["H1:J2"].copy()
        sheet["A5"].paste(how)
    assert deals.range.address == "$A$1:$C$6"
    assert sheet["A6:C6"].value == ["e", 9, 10]


def test_a_table_does_not_grow_over_pasted_formats(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["A2:C2"].copy()
    sheet["A5"].paste("formats")
    assert deals.range.address == "$A$1:$C$4"
