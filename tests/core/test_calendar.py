from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.calendar import Level, Period, WorkingDays, periods
from salessheet.errors import CannotCompute, ErrorKind

YEARS = st.integers(1900, 2200)
MONTHS = st.integers(1, 12)
DATES = st.dates(date(2004, 1, 1), date(2027, 12, 31))
MONDAY_TO_FRIDAY = WorkingDays.of("")


@pytest.mark.parametrize(
    ("level", "first_month", "at", "period"),
    [
        (Level.HALF, 1, 0, Period("2026-H1", date(2026, 1, 1), date(2026, 6, 30), 120)),
        (Level.QUARTER, 1, 3, Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), 62)),
        (Level.QUARTER, 4, 3, Period("2026-Q4", date(2027, 1, 1), date(2027, 3, 31), 59)),
        (Level.MONTH, 1, 1, Period("2026-02", date(2026, 2, 1), date(2026, 2, 28), 16)),
        (Level.MONTH, 4, 11, Period("2027-03", date(2027, 3, 1), date(2027, 3, 31), 23)),
        (Level.WEEK, 1, 0, Period("2026-01-W1", date(2026, 1, 1), date(2026, 1, 4), 1)),  # 4 January is made up
        (Level.WEEK, 3, 1, Period("2026-03-W2", date(2026, 3, 2), date(2026, 3, 8), 5)),
        (Level.WEEK, 1, -1, Period("2026-12-W5", date(2026, 12, 28), date(2026, 12, 31), 4)),
        (Level.DAY, 3, 8, Period("2026-03-09", date(2026, 3, 9), date(2026, 3, 9), 1)),
    ],
)
def test_a_fiscal_year_has_its_periods(level: Level, first_month: int, at: int, period: Period) -> None:
    assert periods(2026, level, first_month)[at] == period


@pytest.mark.parametrize(
    ("year", "level", "count"),
    [
        (2026, Level.HALF, 2),
        (2026, Level.QUARTER, 4),
        (2026, Level.MONTH, 12),
        (2026, Level.WEEK, 63),
        (2026, Level.DAY, 365),
        (2028, Level.DAY, 366),
    ],
)
def test_a_year_has_so_many_periods(year: int, level: Level, count: int) -> None:
    assert len(periods(year, level)) == count


@given(YEARS, st.sampled_from(Level), MONTHS)
def test_periods_cover_the_fiscal_year_without_gaps(year: int, level: Level, first_month: int) -> None:
    found = periods(year, level, first_month)
    assert found[0].start == date(year, first_month, 1)
    assert found[-1].end + timedelta(1) == date(year + 1, first_month, 1)
    assert all(before.end + timedelta(1) == after.start for before, after in pairwise(found))
    assert len({p.label for p in found}) == len(found)


@given(YEARS, st.sampled_from(Level), MONTHS)
def test_working_days_of_every_level_add_up_to_those_of_the_year(year: int, level: Level, first_month: int) -> None:
    end = date(year + 1, first_month, 1) - timedelta(1)
    whole = WorkingDays().between(date(year, first_month, 1), end)
    assert sum(p.workdays for p in periods(year, level, first_month)) == whole


@given(YEARS)
def test_weeks_end_on_sundays_or_with_their_month(year: int) -> None:
    assert all(p.end.weekday() == 6 or (p.end + timedelta(1)).day == 1 for p in periods(year, Level.WEEK))


@pytest.mark.parametrize(("year", "first_month"), [(1899, 1), (9999, 1), (2026, 0), (2026, 13)])
def test_a_year_or_month_that_is_none_is_a_number_error(year: int, first_month: int) -> None:
    with pytest.raises(CannotCompute) as failure:
        periods(year, Level.MONTH, first_month)
    assert failure.value.kind is ErrorKind.NUM


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_china_works_as_many_days_as_published(year: int, workdays: int) -> None:
    assert WorkingDays().between(date(year, 1, 1), date(year, 12, 31)) == workdays


@pytest.mark.parametrize(
    ("region", "first", "last", "workdays"),
    [
        ("CN", date(2026, 10, 1), date(2026, 10, 11), 3),  # 8, 9 and the made-up Saturday, 10 October
        ("CN", date(2050, 10, 1), date(2050, 10, 9), 2),  # far from published: 3 to 5 October are off, no more is known
        ("", date(2026, 10, 1), date(2026, 10, 11), 7),
        ("US", date(2026, 7, 1), date(2026, 7, 5), 2),  # 3 July, for Independence Day on a Saturday
        ("us-ca", date(2026, 3, 30), date(2026, 3, 31), 1),  # César Chávez Day, in California alone
        ("CN", date(2001, 12, 29), date(2001, 12, 30), 2),  # a weekend made up for New Year of the next year
        ("HU", date(2024, 8, 3), date(2024, 8, 4), 1),  # a Saturday made up
        ("AE", date(2021, 12, 1), date(2021, 12, 31), 20),  # Friday and Saturday off, and two national days
        ("AE", date(2022, 2, 1), date(2022, 2, 28), 20),  # Saturday and Sunday
        ("EG", date(2026, 3, 1), date(2026, 3, 7), 5),  # Sunday to Thursday
        ("IR", date(2026, 5, 9), date(2026, 5, 15), 6),  # Friday alone
        ("MY-03", date(2026, 3, 1), date(2026, 3, 7), 5),
        ("HK", date(2026, 3, 2), date(2026, 3, 8), 6),
        ("EG", date(2300, 3, 2), date(2300, 3, 8), 5),  # no holiday is known, but the weekend
        ("EG", date(1850, 3, 3), date(1850, 3, 9), 5),
        ("CN", date(2026, 10, 11), date(2026, 10, 1), -3),
        ("CN", date(2026, 10, 10), date(2026, 10, 10), 1),
        ("CN", date(2026, 10, 11), date(2026, 10, 11), 0),
    ],
)
def test_working_days_are_those_of_the_region(region: str, first: date, last: date, workdays: int) -> None:
    assert WorkingDays.of(region).between(first, last) == workdays


@pytest.mark.parametrize("region", ["XX", "US-ZZ", "Atlantis"])
def test_an_unknown_region_is_a_value_error(region: str) -> None:
    with pytest.raises(CannotCompute) as failure:
        WorkingDays.of(region)
    assert failure.value.kind is ErrorKind.VALUE


def test_days_off_and_days_on_override_the_region() -> None:
    october = date(2026, 10, 1), date(2026, 10, 31)
    assert WorkingDays.of("CN", [date(2026, 10, 8)]).between(*october) == 17
    assert WorkingDays.of("CN", [], [date(2026, 10, 1), date(2026, 10, 9)]).between(*october) == 19
    assert WorkingDays.of("CN", [date(2026, 10, 1)], [date(2026, 10, 1)]).between(*october) == 19


def test_blank_dates_count_blank() -> None:
    starts = np.array(["2026-01-05", "NaT", "2026-01-05"], "datetime64[D]")
    ends = np.array(["NaT", "2026-01-05", "2026-01-05"], "datetime64[D]")
    assert np.isnan(MONDAY_TO_FRIDAY.count(starts, ends)).tolist() == [True, True, False]


@given(DATES, DATES)
def test_monday_to_friday_is_networkdays(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    assert MONDAY_TO_FRIDAY.between(first, last) == np.busday_count(first, last + timedelta(1))


@given(YEARS)
def test_china_never_fails(year: int) -> None:
    assert 245 <= WorkingDays().between(date(year, 1, 1), date(year, 12, 31)) <= 262


def test_the_longest_stretch_of_dates_can_be_counted() -> None:
    assert WorkingDays().between(date(1, 1, 1), date(9999, 12, 31)) > 2_600_000
