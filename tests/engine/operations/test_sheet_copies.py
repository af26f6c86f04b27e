"""A sheet copied beside itself and into another workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from salessheet import engine


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    found: xw.Sheet = book.sheets[0]
    found["A1"].value = [["name", "won"], ["bo", 2], ["al", 10]]
    found["D1"].formula = f"=SUM({found.name}!B2:B3)"
    found["A1:B1"].font.bold = True
    found["A1:B1"].color = (0, 128, 0)
    found["A:A"].column_width = 30
    found["F1:G1"].merge()
    found["A2"].add_note("first")
    found["B2:B3"].data_validation.set_whole_number("greater_than", 0)
    found["B2:B3"].conditional_formats.add_cell_value("greater_than", 5, fill_color="#ff0000")
    found.tables.add(source=found["A1:B3"], name="deals")
    found["D2"].formula = "=SUM(deals[won])"
    return found


def test_a_copy_stands_last_and_has_everything(sheet: xw.Sheet, tmp_path: Path) -> None:
    copy = sheet.copy()
    assert [one.name for one in sheet.book.sheets] == ["Sheet1", "Sheet1 (2)"]
    assert copy["A1:B3"].value == sheet["A1:B3"].value
    assert copy["A1"].font.bold
    assert copy["A1"].color == (0, 128, 0)
    assert copy["A1"].column_width == 30
    assert copy["F1"].merge_cells
    note = copy["A2"].note
    assert note is not None
    assert note.text == "first"
    assert copy["B2"].data_validation.type == "whole_number"
    assert len(copy["B2"].conditional_formats) == 1
    assert copy["D1"].formula == "=SUM('Sheet1 (2)'!B2:B3)"
    copy["B2"].value = 20
    assert (sheet["D1"].value, copy["D1"].value) == (12.0, 30.0)
    sheet.book.save(tmp_path / "book.xlsx")
    assert openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames == ["Sheet1", "Sheet1 (2)"]


def test_the_tables_of_a_copy_have_names_of_their_own(sheet: xw.Sheet) -> None:
    copy = sheet.copy(name="copied")
    assert [table.name for table in copy.tables] != ["deals"]
    copy["B2"].value = 20
    assert (sheet["D2"].value, copy["D2"].value) == (12.0, 30.0)


def test_a_copy_goes_before_or_after(sheet: xw.Sheet) -> None:
    last = sheet.book.sheets.add("Last", after=sheet)
    sheet.copy(before=last, name="between")
    sheet.copy(after=last, name="behind")
    assert [one.name for one in sheet.book.sheets] == ["Sheet1", "between", "Last", "behind"]
    assert sheet.book.sheets.active.name == "behind"


def test_a_copy_into_another_workbook_takes_its_formats_along(sheet: xw.Sheet, tmp_path: Path) -> None:
    with engine.open_book() as other:
        other.sheets[0].name = "Mine"
        other.sheets[0]["A1"].font.italic = True
        sheet.copy(after=other.sheets[0])
        found = other.sheets["Sheet1"]
        assert found["A1"].font.bold
        assert found["A1"].color == (0, 128, 0)
        assert found["D2"].value == 12.0
        other.save(tmp_path / "other.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "other.xlsx")
    assert saved.sheetnames == ["Mine", "Sheet1"]
    assert saved["Sheet1"]["A1"].font.b
    assert saved["Mine"]["A1"].font.i
    assert saved["Sheet1"]["A1"].fill.fgColor.rgb == "FF008000"


def test_names_that_stand_for_cells_of_the_sheet_stand_for_those_of_the_copy(sheet: xw.Sheet) -> None:
    book = sheet.book
    other = book.sheets.add("Other", after=sheet)
    book.names.add("won", "=Sheet1!$B$2:$B$3")
    book.names.add("elsewhere", "=Other!$A$1")
    sheet["E1"].formula = "=SUM(won)"
    copy = sheet.copy(after=other)
    assert [name.name for name in copy.names] == ["'Sheet1 (2)'!won"]
    assert copy.names["won"].refers_to == "='Sheet1 (2)'!$B$2:$B$3"
    copy["B2"].value = 20
    assert (sheet["E1"].value, copy["E1"].value) == (12.0, 30.0)


def test_names_go_along_into_another_workbook(sheet: xw.Sheet) -> None:
    sheet.book.names.add("won", "=Sheet1!$B$2:$B$3")
    sheet["E1"].formula = "=SUM(won)"
    with engine.open_book() as other:
        other.sheets[0].name = "Mine"
        copy = sheet.copy(after=other.sheets[0], name="theirs")
        assert other.names["won"].refers_to == "=theirs!$B$2:$B$3"
        copy["B2"].value = 20
        assert copy["E1"].value == 30.0


def test_columns_rows_links_and_what_is_printed_go_along(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["H:H"].color = (0, 0, 255)
    sheet["9:9"].color = (255, 255, 0)
    sheet["9:9"].row_height = 40
    sheet["A9"].add_hyperlink("https://example.com", "there")
    sheet.page_setup.print_area = "A1:B3"
    with engine.open_book() as other:
        other.sheets[0]["A1"].color = (1, 2, 3)
        sheet.copy(after=other.sheets[0], name="theirs")
        other.save(tmp_path / "other.xlsx")
    with engine.open_book(tmp_path / "other.xlsx") as again:
        found = again.sheets["theirs"]
        assert (found["H50"].color, found["C9"].color) == ((0, 0, 255), (255, 255, 0))
        assert found["A9"].row_height == 40
        assert found["A9"].hyperlink == "https://example.com"
        assert found.page_setup.print_area == "$A$1:$B$3"


def test_formulas_that_read_sheets_left_behind_are_told_of(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet.book.sheets.add("Rates", after=sheet)
    sheet["E1"].formula = "=Rates!A1*2"
    with engine.open_book() as other:
        sheet.copy(after=other.sheets[0], name="theirs")
        with pytest.warns(UserWarning, match="read other sheets"):
            other.save(tmp_path / "other.xlsx")


def test_a_name_that_is_taken_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="already present"):
        sheet.copy(name="sheet1")
