"""Clawback: commission taken back when a contract ends before its term is served."""

from __future__ import annotations

import numpy as np

from salessheet.core.comparing import at_least
from salessheet.core.ratios import quotient
from salessheet.core.values import Floats, Objects
from salessheet.errors import ErrorKind


def taken_back(paid: Floats, served: Floats, term: Floats, percent: Floats) -> Objects:
    """What to take back, as a positive number: paid x percent where a percentage is given, else the part not served.

    The part not served is paid x (1 - served / term), `served` and `term` in the same unit (months, say): all of it
    for nothing served (or less), 0 once the term is served (compared on fifteen digits). Never below 0. Blank where
    `paid` is blank, or without a percentage `served` or `term`. #DIV/0! stands where the term is 0, #NUM! where it is
    below 0.
    """
    by_term = np.isnan(percent) & ~np.isnan(paid) & ~np.isnan(served)
    left = np.where(at_least(served, term), 0.0, 1 - np.clip(quotient(served, term), 0, 1))
    part = np.where(np.isnan(percent), left, percent)
    amount: Objects = np.maximum(0, paid * part).astype(object)
    amount[by_term & (term == 0)] = ErrorKind.DIV0
    amount[by_term & (term < 0)] = ErrorKind.NUM
    return amount
