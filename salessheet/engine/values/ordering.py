"""The order in which Excel sorts values, and which of them it takes for the same."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from salessheet.engine.values.values import EPOCH, ErrorText

NUMBER, TEXT, LOGICAL, ERROR, BLANK = range(5)
"""The order of kinds of values when sorting upward."""

_SYMBOLS: Final = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_IGNORED: Final = "-'"
_PLACES: Final = {ord(sign): (None if sign in _IGNORED else chr(1 + at)) for at, sign in enumerate(_SYMBOLS)}
"""Signs come before digits, and digits before letters."""


def kind_of(value: Any) -> int:
    match value:
        case None:
            return BLANK
        case bool():
            return LOGICAL
        case ErrorText():
            return ERROR
        case str():
            return TEXT
    return NUMBER


def in_order(rows: Sequence[int], values: Sequence[Any], *, upward: bool) -> list[int]:
    """The rows, sorted by the value that each has. Rows that are alike keep their order; blanks come last."""
    blank = [row for row, value in zip(rows, values, strict=True) if value is None]
    filled = [(row, _key(value)) for row, value in zip(rows, values, strict=True) if value is not None]
    filled.sort(key=lambda pair: pair[1], reverse=not upward)  # equals keep their order either way
    return [row for row, _ in filled] + blank


def alike(value: Any) -> Any:
    """What two values have in common that Excel takes for duplicates."""
    return (kind_of(value), value.casefold() if isinstance(value, str) else value)


def _key(value: Any) -> tuple[int, Any]:
    """All errors are equal."""
    kind = kind_of(value)
    if kind == NUMBER:
        return kind, (value - EPOCH) / dt.timedelta(days=1) if isinstance(value, dt.datetime) else value
    return kind, _text_key(value) if kind == TEXT else value if kind == LOGICAL else 0


def _text_key(text: str) -> tuple[str, str, bool]:
    """Capitals, accents, hyphens and apostrophes count only where all else is the same."""
    folded = text.casefold()
    if folded.isalnum() and folded.isascii():
        return folded, "", False
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    spelt = folded.translate({ord(sign): None for sign in _IGNORED})
    return plain.translate(_PLACES), spelt, spelt != folded
