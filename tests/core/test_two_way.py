"""Rounding both ways: wherever a matrix with the totals exists, one is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from salessheet.core.two_way import Shares, rounded_both_ways
from salessheet.errors import CannotCompute, ErrorKind

SIZES = array_shapes(min_dims=2, max_dims=2, max_side=9)
FLAGS = SIZES.flatmap(lambda size: st.tuples(arrays(bool, size), arrays(bool, size), st.integers(0, 2**32)))


def shares_of(whole: np.ndarray, seed: int) -> Shares:
    """Fractional parts that lead astray: they need not have whole sums."""
    dice = np.random.default_rng(seed)
    parts = np.where(whole, 0.0, dice.choice([1e-9, 0.25, 0.5, 0.75, 1.0], whole.shape))
    return Shares(dice.integers(-3, 4, whole.shape), parts, whole)


@given(FLAGS)
def test_a_matrix_that_exists_is_found(drawn: tuple[np.ndarray, np.ndarray, int]) -> None:
    up, fixed, seed = drawn
    shares = shares_of(fixed & ~up, seed)
    solution = shares.floor + up
    cells = rounded_both_ways(shares, solution.sum(axis=1), solution.sum(axis=0))
    assert cells.sum(axis=1).tolist() == solution.sum(axis=1).tolist()
    assert cells.sum(axis=0).tolist() == solution.sum(axis=0).tolist()
    assert set(np.unique(cells - shares.floor)) <= {0, 1}
    assert (cells == shares.floor)[shares.whole].all()


def test_a_large_sparse_matrix_that_exists_is_found() -> None:
    dice = np.random.default_rng(7)
    fractional = dice.random((3000, 200)) < 0.02
    up = fractional & (dice.random(fractional.shape) < 0.5)
    shares = Shares(np.zeros(up.shape, np.int64), fractional * dice.random(up.shape), ~fractional)
    cells = rounded_both_ways(shares, up.sum(axis=1), up.sum(axis=0))
    assert (cells.sum(axis=1) == up.sum(axis=1)).all()
    assert (cells.sum(axis=0) == up.sum(axis=0)).all()
    assert not cells[~fractional].any()


@pytest.mark.parametrize(
    ("whole", "rows", "columns"),
    [
        ([[True, True]], [1], [1, 0]),  # no cell of the row can go up
        ([[False, False]], [-1], [-1, 0]),
        ([[False, True], [False, True]], [1, 1], [1, 1]),  # each row can, but only in the same column
    ],
)
def test_totals_that_no_rounding_has_are_refused(whole: list[list[bool]], rows: list[int], columns: list[int]) -> None:
    with pytest.raises(CannotCompute) as failure:
        rounded_both_ways(shares_of(np.array(whole), 1), np.array(rows) - 0, np.array(columns) - 0)
    assert failure.value.kind is ErrorKind.NUM


def test_equal_parts_go_up_in_the_earlier_column() -> None:
    thirds = Shares(np.zeros((3, 3), np.int64), np.full((3, 3), 1 / 3), np.zeros((3, 3), bool))
    assert rounded_both_ways(thirds, np.ones(3, np.int64), np.ones(3, np.int64)).tolist() == np.eye(3).tolist()
