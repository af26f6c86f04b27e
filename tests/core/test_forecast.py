"""Forecasts, their bands, and the choice among methods."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core import forecast, holt
from salessheet.core.forecast import Forecast, Method
from salessheet.core.forecast_models import Linear, Model, MovingAverage, Seasonal, Smoothing
from salessheet.core.holt import Holt
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
Z = 1.2815515655446004  # 90 % of a normal distribution lie below
MODELS: list[Model] = [Linear(), MovingAverage(2), Smoothing(0.4), Seasonal(3), Holt(0.4, 0.3), Holt(0.4, 0.3, 0.9)]
histories = st.lists(st.integers(-1000, 1000), min_size=4, max_size=30)


def forecast_of(history: list[float], periods: int, method: Method, *parameter: float | None) -> Forecast:
    given = None if parameter in {(), (None,)} else np.array(parameter, float)
    return forecast.forecast(np.array(history, float), periods, method, given)


@pytest.mark.parametrize(
    ("history", "method", "parameter", "expected"),
    [
        ([10, 20, 30], Method.LINEAR, None, [40, 50]),
        ([1, 2, 3, 5], Method.LINEAR, None, [6, 7.3]),  # 2.75 + 1.3 (x - 2.5)
        ([5, 8], Method.LINEAR, None, [11, 14]),
        ([1, 2, 3, 4, 8], Method.MOVING_AVERAGE, None, [5, 5]),
        ([1, 2, 3, 4, 8], Method.MOVING_AVERAGE, 2, [6, 6]),
        ([10, 20], Method.SMOOTHING, 0.5, [15, 15]),
        ([10, 20, 20], Method.SMOOTHING, None, [15.1, 15.1]),  # 10, 13, 15.1
        ([7], Method.SMOOTHING, None, [7, 7]),
        ([10, 20, 30, 40, 10, 20, 30, 40], Method.SEASONAL, 4, [10, 20]),
        ([10, 20, 12, 24], Method.SEASONAL, 2, [15, 27]),  # a mean change of 3 a season
        ([10, 20, 30], Method.SEASONAL, 3, [10, 20]),  # one season: no change known yet
        ([*range(1, 13)], Method.SEASONAL, None, [1, 2]),
    ],
)
def test_each_method_forecasts_as_defined(
    history: list[float], method: Method, parameter: float | None, expected: list[float]
) -> None:
    np.testing.assert_allclose(forecast_of(history, 2, method, parameter).value, expected)


def test_a_season_ahead_the_change_counts_twice() -> None:
    found = forecast_of([10, 20, 12, 24], 4, Method.SEASONAL, 2)
    assert found.value.tolist() == [15, 27, 18, 30]


def test_the_band_of_a_line_is_its_prediction_interval() -> None:
    # residuals of 2.75 + 1.3 (x - 2.5): 0.2 -0.1 -0.4 0.3, s^2 = 0.3 / 2, Sxx = 5, t(2) = 1.8856
    found = forecast.forecast(np.array([1.0, 2, 3, 5]), 2, Method.LINEAR)
    for i, x in enumerate((5, 6)):
        half = 1.8856180831641267 * math.sqrt(0.15 * (1 + 1 / 4 + (x - 2.5) ** 2 / 5))
        assert found.high[i] - found.value[i] == pytest.approx(half)
        assert found.value[i] - found.low[i] == pytest.approx(half)


def test_other_bands_come_from_one_step_errors_and_widen_with_the_horizon() -> None:
    # smoothing by 0.5: levels 10, 15, 12.5; errors 10 and -5
    smooth = forecast_of([10, 20, 10], 3, Method.SMOOTHING, 0.5)
    half = Z * math.sqrt((100 + 25) / 2)
    np.testing.assert_allclose(smooth.high - smooth.value, half * np.sqrt([1, 1.25, 1.5]))
    # season of 2: errors 12 - 10, then 24 - (20 + 2)
    season = forecast_of([10, 20, 12, 24], 3, Method.SEASONAL, 2)
    half = Z * math.sqrt((4 + 4) / 2)
    np.testing.assert_allclose(season.value - season.low, half * np.sqrt([1, 1, 2]))
    # means of two: errors 6 - 3, 9 - 5
    average = forecast_of([2, 4, 6, 9], 2, Method.MOVING_AVERAGE, 2)
    np.testing.assert_allclose(average.high - average.value, Z * math.sqrt((9 + 16) / 2))


@pytest.mark.parametrize(
    ("history", "method", "parameter"),
    [
        ([1, 2], Method.LINEAR, None),
        ([1, 2, 3], Method.MOVING_AVERAGE, 2),
        ([1, 2], Method.SMOOTHING, None),
        ([1, 2, 3, 4], Method.SEASONAL, 4),
        ([5], Method.AUTO, None),
        ([1, 2, 4], Method.HOLT, None),
        ([1, 2], Method.DAMPED, None),
    ],
)
def test_a_history_too_short_for_a_band_still_gives_a_forecast(
    history: list[float], method: Method, parameter: float | None
) -> None:
    found = forecast_of(history, 1, method, parameter)
    assert np.isfinite(found.value).all()
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


@pytest.mark.parametrize(
    ("history", "method", "parameter", "kind"),
    [
        ([1], Method.LINEAR, (), ErrorKind.NA),
        ([1, 2], Method.MOVING_AVERAGE, (), ErrorKind.NA),
        ([], Method.SMOOTHING, (), ErrorKind.NA),
        ([NAN], Method.AUTO, (), ErrorKind.NA),
        ([1, 2, 3], Method.SEASONAL, (4,), ErrorKind.NA),
        ([1, NAN, 3], Method.LINEAR, (), ErrorKind.NA),
        ([1], Method.HOLT, (), ErrorKind.NA),
        ([1], Method.DAMPED, (0.5, 0.5, 0.9), ErrorKind.NA),
        ([1, 2, 3], Method.MOVING_AVERAGE, (0,), ErrorKind.NUM),
        ([1, 2, 3], Method.MOVING_AVERAGE, (1.5,), ErrorKind.NUM),
        ([1, 2, 3], Method.MOVING_AVERAGE, (1, 2), ErrorKind.NUM),
        ([1, 2, 3], Method.SMOOTHING, (0,), ErrorKind.NUM),
        ([1, 2, 3], Method.SMOOTHING, (1.1,), ErrorKind.NUM),
        ([1, 2, 3], Method.SEASONAL, (1,), ErrorKind.NUM),
        ([1, 2, 3], Method.AUTO, (4, 0.5), ErrorKind.NUM),
        ([1, 2, 3], Method.HOLT, (0.5,), ErrorKind.NUM),
        ([1, 2, 3], Method.HOLT, (0.5, 0.5, 0.9), ErrorKind.NUM),
        ([1, 2, 3], Method.HOLT, (0, 0.5), ErrorKind.NUM),
        ([1, 2, 3], Method.HOLT, (0.5, 1.1), ErrorKind.NUM),
        ([1, 2, 3], Method.HOLT, (0.5, -0.1), ErrorKind.NUM),
        ([1, 2, 3], Method.DAMPED, (0.5, 0.5, 0.9, 1), ErrorKind.NUM),
        ([1, 2, 3], Method.DAMPED, (0.5, 0.5, 0), ErrorKind.NUM),
        ([1, 2, 3], Method.DAMPED, (0.5, 0.5, 1.01), ErrorKind.NUM),
    ],
)
def test_what_a_method_cannot_do_is_refused(
    history: list[float], method: Method, parameter: tuple[float, ...], kind: ErrorKind
) -> None:
    with pytest.raises(CannotCompute) as failure:
        forecast_of(history, 1, method, *parameter)
    assert failure.value.kind is kind


def test_there_is_at_least_one_period_ahead() -> None:
    with pytest.raises(CannotCompute, match="at least one period"):
        forecast.forecast(np.ones(5), 0)


def test_open_periods_at_both_ends_are_left_out() -> None:
    history = np.array([NAN, 10, 20, 30, NAN, NAN])
    assert forecast.forecast(history, 1, Method.LINEAR).value == pytest.approx(40)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
@given(history=histories)
def test_a_one_step_forecast_knows_only_what_was_before(model: Model, history: list[int]) -> None:
    values = np.array(history, float)
    one_step = model.one_step(values)
    first = max(model.needs, 1)
    assert np.isnan(one_step[:first]).all()
    for i in range(first, len(history)):
        assert one_step[i] == pytest.approx(model.ahead(values[:i], 1)[0], abs=1e-6)


@pytest.mark.parametrize("method", list(Method))
@given(history=histories, periods=st.integers(1, 6))
def test_the_forecast_lies_within_its_band(method: Method, history: list[int], periods: int) -> None:
    season = 3 if method in {Method.SEASONAL, Method.AUTO} else None
    found = forecast_of([*history], periods, method, season)
    assert found.value.size == periods
    known = ~np.isnan(found.low)
    assert (found.low[known] <= found.value[known]).all()
    assert (found.value[known] <= found.high[known]).all()
    assert (np.diff((found.high - found.low)[known]) >= -1e-6).all()


@pytest.mark.parametrize(
    ("history", "kind"),
    [
        (np.arange(12.0), Linear),
        (np.array([10.0, 20, 30, 40] * 4), Seasonal),
        (np.array([10.0, 50, 30, 32, 31]), MovingAverage),
        (np.array([30.0, 10, 40, 24, 29]), Smoothing),
        (np.array([1.0, 2, 4, 7, 11, 16, 22, 29]), Holt),
        (np.array([1.0]), Smoothing),
    ],
)
def test_auto_takes_the_method_that_suits_the_history(history: Floats, kind: type[Model]) -> None:
    assert isinstance(forecast.best(history, season=4), kind)


def test_auto_forecasts_with_the_method_it_takes() -> None:
    found = forecast_of([10, 20, 30, 40] * 4, 4, Method.AUTO, 4)
    assert found.value.tolist() == [10, 20, 30, 40]


@given(st.lists(st.integers(-1000, 1000), min_size=6, max_size=30))
def test_no_method_would_have_been_closer_than_auto(history: list[int]) -> None:
    values = np.array(history, float)
    trends = [holt.fitted(values, None, None, 1), holt.fitted(values, None, None, None)]
    models: list[Model] = [Linear(), MovingAverage(), Smoothing(), Seasonal(3), *trends]
    judged = [m for m in models if m.judged_from <= values.size]
    common = min(m.errors(values).size for m in judged)
    closest, *means = (np.mean(m.errors(values)[-common:] ** 2) for m in (forecast.best(values, season=3), *judged))
    assert np.sqrt(closest) == pytest.approx(np.sqrt(min(means)), abs=1e-8)


sums = st.floats(0, 1e9)


@given(won=sums, more=sums, miss=sums, open_deals=sums, periods=st.integers(0, 12), width=st.floats(0, 5))
def test_the_ends_of_a_year_hold_what_is_won_and_what_is_likely(
    won: float, more: float, miss: float, open_deals: float, periods: int, width: float
) -> None:
    likely = won + more
    low, high = forecast.ends(likely, miss, periods, won, won + open_deals, width)
    assert won <= low <= likely <= high
    assert low <= won + open_deals <= high
    assert forecast.ends(likely, miss + 1, periods, won, won + open_deals, width)[1] >= high
