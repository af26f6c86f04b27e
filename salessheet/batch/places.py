"""Where the workbooks of a run stand: beside its manifest, those of people in a folder of their team's there.

The place of one is its path from the manifest's folder, with `/` on every system: `T01.xlsx`, `T01/R0001.xlsx`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from salessheet.files import is_name

MANIFEST: Final = "manifest.json"
JOURNAL: Final = ".salessheet-journal"

_DEEPEST: Final = 2  # names of a place: a folder of the team's, and the file


def is_place(place: object) -> bool:
    """Whether something read from a file is such a path, and leads nowhere else."""
    if not isinstance(place, str):
        return False
    names = place.split("/")
    return len(names) <= _DEEPEST and all(map(is_name, names))


def place_of(book: Path) -> tuple[Path, str]:
    """The folder of the run that a workbook is of, the nearest that has a manifest or journal, and its place there.

    Its own folder where neither that nor the one above has one.
    """
    path = Path(os.path.abspath(book))  # noqa: PTH100  a link stands where it stands, wherever it leads
    for folder in path.parents[:_DEEPEST]:
        if any(os.path.lexists(folder / name) for name in (MANIFEST, JOURNAL)):
            return folder, path.relative_to(folder).as_posix()
    return path.parent, path.name


def folders_of(folder: Path) -> list[Path]:
    """The folder, and those in it that may be a team's; none of a link."""
    inside = (child for child in folder.iterdir() if child.is_dir() and not child.is_symlink())
    return [folder, *sorted(inside)]
