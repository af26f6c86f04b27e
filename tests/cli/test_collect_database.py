"""`collect` into a database: what it is into a folder, in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from salessheet.batch import build
from salessheet.batch.collecting.database_tables import DatabaseTables
from salessheet.data.collecting import together
from salessheet.data.load import load
from salessheet.data.reading.sql_database import SqlDatabase
from tests.cli.conftest import Salessheet
from tests.cli.test_collect import TABLES, TYPED, Cell, collect, column, row, rows, type_in, typing
from tests.data.postgres import IN_ADDRESS, Postgres, running

FORMS = {
    "teams": "team_id varchar(20) PRIMARY KEY, name varchar(40)",
    "customers": "customer_id varchar(20) PRIMARY KEY, name varchar(40) NOT NULL",
    "reps": "rep_id varchar(20) PRIMARY KEY, name varchar(40), team_id varchar(20) REFERENCES teams(team_id)",
    "deals": "deal_id varchar(20) PRIMARY KEY, customer_id varchar(20) REFERENCES customers(customer_id),"
    " rep_id varchar(20) REFERENCES reps(rep_id), amount decimal(12,2) CHECK (amount < 1000000), stage varchar(20),"
    " lead_date date, opportunity_date date, won_date timestamp, next_step varchar(40),"
    " our_note varchar(20) DEFAULT 'new'",
    "activities": "date date, rep_id varchar(20), type varchar(20), count integer",
    "settings": '"key" varchar(40) PRIMARY KEY, "value" varchar(40)',
    "targets": "scope varchar(9), id varchar(9), year integer, amount double precision, PRIMARY KEY (scope, id, year)",
}
"""Types and keys as a company's database has them; activities have no key."""

DEAL: dict[str, Cell] = {"rep_id": "B", "amount": 777.25, "stage": "Lead", "lead_date": "2026-03-05"}
VISIT: dict[str, Cell] = {"date": "2026-02-08", "rep_id": "A", "type": "visit", "count": 2}


class Stored:
    """A database with the tables. `do` runs a statement as somebody else would."""

    def __init__(self, address: str, forms: Mapping[str, str] = FORMS) -> None:
        self.address = address
        for name, form in forms.items():
            self.do(f"CREATE TABLE {name} ({form})")
            heading, *lines = TABLES[name].splitlines()
            names = ", ".join(f'"{each}"' for each in heading.split(","))
            for line in lines:
                values = ", ".join(f"'{cell}'" if cell else "NULL" for cell in line.split(","))
                self.do(f"INSERT INTO {name} ({names}) VALUES ({values})")

    def do(self, statement: str) -> list[tuple[object, ...]]:
        if self.address.startswith("duckdb"):
            with duckdb.connect(self.address.removeprefix("duckdb:///")) as connection:
                return connection.execute(statement).fetchall()
        engine = create_engine(self.address.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
        with engine.begin() as connection:
            found = connection.execute(text(statement))
            return [tuple(each) for each in found] if found.returns_rows else []


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with running() as found:
        yield found


@contextmanager
def database(server: Postgres) -> Iterator[str]:
    address = server.address().replace("postgresql://", "postgresql+psycopg://")
    admin = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE sales"))
        yield server.address(database="sales")
        connection.execute(text("DROP DATABASE sales WITH (FORCE)"))


@pytest.fixture(params=["postgresql", "sqlite", "duckdb"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stored]:
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("server")
        with database(server) as address:
            yield Stored(address)
        return
    yield Stored(f"{request.param}:///{tmp_path / 'sales.db'}")


@pytest.fixture
def sqlite(tmp_path: Path) -> Stored:
    return Stored(f"sqlite:///{tmp_path / 'sales.db'}")


@pytest.fixture
def built(stored: Stored, tmp_path: Path) -> Path:
    build(stored.address, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def built_of_sqlite(sqlite: Stored, tmp_path: Path) -> Path:
    build(sqlite.address, tmp_path / "out")
    return tmp_path / "out"


def folder(place: Path) -> Path:
    place.mkdir()
    for key, content in TABLES.items():
        (place / f"{key}.csv").write_text(content, encoding="utf-8")
    return place


def frames(source: str | Path) -> dict[str, list[list[object]]]:
    """What the data is, rows in any order, but for columns that nobody reads."""
    tables = load(source).tables
    plain = {key: frame.astype(object).where(frame.notna(), None) for key, frame in tables.items()}
    return {key: sorted(map(list, frame.to_numpy()), key=repr) for key, frame in plain.items()}


def type_all(book: Path) -> None:
    """Cells of all kinds, a new row without an id, one deal that goes, and one that comes with its customer."""
    with typing(book) as workbook:
        for name, place, cell, *_ in TYPED:
            type_in(workbook, name, place, cell)
        for name, value in DEAL.items():
            type_in(workbook, f"Deals_{name}", 2, value)
        for name, value in VISIT.items():
            type_in(workbook, f"Activities_{name}", 3, value)


def test_what_was_typed_is_in_the_database_what_it_is_in_a_folder(
    stored: Stored, built: Path, tmp_path: Path, salessheet: Salessheet
) -> None:
    data = folder(tmp_path / "data")
    build(data, tmp_path / "of_folder")
    type_all(built / "T1.xlsx")
    type_all(tmp_path / "of_folder" / "T1.xlsx")

    code, tree = collect(salessheet, built / "T1.xlsx", "--data", stored.address)
    _, of_folder = collect(salessheet, tmp_path / "of_folder" / "T1.xlsx", "--data", data)

    assert (code, tree["conflicts"], tree["refused"]) == (0, [], [])
    assert tree["taken"] == of_folder["taken"]
    assert frames(stored.address) == frames(data)
    assert sorted(stored.do("SELECT deal_id, our_note FROM deals")) == [
        ("D01", "keep"), ("D02", "this"), ("D03", "too"), ("D04", "new"),
    ]  # fmt: skip  # rows
    logged = rows(built, "audit")
    assert [(each["who"], each["table"], each["key"]) for each in logged] == [
        ("Ann", each["table"], each["key"]) for each in tree["taken"]
    ]
    assert IN_ADDRESS not in (built / "audit.csv").read_text("utf-8")
    assert not (built / together.NOTE).exists()


def test_it_is_collected_once_and_the_workbook_may_be_built_again(
    stored: Stored, built: Path, salessheet: Salessheet
) -> None:
    type_all(built / "T1.xlsx")
    collect(salessheet, built / "T1.xlsx", "--data", stored.address)
    before = frames(stored.address)

    again = collect(salessheet, built / "T1.xlsx", "--data", stored.address)
    rebuilt = salessheet("build", "--data", stored.address, "--out", built)
    after = collect(salessheet, built / "T1.xlsx", "--data", stored.address)

    assert [tree["taken"] for _, tree in (again, after)] == [[], []]
    assert rebuilt.code in {0, 1}
    assert frames(stored.address) == before


def test_rows_go_and_what_others_changed_too_is_a_conflict(stored: Stored, built: Path, salessheet: Salessheet) -> None:
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)
        sheet, top, left = column(workbook, "Deals_deal_id")
        for each in range(left, left + 40):
            sheet.cell(top + 1, each).value = None
        sheet, top, left = column(workbook, "Activities_date")
        for each in range(left, left + 4):
            sheet.cell(top + 1, each).value = None
    stored.do("UPDATE deals SET amount = 1600 WHERE deal_id = 'D01'")

    code, tree = collect(salessheet, built / "T1.xlsx", "--data", stored.address)

    assert code == 1, tree
    assert (code, [(each["column"], each["data"]) for each in tree["conflicts"]]) == (1, [("amount", 1600.0)])
    assert sorted(stored.do("SELECT deal_id, amount FROM deals")) == [("D01", 1600), ("D03", 3000)]
    assert sorted(each["kind"] for each in tree["taken"]) == ["deleted", "deleted"], tree
    assert len(stored.do("SELECT * FROM activities")) == 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("Deals_amount", 0, 12.345), "keeps something else"),
        (("Deals_amount", 0, 2e6), "does not take what was typed"),
    ],
)
def test_what_a_column_rounds_or_refuses_takes_all_back(
    typed: tuple[str, int, float], says: str, built: Path, stored: Stored, salessheet: Salessheet
) -> None:
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, *typed)
        type_in(workbook, "Reps_name", 1, "Bo")
    before = frames(stored.address)

    said = salessheet("collect", built / "T1.xlsx", "--data", stored.address, "--by", "Ann")

    if stored.address.startswith("sqlite") and "keeps" in says:  # it rounds nothing
        assert (said.code, stored.do("SELECT amount FROM deals WHERE deal_id = 'D01'")) == (0, [(12.345,)])
        return
    assert (said.code, says in said.err, "Nothing was written" in said.err) == (2, True, True), said.err
    assert frames(stored.address) == before
    assert not (built / "audit.csv").exists()
    assert not (built / together.NOTE).exists()


def test_what_has_no_place_in_the_database_is_refused_row_by_row(
    built_of_sqlite: Path, sqlite: Stored, salessheet: Salessheet
) -> None:
    sqlite.do("DROP TABLE activities")
    with typing(built_of_sqlite / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_lost_reason", 1, "price")
        type_in(workbook, "Deals_amount", 0, 1500)
        for name, value in VISIT.items():
            type_in(workbook, f"Activities_{name}", 3, value)

    code, tree = collect(salessheet, built_of_sqlite / "T1.xlsx", "--data", sqlite.address)

    told = [each["wrong"] for each in tree["refused"]]
    assert code == 1
    assert any("no column 'lost_reason'" in each["wrong"] for each in tree["refused"]), told
    assert any("no table 'activities'" in each["wrong"] for each in tree["refused"]), told
    assert sqlite.do("SELECT amount FROM deals WHERE deal_id = 'D01'") == [(1500,)]


@pytest.mark.parametrize("moment", ["before it counts", "after it counts"])
def test_a_run_that_is_killed_is_ended_by_the_next(
    moment: str, built: Path, stored: Stored, salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_all(built / "T1.xlsx")
    with monkeypatch.context() as patch:
        patch.setattr(together, "_forget", lambda folder: None)  # as if the process were gone
        if moment == "before it counts":
            patch.setattr(DatabaseTables, "_apply", lambda self: (_ for _ in ()).throw(RuntimeError("killed")))
        else:
            patch.setattr(together, "_finish", lambda folder, note: (_ for _ in ()).throw(RuntimeError("killed")))
        salessheet("collect", built / "T1.xlsx", "--data", stored.address, "--by", "Ann")
    assert (built / together.NOTE).exists()
    deals = len(stored.do("SELECT * FROM deals"))
    assert deals == (3 if moment == "before it counts" else 4)

    code, tree = collect(salessheet, built / "T1.xlsx", "--data", stored.address)

    assert code == 0
    assert bool(tree["taken"]) is (moment == "before it counts")
    assert len(stored.do("SELECT * FROM deals")) == 4
    assert {each["who"] for each in rows(built, "audit")} == {"Ann"}
    assert len([each for each in rows(built, "audit") if each["key"] == "D04"]) == 1
    assert not (built / together.NOTE).exists()
    assert collect(salessheet, built / "T1.xlsx", "--data", stored.address)[1]["taken"] == []


def test_a_folder_leaves_the_database_as_it_is(
    stored: Stored, built: Path, tmp_path: Path, salessheet: Salessheet
) -> None:
    before = frames(stored.address)
    type_all(built / "T1.xlsx")

    code, tree = collect(salessheet, built / "T1.xlsx", "--data", stored.address, "--out", tmp_path / "new")

    assert (code, tree["refused"]) == (0, [])
    assert frames(stored.address) == before
    assert row(tmp_path / "new", "deals", "D01")["amount"] == "1500"
    assert row(tmp_path / "new", "deals", "D01")["our_note"] == "keep"
    collect(salessheet, built / "T1.xlsx", "--data", stored.address)
    assert frames(stored.address) == frames(tmp_path / "new")


def test_of_rows_that_say_the_same_one_is_changed(built: Path, stored: Stored, salessheet: Salessheet) -> None:
    with typing(built / "T1.xlsx") as workbook:
        sheet, top, left = column(workbook, "Activities_count")
        place = next(place for place in range(3) if sheet.cell(top + place, left).value == 3)
        type_in(workbook, "Activities_count", place, 4)

    assert collect(salessheet, built / "T1.xlsx", "--data", stored.address)[0] == 0
    assert sorted(stored.do("SELECT count FROM activities")) == [(1,), (3,), (4,)]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_it_is_told_in_both_languages(lang: str, built_of_sqlite: Path, sqlite: Stored, salessheet: Salessheet) -> None:
    with typing(built_of_sqlite / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 2e6)

    said = salessheet("collect", built_of_sqlite / "T1.xlsx", "--data", sqlite.address, "--by", "Ann", "--lang", lang)

    assert (said.code, ("Nothing was written" in said.err) is (lang == "en")) == (2, True), said.err


def test_the_database_is_written_in_its_own_words(server: Postgres, tmp_path: Path, salessheet: Salessheet) -> None:
    """Money, an enumerated type, identifiers made by the database, and a view with Chinese headings."""
    with database(server) as address:
        stored = Stored(address, {})
        for statement in (
            "CREATE TYPE stage AS ENUM ('线索', '机会', '成交')",
            'CREATE TABLE "团队" ("团队编号" text PRIMARY KEY)',
            "CREATE TABLE people (id bigserial PRIMARY KEY, no text UNIQUE, called text, team text, here text)",
            'CREATE VIEW "销售人员" AS SELECT no AS "人员编号", called AS "姓名", team AS "团队编号" FROM people',
            (
                "CREATE TABLE deals (deal_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), rep_id text, amount money,"
                " stage stage, lead_date date, won_date timestamptz)"
            ),
            "INSERT INTO \"团队\" VALUES ('T1')",
            "INSERT INTO people (no, called, team) VALUES ('A', '安', 'T1')",
            "INSERT INTO deals (rep_id, amount, stage, lead_date) VALUES ('A', 1000, '线索', '2026-02-01')",
        ):
            stored.do(statement)
        build(address, tmp_path / "out", lang="zh-CN")
        with typing(tmp_path / "out" / "T1.xlsx") as workbook:
            type_in(workbook, "Deals_amount", 0, 1234.5)
            type_in(workbook, "Deals_stage", 0, "成交")
            type_in(workbook, "Deals_won_date", 0, "2026-02-20")
            type_in(workbook, "Reps_name", 0, "安娜")

        code, tree = collect(salessheet, tmp_path / "out" / "T1.xlsx", "--data", address)

        assert (code, tree["refused"]) == (0, []), tree
        found = "SELECT amount::numeric, stage::text, won_date::date::text FROM deals"
        assert stored.do(found) == [(1234.5, "成交", "2026-02-20")]
        assert stored.do("SELECT called FROM people") == [("安娜",)]


def test_who_works_at_the_same_row_at_the_same_time_loses_nothing(
    server: Postgres, tmp_path: Path, salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database(server) as address:
        stored = Stored(address)
        build(address, tmp_path / "out")
        with typing(tmp_path / "out" / "T1.xlsx") as workbook:
            type_in(workbook, "Deals_amount", 0, 1500)
        apply = DatabaseTables._apply

        def at_the_same_time(tables: DatabaseTables) -> None:
            stored.do("UPDATE deals SET amount = 1600 WHERE deal_id = 'D01'")
            apply(tables)

        with monkeypatch.context() as patch:
            patch.setattr(DatabaseTables, "_apply", at_the_same_time)
            said = salessheet("collect", tmp_path / "out" / "T1.xlsx", "--data", address, "--by", "Ann")

        assert (said.code, "concurrent update" in said.err) == (2, True), said.err
        assert stored.do("SELECT amount FROM deals WHERE deal_id = 'D01'") == [(1600,)]


def test_what_the_database_does_not_confirm_is_not_said_to_be_unwritten(
    built_of_sqlite: Path, sqlite: Stored, salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    with typing(built_of_sqlite / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)

    def lost(database: SqlDatabase) -> None:
        raise OperationalError("COMMIT", {}, Exception("the connection was lost"))

    with monkeypatch.context() as patch:
        patch.setattr(SqlDatabase, "commit", lost)
        said = salessheet("collect", built_of_sqlite / "T1.xlsx", "--data", sqlite.address, "--by", "Ann")

    assert (said.code, "did not confirm" in said.err, "Nothing was written" in said.err) == (2, True, False)
    assert len(collect(salessheet, built_of_sqlite / "T1.xlsx", "--data", sqlite.address)[1]["taken"]) == 1
    assert len(rows(built_of_sqlite, "audit")) == 1


def test_two_tables_for_one_are_refused_before_one_of_them_is_lost(
    built_of_sqlite: Path, sqlite: Stored, tmp_path: Path, salessheet: Salessheet
) -> None:
    sqlite.do('CREATE TABLE "商机" (deal_id text, rep_id text)')

    said = salessheet(
        "collect", built_of_sqlite / "T1.xlsx", "--data", sqlite.address, "--by", "Ann", "--out", tmp_path / "new"
    )

    assert (said.code, "both deals and 商机 hold the table 'deals'" in said.err) == (2, True), said.err
