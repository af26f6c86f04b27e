"""What is in a file before anybody asks what it means: rows of texts, with the numbers people see for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from salessheet.errors import ErrorKind

Records = list[tuple[int, list[str]]]
"""The rows of a file that are not empty, each with the number a spreadsheet shows for it: the first is 1."""

NOT_CALCULATED = "\ue000formula"
"""Stands for a cell whose formula nobody ever calculated. No file has this text: its first character is private."""

LOST = "\ufffd"
"""Stands for what could not be read in the encoding of a text file."""

TYPED = "\ue001"
"""Stands before a text of a workbook that looks like a number but was typed as text."""

_ERRORS_ABROAD = """
#NV #ZAHL! #BEZUG! #WERT! #ÜBERLAUF! #KALK!
#NOM? #NUL! #NOMBRE! #VALEUR! #PROPAGATION! #EPARS!
#¡DIV/0! #N/D #¿NOMBRE? #NOMBRE? #¡NULO! #¡NUM! #¡REF! #¡VALOR! #¡DESBORDAMIENTO! #¡CALC!
#NOME? #NULLO! #RIF! #VALORE! #ESPANSIONE!
#NULO! #NÚM! #VALOR! #DESPEJAR!
#DEEL/0! #N/B #NAAM? #LEEG! #GETAL! #VERW! #WAARDE! #OVERLOOP!
#DZIEL/0! #N/D! #NAZWA? #ZERO! #LICZBA! #ADR! #ARG! #ROZLANIE!
#ДЕЛ/0! #Н/Д #ИМЯ? #ПУСТО! #ЧИСЛО! #ССЫЛКА! #ЗНАЧ! #ПЕРЕНОС!
#DIVISION/0! #SAKNAS! #NAMN? #SKÄRNING! #OGILTIGT! #REFERENS! #VÄRDEFEL!
"""  # German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Swedish, where they differ from English
_ERRORS = frozenset({*(kind.value for kind in ErrorKind), *_ERRORS_ABROAD.split()})
_LONGEST_NAME = 60  # characters


def is_error(text: str) -> bool:
    """Whether a text is what a cell shows that holds an error, and nothing else, in Excel of the common languages."""
    return text.startswith("#") and text.strip() in _ERRORS


def in_short(name: str) -> str:
    """A name that somebody gave, on one line and short enough for a message."""
    line = " ".join(name[: 2 * _LONGEST_NAME].split())
    return line if len(line) <= _LONGEST_NAME and len(name) <= 2 * _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"


@dataclass(frozen=True)
class TextForm:
    """What somebody said of a text file. Blank: what its bytes give evidence of."""

    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Doubt:
    """An encoding that a text file could be in as well. `read`: a word as it was read; `other`: as it would be then."""

    encoding: str
    read: str
    other: str


def in_words(doubts: Iterable[Doubt]) -> str:
    """Other encodings with what a word would be in them: cp1252 (你 → Äã)."""
    return ", ".join(f"{doubt.encoding} ({in_short(doubt.read)} → {in_short(doubt.other)})" for doubt in doubts)


class Merge(NamedTuple):
    """Cells of a column that were merged, by the numbers of their rows; of several columns only the first counts."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Grid:
    """A text file or a sheet.

    The rows of a sheet are equally wide, unless a few cells far to the right would make them long: then each ends with
    its last text, and what is not there is blank. Those of a text file have the fields that stand in it.

    A cell that holds an error has the error's text, such as #N/A; a formula without a result is NOT_CALCULATED; what
    a text file lost in its encoding is LOST. `encoding`: of a text file, by the name Python has for it. `doubts`:
    other encodings that the same bytes could be in, where they would give other texts that are nearly as likely, or
    that a few rows are in; also one that somebody stated, where the bytes show that it cannot be, or one that is far
    likelier than what was stated. `since_1904`: whether a number that stands for a day counts from 1904, not 1900;
    cells with the format of a date are dates already. `merged`: cells of a sheet that are merged over several rows;
    only the uppermost holds anything.
    """

    rows: Records
    encoding: str = ""
    doubts: tuple[Doubt, ...] = ()
    since_1904: bool = False
    merged: tuple[Merge, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is a text file, in which a row says how many cells it has."""
        return self.encoding != ""
