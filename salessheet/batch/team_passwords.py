"""The passwords of a run: every workbook has one before anything is written, or nothing is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from salessheet.batch.key_file import Key, Keys
from salessheet.core.keys import folded
from salessheet.errors import InvalidOption
from salessheet.xlsx.encryption import Password

SHORTEST: Final = 8
"""Characters of a password that a workbook is encrypted with: what is shorter is found by trying."""

_MOST_TOLD: Final = 10


@dataclass(frozen=True)
class TeamPasswords:
    """Team → its password, blank for the centre. `notes`: what of the key file does something else than it seems to."""

    by_team: Mapping[str, Password]
    notes: tuple[str, ...] = ()


def team_passwords(keys: Keys, wanted: Iterable[str], known: Sequence[str]) -> TeamPasswords:
    """`wanted`: the teams whose workbooks are made, blank for the centre; `known`: all teams of the data.

    Raises InvalidOption, which names every team that has no password, or one that is no protection.
    """
    found: dict[str, Password] = {}
    lacking: list[str] = []
    weak: list[str] = []
    for team in dict.fromkeys(wanted):
        key = _key_of(keys, team, known)
        if key is None:
            lacking.append(_called(team))
        elif fault := _weakness(key.password):
            weak.append(f"{_called(team)} (line {key.line}): {fault}")
        else:
            found[team] = key.password
    if lacking:
        raise InvalidOption(
            f"{keys.path}: no password for {_listed(lacking)}. Nothing was written.",
            "Add a line for each; the centre's is the one with a blank team_id.",
        )
    if weak:
        raise InvalidOption(
            f"{keys.path}: passwords that protect nothing: {_listed(weak, '; ')}. Nothing was written.",
            "Choose others.",
        )
    return TeamPasswords(found, tuple(_notes(keys, found, known)))


def _key_of(keys: Keys, team: str, known: Sequence[str]) -> Key | None:
    """A team may be called what the centre is; then its row is the one that has its name."""
    names = set(_names(team)) if team else set()
    taken = {name for other in known for name in _names(other)}
    for key in keys.rows:
        written = folded(key.team_id)
        if (written in names) if team else (key.is_for_the_centre and written not in taken):
            return key
    return None


def _names(team: str) -> tuple[str, str]:
    """As the data writes an id that would be the same number as another, and as a person does."""
    return folded(team), folded(team.removeprefix("#"))


def _weakness(password: Password) -> str:
    if len(password.as_typed) < SHORTEST:
        return f"it has fewer than {SHORTEST} characters"
    if password.as_typed != password.as_typed.strip():
        return "it begins or ends with a blank, which nobody sees who types it"
    return ""


def _notes(keys: Keys, found: Mapping[str, Password], known: Sequence[str]) -> Iterator[str]:
    name = keys.path.name
    if keys.unread:
        yield f"{name}: not read, for a key file has no such column: {', '.join(keys.unread)}."
    names = {written for team in known for written in _names(team)}
    strange = [k.team_id for k in keys.rows if not k.is_for_the_centre and folded(k.team_id) not in names]
    if strange:
        yield f"{name}: no such team in the data: {_listed(strange)}."
    alike: dict[Password, list[str]] = defaultdict(list)
    for team, password in found.items():
        alike[password].append(_called(team))
    for several in alike.values():
        if len(several) > 1:
            yield f"{name}: the same password opens the workbooks of {_listed(several)}."


def _called(team: str) -> str:
    return f"team '{team}'" if team else "the centre"


def _listed(names: Sequence[str], between: str = ", ") -> str:
    more = f" and {len(names) - _MOST_TOLD} more" if len(names) > _MOST_TOLD else ""
    return between.join(names[:_MOST_TOLD]) + more
