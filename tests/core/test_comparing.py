"""Numbers that are the same on fifteen digits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.comparing import above, at_least, at_most, below, difference, equal, largest, seen

NAN = math.nan
NUMBERS = st.floats(-1.7e308, 1.7e308)


@pytest.mark.parametrize(
    ("one", "other", "scale", "order"),
    [
        (0.1 + 0.2, 0.3, 0, 0),
        (0.1 + 0.7, 0.8, 0, 0),
        (-0.1 - 0.2, -0.3, 0, 0),
        (sum([0.1] * 10), 1, 0, 0),
        (0.999999999999999, 1, 0, -1),  # the fifteenth digit counts, also just below a power of ten
        (1.00000000000001, 1, 0, 1),
        (1.000000000000001, 1, 0, 0),
        (100.6 - 100.3, 0.3, 0, -1),
        (100.6 - 100.3, 0.3, 100.6, 0),  # as exact as what it is the difference of
        (1 - 0.9 - 0.1, 0, 0, -1),
        (1 - 0.9 - 0.1, 0, 1, 0),
        (1e300 * (1 + 2e-16), 1e300, 0, 0),
        (1e-300, 1.1e-300, 0, -1),
        (5e-324, 0, 0, 1),
        (9_999_999_999_999_999, 1e16, 0, 0),
        (-1, 1, 0, -1),
        (math.inf, 1e308, 0, 1),
        (-math.inf, math.inf, 0, -1),
        (math.inf, math.inf, 0, 0),
    ],
)
def test_two_numbers_are_compared_on_the_digits_a_cell_shows(
    one: float, other: float, scale: float, order: int
) -> None:
    found = [compare(one, other, scale).item() for compare in (below, at_most, equal, at_least, above)]
    assert found == [order < 0, order <= 0, order == 0, order >= 0, order > 0]


def test_a_blank_is_neither_more_nor_less_nor_the_same() -> None:
    for compare in (below, at_most, equal, at_least, above):
        assert compare([NAN, 1, NAN], [1, NAN, NAN]).tolist() == [False] * 3


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-300, 290))
def test_a_decimal_of_fifteen_digits_is_what_it_was_typed_as(digits: int, exponent: int) -> None:
    typed = float(f"{digits}e{exponent}")
    assert seen(typed) == typed
    assert not typed or seen(math.nextafter(typed, math.inf)) == typed


@given(st.lists(NUMBERS, min_size=2, max_size=2).map(sorted))
def test_what_is_less_is_never_seen_as_more(pair: list[float]) -> None:
    less, more = seen(pair).tolist()
    assert less <= more
    assert seen(less) == less


@given(NUMBERS)
def test_a_number_is_seen_as_it_is_written_with_fifteen_digits(number: float) -> None:
    assert float(seen(number)) == pytest.approx(float(f"{number:.15g}"), rel=1.1e-14, abs=0)


def test_shapes_are_those_of_arrays() -> None:
    assert seen([[0.1 + 0.2], [NAN]]).shape == (2, 1)
    assert equal([[0.3], [1.0]], [0.1 + 0.2, 1]).tolist() == [[True, False], [False, True]]
    assert largest([1, NAN, -3], -2).tolist() == [2, 2, 3]


def test_a_difference_of_equals_is_zero() -> None:
    found = difference([0.1 + 0.2, 1, NAN, 0.30000000000001], [0.3, 0.25, 1, 0.3])
    np.testing.assert_array_equal(found, [0, 0.75, NAN, 0.30000000000001 - 0.3])
