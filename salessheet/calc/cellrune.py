"""cellrune as an engine: careful, in this process. Young and of one author: pinned exactly, kept behind this adapter.

It reads references into tables and dynamic arrays by itself and says so where it cannot calculate, but calls no
functions of ours: a formula that would is refused, unless the call stands where the switch Use_Python is off.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Self

from salessheet.calc.boxes import boxes
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.writing_out import WrittenOut
from salessheet.errors import EngineFailed, EngineMissing, ErrorKind
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import name_of
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.formula_tree import Argument, Call, calls, tree, written
from salessheet.xlsx.references import References, functions_in

if TYPE_CHECKING:
    import cellrune

NAME: Final = "cellrune"
_MISSING: Final = "Install it: pip install 'salessheet[cellrune]'."
_CIRCULAR: Final = "calculation.circular_reference"
_BLOCKED: Final = "calculation.blocked_by_upstream"
_CANNOT_READ: Final = "it cannot read the formula"
_NO_CALLS: Final = "it calls no functions in Python"
_SEED: Final = 1  # of RAND: any will do
_ERRORS: Final = {kind.value: kind for kind in ErrorKind}
_EPOCH: Final = dt.datetime(1899, 12, 30)  # as sheets count days, without time zones
_SWITCHED: Final = re.compile(rf"=IF\({name_of(Settings.use_python)},", re.IGNORECASE)


@dataclass(eq=False)
class CellRune:
    name: str = field(default=NAME, init=False)
    calls_functions: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        if find_spec("cellrune") is None:
            raise EngineMissing(NAME, _MISSING)

    def knows(self, function: str) -> bool:
        return function in _known()

    @contextmanager
    def open(self, book: BookFile, functions: CalledFunctions) -> Iterator[_Calculation]:
        import cellrune

        try:
            workbook = cellrune.Workbook.from_bytes(book.package.unpressed())
        except cellrune.CellRuneError as error:
            raise EngineFailed(NAME, f"refuses the workbook ({error}).") from error
        with workbook:
            calculation = _Calculation(book, workbook)
            calculation.prepare(functions)
            yield calculation

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@dataclass(eq=False)
class _Calculation:
    book: BookFile
    workbook: cellrune.Workbook
    refused: dict[CellRef, str] = field(default_factory=dict)

    def prepare(self, functions: CalledFunctions) -> None:
        references, out = References(self.book), WrittenOut(self.book)
        entered: dict[CellRef, str] = {}
        for cell, formula in self.book.formulas.items():
            if any(name in functions for name in functions_in(formula.text)):
                is_switched = _SWITCHED.match(formula.text)
                whole = tree(references.pieces(cell, formula.text)) if is_switched else None
                plain = _plain_formula(whole, functions)
                if plain is None:
                    self.refused[cell] = _NO_CALLS
                else:
                    entered[cell] = plain
            elif (text := out.formula(cell, formula.text)) != formula.text and "[" not in formula.text:
                entered[cell] = text  # references into tables it reads by itself
        self._enter(list(entered.items()))

    def _enter(self, formulas: list[tuple[CellRef, str]]) -> None:
        """All at once: one by one, each takes as long as all. Those that it cannot read are found by halves."""
        if not formulas:
            return
        revision = self.workbook.summary()["semantic_revision"]
        changes = [self._change(cell, text) for cell, text in formulas]
        try:
            self.workbook.apply_changes(revision, changes)
        except Exception:  # noqa: BLE001  whatever it says of a formula that it cannot read
            if len(formulas) == 1:
                self.refused[formulas[0][0]] = _CANNOT_READ
                return
            half = len(formulas) // 2
            self._enter(formulas[:half])
            self._enter(formulas[half:])

    def _change(self, cell: CellRef, text: str) -> cellrune.SetFormulaChange:
        change: cellrune.SetFormulaChange = {
            "kind": "set_formula",
            "sheet": cell.sheet,
            "address": cell.address,
            "formula": text,
        }
        spread = self.book.formulas[cell].spread
        return change if spread is None else {**change, "dynamic_range": spread.address}

    def set(self, inputs: Mapping[CellRef, Value | None]) -> None:
        for cell, value in inputs.items():
            place = (cell.sheet, cell.address)
            if value is None:
                self.workbook.set_blank(*place)
            elif isinstance(value, bool):
                self.workbook.set_logical(*place, value)
            elif isinstance(value, ErrorKind):
                self.workbook.set_error(*place, value.value)
            elif isinstance(value, str):
                self.workbook.set_text(*place, value)
            else:
                self.workbook.set_number(*place, float(value))

    def values(self) -> Mapping[CellRef, Value]:
        import cellrune

        now = (dt.datetime.now() - _EPOCH) / dt.timedelta(days=1)  # noqa: DTZ005  as a sheet knows it
        try:
            self.workbook.calculate(today_serial=float(int(now)), now_serial=now, random_seed=_SEED)
        except cellrune.CellRuneError as error:
            raise EngineFailed(NAME, f"could not calculate the workbook ({error}).") from error
        found: dict[CellRef, Value] = {}
        blocked = []
        for cell, shown in self._shown():
            if shown["kind"] != "unavailable":
                found[cell] = _value(shown)
            elif shown["code"] == _CIRCULAR:
                found[cell] = ErrorKind.CIRCULAR
            elif shown["code"] == _BLOCKED:
                blocked.append(cell)
            else:
                self.refused.setdefault(self.book.covered[cell], shown["message"])
                found[cell] = ErrorKind.NA
        for cell in blocked:
            found[cell] = ErrorKind.NA
            if not self.refused and ErrorKind.CIRCULAR not in found.values():
                self.refused[self.book.covered[cell]] = "it needs what cannot be calculated"
        return found

    def _shown(self) -> Iterator[tuple[CellRef, Any]]:
        """Each cell with what cellrune says of it."""
        of_sheet: dict[str, list[CellRef]] = {}
        for cell in self.book.covered:
            of_sheet.setdefault(cell.sheet, []).append(cell)
        for sheet, top, left, bottom, right in boxes(self.book):
            first, last = CellRef(sheet, top, left).address, CellRef(sheet, bottom, right).address
            rows = self.workbook.read_values(sheet, first, last)
            for cell in of_sheet[sheet]:
                yield cell, rows[cell.row - top][cell.column - left]


def _plain_formula(whole: Argument | None, functions: CalledFunctions) -> str | None:
    """What counts while the switch is off, of `IF(Use_Python,SS_…,plain)`; None where a cell function would be called.

    `whole`: with the name of the switch resolved to its cell.
    """
    if whole is None:
        return None
    if not any(within.call.name in functions for within in calls(whole)):
        return f"={written(whole)}"
    match whole:
        case (Call("IF", (_, _, plain)),):
            return _plain_formula(plain, functions)
    return None


def _value(shown: Any) -> Value:  # noqa: ANN401  a dict whose fields depend on its kind
    match shown["kind"]:
        case "blank":
            return 0.0
        case "error":
            return _ERRORS.get(shown["value"], ErrorKind.VALUE)
        case "number":
            return float(shown["value"])
        case "text":
            return str(shown["value"])
        case "logical":
            return bool(shown["value"])
    return ErrorKind.VALUE


@cache
def _known() -> frozenset[str]:
    import cellrune

    return frozenset(entry["name"] for entry in cellrune.function_catalog()["entries"])
