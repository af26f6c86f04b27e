"""What gives formulas their values, whoever that is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, runtime_checkable

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.package import Package

Calculator = Callable[[Package], Mapping[CellRef, float | str | bool | ErrorKind]]
"""A workbook → the values of its formulas, as a file stores them: dates as numbers. What it leaves out has no value."""


@runtime_checkable
class CarefulCalculator(Protocol):
    """A calculator that goes on from the results that are stored, and says what it cannot be trusted with."""

    def __call__(self, package: Package, /) -> Mapping[CellRef, float | str | bool | ErrorKind]: ...

    def values_of(self, package: Package, wanted: Collection[CellRef] | None, opened: Package) -> Careful:
        """The values of the formulas `wanted`, None for all; of the others, what the package stores counts.

        `opened`: the workbook as it was before anything changed, so that a calculator that contradicts it is found out.
        """


class Careful(Protocol):
    """Values by cell, and the formulas that get none, each with the reason in words."""

    @property
    def values(self) -> Mapping[CellRef, float | str | bool | ErrorKind]: ...

    @property
    def left(self) -> Mapping[CellRef, str]: ...
