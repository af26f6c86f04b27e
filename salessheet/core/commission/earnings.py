"""What credit earns by the tiers of a plan: line by line as the standing grows, order by order, or by the rate reached.

C is what an amount earns (see `tiers`), r the rate of the tier an amount lies in. Money is rounded to cents by
`to_cents`. Where
tiers are of attainment, an amount x is found in them as x / unit, the unit being the quota, and what they pay there is
multiplied by `scale`: the quota where they hold rates, or what is paid on target.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessheet.core.bands import Bands, Boundary
from salessheet.core.commission.tiers import Mode, Tiers
from salessheet.core.rounding import excel_round, to_cents
from salessheet.core.values import Floats

_BY_RATE = frozenset({Mode.SLAB, Mode.OVERAGE})
_BY_MONEY = frozenset({Mode.INTERPOLATED, Mode.MILESTONE})
_DECIMALS = 12  # of an attainment


@dataclass(frozen=True, eq=False)
class Scale:
    """A unit and a scale for each line, both 1 where tiers are of amounts. A unit of NaN is not known: 0 is earned."""

    unit: Floats
    scale: Floats

    @classmethod
    def of_amounts(cls, size: int) -> Scale:
        return cls(np.ones(size), np.ones(size))

    def taken(self, places: NDArray[np.int64]) -> Scale:
        return Scale(self.unit[places], self.scale[places])

    def in_part(self, share: Floats) -> Scale:
        """Of which a part is paid."""
        return Scale(self.unit, self.scale * share)

    def points(self, amount: Floats) -> Floats:
        """Where amounts lie in the tiers; 0 where that is not known."""
        by_amount = self.unit == 1
        with np.errstate(invalid="ignore"):
            found = np.where(by_amount, amount, np.round(amount / self.unit, _DECIMALS))
        return np.nan_to_num(found)

    def paid(self, of_tiers: Floats) -> Floats:
        """What tiers pay, in money: 0 where the unit is not known."""
        return np.where(np.isnan(self.unit), 0.0, of_tiers * self.scale)


@dataclass(frozen=True)
class Schedule:
    """How a plan pays: its tiers, what they mean, and to which of two tiers their common bound belongs."""

    tiers: Tiers
    mode: Mode = Mode.MARGINAL
    boundary: Boundary = Boundary.HIGHER

    def amounts(self, before: Floats, base: Floats, total: Floats, scale: Scale | None = None) -> Floats:
        """What each line earns that lifts the standing from `before` to before + base.

        marginal, interpolated, milestone: C(after) - C(before), each in cents, so lines add up to the cent.
        slab: base x r(total); overage: of the base what lies above the lowest bound x r(total); `total` is the standing
        at the end of the period, refunds included. All arrays are equally long; nothing is blank.
        """
        by = Scale.of_amounts(len(base)) if scale is None else scale
        after = np.round(before + base, 9)
        match self.mode:
            case Mode.SLAB:
                part = np.where(by.unit == 1, base, base / by.unit)
                return to_cents(by.paid(part * self._rate(by.points(total))))
            case Mode.OVERAGE:
                part = self._part(by.points(after)) - self._part(by.points(before))
                return to_cents(by.paid(part * self._rate(by.points(total))))
        now, then = (by.paid(self._whole(by.points(each))) for each in (after, before))
        return _less(to_cents(now), to_cents(then))

    def of_orders(self, base: Floats, whole: Floats) -> Floats:
        """What a line earns where each order stands by itself: C(whole) x base / whole; 0 where the order is 0."""
        divisor = np.where(whole == 0, 1.0, whole)
        return np.where(whole == 0, 0.0, to_cents(self._whole(whole) * base / divisor))

    def of_more(self, before: Floats, base: Floats) -> Floats:
        """What so much more earns on top of `before`: C(before + base) - C(before), each in cents, in every mode.

        In the modes slab and overage that includes what was credited before, which is paid at the rate then reached.
        """
        after = np.round(before + base, 9)
        return _less(to_cents(self._whole(after)), to_cents(self._whole(before)))

    @property
    def goes_by_rate(self) -> bool:
        """Whether all is paid at the rate reached, so that what was credited before gains by a higher one."""
        return self.mode in _BY_RATE

    def true_up(self, opening: Floats, total: Floats, scale: Scale | None = None, kept: Floats | None = None) -> Floats:
        """What the opening gains, or loses, by the rate that the total reaches; 0 unless the mode goes by the rate.

        part x r(total) - part x r(opening), each in cents, part being what is `kept` of the opening, which is all of it
        where nothing of it is refunded; for overage what of that lies above the lowest bound.
        """
        if not self.goes_by_rate:
            return np.zeros(len(opening))
        by = Scale.of_amounts(len(opening)) if scale is None else scale
        opened, reached = by.points(opening), by.points(total)
        left = opened if kept is None else by.points(kept)
        part = left if self.mode is Mode.SLAB else self._part(left)
        now, then = (by.paid(part * self._rate(each)) for each in (reached, opened))
        return _less(to_cents(now), to_cents(then))

    def in_money(self, unit: float, scale: float) -> Schedule:
        """The same with the bounds of attainment as amounts, and what the tiers pay by these."""
        bands = self.tiers.bands
        of_tier = scale if self.mode in _BY_MONEY else scale / unit
        return Schedule(
            Tiers(Bands(bands.lower * unit, bands.upper * unit), self.tiers.value * of_tier), self.mode, self.boundary
        )

    def _whole(self, amount: Floats) -> Floats:
        return self.tiers.of_whole(amount, self.mode, self.boundary)

    def _rate(self, amount: Floats) -> Floats:
        return self.tiers.rate(amount, self.boundary)

    def _part(self, amount: Floats) -> Floats:
        """What lies above the lowest bound."""
        return np.maximum(0.0, np.round(amount - self.tiers.start, _DECIMALS))


def _less(one: Floats, other: Floats) -> Floats:
    """The difference of two amounts of money, in cents again. Of two that are infinite nothing is left."""
    with np.errstate(invalid="ignore"):
        return np.where(one == other, 0.0, excel_round(one - other, 2))
