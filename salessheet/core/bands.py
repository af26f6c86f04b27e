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

from salessheet.core.values import Floats, Objects, Value
from salessheet.errors import CannotCompute, ErrorKind

# Half a unit of the 15th digit, the last one a cell shows: what looks like the bound is the bound.
_LAST_DIGIT = 5e-15


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
        if np.isnan(low).any() or not (low < high).all():
            raise CannotCompute(ErrorKind.NUM, "every row needs a lower bound below its upper bound")
        if (high[:-1] >= _just_above(low[1:])).any():
            raise CannotCompute(ErrorKind.NUM, "rows must ascend and must not overlap")
        return cls(low, high)

    def rows_of(self, values: Floats, boundary: Boundary = Boundary.HIGHER) -> NDArray[np.intp]:
        """The row each value belongs to, from 0; -1 in a gap, below the first row, above the last or for a blank.

        `boundary` settles a value equal to a bound that two rows share: with HIGHER a row is lower <= v < upper, with
        LOWER it is lower < v <= upper. A bound that only one row has (the first lower one, the last upper one, both
        sides of a gap) belongs to that row either way, so a table from 0 to 100 covers 0 and 100. Values and bounds
        are compared to 15 digits, as a cell shows them.
        """
        if not self.lower.size:
            return np.full(values.shape, -1, np.intp)
        shared = np.isclose(self.upper[:-1], self.lower[1:], rtol=_LAST_DIGIT, atol=0.0)
        above, below = np.append(shared, False), np.insert(shared, 0, False)
        include = _just_below(self.lower), _just_above(self.upper)
        if boundary is Boundary.HIGHER:
            starts, ends = include[0], np.where(above, _just_below(self.upper), include[1])
        else:
            starts, ends = np.where(below, _just_above(self.lower), include[0]), include[1]
        row = np.searchsorted(starts, values, side="right") - 1
        inside = (row >= 0) & (values < ends[np.maximum(row, 0)])
        return np.where(inside, row, -1)

    def pick(self, column: Sequence[Value], values: Floats, boundary: Boundary = Boundary.HIGHER) -> Objects:
        """What stands in the column, which is as long as the table, beside each value; None in no row."""
        cells = np.empty(len(column) + 1, dtype=object)
        cells[:-1] = column
        return cells[self.rows_of(values, boundary)]


def _just_below(bounds: Floats) -> Floats:
    finite = np.where(np.isfinite(bounds), bounds, 0.0)
    return bounds - np.abs(finite) * _LAST_DIGIT


def _just_above(bounds: Floats) -> Floats:
    """The first number that no longer looks like the bound."""
    finite = np.where(np.isfinite(bounds), bounds, 0.0)
    return np.nextafter(bounds + np.abs(finite) * _LAST_DIGIT, np.inf)


@dataclass(frozen=True)
class Curve:
    """Straight lines through points of ascending `x`; level before the first point and after the last."""

    x: Floats
    y: Floats

    @classmethod
    def through(cls, x: Floats, y: Floats) -> Curve:
        """A curve through points in any order; rows that are wholly blank are skipped.

        Raises #VALUE! for a point with one coordinate blank or no point at all, #NUM! for two heights at one x.
        """
        given = ~np.isnan(x)
        if not given.any() or (np.isnan(y) == given).any():
            raise CannotCompute(ErrorKind.VALUE, "every point needs two numbers")
        order = np.argsort(x[given], kind="stable")
        x, y = x[given][order], y[given][order]
        twice = np.diff(x) == 0
        if (twice & (np.diff(y) != 0)).any():
            raise CannotCompute(ErrorKind.NUM, "two heights at one place")
        first = np.insert(~twice, 0, True)
        return cls(x[first], y[first])

    def at(self, values: Floats) -> Floats:
        """The height of the curve at each value; blank where the value is blank."""
        return np.interp(values, self.x, self.y)
