"""How much of the whole a few customers, products or channels make up. Values are never negative."""

from __future__ import annotations

import numpy as np

from salessheet.core.comparing import below
from salessheet.core.values import Floats, Objects
from salessheet.errors import CannotCompute, ErrorKind

_CLASSES = np.array(["A", "B", "C"], dtype=object)


def abc_classes(values: Floats, a: float = 0.8, b: float = 0.95) -> Objects:
    """The class of each value, None for a blank: A, B or C by the share accumulated from the largest value down.

    The share of a value counts itself and everything larger, equal ones in order of appearance; below `a` it is A,
    below `b` it is B, else C. So a share of exactly `a` is B, and a single value above `a` of the total leaves class A
    empty. Sums carry what each step rounds off, so shares are right to their last digits, however many values there
    are, and are compared with the bounds on 15 digits.

    Raises #DIV/0! for a total of 0, #NUM! for a negative value or bounds that are not 0 <= a <= b.
    """
    if not 0 <= a <= b:
        raise CannotCompute(ErrorKind.NUM, "the bounds of the classes descend")
    given = np.flatnonzero(~np.isnan(values))
    result = np.full(values.shape, None, dtype=object)
    if given.size:
        _total(values[given])
        largest_first = given[np.argsort(-values[given], kind="stable")]
        running = _running_totals(values[largest_first])
        share = running / running[-1]
        reached = [np.count_nonzero(below(share, bound)) for bound in (a, b)]
        result[largest_first] = np.repeat(_CLASSES, np.diff(reached, prepend=0, append=share.size))
    return result


def _running_totals(values: Floats) -> Floats:
    """The sums of the first one, two, … values, as if summed with twice the digits.

    What each addition rounds off is found exactly and summed, too: Ogita, Rump and Oishi (2005), Accurate sum and dot
    product, SIAM J. Sci. Comput. 26.
    """
    sums = np.cumsum(values)
    before = np.concatenate([[0.0], sums[:-1]])
    added = sums - before
    lost = (before - (sums - added)) + (values - added)
    running: Floats = sums + np.cumsum(lost)
    return running


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
    with np.errstate(over="ignore"):
        total = float(known.sum())
    if total == 0:
        raise CannotCompute(ErrorKind.DIV0, "the values total 0")
    if total == np.inf:
        raise CannotCompute(ErrorKind.NUM, "the values are too large to be summed")
    return total
