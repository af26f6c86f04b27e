"""What becomes of a text that is entered into a cell: Excel reads numbers, dates, errors and formulas in it.

Only what reads the same in every country is read here: 1e3, 1,234.5, 12%, TRUE, #N/A, 2026-03-31, 14:30. A leading
apostrophe, or the format Text, keeps the characters as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from salessheet.engine.values.values import ERRORS, ErrorText

Read = float | bool | str | dt.datetime | dt.time | ErrorText

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_PERCENT: Final = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s?%")
_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_BEGINNINGS: Final = frozenset("0123456789+-.'#=tTfF")
_FIRST_YEAR: Final = 1900


class Entry(NamedTuple):
    """`number_format`: what Excel gives a cell of the format General with it; None where it leaves it."""

    value: Read
    number_format: str | None = None
    is_quoted: bool = False


def may_be_read(text: str) -> bool:
    """Quickly whether a text could be anything but a text."""
    return text[:1] in _BEGINNINGS or text[:1].isspace()


def entry(text: str) -> Entry:
    """A text as Excel reads it on entry. Formulas are given as they are."""
    if text.startswith("'"):
        return Entry(text[1:], is_quoted=True)
    if text.startswith("="):
        return Entry(text)
    bare = text.strip()
    if bare.upper() in {"TRUE", "FALSE"}:
        return Entry(bare.upper() == "TRUE")
    if bare.upper() in ERRORS:
        return Entry(ErrorText(bare.upper()))
    if _NUMBER.fullmatch(bare):
        return _number(bare, "0.00E+00" if "e" in bare.lower() else None, text)
    if _THOUSANDS.fullmatch(bare):
        return _number(bare.replace(",", ""), "#,##0.00" if "." in bare else "#,##0", text)
    if found := _PERCENT.fullmatch(bare):
        percent = found[1]
        return Entry(float(percent) / 100, "0.00%" if "." in percent else "0%")
    return _date(bare) or Entry(text)


def _number(digits: str, number_format: str | None, text: str) -> Entry:
    number = float(digits)
    return Entry(text) if number in {float("inf"), float("-inf")} else Entry(number, number_format)


def _date(text: str) -> Entry | None:
    try:
        if found := _DATE.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            if year >= _FIRST_YEAR:
                has_time = found[4] is not None
                return Entry(
                    dt.datetime(year, month, day, hour, minute, second), "m/d/yyyy h:mm" if has_time else "m/d/yyyy"
                )
        elif found := _TIME.fullmatch(text):
            hour, minute, second = (int(part or 0) for part in found.groups())
            return Entry(dt.time(hour, minute, second), "h:mm:ss" if found[3] else "h:mm")
    except ValueError:  # the 31st of June is a text
        return None
    return None
