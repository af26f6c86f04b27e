"""Raking: weights scaled by a factor for each row and one for each column, so that they sum to given totals.

Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table. Sweeps over rows and columns in
turn are quick and mostly enough. Where they creep, as they do with many zeros, Newton's method on the logarithms of
the factors goes on: it minimises the convex function whose slopes are the misses.
"""

from __future__ import annotations

import numpy as np

from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

_SWEEPS, _STEPS, _POLISHES = 50, 200, 4  # a table that needs more has no solution …
_PATIENCE = 20  # … nor has one whose miss is not halved in so many steps of Newton's method, which near one is quick
_NEAR = 1e-9  # a margin this near, relative to the whole, is met …
_NEAR_UNITS = 1e-3  # … if it is this near in units, too
_RIDGE, _SHORTEST_STEP, _LONGEST_STEP = 1e-12, 1e-9, 5.0


def raked(weights: Floats, rows: Floats, columns: Floats) -> Floats:
    """The weights (rows × columns, none negative) scaled to totals that agree; a weight of 0 stays.

    A row or column with a total of 0 becomes 0. #NUM! if a total is negative, or if no matrix with these zeros has
    these totals.
    """
    if (rows < 0).any() or (columns < 0).any():
        raise CannotCompute(ErrorKind.NUM, "weights can't be raked to totals where one is negative")
    solution = np.zeros_like(weights)
    filled = np.ix_(rows > 0, columns > 0)
    shares, by_row, by_column = weights[filled], rows[rows > 0], columns[columns > 0]
    if by_row.size < by_column.size:  # Newton's method takes its time by the number of columns
        solution[filled] = _fitted(np.ascontiguousarray(shares.T), by_column, by_row).T
    else:
        solution[filled] = _fitted(shares, by_row, by_column)
    return solution


def _fitted(shares: Floats, rows: Floats, columns: Floats) -> Floats:
    """As `raked`, with totals that are all positive."""
    whole = float(rows.sum())
    near = min(_NEAR * whole, _NEAR_UNITS) + np.finfo(float).eps * whole
    best, waited = np.inf, 0
    shares = shares / np.maximum(shares.max(axis=1, keepdims=True), np.finfo(float).tiny)  # so that no sum overflows
    for attempt in range(_SWEEPS + _STEPS):
        if waited > _PATIENCE or not (shares.any(axis=1).all() and shares.any(axis=0).all()):
            break
        shares = _swept(shares, rows, columns) if attempt < _SWEEPS else _newton_step(shares, rows, columns)
        miss = _miss(shares, rows, columns)
        if miss <= near:
            return _polished(shares, rows, columns)
        best, waited = (miss, 0) if miss < best / 2 else (best, waited + (attempt >= _SWEEPS))
    raise CannotCompute(ErrorKind.NUM, "no matrix with these zeros has these totals")


def _swept(shares: Floats, rows: Floats, columns: Floats) -> Floats:
    """One sweep: rows to their totals, then columns to theirs."""
    shares = shares * (rows / shares.sum(axis=1))[:, np.newaxis]
    shares *= columns / shares.sum(axis=0)
    return shares


def _polished(shares: Floats, rows: Floats, columns: Floats) -> Floats:
    """A solution that is near, brought to its last digits, so that whole shares are seen to be whole."""
    for _ in range(_POLISHES):
        better = _newton_step(shares, rows, columns)
        if not _miss(better, rows, columns) < _miss(shares, rows, columns) / 2:
            break
        shares = better
    return shares


def _miss(shares: Floats, rows: Floats, columns: Floats) -> float:
    by_row, by_column = np.abs(shares.sum(axis=1) - rows), np.abs(shares.sum(axis=0) - columns)
    return max(float(by_row.max()), float(by_column.max()))


def _newton_step(shares: Floats, rows: Floats, columns: Floats) -> Floats:
    """One step of Newton's method, halved until it descends."""
    by_row, by_column = _newton_direction(shares, rows, columns)
    logs = np.where(shares > 0, by_row[:, np.newaxis] + by_column, 0.0)
    gain = float(rows @ by_row + columns @ by_column)
    size = min(1.0, _LONGEST_STEP / max(float(logs.max()), _LONGEST_STEP))
    while size > _SHORTEST_STEP and float((shares * np.expm1(size * logs)).sum()) > size * gain:
        size /= 2
    stepped: Floats = shares * np.exp(size * logs)
    return stepped


def _newton_direction(shares: Floats, rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """The change of the logarithms of the factors of rows and columns.

    The unknowns of the rows are eliminated first: they meet only those of columns. Scaling all rows up and all columns
    down changes nothing; the ridge picks one of these solutions.
    """
    row_sums, column_sums = shares.sum(axis=1), shares.sum(axis=0)
    ridge = _RIDGE * float(rows.sum()) / (rows.size + columns.size)
    scaled = shares / (row_sums + ridge)[:, np.newaxis]
    curvature = np.diag(column_sums + ridge) - shares.T @ scaled
    by_column = np.linalg.solve(curvature, columns - column_sums - scaled.T @ (rows - row_sums))
    by_row = (rows - row_sums - shares @ by_column) / (row_sums + ridge)
    return by_row, by_column
