"""Closing and reopening in steps, so that a run that is killed between two of them is finished or undone by the next.

A snapshot is written first: until the table of periods names it, it is nobody's. Then a hidden note says what is to
follow; then the file of periods is replaced, which is the moment at which the period is closed or reopened; then files
are renamed and the audit trail is appended to; at last the note goes. Whoever finds a note looks whether that moment
has come: if so, what follows it is done, else the note is thrown away and nothing has happened. Where somebody changed
that file in between, nobody can tell, and people are asked.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from salessheet.data.audit_trail import AUDIT, Addition, append
from salessheet.data.commission.snapshots import FOLDER
from salessheet.errors import RefusedOutput
from salessheet.files import is_name, parts_in, settle, sha256_of, written_whole

NOTE: Final = ".salessheet-unfinished"
_SUFFIX: Final = "reopened"


@dataclass(frozen=True)
class Change:
    """The file of periods with its new content; a snapshot to be set aside, by its old and new name; what is logged."""

    periods: str
    content: bytes
    audit: Addition
    aside: tuple[str, str] | None = None


def write_snapshot(folder: Path, name: str, raw: bytes) -> None:
    """A snapshot that nothing names yet. Another one that stands there is of a run that was killed, and set aside."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    path = place / name
    if path.exists() and path.read_bytes() != raw:
        path.rename(place / free_name(folder, name))
    with written_whole(path) as part:
        part.write_bytes(raw)
    settle(folder)


def free_name(folder: Path, name: str) -> str:
    """The name under which a snapshot is kept after its period was reopened: 2026-05.reopened-1.csv, -2 and so on."""
    stem, number = Path(name).stem, 1
    while (folder / FOLDER / f"{stem}.{_SUFFIX}-{number}.csv").exists():
        number += 1
    return f"{stem}.{_SUFFIX}-{number}.csv"


def carry_out(folder: Path, change: Change) -> None:
    """All steps after the snapshot. Raises OSError where the disk takes no more; then the next run sees to it."""
    path = folder / change.periods
    before = sha256_of(path) if path.exists() else ""
    with written_whole(folder / NOTE) as part:
        part.write_text(_noted(change, before), encoding="utf-8", newline="\n")
    with written_whole(path) as part:
        part.write_bytes(change.content)
    _finish(folder, change.aside, change.audit)


def recover(folder: Path) -> bool:
    """Finishes or undoes what a killed run left in the folder; whether it finished something.

    Raises RefusedOutput for a note that is none of ours, and where nobody can tell what has happened.
    """
    _sweep(folder)
    note = folder / NOTE
    if not note.exists():
        return False
    found = _read(note)
    path = folder / found.periods
    stands = sha256_of(path) if path.is_file() else ""
    if stands == found.after:
        _finish(folder, found.aside, found.audit)
    elif stands == found.before:
        note.unlink()
    else:
        raise RefusedOutput(
            f"{path}: it was changed after a run of salessheet that closes or reopens periods had been killed.",
            f"Look whether {found.periods}, {FOLDER} and {AUDIT} agree, then remove {note.name}.",
        )
    return stands == found.after


def _finish(folder: Path, aside: tuple[str, str] | None, audit: Addition) -> None:
    if aside is not None:
        old, new = (folder / FOLDER / name for name in aside)
        if old.exists() and not new.exists():
            old.rename(new)
            settle(new.parent)
    append(folder, audit)
    (folder / NOTE).unlink()
    settle(folder)


def _sweep(folder: Path) -> None:
    """Unfinished files of runs that were killed, for this one holds the folder."""
    for place in (folder, folder / FOLDER):
        if place.is_dir():
            for left in parts_in(place):
                if left.name in {NOTE, AUDIT} or left.name.endswith((".csv", ".tsv", ".txt")):
                    with suppress(OSError):
                        left.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Note:
    """`before` and `after`: hashes of the file of periods, blank where there was none."""

    periods: str
    before: str
    after: str
    aside: tuple[str, str] | None
    audit: Addition


def _noted(change: Change, before: str) -> str:
    tree = {
        "periods": change.periods,
        "before": before,
        "after": sha256(change.content).hexdigest(),
        "aside": list(change.aside or ()),
        "audit": {"size": change.audit.size, "added": base64.b64encode(change.audit.raw).decode()},
    }
    return json.dumps(tree, ensure_ascii=True, sort_keys=True) + "\n"


def _read(note: Path) -> _Note:
    try:
        match json.loads(note.read_text(encoding="utf-8")):
            case {
                "periods": str(periods),
                "before": str(before),
                "after": str(after),
                "aside": [*aside],
                "audit": {"size": int(size), "added": str(added)},
            } if all(map(is_name, (periods, *aside))) and len(aside) in {0, 2}:
                names = (str(aside[0]), str(aside[1])) if aside else None
                return _Note(periods, before, after, names, Addition(size, base64.b64decode(added, validate=True)))
    except (OSError, ValueError, RecursionError):
        pass
    raise RefusedOutput(f"{note}: this is no note of an unfinished run.", "Look at it, then remove it.")
