"""How wide what a cell shows is, roughly, in widths of a digit: for columns that fit their contents."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any, Final

_WIDE: Final = frozenset("mwMW@%&—…")
_NARROW: Final = frozenset("ijlft.,:;'|!()[]I ")
_WIDTHS: Final = ((_WIDE, 1.5), (_NARROW, 0.6))
_CAPITAL: Final = 1.2
_FULL: Final = 2.0
_BOLD: Final = 1.08
_STANDARD_SIZE: Final = 11
_MOST_DECIMALS: Final = 30
_MOST_DIGITS: Final = 11  # that a cell shows without a format
_SKIPPED: Final = re.compile(r"\[[^\]]*\]|\*.")
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_(.)')
_DIGITS: Final = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*")
_PIECE: Final = re.compile(rf'("[^"]*"|\\.|_.|{_DIGITS.pattern})')
"""What a format is made of: text as it is, and the place of the number."""
_LONGEST: Final = (
    ("AM/PM", "AM"),
    ("mmmm", "September"),
    ("dddd", "Wednesday"),
    ("ddd", "Wed"),
    ("mmm", "Sep"),
)


def width(cell: Any, value: Any) -> float:
    """The widest line of what a cell of openpyxl with this value shows."""
    lines = shown_text(value, cell.number_format).splitlines() or [""]
    size = (cell.font.sz or _STANDARD_SIZE) / _STANDARD_SIZE
    return max(_width(line) for line in lines) * size * (_BOLD if cell.font.b else 1)


def shown_text(value: Any, number_format: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(float(value), number_format)
        case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
            return _date(number_format)
    return str(value)


def _number(value: float, number_format: str) -> str:
    sections = number_format.split(";")
    is_negative = value < 0
    section = sections[1] if is_negative and len(sections) > 1 else sections[0]
    sign = "-" if is_negative and len(sections) == 1 else ""
    plain = _LITERAL.sub("", _SKIPPED.sub("", section))
    core = _DIGITS.search(plain)
    if core is None or "/" in plain:
        digits = len(str(int(abs(value))))
        return f"{value:.{max(1, _MOST_DIGITS - 1)}g}" if digits <= _MOST_DIGITS else f"{value:.5E}"
    decimals = min(len(core[0].partition(".")[2].rstrip(",")), _MOST_DECIMALS)
    if re.search(r"E[+-]", plain):
        return f"{value:.{decimals}E}"
    scaled = abs(value) * (100 if "%" in plain else 1) / 1000 ** (len(core[0]) - len(core[0].rstrip(",")))
    digits_shown = f"{scaled:,.{decimals}f}" if "," in core[0].rstrip(",") else f"{scaled:.{decimals}f}"
    pieces = _PIECE.split(_SKIPPED.sub("", section))
    at = next(index for index, piece in enumerate(pieces) if _DIGITS.fullmatch(piece))
    pieces[at] = digits_shown
    return sign + "".join(_LITERAL.sub(_as_literal, piece) for piece in pieces)


def _date(number_format: str) -> str:
    section = _LITERAL.sub(_as_literal, _SKIPPED.sub("", number_format.split(";", maxsplit=1)[0]))
    for token, longest in _LONGEST:
        section = section.replace(token, longest)
    section = re.sub(r"\b([mdhs])\b", r"\1\1", section)  # one letter may show two digits
    return section.replace("@", "")


def _as_literal(found: re.Match[str]) -> str:
    return found[1] or found[2] or " "


def _width(line: str) -> float:
    return sum(_of_character(character) for character in line)


def _of_character(character: str) -> float:
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return _FULL
    for group, found in _WIDTHS:
        if character in group:
            return found
    return _CAPITAL if character.isupper() else 1.0
