"""The library `formulas` as an engine: each calculation in a process of its own, for it is not safe among threads.

To start one takes longer than to calculate a small workbook, so one that is done waits for the next calculation.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Self

from salessheet.calc.functions import CalledFunctions
from salessheet.calc.workers import Worker, start
from salessheet.errors import EngineFailed, EngineMissing, ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value

NAME: Final = "formulas"
ADDED: Final = frozenset({"HYPERLINK"})
"""Functions that the library lacks and the worker gives it."""

_MISSING: Final = "Install it: pip install formulas."


@dataclass(eq=False)
class Formulas:
    """`timeout`: the seconds one calculation may take. A book of ten thousand formulas takes about ten.

    In a `with` block a process is kept between calculations, and ended with the block.
    """

    timeout: float = 900.0
    name: str = field(default=NAME, init=False)
    calls_functions: bool = field(default=True, init=False)
    _waiting: list[Worker] = field(default_factory=list, init=False)
    _is_entered: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        if find_spec("formulas") is None:
            raise EngineMissing(NAME, _MISSING)

    def knows(self, function: str) -> bool:
        return function in _known()

    @contextmanager
    def open(self, book: BookFile, functions: CalledFunctions) -> Iterator[_Calculation]:
        with tempfile.TemporaryDirectory(prefix="salessheet-formulas-") as folder:
            copy = Path(folder) / "book.xlsx"
            copy.write_bytes(book.package.for_programs())
            password = "" if book.package.password is None else book.package.password.as_typed
            worker = self._worker()
            worker.functions = functions
            try:
                worker.ask("open", path=str(copy), functions=list(functions), password=password)
                yield _Calculation(book, worker)
            except BaseException:
                worker.stop()
                raise
        self._put_back(worker)

    def _put_back(self, worker: Worker) -> None:
        """It waits, without the workbook, unless it is gone or another waits already."""
        if self._is_entered and not self._waiting and worker.is_running:
            with suppress(EngineFailed):
                worker.ask("close")
                self._waiting.append(worker)
                return
        worker.stop()

    def _worker(self) -> Worker:
        while self._waiting:
            worker = self._waiting.pop()
            if worker.is_running:
                return worker
            worker.stop()
        return start(NAME, [sys.executable, "-m", f"{__name__}_worker"], dict(os.environ), timeout=self.timeout)

    def __enter__(self) -> Self:
        self._is_entered = True
        return self

    def __exit__(self, *_: object) -> None:
        self._is_entered = False
        while self._waiting:
            self._waiting.pop().stop()


@dataclass(eq=False)
class _Calculation:
    book: BookFile
    worker: Worker
    refused: dict[CellRef, str] = field(default_factory=dict)

    def set(self, inputs: Mapping[CellRef, Value | None]) -> None:
        self.worker.ask("set", cells=[(*cell, value) for cell, value in inputs.items()])

    def values(self) -> Mapping[CellRef, Value]:
        answer = self.worker.ask("values")
        self.refused.update({CellRef(*cell): why for *cell, why in answer["refused"]})
        found = {CellRef(sheet, row, column): _value(value) for sheet, row, column, value in answer["values"]}
        lost = self.book.covered.keys() - found.keys()
        if lost:
            raise AssertionError(f"{NAME} gave no value for {min(lost)} and {len(lost) - 1} other cells")
        return found


def _value(found: Any) -> Value:  # noqa: ANN401  from JSON
    if isinstance(found, dict):
        return ErrorKind(found["error"])
    return found if isinstance(found, (bool, str)) else float(found)


@cache
def _known() -> frozenset[str]:
    """The functions it implements; it lists many that it does not."""
    from formulas.functions import get_functions, not_implemented

    own = (name for name, function in get_functions().items() if function is not not_implemented)
    return frozenset((*own, *ADDED))
