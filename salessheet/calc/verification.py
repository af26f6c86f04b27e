"""Every formula of a finished workbook recalculated by other means, and compared with the value stored beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from salessheet.calc.comparison import Difference, Reading
from salessheet.calc.engine import Engine
from salessheet.calc.functions import CalledFunctions, Defect
from salessheet.calc.judgement import Contradiction, Disagreement, Judgement
from salessheet.calc.opinions import Opinion, Opinions, positions_of
from salessheet.calc.own import own_cells
from salessheet.calc.readiness import Unchecked
from salessheet.errors import EngineFailed, ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.references import functions_in


@dataclass(frozen=True)
class FailedFunction:
    """A cell function that raised: a defect of ours that Excel shows as #VALUE!. `cells`: where it is called."""

    defect: Defect
    cells: tuple[CellRef, ...]


@dataclass(frozen=True, eq=False)
class Verification:
    """What came of it, without the workbook, of which a run may see thousands.

    `sheets`: the names on its tabs; `cells`: how many cells show the result of a formula; `engines`: by whom they were
    compared.
    """

    sheets: tuple[str, ...]
    cells: int
    engines: tuple[str, ...]
    switched: bool
    differences: tuple[Difference, ...]
    unchecked: tuple[Unchecked, ...]
    failed: tuple[FailedFunction, ...]
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def findings(self) -> tuple[Unchecked, ...]:
        """What was not compared by anybody and needs somebody's eyes."""
        return tuple(unchecked for unchecked in self.unchecked if unchecked.is_finding)

    @property
    def is_clean(self) -> bool:
        return not (self.differences or self.failed or self.findings)


def verify(
    book: BookFile,
    engines: Sequence[Engine],
    functions: CalledFunctions | None = None,
    others: Iterable[Engine] = (),
) -> Verification:
    """Each engine recalculates the workbook and every cell is compared, in a book with Use_Python under both.

    `others`: asked, one after the other, about formulas of somebody's own that none of the engines can be trusted with,
    and where one of these contradicts what is stored. What none of them is trusted with is listed. Raises EngineFailed
    where an engine refuses the workbook, crashes or hangs.
    """
    run = _Run(book, functions or CalledFunctions(), engines, others)
    for engine in engines:
        run.compare_with(engine)
    for engine in others:
        if not run.uncompared():
            break
        run.ask(engine)
    return run.verification()


class _Run:
    """One workbook, engine after engine."""

    def __init__(
        self, book: BookFile, functions: CalledFunctions, engines: Sequence[Engine], others: Iterable[Engine]
    ) -> None:
        self.book = book
        self.functions = functions
        self.reading = Reading(book)
        self.opinions = Opinions(book, functions, own_cells(book), positions=positions_of(book))
        self.judgement = Judgement(self.opinions, self.reading, engines, others)
        self.differences: list[Difference] = []
        self.unchecked: dict[str, dict[CellRef, Unchecked]] = {}
        self.errors: set[CellRef] = set()

    def compare_with(self, engine: Engine) -> None:
        opinion, contradictions = self.judgement.settled(engine)
        self.unchecked[engine.name] = dict(opinion.left)
        self._note(engine, opinion, contradictions)

    def ask(self, engine: Engine) -> None:
        """About what nobody compared so far."""
        waiting = self.uncompared()
        try:
            opinion = self.opinions.first(engine)
        except EngineFailed:  # as good as not installed
            return
        concerned = [c for c in self.judgement.contradictions(opinion) if self.book.covered[c.cell] in waiting]
        doubted = self.judgement.doubted(engine, concerned)
        left = {**opinion.left, **doubted}
        self.unchecked[engine.name] = {cell: why for cell, why in left.items() if cell in waiting}
        self._note(engine, opinion, [c for c in concerned if self.book.covered[c.cell] not in doubted])

    def uncompared(self) -> frozenset[CellRef]:
        """The formulas that every engine left and some engine might know."""
        nobodys = {unchecked.cell for unchecked in self.opinions.readiness.for_nobody}
        left = [set(unchecked) for unchecked in self.unchecked.values()]
        return frozenset(set.intersection(*left) - nobodys - self.judgement.confirmed) if left else frozenset()

    def _note(self, engine: Engine, opinion: Opinion, contradictions: Iterable[Contradiction]) -> None:
        for values in opinion.values.values():
            self.errors.update(cell for cell, value in values.items() if isinstance(value, ErrorKind))
        for found in contradictions:
            label = self.reading.label(found.cell)
            self.differences.append(
                Difference(found.cell, label, found.stored, found.value, engine.name, found.position)
            )

    def verification(self) -> Verification:
        names = tuple(self.unchecked)
        return Verification(
            tuple(self.book.sheets),
            len(self.book.covered),
            names,
            len(self.opinions.positions) > 1,
            tuple(self.differences),
            tuple(self._left(names)),
            tuple(self._failed()),
            tuple(self.judgement.disagreements),
        )

    def _left(self, names: tuple[str, ...]) -> Iterable[Unchecked]:
        """What some engine left, once; no finding where another compared it."""
        nobody = set.intersection(*(set(self.unchecked[name]) for name in names)) if names else set()
        told: set[tuple[CellRef, str]] = set()
        for name in names:
            for cell, unchecked in self.unchecked[name].items():
                key = (cell, unchecked.why)
                if key not in told:
                    told.add(key)
                    is_compared = cell not in nobody or cell in self.judgement.confirmed
                    yield replace(unchecked, is_finding=unchecked.is_finding and not is_compared)

    def _failed(self) -> Iterable[FailedFunction]:
        for defect in self.functions.defects:
            calling = [c for c, formula in self.book.formulas.items() if defect.function in functions_in(formula.text)]
            wrong = [cell for cell in calling if cell in self.errors]
            yield FailedFunction(defect, tuple(wrong or calling))
