"""Rows of tables without ids that say the same as an earlier one, as where a line was entered or pasted twice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Activities, Surveys

_ALIKE_BY_NATURE = (Activities, Surveys)
"""Two calls on one day look the same, and so do answers of two people of one customer."""


def check(tables: Mapping[str, Rows]) -> None:
    """Notes each row that holds and agrees in every column, in any case, with one above it. Both count."""
    for rows in tables.values():
        table = rows.raw.table
        if table.identity() or table in _ALIKE_BY_NATURE:
            continue
        places = np.flatnonzero(rows.kept)
        for place, first in zip(places, _firsts(rows, places), strict=True):
            if place != first:
                other = rows.findings.whereabouts(first, place)
                rows.findings.add("said_before", place, Severity.NOTED, other=other)


def _firsts(rows: Rows, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
    """For each of the places the first of them that says the same in every column."""
    said = pd.DataFrame({column.key: folded_key(rows.frame[column.key]) for column in rows.raw.table.columns()})
    numbers = said.iloc[places].groupby(list(said.columns), sort=False, dropna=False).ngroup().to_numpy()
    return [int(place) for place in pd.Series(places).groupby(numbers).transform("first")]
