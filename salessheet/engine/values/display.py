"""What a cell shows, as far as searching and filtering need it: values as their number formats write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Final

from openpyxl.styles.numbers import is_date_format

from salessheet.engine.values.fitting import shown_text
from salessheet.engine.values.values import EPOCH

_BUILT_IN: Final = {"mm-dd-yy": "m/d/yyyy", "m/d/yy h:mm": "m/d/yyyy h:mm"}
"""openpyxl's words for formats that follow the country, and what they are in the United States."""
_TOKEN: Final = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|y{4}|yy?|m{5}|m{3,4}|mm?|d{3,4}|dd?|hh?|ss?(?:\.0+)?|.',
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_GENERAL: Final = 11
_HOURS: Final = frozenset({"h", "hh", "[h]", "[hh]"})

_WORDS: Final[dict[str, Callable[[dt.datetime], str]]] = {
    "yyyy": lambda day: f"{day.year:04d}",
    "yy": lambda day: f"{day.year % 100:02d}",
    "y": lambda day: f"{day.year % 100:02d}",
    "mmmmm": lambda day: f"{day:%B}"[0],
    "mmmm": lambda day: f"{day:%B}",
    "mmm": lambda day: f"{day:%b}",
    "mm": lambda day: f"{day.month:02d}",
    "m": lambda day: f"{day.month}",
    "dddd": lambda day: f"{day:%A}",
    "ddd": lambda day: f"{day:%a}",
    "dd": lambda day: f"{day.day:02d}",
    "d": lambda day: f"{day.day}",
    "ss": lambda day: f"{day.second:02d}",
    "s": lambda day: f"{day.second}",
    "am/pm": lambda day: f"{day:%p}",
}


def displayed(value: Any, number_format: str) -> str:
    """`value` as `grid.value` gives it."""
    if isinstance(value, dt.datetime):
        return _moment(value, number_format)
    if isinstance(value, float) and number_format == "General":
        text = f"{value:.{_LONGEST_GENERAL}g}"
        return text if len(text.lstrip("-")) <= _LONGEST_GENERAL else shown_text(value, number_format)
    return shown_text(value, number_format)


def _moment(value: dt.datetime, number_format: str) -> str:
    said = _BUILT_IN.get(number_format, number_format)
    if not is_date_format(said):
        said = "m/d/yyyy"
    tokens = _TOKEN.findall(said.split(";", maxsplit=1)[0])
    is_of_twelve = any(token.upper() == "AM/PM" for token in tokens)
    found, last = [], ""
    for index, token in enumerate(tokens):
        word = token.casefold()
        if word in {"m", "mm"} and (last in _HOURS or _comes_next(tokens[index + 1 :], "s")):
            found.append(f"{value.minute:0{len(word)}d}")
        elif word in {"[h]", "[hh]"}:
            found.append(f"{int((value - EPOCH) / dt.timedelta(hours=1)):0{len(word) - 2}d}")
        elif word in _HOURS:
            hour = (value.hour % 12 or 12) if is_of_twelve else value.hour
            found.append(f"{hour:0{len(word)}d}")
        else:
            found.append(_WORDS[word](value) if word in _WORDS else _literal(token))
        last = word if word in _HOURS or word in _WORDS else last
    return "".join(found)


def _comes_next(tokens: list[str], letter: str) -> bool:
    """Whether the next token that is one of a date begins with this letter."""
    found = next((token for token in tokens if token[0].isalpha()), "")
    return found[:1].casefold() == letter


def _literal(token: str) -> str:
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    return "" if token[0] in "[*@" else " " if token[0] == "_" else token
