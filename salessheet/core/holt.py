"""Exponential smoothing with a trend, after Holt, and with a trend that fades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salessheet.core.forecast_models import Model
from salessheet.core.values import Floats

# Where the parameters of a history are looked for: first to last, and at how many places to begin with. Of two that
# suit it equally well the first is taken, which is the line through the last two values.
ALPHAS, BETAS, PHIS = (1.0, 0.01, 21), (0.0, 1.0, 21), (0.98, 0.8, 7)
_FIRST = 2  # the first two values are what level and trend start from: only errors from the third on are errors
_ROUNDS = 16  # each halves the distance of the places: from 0.05 to less than 0.000001
_AROUND = np.array([0.0, -1.0, -0.5, 0.5, 1.0])


@dataclass(frozen=True)
class Holt(Model):
    """Level and trend, each smoothed; h periods ahead: level + (phi + phi^2 + … + phi^h) x trend.

    A value y moves them by its error e = y - (level + phi x trend): the level becomes level + phi x trend + alpha x e,
    the trend phi x trend + alpha x beta x e, which is beta x the change of the level + (1 - beta) x phi x trend. The
    level starts at the first value, the trend at second - first, and the first value is the first to move them. With
    phi 1 the trend does not fade (Hyndman and Athanasopoulos, Forecasting, 8.2; the start is that of statsmodels'
    initialization_method "legacy-heuristic").

    One-step errors count from the third value on, for the first two are what level and trend start from. `fitted` is
    how many of the parameters were chosen by them.
    """

    alpha: float
    beta: float
    phi: float = 1.0
    fitted: int = 0
    needs = 2

    @property
    def judged_from(self) -> int:
        """Two errors more than were needed to choose the parameters."""
        return self.needs + self.fitted + 2

    def ahead(self, history: Floats, periods: int) -> Floats:
        _, level, trend = self._run(history)
        return level + trend * np.cumsum(self.phi ** np.arange(1.0, periods + 1))

    def one_step(self, history: Floats) -> Floats:
        expected = np.full(history.size, np.nan)
        expected[_FIRST:] = self._run(history)[0][_FIRST:]
        return expected

    def growth(self, step: Floats) -> Floats:
        """sqrt(1 + c_1^2 + … + c_(h-1)^2) for h steps ahead, with c_j = alpha x (1 + beta x (phi + … + phi^j)).

        From the variances of Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing, 6.3; their beta
        is alpha x beta here.
        """
        moved = self.alpha * (1 + self.beta * np.cumsum(self.phi**step))
        return np.sqrt(1 + np.cumsum(moved**2) - moved**2)

    def _run(self, history: Floats) -> tuple[list[float], float, float]:
        """What was expected of each value, and the level and the trend after the last one."""
        level, trend = float(history[0]), float(history[1]) - float(history[0])
        expected = []
        for value in history.tolist():
            trend *= self.phi
            expected.append(level + trend)
            error = value - expected[-1]
            level, trend = expected[-1] + self.alpha * error, trend + self.alpha * self.beta * error
        return expected, level, trend


def fitted(history: Floats, alpha: float | None, beta: float | None, phi: float | None) -> Holt:
    """The model with the least sum of squared one-step errors; what is given (not None) is not looked for.

    Looked for are 0.01 <= alpha <= 1, 0 <= beta <= 1 and 0.8 <= phi <= 0.98, at places all over and then ever closer
    around the best of them: to six places, and always the same. A history of two values has no errors to look at: it is
    continued by its last change.
    """
    given = (alpha, beta, phi)
    axes = [
        np.linspace(*bounds) if value is None else np.array([value])
        for value, bounds in zip(given, (ALPHAS, BETAS, PHIS), strict=True)
    ]
    scaled = history / (np.abs(history).max() or 1.0)
    best = _best(scaled, axes)
    distances = [abs(axis[1] - axis[0]) if axis.size > 1 else 0.0 for axis in axes]
    for _ in range(_ROUNDS):
        around = [
            np.clip(centre + _AROUND * distance, axis.min(), axis.max()) if distance else axis
            for centre, distance, axis in zip(best, distances, axes, strict=True)
        ]
        best = _best(scaled, around)
        distances = [distance / 2 for distance in distances]
    return Holt(*best, fitted=given.count(None))


def _best(history: Floats, axes: list[Floats]) -> tuple[float, float, float]:
    """Of all combinations the first with the least sum of squared errors."""
    alpha, beta, phi = (grid.ravel() for grid in np.meshgrid(*axes, indexing="ij"))
    level, trend = np.full(alpha.size, history[0]), np.full(alpha.size, history[1] - history[0])
    total = np.zeros(alpha.size)
    for place, value in enumerate(history.tolist()):
        trend = phi * trend
        expected = level + trend
        error = value - expected
        if place >= _FIRST:
            total += error**2
        level, trend = expected + alpha * error, trend + alpha * beta * error
    best = int(np.argmin(total))
    return float(alpha[best]), float(beta[best]), float(phi[best])
