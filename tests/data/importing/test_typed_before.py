"""What people typed into workbooks outlasts the next import where the other system has not changed it itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.data.audit_trail import HEADING
from salessheet.data.importing.imports import Imported, import_files
from salessheet.data.importing.mapping_files import parsed
from salessheet.data.importing.typed_before import typed_before, with_typed, without_ids
from salessheet.workbook.labels import Words

MAPPING = """
[files]
deals = ["crm.csv"]
[[table]]
into = "deals"
file = "deals"
[table.columns]
deal_id = "No"
rep_id = "Owner"
amount = "Amount"
stage = "Stage"
won_date = "Won"
"""
HEADINGS = "deal_id,rep_id,amount,stage,won_date,next_step\n"


def audited(folder: Path, *entries: tuple[str, str, str], command: str = "collect T1.xlsx (T1.xlsx)") -> None:
    lines = [",".join(HEADING)]
    lines += [f'2026-06-01,Ann,{command},deals.csv,deals,{key},"{old}","{new}"' for key, old, new in entries]
    (folder / "audit.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def imported(folder: Path, *rows: str) -> Imported:
    (folder / "crm.csv").write_text("No,Owner,Amount,Stage,Won\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return import_files(parsed(MAPPING, "crm"), [folder / "crm.csv"], Words.load("en"))


def there(folder: Path, *rows: str) -> None:
    (folder / "deals.csv").write_text(HEADINGS + "\n".join(rows) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "row", "export", "expected"),
    [
        (("D1", "amount=100", "amount=120"), "D1,R1,120,lead,,", "D1,R1,USD 100.00,lead,", ("amount", "120", True)),
        (("D1", "amount=100", "amount=120"), "D1,R1,120,lead,,", "D1,R1,130,lead,", ("amount", "120", False)),
        (("D1", "amount=100", "amount=120"), "D1,R1,120,lead,,", "D1,R1,120.0,lead,", None),
        (("D1", "amount=100", "amount=120"), "D1,R1,100,lead,,", "D1,R1,100,lead,", None),  # imported again since
        (("D1", "stage=lead", "stage=won"), "D1,R1,1,Won,,", "D1,R1,1,线索,", ("stage", "won", True)),
        (("D1", "won_date=", "won_date=2026-05-01"), "D1,R1,1,,2026-05-01,", "D1,R1,1,,2026/5/1", None),
        (("D1", "next_step=", "next_step=Call; then mail"), "D1,R1,1,,,Call; then mail", "D1,R1,1,,",
         ("next_step", "Call; then mail", True)),
        (("D1", "amount=100", "amount=120"), "D1,R1,120,lead,,", "D2,R1,100,lead,", ("amount", "120", False)),
    ],
    ids=["stays", "changed on both sides", "caught up", "gone already", "words", "dates", "no such column", "no row"],
)  # fmt: skip  # a table
def test_what_was_typed_stays_where_the_files_say_what_they_said(
    entry: tuple[str, str, str], row: str, export: str, expected: tuple[str, str, bool] | None, tmp_path: Path
) -> None:
    there(tmp_path, row)
    audited(tmp_path, entry)
    found = imported(tmp_path, export)
    typed = typed_before(tmp_path, found.tables)
    assert [(one.column, one.typed, one.stays) for one in typed] == ([expected] if expected else [])
    frame = with_typed(found.frames(), typed)["deals"]
    if expected is not None:
        column, value, stays = expected
        assert (value in (frame[column].tolist() if column in frame else [])) == stays


def test_new_rows_are_added_and_deleted_ones_stay_away(tmp_path: Path) -> None:
    there(tmp_path, "D1,R1,1,lead,,", "D9,R2,5,won,2026-05-01,Call")
    audited(tmp_path, ("D9", "", "amount=5; deal_id=D9; rep_id=R2"), ("D2", "deal_id=D2; rep_id=R1", ""))
    found = imported(tmp_path, "D1,R1,1,lead,", "D2,R1,1,lead,")
    typed = typed_before(tmp_path, found.tables)
    frame = with_typed(found.frames(), typed)["deals"]
    assert frame["deal_id"].tolist() == ["D1", "D9"]
    assert frame["next_step"].tolist() == ["", "Call"]
    assert all(one.stays for one in typed)


def test_the_first_value_before_and_the_last_one_typed_count(tmp_path: Path) -> None:
    there(tmp_path, "D1,R1,140,lead,,")
    audited(tmp_path, ("D1", "amount=100", "amount=120"), ("D1", "amount=120", "amount=140"))
    (one,) = typed_before(tmp_path, imported(tmp_path, "D1,R1,100,lead,").tables)
    assert (one.before, one.typed, one.now, one.stays) == ("100", "140", "100", True)


def test_other_commands_and_tables_without_ids_have_nothing_to_keep(tmp_path: Path) -> None:
    there(tmp_path, "D1,R1,120,lead,,")
    audited(tmp_path, ("D1", "amount=100", "amount=120"), command="close 2026-05")
    assert typed_before(tmp_path, imported(tmp_path, "D1,R1,100,lead,").tables) == []
    audit = tmp_path / "audit.csv"
    audit.write_text(
        audit.read_text("utf-8-sig").replace("close 2026-05,deals.csv,deals", "collect A,a.csv,activities")
    )
    assert without_ids(tmp_path, ["deals", "activities"]) == {"activities": 1}
