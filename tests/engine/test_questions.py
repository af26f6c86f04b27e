"""What people ask how to do with xlwings, done through the engine as the answers say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlwings as xw

from salessheet.engine import Unsupported

DAYS = [dt.datetime(2026, 1, day) for day in (1, 2, 3)]
ROWS: list[list[object]] = [
    ["id", "name", "amount", "date"],
    [1, "a", 10.5, DAYS[0]],
    [2, "b", 20, DAYS[1]],
    [3, "c", None, DAYS[2]],
]


@pytest.fixture
def sheet(xl_book: xw.Book) -> xw.Sheet:
    found: xw.Sheet = xl_book.sheets[0]
    found["A1"].value = ROWS
    return found


def test_find_the_last_row(sheet: xw.Sheet) -> None:
    assert sheet.range(f"A{sheet.cells.last_cell.row}").end("up").row == 4
    assert sheet["A1"].end("down").row == 4
    assert sheet.used_range.last_cell.row == 4
    assert sheet["A1"].expand("down").rows.count == 4


def test_append_a_row_below_the_data(sheet: xw.Sheet) -> None:
    sheet.range((sheet["A1"].end("down").row + 1, 1)).value = [4, "d", 5, DAYS[0]]
    assert sheet["A5:B5"].value == [4, "d"]


def test_append_a_row_to_a_table(sheet: xw.Sheet) -> None:
    table = sheet.tables.add(sheet["A1"].expand(), name="Deals")
    sheet.range((table.range.last_cell.row + 1, 1)).value = [4, "d", 5, DAYS[0]]
    assert table.range.address == "$A$1:$D$5"
    assert sheet["D5"].value == DAYS[0]


def test_copy_a_sheet_into_another_book(sheet: xw.Sheet) -> None:
    other = sheet.book.app.books.add()
    sheet.copy(before=other.sheets[0], name="Copied")
    assert other.sheets["Copied"]["B2"].value == "a"


def test_copy_a_sheet_beside_itself(sheet: xw.Sheet) -> None:
    assert sheet.copy(name="Backup")["B2"].value == "a"
    assert sheet.book.sheet_names == ["Sheet1", "Backup"]


def test_add_a_sheet_unless_it_is_there(sheet: xw.Sheet) -> None:
    book = sheet.book
    for _ in range(2):
        if "Report" not in [one.name for one in book.sheets]:
            book.sheets.add("Report", after=book.sheets[-1])
    assert book.sheet_names == ["Sheet1", "Report"]


def test_autofit_columns(sheet: xw.Sheet) -> None:
    sheet["B2"].value = "a long name that does not fit into its column"
    sheet.autofit("columns")
    assert (sheet["B1"].column_width or 0) > 30


def test_merge_cells_and_find_what_is_merged(sheet: xw.Sheet) -> None:
    sheet["F1:G2"].merge()
    assert sheet["G2"].merge_area.address == "$F$1:$G$2"
    sheet["F1:G2"].unmerge()
    assert not sheet["F1:G2"].merge_cells


def test_draw_borders(sheet: xw.Sheet) -> None:
    sheet["A1:D4"].borders.set(line_style="continuous")
    sheet["A1:D4"].borders["edge_bottom"].weight = "thick"
    assert sheet["D4"].borders["edge_bottom"].weight == "thick"


def test_colour_every_second_row(sheet: xw.Sheet) -> None:
    for i, row in enumerate(sheet["A1"].expand().rows):
        row.color = (200, 200, 200) if i % 2 else None
    assert [sheet.range((row, 1)).color for row in (1, 2)] == [None, (200, 200, 200)]


def test_mark_large_numbers_by_a_conditional_format(sheet: xw.Sheet) -> None:
    sheet["C2:C4"].conditional_formats.add_cell_value("greater_than", 15, fill_color="#ff0000")
    assert sheet["C2"].conditional_formats[0].formula1 in {"15", "=15", 15}


def test_name_a_range_and_write_to_it(sheet: xw.Sheet) -> None:
    sheet["A2:B3"].name = "pairs"
    sheet.range("pairs").value = [[7, "x"], [8, "y"]]
    assert sheet.book.names["pairs"].refers_to_range.value == [[7, "x"], [8, "y"]]


def test_a_table_as_a_dataframe_and_back(sheet: xw.Sheet) -> None:
    table = sheet.tables.add(sheet["A1"].expand(), name="Deals")
    frame = table.range.options(pd.DataFrame, index=False).value
    assert list(frame["amount"].fillna(0)) == [10.5, 20, 0]
    table.update(pd.DataFrame({"x": [1, 2], "y": [3, 4]}), index=False)
    assert table.range.address == "$A$1:$B$3"


def test_a_dataframe_with_missing_values(sheet: xw.Sheet) -> None:
    sheet["H1"].options(index=False).value = pd.DataFrame({"n": [1, np.nan], "d": [pd.Timestamp(2026, 1, 1), pd.NaT]})
    assert sheet["H2:I3"].value == [[1, DAYS[0]], [None, None]]


def test_dates_come_back_as_dates(sheet: xw.Sheet) -> None:
    assert sheet["D2"].options(dates=dt.date).value == dt.date(2026, 1, 1)
    sheet["D2"].number_format = "dd/mm/yyyy"
    assert sheet["D2"].value == DAYS[0]


def test_numbers_as_texts_keep_their_zeros(sheet: xw.Sheet) -> None:
    sheet["F1"].number_format = "@"
    sheet["F1"].value = "00123"
    assert sheet["F1"].value == "00123"


def test_a_list_as_a_column(sheet: xw.Sheet) -> None:
    sheet["F1"].options(transpose=True).value = [1, 2, 3]
    assert sheet["F1:F3"].value == [1, 2, 3]


def test_link_to_a_page(sheet: xw.Sheet) -> None:
    sheet["F1"].add_hyperlink("https://example.org/a", "page")
    assert (sheet["F1"].value, sheet["F1"].hyperlink) == ("page", "https://example.org/a")


def test_write_and_remove_a_comment(sheet: xw.Sheet) -> None:
    sheet["A1"].add_note("why")
    assert sheet["A1"].note is not None
    assert sheet["A1"].note.text == "why"
    sheet["A1"].note.delete()
    assert sheet["A1"].note is None


def test_print_area_and_landscape(sheet: xw.Sheet) -> None:
    sheet.page_setup.print_area = "$A$1:$D$4"
    sheet.page_setup.api.orientation = "landscape"
    assert sheet.page_setup.print_area == "$A$1:$D$4"
    assert sheet.api.page_setup.orientation == "landscape"


def test_delete_rows_without_an_amount(sheet: xw.Sheet) -> None:
    for row in range(4, 1, -1):
        if sheet.range((row, 3)).value is None:
            sheet.range(f"{row}:{row}").delete()
    assert sheet["A1"].expand("down").value == ["id", 1, 2]


def test_insert_a_row_that_looks_like_the_one_above(sheet: xw.Sheet) -> None:
    sheet["A2:D2"].color = (1, 2, 3)
    sheet["3:3"].insert("down", copy_origin="format_from_left_or_above")
    assert sheet["B3"].color == (1, 2, 3)
    assert sheet["A4"].value == 2


def test_a_formula_filled_down(sheet: xw.Sheet) -> None:
    sheet["E2:E4"].formula = "=C2*2"
    assert sheet["E2:E4"].value == [21, 40, 0]


def test_a_formula_over_another_sheet_follows_its_name(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add("Other")
    other["A1"].formula = "=VLOOKUP(2,Sheet1!A:C,3,FALSE)"
    sheet.name = "Raw data"
    assert other["A1"].value == 20
    assert other["A1"].formula == "=VLOOKUP(2,'Raw data'!A:C,3,FALSE)"


def test_errors_as_texts(sheet: xw.Sheet) -> None:
    sheet["F1"].formula = "=1/0"
    assert sheet["F1"].value is None
    assert sheet["F1"].options(err_to_str=True).value == "#DIV/0!"


def test_find_and_replace(sheet: xw.Sheet) -> None:
    assert sheet.used_range.find("b") == sheet["B3"]
    sheet["B2:B4"].replace_all("b", "z")
    assert sheet["B3"].value == "z"


def test_sort_by_a_column(sheet: xw.Sheet) -> None:
    sheet["A1:D4"].sort(1, ascending=False, has_headers=True)
    assert sheet["A2:A4"].value == [3, 2, 1]


def test_paste_values_only(sheet: xw.Sheet) -> None:
    sheet["E2"].formula = "=A2+1"
    sheet["E2"].copy()
    sheet["F2"].paste("values")
    assert sheet["F2"].formula == "2"


def test_choose_from_a_list(sheet: xw.Sheet) -> None:
    sheet["F1:F5"].data_validation.set_list(["yes", "no"])
    assert sheet["F3"].data_validation.type == "list"


def test_freeze_the_header_and_hide_the_grid(sheet: xw.Sheet) -> None:
    sheet.freeze_panes.freeze_at(sheet["A2"])
    sheet.show_gridlines = False
    assert sheet.api.sheet_view.pane is not None


def test_hide_a_column_and_a_sheet(sheet: xw.Sheet) -> None:
    sheet["B:B"].column_width = 0
    assert sheet["B1"].column_width == 0
    sheet.book.sheets.add("Shown")
    sheet.visible = False
    assert not sheet.visible


def test_a_chart_of_the_data_beside_it(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(left=sheet["F2"].left, top=sheet["F2"].top)
    chart.set_source_data(sheet["B1:C4"])
    chart.chart_type = "column_clustered"
    assert [series.name for series in chart.series] == ["amount"]


def test_save_under_another_name_and_go_on(sheet: xw.Sheet, tmp_path: Path) -> None:
    book = sheet.book
    book.save(tmp_path / "report.xlsx")
    assert book.name == "report.xlsx"
    book.close()
    assert xw.Book(tmp_path / "report.xlsx").sheets[0]["B2"].value == "a"


REFUSED = {
    "Book.to_pdf": lambda sheet: sheet.book.to_pdf("x.pdf"),
    "Sheet.to_html": lambda sheet: sheet.to_html("x.html"),
    "Range.add_comment": lambda sheet: sheet["A1"].add_comment("thread"),
    "Range.copy_picture": lambda sheet: sheet["A1"].copy_picture(),
    "Chart.to_png": lambda sheet: sheet.charts.add().to_png("x.png"),
    "Range.api.EntireRow": lambda sheet: sheet["A1"].api.EntireRow,
    "Sheet.api.PageSetup": lambda sheet: sheet.api.PageSetup,
    "PivotTables.add": lambda sheet: sheet.pivot_tables.add(sheet["A1:D4"], sheet["F1"]),
}


@pytest.mark.parametrize("member", REFUSED)
def test_what_is_not_there_says_so_by_name(sheet: xw.Sheet, member: str) -> None:
    with pytest.raises(Unsupported, match=f"^{member} is not supported"):
        REFUSED[member](sheet)
