"""A macro that does not exist, with a field of every kind, and what it has to be given for what people enter.

Every host that has forms is asked with it: no macro of today wants a day, a number or a tick.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import xlwings as xw

from salessheet.live.macro import MACROS, Field, Kind, Macro
from salessheet.macros import Summary
from salessheet.workbook.labels import Words

FIELDS: Final = (
    Field("day", Kind.DATE),
    Field("month", Kind.MONTH),
    Field("number", Kind.NUMBER),
    Field("how", Kind.CHOICE, ("soft", "hard")),
    Field("file", Kind.FILE),
    Field("note", Kind.TEXT, is_optional=True),
    Field("until", Kind.DATE, is_optional=True),
    Field("every", Kind.FLAG),
)
OWN: Final = {
    "title": "Try on", "tip": "It tries.", "day": "Day", "month": "Month", "number": "Number", "how": "How",
    "soft": "softly", "hard": "hard", "file": "File", "note": "Note", "until": "Until", "every": "Every one",
}  # fmt: skip  # what its form says
FILE: Final = "a,b\n1,2\n"
ENTERED: Final = {
    "day": "2026-06-03", "month": "2026-06", "number": "0", "how": "hard", "file": FILE, "every": "yes",
}  # fmt: skip  # by a person, who leaves out what may be left out
GIVEN: Final[dict[str, object]] = {
    "day": dt.date(2026, 6, 3), "month": "2026-06", "number": 0.0, "how": "hard", "file": FILE, "note": None,
    "until": None, "every": True,
}  # fmt: skip  # to the macro


def run(_: xw.Book, **given: object) -> Summary:
    """Says what it was given."""
    return Summary("try_on", notes=(repr(given),))


TRY_ON: Final = Macro("try_on", run, FIELDS)


def words(lang: str = "en") -> Words:
    return Words(lang, {**Words.load(lang).tree, "macros": {**_macros(lang), "try_on": OWN}})


def as_file(text: str) -> str:
    return b64encode(text.encode()).decode()


@contextmanager
def offered() -> Iterator[Macro]:
    """The macro among all others, for as long as it is tried on."""
    MACROS[TRY_ON.key] = TRY_ON
    try:
        yield TRY_ON
    finally:
        del MACROS[TRY_ON.key]


def _macros(lang: str) -> dict[str, object]:
    found = Words.load(lang).tree["macros"]
    assert isinstance(found, dict)
    return found
