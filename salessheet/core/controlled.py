"""Apportionment in two dimensions: a matrix of rounded amounts with given totals of its rows and of its columns.

Controlled rounding: Cox (1987), A constructive procedure for unbiased controlled rounding, JASA 82; here without the
chance moves. Shares come from the totals, or from weights by way of `raking`; `two_way` rounds them.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from salessheet.core.raking import raked
from salessheet.core.rounding import MOST_UNITS, excel_round, from_units, round_halves_away, to_units
from salessheet.core.two_way import Shares, Units, rounded_both_ways
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

_NEAR_WHOLE = 1e-6  # units; a raked share this near to a whole number is one
_MOST_IN_ALL = 2**62  # of which 64 bits hold the sum
_STEP = 5  # has no divisor in common with the months of a year
_CELLS_AT_ONCE = 2**16  # of Python's integers, which are large


class MatrixRule(StrEnum):
    """How a matrix is rounded."""

    CONTROLLED = "controlled"
    RUNNING = "running"


def apportion_matrix(
    row_totals: ArrayLike,
    column_totals: ArrayLike,
    unit: float = 0.01,
    weights: ArrayLike | None = None,
    rule: MatrixRule = MatrixRule.CONTROLLED,
) -> Floats:
    """A matrix of multiples of unit with exactly these row and column totals (each first rounded to unit).

    "controlled": every cell is its share, rounded up or down: row × column ÷ whole or, with `weights` (rows × columns,
    none negative, NaN counts as 0), the weights raked to the totals. "running" (no weights): row by row, each row total
    spread over what the columns have left, by the rounded running total. Never negative where the totals are not; if no
    total is positive, the negative of the matrix of their positive twins. NaN counts as 0. #NUM! if the totals
    disagree, or if no such matrix exists; #VALUE! if the shape of the weights is another.
    """
    rows, columns = to_units(row_totals, unit), to_units(column_totals, unit)
    if max(np.abs(rows).sum(dtype=np.float64), np.abs(columns).sum(dtype=np.float64)) > _MOST_IN_ALL:
        raise CannotCompute(ErrorKind.NUM, "too large to be summed in units")
    if rows.sum() != columns.sum():
        raise CannotCompute(ErrorKind.NUM, f"rows total {rows.sum()} units, columns {columns.sum()}")
    sign = -1 if max(rows.max(initial=0), columns.max(initial=0)) == 0 else 1
    rows, columns = sign * rows, sign * columns
    if not rows.any() and not columns.any():
        cells = np.zeros((rows.size, columns.size), np.int64)
    elif rule is MatrixRule.RUNNING:
        cells = _running(rows, columns)
    else:
        shares = _proportional(rows, columns) if weights is None else _weighted(rows, columns, weights)
        cells = rounded_both_ways(shares, rows, columns)
    return from_units(sign * cells, unit)


def apportion_columns(totals: ArrayLike, weights: ArrayLike, unit: float = 0.01) -> Floats:
    """Each total over its column of weights (n × k): multiples of unit that sum to it, rounded to unit, exactly.

    A weight of 0 gets 0, NaN counts as 0, and a column without any weight gets nothing. Running totals down each column
    are rounded from another point in every column, evenly spaced over a unit if there are twelve, in steps of 5: a row
    that is rounded up in one is rounded down in the next ones, and twelve equal columns give each row the rounded
    running total of all of them together.
    A negative total is shared as its positive twin. #NUM! if a weight is negative; #VALUE! if there are not as many
    totals as columns.
    """
    w = np.nan_to_num(np.asarray(weights, dtype=np.float64), nan=0.0)
    units = to_units(totals, unit)
    if units.size != w.shape[1]:
        raise CannotCompute(ErrorKind.VALUE, f"{units.size} totals for {w.shape[1]} columns of weights")
    running = np.cumsum(w, axis=0)
    whole, size = running[-1], np.abs(units)
    if (w < 0).any() or not (size.max() + 1) * whole.max() < np.inf:
        raise CannotCompute(ErrorKind.NUM, "a weight is negative or too large")
    turn = (np.arange(units.size) - (units.size - 1) / 2) * _STEP / units.size
    point = turn - excel_round(turn)
    reached = round_halves_away(size * running / np.where(whole == 0, 1, whole) + point)
    reached = np.where(running == whole, size, np.clip(reached, 0, size)) * (whole > 0)
    return from_units(np.sign(units) * np.diff(reached, axis=0, prepend=0.0), unit)


def _proportional(rows: Units, columns: Units) -> Shares:
    """The shares row × column ÷ whole, divided with a remainder, so that whole ones are known to be whole."""
    whole = int(rows.sum())
    if whole == 0:
        raise CannotCompute(ErrorKind.NUM, "totals that are not 0 but sum to it")
    highest = int(np.abs(rows).max()) * int(np.abs(columns).max())
    if highest > MOST_UNITS * abs(whole):
        raise CannotCompute(ErrorKind.NUM, "shares too large to be counted in units")
    if highest <= _MOST_IN_ALL:
        floor, rest = np.divmod(np.multiply.outer(rows, columns), whole)
        return Shares(floor, rest / whole, rest == 0)
    size = rows.size, columns.size
    shares = Shares(np.empty(size, np.int64), np.empty(size), np.empty(size, bool))
    step = max(1, _CELLS_AT_ONCE // columns.size)
    for start in range(0, rows.size, step):
        at = slice(start, start + step)
        products = np.multiply.outer(rows[at].astype(object), columns.astype(object))
        shares.floor[at], rests = products // whole, products % whole
        shares.parts[at], shares.whole[at] = rests / whole, rests == 0
    return shares


def _weighted(rows: Units, columns: Units, weights: ArrayLike) -> Shares:
    """The weights raked to the totals, and what is whole of them but for the last digits."""
    given = np.nan_to_num(np.asarray(weights, np.float64), nan=0.0)
    if given.shape != (rows.size, columns.size):
        raise CannotCompute(ErrorKind.VALUE, f"weights of shape {given.shape}, not {(rows.size, columns.size)}")
    if (given < 0).any():
        raise CannotCompute(ErrorKind.NUM, "a negative weight")
    shares = raked(given, rows.astype(np.float64), columns.astype(np.float64))
    near = _NEAR_WHOLE + 8 * np.finfo(float).eps * shares
    floor = np.floor(shares + near)
    whole = shares - floor <= near
    return Shares(floor.astype(np.int64), np.where(whole, 0.0, shares - floor), whole)


def _running(rows: Units, columns: Units) -> Units:
    left = columns.copy()
    cells = np.zeros((rows.size, columns.size), np.int64)
    for i, total in enumerate(rows):
        so_far = np.cumsum(left)
        if total != 0 and so_far[-1] == 0:
            raise CannotCompute(ErrorKind.NUM, "nothing is left in the columns for a row")
        if so_far[-1] != 0:
            running = round_halves_away(float(total) * so_far.astype(np.float64) / float(so_far[-1]))
            cells[i] = np.diff(running, prepend=0.0).astype(np.int64)
        left = left - cells[i]
    if left.any():
        raise CannotCompute(ErrorKind.NUM, "the rows leave something in the columns")
    return cells
