"""How cells look: number formats, colours, fonts and alignment, and how a file keeps them."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from xlwings.base_classes import HorizontalAlignment, VerticalAlignment

from salessheet import engine

RED, GREEN = (255, 0, 0), (0, 128, 0)


def saved(book: xw.Book, folder: Path) -> Path:
    path = folder / "saved.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("number_format", "General"),
        ("color", None),
        ("wrap_text", False),
        ("horizontal_alignment", "general"),
        ("vertical_alignment", "bottom"),
    ],
)
def test_cells_without_formats_look_as_in_a_new_workbook(book: xw.Book, name: str, plain: object) -> None:
    assert getattr(book.sheets[0]["B2:C3"], name) == plain


@pytest.mark.parametrize(
    ("name", "plain"),
    [("bold", False), ("italic", False), ("size", 11), ("name", "Calibri"), ("color", (0, 0, 0))],
)
def test_the_font_of_a_new_workbook_is_plain(book: xw.Book, name: str, plain: object) -> None:
    assert getattr(book.sheets[0]["B2:C3"].font, name) == plain


@pytest.mark.parametrize("name", ["0.00%", "#,##0", "yyyy-mm-dd", "m/d/yyyy", "m/d/yyyy h:mm", "@", '0"元"'])
def test_a_number_format_survives_the_file(book: xw.Book, tmp_path: Path, name: str) -> None:
    book.sheets[0]["A1:B2"].number_format = name
    with engine.open_book(saved(book, tmp_path)) as again:
        assert again.sheets[0]["A1:B2"].number_format == name


@pytest.mark.parametrize(
    ("name", "number"), [("m/d/yyyy", 14), ("m/d/yyyy h:mm", 22), ("0.00%", 10), ("mm-dd-yy", 164)]
)
def test_the_dates_of_the_country_are_built_in_formats_and_their_look_alikes_are_not(
    book: xw.Book, tmp_path: Path, name: str, number: int
) -> None:
    book.sheets[0]["A1"].number_format = name
    assert book.sheets[0]["A1"].number_format == name
    styles = zipfile.ZipFile(saved(book, tmp_path)).read("xl/styles.xml")
    assert re.findall(rb'<xf numFmtId="([1-9][0-9]*)"', styles) == [str(number).encode()]


def test_a_date_is_shown_as_the_country_does(book: xw.Book) -> None:
    book.sheets[0]["A1"].value = dt.date(2026, 3, 31)
    assert book.sheets[0]["A1"].number_format == "m/d/yyyy"


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: setattr(cell, "number_format", "0.0"),
        lambda cell: setattr(cell, "color", RED),
        lambda cell: setattr(cell, "wrap_text", True),
        lambda cell: setattr(cell, "horizontal_alignment", "center"),
        lambda cell: setattr(cell, "vertical_alignment", "top"),
    ],
)
def test_where_cells_differ_a_property_is_none(book: xw.Book, change: Callable[[xw.Range], None]) -> None:
    sheet = book.sheets[0]
    change(sheet["A1"])
    names = ["number_format", "color", "wrap_text", "horizontal_alignment", "vertical_alignment"]
    changed = [name for name in names if getattr(sheet["A1"], name) != getattr(sheet["B9"], name)]
    assert [name for name in changed if getattr(sheet["A1:B2"], name) is not None] == []
    assert len(changed) == 1


def test_where_fonts_differ_a_property_is_none(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].font.set(bold=True, italic=True, size=14, color=RED, name="Arial")
    font = sheet["A1:A2"].font
    assert [font.bold, font.italic, font.size, font.color, font.name] == [None] * 5


@pytest.mark.parametrize("said", [RED, [255, 0, 0], "#ff0000", "#FF0000", 255])
def test_a_colour_may_be_said_in_several_ways(book: xw.Book, said: tuple[int, int, int] | str | int) -> None:
    cell = book.sheets[0]["A1"]
    cell.color = said
    cell.font.set(color=said)
    assert (cell.color, cell.font.color) == (RED, RED)


def test_no_colour_takes_the_fill_away(book: xw.Book, tmp_path: Path) -> None:
    cells = book.sheets[0]["A1:B2"]
    cells.color = RED
    book.sheets[0]["A1"].color = None
    assert book.sheets[0]["A1"].color is None
    found = openpyxl.load_workbook(saved(book, tmp_path)).worksheets[0]
    assert [found["A1"].fill.fill_type, found["B1"].fill.fgColor.rgb] == [None, "FFFF0000"]


def test_colours_set_one_by_one_leave_out_the_cells_with_an_ellipsis(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:C1"].color = RED
    sheet["A1:C1"].set_colors([["#008000", ..., None]])
    assert [cell.color for cell in sheet["A1:C1"]] == [GREEN, RED, None]


@pytest.mark.parametrize(
    ("color", "shown"),
    [
        (Color(theme=4), (79, 129, 189)),
        (Color(theme=0, tint=-0.249977111117893), (191, 191, 191)),
        (Color(theme=4, tint=0.7999816888943144), (220, 230, 241)),
        (Color(indexed=10), RED),
        (Color(indexed=64), (0, 0, 0)),
        (Color(rgb="FF008000"), GREEN),
    ],
)
def test_colours_of_the_theme_and_of_the_palette_are_read(tmp_path: Path, color: Color, shown: object) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"].fill = PatternFill("solid", fgColor=color)
    made.save(tmp_path / "themed.xlsx")
    with engine.open_book(tmp_path / "themed.xlsx") as book:
        assert book.sheets[0]["A1"].color == shown


def test_a_font_survives_the_file_and_leaves_the_theme(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "deal"
    book.sheets[0]["A1"].font.set(bold=True, italic=True, size=14.5, color="#008000", name="宋体")
    path = saved(book, tmp_path)
    with engine.open_book(path) as again:
        font = again.sheets[0]["A1"].font
        assert [font.bold, font.italic, font.size, font.color, font.name] == [True, True, 14.5, GREEN, "宋体"]
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].font.scheme is None


@pytest.mark.parametrize(
    "name", ["left", "center", "right", "fill", "justify", "center_across_selection", "distributed"]
)
def test_horizontal_alignment_survives_the_file(book: xw.Book, tmp_path: Path, name: HorizontalAlignment) -> None:
    book.sheets[0]["A1"].horizontal_alignment = name
    with engine.open_book(saved(book, tmp_path)) as again:
        assert again.sheets[0]["A1"].horizontal_alignment == name


@pytest.mark.parametrize("name", ["top", "center", "bottom", "justify", "distributed"])
def test_vertical_alignment_survives_the_file(book: xw.Book, tmp_path: Path, name: VerticalAlignment) -> None:
    book.sheets[0]["A1"].vertical_alignment = name
    with engine.open_book(saved(book, tmp_path)) as again:
        assert again.sheets[0]["A1"].vertical_alignment == name


@pytest.mark.parametrize(("steps", "indent", "side"), [([2], 2, "left"), ([2, -1], 1, "left"), ([1, -5], 0, "left")])
def test_an_indent_goes_up_and_down_and_never_below_nothing(
    book: xw.Book, tmp_path: Path, steps: list[int], indent: int, side: str
) -> None:
    for step in steps:
        book.sheets[0]["A1"].adjust_indent(step)
    alignment = openpyxl.load_workbook(saved(book, tmp_path)).worksheets[0]["A1"].alignment
    assert (alignment.indent, alignment.horizontal) == (indent, side)


def test_a_centred_cell_has_no_indent(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].adjust_indent(3)
    book.sheets[0]["A1"].horizontal_alignment = "center"
    assert openpyxl.load_workbook(saved(book, tmp_path)).worksheets[0]["A1"].alignment.indent == 0


def test_a_column_has_a_format_of_its_own_for_the_cells_to_come(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["B1"].value = 1
    sheet["B:B"].number_format = "0.00"
    sheet["B:B"].color = RED
    sheet["B9"].value = 9
    with engine.open_book(saved(book, tmp_path)) as again:
        found = again.sheets[0]
        for address in ("B1", "B9", "B500", "B:B"):
            assert (found[address].number_format, found[address].color) == ("0.00", RED)
        assert found["A:B"].color is None
        found["B77"].value = 7
        assert found["B77"].number_format == "0.00"


def test_a_row_has_a_format_of_its_own_for_the_cells_to_come(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["3:4"].font.bold = True
    sheet["C3"].value = "x"
    with engine.open_book(saved(book, tmp_path)) as again:
        found = again.sheets[0]
        assert [found[address].font.bold for address in ("C3", "XX4", "3:4", "C5", "3:5")] == [
            *[True] * 3,
            False,
            None,
        ]


def test_where_a_row_and_a_column_with_formats_meet_a_cell_has_both(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["D9"].value = 1
    sheet["2:2"].font.bold = True
    sheet["B:B"].color = RED
    assert (sheet["B2"].font.bold, sheet["B2"].color, sheet["C2"].color) == (True, RED, None)


def test_formats_of_rows_and_columns_keep_their_numbers_apart_from_those_of_cells(
    book: xw.Book, tmp_path: Path
) -> None:
    sheet = book.sheets[0]
    sheet["A1"].number_format = "0.000"
    sheet["A2"].color = GREEN
    sheet["C:C"].number_format = "0%"
    sheet["5:5"].font.italic = True
    found: Any = openpyxl.load_workbook(saved(book, tmp_path)).worksheets[0]
    assert (found.column_dimensions["C"].number_format, found.column_dimensions["C"].font.i) == ("0%", False)
    assert (found.row_dimensions[5].number_format, found.row_dimensions[5].font.i) == ("General", True)


def test_a_whole_sheet_is_formatted_at_once(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["B2"].value = "x"
    book.sheets[0].cells.font.size = 9
    with engine.open_book(saved(book, tmp_path)) as again:
        assert [again.sheets[0][address].font.size for address in ("B2", "XFD1048576")] == [9, 9]


def test_formatting_part_of_a_merged_cell_formats_it_all(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:C2"].merge()
    sheet["A1"].color = RED
    assert [sheet[address].color for address in ("A1", "B2", "A1:C2")] == [RED, RED, RED]


def test_cleared_formats_leave_the_values(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].color = RED
    sheet["A1:B2"].font.bold = True
    sheet["A1:A2"].clear_formats()
    with engine.open_book(saved(book, tmp_path)) as again:
        found = again.sheets[0]
        assert found["A1:B2"].value == [[1, 2], [3, 4]]
        assert [found["A1:A2"].color, found["A1:A2"].font.bold, found["B1:B2"].color] == [None, False, RED]


def test_cleared_formats_take_merging_and_conditional_formats_along(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:B1"].merge()
    sheet["A1:A9"].conditional_formats.add_custom("=A1>1", fill_color=RED)
    sheet["A1:B4"].clear_formats()
    assert (sheet["A1"].merge_cells, len(sheet["A1:A4"].conditional_formats)) == (False, 0)
    assert sheet["A5"].conditional_formats[0].formula == "=A5>1"


def test_cleared_formats_of_whole_columns_and_rows_are_gone_for_the_cells_to_come(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B:D"].color = RED
    sheet["7:7"].color = GREEN
    sheet["C:C"].clear_formats()
    sheet["7:7"].clear_formats()
    assert [sheet[address].color for address in ("B1", "C1", "D1", "F7")] == [RED, None, RED, None]


def test_a_cleared_sheet_has_no_used_cells(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["C3:D9"].color = RED
    sheet["C3"].value = 1
    sheet.clear()
    assert sheet.used_range.address == "$A$1"


def test_formats_change_in_an_opened_file_where_they_were_set_and_nowhere_else(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1:C1"].value = [1, 2, 3]
    book.sheets[0]["A1:C1"].color = RED
    with engine.open_book(saved(book, tmp_path)) as again:
        again.sheets[0]["B1"].font.bold = True
        again.save()
    found = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0]
    assert [cell.font.b for cell in found[1]] == [False, True, False]
    assert {cell.fill.fgColor.rgb for cell in found[1]} == {"FFFF0000"}
    assert [cell.value for cell in found[1]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("formatted", "cleared", "plain", "still"),
    [
        ("A:B", "A1:A5", "A3", "A6"),
        ("2:3", "B2:C2", "C2", "D2"),
        ("A:B", "3:3", "B3", "B4"),
        ("2:3", "B:B", "B3", "C3"),
    ],
)
def test_blank_cells_cleared_in_a_column_or_row_with_a_format_are_plain(
    book: xw.Book, formatted: str, cleared: str, plain: str, still: str
) -> None:
    sheet = book.sheets[0]
    sheet["D9"].value = 1
    sheet[formatted].color = RED
    sheet[cleared].clear_formats()
    assert [sheet[address].color for address in (plain, still)] == [None, RED]


@pytest.mark.parametrize("wrong", [0, -1, 409.5])
def test_characters_cannot_be_smaller_or_larger_than_excel_allows(book: xw.Book, wrong: float) -> None:
    with pytest.raises(ValueError, match="409"):
        book.sheets[0]["A1"].font.size = wrong


def test_a_pattern_has_a_white_ground_where_the_file_says_none(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"].fill = PatternFill("gray125")
    made.worksheets[0]["A2"].fill = PatternFill("gray125", bgColor="FFFF0000")
    made.save(tmp_path / "patterns.xlsx")
    with engine.open_book(tmp_path / "patterns.xlsx") as book:
        assert [book.sheets[0][address].color for address in ("A1", "A2")] == [(255, 255, 255), RED]
