"""The same tables as CSV, as Parquet and in databases are the same data, with the same problems."""

from __future__ import annotations

import datetime as dt
import json
import math
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as files
from sqlalchemy import MetaData, create_engine, text

from salessheet.batch import build
from salessheet.batch.places import MANIFEST
from salessheet.data import sinks
from salessheet.data.commission.snapshots import verified
from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.data.reading import databases
from salessheet.data.sample import sample
from salessheet.errors import InvalidOption, MissingLibrary, MissingTable, UnreadableSource, UnsoundSnapshot
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import BY_KEY
from tests.batch.centres import of_sales
from tests.data.postgres import IN_ADDRESS, PASSWORD, Postgres, running

Frames = Mapping[str, pd.DataFrame]
Put = Callable[[Frames], str]

MESSY: Mapping[str, Mapping[str, Sequence[object]]] = {
    "teams": {"team_id": ["T1", "T2"], "name": ["North", "南区"]},
    "reps": {"rep_id": ["R1", "R2", "R2", "R3"], "team_id": ["T1", "T2", "T2", "T9"], "hire_date": ["2026-01-05"] * 4},
    "deals": {
        "deal_id": ["D1", "D2", "D3", "D4", "D5"],
        "rep_id": ["R1", "R2", "nobody", "R1", "R2"],
        "amount": ["1,200.50", "a lot", "12", "-", "¥300"],
        "won_date": ["2026-06-01", "2026-13-01", "6/7/2026", None, "31.12.2026"],
        "next_step": ["=1+1", "it's; DROP TABLE deals", "two\nlines", None, "café"],
        "colour": ["red", "blue", None, None, "green"],
    },
}


SOUND: Mapping[str, Mapping[str, Sequence[object]]] = {
    "teams": {"team_id": ["T1"]},
    "reps": {"rep_id": ["R1"], "team_id": ["T1"]},
    "deals": {"deal_id": ["D1"], "rep_id": ["R1"], "stage": ["lead"], "lead_date": ["2026-06-01"]},
}


def messy() -> dict[str, pd.DataFrame]:
    return {key: pd.DataFrame(dict(columns)) for key, columns in MESSY.items()}


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with running() as found:
        yield found


@pytest.fixture(params=["parquet", "sqlite", "duckdb", "postgresql"])
def put(request: pytest.FixtureRequest, tmp_path: Path) -> Put:
    """Puts tables where the parameter says, and gives the source to read them from."""
    match request.param:
        case "parquet":
            return lambda frames: in_parquet(tmp_path / "tables", frames)
        case "sqlite":
            return lambda frames: in_sql(f"sqlite:///{tmp_path / 'sales.db'}", frames)
        case "duckdb":
            return lambda frames: in_duckdb(tmp_path / "sales.duckdb", frames)
    server: Postgres = request.getfixturevalue("server")
    return lambda frames: in_sql(server.address(), frames)


def in_parquet(folder: Path, frames: Frames) -> str:
    folder.mkdir()
    for key, frame in frames.items():
        frame.to_parquet(folder / f"{key}.parquet")
    return str(folder)


def in_sql(address: str, frames: Frames) -> str:
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        known = MetaData()
        known.reflect(connection)
        known.drop_all(connection)
        for key, frame in frames.items():
            frame.sample(frac=1, random_state=1).to_sql(key, connection, index=False)
    engine.dispose()
    return address


def in_duckdb(path: Path, frames: Frames) -> str:
    with duckdb.connect(str(path)) as connection:
        for key, frame in frames.items():
            connection.register("given", frame.sample(frac=1, random_state=1))
            connection.execute(f'CREATE TABLE "{key}" AS SELECT * FROM given')
            connection.unregister("given")
    return f"duckdb:///{path}"


def with_positions(frames: Frames) -> Frames:
    """Where the first row that fits counts, a column says which stands first."""
    return {key: frame.assign(Position=[*range(1, len(frame) + 1)]) if BY_KEY[key].from_top else frame
            for key, frame in frames.items()}  # fmt: skip  # a choice, then of what


def in_order(key: str, frame: pd.DataFrame) -> pd.DataFrame:
    """As a database's rows are put: by their position, or the texts of their ids, and then of all."""
    if BY_KEY[key].from_top:
        return frame
    texts = pd.DataFrame({c.key: sinks.cells(c, frame[c.key]) for c in BY_KEY[key].columns() if c.key in frame})
    ids = [column.key for column in BY_KEY[key].identity() if column.key in texts]
    order = texts.sort_values([*ids, *(c for c in texts.columns if c not in ids)], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def without_sources(dataset: Dataset) -> list[tuple[object, ...]]:
    return [(p.table, p.row, p.column, p.wrong, p.mend, p.count, p.team) for p in dataset.problems]


def test_typed_tables_are_the_data_that_their_csv_files_are(put: Put, tmp_path: Path) -> None:
    frames = {key: in_order(key, frame) for key, frame in sample(teams=2, reps=3, deals=40).items()}
    sinks.write(frames, tmp_path / "csv")

    expected, found = load(tmp_path / "csv", Words.load("en")), load(put(with_positions(frames)), Words.load("en"))

    assert without_sources(found) == without_sources(expected)
    for key, frame in expected.tables.items():
        as_it_counts = (lambda rows: rows) if BY_KEY[key].from_top else sorted_rows
        pd.testing.assert_frame_equal(as_it_counts(found.tables[key]), as_it_counts(frame))
    assert found.settings == expected.settings


def sorted_rows(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns), kind="stable").reset_index(drop=True)


@pytest.mark.parametrize(
    ("position", "classes", "problems"),
    [
        (None, ["A", "B", "C"], ["no_order"]),
        ([10, 2.5, -1], ["C", "A", "B"], []),
        (["10", " 2", "1"], ["C", "A", "B"], []),
        ([1, 2, 2], ["A", "B", "C"], ["no_order"]),
        ([1, 2, None], ["A", "B", "C"], ["no_order"]),
        (["first", "2", "3"], ["A", "B", "C"], ["no_order"]),
    ],
)
@pytest.mark.parametrize("name", ["position", "次序"])
def test_the_rows_of_a_database_of_which_the_first_counts_say_their_order_or_are_told(
    tmp_path: Path, position: Sequence[Any] | None, classes: list[str], problems: list[str], name: str
) -> None:
    frame = pd.DataFrame({"customer_class": ["B", "A", "C"], "least_orders": [3, 2, 1], "least_amount": [1, 2, 3]})
    whole = frame if position is None else frame.assign(**{name: list[Any](position)})
    frames = {**{key: pd.DataFrame(dict(columns)) for key, columns in SOUND.items()}, "customer_classes": whole}

    found = load(in_sql(f"sqlite:///{tmp_path / 'a.db'}", frames), Words.load("en"))

    assert list(found.tables["customer_classes"]["customer_class"]) == classes
    assert [problem.kind for problem in found.problems] == problems
    assert [problem.table for problem in found.problems] == ["customer_classes"] * len(problems)


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_messy_texts_have_the_problems_of_their_csv_files_word_for_word(put: Put, tmp_path: Path, lang: str) -> None:
    frames = messy()
    folder = tmp_path / "csv"
    folder.mkdir()
    for key, frame in frames.items():
        frame.to_csv(folder / f"{key}.csv", index=False)

    expected, found = load(folder, Words.load(lang)), load(put(frames), Words.load(lang))

    assert len(expected.problems) >= 6
    assert without_sources(found) == without_sources(expected)
    assert list(found.unread.values()) == [("colour",)]


def test_whatever_columns_of_a_database_hold_is_read_as_it_is_meant(server: Postgres) -> None:
    engine = create_engine(server.address().replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text('DROP SCHEMA IF EXISTS "north east" CASCADE'))
        connection.execute(text('CREATE SCHEMA "north east"'))
        connection.execute(text("""CREATE TABLE "north east"."Sales teams" ("Team id" uuid)"""))
        connection.execute(text("""CREATE TABLE "north east"."reps; DROP TABLE deals" (rep_id int)"""))
        connection.execute(
            text("""CREATE TABLE "north east".teams (team_id text PRIMARY KEY); INSERT INTO "north east".teams
            VALUES ('T1'); CREATE TABLE "north east".reps (rep_id bigint, team_id text, quota_share numeric(5,3));
            INSERT INTO "north east".reps VALUES (12345678901234567, 'T1', 0.500);
            CREATE TABLE "north east".base (n int, cents bigint, won date, at timestamptz, rep bigint);
            INSERT INTO "north east".base VALUES (7, 123450, '2026-06-01', '2026-06-02 00:00:00', 12345678901234567);
            CREATE VIEW "north east".deals AS SELECT 'D' || n AS deal_id, rep AS rep_id, cents / 100.0 AS amount,
            won AS won_date, at AS created_date FROM "north east".base""")
        )
    engine.dispose()

    dataset = load(f"{server.address()}?schema=north+east", Words.load("en"))

    assert dataset.problems == ()
    deal = dataset.tables["deals"].iloc[0]
    assert (deal["deal_id"], deal["rep_id"], deal["amount"]) == ("D7", "12345678901234567", 1234.5)
    assert deal["won_date"] == pd.Timestamp("2026-06-01")


def test_views_that_keep_their_rows_and_tables_of_other_servers_are_tables(server: Postgres) -> None:
    """Columns of types that nobody knows stand in no one's way, and say nothing."""
    engine = create_engine(server.address().replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS reports CASCADE; CREATE SCHEMA reports"))
        connection.execute(
            text("""CREATE EXTENSION IF NOT EXISTS file_fdw SCHEMA public;
            CREATE SERVER IF NOT EXISTS files FOREIGN DATA WRAPPER file_fdw;
            CREATE FOREIGN TABLE reports.reps (rep_id text, team_id text) SERVER files
            OPTIONS (program 'echo R1,T1', format 'csv');
            CREATE MATERIALIZED VIEW reports.teams AS SELECT 'T1' AS team_id, point(1, 2) AS place;
            CREATE MATERIALIZED VIEW reports.deals AS SELECT 'D1' AS deal_id, 'R1' AS rep_id, 'lead' AS stage,
            date '2026-06-01' AS lead_date""")
        )
    engine.dispose()

    dataset = load(f"{server.address()}?schema=reports", Words.load("en"))

    assert dataset.problems == ()
    assert [len(dataset.tables[key]) for key in ("teams", "reps", "deals")] == [1, 1, 1]


def test_money_of_a_server_is_a_number_whatever_sign_its_locale_has(server: Postgres) -> None:
    """It shows $1,234.50 to everybody, in euros or not."""
    settings = {"settings": pd.DataFrame({"key": ["currency"], "value": ["EUR"]})}
    frames = {key: pd.DataFrame(dict(columns)) for key, columns in SOUND.items()}
    address = in_sql(server.address(), frames | settings)
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE deals ADD amount money DEFAULT 1234.5"))
    engine.dispose()

    dataset = load(address, Words.load("en"))

    assert dataset.problems == ()
    deals = dataset.tables["deals"]
    assert (deals["amount"].tolist(), deals["currency"].tolist()) == ([1234.5], [""])


DECLARED = "deal_id TEXT, rep_id TEXT, amount DECIMAL(10,2), won_date DATE, lead_date DATETIME, next_step JSON"
HELD: list[tuple[object, ...]] = [
    ("D1", "R1", "1,200.50", "2026/03/01", "2026-02-01T10:00:00Z", "call"),
    ("D2", "R1", 1234.565, "2026-03-01 10:00:00", 46054, "{}"),
    ("D3", "R1", "much", "01.03.2026", "25:99", None),
]
"""SQLite keeps what it is given, whatever a column is declared as."""


def test_a_column_of_sqlite_may_hold_anything_whatever_it_is_declared_as(tmp_path: Path) -> None:
    sound = {key: pd.DataFrame(dict(columns)) for key, columns in SOUND.items() if key != "deals"}
    address = in_sql(f"sqlite:///{tmp_path / 'sales.db'}", sound)
    with closing(sqlite3.connect(tmp_path / "sales.db")) as connection:
        connection.execute(f"CREATE TABLE deals ({DECLARED})")
        connection.executemany("INSERT INTO deals VALUES (?, ?, ?, ?, ?, ?)", HELD)
        connection.commit()
    headings = [word.split()[0] for word in DECLARED.replace("(10,2)", "").split(", ")]
    csv = tmp_path / "csv"
    sinks.write({**sound, "deals": pd.DataFrame(HELD, columns=headings).astype(object)}, csv)

    found, plain = load(address, Words.load("en")), load(csv, Words.load("en"))

    assert without_sources(found) == without_sources(plain) != []
    pd.testing.assert_frame_equal(found.tables["deals"], plain.tables["deals"])
    assert found.tables["deals"]["amount"].tolist()[:2] == [1200.5, 1234.565]


@pytest.mark.parametrize("form", ["sqlite:///{}?mode=ro&uri=true", "sqlite:///file:{}?mode=ro&uri=true"])
def test_options_of_sqlite_make_no_file(form: str, tmp_path: Path) -> None:
    frames = {key: pd.DataFrame(dict(columns)) for key, columns in SOUND.items()}
    in_sql(f"sqlite:///{tmp_path / 'my sales.db'}", frames)
    assert len(load(form.format(tmp_path / "my sales.db"), Words.load("en")).tables["deals"]) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["my sales.db"]
    with pytest.raises(UnreadableSource, match="no such file"):
        load(form.format(tmp_path / "other.db"), Words.load("en"))


def test_a_database_of_sqlite_is_none_of_duckdb_and_nothing_is_fetched_for_it(tmp_path: Path) -> None:
    in_sql(f"sqlite:///{tmp_path / 'sales.db'}", {"teams": pd.DataFrame({"team_id": ["T1"]})})
    with pytest.raises(UnreadableSource, match=r"of SQLite.*sqlite:///"):
        load(f"duckdb:///{tmp_path / 'sales.db'}", Words.load("en"))


def test_days_without_end_are_problems_of_their_rows(server: Postgres) -> None:
    address = in_sql(server.address(), {key: pd.DataFrame(dict(columns)) for key, columns in SOUND.items()})
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for heading, kind in (("won_date", "timestamptz"), ("lost_date", "date"), ("contract_date", "timestamp")):
            connection.execute(text(f"ALTER TABLE deals ADD {heading} {kind} DEFAULT 'infinity'"))
    engine.dispose()

    told = {(p.row, p.column): p.wrong for p in load(address, Words.load("en")).problems}

    assert {told[2, name] for name in ("Won date", "Lost date", "Contract date")} == {
        "infinity is not of the type “date”."
    }


def test_a_table_of_any_name_in_any_language_is_found(tmp_path: Path) -> None:
    words = Words.load("zh-CN")
    frames = {
        "teams": pd.DataFrame({"team_id": ["T1"]}),
        "Reps": pd.DataFrame({"REP ID": [1], "team-id": ["T1"]}),
        words.title(BY_KEY["deals"]): pd.DataFrame({"deal_id": ["D1"], "rep_id": [1]}),
        "sqlite like": pd.DataFrame({"x": [1]}),
    }
    dataset = load(in_sql(f"sqlite:///{tmp_path / 'a.db'}", frames), Words.load("en"))
    assert [len(dataset.tables[key]) for key in ("teams", "reps", "deals")] == [1, 1, 1]


def test_a_build_from_a_database_is_that_from_its_csv_files(server: Postgres, tmp_path: Path) -> None:
    frames = {key: in_order(key, frame) for key, frame in of_sales(sample(teams=2, reps=2, deals=8)).items()}
    sinks.write(frames, tmp_path / "csv")
    address = in_sql(server.address(), frames)

    of_files = build(tmp_path / "csv", tmp_path / "one", lang="en", as_of=dt.date(2026, 6, 30))
    of_database = build(address, tmp_path / "other", lang="en", as_of=dt.date(2026, 6, 30))

    assert [book.totals for book in of_database.workbooks] == [book.totals for book in of_files.workbooks]
    manifest = json.loads((tmp_path / "other" / MANIFEST).read_text(encoding="utf-8"))
    assert {entry["file"].rpartition(" · ")[2] for entry in manifest["inputs"]} == set(frames)
    again = build(address, tmp_path / "other", lang="en", as_of=dt.date(2026, 6, 30), resume=True)
    assert len(again.skipped) == len(again.workbooks)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_database_in_a_file_gives_the_same_wherever_it_lies(tmp_path: Path, kind: str) -> None:
    frames = {key: in_order(key, frame) for key, frame in of_sales(sample(teams=2, reps=2, deals=8)).items()}
    frames["deals"].loc[2, "rep_id"] = "nobody"
    made = []
    for name in ("one", "other"):
        file = tmp_path / name / "sales.db"
        file.parent.mkdir()
        source = in_duckdb(file, frames) if kind == "duckdb" else in_sql(f"sqlite:///{file}", frames)
        out = build(source, tmp_path / f"out-{name}", lang="en", teams=("T01", "T02"), formulas="values").out
        made.append({path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()})

    assert made[0] == made[1]
    manifest = json.loads(made[0][MANIFEST])
    assert {problem["file"] for problem in manifest["problems"]} == {"sales.db · deals"}
    assert str(tmp_path) not in made[0][MANIFEST].decode()


def test_a_password_stands_nowhere(server: Postgres, tmp_path: Path) -> None:
    frames = of_sales(sample(teams=1, reps=2, deals=8))
    address = in_sql(server.address(), frames)

    done = [
        subprocess.run([sys.executable, "-m", "salessheet", *command], check=False, capture_output=True, text=True)
        for command in (
            ["build", "--data", address, "--out", str(tmp_path / "out")],
            ["build", "--data", server.address("wrong" + IN_ADDRESS), "--out", str(tmp_path / "out")],
            ["build", "--data", server.address(database="nowhere"), "--out", str(tmp_path / "out")],
            ["collect", str(tmp_path / "out" / "T01.xlsx"), "--data", address],
        )
    ]

    assert [each.returncode for each in done][:1] == [0], done[0].stderr
    said = ["".join((each.stdout + each.stderr).split()) for each in done]  # lines may be broken anywhere
    said += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert not [one for one in said if PASSWORD in one or IN_ADDRESS in one]
    assert "authentication" in said[1] or "password" in said[1]
    assert "***" in said[1]


@pytest.mark.parametrize(
    ("address", "error", "says"),
    [
        ("postgresql://me@127.0.0.1:1/sales", UnreadableSource, "cannot be read"),
        ("postgresql://me:s3cret@127.0.0.1:1/sales", UnreadableSource, r"me:\*\*\*@127"),
        ("nosuch://host/sales", InvalidOption, "no database that is known"),
        ("sqlite:///nowhere.db", UnreadableSource, "no such file"),
        ("duckdb:///nowhere.duckdb", UnreadableSource, "no such file"),
        ("postgresql://me@host:port/sales", InvalidOption, "no address"),
    ],
)
def test_what_cannot_be_reached_says_so(address: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says) as raised:
        load(address, Words.load("en"))
    assert "s3cret" not in str(raised.value)


def test_a_database_that_lacks_a_table_names_it(tmp_path: Path) -> None:
    address = in_sql(f"sqlite:///{tmp_path / 'a.db'}", {"teams": pd.DataFrame({"team_id": ["T1"]})})
    with pytest.raises(MissingTable, match="a table or view reps"):
        load(address, Words.load("en"))


def test_what_fits_into_no_cell_is_refused(tmp_path: Path) -> None:
    frames = messy()
    frames["deals"]["next_step"] = [[1, 2]] * 5
    with pytest.raises(UnreadableSource, match=r"next_step.*fit into no cell"):
        load(in_parquet(tmp_path / "p", frames), Words.load("en"))


@pytest.mark.parametrize("kind", ["parquet", "duckdb"])
def test_a_column_that_no_table_has_is_let_pass_whatever_it_holds(tmp_path: Path, kind: str) -> None:
    frames = {key: pd.DataFrame(dict(columns)) for key, columns in SOUND.items()}
    frames["deals"]["labels"] = [["big", "new"]]
    source = in_parquet(tmp_path / "p", frames) if kind == "parquet" else in_duckdb(tmp_path / "a.duckdb", frames)
    dataset = load(source, Words.load("en"))
    assert dataset.problems == ()
    assert list(dataset.unread.values()) == [("labels",)]


def test_a_file_that_is_no_parquet_says_so(tmp_path: Path) -> None:
    source = in_parquet(tmp_path / "p", messy())
    (tmp_path / "p" / "deals.parquet").write_bytes(b"PAR1")
    with pytest.raises(UnreadableSource, match=r"deals\.parquet"):
        load(source, Words.load("en"))


@pytest.mark.parametrize(
    ("library", "source", "extra"),
    [("sqlalchemy", "sqlite:///a.db", "database"), ("duckdb", "duckdb:///a.db", "sql"), ("pyarrow", "", "parquet")],
)
def test_a_missing_client_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, source: str, extra: str
) -> None:
    frames = messy()
    source = source or in_parquet(tmp_path / "p", frames)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setitem(sys.modules, f"{library}.parquet", None)
    with pytest.raises(MissingLibrary, match=rf"salessheet\[{extra}\]"):
        load(source, Words.load("en"))


def test_reading_changes_nothing(tmp_path: Path) -> None:
    frames = messy()
    address = in_sql(f"sqlite:///{tmp_path / 'a.db'}", frames)
    before = (tmp_path / "a.db").read_bytes()
    load(address, Words.load("en"))
    assert (tmp_path / "a.db").read_bytes() == before
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("SELECT count(*) FROM deals").fetchone() == (5,)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("postgresql://me:pw@host/db", "postgresql://me:***@host/db"),
        ("postgresql://me:p@w@host/db", "postgresql://me:***@host/db"),
        ("postgresql://host/db?user=me&password=pw", "postgresql://host/db?user=me&password=***"),
        ("sqlite:///a.db", "sqlite:///a.db"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, name: str) -> None:
    assert databases.plain_name(address) == name


def test_a_period_that_was_closed_in_a_folder_is_not_built_from_a_database() -> None:
    with pytest.raises(UnsoundSnapshot, match="2026-05 is closed, and a database does not hold"):
        verified("sqlite:///a.db", pd.Timestamp("2026-05-01"), "ab" * 32)


def test_exact_decimals_stay_exact(tmp_path: Path) -> None:
    frames = messy()
    exact = [Decimal("0.10"), Decimal("1E+3"), Decimal("12345678.25"), None, Decimal(-5)]
    frames["deals"]["amount"] = pd.Series(exact, dtype=object)
    dataset = load(in_parquet(tmp_path / "p", frames), Words.load("en"))
    amounts = dataset.tables["deals"].set_index("deal_id")["amount"].to_dict()
    assert (amounts["D1"], amounts["D2"]) == (0.1, 1000.0)


def test_what_is_no_number_is_named(tmp_path: Path) -> None:
    folder = Path(in_parquet(tmp_path / "p", messy()))
    deals = files.read_table(folder / "deals.parquet")
    amounts = pa.array([math.nan, *[1.0] * (len(deals) - 1)])
    files.write_table(deals.set_column(deals.column_names.index("amount"), "amount", amounts), folder / "deals.parquet")
    problems = load(folder, Words.load("en")).problems
    assert [(p.row, p.kind) for p in problems if "NaN" in p.wrong] == [(2, "says_nothing")]


def test_a_driver_that_no_extra_has_is_not_promised_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oracledb", None)
    with pytest.raises(InvalidOption) as refused:
        load("oracle://me:secret@127.0.0.1/sales")

    assert "oracledb, and it is not installed" in refused.value.wrong
    assert "secret" not in refused.value.wrong
    assert refused.value.mend == "Install a driver of this database for SQLAlchemy; no extra of salessheet has it."
