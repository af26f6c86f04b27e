"""Rows under their heading: where the heading is, what stands below it, and which rows do not fit it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.grids import Grid

Texts = npt.NDArray[np.object_]

_NEARLY = 0.8
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

    `headings` are without blanks around them, and without blank ones at the end. `again`: at which places of the rows
    the heading stands once more, as in files that were put together.
    """

    headings: tuple[str, ...]
    cells: list[list[str]]
    rows: npt.NDArray[np.int64]
    ragged: tuple[Ragged, ...]
    again: tuple[int, ...] = ()

    def column(self, place: int) -> Texts:
        """The texts below the heading at a place, one a row; made when asked for, since a sheet may be very wide."""
        return np.array([row[place] if place < len(row) else "" for row in self.cells], dtype=object)

    def only(self, kept: npt.NDArray[np.bool_]) -> Headed:
        """The rows where the mask is set; nothing is said any more of how they fit."""
        return Headed(
            self.headings, [row for row, is_kept in zip(self.cells, kept, strict=True) if is_kept], self.rows[kept], ()
        )

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
    """The place of the first row that is nearly as full as any row in which a heading may stand.

    Nearly: four cells of five, for a heading may leave one out, such as that of the numbers of the rows.
    """
    filled = [sum(1 for cell in row if cell.strip()) for _, row in grid.rows[:SEARCHED]]
    return next(place for place, count in enumerate(filled) if count >= _NEARLY * max(filled))


def headed(grid: Grid, start: int) -> Headed:
    """The rows below the one at the place `start`, which is their heading.

    Rows that cells of the heading are merged down into are part of it; they name the columns that it leaves blank.
    """
    number, row = grid.rows[start]
    last = max((merge.last for merge in grid.merged if merge.first <= number < merge.last), default=number)
    end = next((place for place in range(start, len(grid.rows)) if grid.rows[place][0] > last), len(grid.rows))
    for _, lower in grid.rows[start + 1 : end]:
        row = [upper if upper.strip() else text for upper, text in zip_longest(row, lower, fillvalue="")]
    return below(row, grid, end)


def below(headings: Iterable[str], grid: Grid, start: int) -> Headed:
    """The rows from the place `start` on, under headings that are given.

    In a text file a row has as many fields as its heading, else it is ragged, even where what is too much is blank: an
    amount with a separator that is not quoted moves all behind it. In a sheet, what is not there is blank.
    """
    names = [name.strip() for name in headings]
    most = len(names)
    while names and not names[-1]:
        names.pop()
    width, body = len(names), grid.rows[start:]
    ragged = tuple(
        Ragged(place, len(row) if grid.is_text else _filled(row), width)
        for place, (_, row) in enumerate(body)
        if (grid.is_text and not width <= len(row) <= most) or any(map(str.strip, row[width:]))
    )
    again = tuple(place for place, (_, row) in enumerate(body) if _is_again(names, row))
    numbers = np.array([number for number, _ in body], dtype=np.int64)
    return Headed(tuple(names), [row for _, row in body], numbers, ragged, again)


def _filled(row: list[str]) -> int:
    """How many fields a row has, blank ones at its end left out."""
    count = len(row)
    while count and not row[count - 1].strip():
        count -= 1
    return count


def _is_again(names: list[str], row: list[str]) -> bool:
    """Whether every cell of a row says what its heading does."""
    return bool(row) and row[0].strip() == names[0] and [cell.strip() for cell in row[: len(names)]] == names
