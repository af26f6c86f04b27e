"""Which formulas read what changed, directly or through other formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.references import References, functions_in

_READS_ANYTHING: Final = frozenset({"INDIRECT", "OFFSET", "CELL", "GETPIVOTDATA"})
"""Functions that reach cells which no reference in their formula names."""


Numbers = npt.NDArray[np.intp]
"""Formulas, each by its number."""


class _Readers:
    """The areas of one sheet that formulas read, and which formulas read each."""

    def __init__(self, by_area: Mapping[Area, list[int]]) -> None:
        self._bounds = np.array([area[1:] for area in by_area], dtype=np.int32).T.copy()
        self._formulas = [np.array(formulas, dtype=np.intp) for formulas in by_area.values()]

    def of(self, changed: Area) -> Iterator[Numbers]:
        top, left, bottom, right = self._bounds
        meet = (top <= changed.bottom) & (bottom >= changed.top) & (left <= changed.right) & (right >= changed.left)
        return (self._formulas[i] for i in meet.nonzero()[0])


class Dependents:
    """Who reads what in a workbook, for as long as its formulas and names stay as they are.

    Formulas are numbered down the columns: those that become stale together are few blocks of cells.
    """

    def __init__(self, book: BookFile) -> None:
        self.covered = book.covered
        self._cells = sorted(book.formulas, key=lambda cell: (cell.sheet, cell.column, cell.row))
        self._filled = [book.formulas[cell].spread or Area(*cell, cell.row, cell.column) for cell in self._cells]
        goes_on = [lower == _below(upper) for upper, lower in pairwise(self._filled)]
        self._starts = np.array([True, *(not goes for goes in goes_on)])
        self._readers, self._always = self._found(book)

    def stale(self, changed: Iterable[Area]) -> set[CellRef]:
        """The cells whose result may be another one now.

        They are formulas that stand in `changed` or read it, directly or through others, and all that array formulas
        among them fill.
        """
        here: dict[str, list[Area]] = {}
        for area in changed:
            here.setdefault(area.sheet, []).append(area)
        standing = [i for i, c in enumerate(self._cells) if any(area.covers(c) for area in here.get(c.sheet, ()))]
        waiting = [area for areas in here.values() for area in areas]
        found = np.array(standing + self._always, dtype=np.intp)
        is_stale = np.zeros(len(self._cells), dtype=bool)
        while waiting or found.size:
            found = np.unique(np.concatenate([found, *self._reading(waiting)]))
            found = found[~is_stale[found]]
            is_stale[found] = True
            waiting, found = list(self._blocks(found)), found[:0]
        stale = {self._cells[i] for i in is_stale.nonzero()[0]}
        return {cell for cell, holder in self.covered.items() if holder in stale} if stale else stale

    def _reading(self, areas: Iterable[Area]) -> Iterator[Numbers]:
        for area in areas:
            if area.sheet in self._readers:
                yield from self._readers[area.sheet].of(area)

    def _blocks(self, formulas: Numbers) -> Iterator[Area]:
        """The cells that they fill; those that stand one below the other are one block."""
        is_first = self._starts[formulas] | (np.diff(formulas, prepend=-2) != 1)
        for block in np.split(formulas, is_first.nonzero()[0][1:]):
            if block.size:
                yield self._filled[block[0]]._replace(bottom=self._filled[block[-1]].bottom)

    def _found(self, book: BookFile) -> tuple[dict[str, _Readers], list[int]]:
        """Sheet → who reads what of it; and the formulas that may read anything."""
        references = _WholeReferences(book)
        by_area: dict[str, dict[Area, list[int]]] = {}
        always = []
        for number, cell in enumerate(self._cells):
            formula = book.formulas[cell]
            if functions_in(formula.text) & _READS_ANYTHING:
                always.append(number)
            read = {piece for piece in references.pieces(cell, formula.text) if isinstance(piece, Area)}
            if formula.is_table and formula.spread is not None:
                read.add(_margin(formula.spread))
            for area in read:
                by_area.setdefault(area.sheet, {}).setdefault(area, []).append(number)
        return {sheet: _Readers(areas) for sheet, areas in by_area.items()}, always


def _below(filled: Area) -> Area:
    """The cell below one cell; no cell below many."""
    return filled._replace(top=filled.top + 1, bottom=filled.bottom + 1) if filled.is_cell else filled


class _WholeReferences(References):
    """Whole columns and rows are that: cells beyond those in use may be filled by now."""

    def _in_use(self, found: Area) -> Area:
        return found


def _margin(table: Area) -> Area:
    """A what-if table with the row above and the column to the left of it, where its formulas and inputs stand."""
    return table._replace(top=max(1, table.top - 1), left=max(1, table.left - 1))
