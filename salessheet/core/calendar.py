"""Fiscal periods, weeks cut at month ends, and how many of their days are worked.

All first and last days are inclusive. A fiscal year carries the number of the calendar year in which it starts: with
`first_month=4`, 2026 runs from 1 April 2026 to 31 March 2027. Halves and quarters are labelled by the fiscal year
(2026-Q1), months, weeks and days by the calendar (2027-03, 2027-03-W2, 2027-03-09), weeks being numbered in the month.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from salessheet.core.regions import CHINA, known_region, working_days
from salessheet.core.values import Days, Floats
from salessheet.errors import CannotCompute, ErrorKind

FIRST_YEAR, LAST_YEAR = 1900, 9998  # fiscal years that lie within Excel's dates
MONTHS = 12


class Level(StrEnum):
    """How finely a year is divided."""

    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True)
class Period:
    """A stretch of a fiscal year, with the number of its working days."""

    label: str
    start: date
    end: date
    workdays: int


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked: a region's, less `off`, plus `on` (both as days since 1970; `on` wins a contradiction).

    Region "CN" knows statutory holidays and make-up weekends, "" is Monday to Friday, any other is a country code
    (or code and subdivision: US-CA) with its own weekend, public holidays and make-up weekends: see `regions`.
    """

    region: str = CHINA
    off: frozenset[int] = field(default_factory=frozenset)
    on: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, region: str, days_off: Iterable[date] | Days = (), days_on: Iterable[date] | Days = ()) -> WorkingDays:
        """From dates, or arrays of datetime64[D] whose NaT are left out; an unknown region is #VALUE!."""
        return cls(known_region(region), _ordinals(days_off), _ordinals(days_on))

    def count(self, starts: Days, ends: Days) -> Floats:
        """Working days from each start to each end, both counted; NaN where either is NaT.

        As in NETWORKDAYS, a start after its end counts backwards: the result is negative.
        """
        result = np.full(starts.shape, np.nan)
        known = ~(np.isnat(starts) | np.isnat(ends))
        if known.any():
            first, last = np.minimum(starts, ends)[known], np.maximum(starts, ends)[known]
            years = _year_of(first.min()), _year_of(last.max())
            running = _running(*years, self)
            origin = np.datetime64(f"{years[0]:04d}-01-01", "D")
            counted = running[(last - origin).astype(np.int64) + 1] - running[(first - origin).astype(np.int64)]
            result[known] = np.where(starts[known] <= ends[known], counted, -counted)
        return result

    def between(self, start: date, end: date) -> int:
        """As `count`, for one pair of dates."""
        return int(self.count(np.array([start], "datetime64[D]"), np.array([end], "datetime64[D]"))[0])


def periods(year: int, level: Level, first_month: int = 1, working: WorkingDays | None = None) -> list[Period]:
    """The periods of a fiscal year in order; without gaps, whatever the level. Working days are China's if not given.

    A year outside 1900–9998 and a month outside 1–12 are #NUM!.
    """
    spans = list(_spans(year, level, first_month))
    starts = np.array([start for _, start, _ in spans], "datetime64[D]")
    ends = np.array([end for _, _, end in spans], "datetime64[D]")
    counts = (working or WorkingDays()).count(starts, ends).astype(int).tolist()
    return [Period(*span, workdays) for span, workdays in zip(spans, counts, strict=True)]


def fiscal_months(year: int, first_month: int = 1) -> list[date]:
    """The first days of the twelve months of a fiscal year."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= first_month <= MONTHS):
        raise CannotCompute(ErrorKind.NUM, f"no fiscal year {year} starts in month {first_month}")
    months = range(first_month - 1, first_month - 1 + MONTHS)
    return [date(year + m // MONTHS, m % MONTHS + 1, 1) for m in months]


def _spans(year: int, level: Level, first_month: int) -> Iterator[tuple[str, date, date]]:
    months = fiscal_months(year, first_month)
    if level in (Level.HALF, Level.QUARTER):
        letter, size = ("H", 6) if level is Level.HALF else ("Q", 3)
        for i in range(0, MONTHS, size):
            yield f"{year}-{letter}{i // size + 1}", months[i], _month_end(months[i + size - 1])
        return
    for start in months:
        end = _month_end(start)
        if level is Level.MONTH:
            yield f"{start:%Y-%m}", start, end
        elif level is Level.WEEK:
            yield from _weeks(start, end)
        else:
            for i in range(end.day):
                day = start + timedelta(i)
                yield day.isoformat(), day, day


def _weeks(start: date, month_end: date) -> Iterator[tuple[str, date, date]]:
    """Monday to Sunday, cut at both ends of the month."""
    number = 1
    while start <= month_end:
        end = min(start + timedelta(6 - start.weekday()), month_end)
        yield f"{start:%Y-%m}-W{number}", start, end
        start, number = end + timedelta(1), number + 1


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@lru_cache(maxsize=128)
def _running(first_year: int, last_year: int, working: WorkingDays) -> NDArray[np.int64]:
    """How many days before each day are worked, counted from 1 January of the first year; one more than days."""
    flags = np.concatenate([working_days(year, working.region) for year in range(first_year, last_year + 1)])
    origin = int(np.datetime64(f"{first_year:04d}-01-01", "D").astype(np.int64))
    for days, worked in ((working.off, False), (working.on, True)):
        at = np.array([day - origin for day in days], np.int64)
        flags[at[(at >= 0) & (at < flags.size)]] = worked
    return np.concatenate([[0], np.cumsum(flags)])


def _ordinals(days: Iterable[date] | Days) -> frozenset[int]:
    since_1970 = np.array(days if isinstance(days, np.ndarray) else list(days), "datetime64[D]")
    return frozenset(since_1970[~np.isnat(since_1970)].astype(np.int64).tolist())


def _year_of(day: np.datetime64) -> int:
    return int(day.astype("datetime64[Y]").astype(int)) + 1970
