"""Problems on the terminal: what is the same of several teams is told once, and few values one by one."""

from __future__ import annotations

import pytest

from salessheet.cli.answers import show_problems
from salessheet.data.problems import Problem
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity


def of(wrong: str, row: int, team: str) -> Problem:
    return Problem("deals.csv", row, "Currency", wrong, "Add a rate.", Severity.NOTED, team=team, kind="no_rate")


def told(capsys: pytest.CaptureFixture[str], *problems: Problem) -> list[str]:
    show_problems(problems, Words.load("en"))
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith(("deals.csv", "Where"))]


def test_the_same_words_of_several_teams_are_one_row(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(
        capsys, *(of(f"No rate for {c}.", row, f"T{row}") for row, c in enumerate(["GBP", "EUR"] * 4, start=2))
    )
    assert [line.split("  ")[1].strip() for line in lines] == ["2, 4, 6, 8 (4)", "3, 5, 7, 9 (4)"]
    assert "more of the kind" not in "".join(lines)


def test_of_many_values_the_first_is_shown_with_how_many_others(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, *(of(f"No rate for {row % 5}.", row, f"T{row}") for row in range(2, 22)))
    assert "No rate for 2. (and 4 more of the kind)" in lines[0]
    assert lines[1].startswith("Where many are of one kind")


def test_problems_of_a_whole_file_name_no_row(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = told(capsys, of("No rate.", 0, "A"), of("No rate.", 0, "B"))
    assert "0" not in line


def test_they_are_told_in_the_language_of_the_workbooks(capsys: pytest.CaptureFixture[str]) -> None:
    show_problems(
        [of(f"缺少汇率 {row}。", row, "T1") for row in range(2, 22)], Words.load("zh-CN"), listed="in_manifest"
    )

    said = capsys.readouterr().out
    assert "数据中有 20 个问题" in said
    assert "缺少汇率 2。（另有 19 个同类问题）" in said
    assert "同类问题较多时只显示第一个，全部见 manifest.json" in said
