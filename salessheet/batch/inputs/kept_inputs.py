"""The inputs of each workbook as it was built, kept beside it, so that one can tell what people typed since.

`.salessheet-inputs/<place>.json.gz` in the folder of the manifest: JSON, compressed quickly, the same bytes for the
same workbook. It is written after the workbook and says of which bytes it is; what is older than the workbook only
makes `collect` see what the data has.

Beside a workbook with a password the file has the same name, and is encrypted with that password: a zip file, as all is
that can be encrypted so, whose one member is that JSON.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from salessheet.batch.places import folders_of, place_of
from salessheet.errors import ProtectedWorkbook, UnreadableWorkbook
from salessheet.files import parts_in, settle, written_whole
from salessheet.xlsx.build_mark import mark_of
from salessheet.xlsx.encryption import NO_PASSWORDS, Password, Passwords, decrypted, encrypted, is_protected
from salessheet.xlsx.package import opened

FOLDER: Final = ".salessheet-inputs"
ENDING: Final = ".json.gz"
_SCHEMA: Final = 1
_MEMBER: Final = "inputs.json"

Cell = float | str | None


@dataclass(frozen=True)
class KeptTable:
    """A table of a workbook: the row of its first cells, column → cells, and place → the id that a row was given."""

    top: int
    columns: Mapping[str, list[Cell]]
    given: Mapping[str, str]


@dataclass(frozen=True)
class KeptState:
    """What stood in the inputs at another time, where it is not what stands in `KeptInputs`."""

    tables: Mapping[str, KeptTable]
    cells: Mapping[str, list[Cell]]


@dataclass(frozen=True)
class KeptInputs:
    """What stood in the inputs. `cells`: defined name → the cells of an input that is in no table.

    `mark`: by which the workbook says that it is of this build. `below`: table → what the company has below it in its
    template, a row in the order of the keys of its columns; `=` for any formula.
    `sheets`: the names of all, those of the template with them; none where another version built it.
    `formulas`: how it calculates; blank where another version built it. `said`: sheet → marks of what stands in its
    cells that are no inputs, without formulas of the declaration, and of notes on them. `drawn`: sheet → marks of what
    lies over its cells; None where another version built it.
    `earlier`: the state in which it was built, and those in which it was collected, before this one.
    `password`: what the file is encrypted with; it stands nowhere in it.
    """

    sha256: str
    salessheet: str
    team_id: str
    rep_id: str
    audience: str
    lang: str
    period: str
    as_of: str
    currency: str
    tables: Mapping[str, KeptTable]
    cells: Mapping[str, list[Cell]]
    mark: str = ""
    below: Mapping[str, list[list[Cell]]] = field(default_factory=dict)
    sheets: Sequence[str] = ()
    formulas: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    drawn: Mapping[str, str] | None = None
    earlier: Sequence[KeptState] = ()
    password: Password | None = None


def path_of(book: Path) -> Path:
    folder, place = place_of(book)
    return folder / FOLDER / f"{place}{ENDING}"


def all_beside(book: Path) -> list[Path]:
    """The files of all workbooks of its folder."""
    return sorted(path_of(book).parent.glob(f"*{ENDING}"))


@contextmanager
def kept_with(book: Path, raw: bytes) -> Iterator[None]:
    """Inside, the workbook is put into its place; what is kept of it is on the disk before, and in its place after.

    Raises OSError. Where there is nothing to be kept, what was kept goes.
    """
    path = path_of(book)
    if not raw:
        yield
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as part:
        part.write_bytes(raw)
        settle(part)
        yield


def write(book: Path, raw: bytes) -> None:
    """Raises OSError."""
    with kept_with(book, raw):
        pass


def sweep(folder: Path, passwords: Passwords = NO_PASSWORDS) -> None:
    """What runs left that were killed, for this one holds the folder.

    Of a workbook that stands there by then, whatever was typed into it since, it goes into its place; what nobody gave
    the password of stays as it is; all else goes.
    """
    place = folder / FOLDER
    for each in folders_of(place) if place.is_dir() else ():
        for left in parts_in(each):
            with suppress(OSError, ProtectedWorkbook):
                if _is_of(folder / each.relative_to(place) / left.name.removesuffix(ENDING), left.path, passwords):
                    left.path.replace(each / left.name)
                left.path.unlink(missing_ok=True)


def _is_of(book: Path, file: Path, passwords: Passwords) -> bool:
    """Whether the file is whole, and of the build that the workbook is of. Raises ProtectedWorkbook."""
    kept = _read(book, file.read_bytes(), passwords)
    if kept is None or not kept.mark or not book.is_file():
        return False
    try:
        return mark_of(opened(book, passwords).as_usual()) == kept.mark
    except UnreadableWorkbook as error:
        if isinstance(error, ProtectedWorkbook):
            raise
        return False


def packed(kept: KeptInputs) -> bytes:
    facts = {name: fact for name, fact in vars(kept).items() if name != "password"}
    earlier = [{"tables": _plain(state.tables), "cells": state.cells} for state in kept.earlier]
    tree = {"schema": _SCHEMA, **facts, "tables": _plain(kept.tables), "earlier": earlier}
    text = json.dumps(tree, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()
    if kept.password is not None:
        return encrypted(_zipped(text), kept.password)
    return gzip.compress(text, compresslevel=1, mtime=0)


def read(book: Path, passwords: Passwords = NO_PASSWORDS) -> KeptInputs | None:
    """None where none are kept, or they are none of ours. Raises ProtectedWorkbook where no password opens them."""
    try:
        raw = path_of(book).read_bytes()
    except OSError:
        return None
    return _read(book, raw, passwords)


def _read(book: Path, raw: bytes, passwords: Passwords) -> KeptInputs | None:
    """The same of what stands in the file."""
    try:
        password = None
        if is_protected(raw):
            content, password = decrypted(book, raw, passwords)
            with ZipFile(BytesIO(content)) as archive:
                text = archive.read(_MEMBER)
        else:
            text = gzip.decompress(raw)
        tree: dict[str, Any] = json.loads(text)
        if tree.pop("schema") != _SCHEMA:
            return None
        tables = _tables(tree.pop("tables"))
        earlier = tuple(KeptState(_tables(state["tables"]), state["cells"]) for state in tree.pop("earlier", ()))
        return KeptInputs(tables=tables, earlier=earlier, password=password, **tree)
    except ProtectedWorkbook:
        raise
    except (
        OSError, EOFError, zlib.error, BadZipFile, ValueError, KeyError, TypeError, AttributeError, UnreadableWorkbook,
    ):  # fmt: skip  # whatever is damaged is none of ours
        return None


def _plain(tables: Mapping[str, KeptTable]) -> dict[str, Any]:
    return {key: vars(table) for key, table in tables.items()}


def _tables(tree: Mapping[str, Any]) -> dict[str, KeptTable]:
    return {key: KeptTable(**table) for key, table in tree.items()}


def _zipped(text: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(ZipInfo(_MEMBER), text, compress_type=ZIP_DEFLATED)
    return file.getvalue()
