from __future__ import annotations

import math

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from salessheet.data import column_values, values
from salessheet.workbook.measures import Type
from tests.data.test_values import FIGURES


def test_a_column_says_which_values_could_not_be_read() -> None:
    read, bad = column_values.parsed(Type.MONEY, np.array(["1", "", "x", "1"], dtype=object))
    assert list(bad) == [False, False, True, False]
    assert [None if math.isnan(v) else v for v in read] == [1.0, None, None, 1.0]


def test_dates_of_a_column_are_nanoseconds_with_nat_for_blank() -> None:
    read, bad = column_values.parsed(Type.DATE, np.array(["2026-06-01", ""], dtype=object))
    assert read.dtype == np.dtype("datetime64[ns]")
    assert np.isnat(read).tolist() == [False, True]
    assert not bad.any()


def test_an_empty_column_is_read_as_one() -> None:
    read, bad = column_values.parsed(Type.DATE, np.array([], dtype=object))
    assert len(read) == len(bad) == 0


@given(st.lists(st.lists(st.sampled_from(FIGURES), max_size=3).map("".join), min_size=1, max_size=4))
def test_a_column_of_numbers_is_read_as_each_of_them_is(texts: list[str]) -> None:
    read, bad = column_values.parsed_each(Type.NUMBER, np.array(texts, dtype=object))
    each = [values.number(text) if text else None for text in texts]
    assert bad.tolist() == [bool(text) and number is None for text, number in zip(texts, each, strict=True)]
    np.testing.assert_array_equal(read, [math.nan if number is None else number for number in each])
    assert not column_values.have_no_currency(np.array(texts, dtype=object)) or not any(map(values.currencies, texts))


def test_a_column_of_thousands_is_read_at_once() -> None:
    texts = np.array(["1,234.50", "", "-12,345,678", "7", "+3.5"], dtype=object)
    read, bad = column_values.parsed_each(Type.MONEY, texts)
    np.testing.assert_array_equal(read, [1234.5, math.nan, -12345678, 7, 3.5])
    assert not bad.any()


@given(
    st.lists(st.sampled_from(FIGURES), max_size=2).map("".join),
    st.lists(st.sampled_from(["1", "20", "1,234.50", "0.5", "", "12,34", "-1", "1|2"]), min_size=1, max_size=4),
    st.lists(st.sampled_from(FIGURES), max_size=2).map("".join),
)
def test_a_column_with_one_currency_is_read_as_each_of_its_amounts_is(
    before: str, amounts: list[str], after: str
) -> None:
    texts = np.array([f"{before}{amount}{after}" if amount else "" for amount in amounts], dtype=object)
    read, bad = column_values.parsed_each(Type.MONEY, texts)
    each = [values.amount(text) if text else None for text in texts]
    np.testing.assert_array_equal(read, [math.nan if number is None else number for number in each])
    assert bad.tolist() == [bool(text) and number is None for text, number in zip(texts, each, strict=True)]
    if priced := column_values.with_one_currency(texts):
        assert [priced.codes if text else () for text in texts] == [
            values.currencies(text) if text else () for text in texts
        ]


@given(st.lists(st.lists(st.sampled_from(FIGURES), max_size=3).map("".join), min_size=1, max_size=4))
@example(["2026-06-01 10:00", "2026/6/1T9:05", "20260601 10:00", "2026-06 10:00", "46174 10:00"])
def test_a_column_of_dates_is_read_as_each_of_them_is(texts: list[str]) -> None:
    for measure, reader in ((Type.DATE, values.date), (Type.PERIOD, values.period)):
        read, bad = column_values.parsed_each(measure, np.array(texts, dtype=object))
        each = [reader(text) if text else None for text in texts]
        expected = np.array(["NaT" if day is None else day for day in each], dtype="datetime64[ns]")
        np.testing.assert_array_equal(read, expected)
        assert bad.tolist() == [bool(text) and day is None for text, day in zip(texts, each, strict=True)]
