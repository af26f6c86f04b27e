"""The calculator of `salessheet.engine`: an engine of this package behind its hook, found by its entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salessheet.calc import formualizer, formulas
from salessheet.calc.engine import Engine
from salessheet.calc.engines import ENGINES, first_installed
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.verification import calculated
from salessheet.errors import EngineMissing, ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import Value, of_package
from salessheet.xlsx.package import Package

_IN_PROCESS = (formualizer.NAME, formulas.NAME)
"""Engines that start at once, for a workbook that is calculated whenever a formula is read."""


def calculator(engine: str | None = None) -> Callable[[Package], Mapping[CellRef, Value]] | None:
    """What gives the formulas of a package their values, SS_* functions included; dates as numbers.

    `engine`: by name; left out, the quickest installed one that needs no program beside Python, and None where there
    is none. Formulas that it cannot calculate are left out.
    """
    try:
        name = engine or first_installed(_IN_PROCESS)
        make = ENGINES[name]
        with make():
            pass
    except EngineMissing:
        if engine is not None:
            raise
        return None

    def values(package: Package) -> Mapping[CellRef, Value]:
        with make() as started:
            return _values(package, started)

    return values


def _values(package: Package, engine: Engine) -> Mapping[CellRef, Value]:
    found, _ = calculated(of_package(package), engine, CalledFunctions(), now=True)
    return {cell: value for cell, value in found.items() if value is not ErrorKind.CIRCULAR}
