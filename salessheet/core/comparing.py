"""Numbers compared as Excel compares them: on fifteen significant digits, the ones a cell can show.

0.1 + 0.2 is 0.3 and 0.7 + 0.1 has reached 0.8, whatever the last bits say; 0.999999999999999 is still less than 1.
Where one side is itself a sum or a difference, its last bits are as large as those of what went into it: `scale` is
the largest of these operands, and both sides are compared on the digits that the scale has.

All functions take numbers or arrays and repeat them to a common shape. A blank (NaN) compares as false.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from salessheet.core.values import Floats

DIGITS = 15

Flags = NDArray[np.bool_]

_EXACT = 22  # the largest power of ten that a double holds exactly
_FIRST = DIGITS - 1 - _EXACT  # decades in which numbers are scaled to whole ones by exact powers
_DECADES = np.array([float(f"1e{exponent}") for exponent in range(_FIRST, DIGITS + _EXACT + 1)])
_POWERS = np.array([float(f"1e{exponent}") for exponent in range(_EXACT + 1)])


def seen(numbers: ArrayLike, scale: ArrayLike = 0.0) -> Floats:
    """The numbers rounded to fifteen significant digits, those of the scale where it is larger. NaN stays NaN."""
    x, of = np.broadcast_arrays(np.asarray(numbers, np.float64), np.asarray(scale, np.float64))
    size = np.fmax(np.abs(x), np.abs(of))
    place = np.searchsorted(_DECADES, size, side="right") - 1
    usual = (place >= 0) & (size < _DECADES[-1])
    decimals = np.where(usual, DIGITS - 1 - _FIRST - place, 0)
    power = _POWERS[np.abs(decimals)]
    with np.errstate(over="ignore", invalid="ignore"):
        fine, coarse = np.rint(x * power) / power, np.rint(x / power) * power
    found: Floats = np.where(decimals >= 0, fine, coarse)
    for at in np.argwhere(~usual & (size > 0) & np.isfinite(size) & ~np.isnan(x)):
        here = tuple(at)
        found[here] = _rounded(float(x[here]), DIGITS - 1 - Decimal(float(size[here])).adjusted())
    return np.where(usual | (size > 0) & np.isfinite(size), found, x)


def _rounded(number: float, decimals: int) -> float:
    try:
        return round(number, decimals)
    except OverflowError:  # the largest numbers there are
        return number


def equal(one: ArrayLike, other: ArrayLike, scale: ArrayLike = 0.0) -> Flags:
    """Where both are `seen` as the same number; shapes are broadcast, and a blank equals nothing. So below."""
    return np.asarray(seen(one, scale) == seen(other, scale))


def above(one: ArrayLike, other: ArrayLike, scale: ArrayLike = 0.0) -> Flags:
    return np.asarray(seen(one, scale) > seen(other, scale))


def below(one: ArrayLike, other: ArrayLike, scale: ArrayLike = 0.0) -> Flags:
    return np.asarray(seen(one, scale) < seen(other, scale))


def at_least(one: ArrayLike, other: ArrayLike, scale: ArrayLike = 0.0) -> Flags:
    return np.asarray(seen(one, scale) >= seen(other, scale))


def at_most(one: ArrayLike, other: ArrayLike, scale: ArrayLike = 0.0) -> Flags:
    return np.asarray(seen(one, scale) <= seen(other, scale))


def difference(one: ArrayLike, other: ArrayLike) -> Floats:
    """one - other; 0 where they are equal on fifteen digits, as Excel subtracts."""
    a, b = np.broadcast_arrays(np.asarray(one, np.float64), np.asarray(other, np.float64))
    return np.where(equal(a, b), 0.0, a - b)


def largest(*operands: ArrayLike) -> Floats:
    """The size of the largest operand, place by place: the scale of their sum or difference. Blanks do not count."""
    sizes: Floats = np.abs(np.asarray(operands[0], np.float64))
    for operand in operands[1:]:
        sizes = np.fmax(sizes, np.abs(np.asarray(operand, np.float64)))
    return sizes
