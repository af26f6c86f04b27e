"""Whether two formulas gave the same, cell by cell, and books of an extract open in an engine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salessheet.calc.engine import Calculation, Engine
from salessheet.calc.functions import CalledFunctions
from salessheet.errors import ErrorKind
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.measures import HALF_A_CENT, Scalar, Type
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import Value, read
from salessheet.xlsx.template import write
from tests.calc.extract import Data, Extract, cells_of

ERRORS: Final = {kind.value: kind for kind in ErrorKind}
TOLERANCE: Final = 1e-9
DUST: Final = 1e-12  # beside nothing at all


def same(measure: Type, a: Value, b: Value) -> bool:
    """Numbers nearly, amounts of money to the cent; all else exactly. A number is no text and no error."""
    if isinstance(a, float) and isinstance(b, float):
        least = HALF_A_CENT if measure.is_money else DUST
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=least)
    return type(a) is type(b) and a == b


def shown(value: Scalar) -> Value:
    """A value of ours as an engine hands it out: a blank that a formula gives is an empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return ERRORS.get(value, value)
    return float(value)


def differences(lines: Mapping[Line, tuple[list[Value], list[Value]]]) -> list[str]:
    """Line, place in it, both values."""
    return [
        f"{line}[{i}]: {a!s} and {b!s}"
        for line, (first, second) in lines.items()
        for i, (a, b) in enumerate(zip(first, second, strict=True))
        if not same(line.measure, a, b)
    ]


@dataclass(frozen=True, eq=False)
class Switched:
    """A book that is open in an engine and computes by plain formulas or by cell functions, as the switch stands."""

    book: Edition
    calculation: Calculation

    def values(self, *, python: bool) -> Mapping[CellRef, Value]:
        (switch,) = cells_of(self.book, Settings.use_python)
        self.calculation.set({switch: float(python)})
        found = self.calculation.values()
        assert not self.calculation.refused
        return {cell: shown(value) for cell, value in found.items()}


def written(book: Edition, folder: Path) -> Path:
    path = folder / "book.xlsx"
    write(path, book, path.stem)
    return path


@contextmanager
def opened(engine: Engine, path: Path, book: Edition) -> Iterator[Switched]:
    """The file of the book. A defect of a cell function is an error, whatever its cells show."""
    functions = CalledFunctions()
    with engine.open(read(path), functions) as calculation:
        yield Switched(book, calculation)
    assert not functions.defects


@dataclass(frozen=True, eq=False)
class Compared:
    """The lines of an extract that have both formulas, side by side."""

    extract: Extract
    open: Switched

    def type_in(self, data: Data) -> None:
        book, copies = self.open.book, self.extract.copies
        self.open.calculation.set(
            {
                cell: value
                for line, values in data.items()
                for cell, value in zip(cells_of(book, copies[line]), values, strict=True)
            }
        )

    def differences(self) -> list[str]:
        plain, python = self.open.values(python=False), self.open.values(python=True)
        book = self.open.book
        return differences(
            {
                line: ([plain[cell] for cell in cells_of(book, copy)], [python[cell] for cell in cells_of(book, copy)])
                for line, copy in self.extract.compared.items()
            }
        )
