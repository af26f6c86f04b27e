"""How wide and high rows and columns are, what is hidden or grouped, and columns that fit their contents."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from salessheet import engine
from salessheet.engine.model.columns import characters, pixels_for, pixels_of_stored, stored_width
from salessheet.engine.values.fitting import shown_text


def reopened(book: xw.Book, folder: Path) -> Worksheet:
    book.save(folder / "saved.xlsx")
    return openpyxl.load_workbook(folder / "saved.xlsx").worksheets[0]


def test_a_new_sheet_has_the_sizes_of_excel(book: xw.Book) -> None:
    cells = book.sheets[0]["B3:D6"]
    assert (cells.column_width, cells.row_height) == (8.43, 15)
    assert (cells.left, cells.top, cells.width, cells.height) == (48, 30, 144, 60)


@pytest.mark.parametrize(
    ("said", "shown", "stored", "points"),
    [
        (10, 10, 10.7109375, 56.25),
        (40, 40, 40.7109375, 213.75),
        (8.43, 8.43, 9.140625, 48),
        (255, 255, 255.7109375, 1342.5),
    ],
)
def test_a_width_is_whole_pixels_and_the_file_adds_the_padding(
    book: xw.Book, tmp_path: Path, said: float, shown: float, stored: float, points: float
) -> None:
    cells = book.sheets[0]["B1:C9"]
    cells.column_width = said
    assert (cells.column_width, cells[0, 0].width) == (shown, points)
    assert reopened(book, tmp_path).column_dimensions["B"].width == stored


@pytest.mark.parametrize(
    ("font", "size", "characters_shown", "points"),
    [
        ("Calibri", 11, 8.43, 48),
        ("Aptos Narrow", 11, 8.43, 48),
        ("Arial", 10, 8.43, 48),
        ("Arial", 12, 8.11, 60),
        ("SimSun", 11, 8.38, 54),
        ("宋体", 12, 8.38, 54),
        ("Verdana", 10, 8.38, 54),
    ],
)
def test_a_column_is_as_wide_as_digits_of_the_standard_font(
    tmp_path: Path, font: str, size: float, characters_shown: float, points: float
) -> None:
    made = openpyxl.Workbook()
    fonts: Any = made
    fonts._fonts[0] = Font(name=font, sz=size)
    made._named_styles["Normal"].font = Font(name=font, sz=size)  # type: ignore[attr-defined]  # openpyxl has no other way
    made.save(tmp_path / "font.xlsx")
    with engine.open_book(tmp_path / "font.xlsx") as book:
        cell = book.sheets[0]["B2"]
        assert (cell.column_width, cell.width) == (characters_shown, points)
        cell.column_width = 20
        assert cell.column_width == 20


@given(st.integers(0, 1790))
def test_a_width_in_pixels_comes_back_from_characters_and_from_the_file(pixels: int) -> None:
    assert pixels_of_stored(stored_width(pixels)) == pixels
    assert pixels_for(characters(pixels)) == pixels


@pytest.mark.parametrize("wrong", [-1, 255.5, 1000])
def test_a_column_cannot_be_wider_than_a_sheet_allows(book: xw.Book, wrong: float) -> None:
    with pytest.raises(ValueError, match="255"):
        book.sheets[0]["A1"].column_width = wrong


@pytest.mark.parametrize("wrong", [-1, 409.6])
def test_a_row_cannot_be_higher_than_a_sheet_allows(book: xw.Book, wrong: float) -> None:
    with pytest.raises(ValueError, match="409"):
        book.sheets[0]["A1"].row_height = wrong


def test_where_sizes_differ_they_are_none(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B1"].column_width = 20
    sheet["A2"].row_height = 30
    assert (sheet["A1:B1"].column_width, sheet["A1:A2"].row_height) == (None, None)
    assert (sheet["B1"].column_width, sheet["A2"].row_height) == (20, 30)
    assert (sheet["C3"].left, sheet["C3"].top) == (48 + 108.75, 45)


def test_the_files_own_standard_sizes_hold(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].sheet_format.defaultColWidth = 12.7109375
    made.worksheets[0].sheet_format.defaultRowHeight = 20
    made.create_sheet("Base").sheet_format.baseColWidth = 10
    made.save(tmp_path / "sizes.xlsx")
    with engine.open_book(tmp_path / "sizes.xlsx") as book:
        assert (book.sheets[0]["A1"].column_width, book.sheets[0]["A1"].row_height) == (12, 20)
        assert book.sheets["Base"]["A1"].column_width == 10.71


def test_columns_that_share_an_entry_in_the_file_get_sizes_of_their_own(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    shared = made.worksheets[0].column_dimensions["B"]
    shared.min, shared.max, shared.width = 2, 6, 20.7109375
    made.save(tmp_path / "shared.xlsx")
    with engine.open_book(tmp_path / "shared.xlsx") as book:
        sheet = book.sheets[0]
        sheet["D1"].column_width = 5
        assert [sheet[0, column].column_width for column in range(7)] == [8.43, 20, 20, 5, 20, 20, 8.43]
        book.save()
    with engine.open_book(tmp_path / "shared.xlsx") as book:
        assert [book.sheets[0][0, column].column_width for column in range(7)] == [8.43, 20, 20, 5, 20, 20, 8.43]


def test_hidden_columns_have_no_width_and_keep_the_one_they_had(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["B1"].column_width = 20
    sheet["B:C"].columns.hidden = True
    assert (sheet["B1"].column_width, sheet["D1"].left, sheet["B1:D1"].columns.hidden) == (0, 48, None)
    found = reopened(book, tmp_path)
    assert [found.column_dimensions[name].hidden for name in "BC"] == [True, True]
    sheet["B:C"].columns.hidden = False
    assert (sheet["B1"].column_width, sheet["C1"].column_width) == (20, 8.43)


def test_hidden_rows_have_no_height_and_keep_the_one_they_had(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A2"].row_height = 30
    sheet["A2:A3"].rows.hidden = True
    assert (sheet["A2"].row_height, sheet["A4"].top, sheet["A1:A3"].rows.hidden) == (0, 15, None)
    assert [reopened(book, tmp_path).row_dimensions[row].hidden for row in (2, 3)] == [True, True]
    sheet["A2:A3"].rows.hidden = False
    assert (sheet["A2"].row_height, sheet["A3"].row_height) == (30, 15)


def test_no_size_hides_and_a_size_shows(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B2"].column_width, sheet["B2"].row_height = 0, 0
    assert (sheet["B2"].columns.hidden, sheet["B2"].rows.hidden) == (True, True)
    sheet["B2"].column_width, sheet["B2"].row_height = 9, 18
    assert (sheet["B2"].columns.hidden, sheet["B2"].rows.hidden) == (False, False)


def test_all_rows_of_a_sheet_get_a_height(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A3"].value = 1
    sheet.cells.row_height = 20
    assert (sheet["A1"].row_height, sheet["A900000"].row_height, sheet["A5"].top) == (20, 20, 80)
    assert reopened(book, tmp_path).sheet_format.defaultRowHeight == 20


def test_rows_and_columns_are_grouped_in_levels(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A:C"].group()
    sheet["B:B"].group()
    sheet["2:5"].group()
    sheet["A3:A4"].group(by="rows")
    sheet["5:5"].ungroup()
    found = reopened(book, tmp_path)
    assert [found.column_dimensions[name].outlineLevel for name in "ABC"] == [1, 2, 1]
    assert [found.row_dimensions[row].outlineLevel or 0 for row in range(2, 6)] == [1, 2, 2, 0]
    assert (found.sheet_format.outlineLevelRow, found.sheet_format.outlineLevelCol) == (2, 2)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        ("deal", "0.00", "deal"),
        (1234.5, "General", "1234.5"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (-1234.5, "#,##0;(#,##0)", "(1,234)"),
        (0.256, "0.0%", "25.6%"),
        (1234567.0, "#,##0,", "1,235"),
        (12.0, '0.0 "元"', "12.0 元"),
        (12.0, "[Red]0.0", "12.0"),
        (12345.0, "0.0E+00", "1.2E+04"),
        (dt.datetime(2026, 3, 1), "yyyy-mm-dd", "yyyy-mm-dd"),
        (dt.datetime(2026, 3, 1), "mmmm d, yyyy", "September dd, yyyy"),
        (dt.datetime(2026, 3, 1), '[$-804]yyyy"年"m"月"d"日"', "yyyy年m月d日"),
    ],
)
def test_what_a_cell_shows_is_known_well_enough_to_measure(value: object, number_format: str, text: str) -> None:
    assert len(shown_text(value, number_format)) == pytest.approx(len(text), abs=2)
    if not isinstance(value, dt.datetime):
        assert shown_text(value, number_format) == text


def fitted(book: xw.Book, value: object, **look: object) -> float:
    cell = book.sheets[0]["B2"]
    cell.value = value
    for name, setting in look.items():
        setattr(cell if name in {"number_format", "wrap_text"} else cell.font, name, setting)
    cell.columns.autofit()
    width = cell.column_width
    assert width is not None
    return width


def test_columns_fit_what_they_show(book: xw.Book) -> None:
    assert 9 <= fitted(book, 123456789) <= 12
    assert 12 <= fitted(book, "销售中心业绩") <= 15
    assert fitted(book, 123456789, number_format="#,##0.00") > fitted(book, 123456789, number_format="0")


def test_bold_and_large_texts_need_more_room(book: xw.Book) -> None:
    plain = fitted(book, "attainment by centre")
    bold = fitted(book, "attainment by centre", bold=True)
    assert plain < bold < fitted(book, "attainment by centre", size=20)


def test_the_longest_line_of_the_range_counts_and_other_rows_do_not(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [["a title that goes on over the columns beside it"], ["short\nlines\nonly"]]
    sheet["A2"].columns.autofit()
    assert (sheet["A1"].column_width or 0) < 10
    sheet["A1:A2"].columns.autofit()
    assert (sheet["A1"].column_width or 0) > 30


def test_wrapped_and_merged_cells_have_no_say_in_the_width(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = "a title that goes on over the columns beside it"
    sheet["A2"].value = sheet["A1"].value
    sheet["A3"].value = "x"
    sheet["A1:F1"].merge()
    sheet["A2"].wrap_text = True
    sheet.autofit("c")
    assert (sheet["A1"].column_width or 0) < 5


def test_columns_without_contents_keep_their_width_when_the_others_fit(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B1"].column_width = 33
    sheet["A1"].value = "x"
    sheet["A:C"].autofit()
    assert sheet["B1"].column_width == 33


def test_fitted_rows_have_the_height_that_excel_gives_them(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1:A2"].value = [[1], [2]]
    sheet["A1:A2"].row_height = 40
    sheet["A1"].rows.autofit()
    assert (sheet["A1"].row_height, sheet["A2"].row_height) == (15, 40)
    found = reopened(book, tmp_path)
    assert (found.row_dimensions[1].height, found.row_dimensions[2].height) == (None, 40)
