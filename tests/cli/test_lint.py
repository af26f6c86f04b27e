"""`salessheet lint`: what it says, its exit codes, and that the package's own workbooks have no findings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from salessheet.xlsx.lint.whole import lint_findings
from tests.cli.conftest import Salessheet
from tests.xlsx.faults import DAMAGES, packed, sound

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*.xlsx"))


def damaged(name: str) -> bytes:
    parts = sound()
    DAMAGES[name].harm(parts)
    return packed(parts)


def test_a_sound_workbook_is_said_to_be_one(salessheet: Salessheet) -> None:
    openpyxl.Workbook().save("sound.xlsx")
    said = salessheet("lint", "sound.xlsx")
    assert said.code == 0
    assert said.out.startswith("sound.xlsx: Excel would open it as it is")


def test_findings_are_listed_with_their_place_and_mend(salessheet: Salessheet) -> None:
    Path("wrong.xlsx").write_bytes(damaged("a semicolon in a formula"))
    said = salessheet("lint", "wrong.xlsx")
    assert said.code == 1
    assert "1 for which Excel would repair or refuse it, 2 for an auditor" in said.out
    assert "arguments are parted by commas" in said.out
    assert "Write a formula that Excel can read" in said.out


def test_each_workbook_has_its_findings_in_json(salessheet: Salessheet) -> None:
    openpyxl.Workbook().save("sound.xlsx")
    Path("wrong.xlsx").write_bytes(damaged("two tables of one id"))
    Path("none.xlsx").write_bytes(b"no workbook")
    tree = salessheet("lint", "sound.xlsx", "wrong.xlsx", "none.xlsx", "--json").json
    assert tree["exit"] == 1
    found = {book["file"]: {finding["code"] for finding in book["findings"]} for book in tree["workbooks"]}
    assert found["sound.xlsx"] == set()
    assert "table-name" in found["wrong.xlsx"]
    assert found["none.xlsx"] == {"zip"}


def test_a_file_that_is_not_there_is_wrong_usage(salessheet: Salessheet) -> None:
    said = salessheet("lint", "gone.xlsx")
    assert (said.code, said.out) == (2, "")
    assert "gone.xlsx: there is no such file" in said.err


@pytest.mark.parametrize("book", TEMPLATES, ids=lambda path: path.name)
def test_the_templates_have_no_findings(book: Path) -> None:
    assert lint_findings(book.read_bytes(), book) == []


@pytest.mark.parametrize("command", [("lint",), ("verify",), ("run", "refresh"), ("addin", "update")])
@pytest.mark.parametrize(("named", "says"), [("books", "this is a folder."), ("nowhere", "there is no such file.")])
def test_what_is_no_file_is_said_alike(salessheet: Salessheet, command: tuple[str, ...], named: str, says: str) -> None:
    Path("books").mkdir()
    said = salessheet(*command, named)
    assert (said.code, f"{named}: {says}" in said.err) == (2, True)
