"""The value of a cell as the text that somebody would type for it."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from functools import lru_cache

import pandas as pd

from salessheet.data.reading.grids import TYPED
from salessheet.data.reading.number_formats import Shown

_DAY = 86_400_000  # milliseconds, the finest that a spreadsheet knows
_DAY_ZERO = dt.datetime(1899, 12, 30)
_DAYS_TO_1904 = 1462
_FIRST_DAY = -96_000_000  # below it even calamine, whose calendar reaches far, sees a number
_AFTER_LEAP_DAY = 60  # the serial number of 29 February 1900, which never was
_MOST_DIGITS = 1e21  # whole numbers from here on are written with an exponent
_LIKE_A_NUMBER = re.compile(
    r"(?=.*\d)(?:[\d\s.,'’+\-−()%$€£¥￥₩₹₽₺₴₫฿₱₪₦]*+[^\W\d_]){0,3}+[\d\s.,'’+\-−()%$€£¥￥₩₹₽₺₴₫฿₱₪₦]*+", re.DOTALL
)
_LONGEST_NUMBER = 60  # characters


def cell_text(cell: object) -> str:
    """A cell's value as somebody would type it: dates in ISO form, TRUE and FALSE, durations as 36:30:00."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return "" if math.isnan(cell) else number_text(cell)
    if cell is None or cell is pd.NaT:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.timedelta):
        return _duration_text(cell)
    return str(cell)


def number_text(number: float) -> str:
    """A number as the shortest text that reads as the same; whole ones without decimals, long ones without exponent."""
    if not number.is_integer():
        return repr(number)
    if -1e15 < number < 1e15:
        return str(int(number))
    return f"{Decimal(repr(number)):.0f}" if abs(number) < _MOST_DIGITS else repr(number)


def percent_text(share: float) -> str:
    """A share as its percentage: 0.6 is 60%. Only the point is moved, so that 60% moved back is 0.6 again."""
    if not -_MOST_DIGITS < share < _MOST_DIGITS:
        return number_text(share)
    return f"{Decimal(repr(share or 0.0)).scaleb(2):f}%"


def typed(text: str) -> str:
    """A text of a workbook, behind TYPED if somebody could take it for a number, with or without its currency."""
    if len(text) <= _LONGEST_NUMBER and _LIKE_A_NUMBER.fullmatch(text):
        return TYPED + text
    return text


@lru_cache(maxsize=10_000)
def serial_text(serial: float, shown: Shown, *, since_1904: bool) -> str:
    """A finite number in a cell of that format. Below 1 a moment is a time of day; what is no date stays a number."""
    try:
        if shown is Shown.MOMENT:
            return cell_text(_moment(serial, since_1904=since_1904))
        if shown is Shown.DURATION:
            return _duration_text(dt.timedelta(milliseconds=_rounded(serial * _DAY)))
        if shown is Shown.PERCENT:
            return percent_text(serial)
    except OverflowError:
        pass  # a number that no calendar reaches
    return number_text(serial)


def iso_text(text: str) -> str:
    """A moment that the file has in ISO form; what is none stays as it is."""
    read = dt.datetime if "T" in text else dt.time if ":" in text else dt.date
    try:
        moment = read.fromisoformat(text)
    except ValueError:
        return text
    return text if getattr(moment, "tzinfo", None) else cell_text(moment)


def _moment(serial: float, *, since_1904: bool) -> dt.datetime | dt.time:
    days = serial + _DAYS_TO_1904 if since_1904 else serial
    milliseconds = _rounded((days if days >= _AFTER_LEAP_DAY else days + 1) * _DAY)
    if _FIRST_DAY < serial < 1:
        return (_DAY_ZERO + dt.timedelta(milliseconds=milliseconds % _DAY)).time()
    return _DAY_ZERO + dt.timedelta(milliseconds=milliseconds)


def _rounded(number: float) -> int:
    """Half away from zero; OverflowError where the number is not finite."""
    whole = int(number)
    return whole + (round(math.copysign(1, number)) if abs(number - whole) >= 0.5 else 0)


def _duration_text(duration: dt.timedelta) -> str:
    sign = "-" if duration < dt.timedelta() else ""
    minutes, seconds = divmod(abs(duration), dt.timedelta(minutes=1))
    rest = dt.time(second=seconds.seconds, microsecond=seconds.microseconds).isoformat()[6:]
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{rest}"
