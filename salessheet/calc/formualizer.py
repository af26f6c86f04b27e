"""formualizer as an engine: fast, in this process. A beta, so it is pinned exactly and kept behind this adapter.

What it does not do by itself is done here: what it misreads is written out, such as references into tables, and an
array formula becomes an INDEX in each of its cells, for its own arrays spill as far as they like.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Self

from salessheet.calc.functions import CalledFunctions
from salessheet.calc.writing_out import WrittenOut
from salessheet.errors import EngineFailed, EngineMissing, ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.package import Package, in_utf8

if TYPE_CHECKING:
    import formualizer

NAME: Final = "formualizer"
_MISSING: Final = "Install it: pip install 'salessheet[calc]'."
_KINDS: Final = {
    "Div": ErrorKind.DIV0,
    "Na": ErrorKind.NA,
    "Name": ErrorKind.NAME,
    "Null": ErrorKind.NULL,
    "Num": ErrorKind.NUM,
    "Ref": ErrorKind.REF,
    "Value": ErrorKind.VALUE,
    "Spill": ErrorKind.SPILL,
    "Calc": ErrorKind.CALC,
    "Circ": ErrorKind.CIRCULAR,
}
_AS_SERIALS: Final = "serial"  # dates as numbers, as a file stores them
_UNREADABLE: Final = "Error"  # the kind of a formula that it cannot read
_CANNOT_READ: Final = "it cannot read the formula"
_NEWER_ERROR: Final = re.compile(
    rb"(<(?:\w+:)?v(?:\s[^>]*)?>)\s*#(?:SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|PYTHON!|EXTERNAL!|TIMEOUT!"
    rb"|GETTING_DATA)\s*(</)"
)
_LIMITS: Final = ("max_input_bytes", "max_expanded_bytes", "max_part_bytes")
"""Its own suit files that strangers hand over. What was read here is known to be no bomb."""

_THEIR_KINDS: Final = {kind: name for name, kind in _KINDS.items()}


@dataclass(eq=False)
class Formualizer:
    name: str = field(default=NAME, init=False)
    calls_functions: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        if find_spec("formualizer") is None:
            raise EngineMissing(NAME, _MISSING)

    def knows(self, function: str) -> bool:
        return _is_known(function)

    @contextmanager
    def open(self, book: BookFile, functions: CalledFunctions) -> Iterator[_Calculation]:
        import formualizer

        config = formualizer.EvaluationConfig()
        config.date_system = "1904" if book.from_1904 else "1900"
        content = _loadable(book.package).unpressed()
        try:
            workbook = formualizer.Workbook.from_bytes(
                content,
                config=formualizer.WorkbookConfig(eval_config=config),
                load_limits=dict.fromkeys(_LIMITS, len(content)),
            )
        except Exception as error:  # it raises errors of many kinds for what it cannot load
            raise EngineFailed(NAME, f"refuses the workbook ({error}).") from error
        workbook.set_changelog_enabled(enabled=False)  # it grows with every change
        workbook.set_temporal_egress(_AS_SERIALS)
        for name in functions:
            workbook.register_function(name, partial(_called, functions, name))
        calculation = _Calculation(book, workbook)
        calculation.prepare()
        yield calculation

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@dataclass(eq=False)
class _Calculation:
    book: BookFile
    workbook: formualizer.Workbook
    refused: dict[CellRef, str] = field(default_factory=dict)

    def prepare(self) -> None:
        out = WrittenOut(self.book)
        for cell, formula in self.book.formulas.items():
            text = out.formula(cell, formula.text)
            if formula.spread is not None:
                for i, covered in enumerate(formula.spread.cells()):
                    down, across = divmod(i, formula.spread.right - formula.spread.left + 1)
                    places = f"{_item('ROWS', text, down)},{_item('COLUMNS', text, across)}"
                    self._enter(covered, f"=INDEX({text[1:]},{places})")
            elif text != formula.text:
                self._enter(cell, text)

    def _enter(self, cell: CellRef, text: str) -> None:
        try:
            self.workbook.set_formula(*cell, text)
        except Exception:  # noqa: BLE001  as on loading
            self.refused[self.book.covered[cell]] = _CANNOT_READ

    def set(self, inputs: Mapping[CellRef, Value | None]) -> None:
        for cell, value in inputs.items():
            self.workbook.set_value(*cell, value)

    def values(self) -> Mapping[CellRef, Value]:
        try:
            self.workbook.evaluate_all()
        except Exception as error:  # it raises errors of many kinds for what it cannot calculate
            raise EngineFailed(NAME, f"could not calculate the workbook ({error}).") from error
        get = self.workbook.get_value
        found = {cell: get(*cell) for cell in self.book.covered}
        for cell, value in found.items():
            if isinstance(value, dict) and value["kind"] == _UNREADABLE:
                self.refused[self.book.covered[cell]] = _CANNOT_READ
        return {cell: _value(value) for cell, value in found.items()}


def _loadable(package: Package) -> Package:
    """The package without the errors at which its reader stops: formulas give theirs anew, and others stay errors."""
    sheets = {part: in_utf8(package.parts[part]) for part in package.sheet_parts().values()}
    stops = [part for part, content in sheets.items() if _NEWER_ERROR.search(content)]
    return package.with_parts({part: _NEWER_ERROR.sub(rb"\1#VALUE!\2", sheets[part]) for part in stops})


def _item(counted: str, text: str, place: int) -> str:
    """A result that is one row (or column) fills every row (or column) of the cells."""
    return f"IF({counted}({text[1:]})=1,1,{place + 1})" if place else "1"


def _value(found: Any) -> Value:  # noqa: ANN401  formualizer types its values as Any
    if found is None:
        return 0.0
    if isinstance(found, dict):
        return _KINDS.get(found["kind"], ErrorKind.VALUE)
    if isinstance(found, (bool, str)):
        return found
    return float(found) if math.isfinite(found) else ErrorKind.NUM


def _called(functions: CalledFunctions, name: str, *arguments: Any) -> Any:  # noqa: ANN401  as above
    return _theirs(functions.call(name, [_ours(argument) for argument in arguments]))


def _ours(argument: Any) -> Any:  # noqa: ANN401  as above
    if isinstance(argument, list):  # of rows, nearly all without an error
        return [[_ours(item) for item in row] if dict in map(type, row) else row for row in argument]
    return str(_KINDS.get(argument["kind"], ErrorKind.VALUE)) if isinstance(argument, dict) else argument


def _theirs(result: Any) -> Any:  # noqa: ANN401  as above
    if isinstance(result, list):
        return [_theirs(item) for item in result]
    return {"type": "Error", "kind": _THEIR_KINDS[result]} if isinstance(result, ErrorKind) else result


@cache
def _is_known(function: str) -> bool:
    """It has no list of its functions: a call without arguments is #NAME? only where it does not know the name."""
    import formualizer

    workbook = formualizer.Workbook()
    workbook.set_temporal_egress(_AS_SERIALS)
    workbook.add_sheet("S")
    workbook.set_formula("S", 1, 1, f"={function}()")
    workbook.evaluate_all()
    return _value(workbook.get_value("S", 1, 1)) is not ErrorKind.NAME
