"""Lists of which the first row that fits counts, classes and segments of customers: rows that are never the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.data.values import Mask
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import CustomerClasses, Segments, table_of

_Covered = Callable[[pd.DataFrame], Mask]
"""Of the rows above and a row, the last: which of those above fit whatever fits it."""


def check(tables: Mapping[str, Rows]) -> None:
    """Notes each row of which a row above asks for no more, so that nobody is ever in it. All rows have been checked.

    As where classes stand from the lowest up.
    """
    for column, covering in (
        (CustomerClasses.customer_class, _classes_with_lower_bounds),
        (Segments.segment, _segments_around),
    ):
        rows = tables.get(table_of(column).key)
        if rows is None:
            continue
        places, names = np.flatnonzero(rows.kept), rows.texts(column)
        kept = rows.left()
        for place in range(1, len(places)):
            if (above := np.flatnonzero(covering(kept.iloc[: place + 1]))).size:
                rows.findings.add(
                    "never_first", places[place], Severity.NOTED, column,
                    value=names[places[place]], other=names[places[above[0]]],
                )  # fmt: skip  # the facts on one line


def _classes_with_lower_bounds(classes: pd.DataFrame) -> Mask:
    bounds = classes[[CustomerClasses.least_amount.key, CustomerClasses.least_orders.key]].fillna(-np.inf).to_numpy()
    return np.asarray((bounds[:-1] <= bounds[-1]).all(axis=1), dtype=bool)


def _segments_around(segments: pd.DataFrame) -> Mask:
    """A blank is any industry or region."""
    asked = [folded_key(segments[column.key]).to_numpy(dtype=object) for column in (Segments.industry, Segments.region)]
    industry, region = (np.asarray((of[:-1] == "") | (of[:-1] == of[-1]), dtype=bool) for of in asked)
    return np.asarray(industry & region, dtype=bool)
