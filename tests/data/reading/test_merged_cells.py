"""What merged cells show in each of their rows counts in each, but for numbers, which would be added up twice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook

from salessheet.data.importing.imports import import_files
from salessheet.data.importing.mapping_files import parsed, preset
from salessheet.data.load import load, problems_beside
from salessheet.data.problems import Problem, told_once
from salessheet.data.reading import spreadsheets
from salessheet.data.reading.grids import Merge
from salessheet.data.sources import shaped
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Deals

HEADING = ["deal_id", "rep_id", "channel", "amount", "probability", "lead_date"]
DEALS: list[list[object]] = [
    list(HEADING),
    ["D1", "R1", "fair", 100, 0.5, "2026-01-05"],
    ["D2", None, None, None, None, None],
    ["D3", None, "web", 50, 0.2, "2026-01-07"],
    ["D4", "R2", "web", 70, 0.2, "2026-01-08"],
]
MERGED = ("B2:B4", "C2:C3", "D2:D3", "E2:E3", "F2:F3")
READ = [
    ["D1", "R1", "fair", "100", "0.5", "2026-01-05"],
    ["D2", "R1", "fair", "", "0.5", "2026-01-05"],
    ["D3", "R1", "web", "50", "0.2", "2026-01-07"],
    ["D4", "R2", "web", "70", "0.2", "2026-01-08"],
]
TOLD = {("merged_cells", key, 3) for key in ("channel", "lead_date", "probability", "rep_id")} | {
    ("merged_cells", "rep_id", 4),
    ("merged_number", "amount", 3),
}

FILES = """
[files.export]
names = ["export.xlsx"]
numbers = ["amount", "probability"]
[[table]]
into = "deals"
"""
OF_NUMBERS = {("merged_number", "amount", 3), ("merged_number", "probability", 3)}
"""A query may add up any number."""

COLUMNS = "\n".join(f'{heading} = "{heading}"' for heading in HEADING)
RULES = FILES.replace('"amount", "probability"', "") + f'file = "export"\n[table.columns]\n{COLUMNS}\n'
SQL = FILES + f'sql = "SELECT {", ".join(HEADING)}, _row FROM export"'


def saved(path: Path, *, percent: bool = False, **sheets: list[list[object]]) -> Path:
    """A workbook whose sheet of deals has merged cells; a percentage in it is read by the slower of two readers."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name == "deals":
            for merged in MERGED:
                sheet.merge_cells(merged)
            if percent:
                sheet["E5"].number_format = "0%"
    book.save(path)
    return path


@pytest.mark.parametrize("percent", [False, True], ids=["quickly", "cell by cell"])
def test_both_readers_know_what_is_merged_over_rows(percent: bool, tmp_path: Path) -> None:
    path = saved(tmp_path / "book.xlsx", percent=percent, deals=DEALS)
    (grid,) = spreadsheets.sheets(path).values()
    assert grid.merged == (Merge(1, 2, 4), Merge(2, 2, 3), Merge(3, 2, 3), Merge(4, 2, 3), Merge(5, 2, 3))


def test_a_workbook_of_tables_has_what_people_see_in_merged_cells(tmp_path: Path) -> None:
    teams: list[list[object]] = [["team_id", "name"], ["T1", "North"]]
    reps: list[list[object]] = [["rep_id", "name", "team_id"], ["R1", "Ada", "T1"], ["R2", "Bo", "T1"]]
    path = saved(tmp_path / "book.xlsx", teams=teams, reps=reps, deals=DEALS)
    found = load(path, Words.load("en"))
    deals = found.tables["deals"]
    assert deals["rep_id"].tolist() == [row[1] for row in READ]
    assert deals["channel"].tolist() == [row[2] for row in READ]
    assert deals["amount"].fillna(0).tolist() == [100, 0, 50, 70]
    assert deals["probability"].tolist() == [0.5, 0.5, 0.2, 0.2]
    assert [f"{day:%Y-%m-%d}" for day in deals["lead_date"]] == [row[5] for row in READ]
    assert told(found.problems) == TOLD


@pytest.mark.parametrize(("how", "expected"), [(RULES, TOLD), (SQL, OF_NUMBERS)])
def test_imports_have_what_people_see_in_merged_cells(
    how: str, expected: set[tuple[str, str, int]], tmp_path: Path
) -> None:
    saved(tmp_path / "export.xlsx", deals=DEALS)
    found = import_files(parsed(how, "m.toml"), [tmp_path], Words.load("en"))
    lacking = {(row - 2, HEADING.index(column)) for kind, column, row in expected if kind == "merged_number"}
    read = [["" if (r, c) in lacking else text for c, text in enumerate(row)] for r, row in enumerate(READ)]
    assert found.frames()["deals"][HEADING].to_numpy().tolist() == read
    problems = (*found.problems, *problems_beside(found.tables, tmp_path / "out", Words.load("en")))
    assert told(problems) == expected


FORM = ["商机编号", "商机名称", "客户名称", "负责人", "所属部门", "预计签单金额", "商机阶段", "成交日期"]
SUBFORM: list[list[object]] = [
    [*FORM, "产品明细", None],
    [*[None] * 8, "产品", "数量"],
    ["SJ1", "大单", "甲", "李娜", "华东", 300, "赢单", "2026-02-01", "泵", 2],
    [*[None] * 8, "阀", 5],
    ["SJ2", "小单", "乙", "王芳", "华南", 50, "输单", "2026-02-03", "泵", 1],
    [*[None] * 8, "阀", 5],
]


@pytest.mark.parametrize("amount_below", [None, 7], ids=["merged", "another amount"])
def test_lines_of_a_record_that_is_merged_over_them_are_listed_and_no_records(
    amount_below: int | None, tmp_path: Path
) -> None:
    """As forms with lines export them: the fields of the form are merged over the rows of its lines."""
    book = Workbook()
    sheet = book.create_sheet("商机", 0)
    for row in SUBFORM:
        sheet.append(row)
    sheet.merge_cells("I1:J1")
    for column in "ABCDEFGH":  # those of the form
        sheet.merge_cells(f"{column}1:{column}2")
        sheet.merge_cells(f"{column}3:{column}4")
        if column != "F" or amount_below is None:
            sheet.merge_cells(f"{column}5:{column}6")
    if amount_below is not None:
        sheet["F6"] = amount_below
    book.save(tmp_path / "商机.xlsx")

    found = import_files(preset("jiandaoyun"), [tmp_path], Words.load("en"))

    left = [(left.table, left.rows, left.why) for left in found.left_out]
    why = "it is a further line of the record above, merged with it"
    assert left == [("deals", (4, 6) if amount_below is None else (4,), why)]
    deals = found.frames()["deals"]
    assert list(deals["amount"]) == ["300", "50", *([] if amount_below is None else ["7"])]
    problems = problems_beside(found.tables, tmp_path / "out", Words.load("en"))
    refused = [(p.kind, p.row) for p in (*found.problems, *problems) if p.severity is Severity.REFUSED]
    assert refused == ([] if amount_below is None else [("duplicate", 6)])


def test_rows_that_a_heading_is_merged_into_are_no_records(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["deal_id", "rep_id", "amount"], ["", "", "with VAT", "without"], ["D1", "R1", 100], ["D2", "R1", 50]):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:B2")
    sheet.merge_cells("C1:D1")
    book.save(tmp_path / "deals.xlsx")
    (grid,) = spreadsheets.sheets(tmp_path / "deals.xlsx").values()
    found = shaped(Deals, "deals.xlsx", grid)
    assert found.columns["deal_id"].tolist() == ["D1", "D2"]
    assert (found.rows.tolist(), found.unread) == ([3, 4], ("amount with VAT", "amount without"))


def told(problems: Iterable[Problem]) -> set[tuple[str, str, int]]:
    """What is told of merged cells, by the key of the column and the row."""
    keys = {Words.load("en").label(column): column.key for column in Deals.columns()}
    return {
        (p.kind, keys.get(p.column, p.column), row) for p in told_once(problems) if "merged" in p.kind for row in p.rows
    }
