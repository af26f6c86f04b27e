"""Power that fails while what was typed is collected: nothing is lost, taken twice or logged twice."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from salessheet.batch import build, held_folder
from salessheet.batch.collecting import collected
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.batch.inputs import kept_inputs, typed_inputs
from salessheet.batch.inputs.kept_inputs import KeptInputs
from salessheet.batch.inputs.typed_inputs import TypedInputs
from salessheet.data.collecting.together import NOTE, recover
from salessheet.data.commission.closing import Who
from salessheet.errors import RefusedOutput
from salessheet.workbook.tables import Activities, Customers, Deals
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from tests.batch.crashes import crashed
from tests.batch.typing_people import typing

_WHO = Who("Ann", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
_TABLES = {
    "teams": "team_id\nT1\n",
    "reps": "rep_id,team_id\nA,T1\n",
    "deals": "deal_id,customer_id,rep_id,amount,stage,lead_date,next_step\n"
    "D1,K1,A,100,lead,2026-02-01,\nD2,K2,A,200,lead,2026-02-02,call\n",
    "customers": "customer_id,name\nK1,Kite\nK2,Lark\n",
    "activities": "date,rep_id,type,count\n2026-02-01,A,call,3\n2026-02-01,A,call,3\n",
    "settings": "key,value\nstale_days,30\n",
}


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """A workbook is the same at each step, and to read it takes longer than all that can be cut short."""
    read, known = typed_inputs.read, dict[tuple[bytes, str], TypedInputs]()

    def remembered(path: Path, kept: KeptInputs, passwords: Passwords = NO_PASSWORDS) -> TypedInputs:
        key = path.read_bytes(), repr(kept)
        if key not in known:
            known[key] = read(path, kept, passwords)
        return copy.deepcopy(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typed_inputs, "read", remembered)
        yield


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data, and a workbook into whose tables somebody typed."""
    place = tmp_path_factory.mktemp("typed")
    (place / "data").mkdir()
    for key, text in _TABLES.items():
        (place / "data" / f"{key}.csv").write_text(text, encoding="utf-8")
    build(place / "data", place / "out", teams=("T1",), formulas="values")
    with typing(place / "out" / "T1.xlsx") as sheets:
        deals, customers, activities = sheets.table(Deals), sheets.table(Customers), sheets.table(Activities)
        deals.write(0, amount=150, next_step="write")
        deals.write(2, rep_id="A", amount=300, lead_date=dt.date(2026, 2, 3))  # without an id, and with blanks
        customers.write(1, name="Larks")
        activities.write(2, date=dt.date(2026, 2, 1), rep_id="A", type="call", count=3)  # as two others
        activities.write(3, date=dt.date(2026, 2, 2), rep_id="A", type="visit")  # whose number is left out
        sheets.cell("Settings_stale_days").value = 45
    return place


def collect(place: Path) -> None:
    with held_folder(place / "data"), held_folder(place / "out"):
        collected([place / "out" / "T1.xlsx"], TableFolder(place / "data"), _WHO, is_aside=False)


def state(place: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in (place / "data").iterdir() if not path.name.startswith(".")}
    return {**found, "kept": kept_inputs.path_of(place / "out" / "T1.xlsx").read_bytes()}


def test_after_a_crash_at_any_step_the_next_one_ends_what_was_begun(typed: Path, tmp_path: Path) -> None:
    """From the last step back to the first that wrote something: before that there is nothing to be ended."""
    whole = shutil.copytree(typed, tmp_path / "whole")
    begun, last = state(whole), 0
    while crashed(partial(collect, shutil.copytree(typed, tmp_path / "count")), last, tmp_path / "count"):
        last += 40
        shutil.rmtree(tmp_path / "count")
    collect(whole)
    wanted, outcomes = state(whole), []
    for step in reversed(range(last)):
        place = shutil.copytree(typed, tmp_path / "place")
        if crashed(partial(collect, place), step, place):
            if step % 4 == 0:  # and once more, while the first is mended
                crashed(partial(collect, place), step // 2, place)
            before = state(place)
            collect(place)
            assert state(place) == wanted, step
            assert not [path for path in (place / "data").iterdir() if path.name.endswith((".part", NOTE))]
            outcomes.append(before == begun)
        shutil.rmtree(place)
        if outcomes[-3:] == [True] * 3:
            break
    assert {True, False} == set(outcomes)


def test_what_was_taken_is_logged_and_no_more(typed: Path, tmp_path: Path) -> None:
    place = shutil.copytree(typed, tmp_path / "place")
    collect(place)
    collect(place)
    with (place / "data" / "audit.csv").open(encoding="utf-8-sig", newline="") as file:
        logged = Counter(row["table"] for row in csv.DictReader(file))
    assert logged == {"deals": 2, "customers": 1, "activities": 2, "settings": 1}


def killed(place: Path) -> None:
    """A run that ends once its note is on the disk and one table is in its place."""
    step = 30
    while True:
        again = shutil.copytree(place, place.with_name("trial"))
        assert crashed(partial(collect, again), step, again)
        if (again / "data" / NOTE).exists() and "Larks" in (again / "data" / "customers.csv").read_text("utf-8"):
            shutil.rmtree(place)
            again.rename(place)
            return
        shutil.rmtree(again)
        step += 1


def test_a_table_that_somebody_changed_in_between_is_left_to_people(typed: Path, tmp_path: Path) -> None:
    whole, place = (shutil.copytree(typed, tmp_path / name) for name in ("whole", "place"))
    collect(whole)
    wanted = state(whole)
    killed(place)
    settings = place / "data" / "settings.csv"
    before = settings.read_bytes()
    settings.write_text("key,value\nstale_days,60\n", encoding="utf-8")

    with pytest.raises(RefusedOutput, match=r"settings\.csv"):
        collect(place)

    assert settings.read_text("utf-8") == "key,value\nstale_days,60\n"
    settings.write_bytes(before)
    collect(place)
    assert state(place) == wanted


_ELSEWHERE = '{"files": [["../deals.csv", "", ""]], "beside": [], "audit": {"size": 0, "added": ""}}'


@pytest.mark.parametrize("note", ["", "{}", _ELSEWHERE])
def test_a_note_that_is_none_of_ours_is_refused(note: str, tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text(note, encoding="utf-8")
    with pytest.raises(RefusedOutput, match="no note of an unfinished run"):
        recover(tmp_path)
