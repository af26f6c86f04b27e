"""How a row of values goes on: numbers by their step, dates by days, months or years, names of days and months."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from salessheet.engine.values.values import EPOCH

_LISTS: Final = (
    ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"),
    ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"),
    tuple("日一二三四五六"),
    ("星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"),
    ("一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"),
    ("第一季", "第二季", "第三季", "第四季"),
)  # fmt: skip  # one list a line
"""Excel's own lists. The week begins on Sunday in them."""
_NUMBERED: Final = re.compile(r"(.*?)(\d+)()", re.DOTALL)
_BEGUN: Final = re.compile(r"(第?)(\d+)(\D.*)", re.DOTALL)
_ORDINAL: Final = re.compile(r"(st|nd|rd|th)\b(.*)", re.DOTALL)
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}
_TEENS: Final = (11, 12, 13)
_QUARTER: Final = re.compile(r"(q|qtr|quarter)\s?([1-4])", re.IGNORECASE)
_SATURDAY: Final = 5
_DATED: Final = frozenset({"fill_days", "fill_weekdays", "fill_months", "fill_years"})


def continued(values: Sequence[Any], count: int, how: str, step: int) -> list[Any] | None:
    """The next `count` values; None where the values are repeated instead.

    `how`: xlwings' words for Excel's ways to fill. `step`: -1 where the values are given from last to first, since
    the series goes on upward or to the left.
    """
    if how in {"fill_copy", "fill_values"} or not values or any(value is None for value in values):
        return None
    if all(isinstance(value, dt.datetime) for value in values):
        return _dates(values, count, how, step)
    if all(isinstance(value, float) for value in values):
        if len(values) == 1 and how not in {"fill_series", "linear_trend", *_DATED}:
            return None
        grown = _grown(values, count) if how == "growth_trend" else None
        return grown or _numbers(values, count, step)
    if all(isinstance(value, str) for value in values):
        return _listed(values, count, step) or _numbered(values, count, step)
    return None


def _numbers(values: Sequence[float], count: int, step: int) -> list[float]:
    """Along the straight line through the values; a single one goes on by 1."""
    if len(values) == 1:
        return [values[0] + step * i for i in range(1, count + 1)]
    slope, start = np.polyfit(np.arange(len(values)), np.asarray(values), 1)
    exact = np.diff(values)
    if np.all(exact == exact[0]):
        return [values[-1] + float(exact[0]) * i for i in range(1, count + 1)]
    return [float(start + slope * (len(values) - 1 + i)) for i in range(1, count + 1)]


def _grown(values: Sequence[float], count: int) -> list[float] | None:
    """Along the curve of steady growth through the values; None for values that no such curve goes through."""
    if len(values) == 1 or min(values) <= 0:
        return None
    slope, start = np.polyfit(np.arange(len(values)), np.log(np.asarray(values)), 1)
    return [float(np.exp(start + slope * (len(values) - 1 + i))) for i in range(1, count + 1)]


def _dates(values: Sequence[dt.datetime], count: int, how: str, step: int) -> list[Any]:
    """A single time of day goes on by an hour, a single date by a day."""
    last = values[-1]
    if how == "fill_weekdays":
        return _weekdays(last, count, step)
    months = _months_between(values)
    if how in {"fill_months", "fill_years"} or (how != "fill_days" and months):
        each = {"fill_months": 1, "fill_years": 12}.get(how, 0) or months or 1
        signed = each * step if how in {"fill_months", "fill_years"} else each
        is_end = len(values) > 1 and all(map(_ends_month, values))
        return [_months_later(last, signed * i, is_end=is_end) for i in range(1, count + 1)]
    is_time = last.date() == EPOCH.date() and how in {"fill_default", "fill_series"}
    single = dt.timedelta(hours=step) if is_time else dt.timedelta(days=step)
    gap = values[-1] - values[-2] if len(values) > 1 else single
    return [last + gap * i for i in range(1, count + 1)]


def _ends_month(day: dt.datetime) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _months_between(values: Sequence[dt.datetime]) -> int:
    """How many months lie between each two, where all are the same day of the month, or its last day; else 0."""
    if len(values) < 2 or (len({value.day for value in values}) > 1 and not all(map(_ends_month, values))):
        return 0
    counts = [value.year * 12 + value.month for value in values]
    gaps = {later - earlier for earlier, later in itertools.pairwise(counts)}
    return gaps.pop() if len(gaps) == 1 else 0


def _months_later(day: dt.datetime, months: int, *, is_end: bool) -> dt.datetime:
    """`is_end`: the last day of each month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=last if is_end else min(day.day, last))


def _weekdays(last: dt.datetime, count: int, step: int) -> list[dt.datetime]:
    found: list[dt.datetime] = []
    day = last
    while len(found) < count:
        day += dt.timedelta(days=step)
        if day.weekday() < _SATURDAY:
            found.append(day)
    return found


def _listed(values: Sequence[str], count: int, step: int) -> list[str] | None:
    """Names of days and months, in the capitals of the first."""
    for names in _LISTS:
        known = [name.casefold() for name in names]
        if all(value.casefold() in known for value in values):
            places = [known.index(value.casefold()) for value in values]
            gap = (places[-1] - places[-2]) if len(places) > 1 else step
            word = str.upper if values[0].isupper() else str.lower if values[0].islower() else str
            return [word(names[(places[-1] + gap * i) % len(names)]) for i in range(1, count + 1)]
    return None


def _numbered(values: Sequence[str], count: int, step: int) -> list[str] | None:
    """Texts that end or begin with a number, such as `Team 1`, `1st week`, `第1周`; quarters begin again after four."""
    for pattern in (_NUMBERED, _BEGUN):
        found = [match for value in values if (match := pattern.fullmatch(value)) is not None]
        if len(found) == len(values):
            break
    else:
        return None
    first, numbers = found[0], [int(match[2]) for match in found]
    is_ordinal = all(_ORDINAL.fullmatch(match[3]) for match in found)
    words = {(match[1], _ORDINAL.sub(r"\2", match[3]) if is_ordinal else match[3]) for match in found}
    if len(words) > 1:
        return None
    ((head, tail),) = words
    width = len(first[2]) if first[2].startswith("0") else 0
    gap = numbers[-1] - numbers[-2] if len(numbers) > 1 else step
    after = [abs(numbers[-1] + gap * i) for i in range(1, count + 1)]
    if all(_QUARTER.fullmatch(value) for value in values):
        after = [((numbers[-1] + gap * i) - 1) % 4 + 1 for i in range(1, count + 1)]
    return [f"{head}{number:0{width}d}{_ending(number) if is_ordinal else ''}{tail}" for number in after]


def _ending(number: int) -> str:
    """Of an ordinal number: 1st, 2nd, 3rd, 4th, and 11th to 13th."""
    return "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
