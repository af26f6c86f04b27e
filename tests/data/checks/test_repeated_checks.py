"""Rows of tables without ids that stand twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.rules import Severity

Centre = Callable[..., Dataset]

ADJUSTMENTS = (
    "period,payee,line,amount,reason\n2026-06,R1,spiff,100,\n2026-06,R1,spiff,250,\n2026-06,R1,Spiff,100.00,\n"
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("tables", "table", "rows"),
    [
        ({"adjustments": ADJUSTMENTS}, "adjustments", [4]),  # 100 and 100.00, spiff and Spiff
        ({"care": "date,rep_id\n2026-06-01,R1\n2026-06-01,R1\n2026-06-02,R1\n"}, "care", [3]),
    ],
)
def test_a_row_that_stands_twice_is_noted_and_counts(
    centre: Centre, lang: str, tables: dict[str, str], table: str, rows: list[int]
) -> None:
    dataset = centre(**tables, lang=lang)

    found = [problem for problem in dataset.problems if problem.kind == "said_before"]
    assert [problem.row for problem in found] == rows
    assert {(p.table, p.severity) for p in found} == {(table, Severity.NOTED)}
    assert "2" in found[0].wrong
    assert len(dataset.tables[table]) == tables[table].count("\n") - 1


@pytest.mark.parametrize(
    "tables",
    [
        {"adjustments": ADJUSTMENTS.replace("Spiff,100.00,", "Spiff,100.00,second")},
        {"activities": "date,rep_id,type\n2026-06-01,R1,call\n2026-06-01,R1,call\n"},  # two calls on one day
        {"surveys": "date,score\n2026-06-01,9\n2026-06-01,9\n"},  # two people who are equally content
    ],
)
def test_rows_that_may_well_look_the_same_are_left_alone(centre: Centre, tables: dict[str, str]) -> None:
    assert not [problem for problem in centre(**tables).problems if problem.kind == "said_before"]
