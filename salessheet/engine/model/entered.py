"""Formulas entered while calculation is manual: each is calculated once, from what stood there at that time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from salessheet.xlsx.addresses import Area, CellRef, area, split_sheet
from salessheet.xlsx.references import functions_in

_READS_ANYTHING: Final = frozenset({"INDIRECT", "OFFSET", "CELL"})


class Entered:
    """Cells that wait for their first result, and what their formulas read; None: anything."""

    def __init__(self) -> None:
        self._waiting: dict[CellRef, tuple[Area, ...] | None] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def cells(self) -> set[CellRef]:
        return set(self._waiting)

    def put(self, sheet: str, changed: Area, cells: Iterable[Any]) -> None:
        """What was entered into a rectangle of a sheet; `cells`: those of openpyxl that stand there now."""
        self._waiting = {cell: read for cell, read in self._waiting.items() if not changed.covers(cell)}
        for cell in cells:
            if cell.data_type == "f":
                here = CellRef(sheet, cell.row, cell.column)
                read = _read(sheet, cell.value)
                self._waiting |= dict.fromkeys(_filled(here, cell.value), read)

    def read(self, changing: Area) -> bool:
        """Whether one of them reads these cells."""
        return any(read is None or any(one.meets(changing) for one in read) for read in self._waiting.values())

    def clear(self) -> None:
        self._waiting.clear()


def _filled(cell: CellRef, formula: object) -> Iterable[CellRef]:
    whole = area(cell.sheet, formula.ref) if isinstance(formula, ArrayFormula) and formula.ref else None
    return (cell,) if whole is None else whole.cells()


def _read(sheet: str, formula: object) -> tuple[Area, ...] | None:
    text = formula.text if isinstance(formula, ArrayFormula) else formula
    if isinstance(formula, DataTableFormula) or not isinstance(text, str) or functions_in(text) & _READS_ANYTHING:
        return None
    try:
        tokens = Tokenizer(text).items
    except TokenizerError:
        return None
    found = []
    for token in tokens:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            tab, address = split_sheet(token.value)
            one = area(sheet if tab is None else tab, address.replace("$", ""))
            if one is None:
                return None
            found.append(one)
    return tuple(found)
