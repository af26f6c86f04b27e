"""The values of formulas that have none, as far as engines can be believed.

A formula of the declaration is any engine's to calculate. One of somebody's own gets a value where two engines give the
same, or where one alone is trusted with it. Where two disagree, or nobody is trusted, it is left for Excel, and so is
what needs it. What is stored already and needs no new value stays as it is, whatever engines say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from salessheet.calc.comparison import Reading, same
from salessheet.calc.engine import Engine
from salessheet.calc.engines import Reserve
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.judgement import Contradiction, Disagreement, Judgement
from salessheet.calc.opinions import Opinion, Opinions, Values
from salessheet.calc.own import own_cells
from salessheet.calc.readiness import Unchecked
from salessheet.calc.trust.experience import Experience
from salessheet.errors import EngineFailed
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value

NOBODY: Final = Reserve(names=())
_MOST_ROUNDS: Final = 20


@dataclass(frozen=True, eq=False)
class Answers:
    """`values`: of the cells that had none. `left`: the formulas that get none, and why.

    `contradicted`: cells that keep what is stored, though no engine confirms it. `engines`: who was asked.
    """

    values: Values
    left: Mapping[CellRef, Unchecked]
    contradicted: tuple[Contradiction, ...]
    disagreements: tuple[Disagreement, ...]
    engines: tuple[str, ...]


def answers(
    book: BookFile,
    engine: Engine,
    wanted: Collection[CellRef],
    others: Reserve = NOBODY,
    functions: CalledFunctions | None = None,
    *,
    now: bool = False,
    experience: Experience | None = None,
) -> Answers:
    """The values of the cells of `wanted`, as if nothing were stored in them; those of all others are as stored.

    `now`: TODAY and its like give the value of now; otherwise they keep the stored one. `experience`: what engines gave
    for this workbook before. Raises EngineFailed where `engine` refuses the workbook, crashes or hangs.
    """
    holders = {book.covered[cell] for cell in wanted}
    known = frozenset(cell for cell, holder in book.covered.items() if holder not in holders)
    opinions = Opinions(book, functions or CalledFunctions(), own_cells(book), now, (None,), known, experience)
    return _Round(opinions, Judgement(opinions, Reading(book), (engine,), others), others, holders).answers(engine)


@dataclass(eq=False)
class _Voice:
    """An engine that is heard. `away`: formulas that it is not believed with."""

    engine: Engine
    opinion: Opinion
    away: dict[CellRef, Unchecked]
    given: dict[CellRef, Value] = field(default_factory=dict)

    def gives(self, cells: Collection[CellRef], holder: CellRef) -> list[Value] | None:
        """The values of the cells of a formula; None where the engine does not know them."""
        if holder in self.opinion.left or any(cell in self.given or cell in self.opinion.unknown for cell in cells):
            return None
        (values,) = self.opinion.values.values()
        return [values[cell] for cell in cells]


@dataclass(eq=False)
class _Round:
    opinions: Opinions
    judgement: Judgement
    others: Reserve
    wanted: set[CellRef]
    voices: list[_Voice] = field(default_factory=list)
    given: dict[CellRef, Value] = field(default_factory=dict)
    decided: set[CellRef] = field(default_factory=set)
    disputed: dict[CellRef, Unchecked] = field(default_factory=dict)

    def answers(self, engine: Engine) -> Answers:
        opinion, kept = self.judgement.from_stored(engine)
        self._hear(_Voice(engine, opinion, dict(opinion.left)))
        if not self.wanted.isdisjoint(self.opinions.own):
            for other in self.others.at_hand():
                self._hear_other(other)
        for _ in range(_MOST_ROUNDS):
            if not (self._decide(alone=False) or self._hear_next() or self._decide(alone=True)):
                break
            if not self._open():
                break
            self._go_on()
        left = {holder: self._why(holder) for holder in self.wanted - self.decided}
        names = tuple(voice.engine.name for voice in self.voices)
        return Answers(self.given, left, tuple(kept), tuple(self.judgement.disagreements), names)

    def _decide(self, *, alone: bool) -> bool:
        """Values for formulas that engines agree on; with `alone` also where one is heard and others are not known."""
        votes = {holder: found for holder in self._open() if (found := self._votes(holder))}
        disputed = [h for h, found in votes.items() if h in self.opinions.own and not _agree(found)]
        for holder in self.opinions.roots(disputed) if disputed else ():
            self._dispute(holder, votes[holder])
        cells = [cell for holder in disputed for cell in self._cells[holder]]
        tainted = self.opinions.needing(cells) if cells else frozenset()
        values = {
            holder: given[0][1]
            for holder, given in votes.items()
            if holder not in disputed and holder not in tainted and (alone or self._is_enough(holder, given))
        }
        for holder, given in values.items():
            self.given.update(zip(self._cells[holder], given, strict=True))
        self.decided |= values.keys()
        return bool(values or disputed)

    def _open(self) -> set[CellRef]:
        return self.wanted - self.decided - self.disputed.keys()

    def _votes(self, holder: CellRef) -> list[tuple[_Voice, list[Value]]]:
        cells = self._cells[holder]
        return [(voice, found) for voice in self.voices if (found := voice.gives(cells, holder)) is not None]

    def _is_enough(self, holder: CellRef, votes: list[tuple[_Voice, list[Value]]]) -> bool:
        if holder not in self.opinions.own or len(votes) > 1:
            return True
        return all(voice is votes[0][0] or holder in voice.opinion.left for voice in self.voices)

    def _dispute(self, holder: CellRef, votes: list[tuple[_Voice, list[Value]]]) -> None:
        cells = self._cells[holder]
        (one, first), (other, second) = next((votes[0], vote) for vote in votes if not _all_same(votes[0][1], vote[1]))
        at = next(i for i, (a, b) in enumerate(zip(first, second, strict=True)) if not _same(a, b))
        names = one.engine.name, other.engine.name
        why = f"{names[0]} gives {_said(first[at])} and {names[1]} {_said(second[at])}"
        self.disputed[holder] = Unchecked(holder, why)
        label = self.judgement.reading.label(cells[at])
        self.judgement.disagreements.append(
            Disagreement(cells[at], label, None, names[0], first[at], names[1], second[at])
        )

    def _go_on(self) -> None:
        """Each engine goes on from what was decided where it had something else, and without what is disputed."""
        waiting = [cell for holder in self._open() for cell in self._cells[holder]]
        for voice in self.voices:
            if voice.opinion.unknown.isdisjoint(waiting) and self.disputed.keys() <= voice.away.keys():
                continue
            mine = {cell: value for cell, value in self.given.items() if not self._has(voice, cell, value)}
            away = {**voice.away, **{h: u for h, u in self.disputed.items() if h not in voice.away}}
            if mine.keys() > voice.given.keys() or len(away) > len(voice.away):
                voice.away, voice.given = away, mine
                voice.opinion = self.opinions.of(voice.engine, away, mine)
                self._without_unbelieved(voice)

    def _has(self, voice: _Voice, cell: CellRef, value: Value) -> bool:
        found = voice.gives([cell], self.opinions.book.covered[cell])
        return found is not None and _same(found[0], value)

    def _hear_next(self) -> bool:
        """One more engine, where a formula of somebody's own has none that is trusted with it."""
        nobodys = {unchecked.cell for unchecked in self.opinions.readiness.for_nobody}
        unheard = [h for h in self._open() - nobodys if all(h in voice.opinion.left for voice in self.voices)]
        if not unheard:
            return False
        heard = {voice.engine.name for voice in self.voices}
        return any(self._hear_other(engine) for engine in self.others if engine.name not in heard)

    def _hear_other(self, engine: Engine) -> bool:
        """Whether it could be asked: one that fails is as good as not installed."""
        try:
            opinion, _ = self.judgement.from_stored(engine)
        except EngineFailed:
            return False
        self._hear(_Voice(engine, opinion, dict(opinion.left)))
        return True

    def _hear(self, voice: _Voice) -> None:
        self._without_unbelieved(voice)
        self.voices.append(voice)

    def _without_unbelieved(self, voice: _Voice) -> None:
        """What the engine is not believed with is taken from it, so that nothing is made of it."""
        for _ in range(_MOST_ROUNDS):
            found = {holder: why for holder in self.wanted if (why := self._unbelieved(voice, holder)) is not None}
            if not found:
                return
            voice.away |= found
            voice.opinion = self.opinions.of(voice.engine, voice.away, voice.given)

    def _unbelieved(self, voice: _Voice, holder: CellRef) -> Unchecked | None:
        given = voice.gives(self._cells[holder], holder) if holder in self.opinions.own else None
        if given is None or holder in self.decided:
            return None
        trust = self.opinions.trust
        doubt = trust.doubts(voice.engine.name).get(holder)
        for value in given:
            if doubt is not None and doubt.concerns(value):
                return Unchecked(holder, doubt.why, voice.engine.name)
            if why := trust.odd(voice.engine.name, holder, value):
                return Unchecked(holder, why, voice.engine.name)
        return None

    def _why(self, holder: CellRef) -> Unchecked:
        if holder in self.disputed:
            return self.disputed[holder]
        for voice in self.voices:
            if holder in voice.opinion.left:
                return voice.opinion.left[holder]
        return Unchecked(holder, "it needs a formula that has no value", self.voices[0].engine.name)

    @property
    def _cells(self) -> Mapping[CellRef, list[CellRef]]:
        return self.opinions.shown_by


def _agree(votes: list[tuple[_Voice, list[Value]]]) -> bool:
    return all(_all_same(votes[0][1], found) for _, found in votes)


def _all_same(first: list[Value], second: list[Value]) -> bool:
    return all(_same(a, b) for a, b in zip(first, second, strict=True))


def _same(a: Value, b: Value) -> bool:
    return same(a, b, is_money=False)


def _said(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else repr(str(value)) if type(value) is str else str(value)
