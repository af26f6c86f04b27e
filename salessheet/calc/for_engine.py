"""The calculator of `salessheet.engine`: engines of this package behind its hook, found by its entry point."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from salessheet.calc import formualizer, formulas
from salessheet.calc.answers import answers
from salessheet.calc.comparison import Reading, same
from salessheet.calc.engine import Engine
from salessheet.calc.engines import ENGINES, Reserve, first_installed
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.judgement import Judgement
from salessheet.calc.opinions import Opinions
from salessheet.calc.own import own_cells
from salessheet.calc.trust.experience import Experience
from salessheet.errors import EngineFailed, EngineMissing
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value, of_package
from salessheet.xlsx.calculation import asks_for_calculation
from salessheet.xlsx.package import Package, in_utf8

_IN_PROCESS = (formualizer.NAME, formulas.NAME)
"""Engines that start at once, for a workbook that is calculated whenever a formula is read."""


def calculator(engine: str | None = None) -> Calculator | None:
    """What gives the formulas of a package their values, SS_* functions included; dates as numbers.

    `engine`: by name; left out, the quickest installed one that needs no program beside Python, and None where there
    is none. Formulas that no engine can be trusted with are left out.
    """
    try:
        name = engine or first_installed(_IN_PROCESS)
        with ENGINES[name]():
            pass
    except EngineMissing:
        if engine is not None:
            raise
        return None
    return Calculator(ENGINES[name])


@dataclass(frozen=True, eq=False)
class Calculated:
    """The values, and of the formulas that get none why."""

    values: Mapping[CellRef, Value]
    left: Mapping[CellRef, str]


@dataclass(eq=False)
class Calculator:
    make: Callable[[], Engine]
    _learnt: tuple[Package, Experience] | None = None

    def __call__(self, package: Package) -> Mapping[CellRef, Value]:
        return self.values_of(package, None, package).values

    def values_of(self, package: Package, wanted: Collection[CellRef] | None, opened: Package) -> Calculated:
        """The values of the formulas in `wanted`, of all if None; what the package stores for the others counts.

        `opened`: the workbook as it was before anything changed. An engine that contradicts what is stored in it is not
        believed with formulas of that shape.
        """
        book = of_package(package)
        cells = book.covered.keys() if wanted is None else book.covered.keys() & set(wanted)
        with self.make() as engine, Reserve((engine.name,)) as others:
            experience = None if opened is package else self._experience(opened, engine, others)
            found = answers(book, engine, cells, others, now=True, experience=experience)
        return Calculated(found.values, {cell: unchecked.why for cell, unchecked in found.left.items()})

    def _experience(self, opened: Package, engine: Engine, others: Reserve) -> Experience:
        """Of one workbook at a time, the one that was asked about last."""
        if self._learnt is None or self._learnt[0] is not opened:
            try:
                self._learnt = opened, _learnt_from(of_package(_in_utf8(opened)), engine, others)
            except EngineFailed:  # it says nothing of the workbook as it was; of what it is now, perhaps
                self._learnt = opened, Experience()
        return self._learnt[1]


def _in_utf8(package: Package) -> Package:
    """Not every engine reads other encodings."""
    parts = package.sheet_parts().values()
    return package.with_parts({part: in_utf8(package.parts[part]) for part in parts})


def _learnt_from(book: BookFile, engine: Engine, others: Reserve) -> Experience:
    """With which formulas of somebody's own an engine contradicts what is stored, and no other says the same."""
    experience = Experience()
    own = own_cells(book)
    if asks_for_calculation(book.package) or all(book.stored(cell) is None for cell in own):
        return experience
    opinions = Opinions(book, CalledFunctions(), own)
    judgement = Judgement(opinions, Reading(book), (engine,), others)
    said = {asked.name: opinions.first(asked) for asked in (engine, *others.at_hand())}
    found = {
        name: {c.cell: c.value for c in judgement.contradictions(opinion) if c.stored is not None}
        for name, opinion in said.items()
    }
    for name, opinion in said.items():
        others_say = [theirs for other, theirs in found.items() if other != name]
        alone = {
            book.covered[cell]
            for cell, value in found[name].items()
            if cell in own and not any(same(theirs.get(cell), value, is_money=False) for theirs in others_say)
        }
        heard = (c for c in own if book.stored(c) is not None and opinion.knows(c, book.covered[c]))
        confirmed = {book.covered[cell] for cell in heard if cell not in found[name]}
        experience.learn(name, book, alone, confirmed)
    return experience
