"""Cells inserted, deleted and merged, and what follows them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from salessheet import engine


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """A1:C3 are 1 to 9; E1 adds up column A, Total names A1:A3."""
    found: xw.Sheet = book.sheets[0]
    found["A1"].value = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    found["E1"].formula = "=SUM(A1:A3)"
    book.names.add("Total", f"={found.name}!$A$1:$A$3")
    return found


def test_a_row_inserted_moves_what_is_below(sheet: xw.Sheet) -> None:
    sheet["2:2"].insert("down")
    assert sheet["A1:A4"].value == [1.0, None, 4.0, 7.0]
    assert sheet["E1"].formula == "=SUM(A1:A4)"
    assert sheet["E1"].value == 12.0
    assert sheet.book.names["Total"].refers_to == f"={sheet.name}!$A$1:$A$4"


def test_a_column_deleted_pulls_the_others_left(sheet: xw.Sheet) -> None:
    sheet["B:B"].delete("left")
    assert sheet["A1:C1"].value == [1.0, 3.0, None]
    assert sheet["D1"].formula == "=SUM(A1:A3)"


def test_cells_alone_are_shifted_within_their_columns(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].insert("down")
    assert sheet["A1:A5"].value == [None, None, 1.0, 4.0, 7.0]
    assert sheet["B1:B3"].value == [2.0, 5.0, 8.0]
    sheet["A1:A2"].delete("up")
    assert sheet["A1:A3"].value == [1.0, 4.0, 7.0]
    sheet["A1"].insert("right")
    assert sheet["A1:D1"].value == [None, 1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("deleted", "row", "column"),
    [
        ("A1", [2.0, 3.0, None], [2.0, 4.0, 7.0]),
        ("A1:A2", [2.0, 3.0, None], [2.0, 5.0, 7.0]),
        ("A1:B1", [4.0, 5.0, 3.0], [4.0, 7.0, None]),
        ("A1:B2", [3.0, None, None], [3.0, 6.0, 7.0]),
    ],
)
def test_what_takes_the_place_of_deleted_cells_goes_by_their_shape(
    sheet: xw.Sheet, deleted: str, row: list[float], column: list[float]
) -> None:
    sheet["E1"].clear_contents()
    sheet[deleted].delete()
    assert sheet["A1:C1"].value == row
    assert sheet["A1:A3"].value == column


def test_a_formula_whose_cells_are_deleted_has_no_value(sheet: xw.Sheet) -> None:
    sheet["F1"].formula = "=B2*2"
    assert sheet["F1"].value == 10.0
    sheet["2:2"].delete("up")
    assert "#REF!" in sheet["F1"].formula
    assert sheet["F1"].value is None
    assert sheet["E1"].value == 8.0


@pytest.mark.parametrize(
    ("origin", "bold"), [("format_from_left_or_above", True), ("format_from_right_or_below", False)]
)
def test_new_cells_look_like_their_neighbours(sheet: xw.Sheet, origin: str, bold: bool) -> None:
    sheet["A1:C1"].font.bold = True
    sheet["2:2"].insert("down", copy_origin=origin)
    assert sheet["B2"].font.bold is bold


def test_new_rows_are_as_high_and_new_columns_as_wide_as_their_neighbours(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    book.save(tmp_path / "book.xlsx")
    sheet["2:2"].row_height = 40
    sheet["B:B"].column_width = 30
    sheet["3:4"].insert("down")
    sheet["C:D"].insert("right")
    sheet["2:2"].insert("down", copy_origin="format_from_right_or_below")
    book.save()
    with engine.open_book(tmp_path / "book.xlsx") as again:
        found = again.sheets[0]
        assert [found.range((row, 1)).row_height for row in range(1, 7)] == [15, 40, 40, 40, 40, 15]
        assert [found.range((1, column)).column_width for column in range(1, 6)] == [8.43, 30, 30, 30, 8.43]


def test_the_first_value_of_merged_cells_is_kept_wherever_it_stands(sheet: xw.Sheet) -> None:
    sheet["G2"].formula = "=A1*2"
    sheet["F2:G3"].merge()
    assert sheet["F2"].formula == "=A1*2"
    assert sheet["F2"].value == 2.0
    sheet["A1"].value = 5
    assert sheet["F2"].value == 10.0


def test_cells_that_were_merged_look_like_the_first(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    sheet["A1"].color = (0, 255, 0)
    sheet["A1:B2"].merge()
    book.save(tmp_path / "book.xlsx")
    sheet["A1"].unmerge()
    assert [cell.color for cell in sheet["A1:B2"]] == [(0, 255, 0)] * 4
    book.save()
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert saved["B2"].fill.fgColor.rgb == "FF00FF00"


def test_only_what_is_unmerged_is_unmerged_in_the_file(tmp_path: Path) -> None:
    """The file has merged cells in one order, openpyxl in none."""
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as made:
        page = made.add_worksheet()
        for row in range(20):
            page.merge_range(row, 0, row, 1, row)
    with engine.open_book(tmp_path / "book.xlsx") as again:
        again.sheets[0]["A4:B6"].unmerge()
        again.sheets[0]["C1:C2"].merge()
        again.save()
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    left = {f"A{row}:B{row}" for row in range(1, 21) if row not in {4, 5, 6}}
    assert {str(area) for area in saved.merged_cells.ranges} == left | {"C1:C2"}


def test_hidden_rows_stay_hidden_beside_cells_that_are_shifted(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    book.save(tmp_path / "book.xlsx")
    sheet["3:3"].rows.hidden = True
    sheet["A2:B2"].insert("down")
    book.save()
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert [row for row, entry in saved.row_dimensions.items() if entry.hidden] == [3]


def test_cells_of_tables_and_array_formulas_are_not_merged(sheet: xw.Sheet) -> None:
    sheet["G1:G3"].formula_array = "=A1:A3*2"
    sheet["J1"].value = [["name"], ["x"]]
    sheet.tables.add(source=sheet["J1:J2"], name="deals")
    with pytest.raises(xw.XlwingsError, match="table"):
        sheet["I2:J2"].merge()
    with pytest.raises(xw.XlwingsError, match="rray"):
        sheet["F2:G2"].merge()
    assert sheet["G1:G3"].has_array


def test_merged_cells_keep_the_first_value(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    book.save(tmp_path / "book.xlsx")
    sheet["A1:B2"].merge()
    assert sheet["A1:B2"].merge_cells is True
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["A1:C1"].merge_cells is None
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]
    book.save()
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert [str(area) for area in saved.merged_cells.ranges] == ["A1:B2"]
    assert b"<v>5</v>" not in book.impl.open.package.parts["xl/worksheets/sheet1.xml"]
    sheet["A1:C3"].unmerge()
    assert sheet["A1:B2"].merge_cells is False


def test_rows_are_merged_one_by_one(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].merge(across=True)
    assert sheet["A1"].merge_area.address == "$A$1:$B$1"
    assert sheet["A2"].merge_area.address == "$A$2:$B$2"


def test_an_array_formula_is_not_cut_in_two(sheet: xw.Sheet) -> None:
    sheet["G1:G3"].formula_array = "=A1:A3*2"
    with pytest.raises(xw.XlwingsError, match="part of an array"):
        sheet["2:2"].insert("down")
    assert sheet["A2"].value == 4.0


def test_inserted_rows_stand_in_the_saved_file(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    book.save(tmp_path / "book.xlsx")
    sheet["2:3"].insert("down")
    sheet["A2"].value = "new"
    book.save()
    with engine.open_book(tmp_path / "book.xlsx") as again:
        found = again.sheets[0]
        assert found["A1:A5"].value == [1.0, "new", None, 4.0, 7.0]
        assert found["E1"].formula == "=SUM(A1:A5)"
        assert found["E1"].value == 12.0
        assert found["E1"].formula == "=SUM(A1:A5)"
        assert found["E1"].value == 12.0
