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
    `recovery`: the share of what exceeds a recoverable draw that is kept for the debt, nothing where it does not
    `recover` yet. `forgives`: what is still owed after the period is owed no more.
    """

    room: Floats
    carries: Flags
    floor: Floats
    holdback: Floats
    draw: Floats
    recoverable: Flags
    recovery: Floats
    recovers: Flags
    forgives: Flags


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
    forgiven: Floats
    balances: Balances


def room(cap: Floats, used: Floats) -> Floats:
    """What may still be paid of the cap when `used` was paid in its window before; infinite where the cap is blank."""
    return np.where(np.isnan(cap), np.inf, np.maximum(0.0, _clean(cap - used)))


def pay(qualified: Floats, terms: Terms, before: Balances, *, releases: bool) -> Pay:
    """What is paid of what qualified, one element a payee; `releases`: in this period all that is held back is paid.

    capped = min(qualified + carried, room); floored = max(capped, floor); held = ROUND(holdback x floored, 2) of what
    is positive, nothing when all is released; net = floored - held + released; out and debt are those of the draw.
    """
    available = _clean(qualified + before.carried)
    capped = np.minimum(available, terms.room)
    excess = _clean(available - capped)
    floored = np.maximum(capped, terms.floor)
    nothing = np.zeros(len(qualified))
    held = nothing if releases else excel_round(terms.holdback * np.maximum(0.0, floored), 2)
    released = before.held if releases else nothing
    out, owed = _drawn(_clean(floored - held + released), terms, before.debt)
    forgiven = np.where(terms.forgives, owed, 0.0)
    carried = np.where(terms.carries, excess, 0.0)
    after = Balances(carried, _clean(before.held + held - released), _clean(owed - forgiven))
    return Pay(capped, excess, _clean(excess - carried), floored, held, released, out, forgiven, after)


def _drawn(net: Floats, terms: Terms, debt: Floats) -> tuple[Floats, Floats]:
    """What is paid out of the net, and what is owed after it.

    out = max(draw, net) - recovered, recovered = min(debt, ROUND(recovery x what exceeds the draw, 2)); just the net,
    though it may be negative, where there is neither draw nor debt. What a recoverable draw advances is owed; without
    one only what was owed can remain, and all that exceeds the draw goes to it.
    """
    above_draw = np.maximum(0.0, _clean(net - terms.draw))
    share = np.where(terms.recoverable, terms.recovery, 1.0)
    kept = np.where(share == 1, above_draw, excel_round(share * above_draw, 2))
    recovered = np.where(terms.recovers | ~terms.recoverable, np.minimum(debt, kept), 0.0)
    is_advanced = (terms.draw > 0) | (debt > 0)
    out = np.where(is_advanced, _clean(np.maximum(terms.draw, net) - recovered), net)
    advanced = np.where(terms.recoverable, np.maximum(0.0, _clean(terms.draw - net)), 0.0)
    owed = np.where(is_advanced, np.maximum(0.0, _clean(debt + advanced - recovered)), 0.0)
    return out, owed


def _clean(amounts: Floats) -> Floats:
    return np.round(amounts, _DECIMALS)
