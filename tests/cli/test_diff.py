"""What changed between two builds, as a person reads it and as programs do."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from salessheet.data.filling import Scope, edition_of
from salessheet.data.slices import for_team
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.template import write
from tests.built.small import dataset_of
from tests.calc.shown import CENTRE, JUNE, Tables, added, changed
from tests.cli.conftest import Salessheet

ROOT = Path(__file__).parents[2]

AFTER = changed(
    "receipts",
    "06-05,800",
    "06-05,900",
    changed(
        "adjustments",
        "12.5,late",
        "20,late",
        added("splits", "O2,R1,0.5,split\nO2,R2,0.5,split", changed("fx", "USD,7", "USD,8")),
    ),
)
AFTER = added("plans", "P9,,bonus,rep,,2027-01-01,cash,marginal,month,,,,", changed("deals", "100", "250", AFTER))


def built(path: Path, tables: Tables, lang: str = "en", team: str = "T1", flavour: Flavour = Flavour.NATIVE) -> Path:
    dataset = dataset_of(tables, lang)
    scope = Scope(team, JUNE.replace(day=1), JUNE, 1, Words.load(lang), "1.0")
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, edition_of(for_team(dataset, team) if team else dataset, scope, flavour), "book")
    return path


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two builds of a team and its centre; the newer is in Chinese in a folder of its own as well."""
    folder = tmp_path_factory.mktemp("builds")
    built(folder / "old" / "T1.xlsx", CENTRE)
    built(folder / "new" / "T1.xlsx", AFTER)
    built(folder / "zh" / "T1.xlsx", AFTER, "zh-CN", flavour=Flavour.VALUES)
    built(folder / "old" / "centre.xlsx", CENTRE, team="", flavour=Flavour.PYTHON)
    built(folder / "new" / "centre.xlsx", AFTER, team="", flavour=Flavour.VALUES)
    return folder


def test_the_difference_as_text(salessheet: Salessheet, builds: Path) -> None:
    said = salessheet("diff", builds / "old" / "T1.xlsx", builds / "new" / "T1.xlsx")

    assert (said.code, said.err, said.out) == (1, "", _AS_TEXT)


_AS_TEXT = """\
North, 2026-06: 177.50 → 190.00 CNY (+12.50)

Ada (R1): 130.00 → 120.00 (−10.00)

What        Component   Was     Is      Difference  Why
Receipt Q1  Commission   40.00   45.00       +5.00  Amount 800.00 → 900.00
Receipt Q2  Commission   50.00   55.00       +5.00  Runs up differently, by Receipt Q1
Receipt Q3  Commission   40.00   20.00      −20.00  Share 100% → 50%
Total                   130.00  120.00      −10.00

Ben (R2): 47.50 → 70.00 (+22.50)

What                              Component   Was    Is     Difference  Why
Receipt Q4                        Commission  35.00  40.00       +5.00  Exchange rate of USD 7 → 8
Receipt Q3                        Commission         10.00      +10.00  Share nothing → 50%
Adjustment: correction; late; O3              12.50  20.00       +7.50  The amount changed
Total                                         47.50  70.00      +22.50

Inputs that have also changed, but that no difference in pay refers to

Table             Row  Change
Commission plans  P9   new

Other rows that differ: Deals (1 changed).
"""


def test_two_builds_of_the_same_are_the_same(salessheet: Salessheet, builds: Path) -> None:
    old, same = builds / "new" / "T1.xlsx", builds / "zh" / "T1.xlsx"

    assert salessheet("diff", old, old).code == 0
    said = salessheet("diff", old, same, "--lang", "en")
    assert (said.code, said.err) == (0, "")
    assert said.out == "North, 2026-06: 190.00 → 190.00 CNY (0.00)\n\nNothing has changed.\n"


def test_chinese_has_no_english_words(salessheet: Salessheet, builds: Path) -> None:
    said = salessheet("diff", builds / "old" / "T1.xlsx", builds / "zh" / "T1.xlsx")

    assert set(re.findall(r"[A-Za-z]{2,}", said.out)) <= {"North", "Ada", "Ben", "CNY", "USD", "correction", "late"} | {
        "bonus"
    }
    assert "单据" not in said.err


def test_folders_are_compared_by_the_names_of_their_books(salessheet: Salessheet, builds: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    shutil.copytree(builds / "new", new)
    shutil.copy(new / "T1.xlsx", new / "T2.xlsx")
    (new / "~$T1.xlsx").write_text("Excel has it open")

    said = salessheet("diff", builds / "old", new)
    assert said.code == 1
    assert said.out.startswith("T2.xlsx is only in the newer folder.\n")
    assert said.out.count("Lines, in sum") == 2
    assert salessheet("diff", new, new).code == 0


def test_facts_as_json(salessheet: Salessheet, builds: Path) -> None:
    told = salessheet("diff", builds / "old", builds / "new", "--json").json

    assert (told["exit"], told["only_old"], told["only_new"]) == (1, [], [])
    team = next(book for book in told["books"] if book["name"] == "T1.xlsx")
    assert (team["old_month"], team["currency"]) == ("2026-06", "CNY")
    people = {person["rep_id"]: person for person in team["people"]}
    first = next(entry for entry in people["R1"]["entries"] if entry["document"]["name"] == "Q1")
    assert first["causes"] == [
        {
            "code": "amount", "what": "", "old": 800, "new": 900, "documents": [],
            "inputs": [["receipts", ["Q1"]]],
        }
    ]  # fmt: skip  # one object
    assert [change["table"] for change in team["inputs"] if not change["is_told"]] == ["plans"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_adds_up_to_the_payouts(salessheet: Salessheet, builds: Path, tmp_path: Path, lang: str) -> None:
    paths = (builds / "old", builds / "new")
    said = salessheet("diff", *paths, "--out", tmp_path / "changes.csv", "--lang", lang)
    people = {
        (book["name"], person["rep_id"]): person["difference"]
        for book in salessheet("diff", *paths, "--json").json["books"]
        for person in book["people"]
    }

    assert said.code == 1
    with (tmp_path / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert heading[0] == ("book" if lang == "en" else "工作簿")
    for key, difference in people.items():
        gaps = [float(row[9]) for row in rows if (row[0], row[1]) == key]
        assert sum(gaps) == pytest.approx(difference)


def test_a_page_of_it(salessheet: Salessheet, builds: Path, tmp_path: Path) -> None:
    paths = (builds / "old" / "T1.xlsx", builds / "new" / "T1.xlsx", "--out", tmp_path / "changes.md")
    said = salessheet("diff", *paths)

    text = (tmp_path / "changes.md").read_text(encoding="utf-8")
    assert (said.code, said.out) == (1, f"Wrote {tmp_path / 'changes.md'}: 2 people in 1 workbook.\n")
    assert "| Receipt Q1 | Commission | 40.00 | 45.00 | +5.00 | Amount 800.00 → 900.00 |" in text
    (tmp_path / "changes.md").write_text("mine", encoding="utf-8")
    assert salessheet("diff", *paths).code == 2
    assert salessheet("diff", *paths, "--overwrite").code == 1


def test_what_cannot_be_compared_is_said(salessheet: Salessheet, builds: Path, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "T1.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    (tmp_path / "empty").mkdir()
    team = builds / "old" / "T1.xlsx"
    for arguments, says in (
        ((team, tmp_path / "T1.xlsx"), "T1.xlsx is not a complete SalesCenter workbook"),
        ((team, tmp_path / "text.xlsx"), "text.xlsx"),
        ((team, tmp_path / "nowhere.xlsx"), "nowhere.xlsx"),
        ((team, builds / "old"), "is a folder and"),
        ((tmp_path / "nowhere", builds / "old"), "nowhere: there is no such file."),
        ((tmp_path / "empty", builds / "old"), "have no workbook of the same name"),
        ((team, builds / "old" / "centre.xlsx"), "One workbook is a team's, the other is that of the centre."),
        ((team, team, "--out", "changes.xlsx"), "what changed is written as .md or .csv"),
        ((team, team, "--lang", "xx"), "There is no language 'xx'."),
    ):
        said = salessheet("diff", *arguments)
        assert (said.code, says in said.err, said.out) == (2, True, ""), (says, said)


def test_other_months_are_compared_if_asked_for(salessheet: Salessheet, builds: Path, tmp_path: Path) -> None:
    may = {**CENTRE, "settings": f"{CENTRE['settings']}"}
    scope = Scope("T1", JUNE.replace(month=5, day=1), JUNE.replace(month=5), 1, Words.load("en"), "1.0")
    write(tmp_path / "T1.xlsx", edition_of(for_team(dataset_of(may), "T1"), scope, Flavour.VALUES), "May")
    paths = (tmp_path / "T1.xlsx", builds / "old" / "T1.xlsx")

    refused, told = salessheet("diff", *paths), salessheet("diff", *paths, "--across-months")
    assert (refused.code, "--across-months" in refused.err) == (2, True)
    assert told.code == 1
    assert told.out.splitlines()[2].startswith("The workbooks show different months: the older 2026-05")
    assert "Of another month" in told.out


def test_the_sample_built_twice(salessheet: Salessheet, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "examples" / "sample", data)
    build = ("build", "--data", data, "--team", "T03", "--formulas", "values")
    salessheet(*build, "--out", tmp_path / "old")
    text = (data / "adjustments.csv").read_text(encoding="utf-8-sig")
    (data / "adjustments.csv").write_text(f"{text.rstrip()}\n2026-06,R0023,other,-7.5,cash box,\n", encoding="utf-8")
    salessheet(*build, "--out", tmp_path / "new", "--lang", "zh-CN")

    told = salessheet("diff", tmp_path / "old", tmp_path / "new", "--json").json
    (book,) = told["books"]
    (person,) = book["people"]
    assert (told["exit"], person["rep_id"], person["difference"]) == (1, "R0023", -7.5)
    assert [(entry["kind"], entry["causes"][0]["code"]) for entry in person["entries"]] == [("adjustment", "new")]
    assert [change["is_told"] for change in book["inputs"]] == [True]
