"""Fiscal periods, weeks cut at month ends, and working days with statutory holidays and make-up weekends.

All first and last days are inclusive. A fiscal year carries the number of the calendar year in which it starts: with
`first_month=4`, 2026 runs from 1 April 2026 to 31 March 2027. Halves and quarters are labelled by the fiscal year
(2026-Q1), months, weeks and days by the calendar (2027-03, 2027-03-W2, 2027-03-09), weeks being numbered in the month.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from salessheet.core.values import Days, Floats
from salessheet.errors import CannotCompute, ErrorKind

Flags = NDArray[np.bool_]

CHINA = "CN"
FIRST_YEAR, LAST_YEAR = 1900, 9998  # fiscal years that lie within Excel's dates
MONTHS = 12
_SATURDAY = 5
# Outside these years no public holiday is known to any source here, so none is asked.
_FIRST_HOLIDAYS, _LAST_HOLIDAYS = 1900, 2200


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
class DayException:
    """A working day at a weekend, or a weekday off; `name` is the holiday behind it, "" if unknown."""

    day: date
    working: bool
    name: str


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked: a region's, less `off`, plus `on` (both as days since 1970; `on` wins a contradiction).

    Region "CN" knows statutory holidays and make-up weekends, "" is Monday to Friday, any other is a country code
    (or code and subdivision: US-CA), Monday to Friday less its public holidays, with the make-up weekends it has.
    """

    region: str = CHINA
    off: frozenset[int] = field(default_factory=frozenset)
    on: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, region: str, days_off: Iterable[date] | Days = (), days_on: Iterable[date] | Days = ()) -> WorkingDays:
        """From dates, or arrays of datetime64[D] whose NaT are left out; an unknown region is #VALUE!."""
        code = region.strip().upper()
        _require_known(code)
        return cls(code, _ordinals(days_off), _ordinals(days_on))

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


def is_provisional(year: int, region: str = CHINA) -> bool:
    """Whether China's make-up days of a calendar year are not published: it counts by the statutory holidays known."""
    return region.strip().upper() == CHINA and year not in _published_years()


def exceptions(first: date, last: date, region: str = CHINA, lang: str = "en") -> list[DayException]:
    """The days of a region that are not what their weekday says, in order; names in English, or Chinese for zh-CN."""
    in_chinese = lang.lower().startswith("zh")
    code = region.strip().upper()
    _require_known(code)
    found = []
    for year in range(first.year, last.year + 1):
        of_year = _year(year, code)
        names = of_year.chinese_names if in_chinese else of_year.names
        for at in np.flatnonzero(of_year.working != _weekdays(year)).tolist():
            day = date(year, 1, 1) + timedelta(at)
            if first <= day <= last:
                found.append(DayException(day, bool(of_year.working[at]), names.get(day, "")))
    return found


@dataclass(frozen=True)
class _Year:
    """A region's working days in a calendar year, one flag a day from 1 January, and what its holidays are called."""

    working: Flags
    names: Mapping[date, str] = field(default_factory=dict)
    chinese_names: Mapping[date, str] = field(default_factory=dict)


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
    flags = np.concatenate([_year(year, working.region).working for year in range(first_year, last_year + 1)])
    origin = int(np.datetime64(f"{first_year:04d}-01-01", "D").astype(np.int64))
    for days, worked in ((working.off, False), (working.on, True)):
        at = np.array([day - origin for day in days], np.int64)
        flags[at[(at >= 0) & (at < flags.size)]] = worked
    return np.concatenate([[0], np.cumsum(flags)])


@cache
def _year(year: int, region: str) -> _Year:
    if not region or not _FIRST_HOLIDAYS <= year <= _LAST_HOLIDAYS:
        return _Year(_weekdays(year))
    if region == CHINA and year in _published_years():
        return _published_year(year)
    names, made_up = _public_holidays(year, region, "en_US")
    working = _weekdays(year)
    working[_positions(names, year)] = False
    working[_positions(made_up, year)] = True
    return _Year(working, names, _public_holidays(year, region, "zh_CN")[0])


def _published_year(year: int) -> _Year:
    """A year whose holidays and make-up days the State Council has published."""
    from chinese_calendar import Holiday, constants

    off = {day: name for day, name in constants.holidays.items() if day.year == year}
    on = {day: name for day, name in constants.workdays.items() if day.year == year}
    working = _weekdays(year)
    working[_positions(off, year)] = False
    working[_positions(on, year)] = True
    in_chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    return _Year(working, off | on, {day: in_chinese.get(name, name) for day, name in (off | on).items()})


@cache
def _published_years() -> frozenset[int]:
    from chinese_calendar import constants

    return frozenset(day.year for day in constants.holidays)


def _public_holidays(year: int, region: str, language: str) -> tuple[dict[date, str], set[date]]:
    """The public holidays that fall in a year, and the weekends known to be made up for days off between them."""
    import holidays

    country, _, subdivision = region.partition("-")
    # December may make up for a day off in January.
    years = (year, year + 1)
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=years, language=language)
    return dict(found), set(found.weekend_workdays)


def _require_known(region: str) -> None:
    if not is_known_region(region):
        raise CannotCompute(ErrorKind.VALUE, f"no calendar for the region '{region}'")


@cache
def is_known_region(region: str) -> bool:
    """Whether the holidays of a country, or of a part of it such as US-CA, are known by this code; a blank has none."""
    code = region.strip().upper()
    if code in ("", CHINA):
        return True
    try:
        _public_holidays(2024, code, "en_US")
    except (NotImplementedError, AttributeError):  # both are what the library says of a code it lacks
        return False
    return True


def _weekdays(year: int) -> Flags:
    first = date(year, 1, 1)
    size = 366 if calendar.isleap(year) else 365
    flags: Flags = (np.arange(size) + first.weekday()) % 7 < _SATURDAY
    return flags


def _positions(days: Iterable[date], year: int) -> list[int]:
    first = date(year, 1, 1)
    return [(day - first).days for day in days if day.year == year]


def _ordinals(days: Iterable[date] | Days) -> frozenset[int]:
    since_1970 = np.array(days if isinstance(days, np.ndarray) else list(days), "datetime64[D]")
    return frozenset(since_1970[~np.isnat(since_1970)].astype(np.int64).tolist())


def _year_of(day: np.datetime64) -> int:
    return int(day.astype("datetime64[Y]").astype(int)) + 1970
