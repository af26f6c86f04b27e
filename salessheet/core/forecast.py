"""Forecasts from a short history: a trend line, a moving average, exponential smoothing, or last season's pattern.

Every method answers two questions: what it expects for the periods to come, and what it would have said one period
ahead at each point of the past. The second gives the band and decides which method suits a history best.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np

from salessheet.core.student import quantile
from salessheet.core.values import SHEET_ROWS, Floats
from salessheet.errors import CannotCompute, ErrorKind

COVERAGE = 0.8  # of the band from low to high
WINDOW, ALPHA, SEASON = 3, 0.3, 12  # the parameters of ma, ses and seasonal unless given

_UPPER = (1 + COVERAGE) / 2
_NORMAL = NormalDist().inv_cdf(_UPPER)


class Method(StrEnum):
    """How to forecast; AUTO chooses among the others."""

    AUTO = "auto"
    LINEAR = "linear"
    MOVING_AVERAGE = "ma"
    SMOOTHING = "ses"
    SEASONAL = "seasonal"


@dataclass(frozen=True)
class Forecast:
    """One value a period ahead; `low` and `high` bound the 80 % band and are blank (NaN) where nothing supports one."""

    value: Floats
    low: Floats
    high: Floats


class Model(ABC):
    """A way to forecast a history without gaps."""

    @property
    @abstractmethod
    def needs(self) -> int:
        """How long a history must be for a forecast at all."""

    @abstractmethod
    def ahead(self, history: Floats, periods: int) -> Floats:
        """The forecast of the next periods."""

    @abstractmethod
    def one_step(self, history: Floats) -> Floats:
        """What the values before each period would have forecast for it; NaN for the first ones."""

    def spread(self, history: Floats, periods: int) -> Floats:
        """Half the width of the band: normal quantile x root mean square of the one-step errors x growth.

        NaN with fewer than two such errors.
        """
        errors = self.errors(history)
        if errors.size < 2:
            return np.full(periods, np.nan)
        return _NORMAL * math.sqrt(float(np.mean(errors**2))) * self.growth(np.arange(1.0, periods + 1))

    def growth(self, step: Floats) -> Floats:
        """How the standard error grows with the number of steps ahead, 1 at the first."""
        return np.ones(step.shape)

    def errors(self, history: Floats) -> Floats:
        """The one-step errors there are, in order."""
        errors = history - self.one_step(history)
        return errors[~np.isnan(errors)]


class Linear(Model):
    """The least-squares line over the periods 1, 2, 3 and so on."""

    needs = 2

    def ahead(self, history: Floats, periods: int) -> Floats:
        n = history.size
        slope, middle = _line(history)
        return middle + slope * (np.arange(1.0, periods + 1) + (n - 1) / 2)

    def one_step(self, history: Floats) -> Floats:
        """The lines through all earlier periods, for every period at once from running sums; two points needed."""
        n = np.arange(history.size, dtype=float)  # of earlier periods
        shifted = history - history.mean()  # keeps the sums small
        sums = np.cumsum(shifted) - shifted
        moments = np.cumsum(shifted * (n + 1)) - shifted * (n + 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = 12 * (moments - sums * (n + 1) / 2) / (n * (n * n - 1))
            expected = sums / n + slope * (n + 1) / 2 + history.mean()
        return np.where(n < 2, np.nan, expected)

    def spread(self, history: Floats, periods: int) -> Floats:
        """The prediction interval of the regression: t x s x sqrt(1 + 1/n + (x - mean x)^2 / Sxx), n - 2 degrees."""
        n = history.size
        if n < 3:
            return np.full(periods, np.nan)
        slope, middle = _line(history)
        x = np.arange(1, n + 1) - (n + 1) / 2
        residual = history - middle - slope * x
        s = math.sqrt(float(residual @ residual) / (n - 2))
        distance = np.arange(1.0, periods + 1) + (n - 1) / 2
        deviation: Floats = s * np.sqrt(1 + 1 / n + distance**2 / float(x @ x))
        return quantile(_UPPER, n - 2) * deviation


def _line(history: Floats) -> tuple[float, float]:
    """Slope, and the height in the middle of the history, which is its mean."""
    x = np.arange(1, history.size + 1) - (history.size + 1) / 2
    middle = float(history.mean())
    return float(x @ (history - middle)) / float(x @ x), middle


@dataclass(frozen=True)
class MovingAverage(Model):
    """The mean of the last `window` values, the same for every period ahead."""

    window: int = WINDOW

    @property
    def needs(self) -> int:
        return self.window

    def ahead(self, history: Floats, periods: int) -> Floats:
        return np.full(periods, history[-self.window :].mean())

    def one_step(self, history: Floats) -> Floats:
        expected = np.full(history.size, np.nan)
        if history.size > self.window:
            windows = np.lib.stride_tricks.sliding_window_view(history[:-1], self.window)
            expected[self.window :] = windows.mean(axis=1)
        return expected


@dataclass(frozen=True)
class Smoothing(Model):
    """Simple exponential smoothing: each forecast is alpha x last value + (1 - alpha) x last forecast.

    The first forecast is the first value itself, made for the second period.
    """

    alpha: float = ALPHA
    needs = 1

    def ahead(self, history: Floats, periods: int) -> Floats:
        return np.full(periods, self._levels(history)[-1])

    def one_step(self, history: Floats) -> Floats:
        return np.insert(self._levels(history)[:-1], 0, np.nan)

    def growth(self, step: Floats) -> Floats:
        """sqrt(1 + (h - 1) alpha^2), for h steps ahead (Hyndman and Athanasopoulos, Forecasting, 8.1 and 8.7)."""
        return np.sqrt(1 + (step - 1) * self.alpha**2)

    def _levels(self, history: Floats) -> Floats:
        level = float(history[0])
        levels = []
        for value in history.tolist():
            level += self.alpha * (value - level)
            levels.append(level)
        return np.array(levels)


@dataclass(frozen=True)
class Seasonal(Model):
    """The value one season earlier plus the average change from season to season (seasonal naive with drift).

    Chosen over fitted indices because one season is enough to start, and because anybody can check it: last March
    plus the usual growth of a year. The change is the mean of all value - value one season earlier; 0 while the
    history is one season long.
    """

    season: int = SEASON

    @property
    def needs(self) -> int:
        return self.season

    def ahead(self, history: Floats, periods: int) -> Floats:
        step = np.arange(periods)
        changes = history[self.season :] - history[: -self.season]
        drift = float(changes.mean()) if changes.size else 0.0
        return history[-self.season :][step % self.season] + drift * (step // self.season + 1)

    def one_step(self, history: Floats) -> Floats:
        expected = np.full(history.size, np.nan)
        changes = history[self.season :] - history[: -self.season]
        known = np.arange(changes.size)  # changes seen before each period
        drift = (np.cumsum(changes) - changes) / np.maximum(known, 1)
        expected[self.season :] = history[: -self.season] + drift
        return expected

    def growth(self, step: Floats) -> Floats:
        """The root of the number of seasons ahead, each adding its own error."""
        return np.sqrt(np.ceil(step / self.season))


def forecast(history: Floats, periods: int, method: Method = Method.AUTO, parameter: float | None = None) -> Forecast:
    """The forecast of the next periods with its 80 % band.

    `history` is in order of time; blanks before its first and after its last value are left out. `parameter` is the
    window of ma (3), the alpha of ses (0.3) or the season of seasonal and auto (12).

    Raises #N/A for a history too short for the method or with a hole in it, #NUM! for periods below 1 or more than a
    sheet has rows, and for a parameter that is no whole number of at least 1 (window) or 2 (season), or not in
    0 < alpha <= 1.
    """
    if not 1 <= periods <= SHEET_ROWS:
        raise CannotCompute(ErrorKind.NUM, f"at least one period ahead, at most {SHEET_ROWS}")
    known = _without_open_ends(history)
    model = best(known, _whole(parameter, SEASON, least=2)) if method is Method.AUTO else _model(method, parameter)
    if known.size < model.needs:
        raise CannotCompute(ErrorKind.NA, f"a history of {model.needs} values is needed")
    value, spread = model.ahead(known, periods), model.spread(known, periods)
    return Forecast(value, value - spread, value + spread)


def _without_open_ends(history: Floats) -> Floats:
    given = np.flatnonzero(~np.isnan(history))
    known = history[given[0] : given[-1] + 1] if given.size else history[:0]
    if np.isnan(known).any():
        raise CannotCompute(ErrorKind.NA, "the history has a hole")
    return known


def _model(method: Method, parameter: float | None) -> Model:
    if method is Method.LINEAR:
        return Linear()
    if method is Method.SMOOTHING:
        alpha = ALPHA if parameter is None else parameter
        if not 0 < alpha <= 1:
            raise CannotCompute(ErrorKind.NUM, "alpha lies above 0 and at most at 1")
        return Smoothing(alpha)
    if method is Method.MOVING_AVERAGE:
        return MovingAverage(_whole(parameter, WINDOW, least=1))
    return Seasonal(_whole(parameter, SEASON, least=2))


def _whole(parameter: float | None, default: int, least: int) -> int:
    if parameter is None:
        return default
    if parameter != int(parameter) or parameter < least:
        raise CannotCompute(ErrorKind.NUM, f"the parameter is a whole number of at least {least}")
    return int(parameter)


def best(history: Floats, season: int = SEASON) -> Model:
    """The model with the lowest mean squared one-step error over the periods that all of them forecast.

    A model takes part once its history is two values (seasonal: two seasons) long enough to be judged by; the first of
    line, average, smoothing and season wins a draw. Without any to judge by it is smoothing, which needs one value.
    """
    candidates: list[Model] = [Linear(), MovingAverage(), Smoothing(), Seasonal(season)]
    judged = [m for m in candidates if history.size >= (2 * m.needs if isinstance(m, Seasonal) else m.needs + 2)]
    if not judged:
        return Smoothing()
    errors = [m.errors(history) for m in judged]
    common = min(e.size for e in errors)
    return min(zip(judged, errors, strict=True), key=lambda pair: float(np.mean(pair[1][-common:] ** 2)))[0]
