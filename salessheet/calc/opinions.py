"""What engines say of one workbook: the values that each gives, and what it leaves.

What an engine cannot calculate, or is not to, stands in it as stored, so that one such formula does not spoil those
that need it. Where nothing is stored, what needs it is not known either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from salessheet.calc.engine import Engine
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.graph import Graph, Node
from salessheet.calc.readiness import Readiness, Unchecked
from salessheet.calc.trust.experience import Experience
from salessheet.calc.trust.faults import Belief
from salessheet.calc.trust.trust import Trust
from salessheet.calc.writing_out import WrittenOut
from salessheet.errors import ErrorKind
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import name_of
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.references import SPILL

Values = Mapping[CellRef, Value]
Positions = tuple[bool | None, ...]
"""How a workbook is calculated: with Use_Python off and on, or in the one way there is, None."""

SWITCH: Final = name_of(Settings.use_python)


@dataclass(frozen=True, eq=False)
class Opinion:
    """`values`: under each position of the switch. `left`: by the cell that holds the formula, and why.

    `unknown`: the cells of formulas that need one that was left and has no value.
    """

    engine: str
    values: Mapping[bool | None, Values]
    left: Mapping[CellRef, Unchecked]
    unknown: frozenset[CellRef]

    def knows(self, cell: CellRef, holder: CellRef) -> bool:
        return holder not in self.left and cell not in self.unknown


@dataclass(frozen=True, eq=False)
class Opinions:
    """`known`: the cells whose stored value counts; the others are as if they had none. None: all of them."""

    book: BookFile
    functions: CalledFunctions
    own: Collection[CellRef]
    now: bool = False
    positions: Positions = (None,)
    known: Collection[CellRef] | None = None
    experience: Experience | None = None
    _first: dict[str, Opinion] = field(default_factory=dict)

    @cached_property
    def readiness(self) -> Readiness:
        return Readiness(self.book, self.functions, self.now)

    @cached_property
    def trust(self) -> Trust:
        return Trust(self.book, self.own, self.experience)

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.book)

    @cached_property
    def shown_by(self) -> Mapping[CellRef, list[CellRef]]:
        """Each formula → the cells that it fills, in order."""
        found: dict[CellRef, list[CellRef]] = {}
        for cell, holder in self.book.covered.items():
            found.setdefault(holder, []).append(cell)
        return found

    @cached_property
    def _of_spills(self) -> Mapping[CellRef, str]:
        """Formulas that read what another spills, with its cells: where that is a value, engines find no spill."""
        out = WrittenOut(self.book)
        reading = {cell: f.text for cell, f in self.book.formulas.items() if SPILL in f.text.upper()}
        return {
            cell: out.formula(cell, text) for cell, text in reading.items() if self.book.formulas[cell].spread is None
        }

    def first(self, engine: Engine) -> Opinion:
        """What the engine says by itself; asked once."""
        if engine.name not in self._first:
            self._first[engine.name] = self.of(engine)
        return self._first[engine.name]

    def of(
        self, engine: Engine, away: Mapping[CellRef, Unchecked] | None = None, given: Values | None = None
    ) -> Opinion:
        """`away`: more formulas that it is not to calculate. `given`: values to go on from in place of formulas."""
        left = {u.cell: u for u in (*self.readiness.for_nobody, *self.readiness.for_engine(engine))}
        left |= self._never(engine) | dict(away or {})
        positions = (
            self.positions if engine.calls_functions else tuple({False if p else p: None for p in self.positions})
        )
        while True:
            working = edited(self.book, self._edits(left, given or {}))
            found: dict[bool | None, Values] = {}
            with engine.open(working, self.functions) as calculation:
                for position in positions:
                    if position is not None:
                        calculation.set(dict.fromkeys(switch_of(self.book), position))
                    found[position] = calculation.values()
                    beyond = self._beyond(engine, working, found[position], calculation.refused)
                    if beyond:
                        break
            if beyond.keys() <= left.keys():
                return Opinion(engine.name, found, left, self._unknown(left, given or {}))
            left |= beyond

    def _never(self, engine: Engine) -> dict[CellRef, Unchecked]:
        return {
            cell: Unchecked(cell, doubt.why, engine.name)
            for cell, doubt in self.trust.doubts(engine.name).items()
            if doubt.belief is Belief.NEVER
        }

    def _edits(self, left: Collection[CellRef], given: Values) -> dict[CellRef, Edit]:
        holders = {self.book.covered[cell] for cell in given}
        gone = {*left, *holders}
        edits = {cell: Edit(formula=text) for cell, text in self._of_spills.items()} if gone else {}
        edits |= {cell: Edit(formula=None) for cell in gone}
        if self.known is not None:
            blank = [cell for cell, holder in self.book.covered.items() if holder in left and cell not in self.known]
            edits |= {cell: Edit(None, None) for cell in blank}
        return edits | {cell: Edit(value, None) for cell, value in given.items()}

    def _unknown(self, left: Collection[CellRef], given: Values) -> frozenset[CellRef]:
        lost = {
            cell for cell, holder in self.book.covered.items() if holder in left and not self._has_value(cell, given)
        }
        return self.needing(lost) if lost else frozenset()

    def _has_value(self, cell: CellRef, given: Values) -> bool:
        is_known = self.known is None or cell in self.known
        return cell in given or (is_known and self.book.stored(cell) is not None)

    def needing(self, cells: Collection[CellRef]) -> frozenset[CellRef]:
        """The cells of all formulas that need one of these, directly or through others."""
        waiting: list[Node] = [self.book.covered[cell] for cell in cells]
        found: set[Node] = set()
        while waiting:
            readers = self.graph.read_by.get(waiting.pop(), set()) - found
            found |= readers
            waiting += readers
        return frozenset(cell for cell, holder in self.book.covered.items() if holder in found)

    def roots(self, holders: Collection[CellRef]) -> frozenset[CellRef]:
        """Those of these formulas that need none of the others directly; all where each needs another."""
        wanted = set(holders)
        needs = self.graph.needs
        dependent = {
            holder
            for holder in wanted
            if any(not wanted.isdisjoint(needs[area]) for area in needs[holder] if isinstance(area, Area))
        }
        return frozenset(wanted - dependent or wanted)

    def _beyond(
        self, engine: Engine, working: BookFile, values: Values, refused: Mapping[CellRef, str]
    ) -> dict[CellRef, Unchecked]:
        """What turned out to be beyond the engine: formulas that it cannot read, and those that need themselves."""
        found = {cell: Unchecked(cell, why, engine.name) for cell, why in refused.items()}
        circular = {working.covered[cell] for cell, value in values.items() if value is ErrorKind.CIRCULAR}
        if circular:
            circles = {unchecked.cell: unchecked for unchecked in self.readiness.circles(working)}
            alone = {cell: Unchecked(cell, "the formula needs its own result", engine.name) for cell in circular}
            found |= circles or alone
        return found


def switch_of(book: BookFile) -> tuple[CellRef, ...]:
    area = book.named(SWITCH)
    return () if area is None else tuple(area.cells())


def positions_of(book: BookFile) -> Positions:
    """Off and on, in a book whose formulas ask; else the one way there is."""
    asked = switch_of(book) and any(SWITCH in formula.text for formula in book.formulas.values())
    return (False, True) if asked else (None,)
