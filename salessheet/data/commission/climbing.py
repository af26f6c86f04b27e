"""What each tier pays of what a month credits: the same amounts as those of the lines, tier by tier.

Amounts of slices are rounded to the cent each. What the lines have beside their sum is `rounding`, so that what is
shown adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from salessheet.core.commission import Mode, Schedule
from salessheet.core.rounding import excel_round

_CENT = 0.01
_ONE_LINE = 0.005  # by which rounding moves the amount of a line at most


class Way(StrEnum):
    """How a slice is valued: base × rate, base ÷ width of the tier × its money, or the money itself."""

    RATE = "rate"
    PART = "part"
    MONEY = "money"


@dataclass(frozen=True)
class Slice:
    """Of a tier from `lower` to `upper` (None: no bound): what of it counts, and what that pays.

    `rate` is the tier's money unless the way is RATE, and 0 where there is no tier. `base` is negative where the
    standing falls, and 1 or -1 for MONEY.
    """

    way: Way
    lower: float | None
    upper: float | None
    base: float
    rate: float
    amount: float


@dataclass(frozen=True)
class Climb:
    """What is earned between two standings, or by an order: `sum` is that of the slices and `rounding`.

    `decides`: the standing by which slab and overage find their rate; None for other modes and for orders.
    For orders by themselves `part` of the whole, which is `end`, is paid: sum × part ÷ end is `paid`, and `rounding_of
    _lines` what the lines have beside it. Elsewhere `part` is None, and `paid` the sum. `is_known`: whether this is
    what the lines say; not, where a closed month was paid by tiers that have changed since.
    """

    plan_id: str
    root: str
    start: float
    end: float
    decides: float | None
    slices: tuple[Slice, ...]
    rounding: float
    sum: float
    part: float | None
    paid: float
    rounding_of_lines: float
    is_known: bool

    @property
    def earned(self) -> float:
        """The amounts of the lines."""
        return cents(self.paid + self.rounding_of_lines)


@dataclass(frozen=True)
class Counted:
    """Lines of one plan that count one after the other: from where to where, how many, their amounts.

    `total`: the standing at the end of the month, by which slab and overage find their rate.
    """

    plan_id: str
    start: float
    end: float
    total: float
    lines: int
    amount: float


@dataclass(frozen=True)
class CountedOrder:
    """Lines of one order that stands by itself: the base of the whole order, theirs, how many, their amounts."""

    plan_id: str
    root: str
    whole: float
    base: float
    lines: int
    amount: float


def cents(amount: float) -> float:
    """Rounded to the cent, never a negative 0."""
    return float(excel_round(np.array([amount]), 2)[0]) + 0.0


def unknown(plan_id: str, amount: float) -> Climb:
    """Of a plan that is not there any more."""
    return Climb(plan_id, "", 0.0, 0.0, None, (), amount, amount, None, amount, 0.0, is_known=False)


def without_target(plan_id: str) -> Climb:
    """Of a plan whose tiers are of attainment, for somebody without a target: nothing is earned."""
    return Climb(plan_id, "", 0.0, 0.0, None, (), 0.0, 0.0, None, 0.0, 0.0, is_known=True)


def climb(schedule: Schedule, counted: Counted) -> Climb:
    slices = _slices(schedule, counted.start, counted.end, counted.total)
    rounding = cents(counted.amount - sum(each.amount for each in slices))
    return Climb(
        plan_id=counted.plan_id,
        root="",
        start=counted.start,
        end=counted.end,
        decides=counted.total if schedule.mode in (Mode.SLAB, Mode.OVERAGE) else None,
        slices=slices,
        rounding=rounding,
        sum=counted.amount,
        part=None,
        paid=counted.amount,
        rounding_of_lines=0.0,
        is_known=abs(rounding) <= _ONE_LINE * (counted.lines + len(slices) + 1) + _CENT,
    )


def climb_of_order(schedule: Schedule, counted: CountedOrder) -> Climb:
    """An order whose whole amount decides the tier, whatever came before."""
    slices = _slices(schedule, 0.0, counted.whole, counted.whole)
    whole = cents(float(schedule.tiers.of_whole(np.array([counted.whole]), schedule.mode, schedule.boundary)[0]))
    times = counted.base / counted.whole if counted.whole else 0.0
    paid = cents(whole * times)
    rounding = cents(counted.amount - paid)
    half_a_cent_of_whole = _CENT / 2 * abs(times)  # a document may be many times its order
    return Climb(
        plan_id=counted.plan_id,
        root=counted.root,
        start=0.0,
        end=counted.whole,
        decides=None,
        slices=slices,
        rounding=cents(whole - sum(each.amount for each in slices)),
        sum=whole,
        part=counted.base,
        paid=paid,
        rounding_of_lines=rounding,
        is_known=abs(rounding) <= _ONE_LINE * counted.lines + _CENT + half_a_cent_of_whole,
    )


def _slices(schedule: Schedule, start: float, end: float, total: float) -> tuple[Slice, ...]:
    match schedule.mode:
        case Mode.SLAB:
            return (_at_rate(schedule, round(end - start, 9), total),)
        case Mode.OVERAGE:
            lowest = schedule.tiers.start
            return (_at_rate(schedule, round(max(end, lowest) - max(start, lowest), 9), total),)
        case Mode.MILESTONE:
            return (*_reached(schedule, end, 1.0), *_reached(schedule, start, -1.0))
    return tuple(_cut(schedule, start, end))


def _cut(schedule: Schedule, start: float, end: float) -> list[Slice]:
    """What lies between two standings, tier by tier, with what lies in none."""
    sign, low, high = (1.0, start, end) if end >= start else (-1.0, end, start)
    found = []
    for lower, upper, value in _segments(schedule):
        base = round(min(high, upper) - max(low, lower), 9)
        if base > 0:
            by_width = schedule.mode is Mode.INTERPOLATED and value != 0
            paid = base / (upper - lower) * value if by_width else base * value
            way = Way.PART if by_width else Way.RATE
            found.append(Slice(way, _bound(lower), _bound(upper), sign * base, value, cents(sign * paid)))
    return found


def _segments(schedule: Schedule) -> list[tuple[float, float, float]]:
    """The tiers, and with a value of 0 what lies below, between and above them."""
    bands = schedule.tiers.bands
    tiers = list(zip(bands.lower.tolist(), bands.upper.tolist(), schedule.tiers.value.tolist(), strict=True))
    if not tiers:
        return [(-np.inf, np.inf, 0.0)]
    gaps = [(one[1], other[0], 0.0) for one, other in pairwise(tiers) if one[1] < other[0]]
    ends = [(-np.inf, tiers[0][0], 0.0), (tiers[-1][1], np.inf, 0.0)]
    return sorted([*tiers, *gaps, *((lower, upper, value) for lower, upper, value in ends if lower < upper)])


def _at_rate(schedule: Schedule, base: float, total: float) -> Slice:
    """All of it at the rate of the tier reached."""
    tiers = schedule.tiers
    row = int(tiers.bands.rows_of(np.array([total]), schedule.boundary)[0])
    if row < 0:
        return Slice(Way.RATE, None, None, base, 0.0, 0.0)
    rate = float(tiers.value[row])
    lower, upper = float(tiers.bands.lower[row]), float(tiers.bands.upper[row])
    return Slice(Way.RATE, _bound(lower), _bound(upper), base, rate, cents(base * rate))


def _reached(schedule: Schedule, standing: float, sign: float) -> list[Slice]:
    tiers = schedule.tiers
    money = float(tiers.of_whole(np.array([standing]), Mode.MILESTONE, schedule.boundary)[0])
    if money == 0:
        return []
    below = [row for row, value in enumerate(tiers.value.tolist()) if value == money]
    lower = max((float(tiers.bands.lower[row]) for row in below if tiers.bands.lower[row] <= standing), default=None)
    return [Slice(Way.MONEY, lower, None, sign, money, cents(sign * money))]


def _bound(bound: float) -> float | None:
    return bound if np.isfinite(bound) else None
