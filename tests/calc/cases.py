"""A canary: a formula, the cells it reads, and what Excel shows; and the book that holds some of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import xlsxwriter

from salessheet.calc.engine import Engine
from salessheet.calc.functions import CalledFunctions
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import Value, read

Cell = float | str | dt.date | None
"""What stands in a cell: a text that begins with `=` is a formula, None a blank."""

Shown = float | str | dt.date | ErrorKind
"""What the formula shows. TRUE and FALSE are 1 and 0, which is how LibreOffice hands them out."""

DIV0, NA, NUM, REF, VALUE = ErrorKind.DIV0, ErrorKind.NA, ErrorKind.NUM, ErrorKind.REF, ErrorKind.VALUE
YES: Final = 1
NO: Final = 0

MISSING: Final = "=NA()"  # cells in error
BROKEN: Final = "=1/0"
EMPTY: Final = '=""'  # a cell that shows nothing, but is not blank

_EPOCH: Final = dt.date(1899, 12, 30)
_DUST: Final = 1e-12
_ROW: Final = 1
_COLUMN: Final = 8  # right of what the formulas read


@dataclass(frozen=True)
class Otherwise:
    """An engine gives something else, and why that is let be."""

    engine: str
    gives: Shown
    why: str


@dataclass(frozen=True, eq=False)
class Case:
    """`columns`: what stands in column A, B and so on, from row 1 down. A formula `{=…}` is an array formula."""

    formula: str
    gives: Shown
    columns: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    otherwise: tuple[Otherwise, ...] = ()

    def expected(self, engine: str) -> Value:
        """What that engine gives, as an engine hands it out."""
        return handed_out(next((mark.gives for mark in self.otherwise if mark.engine == engine), self.gives))

    def __str__(self) -> str:
        read = ", ".join(f"{column}: {list(cells)}" for column, cells in self.columns.items())
        return f"{self.formula} of {read or 'nothing'}"


Cases = Mapping[str, tuple[Case, ...]]


def case(formula: str, gives: Shown, *otherwise: Otherwise, **columns: Sequence[Cell]) -> Case:
    return Case(formula, gives, columns, otherwise)


def day(year: int, month: int, day_of_month: int) -> dt.date:
    return dt.date(year, month, day_of_month)


def handed_out(value: Shown) -> Value:
    """Dates as serials, truth values as numbers."""
    if isinstance(value, dt.date):
        return float((value - _EPOCH).days)
    return float(value) if isinstance(value, (bool, int)) else value


def same(a: Value, b: Value) -> bool:
    """Equal but for the dust of binary fractions; a number is never a text, nor an error of another kind."""
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= _DUST * max(abs(a), abs(b))
    return type(a) is type(b) and a == b


def write(path: Path, cases: Sequence[Case]) -> None:
    """Each case on a sheet of its own, so that none can influence another."""
    with xlsxwriter.Workbook(path) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for i, one in enumerate(cases, 1):
            sheet = book.add_worksheet(_sheet(i))
            sheet.write_formula(_ROW - 1, _COLUMN - 1, one.formula)
            for column, cells in one.columns.items():
                for row, cell in enumerate(cells, 1):
                    place = f"{column}{row}"
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(place, cell, date)
                    elif isinstance(cell, str) and not cell.startswith("="):
                        sheet.write_string(place, cell)
                    elif cell is not None:
                        sheet.write(place, cell)


def answers(engine: Engine, path: Path, cases: Sequence[Case]) -> list[Value]:
    """What the engine shows for each."""
    write(path, cases)
    functions = CalledFunctions()
    with engine.open(read(path), functions) as calculation:
        found = calculation.values()
    assert not functions.defects
    return [handed_out(found[CellRef(_sheet(i), _ROW, _COLUMN)]) for i in range(1, len(cases) + 1)]


def _sheet(number: int) -> str:
    return f"case {number}"
