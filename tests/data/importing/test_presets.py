"""Exports in the layouts of seven systems, made for these tests: they arrive in full, with totals as by hand."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from docs.build import FOLDER
from salessheet.cli import main
from salessheet.data.importing.imports import Imported, import_files
from salessheet.data.importing.mapping import FileForm
from salessheet.data.importing.mapping_files import parsed, preset, presets
from salessheet.data.load import load
from salessheet.data.sinks import write
from salessheet.data.sources import normal
from salessheet.errors import InvalidMapping
from salessheet.workbook.labels import Words

SAMPLES = Path(__file__).parent / "samples"
ENGLISH = Words.load("en")
USD = {"ada-byron": 12_500.50, "bo-chen": 3_499.50}
CNY = {"李娜": 128_000.50, "王芳": 71_999.50}
STAGES = ["won", "contract", "opportunity", "won"]

# preset: won by rep, amount that is open, stages of the first four deals, rows of the other tables
BY_HAND = {
    "zoho": (USD, 8_000, STAGES, {"teams": 3, "customers": 3, "orders": 1}),
    "fxiaoke": (CNY, 80_000, STAGES, {"teams": 2, "customers": 3, "orders": 1, "receipts": 1}),
    "jiandaoyun": (CNY, 80_000, STAGES, {"teams": 2, "customers": 3, "activities": 2}),
    "salesforce": (USD, 8_000, STAGES, {"teams": 2, "customers": 3}),
    "hubspot": (USD, 8_000, STAGES, {"teams": 2, "customers": 3}),
    "pipedrive": (USD, 8_000, ["won", "contract", "lead", "won"], {"teams": 1, "customers": 3, "activities": 1}),
    "odoo": (USD, 8_000, ["won", "opportunity", "opportunity", "won"],
             {"teams": 2, "customers": 3, "orders": 1, "invoices": 1}),
}  # fmt: skip  # a table


def imported(name: str) -> Imported:
    return import_files(preset(name), [SAMPLES / name], ENGLISH)


def tables(name: str, folder: Path) -> Imported:
    """The input tables of a sample, beside the currency, which no export has."""
    found = imported(name)
    folder.mkdir(exist_ok=True)
    currency = "CNY" if BY_HAND[name][0] is CNY else "USD"
    (folder / "settings.csv").write_text(f"key,value\ncurrency,{currency}\n")
    write(found.frames(), folder)
    return found


def test_every_layout_has_a_sample() -> None:
    assert {*BY_HAND, "crm-sales-opportunities"} == set(presets())


@pytest.mark.parametrize("name", BY_HAND)
def test_the_totals_of_an_export_are_those_by_hand(name: str, tmp_path: Path) -> None:
    won, still_open, stages, rows = BY_HAND[name]
    found = tables(name, tmp_path)
    assert [problem.wrong for problem in found.problems] == []
    dataset = load(tmp_path, ENGLISH)
    deals = dataset.tables["deals"]
    assert [problem.wrong for problem in dataset.problems] == (
        ["Proof of Value is not one of the words allowed here."] if name == "zoho" else []
    )
    arrived = deals[deals["won_date"].notna()].groupby("rep_id")["amount"].sum()
    assert arrived.to_dict() == won
    is_open = deals["won_date"].isna() & deals["lost_date"].isna()
    assert deals.loc[is_open, "amount"].sum() == still_open
    assert list(deals["stage"].astype(str))[:4] == stages
    assert sorted(str(day.date()) for day in deals["won_date"].dropna()) == ["2026-02-11", "2026-05-20"]
    assert [str(day.date()) for day in deals["lost_date"].dropna()] == ["2026-03-01"]
    assert {key: len(dataset.tables[key]) for key in rows} == rows


OVER = {
    "hubspot": "Record ID,Deal Stage,Deal owner,Amount,Close Date,Create Date\n1,Closed Lost,Ada,5,,2026-02-01\n",
    "salesforce": "Opportunity ID,Opportunity Owner,Account Name,Amount,Stage,Close Date,Created Date\n"
    "1,Ada,Acme,5,Closed Lost,,2/1/2026\n",
    "zoho": "Record Id,Deal Name,Deal Owner,Account Name,Amount,Stage,Closing Date,Created Time\n"
    "1,Big,Ada,Acme,5,Closed Lost,,2026-02-01\n",
    "fxiaoke": "商机编号,商机名称,负责人,客户名称,商机金额,商机阶段,阶段状态,实际成交日期,创建时间\n"
    "1,大单,李娜,甲,5,无效,无效,,2026-02-01\n",
    "jiandaoyun": "商机编号,商机名称,负责人,客户名称,预计金额,商机阶段,成交日期,提交时间\n"
    "1,大单,李娜,甲,5,丢单,,2026-02-01\n",
    "pipedrive": "Deal - ID,Deal - Title,Deal - Status,Deal - Owner,Deal - Value,Deal - Stage,Deal - Won time,"
    "Deal - Lost time\n1,Big,Deleted,Ada,5,Qualified,,\n",
}
"""A deal without a day of its end, that is lost or deleted."""


@pytest.mark.parametrize("name", OVER)
def test_a_deal_that_is_over_is_not_open_though_nothing_says_since_when(name: str, tmp_path: Path) -> None:
    (tmp_path / "商机deals.csv").write_text(OVER[name], encoding="utf-8")
    found = import_files(preset(name), [tmp_path], ENGLISH)
    write(found.frames(), tmp_path / "data")

    deals = load(tmp_path / "data", ENGLISH).tables["deals"]

    assert [str(day.date()) for day in deals["lost_date"]] == ([] if name == "pipedrive" else ["2026-02-01"])
    assert sum(len(left.rows) for left in found.left_out) == (name == "pipedrive")


def test_deals_of_every_pipeline_of_hubspot_are_won_and_lost_by_the_same_names(tmp_path: Path) -> None:
    heading = "Record ID,Deal Stage,Deal owner,Amount,Close Date,Associated Company,Associated Company (Primary)\n"
    rows = (
        "1,Closed Won (Renewals),Ada,5,2026-02-01,Bolt;Acme,Acme\n"
        "2,Closed Lost (Partner; EU (new)),Ada,7,2026-02-02,,\n"
        "3,Contract Sent (Renewals),Ada,9,2026-09-01,,\n"
    )
    (tmp_path / "all-deals.csv").write_text(heading + rows, encoding="utf-8")
    deals = import_files(preset("hubspot"), [tmp_path], ENGLISH).frames()["deals"]
    assert deals[["stage", "won_date", "lost_date", "customer_id"]].to_numpy().tolist() == [
        ["won", "2026-02-01", "", "acme"],
        ["lost", "", "2026-02-02", ""],
        ["contract", "", "", ""],
    ]


@pytest.mark.parametrize("name", ["zoho", "fxiaoke"])
def test_workbooks_are_built_of_an_export(name: str, tmp_path: Path) -> None:
    tables(name, tmp_path / "data")
    out = tmp_path / "books"
    with pytest.raises(SystemExit):
        main(["build", "--data", str(tmp_path / "data"), "--out", str(out), "--formulas", "values", "--jobs", "1"])
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(book["totals"]["won_amount"] for book in manifest["workbooks"] if book["team_id"]) == sorted(
        [*BY_HAND[name][0].values(), *([0] if name == "zoho" else [])]
    )


@pytest.mark.parametrize("name", BY_HAND)
def test_files_are_known_by_their_headings_whatever_their_names(name: str, tmp_path: Path) -> None:
    for number, path in enumerate(sorted((SAMPLES / name).iterdir())):
        (tmp_path / f"{number}.csv").write_bytes(path.read_bytes())
    again = import_files(preset(name), [tmp_path], ENGLISH).frames()
    assert {key: len(frame) for key, frame in again.items()} == {
        key: len(frame) for key, frame in imported(name).frames().items()
    }


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
@pytest.mark.parametrize("name", ["fxiaoke", "jiandaoyun"])
def test_workbooks_and_parquet_files_are_exports_like_any_other(name: str, ending: str, tmp_path: Path) -> None:
    for path in (SAMPLES / name).iterdir():
        rows, target = rows_of(path), tmp_path / f"{path.stem}.{ending}"
        rows.to_excel(target, index=False) if ending == "xlsx" else rows.to_parquet(target)
    again = import_files(preset(name), [tmp_path], ENGLISH).frames()
    assert {key: frame.to_dict("list") for key, frame in again.items()} == {
        key: frame.to_dict("list") for key, frame in imported(name).frames().items()
    }


@pytest.mark.parametrize("name", BY_HAND)
def test_every_heading_may_have_any_of_its_names(name: str, tmp_path: Path) -> None:
    """Such as the Chinese ones, which stand last."""
    how, plain = preset(name), imported(name).frames()
    for path in sorted((SAMPLES / name).iterdir()):
        form = next(form for form in how.files.values() if _is_of(path, form))
        others = {normal(n): also[-1] for heading, also in form.also.items() for n in (heading, *also)}
        rows = rows_of(path)
        rows.columns = pd.Index([others.get(normal(heading), heading) for heading in map(str, rows)])
        rows.to_csv(tmp_path / f"{len(list(tmp_path.iterdir()))}.csv", index=False)
    again = import_files(how, [tmp_path], ENGLISH).frames()
    assert {key: without_units(frame) for key, frame in again.items()} == {
        key: without_units(frame) for key, frame in plain.items()
    }


def without_units(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Not every name of a heading has the unit in brackets that goes to the amounts below it."""
    return {str(column): [str(cell).removesuffix("元") for cell in frame[column]] for column in frame}


def rows_of(path: Path) -> pd.DataFrame:
    encoding = "gb18030" if path.parent.name == "fxiaoke" and path.stem == "客户" else "utf-8-sig"
    return pd.read_csv(path, dtype=str, encoding=encoding)


def _is_of(path: Path, form: FileForm) -> bool:
    there = {normal(str(heading)) for heading in rows_of(path)}
    return all(there & {normal(n) for n in (heading, *form.also.get(heading, ()))} for heading in form.known_by)


@pytest.mark.parametrize("name", BY_HAND)
def test_a_file_of_another_kind_is_noted_and_skipped(name: str, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "wishes.csv").write_text("Wish\nA pony\n")
    found = import_files(preset(name), [SAMPLES / name, tmp_path], ENGLISH)
    assert [note.split(":")[0] for note in found.notes if "does not know this file" in note] == [
        "logo.png",
        "wishes.csv",
    ]


@pytest.mark.parametrize("name", BY_HAND)
def test_a_name_stands_for_one_heading_of_a_file(name: str) -> None:
    for form in preset(name).files.values():
        names = [normal(one) for heading, others in form.also.items() for one in (heading, *others)]
        assert [one for one, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize("name", BY_HAND)
def test_a_layout_says_where_it_is_known_from_and_that_it_was_not_tried(name: str) -> None:
    assert [note for note in imported(name).notes if "2026-11" in note and "not tried against a live system" in note]


@pytest.mark.parametrize("name", presets())
def test_what_a_preset_says_it_says_in_both_languages(name: str) -> None:
    how = preset(name)
    said = [how.layout, *(target.note for target in how.targets)]
    assert [list(one) for one in said if one and list(one) != ["en", "zh-CN"]] == []


@pytest.mark.parametrize("name", BY_HAND)
def test_chinese_notes_are_chinese(name: str, tmp_path: Path) -> None:
    (tmp_path / "愿望.csv").write_text("愿望\n小马\n", encoding="utf-8")
    found = import_files(preset(name), [SAMPLES / name, tmp_path], Words.load("zh-CN"))
    assert "不认识该文件" in found.notes[0]
    assert [note for note in found.notes if re.search(r"[a-z]+ (?:the|is|of|by|and|was|not) ", note)] == []
    assert [left.why for left in found.left_out if left.why.isascii()] == []


MAPPING = """
[files.people]
names = ["people.csv"]
[files.people.also]
Name = ["姓名", "Full name"]
[[table]]
into = "reps"
file = "people"
unique = "rep_id"
[table.columns]
rep_id = "Name"
team_id = { from = "Team", optional = true, else = "T1" }
hire_date = { from = "Hired on", optional = true }
"""


def made(text: str, folder: Path, mapping: str = MAPPING) -> Imported:
    (folder / "people.csv").write_text(text, encoding="utf-8")
    return import_files(parsed(mapping, "own.toml"), [folder], ENGLISH)


@pytest.mark.parametrize(
    ("text", "teams"),
    [
        ("Name\nAda\nBo\n", ["T1", "T1"]),
        ("姓名,Team\nAda,\nBo,T2\n", ["T1", "T2"]),
        ("full_name,team\nAda,T3\n", ["T3"]),
    ],
)
def test_what_a_file_lacks_is_what_the_rule_says(text: str, teams: list[str], tmp_path: Path) -> None:
    assert list(made(text, tmp_path).frames()["reps"]["team_id"]) == teams


def test_a_column_that_is_not_used_is_likened_to_the_one_that_is_missing(tmp_path: Path) -> None:
    notes = made("Name,Team,Hierd on,Shoe size\nAda,T1,2026-01-01,40\n", tmp_path).notes
    assert "people.csv: not used: Hierd on (like 'Hired on', which is missing), Shoe size." in notes


def test_a_heading_that_is_missing_is_likened_to_one_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidMapping, match="missing: Name; the file has 'Nmae'"):
        made("Nmae,Team\nAda,T1\n", tmp_path)


def test_of_two_parts_of_a_table_the_first_has_its_rows(tmp_path: Path) -> None:
    twice = MAPPING + MAPPING.split("[[table]]")[1].join(["[[table]]", ""]).replace('else = "T1"', 'else = "T9"')
    assert list(made("Name\nAda\n", tmp_path, twice).frames()["reps"]["team_id"]) == ["T1"]


def test_else_needs_a_column_of_the_file() -> None:
    with pytest.raises(InvalidMapping, match="'else' stands beside 'value'"):
        parsed(MAPPING.replace('from = "Team", optional = true', 'value = "x"'), "own.toml")


@pytest.mark.parametrize("page", ["import.md", "import.zh-CN.md"])
def test_the_pages_name_every_preset(page: str) -> None:
    text = (FOLDER / page).read_text(encoding="utf-8")
    assert [name for name in presets() if f"| `{name}` |" not in text] == []
