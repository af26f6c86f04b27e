"""The engine as xlwings knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

import xlwings as xw

from salessheet.engine.api.apps import Apps
from salessheet.engine.model.calculator import Calculator
from salessheet.engine.values.values import cleaned, prepared

NAME: Final = "openpyxl"
CALCULATORS: Final = "salessheet.engine.calculator"
"""The entry point of a package that calculates formulas: the first one installed is used unless another is given."""


class Engine:
    """What xlwings asks of an engine. `calculator`: gives formulas their values; None for no calculation."""

    name = NAME
    type = "desktop"  # of the kinds that xlwings knows, the one whose books open and save themselves

    def __init__(self) -> None:
        self.calculator: Calculator | None = None
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        del options
        return prepared(x)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        return cleaned(data, datetime_builder, empty_as, number_builder, err_to_str=err_to_str)


class _Installed:
    """The mark of a calculator that nobody chose: whichever is installed."""


INSTALLED: Final = _Installed()
_engine: Final = Engine()


def register(*, activate: bool = False, calculator: Calculator | _Installed | None = INSTALLED) -> xw.Engine:
    """The engine, known to xlwings as `xw.engines["openpyxl"]` from here on.

    `activate`: also make it the one that `xw.Book` and `xw.App` use. `calculator`: what gives formulas their values;
    the one that is installed unless given; None for none, when formulas that were set or whose inputs changed read
    as None.
    """
    if NAME not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=_engine))
        _engine.calculator = _installed_calculator()
    if not isinstance(calculator, _Installed):
        _engine.calculator = calculator
    found: xw.Engine = xw.engines[NAME]
    if activate:
        found.activate()
    return found


@contextmanager
def open_book(path: str | Path | None = None, password: str | None = None) -> Iterator[xw.Book]:
    """A workbook open in an app of its own, closed at the end without saving; a new one without a path.

    Raises FileNotFoundError, and UnreadableWorkbook where the file is not a sound workbook, or is protected by another
    password.
    """
    app = register().apps.add(add_book=False)
    try:
        yield app.books.add() if path is None else app.books.open(path, password=password)
    finally:
        app.kill()


def _installed_calculator() -> Calculator | None:
    """One whose own packages are missing is none: the engine is of use without."""
    for found in entry_points(group=CALCULATORS):
        try:
            calculator: Calculator | None = found.load()()
        except ModuleNotFoundError:
            continue
        if calculator is not None:
            return calculator
    return None
