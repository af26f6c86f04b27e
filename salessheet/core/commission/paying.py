"""From what was earned to what is paid, a period at a time: cap, floor, holdback and draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats

Flags = NDArray[np.bool_]

_DECIMALS = 6  # of money that no rule has rounded: what lies below are the last bits of sums


@dataclass(frozen=True)
class Terms:
    """What holds for each payee in a period.

    `room`: what may still be paid in the window of the cap, infinite without one. `carries`: what exceeds it waits for
    the next period, else it is lost. `floor` is minus infinity where there is none; `draw` and `holdback` are 0.
    """

    room: Floats
    carries: Flags
    floor: Floats
    holdback: Floats
    draw: Floats
    recoverable: Flags


@dataclass(frozen=True)
class Balances:
    """What passes from one period to the next: excess that waits, money held back, and debt."""

    carried: Floats
    held: Floats
    debt: Floats

    @classmethod
    def none(cls, size: int) -> Balances:
        return cls(np.zeros(size), np.zeros(size), np.zeros(size))

    @property
    def any(self) -> Flags:
        """Who has one that is not 0."""
        return np.asarray((self.carried != 0) | (self.held != 0) | (self.debt != 0))


@dataclass(frozen=True)
class Pay:
    """The steps of a period, in their order, and the balances after it."""

    capped: Floats
    excess: Floats
    lost: Floats
    floored: Floats
    held: Floats
    released: Floats
    out: Floats
    balances: Balances


def room(cap: Floats, used: Floats) -> Floats:
    """What may still be paid of the cap when `used` was paid in its window before; infinite where the cap is blank."""
    return np.where(np.isnan(cap), np.inf, np.maximum(0.0, _clean(cap - used)))


def pay(earned: Floats, terms: Terms, before: Balances, *, releases: bool) -> Pay:
    """What is paid of the earned, one element a payee; `releases`: in this period all that is held back is paid.

    capped = min(earned + carried, room); floored = max(capped, floor); held = ROUND(holdback x floored, 2) of what
    is positive, nothing when all is released; available = floored - held + released - debt; out = max(draw,
    available), and just what is available, though it may be negative, where there is neither draw nor debt.
    What a recoverable draw advances is added to the debt; without one only what was owed can remain.
    """
    available = _clean(earned + before.carried)
    capped = np.minimum(available, terms.room)
    excess = _clean(available - capped)
    floored = np.maximum(capped, terms.floor)
    nothing = np.zeros(len(earned))
    held = nothing if releases else excel_round(terms.holdback * np.maximum(0.0, floored), 2)
    released = before.held if releases else nothing
    left = _clean(floored - held + released - before.debt)
    is_advanced = (terms.draw > 0) | (before.debt > 0)
    out = np.where(is_advanced, np.maximum(terms.draw, left), left)
    advanced = np.maximum(0.0, _clean(out - left))
    debt = np.where(terms.recoverable, advanced, np.minimum(before.debt, advanced))
    carried = np.where(terms.carries, excess, 0.0)
    after = Balances(carried, _clean(before.held + held - released), debt)
    return Pay(capped, excess, _clean(excess - carried), floored, held, released, out, after)


def _clean(amounts: Floats) -> Floats:
    return np.round(amounts, _DECIMALS)
