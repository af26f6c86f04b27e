from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.data.catalogue import markdown, schema_rows, setting_rows
from salessheet.data.load import load
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.settings import SETTINGS
from salessheet.workbook.tables import TABLES


def test_every_column_is_described_once() -> None:
    described = [(row.table, row.column) for row in schema_rows(Words.load("en"))]
    assert described == [(table.key, column.key) for table in TABLES for column in table.columns()]


@pytest.mark.parametrize(
    ("table", "column", "type_", "required", "allowed"),
    [
        ("deals", "deal_id", "text", True, ""),
        ("deals", "rep_id", "text", True, "reps.rep_id"),
        ("deals", "stage", "short text", False, "stages.stage"),
        ("deals", "probability", "percentage", False, "≥ 0, ≤ 1"),
        ("kpi_scheme", "direction", "short text", False, "up (Up), down (Down)"),
        ("calendar", "working", "yes or no", True, ""),
    ],
)
def test_a_row_says_what_may_stand_in_the_column(
    table: str, column: str, type_: str, required: bool, allowed: str
) -> None:
    row = next(r for r in schema_rows(Words.load("en")) if (r.table, r.column) == (table, column))
    assert (row.type, row.required, row.allowed) == (type_, required, allowed)


def test_every_setting_is_described() -> None:
    assert [row.column for row in setting_rows(Words.load("zh"))] == [setting.key for setting in SETTINGS]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_has_a_section_for_every_table_and_no_broken_row(lang: str) -> None:
    page = markdown(Words.load(lang))
    assert page.count("\n## ") + page.startswith("## ") == len(TABLES)
    grid = [line for line in page.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in grid} == {10}


def test_the_example_rows_load_without_any_problem(tmp_path: Path) -> None:
    want_more_rows = {"stages", "splits", "kpi_scheme", "manager_scheme", "targets", "hiring_criteria", "seasonality"}
    for table in TABLES:
        if table.key in want_more_rows:
            continue
        columns = table.columns()
        cells = [f'"{column.example}"' for column in columns]
        text = ",".join(column.key for column in columns) + "\n" + ",".join(cells) + "\n"
        (tmp_path / f"{table.key}.csv").write_text(text)
    problems = load(tmp_path, Words.load("en")).problems
    assert [str(problem) for problem in problems] == []
