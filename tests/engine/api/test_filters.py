"""Filters of ranges: which rows are shown, and what the filter says of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from salessheet import engine

Apply = Callable[[xw.main.AutoFilter], None]


def shown(sheet: xw.Sheet, count: int) -> list[int]:
    return [row for row in range(2, 2 + count) if not sheet.range((row, 1)).rows.hidden]


@pytest.fixture
def sheet(people: xw.Sheet) -> xw.Sheet:
    return people


@pytest.fixture
def mixed(book: xw.Book) -> xw.Sheet:
    """Dates, and texts with signs that elsewhere stand for others."""
    found: xw.Sheet = book.sheets[0]
    found["A1"].value = ["day", "word"]
    found["A2"].value = [[dt.datetime(2026, 1, 5)], [dt.datetime(2026, 1, 6, 12)], [dt.datetime(2026, 2, 1)], [None]]
    found["B2"].value = [["a*"], ["abc"], ["12"], ["'12"]]
    found["A2:A4"].number_format = "yyyy-mm-dd"
    return found


@pytest.mark.parametrize(
    ("apply", "rows"),
    [
        (lambda f: f.apply_values(1, ["bo", "cy"]), [2, 4]),
        (lambda f: f.apply_values(1, [True, "AL"]), [3, 5, 6]),
        (lambda f: f.apply_values(2, [10, ""]), [3, 4, 5]),
        (lambda f: f.apply_comparison(2, "greater_than", 2), [3, 5, 6]),
        (lambda f: f.apply_comparison(2, "between", 2, 3), [2, 6]),
        (lambda f: f.apply_comparison(2, "not_between", 3, 9), [2, 3, 5]),
        (lambda f: f.apply_comparison(1, "not_equal_to", "al"), [2, 4, 6]),
        (lambda f: f.apply_comparison(1, "less_than", "bz"), [2, 3, 5]),
        (lambda f: f.apply_comparison(2, "equal_to", None), [4]),
        (lambda f: f.apply_comparison(2, "not_equal_to", None), [2, 3, 5, 6]),
        (lambda f: f.apply_comparison(3, "greater_than_or_equal", 6), [3, 5, 6]),
        (lambda f: f.apply_top_items(2, 2), [3, 5]),
        (lambda f: f.apply_bottom_items(2, 1), [2]),
        (lambda f: f.apply_top_percent(2, 50), [3, 5]),
        (lambda f: f.apply_bottom_percent(2, 50), [2, 6]),
    ],
)
def test_a_filter_hides_the_other_rows(sheet: xw.Sheet, apply: Apply, rows: list[int], tmp_path: Path) -> None:
    apply(sheet["A1:C6"].autofilter)
    assert shown(sheet, 5) == rows
    sheet.book.save(tmp_path / "book.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert saved.auto_filter.ref == "A1:C6"
    assert [row for row in range(2, 7) if not saved.row_dimensions[row].hidden] == rows
    sheet["A1:C6"].autofilter.clear()
    assert shown(sheet, 5) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("apply", "rows"),
    [
        (lambda f: f.apply_comparison(1, "equal_to", dt.date(2026, 1, 5)), [2]),
        (lambda f: f.apply_comparison(1, "less_than", dt.datetime(2026, 1, 6, 13)), [2, 3]),
        (lambda f: f.apply_values(1, ["2026-01-06"]), [3]),
        (lambda f: f.apply_top_items(1, 1), [4]),
        (lambda f: f.apply_comparison(2, "equal_to", "a*"), [2]),
        (lambda f: f.apply_comparison(2, "equal_to", 12), [4, 5]),
        (lambda f: f.apply_comparison(2, "greater_than", 11), [4]),
    ],
)
def test_dates_and_signs_are_taken_as_they_are(mixed: xw.Sheet, apply: Apply, rows: list[int]) -> None:
    apply(mixed["A1:B5"].autofilter)
    assert shown(mixed, 4) == rows


def test_filters_of_several_columns_add_up(sheet: xw.Sheet) -> None:
    autofilter = sheet["A1:C6"].autofilter
    autofilter.apply_comparison(2, "greater_than", 2)
    autofilter.apply_values(1, ["al", "bo"])
    assert shown(sheet, 5) == [3, 5]
    autofilter.clear(2)
    assert shown(sheet, 5) == [2, 3, 5]


def test_a_filter_tells_its_criteria(sheet: xw.Sheet, tmp_path: Path) -> None:
    autofilter = sheet["A1:C6"].autofilter
    autofilter.apply_values(1, ["bo", "cy"])
    autofilter.apply_comparison(2, "between", 1, 3)
    sheet.book.save(tmp_path / "book.xlsx")
    with engine.open_book(tmp_path / "book.xlsx") as again:
        for one in (autofilter, again.sheets[0]["A1:C6"].autofilter):
            first, second, third = one.criteria
            assert (first.field, first.type, first.values) == (1, "values", ["bo", "cy"])
            assert (second.type, second.operator, second.value1, second.value2) == ("comparison", "between", "1", "3")
            assert third.type == "none"


def test_a_sign_is_told_as_it_was_given(mixed: xw.Sheet) -> None:
    autofilter = mixed["A1:B5"].autofilter
    autofilter.apply_comparison(2, "equal_to", "a*?~")
    assert autofilter.criteria[1].value1 == "a*?~"


def test_a_sheet_has_one_filter(sheet: xw.Sheet) -> None:
    sheet["A1:C6"].autofilter.apply_values(1, ["bo"])
    assert [one.type for one in sheet["E1:F3"].autofilter.criteria] == ["none", "none"]
    with pytest.raises(ValueError, match="different range"):
        sheet["E1:F3"].autofilter.apply_values(1, ["x"])


def test_the_totals_of_a_table_are_not_filtered(sheet: xw.Sheet) -> None:
    table = sheet.tables.add(source=sheet["A1:C6"], name="deals")
    table.show_totals = True
    table.autofilter.apply_values(1, ["bo"])
    assert shown(sheet, 6) == [2, 7]
