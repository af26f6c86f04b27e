"""Whatever anybody is paid stands in no answer to a team, and nothing of others in one to a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from salessheet.batch import build
from salessheet.calc import Difference, Verification
from salessheet.data import sinks
from salessheet.data.commission.story import story
from salessheet.data.load import load
from salessheet.data.sample import sample
from salessheet.errors import InvalidOption, NothingToBuild, UserError
from salessheet.mcp import desk as desks
from salessheet.mcp.desk import DataDesk, Desk, FolderDesk
from salessheet.mcp.sight import PAY_TABLES, Listener, Sight, pay_lines
from salessheet.workbook.audience import Audience
from salessheet.workbook.layout import name_of
from salessheet.workbook.sheets.commission import Payout
from salessheet.workbook.sheets.dashboard_working import Standing
from salessheet.workbook.sheets.targets import ByMonth
from salessheet.workbook.tables import BasePay, Reps, Splits
from salessheet.xlsx.addresses import CellRef
from tests.batch.centres import files

MONTHS = [dt.date(2026, month, 1) for month in range(1, 7)]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two teams of two, whose base pay stands nowhere by chance."""
    tables = sample(teams=2, reps=2, deals=12)
    pay = tables["base_pay"]
    tables["base_pay"] = pay.assign(base_salary=[7_654.37 + n * 101.03 for n in range(len(pay))])
    folder = tmp_path_factory.mktemp("centre") / "data"
    sinks.write(tables, folder)
    return folder


def secrets(source: Path, *but: str) -> set[float]:
    """What people are paid, but for these: base pay, and payouts that no round number is by chance."""
    data = load(str(source))
    reps = [rep for rep in data.column(Reps.rep_id) if rep not in but]
    base = data.table(BasePay)
    found = set(base[base[BasePay.rep_id.key].isin(reps)][BasePay.base_salary.key])
    for rep, month in product(reps, MONTHS):
        told_of = story(data, rep, month)
        found |= {told_of.total or 0.0, *(part.payout or 0.0 for part in told_of.parts)}
    return {round(amount, 2) for amount in found if abs(amount) > 50 and round(amount, 2) % 10}


def numbers(fact: object) -> Iterator[float]:
    if isinstance(fact, dict):
        for each in fact.values():
            yield from numbers(each)
    elif isinstance(fact, list):
        for each in fact:
            yield from numbers(each)
    elif isinstance(fact, (int, float)):
        yield round(float(fact), 2)


def everything(desk: Desk) -> str:
    """Every cell that the desk can get at, of which its answers are made, and the answers to questions without any."""
    cells = {
        f"{name} {line!r}": list(book.cells(line))
        for name in desk.books.names
        for book in [desk.books.book(name)]
        for line in book.places
    }
    return json.dumps([cells, *(question() for question in desk.questions if question.__name__.startswith("list_"))])


def test_what_comes_of_pay_is_known_by_what_it_reads() -> None:
    lines = pay_lines()
    assert {Payout.payout, Standing.payout, BasePay.base_salary} <= lines
    assert lines.isdisjoint(ByMonth.lines)
    assert {BasePay.key, "plans", "adjustments", "payouts"} <= PAY_TABLES
    assert Splits.key not in PAY_TABLES


def test_a_manager_hears_what_a_team_does_not(centre: Path) -> None:
    amounts = secrets(centre)
    heard, kept = (
        set(numbers(json.loads(everything(DataDesk.open(str(centre), Sight.of(listener, ""))))))
        for listener in (Listener.MANAGER, Listener.TEAM)
    )
    assert len(amounts) > 6
    assert len(amounts & heard) > len(amounts) / 2
    assert not amounts & kept


def test_a_team_asks_nothing_about_pay(centre: Path) -> None:
    desk = DataDesk.open(str(centre), Sight.of(Listener.TEAM, ""), plans=centre)
    asked = {question.__name__ for question in desk.questions}
    assert asked == {"list_books", "find_cells", "explain_number", "list_problems", "list_unused"}


def test_a_person_hears_of_nobody_else(centre: Path) -> None:
    data = load(str(centre))
    rep = _with_a_workbook(centre)
    desk = DataDesk.open(str(centre), Sight.of(Listener.REP, rep))

    heard = json.dumps([everything(desk), desk.explain_payout()])

    assert not secrets(centre, rep) & set(numbers(json.loads(everything(desk))))
    assert desk.explain_payout()["total"] == story(data, rep, MONTHS[-1]).total
    for other in set(data.column(Reps.rep_id)) - {rep}:
        assert other not in heard
        with pytest.raises(InvalidOption, match="nobody else"):
            desk.explain_payout(other)
    with pytest.raises(InvalidOption, match="nobody else"):
        desk.explain_payout("who-is-this")


def test_somebody_unknown_hears_nothing(centre: Path) -> None:
    with pytest.raises(NothingToBuild):
        DataDesk.open(str(centre), Sight.of(Listener.REP, "nobody"))


@pytest.mark.parametrize(("listener", "rep"), [(Listener.REP, ""), (Listener.REP, " "), (Listener.TEAM, "R1")])
def test_who_listens_has_to_be_said_once(listener: Listener, rep: str) -> None:
    with pytest.raises(InvalidOption):
        Sight.of(listener, rep)


@pytest.fixture(scope="module")
def built(centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks for managers, and for people."""
    out = tmp_path_factory.mktemp("books")
    for audience in (Audience.MANAGER, Audience.REP):
        build(centre, out / audience, audience=audience)
    return out


def test_workbooks_for_managers_tell_a_team_nothing_of_pay(centre: Path, built: Path) -> None:
    amounts = secrets(centre)
    heard, kept = (
        set(numbers(json.loads(everything(FolderDesk.open(built / "manager", Sight.of(listener, ""))))))
        for listener in (Listener.MANAGER, Listener.TEAM)
    )
    assert len(amounts & heard) > len(amounts) / 2
    assert not amounts & kept


def test_a_person_opens_the_own_workbook_alone(centre: Path, built: Path) -> None:
    rep = _with_a_workbook(centre)
    desk = FolderDesk.open(built, Sight.of(Listener.REP, rep))
    own = [name for name in desk.books.names if name.startswith(f"rep/{rep} ")]

    assert len(own) == 1
    assert desk.books.book(own[0]).places
    for name in set(desk.books.names) - set(own):
        with pytest.raises(InvalidOption, match="not the workbook of"):
            desk.books.book(name)
        with pytest.raises(InvalidOption, match="not the workbook of"):
            desk.verify_book(name)


def test_verifying_tells_a_team_of_no_cell_of_pay(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = FolderDesk.open(built / "manager", Sight.of(Listener.TEAM, ""))
    opened = desk.files.opened("T01.xlsx")
    places = [opened.named(name_of(line)) for line in (Payout.payout, ByMonth.lines[1])]
    found = tuple(
        Difference(CellRef(area.sheet, area.top, area.left), "a number", 1.0, 4711.0, "another", None)
        for area in places
        if area is not None
    )
    monkeypatch.setattr(
        desks, "verified", lambda book, *_, **__: Verification(book, 9, ("another",), False, found, (), ())
    )

    answer = desk.verify_book("T01.xlsx")

    assert not answer["agrees"]
    assert [each["cell"] for each in answer["differences"]] == [str(found[1].cell)]
    assert answer["differences_in_other_cells"] == 1


@pytest.mark.parametrize(
    "name",
    ["../centre.xlsx", "manager/../manager/T01.xlsx", "/etc/passwd", "manager", "T01", ".", "..", "outside.xlsx"],
)
def test_workbooks_are_named_within_the_folder(built: Path, tmp_path: Path, name: str) -> None:
    desk = FolderDesk.open(built, Sight.of(Listener.MANAGER, ""))
    with pytest.raises(InvalidOption, match="no workbook"):
        desk.books.book(name)


def test_a_link_out_of_the_folder_leads_nowhere(built: Path, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "link.xlsx").symlink_to(built / "manager" / "T01.xlsx")
    desk = FolderDesk.open(tmp_path / "books", Sight.of(Listener.MANAGER, ""))
    with pytest.raises(InvalidOption):
        desk.books.book("link.xlsx")


def test_a_refusal_says_names_and_no_paths(built: Path, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "torn.xlsx").write_bytes((built / "manager" / "T01.xlsx").read_bytes()[:5_000])
    desk = FolderDesk.open(tmp_path / "books", Sight.of(Listener.MANAGER, ""))
    with pytest.raises(UserError) as refused:
        desk.find_cells("payout")
    assert "torn.xlsx" in desk.refusal(refused.value)
    assert str(tmp_path) not in desk.refusal(refused.value)


def test_a_payout_is_told_alike_from_data_and_from_the_workbook(centre: Path, built: Path) -> None:
    manager = Sight.of(Listener.MANAGER, "")
    rep = _with_a_workbook(centre)
    team = next(iter(load(str(centre)).table(Reps).set_index(Reps.rep_id.key).loc[[rep], Reps.team_id.key]))

    from_data = DataDesk.open(str(centre), manager).explain_payout(rep)
    from_book = FolderDesk.open(built / "manager", manager).explain_payout(rep, f"{team}.xlsx")

    assert from_book["total"] == from_data["total"]


@pytest.mark.parametrize("name", ["..", "../data", ".", "", "/etc"])
def test_plans_are_named_within_their_folder(centre: Path, name: str) -> None:
    desk = DataDesk.open(str(centre), Sight.of(Listener.FINANCE, ""), plans=centre.parent)
    with pytest.raises(InvalidOption, match="There are: data"):
        desk.simulate_plans(name)


def test_nothing_writes(centre: Path, built: Path) -> None:
    before = files(centre), files(built)
    for desk in (
        DataDesk.open(str(centre), Sight.of(Listener.MANAGER, ""), plans=centre.parent),
        FolderDesk.open(built / "manager", Sight.of(Listener.MANAGER, "")),
    ):
        everything(desk)
        desk.find_cells("payout")
    data = DataDesk.open(str(centre), Sight.of(Listener.MANAGER, ""), plans=centre.parent)
    data.explain_payout(_with_a_workbook(centre))
    assert data.simulate_plans(centre.name)["total"]["pay"]["old"] > 0
    folder = FolderDesk.open(built / "manager", Sight.of(Listener.MANAGER, ""))
    folder.verify_book("T01.xlsx")
    assert folder.compare_books("T01.xlsx", "T01.xlsx")["people"] == []
    assert (files(centre), files(built)) == before


def _with_a_workbook(centre: Path) -> str:
    """Somebody who is paid on own sales alone."""
    for rep in load(str(centre)).column(Reps.rep_id):
        try:
            DataDesk.open(str(centre), Sight.of(Listener.REP, str(rep)))
        except NothingToBuild:
            continue
        return str(rep)
    raise AssertionError("nobody is paid on own sales")
