"""Cells copied, pasted, moved and filled on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlwings as xw

from salessheet import engine


def day(year: int, month: int, number: int) -> dt.datetime:
    return dt.datetime(year, month, number)


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    found: xw.Sheet = book.sheets[0]
    found["A1"].value = [[1, 2], [3, None]]
    found["C1"].formula = "=A1+$B$1"
    found["A1"].color = (255, 0, 0)
    found["A1"].number_format = "0.00"
    found["A2"].add_note("a note")
    return found


def test_a_copy_takes_values_formulas_formats_and_notes(sheet: xw.Sheet) -> None:
    sheet["A1:C2"].copy(sheet["E5"])
    assert sheet["E5:F6"].value == [[1.0, 2.0], [3.0, None]]
    assert sheet["G5"].formula == "=E5+$B$1"
    assert sheet["G5"].value == 3.0
    assert sheet["E5"].color == (255, 0, 0)
    note = sheet["E6"].note
    assert note is not None
    assert note.text == "a note"


@pytest.mark.parametrize(
    ("kind", "formula", "color"),
    [
        ("values", "3", None),
        ("formulas", "=E1+$B$1", None),
        ("formats", "", (0, 0, 255)),
        ("all", "=E1+$B$1", (0, 0, 255)),
        ("all_except_borders", "=E1+$B$1", (0, 0, 255)),
    ],
)
def test_only_what_is_asked_for_is_pasted(
    sheet: xw.Sheet, kind: str, formula: str, color: tuple[int, int, int] | None
) -> None:
    sheet["C1"].color = (0, 0, 255)
    sheet["C1"].copy()
    sheet["G1"].paste(kind)
    assert (sheet["G1"].formula, sheet["G1"].color) == (formula, color)


@pytest.mark.parametrize(
    ("operation", "result"), [("add", 11.0), ("subtract", 9.0), ("multiply", 10.0), ("divide", 10.0)]
)
def test_what_is_pasted_is_reckoned_with(sheet: xw.Sheet, operation: str, result: float) -> None:
    sheet["H1"].value = 10
    sheet["A1"].copy()
    sheet["H1"].paste("values", operation=operation)
    assert sheet["H1"].value == result


def test_rows_become_columns_and_blanks_are_skipped(sheet: xw.Sheet) -> None:
    sheet["E1"].value = [[9, 9], [9, 9]]
    sheet["E1"].copy_from(sheet["A1:B2"], "values", skip_blanks=True, transpose=True)
    assert sheet["E1:F2"].value == [[1.0, 3.0], [2.0, 9.0]]


def test_a_small_source_fills_a_multiple_of_it(sheet: xw.Sheet) -> None:
    sheet["A1"].copy(sheet["E1:F2"])
    assert sheet["E1:F2"].value == [[1.0, 1.0], [1.0, 1.0]]


@pytest.mark.parametrize(
    ("source", "sheet_name", "formula"),
    [("A1:B1", "Other", [["=Sheet1!A1", "=Sheet1!B1"]]), ("A1", "Other", "=Sheet1!$A$1"), ("A1", "Sheet1", "=$A$1")],
)
def test_a_link_refers_to_the_source(sheet: xw.Sheet, source: str, sheet_name: str, formula: object) -> None:
    other = sheet.book.sheets.add("Other", after=sheet)
    target = (other if sheet_name == "Other" else sheet)["E1"]
    target.copy_from(sheet[source], "link")
    linked = target.resize(*sheet[source].shape)
    assert linked.formula == formula
    assert linked.value == sheet[source].value


def test_cells_of_another_workbook_are_not_linked(sheet: xw.Sheet) -> None:
    with engine.open_book() as other, pytest.raises(NotImplementedError, match="another workbook"):
        other.sheets[0]["A1"].copy_from(sheet["A1"], "link")


def test_what_stood_there_is_replaced_whole(sheet: xw.Sheet) -> None:
    target = sheet["E1:F2"]
    target.value = 9
    target.color = (0, 255, 0)
    target.add_hyperlink("https://example.com", "link")
    sheet["F2"].add_note("old")
    sheet["E1:F1"].merge()
    target.data_validation.set_whole_number("greater_than", 0)
    target.conditional_formats.add_cell_value("greater_than", 5, fill_color="#ff0000")
    sheet["A1:B2"].copy(target)
    assert sheet["E1:F2"].value == [[1.0, 2.0], [3.0, None]]
    assert sheet["E1:F1"].merge_cells is False
    assert [cell.color for cell in target] == [(255, 0, 0), None, None, None]
    assert sheet["F2"].note is None
    assert target.data_validation.type == "none"
    assert len(target.conditional_formats) == 0


def test_rules_and_merged_cells_go_along(sheet: xw.Sheet) -> None:
    sheet["A1:B4"].data_validation.set_custom("=A1>0")
    sheet["A1:B4"].conditional_formats.add_custom("=A1>$B$1", fill_color="#ff0000")
    sheet["A3:B3"].merge()
    sheet["A2:B3"].copy(sheet["E12:F15"])
    assert [sheet[at].data_validation.formula for at in ("A1", "E12", "E14")] == ["=A1>0", "=E12>0", "=E14>0"]
    assert [sheet[at].conditional_formats[0].formula for at in ("E12", "E14")] == ["=E12>$B$1", "=E14>$B$1"]
    assert [sheet[at].merge_area.address for at in ("E13", "E15", "E12")] == ["$E$13:$F$13", "$E$15:$F$15", "$E$12"]


def test_blank_cells_that_are_skipped_change_nothing(sheet: xw.Sheet) -> None:
    sheet["B2"].color = (0, 0, 255)
    sheet["F2"].value = 9
    sheet["A1:B2"].copy()
    sheet["E1"].paste(skip_blanks=True)
    assert sheet["E1:F2"].value == [[1.0, 2.0], [3.0, 9.0]]
    assert sheet["F2"].color is None


def test_borders_stay_where_only_they_are_left_out(sheet: xw.Sheet) -> None:
    sheet["A1"].borders["edge_top"].line_style = "continuous"
    sheet["E1"].borders["edge_bottom"].line_style = "double"
    sheet["A1"].copy()
    sheet["E1"].paste("all_except_borders")
    assert sheet["E1"].color == (255, 0, 0)
    assert (sheet["E1"].borders["edge_top"].line_style, sheet["E1"].borders["edge_bottom"].line_style) == (
        "none",
        "double",
    )


def test_whole_columns_bring_their_width_and_rows_their_height(sheet: xw.Sheet) -> None:
    sheet["A:A"].column_width = 30
    sheet["A:A"].color = (0, 0, 255)
    sheet["2:2"].row_height = 40
    sheet["E3"].value = 9
    sheet["A:A"].copy(sheet["E:E"])
    sheet["2:2"].copy(sheet["6:6"])
    assert sheet["E1:E3"].value == [1.0, 3.0, None]
    assert (sheet["E1"].column_width, sheet["E50"].color) == (30, (0, 0, 255))
    assert sheet["A6"].row_height == 40
    assert sheet["A6"].value == 3.0
    sheet["A1"].copy()
    sheet["H1"].paste("column_widths")
    assert sheet["H1"].column_width == 30
    assert sheet["H1"].value is None


@pytest.mark.parametrize(
    ("old", "new", "kind", "formula"),
    [
        ("=A2*2", 5, "all", "=(A2*2)+5"),
        (5, "=A2*2", "all", "=5+(B5*2)"),
        (5, "=A2*2", "values", "11"),
        ("text", 5, "all", "text"),
        (5, "text", "all", "5"),
        (None, 5, "values", "5"),
        (5, None, "values", "5"),
    ],
)
def test_formulas_texts_and_blanks_are_reckoned_with(
    sheet: xw.Sheet, old: object, new: object, kind: str, formula: str
) -> None:
    sheet["B4"].value, sheet["A1"].value = old, new
    sheet["A1"].copy()
    sheet["B4"].paste(kind, operation="add")
    assert sheet["B4"].formula == formula


def test_blanks_count_as_zero_and_dates_as_numbers(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[day(2026, 1, 30)], [7]]
    sheet["B1"].value = [[2], [None]]
    sheet["B1:B2"].copy()
    sheet["A1:A2"].paste("values", operation="add")
    assert sheet["A1:A2"].value == [day(2026, 2, 1), 7.0]
    sheet["A2"].paste("values", operation="divide")
    sheet["B2"].copy()
    sheet["A2"].paste("values", operation="divide")
    assert sheet["A2"].formula == "#DIV/0!"


def test_the_value_of_a_date_is_a_number_where_the_format_shows_none(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = day(2026, 1, 30)
    sheet["B1"].copy_from(sheet["A1"], "values")
    assert sheet["B1"].value == 46052.0
    sheet["A1"].copy()
    sheet["C1"].paste("values_and_number_formats")
    assert sheet["C1"].value == day(2026, 1, 30)
    sheet["A2"].value = 46053
    sheet["A1"].copy_from(sheet["A2"], "values")
    assert sheet["A1"].value == day(2026, 1, 31)


def test_a_number_is_a_date_as_long_as_its_format_shows_one(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:A2"].number_format = "yyyy-mm-dd"
    sheet["A1"].value = 46052
    sheet["B1"].value = 46052
    sheet["A1"].copy()
    sheet["B1"].paste("formats")
    assert sheet["A1:B1"].value == [day(2026, 1, 30), day(2026, 1, 30)]
    sheet["A1:B1"].number_format = "0.0"
    assert sheet["A1:B1"].value == [46052.0, 46052.0]


def test_rows_that_a_filter_hides_are_not_copied(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [["name", "won"], ["a", 1], ["b", 2], ["a", 3], ["b", 4]]
    sheet["A1:A5"].color = (255, 0, 0)
    sheet["A2:B5"].data_validation.set_custom("=B2>0")
    sheet["A1:B5"].autofilter.apply_values(1, ["b"])
    sheet["A1:B5"].copy(sheet["D11"])
    assert sheet["D11:E14"].value == [["name", "won"], ["b", 2.0], ["b", 4.0], [None, None]]
    assert [cell.color for cell in sheet["D11:D14"]] == [(255, 0, 0)] * 3 + [None]
    assert [cell.data_validation.type for cell in sheet["D11:D14"]] == ["none", "custom", "custom", "none"]
    sheet["A1:B5"].autofilter.clear()
    sheet["3:3"].rows.hidden = True
    sheet["A1:B5"].copy(sheet["D21"])
    assert sheet["D25:E25"].value == ["b", 4.0]


def test_a_whole_column_is_filled_with_a_format(sheet: xw.Sheet) -> None:
    sheet["A1"].copy()
    sheet["H:H"].paste("formats")
    assert (sheet["H1"].color, sheet["H999"].number_format) == ((255, 0, 0), "0.00")


def test_array_formulas_are_copied_whole(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[1], [2]]
    sheet["B1:B2"].formula_array = "=A1:A2*2"
    sheet["B1:B2"].copy(sheet["C1"])
    assert sheet["C1:C2"].formula_array == "=B1:B2*2"
    with pytest.raises(xw.XlwingsError, match="part of an array"):
        sheet["A1"].copy(sheet["C2"])


def test_formats_come_along_into_another_workbook(sheet: xw.Sheet, tmp_path: Path) -> None:
    with engine.open_book() as other:
        other.sheets[0]["A1"].color = (1, 2, 3)
        sheet["A1:C1"].copy(other.sheets[0]["B2"])
        other.save(tmp_path / "other.xlsx")
    with engine.open_book(tmp_path / "other.xlsx") as again:
        found = again.sheets[0]
        assert (found["A1"].color, found["B2"].color) == ((1, 2, 3), (255, 0, 0))
        assert found["B2"].number_format == "0.00"
        assert found["D2"].formula == "=B2+$B$1"


@pytest.mark.parametrize("kind", ["everything", "link"])
def test_what_cannot_be_pasted_is_named(sheet: xw.Sheet, kind: str) -> None:
    sheet["A1"].copy()
    with pytest.raises(ValueError, match=kind):
        sheet["E1"].paste(kind)


def test_references_follow_cells_that_are_moved(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].move(sheet["A10"])
    assert sheet["C1"].formula == "=A10+$B$10"
    assert sheet["A10:B10"].value == [1.0, 2.0]
    assert sheet["A1"].value is None
    assert sheet["C1"].value == 3.0


def test_what_is_moved_leaves_nothing_behind_in_the_file(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["F6"].add_note("overwritten")
    sheet["B5:C8"].number_format = "0.00"
    sheet.book.save(tmp_path / "book.xlsx")
    with engine.open_book(tmp_path / "book.xlsx") as again:
        again.sheets[0]["B5:C8"].move(again.sheets[0]["C2"])
        again.sheets[0]["F7:F8"].move(again.sheets[0]["F6"])
        again.sheets[0]["B5:B8"].value = 7
        again.save()
    with engine.open_book(tmp_path / "book.xlsx") as again:
        found = again.sheets[0]
        assert [found[at].number_format for at in ("B5", "B8", "C2", "D5")] == ["General", "General", "0.00", "0.00"]
        assert found["F6"].note is None


def test_overlapping_cells_are_copied_as_they_were(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [1, 2, 3]
    sheet["A1:C1"].copy(sheet["B1"])
    assert sheet["A1:D1"].value == [1.0, 1.0, 2.0, 3.0]


def test_a_text_that_looks_like_a_number_stays_one_when_copied(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = "'007"
    sheet["A1"].copy(sheet["B1"])
    assert sheet["B1"].value == "007"


def test_pasting_nothing_is_refused(book: xw.Book) -> None:
    with pytest.raises(xw.XlwingsError, match="copy a range first"):
        book.sheets[0]["A1"].paste()


def test_formulas_and_formats_are_filled_down(sheet: xw.Sheet) -> None:
    sheet["C1"].color = (0, 255, 0)
    sheet["C1"].autofill(sheet["C1:C3"])
    assert sheet["C1:C3"].formula == [["=A1+$B$1"], ["=A2+$B$1"], ["=A3+$B$1"]]
    assert sheet["C3"].color == (0, 255, 0)


def test_a_way_to_fill_that_is_not_there_is_named(sheet: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError, match="flash_fill"):
        sheet["A1"].autofill(sheet["A1:A3"], "flash_fill")


def test_a_text_stays_as_it_is_when_filled(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = ["'007", "'1/2"]
    sheet["A1:B1"].autofill(sheet["A1:B3"], "fill_copy")
    assert sheet["A1:B3"].value == [["007", "1/2"]] * 3


def test_only_formats_or_only_values_are_filled(sheet: xw.Sheet) -> None:
    sheet["A1"].autofill(sheet["A1:D1"], "fill_formats")
    assert sheet["B1:D1"].formula == [["2", "=A1+$B$1", ""]]
    assert sheet["D1"].color == (255, 0, 0)
    sheet["A1"].autofill(sheet["A1:A3"], "fill_values")
    assert sheet["A3"].value == 1.0
    assert sheet["A3"].color is None


def test_a_fill_goes_on_in_one_direction(sheet: xw.Sheet) -> None:
    with pytest.raises(xw.XlwingsError, match="one direction"):
        sheet["A1"].autofill(sheet["A1:B3"])


def test_cells_are_not_moved_beyond_the_sheet(sheet: xw.Sheet) -> None:
    with pytest.raises(xw.XlwingsError, match="not all on it"):
        sheet["A1:B2"].move(sheet["A1048576"])
    assert sheet["A1"].value == 1.0
