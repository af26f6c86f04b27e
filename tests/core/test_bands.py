"""Which row of a table a value belongs to, and the height of a curve."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.bands import Bands, Boundary, Curve
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")


def bands(*rows: tuple[float, float]) -> Bands:
    lower, upper = np.array(rows, float).T
    return Bands.of(lower, upper)


GRADES = bands((0, 60), (60, 80), (80, NAN))
WITH_GAP = bands((0, 10), (20, 30))


@pytest.mark.parametrize(
    ("value", "higher", "lower"),
    [(-1, -1, -1), (0, 0, 0), (59.99, 0, 0), (60, 1, 0), (79, 1, 1), (80, 2, 1), (1e9, 2, 2), (NAN, -1, -1)],
)
def test_a_value_on_a_shared_bound_belongs_to_the_row_asked_for(value: float, higher: int, lower: int) -> None:
    assert GRADES.rows_of(np.array([value]), Boundary.HIGHER).tolist() == [higher]
    assert GRADES.rows_of(np.array([value]), Boundary.LOWER).tolist() == [lower]


@pytest.mark.parametrize("boundary", list(Boundary))
@pytest.mark.parametrize(
    ("value", "row"), [(0, 0), (10, 0), (10.01, -1), (15, -1), (19.99, -1), (20, 1), (30, 1), (30.01, -1)]
)
def test_a_bound_that_only_one_row_has_belongs_to_that_row(boundary: Boundary, value: float, row: int) -> None:
    assert WITH_GAP.rows_of(np.array([value]), boundary).tolist() == [row]


def test_what_looks_like_the_bound_is_the_bound() -> None:
    almost = 0.1 + 0.7  # 0.7999999999999999
    table = bands((0, 0.8), (0.8, NAN))
    assert almost < 0.8
    assert table.rows_of(np.array([almost])).tolist() == [1]
    assert table.rows_of(np.array([0.3 + 0.5000000000000001]), Boundary.LOWER).tolist() == [0]
    assert table.rows_of(np.array([0.799999999999999, 0.800000000000001])).tolist() == [0, 1]


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 10), (5, 20)],  # overlap
        [(10, 20), (0, 10)],  # descend
        [(0, 0)],  # empty
        [(0.3, 0.1 + 0.2)],  # as empty
        [(10, 0)],  # upside down
        [(0, NAN), (10, 20)],  # beyond a row without limit
        [(0, 10), (NAN, 20)],  # no lower bound
    ],
)
def test_rows_that_overlap_or_descend_are_no_table(rows: list[tuple[float, float]]) -> None:
    with pytest.raises(CannotCompute) as failure:
        bands(*rows)
    assert failure.value.kind is ErrorKind.NUM


def test_rows_that_meet_but_for_the_last_bits_share_a_bound() -> None:
    table = bands((0, 0.1 + 0.2), (0.3, 1))
    for boundary, row in ((Boundary.HIGHER, 1), (Boundary.LOWER, 0)):
        assert table.rows_of(np.array([0.3, 0.1 + 0.2]), boundary).tolist() == [row, row]


def test_a_blank_first_lower_bound_is_no_limit() -> None:
    assert bands((NAN, 0), (0, NAN)).rows_of(np.array([-1e9, 0])).tolist() == [0, 1]


def test_an_empty_table_holds_no_value() -> None:
    nothing = np.array([], float)
    assert Bands.of(nothing, nothing).rows_of(np.array([1.0])).tolist() == [-1]


@given(
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=8, unique=True).map(sorted),
    st.floats(-2000, 2000),
    st.sampled_from(list(Boundary)),
)
def test_a_value_lies_between_the_bounds_of_its_row(bounds: list[int], value: float, boundary: Boundary) -> None:
    table = bands(*pairwise(bounds))
    row = int(table.rows_of(np.array([value]), boundary)[0])
    if row < 0:
        assert value < bounds[0] or value > bounds[-1]
    else:
        slack = 1e-11
        assert bounds[row] - slack <= value <= bounds[row + 1] + slack


@pytest.mark.parametrize(
    ("value", "height"), [(-5, 0), (0, 0), (5, 25), (10, 50), (15, 75), (20, 100), (99, 100), (NAN, NAN)]
)
def test_a_curve_is_straight_between_its_points_and_level_beyond(value: float, height: float) -> None:
    line = Curve.through(np.array([20.0, 0, 10, NAN]), np.array([100.0, 0, 50, NAN]))
    np.testing.assert_array_equal(line.at(np.array([value])), [height])


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [
        ([1.0, 1.0], [0.0, 1.0], ErrorKind.NUM),
        ([0.3, 0.1 + 0.2], [0.0, 1.0], ErrorKind.NUM),
        ([1.0, NAN], [0.0, 1.0], ErrorKind.VALUE),
        ([1.0, 2.0], [0.0, NAN], ErrorKind.VALUE),
        ([NAN], [NAN], ErrorKind.VALUE),
    ],
)
def test_points_that_contradict_each_other_are_no_curve(x: list[float], y: list[float], kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        Curve.through(np.array(x), np.array(y))
    assert failure.value.kind is kind


def test_the_same_point_twice_is_one_point() -> None:
    line = Curve.through(np.array([0.0, 0, 10]), np.array([1.0, 1, 2]))
    assert line.at(np.array([5.0])).tolist() == [1.5]


def test_what_looks_like_a_point_of_a_curve_has_its_height() -> None:
    line = Curve.through(np.array([0, 0.3, 1]), np.array([0.0, 1e9, 0]))
    assert line.at(np.array([0.1 + 0.2, 0.3])).tolist() == [1e9, 1e9]


def test_a_slope_beyond_all_numbers_is_infinite() -> None:
    steep = Curve.through(np.array([0.0, 1]), np.array([-1.7e308, 1.7e308]))
    assert steep.at(np.array([0.5, 1, NAN]))[:2].tolist() == [np.inf, 1.7e308]
