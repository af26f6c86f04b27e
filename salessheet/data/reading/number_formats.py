"""What the format of a cell makes of the number in it: a date looks like any other number without it."""

from __future__ import annotations

import re
from enum import Enum, auto


class Shown(Enum):
    """As what people see a number."""

    NUMBER = auto()
    MOMENT = auto()  # a date, a time of day or both
    DURATION = auto()
    PERCENT = auto()


# Formats that have a number instead of a code.
_DATES = frozenset(range(14, 23)) | {45, 47}
_DURATIONS = frozenset({46})
_PERCENTS = frozenset({9, 10})
_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})  # 2026年6月1日 and its like; Japanese and Korean ones too

_ZEROS = re.compile(r"(00+)(?:;.*)?", re.DOTALL)
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].?', re.DOTALL)
_MEANING = re.compile(
    r"(?P<duration>\[(?:h+|m+|s+)\])|\[[^\]]*\]|general|(?P<moment>[dmhys]|a/p)|(?P<percent>%)", re.IGNORECASE
)


def shown(form: str | int) -> Shown:
    """As what a format shows a number, by its code or, where it has none, its number."""
    if isinstance(form, int):
        if form in _DATES or form in _CHINESE_DATES:
            return Shown.MOMENT
        if form in _PERCENTS:
            return Shown.PERCENT
        return Shown.DURATION if form in _DURATIONS else Shown.NUMBER
    first = _LITERAL.sub("", form).split(";")[0]
    otherwise = Shown.NUMBER
    for token in _MEANING.finditer(first):
        if token["duration"]:
            return Shown.DURATION
        if token["moment"]:
            return Shown.MOMENT
        if token["percent"]:
            otherwise = Shown.PERCENT
    return otherwise


def least_digits(form: str | int) -> int:
    """How many digits a format of nothing but zeros shows at least, as of numbers of staff: 00123; 0 for any other."""
    match = _ZEROS.fullmatch(form) if isinstance(form, str) else None
    return 0 if match is None else len(match[1])


def is_misread(form: str | int) -> bool:
    """Whether calamine takes the format for another: Chinese dates without a code, quotation marks that are escaped."""
    return form in _CHINESE_DATES if isinstance(form, int) else re.search(r'[\\_*]"', form) is not None
