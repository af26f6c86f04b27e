"""The quota of a month, and what share of it counts: whole days of employment, a ramp, and relief."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats

Whole = NDArray[np.int64]


def days_within(first: Whole, last: Whole, begins: Whole, ends: Whole) -> Whole:
    """How many days from first to last lie from `begins` to `ends`; all ends are inclusive, arrays broadcast."""
    days: Whole = np.maximum(0, np.minimum(last, ends) - np.maximum(first, begins) + 1)
    return days


def quota(target: Floats, eligible: Floats, ramp: Floats, relief: Floats) -> Floats:
    """ROUND(target x eligible x ramp x (1 - relief), 2), element by element; NaN where there is no target.

    `eligible` and `relief` are shares of the month, `ramp` a factor; relief beyond 1 counts as 1.
    """
    return excel_round(target * eligible * ramp * (1 - np.minimum(1.0, relief)), 2)


def prorated(amount: Floats, eligible: Floats) -> Floats:
    """ROUND(amount x eligible, 2) where not the whole month is eligible; what is infinite or NaN stays."""
    counts = np.isfinite(amount) & (eligible != 1)
    return np.where(counts, excel_round(np.where(counts, amount, 0.0) * eligible, 2), amount)
