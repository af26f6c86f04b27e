"""Rows under their heading: where the heading is, what stands below it, and which rows do not fit it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.grids import Grid

Texts = npt.NDArray[np.object_]

SEARCHED = 20
"""Rows in which a heading may stand, below titles."""


@dataclass(frozen=True)
class Ragged:
    """A row with more or fewer fields than the heading, so that its values may stand in wrong columns.

    `place`: which of the rows below the heading, from 0.
    """

    place: int
    found: int
    expected: int


@dataclass(frozen=True, eq=False)
class Headed:
    """What stands below a heading. `cells` are its rows, which may end early, and `rows` the numbers people see.

    `headings` are without blanks around them, and without blank ones at the end.
    """

    headings: tuple[str, ...]
    cells: list[list[str]]
    rows: npt.NDArray[np.int64]
    ragged: tuple[Ragged, ...]

    def column(self, place: int) -> Texts:
        """The texts below the heading at a place, one a row; made when asked for, since a sheet may be very wide."""
        return np.array([row[place] if place < len(row) else "" for row in self.cells], dtype=object)

    def unnamed(self) -> list[int]:
        """The places of columns that have texts but no heading."""
        blank = {place for place, heading in enumerate(self.headings) if not heading}
        return (
            sorted({place for row in self.cells for place, cell in enumerate(row) if cell and place in blank})
            if blank
            else []
        )


def first_that_names_all(grid: Grid, named: Callable[[list[str]], Iterable[object]], must: set[object]) -> int | None:
    """The place of the first row that names everything it must, among those in which a heading may stand.

    `named`: what the cells of a row name. This one rule finds the heading for every command.
    """
    rows = (row for _, row in grid.rows[:SEARCHED])
    return next((place for place, row in enumerate(rows) if must <= set(named(row))), None)


def fullest(grid: Grid) -> int:
    """The place of the first row with as many filled cells as any row in which a heading may stand."""
    filled = [sum(1 for cell in row if cell.strip()) for _, row in grid.rows[:SEARCHED]]
    return filled.index(max(filled))


def headed(grid: Grid, start: int) -> Headed:
    """The rows below the one at the place `start`, which is their heading."""
    return below(grid.rows[start][1], grid, start + 1)


def below(headings: Iterable[str], grid: Grid, start: int) -> Headed:
    """The rows from the place `start` on, under headings that are given.

    A row of a text file that has fewer fields than the heading is ragged; in a sheet, what is not there is blank.
    """
    names = [name.strip() for name in headings]
    while names and not names[-1]:
        names.pop()
    width, body = len(names), grid.rows[start:]
    ragged = tuple(
        Ragged(place, len(row) if len(row) < width else _filled(row), width)
        for place, (_, row) in enumerate(body)
        if (len(row) < width and grid.is_text) or any(map(str.strip, row[width:]))
    )
    numbers = np.array([number for number, _ in body], dtype=np.int64)
    return Headed(tuple(names), [row for _, row in body], numbers, ragged)


def _filled(row: list[str]) -> int:
    """How many fields a row has, blank ones at its end left out."""
    count = len(row)
    while count and not row[count - 1].strip():
        count -= 1
    return count
