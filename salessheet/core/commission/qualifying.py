"""What of the earned qualifies: a gate on attainment, and a coefficient that attainment has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from salessheet.core.comparing import above, at_least, seen
from salessheet.core.rounding import excel_round, to_cents
from salessheet.core.values import Floats

Flags = NDArray[np.bool_]

_DUST = 6  # decimals below which a difference of cents has nothing but last bits
_DECIMALS = 12  # of an attainment, and of a factor between two points: below are the last bits of a division


class Shape(StrEnum):
    """What bands of factors mean: each its factor, or points that straight lines join."""

    STEP = "step"
    CURVE = "curve"


@dataclass(frozen=True, eq=False)
class Factors:
    """Ascending bands that do not overlap; an upper bound of NaN is no limit."""

    lower: Floats
    upper: Floats
    factor: Floats
    shape: Shape = Shape.STEP

    def at(self, attainment: Floats) -> Floats:
        """The factor of each attainment; 0 below the first band and where it is NaN.

        Step: that of the band from its lower bound on and below its upper one, 0 in none. Curve: on the straight line
        between the lower bounds on both sides, and from the last one on its factor. Bounds are compared on fifteen
        digits.
        """
        value = seen(np.nan_to_num(attainment, nan=-np.inf))
        row = np.searchsorted(seen(self.lower), value, side="right") - 1
        found = np.append(self.factor, 0.0)[row]
        if self.shape is Shape.STEP:
            ends = np.append(np.where(np.isnan(self.upper), np.inf, self.upper), np.inf)[row]
            return np.where(above(ends, value), found, 0.0)
        rise = np.diff(self.factor) / np.diff(self.lower)
        slope, start = np.append(rise, [0.0, 0.0])[row], np.append(self.lower, 0.0)[row]
        reach = np.where(row >= 0, attainment - start, 0.0)
        return np.where(row >= 0, excel_round(found + slope * reach, _DECIMALS), 0.0)


def attainment(total: Floats, quota: Floats) -> Floats:
    """ROUND(total ÷ quota, 12); NaN where there is no quota, or one of 0."""
    known = quota > 0
    return np.where(known, excel_round(total / np.where(known, quota, 1.0), _DECIMALS), np.nan)


def passes(reached: Floats, gate: Floats) -> Flags:
    """Whether an attainment is at or above the gate, on fifteen digits; no gate (0 or NaN) lets everything pass."""
    return np.asarray(~(gate > 0) | at_least(reached, gate), dtype=bool)


def qualified(earned: Floats, factor: Floats, before: Floats) -> Floats:
    """ROUND(ROUND(earned x factor, 5), 2) - before: what the month adds to what qualified `before` it in the window.

    `earned` is that of the window up to the month's end, so that a factor that rises applies to all of it.
    """
    return np.round(to_cents(earned * factor) - before, _DUST)
