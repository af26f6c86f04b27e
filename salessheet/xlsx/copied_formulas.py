"""Formulas that differ in rows alone, as those copied down do: what one of them refers to, rows of any other put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from salessheet.xlsx.addresses import LAST_ROW, Area

HERE: Final = -1
"""Instead of which row of a formula: the row of the cell in which it stands."""


class Elsewhere(NamedTuple):
    """A reference that is no area of this workbook; `why` in words."""

    text: str
    why: str


Piece = str | Area | Elsewhere


class TextWithRows(NamedTuple):
    """What is no reference but looks like one: the rows of the formula from `first` on stand between the parts."""

    parts: tuple[str, ...]
    first: int

    def of(self, rows: Sequence[str]) -> str:
        first, *others = self.parts
        return first + "".join(rows[self.first + i] + part for i, part in enumerate(others))


class CellsInRows(NamedTuple):
    """`top` and `bottom`: which row of the formula; `least` and `most`: between which rows it is these cells."""

    sheet: str
    left: int
    right: int
    top: int
    bottom: int
    least: int = 1
    most: int = LAST_ROW - 1  # down to the last one it is a whole column

    def of(self, rows: Sequence[str]) -> Area | None:
        top, bottom = int(rows[self.top]), int(rows[self.bottom])
        if not self.least <= top <= bottom <= self.most:
            return None
        return Area(self.sheet, top, self.left, bottom, self.right)


class Pattern:
    """What all formulas of one text refer to that differ in rows alone."""

    def __init__(self, pieces: Sequence[Piece | TextWithRows | CellsInRows]) -> None:
        self._pieces = tuple("" if isinstance(piece, TextWithRows | CellsInRows) else piece for piece in pieces)
        self._open = [(i, piece) for i, piece in enumerate(pieces) if isinstance(piece, TextWithRows | CellsInRows)]

    def pieces(self, row: int, rows: Sequence[str]) -> Sequence[Piece] | None:
        """Those of the formula in this row that names these rows; None where its cells are to be looked up."""
        if not self._open:
            return self._pieces
        rows = [*rows, str(row)]  # its own is the last: HERE
        found = list(self._pieces)
        for i, piece in self._open:
            filled = piece.of(rows)
            if filled is None:
                return None
            found[i] = filled
        return found
