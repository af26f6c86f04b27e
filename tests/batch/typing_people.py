"""People who type into workbooks, by what the workbook calls its cells."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.workbook.layout import name_of
from salessheet.workbook.schema import Table

Typed = str | float | dt.date | None


@dataclass(frozen=True)
class TypedTable:
    """A table: its sheet, its first row, and the place of each column by its key. Rows count from 0."""

    sheet: Worksheet
    top: int
    places: dict[str, int]

    def write(self, row: int, **cells: Typed) -> None:
        for key, cell in cells.items():
            self.sheet.cell(self.top + row, self.places[key]).value = cell

    def read(self, row: int) -> dict[str, Typed]:
        found = {key: self.sheet.cell(self.top + row, place).value for key, place in self.places.items()}
        return {key: _plain(cell) for key, cell in found.items()}

    def filled(self, most: int = 60) -> list[int]:
        """The rows in which something stands."""
        return [row for row in range(most) if any(cell not in (None, "") for cell in self.read(row).values())]

    def clear(self, row: int) -> None:
        self.write(row, **dict.fromkeys(self.places))

    def swap(self, one: int, other: int) -> None:
        here, there = self.read(one), self.read(other)
        self.write(one, **there)
        self.write(other, **here)


@dataclass(frozen=True)
class TypedBook:
    workbook: openpyxl.Workbook

    def table(self, block: type[Table]) -> TypedTable:
        """The columns that people type into."""
        firsts = {c.key: self.cell(name_of(c)) for c in block.columns() if name_of(c) in self.workbook.defined_names}
        first = next(iter(firsts.values()))
        places = {key: cell.column for key, cell in firsts.items()}
        return TypedTable(self.workbook[first.parent.title], first.row, places)

    def cell(self, name: str) -> Cell:
        sheet, address = next(iter(self.workbook.defined_names[name].destinations))
        return _first(self.workbook[sheet], address)


def _first(sheet: Worksheet, address: str) -> Cell:
    found = sheet[address.replace("$", "")]
    while isinstance(found, tuple):
        found = found[0]
    assert isinstance(found, Cell)
    return found


def _plain(cell: object) -> Typed:
    return cell if cell is None or isinstance(cell, (str, int, float, dt.date)) else str(cell)


@contextmanager
def typing(book: Path) -> Iterator[TypedBook]:
    """The workbook, saved at the end."""
    opened = reading(book)
    yield opened
    opened.workbook.save(book)


def reading(book: Path) -> TypedBook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it leaves out
        return TypedBook(openpyxl.load_workbook(book))
