"""Formulas that cannot be calculated again, found before an engine is asked to: why each stays as it was stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from salessheet.calc.engine import Engine
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.graph import Graph
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Formula
from salessheet.xlsx.references import EXCEL_FUNCTIONS, functions_in

_MOMENTARY: Final = frozenset({"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY"})
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_OTHER_FILE: Final = re.compile(r"(?<![\w\]\[])'?\[\d+\]")
_NEWER: Final = ("_xlfn.", "_xlws.")
_SHOWN_OF_A_CIRCLE: Final = 6


@dataclass(frozen=True)
class Unchecked:
    """A cell that is not compared, and why. `engine`: the one that cannot, "" for every one.

    `is_finding`: somebody must look at it; otherwise it is in the nature of the formula, or another engine's to check.
    """

    cell: CellRef
    why: str
    engine: str = ""
    is_finding: bool = True


@dataclass(frozen=True, eq=False)
class Readiness:
    """What the formulas of a workbook ask of an engine. `now`: formulas such as TODAY are to have the value of now."""

    book: BookFile
    functions: CalledFunctions
    now: bool = False

    @cached_property
    def called(self) -> Mapping[str, frozenset[str]]:
        """Formula → the functions it calls."""
        return {text: functions_in(text) for text in {formula.text for formula in self.book.formulas.values()}}

    @cached_property
    def for_nobody(self) -> tuple[Unchecked, ...]:
        """What no engine can calculate again to the value that was stored."""
        return tuple(self._for_nobody())

    def for_engine(self, engine: Engine) -> tuple[Unchecked, ...]:
        """What this engine cannot, the above left out."""
        known: dict[str, bool] = {}
        done = {unchecked.cell for unchecked in self.for_nobody}
        found = []
        for cell, formula in self.book.formulas.items():
            for function in sorted(self.called[formula.text]):
                if function not in known:
                    known[function] = function in self.functions or engine.knows(function)
                if not known[function] and cell not in done:
                    found.append(self._beyond(engine, cell, function, formula))
                    break
        return tuple(found)

    def circles(self, book: BookFile) -> tuple[Unchecked, ...]:
        """The cells of `book` that need themselves; told with the way back to them."""
        return tuple(
            Unchecked(cell, f"the formulas refer to one another in a circle: {_way(circle)}")
            for circle in Graph(book).circles
            for cell in circle
        )

    def _for_nobody(self) -> Iterator[Unchecked]:
        for cell, formula in self.book.formulas.items():
            momentary = sorted(self.called[formula.text] & _MOMENTARY)
            if formula.is_table:
                yield Unchecked(cell, "a what-if data table fills it, which only Excel calculates")
            elif momentary and not self.now:
                yield Unchecked(cell, f"{momentary[0]} gives another value at another time", is_finding=False)
            elif "[" in formula.text and _OTHER_FILE.search(_QUOTED.sub("", formula.text)):
                yield Unchecked(cell, "it refers to another workbook")

    def _beyond(self, engine: Engine, cell: CellRef, function: str, formula: Formula) -> Unchecked:
        if function in EXCEL_FUNCTIONS or any(f"{prefix}{function}(" in formula.text for prefix in _NEWER):
            return Unchecked(cell, f"it does not know the function {function}", engine.name)
        return Unchecked(cell, f"unknown function {function}: misspelt, or of an add-in or a newer Excel")


def _way(circle: tuple[CellRef, ...]) -> str:
    shown = [str(cell) for cell in circle[:_SHOWN_OF_A_CIRCLE]]
    return " → ".join([*shown, *(["…"] if len(circle) > _SHOWN_OF_A_CIRCLE else []), str(circle[0])])
