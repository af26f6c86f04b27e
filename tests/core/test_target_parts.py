"""Targets given for parts of a year: what the months get, and what does not add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.target_parts import Stated

NAN = math.nan
SAME = 0.005
EVEN = np.ones(12)
NO_MONTHS, NO_QUARTERS = [NAN] * 12, [NAN] * 4
JANUARY_TO_MARCH = [10.0, 20.0, 30.0]
AMOUNT = st.integers(0, 10**9).map(lambda cents: cents / 100)
MAYBE = st.none() | AMOUNT
WEIGHTS = st.lists(st.integers(0, 9).map(float), min_size=12, max_size=12)


def stated(year: float = NAN, quarters: list[float] = NO_QUARTERS, months: list[float] = NO_MONTHS) -> Stated:
    """One holder's targets; months that are not mentioned have none."""
    months = [*months, *NO_MONTHS][:12]
    return Stated(np.array([year]), np.array([quarters]), np.array([months]), SAME)


@pytest.mark.parametrize(
    ("found", "total", "months"),
    [
        (stated(120), 120, [10] * 12),
        (stated(quarters=[30, 60, 90, 120]), 300, [10] * 3 + [20] * 3 + [30] * 3 + [40] * 3),
        (stated(months=[*range(1, 13)]), 78, [*range(1, 13)]),
        (stated(quarters=[NAN, 60, 90, 120], months=JANUARY_TO_MARCH), 330,
         [10, 20, 30] + [20] * 3 + [30] * 3 + [40] * 3),
        (stated(quarters=[30, 60, NAN, NAN]), 90, [10] * 3 + [20] * 3 + [0] * 6),  # the others have nothing
        (stated(120, [30, NAN, NAN, NAN]), 120, [10] * 12),  # what is left of the year is shared by the others
        (stated(120, [75, NAN, NAN, NAN]), 120, [25] * 3 + [5] * 9),
        (stated(120, [120, NAN, NAN, NAN]), 120, [40] * 3 + [0] * 9),
        (stated(quarters=[90, 0, 0, 0], months=[50]), 90, [50, 20, 20] + [0] * 9),
        (stated(100, [40, NAN, NAN, NAN], [NAN, 10, NAN, 6]), 100, [15, 10, 15, 6] + [6.75] * 8),
        (stated(60, months=[1.0] * 12), 60, [5] * 12),  # the year counts, in the proportions of its months
        (stated(60, months=[10.0] * 12), 60, [5] * 12),
        (stated(50, [40, 60, NAN, NAN]), 50, [20 / 3] * 3 + [10] * 3 + [0] * 6),
        (stated(quarters=[120, 0, 0, 0], months=JANUARY_TO_MARCH), 120, [20, 40, 60] + [0] * 9),
        (stated(12, months=[0.0] * 12), 12, [1] * 12),  # no proportions: by weights
        (stated(0, months=[1.0] * 12), 0, [0] * 12),
        (stated(12.004, months=[1.0] * 12), 12.004, [1] * 12),  # the same to half a cent
        (stated(), NAN, [NAN] * 12),
    ],
)  # fmt: skip  # a table of cases
def test_what_is_given_stands_and_the_rest_is_shared(found: Stated, total: float, months: list[float]) -> None:
    np.testing.assert_allclose(found.total, [total])
    np.testing.assert_allclose(found.by_month(EVEN)[0], months, atol=1e-6)


@pytest.mark.parametrize(
    ("found", "year", "quarters"),
    [
        (stated(120), NAN, NO_QUARTERS),
        (stated(100, [25, 25, 25, 25]), NAN, NO_QUARTERS),
        (stated(100, [25, 25, 25, 25.005]), NAN, NO_QUARTERS),
        (stated(100, [25, 25, 25, 25.01]), 100.01, NO_QUARTERS),
        (stated(100, [25, 25, 25, 24.99]), 99.99, NO_QUARTERS),
        (stated(100, [25, 25, 25, NAN]), NAN, NO_QUARTERS),  # the last has the rest
        (stated(100, [25, 25, 51, NAN]), 101, NO_QUARTERS),  # but nothing is left
        (stated(quarters=[60, NAN, NAN, NAN], months=JANUARY_TO_MARCH), NAN, NO_QUARTERS),
        (stated(quarters=[61, NAN, NAN, NAN], months=JANUARY_TO_MARCH), NAN, [60, NAN, NAN, NAN]),
        (stated(quarters=[9, NAN, NAN, NAN], months=[10]), NAN, [10, NAN, NAN, NAN]),
        (stated(78, [6, 15, 24, 33], [*range(1, 13)]), NAN, NO_QUARTERS),
        (stated(79, [6, 15, 24, 33], [*range(1, 13)]), 78, NO_QUARTERS),
    ],
)
def test_parts_that_total_another_amount_than_their_whole_contradict_it(
    found: Stated, year: float, quarters: list[float]
) -> None:
    of_year, of_quarters = found.contradicted()

    np.testing.assert_allclose(of_year, [year])
    np.testing.assert_allclose(of_quarters, [quarters])


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        (stated(120), []),
        (stated(120, [30, NAN, NAN, NAN]), []),  # they have a share of the rest
        (stated(), []),
        (stated(quarters=[1, 2, 3, 4]), []),
        (stated(quarters=[1, 2, NAN, 4]), [6, 7, 8]),
        (stated(quarters=[NAN, 2, 3, 4], months=[5, NAN, 6]), [1]),
    ],
)
def test_months_are_missing_where_nothing_but_other_parts_is_given(found: Stated, missing: list[int]) -> None:
    assert np.flatnonzero(found.missing()[0]).tolist() == missing


@pytest.mark.parametrize(
    ("found", "weighed"),
    [
        (stated(120), [*range(12)]),
        (stated(months=[1.0] * 12), []),
        (stated(quarters=[1, 2, 3, 4]), [*range(12)]),
        (stated(quarters=[60, 2, 3, 4], months=JANUARY_TO_MARCH), [*range(3, 12)]),
        (stated(quarters=[60, 0, 3, 4], months=[1, 2]), [*range(6, 12)]),  # one takes what is left, two share nothing
        (stated(120, months=[10]), [*range(1, 12)]),
        (stated(quarters=[1, NAN, NAN, NAN]), [0, 1, 2]),
    ],
)
def test_weights_count_for_months_that_share_something(found: Stated, weighed: list[int]) -> None:
    assert np.flatnonzero(found.weighed()[0]).tolist() == weighed


@given(MAYBE, st.lists(MAYBE, min_size=4, max_size=4), st.lists(MAYBE, min_size=12, max_size=12), WEIGHTS)
def test_months_always_add_up_to_the_target_of_the_year(
    year: float | None, quarters: list[float | None], months: list[float | None], weights: list[float]
) -> None:
    found = Stated(
        np.array([year], dtype=float), np.array([quarters], dtype=float), np.array([months], dtype=float), SAME
    )
    by_month = found.by_month(np.array(weights))

    assert np.isnan(by_month).all() == np.isnan(found.total).all()
    assert np.nan_to_num(by_month).min() >= 0
    np.testing.assert_allclose(by_month.sum(axis=1), found.total, rtol=1e-12, atol=2 * SAME)


def test_each_holder_has_targets_of_its_own() -> None:
    both = Stated(np.array([120, NAN]), np.array([NO_QUARTERS, [3, 6, 9, 12]]), np.array([NO_MONTHS, NO_MONTHS]), SAME)

    assert both.has_parts.tolist() == [False, True]
    assert both.total.tolist() == [120, 30]
    assert both.by_month(EVEN).tolist() == [[10] * 12, [1] * 3 + [2] * 3 + [3] * 3 + [4] * 3]
