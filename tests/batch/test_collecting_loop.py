"""Type, collect, build, and type again: over a hundred random edits nothing that was typed is lost."""

from __future__ import annotations

import csv
import datetime as dt
import random
import warnings
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.batch import build, held_folder
from salessheet.batch.collecting import collected
from salessheet.data.commission.closing import Who

_ROUNDS, _EDITS = 10, 10
_WHO = Who("Ann", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
_COLUMNS = ("deal_id", "customer_id", "rep_id", "amount", "stage", "lead_date", "next_step")
_START = "deal_id,customer_id,rep_id,amount,stage,lead_date,next_step,hidden\n" + "".join(
    f"D{n:02},K{n},A,{n}00,lead,2026-02-{n:02},,h{n}\n" for n in range(1, 7)
)


def _sheet(workbook: openpyxl.Workbook) -> tuple[Worksheet, int, dict[str, int]]:
    """The sheet of the deals, its first row, and the place of each column."""
    places = {}
    for key in _COLUMNS:
        name, address = next(iter(workbook.defined_names[f"Deals_{key}"].destinations))
        first = workbook[name][address.replace("$", "")][0][0]
        places[key] = first.column
    return workbook[name], first.row, places


def _filled(sheet: Worksheet, top: int, places: dict[str, int]) -> list[int]:
    return [row for row in range(top, top + 150) if sheet.cell(row, places["rep_id"]).value is not None]


def _edit(dice: random.Random, sheet: Worksheet, top: int, places: dict[str, int], number: int) -> None:
    rows = _filled(sheet, top, places)
    row, kind = dice.choice(rows), dice.randrange(6)
    if kind == 0 and len(rows) > 3:
        for column in range(min(places.values()), sheet.max_column + 1):
            sheet.cell(row, column).value = None
    elif kind == 1:
        new = rows[-1] + dice.randrange(1, 3)
        cells: dict[str, str | int | dt.date] = {
            "rep_id": "A",
            "amount": number,
            "lead_date": dt.date(2026, 2, 1 + number % 28),
        }
        cells |= {"deal_id": f"N{number}"} if dice.random() < 0.5 else {}
        for key, cell in cells.items():
            sheet.cell(new, places[key]).value = cell
    elif kind == 2:
        other = dice.choice(rows)
        for column in range(min(places.values()), sheet.max_column + 1):
            one, two = sheet.cell(row, column), sheet.cell(other, column)
            one.value, two.value = two.value, one.value
    elif kind == 3:
        sheet.cell(row, places["next_step"]).value = f"say {number}"
    else:
        sheet.cell(row, places["amount"]).value = number


def _rows(sheet: Worksheet, top: int, places: dict[str, int]) -> list[tuple[str, ...]]:
    """What the sheet says, without ids, which rows may be given."""
    return sorted(
        (f"{sheet.cell(r, places['amount']).value:g}", str(sheet.cell(r, places["next_step"]).value or ""))
        for r in _filled(sheet, top, places)
    )


def _open(book: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it leaves out
        return openpyxl.load_workbook(book)


def test_nothing_that_was_typed_is_lost(tmp_path: Path) -> None:
    data, out, dice = tmp_path / "data", tmp_path / "out", random.Random(7)
    data.mkdir()
    (data / "teams.csv").write_text("team_id\nT1\n", encoding="utf-8")
    (data / "reps.csv").write_text("rep_id,team_id\nA,T1\n", encoding="utf-8")
    (data / "deals.csv").write_text(_START, encoding="utf-8")
    build(data, out, teams=("T1",))
    for number in range(_ROUNDS):
        workbook = _open(out / "T1.xlsx")
        where = _sheet(workbook)
        for edit in range(_EDITS):
            _edit(dice, *where, 1000 + number * _EDITS + edit)
        typed = _rows(*where)
        workbook.save(out / "T1.xlsx")
        with held_folder(data):
            found = collected([out / "T1.xlsx"], data, _WHO, is_aside=False)
            assert (found.conflicts, found.refused) == ((), ())
            assert collected([out / "T1.xlsx"], data, _WHO, is_aside=False).done == ()
        build(data, out, teams=("T1",))
        assert _rows(*_sheet(_open(out / "T1.xlsx"))) == typed
        with (data / "deals.csv").open(encoding="utf-8", newline="") as file:
            there = list(csv.DictReader(file))
        assert sorted((row["amount"], row["next_step"]) for row in there) == typed
        assert len({row["deal_id"] for row in there}) == len(there)
        assert {row["hidden"] for row in there if row["deal_id"] in {f"D{n:02}" for n in range(1, 7)}} <= {
            f"h{n}" for n in range(1, 7)
        }
