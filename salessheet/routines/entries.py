"""The form of a macro as it is filled in where it is shown: each field as the macro takes it."""

from __future__ import annotations

import datetime as dt
import math
from base64 import b64decode
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from salessheet.data.asked import asked_day, asked_month
from salessheet.data.reading import encodings
from salessheet.errors import InvalidOption, UnreadableSource
from salessheet.live.macro import Field, Kind, Macro
from salessheet.live.refusals import refused
from salessheet.workbook.labels import Words

_GIVEN: Final = "CSV"


def entries(macro: Macro, given: Mapping[str, object], words: Words) -> dict[str, object]:
    """The fields by key. `given`: what was entered, as a text or as what it is; a file as base64.

    Raises InvalidOption for what the form lets nobody enter, UnreadableSource for a file in doubtful letters.
    """
    return {field.key: _value(macro, field, given.get(field.key), words) for field in macro.fields}


def _value(macro: Macro, field: Field, given: object, words: Words) -> object:
    if field.kind is Kind.FLAG:
        return bool(given)
    text = _text(given)
    if not text and not field.is_optional:
        raise refused(InvalidOption, words, "missing", field=macro.asked(field, words))
    try:
        return _read(field, text) if text else None
    except UnreadableSource as error:
        doubtful = partial(UnreadableSource, macro.asked(field, words))
        raise refused(doubtful, words, "doubtful_letters") from error
    except (InvalidOption, ValueError) as error:
        raise refused(InvalidOption, words, "no_answer", field=macro.asked(field, words), text=text) from error


def _text(given: object) -> str:
    """As it would be typed. A picker may hand over a day as a date, or as the moment in which it begins."""
    if isinstance(given, dt.datetime):
        given = given.date()
    return "" if given is None else str(given).strip()


def _read(field: Field, text: str) -> object:
    """Raises ValueError for what is nothing of that kind, InvalidOption where it is no day or month."""
    match field.kind:
        case Kind.NUMBER:
            return _finite(float(text))
        case Kind.DATE:
            return asked_day(text)
        case Kind.MONTH:
            return f"{asked_month(text):%Y-%m}"
        case Kind.FILE:
            return encodings.undoubted(Path(_GIVEN), b64decode(text))
        case Kind.CHOICE:
            return field.choices[field.choices.index(text)]
        case _:
            return text


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return number
