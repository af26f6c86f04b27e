"""What a run may write: never outside the folder asked for, never over somebody's work, never where another run is."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from salessheet.batch.holding import held_file, held_folder
from salessheet.batch.interrupts import Interrupts
from salessheet.batch.journal import Journal
from salessheet.errors import RefusedOutput, UserError
from salessheet.files import new_run, part_of, parts_in, refusal, settle, sha256_of, written_whole

_ANYBODY_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

IS_IT_OPEN = "Is it open elsewhere?"
_OVERWRITE = "Move them away, choose another --out, or say --overwrite to replace them."


def open_elsewhere(path: Path) -> bool:
    """Whether a spreadsheet program has the file open, by the lock file it puts beside it."""
    return any((path.parent / lock).exists() for lock in (f"~${path.name}", f".~lock.{path.name}#"))


def refuse_read_only(path: Path) -> None:
    """Raises RefusedOutput for a file that nobody is to write, which not every system would mind."""
    if path.is_file() and not path.stat().st_mode & _ANYBODY_WRITES:
        raise RefusedOutput(f"{path}: it is read-only.", "Let it be written, or write another file.")


def refuse_folders(files: Iterable[Path]) -> None:
    """Raises RefusedOutput for a folder where a file is to be."""
    for path in files:
        if path.is_dir():
            raise RefusedOutput(f"{path} is a folder where a file is to be written.", "Move it away.")


def refuse_files(folders: Iterable[Path]) -> None:
    """Raises RefusedOutput for a file where a folder is to be."""
    for path in folders:
        if os.path.lexists(path) and not path.is_dir():
            raise RefusedOutput(f"{path} is a file where a folder is to be.", "Move it away.")
        if path.is_symlink():
            raise RefusedOutput(f"{path} is a link where a folder is to be, and leads elsewhere.", "Move it away.")


def refuse_changed(files: Iterable[Path], known: Mapping[Path, Collection[str]], *, overwrite: bool) -> None:
    """Raises RefusedOutput naming every file that stands there and is none of those `known`: file → SHA-256."""
    changed = [] if overwrite else [path for path in files if is_changed(path, known)]
    if changed:
        names = ", ".join(path.name for path in changed)
        raise RefusedOutput(
            f"{changed[0].parent}: not overwritten, because changed since salessheet wrote them, or not from it: "
            f"{names}. Nothing was written.",
            _OVERWRITE,
        )


def refuse_twice(folder: Path, keys: Iterable[str]) -> None:
    """Raises RefusedOutput where a file of another name holds one of the tables: no build would read both."""
    from salessheet.data.sources import held_elsewhere  # which takes its time to load

    try:
        there = held_elsewhere(folder, keys)
    except OSError as error:
        raise refusal(folder, error, "Check its permissions.") from error
    if there:
        said = ", ".join(f"{file} ({key})" for file, key in there.items())
        raise RefusedOutput(
            f"{folder}: tables to be written stand there already under other names: {said}. Nothing was written.",
            "Move these files away, or choose another --out: a folder has each table once.",
        )


def is_known(path: Path, known: Mapping[Path, Collection[str]]) -> bool:
    """Whether the file that stands there is one of those known of its place: file → SHA-256."""
    try:
        return path in known and sha256_of(path) in known[path]
    except OSError:
        return False


def is_changed(path: Path, known: Mapping[Path, Collection[str]]) -> bool:
    """Whether something stands there that is none of those known."""
    return os.path.lexists(path) and not is_known(path, known)


def write_file(path: Path, fill: Callable[[Path], None], *, overwrite: bool) -> None:
    """One file, written by `fill` to the path it is given. A file there that differs is refused unless `overwrite`.

    Raises RefusedOutput, and as `held_file`.
    """
    if path.is_dir():
        raise RefusedOutput(f"{path} is a folder.", "Name the file to write, for example SalesCenter.xlsx.")
    refuse_read_only(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with held_file(path):
            for left in parts_in(path.parent):
                if left.name == path.name:
                    left.path.unlink(missing_ok=True)  # of a run that was killed, for this one holds the file
            with written_whole(path) as part:
                fill(part)
                refuse_changed([path], {path: {sha256_of(part)}}, overwrite=overwrite)
    except OSError as error:
        raise refusal(path, error, IS_IT_OPEN) from error


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """The folder to write to. On leaving, all of it stands in its place; after an error, or killed, nothing does.

    Raises RefusedOutput where something stands there already. What an error says of the folder, it says of its place.
    """
    place = Path(os.path.realpath(out))
    with _refused(out):
        place.parent.mkdir(parents=True, exist_ok=True)
    with held_file(place):
        with _refused(out):
            part = _begun_folder(place, out)
        try:
            yield part
            with _refused(out):
                _put_folder(part, place)
        except UserError as error:
            error.wrong, error.mend = (said.replace(str(part), str(out)) for said in (error.wrong, error.mend))
            raise
        finally:
            shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _refused(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refusal(out, error, IS_IT_OPEN) from error


def _begun_folder(place: Path, out: Path) -> Path:
    if os.path.lexists(place) and (not place.is_dir() or any(place.iterdir())):
        raise RefusedOutput(f"{out}: it is there already, and not empty.", "Name a new folder.")
    for left in parts_in(place.parent):
        if left.name == place.name:
            shutil.rmtree(left.path, ignore_errors=True)  # of a run that was killed, for this one holds the place
    part = part_of(place, new_run())
    part.mkdir()
    return part


def _put_folder(part: Path, place: Path) -> None:
    for file in part.rglob("*"):
        settle(file)
    if place.is_dir():  # where somebody may be
        for file in part.iterdir():
            file.replace(place / file.name)
    else:
        part.replace(place)
    settle(place.parent)


def write_tables(
    keys: Iterable[str], folder: Path, write: Callable[..., tuple[Path, ...]], *, overwrite: bool
) -> tuple[Path, ...]:
    """Input tables as CSV files, all of them or none: `write` writes those of the keys and returns their paths.

    It is given the folder and how each file is to be written, as `sinks.write` takes them. Files that salessheet wrote
    there are replaced. Raises RefusedOutput for others, and for changed ones, if they differ from the new ones, unless
    `overwrite`, for a table that another file there holds already, and as `held_folder`.
    """
    keys = list(keys)
    refuse_twice(folder, keys)
    places = [folder / f"{key}.csv" for key in keys]
    parts: dict[Path, Path] = {}
    with held_folder(folder), Interrupts() as interrupts:
        try:
            with Journal(folder, interrupts) as journal:

                @contextmanager
                def whole(path: Path) -> Iterator[Path]:
                    yield parts.setdefault(path, journal.part_of(path))

                written = write(folder, whole=whole)
                fresh = {path: sha256_of(part) for path, part in parts.items()}
                known = {path: {*journal.known.get(path.name, ()), fresh[path]} for path in parts}
                refuse_changed(places, known, overwrite=overwrite)
                with interrupts.held():
                    for path, part in parts.items():
                        journal.put(part, path, fresh[path])
                        journal.known[path.name] = {fresh[path]}
        except OSError as error:
            raise refusal(folder, error, IS_IT_OPEN) from error
    return written
