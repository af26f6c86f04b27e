"""Rows at the end of a table that are its totals, which a table that needs no more than a name takes for a record."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from salessheet.data.columns import Rows
from salessheet.data.reading.report_lines import says_total
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.rules import Severity

_COUNTED = frozenset({Type.MONEY, Type.CENTS, Type.COUNT, Type.NUMBER})


def check(rows: Rows) -> None:
    """Refuses the last row where its name says that it is a total and one of its numbers is the sum of all above."""
    names = [column for column in rows.raw.table.identity() if column.measure in (Type.TEXT, Type.LABEL)]
    places = np.flatnonzero(rows.kept)
    if not names or len(places) <= 1:
        return
    place, name = int(places[-1]), str(rows.frame[names[0].key].iloc[places[-1]])
    summed = next(_summed(rows, place), None) if says_total(name) else None
    if summed is not None:
        rows.findings.add("total_row", place, Severity.REFUSED, summed, value=name)
        rows.kept[place] = False


def _summed(rows: Rows, place: int) -> Iterator[Column]:
    """The columns in which a row has the sum of the others that are kept."""
    others = rows.kept.copy()
    others[place] = False
    for column in rows.raw.table.columns():
        numbers = rows.frame[column.key].to_numpy()
        if column.measure in _COUNTED and numbers.dtype.kind == "f":
            above = numbers[others]
            known, total = above[~np.isnan(above)], numbers[place]
            if known.size and math.isclose(total, math.fsum(known), rel_tol=1e-9, abs_tol=0.005) and total:
                yield column
