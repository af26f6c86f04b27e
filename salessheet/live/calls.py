"""The formulas of an open workbook that call cell functions, on every sheet: of the declaration and people's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from salessheet.errors import NoCellFunctions
from salessheet.live.book import Formula, LiveBook
from salessheet.live.refusals import refused
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import Place, name_of
from salessheet.workbook.readings.text import letters

_PREFIX: Final = "SS_"
_CALL: Final = re.compile(rf"(?<![\w.])(?:_xldudf_)?{_PREFIX}\w+\(", re.IGNORECASE)
_SWITCHED: Final = re.compile(rf"=IF\({name_of(Settings.use_python)},(.*)\)", re.IGNORECASE | re.DOTALL)
_TOKEN: Final = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|[(){},])""")
_DEEPER: Final = {"(": 1, "{": 1, ")": -1, "}": -1}


@dataclass(frozen=True)
class Run:
    """Cells that follow each other downward, each with a formula that calls a cell function."""

    place: Place
    texts: tuple[str, ...]

    @property
    def first(self) -> str:
        """Where it begins, such as Dashboard!C5."""
        return f"{self.place.sheet}!{letters(self.place.left)}{self.place.top}"


def runs(live: LiveBook) -> list[Run]:
    """Raises NoCellFunctions where there are none, UnfitHost where the host lets nobody read formulas."""
    found = sorted((f for f in live.formulas() if is_call(f.text)), key=lambda f: (f.sheet, f.column, f.row))
    if not found:
        raise refused(NoCellFunctions, live.words(), "no_cell_functions", workbook=live.book.name)
    return list(_runs(found))


def _runs(formulas: list[Formula]) -> Iterator[Run]:
    for _, group in groupby(
        enumerate(formulas), key=lambda item: (item[1].sheet, item[1].column, item[1].row - item[0])
    ):
        cells = [cell for _, cell in group]
        first = cells[0]
        yield Run(Place(first.sheet, first.row, first.column, len(cells), 1), tuple(cell.text for cell in cells))


def is_call(formula: str) -> bool:
    """Whether it calls a cell function; one that is named in a text is not called."""
    if _PREFIX not in formula.upper():  # most formulas; it is quicker said
        return False
    return _CALL.search("".join(part for part in _TOKEN.split(formula) if part[:1] not in tuple("\"'"))) is not None


def plain(formula: str) -> str:
    """The plain formula of the same line, which counts while Use_Python is off; blank where the formula has none."""
    switched = _SWITCHED.fullmatch(formula)
    arguments = _arguments(switched[1]) if switched else []
    return f"={arguments[1]}" if len(arguments) == 2 and not is_call(arguments[1]) else ""


def _arguments(text: str) -> list[str]:
    """The arguments of a call, apart at the commas that stand in no text, brackets or array."""
    arguments, depth = [""], 0
    for part in _TOKEN.split(text):
        depth += _DEEPER.get(part, 0)
        if part == "," and not depth:
            arguments.append("")
        else:
            arguments[-1] += part
    return arguments
