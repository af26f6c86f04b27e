"""Exponential smoothing with a trend: against statsmodels, its band, and the parameters that suit a history."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from salessheet.core import holt
from salessheet.core.forecast import Forecast, Method, forecast
from salessheet.core.holt import Holt
from salessheet.core.values import Floats

Z = 1.2815515655446004  # 90 % of a normal distribution lie below
HISTORIES = [
    np.array([112.0, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118]),
    np.array([5.0, 3, 8, 1, 9, 2, 2, 40]),
    np.array([-20.0, -5, 0, 12]),
]
PARAMETERS = [(0.5, 0.3, 0.9), (1.0, 1.0, 0.8), (0.1, 0.0, 0.98), (0.8, 0.2, 1.0), (1e-3, 1.0, 0.5)]
values = st.lists(st.floats(-1000, 1000), min_size=2, max_size=30).map(np.array)
shares = st.floats(0.01, 1)


def by_statsmodels(history: Floats, alpha: float, beta: float, phi: float | None) -> tuple[Floats, Floats]:
    """Its one-step forecasts and those of five periods ahead."""
    model = ExponentialSmoothing(
        history, trend="add", damped_trend=phi is not None, initialization_method="legacy-heuristic"
    )
    found = model.fit(smoothing_level=alpha, smoothing_trend=beta, damping_trend=phi, optimized=False)
    return np.array(found.fittedvalues), np.array(found.forecast(5))


@pytest.mark.parametrize("history", HISTORIES, ids=len)
@pytest.mark.parametrize(("alpha", "beta", "phi"), PARAMETERS)
def test_forecasts_are_those_of_statsmodels(history: Floats, alpha: float, beta: float, phi: float) -> None:
    one_step, ahead = by_statsmodels(history, alpha, beta, phi if phi < 1 else None)
    model = Holt(alpha, beta, phi)

    np.testing.assert_allclose(model.ahead(history, 5), ahead, rtol=1e-9)
    np.testing.assert_allclose(model.one_step(history), [math.nan, math.nan, *one_step[2:]], rtol=1e-9)


@given(values, shares, st.floats(0, 1))
def test_without_damping_a_damped_trend_is_holts(history: Floats, alpha: float, beta: float) -> None:
    damped = forecast(history, 3, Method.DAMPED, np.array([alpha, beta, 1]))
    plain = forecast(history, 3, Method.HOLT, np.array([alpha, beta]))

    np.testing.assert_allclose(damped.value, plain.value)
    np.testing.assert_allclose(damped.high, plain.high)


def test_the_band_widens_as_level_and_trend_are_moved_by_errors() -> None:
    history, (alpha, beta, phi) = HISTORIES[0], PARAMETERS[0]
    found = forecast(history, 3, Method.DAMPED, np.array([alpha, beta, phi]))
    errors = history[2:] - by_statsmodels(history, alpha, beta, phi)[0][2:]
    moved = [alpha * (1 + beta * 0.9), alpha * (1 + beta * (0.9 + 0.81))]
    growth = [1, math.sqrt(1 + moved[0] ** 2), math.sqrt(1 + moved[0] ** 2 + moved[1] ** 2)]

    np.testing.assert_allclose(found.high - found.value, Z * math.sqrt(np.mean(errors**2)) * np.array(growth))


@given(shares, st.floats(0, 1), st.integers(1, 20))
def test_the_variance_of_holts_method_is_the_published_one(alpha: float, beta: float, step: int) -> None:
    """1 + (h - 1) (a^2 + a b h + b^2 h (2h - 1) / 6), with b = alpha x beta: Hyndman and others, class 1."""
    a, b, h = alpha, alpha * beta, step
    published = 1 + (h - 1) * (a * a + a * b * h + b * b * h * (2 * h - 1) / 6)

    assert Holt(alpha, beta).growth(np.arange(1.0, h + 1))[-1] == pytest.approx(math.sqrt(published))


def squared(model: Holt, history: Floats) -> float:
    return float(np.sum(model.errors(history) ** 2))


@given(values.filter(lambda found: found.size > 3), st.sampled_from([None, 1.0]))
def test_no_parameters_on_a_grid_suit_a_history_better_than_those_fitted(history: Floats, phi: float | None) -> None:
    found = holt.fitted(history, None, None, phi)
    places = itertools.product([0.01, 0.3, 0.505, 0.8, 1], [0, 0.1, 0.5, 1], [0.8, 0.89, 0.98] if phi is None else [1])
    size = float(np.abs(history).max())

    for place in places:
        assert squared(found, history) <= squared(Holt(*place), history) + 1e-9 * size**2


@pytest.mark.parametrize("history", HISTORIES[:2], ids=len)
def test_what_is_fitted_is_a_minimum(history: Floats) -> None:
    """A hundredth in any direction, within the bounds, is worse."""
    found = holt.fitted(history, None, None, None)
    for alpha, beta, phi in itertools.product((-0.01, 0, 0.01), repeat=3):
        beside = found.alpha + alpha, found.beta + beta, found.phi + phi
        if 0.01 <= beside[0] <= 1 and 0 <= beside[1] <= 1 and 0.8 <= beside[2] <= 0.98:
            assert squared(found, history) <= squared(Holt(*beside), history) * (1 + 1e-9)


def test_what_is_given_is_not_fitted() -> None:
    history = HISTORIES[0]

    assert holt.fitted(history, 0.4, 0.2, 0.9) == Holt(0.4, 0.2, 0.9)
    assert holt.fitted(history, None, 0.2, 0.9).beta == 0.2
    damped = forecast(history, 2, Method.DAMPED, np.array([0.4, 0.2, math.nan]))
    assert shown(damped) == shown(forecast(history, 2, Method.DAMPED, np.array([0.4, 0.2])))
    assert shown(damped) != shown(forecast(history, 2, Method.DAMPED, np.array([0.4, 0.2, 0.98])))


def shown(found: Forecast) -> list[float]:
    return [*found.value.tolist(), *found.low.tolist(), *found.high.tolist()]


@pytest.mark.parametrize(("history", "next_two"), [([3, 5], [7, 9]), ([3, 5, 7, 9], [11, 13]), ([4, 4, 4], [4, 4])])
def test_a_line_goes_on(history: list[float], next_two: list[float]) -> None:
    assert forecast(np.array(history, float), 2, Method.HOLT).value.tolist() == next_two


@given(values)
def test_large_and_small_values_are_fitted_alike(history: Floats) -> None:
    there = holt.fitted(history * 2.0**200, None, None, None)

    assert there == holt.fitted(history, None, None, None)
