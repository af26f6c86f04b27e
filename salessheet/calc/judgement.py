"""Whether an engine that contradicts what is stored is to be believed.

A contradiction counts unless the engine is known to get such a formula wrong, or another engine confirms what is
stored: then the engines disagree, which is told, and this one goes on from what is stored. Formulas of the declaration
have no such excuse, for engines were compared with them: who contradicts there is heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from salessheet.calc.comparison import Reading, same
from salessheet.calc.engine import Engine
from salessheet.calc.opinions import Opinion, Opinions
from salessheet.calc.readiness import Unchecked
from salessheet.calc.trust.faults import Belief
from salessheet.errors import EngineFailed
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import Value

KEPT: Final = "it contradicts what is stored"
MOST_ROUNDS: Final = 6  # after which all that contradicts is taken as it stands


@dataclass(frozen=True)
class Contradiction:
    """A cell in which an engine gives something else than is stored. `stored` None: nothing was ever stored in it."""

    cell: CellRef
    stored: Value | None
    value: Value
    position: bool | None = None


@dataclass(frozen=True)
class Disagreement:
    """Engines that disagree: `engine` gives `value`, `confirming` what is stored, or `other` where nothing is."""

    cell: CellRef
    label: str
    stored: Value | None
    engine: str
    value: Value
    confirming: str
    other: Value | None = None


@dataclass(frozen=True, eq=False)
class Judgement:
    """`others`: may be gone through again and again, and are started when they are come to."""

    opinions: Opinions
    reading: Reading
    engines: Sequence[Engine]
    others: Iterable[Engine] = ()
    disagreements: list[Disagreement] = field(default_factory=list)
    confirmed: set[CellRef] = field(default_factory=set)
    """Formulas whose stored value another engine confirmed."""

    def settled(self, engine: Engine) -> tuple[Opinion, list[Contradiction]]:
        """What the engine says, and where it contradicts what is stored and is to be heard."""
        opinion = self.opinions.first(engine)
        found: list[Contradiction] = []
        away: dict[CellRef, Unchecked] = {}
        for _ in range(MOST_ROUNDS):
            found = self.contradictions(opinion)
            put_away = self.doubted(engine, found) or self._disputed(engine, found)
            if not put_away:
                break
            away |= put_away
            opinion = self.opinions.of(engine, away)
        return opinion, found

    def from_stored(self, engine: Engine) -> tuple[Opinion, list[Contradiction]]:
        """What the engine says going on from all that is stored, and which of that it contradicts and is kept."""
        opinion, found = self.settled(engine)
        kept: list[Contradiction] = []
        for left in reversed(range(MOST_ROUNDS)):
            if not found:
                break
            holders = {self.opinions.book.covered[contradiction.cell] for contradiction in found}
            roots = self.opinions.roots(holders) if left else holders
            kept += [
                contradiction for contradiction in found if self.opinions.book.covered[contradiction.cell] in roots
            ]
            away = {holder: Unchecked(holder, KEPT, engine.name) for holder in roots}
            opinion = self.opinions.of(engine, {**opinion.left, **away})
            found = self.contradictions(opinion)
        return opinion, kept

    def contradictions(self, opinion: Opinion) -> list[Contradiction]:
        return [
            Contradiction(cell, stored, value, position)
            for position, values in opinion.values.items()
            for cell, value in values.items()
            if self._counts(cell) and opinion.knows(cell, self.opinions.book.covered[cell])
            for stored in (self.opinions.book.stored(cell),)
            if not self._same(cell, stored, value)
        ]

    def doubted(self, engine: Engine, found: Iterable[Contradiction]) -> dict[CellRef, Unchecked]:
        """The formulas with which the engine is not believed, having contradicted what is stored."""
        doubts = self.opinions.trust.doubts(engine.name)
        put_away: dict[CellRef, Unchecked] = {}
        for contradiction in found:
            holder = self.opinions.book.covered[contradiction.cell]
            doubt = doubts.get(holder)
            if doubt is not None and doubt.concerns(contradiction.value):
                put_away[holder] = Unchecked(holder, doubt.why, engine.name)
            elif why := self.opinions.trust.odd(engine.name, holder, contradiction.value):
                put_away[holder] = Unchecked(holder, why, engine.name)
        return put_away

    def _disputed(self, engine: Engine, found: Iterable[Contradiction]) -> dict[CellRef, Unchecked]:
        """Formulas of somebody's own whose stored value another engine confirms; first those that all hangs on."""
        first: dict[CellRef, Contradiction] = {}
        for contradiction in found:
            first.setdefault(self.opinions.book.covered[contradiction.cell], contradiction)
        own = self.opinions.own
        put_away = {}
        for holder in self.opinions.roots(first) if not first.keys().isdisjoint(own) else ():
            confirming = self._confirming(engine, holder) if holder in own else None
            if confirming is not None:
                put_away[holder] = self._disagree(engine, first[holder], confirming)
        return put_away

    def _disagree(self, engine: Engine, found: Contradiction, confirming: str) -> Unchecked:
        holder = self.opinions.book.covered[found.cell]
        label = self.reading.label(found.cell)
        self.disagreements.append(Disagreement(found.cell, label, found.stored, engine.name, found.value, confirming))
        self.confirmed.add(holder)
        return Unchecked(
            holder, f"it contradicts what is stored and {confirming} confirms", engine.name, is_finding=False
        )

    def _confirming(self, but: Engine, holder: CellRef) -> str | None:
        """The name of the next engine that knows the formula, if it gives what is stored."""
        cells = self.opinions.shown_by[holder]
        for engine in self._others_than(but):
            try:
                opinion = self.opinions.first(engine)
            except EngineFailed:  # as good as not installed
                continue
            if not all(opinion.knows(cell, holder) for cell in cells):
                continue
            given = [(cell, values[cell]) for values in opinion.values.values() for cell in cells]
            if all(self._same(cell, self.opinions.book.stored(cell), value) for cell, value in given):
                return engine.name
            if not self._is_doubted(engine, holder, [value for _, value in given]):
                return None
        return None

    def _is_doubted(self, engine: Engine, holder: CellRef, values: Iterable[Value]) -> bool:
        trust = self.opinions.trust
        doubt = trust.doubts(engine.name).get(holder)
        if doubt is not None and doubt.belief is Belief.NEVER:
            return True
        return any(
            (doubt is not None and doubt.concerns(value)) or trust.odd(engine.name, holder, value) is not None
            for value in values
        )

    def _others_than(self, but: Engine) -> Iterator[Engine]:
        told = {but.name}
        for engine in chain(self.engines, self.others):
            if engine.name not in told:
                told.add(engine.name)
                yield engine

    def _counts(self, cell: CellRef) -> bool:
        return self.opinions.known is None or cell in self.opinions.known

    def _same(self, cell: CellRef, stored: Value | None, value: Value) -> bool:
        return same(stored, value, is_money=False) or same(stored, value, is_money=self.reading.is_money(cell))
