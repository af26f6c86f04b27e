"""What was credited to date: sums of bases over the months of a window, and ahead of each line of a month.

Months are whole numbers, counted from January of any year divisible by 4 (numpy's months since 1970 are). Sums of money
are made in whole cents, so they hold exactly; of other measures nine decimals count.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from salessheet.core.calendar import MONTHS
from salessheet.core.values import Floats

Whole = NDArray[np.int64]

_DECIMALS = 9


class Window(StrEnum):
    """Over what a plan adds up: each deal by itself, or a month, a quarter, a year of the fiscal calendar."""

    DEAL = "deal"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LENGTHS = {Window.MONTH: 1, Window.QUARTER: 3, Window.YEAR: MONTHS}
RUNNING = (Window.QUARTER, Window.YEAR)
"""The windows of several months, in which something was credited before a month."""


def window_of(months: Whole, window: Window, first_month: int) -> Whole:
    """The number of the window each month lies in; fiscal quarters and years begin with `first_month`."""
    return (months - (first_month - 1)) // _LENGTHS[window]


def begin_of(months: Whole, window: Window, first_month: int) -> Whole:
    """The first month of the window each month lies in."""
    return months - (months - (first_month - 1)) % _LENGTHS[window]


def is_last_of_year(months: Whole, first_month: int) -> NDArray[np.bool_]:
    """Where a month is the last of its fiscal year, which begins with `first_month`, 1 to 12."""
    return np.asarray((months - (first_month - 1)) % MONTHS == MONTHS - 1)


def clean(sums: Floats) -> Floats:
    """Without the last bits that adding leaves."""
    return np.round(sums, _DECIMALS)


def totals(values: Floats, cells: Whole, size: int) -> Floats:
    """The sum of the values of each cell, numbered from 0 to below `size`."""
    cents, rest = _split(values)
    return clean(np.bincount(cells, cents, size) / 100 + np.bincount(cells, rest, size))


def ahead(values: Floats, groups: Whole) -> Floats:
    """For each value the sum of those of its group that stand ahead of it. Groups are stretches of equal numbers."""
    cents, rest = _split(values)
    return clean(_ahead(cents, groups) / 100 + _ahead(rest, groups))


def until(values: Floats) -> Floats:
    """Running totals, 0 first: those of a stretch are the difference of two, `clean`ed."""
    cents, rest = _split(values)
    return np.concatenate([[0.0], np.cumsum(cents) / 100 + np.cumsum(rest)])


def openings(sums: Floats, payees: Whole, months: Whole, window: Window, first_month: int) -> Floats:
    """What was credited before each month in the window it lies in.

    `sums`: what was credited to a payee in a month, one cell for each pair, the cells of a payee in one stretch and
    in the order of their months. All arrays are equally long, and so is the result.
    """
    if window not in RUNNING:
        return np.zeros(len(sums))
    stretch = window_of(months, window, first_month)
    changes = np.ones(len(sums), dtype=bool)
    changes[1:] = (payees[1:] != payees[:-1]) | (stretch[1:] != stretch[:-1])
    return ahead(sums, np.cumsum(changes))


def _split(values: Floats) -> tuple[Floats, Floats]:
    """Whole cents, which add up exactly, and what is left."""
    cents = np.rint(values * 100)
    with np.errstate(invalid="ignore"):
        rest = values - cents / 100
    return cents, np.where(np.isfinite(rest), rest, 0.0)


def _ahead(values: Floats, groups: Whole) -> Floats:
    if not len(values):
        return values
    before = np.cumsum(values) - values
    first = np.ones(len(groups), dtype=bool)
    first[1:] = groups[1:] != groups[:-1]
    found: Floats = before - before[np.flatnonzero(first)][np.cumsum(first) - 1]
    return found
