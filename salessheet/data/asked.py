"""Days and months as people name them when they are asked for one."""

from __future__ import annotations

import datetime as dt

from salessheet.data import values
from salessheet.errors import InvalidOption
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Type


def asked_day(text: str, option: str = "--as-of") -> dt.date:
    """The day that an option names."""
    found = values.date(text)
    if found is None:
        raise InvalidOption(f"{option} {text} is not a day{_of(text, Type.DATE)}.", "Write it as 2026-06-30.")
    return found


def asked_month(text: str, option: str = "--period") -> dt.date:
    """The first day of the month that an option names."""
    found = values.period(text)
    if found is None:
        raise InvalidOption(f"{option} {text} is not a month{_of(text, Type.PERIOD)}.", "Write it as 2026-06.")
    return found


def _of(text: str, measure: Type) -> str:
    """Says which years there are, where nothing else is wrong with the text."""
    return f" of the years {FIRST_YEAR} to {LAST_YEAR}" if values.is_of_other_years(measure, text) else ""
