"""What becomes of a text that is entered into a cell: Excel reads numbers, dates, errors and formulas in it.

Only what reads the same in every country is read here: 1e3, 1,234.5, (50) for -50, 12%, TRUE, #N/A, 2026-03-31, 14:30,
and amounts in the currencies of the languages that are shipped: $5, ¥5, and €5. A leading apostrophe, or the format
Text, keeps the characters as they are.
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
_IN_BRACKETS: Final = re.compile(r"\(([^+()-]+)\)")
_AMOUNT: Final = re.compile(r"([+-]?)\s?([$¥￥€])\s?([+-]?)(\d+(?:,\d{3})*\.?\d*|\.\d+)")
_BEGINNINGS: Final = frozenset("0123456789+-.'#=tTfF($¥￥€")
_FIRST_YEAR: Final = 1900


DOLLARS: Final = r'"$"#,##0_);[Red]\("$"#,##0\)'
DOLLARS_AND_CENTS: Final = r'"$"#,##0.00_);[Red]\("$"#,##0.00\)'
_CURRENCIES: Final = {
    "$": (DOLLARS, DOLLARS_AND_CENTS),
    "¥": (r'"¥"#,##0;[Red]"¥"\-#,##0', r'"¥"#,##0.00;[Red]"¥"\-#,##0.00'),
    "€": (r"[$€-2]\ #,##0;[Red]\-[$€-2]\ #,##0", r"[$€-2]\ #,##0.00;[Red]\-[$€-2]\ #,##0.00"),
}
"""The symbol → the format that Excel gives a whole amount, and one with decimals."""


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
    return _quantity(bare) or _date(bare) or Entry(text)


def _quantity(text: str) -> Entry | None:
    """A number, a percentage or an amount of money; in brackets it is negative."""
    if found := _IN_BRACKETS.fullmatch(text):
        positive = _quantity(found[1].strip())
        return positive and positive._replace(value=-positive.value)  # type: ignore[operator]  # it is a number
    if _NUMBER.fullmatch(text):
        return _number(text, "0.00E+00" if "e" in text.lower() else None)
    if _THOUSANDS.fullmatch(text):
        return _number(text, "#,##0.00" if "." in text else "#,##0")
    if found := _PERCENT.fullmatch(text):
        percent = found[1]
        return Entry(float(percent) / 100, "0.00%" if "." in percent else "0%")
    found = _AMOUNT.fullmatch(text)
    if found is None or (found[1] and found[3]):
        return None
    whole, in_cents = _CURRENCIES["¥" if found[2] == "￥" else found[2]]
    return _number(found[1] + found[3] + found[4], in_cents if "." in found[4] else whole)


def _number(digits: str, number_format: str | None) -> Entry | None:
    number = float(digits.replace(",", ""))
    return None if number in {float("inf"), float("-inf")} else Entry(number, number_format)


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
