from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from salessheet import bundled
from salessheet.batch import running
from tests.batch.centres import sales_centre
from tests.batch.own_templates import template_for
from tests.cli.conftest import Salessheet


@pytest.fixture
def with_problems(centre: Path, tmp_path: Path) -> Path:
    """The small centre with thirty activities of nobody."""
    data = tmp_path / "data"
    shutil.copytree(centre, data)
    with (data / "activities.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"2026-03-02,NOBODY{n},call,1,\n" for n in range(30))
    return data


def test_a_clean_build_ends_with_0_and_says_what_it_made(salessheet: Salessheet, sales: Path, tmp_path: Path) -> None:
    said = salessheet("build", "--data", sales, "--out", "out")

    assert (said.code, said.err) == (0, "")
    assert "3 workbooks in out: 2026-06, as of 2026-06-" in said.out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".salessheet-inputs", "T01.xlsx", "T02.xlsx", "centre.xlsx", "manifest.json",
    ]  # fmt: skip


@pytest.mark.parametrize(("month", "is_ahead"), [("2031-01", True), ("2026-06", False)])
def test_a_month_that_begins_after_the_data_is_said(
    salessheet: Salessheet, sales: Path, tmp_path: Path, month: str, *, is_ahead: bool
) -> None:
    said = salessheet("build", "--data", sales, "--out", tmp_path / "out", "--as-of", "2026-06-30", "--period", month)
    assert said.code == 0
    assert (f"{month} begins after 2026-06-30, so nothing has happened in it yet." in said.out) is is_ahead


def test_sheets_without_data_are_there_where_all_are_asked_for(
    salessheet: Salessheet, sales: Path, tmp_path: Path
) -> None:
    sheets = {}
    for which in ("used", "all"):
        said = salessheet("build", "--data", sales, "--out", which, "--team", "T01", "--sheets", which)
        assert (said.code, said.err) == (0, "")
        manifest = json.loads((tmp_path / which / "manifest.json").read_text("utf-8"))
        assert manifest["options"]["sheets"] == which
        sheets[which] = manifest["workbooks"][0]["sheets"]

    template = openpyxl.load_workbook(bundled.path(bundled.Kind.TEMPLATES, "SalesCenter.xlsx"), read_only=True)
    assert set(sheets["used"]) < set(sheets["all"]) == set(template.sheetnames)
    assert salessheet("verify", "all/T01.xlsx", "--against-data", sales).code == 0
    refused = salessheet("build", "--data", sales, "--out", "o", "--sheets", "all", "--template", "all/T01.xlsx")
    assert (refused.code, "Leave one of them out" in refused.err) == (2, True)


def test_an_audience_gets_workbooks_of_its_own(salessheet: Salessheet, centre: Path, tmp_path: Path) -> None:
    said = salessheet("build", "--data", centre, "--out", "out", "--team", "T01", "--audience", "rep")
    unknown = salessheet("build", "--data", centre, "--out", "out", "--audience", "everybody")

    assert (said.code, said.err) == (0, "")
    assert "For reps: one workbook per person" in said.out
    reps = pd.read_csv(centre / "reps.csv", dtype=str).query("team_id == 'T01'")
    reps = reps[reps["role"] != "manager"]  # who is paid on what the team sells
    assert {path.name for path in (tmp_path / "out" / "T01").iterdir()} == {f"{rep}.xlsx" for rep in reps["rep_id"]}
    assert unknown.code == 2
    assert "--audience" in unknown.err


def test_problems_in_the_data_end_with_1_and_many_of_one_kind_are_one_line(
    salessheet: Salessheet, with_problems: Path
) -> None:
    said = salessheet("build", "--data", with_problems, "--out", "out", "--team", "T01")

    assert said.code == 1
    assert "Only the teams asked for, without centre.xlsx." in said.out
    assert "30 problems in the data" in said.out
    (listed,) = [line for line in said.out.splitlines() if line.startswith("activities.csv")]
    assert "NOBODY0 is not in the table Reps. (and 29 more of the kind)" in listed
    assert "(30)" in listed


def test_equal_problems_are_told_once_with_their_rows(salessheet: Salessheet, centre: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(centre, data)
    rows = len((data / "activities.csv").read_text(encoding="utf-8").splitlines())
    with (data / "activities.csv").open("a", encoding="utf-8") as file:
        file.write("2026-03-02,NOBODY,call,1,\n" * 30)

    said = salessheet("build", "--data", data, "--out", "out", "--team", "T01")
    again = salessheet("build", "--data", data, "--out", "out", "--team", "T01", "--json")

    assert "30 problems in the data" in said.out
    (listed,) = [line for line in said.out.splitlines() if line.startswith("activities.csv")]
    assert f"{rows + 1}–{rows + 30} (30)" in listed
    (problem,) = again.json["problems"]
    assert (problem["count"], problem["row"], problem["rows"][-1]) == (30, rows + 1, rows + 30)


def test_a_slip_in_one_date_is_told_and_does_not_move_the_workbooks(
    salessheet: Salessheet, centre: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(centre, data)
    with (data / "activities.csv").open("a", encoding="utf-8") as file:
        file.write("2062-03-02,R0001,call,1,\n")

    said = salessheet("build", "--data", data, "--out", "out", "--team", "T01", "--json")

    assert (said.code, said.json["period"]) == (1, "2026-06")
    (problem,) = said.json["problems"]
    assert (problem["file"], problem["severity"]) == ("activities.csv", "noted")
    assert "2062-03-02" in problem["mend"]


@pytest.mark.parametrize(
    ("asked", "in_the_file", "in_the_data", "lang"),
    [
        ("en", "zh-CN", "zh-CN", "en"),
        (None, "en", "zh-CN", "en"),
        (None, None, "zh-CN", "zh-CN"),
        (None, None, "", "en"),
    ],
)
def test_the_command_line_beats_the_file_beats_the_data_in_the_choice_of_language(
    salessheet: Salessheet,
    with_problems: Path,
    tmp_path: Path,
    asked: str | None,
    in_the_file: str | None,
    in_the_data: str,
    lang: str,
) -> None:
    (with_problems / "settings.csv").write_text(f"key,value\nlanguage,{in_the_data}\n", encoding="utf-8")
    if in_the_file:
        (tmp_path / "salessheet.toml").write_text(f'[build]\nlang = "{in_the_file}"\n')
    option = ("--lang", asked) if asked else ()

    said = salessheet("build", "--data", with_problems, "--out", "out", "--team", "T01", "--json", *option)

    assert said.json["lang"] == lang
    heading = {"en": "Rep ID", "zh-CN": "人员编号"}[lang]
    assert {problem["column"] for problem in said.json["problems"]} == {heading}


def test_what_a_payout_lacks_ends_with_1_and_the_rest_of_what_is_not_counted_is_told(
    salessheet: Salessheet, centre: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(centre, data)
    plans = pd.read_csv(data / "plans.csv", dtype=str)
    gated = plans.iloc[[-1]].assign(
        plan_id="GATED", role="", rep_id="R0001", supersedes="", gate="0.5", metric="visits"
    )
    pd.concat([plans, gated]).to_csv(data / "plans.csv", index=False)
    tiers = pd.DataFrame({"plan_id": ["GATED"], "lower": [0], "upper": [""], "rate": [0.01]})
    pd.concat([pd.read_csv(data / "plan_tiers.csv", dtype=str), tiers]).to_csv(data / "plan_tiers.csv", index=False)

    plain = salessheet("build", "--data", data, "--out", "out")
    other = salessheet("build", "--data", data, "--out", "other", "--team", "T02", "--json")
    mine = salessheet("build", "--data", data, "--out", "mine", "--team", "T01", "--json")

    assert (plain.code, mine.code) == (1, 1)
    assert [record for record in other.json["unused"] if record["lacking"]] == []
    assert "gate" in plain.out
    rest = plain.out.partition("Read, not used: ")[2]
    assert "plans.gate" not in rest
    (lacking,) = [record for record in mine.json["unused"] if record["lacking"]]
    assert (lacking["table"], lacking["rows"], lacking["team"]) == ("plans", 1, "T01")
    assert {problem["column"] for problem in mine.json["problems"]} == {"Gate"}  # nobody has targets of visits
    manifest = json.loads((tmp_path / "mine" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["unused"] == mine.json["unused"]


def test_json_is_one_object_and_nothing_else(salessheet: Salessheet, with_problems: Path) -> None:
    said = salessheet("build", "--data", with_problems, "--out", "out", "--team", "T01", "--json")

    assert said.json["exit"] == said.code == 1
    assert said.err == ""
    assert [workbook["file"] for workbook in said.json["workbooks"]] == ["T01.xlsx"]
    assert len(said.json["problems"]) == 30
    assert said.json["problems"][0]["severity"] == "refused"


def test_deals_whose_dates_nobody_reads_are_sent_to_the_names_of_columns(
    tmp_path: Path, salessheet: Salessheet
) -> None:
    tables = {
        "teams": "team_id\nT1\n",
        "reps": "rep_id,team_id\nA,T1\n",
        "deals": "deal_id,rep_id,stage,closed\n1,A,won,2026-05-01\n",
    }
    for key, text in tables.items():
        (tmp_path / f"{key}.csv").write_text(text)
    said = salessheet("build", "--data", tmp_path, "--out", tmp_path / "out")
    assert (said.code, "Name the columns of dates as `salessheet schema` lists them" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--data", "nowhere"), "no such file or folder"),
        (("--data", "empty"), "missing"),
        (("--data", "postgresql://me@127.0.0.1:1/sales"), "the database cannot be read"),
        (("--data", "broken.xlsx"), "no workbook"),
        (("--data", "nothing.xlsx"), "no workbook"),
        (("--data", "notes.txt"), "neither a folder nor"),
        (("--data", "old.xls"), "Save it as .xlsx."),
        (("--period", "June"), "--period June is not a month"),
        (("--as-of", "yesterday"), "--as-of yesterday is not a day"),
        (("--as-of", "1989-12-31"), "--as-of 1989-12-31 is not a day of the years 1990 to 2199"),
        (("--period", "2200-01"), "--period 2200-01 is not a month of the years 1990 to 2199"),
        (("--lang", "fr"), "no language 'fr'"),
        (("--team", "T99"), "no team 'T99'"),
        (("--template", "notes.txt"), "no .xlsx workbook"),
        (("--template", "nowhere.xlsx"), "there is no such file"),
        (("--out", "notes.txt"), "is a file, not a folder"),
        (("--out", "notes.txt/below"), "cannot be written"),
        (("--out", "s3://key:secret@bucket/out"), "s3://…@bucket/out is a URL, and nothing is written to URLs"),
        (("--data", "memory://nowhere"), "memory://nowhere: there is no such file or folder"),
        (("--jobs", "0"), "'--jobs'"),
        (("--formulas", "magic"), "magic"),
        (("--cluster", "tcp://127.0.0.1"), "--cluster tcp://127.0.0.1: this is not the address of a scheduler"),
        (("--cluster", "tcp://127.0.0.1:1", "--jobs", "2"), "Say one of them"),
    ],
)
def test_wrong_usage_and_unreadable_input_end_with_2_in_words(
    salessheet: Salessheet, sales: Path, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 cut short")
    (tmp_path / "nothing.xlsx").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))

    usual = [(option, value) for option, value in (("--data", sales), ("--out", "out")) if option not in arguments]
    said = salessheet("build", *chain.from_iterable(usual), *arguments)

    assert (said.code, said.out) == (2, "")
    assert word in " ".join(said.err.split())
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()


def test_an_error_with_json_is_an_object_too(salessheet: Salessheet) -> None:
    said = salessheet("build", "--data", "nowhere", "--out", "out", "--json")

    assert (said.code, said.err) == (2, "")
    assert "nowhere" in said.json["error"]["wrong"]


def test_a_template_is_filled_in_and_verify_takes_its_structure_from_the_manifest(
    salessheet: Salessheet, tmp_path: Path
) -> None:
    sales = sales_centre(tmp_path / "data")
    template_for(sales, tmp_path / "T.xlsx", "zh-CN")

    said = salessheet("build", "--data", sales, "--out", "out", "--team", "T01", "--template", "T.xlsx", "--json")
    verified = salessheet("verify", "out/T01.xlsx", "--manifest", "out/manifest.json")

    assert said.code == 0
    assert (said.json["lang"], said.json["replaced"]) == ("zh-CN", [])
    assert [book["file"] for book in said.json["workbooks"]] == ["T01.xlsx"]
    assert verified.code == 0
    assert "与按模板 T.xlsx 生成时一致" in verified.out
    assert salessheet("lint", "out/T01.xlsx").code == 0


def test_changed_workbooks_are_all_listed_and_nothing_is_written(
    salessheet: Salessheet, sales: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("T01.xlsx", "centre.xlsx"):
        (out / name).write_text("mine")

    said = salessheet("build", "--data", sales, "--out", "out")

    assert said.code == 2
    assert "centre.xlsx, T01.xlsx" in said.err
    assert "--overwrite" in said.err
    assert sorted(path.name for path in out.iterdir()) == ["T01.xlsx", "centre.xlsx"]


def test_a_defect_is_told_in_a_sentence_and_with_debug_in_full(
    salessheet: Salessheet, sales: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(running, "check_outputs", broken)

    short = salessheet("build", "--data", sales, "--out", "out")
    full = salessheet("--debug", "build", "--data", sales, "--out", "out")

    assert short.code == full.code == 2
    assert "defect of salessheet: RuntimeError: out of order" in short.err
    assert "Traceback" not in short.err
    assert "Traceback" in full.err


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_build_ends_with_130_and_leaves_whole_files(
    sales: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "salessheet"]
    command += ["build", "--data", str(sales), "--out", str(out), "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        deadline = time.monotonic() + 60
        while not (out / "centre.xlsx").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(program.pid, stop)
        said, _ = program.communicate(timeout=60)

    assert program.returncode == 130
    assert "was not made: the run was stopped" in said
    assert "centre.xlsx" in {path.name for path in out.iterdir()}
    assert not [path for path in out.iterdir() if path.name.endswith(".part")]


def test_the_encoding_that_is_said_is_that_of_the_files_for_every_command(
    salessheet: Salessheet, sales: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sales, data)
    teams = (data / "teams.csv").read_text(encoding="utf-8-sig").replace("North", "Łódź", 1)
    (data / "teams.csv").write_bytes(teams.encode("cp1250"))
    (tmp_path / "how.toml").write_text(
        '[files]\nteams = "teams.csv"\n[[table]]\ninto = "teams"\nfile = "teams"\n[table.columns]\n'
        'team_id = "team_id"\nname = "name"\n'
    )
    for encoding, name in (("cp1250", "Łódź"), ("cp1252", "£ódŸ")):
        said = salessheet("build", "--data", data, "--out", encoding, "--team", "T01", "--encoding", encoding, "--json")
        assert name in said.json["workbooks"][0]["title"]
        salessheet("import", "--from", "how.toml", data, "--out", f"in-{encoding}", "--encoding", encoding)
        assert name in (tmp_path / f"in-{encoding}" / "teams.csv").read_text(encoding="utf-8-sig")
    book = tmp_path / "cp1250" / "T01.xlsx"
    right, wrong = (
        salessheet("verify", book, "--engine", "formualizer", "--against-data", data, "--encoding", encoding)
        for encoding in ("cp1250", "cp1252")
    )
    assert (right.code, wrong.code != 0) == (0, True)
    assert salessheet("build", "--data", data, "--out", "o", "--encoding", "nonsense").code == 2
