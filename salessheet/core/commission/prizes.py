"""Prizes by rank: who takes which place, and how those who are level share the prizes of the places that they take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessheet.core.comparing import at_least, seen
from salessheet.core.rounding import to_cents
from salessheet.core.values import Floats

Whole = NDArray[np.int64]

_CENTS = 100


@dataclass(frozen=True, eq=False)
class Places:
    """Of those who are ranked, one element each.

    `place`: the first of the places that somebody takes together with `tied` others and oneself (1: alone); `turn`:
    which of these one is, in the order given, from 1 on; `ranked`: how many are ranked in the contest.
    """

    place: Whole
    tied: Whole
    turn: Whole
    ranked: Whole


def is_ranked(totals: Floats, least: Floats) -> NDArray[np.bool_]:
    """Who has credit above 0, and as much as is asked for (NaN: nothing), on fifteen digits."""
    return np.asarray((totals > 0) & (np.isnan(least) | at_least(totals, np.nan_to_num(least))), dtype=bool)


def places(contest: Whole, totals: Floats) -> Places:
    """Of those ranked in each contest, the highest total first; totals that are equal on fifteen digits are level."""
    size = len(contest)
    level = seen(totals)
    order = np.lexsort((np.arange(size), -level, contest))
    of, value = contest[order], level[order]
    at = np.arange(size)
    begins = np.ones(size, dtype=bool)
    begins[1:] = of[1:] != of[:-1]
    parts = begins.copy()
    parts[1:] |= value[1:] != value[:-1]
    begin = _last(begins, at)
    part = _last(parts, at)
    found = [np.zeros(size, dtype=np.int64) for _ in range(4)]
    tied, ranked = (np.bincount(np.cumsum(starts) - 1)[np.cumsum(starts) - 1] for starts in (parts, begins))
    for column, values in zip(found, (part - begin + 1, tied, at - part + 1, ranked), strict=True):
        column[order] = values
    return Places(*found)


def _last(starts: NDArray[np.bool_], at: Whole) -> Whole:
    """The last place at or before each where something starts."""
    return np.maximum.accumulate(np.where(starts, at, 0)) if len(at) else at


def up_to(place: Whole, lower: Floats, upper: Floats, prize: Floats) -> Floats:
    """The prizes of all places up to each. Rows of places from `lower` to `upper`, both inclusive; NaN: no end."""
    found = np.zeros(len(place))
    for first, last, money in zip(lower, upper, prize, strict=True):
        end = place if np.isnan(last) else np.minimum(place, last)
        found += np.maximum(0.0, end - first + 1) * money
    return found


def prizes(of: Places, lower: Floats, upper: Floats, prize: Floats) -> Floats:
    """The prize of each: those who are level share the sum of their places to the cent.

    The cents that are left over go to the first of them, in their order.
    """
    pool = up_to(of.place + of.tied - 1, lower, upper, prize) - up_to(of.place - 1, lower, upper, prize)
    cents = np.rint(to_cents(pool) * _CENTS)
    return np.floor((cents + of.tied - of.turn) / of.tied) / _CENTS
