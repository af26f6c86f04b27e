"""Whatever anybody is paid stands in no answer to a team, and nothing of others in one to a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copy2, copytree

import pandas as pd
import pytest

from salessheet.calc import Difference, Verification
from salessheet.data.audiences import paid_on_teams, part_of
from salessheet.data.commission.story import story
from salessheet.data.dataset import Dataset, as_of
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.errors import EngineFailed, InvalidOption, NothingToBuild, UserError
from salessheet.mcp import desk as desks
from salessheet.mcp.desk import DataDesk, Desk, FolderDesk
from salessheet.mcp.sight import PAY_TABLES, Listener, Sight, pay_lines
from salessheet.workbook.audience import Audience
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import Flavour
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.dashboard_working import Standing
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.sheets.improvement import ImprovementFigures, SupportList
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Adjustments, BasePay, Reps, Splits
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.template import write
from tests.batch.centres import files

MONTHS = [dt.date(2026, month, 1) for month in (4, 5, 6)]


@pytest.fixture(scope="module")
def data(centre: Path) -> Dataset:
    return load(str(centre))


@pytest.fixture(scope="module")
def pay(data: Dataset) -> dict[str, set[float]]:
    """What each is paid: base pay, and payouts that no round number is by chance."""
    base = data.table(BasePay)
    found: dict[str, set[float]] = {}
    for rep in data.column(Reps.rep_id):
        amounts = set(base[base[BasePay.rep_id.key] == rep][BasePay.base_salary.key])
        for month in MONTHS:
            told_of = story(data, rep, month)
            amounts |= {told_of.total or 0.0, *(part.payout or 0.0 for part in told_of.parts)}
        found[rep] = {round(amount, 2) for amount in amounts if abs(amount) > 50 and round(amount, 2) % 10}
    return found


@pytest.fixture(scope="module")
def amounts(pay: dict[str, set[float]]) -> set[float]:
    return set().union(*pay.values())


@pytest.fixture(scope="module")
def team(centre: Path) -> DataDesk:
    return DataDesk.open(str(centre), Sight.of(Listener.TEAM, ""))


@pytest.fixture(scope="module")
def person(centre: Path, data: Dataset) -> DataDesk:
    """That of somebody who is paid on own sales alone."""
    rep = next(str(rep) for rep in data.column(Reps.rep_id) if rep not in paid_on_teams(data))
    return DataDesk.open(str(centre), Sight.of(Listener.REP, rep))


@pytest.fixture(scope="module")
def built(data: Dataset, person: DataDesk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a team for its manager, and that of a person in it."""
    out, rep = tmp_path_factory.mktemp("books"), person.sight.rep
    team = str(data.table(Reps).set_index(Reps.rep_id.key)[Reps.team_id.key][rep])
    day = as_of(data)
    assert day is not None
    scope = Scope(team, MONTHS[-1], day, 1, person.words, audience=Audience.MANAGER)
    of_person = replace(scope, audience=Audience.REP, rep=rep, stated=rep)
    for each, name in ((scope, f"manager/{team}"), (of_person, f"rep/{rep} in person")):
        part = part_of(data, team, each.audience, each.rep)
        (out / name).parent.mkdir()
        write(out / f"{name}.xlsx", edition_of(part, each, Flavour.VALUES), "a build")
    return out


@pytest.fixture(scope="module")
def books(built: Path) -> FolderDesk:
    """The workbook of the team, as its manager hears of it."""
    return FolderDesk.open(built / "manager", Sight.of(Listener.MANAGER, ""))


@pytest.fixture(scope="module")
def books_of_team(built: Path) -> FolderDesk:
    return FolderDesk.open(built / "manager", Sight.of(Listener.TEAM, ""))


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


def test_a_manager_hears_what_a_team_does_not(manager: DataDesk, team: DataDesk, amounts: set[float]) -> None:
    heard, kept = (set(numbers(json.loads(everything(desk)))) for desk in (manager, team))
    assert len(amounts) > 6
    assert len(amounts & heard) > len(amounts) / 2
    assert not amounts & kept


def test_a_team_asks_nothing_about_pay(team: DataDesk, centre: Path) -> None:
    asked = {question.__name__ for question in replace(team, plans=centre).questions}
    assert asked == {"list_books", "find_cells", "explain_number", "list_problems", "list_unused"}


def test_a_person_is_not_offered_problems_which_name_rows_of_others(person: DataDesk) -> None:
    asked = {question.__name__ for question in person.questions}
    assert asked == {"list_books", "find_cells", "explain_number", "list_unused", "explain_payout"}


def test_what_lies_before_the_first_workbook_in_its_folder_hinders_no_question(built: Path, tmp_path: Path) -> None:
    (tmp_path / "a torn one.xlsx").write_bytes(b"PK")
    with pytest.raises(UserError, match="a torn one"):
        FolderDesk.open(tmp_path, Sight.of(Listener.MANAGER, "")).find_cells("annual target")
    (file,) = (built / "manager").glob("*.xlsx")
    copy2(file, tmp_path / "t.xlsx")

    (found, *_) = FolderDesk.open(tmp_path, Sight.of(Listener.MANAGER, "")).find_cells("annual target")["found"]

    assert found["book"] == "t.xlsx"


def test_of_a_cell_of_pay_a_team_hears_as_of_an_empty_one(books: FolderDesk, books_of_team: FolderDesk) -> None:
    def refusal(sheet: str, address: str) -> str:
        with pytest.raises(InvalidOption) as refused:
            books_of_team.explain_number(sheet, address)
        return str(refused.value).replace(address, "ZZ9")

    places = {line.block: area for line, area in books.books.book("").places.items() if line in pay_lines()}
    assert len(places) > 40
    for area in places.values():
        cell = CellRef(area.sheet, area.top, area.left)
        assert refusal(cell.sheet, cell.address) == refusal(cell.sheet, "ZZ9")


@pytest.mark.parametrize("words", ["payout", "base salary", "payout commission by person", "佣金 实发", "plan rate"])
def test_words_of_pay_find_a_team_none(team: DataDesk, amounts: set[float], words: str) -> None:
    for name in team.books.names:
        assert not amounts & set(numbers(team.find_cells(words, name)))


def test_what_is_wrong_with_pay_a_team_does_not_hear(centre: Path, tmp_path: Path) -> None:
    """Every amount that anybody is paid is made to be one that is refused, and quoted in the refusal."""
    folder = copytree(centre, tmp_path / "data")
    wrong = {BasePay: BasePay.base_salary.key, Adjustments: Adjustments.amount.key}
    for table, column in wrong.items():
        rows = pd.read_csv(folder / f"{table.key}.csv", dtype=str)
        rows[column] = [f"4711.{number:02}x" for number in range(len(rows))]
        rows.to_csv(folder / f"{table.key}.csv", index=False)

    told = {
        listener: json.dumps([desk.list_problems(), desk.list_unused()])
        for listener in (Listener.MANAGER, Listener.TEAM)
        for desk in [DataDesk.open(str(folder), Sight.of(listener, ""))]
    }

    assert "4711.00x" in told[Listener.MANAGER]
    assert "4711" not in told[Listener.TEAM]
    assert not any(table.key in told[Listener.TEAM] for table in wrong)


def test_a_person_hears_of_nobody_else(data: Dataset, pay: dict[str, set[float]], person: DataDesk) -> None:
    rep = person.sight.rep
    all_of_it = everything(person)

    heard = json.dumps([all_of_it, person.explain_payout()])

    others_are_paid = set().union(*(amounts for other, amounts in pay.items() if other != rep))
    assert others_are_paid
    assert not others_are_paid & set(numbers(json.loads(all_of_it)))
    assert person.explain_payout()["total"] == story(data, rep, MONTHS[-1]).total
    for other in set(data.column(Reps.rep_id)) - {rep}:
        assert other not in heard
        with pytest.raises(InvalidOption, match="Only the pay of"):
            person.explain_payout(other)
    with pytest.raises(InvalidOption, match="Only the pay of"):
        person.explain_payout("who-is-this")


def test_somebody_unknown_hears_nothing(centre: Path) -> None:
    with pytest.raises(NothingToBuild):
        DataDesk.open(str(centre), Sight.of(Listener.REP, "nobody"))


@pytest.mark.parametrize(("listener", "rep"), [(Listener.REP, ""), (Listener.REP, " "), (Listener.TEAM, "R1")])
def test_who_listens_has_to_be_said_once(listener: Listener, rep: str) -> None:
    with pytest.raises(InvalidOption):
        Sight.of(listener, rep)


def test_workbooks_for_managers_tell_a_team_nothing_of_pay(
    books: FolderDesk, books_of_team: FolderDesk, amounts: set[float]
) -> None:
    heard, kept = (set(numbers(json.loads(everything(desk)))) for desk in (books, books_of_team))
    assert len(amounts & heard) > 4
    assert not amounts & kept


def test_a_person_hears_of_the_own_workbook_alone(built: Path, person: DataDesk, tmp_path: Path) -> None:
    """Not even what those of others are called; and a name alone makes no workbook somebody's own."""
    rep = person.sight.rep
    folder = copytree(built, tmp_path / "books")
    copy2(next((folder / "manager").glob("*.xlsx")), folder / f"{rep} and all others.xlsx")
    desk = FolderDesk.open(folder, Sight.of(Listener.REP, rep))

    others, own = desk.books.names

    assert own.startswith(f"rep/{rep} ")
    assert desk.books.book(own).places
    for question in (desk.books.book, desk.verify_book):
        with pytest.raises(InvalidOption, match="not the workbook of"):
            question(others)
        with pytest.raises(InvalidOption, match="There is no workbook"):
            question("manager/T01.xlsx")


def test_verifying_tells_a_team_of_no_cell_of_pay(books_of_team: FolderDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = books_of_team.files.opened("")
    places = [opened.named(name_of(line)) for line in (Payout.payout, ByMonth.lines[1])]
    found = tuple(
        Difference(CellRef(area.sheet, area.top, area.left), "a number", 1.0, 4711.0, "another", None)
        for area in places
        if area is not None
    )
    verification = Verification(tuple(opened.sheets), 9, ("another",), False, found, (), ())
    monkeypatch.setattr(desks, "verified", lambda *_, **__: verification)

    answer = books_of_team.verify_book()

    assert not answer["agrees"]
    assert [each["cell"] for each in answer["differences"]] == [str(found[1].cell)]
    assert answer["differences_in_other_cells"] == 1


def test_what_engines_say_of_cells_is_not_told(books_of_team: FolderDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Verification:
        raise EngineFailed("another", "could not calculate Commission!D7: 4711.08.")

    monkeypatch.setattr(desks, "verified", fail)
    with pytest.raises(EngineFailed) as failure:
        books_of_team.verify_book()
    assert "4711.08" not in books_of_team.refusal(failure.value)


@pytest.mark.parametrize(
    "name",
    ["../centre.xlsx", "manager/../manager/T01.xlsx", "/etc/passwd", "manager", "T01", ".", "..", "outside.xlsx"],
)
def test_workbooks_are_named_within_the_folder(built: Path, name: str) -> None:
    desk = FolderDesk.open(built, Sight.of(Listener.MANAGER, ""))
    with pytest.raises(InvalidOption, match="no workbook"):
        desk.books.book(name)


def test_a_link_out_of_the_folder_leads_nowhere(built: Path, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "link.xlsx").symlink_to(next((built / "manager").glob("*.xlsx")))
    desk = FolderDesk.open(tmp_path / "books", Sight.of(Listener.MANAGER, ""))
    with pytest.raises(InvalidOption):
        desk.books.book("link.xlsx")


@pytest.mark.parametrize("folder", ["{tmp_path}/books", "books", "books/../books", "."])
def test_a_refusal_says_names_and_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "torn.xlsx").write_bytes(b"PK\3\4 no more")
    monkeypatch.chdir(tmp_path / "books" if folder == "." else tmp_path)
    desk = FolderDesk.open(Path(folder.format(tmp_path=tmp_path)), Sight.of(Listener.MANAGER, ""))
    with pytest.raises(UserError) as refused:
        desk.find_cells("payout")
    assert desk.refusal(refused.value).startswith("torn.xlsx")
    assert str(tmp_path) not in desk.refusal(refused.value)


def test_a_payout_is_told_alike_from_data_and_from_the_workbook(
    manager: DataDesk, books: FolderDesk, person: DataDesk
) -> None:
    rep = person.sight.rep
    assert books.explain_payout(rep)["total"] == manager.explain_payout(rep)["total"]


def test_cells_are_told_alike_from_data_and_from_the_workbook(
    manager: DataDesk, books: FolderDesk, person: DataDesk, built: Path
) -> None:
    of_person = FolderDesk.open(built / "rep", person.sight)
    for desk, finished in ((manager, books), (person, of_person)):
        name = finished.books.names[0].removesuffix(".xlsx")
        book, seen = desk.books.book(person.sight.rep if desk is person else name), finished.books.book("")
        told = [line for line in book.places if line is not About.version]
        assert {n: book.places[n] for n in told} == {n: seen.places[n] for n in told}
        assert {n: shown(book.cells(n)) for n in told} == {n: shown(seen.cells(n)) for n in told}
    name = books.books.names[0].removesuffix(".xlsx")
    assert not {*ImprovementFigures.lines, SupportList.open_plans} & {*manager.books.book(name).places}
    assert {*ImprovementFigures.lines, SupportList.open_plans} <= {*books.books.book("").places}


def shown(cells: Sequence[object]) -> list[object]:
    """Blanks as one, numbers as files keep them."""
    return [None if cell == "" else f"{cell:.12g}" if isinstance(cell, (int, float)) else cell for cell in cells]


def test_whoever_is_not_in_the_first_book_is_asked_for_by_that_of_the_team(
    manager: DataDesk, books: FolderDesk
) -> None:
    first = set(books.books.book("").cells(Reps.rep_id))
    other = next(rep for rep in map(str, manager.dataset.column(Reps.rep_id)) if rep not in first)

    with pytest.raises(InvalidOption, match="list_books"):
        books.explain_payout(other)
    with pytest.raises(UserError, match="no such person"):
        books.explain_payout(other, *books.books.names)


@pytest.mark.parametrize("name", ["..", "../data", ".", "", "/etc"])
def test_plans_are_named_within_their_folder(centre: Path, manager: DataDesk, name: str) -> None:
    desk = replace(manager, plans=centre.parent)
    with pytest.raises(InvalidOption, match="There are: data"):
        desk.simulate_plans(name)


def test_nothing_writes(centre: Path, manager: DataDesk, person: DataDesk, built: Path, books: FolderDesk) -> None:
    before = files(centre), files(built)
    data = replace(manager, plans=centre.parent)
    everything(data)
    data.find_cells("payout")
    data.explain_payout(person.sight.rep)
    simulated = data.simulate_plans(centre.name)
    assert simulated["total"]["pay"]["old"] > 0
    assert str(centre.parent) not in json.dumps(simulated)
    everything(books)
    books.find_cells("payout")
    (book,) = books.books.names
    assert books.compare_books(book, book)["people"] == []
    of_people = FolderDesk.open(built / "rep", Sight.of(Listener.FINANCE, ""))
    assert of_people.verify_book()["agrees"]
    assert (files(centre), files(built)) == before
