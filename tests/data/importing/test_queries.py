"""Tables that a mapping asks for in SQL, through the whole import: DuckDB answers, nothing is mocked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from salessheet.data.importing import database
from salessheet.data.importing.files import LeftOut
from salessheet.data.importing.imports import Imported, import_files
from salessheet.data.importing.mapping_files import parsed
from salessheet.data.problems import told_once
from salessheet.errors import InvalidMapping, MissingLibrary
from salessheet.workbook.labels import Words

ORDERS = """Report of the year

Order,Seller,Price,Pieces,Closed,Chance,Price
A,Ada,10.5,2,2026-03-01,60,x
B,Bo,,1,2026-03-02,,x
C,Cy,oops,3,soon,5%,x
D,Ada,4,2,2026-03-04,0,x
"""
PEOPLE = "Name,Team\nAda,T1\nBo,T2\n"
FILES = """
name = "Shop"
[files.orders]
names = ["orders.csv"]
numbers = ["Price_1", "Pieces"]
percents = ["Chance"]
days = ["Closed"]
[files]
people = ["people.csv"]
"""

Asked = Callable[..., Imported]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    def imported(sql: str, into: str = "deals", more: str = "", orders: str = ORDERS, plain: str = "") -> Imported:
        (tmp_path / "orders.csv").write_text(orders, encoding="utf-8")
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        files = FILES if not plain else f'{plain}\n[files]\norders = "orders.csv"\npeople = "people.csv"\n'
        mapping = f'{files}\n[[table]]\ninto = "{into}"\n{more}\nsql = """{sql}"""\n'
        return import_files(parsed(mapping, "shop.toml"), [tmp_path], Words.load("en"))

    return imported


def rows(found: Imported, table: str = "deals") -> list[list[str]]:
    return list(map(list, found.frames()[table].itertuples(index=False, name=None)))


def test_columns_are_texts_numbers_and_dates_as_the_mapping_says(asked: Asked) -> None:
    found = asked('SELECT "Order" AS deal_id, Seller AS rep_id, Price_1 * Pieces AS amount, Chance AS probability,'
                  " Closed + 1 AS next_step_date, Price_2 AS product, _row FROM orders")  # fmt: skip  # one query
    assert rows(found) == [
        ["A", "Ada", "21", "0.6", "2026-03-02", "x"],
        ["B", "Bo", "", "", "2026-03-03", "x"],
        ["C", "Cy", "", "0.05", "", "x"],
        ["D", "Ada", "8", "0", "2026-03-05", "x"],
    ]
    assert [(p.file, p.row, p.column) for p in found.problems] == [
        ("orders.csv", 6, "Price_1"), ("orders.csv", 6, "Closed"),
    ]  # fmt: skip  # a row, a line


def test_rows_know_where_they_are_from_and_stand_in_that_order(asked: Asked) -> None:
    found = asked('SELECT "Order" AS deal_id, Seller AS rep_id, _row FROM orders ORDER BY Price_1 DESC')
    raw = found.tables["deals"]
    assert (list(raw.rows), list(raw.files if raw.files is not None else ())) == ([4, 5, 6, 7], ["orders.csv"] * 4)


def test_rows_that_the_query_leaves_out_are_listed(asked: Asked) -> None:
    found = asked("""SELECT "Order" AS deal_id, Seller AS rep_id, _row FROM orders WHERE Seller <> 'Ada'""")
    assert found.left_out == (LeftOut("deals", "orders.csv", "the query gives no row for them", (4, 7)),)


def test_of_joined_files_the_one_that_is_named_says_where_rows_are_from(asked: Asked) -> None:
    sql = """SELECT "Order" AS deal_id, Team AS rep_id, o._row FROM orders o JOIN people p ON p.Name = o.Seller"""
    found = asked(sql, more='file = "orders"')
    assert [row[1] for row in rows(found)] == ["T1", "T2", "T1"]
    assert [(left.file, left.rows) for left in found.left_out] == [("orders.csv", (6,))]
    with pytest.raises(InvalidMapping, match="several files"):
        asked(sql)
    files = asked(sql.replace("o._row", "o._row, o._file")).tables["deals"].files
    assert list(files if files is not None else ()) == ["orders.csv"] * 3


def test_rows_put_together_are_of_the_first_of_them(asked: Asked) -> None:
    found = asked(
        "SELECT Seller AS rep_id, any_value(Seller) AS team_id, min(_row) AS _row FROM orders GROUP BY ALL", "reps"
    )
    assert (rows(found, "reps"), list(found.tables["reps"].rows)) == ([["Ada"] * 2, ["Bo"] * 2, ["Cy"] * 2], [4, 5, 6])


def test_rows_that_are_put_together_are_not_left_out_where_the_query_lists_them(asked: Asked) -> None:
    sql = """SELECT Seller AS rep_id, any_value(Seller) AS team_id, list(_row) AS _row FROM orders
             WHERE Seller <> 'Bo' GROUP BY Seller"""
    found = asked(sql, "reps")
    assert (rows(found, "reps"), list(found.tables["reps"].rows)) == ([["Ada"] * 2, ["Cy"] * 2], [4, 6])
    assert [left.rows for left in found.left_out] == [(5,)]


def test_texts_that_a_query_leaves_alone_are_read_as_the_mapping_says(asked: Asked) -> None:
    orders = "Order;Seller;Price;Pieces;Closed;Chance;Price\nA;Ada;1.000;1;31.12.2025;60;x\nB;Bo;12.5;1;x;60;x\n"
    sql = """SELECT "Order" AS deal_id, Seller AS rep_id, Price_1 AS amount, Closed AS won_date, _row FROM orders"""
    found = asked(sql, orders=orders, plain='decimal = ","\ndates = ["%d.%m.%Y"]')
    assert rows(found) == [["A", "Ada", "1000", "2025-12-31"], ["B", "Bo", "", "x"]]
    assert [(p.file, p.row, p.column) for p in found.problems] == [("orders.csv", 3, "amount")]


def test_the_currency_that_numbers_are_written_with_is_told(asked: Asked) -> None:
    orders = "Order,Seller,Price,Pieces,Closed,Chance,Price\nA,Ada,R$ 5,1,,,x\nB,Bo,€7,1,,,x\n"
    found = asked('SELECT "Order" AS deal_id, Seller AS rep_id, Price_1 AS amount, _row FROM orders', orders=orders)
    assert [row[2] for row in rows(found)] == ["5", "7"]
    assert any("sign of BRL, EUR" in note for note in found.notes)


def test_sums_are_written_with_the_digits_that_a_cell_has(asked: Asked) -> None:
    found = asked("SELECT 'D1' AS deal_id, 'R1' AS rep_id, 0.1::DOUBLE + 0.2::DOUBLE AS amount, NULL AS _row")
    assert rows(found) == [["D1", "R1", "0.3"]]


def test_a_row_of_no_file_is_one_without_a_number(asked: Asked) -> None:
    found = asked("SELECT 'currency' AS key, 'USD' AS value, NULL AS _row", "settings")
    assert (rows(found, "settings"), list(found.tables["settings"].rows)) == ([["currency", "USD"]], [0])


def test_a_note_of_the_query_is_a_problem_of_its_row(asked: Asked) -> None:
    found = asked("""SELECT "Order" AS deal_id, Seller AS rep_id, coalesce(Price_1, 99) AS amount, _row,
                     CASE WHEN Price_1 IS NULL THEN 'list price' END AS _note FROM orders""")
    noted = [p for p in told_once(found.problems) if p.wrong == "list price"]
    assert [(p.file, p.rows) for p in noted] == [("orders.csv", (5, 6))]


def test_errors_of_cells_are_told_only_where_the_query_reads_them(asked: Asked) -> None:
    orders = "Order,Seller,Price,Pieces,Closed,Chance,Price\nA,#N/A,1,1,,,#REF!\n"
    found = asked("""SELECT "Order" AS deal_id, coalesce(Seller, 'R1') AS rep_id, _row FROM orders""", orders=orders)
    assert (rows(found), [(p.row, p.column) for p in found.problems]) == ([["A", "R1"]], [(2, "Seller")])


def test_values_of_every_kind_become_texts_that_loading_reads(asked: Asked) -> None:
    found = asked("""SELECT 12::BIGINT AS deal_id, 1.10::DECIMAL(9, 2) AS amount, true AS product, 'x' AS rep_id,
                     TIMESTAMP '2026-01-02 10:00:00' AS lead_date, DATE '2026-01-03' AS won_date, 0.25 AS probability,
                     170141183460469231731687303715884105727::HUGEINT AS channel, NULL AS _row""")
    assert found.frames()["deals"].iloc[0].to_dict() == {
        "deal_id": "12", "amount": "1.1", "product": "1", "rep_id": "x", "lead_date": "2026-01-02 10:00:00",
        "won_date": "2026-01-03", "probability": "0.25", "channel": "170141183460469231731687303715884105727",
    }  # fmt: skip  # a table


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("SELECT * FROM read_text('people.csv')", "disabled"),
        ("SELECT * FROM glob('/*')", "disabled"),
        ("SELECT * FROM '/etc/passwd'", "disabled|does not exist|No extension"),
        ("SELECT * FROM 'http://localhost/x.parquet'", "disabled|does not exist|extension"),
        ("COPY orders TO 'x.csv'", "not one SELECT"),
        ("ATTACH 'x.db'", "not one SELECT"),
        ("INSTALL httpfs", "not one SELECT"),
        ("LOAD json", "not one SELECT"),
        ("SET threads = 4", "not one SELECT"),
        ("PRAGMA version", "not one SELECT"),
        ("DROP TABLE orders", "not one SELECT"),
        ("SELECT 1; SELECT 2", "not one SELECT"),
        ("-- nothing", "not one SELECT"),
        ("SELEC 1", "syntax error"),
        ("SELECT 1 AS _row FROM nothing", "nothing does not exist"),
        ('SELECT "Prize" AS amount, _row FROM orders', "Prize"),
        ("SELECT Seller * 2 AS amount, _row FROM orders", "calls them numbers"),
        ("SELECT Seller AS who, _row FROM orders", "no column 'who'"),
        ("SELECT Seller, _row FROM orders", "no column 'seller'"),
        ("SELECT Seller AS rep_id, Seller AS rep_id, _row FROM orders", "two columns"),
        ("SELECT Seller AS rep_id FROM orders", "Add _row"),
        ("SELECT Seller AS rep_id, _row FROM orders", "without deal_id"),
        ("SELECT Seller AS rep_id, Seller AS deal_id, 'x' AS _row FROM orders", "no row of a file"),
        ("SELECT [1] AS deal_id, Seller AS rep_id, _row FROM orders", "fits into no cell"),
        ("SELECT INTERVAL 1 DAY AS deal_id, Seller AS rep_id, _row FROM orders", "fits into no cell"),
        ("SELECT error('stop') AS deal_id, Seller AS rep_id, _row FROM orders", "stop"),
        ("WITH x AS (UPDATE orders SET Seller = 'R9' RETURNING *) SELECT Seller AS rep_id, _row FROM x", "read-only"),
        ("WITH x AS (DELETE FROM people RETURNING *) SELECT Name AS rep_id, _row FROM x", "read-only"),
        ("SELECT now() AS won_date, Seller AS rep_id, 'a' AS deal_id, _row FROM orders", "'now' gives another value"),
        ("SELECT random() AS amount, Seller AS rep_id, 'a' AS deal_id, _row FROM orders", "'random' gives"),
        ("SELECT CURRENT_DATE AS won_date, Seller AS rep_id, 'a' AS deal_id, _row FROM orders", "'CURRENT_DATE' gives"),
        ("SELECT Seller AS rep_id, Seller AS deal_id, _row + 1000 AS _row FROM orders", "no row 100"),
        ("SELECT Seller AS rep_id, Seller AS deal_id, _row, 'other.csv' AS _file FROM orders", "other.csv has no row"),
        ("SELECT Seller AS rep_id, Seller AS deal_id, _row, NULL AS _file FROM orders", "no file has no row"),
        (
            "SELECT Seller AS rep_id, Seller AS deal_id, 99999999999999999999::HUGEINT AS _row FROM orders",
            "no row of a",
        ),
        ("SELECT 1/0 AS amount, 'a'::INT AS deal_id, Seller AS rep_id, _row FROM orders", "Conversion|convert"),
    ],
)
def test_what_cannot_be_asked_is_answered_in_one_line_that_names_the_table(asked: Asked, sql: str, says: str) -> None:
    with pytest.raises(InvalidMapping, match=says) as raised:
        asked(sql)
    assert "\n" not in raised.value.wrong
    assert "Shop, sql for 'deals'" in raised.value.wrong


def test_a_query_that_does_not_end_is_stopped(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_SECONDS", 0.2)
    with pytest.raises(InvalidMapping, match="took more than"):
        asked("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) AS deal_id FROM t")


def test_a_query_with_more_rows_than_anybody_means_is_stopped(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_MOST_ROWS", 100_000)
    with pytest.raises(InvalidMapping, match="more than 100,000 rows"):
        asked("SELECT Seller AS rep_id, Seller AS deal_id, _row FROM orders, range(4000000)")


def test_words_of_the_clock_are_let_pass_in_names_and_texts(asked: Asked) -> None:
    orders = "Order,Seller,Price,Pieces,Closed,Chance,Price,today,uuid\nA,Ada,1,1,,,x,y,z\n"
    sql = (
        "SELECT \"Order\" AS deal_id, 'now' AS rep_id, today AS product, uuid AS channel, _row FROM orders -- random()"
    )
    assert rows(asked(sql, orders=orders)) == [["A", "now", "y", "z"]]


@pytest.mark.parametrize("name", ["select", "a.b", "opps (1)", "Größe", "it's", "handed_over"])
def test_a_file_may_be_called_anything(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.csv").write_text("id,_row,rep\nA,9,R1\nB,9,R1\n", encoding="utf-8")
    sql = f"SELECT id AS deal_id, rep AS rep_id, _row_1 AS product, _row FROM \\\"{name}\\\" WHERE id = 'A'"
    mapping = f'[files]\n"{name}" = "x.csv"\n[[table]]\ninto = "deals"\nsql = "{sql}"\n'
    found = import_files(parsed(mapping, "m.toml"), [tmp_path], Words.load("en"))
    assert rows(found) == [["A", "R1", "9"]]
    assert [left.rows for left in found.left_out] == [(3,)]


def test_a_file_of_which_no_row_arrives_is_named(asked: Asked) -> None:
    found = asked('SELECT "Order" AS deal_id, Seller AS rep_id, _row, _file FROM orders'
                  " UNION ALL SELECT Name, Team, _row, _file FROM people WHERE false")  # fmt: skip  # one query
    assert "people.csv: the query for 'deals' gives no row of it." in found.notes


def test_the_heading_is_the_first_row_that_is_nearly_full(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Report\n\n,id,rep,amount,note\n0,A,R1,5,x\n1,B,R1,6,y\n", encoding="utf-8")
    sql = "SELECT id AS deal_id, rep AS rep_id, _row FROM x"
    mapping = f"[files]\nx = 'x.csv'\n[[table]]\ninto = 'deals'\nsql = '{sql}'"
    found = import_files(parsed(mapping, "m.toml"), [tmp_path], Words.load("en"))
    assert rows(found) == [["A", "R1"], ["B", "R1"]]
    assert "x.csv: not used, for they have no heading: the columns A." in found.notes


def test_without_the_library_the_extra_is_named(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(MissingLibrary, match=r"salessheet\[sql\]"):
        asked("SELECT 1")


def test_the_same_query_gives_the_same_rows_every_time(asked: Asked) -> None:
    body = "".join(f"{n % 701},P{n % 97},{n % 13},1,,,x\n" for n in range(20_000))
    orders = "Order,Seller,Price,Pieces,Closed,Chance,Price\n" + body
    sql = """SELECT "Order" AS deal_id, any_value(Seller) AS rep_id, sum(Price_1 / 7) AS amount, min(_row) AS _row
             FROM orders GROUP BY "Order" """
    once, again = (rows(asked(sql, orders=orders)) for _ in range(2))
    assert once == again
    assert len(once) == 701


def test_a_query_over_a_file_that_may_be_missing_is_left_away_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    mapping = """
[files]
a = "a.csv"
[optional]
deals = "deals.csv"
[[table]]
into = "deals"
sql = "SELECT id AS deal_id, rep AS rep_id, _row FROM deals"
"""
    found = import_files(parsed(mapping, "m.toml"), [tmp_path], Words.load("en"))
    assert (found.tables, "There is no deals.csv" in found.notes[0]) == ({}, True)


def test_a_query_is_told_of_the_unit_in_a_heading(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,金额（万元）,Net (tax)\nA,12.5,3\n", encoding="utf-8")
    mapping = """
[files]
x = { names = "x.csv", numbers = ["金额（万元）", "Net (tax)"] }
[[table]]
into = "deals"
sql = 'SELECT id AS deal_id, id AS rep_id, "金额（万元）" * 10000 AS amount, _row FROM x'
"""
    found = import_files(parsed(mapping, "m.toml"), [tmp_path], Words.load("en"))
    assert rows(found) == [["A", "A", "125000"]]
    assert [note for note in found.notes if "as they stand" in note] == [
        "x.csv: numbers of '金额（万元）' are handed to the query as they stand, without 万元."
    ]
