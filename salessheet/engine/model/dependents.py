"""Which formulas read what changed, directly or through other formulas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.references import References, functions_in

_READS_ANYTHING: Final = frozenset({"INDIRECT", "OFFSET", "CELL", "GETPIVOTDATA"})
"""Functions that reach cells which no reference in their formula names."""


@dataclass
class _Readers:
    """The areas of one sheet that formulas read."""

    areas: list[Area] = field(default_factory=list)
    cells: list[list[CellRef]] = field(default_factory=list)
    bounds: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty((0, 4), dtype=np.int32))

    def of(self, changed: Area) -> Iterable[CellRef]:
        top, left, bottom, right = self.bounds.T
        meet = (top <= changed.bottom) & (bottom >= changed.top) & (left <= changed.right) & (right >= changed.left)
        for index in np.flatnonzero(meet):
            yield from self.cells[index]


class Dependents:
    """Who reads what in a workbook, for as long as its formulas and names stay as they are."""

    def __init__(self, book: BookFile) -> None:
        self.formulas = book.formulas
        self.covered = book.covered
        self._readers, self._always = _readers(book)

    def stale(self, changed: Iterable[Area]) -> set[CellRef]:
        """The cells whose result may be another one now.

        They are formulas that stand in `changed` or read it, directly or through others, and all that array formulas
        among them fill.
        """
        waiting = list(changed)
        stale: set[CellRef] = set()
        here: dict[str, list[Area]] = {}
        for area in waiting:
            here.setdefault(area.sheet, []).append(area)
        holders = [c for c in self.formulas if any(area.covers(c) for area in here.get(c.sheet, ()))] + self._always
        while holders or waiting:
            for holder in holders:
                if holder not in stale:
                    stale.add(holder)
                    waiting.append(self.formulas[holder].spread or Area(*holder, holder.row, holder.column))
            if not waiting:
                break
            area = waiting.pop()
            found = self._readers.get(area.sheet)
            holders = [] if found is None else [cell for cell in found.of(area) if cell not in stale]
        return {cell for cell, holder in self.covered.items() if holder in stale} if stale else stale


class _WholeReferences(References):
    """Whole columns and rows are that: cells beyond those in use may be filled by now."""

    def _in_use(self, found: Area) -> Area:
        return found


def _readers(book: BookFile) -> tuple[dict[str, _Readers], list[CellRef]]:
    """Sheet → who reads what of it; and the formulas that may read anything."""
    references = _WholeReferences(book)
    by_area: dict[Area, list[CellRef]] = {}
    always = []
    for cell, formula in book.formulas.items():
        if functions_in(formula.text) & _READS_ANYTHING:
            always.append(cell)
        if formula.is_table and formula.spread is not None:
            by_area.setdefault(_margin(formula.spread), []).append(cell)
        for piece in references.pieces(cell, formula.text):
            if isinstance(piece, Area):
                by_area.setdefault(piece, []).append(cell)
    found: dict[str, _Readers] = {}
    for area, cells in by_area.items():
        readers = found.setdefault(area.sheet, _Readers())
        readers.areas.append(area)
        readers.cells.append(cells)
    for readers in found.values():
        readers.bounds = np.array([area[1:] for area in readers.areas], dtype=np.int32)
    return found, always


def _margin(table: Area) -> Area:
    """A what-if table with the row above and the column to the left of it, where its formulas and inputs stand."""
    return table._replace(top=max(1, table.top - 1), left=max(1, table.left - 1))
