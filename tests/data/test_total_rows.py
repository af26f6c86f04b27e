"""A row of totals at the end of a table is none of its records; what only bears such a name is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.data.load import load
from salessheet.workbook.labels import Words

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
    ],
)
def test_a_total_is_left_out_where_its_name_and_a_sum_say_so(rows: str, left_out: list[int], tmp_path: Path) -> None:
    for name, text in {**LEAST, "channels": f"channel,cost,leads\n{rows}\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found = load(tmp_path, Words.load("en"))
    told = [problem for problem in found.problems if problem.kind == "total_row"]
    assert [problem.row for problem in told] == left_out
    assert len(found.tables["channels"]) == len(rows.splitlines()) - len(left_out)
