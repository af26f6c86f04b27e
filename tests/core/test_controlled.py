from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from salessheet.core.controlled import MatrixRule, apportion_columns, apportion_matrix
from salessheet.core.rounding import Rule, apportion, excel_round
from salessheet.errors import CannotCompute, ErrorKind

# Any matrix of whole numbers has totals that agree, and so poses a problem with a solution.
TABLES = arrays(
    np.int64,
    array_shapes(min_dims=2, max_dims=2, max_side=8),
    elements=st.integers(0, 5) | st.integers(0, 10**6),
)


@pytest.mark.parametrize(
    ("rows", "columns", "unit", "rule", "cells"),
    [
        ([100, 50], [75, 75], 1, MatrixRule.CONTROLLED, [[50, 50], [25, 25]]),
        ([10, 5], [7, 8], 1, MatrixRule.CONTROLLED, [[5, 5], [2, 3]]),
        ([10, 5], [7, 8], 1, MatrixRule.RUNNING, [[5, 5], [2, 3]]),
        ([0.3], [0.1, 0.2], 0.1, MatrixRule.CONTROLLED, [[0.1, 0.2]]),
        ([0, 4], [4, 0], 1, MatrixRule.CONTROLLED, [[0, 0], [4, 0]]),
        ([0, 4], [4, 0], 1, MatrixRule.RUNNING, [[0, 0], [4, 0]]),
        ([0, 0], [0], 1, MatrixRule.CONTROLLED, [[0], [0]]),
        ([0, 0], [0], 1, MatrixRule.RUNNING, [[0], [0]]),
        ([-10, -5], [-7, -8], 1, MatrixRule.CONTROLLED, [[-5, -5], [-2, -3]]),
        ([100.004, 50], [150], 0.01, MatrixRule.CONTROLLED, [[100], [50]]),
    ],
)
def test_a_whole_is_split_two_ways(
    rows: list[float], columns: list[float], unit: float, rule: MatrixRule, cells: list[list[float]]
) -> None:
    assert apportion_matrix(rows, columns, unit, rule=rule).tolist() == cells


@pytest.mark.parametrize(
    ("rows", "columns", "weights", "kind"),
    [
        ([10, 5], [7, 9], None, ErrorKind.NUM),
        ([1, -1], [2, -2], None, ErrorKind.NUM),  # agree, but in 0
        ([2, 1], [1, 2], [[1, 0], [0, 1]], ErrorKind.NUM),
        ([1], [1], [[-1]], ErrorKind.NUM),
        ([1], [1], [[0]], ErrorKind.NUM),
        ([1, 1], [2], [[1, 1]], ErrorKind.VALUE),
        ([2, 2, 1], [3, 2], [[1, 0], [1, 0], [1, 1]], ErrorKind.NUM),  # two rows have more than their column takes
        ([3, -1], [1, 1], [[1, 1], [1, 1]], ErrorKind.NUM),
    ],
)
def test_totals_that_no_matrix_has_are_an_error(
    rows: list[float], columns: list[float], weights: list[list[float]] | None, kind: ErrorKind
) -> None:
    with pytest.raises(CannotCompute) as failure:
        apportion_matrix(rows, columns, 1, weights)
    assert failure.value.kind is kind


@given(TABLES, st.sampled_from(MatrixRule), st.sampled_from([0.01, 0.05, 1, 100]))
def test_rows_and_columns_have_their_totals(table: np.ndarray, rule: MatrixRule, unit: float) -> None:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    units = np.rint(apportion_matrix(rows * unit, columns * unit, unit, rule=rule) / unit)
    assert units.sum(axis=1).tolist() == rows.tolist()
    assert units.sum(axis=0).tolist() == columns.tolist()
    assert (units >= 0).all()


@given(TABLES.filter(lambda table: bool(table.any())))
def test_a_cell_is_its_share_rounded_up_or_down(table: np.ndarray) -> None:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    whole, products = table.sum(), np.multiply.outer(rows, columns)
    cells = apportion_matrix(rows, columns, 1).astype(np.int64)
    assert (products // whole <= cells).all()
    assert (cells <= -(-products // whole)).all()


@given(TABLES)
def test_weights_with_a_solution_are_met_and_their_zeros_stay(table: np.ndarray) -> None:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    weights = np.where(table > 0, 1.0 + np.arange(table.size).reshape(table.shape) % 3, 0.0)
    cells = apportion_matrix(rows, columns, 1, weights)
    assert cells.sum(axis=1).tolist() == rows.tolist()
    assert cells.sum(axis=0).tolist() == columns.tolist()
    assert not cells[weights == 0].any()


@given(TABLES.filter(lambda table: bool(table.all())))
def test_a_cell_is_its_raked_share_rounded_up_or_down(table: np.ndarray) -> None:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    weights = 1.0 + np.arange(table.size).reshape(table.shape) % 3
    shares = weights
    for _ in range(200):
        shares = shares * (rows / shares.sum(axis=1))[:, np.newaxis]
        shares *= columns / shares.sum(axis=0)
    cells = apportion_matrix(rows, columns, 1, weights)
    assert (np.floor(shares - 1e-6) <= cells).all()
    assert (cells <= np.ceil(shares + 1e-6)).all()


@given(TABLES.filter(lambda table: bool(table.any())))
def test_weights_that_have_the_totals_already_are_the_result(table: np.ndarray) -> None:
    assert apportion_matrix(table.sum(axis=1), table.sum(axis=0), 1, table).tolist() == table.tolist()


@given(TABLES)
def test_running_cells_are_those_of_the_plain_formula(table: np.ndarray) -> None:
    rows, left = table.sum(axis=1), table.sum(axis=0)
    for total, cells in zip(rows, apportion_matrix(rows, left, 1, rule=MatrixRule.RUNNING), strict=True):
        for j, cell in enumerate(cells):
            share = total * left[: j + 1].sum() / left.sum() if left.sum() else 0.0
            assert cell == excel_round(excel_round(share, 3)) - cells[:j].sum()
        left = left - cells


def test_totals_beyond_64_bits_when_multiplied_still_hold() -> None:
    rows, columns = [3 * 10**12 + 1, 10**12], [2 * 10**12, 2 * 10**12 + 1]
    cells = apportion_matrix(rows, columns, 1)
    assert cells.sum(axis=1).tolist() == rows
    assert cells.sum(axis=0).tolist() == columns


def test_totals_too_large_to_be_summed_or_shared_are_refused() -> None:
    for rows, columns in (([2.0**53] * 1024, [2.0**53] * 1024), ([2.0**52, 1 - 2.0**52], [2.0**52, 1 - 2.0**52])):
        with pytest.raises(CannotCompute) as failure:
            apportion_matrix(rows, columns, 1)
        assert failure.value.kind is ErrorKind.NUM


@pytest.mark.parametrize(
    ("rows", "columns", "filled"),
    [(5000, 365, 1), (365, 5000, 1), (2000, 12, 1), (20_000, 3, 1), (5000, 365, 0.02), (5000, 365, 0.001)],
)
def test_large_matrices_keep_their_totals_and_stay_near_their_shares(rows: int, columns: int, filled: float) -> None:
    dice = np.random.default_rng(7)
    table = dice.integers(0, 10**6, (rows, columns)) * (dice.random((rows, columns)) < filled)
    down, across = table.sum(axis=1), table.sum(axis=0)
    units = np.rint(apportion_matrix(down / 100, across / 100) * 100).astype(np.int64)
    assert (units.sum(axis=1) == down).all()
    assert (units.sum(axis=0) == across).all()
    products = np.multiply.outer(down, across)
    assert (products // table.sum() <= units).all()
    assert (units <= -(-products // table.sum())).all()


def test_a_large_matrix_with_many_zeros_keeps_its_totals_and_its_zeros() -> None:
    dice = np.random.default_rng(7)
    table = dice.integers(1, 100, (5000, 365)) * (dice.random((5000, 365)) < 0.01)
    weights = np.where(table > 0, dice.random(table.shape) + 0.1, np.nan)
    cells = apportion_matrix(table.sum(axis=1), table.sum(axis=0), 1, weights)
    assert (cells.sum(axis=1) == table.sum(axis=1)).all()
    assert (cells.sum(axis=0) == table.sum(axis=0)).all()
    assert not cells[table == 0].any()


def test_totals_that_only_more_zeros_allow_are_met() -> None:
    upper = np.triu(np.ones((120, 120)))
    assert (apportion_matrix(np.full(120, 7), np.full(120, 7), 1, upper) == 7 * np.eye(120)).all()


@given(
    weights=arrays(
        np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.just(0.0) | st.floats(1e-3, 1e3)
    ),
    totals=st.lists(st.integers(-(10**6), 10**6), min_size=8, max_size=8),
)
def test_each_column_is_exact_and_who_has_no_weight_has_nothing(weights: np.ndarray, totals: list[int]) -> None:
    columns = weights.shape[1]

    found = apportion_columns(totals[:columns], weights, 1)

    assert found.sum(axis=0).tolist() == [t if w.any() else 0 for t, w in zip(totals, weights.T, strict=False)]
    assert not found[weights == 0].any()
    shares = np.array(totals[:columns]) * weights / np.where(weights.any(axis=0), weights.sum(axis=0), 1)
    assert (np.abs(found - shares) < 1.01).all()  # a unit, and a thousandth from rounding twice


@given(weights=st.lists(st.integers(0, 20), min_size=1, max_size=9).filter(any), total=st.integers(0, 10**5))
def test_over_equal_columns_nobody_gains_by_rounding(weights: list[int], total: int) -> None:
    year = 12

    found = apportion_columns([total] * year, np.repeat(np.array(weights)[:, np.newaxis], year, axis=1), 1)

    assert np.abs(found.sum(axis=1) - apportion(total * year, weights, 1, Rule.RUNNING)).max() <= 1
