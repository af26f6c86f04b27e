"""Excel's rounding, and the apportionment of a whole into parts that are rounded and still sum to it.

Parts of a whole are apportioned, never rounded one by one. All sums are made in whole units, so they hold exactly.
"""

from __future__ import annotations

import math
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

Units = NDArray[np.int64]

SEEN_DIGITS = 15  # what Excel shows of a number, and what it rounds
MOST_UNITS = 2**53  # beyond this a double no longer holds every whole number
_ALL_WHOLE = 2.0**52  # from here on every double is a whole number
_SMALLEST_TYPED = 1e-290  # weights below it are no decimals, and can't be scaled up by powers of ten
_FINEST_UNIT = 9  # decimals; a unit with more is no decimal fraction that a person typed
_REMAINDER_DIGITS = 9  # remainders nearer than this are equal: weights such as 0.1 are not exact in binary


class Rule(StrEnum):
    """Where the difference between the shares and their roundings goes.

    - largest: shares rounded down, what is left to the largest remainders, the earlier one of equals. A part is less
      than a unit from its share.
    - last, first: shares rounded, and the residual to the last or the first part that has a weight. Where that part
      would be negative it is 0, and its neighbours give a unit each, the nearest first. It alone can be several units
      from its share.
    - running: the differences of the running total of shares, rounded as `round_halves_away` does. Every
      stretch of parts is within a unit (and a thousandth, from rounding twice) of its shares, and so is every part.
    """

    LARGEST = "largest"
    LAST = "last"
    FIRST = "first"
    RUNNING = "running"


def excel_round(x: ArrayLike, digits: int = 0) -> Floats:
    """ROUND: half away from zero, on the 15 digits a person sees, so 1.005 to 2 digits is 1.01. NaN stays NaN.

    Shape of `x`; `digits` may be negative. 1.005 is a little less than that in binary, and 100.49999999999999 when
    scaled: whatever lies within half of the fifteenth digit below a half counts as a half.
    """
    values = np.asarray(x, dtype=np.float64)
    scale = 10.0 ** min(abs(digits), 308)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        scaled = np.abs(values) * scale if digits >= 0 else np.abs(values) / scale
        floor = np.floor(scaled)
        last_seen = 10.0 ** (np.floor(np.log10(scaled)) - (SEEN_DIGITS - 1))
        slack = np.where(scaled < 10.0 ** (SEEN_DIGITS - 1), last_seen / 2, 0.0)
        whole = floor + (scaled - floor >= 0.5 - slack)
        rounded = whole / scale if digits >= 0 else whole * scale
    keep = (scaled >= _ALL_WHOLE) & (digits >= 0) | ~np.isfinite(values)
    result: Floats = np.where(keep, values, np.copysign(rounded, values))
    return result


def to_cents(money: ArrayLike) -> Floats:
    """ROUND(ROUND(money, 5), 2): an amount times or divided by a rate, in cents.

    The inner rounding makes an exact half of what is nearly one, so that every program rounds it alike.
    """
    return excel_round(excel_round(money, 5), 2)


def to_units(amounts: ArrayLike, unit: float) -> Units:
    """Amounts as whole numbers of units, each rounded half away from zero; NaN counts as 0.

    A unit that isn't positive, and more units than a double can count, are #NUM!.
    """
    if not unit > 0 or math.isinf(unit):
        raise CannotCompute(ErrorKind.NUM, f"a unit of {unit}")
    top, bottom = _as_fraction(unit)
    counted = excel_round(np.nan_to_num(np.asarray(amounts, dtype=np.float64), nan=0.0) * bottom / top)
    if (np.abs(counted) > MOST_UNITS).any():
        raise CannotCompute(ErrorKind.NUM, f"too large to be counted in units of {unit}")
    return counted.astype(np.int64)


def from_units(units: ArrayLike, unit: float) -> Floats:
    """Whole numbers of units as amounts: the double nearest to the decimal, so 3 × 0.1 is 0.3."""
    top, bottom = _as_fraction(unit)
    amounts: Floats = np.asarray(units).astype(np.float64) * top / bottom
    return amounts


def apportion(total: float, weights: ArrayLike, unit: float = 0.01, rule: Rule = Rule.LARGEST) -> Floats:
    """The total, rounded to unit, in parts proportional to weights: multiples of unit that sum to it exactly.

    `weights` is one-dimensional, so is the result; NaN counts as 0, and a weight of 0 gets 0. A negative total is
    split as its positive twin, with the signs turned; a total of NaN leaves every part NaN. #DIV/0! if all weights are
    0; #NUM! if one is negative.
    """
    if math.isnan(total):
        return np.full(np.shape(weights), np.nan)
    whole = int(to_units([total], unit)[0])
    return from_units(apportion_units(whole, weights, rule), unit)


def apportion_units(whole: int, weights: ArrayLike, rule: Rule = Rule.LARGEST) -> Units:
    """As `apportion`, with a total and parts that are whole numbers."""
    w = np.nan_to_num(np.asarray(weights, dtype=np.float64), nan=0.0)
    size = abs(whole)
    if (w < 0).any() or not (size + 1) * float(w.sum()) < math.inf:
        raise CannotCompute(ErrorKind.NUM, "a weight is negative or too large")
    if not w.any():
        raise CannotCompute(ErrorKind.DIV0, "the weights are all 0")
    parts = {Rule.LARGEST: _largest, Rule.RUNNING: _running, Rule.LAST: _last, Rule.FIRST: _first}[rule](size, w)
    return parts if whole >= 0 else -parts


def round_halves_away(units: Floats) -> Floats:
    """ROUND(ROUND(x, 3), 0), as in the plain formulas: a half but for the last bits of a division is a half.

    The price: what is less than 0.0005 below a half is rounded up, too.
    """
    return excel_round(excel_round(units, 3))


def _largest(size: int, w: Floats) -> Units:
    """Largest remainder (Hamilton): shares rounded down, what is left one by one to the largest remainders.

    In integers: weights are scaled to 15 digits and shares divided with a remainder, so ties are ties.
    """
    scaled = _as_integers(w)
    whole = sum(scaled)
    grain = 10**_REMAINDER_DIGITS
    shares = [(size * s * grain + whole // 2) // whole for s in scaled]
    parts = np.array([n // grain for n in shares], dtype=np.int64)
    remainders = np.array([n % grain for n in shares], dtype=np.int64)
    left = size - int(parts.sum())
    parts[np.argsort(-remainders, kind="stable")[:left]] += 1
    return parts


def _running(size: int, w: Floats) -> Units:
    running = np.cumsum(w)
    reached = np.minimum(round_halves_away(size * running / running[-1]), size)
    reached[running == running[-1]] = size  # also where the quotient misses it, beyond 2**50
    return np.diff(reached, prepend=0.0).astype(np.int64)


def _last(size: int, w: Floats) -> Units:
    """Rounded shares; the last part that has a weight takes the residual, or its neighbours give what it lacks."""
    parts = excel_round(size * w / math.fsum(w)).astype(np.int64)
    at = int(np.flatnonzero(w)[-1])
    parts[at] += size - int(parts.sum())
    while parts[at] < 0:  # once but for shares too large to be computed to the unit
        givers = np.flatnonzero(parts[:at] > 0)[parts[at] :]
        parts[givers] -= 1
        parts[at] += givers.size
    return parts


def _first(size: int, w: Floats) -> Units:
    return _last(size, w[::-1])[::-1]


def _as_integers(w: Floats) -> list[int]:
    """The weights in integers of at most 15 digits, exactly if they are decimals a person typed."""
    if w.max() < _SMALLEST_TYPED:
        w = w / w.max()
    shift = SEEN_DIGITS - 1 - math.floor(math.log10(w.max()))
    integers: list[int] = np.rint(w * 10.0**shift if shift >= 0 else w / 10.0**-shift).astype(np.int64).tolist()
    return integers


def _as_fraction(unit: float) -> tuple[float, float]:
    """Top and bottom of a decimal unit, both whole: 0.05 is 5 ÷ 100. Any other unit stands over 1."""
    decimals = -int(Decimal(f"{unit:.{SEEN_DIGITS}g}").normalize().as_tuple().exponent)
    if not 0 < decimals <= _FINEST_UNIT:
        return float(unit), 1.0
    bottom = 10.0**decimals
    return round(unit * bottom), bottom
