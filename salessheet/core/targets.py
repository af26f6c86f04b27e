"""Targets: broken down over the year, spread again over what is left of it, and compared with what was achieved.

Arrays are one-dimensional and a blank is NaN (for dates NaT). Ratios are plain numbers: 0.5 is 50 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from salessheet.core.calendar import MONTHS, Level, Period, WorkingDays, fiscal_months, periods
from salessheet.core.comparing import difference, seen
from salessheet.core.rounding import Rule, apportion_units, from_units, to_units
from salessheet.core.values import Days, Floats
from salessheet.errors import CannotCompute, ErrorKind


@dataclass(frozen=True)
class Breakdown:
    """How an annual target is divided: over months by weights (equal if None), in multiples of unit, by a rule."""

    month_weights: ArrayLike | None = None
    unit: float = 0.01
    rule: Rule = Rule.LARGEST


def annual_breakdown(
    annual: float,
    year: int,
    level: Level,
    breakdown: Breakdown,
    first_month: int = 1,
    working: WorkingDays | None = None,
) -> list[tuple[Period, float]]:
    """The periods of a fiscal year with their targets, which sum to the annual target (rounded to unit) exactly.

    Months by weights, twelve of them from the first month of the fiscal year on (any other number is #VALUE!);
    quarters and halves are sums of months; weeks and days share their month by working days, or by calendar days in a
    month that has none. With the rule "running" the days of a week sum to the week, otherwise they may differ by
    units. An annual target of NaN leaves all targets NaN.
    """
    spans = periods(year, level, first_month, working)
    weights = np.ones(MONTHS) if breakdown.month_weights is None else np.asarray(breakdown.month_weights, np.float64)
    if weights.size != MONTHS:
        raise CannotCompute(ErrorKind.VALUE, f"{weights.size} month weights instead of {MONTHS}")
    if np.isnan(annual):
        return [(p, annual) for p in spans]
    whole = int(to_units([annual], breakdown.unit)[0])
    by_month = apportion_units(whole, weights, breakdown.rule)
    if level in (Level.HALF, Level.QUARTER, Level.MONTH):
        units = by_month.reshape(len(spans), -1).sum(axis=1)
    else:
        months = fiscal_months(year, first_month)
        in_month = [[p for p in spans if (p.start.year, p.start.month) == (m.year, m.month)] for m in months]
        parts = [
            apportion_units(int(part), _day_weights(of_month), breakdown.rule)
            for part, of_month in zip(by_month, in_month, strict=True)
        ]
        units = np.concatenate(parts)
    return list(zip(spans, from_units(units, breakdown.unit).tolist(), strict=True))


def respread(annual: float, actuals: Floats, weights: Floats, unit: float = 0.01) -> Floats:
    """Closed periods (an actual is given) at their actuals; what is left of the annual target over the open ones.

    Open periods share by their weights, in multiples of unit, largest remainder; once the target is exceeded they get
    0 each, without a target (NaN) they stay blank. #DIV/0! if something is left and no open period has a weight;
    #VALUE! if the lengths differ.
    """
    if actuals.size != weights.size:
        raise CannotCompute(ErrorKind.VALUE, f"{actuals.size} actuals and {weights.size} weights")
    is_open = np.isnan(actuals)
    if np.isnan(annual) or not is_open.any():
        return actuals
    closed = actuals[~is_open]
    scale = np.abs([annual, *closed]).max()
    left = int(to_units(seen([annual - closed.sum()], scale), unit)[0])
    if left * np.sign(annual) <= 0:  # exceeded; a negative target is exceeded downward
        left = 0
    units = apportion_units(left, np.where(is_open, weights, 0.0)) if left else np.zeros(actuals.size)
    return np.where(is_open, from_units(units, unit), actuals)


def attainment(actual: Floats, target: Floats) -> Floats:
    """Actual ÷ target; NaN where the target is 0 or blank, or the actual is blank."""
    return _ratio(actual, target)


def growth(current: Floats, base: Floats) -> Floats:
    """(current − base) ÷ base; NaN where the base is 0 or blank, or current is blank."""
    return _ratio(difference(current, base), base)


def gap(actual: Floats, target: Floats) -> Floats:
    """Actual − target, negative while short of it; NaN where the target is 0 or blank, or the actual is blank."""
    return np.where(target == 0, np.nan, difference(actual, target))


def pace(actual: Floats, target: Floats, starts: Days, ends: Days, as_of: Days, working: WorkingDays) -> Floats:
    """Attainment − the share of working days elapsed, from start to end, `as_of` counted; positive is ahead of time.

    The share is 0 before the start and 1 after the end. #NUM! where the end is before the start, #DIV/0! where there is
    no working day in between; NaN where attainment is, or where a date is blank.
    """
    achieved = attainment(actual, target)
    given = ~np.isnan(achieved)
    if (given & (ends < starts)).any():
        raise CannotCompute(ErrorKind.NUM, "a period ends before it starts")
    days = working.count(starts, ends)
    if (given & (days == 0)).any():
        raise CannotCompute(ErrorKind.DIV0, "a period without working days")
    elapsed = np.where(as_of < starts, 0.0, working.count(starts, np.minimum(as_of, ends)))
    return achieved - _ratio(elapsed, days)


def prorate(
    amount: Floats, first: Days, last: Days, period_starts: Days, period_ends: Days, *, count_start: bool = True
) -> Floats:
    """Amount × eligible calendar days ÷ days of the period; both ends of both count, unless `count_start` is false.

    Eligible are the days from `first` to `last` that lie in the period. A blank first is "since ever", a blank last
    "still"; NaN where the amount or the period is blank. #NUM! where an end is before its start. Not rounded.
    """
    if (~np.isnan(amount) & ((period_ends < period_starts) | (last < first))).any():
        raise CannotCompute(ErrorKind.NUM, "an end before its start")
    counted_from = first if count_start else first + np.timedelta64(1, "D")
    begin = np.where(np.isnat(first), period_starts, np.maximum(counted_from, period_starts))
    finish = np.where(np.isnat(last), period_ends, np.minimum(last, period_ends))
    eligible = np.maximum(_days_between(begin, finish), 0.0)
    return _ratio(amount * eligible, _days_between(period_starts, period_ends))


def _ratio(above: Floats, below: Floats) -> Floats:
    with np.errstate(all="ignore"):  # what overflows is infinite
        return np.where(below == 0, np.nan, above / below)


def _days_between(starts: Days, ends: Days) -> Floats:
    """Calendar days, both ends counted; NaN where one is NaT."""
    days = (ends - starts).astype(np.float64) + 1
    return np.where(np.isnat(starts) | np.isnat(ends), np.nan, days)


def _day_weights(spans: Sequence[Period]) -> list[int]:
    worked = [p.workdays for p in spans]
    return worked if any(worked) else [(p.end - p.start).days + 1 for p in spans]
