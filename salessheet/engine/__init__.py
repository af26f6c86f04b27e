"""An xlwings engine backed by openpyxl: code written for Excel runs where there is no Excel.

    import salessheet.engine as engine

    with engine.open_book("report.xlsx") as book:      # an ordinary xlwings.Book
        book.sheets["Deals"]["A1"].value = dataframe
        book.save()

    register      make it known to xlwings: `xw.engines["openpyxl"]`, and `activate=True` makes it the one in use
    open_book     a workbook in an app of its own, closed at the end
    Calculator    what gives formulas their values: a package in, values by cell out
    Unsupported   the NotImplementedError of members that openpyxl has nothing for; it names the member

Saving keeps whatever the code did not touch, to the byte: openpyxl is the model that is changed, the file that was
opened is what the changes are written into.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salessheet.engine.api.registration import INSTALLED, open_book, register
    from salessheet.engine.errors import NoSuchMacro, NoSuchRange, PartOfArray, Refused, Unsupported
    from salessheet.engine.model.calculator import Calculator

__all__ = [
    "INSTALLED",
    "Calculator",
    "NoSuchMacro",
    "NoSuchRange",
    "PartOfArray",
    "Refused",
    "Unsupported",
    "open_book",
    "register",
]

_HOMES = {
    "INSTALLED": "api.registration",
    "open_book": "api.registration",
    "register": "api.registration",
    "Calculator": "model.calculator",
}


def __getattr__(name: str) -> object:
    """Nothing is imported before it is used: pytest loads this package wherever it is installed."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
