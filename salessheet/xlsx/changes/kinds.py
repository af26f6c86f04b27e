"""The changes a workbook goes through as a whole.

Cells are inserted, deleted or carried elsewhere; sheets, tables and names are renamed. A change knows no workbook, so
that one account of it serves the workbook in memory and the file on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area


@dataclass(frozen=True, slots=True)
class Shifted:
    """Cells inserted (rows or columns above zero) or deleted (below): `area` is what came or went.

    The cells below it, within its columns, or right of it, within its rows, move. Whole rows are an area from the
    first column to the last, whole columns one from the first row to the last.
    """

    sheet: str
    area: Area
    rows: int
    columns: int

    @property
    def takes_rows(self) -> bool:
        """Whether these are whole rows."""
        return self.rows != 0 and (self.area.left, self.area.right) == (1, LAST_COLUMN)

    @property
    def takes_columns(self) -> bool:
        """Whether these are whole columns."""
        return self.columns != 0 and (self.area.top, self.area.bottom) == (1, LAST_ROW)


@dataclass(frozen=True, slots=True)
class Carried:
    """Cells cut and pasted: those of `area` stand on `sheet` now, so many rows and columns further."""

    area: Area
    sheet: str
    rows: int
    columns: int

    @property
    def destination(self) -> Area:
        return self.moved(self.area)

    def moved(self, area: Area) -> Area:
        """Where some of these cells stand then."""
        down, across = self.rows, self.columns
        return Area(self.sheet, area.top + down, area.left + across, area.bottom + down, area.right + across)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A sheet has another name."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A sheet is gone. `order`: all sheets before that, first to last; references through several need it."""

    sheet: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRenamed:
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ColumnRenamed:
    """A table's column has another name."""

    table: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ColumnRemoved:
    """A table's column is gone. It follows from cells deleted; a formula alone cannot tell what columns those held."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class NameRenamed:
    """A defined name is called otherwise. `sheet`: where it is defined; None: in the whole workbook."""

    old: str
    new: str
    sheet: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """The cells that one block has for its rows: its first row is `top`, its last one `bottom`, `new_bottom` after.

    `head` and `foot`: the first row that belongs to the block, such as its title's, and the last, such as that of its
    totals. `first` to `middle` are the columns that it has one of for each of something, `more` of them come (or go,
    below zero), and what stands right of them, in the rows of the block, moves.
    """

    head: int
    foot: int
    top: int
    left: int
    bottom: int
    right: int
    new_bottom: int
    first: int = 0
    middle: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class Zone:
    """The rows, from `top` to `end`, in which blocks have room: to `new_end` after. What is below them moves along."""

    top: int
    end: int
    new_end: int
    bodies: tuple[Body, ...]


@dataclass(frozen=True, eq=False)
class Resized:
    """Blocks have other numbers of rows, as when a table is filled: what reached to their end does so still.

    `sheets`: the zones of each, by its name in lower case, from the top down.
    """

    sheets: Mapping[str, tuple[Zone, ...]]

    def zones(self, sheet: str) -> tuple[Zone, ...]:
        return self.sheets.get(sheet.casefold(), ())


Change = Shifted | Carried | Renamed | Removed | TableRenamed | ColumnRenamed | ColumnRemoved | NameRenamed | Resized
