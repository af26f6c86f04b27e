from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salessheet.data.sinks import write
from salessheet.errors import RefusedOutput
from salessheet.workbook.labels import Words

REPS = pd.DataFrame(
    {
        "rep_id": ["R1", "R2"],
        "team_id": ["T1", "T1"],
        "role": ["rep", "pilot"],
        "hire_date": pd.to_datetime(["2026-01-05", ""]),
        "target_share": [0.25, None],
        "name": ["", ""],
    }
)


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("", ["rep_id,team_id,role,hire_date,target_share", "R1,T1,rep,2026-01-05,0.25", "R2,T1,pilot,,"]),
        ("zh", ["人员编号,团队编号,岗位,入职日期,目标占比", "R1,T1,销售代表,2026-01-05,0.25", "R2,T1,pilot,,"]),
    ],
)
def test_a_table_is_written_without_its_blank_columns(tmp_path: Path, lang: str, lines: list[str]) -> None:
    (path,) = write({"reps": REPS}, tmp_path, Words.load(lang) if lang else None)
    assert path.read_text("utf-8-sig").splitlines() == lines


def test_files_have_the_mark_by_which_spreadsheets_know_utf_8(tmp_path: Path) -> None:
    (path,) = write({"reps": REPS}, tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrep_id")
    assert b"\r" not in path.read_bytes()


def test_months_flags_and_large_numbers_are_written_as_people_read_them(tmp_path: Path) -> None:
    tables = {
        "kpi_manual": pd.DataFrame(
            {"rep_id": ["R1"], "period": pd.to_datetime(["2026-06-01"]), "kpi": ["calls"], "actual": [12_000_000.0]}
        ),
        "calendar": pd.DataFrame({"date": pd.to_datetime(["2026-10-10"]), "working": [1.0]}),
    }
    manual, calendar = write(tables, tmp_path, Words.load("en"))
    assert manual.read_text("utf-8-sig").splitlines()[1] == "R1,2026-06,Calls,12000000"
    assert calendar.read_text("utf-8-sig").splitlines()[1] == "2026-10-10,Yes"


def test_nothing_is_left_beside_the_files(tmp_path: Path) -> None:
    write({"reps": REPS}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["reps.csv"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RefusedOutput, match="file"):
        write({"reps": REPS}, tmp_path / "file" / "below")
