"""Units in the heading of a column: 金额（万元）, probability (%). They belong to every number below."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from salessheet.data import values
from salessheet.data.reading.headed import Texts
from salessheet.data.reading.unreadable import unreadable
from salessheet.workbook.measures import Type

_SCALED = re.compile(
    r"(?:in\s+)?(?:(?P<thousand>thousands?|'?000|tsd\.?|k)|(?P<million>millions?|mio\.?|mn)|(?P<percent>per\s?cent))"
    r"(?:\s+of)?(?:\b|\s|(?=\W)|$)(?P<rest>.*)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?P<thousand>[tk](?=€|eur|chf|usd|gbp))?(?P<million>m(?=€|eur|chf|usd|gbp|$))?(?P<rest>.*)", re.IGNORECASE
)
_TELLING = re.compile(r"thousand|million|billion|tsd|mio|'000|\bk\b|千|万|亿|%|‰", re.IGNORECASE)


def bracketed(heading: str) -> tuple[str, str]:
    """A heading without the brackets at its end, and what stands in them."""
    plain = heading.rstrip()
    if plain[-1:] not in {")", "）"}:
        return heading, ""
    start = max(plain.rfind("("), plain.rfind("（"))
    return (plain[:start], plain[start + 1 : -1].strip()) if start >= 0 else (heading, "")


def unit_of(heading: str) -> str:
    """The unit of numbers that a heading has in brackets; blank where it has none."""
    unit = bracketed(heading)[1]
    return (
        unit if unit and (values.number(f"1{_sign(unit, is_money=True)}") is not None or _TELLING.search(unit)) else ""
    )


def is_unit_of_money(unit: str) -> bool:
    """Whether a text scales amounts or says their currency: 万元, in thousands, EUR. Percentages do neither."""
    sign = _sign(unit, is_money=True)
    is_part = any(part in sign for part in "%‰")
    return bool(sign) and not is_part and (values.amount(f"1{sign}") is not None or bool(_TELLING.search(unit)))


def with_unit(unit: str, measure: Type, texts: Texts, file: str, heading: str) -> Texts:
    """The column with its unit beside each number that has none. A unit that is no unit of numbers changes nothing.

    Raises UnreadableSource for one that scales numbers in a way that cannot be read.
    """
    if not unit or measure in values.TEXTS or measure in values.DATES or measure is Type.FLAG:
        return texts
    sign = _sign(unit, is_money=measure.is_money)
    if values.number(f"1{sign}") is None:
        if _TELLING.search(unit):
            raise unreadable(file, "unit", heading=heading)
        return texts
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts
    return np.array([_together(text, sign) for text in different], dtype=object)[codes]


def _sign(unit: str, *, is_money: bool) -> str:
    """A unit as it is written beside a number. T and M before a currency, or M alone, are meant of money only."""
    match = _SCALED.fullmatch(unit) or (_SHORT.fullmatch(unit) if is_money else None)
    if match is None:
        return unit
    found = match.groupdict()
    scale = "K" if found["thousand"] else "百万" if found["million"] else "%" if found.get("percent") else ""
    return f"{scale}{found['rest'].strip()}"


def _together(text: str, sign: str) -> str:
    """The number with the unit, if both together are one; else the text as it is."""
    both = f"{text.strip()}{sign}"
    return both if text.strip() and values.number(both) is not None else text
