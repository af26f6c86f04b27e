"""How values go on when they are filled on: numbers, dates, names of days and months, numbered texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def day(year: int, month: int, number: int) -> dt.datetime:
    return dt.datetime(year, month, number)


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
        ([day(2026, 1, 31), day(2026, 2, 28)], "fill_default", [day(2026, 3, 31), day(2026, 4, 30), day(2026, 5, 31)]),
        ([day(2026, 1, 15), day(2026, 4, 15)], "fill_default", [day(2026, 7, 15), day(2026, 10, 15), day(2027, 1, 15)]),
        ([1, 2, 4], "fill_default", [16 / 3, 41 / 6, 25 / 3]),
        ([1, 2], "growth_trend", [4.0, 8.0, 16.0]),
        (["9th week"], "fill_default", ["10th week", "11th week", "12th week"]),
        (["1 item", "3 items"], "fill_default", ["1 item", "3 items", "1 item"]),
        (["第9周"], "fill_default", ["第10周", "第11周", "第12周"]),
        ([day(2024, 2, 29)], "fill_years", [day(2025, 2, 28), day(2026, 2, 28), day(2027, 2, 28)]),
    ],
)  # fmt: skip  # a row a line
def test_a_row_of_values_goes_on(book: xw.Book, start: list[Any], how: str, rest: list[Any]) -> None:
    sheet = book.sheets[0]
    count = len(start)
    sheet["A1"].value = [start]
    sheet.range((1, 1), (1, count)).autofill(sheet.range((1, 1), (1, count + 3)), how)
    found = sheet.range((1, count + 1), (1, count + 3)).value
    assert found == (pytest.approx(rest) if isinstance(rest[0], float) else rest)


def test_a_time_goes_on_by_the_hour(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = "8:30"
    sheet["A1"].autofill(sheet["A1:A3"])
    assert [value.time() for value in sheet["A1:A3"].value] == [dt.time(8, 30), dt.time(9, 30), dt.time(10, 30)]


@pytest.mark.parametrize(
    ("start", "before"),
    [([1, 2], [-1.0, 0.0]), (["Wed"], ["Mon", "Tue"]), (["Team 3"], ["Team 1", "Team 2"]), (["a", "b"], ["a", "b"])],
)
def test_a_series_goes_on_upward(book: xw.Book, start: list[Any], before: list[Any]) -> None:
    sheet = book.sheets[0]
    sheet["A3"].value = [[value] for value in start]
    sheet.range((3, 1), (2 + len(start), 1)).autofill(sheet.range((1, 1), (2 + len(start), 1)))
    assert sheet["A1:A2"].value == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(-1000, 1000), step=st.integers(-50, 50), count=st.integers(2, 4), more=st.integers(1, 6))
def test_equal_steps_go_on_for_ever(book: xw.Book, first: int, step: int, count: int, more: int) -> None:
    sheet = book.sheets[0]
    line = [float(first + step * i) for i in range(count + more)]
    sheet["A1"].value = line[:count]
    sheet.range((1, 1), (1, count)).autofill(sheet.range((1, 1), (1, count + more)))
    assert sheet.range((1, 1), (1, count + more)).value == line
