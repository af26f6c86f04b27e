from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from salessheet.cli import program, settings_file
from tests.batch.centres import files
from tests.cli.conftest import Salessheet

ROOT = Path(__file__).parents[2]
SMALL = ("--teams", "1", "--reps", "2", "--deals", "5")


def test_the_demo_is_the_sample_centre_in_both_languages(salessheet: Salessheet, tmp_path: Path) -> None:
    said = salessheet("demo", "--out", "demo")

    assert (said.code, said.err) == (0, "")
    books = {"centre.xlsx", "T01.xlsx", "T02.xlsx", "T03.xlsx", "manifest.json"}
    assert set(files(tmp_path / "demo")) == {f"{lang}/{book}" for lang in ("en", "zh-CN") for book in books}
    again = salessheet("demo", "--out", "demo", "--json")
    assert again.json["exit"] == again.code == 0
    assert set(again.json["languages"]) == {"en", "zh-CN"}


def test_a_changed_demo_is_refused_before_anything_is_written(salessheet: Salessheet, tmp_path: Path) -> None:
    (tmp_path / "demo" / "zh-CN").mkdir(parents=True)
    (tmp_path / "demo" / "zh-CN" / "T02.xlsx").write_text("mine")

    said = salessheet("demo", "--out", "demo")

    assert said.code == 2
    assert "T02.xlsx" in said.err
    assert set(files(tmp_path / "demo")) == {"zh-CN/T02.xlsx"}


def test_the_same_sample_is_written_twice(salessheet: Salessheet, tmp_path: Path) -> None:
    first = salessheet("sample", "--out", "s", *SMALL)
    before = files(tmp_path)
    second = salessheet("sample", "--out", "s", *SMALL)

    assert (first.code, second.code) == (0, 0)
    assert files(tmp_path) == before


def test_another_sample_replaces_the_one_before_but_nothing_that_somebody_changed(
    salessheet: Salessheet, tmp_path: Path
) -> None:
    salessheet("sample", "--out", "s", *SMALL)
    before = files(tmp_path)
    assert salessheet("sample", "--out", "s", *SMALL, "--seed", "2").code == 0
    assert files(tmp_path) != before
    with (tmp_path / "s" / "deals.csv").open("a", encoding="utf-8") as file:
        file.write("mine\n")
    changed = files(tmp_path)

    other = salessheet("sample", "--out", "s", *SMALL)

    assert (other.code, "deals.csv" in other.err) == (2, True)
    assert files(tmp_path) == changed
    assert salessheet("sample", "--out", "s", *SMALL, "--overwrite").code == 0
    assert files(tmp_path) == before


def test_a_chinese_sample_builds(salessheet: Salessheet, tmp_path: Path) -> None:
    salessheet("sample", "--out", "s", *SMALL, "--lang", "zh-CN")

    said = salessheet("build", "--data", "s", "--out", "o", "--team", "T01")

    assert "商机编号" in (tmp_path / "s" / "deals.csv").read_text(encoding="utf-8-sig")
    assert said.code == 0
    assert "语言 zh-CN" in said.out


def test_the_bundled_chinese_sample_is_what_the_command_makes(salessheet: Salessheet, tmp_path: Path) -> None:
    salessheet("sample", "--out", "s", "--lang", "zh-CN")

    assert tables(tmp_path / "s") == tables(ROOT / "examples" / "sample-zh-CN"), "make samples"


@pytest.mark.parametrize("option", ["--teams", "--reps"])
def test_a_sample_without_anybody_is_refused(salessheet: Salessheet, option: str) -> None:
    assert salessheet("sample", "--out", "s", option, "0").code == 2


def test_a_sample_larger_than_memory_is_refused(salessheet: Salessheet) -> None:
    said = salessheet("sample", "--out", "s", "--teams", "1000000000")

    assert said.code == 2
    assert "at most 10,000,000 people and deals" in said.err


def tables(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in files(folder).items() if name.endswith(".csv")}


def crm_export(folder: Path) -> Path:
    """A few rows in the layout of the preset."""
    folder.mkdir()
    (folder / "sales_teams.csv").write_text(
        "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\nBoris Faz,Rocco Neubert,East\n"
    )
    (folder / "sales_pipeline.csv").write_text(
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "A1,Anna Snelling,GTXPro,Cancity,Won,2017-01-10,2017-03-01,4821\n"
        "B1,Boris Faz,MG Special,,Lost,2017-02-01,2017-03-04,0\n"
        "B2,Boris Faz,MG Special,,Engaging,2017-02-02,,\n"
    )
    (folder / "products.csv").write_text("product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n")
    (folder / "accounts.csv").write_text(
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
        "Cancity,retail,2001,718.62,2448,United States,\n"
    )
    (folder / "wishes.csv").write_text("wish\nmore\n")
    return folder


def test_an_import_can_be_built_and_says_what_it_skipped(salessheet: Salessheet, tmp_path: Path) -> None:
    export = crm_export(tmp_path / "export")

    said = salessheet("import", "--from", "crm-sales-opportunities", export, "--out", "tables")
    built = salessheet("build", "--data", "tables", "--out", "out", "--json")

    assert said.code == 0
    assert "wishes.csv" in said.out
    assert built.code == 0
    assert built.json["workbooks"][0]["totals"]["won_amount"] == 4821


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--from", "siebel", "export"), "no preset 'siebel'"),
        (("--from", "nowhere.toml", "export"), "nowhere.toml"),
        (("--from", "crm-sales-opportunities", "nowhere"), "no such file"),
        (("--from", "crm-sales-opportunities", "export/wishes.csv"), "needs this file"),
        (("--from", "crm-sales-opportunities", "export/wishes.csv"), "headings of wishes.csv, which crm-sales"),
    ],
)
def test_an_import_that_cannot_be_is_told(
    salessheet: Salessheet, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    crm_export(tmp_path / "export")

    said = salessheet("import", *arguments, "--out", "tables")

    assert said.code == 2
    assert word in said.err
    assert not (tmp_path / "tables").exists()


def test_an_import_with_a_mapping_of_ones_own_may_be_a_part_of_the_tables(
    salessheet: Salessheet, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(
        'name = "own"\n[files]\nlist = ["list.csv"]\n[[table]]\ninto = "teams"\nfile = "list"\n'
        '[table.columns]\nteam_id = "No"\n'
    )
    (tmp_path / "list.csv").write_text("No\nA\nB\n")

    said = salessheet("import", "--from", "own.toml", "list.csv", "--out", "tables")

    assert said.code == 0
    assert "not complete yet" in said.out
    assert (tmp_path / "tables" / "teams.csv").read_text(encoding="utf-8-sig") == "team_id\nA\nB\n"


@pytest.mark.parametrize("name", ["团队.csv", "Teams.csv", "teams.tsv", "teams.parquet"])
def test_an_import_writes_no_table_that_another_file_holds(salessheet: Salessheet, tmp_path: Path, name: str) -> None:
    (tmp_path / "tables").mkdir()
    there = tmp_path / "tables" / name
    if there.suffix == ".parquet":
        pd.DataFrame({"team_id": ["T1"]}).to_parquet(there)
    else:
        there.write_text("team_id\nT1\n", encoding="utf-8")
    export = crm_export(tmp_path / "export")

    said = salessheet("import", "--from", "crm-sales-opportunities", export, "--out", "tables", "--overwrite")

    assert said.code == 2
    assert f"{name} (teams)" in said.err
    assert [file.name for file in (tmp_path / "tables").iterdir()] == [name]


def test_an_import_keeps_or_loses_what_people_typed_only_when_told_to(salessheet: Salessheet, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'name = "own"\n[files]\nlist = ["list.csv"]\n[[table]]\ninto = "teams"\nfile = "list"\n'
        '[table.columns]\nteam_id = "No"\nregion = "Region"\n'
    )
    (tmp_path / "list.csv").write_text("No,Region\nA,North\nB,South\n")
    asked = ("import", "--from", "own.toml", "list.csv", "--out", "tables")
    assert salessheet(*asked).code == 0
    table = tmp_path / "tables" / "teams.csv"
    table.write_text(table.read_text("utf-8-sig").replace("North", "East"), encoding="utf-8-sig")
    (tmp_path / "tables" / "audit.csv").write_text(
        "when,who,command,file,table,key,old,new\n2026,Ann,collect A.xlsx,teams.csv,teams,A,region=North,region=East\n"
    )

    refused, before = salessheet(*asked), table.read_bytes()
    kept = salessheet(*asked, "--keep-typed")

    assert (refused.code, kept.code) == (2, 0)
    assert "teams A region" in refused.err
    assert "--keep-typed" in refused.err
    assert "stays, for the files say what they said before: teams A region." in kept.out
    assert table.read_bytes() == before

    (tmp_path / "list.csv").write_text("No,Region\nA,West\nB,South\n")
    changed = salessheet(*asked, "--keep-typed")

    assert changed.code == 1
    assert "East was typed for A in place of North, but the files say West by now" in changed.out
    assert "West" in table.read_text("utf-8-sig")


def test_the_page_of_tables_is_the_one_of_the_declaration(salessheet: Salessheet) -> None:
    said = salessheet("schema", "--markdown")

    assert said.out == (ROOT / "docs" / "tables.md").read_text(encoding="utf-8"), "make docs"


def test_the_schema_in_chinese_has_chinese_headings(salessheet: Salessheet) -> None:
    said = salessheet("schema", "--lang", "zh-CN").out
    assert "填写说明" in said
    assert "Required" not in said
    assert "Keys of" not in said


def test_the_schema_lists_every_table_as_text_and_as_json(salessheet: Salessheet) -> None:
    text, tree = salessheet("schema").out, salessheet("schema", "--json", "--lang", "zh-CN").json

    assert {row["table"] for row in tree["columns"]} == {
        line.split(":")[0] for line in text.splitlines() if line.split(":")[0].isidentifier() and ":" in line
    }
    assert any(row["column"] == "won_date" for row in tree["columns"])
    assert salessheet("schema", "--json", "--markdown").code == 2


@pytest.mark.parametrize("arguments", [(), ("--help",), *((name, "--help") for name in program.COMMANDS)])
def test_help_is_there_for_every_command(salessheet: Salessheet, arguments: tuple[str, ...]) -> None:
    said = salessheet(*arguments)

    assert "Usage: salessheet" in said.out + said.err
    assert "--help" in said.out + said.err


def test_the_version_is_printed(salessheet: Salessheet) -> None:
    said = salessheet("--version")

    assert (said.code, said.out) == (0, "salessheet 0.1.0\n")


USAGE = {
    "biuld": "No such command 'biuld'. Did you mean 'build'?",
    "--nope": "No such option: --nope",
    "build --out o --nope": "No such option: --nope",
    "build --out o": "Missing option '--data'.",
    "build --data d --out": "Option '--out' requires an argument.",
    "build --data d --out o --jobs many": "Invalid value for '--jobs': ",
    "build --data d --out o --jobs 0": "Invalid value for '--jobs': ",
    "build --data d --out o --formulas magic": "Invalid value for '--formulas': ",
    "sample --out o one two": "Got unexpected extra argument",
    "template --out T.txt": "--out T.txt: the name of a workbook written here ends with .xlsx.",
    "template --out folder/": "--out folder: the name of a workbook written here ends with .xlsx.",
    "calculate T.xlsx --out T.csv": "--out T.csv: the name of a workbook written here ends with .xlsx.",
    "calculate T.xlsm --out T.xlsx": "--out T.xlsx: the name of a workbook written here ends with .xlsm.",
    "calculate T.xls --out T.xlsx": "T.xls: this is an old .xls workbook",
    "calculate T.txt --out T.xlsx": "T.txt: this is no .xlsx workbook.",
    "run refresh T.txt --out T.txt": "--out T.txt: the name of a workbook written here ends with .xlsx or .xlam",
    "template --out T.xlsx --year 1989": "Invalid value for '--year': ",
    "template --out T.xlsx --year 2200": "Invalid value for '--year': ",
    "sample --out s --year 1999": "A sample has at least one team with one rep",
    "run refresh T.xlsx --out T.doc": "--out T.doc: the name of a workbook written here ends with .xlsx or .xlam",
}


@pytest.mark.parametrize(("arguments", "wrong"), USAGE.items())
def test_wrong_usage_is_told_in_a_line_and_as_an_object(
    salessheet: Salessheet, tmp_path: Path, arguments: str, wrong: str
) -> None:
    (tmp_path / "T.xlsx").touch()
    (tmp_path / "T.xlsm").touch()
    (tmp_path / "T.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    (tmp_path / "T.txt").write_text("notes")

    command, *rest = arguments.split()

    line = salessheet(command, *rest)
    tree = salessheet(command, "--json", *rest)

    assert (line.code, line.out, tree.code) == (2, "", 2)
    assert line.err.startswith(f"salessheet: {wrong}")
    assert line.err.count("\n") == 2
    assert (tree.err, set(tree.json), tree.json["exit"]) == ("", {"exit", "error"}, 2)
    assert tree.json["error"]["wrong"].startswith(wrong)
    assert tree.json["error"]["mend"]


PATHS = [
    (name, option.key, option.many)
    for name, command in program.COMMANDS.items()
    for option in settings_file.options_of(command)
    if option.is_path
]


@pytest.mark.parametrize(("command", "key", "many"), PATHS)
def test_an_empty_text_is_no_path(salessheet: Salessheet, tmp_path: Path, command: str, key: str, many: bool) -> None:
    places = {
        "books": ["verify", "calculate", "lint", "collect", "addin"],
        "files": ["import"],
        "old": ["diff"],
        "new": ["diff"],
    }
    places |= {"book": ["run", "explain"]}
    arguments = {"run": ["refresh"], "addin": ["update"], "diff": ["books"] if key == "new" else []}.get(command, [])
    arguments += [""] if command in places.get(key, ()) else [f"--{key}", ""]

    said = salessheet(command, *arguments)
    (tmp_path / "salessheet.toml").write_text(f'[{command}]\n{key} = ""\n')
    in_the_file = salessheet(command, "--json")

    assert (said.code, in_the_file.code) == (2, 2)
    assert "no path" in said.err
    assert "is not a path" in in_the_file.json["error"]["wrong"]
    assert len(PATHS) > 12


def test_cell_functions_do_not_wait_for_the_rest_of_the_package() -> None:
    code = "import sys, salessheet; print(sorted({'pandas', 'xlsxwriter', 'typer'} & set(sys.modules)))"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout == "[]\n"


def test_everything_on_the_public_page_is_there() -> None:
    import salessheet

    assert {name for name in salessheet.__all__ if getattr(salessheet, name, None) is None} == set()
    assert set(salessheet.__all__) <= set(dir(salessheet))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = salessheet.nothing


@pytest.mark.parametrize(
    ("option", "more"),
    [("--data", ("--data", "north", "--data=south", "--out", "b")), ("--period", ("--period", "2026-06") * 2)],
)
def test_an_option_for_one_value_is_not_given_twice(salessheet: Salessheet, option: str, more: tuple[str, ...]) -> None:
    """Of two folders the first would be left out, and nobody would hear of it."""
    said = salessheet("build", *more)

    assert said.code == 2
    assert f"'{option}': it takes one value, and 2 are given" in said.err
    assert "one value" in salessheet("build", *more, "--json").json["error"]["wrong"]


def test_options_for_several_values_and_switches_may_be(salessheet: Salessheet, tmp_path: Path) -> None:
    said = salessheet("build", "--data", "none", "--team", "T1", "--team", "T2", "--json", "--json", "--out", "b")

    assert "no such file or folder" in said.json["error"]["wrong"]
