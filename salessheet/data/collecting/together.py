"""Several files of a folder and what is logged of them, changed as one: all of it, however often a run is killed.

A hidden note with the new contents is on the disk first: that is the moment at which it is done. Then the files are
replaced and audit.csv is appended to, then files of other folders that go with them, which are hidden ones of
salessheet's own; at last the note goes. Whoever finds a note does what is left of that. Where somebody changed one of
the files in between, people are asked, and the note keeps what was to be written; a file of another folder that is
another one by now is left as it is.

Where the tables are those of a database, the note says what is meant to stand there: what goes with it is done once it
does, by `pending` or by whoever finds the note.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from salessheet.data.audit_trail import AUDIT, Addition, append
from salessheet.errors import RefusedOutput
from salessheet.files import is_name, parts_in, settle, sha256_of, written_whole

NOTE: Final = ".salessheet-collecting"
_OWN: Final = ".salessheet-"
"""How the names of hidden folders begin that salessheet makes, such as that of kept inputs."""


@dataclass(frozen=True)
class _File:
    """`name`: in the folder, or the way from there to one elsewhere. `before`: the hash of what stood there."""

    name: str
    before: str
    content: bytes


@dataclass(frozen=True)
class Meant:
    """What is to stand in a `source` that is no folder before the rest is done, as JSON has it; () for nothing."""

    source: str = ""
    rows: tuple[object, ...] = ()


_NOTHING_ELSE: Final = Meant()


@dataclass(frozen=True)
class _Note:
    files: list[_File]
    beside: list[_File]
    audit: Addition
    meant: Meant = _NOTHING_ELSE


def write(folder: Path, contents: Mapping[str, bytes], audit: Addition, beside: Mapping[Path, bytes]) -> None:
    """`contents`: file → its new bytes; `beside`: the same of files elsewhere.

    Raises OSError where the disk takes no more; then the next run sees to it.
    """
    note = _Note(
        [_File(name, _hash(folder / name), content) for name, content in contents.items()],
        [_File(_from(folder, path), _hash(path), content) for path, content in beside.items()],
        audit,
    )
    _put(folder, note)
    _finish(folder, note)


@contextmanager
def pending(folder: Path, meant: Meant, audit: Addition, beside: Mapping[Path, bytes]) -> Iterator[Callable[[], None]]:
    """Inside, what is meant is made to stand in its source; afterwards the rest is done.

    It gives what is to be called before the source is told that it counts. What is raised before that takes the note
    back; what is raised later leaves it, for then nobody here knows whether it counted. Raises OSError.
    """
    files = [_File(_from(folder, path), _hash(path), content) for path, content in beside.items()]
    note = _Note([], files, audit, meant)
    _put(folder, note)
    begun: list[bool] = []
    try:
        yield lambda: begun.append(True)
    except BaseException:
        if not begun:
            _forget(folder)
        raise
    _finish(folder, note)


def _put(folder: Path, note: _Note) -> None:
    with written_whole(folder / NOTE) as part:
        part.write_text(_noted(note), encoding="utf-8", newline="\n")


def _forget(folder: Path) -> None:
    (folder / NOTE).unlink()
    settle(folder)


def recover(folder: Path, stands: Callable[[Meant], bool] | None = None) -> bool:
    """Does what a killed run left to be done in the folder; whether there was something.

    `stands`: whether what is meant stands in its source, for whoever has that one open. Raises RefusedOutput for a note
    that is none of ours, where a file was changed since, and where nobody can tell what stands in the source.
    """
    for left in parts_in(folder):
        if left.name == NOTE:
            with suppress(OSError):
                left.path.unlink(missing_ok=True)
    place = folder / NOTE
    if not place.exists():
        return False
    note = _read(place)
    if note.meant.rows and stands is None:
        raise RefusedOutput(
            f"{folder}: a run that collected into {note.meant.source} was ended halfway.",
            "Collect from that database again, which ends it.",
        )
    if note.meant.rows and stands is not None and not stands(note.meant):
        _forget(folder)
        return True
    others = [file.name for file in note.files if _hash(folder / file.name) not in {file.before, _after(file)}]
    if others:
        raise RefusedOutput(
            f"{folder}: changed after a run of salessheet that collects had been killed: {', '.join(others)}.",
            f"Put back what stood there, and collect again. Else take over what {AUDIT} says of them, remove"
            f" {place.name}, and build again with --overwrite.",
        )
    _finish(folder, note)
    return True


def _finish(folder: Path, note: _Note) -> None:
    append(folder, note.audit)
    for file in note.files:
        if _hash(folder / file.name) != _after(file):
            _replace(folder / file.name, file.content)
    for file in note.beside:
        if file.before and _hash(folder / file.name) == file.before:
            _replace(folder / file.name, file.content)
    _forget(folder)


def _from(folder: Path, path: Path) -> str:
    """So that folders may be moved together; the whole path where there is no way, as between drives."""
    try:
        return os.path.relpath(path.resolve(), folder.resolve())
    except ValueError:
        return str(path.resolve())


def _replace(path: Path, content: bytes) -> None:
    with written_whole(path) as part:
        part.write_bytes(content)
        if path.exists():
            os.chmod(part, path.stat().st_mode)  # noqa: PTH101  whoever could read it, can


def _hash(path: Path) -> str:
    return sha256_of(path) if path.is_file() else ""


def _after(file: _File) -> str:
    return sha256(file.content).hexdigest()


def _noted(note: _Note) -> str:
    tree: dict[str, object] = {
        "files": [_row(file) for file in note.files],
        "beside": [_row(file) for file in note.beside],
        "audit": {"size": note.audit.size, "added": base64.b64encode(note.audit.raw).decode()},
    }
    if note.meant.rows:
        tree["meant"] = {"source": note.meant.source, "rows": list(note.meant.rows)}
    return json.dumps(tree, ensure_ascii=True, sort_keys=True) + "\n"


def _row(file: _File) -> list[str]:
    return [file.name, file.before, base64.b64encode(file.content).decode()]


def _read(place: Path) -> _Note:
    try:
        tree = json.loads(place.read_text(encoding="utf-8"))
        files, beside = ([_file(*row) for row in tree[key]] for key in ("files", "beside"))
        audit = Addition(int(tree["audit"]["size"]), _bytes(tree["audit"]["added"]))
        if all(is_name(file.name) for file in files) and all(_is_ours(file.name) for file in beside):
            meant = tree.get("meant", {})
            return _Note(files, beside, audit, Meant(str(meant.get("source", "")), tuple(meant.get("rows", ()))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise RefusedOutput(f"{place}: this is no note of an unfinished run.", "Look at it, then remove it.")


def _is_ours(name: str) -> bool:
    """Whether a file elsewhere lies in a folder of salessheet's own, or in one there: a note leads to no other."""
    parts = Path(name).parts
    inside = next((parts[-count:] for count in (1, 2) if len(parts) > count and parts[-count - 1].startswith(_OWN)), ())
    return bool(inside) and all(map(is_name, inside))


def _file(name: object, before: object, content: object) -> _File:
    return _File(str(name), str(before), _bytes(content))


def _bytes(text: object) -> bytes:
    return base64.b64decode(str(text), validate=True)
