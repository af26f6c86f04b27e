"""Values that may stand in cells and are awkward: zeros, ties, halves, blanks, odd cents, days."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

UNITS: Final = (0.01, 1.0, 5.0, 100.0)
EPOCH: Final = dt.date(1899, 12, 30)
YEAR: Final = 2026


def amount(dice: Random, *, least: int = 0) -> float:
    """Money in cents; `least` in units of 10,000. Zeros and equal amounts are common."""
    match dice.randrange(5):
        case 0:
            return 0.0
        case 1:
            return dice.choice([100.0, 250.5, 1000.0, 0.01])
        case 2:
            return dice.randint(1, 99_999) / 100
        case 3:
            return float(dice.randint(max(least, 0), 500) * 1000)
    return dice.randint(least * 1_000_000, 10_000_000_000) / 100


def signed(dice: Random) -> float:
    return amount(dice, least=-1000)


def sometimes(dice: Random, value: float, chance: int = 3) -> float | None:
    """A blank one time in `chance`."""
    return None if dice.randrange(chance) == 0 else value


def weights(dice: Random, rows: int) -> list[float]:
    """None negative, some zero, seldom all."""
    if dice.randrange(8) == 0:
        return [0.0] * rows
    return [dice.choice([0.0, 1.0, 1.0, 0.5, 0.09, 3.0, dice.randint(1, 999) / 1000]) for _ in range(rows)]


def serial(day: dt.date) -> float:
    return float((day - EPOCH).days)


def unit_and_target(dice: Random) -> tuple[float, float]:
    unit = dice.choice(UNITS)
    return unit, odd(dice, dice.choice([0, 1, 7, 999, 12_345, dice.randint(1, 10_000_000)]) * unit)


def odd(dice: Random, amount_: float) -> float:
    """Sometimes no multiple of any unit but the cent; nothing stays nothing."""
    return amount_ + dice.choice([0, 0, 0.5, 12.34, 2.5]) if amount_ else amount_
