"""The ways to forecast a history without gaps: a trend line, a moving average, smoothing, last season's pattern.

Each answers two questions: what it expects for the periods to come, and what it would have said one period ahead at
each point of the past. The second gives the band and decides which suits a history best. Those with a trend that
changes stand in `holt`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from salessheet.core.student import quantile
from salessheet.core.values import Floats

COVERAGE = 0.8  # of the band from low to high
WINDOW, ALPHA, SEASON = 3, 0.3, 12  # the parameters of ma, ses and seasonal unless given

_UPPER = (1 + COVERAGE) / 2
_NORMAL = NormalDist().inv_cdf(_UPPER)


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

    @property
    def judged_from(self) -> int:
        """How long a history must be for the model to be compared with others: two one-step errors."""
        return self.needs + 2

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

    @property
    def judged_from(self) -> int:
        """Two seasons: the changes of one are all errors."""
        return 2 * self.season

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
