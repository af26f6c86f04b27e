from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.arguments import cells, choice, columns, day, days, flag, number, numbers, text, texts, whole
from salessheet.core.results import each, plain, shaped
from salessheet.core.values import Value, day_cells, from_serial, number_cells, text_cells, to_serial
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")


class Fruit(StrEnum):
    APPLE = "apple"
    PEAR = "Pear"


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        (3, [3]),
        ([[1, 2], [3, 4]], [1, 2, 3, 4]),
        ([1, 2.5], [1, 2.5]),
        (((1.0,), (2.0,)), [1, 2]),
        ([[1, None], ["", 2]], [1, NAN, NAN, 2]),
        ([[1.0], [NAN]], [1, NAN]),
        ([[True], [False]], [1, 0]),
        ([[True], [2.5], [None]], [1, 2.5, NAN]),
        (None, [NAN]),
        ("", [NAN]),
        ([], []),
        ([[]], []),
        (np.array([[1, 2]]), [1, 2]),
        (np.float64(1.5), [1.5]),
        (pd.Series([1, None]), [1, NAN]),
        (pd.Series([1, None], dtype="Int64"), [1, NAN]),
        (pd.DataFrame({"a": [1], "b": [2]}), [1, 2]),
        ([[Decimal("1.5")], [None]], [1.5, NAN]),
        (date(2026, 1, 1), [46023]),
        ([[datetime(2026, 1, 1, 12)]], [46023.5]),
        (np.array(["2026-01-01"], "datetime64[D]"), [46023]),
        (np.array(["2026-01-01T12"], "datetime64[ns]"), [46023.5]),
        (np.datetime64("2026-01-01", "ns"), [46023]),
        (pd.Series([pd.Timestamp(2026, 1, 1), pd.NaT], dtype="datetime64[ns]"), [46023, NAN]),
        (pd.DataFrame([[1], [None]], dtype="Int64").astype("category"), [1, NAN]),
        (np.array([36], "timedelta64[h]"), [1.5]),
        ([timedelta(hours=36), np.timedelta64(2, "D")], [1.5, 2]),
        (np.array(3), [3]),
        (np.array([1.5], dtype=object), [1.5]),
    ],
)
def test_numbers_come_in_every_form_a_host_or_a_caller_has(argument: Value, found: list[float]) -> None:
    np.testing.assert_array_equal(numbers(argument), np.array(found, float))


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        (date(2026, 3, 9), ["2026-03-09"]),
        ([[datetime(2026, 3, 9, 23, 59)], [None]], ["2026-03-09", "NaT"]),
        ([[46090], [46090.75], [""]], ["2026-03-09", "2026-03-09", "NaT"]),
        ([date(2026, 3, 9), 46090], ["2026-03-09", "2026-03-09"]),
        ([1, 59, 60, 61], ["1900-01-01", "1900-02-28", "1900-02-28", "1900-03-01"]),
        (pd.Series([pd.Timestamp(2026, 3, 9, 8), pd.NaT]), ["2026-03-09", "NaT"]),
        ([[pd.Timestamp(2026, 3, 9)], [pd.NaT]], ["2026-03-09", "NaT"]),
        ([[np.datetime64("2026-03-09")], ["x"]], ErrorKind.VALUE),
        ("2026-03-09", ErrorKind.VALUE),
        ([[0]], ErrorKind.NUM),
        ([[3e6]], ErrorKind.NUM),
        ([["#N/A"]], ErrorKind.NA),
        (datetime(1900, 1, 1), ["1900-01-01"]),
        (np.array(["9999-12-31", "NaT"], "datetime64[s]"), ["9999-12-31", "NaT"]),
        (date(1899, 12, 31), ErrorKind.NUM),
        ([date(2026, 3, 9), date(1, 1, 1)], ErrorKind.NUM),
        ([datetime(2026, 3, 9), None, datetime(1899, 12, 31, 23)], ErrorKind.NUM),
        (np.array(["2026-03-09", "1899-12-31"], "datetime64[D]"), ErrorKind.NUM),
        (np.array(["1899-12-31T23"], "datetime64[ns]"), ErrorKind.NUM),
        (np.array(["20000-01-01"], "datetime64[D]"), ErrorKind.NUM),
        ([[np.datetime64("20000-01-01")], [46090]], ErrorKind.NUM),
        (np.datetime64(2**62, "Y"), ErrorKind.NUM),
        (pd.Timestamp(1800, 1, 1), ErrorKind.NUM),
        ([[-5]], ErrorKind.NUM),
        ([[1e300]], ErrorKind.NUM),
        (pd.Timestamp("2026-03-09 01:00", tz="Asia/Shanghai"), ["2026-03-09"]),
    ],
)
def test_dates_come_as_dates_or_serial_numbers(argument: Value, found: list[str] | ErrorKind) -> None:
    if isinstance(found, ErrorKind):
        assert _kind(days, argument) is found
    else:
        np.testing.assert_array_equal(days(argument), np.array(found, "datetime64[D]"))


def test_texts_read_as_a_cell_shows_them() -> None:
    argument = [["A", 2024.0], [1.5, True], [None, ""], [date(2026, 3, 9), np.float64(3)]]
    assert texts(argument) == ["A", "2024", "1.5", "TRUE", None, None, "2026-03-09", "3"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Decimal("1.50"), "1.5"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (1e15, "1000000000000000"),
        (0.00001, "0.00001"),
        (1e21, "1e+21"),
        (1234567890123456789, "1234567890123456789"),  # an id that no cell can hold stays itself
        (datetime(2026, 3, 9), "2026-03-09"),
        (datetime(2026, 3, 9, 8, 30), "2026-03-09T08:30:00"),
        (np.datetime64("2026-03-09", "ns"), "2026-03-09"),
        (np.array(["x"])[0], "x"),
    ],
)
def test_a_number_or_a_date_is_the_text_that_a_formula_would_make_of_it(cell: Value, shown: str) -> None:
    assert texts([[cell], ["z"]]) == [shown, "z"]
    assert text(cell) == shown


def test_cells_go_through_as_they_are() -> None:
    assert cells([["A", 1], [None, ""], [1.5, NAN]]) == ["A", 1, None, None, 1.5, None]


@pytest.mark.parametrize("read", [numbers, days, texts, cells, number, day, text])
@pytest.mark.parametrize("kind", ErrorKind)
def test_an_error_comes_through(read: Callable[[Value], Value], kind: ErrorKind) -> None:
    """One that only some hosts have as another that all have."""
    assert _kind(read, kind.value) is (kind if kind in list(ErrorKind)[:7] else ErrorKind.VALUE)


@pytest.mark.parametrize(
    ("argument", "kind"),
    [
        ([[1], ["x"]], ErrorKind.VALUE),
        ([["1"], ["2"]], ErrorKind.VALUE),
        ([[1, "2"]], ErrorKind.VALUE),
        ([[1], [2, 3]], ErrorKind.VALUE),
        ([[1], [float("inf")]], ErrorKind.NUM),
        ([[1], [10**400]], ErrorKind.NUM),
        ([["x"], ["#N/A"], ["#REF!"]], ErrorKind.NA),
        ([date(1899, 12, 31)], ErrorKind.NUM),
        ([[[1]], [[2]]], ErrorKind.VALUE),
        ([[1], 2], ErrorKind.VALUE),
        (np.array([1j]), ErrorKind.VALUE),
        (np.zeros((2, 2, 2)), ErrorKind.VALUE),
    ],
)
def test_what_is_no_number_spoils_a_range(argument: Value, kind: ErrorKind) -> None:
    assert _kind(numbers, argument) is kind


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([[True], [1], [1.0]], [True, 1, 1.0]),
        ([True, False], [True, False]),
        ([[1, True], ["1", None]], [1, True, "1", None]),
        ([["ab"], ["c"]], ["ab", "c"]),
        (["ab", "c"], ["ab", "c"]),
        ((("a", 1), ["b", 2]), ["a", 1, "b", 2]),
        ([[10**30], [1]], [10**30, 1]),
    ],
)
def test_cells_of_rows_keep_value_and_type(rows: Value, found: list[Value]) -> None:
    assert [(cell, type(cell)) for cell in cells(rows)] == [(cell, type(cell)) for cell in found]


@pytest.mark.parametrize("rows", [[[1], [2, 3]], [["a"], "b"], [["a", "b"], ["c"]], [[[1, 2]]], [[1], 2]])
def test_what_is_no_rectangle_is_a_value_error(rows: Value) -> None:
    with pytest.raises(CannotCompute) as failure:
        cells(rows)
    assert failure.value.kind is ErrorKind.VALUE


@given(st.lists(st.floats(-1e4, 3e6) | st.integers(1, 61).map(float) | st.sampled_from([NAN, 2958465.9, 2958466.0])))
def test_a_column_of_serial_numbers_is_read_as_each_of_them(serials: list[float]) -> None:
    one_by_one = [each(np.asarray, day_cells(serial)) for serial in serials]
    assert each(np.asarray, day_cells(np.array(serials))) == [[found] for found in one_by_one]


@pytest.mark.parametrize(
    ("read", "argument", "found"),
    [
        (number, [[2]], 2),
        (number, 1.5, 1.5),
        (whole, 3.0, 3),
        (flag, False, False),
        (flag, [[1]], True),
        (flag, "False", False),
        (flag, "ＴＲＵＥ\u3000", True),
        (flag, np.bool_(False), False),
        (whole, 1e300, int(1e300)),
        (day, date(1899, 12, 31), ErrorKind.NUM),
        (day, 46090, date(2026, 3, 9)),
        (text, None, ""),
        (text, 12.0, "12"),
        (number, None, ErrorKind.VALUE),
        (number, [[1], [2]], ErrorKind.VALUE),
        (number, "3", ErrorKind.VALUE),
        (whole, 2.5, ErrorKind.NUM),
        (flag, "perhaps", ErrorKind.VALUE),
        (flag, None, ErrorKind.VALUE),
        (day, "", ErrorKind.VALUE),
    ],
)
def test_a_single_value_is_read_or_refused(read: Callable[[Value], Value], argument: Value, found: Value) -> None:
    if isinstance(found, ErrorKind):
        assert _kind(read, argument) is found
    else:
        assert read(argument) == found


def test_a_choice_is_read_in_any_case() -> None:
    assert (choice(Fruit, "PEAR"), choice(Fruit, [["apple"]])) == (Fruit.PEAR, Fruit.APPLE)
    assert choice(Fruit, " ＰＥＡＲ") is Fruit.PEAR
    assert _kind(lambda v: choice(Fruit, v), "plum") is ErrorKind.VALUE


def test_a_table_loses_its_blank_rows_and_keeps_its_columns() -> None:
    lower, upper, value = columns([[0, 10, "A"], [None, "", None], [10, None, "B"]], 3)
    assert (lower.tolist(), upper.tolist(), value.tolist()) == ([0, 10], [10, None], ["A", "B"])
    assert _kind(lambda v: columns(v, 2), [[1, 2, 3]]) is ErrorKind.VALUE


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_serial_numbers_and_dates_are_each_other(found: date) -> None:
    assert from_serial(to_serial(found)) == found


def _inverse(x: np.ndarray) -> np.ndarray:
    if (x == 0).any():
        raise CannotCompute(ErrorKind.DIV0)
    return 1 / x


@pytest.mark.parametrize(
    ("argument", "result"),
    [
        (4, 0.25),
        ([[4]], [[0.25]]),
        ([[1, 2, 4]], [[1, 0.5, 0.25]]),
        ([[1], [0], [None], ["x"], ["#N/A"], [4]], [[1], ["#DIV/0!"], [None], ["#VALUE!"], ["#N/A"], [0.25]]),
        (0, "#DIV/0!"),
        ([[0, 0], [1, 0]], [["#DIV/0!", "#DIV/0!"], [1, "#DIV/0!"]]),
        ([], []),
    ],
)
def test_each_cell_is_computed_alone(argument: Value, result: Value) -> None:
    assert each(_inverse, number_cells(argument)) == result


def test_single_values_are_repeated_along_a_range() -> None:
    column = number_cells([[1], [2]])
    assert each(np.add, column, number_cells(10)) == [[11], [12]]
    assert each(np.add, column, number_cells([[10]])) == [[11], [12]]
    assert each(np.add, column, number_cells("#N/A")) == [["#N/A"], ["#N/A"]]
    assert each(np.add, number_cells("x"), number_cells([["#N/A"], [1]])) == [["#VALUE!"], ["#VALUE!"]]


def test_ranges_of_different_shape_are_a_value_error() -> None:
    assert _kind(lambda v: each(np.add, number_cells(v), number_cells([[1], [2]])), [[1, 2]]) is ErrorKind.VALUE


def test_texts_are_computed_cell_by_cell_too() -> None:
    def lengths(words: np.ndarray) -> np.ndarray:
        return np.array([None if w is None else len(w) for w in words], dtype=object)

    assert each(lengths, text_cells([["abc", None, "#REF!"]])) == [[3, None, "#REF!"]]


@given(st.lists(st.integers(-2, 2), max_size=40))
def test_finding_the_failing_cells_leaves_the_others_right(values: list[int]) -> None:
    expected = [["#DIV/0!" if v == 0 else 1 / v] for v in values]
    assert each(_inverse, number_cells([[v] for v in values])) == expected


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (np.float64(1.5), 1.5),
        (NAN, None),
        (float("-inf"), "#NUM!"),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.datetime64("2026-03-09"), date(2026, 3, 9)),
        (np.datetime64("NaT"), None),
        (Fruit.PEAR, "Pear"),
        (ErrorKind.NA, "#N/A"),
        (np.array([1.0, NAN]), [[1.0], [None]]),
        (np.array([[1.0, 2.0]]), [[1.0, 2.0]]),
        (np.array(["2026-03-09"], "datetime64[D]"), [[date(2026, 3, 9)]]),
        ([("a", np.float64(1), None), ("b", NAN, date(2026, 3, 9))], [["a", 1.0, None], ["b", None, date(2026, 3, 9)]]),
        ([1, "x"], [[1], ["x"]]),
    ],
)
def test_results_are_what_every_host_can_take(result: Value, shown: Value) -> None:
    assert plain(result) == shown
    assert _types(plain(result)) <= {float, int, bool, str, date, type(None)}


def test_no_result_is_minus_zero() -> None:
    assert str(plain(np.array([-0.0]))) == "[[0.0]]"
    assert str(plain(-0.0)) == "0.0"


@pytest.mark.parametrize(
    ("like", "result"),
    [
        ([[0, 0], [0, 0]], [[1, 2], [3, 4]]),
        ([[0, 0, 0, 0]], [[1, 2, 3, 4]]),
        ([0, 0, 0, 0], [[1], [2], [3], [4]]),
        (np.zeros((4, 1)), [[1], [2], [3], [4]]),
    ],
)
def test_a_result_takes_the_shape_of_its_argument(like: Value, result: Value) -> None:
    assert shaped(np.array([1.0, 2, 3, 4]), like) == result
    assert shaped([1, 2, 3, 4], like) == result


def test_a_result_like_a_single_value_is_one() -> None:
    assert (shaped(np.array([5.0]), 3), shaped(["A"], "x")) == (5.0, "A")


def _types(result: Value) -> set[type]:
    return {type(cell) for row in (result if isinstance(result, list) else [[result]]) for cell in row}


def _kind(read: Callable[[Value], Value], argument: Value) -> ErrorKind:
    with pytest.raises(CannotCompute) as failure:
        read(argument)
    return failure.value.kind
