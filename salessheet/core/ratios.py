"""One quantity divided by another, blank where there is nothing to compute."""

from __future__ import annotations

import numpy as np

from salessheet.core.values import Floats


def quotient(part: Floats, whole: Floats) -> Floats:
    """part / whole, repeated to a common shape; blank (NaN) where `whole` is 0 or either is blank.

    A quotient beyond the largest number is infinite, without a warning.
    """
    part, whole = np.broadcast_arrays(part, whole)
    result = np.full(part.shape, np.nan)
    with np.errstate(over="ignore"):
        np.divide(part, whole, out=result, where=whole != 0)
    return result
