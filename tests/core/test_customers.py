"""Recency, frequency and money; retention, cost, promoters and the next visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core import customers
from salessheet.core.customers import Rfm, quantile_bins, rfm
from salessheet.core.grouping import Keyed
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
AS_OF = date(2026, 7, 1)


def orders(*rows: tuple[str | None, str, float]) -> Rfm:
    ids, days, amounts = zip(*rows, strict=True)
    return rfm(keyed(ids), np.array(days, "M8[D]"), np.array(amounts, float), AS_OF)


def keyed(ids: Sequence[object]) -> Keyed:
    return Keyed.of(np.fromiter(ids, object, len(ids)))


def test_five_customers_fall_into_five_classes() -> None:
    found = orders(
        ("c", "2026-06-01", 300),
        ("a", "2026-06-30", 100),
        ("b", "2026-06-20", 200),
        ("a", "2026-01-01", 400),
        ("d", "2026-05-01", 40),
        ("e", "2026-02-01", 5),
        ("e", "2026-01-31", NAN),
        ("e", "2026-01-30", 5),
        (None, "2026-06-30", 1e9),
        ("a", "NaT", 1e9),
    )
    assert found.ids == ["c", "a", "b", "d", "e"]
    assert found.recency_days.tolist() == [30, 1, 11, 61, 150]
    assert found.orders.tolist() == [1, 2, 1, 1, 3]
    assert found.amount.tolist() == [300, 500, 200, 40, 10]
    assert found.r.tolist() == [3, 5, 4, 2, 1]
    # quantiles of 1 1 1 2 3 at 20, 40, 60, 80 %: 1, 1, 1.4, 2.2
    assert found.f.tolist() == [1, 4, 1, 1, 5]
    assert found.m.tolist() == [4, 5, 3, 2, 1]


def test_an_id_is_one_however_it_is_written_and_shown_as_first_written() -> None:
    found = orders(
        ("Acme ", "NaT", 1),
        ("ACME", "2026-06-30", 1),
        ("ａｃｍｅ", "2026-06-01", 2),
        ("   ", "2026-06-30", 9),
        ("b", "2026-01-01", 4),
    )
    assert found.ids == ["ACME", "b"]
    assert found.orders.tolist() == [2, 1]
    assert found.amount.tolist() == [3, 4]


def test_a_refund_lessens_what_was_bought_and_is_no_order() -> None:
    found = orders(
        ("a", "2026-06-01", 300),
        ("a", "2026-06-30", -100),
        ("b", "2026-06-20", 250),
        ("c", "2026-06-25", -50),
    )
    assert found.ids == ["a", "b"]
    assert found.recency_days.tolist() == [30, 11]
    assert found.orders.tolist() == [1, 1]
    assert found.amount.tolist() == [200, 250]


def test_those_who_are_asked_for_are_classed_among_themselves_in_their_order() -> None:
    ids = ["c", "a", "x", "b", "a"]
    days = np.array(["2026-06-01", "2026-06-30", "2026-06-29", "2026-06-20", "2026-06-02"], "M8[D]")
    found = rfm(keyed(ids), days, np.array([30.0, 10.0, 1e6, 25.0, 40.0]), AS_OF, 3, keyed(["B", None, "a", "z", "c"]))
    assert found.ids == ["B", None, "a", "z", "c"]
    np.testing.assert_array_equal(found.recency_days, [11, NAN, 1, NAN, 30])
    np.testing.assert_array_equal(found.amount, [25, NAN, 50, NAN, 30])
    # quantiles of the days 1 11 30 at a third and two thirds: 7.67 and 17.33; of the amounts 25 30 50: 28.33, 36.67
    np.testing.assert_array_equal(found.r, [2, NAN, 3, NAN, 1])
    np.testing.assert_array_equal(found.f, [1, NAN, 3, NAN, 1])
    np.testing.assert_array_equal(found.m, [1, NAN, 3, NAN, 2])


def test_without_orders_there_are_no_customers() -> None:
    assert orders((None, "2026-06-30", 1)).ids == []


def test_one_customer_is_recent_and_exceeds_nobody() -> None:
    found = orders(("a", "2026-06-30", 100))
    assert (found.r.tolist(), found.f.tolist(), found.m.tolist()) == ([5], [1], [1])


@pytest.mark.parametrize(
    ("values", "bins", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ([1, 2, 3, 4, 5, 6], 5, [1, 1, 2, 3, 4, 5]),  # the quantiles are 2, 3, 4 and 5 themselves
        ([7, 7, 7, 7], 5, [1, 1, 1, 1]),
        ([1, 2, 3, 4], 4, [1, 2, 3, 4]),
        ([1, 2, 3], 1, [1, 1, 1]),
        ([0.1 + 0.2, 0.3, 0.3], 3, [1, 1, 1]),  # the same on the digits that a cell shows
    ],
)
def test_a_bin_is_one_more_than_the_quantiles_exceeded(values: list[float], bins: int, expected: list[int]) -> None:
    assert quantile_bins(np.array(values, float), bins).tolist() == expected


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.integers(1, 10))
def test_bins_agree_with_quantiles_of_type_7(values: list[int], bins: int) -> None:
    data = np.array(values, float)
    quantiles = np.quantile(data, np.arange(1, bins) / bins)
    exceeded = (data[:, np.newaxis] > quantiles + 1e-9).sum(axis=1)
    assert quantile_bins(data, bins).tolist() == (1 + exceeded).tolist()


order_rows = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 300), st.integers(0, 100)), min_size=1)


@given(order_rows)
def test_a_better_customer_is_never_in_a_worse_class(rows: list[tuple[str, int, int]]) -> None:
    ids, ages, amounts = zip(*rows, strict=True)
    found = rfm(keyed(ids), np.datetime64(AS_OF) - np.array(ages, "m8[D]"), np.array(amounts, float), AS_OF)
    assert found.ids == list(dict.fromkeys(ids))
    assert found.amount.sum() == sum(amounts)
    assert found.orders.sum() == len(rows)
    for value, bins in ((-found.recency_days, found.r), (found.orders, found.f), (found.amount, found.m)):
        assert (np.diff(bins[np.argsort(value)]) >= 0).all()


@pytest.mark.parametrize(
    ("bins", "amounts", "kind"),
    [(0, [1.0], ErrorKind.NUM), (10**9, [1.0], ErrorKind.NUM), (5, [1.0, 2.0], ErrorKind.VALUE)],
)
def test_orders_that_do_not_fit_are_refused(bins: int, amounts: list[float], kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        rfm(keyed(["a"]), np.array(["2026-01-01"], "M8[D]"), np.array(amounts), AS_OF, bins)
    assert failure.value.kind is kind


@pytest.mark.parametrize(("start", "end", "new", "rate"), [(200, 210, 40, 0.85), (0, 5, 5, NAN), (10, NAN, 1, NAN)])
def test_retention_leaves_new_customers_out(start: float, end: float, new: float, rate: float) -> None:
    found = customers.retention(*(np.array([v], float) for v in (start, end, new)))
    np.testing.assert_allclose(found, [rate])


@pytest.mark.parametrize(("cost", "new", "each"), [(50_000, 100, 500), (50_000, 0, NAN), (NAN, 5, NAN), (0, 5, 0)])
def test_the_cost_of_a_customer(cost: float, new: float, each: float) -> None:
    np.testing.assert_allclose(customers.acquisition_cost(np.array([cost], float), np.array([new], float)), [each])


@pytest.mark.parametrize(
    ("scores", "points"),
    [([10, 9, 8, 7, 6, 0], 0), ([10, 9, 9, 3], 50), ([0, 6], -100), ([9, 10, NAN], 100), ([NAN], NAN), ([7, 8], 0)],
)
def test_promoters_less_detractors(scores: list[float], points: float) -> None:
    assert customers.promoter_score(np.array(scores, float)) == pytest.approx(points, nan_ok=True)


@pytest.mark.parametrize("score", [11, -1])
def test_a_score_beyond_the_scale_is_refused(score: float) -> None:
    with pytest.raises(CannotCompute, match="between 0 and 10"):
        customers.promoter_score(np.array([score], float))


@pytest.mark.parametrize(
    ("contact", "name", "due"),
    [
        ("2026-01-30", "VIP", date(2026, 2, 6)),
        ("2026-01-30", " vip", date(2026, 2, 6)),
        ("2026-01-30", "ＶＩＰ", date(2026, 2, 6)),
        ("2026-01-30", 2, date(2026, 1, 31)),
        ("2026-01-30", "half", date(2026, 1, 30)),
        ("2026-01-30", "half before", date(2026, 1, 29)),
        ("2026-01-30", "three", date(2026, 2, 2)),
        ("9999-12-24", "VIP", date(9999, 12, 31)),
        ("9999-12-25", "VIP", ErrorKind.NUM),
        ("1900-01-08", "back", date(1900, 1, 1)),
        ("1900-01-07", "back", ErrorKind.NUM),
        ("2026-01-30", "never", ErrorKind.NUM),
        ("2026-01-30", "long ago", ErrorKind.NUM),
        ("2026-01-30", "endless", ErrorKind.NUM),
        ("NaT", "endless", None),
        ("2026-01-30", "Normal", date(2026, 3, 1)),
        ("2026-01-30", "Paused", None),
        ("2026-01-30", None, None),
        ("NaT", "VIP", None),
        ("NaT", "Unknown", None),
        ("2026-01-30", "Unknown", ErrorKind.NA),
    ],
)
def test_the_next_visit_is_due_by_class(contact: str, name: str | float | None, due: date | ErrorKind | None) -> None:
    classes = ["VIP", "Normal", "Paused", "vip", None, "half", "half before", "three", "back", "never", "long ago"]
    days = [7, 30, NAN, 99, 1, 0.5, -0.5, 0.1 * 3 * 10, -7, 1e300, -50_000]
    intervals = customers.visit_intervals([*classes, "endless", "2"], np.array([*days, np.inf, 1]))
    found = customers.next_visit(np.array([contact], "M8[D]"), np.array([name], dtype=object), intervals)
    assert found.tolist() == [due]
