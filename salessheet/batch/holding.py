"""One run holds a folder or a file: a second one is told who it is, and stops.

The lock is the operating system's: it is gone with the process that holds it, however that ends. The lock file says
who holds it, for people; it is removed by its holder while it is still held, so that nobody locks one that is gone.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from salessheet.errors import HeldByAnotherRun, RefusedOutput
from salessheet.files import refusal

LOCK: Final = ".salessheet-lock"

_LOCKED_BYTE: Final = 1  # Windows locks the first byte of the file: nobody else can read that
_LONGEST: Final = 120
_NO_LOCKS: Final = frozenset({errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP})
_REMOVE_IT: Final = "Remove {file}, if no other run is at work there."
_NEW_FOLDER: Final = "Choose another folder with --out, or mend its permissions."


@contextmanager
def held_folder(folder: Path) -> Iterator[None]:
    """The folder, made if need be, is this run's until the end; a run may hold it several times.

    Raises HeldByAnotherRun, and RefusedOutput where it cannot be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise RefusedOutput(f"{folder} is a file, not a folder.", "Choose another folder with --out.")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(folder, error, _NEW_FOLDER) from error
    with _held(folder / LOCK, folder):
        yield


@contextmanager
def held_file(path: Path) -> Iterator[None]:
    """The same of one file in a folder that is there."""
    with _held(path.with_name(f".{path.name}{LOCK}"), path):
        yield


@contextmanager
def _held(file: Path, held: Path) -> Iterator[None]:
    lock = FileLock(
        file, timeout=0, mode=0o666, thread_local=False, is_singleton=True, fallback_to_soft=False, on_acquired=_sign
    )  # the same object for the same file: who holds it already, holds it once more
    try:
        lock.acquire()
    except Timeout as error:
        raise HeldByAnotherRun(held, _holder(file)) from error
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            mend = _REMOVE_IT.format(file=file) if os.path.lexists(file) else _NEW_FOLDER
            raise refusal(held, error, mend) from error
        with suppress(OSError):
            file.unlink()
        yield  # a file system that knows no locks
        return
    try:
        yield
    finally:
        try:
            if lock.lock_counter == 1:
                with suppress(OSError):  # Windows removes no open file; there the lock does it when it is released
                    file.unlink()
        finally:
            lock.release()


def _sign(number: int) -> None:
    """Who holds it, written into the lock file: for people, so that a full disk is no hindrance."""
    facts = {"command": _command(), "user": _user(), "process": os.getpid(), "host": socket.gethostname()}
    with suppress(OSError):
        os.ftruncate(number, 0)
        os.lseek(number, 0, os.SEEK_SET)
        os.write(number, b" " * _LOCKED_BYTE + json.dumps(facts).encode())


def _holder(file: Path) -> str:
    try:
        with file.open("rb", buffering=0) as signed:
            signed.seek(_LOCKED_BYTE)
            facts = json.loads(signed.read())
        return f"{facts['command']} (user {facts['user']}, process {facts['process']} on {facts['host']})"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _command() -> str:
    program, *arguments = sys.argv or [""]
    name = Path(program).stem
    from salessheet.data.remote import shown

    arguments = [shown(argument) if "://" in argument else argument for argument in arguments]
    text = shlex.join(["salessheet" if name == "__main__" else name, *arguments])
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return str(os.getuid()) if hasattr(os, "getuid") else "unknown"
