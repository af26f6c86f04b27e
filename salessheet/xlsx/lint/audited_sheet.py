"""A sheet as an auditor looks at it: its cells, and what formulas of the workbook read of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from salessheet.xlsx.addresses import BRACKETS, Area, CellRef, Place, area, split_sheet
from salessheet.xlsx.book_file import BookFile, SheetCells
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.findings import Fault, Finding, found

_SUMS: Final = ("SUM(", "AVERAGE(", "SUBTOTAL(", "SUMPRODUCT(")
_IN_BRACKETS: Final = re.compile(BRACKETS, re.DOTALL)


@dataclass(frozen=True)
class Read:
    """What formulas of the workbook read of one sheet: single cells, and ranges."""

    cells: set[Place] = field(default_factory=set)
    ranges: set[Area] = field(default_factory=set)
    added: set[Area] = field(default_factory=set)
    """Ranges that some formula adds up."""
    elsewhere: set[Area] = field(default_factory=set)
    """What formulas of other sheets read."""

    def has(self, place: Place) -> bool:
        return place in self.cells or any(one.has(*place) for one in self.ranges)


@dataclass(frozen=True)
class AuditedSheet:
    book: BookFile
    cells: SheetCells
    read: Read
    unknown: Sequence[tuple[Place, str]] = ()
    """Names in its formulas that nobody defined."""

    @cached_property
    def formulas(self) -> dict[Place, str]:
        return {place: formula.text for place, formula in self.cells.formulas.items() if not formula.is_table}

    @property
    def values(self) -> Mapping[Place, object]:
        return self.cells.values

    def finding(self, fault: Fault, place: Place, wrong: str) -> Finding:
        return found(fault, self.cells.part, CellRef(self.cells.name, *place).address, wrong)

    def is_number(self, place: Place) -> bool:
        """Whether a number stands there that no formula gives."""
        value = self.values.get(place)
        is_typed = place not in self.cells.formulas and isinstance(value, int | float)
        return is_typed and not isinstance(value, bool)


@dataclass(frozen=True)
class BookReads:
    """What formulas read: of each sheet by its folded name, and of each formula. `unknown`: names nobody defined."""

    sheets: dict[str, Read] = field(default_factory=dict)
    precedents: dict[CellRef, list[Area]] = field(default_factory=dict)
    unknown: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)

    def of(self, sheet: str) -> Read:
        return self.sheets.setdefault(sheet.casefold(), Read())


def read_by_formulas(book: BookFile) -> BookReads:
    reads = BookReads()
    tabs = frozenset(name.casefold() for name in book.sheets)
    known: dict[tuple[str, str], Area | None] = {}
    for cell, formula in book.formulas.items():
        is_sum = any(name in formula.text for name in _SUMS)
        areas = reads.precedents.setdefault(cell, [])
        for reference in references_in(formula.text):
            key = cell.sheet, reference
            if key not in known:
                known[key] = _resolved(book, reference, cell.sheet)
            place = known[key]
            if place is None:
                if _is_unknown(book, reference, formula.text, cell, tabs):
                    reads.unknown.setdefault(cell.sheet, []).append(((cell.row, cell.column), reference))
                continue
            areas.append(place)
            read = reads.of(place.sheet)
            if place.is_cell:
                read.cells.add((place.top, place.left))
            else:
                read.ranges.add(place)
                read.added.update([place] if is_sum else [])
            if place.sheet.casefold() != cell.sheet.casefold():
                read.elsewhere.add(place)
    return reads


def _resolved(book: BookFile, reference: str, sheet: str) -> Area | None:
    tab, address = split_sheet(reference)
    return area(sheet if tab is None else tab, address.replace("$", "")) or book.named(address, tab or sheet)


def _is_unknown(book: BookFile, reference: str, text: str, cell: CellRef, tabs: frozenset[str]) -> bool:
    """Whether it is a name that nothing in the workbook is called, and no part of a reference into a table."""
    tab, whole = split_sheet(reference)
    if "[" in reference or "|" in text or (tab is not None and tab.casefold() not in tabs):
        return False
    if "[" in text and reference not in references_in(_IN_BRACKETS.sub("", text)):
        return False
    return not all(_is_known(book, name, tab or cell.sheet, tabs) for name in whole.split(":"))


def _is_known(book: BookFile, name: str, sheet: str, tabs: frozenset[str]) -> bool:
    folded = name.casefold()
    is_defined = (None, folded) in book.names or (sheet, folded) in book.names or folded in book.tables
    is_word = folded in {"true", "false"} or folded.startswith(("_xlpm.", "_xlnm."))
    return is_defined or is_word or folded in tabs or area("", name.replace("$", "")) is not None
