"""What credit earns by the tiers of a plan: line by line as the standing grows, order by order, or by the rate reached.

C is what an amount earns (see `tiers`), r the rate of the tier an amount lies in. All money is rounded to cents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salessheet.core.bands import Boundary
from salessheet.core.commission.tiers import Mode, Tiers
from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats

_BY_RATE = frozenset({Mode.SLAB, Mode.OVERAGE})


@dataclass(frozen=True)
class Schedule:
    """How a plan pays: its tiers, what they mean, and to which of two tiers their common bound belongs."""

    tiers: Tiers
    mode: Mode = Mode.MARGINAL
    boundary: Boundary = Boundary.HIGHER

    def amounts(self, before: Floats, base: Floats, total: Floats) -> Floats:
        """What each line earns that lifts the standing from `before` to before + base.

        marginal, interpolated, milestone: ROUND(C(after), 2) - ROUND(C(before), 2), so lines add up to the cent.
        slab: base x r(total); overage: of the base what lies above the lowest bound x r(total); `total` is the standing
        at the end of the period, refunds included. All arrays are equally long; nothing is blank.
        """
        after = np.round(before + base, 9)
        match self.mode:
            case Mode.SLAB:
                return excel_round(base * self._rate(total), 2)
            case Mode.OVERAGE:
                return excel_round((self._part(after) - self._part(before)) * self._rate(total), 2)
        return _less(excel_round(self._whole(after), 2), excel_round(self._whole(before), 2))

    def of_orders(self, base: Floats, whole: Floats) -> Floats:
        """What a line earns where each order stands by itself: C(whole) x base / whole; 0 where the order is 0."""
        divisor = np.where(whole == 0, 1.0, whole)
        return np.where(whole == 0, 0.0, excel_round(self._whole(whole) * base / divisor, 2))

    def of_more(self, before: Floats, base: Floats) -> Floats:
        """What so much more earns on top of `before`: ROUND(C(before + base), 2) - ROUND(C(before), 2), in every mode.

        In the modes slab and overage that includes what was credited before, which is paid at the rate then reached.
        """
        after = np.round(before + base, 9)
        return _less(excel_round(self._whole(after), 2), excel_round(self._whole(before), 2))

    def true_up(self, opening: Floats, total: Floats) -> Floats:
        """What the opening gains, or loses, by the rate that the total reaches; 0 unless the mode goes by the rate.

        ROUND(part x r(total), 2) - ROUND(part x r(opening), 2), part being the opening, for overage what of it lies
        above the lowest bound.
        """
        if self.mode not in _BY_RATE:
            return np.zeros(len(opening))
        part = opening if self.mode is Mode.SLAB else self._part(opening)
        return _less(excel_round(part * self._rate(total), 2), excel_round(part * self._rate(opening), 2))

    def _whole(self, amount: Floats) -> Floats:
        return self.tiers.of_whole(amount, self.mode, self.boundary)

    def _rate(self, amount: Floats) -> Floats:
        return self.tiers.rate(amount, self.boundary)

    def _part(self, amount: Floats) -> Floats:
        """What lies above the lowest bound."""
        return np.maximum(0.0, np.round(amount - self.tiers.start, 9))


def _less(one: Floats, other: Floats) -> Floats:
    """The difference of two amounts of money, in cents again. Of two that are infinite nothing is left."""
    with np.errstate(invalid="ignore"):
        return np.where(one == other, 0.0, excel_round(one - other, 2))
