"""Which password of a key file a workbook may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from salessheet.batch.file_names import CENTRE, ENDING, escaped
from salessheet.core.keys import folded
from salessheet.xlsx.encryption import NO_PASSWORDS, Password, Passwords

if TYPE_CHECKING:
    from salessheet.batch.key_file import Key, Keys


@dataclass(frozen=True, eq=False)
class KeyRing:
    """The passwords of key files: first that of the team that the manifest or the name of a file tells."""

    keys: tuple[Keys, ...]

    @property
    def source(self) -> str:
        return " or ".join(dict.fromkeys(str(each.path) for each in self.keys))

    def of(self, path: Path) -> Iterable[Password]:
        rows = [key for each in self.keys for key in each.rows]
        likely = [key.password for key in rows if _is_likely(key, path, _recorded_team(path))]
        return dict.fromkeys([*likely, *(key.password for key in rows)])


def passwords_in(*files: Path | None, encoding: str = "") -> Passwords:
    """Those of the key files that are given. Raises UnreadableSource."""
    given = [file for file in files if file is not None]
    if not given:
        return NO_PASSWORDS
    from salessheet.batch import key_file  # which stands on what reads any table

    return key_ring(key_file.read(file, encoding) for file in given)


def key_ring(keys: Iterable[Keys]) -> Passwords:
    given = tuple(keys)
    return KeyRing(given) if given else NO_PASSWORDS


def _recorded_team(path: Path) -> str | None:
    """The team of a workbook by the manifest beside it, blank for the centre; None where that does not know it."""
    from salessheet.batch.manifest import recorded_books  # which stands on what makes workbooks
    from salessheet.batch.places import MANIFEST, place_of

    folder, place = place_of(path)
    book = recorded_books(folder / MANIFEST).get(place)
    return None if book is None else book.team_id


def _is_likely(key: Key, path: Path, team: str | None) -> bool:
    if team is not None and folded(team) == folded(key.team_id):
        return True
    names = path.name, path.parent.name + ENDING  # a person's stands in a folder of the team's name
    return any(name in names for name in _files(key)) or (team == "" and key.is_for_the_centre)


def _files(key: Key) -> Iterator[str]:
    yield escaped(key.team_id) + ENDING
    if key.is_for_the_centre:
        yield CENTRE + ENDING
