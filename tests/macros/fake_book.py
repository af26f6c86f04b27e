"""A stand-in for an open workbook: the small, documented part of the xlwings API that macros use, on a written file.

It behaves as Excel does where macros could go wrong: dates come as datetime, numbers as float, errors as None unless
asked for; what is written is read as if typed in (an apostrophe marks text, "=" begins a formula, digits a number).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import openpyxl
import xlwings as xw
from openpyxl.utils import get_column_letter, range_boundaries

Cell = tuple[str, int, int]


@dataclass(frozen=True)
class ErrorValue:
    text: str


@dataclass
class FakeApp:
    calculations: int = 0
    status_bar: str | bool = False

    def calculate(self) -> None:
        self.calculations += 1


class AppWithLittle:
    """A host that neither calculates on command nor has a status bar."""

    def calculate(self) -> None:
        raise NotImplementedError

    @property
    def status_bar(self) -> str:
        raise NotImplementedError

    @status_bar.setter
    def status_bar(self, text: str) -> None:
        raise NotImplementedError


@dataclass
class FakeRange:
    book: FakeBook
    sheet: FakeSheet
    row: int
    column: int
    shape: tuple[int, int]
    ndim: int | None = None
    err_to_str: bool = False

    def options(self, *, ndim: int | None = None, err_to_str: bool = False) -> FakeRange:
        made = copy(self)
        made.ndim, made.err_to_str = ndim, err_to_str
        return made

    def _cells(self) -> list[list[Cell]]:
        rows, columns = self.shape
        return [[(self.sheet.name, self.row + i, self.column + j) for j in range(columns)] for i in range(rows)]

    @property
    def value(self) -> object:
        self.book.reads.append((self.sheet.name, self.row, self.column, *self.shape))
        grid = [[self._shown(self.book.values.get(cell)) for cell in row] for row in self._cells()]
        return grid if self.ndim == 2 else _squeezed(grid)

    @value.setter
    def value(self, rows: list[list[object]]) -> None:
        assert [len(row) for row in rows] == [self.shape[1]] * self.shape[0]
        for cells, values in zip(self._cells(), rows, strict=True):
            for cell, value in zip(cells, values, strict=True):
                self.book.enter(cell, value)

    def _shown(self, value: object) -> object:
        if isinstance(value, ErrorValue):
            return value.text if self.err_to_str else None
        return value

    @property
    def has_array(self) -> bool:
        return any(cell in self.book.arrays for row in self._cells() for cell in row)

    @property
    def formula(self) -> object:
        """Of cells without one, what stands in them."""
        if not self.book.formulas_can_be_read:
            raise NotImplementedError
        formulas, values = self.book.formulas, self.book.values
        return _squeezed([[formulas.get(cell, values.get(cell, "")) for cell in row] for row in self._cells()])

    @formula.setter
    def formula(self, rows: list[list[object]]) -> None:
        self.value = rows

    formula2 = formula


def _squeezed(grid: list[list[object]]) -> object:
    """As xlwings gives it without `ndim`: a scalar, a flat list, or a list of rows."""
    if len(grid) == 1:
        return grid[0][0] if len(grid[0]) == 1 else grid[0]
    return [row[0] for row in grid] if len(grid[0]) == 1 else grid


@dataclass
class FakeSheet:
    book: FakeBook
    name: str

    @property
    def used_range(self) -> FakeRange:
        cells = [cell for cell in (*self.book.values, *self.book.formulas) if cell[0] == self.name] or [
            (self.name, 1, 1)
        ]
        return self.range((1, 1), (max(row for _, row, _ in cells), max(column for _, _, column in cells)))

    def range(self, first: tuple[int, int], last: tuple[int, int]) -> FakeRange:
        return FakeRange(self.book, self, *first, (last[0] - first[0] + 1, last[1] - first[1] + 1))


class FakeSheets(dict[str, FakeSheet]):
    """By name; going through them gives the sheets, as xlwings does."""

    def __iter__(self) -> Iterator[FakeSheet]:  # type: ignore[override]  # as xlwings
        return iter(self.values())


@dataclass
class FakeName:
    book: FakeBook
    name: str
    refers_to: str

    @property
    def refers_to_range(self) -> FakeRange:
        if "#REF!" in self.refers_to:
            raise RuntimeError("the host's own error")
        sheet, _, address = self.refers_to.removeprefix("=").rpartition("!")
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(address.replace("$", "")))
        return self.book.sheets[sheet.strip("'").replace("''", "'")].range((top, left), (bottom, right))


@dataclass
class FakeBook:
    name: str
    values: dict[Cell, object]
    formulas: dict[Cell, str]
    refers_to: dict[str, str]
    sheet_names: tuple[str, ...]
    app: object = field(default_factory=FakeApp)
    formulas_can_be_read: bool = True
    knows_functions: bool = True
    is_locked: bool = False  # its structure
    arrays: set[Cell] = field(default_factory=set)
    path: str = ""  # of its file, where its host tells that
    reads: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    entered: dict[Cell, object] = field(default_factory=dict)

    @property
    def sheets(self) -> FakeSheets:
        return FakeSheets({name: FakeSheet(self, name) for name in self.sheet_names})

    @property
    def names(self) -> Iterator[FakeName]:
        return (FakeName(self, name, refers_to) for name, refers_to in self.refers_to.items())

    @property
    def xw(self) -> xw.Book:
        """The same object, as what macros are declared to take."""
        return cast("xw.Book", self)

    def copy(self) -> FakeBook:
        return FakeBook(self.name, dict(self.values), dict(self.formulas), dict(self.refers_to), self.sheet_names)

    def cell(self, name: str, row: int = 0, column: int = 0) -> Cell:
        """A cell of a named range, counted from 0."""
        found = FakeName(self, name, self.refers_to[name]).refers_to_range
        return found.sheet.name, found.row + row, found.column + column

    def column(self, name: str) -> list[object]:
        """What stands in the cells of a named range, in reading order."""
        found = FakeName(self, name, self.refers_to[name]).refers_to_range
        return [self.values.get(cell) for row in found._cells() for cell in row]

    def enter(self, cell: Cell, value: object) -> None:
        """Type something into a cell."""
        self.formulas.pop(cell, None)
        self.values.pop(cell, None)
        self.entered[cell] = value
        if isinstance(value, str) and value.startswith("="):
            self.formulas[cell] = value
            if "SS_" in value and not self.knows_functions:
                self.values[cell] = ErrorValue("#NAME?")
        elif value is not None:
            self.values[cell] = _typed(value)


def _typed(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.startswith("'"):
        return value[1:]
    if value.startswith("#"):
        return ErrorValue(value)
    try:
        return float(value)
    except ValueError:
        return value


def read(path: Path) -> FakeBook:
    """The workbook in a file, with its formulas and the values stored beside them."""
    values: dict[Cell, object] = {}
    formulas: dict[Cell, str] = {}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)  # sparklines: no value
        stored, written = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    for sheet in stored:
        for row in sheet.iter_rows():
            values.update(
                ((sheet.title, cell.row, cell.column), _of_file(cell.value, cell.data_type))
                for cell in row
                if cell.value is not None
            )
    for sheet in written:
        for row in sheet.iter_rows():
            formulas.update(
                ((sheet.title, int(cell.row or 0), int(cell.column or 0)), _formula(cell.value))
                for cell in row
                if cell.data_type == "f"
            )
    refers_to = {name: f"={defined.attr_text}" for name, defined in written.defined_names.items()}
    return FakeBook(path.name, values, formulas, refers_to, tuple(written.sheetnames))


def _of_file(value: object, data_type: str) -> object:
    if data_type == "e":
        return ErrorValue(str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _formula(value: object) -> str:
    return str(getattr(value, "text", value))


def address(cell: Cell) -> str:
    return f"{get_column_letter(cell[2])}{cell[1]}"
