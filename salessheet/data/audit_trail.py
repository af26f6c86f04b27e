"""audit.csv beside the tables: who changed what, when and by which command. It is only ever appended to."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final

from salessheet.data.reading import encodings
from salessheet.errors import UnreadableSource
from salessheet.files import settle

AUDIT: Final = "audit.csv"
_MARK: Final = "\ufeff"  # so that spreadsheets read it


@dataclass(frozen=True)
class Entry:
    """One change: `key` says of what in the table, `old` and `new` what stood there, blank for nothing."""

    when: str
    who: str
    command: str
    file: str
    table: str
    key: str
    old: str
    new: str


HEADING: Final = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True)
class Addition:
    """Bytes to be appended to a file that has so many now."""

    size: int
    raw: bytes


NOTHING: Final = Addition(0, b"")


def moment(now: dt.datetime) -> str:
    """A time as the file has it: 2026-06-05T09:30:00+08:00."""
    return now.isoformat(timespec="seconds")


def addition(folder: Path, entries: Iterable[Entry]) -> Addition:
    """What the entries add to the folder's file, in its encoding; a new one is UTF-8.

    Raises UnreadableSource where the file cannot be read, or its encoding lacks a character.
    """
    path = folder / AUDIT
    raw = path.read_bytes() if path.exists() else b""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if not raw:
        writer.writerow(HEADING)
    writer.writerows(astuple(entry) for entry in entries)
    if not raw:
        return Addition(0, (_MARK + text.getvalue()).encode())
    known = encodings.decoded(path, raw)
    broken = "" if known.text.endswith(("\n", "\r")) else "\n"
    try:
        return Addition(len(raw), (broken + text.getvalue()).encode(known.encoding))
    except UnicodeEncodeError as error:
        lacking = error.object[error.start]
        raise UnreadableSource(
            path, f"its encoding, {known.encoding}, has no '{lacking}'.", "Save it as CSV UTF-8."
        ) from error


def append(folder: Path, added: Addition) -> None:
    """The addition at the end of the file, on the disk. Whatever of it stands there already is not added again."""
    path = folder / AUDIT
    there = path.read_bytes()[added.size :] if path.exists() else b""
    rest = added.raw[len(there) :] if added.raw.startswith(there) else b"" if there.startswith(added.raw) else added.raw
    if rest:
        with path.open("ab") as file:
            file.write(rest)
        settle(path)
        settle(path.parent)
