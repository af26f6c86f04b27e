"""Type, collect, build, type again, while others change the data: what was typed is there, or told as a conflict."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from salessheet.batch import build, held_folder
from salessheet.batch.collecting import collected
from salessheet.batch.collecting.results import Collected
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.data.commission.closing import Who
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import name_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Deals
from tests.batch.typing_people import TypedBook, TypedTable, typing

_WHO: Final = Who("Ann", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
_START: Final = "deal_id,customer_id,rep_id,amount,stage,lead_date,next_step,hidden\n" + "".join(
    f"D{n:02},K{n},A,{n}00,lead,2026-02-{n:02},,h{n}\n" for n in range(1, 7)
)
_TEXTS: Final = st.sampled_from(["call", "write", "visit", "offer", "wait"])
_AMOUNTS: Final = st.integers(1, 90_000)
_PLACES: Final = st.integers(0, 9)
_BESIDE: Final = 70  # a column in which nothing stands

TYPED: Final = st.one_of(
    st.tuples(st.just("amount"), _PLACES, _AMOUNTS),
    st.tuples(st.just("next_step"), _PLACES, _TEXTS),
    st.tuples(st.just("new"), st.integers(1, 2), _AMOUNTS),
    st.tuples(st.just("named"), st.integers(1, 2), _AMOUNTS),
    st.tuples(st.just("delete"), _PLACES, st.just(0)),
    st.tuples(st.just("swap"), _PLACES, _PLACES),
    st.tuples(st.just("otherwise"), _PLACES, st.sampled_from(["{:g}", " {:.2f}", "{:g} "])),
    st.tuples(st.just("beside"), _PLACES, _TEXTS),
    st.tuples(st.just("stale"), st.just(0), st.integers(1, 90)),
    st.tuples(st.just("agreed"), st.just(0), _AMOUNTS),
)
"""What a person does: what, in which row, and what is typed."""

CHANGED: Final = st.one_of(
    st.tuples(st.just("amount"), _PLACES, _AMOUNTS.map(str)),
    st.tuples(st.just("next_step"), _PLACES, _TEXTS),
    st.tuples(st.just("delete"), _PLACES, st.just("")),
    st.tuples(st.just("new"), st.just(0), _AMOUNTS.map(str)),
)
"""What others do to the table of deals in the meantime."""

ROUND: Final = st.tuples(st.lists(TYPED, max_size=5), st.lists(CHANGED, max_size=3))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("begun")
    (place / "data").mkdir()
    (place / "data" / "teams.csv").write_text("team_id\nT1\n", encoding="utf-8")
    (place / "data" / "reps.csv").write_text("rep_id,team_id\nA,T1\n", encoding="utf-8")
    (place / "data" / "deals.csv").write_text(_START, encoding="utf-8")
    (place / "data" / "settings.csv").write_text("key,value\nstale_days,30\n", encoding="utf-8")
    (place / "data" / "targets.csv").write_text("scope,id,year,amount\nrep,A,2026,5000\n", encoding="utf-8")
    _build(place)
    return place


def _build(place: Path, *, overwrite: bool = False) -> None:
    report = build(place / "data", place / "out", teams=("T1",), formulas="values", overwrite=overwrite)
    assert report.failures == ()


def _type(book: TypedBook, deals: TypedTable, what: str, where: int, text: object, number: int) -> None:
    filled = deals.filled()
    row = filled[where % len(filled)]
    match what:
        case "amount":
            deals.write(row, amount=float(str(text)))
        case "next_step":
            deals.write(row, next_step=f"{text} {number}")
        case "new" | "named":
            cells = {"deal_id": f"N{number}"} if what == "named" else {}
            deals.write(filled[-1] + where, rep_id="A", amount=float(str(text)), lead_date=dt.date(2026, 2, 9), **cells)
        case "delete" if len(filled) > 3:
            deals.clear(row)
        case "swap":
            deals.swap(row, filled[int(str(text)) % len(filled)])
        case "otherwise":
            _write_otherwise(deals, row, str(text))
        case "beside":
            deals.sheet.cell(deals.top + where, _BESIDE).value = f"{text} {number}"
        case "stale":
            book.cell(name_of(Settings.stale_days)).value = int(str(text))
        case "agreed":
            book.cell(name_of(People.agreed)).value = int(str(text))
        case _:
            pass


def _write_otherwise(deals: TypedTable, row: int, form: str) -> None:
    """The amount as a text of that form, the stage with a blank behind it: neither is a change."""
    cells = deals.read(row)
    if cells["amount"] is not None:
        deals.write(row, amount=form.format(float(str(cells["amount"]))), stage=f"{cells['stage'] or ''} ")


def _rows(place: Path, key: str) -> list[dict[str, str]]:
    with (place / "data" / f"{key}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _change(place: Path, what: str, where: int, text: str, number: int) -> None:
    rows = _rows(place, "deals")
    row = rows[where % len(rows)]
    match what:
        case "delete" if len(rows) > 3:
            rows.remove(row)
        case "new":
            rows.append({**dict.fromkeys(row, ""), "deal_id": f"X{number}x", "rep_id": "A", "amount": text,
                         "lead_date": "2026-02-10"})  # fmt: skip  # one row
        case "amount" | "next_step":
            row[what] = text
        case _:
            pass
    with (place / "data" / "deals.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows(rows)


def _collect(place: Path) -> Collected:
    with held_folder(place / "data"):
        return collected([place / "out" / "T1.xlsx"], TableFolder(place / "data"), _WHO, is_aside=False)


def _deal(cells: dict[str, object]) -> tuple[str, str]:
    amount, step = cells["amount"], cells["next_step"]
    return (f"{float(str(amount)):g}" if amount not in (None, "") else "", str(step or ""))


def _typed(book: TypedBook) -> dict[str, tuple[str, str]]:
    """Deal → amount and next step, as the workbook says; the ones without an id under numbers."""
    deals = book.table(Deals)
    rows = [deals.read(row) for row in deals.filled()]
    return {str(row["deal_id"] or f"#{place}"): _deal(dict(row)) for place, row in enumerate(rows)}


def _stored(place: Path) -> dict[str, tuple[str, str]]:
    return {row["deal_id"]: _deal(dict(row)) for row in _rows(place, "deals")}


def _told(found: Collected) -> set[str]:
    """The deals of which nothing was taken, each with the reason."""
    clashes = {part.upper() for clash in found.conflicts if clash.table == "deals" for part in clash.key.split(" · ")}
    return clashes | {part.upper() for one in found.refused if one.table == "deals" for part in one.key.split(" · ")}


def _lost(
    before: dict[str, tuple[str, str]], typed: dict[str, tuple[str, str]], place: Path, found: Collected
) -> Iterator[str]:
    """What of that which was typed the data does not say, and nobody was told of. `before`: as it was built."""
    stored, told = _stored(place), _told(found)
    nameless = Counter(deal for name, deal in typed.items() if name.startswith("#"))
    lacking = nameless - Counter(deal for name, deal in stored.items() if name not in before and name not in typed)
    yield from (f"a row without an id: {deal}" for deal in lacking)
    for name, deal in typed.items():
        if name.startswith("#") or name.upper() in told:
            continue
        was, now = before.get(name), stored.get(name)
        for place_, cell in enumerate(deal):
            is_typed = was is None or was[place_] != cell
            if is_typed and (now is None or now[place_] != cell):
                yield f"{name}: {cell!r} was typed, {now} stands there"
    for name in before.keys() - typed.keys():
        if name in stored and name.upper() not in told:
            yield f"{name} was deleted"


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rounds=st.lists(ROUND, min_size=4, max_size=4))
def test_nothing_that_was_typed_is_lost(
    rounds: list[tuple[list[tuple[str, int, object]], list[tuple[str, int, str]]]],
    begun: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Some fifty rounds in all, of which each begins with what the one before left."""
    place = tmp_path_factory.mktemp("loop") / "place"
    shutil.copytree(begun, place)
    number = 0
    for edits, changes in rounds:
        with typing(place / "out" / "T1.xlsx") as book:
            before = _typed(book)
            deals = book.table(Deals)
            for edit in edits:
                number += 1
                _type(book, deals, *edit, number)
            typed = _typed(book)
            notes = {str(cell.value) for cell in deals.sheet[get_column_letter(_BESIDE)] if cell.value is not None}
            stale, agreed = (book.cell(name_of(each)).value for each in (Settings.stale_days, People.agreed))
        for change in changes:
            number += 1
            _change(place, *change, number)

        found = _collect(place)

        assert list(_lost(before, typed, place, found)) == []
        assert {one.value for one in found.refused if one.table == ""} <= notes
        assert bool(notes) == any(one.table == "" for one in found.refused), "of notes one below the other the first"
        assert len(_stored(place)) == len(_rows(place, "deals")), "an id stands twice"
        settings_now = {row["key"]: row["value"] for row in _rows(place, "settings")}
        assert float(settings_now["stale_days"]) == float(str(stale))
        assert [float(row["amount"]) for row in _rows(place, "targets")] == [float(str(agreed))]
        stored = (place / "data" / "deals.csv").read_bytes()
        again = _collect(place)
        assert (again.done, (place / "data" / "deals.csv").read_bytes()) == ((), stored)
        assert len(again.conflicts) == len(found.conflicts), "what was told is told until somebody settles it"
        _build(place, overwrite=bool(found.conflicts or found.refused))
    shutil.rmtree(place.parent)
