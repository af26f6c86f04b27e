"""Rows that are totals of those above them, which a table that needs no more than a name takes for records."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from salessheet.data.columns import Rows
from salessheet.data.reading.report_lines import is_plainly_total, says_total
from salessheet.data.values import SUMMED, Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.rules import Severity
from salessheet.workbook.schema import Table

_NAMES = frozenset({Type.TEXT, Type.LABEL})

Numbers = npt.NDArray[np.float64]


def check(rows: Rows) -> None:
    """Refuses rows that are called a total and have the sum of all rows above, or of those since the last total.

    One that is called nothing else and has no such sum is noted: it may be a total that nobody brought up to date. Of
    one that was refused already, for it has no more than a name, it is told what it is, and not what it lacks.
    """
    names = [column for column in rows.raw.table.identity() if column.measure in _NAMES]
    places = np.flatnonzero(rows.kept)
    if not names or not len(places):
        return
    texts = rows.texts(names[0])
    asked = [*(places if _needs_names_alone(rows.raw.table) else places[-1:]), *np.flatnonzero(~rows.kept)]
    candidates = sorted(int(place) for place in asked if says_total(texts[place]))
    if not candidates:
        return
    columns = {c: numbers for c in rows.raw.table.columns() if (numbers := _numbers(rows, c)) is not None}
    above, since, start = _Above(), _Above(), 0
    for place in candidates:
        for lot in (above, since):
            lot.add(columns, rows.kept, start, place)
        plainly = is_plainly_total(texts[place])
        least = 1 if plainly else 2
        summed = next((found for lot in (above, since) for found in lot.come_to(columns, place, least)), None)
        if summed is not None:
            rows.findings.forget(place)
            rows.findings.add("total_row", place, Severity.REFUSED, summed, value=texts[place])
            rows.kept[place] = False
        elif rows.kept[place] and plainly and above.count and any(numbers[place] > 0 for numbers in columns.values()):
            rows.findings.add("maybe_total", place, Severity.NOTED, names[0], value=texts[place])
        start = place if summed is None and not plainly else place + 1
        if start > place:
            above.add(columns, rows.kept, place, start)
            since = _Above()


def _needs_names_alone(table: type[Table]) -> bool:
    """Whether a row of the table counts that has its names and no other text or reference."""
    needed = (column for column in table.columns() if column.is_needed and column.default is None)
    return all(column.measure in _NAMES and column.refers_to is None for column in needed)


def _numbers(rows: Rows, column: Column) -> Numbers | None:
    """What a column counts; None where it counts nothing."""
    read = rows.frame[column.key].to_numpy()
    return read if column.measure in SUMMED and read.dtype.kind == "f" else None


@dataclass(eq=False)
class _Above:
    """Rows above a total: how many there are, and of each column how many numbers it has and their sum."""

    count: int = 0
    known: dict[Column, int] = field(default_factory=dict)
    sums: dict[Column, float] = field(default_factory=dict)

    def add(self, columns: Mapping[Column, Numbers], kept: Mask, first: int, end: int) -> None:
        """The rows kept from the first place on up to the end, which is not among them."""
        rows = slice(first, end)
        self.count += int(np.count_nonzero(kept[rows]))
        for column, numbers in columns.items():
            found = numbers[rows][kept[rows] & ~np.isnan(numbers[rows])]
            self.known[column] = self.known.get(column, 0) + len(found)
            self.sums[column] = math.fsum((self.sums.get(column, 0.0), *found))

    def come_to(self, columns: Mapping[Column, Numbers], place: int, least: int) -> Iterator[Column]:
        """The columns in which the row at a place has their sum, of `least` numbers or more, which is not 0."""
        for column, numbers in columns.items():
            total, summed = numbers[place], self.sums.get(column, 0.0)
            if (
                total
                and self.known.get(column, 0) >= least
                and math.isclose(total, summed, rel_tol=1e-9, abs_tol=0.005)
            ):
                yield column
