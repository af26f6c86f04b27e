"""Every formula of a finished workbook recalculated by other means, and compared with the value stored beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from salessheet.calc.comparison import Difference, Reading, same
from salessheet.calc.engine import Engine
from salessheet.calc.functions import CalledFunctions, Defect
from salessheet.calc.readiness import Readiness, Unchecked
from salessheet.errors import ErrorKind
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import name_of
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.references import functions_in

Values = Mapping[CellRef, Value]
Positions = tuple[bool | None, ...]
"""How a workbook is verified: with Use_Python off and on, or in the one way there is, None."""

SWITCH: Final = name_of(Settings.use_python)


@dataclass(frozen=True)
class FailedFunction:
    """A cell function that raised: a defect of ours that Excel shows as #VALUE!. `cells`: where it is called."""

    defect: Defect
    cells: tuple[CellRef, ...]


@dataclass(frozen=True, eq=False)
class Verification:
    """What came of it. `cells`: how many cells show the result of a formula; `engines`: by whom they were compared."""

    book: BookFile
    cells: int
    engines: tuple[str, ...]
    switched: bool
    differences: tuple[Difference, ...]
    unchecked: tuple[Unchecked, ...]
    failed: tuple[FailedFunction, ...]

    @property
    def findings(self) -> tuple[Unchecked, ...]:
        """What was not compared by anybody and needs somebody's eyes."""
        return tuple(unchecked for unchecked in self.unchecked if unchecked.is_finding)

    @property
    def is_clean(self) -> bool:
        return not (self.differences or self.failed or self.findings)


def verify(book: BookFile, engines: Sequence[Engine], functions: CalledFunctions | None = None) -> Verification:
    """Each engine recalculates the workbook and every cell is compared, in a book with Use_Python under both.

    What an engine cannot calculate stands in it as stored, so that one such formula does not spoil those that need
    it, and is listed. Raises EngineFailed where an engine refuses the workbook, crashes or hangs.
    """
    run = _Run(book, functions or CalledFunctions())
    for engine in engines:
        run.with_engine(engine)
    return run.verification(engines)


def calculated(
    book: BookFile, engine: Engine, functions: CalledFunctions, *, now: bool = False
) -> tuple[Mapping[CellRef, Value], Mapping[CellRef, Unchecked]]:
    """The value of every cell as the workbook stands, and the cells whose formula the engine cannot calculate.

    `now`: TODAY and its like give the value of now; otherwise they keep the stored one.
    """
    found, left = _settled(book, engine, functions, Readiness(book, functions, now), (None,))
    return found[None], left


def _settled(
    book: BookFile, engine: Engine, functions: CalledFunctions, readiness: Readiness, positions: Positions
) -> tuple[dict[bool | None, Values], dict[CellRef, Unchecked]]:
    """The values under each position of the switch, with the formulas that are beyond the engine taken away."""
    left = {u.cell: u for u in (*readiness.for_nobody, *readiness.for_engine(engine))}
    while True:
        working = edited(book, {cell: Edit(formula=None) for cell in left})
        found: dict[bool | None, Values] = {}
        with engine.open(working, functions) as calculation:
            for position in positions:
                if position is not None:
                    calculation.set(dict.fromkeys(_switch(book), position))
                found[position] = calculation.values()
                beyond = _beyond(engine, working, readiness, found[position], calculation.refused)
                if beyond:
                    break
        if beyond.keys() <= left.keys():
            return found, left
        left |= beyond


def _beyond(
    engine: Engine, working: BookFile, readiness: Readiness, values: Values, refused: Mapping[CellRef, str]
) -> dict[CellRef, Unchecked]:
    """What turned out to be beyond the engine: formulas that it cannot read, and those that need themselves."""
    found = {cell: Unchecked(cell, why, engine.name) for cell, why in refused.items()}
    circular = {working.covered[cell] for cell, value in values.items() if value is ErrorKind.CIRCULAR}
    if circular:
        circles = {unchecked.cell: unchecked for unchecked in readiness.circles(working)}
        alone = {cell: Unchecked(cell, "the formula needs its own result", engine.name) for cell in circular}
        found |= circles or alone
    return found


def _switch(book: BookFile) -> tuple[CellRef, ...]:
    area = book.named(SWITCH)
    return () if area is None else tuple(area.cells())


class _Run:
    """One workbook, engine after engine."""

    def __init__(self, book: BookFile, functions: CalledFunctions) -> None:
        self.book = book
        self.functions = functions
        self.reading = Reading(book)
        self.readiness = Readiness(book, functions)
        self.positions = _positions(book)
        self.differences: list[Difference] = []
        self.unchecked: dict[str, dict[CellRef, Unchecked]] = {}
        self.errors: set[CellRef] = set()

    def with_engine(self, engine: Engine) -> None:
        found, left = _settled(self.book, engine, self.functions, self.readiness, self.positions)
        self.unchecked[engine.name] = left
        for position, values in found.items():
            self._compare(engine.name, position, values)

    def _compare(self, engine: str, position: bool | None, values: Values) -> None:  # noqa: FBT001  where a switch stands
        for cell, value in values.items():
            stored = self.book.stored(cell)
            if isinstance(value, ErrorKind):
                self.errors.add(cell)
            if same(stored, value, is_money=False) or same(stored, value, is_money=self.reading.is_money(cell)):
                continue
            self.differences.append(Difference(cell, self.reading.label(cell), stored, value, engine, position))

    def verification(self, engines: Sequence[Engine]) -> Verification:
        names = tuple(engine.name for engine in engines)
        return Verification(
            self.book,
            len(self.book.covered),
            names,
            len(self.positions) > 1,
            tuple(self.differences),
            tuple(self._left(names)),
            tuple(self._failed()),
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
                    yield replace(unchecked, is_finding=unchecked.is_finding and cell in nobody)

    def _failed(self) -> Iterable[FailedFunction]:
        for defect in self.functions.defects:
            calling = [c for c, formula in self.book.formulas.items() if defect.function in functions_in(formula.text)]
            wrong = [cell for cell in calling if cell in self.errors]
            yield FailedFunction(defect, tuple(wrong or calling))


def _positions(book: BookFile) -> Positions:
    """Off and on, in a book whose formulas ask; else the one way there is."""
    asked = _switch(book) and any(SWITCH in formula.text for formula in book.formulas.values())
    return (False, True) if asked else (None,)
