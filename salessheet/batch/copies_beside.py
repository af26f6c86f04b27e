"""Copies of workbooks that lie beside them under other names or in other formats, such as T01 (1).xlsx and T01.ods.

They are of the build that stands there: once it is replaced, nobody can tell any more what was typed into them.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from salessheet.batch.copies import gone_on_from
from salessheet.batch.inputs import kept_inputs, typed_inputs
from salessheet.batch.inputs.kept_inputs import KeptInputs
from salessheet.errors import UserError
from salessheet.xlsx.build_mark import mark_in, mark_of
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from salessheet.xlsx.package import opened

_READ: Final = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
_OTHERS: Final = frozenset({".xls", ".xlsb", ".et", ".ods", ".fods"})
_PROPERTIES: Final = ("meta.xml", "docProps/core.xml")
_LOCKS: Final = ("~$", ".")


def uncollected_copies(
    folder: Path, passwords: Passwords = NO_PASSWORDS, aside: Collection[str] = ()
) -> dict[str, str]:
    """Workbook of the folder → the first copy of it there into which somebody may have typed what is not collected.

    `aside`: names of files that are not looked at. What is in a format that is not read here counts as typed into; a
    copy whose password nobody gave, and one of another build, are none.
    """
    others = {path: mark for path in _others(folder, aside) if (mark := _mark(path, passwords))}
    if not others:
        return {}
    kept = {}
    for file in kept_inputs.all_beside(folder / "any"):
        name = file.name.removesuffix(kept_inputs.ENDING)
        try:
            found = kept_inputs.read(folder / name, passwords)
        except UserError:
            continue
        if found is not None and found.mark in others.values():
            kept[found.mark] = name, found
    copies: dict[str, str] = {}
    for path, mark in others.items():
        name, built = kept.get(mark, ("", None))
        if built is not None and name != path.name and name not in copies and _may_have_typed(path, built, passwords):
            copies[name] = path.name
    return copies


def _others(folder: Path, aside: Collection[str]) -> Iterator[Path]:
    """Files of spreadsheet programs of which nothing is kept, in the order of their names."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_one = path.suffix.casefold() in _READ | _OTHERS and not path.name.startswith(_LOCKS)
        if is_one and path.name not in aside and path.is_file() and not kept_inputs.path_of(path).exists():
            yield path


def _mark(path: Path, passwords: Passwords) -> str:
    """Of which build a file says it is; blank where it says nothing, or cannot be read."""
    try:
        if path.suffix.casefold() in _READ:
            return mark_of(opened(path, passwords).as_usual())
        return mark_in(_properties(path))
    except (UserError, OSError, BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError):
        return ""


def _properties(path: Path) -> bytes:
    """Where a format keeps the properties of a document, or all of it."""
    content = path.read_bytes()
    if not content.startswith(b"PK"):
        return content
    with ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in _PROPERTIES if name in archive.namelist())


def _may_have_typed(path: Path, built: KeptInputs, passwords: Passwords) -> bool:
    if path.suffix.casefold() not in _READ:
        return True
    try:
        typed = typed_inputs.read(path, built, passwords)
    except UserError:
        return True
    return typed_inputs.differs(gone_on_from(built, typed), typed)
