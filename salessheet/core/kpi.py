"""Scores of key performance indicators, and their weighted total."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from salessheet.core.bands import Bands, Curve
from salessheet.core.keys import folded
from salessheet.core.ratios import quotient
from salessheet.core.values import Floats, Objects
from salessheet.errors import CannotCompute, ErrorKind


class Direction(StrEnum):
    """Whether more or less of the indicator is better."""

    UP = "up"
    DOWN = "down"


class Method(StrEnum):
    """How an actual value and its target become a score."""

    RATIO = "ratio"
    COMPLEMENT = "complement"
    LINEAR = "linear"
    BAND = "band"
    VETO = "veto"


class Below(StrEnum):
    """What an actual value under the first point of a line scores: as much as the point, or nothing."""

    CLAMP = "clamp"
    ZERO = "zero"


FULL, FLOOR, CAP = 100.0, 0.0, 1.2
_LAST_DIGIT = 5e-15


def scores(  # noqa: PLR0913, PLR0917  one for each argument of the cell function
    actual: Floats,
    target: Floats,
    direction: Objects,
    method: Objects,
    full: Floats,
    floor: Floats,
    cap: Floats,
    below: Objects,
    points: Floats | None = None,
) -> Floats:
    """The score of each actual value; all arguments but `points` have one shape. Nothing is rounded on the way.

    `direction`, `method` and `below` are words of `Direction`, `Method` and `Below`; blank means up, ratio, clamp,
    FULL, FLOOR, CAP. `floor` and `cap` bound the ratio, not the score, and concern the methods ratio and complement
    only; `full` concerns those and veto, `below` linear.

    - ratio: full x min(cap, max(floor, actual / target)); down: target / actual, and the cap for an actual value of 0,
      and for one below 0 against a target above 0.
    - complement: 2 - actual / target in place of the ratio, whichever the direction.
    - linear: `points` as rows (actual, score), straight between them and level beyond, or 0 under the first one; needs
      no target.
    - band: `points` as rows (lower, upper, score) of actual / target, the score as it stands.
    - veto: full where the target is met or better, to 15 digits, else 0; a target of 0 or less is a target.

    A target of 0 to divide by gives a blank, also for an actual value of 0 and in either direction. A target below 0 is
    divided by as it stands, which turns the ratio round: of two actual values below 0 the better one has the lower
    ratio. Where more is better, complement is the sound method there, for 2 - actual / target is 1 + (actual - target)
    / |target|; where less is better, it is the ratio by the direction up, 1 - (actual - target) / |target|.

    Blank also where the actual value or a target that is needed is blank, and where a ratio lies in no band. Raises
    #VALUE! for an unknown word and where `points` are needed and not there, #NUM! where they contradict themselves.
    """
    down = less_is_better(direction)
    by = _words(method, Method.RATIO, Method)
    under = _words(below, Below.CLAMP, Below)
    most = np.where(np.isnan(full), FULL, full)
    least, cap = np.where(np.isnan(floor), FLOOR, floor), np.where(np.isnan(cap), CAP, cap)
    achieved = quotient(actual, target)
    scored = {
        Method.RATIO: most * np.minimum(cap, np.maximum(least, np.where(down, _falling(actual, target), achieved))),
        Method.COMPLEMENT: most * np.minimum(cap, np.maximum(least, 2 - achieved)),
        Method.VETO: _vetoes(actual, target, down, most),
    }
    if (by == Method.LINEAR).any():
        curve = Curve.through(*_columns(points, 2))
        nothing = (under == Below.ZERO) & ~_reaches(actual, curve.x[0]) & ~np.isnan(actual)
        scored[Method.LINEAR] = np.where(nothing, 0.0, curve.at(actual))
    if (by == Method.BAND).any():
        scored[Method.BAND] = _banded(achieved, points)
    return np.select([by == name for name in scored], list(scored.values()), np.nan)


def less_is_better(direction: Objects) -> NDArray[np.bool_]:
    """Where the direction is down; blank is up. Raises #VALUE! for any other word."""
    down: NDArray[np.bool_] = _words(direction, Direction.UP, Direction) == Direction.DOWN
    return down


def _words(cells: Objects, default: StrEnum, kinds: type[StrEnum]) -> NDArray[np.str_]:
    words = [default.value if cell is None else folded(str(cell)) for cell in cells.tolist()]
    if not set(words) <= set(kinds):
        raise CannotCompute(ErrorKind.VALUE, f"a word that is none of {', '.join(kinds)}")
    return np.array(words, np.str_)


def _falling(actual: Floats, target: Floats) -> Floats:
    """target / actual where less is better: without limit for nothing at all, blank for a target of 0."""
    nothing = (actual == 0) | ((actual < 0) & (target > 0))
    has_target = (target != 0) & ~np.isnan(target)
    return np.where(has_target, np.where(nothing, np.inf, quotient(target, actual)), np.nan)


def _vetoes(actual: Floats, target: Floats, down: NDArray[np.bool_], full: Floats) -> Floats:
    met = np.where(down, _reaches(-actual, -target), _reaches(actual, target))
    return np.where(np.isnan(actual) | np.isnan(target), np.nan, np.where(met, full, 0.0))


def _reaches(actual: Floats, bound: Floats) -> NDArray[np.bool_]:
    """At least the bound, as a cell shows both: half a unit of the 15th digit less will do."""
    reached: NDArray[np.bool_] = bound - actual <= np.abs(bound) * _LAST_DIGIT
    return reached


def _banded(ratio: Floats, points: Floats | None) -> Floats:
    lower, upper, score = _columns(points, 3)
    row = Bands.of(lower, upper).rows_of(ratio)
    return np.where(row < 0, np.nan, np.append(score, np.nan)[row])


def _columns(points: Floats | None, wide: int) -> Floats:
    """The columns of a table of points, without its blank rows."""
    if points is None or points.ndim != 2 or points.shape[1] != wide:
        raise CannotCompute(ErrorKind.VALUE, f"this method needs points in {wide} columns")
    return points[~np.isnan(points).all(axis=1)].T


def total(values: Floats, weights: Floats) -> float:
    """The sum of score x weight, as long as each other; blank (NaN) while a score that carries weight is missing.

    Raises #NUM! unless the weights total 1 (to 1e-9); a blank weight is 0. Wholly blank arguments give a blank.
    """
    if values.shape != weights.shape:
        raise CannotCompute(ErrorKind.VALUE, "scores and weights differ in number")
    if np.isnan(values).all() and np.isnan(weights).all():
        return math.nan
    weight = np.nan_to_num(weights)
    if abs(math.fsum(weight) - 1) > 1e-9:
        raise CannotCompute(ErrorKind.NUM, "weights do not total 1")
    counts = weight != 0
    return math.fsum(values[counts] * weight[counts])
