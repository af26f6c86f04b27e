"""Targets given for a year, its quarters and its months: what the months are, and where that contradicts itself.

What is given stands. What is left of a year or a quarter is shared by those of its months that have no target of their
own, in proportion to their weights. Where the parts of a year or a quarter do not add up to its own target, that one
counts and the parts keep their proportions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessheet.core.calendar import MONTHS
from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats

QUARTERS = 4
_DUST = 6  # decimals from which on binary fractions show

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Stated:
    """Targets as they are given, a row for each holder: of the year (n), its quarters (n × 4) and its months (n × 12).

    Months are in the order of the fiscal year. NaN where none is given; none is negative. `same`: amounts that differ
    by no more are equal.
    """

    year: Floats
    quarters: Floats
    months: Floats
    same: float

    @property
    def has_parts(self) -> Mask:
        """Which holders have a target for a part of the year (n)."""
        return np.asarray(~np.isnan(np.column_stack([self.quarters, self.months])).all(axis=1), dtype=bool)

    @property
    def total(self) -> Floats:
        """The year's target (n): the one given, else the sum of what is given of its parts; NaN where nothing is."""
        of_months = np.nansum(_each_quarter(self.months), axis=1).reshape(-1, QUARTERS)
        added = np.where(np.isnan(self.quarters), of_months, self.quarters).sum(axis=1)
        added = np.where(self.has_parts, excel_round(added, _DUST), np.nan)
        return np.where(np.isnan(self.year), added, self.year)

    def by_month(self, weights: Floats) -> Floats:
        """The targets of the months (n × 12), not rounded; 0 in months for which nothing is given, NaN without any."""
        months = filled(self.year, self._by_month(weights), weights, self.same)
        return np.where(np.isnan(self.total)[:, np.newaxis], np.nan, np.nan_to_num(months))

    def weighed(self) -> Mask:
        """Months that share something with others by their weights (n × 12)."""
        in_quarters = _sharing(self.quarters.ravel(), _each_quarter(self.months), self.same).reshape(-1, MONTHS)
        return in_quarters | _sharing(self.year, self._by_month(np.ones(MONTHS)), self.same)

    def missing(self) -> Mask:
        """Months without a target, of those who have one for other parts of the year but none for the year (n × 12)."""
        lone = self.has_parts & np.isnan(self.year)
        return lone[:, np.newaxis] & np.isnan(self._by_month(np.ones(MONTHS)))

    def spans(self) -> Floats:
        """The places of the first and the last month with a target (n × 2); NaN with one for the year, or without."""
        given = ~np.isnan(self._by_month(np.ones(MONTHS)))
        ends = np.column_stack([given.argmax(axis=1), MONTHS - 1 - given[:, ::-1].argmax(axis=1)]).astype(np.float64)
        return np.where((np.isnan(self.year) & given.any(axis=1))[:, np.newaxis], ends, np.nan)

    def contradicted(self) -> tuple[Floats, Floats]:
        """What the parts total, where that is not what is given for the year (n) or the quarter (n × 4); else NaN."""
        quarters = _contradiction(self.quarters.ravel(), _each_quarter(self.months), self.same)
        return _contradiction(self.year, self._by_month(np.ones(MONTHS)), self.same), quarters.reshape(-1, QUARTERS)

    def _by_month(self, weights: Floats) -> Floats:
        """Months as their quarters make them (n × 12), NaN where neither is given."""
        each = np.tile(weights.reshape(QUARTERS, -1), (len(self.year), 1))
        return filled(self.quarters.ravel(), _each_quarter(self.months), each, self.same).reshape(-1, MONTHS)


def filled(whole: Floats, parts: Floats, weights: Floats, same: float) -> Floats:
    """The parts (n × k) of each whole (n), those that are blank filled with what is left of it by weights (k or n × k).

    A blank whole fills nothing. Parts that are more than the whole, or all given and less, are scaled to it.
    """
    blank = np.isnan(parts)
    total = np.nansum(parts, axis=1)
    left = np.where(np.isnan(whole), np.nan, whole - total)
    shared = np.where(blank, np.nan_to_num(np.maximum(left, 0))[:, np.newaxis] * _shares(blank, weights), parts)
    everywhere = np.ones_like(blank)
    with np.errstate(all="ignore"):  # what has no proportions takes the weights
        scaled = np.where(blank, 0.0, parts) * (whole / total)[:, np.newaxis]
    scaled = np.where((total > 0)[:, np.newaxis], scaled, whole[:, np.newaxis] * _shares(everywhere, weights))
    against = ~np.isnan(_contradiction(whole, parts, same))
    found = np.where(against[:, np.newaxis], scaled, shared)
    return np.where(np.isnan(whole)[:, np.newaxis], parts, found)


def _contradiction(whole: Floats, parts: Floats, same: float) -> Floats:
    total = np.nansum(parts, axis=1)
    complete = ~np.isnan(parts).any(axis=1)
    against = (total > whole + same) | (complete & (total < whole - same))  # a blank whole contradicts nothing
    return np.where(against, total, np.nan)


def _sharing(whole: Floats, parts: Floats, same: float) -> Mask:
    """Blank parts that divide more than nothing of a whole among several (n × k)."""
    blank = np.isnan(parts)
    several = (blank.sum(axis=1) > 1) & (whole - np.nansum(parts, axis=1) > same)
    sharing: Mask = blank & several[:, np.newaxis]
    return sharing


def _shares(where: Mask, weights: Floats) -> Floats:
    """The share of each chosen part in its row: by weights, evenly where all of them are 0."""
    chosen = np.where(where, weights, 0.0)
    idle = chosen.sum(axis=1, keepdims=True) <= 0
    chosen = np.where(idle, where.astype(float), chosen)
    shares: Floats = chosen / np.maximum(chosen.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    return shares


def _each_quarter(months: Floats) -> Floats:
    return months.reshape(-1, MONTHS // QUARTERS)
