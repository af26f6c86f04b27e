"""The key file: the password of each team's workbook, and of the centre's. What is wrong in it never shows a password.

A CSV with the columns `team_id` and `password`; a blank team_id, or the word for the centre, is the centre's row. A
password is taken as it stands, its blanks included, so a row is refused rather than read in any lenient way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from salessheet.batch.file_names import CENTRE
from salessheet.core.keys import folded
from salessheet.data.reading import encodings
from salessheet.data.reading.grids import LOST
from salessheet.data.sources import column_names, normal
from salessheet.errors import UnreadableSource
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.tables import Teams
from salessheet.xlsx.encryption import LONGEST, Password

_TEAM, _PASSWORD = Teams.team_id.key, "password"
_PASSWORD_NAMES: Final = frozenset({_PASSWORD, "密码"})
_DELIMITERS: Final = ",;\t|"
_MOST_TOLD: Final = 5
_FORM: Final = "It needs a first line team_id,password and then a line a team."

Records = list[tuple[int, list[str]]]


class Key(NamedTuple):
    """`team_id` as it is written; `line`: where it stands in the file."""

    team_id: str
    password: Password
    line: int

    @property
    def is_for_the_centre(self) -> bool:
        return not self.team_id or folded(self.team_id) in _centre_words()


@dataclass(frozen=True, repr=False, eq=False)
class Keys:
    """`unread`: headings of columns that are none of a key file."""

    path: Path
    rows: tuple[Key, ...]
    unread: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Keys({len(self.rows)} of {self.path.name})"


def read(path: Path, encoding: str = "") -> Keys:
    """`encoding`: what somebody said it is in. Raises UnreadableSource, which names lines and teams alone."""
    rows = _records(path, _text(path, encoding))
    places, unread = _heading(path, rows[0][1] if rows else [])
    found: list[Key] = []
    faults: list[str] = []
    for line, row in rows[1:]:
        fault = _fault(row, len(rows[0][1]), places[_PASSWORD])
        if fault:
            faults.append(f"line {line}: {fault}")
        else:
            found.append(Key(row[places[_TEAM]].strip(), Password(row[places[_PASSWORD]]), line))
    faults += _twice(found)
    if faults:
        more = f"; and {len(faults) - _MOST_TOLD} more" if len(faults) > _MOST_TOLD else ""
        raise UnreadableSource(path, f"{'; '.join(faults[:_MOST_TOLD])}{more}.", "Mend these lines.")
    if not found:
        raise UnreadableSource(path, "it has no password.", _FORM)
    return Keys(path, tuple(found), tuple(unread))


def _text(path: Path, encoding: str) -> str:
    """Raises UnreadableSource where nobody can be sure of the encoding: one letter read otherwise opens nothing."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(path, f"it cannot be read ({error.strerror}).", "Check the path.") from error
    if raw.isascii() and b"\0" not in raw and not encoding:
        return raw.decode()
    decoded = encodings.decoded(path, raw, encoding)
    if decoded.doubts:
        others = ", ".join(sorted({doubt.encoding for doubt in decoded.doubts}))
        raise UnreadableSource(
            path, f"its encoding is not certain: {decoded.encoding}, or {others}.", "Save it as CSV UTF-8."
        )
    return decoded.text


def _records(path: Path, text: str) -> Records:
    """The lines that are not blank, each with its number. Raises UnreadableSource where a quotation mark is astray."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: Records = []
    line = 1
    try:
        for row in reader:
            if "".join(row).strip():
                found.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        raise UnreadableSource(
            path,
            f"line {line}: a quotation mark is in the wrong place.",
            'Put quotation marks around the cell, and each one inside it twice ("").',
        ) from None
    return found


def _delimiter(text: str) -> str:
    """The one that divides the heading into the columns."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda sign: len(_named(head.replace('"', "").split(sign))))


def _named(headings: list[str]) -> dict[str, list[int]]:
    """Column → its places."""
    teams = {name for name, key in column_names(Teams.key).items() if key == _TEAM}
    found: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        name = normal(heading)
        key = _TEAM if name in teams else _PASSWORD if name in _PASSWORD_NAMES else ""
        if key:
            found.setdefault(key, []).append(place)
    return found


def _heading(path: Path, headings: list[str]) -> tuple[dict[str, int], list[str]]:
    """The places of the columns, and the headings of others. A first line that is none may hold a password."""
    places = _named(headings)
    lacking = [key for key in (_TEAM, _PASSWORD) if key not in places]
    if lacking:
        raise UnreadableSource(path, f"its first line lacks {' and '.join(lacking)}.", _FORM)
    twice = [key for key, found in places.items() if len(found) > 1]
    if twice:
        raise UnreadableSource(path, f"its first line has the column {' and '.join(twice)} twice.", "Keep one of them.")
    known = {key: found[0] for key, found in places.items()}
    others = [heading.strip() for place, heading in enumerate(headings) if place not in known.values()]
    return known, [heading for heading in others if heading]


def _fault(row: list[str], width: int, place: int) -> str:
    if len(row) != width:
        wanted = "put quotation marks around a password that holds the separator"
        return f"it has {len(row)} cells and the heading {width} ({wanted})"
    password = row[place]
    if not password.strip():
        return "the password is blank"
    if len(password) > LONGEST:
        return f"the password has more than {LONGEST} characters, which Excel does not take"
    if LOST in password or not password.isprintable():
        return "the password has characters that nobody can type"
    return ""


def _twice(keys: list[Key]) -> Iterator[str]:
    lines: dict[str, int] = {}
    for key in keys:
        whose = "" if key.is_for_the_centre else folded(key.team_id)
        if whose in lines:
            name = f"the team '{key.team_id}'" if whose else "the centre"
            yield f"line {key.line}: {name} stands in line {lines[whose]} already"
        lines.setdefault(whose, key.line)


def _centre_words() -> frozenset[str]:
    words = (Words.load(lang).value("scope", "centre") for lang in LANGUAGES)
    return frozenset(map(folded, (CENTRE, "center", *words)))
