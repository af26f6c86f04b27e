"""Which days a region works: its weekend, its holidays, its make-up days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.calendar import WorkingDays
from salessheet.core.regions import CHINA, DayException, exceptions, is_provisional, weekend_of, working_days

DATES = st.dates(date(2004, 1, 1), date(2027, 12, 31))
YEARS = (2015, 2018, 2021, 2022, 2026, 2030)  # some changed their weekend at the end of 2021
PARTS = ["MY-01", "MY-03", "US-CA", "AU-TAS", "CA-QC"]
COUNTRIES = sorted(code for code in holidays.list_supported_countries() if len(code) == 2)


def test_every_country_works_the_days_that_the_package_of_holidays_says() -> None:
    """Of China, too, though its days come from elsewhere."""
    days = [date(year, 1, 1) + timedelta(i) for year in YEARS for i in range(365 + calendar.isleap(year))]
    around = {year + i for year in YEARS for i in (0, 1)}  # December may make up for a day off in January
    off = {}
    for region in COUNTRIES + PARTS:
        country, _, part = region.partition("-")
        known = holidays.country_holidays(country, subdiv=part or None, years=around)
        flags = np.concatenate([working_days(year, region) for year in YEARS])
        wrong = flags != [known.is_working_day(day) for day in days]
        if wrong.any():
            off[region] = [days[i] for i in np.flatnonzero(wrong)]

    assert off == {}
    assert CHINA in COUNTRIES


@pytest.mark.parametrize(
    ("region", "day", "weekend"),
    [
        ("", date(2026, 6, 30), {5, 6}),
        ("CN", date(2026, 6, 30), {5, 6}),
        ("ae", date(2021, 12, 31), {4, 5}),
        ("AE", date(2022, 12, 31), {5, 6}),
        ("BN", date(2026, 6, 30), {4, 6}),
        ("IR", date(2026, 6, 30), {4}),
        ("MY-03", date(2026, 6, 30), {4, 5}),
        ("SA", date(1, 1, 1), {3, 4}),
        ("SA", date(9999, 12, 31), {4, 5}),
    ],
)
def test_a_region_has_its_own_weekend(region: str, day: date, weekend: set[int]) -> None:
    assert weekend_of(region, day) == weekend


@given(DATES, DATES, st.sampled_from(["CN", "", "AE", "IR"]), st.sets(st.integers(0, 6)).map(frozenset))
def test_counting_agrees_with_a_walk_through_the_exceptions(
    one: date, other: date, region: str, weekend: frozenset[int]
) -> None:
    first, last = min(one, other), max(one, other)
    off = {e.day for e in exceptions(first, last, region, weekend=weekend) if not e.working}
    on = {e.day for e in exceptions(first, last, region, weekend=weekend) if e.working}
    days = (first + timedelta(i) for i in range((last - first).days + 1))
    walked = sum(day in on or (day.weekday() not in weekend and day not in off) for day in days)
    assert WorkingDays.of(region).between(first, last) == walked


@pytest.mark.parametrize(
    ("year", "region", "provisional"),
    [(2026, "CN", False), (2003, "CN", True), (2100, "cn", True), (2100, "", False), (2100, "US", False)],
)
def test_a_year_without_published_make_up_days_is_provisional(year: int, region: str, provisional: bool) -> None:
    assert is_provisional(year, region) is provisional


def test_exceptions_are_named() -> None:
    assert exceptions(date(2026, 10, 6), date(2026, 10, 12)) == [
        DayException(date(2026, 10, 6), working=False, name="National Day"),
        DayException(date(2026, 10, 7), working=False, name="National Day"),
        DayException(date(2026, 10, 10), working=True, name="National Day"),
    ]


def test_exceptions_are_named_in_chinese() -> None:
    published, provisional = date(2026, 10, 7), date(2050, 1, 24)
    assert [e.name for e in exceptions(published, published, lang="zh-CN")] == ["国庆节"]
    assert [e.name for e in exceptions(provisional, provisional, lang="zh-CN")] == ["春节"]
