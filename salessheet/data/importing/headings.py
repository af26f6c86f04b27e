"""Headings of the files of other systems: told apart, recognised by any of their names, likened to each other."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence

from salessheet.data.heading_units import bracketed, unit_of
from salessheet.data.importing.mapping import FileForm
from salessheet.data.reading.grids import TYPED, Grid
from salessheet.data.reading.headed import SEARCHED
from salessheet.data.sources import normal

_NUMBERED = ("_", " no. ", " #", " column ")  # before the number of a heading that stands more than once
_LIKE = 0.75  # of 1, as difflib measures


def meant(form: FileForm, name: str) -> tuple[str, ...]:
    """The normal names a heading may have in a file, its own first."""
    own = normal(name)
    others = next((others for heading, others in form.also.items() if normal(heading) == own), ())
    return (own, *map(normal, others))


def named(row: Sequence[str], form: FileForm) -> set[str]:
    """All that a row of headings can be asked for, as `normal` has it."""
    names, doubled = unlike([cell.strip().removeprefix(TYPED) for cell in row])
    there = {*answering(name for name in names if name), *doubled}
    return there | {normal(heading) for heading in form.also if there & set(meant(form, heading))}


def answering(headings: Iterable[str]) -> dict[str, str]:
    """Normal name → the heading that it means: its own name and, of one with a unit, that without, where it is free."""
    own = {normal(heading): heading for heading in headings}
    plain: dict[str, str] = {}
    several = set()
    for heading in own.values():
        name = normal(bracketed(heading)[0])
        if unit_of(heading) and name:
            several.update({name} & plain.keys())
            plain[name] = heading
    return {name: heading for name, heading in plain.items() if name not in several} | own


def are_of(grid: Grid, form: FileForm) -> bool:
    """Whether one of the first rows has all headings that a kind of file is known by."""
    asked = {normal(heading) for heading in form.known_by}
    return any(asked <= named(row, form) for _, row in grid.rows[:SEARCHED])


def resembling(heading: str, others: Iterable[str], said: str) -> str:
    """The other heading that looks most like one, put in words; blank where none does."""
    known = {normal(other): other for other in others}
    found = difflib.get_close_matches(normal(heading), known, n=1, cutoff=_LIKE)
    return said.format(known[found[0]]) if found else ""


def unlike(headings: Sequence[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Headings that can be told apart: of several that are alike, each gets its number, Amount_1, Amount_2.

    Also which these are: normal name → the new ones. Blank headings stay blank.
    """
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        places.setdefault(normal(heading), []).append(place)
    names, doubled = list(headings), {}
    for name, alike in places.items():
        if len(alike) > 1 and name:
            sign = next((sign for sign in _NUMBERED if not _taken(name, sign, len(alike), places)), "_")
            for number, place in enumerate(alike, start=1):
                names[place] = f"{headings[place]}{sign}{number}"
            doubled[name] = tuple(names[place] for place in alike)
    return names, doubled


def _taken(name: str, sign: str, count: int, there: Collection[str]) -> bool:
    """Whether a file has a heading that looks like a numbered one."""
    return any(normal(f"{name}{sign}{number}") in there for number in range(1, count + 1))
