"""Totals and lines of text that reports write are no records, and are listed; what only looks like them is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from salessheet.data.importing.imports import Imported, import_files
from salessheet.data.importing.mapping_files import parsed, preset
from salessheet.workbook.labels import Words

MAPPING = """
decimal = "{decimal}"
[files.export]
names = ["export.*"]
[[table]]
into = "customers"
file = "export"
[table.columns]
customer_id = "Id"
name = "Name"
region = "Region"
industry = "Sold"
"""
TOTAL, BELOW = "it is a total of the rows above", "it is a line of text below the table"
BLANK = "all that the mapping reads is blank"
HEAD = "Id;Name;Region;Sold"


def imported(rows: list[str], folder: Path, *, as_book: bool = False, decimal: str = ".", lang: str = "en") -> Imported:
    if as_book:
        book = Workbook()
        sheet = book.create_sheet("Export", 0)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row.split(";"), start=1):
                amount = cell.replace(",", "").replace(".", "")
                sheet.cell(number, column, float(cell) if amount.isdecimal() else cell or None)
        book.save(folder / "export.xlsx")
    else:
        (folder / "export.csv").write_text("\n".join(rows), encoding="utf-8")
    return import_files(parsed(MAPPING.replace("{decimal}", decimal), "m.toml"), [folder], Words.load(lang))


@pytest.mark.parametrize("as_book", [False, True], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    ("rows", "left_out"),
    [
        (["1;A;N;10", "2;B;N;5", "Total;;;15"], {TOTAL: (4,)}),
        (["1;A;N;10", "2;B;N;5", "合计：;;;15", ";;;", "导出人：王芳;;;"], {TOTAL: (4,), BELOW: (6,)}),
        (["1;A;N;10", "2;B;N;5", "合计：;;;15", "导出人：王芳;;;", "3 pages;;;"], {TOTAL: (4,), BELOW: (5, 6)}),
        (["1;A;N;10", "2;B;N;5", "小计;;;15", "3;;;", "4;D;S;1"], {TOTAL: (4,)}),
        (["1;A;N;10", "2;B;N;5", "North Total;;;15", "3;C;S;7", "S 汇总;;;7", "Grand total;;;22"], {TOTAL: (4, 6, 7)}),
        (["1;A;N;10", "2;B;N;5", "Grand Totals (2 records);;;"], {TOTAL: (4,)}),
        (["1;A;N;10", "2;B;N;5", "Subtotal North;;;15", "3;C;S;7", "Total for South;;;7"], {TOTAL: (4, 6)}),
        (["1;A;N;10", "2;B;N;5", "Zwischensumme Kunde 7;;;15", "3;C;S;7", "小计：华南;;;7"], {TOTAL: (4, 6)}),
        (["1;A;N;10", "2;B;N;5", "Subtotal Ltd;;;8", "3;C;S;7", "Total Energies;;;22"], {}),
        (["1;A;N;10", "2;B;N;5", ";Sum of Sold;;15", ";Count;;2"], {TOTAL: (4, 5)}),
        (["1;A;N;10", ";;;", ";;;", "Pipeline;;;", "Copyright © 2000-2026;;;"], {BELOW: (5, 6)}),
        # A company of that name, one that sold as much as nobody else, and a record of which only the id is known.
        (["1;A;N;10", "2;B;N;5", "3;Total;N;7", "Total;Total;S;8"], {}),
        (["1;A;N;10", "Sum;;;11"], {}),
        (["1;A;N;10", "2;;;"], {}),
    ],
)  # fmt: skip  # a row a line
def test_what_reports_write_beside_records_is_left_out_and_listed(
    rows: list[str], left_out: dict[str, tuple[int, ...]], as_book: bool, tmp_path: Path
) -> None:
    found = imported([HEAD, *rows], tmp_path, as_book=as_book)
    # In a text file a row of separators alone is a row, and blank; in a workbook it is none.
    told = {left.why: left.rows for left in found.left_out if left.why != BLANK}
    assert told == left_out
    assert found.problems == ()
    records = [row for row in rows if row.strip(";")]
    assert len(found.frames()["customers"]) == len(records) - sum(map(len, left_out.values()))


GROUP = "it is the heading of a group of the rows below"
NORTH, SOUTH = ("1;A;N;10", "2;B;N;5.5"), ("3;C;S;7",)


@pytest.mark.parametrize("as_book", [False, True], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    ("rows", "left_out"),
    [
        (["N (2);;;15.5", *NORTH, "S (1);;;7", *SOUTH], {GROUP: (2, 5)}),
        (["All (3);;3;22.5", "    N (2);;;15.5", *NORTH, "    S (1);;;7", *SOUTH], {GROUP: (2, 3, 6)}),
        (["Region: N (2 records);;;", *NORTH, "Region: S (1 record);;;", *SOUTH], {GROUP: (2, 5)}),
        # The sum is none, the number of rows is none, a record lies in no group, a heading says more than numbers.
        (["N (2);;;16", *NORTH, "S (1);;;7", *SOUTH], {}),
        (["N (1);;;15.5", *NORTH, "S (1);;;7", *SOUTH], {}),
        (["N (2);;;15.5", *NORTH, *SOUTH], {}),
        (["3;C;S;7", "N (2);;;15.5", *NORTH], {}),
        (["N (2);Inc.;;15.5", *NORTH], {}),
        (["Acme (1);;;5"], {}),
    ],
)  # fmt: skip  # a row a line
def test_headings_of_groups_with_the_sums_of_their_rows_are_no_records(
    rows: list[str], left_out: dict[str, tuple[int, ...]], as_book: bool, tmp_path: Path
) -> None:
    found = imported([HEAD, *rows], tmp_path, as_book=as_book)
    assert {left.why: left.rows for left in found.left_out} == left_out
    assert len(found.frames()["customers"]) == len(rows) - sum(map(len, left_out.values()))


def test_the_groups_of_a_list_of_odoo_count_once_and_make_no_team(tmp_path: Path) -> None:
    heading = "External ID,Customer,Salesperson,Sales Team,Expected Revenue,Probability,Stage,Closed Date,Active"
    leads = [[f"lead_{n}", "Azure", "Ann", "North", 100.25 * n, 50.0, "New", None, True] for n in (1, 2, 3)]
    book = Workbook()
    sheet = book.create_sheet("Sheet1", 0)
    new = ["    New (3)", None, None, None, 601.5, 50.0]
    for row in (heading.split(","), ["North (3)", *new[1:]], new, *leads):
        sheet.append(row)
    book.save(tmp_path / "Lead-Opportunity (crm.lead).xlsx")
    found = import_files(preset("odoo"), [tmp_path], Words.load("en"))
    assert [(left.why, left.rows) for left in found.left_out] == [(GROUP, (2, 3))]
    frames = found.frames()
    assert sum(map(float, frames["deals"]["amount"])) == 601.5
    assert list(frames["teams"]["team_id"]) == ["north"]


def test_a_total_is_known_in_the_decimal_sign_of_its_file(tmp_path: Path) -> None:
    found = imported([HEAD, "1;A;N;1.000,50", "2;B;N;0,25", "Summe / Total;;;1.000,75"], tmp_path, decimal=",")
    assert [(left.why, left.rows) for left in found.left_out] == [(TOTAL, (4,))]


def test_a_row_that_is_cut_short_is_a_problem_and_no_line_below_the_table(tmp_path: Path) -> None:
    found = imported([HEAD, "1;A;N;10", "2;B"], tmp_path)
    assert ([p.row for p in found.problems], found.left_out) == ([3], ())


def test_further_lines_of_a_record_of_odoo_are_no_records(tmp_path: Path) -> None:
    heading = "ID,Customer,Salesperson,Sales Team,Expected Revenue,Stage,Created on,Closed Date,Active,Order Lines"
    first = "{},Azure,Ann,{},500,New,2026-01-11,,True,Desk"
    rows = [heading, first.format("L1", "North"), f"{',' * 9}Chair", f"{',' * 9}Lamp", first.format("L2", "")]
    (tmp_path / "crm.lead.csv").write_text("\n".join(rows), encoding="utf-8")
    found = import_files(preset("odoo"), [tmp_path], Words.load("en"))
    assert [(left.table, left.rows, left.why) for left in found.left_out] == [("", (3, 4), BLANK)]
    frames = found.frames()
    assert list(frames["deals"]["deal_id"]) == ["L1", "L2"]
    assert list(frames["teams"]["team_id"]) == ["north", "sales"]  # the second lead has none of its own


def test_what_is_noted_and_left_out_is_told_in_the_language_of_the_run(tmp_path: Path) -> None:
    rows = ["单位：万元;;;;", HEAD + ";Extra", "1;A;N;10;x", "2;B;N;5;", "合计;;;15;", "导出人：王芳;;;;"]
    found = imported(rows, tmp_path, lang="zh-CN")
    assert found.notes == ("export.csv：未使用的列：Extra。",)
    assert [left.why for left in found.left_out] == ["是上方各行的合计", "是表格下方的说明文字"]
