"""Which formula needs which: an order to calculate them in, and those that need themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.copied_formulas import Piece
from salessheet.xlsx.references import References

Node = CellRef | Area
"""A cell that holds a formula, or an area that formulas read: a step between, so that a big area is one edge."""


_PLACED: Final = frozenset({"ROW(", "COLUMN(", "ROWS(", "COLUMNS("})
"""Calls that ask where cells are, not what stands in them."""


@dataclass(frozen=True, eq=False)
class Graph:
    book: BookFile

    @cached_property
    def pieces(self) -> dict[CellRef, tuple[Piece, ...]]:
        """Every formula taken apart, its references resolved."""
        references = References(self.book)
        return {cell: references.pieces(cell, formula.text) for cell, formula in self.book.formulas.items()}

    @cached_property
    def needs(self) -> dict[Node, frozenset[Node]]:
        """Formulas need areas, areas the formulas that fill some of their cells."""
        found: dict[Node, frozenset[Node]] = {}
        for cell, pieces in self.pieces.items():
            areas = frozenset(_read(pieces))
            found[cell] = areas
            for area in areas:
                if area not in found:
                    found[area] = self._filling(area)
        return found

    @cached_property
    def read_by(self) -> dict[Node, set[Node]]:
        """The other way round: what needs each."""
        found: dict[Node, set[Node]] = {}
        for node, before in self.needs.items():
            for needed in before:
                found.setdefault(needed, set()).add(node)
        return found

    @cached_property
    def circles(self) -> tuple[tuple[CellRef, ...], ...]:
        """Cells that need each other, each circle once, in the order in which one needs the next."""
        needs = dict(self.needs)
        circles = []
        while True:
            try:
                TopologicalSorter(needs).prepare()
            except CycleError as error:
                circle = tuple(node for node in reversed(error.args[1][:-1]) if isinstance(node, CellRef))
                circles.append(circle)
                needs.update(dict.fromkeys(circle, frozenset()))
            else:
                return tuple(circles)

    @cached_property
    def order(self) -> tuple[Node, ...]:
        """Each after what it needs; cells of circles as if they needed nothing."""
        circular = {cell for circle in self.circles for cell in circle}
        needs = {node: frozenset() if node in circular else before for node, before in self.needs.items()}
        return tuple(TopologicalSorter(needs).static_order())

    def _filling(self, area: Area) -> frozenset[Node]:
        known = self._filled.get(area.sheet, {})
        if (area.bottom - area.top + 1) * (area.right - area.left + 1) <= len(known):
            cells = ((row, column) for _, row, column in area.cells())
            return frozenset(known[place] for place in cells if place in known)
        return frozenset(
            holder
            for (row, column), holder in known.items()
            if area.top <= row <= area.bottom and area.left <= column <= area.right
        )

    @cached_property
    def _filled(self) -> dict[str, dict[tuple[int, int], CellRef]]:
        """Sheet → (row, column) that shows the result of a formula → the cell that holds it."""
        found: dict[str, dict[tuple[int, int], CellRef]] = {}
        for (sheet, row, column), holder in self.book.covered.items():
            found.setdefault(sheet, {})[row, column] = holder
        return found


def _read(pieces: Sequence[Piece]) -> Iterator[Area]:
    """The areas whose values a formula reads."""
    before: Piece = ""
    for piece in pieces:
        if isinstance(piece, Area) and not (isinstance(before, str) and before.upper() in _PLACED):
            yield piece
        before = piece
