"""Rows that count only where another table lists what they name: an indicator, a criterion, what surveys ask about.

These names are no ids: whoever keeps no such list needs none, and then the rows are left alone. Where there is a list
that lacks the name, mostly for a slip of the finger, no formula finds the row, and it is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import (
    Candidates,
    HiringCriteria,
    Interviews,
    KpiManual,
    KpiPoints,
    KpiScheme,
    SurveyItems,
    Surveys,
    table_of,
)


@dataclass(frozen=True)
class _Listed:
    """`column` is what a row names; `among` the columns of the list that say the same as `by` in one of its rows."""

    column: Column
    by: tuple[Column, ...]
    among: tuple[Column, ...]


_LISTED = (
    _Listed(KpiManual.kpi, (KpiManual.kpi,), (KpiScheme.kpi,)),
    _Listed(
        KpiPoints.kpi,
        (KpiPoints.role, KpiPoints.kpi, KpiPoints.valid_from),
        (KpiScheme.role, KpiScheme.kpi, KpiScheme.valid_from),
    ),
    _Listed(Interviews.criterion, (Interviews.criterion,), (HiringCriteria.criterion,)),
    _Listed(Surveys.item, (Surveys.item,), (SurveyItems.item,)),
)


def check(tables: Mapping[str, Rows]) -> None:
    """Notes rows whose names the other table does not list. A blank names nothing; a list without rows is none."""
    for listed, rows, home in _pairs(tables):
        missing = ~_index(rows, listed.by).isin(_index(home, listed.among)[home.kept])
        named = (rows.frame[listed.column.key] != "").to_numpy(dtype=bool)
        rows.report(
            _kind(listed), missing & named, listed.column, severity=Severity.NOTED,
            table=rows.findings.words.title(home.raw.table),
        )  # fmt: skip  # the facts on one line
    _check_roles(tables)


def _check_roles(tables: Mapping[str, Rows]) -> None:
    """Notes scores by a criterion that is listed, but not for the role of the candidate: they would be no interview."""
    scores, criteria, people = (tables.get(table.key) for table in (Interviews, HiringCriteria, Candidates))
    if scores is None or criteria is None or people is None:
        return
    roles = dict(zip(people.texts(Candidates.candidate_id), people.texts(Candidates.role), strict=True))
    role = scores.frame[Interviews.candidate_id.key].map(roles).fillna("").astype(object)
    criterion = folded_key(scores.frame[Interviews.criterion.key])
    asked = _index(criteria, (HiringCriteria.role, HiringCriteria.criterion))[criteria.kept]
    is_asked = pd.MultiIndex.from_arrays([folded_key(role), criterion]).isin(asked)
    is_listed = criterion.isin(folded_key(criteria.frame[HiringCriteria.criterion.key])[criteria.kept])
    scores.report(
        "not_of_role", is_listed.to_numpy(dtype=bool) & ~is_asked, Interviews.criterion, severity=Severity.NOTED,
        table=scores.findings.words.title(HiringCriteria),
    )  # fmt: skip  # the facts on one line


def _kind(listed: _Listed) -> str:
    return "not_listed" if len(listed.by) == 1 else "no_such_indicator"


def _pairs(tables: Mapping[str, Rows]) -> Iterator[tuple[_Listed, Rows, Rows]]:
    for listed in _LISTED:
        rows, home = (tables.get(table_of(column).key) for column in (listed.column, listed.among[0]))
        if rows is not None and home is not None and home.kept.any():
            yield listed, rows, home


def _index(rows: Rows, columns: tuple[Column, ...]) -> pd.MultiIndex:
    """What the rows say in the columns, in any case."""
    return pd.MultiIndex.from_arrays([folded_key(rows.frame[column.key]) for column in columns])
