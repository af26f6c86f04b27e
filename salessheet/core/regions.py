"""Regions: which days of a year are worked, by their weekend, public holidays and make-up days.

China's statutory holidays and make-up weekends are those that the State Council has published. "" is Monday to Friday.
Any other region is a country, or a part of one such as US-CA, as the package `holidays` knows it: with its weekend,
which need not be Saturday and Sunday and which some have changed, its public holidays, and the weekends known to be
made up. There a day of the weekend is worked only if it is made up, any other day unless it is a holiday.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from salessheet.errors import CannotCompute, ErrorKind

if TYPE_CHECKING:
    from holidays import HolidayBase

Flags = NDArray[np.bool_]
Weekend = frozenset[int]
"""Days of the week that are not worked, Monday being 0."""

CHINA = "CN"
SATURDAY_AND_SUNDAY: Weekend = frozenset({5, 6})
_WEEK = 7
# Outside these years no public holiday is known to any source here, so none is asked.
_FIRST_HOLIDAYS, _LAST_HOLIDAYS = 1900, 2200


@dataclass(frozen=True)
class DayException:
    """A working day at a weekend, or another day off; `name` is the holiday behind it, "" if unknown."""

    day: date
    working: bool
    name: str


def known_region(region: str) -> str:
    """The code in capitals, without blanks around it. An unknown one is #VALUE!."""
    if not is_known_region(region):
        raise CannotCompute(ErrorKind.VALUE, f"no calendar for the region '{region}'")
    return region.strip().upper()


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


def is_provisional(year: int, region: str = CHINA) -> bool:
    """Whether China's make-up days of a calendar year are not published: it counts by the statutory holidays known."""
    code = region.strip().upper()
    return code == CHINA and not _is_published(year, code)


def weekend_of(region: str, day: date) -> Weekend:
    """The days of the week that are the region's weekend in the seven days up to and including `day`.

    Before the first and after the last year in which anything is known it is that of the nearest one.
    """
    code = known_region(region)
    if code in ("", CHINA):
        return SATURDAY_AND_SUNDAY
    return _weekend(code, min(max(day, date(_FIRST_HOLIDAYS, 1, _WEEK)), date(_LAST_HOLIDAYS, 12, 31)))


@cache
def _weekend(code: str, day: date) -> Weekend:
    found = _public_holidays(day.year, code, "en_US")
    week = (day - timedelta(i) for i in range(_WEEK))
    return frozenset(day.weekday() for day in week if found.is_weekend(day))


def exceptions(
    first: date, last: date, region: str = CHINA, lang: str = "en", weekend: Weekend = SATURDAY_AND_SUNDAY
) -> list[DayException]:
    """The days of a region that are not what their weekday says, in order; names in English, or Chinese for zh-CN.

    The weekdays are those outside `weekend`. In a year with another weekend its days are exceptions without a name.
    """
    code = known_region(region)
    found = []
    for year in range(first.year, last.year + 1):
        working, names = working_days(year, code), _names(year, code, lang)
        for at in np.flatnonzero(working != _weekdays(year, weekend)).tolist():
            day = date(year, 1, 1) + timedelta(at)
            if first <= day <= last:
                found.append(DayException(day, bool(working[at]), names.get(day, "")))
    return found


@cache
def working_days(year: int, code: str) -> Flags:
    """One flag a day from 1 January, whether the region works on it; `code` as `known_region` gives it."""
    if not code:
        return _weekdays(year)
    if not _FIRST_HOLIDAYS <= year <= _LAST_HOLIDAYS:
        return _weekdays(year, weekend_of(code, date(year, 12, 31)))
    if _is_published(year, code):
        working = _weekdays(year)
        off, on = _published(year)
        working[_positions(off, year)] = False
        working[_positions(on, year)] = True
        return working
    found = _public_holidays(year, code, "en_US")
    days = [date(year, 1, 1) + timedelta(i) for i in range(_size(year))]
    return np.array([day in found.weekend_workdays if found.is_weekend(day) else day not in found for day in days])


def _names(year: int, code: str, lang: str) -> Mapping[date, str]:
    """What the holidays of a year are called, and those behind its make-up days where that is known."""
    in_chinese = lang.lower().startswith("zh")
    if not code or not _FIRST_HOLIDAYS <= year <= _LAST_HOLIDAYS:
        return {}
    if not _is_published(year, code):
        return dict(_public_holidays(year, code, "zh_CN" if in_chinese else "en_US"))
    from chinese_calendar import Holiday

    off, on = _published(year)
    chinese = {holiday.value: holiday.chinese for holiday in Holiday} if in_chinese else {}
    return {day: chinese.get(name, name) for day, name in (off | on).items()}


def _is_published(year: int, code: str) -> bool:
    """Whether the State Council has published holidays and make-up days of China's year."""
    return code == CHINA and year in _published_years()


def _published(year: int) -> tuple[dict[date, str], dict[date, str]]:
    """Days off and make-up days, each with the holiday behind it."""
    from chinese_calendar import constants

    off = {day: name for day, name in constants.holidays.items() if day.year == year}
    on = {day: name for day, name in constants.workdays.items() if day.year == year}
    return off, on


@cache
def _published_years() -> frozenset[int]:
    from chinese_calendar import constants

    return frozenset(day.year for day in constants.holidays)


def _public_holidays(year: int, code: str, language: str) -> HolidayBase:
    """The public holidays of a year and the next, the weekend, and the weekends known to be made up for days off."""
    import holidays

    country, _, subdivision = code.partition("-")
    # December may make up for a day off in January.
    years = (year, year + 1)
    return holidays.country_holidays(country, subdiv=subdivision or None, years=years, language=language, expand=False)


def _weekdays(year: int, weekend: Weekend = SATURDAY_AND_SUNDAY) -> Flags:
    first = date(year, 1, 1).weekday()
    flags: Flags = ~np.isin((np.arange(_size(year)) + first) % _WEEK, sorted(weekend))
    return flags


def _size(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def _positions(days: Iterable[date], year: int) -> list[int]:
    first = date(year, 1, 1)
    return [(day - first).days for day in days if day.year == year]
