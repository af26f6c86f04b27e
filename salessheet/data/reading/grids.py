"""What is in a file before anybody asks what it means: rows of texts, with the numbers people see for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from salessheet.errors import ErrorKind

Records = list[tuple[int, list[str]]]
"""The rows of a file that are not empty, each with the number a spreadsheet shows for it: the first is 1."""

NOT_CALCULATED = "\ue000formula"
"""Stands for a cell whose formula nobody ever calculated. No file has this text: its first character is private."""

LOST = "\ufffd"
"""Stands for what could not be read in the encoding of a text file."""

_ERRORS = frozenset(kind.value for kind in ErrorKind)


def is_error(text: str) -> bool:
    """Whether a text is what a cell shows that holds an error, and nothing else."""
    return text.startswith("#") and text.strip() in _ERRORS


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
    return ", ".join(f"{doubt.encoding} ({doubt.read} → {doubt.other})" for doubt in doubts)


@dataclass(frozen=True, eq=False)
class Grid:
    """A text file or a sheet.

    The rows of a sheet are equally wide, unless a few cells far to the right would make them long: then each ends with
    its last text, and what is not there is blank. Those of a text file have the fields that stand in it.

    A cell that holds an error has the error's text, such as #N/A; a formula without a result is NOT_CALCULATED; what
    a text file lost in its encoding is LOST. `encoding`: of a text file, by the name Python has for it. `doubts`:
    other encodings that the same bytes could be in, where they would give other texts that are nearly as likely; also
    one that somebody stated, where the bytes show that it cannot be.
    """

    rows: Records
    encoding: str = ""
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is a text file, in which a row says how many cells it has."""
        return self.encoding != ""
