"""ABC classes, Gini and Herfindahl-Hirschman."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.concentration import abc_classes, gini, hhi
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
sales = st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([50, 25, 15, 7, 3], ["A", "A", "B", "C", "C"]),  # 50 75 90 97 100 %
        ([3, 7, 15, 25, 50], ["C", "C", "B", "A", "A"]),  # the order of rows is irrelevant
        ([60, 20, 15, 5], ["A", "B", "C", "C"]),  # 80 % is not below 80 %, 95 % not below 95 %
        ([0.1] * 10, ["A"] * 7 + ["B"] * 2 + ["C"]),  # the eighth reaches 80 % but for the last bit
        ([90, 8, 2], ["B", "C", "C"]),  # one above the bound leaves A empty
        ([0.1] * 80_000 + [0.02] * 75_000 + [0.01] * 50_000, ["A"] * 79_999 + ["B"] * 75_000 + ["C"] * 50_001),
        ([10, NAN, 0], ["C", None, "C"]),
        ([NAN], [None]),
    ],
)
def test_classes_follow_the_share_accumulated(values: list[float], classes: list[str | None]) -> None:
    assert abc_classes(np.array(values, float)).tolist() == classes


def test_the_bounds_of_the_classes_can_be_moved() -> None:
    assert abc_classes(np.array([60.0, 20, 15, 5]), 0.7, 0.9).tolist() == ["A", "B", "C", "C"]


@given(sales)
def test_a_larger_value_is_never_in_a_later_class(values: list[int]) -> None:
    rows = sorted(
        zip(values, abc_classes(np.array(values, float)).tolist(), strict=True), key=lambda row: (-row[0], row[1])
    )
    assert [name for _, name in rows] == sorted(name for _, name in rows)


@pytest.mark.parametrize(
    ("values", "g", "h"),
    [
        ([5, 5, 5, 5], 0, 0.25),
        ([0, 0, 0, 8], 0.75, 1),
        ([1, 2, 3, 4], 0.25, 0.3),  # mean difference 20/16 over twice 2.5; (1 + 4 + 9 + 16)/100
        ([1, 3, NAN], 0.25, 0.625),
        ([7], 0, 1),
        ([NAN], NAN, NAN),
    ],
)
def test_concentration_of_worked_examples(values: list[float], g: float, h: float) -> None:
    assert gini(np.array(values, float)) == pytest.approx(g, nan_ok=True)
    assert hhi(np.array(values, float)) == pytest.approx(h, nan_ok=True)


@given(sales)
def test_concentration_keeps_within_its_bounds(values: list[int]) -> None:
    data, n = np.array(values, float), len(values)
    assert -1e-12 <= gini(data) <= 1 - 1 / n + 1e-12
    assert 1 / n - 1e-12 <= hhi(data) <= 1 + 1e-12


@given(sales)
def test_gini_is_half_the_relative_mean_difference(values: list[int]) -> None:
    data = np.array(values, float)
    difference = np.abs(data[:, np.newaxis] - data).mean()
    assert gini(data) == pytest.approx(difference / (2 * data.mean()), abs=1e-12)


@pytest.mark.parametrize("compute", [abc_classes, gini, hhi])
@pytest.mark.parametrize(
    ("values", "kind"),
    [([0, 0], ErrorKind.DIV0), ([5, -1], ErrorKind.NUM), ([1e308, 1e308], ErrorKind.NUM)],
)
def test_shares_of_nothing_and_negative_shares_are_refused(
    compute: Callable[[Floats], object], values: list[float], kind: ErrorKind
) -> None:
    with pytest.raises(CannotCompute) as failure:
        compute(np.array(values, float))
    assert failure.value.kind is kind


def test_bounds_that_descend_are_refused() -> None:
    with pytest.raises(CannotCompute, match="descend"):
        abc_classes(np.array([1.0]), 0.95, 0.8)
