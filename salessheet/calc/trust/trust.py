"""Which formulas of a workbook an engine is not simply believed with, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from salessheet.calc.trust.experience import WHY, Experience
from salessheet.calc.trust.faults import Belief, Doubt, Fault
from salessheet.calc.trust.intersection import takes_one_of_many
from salessheet.calc.trust.shapes import Seen
from salessheet.calc.trust.table import FAULTS, FOLLOWING_SPILLS, INTERSECTING, ODD_RESULTS
from salessheet.udfs import FUNCTIONS
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.formula_tree import Argument, Within, calls, tree
from salessheet.xlsx.references import References, functions_in

_SPILLS: Final = "its result may fill more or fewer cells than before, which it does not follow"
_INTERSECTS: Final = "Excel takes one cell of a range there, that of the formula's row or column"
_LOOKED_AT: Final = frozenset(function for fault in FAULTS for function in fault.functions)


@dataclass(frozen=True, eq=False)
class Trust:
    """What is known of a workbook's formulas beforehand.

    `own`: the cells whose formulas are none of the declaration's. With those of the declaration every engine was
    compared, function by function, so only the others are looked at.
    """

    book: BookFile
    own: Collection[CellRef]
    experience: Experience | None = None
    _known: dict[str, dict[CellRef, Doubt]] = field(default_factory=dict)

    def doubts(self, engine: str) -> Mapping[CellRef, Doubt]:
        """The formulas that this engine is not simply believed with, by the cell that holds them."""
        if engine not in self._known:
            faults = [fault for fault in FAULTS if engine in fault.engines]
            found = {cell: self._doubt(engine, cell, faults) for cell in self._trees}
            known = {cell: doubt for cell, doubt in found.items() if doubt is not None}
            if self.experience is not None:
                foreign = [cell for cell, doubt in known.items() if doubt.by_language]
                for cell in self.experience.trusted(engine, self.book, foreign):
                    del known[cell]
                own = (cell for cell in self.own if cell in self.book.formulas)
                known |= dict.fromkeys(self.experience.mistrusted(engine, self.book, own), Doubt(WHY))
            self._known[engine] = known
        return self._known[engine]

    def odd(self, engine: str, cell: CellRef, value: Value) -> str | None:
        """Why a result is not believed for what it is; None where it is."""
        if cell not in self.own or any(name in FUNCTIONS for name in functions_in(self.book.formulas[cell].text)):
            return None  # what a cell function gives is ours
        return next((odd.why for odd in ODD_RESULTS if engine in odd.engines and odd.found(value)), None)

    def _doubt(self, engine: str, cell: CellRef, faults: list[Fault]) -> Doubt | None:
        """The gravest."""
        found = None
        if self._spills_beyond(engine, cell):
            found = Doubt(_SPILLS, Belief.WHERE_IT_CONFIRMS)
        elif engine not in INTERSECTING and cell in self._intersecting:
            found = Doubt(_INTERSECTS, Belief.WHERE_IT_CONFIRMS)
        for within, name in self._calls[cell]:
            for fault in faults:
                if name in fault.functions and fault.found(within, self._seen):
                    found = Doubt(fault.why, fault.belief, fault.result, fault.by_language)
                    if fault.belief is Belief.NEVER:
                        return found
        return found

    def _spills_beyond(self, engine: str, cell: CellRef) -> bool:
        return self.book.formulas[cell].spills and engine not in FOLLOWING_SPILLS

    @cached_property
    def _seen(self) -> Seen:
        return Seen(self.book)

    @cached_property
    def _trees(self) -> dict[CellRef, Argument]:
        """Of the own formulas that call a function with a known fault."""
        references = References(self.book)
        found = {}
        for cell in self.own:
            formula = self.book.formulas.get(cell)
            if formula is not None and (formula.spills or not functions_in(formula.text).isdisjoint(_LOOKED_AT)):
                whole = tree(references.pieces(cell, formula.text))
                if whole is not None:
                    found[cell] = whole
        return found

    @cached_property
    def _intersecting(self) -> frozenset[CellRef]:
        known = self.book.formulas
        return frozenset(
            cell
            for cell, whole in self._trees.items()
            if known[cell].spread is None and not known[cell].spills and takes_one_of_many(whole)
        )

    @cached_property
    def _calls(self) -> dict[CellRef, list[tuple[Within, str]]]:
        found = {cell: calls(whole, home=cell.sheet) for cell, whole in self._trees.items()}
        return {cell: [(within, within.call.name) for within in each] for cell, each in found.items()}
