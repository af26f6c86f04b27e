"""What calculates a workbook: the interface, and what its implementations have in common.

An engine opens a workbook and gives the value of every cell that shows the result of a formula, an array formula's
other cells included. Inputs may be changed in between. All engines call the same cell functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol, Self

from salessheet.calc.functions import CalledFunctions
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value


class Calculation(Protocol):
    """A workbook open in an engine, for use by one thread."""

    @property
    def refused(self) -> Mapping[CellRef, str]:
        """Cells whose formula the engine cannot read, and why: known after `values`, which has nothing for them."""

    def set(self, inputs: Mapping[CellRef, Value | None]) -> None:
        """Type into cells that hold no formula; None makes a cell blank."""

    def values(self) -> Mapping[CellRef, Value]:
        """The value of every cell of `BookFile.covered`, calculated from the formulas and the inputs as they stand.

        A formula is never blank: where it refers to a blank cell it is 0, as in Excel. Cells that need
        themselves are ErrorKind.CIRCULAR.
        """


class Engine(Protocol):
    """Something that calculates workbooks. Raises EngineMissing on construction where it is not installed.

    As a context manager it frees what it started; open calculations end with it.
    """

    @property
    def name(self) -> str: ...

    @property
    def calls_functions(self) -> bool:
        """Whether formulas in it can call the cell functions. If not, it is asked with Use_Python off alone."""

    def knows(self, function: str) -> bool:
        """Whether it can calculate a function, by its name in a file without `_xlfn.`, in capitals."""

    def open(self, book: BookFile, functions: CalledFunctions) -> AbstractContextManager[Calculation]:
        """Raises EngineFailed where it refuses the workbook, crashes or hangs."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
