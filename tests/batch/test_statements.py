"""Workbooks of people, each in a folder of its team: written, found again, gone on from and never written elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from salessheet.batch import Report, build
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.places import MANIFEST, is_place, place_of
from salessheet.calc.soundness import manifest
from salessheet.errors import RefusedOutput
from tests.batch.centres import centre_of_people, files


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return centre_of_people(tmp_path_factory.mktemp("data") / "sales", [("a", "North"), ("b", "North"), ("c", "South")])


@pytest.fixture(scope="module")
def stated(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return build(data, tmp_path_factory.mktemp("stated") / "out", audience="rep")


def test_a_person_has_a_workbook_in_the_folder_of_the_team(stated: Report) -> None:
    places = ["North/a.xlsx", "North/b.xlsx", "South/c.xlsx"]
    listed = json.loads(stated.manifest.read_text("utf-8"))["workbooks"]

    assert [book["file"] for book in listed] == places
    assert [path.relative_to(stated.out).as_posix() for path in sorted(stated.out.rglob("*.xlsx"))] == places
    assert sorted(path.name for path in (stated.out / "North").iterdir()) == ["a.xlsx", "b.xlsx"]
    assert all(
        kept_inputs.path_of(stated.out / place).is_relative_to(stated.out / kept_inputs.FOLDER) for place in places
    )
    assert all(kept_inputs.read(stated.out / place) is not None for place in places)


def test_ids_that_are_no_names_of_files_lead_nowhere_else(tmp_path: Path) -> None:
    people = [("../a", "../.."), ("a", "t"), ("centre", "centre"), ("x", "manifest.json")]
    data = centre_of_people(tmp_path / "data", people)

    report = build(data, tmp_path / "out", audience="rep")

    assert report.failures == ()
    assert {book.file for book in report.workbooks} == {
        "%2E.%2F.%2E/%2E.%2Fa.xlsx", "t/a.xlsx", "%63entre/%63entre.xlsx", "%6Danifest.json/x.xlsx",
    }  # fmt: skip  # places to read
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out"]


def test_a_selection_of_teams_changes_no_place(data: Path, stated: Report, tmp_path: Path) -> None:
    report = build(data, tmp_path / "out", audience="rep", teams=("south",))

    assert [book.file for book in report.workbooks] == ["South/c.xlsx"]
    assert (tmp_path / "out" / "South" / "c.xlsx").read_bytes() == (stated.out / "South" / "c.xlsx").read_bytes()


def test_what_is_done_is_not_made_again_and_the_bytes_are_those_of_two_processes(
    data: Path, stated: Report, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(stated.out, tmp_path / "out"))
    (out / "South" / "c.xlsx").unlink()

    report = build(data, out, audience="rep", resume=True, jobs=2)

    assert report.skipped == ("North/a.xlsx", "North/b.xlsx")
    assert files(out) == files(stated.out) == files(build(data, tmp_path / "new", audience="rep", jobs=2).out)


def test_what_somebody_changed_stays_and_is_named_with_its_team(data: Path, stated: Report, tmp_path: Path) -> None:
    out = Path(shutil.copytree(stated.out, tmp_path / "out"))
    book = openpyxl.load_workbook(out / "North" / "a.xlsx")
    book.create_sheet("Mine")["A1"] = "what I think of it"
    book.save(out / "North" / "a.xlsx")
    (out / "South" / ".~lock.c.xlsx#").touch()
    before = files(out / "North")["a.xlsx"]

    report = build(data, out, audience="rep")

    assert [failure.file for failure in report.failures] == ["North/a.xlsx", "South/c.xlsx"]
    assert [failure.wrong.split(" ")[0] for failure in report.failures] == ["North/a.xlsx", "South/c.xlsx"]
    assert report.kept == ("North/a.xlsx", "South/c.xlsx")
    assert (out / "North" / "a.xlsx").read_bytes() == before


def test_people_who_moved_leave_a_workbook_that_is_told(data: Path, stated: Report, tmp_path: Path) -> None:
    out = Path(shutil.copytree(stated.out, tmp_path / "out"))
    moved = centre_of_people(tmp_path / "later", [("a", "North"), ("b", "South"), ("c", "South")])

    report = build(moved, out, audience="rep")

    assert [book.file for book in report.workbooks] == ["North/a.xlsx", "South/b.xlsx", "South/c.xlsx"]
    assert report.kept == ("North/b.xlsx",)


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_where_one_is_to_be_is_refused(kind: str, data: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    if kind == "file":
        (out / "North").write_text("mine", encoding="utf-8")
    else:
        (out / "North").symlink_to(elsewhere, target_is_directory=True)

    with pytest.raises(RefusedOutput, match=f"North is a {kind} where a folder is to be"):
        build(data, out, audience="rep")

    assert list(elsewhere.iterdir()) == []
    assert [path.name for path in out.iterdir()] == ["North"]


@pytest.mark.parametrize(
    ("place", "is_one"),
    [("T01.xlsx", True), ("T01/R1.xlsx", True), ("a/b/c.xlsx", False), ("../c.xlsx", False), ("/c.xlsx", False),
     ("T01/", False), ("T01/..", False), ("", False), (7, False), ("T01/a\0.xlsx", False)],
)  # fmt: skip  # rows to read
def test_a_place_leads_nowhere_else(place: object, is_one: bool) -> None:
    assert is_place(place) is is_one


def test_the_nearest_manifest_is_that_of_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "T01").mkdir()
    book = tmp_path / "T01" / "R1.xlsx"

    assert place_of(book) == (tmp_path / "T01", "R1.xlsx")
    (tmp_path / MANIFEST).touch()
    assert place_of(book) == (tmp_path, "T01/R1.xlsx")
    (tmp_path / "T01" / MANIFEST).touch()
    assert place_of(book) == (tmp_path / "T01", "R1.xlsx")


def test_the_manifest_of_the_build_knows_a_persons_workbook_by_its_folder(stated: Report) -> None:
    known = manifest(stated.manifest)

    assert known.place_of(stated.out / "South" / "c.xlsx") == "South/c.xlsx"
    assert known.place_of(stated.out / "North" / "c.xlsx") == "c.xlsx"
