"""Cells of calculated columns that have no formula, as in rows that a program inserted which fills in none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from salessheet.live.book import LiveBook, is_formula
from salessheet.workbook.layout import Place
from salessheet.workbook.schema import Table

_APART: Final = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\])""")
_OF_A_ROW: Final = re.compile(r"(?<![\w.\\$])(\$?[A-Z]{1,3})(\d+)(?![\w.(!])")


def gaps(live: LiveBook, tables: Iterable[type[Table]]) -> Iterator[tuple[Place, list[str]]]:
    """Blank cells that follow each other in a column with formulas, and the formulas that belong there.

    They are those of the row above, or else of the row below; without either a cell stays blank, as it does where the
    host lets nobody read formulas.
    """
    lines = [line for table in tables for line in table.calculated() if live.holds(line)]
    for line, texts in live.texts(lines).items():
        place, sources = live.places[line], _sources(texts)
        for _, group in groupby(enumerate(sorted(sources)), key=lambda pair: pair[1] - pair[0]):
            rows = [row for _, row in group]
            entered = [copied(texts[sources[row]], row - sources[row]) for row in rows]
            yield Place(place.sheet, place.top + rows[0], place.left, len(rows), 1), entered


def copied(formula: str, down: int) -> str:
    """A formula as it stands so many rows further down, if it is copied there."""

    def moved(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2]) + down}"

    parts = _APART.split(formula)
    return "".join(part if i % 2 else _OF_A_ROW.sub(moved, part) for i, part in enumerate(parts))


def _sources(texts: Sequence[str]) -> dict[int, int]:
    """Each blank cell → the one with the formula that belongs there: at the upper end of the blanks, or the lower."""
    found: dict[int, int] = {}
    for is_blank, group in groupby(range(len(texts)), key=lambda i: not texts[i]):
        cells = list(group)
        ends = (i for i in (cells[0] - 1, cells[-1] + 1) if 0 <= i < len(texts) and is_formula(texts[i]))
        if is_blank and (source := next(ends, None)) is not None:
            found |= dict.fromkeys(cells, source)
    return found
