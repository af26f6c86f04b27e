"""How much better it got, and how good the forecast was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salessheet.core import comparing
from salessheet.core.kpi import less_is_better
from salessheet.core.ratios import quotient
from salessheet.core.values import Floats, Objects
from salessheet.errors import CannotCompute, ErrorKind


@dataclass(frozen=True)
class ForecastError:
    """The errors actual - forecast in four numbers; NaN is blank, and what would divide by 0 says so."""

    bias: float
    mad: float
    mape: float | ErrorKind
    wape: float | ErrorKind


def forecast_error(actual: Floats, forecast: Floats) -> ForecastError:
    """Bias (mean error), MAD (mean |error|), MAPE (mean |error| / |actual|), WAPE (sum |error| / sum |actual|).

    Periods with a blank on either side are skipped; without any period all four are blank. One actual value of 0
    makes MAPE #DIV/0!: leaving that period out would flatter the forecast. WAPE is #DIV/0! where every actual value is
    0. Raises #VALUE! where the arguments differ in number.
    """
    if actual.size != forecast.size:
        raise CannotCompute(ErrorKind.VALUE, "actual values and forecasts differ in number")
    known = ~np.isnan(actual.ravel()) & ~np.isnan(forecast.ravel())
    truth = actual.ravel()[known]
    if not truth.size:
        return ForecastError(np.nan, np.nan, np.nan, np.nan)
    error = truth - forecast.ravel()[known]
    size = np.abs(error)
    mape = ErrorKind.DIV0 if (truth == 0).any() else float(np.mean(size / np.abs(truth)))
    scale = np.abs(truth).sum()
    wape = ErrorKind.DIV0 if scale == 0 else float(size.sum() / scale) if np.isfinite(scale) else np.inf
    return ForecastError(float(error.mean()), float(size.mean()), mape, wape)


def difference(before: Floats, after: Floats) -> Floats:
    """after - before, 0 where they are the same on fifteen digits; blank where either is blank."""
    return comparing.difference(after, before)


def relative_change(before: Floats, after: Floats) -> Floats:
    """(after - before) / size of before: up from a loss is up; blank where either is blank or `before` is 0."""
    return quotient(difference(before, after), np.abs(before))


def is_better(before: Floats, after: Floats, direction: Objects) -> Objects:
    """True or False by the words of `Direction`, blank being up; None where either value is blank.

    No change is not better, nor is one that fifteen digits do not show.
    """
    change = difference(before, after)
    rise = np.where(less_is_better(direction), -change, change)
    better: Objects = (rise > 0).astype(object)
    better[np.isnan(rise)] = None
    return better
