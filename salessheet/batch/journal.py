"""What salessheet itself wrote into a folder, noted with each file: so a run that was killed is no hindrance.

A hidden file of JSON lines beside the files. `{"run": token}` begins a run, whose unfinished files bear the token;
`{"file": place, "sha256": hash}` is on the disk before a file of that content stands in its place, so there is no
moment at which a file of ours is unknown. A line that is no such line, as the last one after a power loss may be, says
nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from salessheet import files
from salessheet.batch.interrupts import Interrupts
from salessheet.batch.places import JOURNAL, folders_of, is_place


class Journal:
    """The journal of a folder that this run holds; it must be entered before anything is written.

    `known`: place → the hashes of what salessheet wrote there. On leaving, unfinished files of this run and of those
    that ended without leaving are removed, and the journal keeps what is known; where that is nothing, it goes.
    `made`: place → what is to be said of it in the manifest, for a run that did not come to write one.
    """

    def __init__(self, folder: Path, interrupts: Interrupts) -> None:
        self.folder = folder
        self.run = files.new_run()
        self.known, self._runs = _read(folder / JOURNAL)
        self.made = made(folder)
        self._interrupts = interrupts
        self._file = -1

    def __enter__(self) -> Self:
        self._runs.add(self.run)
        with self._interrupts.held():
            self._write(self._runs)
            self._file = os.open(self.folder / JOURNAL, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
        self._sweep()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._interrupts.held():
            os.close(self._file)
            self._sweep()
            with suppress(OSError):  # then the next run does it
                if self.known:
                    self._write(set())
                else:
                    (self.folder / JOURNAL).unlink(missing_ok=True)
                    files.settle(self.folder)

    def part_of(self, path: Path) -> Path:
        return files.part_of(path, self.run)

    def put(self, part: Path, path: Path, sha256: str, made: Mapping[str, object] | None = None) -> None:
        """A finished part of that hash into its place. Raises OSError, with the place as it was."""
        files.settle(part)
        place = path.relative_to(self.folder).as_posix()
        self._note({"file": place, "sha256": sha256} | ({} if made is None else {"made": made}))
        if made is not None:
            self.made[place] = made
        self.known.setdefault(place, set()).add(sha256)
        files.put(part, path)

    @contextmanager
    def unnoted(self, path: Path) -> Iterator[Path]:
        """The path to write a file to that tells by itself that it is ours."""
        part = self.part_of(path)
        try:
            yield part
            files.put(part, path)
        finally:
            part.unlink(missing_ok=True)

    def recorded(self, file: str) -> None:
        """The manifest knows it now."""
        self.known.pop(file, None)
        self.made.pop(file, None)

    def _note(self, line: Mapping[str, object]) -> None:
        """On the disk when this returns; what a full disk took of a line is taken back."""
        size, rest = os.fstat(self._file).st_size, _line(line)
        try:
            while rest:  # a disk that is nearly full takes a piece, and says so at the next
                rest = rest[os.write(self._file, rest) :]
            os.fsync(self._file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, size)
            raise

    def _write(self, runs: set[str]) -> None:
        """The whole journal anew: in place of a link or a file of somebody else, too."""
        lines = [_line({"run": run}) for run in sorted(runs)]
        lines += [_line({"file": n, "sha256": h}) for n, hashes in sorted(self.known.items()) for h in sorted(hashes)]
        lines += [
            _line({"file": name, "sha256": str(one["sha256"]), "made": one}) for name, one in sorted(self.made.items())
        ]
        with self.unnoted(self.folder / JOURNAL) as part:
            part.write_bytes(b"".join(lines))

    def _sweep(self) -> None:
        for folder in folders_of(self.folder):
            with suppress(OSError):  # somebody else's, that is not to be read
                self._sweep_in(folder)

    def _sweep_in(self, folder: Path) -> None:
        for part in files.parts_in(folder):
            if part.run in self._runs or (part.name == JOURNAL and folder == self.folder):
                with suppress(OSError):
                    part.path.unlink(missing_ok=True)


def noted(folder: Path) -> Mapping[str, set[str]]:
    """Place → the hashes of what salessheet wrote there, as its journal says."""
    return _read(folder / JOURNAL)[0]


def made(folder: Path) -> dict[str, Mapping[str, object]]:
    """Place → what the run that wrote it would have said of it in its manifest."""
    found: dict[str, Mapping[str, object]] = {}
    for line in _lines(folder / JOURNAL):
        match line:
            case {"file": str(name), "sha256": str(sha256), "made": dict(one)} if is_place(name):
                if one.get("sha256") == sha256:
                    found[name] = one
    return found


def _read(path: Path) -> tuple[dict[str, set[str]], set[str]]:
    known: dict[str, set[str]] = {}
    runs: set[str] = set()
    for line in _lines(path):
        match line:
            case {"run": str(run)}:
                runs.add(run)
            case {"file": str(name), "sha256": str(sha256)} if is_place(name):
                known.setdefault(name, set()).add(sha256)
    return known, runs


def _lines(path: Path) -> Iterator[object]:
    """Those that are JSON."""
    try:
        lines = path.read_bytes().splitlines() if path.is_file() else []
    except OSError:
        lines = []
    for line in lines:
        with suppress(ValueError, TypeError, RecursionError):
            yield json.loads(line)


def _line(facts: Mapping[str, object]) -> bytes:
    return json.dumps(facts, ensure_ascii=True, sort_keys=True).encode() + b"\n"
