"""A centre whose teams count in different currencies: each workbook has its own, and all add up in the centre's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from salessheet.batch import Report, build
from salessheet.workbook.measures import HALF_A_CENT

SAID = ("", "USD", "RMB", "", "USD", "RMB", "")
FILES = {
    "teams": "team_id,name,currency\nT1,North,\nT2,West,US$\nT3,South,EUR\n",
    "reps": "rep_id,name,team_id\nR1,Ada,T1\nR2,Ben,T2\nR3,Cho,T3\n",
    # Rates that leave thirds of cents behind, so that a sum of rounded amounts shows.
    "fx": "date,currency,rate\n2026-01-01,USD,7.1234\n2026-05-01,USD,6.9876\n2026-01-01,EUR,8.3333\n",
    "deals": "deal_id,rep_id,amount,currency,won_date\n"
    + "".join(f"D{i},R{i % 3 + 1},{100.01 + i},{SAID[i % 7]},2026-0{i % 5 + 1}-10\n" for i in range(60)),
    "targets": "scope,id,year,amount\nteam,T1,2026,70000\nteam,T2,2026,10000\nteam,T3,2026,3000\n",
}  # fmt: skip  # a row a line


def written(folder: Path, **changed: str) -> Path:
    """The tables as files, some of them in place of or beside those above."""
    for key, text in {**FILES, **changed}.items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("currencies"))


@pytest.fixture(scope="module")
def report(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return build(source, tmp_path_factory.mktemp("out"))


def workbooks(report: Report) -> dict[str, dict[str, Any]]:
    """By team; the centre's is blank."""
    tree = json.loads(report.manifest.read_text(encoding="utf-8"))
    return {entry["team_id"]: entry for entry in tree["workbooks"]}


def test_teams_in_other_currencies_build_without_a_problem(report: Report) -> None:
    assert (report.problems, report.failures, report.unused) == ((), (), ())
    assert [workbook.team_id for workbook in report.workbooks] == ["", "T1", "T2", "T3"]


def test_the_manifest_says_in_which_currency_each_workbook_counts(report: Report) -> None:
    found = {team: entry["currency"] for team, entry in workbooks(report).items()}

    assert found == {"": "CNY", "T1": "CNY", "T2": "USD", "T3": "EUR"}


def test_totals_stand_in_the_currency_of_the_workbook(report: Report) -> None:
    found = {team: entry["totals"]["annual_target"] for team, entry in workbooks(report).items()}

    assert found == {"": pytest.approx(70000 + 71234 + 24999.9), "T1": 70000, "T2": 10000, "T3": 3000}


@pytest.mark.parametrize("total", ["won_amount", "won_deals", "lost_deals", "annual_target"])
def test_teams_add_up_to_the_centre_in_its_currency(report: Report, total: str) -> None:
    found = {team: entry["in_centre_currency"][total] for team, entry in workbooks(report).items()}
    centre = found.pop("")

    assert centre == workbooks(report)[""]["totals"][total]
    assert sum(found.values()) == pytest.approx(centre, abs=HALF_A_CENT)


def test_one_team_alone_builds_in_its_currency(source: Path, tmp_path: Path) -> None:
    found = build(source, tmp_path, teams=("T2",))

    assert [(workbook.team_id, workbook.currency) for workbook in found.workbooks] == [("T2", "USD")]
    assert found.problems == ()


def test_a_centre_whose_settings_are_in_another_currency_adds_up_in_that(tmp_path: Path) -> None:
    fx = "date,currency,rate\n2026-01-01,RMB,0.14\n2026-01-01,EUR,1.1\n"

    report = build(written(tmp_path, settings="key,value\ncurrency,美元\n", fx=fx), tmp_path / "out")

    assert report.problems == ()
    assert {team: entry["currency"] for team, entry in workbooks(report).items()} == {
        "": "USD", "T1": "USD", "T2": "USD", "T3": "EUR",
    }  # fmt: skip


def test_rows_without_a_rate_are_problems_and_everything_else_adds_up(tmp_path: Path) -> None:
    report = build(written(tmp_path, fx="date,currency,rate\n2026-03-01,USD,7\n"), tmp_path / "out")

    assert report.failures == ()
    assert {problem.table for problem in report.problems} == {"deals", "targets"}
    assert {problem.team for problem in report.problems} <= {"T1", "T2", "T3"}
