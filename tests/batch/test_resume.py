"""A run that goes on where another ended: what is done and unchanged is not made again, all else is."""

from __future__ import annotations

import json
import shutil
from math import inf
from pathlib import Path
from typing import Final

import pytest

from salessheet.batch import Report, books, build
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.places import JOURNAL
from salessheet.errors import UnreadableSource
from salessheet.files import part_of
from tests.batch.centres import files, small_centre
from tests.batch.typing_people import typing


@pytest.fixture
def begun(sold: Report, tmp_path: Path) -> Path:
    """A folder with the workbooks of an earlier run."""
    return Path(shutil.copytree(sold.out, tmp_path / "out"))


def test_what_is_done_and_unchanged_is_not_made_again(sales: Path, begun: Path) -> None:
    before = files(begun)
    times = {path.name: path.stat().st_mtime_ns for path in begun.glob("*.xlsx")}

    report = build(sales, begun, resume=True)

    assert report.skipped == ("centre.xlsx", "T01.xlsx", "T02.xlsx")
    assert [book.file for book in report.workbooks] == list(report.skipped)
    assert files(begun) == before
    assert {path.name: path.stat().st_mtime_ns for path in begun.glob("*.xlsx")} == times


def test_a_workbook_whose_data_changed_is_made_again_and_no_other(tmp_path: Path) -> None:
    centre = small_centre(tmp_path / "data")
    build(centre, tmp_path / "out")
    deals = centre / "deals.csv"
    lines = deals.read_text(encoding="utf-8-sig").splitlines()
    of_t02 = {line.split(",")[0] for line in (centre / "reps.csv").read_text("utf-8-sig").splitlines() if "T02" in line}
    at = next(i for i, line in enumerate(lines) if of_t02 & set(line.split(",")))
    lines.append(lines[at].replace(lines[at].split(",")[0], "NEW-1", 1))
    deals.write_text("\n".join(lines) + "\n", encoding="utf-8")

    report = build(centre, tmp_path / "out", resume=True)

    assert report.skipped == ("T01.xlsx",)
    assert files(tmp_path / "out") == files(build(centre, tmp_path / "fresh").out)


@pytest.mark.parametrize("options", [{"formulas": "values"}, {"lang": "zh-CN"}, {"audience": "finance"}])
def test_with_other_options_everything_is_made_again(options: dict[str, str], sales: Path, begun: Path) -> None:
    assert build(sales, begun, resume=True, **options).skipped == ()  # type: ignore[arg-type]  # as build takes them


def test_a_workbook_that_is_gone_is_made_again(sales: Path, begun: Path) -> None:
    before = files(begun)
    (begun / "T01.xlsx").unlink()

    assert build(sales, begun, resume=True).skipped == ("centre.xlsx", "T02.xlsx")
    assert files(begun) == before


def test_a_workbook_is_made_again_where_what_is_kept_is_of_another(sales: Path, begun: Path) -> None:
    """As after a run that was killed just when the workbook stood in its place: nobody could collect from it."""
    kept = {path.name: path.read_bytes() for path in (begun / kept_inputs.FOLDER).iterdir()}
    one, other = (kept_inputs.path_of(begun / f"{team}.xlsx") for team in ("T01", "T02"))
    shutil.copy(other, one)

    assert build(sales, begun, resume=True).skipped == ("centre.xlsx", "T02.xlsx")
    assert {path.name: path.read_bytes() for path in (begun / kept_inputs.FOLDER).iterdir()} == kept


def test_what_a_killed_run_left_of_a_workbook_goes_beside_it_and_what_is_of_none_goes(begun: Path) -> None:
    one, other = (kept_inputs.path_of(begun / f"{team}.xlsx") for team in ("T01", "T02"))
    of_one = one.read_bytes()
    with typing(begun / "T01.xlsx") as book:
        book.cell("Settings_stale_days").value = 17
    left = [part_of(one, "0" * 12), part_of(one, "1" * 12), part_of(other, "2" * 12)]
    for path, content in zip(left, (of_one, of_one[:-9], of_one), strict=True):
        path.write_bytes(content)
    of_other = other.read_bytes()
    shutil.copy(other, one)

    kept_inputs.sweep(begun)

    assert (one.read_bytes(), other.read_bytes()) == (of_one, of_other)
    assert [path for path in left if path.exists()] == []


def test_after_a_run_that_was_killed_before_its_manifest_the_next_one_goes_on(
    sales: Path, sold: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def dies_at_the_second(order: books.Order, path: Path) -> books.Made:
        if len(made) == 1:
            raise SystemExit  # as a process that is killed: nothing of the run's own comes after it
        made.append(path)
        return make(order, path)

    make = books.make
    monkeypatch.setattr("salessheet.batch.processes.make", dies_at_the_second)
    monkeypatch.setattr("salessheet.batch.running._Writing.finish", lambda *_: None)
    with pytest.raises((SystemExit, AttributeError)):
        build(sales, tmp_path)
    monkeypatch.undo()
    assert not (tmp_path / "manifest.json").exists()
    assert JOURNAL in files(tmp_path)

    report = build(sales, tmp_path, resume=True)

    assert report.skipped == ("centre.xlsx",)
    assert files(tmp_path) == files(sold.out)


def test_the_manifest_says_what_a_workbook_was_made_from(sold: Report) -> None:
    listed = json.loads(sold.manifest.read_text(encoding="utf-8"))["workbooks"]

    assert len({book["fingerprint"] for book in listed}) == len(listed)


def test_a_manifest_of_somebody_else_is_no_reason_to_skip(sales: Path, begun: Path) -> None:
    manifest = begun / "manifest.json"
    tree = json.loads(manifest.read_text(encoding="utf-8"))
    for book in tree["workbooks"]:
        book["fingerprint"] = "other"
    manifest.write_text(json.dumps(tree), encoding="utf-8")

    assert build(sales, begun, resume=True).skipped == ()


_NONSENSE: Final[list[dict[str, object]]] = [
    {"rep_id": 0},
    {"title": "\ud800"},
    {"sheets": "Dashboard"},
    {"problems": None},
    {"totals": {}},
    {"in_centre_currency": {"won_amount": {}, "won_deals": 1, "lost_deals": 1, "annual_target": None}},
    {"totals": {"won_amount": inf, "won_deals": 1, "lost_deals": 1, "annual_target": None}},
]


@pytest.mark.parametrize(
    ("where", "nonsense"),
    [*((where, each) for where in ("manifest", "journal") for each in _NONSENSE), ("journal", {"file": {}})],
)
def test_what_a_garbled_entry_says_of_a_workbook_is_not_said_again(
    sales: Path, sold: Report, begun: Path, where: str, nonsense: dict[str, object]
) -> None:
    manifest = begun / "manifest.json"
    tree = json.loads(manifest.read_text(encoding="utf-8"))
    first, *others = tree["workbooks"]
    told = [{**first, **nonsense}, *others]
    if where == "manifest":
        manifest.write_text(json.dumps({**tree, "workbooks": told}), encoding="utf-8")
    else:
        manifest.unlink()
        both = zip(tree["workbooks"], told, strict=True)
        lines = [json.dumps({"file": book["file"], "sha256": book["sha256"], "made": made}) for book, made in both]
        (begun / JOURNAL).write_text("\n".join(lines) + "\n", encoding="utf-8")

    report = build(sales, begun, resume=True)

    assert report.skipped == ("T01.xlsx", "T02.xlsx")
    assert files(begun) == files(sold.out)


def test_what_cannot_be_read_is_told_as_without_resuming(begun: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        build(tmp_path / "nowhere", begun, resume=True)
