"""`salessheet collect`: what people typed comes back into the tables, once, and is never lost."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.batch import build
from salessheet.batch.inputs import kept_inputs
from salessheet.files import part_of
from tests.cli.conftest import Salessheet

Cell = str | float | dt.date | None

TABLES = {
    "teams": "team_id,name\nT1,North\nT2,South\n",
    "reps": "rep_id,name,team_id\nA,Ann,T1\nB,Bob,T1\nC,Cem,T2\n",
    "deals": "deal_id,customer_id,rep_id,amount,stage,lead_date,next_step,our_note\n"
    "D01,K1,A,1000,lead,2026-02-01,call,keep\nD02,K2,B,2000,lead,2026-02-02,write,this\nD03,K1,C,3000,lead,2026-02-03,,too\n",
    "customers": "customer_id,name\nK1,Kite\nK2,Lark\n",
    "activities": "date,rep_id,type,count\n2026-02-01,A,call,3\n2026-02-01,A,call,3\n2026-02-02,B,visit,1\n",
    "settings": "key,value\nstale_days,30\n",
    "targets": "scope,id,year,amount\nrep,A,2026,5000\n",
}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("collect")
    (place / "data").mkdir()
    for key, text in TABLES.items():
        (place / "data" / f"{key}.csv").write_text(text, encoding="utf-8")
    build(place / "data", place / "out")
    return place


@pytest.fixture
def data(built_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_once / "data", tmp_path / "data")


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_once / "out", tmp_path / "out")


@contextmanager
def typing(book: Path) -> Iterator[openpyxl.Workbook]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it leaves out
        workbook = openpyxl.load_workbook(book)
    yield workbook
    workbook.save(book)


def column(workbook: openpyxl.Workbook, name: str) -> tuple[Worksheet, int, int]:
    """The sheet, first row and column of a defined name."""
    sheet, address = next(iter(workbook.defined_names[name].destinations))
    cells = workbook[sheet][address.replace("$", "")]
    first = cells[0][0] if isinstance(cells, tuple) else cells
    return workbook[sheet], first.row, first.column


def type_in(workbook: openpyxl.Workbook, name: str, place: int, value: Cell) -> None:
    sheet, top, left = column(workbook, name)
    sheet.cell(top + place, left).value = value


def rows(data: Path, key: str) -> list[dict[str, str]]:
    with (data / f"{key}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def row(data: Path, key: str, name: str) -> dict[str, str]:
    return next(row for row in rows(data, key) if next(iter(row.values())) == name)


def collect(salessheet: Salessheet, *given: object) -> tuple[int, dict[str, Any]]:
    said = salessheet("collect", *given, "--by", "Ann", "--json")
    return said.code, json.loads(said.out)


TYPED: tuple[tuple[str, int, Cell, str, str, str, str], ...] = (
    ("Deals_amount", 0, 1500, "deals", "D01", "amount", "1500"),
    ("Deals_next_step", 0, "'=1+1", "deals", "D01", "next_step", "'=1+1"),
    ("Deals_won_date", 0, dt.date(2026, 2, 9), "deals", "D01", "won_date", "2026-02-09"),
    ("Deals_stage", 0, "Opportunity", "deals", "D01", "stage", "opportunity"),
    ("Deals_next_step", 1, None, "deals", "D02", "next_step", ""),
    ("Deals_opportunity_date", 1, "2026/2/9", "deals", "D02", "opportunity_date", "2026-02-09"),
    ("Reps_name", 1, "Bo", "reps", "B", "name", "Bo"),
    ("Settings_stale_days", 0, 45, "settings", "stale_days", "value", "45"),
    ("Settings_over_assignment", 0, 0.05, "settings", "over_assignment", "value", "0.05"),
    ("People_agreed", 0, 7000, "targets", "rep", "amount", "7000"),
    ("Activities_count", 2, 4, "activities", "2026-02-02", "count", "4"),
)
"""Name, place, what is typed, then the table, the row and the column in which it is to be found, and as what."""


@pytest.mark.parametrize(
    ("lang", "taken", "refused"),
    [
        ("en", "… and 5 more; all of them are in audit.csv.", "… and 5 more; --json has all of them."),
        ("zh-CN", "……另有 5 条，全部见 audit.csv。", "……另有 5 条，用 --json 可全部列出。"),
    ],
)
def test_where_the_rest_of_long_lists_is_stands_in_their_language(
    data: Path, built: Path, salessheet: Salessheet, lang: str, taken: str, refused: str
) -> None:
    book = built / "T1.xlsx"
    with typing(book) as workbook:
        for name in ("Deals_rep_id", "Deals_amount"):
            sheet, top, left = column(workbook, name)
            below = next(row for row in range(top, top + 99) if sheet.cell(row, left).value is None)
            for place in range(50 if name == "Deals_rep_id" else 25):
                sheet.cell(below + place, left).value = "A" if name == "Deals_rep_id" else "n/a"

    said = salessheet("collect", book, "--data", data, "--by", "Ann", "--lang", lang)

    assert (taken in said.out, refused in said.out) == (True, True)


def test_what_was_typed_stands_in_the_tables_once(data: Path, built: Path, salessheet: Salessheet) -> None:
    book = built / "T1.xlsx"
    with typing(book) as workbook:
        for name, place, value, *_ in TYPED:
            type_in(workbook, name, place, value)
    said = salessheet("build", "--data", data, "--out", built)
    assert (said.code, "salessheet collect" in said.out) == (1, True)
    code, tree = collect(salessheet, book, "--data", data)
    assert (code, len(tree["taken"])) == (0, 7), tree
    assert [row(data, key, name)[head] for *_, key, name, head, _ in TYPED] == [typed[-1] for typed in TYPED]
    assert [each["our_note"] for each in rows(data, "deals")] == ["keep", "this", "too"]
    logged = rows(data, "audit")
    assert {(each["who"], "T1.xlsx" in each["command"]) for each in logged} == {("Ann", True)}
    before = {path: path.read_bytes() for path in data.iterdir()}
    assert collect(salessheet, book, "--data", data)[1]["taken"] == []
    assert salessheet("build", "--data", data, "--out", built).code in {0, 1}
    assert collect(salessheet, book, "--data", data) == (0, {**tree, "taken": [], "files": []})
    assert {path: path.read_bytes() for path in data.iterdir()} == before


def test_data_that_were_put_back_are_told_and_not_taken_for_collected(
    data: Path, built: Path, salessheet: Salessheet
) -> None:
    """A row that was changed, one that was added, and an input that is in no table."""
    before = {path: path.read_bytes() for path in data.iterdir() if path.is_file()}
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)
        type_in(workbook, "Settings_stale_days", 0, 17)
    assert collect(salessheet, built / "T1.xlsx", "--data", data)[0] == 0
    assert collect(salessheet, built / "T1.xlsx", "--data", data)[0] == 0
    for path in data.iterdir():
        if path.is_file() and path in before:
            path.write_bytes(before[path])
    restored = (data / "deals.csv").read_bytes()
    for _ in range(2):
        code, tree = collect(salessheet, built / "T1.xlsx", "--data", data)
        assert (code, tree["taken"]) == (1, [])
        assert {(each["value"], "collected before" in each["wrong"]) for each in tree["refused"]} == {
            ("1500", True), ("17", True),
        }  # fmt: skip
    assert (data / "deals.csv").read_bytes() == restored


def test_the_log_tells_which_row_without_an_id_was_changed(data: Path, built: Path, salessheet: Salessheet) -> None:
    with typing(built / "T1.xlsx") as workbook:
        sheet, top, left = column(workbook, "Activities_count")
        place = next(place for place in range(3) if sheet.cell(top + place, left).value == 1)
        type_in(workbook, "Activities_count", place, 4)
        type_in(workbook, "Deals_amount", 0, 900)
    assert collect(salessheet, built / "T1.xlsx", "--data", data)[0] == 0
    told = {each["table"]: (each["key"], each["old"], each["new"]) for each in rows(data, "audit")}
    was = dict(part.split("=") for part in told["activities"][1].split("; "))
    assert (was["date"], was["rep_id"], was["count"], told["activities"][2]) == ("2026-02-02", "B", "1", "count=4")
    assert told["deals"] == ("D01", "amount=1000", "amount=900")


def test_a_workbook_that_is_open_in_excel_is_no_second_one(data: Path, built: Path, salessheet: Salessheet) -> None:
    """A pattern such as *.xlsx names the file that Excel puts beside it."""
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)
    lock = built / "~$T1.xlsx"
    lock.write_bytes(b"\x03Ann".ljust(165))

    code, tree = collect(salessheet, built / "T1.xlsx", lock, "--data", data)

    assert (code, len(tree["taken"]), row(data, "deals", "D01")["amount"]) == (0, 1, "1500")
    assert salessheet("lint", built / "T1.xlsx", lock).code == 0
    assert salessheet("lint", lock).code == 1, "a file that is named alone is looked at"


@pytest.mark.parametrize(("named", "says"), [(".", "this is a folder."), ("T9.xlsx", "there is no such file.")])
def test_what_is_no_file_is_no_workbook_taken_out_of_its_folder(
    data: Path, built: Path, salessheet: Salessheet, named: str, says: str
) -> None:
    said = salessheet("collect", built / named, "--data", data, "--by", "Ann")
    assert (said.code, says in said.err) == (2, True)


def test_a_target_that_is_agreed_anew_is_a_row_anew(data: Path, built: Path, salessheet: Salessheet) -> None:
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, "People_agreed", 1, 9)
    assert collect(salessheet, built / "T1.xlsx", "--data", data)[0] == 0
    assert [list(each.values()) for each in rows(data, "targets")][1] == ["rep", "B", "2026", "9"]


REFUSED: dict[str, tuple[str, int, Cell, str]] = {
    "no number": ("Deals_amount", 0, "much", "much"),
    "no stage": ("Deals_rep_id", 0, "nobody", "nobody"),
    "no date": ("Deals_won_date", 0, "soon", "soon"),
    "a level above all": ("Settings_alert_level", 0, 1.5, "1.5"),
    "as much again and more": ("Settings_over_assignment", 0, 1.05, "1.05"),
    "a formula": ("Deals_next_step", 0, '="a"&"b"', ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_data_cannot_take_is_told_and_left(case: str, data: Path, built: Path, salessheet: Salessheet) -> None:
    name, place, value, shown = REFUSED[case]
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, name, place, value)
        if name.startswith("Deals"):
            type_in(workbook, "Deals_channel", place, "web")
    code, tree = collect(salessheet, built / "T1.xlsx", "--data", data)
    if case == "a formula":  # which nobody calculated: its cell is empty
        assert (code, [each["wrong"] for each in tree["refused"]]) == (
            1,
            ["A formula stands where a value is to be typed."],
        )
        return
    told = [(each["row"] > 0, each["value"]) for each in tree["refused"]]
    assert (code, tree["taken"], told) == (1, [], [(True, shown)])
    kept = (built / "T1.xlsx").read_bytes()
    assert salessheet("build", "--data", data, "--out", built).code == 1
    assert (built / "T1.xlsx").read_bytes() == kept


def test_rows_are_added_moved_and_deleted(data: Path, built: Path, salessheet: Salessheet) -> None:
    book = built / "T1.xlsx"
    with typing(book) as workbook:
        sheet, top, left = column(workbook, "Deals_deal_id")
        width = sum(name.startswith("Deals_") for name in workbook.defined_names) + 3
        for place in range(width):  # sorted the other way round
            first, second = sheet.cell(top, left + place), sheet.cell(top + 1, left + place)
            first.value, second.value = second.value, first.value
        for place, (name, rep) in enumerate(((None, "A"), ("D77", "B"))):
            type_in(workbook, "Deals_deal_id", 2 + 2 * place, name)
            type_in(workbook, "Deals_rep_id", 2 + 2 * place, rep)
            type_in(workbook, "Deals_amount", 2 + 2 * place, 10 + place)
        type_in(workbook, "Deals_lead_date", 2, dt.date(2026, 2, 5))
    code, tree = collect(salessheet, book, "--data", data)
    assert (code, sorted(each["key"] for each in tree["taken"])) == (0, ["D77", "D78"]), tree
    assert [each["deal_id"] for each in rows(data, "deals")] == ["D01", "D02", "D03", "D78", "D77"]
    assert collect(salessheet, book, "--data", data)[1]["taken"] == []
    assert salessheet("build", "--data", data, "--out", built).code in {0, 1}
    with typing(book) as workbook:
        sheet, top, left = column(workbook, "Deals_deal_id")
        for place in range(width):
            sheet.cell(top, left + place).value = None
    assert collect(salessheet, book, "--data", data)[1]["taken"][0]["kind"] == "deleted"
    assert [each["deal_id"] for each in rows(data, "deals")] == ["D02", "D03", "D78", "D77"]


def test_what_the_data_changed_too_is_a_conflict_unless_it_is_the_same(
    data: Path, built: Path, salessheet: Salessheet
) -> None:
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)
        type_in(workbook, "Deals_amount", 1, 2500)
    deals = data / "deals.csv"
    deals.write_text(TABLES["deals"].replace("1000", "1700").replace("2000", "2500"), encoding="utf-8")
    code, tree = collect(salessheet, built / "T1.xlsx", "--data", data)
    told = [(c["key"], c["column"], c["built"], c["typed"], c["data"]) for c in tree["conflicts"]]
    assert (code, tree["taken"], told) == (1, [], [("D01", "amount", 1000, 1500, 1700)])


def test_a_row_that_comes_while_another_is_contested_is_taken_once(
    data: Path, built: Path, salessheet: Salessheet
) -> None:
    """One row gone, one come, of which only the first is a conflict: they are not one row under two names."""
    with typing(built / "T1.xlsx") as workbook:
        sheet, top, left = column(workbook, "Deals_deal_id")
        width = sum(name.startswith("Deals_") for name in workbook.defined_names) + 3
        for place in range(width):
            sheet.cell(top, left + place).value = None
        type_in(workbook, "Deals_rep_id", 2, "A")
        type_in(workbook, "Deals_amount", 2, 77)
    deals = data / "deals.csv"
    deals.write_text(TABLES["deals"].replace("1000", "1700"), encoding="utf-8")
    for taken in (["D04"], []):
        _, tree = collect(salessheet, built / "T1.xlsx", "--data", data)
        assert [each["key"] for each in tree["taken"]] == taken
        assert [(each["key"], each["row"]) for each in tree["conflicts"]] == [("D01", 0)]


def test_two_workbooks_that_changed_the_same_row_are_a_conflict(
    data: Path, built: Path, salessheet: Salessheet
) -> None:
    for team, name in (("T1", "Kites"), ("T2", "Kiting")):
        with typing(built / f"{team}.xlsx") as workbook:
            type_in(workbook, "Customers_name", 0, name)
    code, tree = collect(salessheet, built / "T1.xlsx", built / "T2.xlsx", "--data", data)
    assert (code, tree["taken"], len(tree["conflicts"])) == (1, [], 2)
    assert row(data, "customers", "K1")["name"] == "Kite"


def test_a_workbook_that_was_saved_again_may_be_replaced(data: Path, built: Path, salessheet: Salessheet) -> None:
    with typing(built / "T1.xlsx"):
        pass
    assert salessheet("build", "--data", data, "--out", built).code in {0, 1}


def test_a_new_folder_leaves_the_source_as_it_is(
    data: Path, built: Path, tmp_path: Path, salessheet: Salessheet
) -> None:
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)
    before = {path: path.read_bytes() for path in data.iterdir()}
    for name in ("one", "two"):
        code, tree = collect(salessheet, built / "T1.xlsx", "--data", data, "--out", tmp_path / name)
        assert (code, len(tree["taken"]), row(tmp_path / name, "deals", "D01")["amount"]) == (0, 1, "1500")
    assert {path: path.read_bytes() for path in data.iterdir()} == before


def test_a_workbook_is_collected_whose_run_was_killed_just_when_it_stood_there(
    data: Path, built: Path, salessheet: Salessheet
) -> None:
    kept = kept_inputs.path_of(built / "T1.xlsx")
    kept.rename(part_of(kept, "0" * 12))
    with typing(built / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)

    code, tree = collect(salessheet, built / "T1.xlsx", "--data", data)

    assert (code, len(tree["taken"]), row(data, "deals", "D01")["amount"]) == (0, 1, "1500")


def test_workbooks_of_which_nothing_is_kept_are_refused_with_their_version(
    data: Path, built: Path, salessheet: Salessheet
) -> None:
    shutil.rmtree(built / kept_inputs.FOLDER)
    code, tree = collect(salessheet, built / "T1.xlsx", "--data", data)
    assert code == 2
    assert json.loads((built / "manifest.json").read_text(encoding="utf-8"))["salessheet"] in tree["error"]["wrong"]


def test_the_inputs_that_are_kept_are_the_same_each_time(data: Path, built: Path, salessheet: Salessheet) -> None:
    kept = {path.name: path.read_bytes() for path in (built / kept_inputs.FOLDER).iterdir()}
    assert set(kept) == {"T1.xlsx.json.gz", "T2.xlsx.json.gz", "centre.xlsx.json.gz"}
    salessheet("build", "--data", data, "--out", built, "--jobs", "2")
    assert {path.name: path.read_bytes() for path in (built / kept_inputs.FOLDER).iterdir()} == kept


def test_a_workbook_of_tables_becomes_a_folder_with_what_was_typed(
    data: Path, tmp_path: Path, salessheet: Salessheet
) -> None:
    source = tmp_path / "tables.xlsx"
    made = openpyxl.Workbook()
    del made["Sheet"]
    for key in TABLES:
        sheet = made.create_sheet(key)
        for each in csv.reader((data / f"{key}.csv").read_text("utf-8").splitlines()):
            sheet.append([float(text) if text.isdigit() else text for text in each])
    made.save(source)
    before = source.read_bytes()
    assert salessheet("build", "--data", source, "--out", "made").code in {0, 1}
    with typing(tmp_path / "made" / "T1.xlsx") as workbook:
        type_in(workbook, "Deals_amount", 0, 1500)
        type_in(workbook, "Deals_rep_id", 3, "A")
        type_in(workbook, "Deals_amount", 3, 70)
        type_in(workbook, "Settings_stale_days", 0, 45)

    assert collect(salessheet, tmp_path / "made" / "T1.xlsx", "--data", source)[0] == 2, "it is not changed in place"
    code, tree = collect(salessheet, tmp_path / "made" / "T1.xlsx", "--data", source, "--out", tmp_path / "new")

    assert (code, len(tree["taken"])) == (0, 3)
    assert source.read_bytes() == before
    assert [each["amount"] for each in rows(tmp_path / "new", "deals")] == ["1500", "2000", "3000", "70"]
    assert [each["rep_id"] for each in rows(tmp_path / "new", "deals")] == ["A", "B", "C", "A"]
    assert row(tmp_path / "new", "settings", "stale_days")["value"] == "45"
    assert salessheet("build", "--data", tmp_path / "new", "--out", "again").code in {0, 1}
    assert not [path for path in (tmp_path / "new").iterdir() if path.name.startswith(".salessheet-coll")]


def test_a_column_that_no_table_has_stays_when_a_workbook_of_tables_becomes_a_folder(
    tmp_path: Path, salessheet: Salessheet
) -> None:
    source = tmp_path / "tables.xlsx"
    made = openpyxl.Workbook()
    del made["Sheet"]
    for key, text in TABLES.items():
        sheet = made.create_sheet(key)
        for each in csv.reader(text.splitlines()):
            sheet.append(list(each))
    made.create_sheet("Our notes").append(["not a table"])
    made.save(source)
    assert salessheet("build", "--data", source, "--out", "made").code in {0, 1}

    code, tree = collect(salessheet, tmp_path / "made" / "T1.xlsx", "--data", source, "--out", tmp_path / "new")

    assert (code, tree["left_out"]) == (0, ["tables.xlsx · Our notes"])
    assert [each["our_note"] for each in rows(tmp_path / "new", "deals")] == ["keep", "this", "too"]
