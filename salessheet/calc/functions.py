"""The SS_* cell functions as engines call them: the very objects of `udfs.FUNCTIONS`, watched.

A cell function never raises into a host: a defect in it shows as #VALUE!, and the traceback goes to the log. Here such
a defect must not vanish, so each is kept as a `Defect` for whoever asked for the calculation.
"""

from __future__ import annotations

import datetime as dt
import logging
import marshal
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from salessheet.core.values import to_serial
from salessheet.errors import CannotCompute, ErrorKind
from salessheet.udfs import FUNCTIONS
from salessheet.xlsx.book_file import Value

_ONE_AT_A_TIME = (
    threading.Lock()
)  # an engine may call from several threads, and who watches the log must know whose it is

Plain = float | str | bool | None
"""What stands in a cell, as hosts pass it: None for a blank, an error by its text, a date by its serial number."""

Argument = Plain | Sequence[Sequence[Plain]]
Result = Value | list[list[Value]]


@dataclass(frozen=True)
class Defect:
    """A cell function raised what it should not have. `trace` is the whole traceback."""

    function: str
    error: str
    trace: str = field(compare=False, repr=False)


@dataclass(eq=False)
class CalledFunctions:
    """Cell functions by name, and what went wrong in them. Equal calls are made once, for they are deterministic."""

    functions: Mapping[str, Callable[..., Any]] = field(default_factory=lambda: FUNCTIONS)
    defects: dict[Defect, None] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    _known: dict[tuple[str, bytes], Result] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name.upper() in self.functions

    def __iter__(self) -> Iterator[str]:
        return iter(self.functions)

    def call(self, name: str, arguments: Sequence[Argument]) -> Result:
        """What a cell would show: a scalar or a list of rows."""
        self.called.add(name)
        # Quick on long columns, and 1 is not TRUE in it. Version 2 knows no shared objects: equal values, equal bytes.
        key = (name, marshal.dumps(arguments, 2))  # type: ignore[arg-type]  # its own name for such lists
        if key not in self._known:
            self._known[key] = _shown(self._called(name, arguments))
        return self._known[key]

    def _called(self, name: str, arguments: Sequence[Argument]) -> Any:  # noqa: ANN401  as above
        with _ONE_AT_A_TIME, self._watching(name):
            try:
                return self.functions[name](*arguments)
            except Exception as error:  # noqa: BLE001  whatever it is, it is told with the function's name
                self._note(name, error)
        return ErrorKind.VALUE.value

    @contextmanager
    def _watching(self, name: str) -> Iterator[None]:
        """What the function catches by itself, it logs; it is read from there."""
        watcher = _Watcher(lambda error: self._note(name, error))
        log = logging.getLogger("salessheet.udfs")
        log.addHandler(watcher)
        before, log.propagate = log.propagate, False
        try:
            yield
        finally:
            log.propagate = before
            log.removeHandler(watcher)

    def _note(self, name: str, error: BaseException) -> None:
        trace = "".join(traceback.format_exception(error))
        self.defects.setdefault(Defect(name, f"{type(error).__name__}: {error}", trace))


class _Watcher(logging.Handler):
    def __init__(self, told: Callable[[BaseException], None]) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self._told(record.exc_info[1])


def _shown(result: Any) -> Result:  # noqa: ANN401  whatever a cell function gives
    """Blanks as the empty text that a formula shows for them, dates as serial numbers, errors as such."""
    if isinstance(result, list):
        return [[_value(item) for item in row] for row in result]
    return _value(result)


def _value(item: Any) -> Value:  # noqa: ANN401  as above
    if item is None:
        return ""
    if isinstance(item, str):
        return _ERRORS.get(item, item)
    if isinstance(item, dt.date):
        try:
            return to_serial(item)
        except CannotCompute as failure:
            return failure.kind
    return item if isinstance(item, bool) else float(item)


_ERRORS = {kind.value: kind for kind in ErrorKind}
