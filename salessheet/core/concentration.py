"""How much of the whole a few customers, products or channels make up. Values are never negative."""

from __future__ import annotations

import numpy as np

from salessheet.core.values import Floats, Objects
from salessheet.errors import CannotCompute, ErrorKind


def abc_classes(values: Floats, a: float = 0.8, b: float = 0.95) -> Objects:
    """The class of each value, None for a blank: A, B or C by the share accumulated from the largest value down.

    The share of a value counts itself and everything larger, equal ones in order of appearance; below `a` it is A,
    below `b` it is B, else C. So a share of exactly `a` is B, and a single value above `a` of the total leaves class A
    empty. Shares are compared to 12 decimals.

    Raises #DIV/0! for a total of 0, #NUM! for a negative value or bounds that are not 0 <= a <= b.
    """
    if not 0 <= a <= b:
        raise CannotCompute(ErrorKind.NUM, "the bounds of the classes descend")
    given = np.flatnonzero(~np.isnan(values))
    result = np.full(values.shape, None, dtype=object)
    if given.size:
        largest_first = given[np.argsort(-values[given], kind="stable")]
        share = np.round(np.cumsum(values[largest_first]) / _total(values[given]), 12)
        result[largest_first] = np.where(share < a, "A", np.where(share < b, "B", "C"))
    return result


def gini(values: Floats) -> float:
    """The population Gini coefficient: 0 if all are equal, 1 - 1/n if one has everything; blank (NaN) without values.

    The mean absolute difference of all pairs over twice the mean, computed from ranks. Blanks are skipped. Raises
    #DIV/0! for a total of 0, #NUM! for a negative value.
    """
    known = np.sort(values[~np.isnan(values)])
    if not known.size:
        return np.nan
    n = known.size
    spread = float(((2 * np.arange(1, n + 1) - n - 1) * known).sum() / (n * _total(known)))
    return max(0.0, spread)


def hhi(values: Floats) -> float:
    """The Herfindahl-Hirschman index, the sum of squared shares: from 1/n to 1; blank (NaN) without values.

    Blanks are skipped. Raises #DIV/0! for a total of 0, #NUM! for a negative value.
    """
    known = values[~np.isnan(values)]
    return float(((known / _total(known)) ** 2).sum()) if known.size else np.nan


def _total(known: Floats) -> float:
    if (known < 0).any():
        raise CannotCompute(ErrorKind.NUM, "a share of the whole cannot be negative")
    total = float(known.sum())
    if total == 0:
        raise CannotCompute(ErrorKind.DIV0, "the values total 0")
    if np.isinf(total):
        raise CannotCompute(ErrorKind.NUM, "the values total more than the largest number")
    return total
