"""Forecasts from a short history: by a method that is named, or by the one that would have been closest so far."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from salessheet.core import holt
from salessheet.core.forecast_models import ALPHA, SEASON, WINDOW, Linear, Model, MovingAverage, Seasonal, Smoothing
from salessheet.core.values import SHEET_ROWS, Floats
from salessheet.errors import CannotCompute, ErrorKind

_DUST = 1e-12  # of the largest value: errors that differ by less are equal


class Method(StrEnum):
    """How to forecast; AUTO chooses among the others."""

    AUTO = "auto"
    LINEAR = "linear"
    MOVING_AVERAGE = "ma"
    SMOOTHING = "ses"
    SEASONAL = "seasonal"
    HOLT = "holt"
    DAMPED = "damped"


@dataclass(frozen=True)
class Forecast:
    """One value a period ahead; `low` and `high` bound the 80 % band and are blank (NaN) where nothing supports one."""

    value: Floats
    low: Floats
    high: Floats


def forecast(history: Floats, periods: int, method: Method = Method.AUTO, parameter: Floats | None = None) -> Forecast:
    """The forecast of the next periods with its 80 % band.

    `history` is in order of time; blanks before its first and after its last value are left out. `parameter` holds the
    window of ma (3), the alpha of ses (0.3) or the season of seasonal and auto (12); for holt alpha and beta, for
    damped alpha, beta and, if it is not to be looked for, phi. What is NaN there, or wholly missing, is the default,
    of holt and damped what suits the history best (`holt.fitted`). Linear needs none, and looks at none.

    Raises #N/A for a history too short for the method or with a hole in it; #NUM! for periods below 1 or more than a
    sheet has rows, for another number of parameters, and for one that is no whole number of at least 1 (window) or 2
    (season), or not in 0 < alpha <= 1, 0 <= beta <= 1, 0 < phi <= 1.
    """
    if not 1 <= periods <= SHEET_ROWS:
        raise CannotCompute(ErrorKind.NUM, f"at least one period ahead, at most {SHEET_ROWS}")
    known = _without_open_ends(history)
    given = None if parameter is None or np.isnan(parameter).all() else parameter
    model = best(known, _whole(given, SEASON, least=2)) if method is Method.AUTO else _model(method, given, known)
    if known.size < model.needs:
        raise CannotCompute(ErrorKind.NA, f"a history of {model.needs} values is needed")
    value, spread = model.ahead(known, periods), model.spread(known, periods)
    return Forecast(value, value - spread, value + spread)


def ends(
    likely: float, miss: float, periods: float, won: float, with_pipeline: float, width: float
) -> tuple[float, float]:
    """The low and the high end of a year that will likely come to `likely`, as the forecast's outlook has them.

    The band is `width` x `miss`, the mean miss of a period, for each of the `periods` to come; a NaN miss is none. Low
    is not below what is `won`, and neither above nor high below what is won `with_pipeline`, the open deals by their
    probability; NaN is no such bound. Both ends are NaN where `likely` is. Raises #NUM! for a negative miss, number of
    periods or width.
    """
    if min(periods, width) < 0 or miss < 0:
        raise CannotCompute(ErrorKind.NUM, "miss, periods and width are not negative")
    if np.isnan(likely):
        return np.nan, np.nan
    band = 0.0 if np.isnan(miss) else width * miss * periods
    low = np.fmin(np.fmax(likely - band, won), with_pipeline)
    return float(low), float(np.fmax(likely + band, with_pipeline))


def _without_open_ends(history: Floats) -> Floats:
    given = np.flatnonzero(~np.isnan(history))
    known = history[given[0] : given[-1] + 1] if given.size else history[:0]
    if np.isnan(known).any():
        raise CannotCompute(ErrorKind.NA, "the history has a hole")
    return known


def _model(method: Method, parameter: Floats | None, known: Floats) -> Model:
    match method:
        case Method.LINEAR:
            return Linear()
        case Method.SMOOTHING:
            return Smoothing(_share("alpha", ALPHA if parameter is None else _only(parameter)))
        case Method.MOVING_AVERAGE:
            return MovingAverage(_whole(parameter, WINDOW, least=1))
        case Method.HOLT | Method.DAMPED:
            return _with_trend(parameter, known, is_damped=method is Method.DAMPED)
    return Seasonal(_whole(parameter, SEASON, least=2))


def _with_trend(parameter: Floats | None, known: Floats, *, is_damped: bool) -> Model:
    """Holt's smoothing; what is NaN among its parameters is fitted."""
    alpha, beta, *more = [None] * 2 if parameter is None else _few(parameter, most=3 if is_damped else 2)
    phi = (more[0] if more else None) if is_damped else 1.0
    for name, value in (("alpha", alpha), ("phi", phi)):
        if value is not None:
            _share(name, value)
    if beta is not None and not 0 <= beta <= 1:
        raise CannotCompute(ErrorKind.NUM, "beta lies from 0 to 1")
    if known.size < holt.Holt.needs:
        raise CannotCompute(ErrorKind.NA, f"a history of {holt.Holt.needs} values is needed")
    return holt.fitted(known, alpha, beta, phi)


def _few(parameter: Floats, most: int) -> list[float | None]:
    """The two parameters, or up to `most`."""
    if not 2 <= parameter.size <= most:
        raise CannotCompute(ErrorKind.NUM, f"the parameters are 2 to {most} numbers")
    return [None if np.isnan(value) else value for value in parameter.tolist()]


def _only(parameter: Floats) -> float:
    if parameter.size != 1:
        raise CannotCompute(ErrorKind.NUM, "the parameter is one number")
    return float(parameter[0])


def _share(name: str, value: float) -> float:
    if not 0 < value <= 1:
        raise CannotCompute(ErrorKind.NUM, f"{name} lies above 0 and at most at 1")
    return value


def _whole(parameter: Floats | None, default: int, least: int) -> int:
    if parameter is None:
        return default
    found = _only(parameter)
    if found != int(found) or found < least:
        raise CannotCompute(ErrorKind.NUM, f"the parameter is a whole number of at least {least}")
    return int(found)


def best(history: Floats, season: int = SEASON) -> Model:
    """The model with the lowest mean squared one-step error over the periods that all of them forecast.

    A model takes part once its history is two values (seasonal: two seasons; fitted: two values more than it fits
    parameters) long enough to be judged by; the first of line, average, smoothing, season, Holt and damped trend wins a
    draw. Without any to judge by it is smoothing, which needs one value.
    """
    judged = [m for m in _candidates(history, season) if history.size >= m.judged_from]
    if not judged:
        return Smoothing()
    errors = [m.errors(history) for m in judged]
    common = min(e.size for e in errors)
    dust = _DUST * float(np.abs(history).max())
    means = [float(np.sqrt(np.mean(e[-common:] ** 2))) for e in errors]
    return next(model for model, mean in zip(judged, means, strict=True) if mean <= min(means) + dust)


def _candidates(history: Floats, season: int) -> list[Model]:
    fixed: list[Model] = [Linear(), MovingAverage(), Smoothing(), Seasonal(season)]
    if history.size < holt.Holt.needs:
        return fixed
    return [*fixed, holt.fitted(history, None, None, 1.0), holt.fitted(history, None, None, None)]
