from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.calendar import Level, WorkingDays
from salessheet.core.rounding import Rule, to_units
from salessheet.core.targets import Breakdown, annual_breakdown, attainment, gap, growth, pace, prorate, respread
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
ANNUAL = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
MONTH_WEIGHTS = st.none() | st.lists(st.integers(0, 50).map(float), min_size=12, max_size=12).filter(any)


def _days(*days: str) -> np.ndarray:
    return np.array(days, "datetime64[D]")


@given(ANNUAL, st.sampled_from(Level), MONTH_WEIGHTS, st.sampled_from(Rule), st.integers(1, 12))
def test_every_level_sums_to_the_annual_target(
    annual: float, level: Level, weights: list[float] | None, rule: Rule, first_month: int
) -> None:
    found = annual_breakdown(annual, 2026, level, Breakdown(weights, 0.01, rule), first_month)
    assert to_units([target for _, target in found], 0.01).sum() == to_units([annual], 0.01)[0]


@given(ANNUAL, st.sampled_from([Level.WEEK, Level.DAY]), MONTH_WEIGHTS, st.sampled_from(Rule))
def test_weeks_and_days_sum_to_their_month(
    annual: float, level: Level, weights: list[float] | None, rule: Rule
) -> None:
    breakdown = Breakdown(weights, 0.01, rule)
    finer = annual_breakdown(annual, 2026, level, breakdown)
    for month, target in annual_breakdown(annual, 2026, Level.MONTH, breakdown):
        parts = [t for p, t in finer if p.label.startswith(month.label)]
        assert to_units(parts, 0.01).sum() == to_units([target], 0.01)[0]


@given(st.integers(0, 10**9))
def test_running_days_sum_to_their_week(units: int) -> None:
    breakdown = Breakdown(None, 1, Rule.RUNNING)
    days = annual_breakdown(units, 2026, Level.DAY, breakdown)
    for week, target in annual_breakdown(units, 2026, Level.WEEK, breakdown):
        assert sum(t for day, t in days if week.start <= day.start <= week.end) == target


def test_quarters_and_halves_are_sums_of_months() -> None:
    weights = Breakdown([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 1)
    months = [t for _, t in annual_breakdown(1000, 2026, Level.MONTH, weights)]
    quarters = [t for _, t in annual_breakdown(1000, 2026, Level.QUARTER, weights)]
    halves = [t for _, t in annual_breakdown(1000, 2026, Level.HALF, weights)]
    assert quarters == [sum(months[i : i + 3]) for i in (0, 3, 6, 9)]
    assert halves == [sum(months[:6]), sum(months[6:])]


def test_a_month_without_working_days_is_spread_over_its_calendar_days() -> None:
    october = [date(2026, 10, day) for day in range(1, 32)]
    found = annual_breakdown(3720, 2026, Level.DAY, Breakdown(unit=1), 1, WorkingDays.of("CN", october))
    assert [t for p, t in found if p.label.startswith("2026-10")] == [10.0] * 31


def test_days_off_get_no_target() -> None:
    found = annual_breakdown(1_000_000, 2026, Level.DAY, Breakdown())
    assert all((target > 0) == (period.workdays > 0) for period, target in found)


def test_month_weights_start_with_the_fiscal_year() -> None:
    found = annual_breakdown(100, 2026, Level.MONTH, Breakdown([1.0] + [0.0] * 11), 4)
    assert [(p.label, t) for p, t in found if t] == [("2026-04", 100.0)]


def test_a_blank_annual_target_leaves_all_targets_blank() -> None:
    assert all(np.isnan(target) for _, target in annual_breakdown(NAN, 2026, Level.WEEK, Breakdown()))


@pytest.mark.parametrize(
    ("weights", "kind"),
    [([1.0] * 11, ErrorKind.VALUE), ([0.0] * 12, ErrorKind.DIV0), ([-1.0] + [1.0] * 11, ErrorKind.NUM)],
)
def test_month_weights_that_say_nothing_are_an_error(weights: list[float], kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        annual_breakdown(100, 2026, Level.MONTH, Breakdown(weights))
    assert failure.value.kind is kind


@pytest.mark.parametrize(
    ("annual", "actuals", "weights", "spread"),
    [
        (1200, [100, NAN, NAN], [1, 1, 1], [100, 550, 550]),
        (1200, [100, NAN, NAN], [1, 1, 3], [100, 275, 825]),
        (100, [150, NAN, NAN], [1, 1, 1], [150, 0, 0]),
        (100, [100, NAN], [1, 0], [100, 0]),
        (100, [0.1 + 0.2, NAN], [1, 1], [0.1 + 0.2, 99.7]),
        (100, [60, 70], [1, 1], [60, 70]),
        (100, [NAN, NAN, NAN], [1, 1, 1], [33.34, 33.33, 33.33]),
        (100, [-20, NAN], [0, 1], [-20, 120]),
        (-100, [-40, NAN], [1, 1], [-40, -60]),
        (-100, [-140, NAN], [1, 1], [-140, 0]),
        (0, [10, NAN], [1, 1], [10, 0]),
        (100.015, [100.01, NAN], [1, 1], [100.01, 0.01]),  # 0.005 left, a little less in binary
        (0.9, [-4.9, NAN, 9.6, -4.3], [1, 1, 1, 1], [-4.9, 0.5, 9.6, -4.3]),
        (0.3, [0.1, 0.2, NAN], [1, 1, 1], [0.1, 0.2, 0]),
        (NAN, [10, NAN], [1, 1], [10, NAN]),
    ],
)
def test_what_is_left_goes_to_the_open_periods(
    annual: float, actuals: list[float], weights: list[float], spread: list[float]
) -> None:
    np.testing.assert_array_equal(respread(annual, np.array(actuals, float), np.array(weights, float)), spread)


@pytest.mark.parametrize(
    ("actuals", "weights", "kind"),
    [([50, NAN], [1, 0], ErrorKind.DIV0), ([50, NAN], [1, -1], ErrorKind.NUM), ([50, NAN], [1], ErrorKind.VALUE)],
)
def test_what_is_left_cannot_be_spread_over_nothing(
    actuals: list[float], weights: list[float], kind: ErrorKind
) -> None:
    with pytest.raises(CannotCompute) as failure:
        respread(100, np.array(actuals, float), np.array(weights, float))
    assert failure.value.kind is kind


@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.none() | st.integers(0, 10**8), st.integers(1, 100)), min_size=1, max_size=24),
)
def test_respread_reaches_the_annual_target_while_it_can(cents: int, rows: list[tuple[int | None, int]]) -> None:
    actuals = np.array([NAN if a is None else a / 100 for a, _ in rows])
    spread = to_units(respread(cents / 100, actuals, np.array([float(w) for _, w in rows])), 0.01)
    achieved = int(to_units(actuals, 0.01).sum())
    assert spread.sum() == (max(cents, achieved) if np.isnan(actuals).any() else achieved)
    assert (spread[np.isnan(actuals)] >= 0).all()


@pytest.mark.parametrize(
    ("actual", "target", "attained", "missing"),
    [
        (90, 100, 0.9, -10),
        (0, 100, 0, -100),
        (-5, 100, -0.05, -105),
        (90, -100, -0.9, 190),
        (90, 0, NAN, NAN),
        (90, NAN, NAN, NAN),
        (NAN, 100, NAN, NAN),
    ],
)
def test_attainment_and_gap(actual: float, target: float, attained: float, missing: float) -> None:
    a, t = np.array([actual], float), np.array([target], float)
    np.testing.assert_array_equal(attainment(a, t), [attained])
    np.testing.assert_array_equal(gap(a, t), [missing])


@pytest.mark.parametrize(
    ("current", "base", "grown"),
    [(120, 100, 0.2), (80, 100, -0.2), (50, -100, -1.5), (0, 100, -1), (1, 0, NAN), (1, NAN, NAN), (NAN, 1, NAN)],
)
def test_growth_is_relative_to_the_base(current: float, base: float, grown: float) -> None:
    np.testing.assert_array_equal(growth(np.array([current], float), np.array([base], float)), [grown])


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-01-05", 0.5 - 1 / 5),
        ("2026-01-07", 0.5 - 3 / 5),
        ("2026-01-11", 0.5 - 1),
        ("2026-02-01", 0.5 - 1),
        ("2026-01-04", 0.5),
        ("NaT", NAN),
    ],
)
def test_pace_is_attainment_less_the_working_days_elapsed(as_of: str, expected: float) -> None:
    week = _days("2026-01-05"), _days("2026-01-11"), _days(as_of)
    np.testing.assert_array_equal(pace(np.array([50.0]), np.array([100.0]), *week, WorkingDays.of("")), [expected])


@pytest.mark.parametrize(
    ("actual", "start", "end", "kind"),
    [
        (50, "2026-01-11", "2026-01-05", ErrorKind.NUM),
        (50, "2026-01-10", "2026-01-11", ErrorKind.DIV0),
    ],
)
def test_a_period_without_working_days_has_no_pace(actual: float, start: str, end: str, kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        pace(np.array([actual]), np.array([100.0]), _days(start), _days(end), _days(end), WorkingDays.of(""))
    assert failure.value.kind is kind


def test_where_nothing_was_achieved_yet_pace_is_blank_before_it_is_an_error() -> None:
    weekend = _days("2026-01-10"), _days("2026-01-11"), _days("2026-01-11")
    assert np.isnan(pace(np.array([NAN]), np.array([100.0]), *weekend, WorkingDays.of(""))).all()


@pytest.mark.parametrize(
    ("first", "last", "count_start", "days"),
    [
        ("2026-01-01", "2026-12-31", True, 365),
        ("2026-03-01", "2026-12-31", True, 306),
        ("2026-03-01", "2026-12-31", False, 305),
        ("2025-03-01", "2026-01-31", False, 31),  # the uncounted day lies before the period
        ("2025-03-01", "2025-12-31", True, 0),
        ("2027-03-01", "2027-12-31", True, 0),
        ("2026-03-01", "2026-03-01", True, 1),
        ("2026-03-01", "2026-03-01", False, 0),
        ("2026-12-31", "NaT", True, 1),
        ("NaT", "2026-01-01", True, 1),
        ("NaT", "NaT", True, 365),
    ],
)
def test_an_amount_is_prorated_by_calendar_days(first: str, last: str, count_start: bool, days: int) -> None:
    year = _days("2026-01-01"), _days("2026-12-31")
    found = prorate(np.array([365.0]), _days(first), _days(last), *year, count_start=count_start)
    assert found.tolist() == [days]


def test_an_end_before_its_start_prorates_nothing() -> None:
    year = _days("2026-01-01"), _days("2026-12-31")
    for dates in ((_days("2026-03-02"), _days("2026-03-01"), *year), (*year, *reversed(year))):
        with pytest.raises(CannotCompute) as failure:
            prorate(np.array([1.0]), *dates)
        assert failure.value.kind is ErrorKind.NUM


def test_a_blank_amount_or_period_prorates_to_a_blank() -> None:
    year, blank = (_days("2026-01-01"), _days("2026-12-31")), _days("NaT")
    assert np.isnan(prorate(np.array([NAN]), *year, *year)).all()
    assert np.isnan(prorate(np.array([1.0]), *year, blank, year[1])).all()
