"""A budget: lines are paid in their order until it is used up."""

from __future__ import annotations

import numpy as np

from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats

_CENTS = 100


def left_before(amounts: Floats, budget: float, used: float) -> Floats:
    """What is left of a budget before each line, `used` having been paid ahead of the first.

    Each line is paid min(amount, what is left); a negative one gives its amount back. So what is paid is the running
    total, lowered by the most by which it exceeded the budget so far.
    """
    total = used * _CENTS + np.cumsum(np.rint(amounts * _CENTS))
    over = np.maximum.accumulate(np.maximum(0.0, total - np.rint(budget * _CENTS)))
    paid = np.append(used * _CENTS, (total - over)[:-1]) if len(amounts) else total
    return excel_round(budget - paid / _CENTS, 2)
