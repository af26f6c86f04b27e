"""What came of collecting: what was taken, what both sides changed, what cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from salessheet.data.collecting.comparison import Cell, Kind
from salessheet.errors import UserError
from salessheet.workbook.labels import Words


class Done(NamedTuple):
    """A change that the data has now."""

    book: str
    sheet: str
    row: int
    table: str
    kind: Kind
    key: str
    old: str
    new: str


class Clash(NamedTuple):
    """A cell, or with a blank column a row, that both sides changed; nothing of the row was taken."""

    book: str
    sheet: str
    row: int
    table: str
    key: str
    column: str
    built: Cell
    typed: Cell
    data: Cell
    why: str


class Refused(NamedTuple):
    """A cell that is not taken; nothing of its row was."""

    book: str
    sheet: str
    row: int
    table: str
    key: str
    column: str
    value: str
    wrong: str
    mend: str


@dataclass(frozen=True, eq=False)
class Collected:
    """`read`: how many workbooks. `files`: those of the tables that were written. `unopened`: why others were not read.

    `words`: in which all of it is told.
    """

    source: str
    read: int
    done: tuple[Done, ...]
    conflicts: tuple[Clash, ...]
    refused: tuple[Refused, ...]
    files: tuple[str, ...]
    unopened: tuple[UserError, ...]
    words: Words
