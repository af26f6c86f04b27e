"""The form of a macro as it is filled in where it is shown: each field as the macro takes it.

Every host reads its forms here, and macros what programs hand over: all refuse the same in the same words, those of the
workbook's language.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from base64 import b64decode
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from salessheet.data import values
from salessheet.data.asked import asked_day, asked_month
from salessheet.data.reading import encodings
from salessheet.data.reading.grids import in_short
from salessheet.data.reading.unreadable import reworded
from salessheet.errors import InvalidOption, UnreadableSource
from salessheet.live.macro import MACROS, Field, Kind, Macro
from salessheet.live.refusals import refused
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR

_GIVEN: Final = "CSV"
_NUMBER_OF_MONTH: Final = re.compile("(0?[1-9]|1[0-2])月?")
UNREAD: Final = "unread"
"""Under which a host that could not read a file hands over its path."""


def entries(macro: Macro, given: Mapping[str, object], words: Words) -> dict[str, object]:
    """The fields by key. `given`: what was entered, as a text or as what it is; a file by its path or as base64.

    Raises InvalidOption for what the form lets nobody enter, UnreadableSource for a file that is not there, is no text,
    or is in doubtful letters.
    """
    return {field.key: _value(macro, field, given.get(field.key), words) for field in macro.fields}


def taken(key: str, field: str, given: object, words: Words) -> object:
    """One field of a macro, by their keys. Raises as `entries`."""
    macro = MACROS[key]
    return _value(macro, next(one for one in macro.fields if one.key == field), given, words)


def _value(macro: Macro, field: Field, given: object, words: Words) -> object:
    if field.kind is Kind.FILE and given is not None:
        return _file(given, words)
    text = _text(given)
    if not text and field.kind is Kind.FLAG:
        return False
    if not text and not field.is_optional:
        raise refused(InvalidOption, words, "missing", field=macro.asked(field, words))
    try:
        return _read(macro, field, text, words) if text else None
    except (InvalidOption, ValueError) as error:
        wrong = words.text("refusal.no_answer.wrong").format(field=macro.asked(field, words), text=in_short(text))
        raise InvalidOption(wrong, _mend(macro, field, words)) from error


def _text(given: object) -> str:
    """As it would be typed. A picker may hand over a day as a date, or as the moment in which it begins."""
    if isinstance(given, dt.datetime):
        given = given.date()
    return "" if given is None else str(given).strip()


def _read(macro: Macro, field: Field, text: str, words: Words) -> object:
    """Raises ValueError for what is nothing of that kind, InvalidOption where it is no day or month."""
    match field.kind:
        case Kind.NUMBER:
            return _finite(float(text))
        case Kind.FLAG:
            return _truth(values.flag(text))
        case Kind.DATE:
            return asked_day(text)
        case Kind.MONTH:
            numbered = _NUMBER_OF_MONTH.fullmatch(_plain(text))
            return f"{asked_month(text):%Y-%m}" if numbered is None else f"{int(numbered[1]):02}"
        case Kind.CHOICE:
            return _choice(macro, field, text, words)
        case _:
            return text


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return number


def _truth(found: float | None) -> bool:
    if found is None:
        raise ValueError(found)
    return bool(found)


def _choice(macro: Macro, field: Field, text: str, words: Words) -> str:
    """By its code, or by its words in any language. Raises ValueError."""
    spoken = (words, *map(Words.load, LANGUAGES))
    for choice in field.choices:
        named = {choice, *filter(None, (each.find("macros", macro.key, choice) for each in spoken))}
        if _plain(text) in map(_plain, named):
            return choice
    raise ValueError(text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _mend(macro: Macro, field: Field, words: Words) -> str:
    """How a field of that kind is filled in."""
    option = words.text("refusal.no_answer.option")
    named = {choice: macro.chosen(choice, words) for choice in field.choices}
    choices = [word if word == code else option.format(code=code, word=word) for code, word in named.items()]
    facts = {"first": FIRST_YEAR, "last": LAST_YEAR, "choices": words.listed(choices)}
    return words.text(f"refusal.no_answer.{field.kind.value}").format(**facts)


def _file(given: object, words: Words) -> str:
    try:
        return encodings.undoubted(Path(_GIVEN), _bytes(given))
    except UnreadableSource as error:
        raise reworded(error, words) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise refused(partial(UnreadableSource, _named(given)), words, "unread") from error


def _named(given: object) -> Path | str:
    """As it is called where it cannot be read."""
    match given:
        case Path():
            return given
        case Mapping():
            return str(given.get(UNREAD, _GIVEN))
    return _GIVEN


def _bytes(given: object) -> bytes:
    """Raises OSError, RuntimeError for the home of nobody, ValueError for what is neither a path nor base64."""
    match given:
        case Path():
            return given.expanduser().read_bytes()
        case str():
            return b64decode(given)
    raise ValueError(given)
