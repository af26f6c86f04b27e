"""Files that people get: never half of one, never outside the folder asked for, never over somebody's work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from salessheet.errors import RefusedOutput

_NEW_FOLDER = "Choose another folder with --out, or mend its permissions."
_OVERWRITE = "Move them away, choose another --out, or say --overwrite to replace them."


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def part_of(path: Path) -> Path:
    """Where a file is written before it is put into its place: beside it, hidden, so that moving it is one step."""
    return path.with_name(f".{path.name}.part")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """The path to write to. On leaving, the file is put into its place; after an error, nothing is left behind."""
    part = part_of(path)
    part.unlink(missing_ok=True)  # whatever an earlier run left there, a link to elsewhere included
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def ready_folder(folder: Path) -> None:
    """The folder exists and can be written to; raises RefusedOutput otherwise."""
    if folder.exists() and not folder.is_dir():
        raise RefusedOutput(f"{folder} is a file, not a folder.", "Choose another folder with --out.")
    probe = folder / ".salessheet.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise RefusedOutput(f"{folder}: the folder cannot be written ({error.strerror}).", _NEW_FOLDER) from error


def open_elsewhere(path: Path) -> bool:
    """Whether a spreadsheet program has the file open, by the lock file it puts beside it."""
    return any((path.parent / lock).exists() for lock in (f"~${path.name}", f".~lock.{path.name}#"))


def refuse_changed(files: Iterable[Path], known: Mapping[str, str], *, overwrite: bool) -> None:
    """Raises RefusedOutput naming every file that stands there and is not as `known`: name → SHA-256."""
    changed = []
    for path in files:
        if path.is_dir():
            raise RefusedOutput(f"{path} is a folder where a file is to be written.", "Move it away.")
        if not overwrite and os.path.lexists(path) and not _is_known(path, known.get(path.name)):
            changed.append(path)
    if changed:
        names = ", ".join(path.name for path in changed)
        raise RefusedOutput(
            f"{changed[0].parent}: not overwritten, because changed since salessheet wrote them, or not from it: "
            f"{names}. Nothing was written.",
            _OVERWRITE,
        )


def _is_known(path: Path, digest: str | None) -> bool:
    try:
        return digest is not None and sha256_of(path) == digest
    except OSError:
        return False


def write_file(path: Path, fill: Callable[[Path], None], *, overwrite: bool) -> None:
    """One file, written by `fill` to the path it is given. A file there that differs is refused unless `overwrite`."""
    ready_folder(path.parent)
    if path.is_dir():
        raise RefusedOutput(f"{path} is a folder.", "Name the file to write, for example SalesCenter.xlsx.")
    try:
        with written_whole(path) as part:
            fill(part)
            refuse_changed([path], {path.name: sha256_of(part)}, overwrite=overwrite)
    except OSError as error:
        raise RefusedOutput(f"{path}: it cannot be written ({error.strerror}).", "Is it open elsewhere?") from error


def write_tables(
    keys: Iterable[str], folder: Path, write: Callable[[Path], tuple[Path, ...]], *, overwrite: bool
) -> tuple[Path, ...]:
    """Input tables as CSV files: `write` puts those of the keys into the folder it is given and returns their paths.

    Raises RefusedOutput for files there that differ from the new ones, unless `overwrite`.
    """
    ready_folder(folder)
    places = [folder / f"{key}.csv" for key in keys]
    if not overwrite and any(os.path.lexists(path) for path in places):
        with tempfile.TemporaryDirectory() as aside:
            fresh = {path.name: sha256_of(path) for path in write(Path(aside))}
        refuse_changed(places, fresh, overwrite=False)
    return write(folder)
