"""A sales centre in Excel, computed with Python. What other programs may rely on stands on this page.

    build       the data of a sales centre → a workbook a team, one of the centre, and a manifest
    load        a folder or workbook of input tables → checked tables and their problems
    sample      a believable sales centre as input tables
    Words       the language that tables, problems and workbooks are worded in: Words.load("en")
    FUNCTIONS   the SS_* cell functions by name, callable without Excel
    Flavour     which formulas a workbook holds
    SalesSheetError, UserError    the base of all errors, and of those that somebody outside can mend

Nothing is imported before it is used, so that a cell function in Excel does not wait for the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salessheet.batch import build
    from salessheet.data.load import load
    from salessheet.data.sample import sample
    from salessheet.errors import SalesSheetError, UserError
    from salessheet.udfs import FUNCTIONS
    from salessheet.workbook.labels import Words
    from salessheet.workbook.measures import Flavour

__all__ = ["FUNCTIONS", "Flavour", "SalesSheetError", "UserError", "Words", "build", "load", "sample"]

_HOMES = {
    "build": "salessheet.batch",
    "load": "salessheet.data.load",
    "sample": "salessheet.data.sample",
    "Words": "salessheet.workbook.labels",
    "FUNCTIONS": "salessheet.udfs",
    "Flavour": "salessheet.workbook.measures",
    "SalesSheetError": "salessheet.errors",
    "UserError": "salessheet.errors",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
