"""A row of totals at the end of a table is none of its records; what only bears such a name is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.data.load import load
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity

LEAST = {
    "teams": "team_id,name\nT1,North\n",
    "reps": "rep_id,name,team_id\nR1,Ada,T1\n",
    "deals": "deal_id,rep_id,amount,stage,channel\nD1,R1,100,lead,online\n",
}


@pytest.mark.parametrize(
    ("rows", "left_out"),
    [
        ("online,100,7\nfair,50.5,3\nTotal,150.5,10", [4]),
        ("online,100,7\nfair,50.5,3\n合计：,150.5,", [4]),
        ("online,100,7\nfair,50.5,3\nTotal,150,9", []),
        ("Total,150.5,10\nonline,100,7\nfair,50.5,3", []),
        ("online,100,7\nfair,100,7", []),
        ("Total,0,0", []),
        ("online,100,7\nfair,50.5,3\nTotal,150.5,10\n,,\nGrand total,150.5,10", [4, 6]),
        ("online,100,7\nfair,50,3\n线上 小计,150,10\nprint,20,1\n线下小计,20,1\n\n总计,170,11", [4, 6, 8]),
        ("online,100,7\nSubtotal,100,7\nfair,20,3\nSubtotal,20,3\nfair 2,5,1\nTotal,125,11", [3, 5, 7]),
        ("online,100,7\nfair,50.5,3\nSumme,150.5,10", [4]),
        ("online,100,7\nfair,50.5,3\nTotal général,150.5,10", [4]),
        ("online,100,7\nHead count,100,7\nfair,50.5,3", []),
    ],
)
def test_a_total_is_left_out_where_its_name_and_a_sum_say_so(rows: str, left_out: list[int], tmp_path: Path) -> None:
    for name, text in {**LEAST, "channels": f"channel,cost,leads\n{rows}\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found = load(tmp_path, Words.load("en"))
    told = [problem for problem in found.problems if problem.kind == "total_row"]
    assert sorted(row for problem in told for row in problem.rows) == left_out
    assert len(found.tables["channels"]) == sum(1 for row in rows.splitlines() if row.strip(",")) - len(left_out)


def test_a_total_that_lacks_what_records_need_is_told_as_a_total_alone(tmp_path: Path) -> None:
    rows = "D1,R1,100\nD2,R1,50\n小计,,150\nD3,R1,7\n小计,,7\n合计,,157\n合计,,1\n"
    for name, text in {**LEAST, "deals": f"deal_id,rep_id,amount\n{rows}"}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    refused = [problem for problem in load(tmp_path, Words.load("en")).problems if problem.severity is Severity.REFUSED]
    assert sorted((row, problem.kind) for problem in refused for row in problem.rows) == [
        (4, "total_row"), (6, "total_row"), (7, "total_row"), (8, "missing_value"),
    ]  # fmt: skip  # a row each


@pytest.mark.parametrize(
    ("rows", "noted"),
    [
        ("online,100,7\nfair,50.5,3\nTotal,150,9", [4]),  # as it stood before a row was changed
        ("online,100,7\n小计,90,8\nfair,50.5,3\n小计,50.5,3", [3]),
        ("online,100,7\nTotal,,", []),
        ("online,100,7\nTotalEnergies,150,9\nHead count,12,1", []),
    ],
)
def test_a_row_that_is_called_a_total_and_is_none_is_told(rows: str, noted: list[int], tmp_path: Path) -> None:
    for name, text in {**LEAST, "channels": f"channel,cost,leads\n{rows}\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found = load(tmp_path, Words.load("en"))
    assert [row for problem in found.problems if problem.kind == "maybe_total" for row in problem.rows] == noted
