"""Cells copied, pasted, moved and filled on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import xlwings as xw


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


def test_a_link_refers_to_the_source(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add("Other", after=sheet)
    other["A1"].copy_from(sheet["A1:B1"], "link")
    assert other["A1:B1"].formula == [["='Sheet1'!$A$1", "='Sheet1'!$B$1"]]
    assert other["A1:B1"].value == [1.0, 2.0]


def test_references_follow_cells_that_are_moved(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].move(sheet["A10"])
    assert sheet["C1"].formula == "=A10+$B$10"
    assert sheet["A10:B10"].value == [1.0, 2.0]
    assert sheet["A1"].value is None
    assert sheet["C1"].value == 3.0


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


@pytest.mark.parametrize(
    ("start", "how", "rest"),
    [
        ([1, 2], "fill_default", [3.0, 4.0, 5.0]),
        ([10, 20], "fill_default", [30.0, 40.0, 50.0]),
        ([5], "fill_default", [5.0, 5.0, 5.0]),
        ([5], "fill_series", [6.0, 7.0, 8.0]),
        ([1, 2], "fill_copy", [1.0, 2.0, 1.0]),
        (["Mon"], "fill_default", ["Tue", "Wed", "Thu"]),
        (["NOV"], "fill_default", ["DEC", "JAN", "FEB"]),
        (["星期五"], "fill_default", ["星期六", "星期日", "星期一"]),
        (["Team 1"], "fill_default", ["Team 2", "Team 3", "Team 4"]),
        (["Q3"], "fill_default", ["Q4", "Q1", "Q2"]),
        (["R007", "R009"], "fill_default", ["R011", "R013", "R015"]),
        (["won"], "fill_default", ["won", "won", "won"]),
        ([day(2026, 1, 30)], "fill_default", [day(2026, 1, 31), day(2026, 2, 1), day(2026, 2, 2)]),
        ([day(2026, 1, 31)], "fill_months", [day(2026, 2, 28), day(2026, 3, 31), day(2026, 4, 30)]),
        ([day(2026, 1, 2)], "fill_weekdays", [day(2026, 1, 5), day(2026, 1, 6), day(2026, 1, 7)]),
        ([day(2024, 2, 29)], "fill_years", [day(2025, 2, 28), day(2026, 2, 28), day(2027, 2, 28)]),
    ],
)  # fmt: skip  # a row a line
def test_a_row_of_values_goes_on(book: xw.Book, start: list[Any], how: str, rest: list[Any]) -> None:
    sheet = book.sheets[0]
    count = len(start)
    sheet["A1"].value = [start]
    sheet.range((1, 1), (1, count)).autofill(sheet.range((1, 1), (1, count + 3)), how)
    assert sheet.range((1, count + 1), (1, count + 3)).value == rest


def test_formulas_and_formats_are_filled_down(sheet: xw.Sheet) -> None:
    sheet["C1"].color = (0, 255, 0)
    sheet["C1"].autofill(sheet["C1:C3"])
    assert sheet["C1:C3"].formula == [["=A1+$B$1"], ["=A2+$B$1"], ["=A3+$B$1"]]
    assert sheet["C3"].color == (0, 255, 0)


def test_a_way_to_fill_that_is_not_there_is_named(sheet: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError, match="flash_fill"):
        sheet["A1"].autofill(sheet["A1:A3"], "flash_fill")
