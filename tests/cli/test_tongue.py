"""In which language a command speaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salessheet.cli import tongue
from salessheet.cli.program import COMMANDS
from tests.batch.centres import sales_centre, small_centre
from tests.cli.conftest import Salessheet

MACHINES = [
    ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
    ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
    ({"LANG": "C", "LC_MESSAGES": "zh_CN"}, "zh-CN"),
    ({"LC_ALL": "", "LANG": "zh"}, "zh-CN"),
    ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LANG": "en_GB@euro"}, "en"),
    ({"LANG": "Chinese (Simplified)_China.936"}, "zh-CN"),
]


@pytest.mark.parametrize(("variables", "lang"), MACHINES)
def test_the_language_of_the_machine(variables: dict[str, str], lang: str) -> None:
    assert tongue.of_the_machine(variables) == lang


def test_an_error_is_told_in_the_language_that_is_asked_for(salessheet: Salessheet) -> None:
    asked = ("build", "--data", "nowhere", "--out", "o")
    assert salessheet(*asked).err == "salessheet: nowhere: there is no such file or folder.\nCheck the path.\n"
    assert salessheet(*asked, "--lang", "zh-CN").err == "salessheet: nowhere：没有这个文件或文件夹。\n请检查路径。\n"
    assert salessheet(*asked, "--lang=zh").err.startswith("salessheet: nowhere：没有")


def test_without_one_in_that_of_the_machine(salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有这个文件" in salessheet("lint", "nowhere.xlsx").err
    assert "没有选项" in salessheet("lint", "--nothing").err
    assert "There is no" not in salessheet("run", "nothing", "x.xlsx").err


def test_the_tables_are_described_in_the_language_of_the_machine_and_to_scripts_in_english(
    salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = salessheet("schema").out
    assert ("填写说明" in said, "What goes into it" in said, "Required" in said) == (True, False, False)
    assert salessheet("schema", "--json").json["columns"][0]["type"] == "short text"
    assert "What goes into it" in salessheet("schema", "--lang", "en").out


def test_scripts_get_english_unless_they_ask(salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    asked = ("build", "--data", "nowhere", "--out", "o", "--json")
    assert salessheet(*asked).json["error"]["mend"] == "Check the path."
    assert salessheet(*asked, "--lang", "zh-CN").json["error"]["mend"] == "请检查路径。"


def test_what_the_data_is_in_is_spoken_once_it_is_known(salessheet: Salessheet, tmp_path: Path) -> None:
    data = small_centre(tmp_path / "data")
    (data / "settings.csv").write_text("key,value\nlanguage,zh-CN\n", encoding="utf-8")
    refused = salessheet("build", "--data", str(data), "--out", "o", "--team", "nobody")
    assert refused.err.startswith("salessheet: 没有团队“nobody”。\n现有团队：")
    assert "该期间" in salessheet("close", "--data", str(data), "--period", "2031-01", "--by", "x").err


def test_workbooks_of_both_languages_are_each_told_in_theirs(salessheet: Salessheet, tmp_path: Path) -> None:
    sales = sales_centre(tmp_path / "data")
    for lang in ("en", "zh-CN"):
        salessheet("build", "--data", sales, "--out", lang, "--team", "T01", "--lang", lang)
    said = salessheet("lint", "en/T01.xlsx", "zh-CN/T01.xlsx", "en/T01.xlsx").out.splitlines()
    assert [line.partition("/T01.xlsx")[2][:1] for line in said] == [":", "：", ":"]
    verified = salessheet("verify", "zh-CN/T01.xlsx", "en/T01.xlsx").out
    assert "每个单元格都一致。" in verified
    assert "every cell agrees." in verified
    shutil.copy("zh-CN/T01.xlsx", "copy.xlsx")
    assert "读取" in salessheet("run", "check_book", "copy.xlsx").out


@pytest.mark.parametrize("command", list(COMMANDS))
def test_help_is_whole_in_each_language(salessheet: Salessheet, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    english = salessheet(command, "--help")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    chinese = salessheet(command, "--help")
    assert (english.code, chinese.code) == (0, 0)
    sentences = [
        line for line in chinese.out.splitlines() if line.startswith("  ") and " a " in line and " the " in line
    ]
    assert sentences == []
    assert "显示本说明并退出。" in chinese.out
    assert "Show this message and exit." in english.out


def test_the_list_of_commands_has_whole_sentences(salessheet: Salessheet) -> None:
    said = " ".join(salessheet("--help").out.split())
    assert "..." not in said.replace("[ARGS]...", "")
    assert "Write the workbooks of every team and of the centre, with a manifest." in said
