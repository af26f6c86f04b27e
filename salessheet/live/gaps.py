"""Cells of calculated columns that have no formula, as in rows that a program inserted which fills in none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from salessheet.live.book import LiveBook, is_formula
from salessheet.workbook.expr import Home, Line
from salessheet.workbook.general import Phrases
from salessheet.workbook.layout import Place
from salessheet.workbook.schema import Table

_APART: Final = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\])""")
_TOTAL: Final = re.compile(r"=(?:SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)
_OF_A_ROW: Final = re.compile(r"(?<![\w.\\$])(\$?[A-Z]{1,3})(\d+)(?![\w.(!])")


def gaps(live: LiveBook, tables: Iterable[type[Table]]) -> Iterator[tuple[Place, list[str]]]:
    """Blank cells that follow each other in a column with formulas, and the formulas that belong there.

    They are those of the row above, or else of the row below; without either a cell stays blank, as it does where the
    host lets nobody read formulas. A row of totals has formulas of its own: it gets none, and none is copied from it.
    """
    for table in tables:
        texts = live.texts(filter(live.holds, table.lines))
        totals = _of_totals(live, table, texts)
        calculated: dict[Line, Sequence[str]] = {line: texts[line] for line in table.calculated() if line in texts}
        yield from _gaps_of(live, calculated, totals)


def totals_of(
    live: LiveBook, table: type[Table], read: Mapping[Line, Sequence[object]] | None = None
) -> frozenset[int]:
    """The rows of totals among those of a table, from 0; by their word alone where the host lets nobody read formulas.

    Excel writes it into the first column. `read`: cells that were read already, that column and the word among them.
    """
    return _of_totals(live, table, live.texts(filter(live.holds, table.lines)), read)


def calculated_by_host(live: LiveBook, lines: Iterable[Line]) -> frozenset[Line]:
    """The lines that have a formula in any cell, but for rows of totals; all of them where the host cannot tell."""
    every = list(lines)
    texts = live.texts(every)
    found = {line: frozenset(i for i, text in enumerate(cells) if is_formula(text)) for line, cells in texts.items()}
    mixed = {line.block for line, cells in found.items() if 0 < len(cells) < len(texts[line])}
    totals: dict[type[Home], frozenset[int]] = {
        block: totals_of(live, block) for block in mixed if issubclass(block, Table)
    }
    values = {line for line, cells in found.items() if cells <= totals.get(line.block, frozenset())}
    return frozenset(every) - values


def _of_totals(
    live: LiveBook,
    table: type[Table],
    texts: Mapping[Line, Sequence[str]],
    read: Mapping[Line, Sequence[object]] | None = None,
) -> frozenset[int]:
    first = [*filter(live.holds, [*table.columns()][:1])]
    found = live.cells([*first, Phrases.row_of_totals]) if read is None else read
    (word,) = found[Phrases.row_of_totals]
    named = {row for line in first for row, cell in enumerate(found[line]) if cell == word}
    return frozenset(named.union(row for c in texts.values() for row, text in enumerate(c) if _TOTAL.match(text)))


def _gaps_of(
    live: LiveBook, lines: Mapping[Line, Sequence[str]], totals: Collection[int]
) -> Iterator[tuple[Place, list[str]]]:
    for line, texts in lines.items():
        apart = ["'" if row in totals else text for row, text in enumerate(texts)]  # neither blank nor a formula
        place, sources = live.places[line], _sources(apart)
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
