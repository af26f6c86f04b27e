"""Bands and curves: which row of a table a value belongs to, and what lies between its points.

A band is a row `lower, upper, value`; rows ascend and do not overlap, gaps are allowed. The same table serves grades,
classes, coefficients, buckets of days and tiers of commission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from salessheet.core.comparing import above, below, equal, seen
from salessheet.core.values import Floats, Objects, Value
from salessheet.errors import CannotCompute, ErrorKind


class Boundary(StrEnum):
    """Which of the two rows that share a bound a value equal to it belongs to."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Bands:
    """Ascending rows from `lower` to `upper`; an upper bound of infinity is no limit."""

    lower: Floats
    upper: Floats

    @classmethod
    def of(cls, lower: Floats, upper: Floats) -> Bands:
        """Bands of columns of bounds; a blank upper bound is no limit, a blank first lower bound is no limit below.

        Raises #NUM! for rows that descend, overlap or are empty, and for a later row without a lower bound.
        """
        low, high = lower.copy(), np.where(np.isnan(upper), np.inf, upper)
        if low.size and np.isnan(low[0]):
            low[0] = -np.inf
        if np.isnan(low).any() or not below(low, high).all():
            raise CannotCompute(ErrorKind.NUM, "every row needs a lower bound below its upper bound")
        if above(high[:-1], low[1:]).any():
            raise CannotCompute(ErrorKind.NUM, "rows must ascend and must not overlap")
        return cls(low, high)

    def rows_of(self, values: Floats, boundary: Boundary = Boundary.HIGHER) -> NDArray[np.intp]:
        """The row each value belongs to, from 0; -1 in a gap, below the first row, above the last or for a blank.

        `boundary` settles a value equal to a bound that two rows share: with HIGHER a row is lower <= v < upper, with
        LOWER it is lower < v <= upper. A bound that only one row has (the first lower one, the last upper one, both
        sides of a gap) belongs to that row either way, so a table from 0 to 100 covers 0 and 100. Values and bounds
        are compared on fifteen digits, as in `comparing`.
        """
        if not self.lower.size:
            return np.full(values.shape, -1, np.intp)
        value, lower, upper = seen(values), seen(self.lower), seen(self.upper)
        row = np.searchsorted(lower, value, side="right") - 1
        if boundary is Boundary.LOWER:
            shared = np.insert(upper[:-1] == lower[1:], 0, False)
            row = np.where(shared[row] & (value == lower[row]), row - 1, row)
        inside = (row >= 0) & (value <= upper[row])
        return np.where(inside, row, -1)

    def pick(self, column: Sequence[Value], values: Floats, boundary: Boundary = Boundary.HIGHER) -> Objects:
        """What stands in the column, which is as long as the table, beside each value; None in no row."""
        cells = np.empty(len(column) + 1, dtype=object)
        cells[:-1] = column
        return cells[self.rows_of(values, boundary)]


@dataclass(frozen=True)
class Curve:
    """Straight lines through points of ascending `x`; level before the first point and after the last."""

    x: Floats
    y: Floats

    @classmethod
    def through(cls, x: Floats, y: Floats) -> Curve:
        """A curve through points in any order; rows that are wholly blank are skipped.

        Raises #VALUE! for a point with one coordinate blank or no point at all, #NUM! for two heights at one x, which
        is one x if it is the same on fifteen digits.
        """
        given = ~np.isnan(x)
        if not given.any() or (np.isnan(y) == given).any():
            raise CannotCompute(ErrorKind.VALUE, "every point needs two numbers")
        order = np.argsort(x[given], kind="stable")
        x, y = x[given][order], y[given][order]
        twice = equal(x[1:], x[:-1])
        if (twice & ~equal(y[1:], y[:-1])).any():
            raise CannotCompute(ErrorKind.NUM, "two heights at one place")
        first = np.insert(~twice, 0, True)
        return cls(x[first], y[first])

    def at(self, values: Floats) -> Floats:
        """The height of the curve at each value; blank where the value is blank.

        A value that is a point's x on fifteen digits has exactly the height of the point. A slope beyond the largest
        number makes the height infinite.
        """
        point = np.maximum(np.searchsorted(seen(self.x), seen(values), side="right") - 1, 0)
        between = np.interp(values, self.x, self.y)
        height = np.where(equal(self.x[point], values), self.y[point], between)
        height = np.where(np.isnan(height), np.inf, height)
        return np.where(np.isnan(values), np.nan, height)
