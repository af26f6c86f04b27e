"""Tiered commission: a table of `lower, upper, value` applied to an amount."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from salessheet.core.bands import Bands, Boundary
from salessheet.core.comparing import equal, largest, seen
from salessheet.core.values import Floats


class Mode(StrEnum):
    """What a tier's value is, and how much of the amount it concerns."""

    MARGINAL = "marginal"
    SLAB = "slab"
    INTERPOLATED = "interpolated"
    OVERAGE = "overage"
    MILESTONE = "milestone"


_BY_THE_TIER_REACHED = frozenset({Mode.SLAB, Mode.OVERAGE, Mode.MILESTONE})


@dataclass(frozen=True)
class Tiers:
    """Ascending tiers; `value` is a rate, or the tier's money in the modes interpolated and milestone."""

    bands: Bands
    value: Floats

    @classmethod
    def of(cls, lower: Floats, upper: Floats, value: Floats) -> Tiers:
        """Tiers of three columns; a blank upper bound is no limit, a blank first lower bound and a blank value are 0.

        Raises #NUM! for rows that descend, overlap or are empty.
        """
        start = lower.copy()
        start[:1] = np.nan_to_num(start[:1])
        return cls(Bands.of(start, upper), np.nan_to_num(value))

    @property
    def start(self) -> float:
        """The lowest bound, from which on there is something to earn; 0 without tiers."""
        return float(self.bands.lower[0]) if self.bands.lower.size else 0.0

    def commission(
        self,
        amount: Floats,
        prior: Floats,
        mode: Mode = Mode.MARGINAL,
        boundary: Boundary = Boundary.HIGHER,
    ) -> Floats:
        """C(prior + amount) - C(prior), `prior` being what was credited before (blank: 0); blank for a blank amount.

        - marginal: the sum of slice x rate; what lies below the first tier or in a gap pays nothing.
        - slab: the whole amount x the rate of the tier it lies in, 0 in none; `boundary` settles an amount equal to a
          bound (elsewhere it makes no difference).
        - interpolated: the money of every full tier and a share of the one reached, in proportion to its width;
          a tier with no upper limit has no width, so reaching it is infinite, unless it pays nothing.
        - overage: what lies above the lowest bound x the rate of the tier the amount lies in, 0 in none.
        - milestone: the money of the highest tier reached, not that of those below it; `boundary` as for a slab. An
          amount of 0 reaches none.

        Amounts below the first tier earn 0, so a refund alone, a negative amount, earns 0 where tiers start at 0;
        given what was credited before as `prior`, it takes back what it had earned. What is a bound on fifteen digits
        is that bound, whatever the mode, and a sum of prior and amount on the digits of the larger one. What exceeds
        the largest number is infinite.
        """
        credited = np.nan_to_num(prior)
        with np.errstate(over="ignore", invalid="ignore"):
            after = self._earned(self._on_bounds(credited + amount, largest(credited, amount)), mode, boundary)
            before = self._earned(self._on_bounds(credited, credited), mode, boundary)
            earned = np.where(np.isinf(before), np.inf, after - before)
        return np.where(np.isnan(amount), np.nan, np.where(np.isnan(earned), np.inf, earned))

    def of_whole(self, amount: Floats, mode: Mode = Mode.MARGINAL, boundary: Boundary = Boundary.HIGHER) -> Floats:
        """C(amount), what an amount earns by itself: as `commission` says. Blank for a blank amount."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._earned(self._on_bounds(amount, amount), mode, boundary)

    def rate(self, amount: Floats, boundary: Boundary = Boundary.HIGHER) -> Floats:
        """The value of the tier each amount lies in; 0 in a gap, below the first, above the last and for a blank."""
        return np.append(self.value, 0.0)[self.bands.rows_of(amount, boundary)]

    def _on_bounds(self, amount: Floats, scale: Floats) -> Floats:
        """The amounts, those that equal a bound at exactly that bound."""
        for bound in {*self.bands.lower.tolist(), *self.bands.upper.tolist()}:
            amount = np.where(equal(amount, bound, scale), bound, amount)
        return amount

    def _earned(self, amount: Floats, mode: Mode, boundary: Boundary) -> Floats:
        if mode in _BY_THE_TIER_REACHED:
            found = {
                Mode.SLAB: lambda: amount * self.rate(amount, boundary),
                Mode.OVERAGE: lambda: np.maximum(0.0, amount - self.start) * self.rate(amount, boundary),
                Mode.MILESTONE: lambda: self._money(amount, boundary),
            }[mode]()
            return np.where(np.isnan(amount), np.nan, found)
        earned = np.where(np.isnan(amount), np.nan, 0.0)
        for lower, upper, value in zip(self.bands.lower, self.bands.upper, self.value, strict=True):
            part = np.minimum(amount, upper) - lower
            if mode is Mode.MARGINAL:
                earned = earned + np.where(part > 0, part * value, 0.0)
            elif np.isfinite(upper):
                earned = earned + np.where(part > 0, part / (upper - lower) * value, 0.0)
            elif value != 0:
                earned = np.where(part > 0, np.inf, earned)
        return earned

    def _money(self, amount: Floats, boundary: Boundary) -> Floats:
        """The value of the highest tier reached, which above the last tier and in a gap is the one below.

        Nothing reaches none, not even a tier that begins at 0.
        """
        row = self.bands.rows_of(amount, boundary)
        below = np.searchsorted(seen(self.bands.lower), seen(amount), side="right") - 1
        return np.where(amount > 0, np.append(self.value, 0.0)[np.where(row < 0, below, row)], 0.0)
