"""Files that people get: whole or not at all.

A file is written as a part: beside its place, hidden, by a name that no other run has. Once it is finished and on the
disk, it is moved into its place in one step. So whatever happens, power loss included, either the old file stands
there or the new one.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

from salessheet.errors import RefusedOutput, UnwritableDisk

Whole = Callable[[Path], AbstractContextManager[Path]]
"""How a file is written: for its place, a context that gives the path to write to, and puts the file there after."""

_PART: Final = re.compile(r"\.(?P<name>.+)\.(?P<run>[0-9a-f]{12})\.part", re.DOTALL)
_DEVICES: Final = re.compile(r"(CON|PRN|AUX|NUL|CONIN|CONOUT|CLOCK|(COM|LPT)[0-9])(\..*)?", re.IGNORECASE)
_OF_THE_DISK: Final = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO") if hasattr(errno, name)
)

_MENDS: Final = {
    errno.EROFS: "Make that disk writable, or name another folder.",
    errno.EFBIG: "Allow larger files there, or name another folder.",
    errno.EIO: "Look whether that disk is sound, then run this again.",
}
_OTHER_ASIDE: Final = "Make room there, or name another folder in TMPDIR."


@dataclass(frozen=True)
class Part:
    """A file that is not finished: `name` is that of the file, `run` the token of the run that began it."""

    path: Path
    name: str
    run: str


def is_name(name: object) -> bool:
    """Whether something read from a file names a file of a folder, and nothing elsewhere."""
    if not isinstance(name, str) or "\0" in name or name in {"", ".", ".."} or Path(name).name != name:
        return False
    try:
        os.fsencode(name)
    except UnicodeError:
        return False
    return True


def is_kept_by_windows(name: str) -> bool:
    """Whether Windows keeps the name for a device, as CON, nul or COM1.txt: no file can be called so there."""
    return _DEVICES.fullmatch(name) is not None


def new_run() -> str:
    """A token that no other run has."""
    return secrets.token_hex(6)


def part_of(path: Path, run: str) -> Path:
    """Where the run writes a file before it is put into its place: beside it, so that moving it is one step."""
    return path.with_name(f".{path.name}.{run}.part")


def parts_in(folder: Path) -> tuple[Part, ...]:
    """The unfinished files of a folder, of all runs."""
    matches = ((path, _PART.fullmatch(path.name)) for path in folder.iterdir())
    return tuple(Part(path, match["name"], match["run"]) for path, match in matches if match is not None)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """The path to write to. On leaving, the file is put into its place; after an error, nothing is left behind.

    The place of a link is the file that it leads to: the link stays.
    """
    place = Path(os.path.realpath(path)) if path.is_symlink() else path  # a link to itself leads to itself
    part = part_of(place, new_run())
    try:
        yield part
        put(part, place)
    except OSError as error:
        if error.filename == str(part):
            error.filename = str(path)  # what people asked for, not what it is called until it is whole
        raise
    finally:
        part.unlink(missing_ok=True)


def put(part: Path, path: Path) -> None:
    """A finished part into its place, where it then stands even if the power fails."""
    settle(part)
    part.replace(path)
    settle(path.parent)


def settle(path: Path) -> None:
    """What was written to a file, or which files a folder holds, is on the disk; of folders not every system can say.

    Raises OSError where the disk does not take a file's content.
    """
    if path.is_dir():
        with suppress(OSError):
            _settle(path, os.O_RDONLY)
    else:
        _settle(path, os.O_RDWR)


def _settle(path: Path, flags: int) -> None:
    number = os.open(path, flags)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def disk_error(error: BaseException) -> OSError | None:
    """What says that a disk takes no more: the error itself, or one that it came from or that it wraps."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        found = waiting.pop()
        if not isinstance(found, BaseException) or id(found) in seen:
            continue
        if isinstance(found, OSError) and found.errno in _OF_THE_DISK:
            return found
        seen.add(id(found))
        waiting += [found.__cause__, None if found.__suppress_context__ else found.__context__, *found.args]
    return None


def unwritable(folder: Path | str, reason: OSError) -> UnwritableDisk:
    """What people are told of a disk that takes no more, and what to do where it is not for want of room."""
    why = reason.strerror or str(reason)
    mend = _MENDS.get(reason.errno or 0)
    return UnwritableDisk(folder, why) if mend is None else UnwritableDisk(folder, why, mend)


def refusal(path: Path, error: OSError, mend: str) -> RefusedOutput:
    """What people are told of a file or folder that cannot be written."""
    reason = disk_error(error)
    if reason is not None:
        return unwritable(path, reason)
    return RefusedOutput(f"{path}: it cannot be written ({error.strerror or error}).", mend)


@contextmanager
def folder_aside() -> Iterator[Path]:
    """A temporary folder, gone afterwards. Raises UnwritableDisk, which names its place, where that takes no more.

    What is refused for another place is told as it is.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="salessheet-") as folder:
            yield Path(folder)
    except RefusedOutput:
        raise
    except Exception as error:
        reason = disk_error(error)
        if reason is None and isinstance(error, FileNotFoundError) and tempfile.tempdir is None:
            raise UnwritableDisk("The folder for temporary files", "none can be used", _OTHER_ASIDE) from error
        if reason is None:
            raise
        place = f"{tempfile.gettempdir()}, where temporary files go"
        raise UnwritableDisk(place, reason.strerror or str(reason), _OTHER_ASIDE) from error
