"""Apportionment in two dimensions: a matrix of rounded amounts with given totals of its rows and of its columns.

Controlled rounding: Cox (1987), A constructive procedure for unbiased controlled rounding, JASA 82; here without the
chance moves. Raking: Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from salessheet.core.rounding import from_units, round_halves_away, to_units
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

Units = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SWEEPS, _STEPS = 50, 200  # of raking, and of Newton's method after it; a table that needs more has no solution
_RAKED = 1e-9  # a margin this near, relative to the whole, is met …
_RAKED_UNITS = 1e-3  # … if it is this near in units, too
_NEAR_WHOLE = 1e-6  # units; a raked share this little below a whole number is one
_NUDGES = 20
_RIDGE, _SHORTEST_STEP, _LONGEST_STEP = 1e-12, 1e-9, 5.0
_WHOLE = 1e-9  # a fractional part this near to 0 or 1 is it


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
    if rows.sum() != columns.sum():
        raise CannotCompute(ErrorKind.NUM, f"rows total {rows.sum()} units, columns {columns.sum()}")
    sign = -1 if max(rows.max(initial=0), columns.max(initial=0)) == 0 else 1
    rows, columns = sign * rows, sign * columns
    if not rows.any() and not columns.any():
        cells = np.zeros((rows.size, columns.size), np.int64)
    elif rule is MatrixRule.RUNNING:
        cells = _running(rows, columns)
    else:
        floor, parts = _proportional(rows, columns) if weights is None else _raked(rows, columns, weights)
        cells = _rounded(floor, parts, rows, columns)
    return from_units(sign * cells, unit)


def _proportional(rows: Units, columns: Units) -> tuple[Units, Floats]:
    """The shares row × column ÷ whole: their whole numbers and their fractional parts, without rounding on the way."""
    whole = int(rows.sum())
    if whole == 0:
        raise CannotCompute(ErrorKind.NUM, "totals that are not 0 but sum to it")
    fits = float(np.abs(rows).max()) * float(np.abs(columns).max()) < float(2**62)
    exact = np.int64 if fits else object  # Python's integers have no end, but take their time
    products = np.multiply.outer(rows.astype(exact), columns.astype(exact))
    return (products // whole).astype(np.int64), (products % whole).astype(np.float64) / whole


def _raked(rows: Units, columns: Units, weights: ArrayLike) -> tuple[Units, Floats]:
    """Iterative proportional fitting: rows and columns scaled to their totals in turn until both fit."""
    shares = np.nan_to_num(np.asarray(weights, np.float64), nan=0.0)
    if shares.shape != (rows.size, columns.size):
        raise CannotCompute(ErrorKind.VALUE, f"weights of shape {shares.shape}, not {(rows.size, columns.size)}")
    if (shares < 0).any() or (rows < 0).any() or (columns < 0).any():
        raise CannotCompute(ErrorKind.NUM, "weights can't be raked to totals where one is negative")
    wanted = np.ix_(rows > 0, columns > 0)
    solution = np.zeros_like(shares)
    solution[wanted] = _fitted(
        shares[wanted], rows[rows > 0].astype(np.float64), columns[columns > 0].astype(np.float64)
    )
    floor = np.floor(solution + _NEAR_WHOLE + 8 * np.finfo(float).eps * solution)
    parts = np.clip(solution - floor, 0.0, 1.0)
    return floor.astype(np.int64), _balanced(parts, rows - floor.sum(axis=1), columns - floor.sum(axis=0))


def _fitted(shares: Floats, rows: Floats, columns: Floats) -> Floats:
    """The shares scaled by a factor for each row and each column so that they sum to totals, all positive.

    Sweeps are quick and mostly enough. Where they creep, as they do with many zeros, Newton's method on the logarithms
    of the factors goes on: it minimises the convex function whose slopes are the misses.
    """
    whole = float(rows.sum())
    near = min(_RAKED * whole, _RAKED_UNITS) + np.finfo(float).eps * whole
    for attempt in range(_SWEEPS + _STEPS):
        if not (shares.any(axis=1).all() and shares.any(axis=0).all()):
            break
        if attempt < _SWEEPS:
            shares = shares * (rows / shares.sum(axis=1))[:, np.newaxis]
            shares = shares * (columns / shares.sum(axis=0))
        else:
            shares = _newton_step(shares, rows, columns)
        misses = np.abs(shares.sum(axis=1) - rows).max(), np.abs(shares.sum(axis=0) - columns).max()
        if max(misses) <= near:
            return shares
    raise CannotCompute(ErrorKind.NUM, "no matrix with these zeros has these totals")


def _newton_step(shares: Floats, rows: Floats, columns: Floats) -> Floats:
    row_sums, column_sums = shares.sum(axis=1), shares.sum(axis=0)
    slopes = np.concatenate([rows - row_sums, columns - column_sums])
    curvature = np.block([[np.diag(row_sums), shares], [shares.T, np.diag(column_sums)]])
    # Scaling all rows up and all columns down changes nothing; the ridge picks one of these solutions.
    ridge = _RIDGE * float(rows.sum()) / slopes.size * np.eye(slopes.size)
    step = np.linalg.solve(curvature + ridge, slopes)
    by_row, by_column = step[: rows.size], step[rows.size :]
    logs = by_row[:, np.newaxis] + by_column
    gain = float(rows @ by_row + columns @ by_column)
    size = min(1.0, _LONGEST_STEP / max(float(np.abs(logs).max()), _LONGEST_STEP))
    while size > _SHORTEST_STEP and float((shares * np.expm1(size * logs)).sum()) > size * gain:
        size /= 2
    stepped: Floats = shares * np.exp(size * logs)
    return stepped


def _balanced(parts: Floats, row_sums: Floats, column_sums: Floats) -> Floats:
    """Fractional parts nudged to their sums, which the last bits of large shares have missed; a whole one stays."""
    for _ in range(_NUDGES):
        for axis, sums in ((1, row_sums), (0, column_sums)):
            room = parts * (1 - parts)
            miss = sums - parts.sum(axis=axis)
            step = np.divide(miss, room.sum(axis=axis), out=np.zeros_like(miss), where=room.sum(axis=axis) > 0)
            parts = np.clip(parts + room * np.expand_dims(step, axis), 0.0, 1.0)
    return parts


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
    return cells


def _rounded(floor: Units, parts: Floats, rows: Units, columns: Units) -> Units:
    """Every share rounded up or down so that rows and columns keep their totals.

    The fractional parts are moved along closed paths through rows and columns, which leaves all totals as they are,
    until none is left. Most of it is done for two rows at a time, in arrays; the few cells left one path at a time.
    """
    parts = _snapped(parts)
    _settle_pairs_of_rows(parts)
    _settle_paths(parts)
    cells: Units = floor + parts.astype(np.int64)
    if (cells.sum(axis=1) != rows).any() or (cells.sum(axis=0) != columns).any():
        raise CannotCompute(ErrorKind.NUM, "too large to be rounded to its totals")
    return cells


def _settle_pairs_of_rows(parts: Floats) -> None:
    """Until no two rows have two fractional columns in common."""
    while True:
        open_cells = _fractional(parts)
        shared = np.triu(open_cells.astype(np.float32) @ open_cells.T.astype(np.float32), 1)
        busy: set[int] = set()
        for first, second in np.argwhere(shared > 1).tolist():
            if first not in busy and second not in busy:
                busy |= {first, second}
                _settle_two_rows(parts, first, second)
        if not busy:
            return


def _settle_two_rows(parts: Floats, upper: int, lower: int) -> None:
    """Shift between two rows, column by column, until all but one of their shared columns is settled in one of them.

    The larger part goes up and the smaller down as far as the sums of the rows, which stay, allow.
    """
    shared = np.flatnonzero(_fractional(parts[upper]) & _fractional(parts[lower]))
    a, b = parts[upper, shared], parts[lower, shared]
    order = np.argsort(b - a, kind="stable")
    shared, a, b = shared[order], a[order], b[order]
    up, down = np.minimum(1 - a, b), np.minimum(a, 1 - b)
    balance = np.cumsum(up + down) - down.sum()  # of the upper row, if the columns so far go up and the rest down
    turn = int(np.searchsorted(balance, 0.0))
    turn = min(turn, shared.size - 1)
    shift = np.where(np.arange(shared.size) < turn, up, -down)
    shift[turn] = 0.0
    shift[turn] = np.clip(-shift.sum(), -down[turn], up[turn])
    parts[upper, shared] = _snapped(a + shift)
    parts[lower, shared] = _snapped(b - shift)


def _settle_paths(parts: Floats) -> None:
    """Closed paths through the fractional cells, one by one, until these are a forest; then its leaves, one by one.

    Rows are the nodes 0, 1, …, columns -1, -2, …; a cell is an edge. A leaf is the last fractional cell of its row or
    column, whose total is whole, so it is whole but for the last bits.
    """
    edges: dict[int, set[int]] = defaultdict(set)
    for i, j in np.argwhere(_fractional(parts)).tolist():
        edges[i].add(~j)
        edges[~j].add(i)
    leaves = [node for node, ends in edges.items() if len(ends) == 1]

    def settle(cell: tuple[int, int], value: float) -> None:
        parts[cell] = value
        if value not in (0.0, 1.0):
            return
        for node, end in ((cell[0], ~cell[1]), (~cell[1], cell[0])):
            edges[node].discard(end)
            if len(edges[node]) == 1:
                leaves.append(node)

    for start in list(edges):
        while edges[start] or leaves:
            if leaves:
                cells = [_cell(node, end) for node in (leaves.pop(),) for end in edges[node]]
                signed = [(cell, round(parts[cell]) - parts[cell]) for cell in cells]
            else:
                cells = _closed_path(edges, start)
                step = min(1 - parts[cell] if at % 2 == 0 else parts[cell] for at, cell in enumerate(cells))
                signed = [(cell, -step if at % 2 else step) for at, cell in enumerate(cells)]
            for cell, shift in signed:
                settle(cell, float(_snapped(parts[cell] + shift)))


def _closed_path(edges: dict[int, set[int]], start: int) -> list[tuple[int, int]]:
    """The cells of a path that ends where it began, by rows and columns in turn; every node has two edges or more."""
    path, at = [start], {start: 0}
    while True:
        previous = path[-2] if len(path) > 1 else None
        node = next(end for end in sorted(edges[path[-1]]) if end != previous)
        if node in at:
            loop = [*path[at[node] :], node]
            return [_cell(a, b) for a, b in pairwise(loop)]
        at[node] = len(path)
        path.append(node)


def _cell(node: int, end: int) -> tuple[int, int]:
    return (node, ~end) if node >= 0 else (end, ~node)


def _fractional(parts: Floats) -> Flags:
    inside: Flags = (parts > 0.0) & (parts < 1.0)
    return inside


def _snapped(parts: Floats) -> Floats:
    return np.where(parts <= _WHOLE, 0.0, np.where(parts >= 1.0 - _WHOLE, 1.0, parts))
