from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.rounding import Rule, apportion, apportion_units, excel_round, from_units, to_units
from salessheet.errors import CannotCompute, ErrorKind

WEIGHTS = st.lists(st.floats(0, 1e6) | st.integers(0, 100).map(float), min_size=1, max_size=40).filter(any)
WHOLES = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("x", "digits", "rounded"),
    [
        (1.005, 2, 1.01),
        (2.675, 2, 2.68),
        (8.345, 2, 8.35),
        (-1.005, 2, -1.01),
        (0.5, 0, 1),
        (-0.5, 0, -1),
        (0.49999, 0, 0),
        (1.0049999, 2, 1),
        (150, -2, 200),
        (149.99, -2, 100),
        (-250, -2, -300),
        (0, 2, 0),
        (1e15 + 1, 0, 1e15 + 1),
        (1e300, 2, 1e300),
        (100_000_000_000_000.45, 0, 1e14),
        (1.1, 400, 1.1),
        (3, -400, 0),
    ],
)
def test_round_is_that_of_excel(x: float, digits: int, rounded: float) -> None:
    assert excel_round(x, digits) == rounded


@given(st.integers(-(10**11), 10**11), st.integers(0, 6), st.integers(0, 6))
def test_round_is_half_away_from_zero_on_the_decimal_a_person_typed(whole: int, places: int, digits: int) -> None:
    typed = Decimal(whole).scaleb(-places)
    expected = typed.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert excel_round(float(typed), digits) == float(expected)


def test_round_leaves_blanks_blank() -> None:
    assert np.isnan(excel_round([np.nan, 1.5])).tolist() == [True, False]


@pytest.mark.parametrize(
    ("x", "unit", "rounded"),
    [
        (1.025, 0.05, 1.05),
        (0.30000000000000004, 0.1, 0.3),
        (14_999, 10_000, 10_000),
        (15_000, 10_000, 20_000),
        (-15_000, 10_000, -20_000),
        (1.005, 0.01, 1.01),
        (7, 1, 7),
        (1, 0.3, 0.9),
    ],
)
def test_an_amount_rounds_to_the_nearest_unit(x: float, unit: float, rounded: float) -> None:
    assert from_units(to_units(x, unit), unit) == rounded


@pytest.mark.parametrize("unit", [0, -0.01, np.inf, np.nan])
def test_a_unit_that_is_not_positive_is_a_number_error(unit: float) -> None:
    with pytest.raises(CannotCompute) as failure:
        to_units(1, unit)
    assert failure.value.kind is ErrorKind.NUM


@pytest.mark.parametrize(
    ("total", "weights", "unit", "rule", "parts"),
    [
        (100, [1, 1, 1], 0.01, Rule.LARGEST, [33.34, 33.33, 33.33]),
        (100, [1, 1, 1], 0.01, Rule.LAST, [33.33, 33.33, 33.34]),
        (100, [1, 1, 1], 0.01, Rule.FIRST, [33.34, 33.33, 33.33]),
        (100, [1, 1, 1], 0.01, Rule.RUNNING, [33.33, 33.34, 33.33]),
        (200, [1, 1, 1], 0.01, Rule.LARGEST, [66.67, 66.67, 66.66]),
        (200, [1, 1, 1], 0.01, Rule.LAST, [66.67, 66.67, 66.66]),
        (-100, [1, 1, 1], 0.01, Rule.LARGEST, [-33.34, -33.33, -33.33]),
        (10, [0.3, 0.1], 1, Rule.LARGEST, [8, 2]),  # 7.5 and 2.5: a tie, though not in binary
        (10, [0.1, 0.3], 1, Rule.LARGEST, [3, 7]),
        (7, [1, 0, 1], 1, Rule.LARGEST, [4, 0, 3]),
        (7, [1, 1, 0], 1, Rule.LAST, [4, 3, 0]),  # nothing for who has no weight, not even the residual
        (7, [0, 1, 1], 1, Rule.FIRST, [0, 3, 4]),
        (2, [1, 1, 1, 1], 1, Rule.LAST, [1, 1, 0, 0]),  # 0.5 each: three are rounded up, and the nearest gives one
        (2, [1, 1, 1, 1], 1, Rule.FIRST, [0, 0, 1, 1]),
        (-2, [1, 1, 1, 1], 1, Rule.LAST, [-1, -1, 0, 0]),
        (2, [1, 1, 1, 0, 1, 0], 1, Rule.LAST, [1, 1, 0, 0, 0, 0]),  # who has no weight gives nothing, and gets nothing
        (0.05, [1] * 10, 0.01, Rule.LAST, [0.01] * 5 + [0] * 5),
        (0.05, [1] * 10, 0.01, Rule.FIRST, [0] * 5 + [0.01] * 5),
        (10, [6, 6, 6, 1, 1], 1, Rule.LAST, [3, 3, 3, 1, 0]),
        (3, [5, 5, 5, 0.1], 1, Rule.LAST, [1, 1, 1, 0]),
        (2**53 - 1, [3, 1, 1, 0], 1, Rule.RUNNING, [5404319552844594, 1801439850948199, 1801439850948198, 0]),
        (7, [1, 1, 0], 1, Rule.RUNNING, [4, 3, 0]),
        (0.3, [1, 1, 1], 0.1, Rule.LARGEST, [0.1, 0.1, 0.1]),
        (100.004, [1, 1], 0.01, Rule.LARGEST, [50, 50]),
        (100.005, [1, 1], 0.01, Rule.LARGEST, [50.01, 50]),
        (1_000_000, [1, 2], 10_000, Rule.LARGEST, [330_000, 670_000]),
        (1, [1, 2], 0.05, Rule.LARGEST, [0.35, 0.65]),
        (0, [1, 2], 0.01, Rule.LARGEST, [0, 0]),
        (5, [np.nan, 2], 1, Rule.LARGEST, [0, 5]),
        (5, [1e-300, 1e-300], 1, Rule.LARGEST, [3, 2]),
        (5, [2e-313, 2e-313], 1, Rule.LARGEST, [3, 2]),
    ],
)
def test_a_total_is_split(total: float, weights: list[float], unit: float, rule: Rule, parts: list[float]) -> None:
    assert apportion(total, weights, unit, rule).tolist() == parts


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize(
    ("weights", "kind"),
    [([0.0, 0.0], ErrorKind.DIV0), ([np.nan], ErrorKind.DIV0), ([1, -1], ErrorKind.NUM), ([np.inf], ErrorKind.NUM)],
)
def test_what_cannot_be_split_is_an_error(weights: list[float], kind: ErrorKind, rule: Rule) -> None:
    with pytest.raises(CannotCompute) as failure:
        apportion(1, weights, 0.01, rule)
    assert failure.value.kind is kind


def test_a_total_of_more_units_than_a_double_can_count_is_a_number_error() -> None:
    with pytest.raises(CannotCompute) as failure:
        apportion(1e15, [1], 0.01)
    assert failure.value.kind is ErrorKind.NUM


def test_a_blank_total_leaves_its_parts_blank() -> None:
    assert np.isnan(apportion(np.nan, [1, 2])).all()


@given(WHOLES, WEIGHTS, st.sampled_from(Rule))
def test_parts_sum_to_the_total(whole: int, weights: list[float], rule: Rule) -> None:
    assert apportion_units(whole, weights, rule).sum() == whole


@given(WHOLES, WEIGHTS, st.sampled_from(Rule))
def test_a_negative_total_is_split_as_its_positive_twin(whole: int, weights: list[float], rule: Rule) -> None:
    assert (apportion_units(-whole, weights, rule) == -apportion_units(whole, weights, rule)).all()


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_a_part_is_its_share_rounded_up_or_down(whole: int, weights: list[int]) -> None:
    parts = apportion_units(whole, weights).tolist()
    assert all(
        whole * w // sum(weights) <= p <= -(-whole * w // sum(weights)) for p, w in zip(parts, weights, strict=True)
    )


@given(st.integers(0, 10**7) | st.integers(0, 20) | st.just(2**53), WEIGHTS, st.sampled_from(Rule))
def test_no_part_of_a_positive_total_is_negative_and_none_goes_to_no_weight(
    whole: int, weights: list[float], rule: Rule
) -> None:
    parts = apportion_units(whole, weights, rule)
    assert (parts >= 0).all()
    assert parts.sum() == whole
    assert not parts[np.array(weights) == 0].any()


@given(WHOLES | st.integers(0, 20), WEIGHTS)
def test_first_is_last_mirrored(whole: int, weights: list[float]) -> None:
    mirrored = apportion_units(whole, weights[::-1], Rule.LAST)[::-1]
    assert apportion_units(whole, weights, Rule.FIRST).tolist() == mirrored.tolist()


@given(st.integers(0, 40), st.lists(st.integers(0, 5), min_size=1, max_size=12).filter(any))
def test_neighbours_give_a_unit_each_where_the_last_part_would_be_negative(whole: int, weights: list[int]) -> None:
    shares = [math.floor(Fraction(whole * w, sum(weights)) + Fraction(1, 2)) for w in weights]
    at = max(i for i, w in enumerate(weights) if w)
    shares[at] += whole - sum(shares)
    givers = [i for i in reversed(range(at)) if shares[i] > 0][: max(0, -shares[at])]
    for i in givers:
        shares[i] -= 1
    shares[at] = max(0, shares[at])
    assert apportion_units(whole, weights, Rule.LAST).tolist() == shares


@given(st.integers(0, 10**7), st.lists(st.integers(1, 100), min_size=1, max_size=40))
def test_a_larger_weight_never_gets_less(whole: int, weights: list[int]) -> None:
    by_weight = sorted(zip(weights, apportion_units(whole, weights).tolist(), strict=True))
    assert all(a <= b for (v, a), (w, b) in pairwise(by_weight) if v < w)


@given(WHOLES, st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
def test_running_parts_are_those_of_the_plain_formula(whole: int, weights: list[int]) -> None:
    above = 0.0
    for i, part in enumerate(apportion_units(whole, weights, Rule.RUNNING).tolist()):
        so_far = excel_round(excel_round(whole * sum(weights[: i + 1]) / sum(weights), 3))
        assert part == so_far - above
        above += part
