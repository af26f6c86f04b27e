"""Shares rounded up or down so that the rows and the columns of a matrix keep their totals.

A cell that goes up is a unit sent from its row to its column, so this is a flow of whole units, and all of its
arithmetic is exact. Each row in turn first sends its units where they are missed most, by the share and by what the
rows before left over. What columns then have too many or too few goes along shortest paths from column to column, a
step being one row that sends a unit elsewhere: Ford and Fulkerson (1956), Maximal flow through a network. Wherever a
matrix with these totals exists the paths lead to one; and one exists where the shares themselves have these totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

Units = NDArray[np.int64]
Flags = NDArray[np.bool_]

_TIE_DIGITS = 9  # parts nearer than this are equal, and the earlier column goes first


@dataclass(frozen=True)
class Shares:
    """What the cells of a matrix should be: `floor`, or one more where the share is not whole.

    `parts` are the fractional parts, 0 where the share is `whole`; they say where to go up, but no total is made of
    them. All are rows × columns.
    """

    floor: Units
    parts: Floats
    whole: Flags

    def turned(self) -> Shares:
        """Rows for columns."""
        flat = np.ascontiguousarray
        return Shares(flat(self.floor.T), flat(self.parts.T), flat(self.whole.T))


def rounded_both_ways(shares: Shares, rows: Units, columns: Units) -> Units:
    """Every share rounded up or down, a whole one kept, with these totals of rows and columns.

    The totals agree. Raises #NUM! if there is no such matrix. Time grows with the number of cells, and with the square
    of the shorter side where rounding row by row leaves much to even out.
    """
    if rows.size < columns.size:
        return rounded_both_ways(shares.turned(), columns, rows).T
    ups = rows - shares.floor.sum(axis=1)
    if (ups < 0).any() or (ups > (~shares.whole).sum(axis=1)).any():
        raise CannotCompute(ErrorKind.NUM, "shares that do not sum to their totals")
    up = _row_by_row(shares, ups)
    _even_out(up, shares, up.sum(axis=0) - (columns - shares.floor.sum(axis=0)))
    return shares.floor + up


def _row_by_row(shares: Shares, ups: Units) -> Flags:
    """Which cells go up, so many in each row: those whose column misses most so far, ties to the earlier one."""
    up = np.zeros_like(shares.whole)
    missed = np.zeros_like(shares.parts[0])
    for i in np.flatnonzero(~shares.whole.all(axis=1)).tolist():
        missed += shares.parts[i]
        wish = np.where(shares.whole[i], np.inf, -np.round(missed, _TIE_DIGITS))
        chosen = np.argsort(wish, kind="stable")[: ups[i]]
        up[i, chosen] = True
        missed[chosen] -= 1.0
    return up


def _even_out(up: Flags, shares: Shares, surplus: Units) -> None:
    """Units moved within rows, until no column has more or less than it should."""
    if not surplus.any():
        return
    down = ~(up | shares.whole)
    # How many rows could move a unit from one column to another; exact, as rows are fewer than 2**24.
    movers = up.T.astype(np.float32) @ down.astype(np.float32)
    while surplus.any():
        path = _shortest_path(movers, surplus)
        for giver, taker in pairwise(path):
            gain = np.where(up[:, giver] & down[:, taker], shares.parts[:, taker] - shares.parts[:, giver], -np.inf)
            row = int(np.argmax(gain))
            _count(movers, up[row], down[row], (giver, taker), -1)
            up[row, [giver, taker]] = down[row, [taker, giver]] = False, True
            _count(movers, up[row], down[row], (taker, giver), 1)
        surplus[path[0]] -= 1
        surplus[path[-1]] += 1


def _count(movers: NDArray[np.float32], up: Flags, down: Flags, pair: tuple[int, int], sign: int) -> None:
    """The ways of one row that leave the first column of a pair or reach the second one, counted in or out."""
    first, second = pair
    movers[first] += sign * down
    movers[:, second] += sign * up
    movers[first, second] -= sign  # which was counted twice


def _shortest_path(movers: NDArray[np.float32], surplus: Units) -> list[int]:
    """Columns from one that has too many to one that has too few."""
    before = np.full(surplus.size, -1)
    seen = surplus > 0
    frontier = np.flatnonzero(seen)
    while frontier.size:
        ways = movers[frontier] > 0
        found = np.flatnonzero(ways.any(axis=0) & ~seen)
        before[found] = frontier[ways[:, found].argmax(axis=0)]
        seen[found] = True
        ends = found[surplus[found] < 0]
        if ends.size:
            path = [int(ends[0])]
            while before[path[0]] >= 0:
                path.insert(0, int(before[path[0]]))
            return path
        frontier = found
    raise CannotCompute(ErrorKind.NUM, "no matrix of rounded shares has these totals")
