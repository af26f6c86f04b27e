from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from salessheet.batch import Job, Report, build, processes
from salessheet.batch.books import Made, Order, make
from salessheet.batch.collecting.book_states import kept_of
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.running import check_outputs
from salessheet.errors import InvalidOption, NothingToBuild, RefusedOutput, TotalsDisagree
from tests.batch.centres import TEAMS, files, small_centre

ROOT = Path(__file__).parents[2]


def manifest_of(folder: Path) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return tree


def copied(built: Report, folder: Path) -> Path:
    """The workbooks of a run in a folder of one's own."""
    folder.mkdir()
    for name, content in files(built.out).items():
        (folder / name).write_bytes(content)
    return folder


def test_every_team_and_the_centre_get_a_workbook_beside_the_manifest(built: Report) -> None:
    assert set(files(built.out)) == {"centre.xlsx", "T01.xlsx", "T02.xlsx", "manifest.json"}
    assert [workbook.team_id for workbook in built.workbooks] == ["", *TEAMS]


def test_two_processes_write_the_same_bytes_as_one(sales: Path, sold: Report, tmp_path: Path) -> None:
    build(sales, tmp_path, jobs=2)

    assert files(tmp_path) == files(sold.out)


def test_teams_add_up_to_the_centre(built: Report) -> None:
    centre, *teams = (workbook.totals for workbook in built.workbooks)

    assert centre["won_deals"]
    for name, total in centre.items():
        assert total == pytest.approx(sum(team[name] or 0 for team in teams)), name


def test_totals_that_do_not_add_up_are_loud(centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_deal_too_many(order: Order, path: Path) -> Made:
        made = make(order, path)
        totals = made.in_centre_currency
        return replace(made, in_centre_currency={**totals, "won_deals": (totals["won_deals"] or 0) + 1})

    monkeypatch.setattr(processes, "make", one_deal_too_many)

    with pytest.raises(TotalsDisagree, match=r"won_deals by -1\.00"):
        build(centre, tmp_path)


def test_a_centre_target_that_its_teams_do_not_carry_is_a_problem_of_the_data(centre: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name, content in files(centre).items():
        (data / name).write_bytes(content)
    lines = (data / "targets.csv").read_text(encoding="utf-8-sig").splitlines()
    raised = [f"{line}0" if line.startswith("2026,centre") or ",centre," in line else line for line in lines]
    assert raised != lines
    (data / "targets.csv").write_text("\n".join(raised), encoding="utf-8")

    report = build(data, tmp_path / "out")

    assert ["annual target" in problem.wrong for problem in report.problems] == [True]


def test_a_workbook_that_somebody_changed_is_not_overwritten_and_costs_no_other(
    sales: Path, sold: Report, tmp_path: Path
) -> None:
    out = copied(sold, tmp_path / "out")
    (out / "T02.xlsx").write_bytes(b"typed into")
    before = files(out)

    for report in (build(sales, out, lang="zh-CN"), build(sales, out, lang="zh-CN", resume=True)):
        told = [(failure.file, failure.wrong) for failure in report.failures]
        assert told == [("T02.xlsx", "T02.xlsx was changed since salessheet wrote it, and was not overwritten.")]
        assert {name for name, content in files(out).items() if content == before[name]} == {"T02.xlsx"}
    assert report.skipped == ("centre.xlsx", "T01.xlsx")


def test_a_workbook_that_no_manifest_knows_is_not_overwritten(sales: Path, sold: Report, tmp_path: Path) -> None:
    out = copied(sold, tmp_path / "out")
    (out / "manifest.json").unlink()

    with pytest.raises(RefusedOutput, match=r"centre\.xlsx, T01\.xlsx, T02\.xlsx"):
        build(sales, out)


def test_a_manifest_of_something_else_is_not_overwritten(sales: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "an app"}')

    with pytest.raises(RefusedOutput, match=r"manifest\.json"):
        build(sales, tmp_path)


def test_overwrite_replaces_what_somebody_changed(sales: Path, sold: Report, tmp_path: Path) -> None:
    out = copied(sold, tmp_path / "out")
    (out / "T02.xlsx").write_bytes(b"typed into")

    build(sales, out, overwrite=True)

    assert files(out) == files(sold.out)


def test_unchanged_workbooks_are_replaced_without_a_word(sales: Path, sold: Report, tmp_path: Path) -> None:
    out = copied(sold, tmp_path / "out")

    report = build(sales, out, lang="zh-CN")

    assert report.failures == ()
    assert files(out)["T01.xlsx"] != files(sold.out)["T01.xlsx"]


def test_a_language_nobody_asked_for_is_that_of_the_data(centre: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(centre, data)
    (data / "settings.csv").write_text("key,value\nlanguage,zh-CN\ncolour,red\n")

    own = build(data, tmp_path / "own", teams=("T01",))
    asked = build(data, tmp_path / "asked", teams=("T01",), lang="en")

    assert [report.problems[0].column for report in (own, asked)] == ["设置项", "Key"]
    assert [manifest_of(report.out)["options"]["lang"] for report in (own, asked)] == ["zh-CN", "en"]
    assert "使用指南" in own.workbooks[0].sheets


def test_a_run_for_one_team_leaves_the_other_workbooks_and_remembers_them(
    sales: Path, sold: Report, tmp_path: Path
) -> None:
    out = copied(sold, tmp_path / "out")

    report = build(sales, out, teams=("t02",), lang="zh-CN")

    assert [workbook.file for workbook in report.workbooks] == ["T02.xlsx"]
    assert report.kept == ("T01.xlsx", "centre.xlsx")
    assert build(sales, out).kept == ()


def test_what_was_typed_can_be_collected_after_a_run_that_left_the_workbook_alone(
    sales: Path, sold: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    shutil.copytree(sold.out, out)
    (out / "T01.xlsx").write_bytes(b"typed into")
    built = {book.file: book.sha256 for book in sold.workbooks}

    build(sales, out, teams=("T02",), lang="zh-CN")
    assert kept_of(out / "T01.xlsx").sha256 == built["T01.xlsx"]

    def slowly(order: Order, path: Path) -> Made:
        (out / "T02.xlsx").write_bytes(b"typed into while a run is at work")
        return make(order, path)

    before = kept_of(out / "T02.xlsx").sha256
    monkeypatch.setattr(processes, "make", slowly)
    assert build(sales, out, teams=("T02",)).kept == ("T01.xlsx", "T02.xlsx", "centre.xlsx")
    assert [kept_of(out / file).sha256 for file in ("T01.xlsx", "T02.xlsx")] == [built["T01.xlsx"], before]


@pytest.mark.parametrize("lock", ["~$T01.xlsx", ".~lock.T01.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_reported_and_the_others_are_written(
    sales: Path, tmp_path: Path, lock: str
) -> None:
    (tmp_path / lock).touch()

    report = build(sales, tmp_path)

    assert [(failure.team_id, "open" in failure.wrong) for failure in report.failures] == [("T01", True)]
    assert {workbook.file for workbook in report.workbooks} == {"centre.xlsx", "T02.xlsx"}
    assert manifest_of(tmp_path)["complete"] is False


def test_one_bad_team_does_not_stop_the_run(sales: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(order: Order, path: Path) -> Made:
        if order.team_id == "T01":
            path.write_bytes(b"half a file")
            raise ZeroDivisionError
        return make(order, path)

    monkeypatch.setattr(processes, "make", failing)

    report = build(sales, tmp_path)

    assert [(failure.team_id, "ZeroDivisionError" in failure.trace) for failure in report.failures] == [("T01", True)]
    assert set(files(tmp_path)) == {"centre.xlsx", "T02.xlsx", "manifest.json"}


def test_what_is_finished_when_somebody_interrupts_stays_and_the_manifest_is_true(
    sales: Path, sold: Report, tmp_path: Path
) -> None:
    def stop(_job: Job, done: int, _whole: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    report = build(sales, tmp_path, progress=stop)

    assert report.interrupted
    assert report.problems == ()
    assert set(files(tmp_path)) == {"centre.xlsx", "T01.xlsx", "manifest.json"}
    tree = manifest_of(tmp_path)
    assert [workbook["file"] for workbook in tree["workbooks"]] == ["centre.xlsx", "T01.xlsx"]
    assert [failure["file"] for failure in tree["failed"]] == ["T02.xlsx"]
    build(sales, tmp_path)
    assert files(tmp_path) == files(sold.out)


def test_an_interrupt_with_two_processes_leaves_no_half_file(sales: Path, tmp_path: Path) -> None:
    def stop(_job: Job, done: int, _whole: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    report = build(sales, tmp_path, jobs=2, progress=stop)

    assert report.interrupted
    assert set(files(tmp_path)) == {workbook.file for workbook in report.workbooks} | {"manifest.json"}


HOSTILE = {"T01": "../x", "T02": "=cmd|'/c calc'!A0"}


def test_hostile_team_names_write_nothing_outside_the_folder(tmp_path: Path) -> None:
    data = small_centre(tmp_path / "data", rename=HOSTILE)
    out = tmp_path / "deep" / "out"

    report = build(data, out)

    assert report.failures == ()
    assert set(files(tmp_path / "deep")) == {f"out/{workbook.file}" for workbook in report.workbooks} | {
        "out/manifest.json"
    }
    assert report.workbooks[1].team_id == "../x"
    assert report.workbooks[1].file == "%2E.%2Fx.xlsx"


def test_no_formula_is_made_of_a_hostile_name(tmp_path: Path) -> None:
    report = build(small_centre(tmp_path / "data", rename=HOSTILE), tmp_path / "out")

    for workbook in report.workbooks:
        with ZipFile(report.out / workbook.file) as package:
            sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
        assert sheets
        assert not any("<f>cmd" in sheet or "calc&apos;" in sheet or "<f>=" in sheet for sheet in sheets)


def test_an_amount_of_hundreds_of_digits_leaves_sound_workbooks(tmp_path: Path) -> None:
    """The first of each kind is looked at as Excel would open it: no column is wider than Excel has them.

    An amount beyond all sense is refused with its row, so that no sum is infinite.
    """
    data = tmp_path / "data"
    data.mkdir()
    (data / "teams.csv").write_text("team_id\nT1\n", encoding="utf-8")
    (data / "reps.csv").write_text("rep_id,team_id\nA,T1\n", encoding="utf-8")
    deals = "deal_id,rep_id,amount,stage,lead_date,won_date\nD1,A,1e15,won,2026-02-01,2026-02-02\n"
    deals += "D2,A,1e308,won,2026-02-01,2026-02-02\nD3,A,1e308,won,2026-02-01,2026-02-02\n"
    (data / "deals.csv").write_text(deals, encoding="utf-8")

    report = build(data, tmp_path / "out", formulas="values", jobs=1)

    assert report.failures == ()
    assert [(p.rows, p.kind) for p in report.problems if p.file == "deals.csv"] == [((3, 4), "above_maximum")]


def test_a_link_in_the_way_is_replaced_and_not_followed(sales: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    for name in ("T01.xlsx", ".T01.xlsx.part", ".T02.xlsx.part"):
        (out / name).symlink_to(outside)

    build(sales, out, overwrite=True)

    assert outside.read_text() == "precious"
    assert not (out / "T01.xlsx").is_symlink()


def parts(path: Path) -> dict[str, str]:
    with ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


@pytest.mark.parametrize("formulas", ["native", "python", "values"])
def test_nothing_of_another_team_is_in_a_teams_workbook(centre: Path, tmp_path: Path, formulas: str) -> None:
    build(centre, tmp_path, formulas=formulas, teams=("T01",))

    secrets = {"T02", *_ids_of_others(centre)}
    found = {
        (name, secret) for name, text in parts(tmp_path / "T01.xlsx").items() for secret in secrets if secret in text
    }

    assert len(secrets) > 10
    assert found == set()


def _ids_of_others(centre: Path) -> set[str]:
    """Ids and names of the other team: its reps, their deals, the team's name."""
    rows = {
        name: [line.split(",") for line in (centre / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()]
        for name in ("teams", "reps", "deals")
    }
    reps = {row[0]: row for row in rows["reps"] if "T02" in row}
    deals = {row[0] for row in rows["deals"] if set(row) & set(reps)}
    names = {row[rows["reps"][0].index("name")] for row in reps.values()}
    teams = {row[1] for row in rows["teams"] if row[0] == "T02"}
    assert reps
    assert deals
    return set(reps) | deals | names | {f">{team}<" for team in teams}


@pytest.mark.parametrize(("teams", "named"), [(("T01", "X"), "'X'"), (("",), "''")])
def test_a_team_that_is_not_there_is_told(centre: Path, tmp_path: Path, teams: tuple[str, ...], named: str) -> None:
    with pytest.raises(NothingToBuild, match=named):
        build(centre, tmp_path / "out", teams=teams)

    assert not (tmp_path / "out").exists()


def test_data_without_a_date_asks_for_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "teams.csv").write_text("team_id\nT01\n")
    (data / "reps.csv").write_text("rep_id,name,team_id\nR1,Ann,T01\n")
    (data / "deals.csv").write_text("deal_id,rep_id,amount\n")

    with pytest.raises(InvalidOption, match="--as-of"):
        build(data, tmp_path / "out")

    report = build(data, tmp_path / "out", as_of=dt.date(2026, 3, 15))
    assert [workbook.file for workbook in report.workbooks] == ["centre.xlsx", "T01.xlsx"]
    assert manifest_of(tmp_path / "out")["period"] == "2026-03"


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_file_where_the_folder_should_be_is_refused(centre: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "out").write_text("a file")

    with pytest.raises(RefusedOutput):
        build(centre, tmp_path / "out" / below)

    assert (tmp_path / "out").read_text() == "a file"


def test_a_folder_where_a_workbook_should_be_is_refused_even_to_overwrite(centre: Path, tmp_path: Path) -> None:
    (tmp_path / "T01.xlsx").mkdir()

    with pytest.raises(RefusedOutput, match="is a folder"):
        build(centre, tmp_path, overwrite=True)


def test_what_is_in_the_way_of_what_is_kept_beside_workbooks_is_called_by_its_name(sales: Path, tmp_path: Path) -> None:
    for name, put in ((".salessheet-journal", Path.mkdir), (kept_inputs.FOLDER, Path.touch)):
        put(tmp_path / name)
        with pytest.raises(RefusedOutput, match=f"{name} is a f.* where a f.* is to be"):
            build(sales, tmp_path, teams=("T01",), overwrite=True)
        assert [path.name for path in tmp_path.iterdir()] == [name]
        (tmp_path / name).rename(tmp_path.parent / f"{tmp_path.name}-{name}")


def test_the_input_itself_is_never_overwritten(built: Report, centre: Path, tmp_path: Path) -> None:
    from salessheet.batch import Options, plan
    from salessheet.data.load import load
    from salessheet.workbook.labels import Words

    planned = plan(load(centre, Words.load("en")), Options())
    out = copied(built, tmp_path / "out")
    from_a_workbook = replace(planned, dataset=replace(planned.dataset, source=str(out / "T01.xlsx")))

    with pytest.raises(RefusedOutput, match="is the input"):
        check_outputs(from_a_workbook, out, overwrite=True)


def test_the_manifest_tells_hashes_and_no_path_of_this_machine(built: Report, centre: Path) -> None:
    text = built.manifest.read_text(encoding="utf-8")
    tree = json.loads(text)

    assert str(centre) not in text
    assert str(built.out) not in text
    assert {entry["file"] for entry in tree["inputs"]} == set(files(centre))
    assert len({entry["sha256"] for entry in (*tree["inputs"], *tree["workbooks"])}) == len(files(centre)) + 3


def test_the_description_of_the_manifest_names_every_key(built: Report) -> None:
    described = (ROOT / "docs" / "manifest.md").read_text(encoding="utf-8")
    tree = manifest_of(built.out)
    keys = {*tree, *tree["options"], *tree["workbooks"][0], *tree["workbooks"][0]["totals"], *tree["inputs"][0]}

    assert {key for key in keys if f"`{key}`" not in described} == set()


def test_a_title_names_whose_workbook_it_is(built: Report) -> None:
    titles = [parts(built.out / workbook.file)["docProps/core.xml"] for workbook in built.workbooks]

    assert all(workbook.title in title for workbook, title in zip(built.workbooks, titles, strict=True))
    assert len(set(titles)) == 3


def test_what_somebody_saves_while_a_run_is_at_work_stays(
    sales: Path, sold: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = copied(sold, tmp_path / "out")

    def slowly(order: Order, path: Path) -> Made:
        if order.team_id == "T01":
            (out / "T01.xlsx").write_bytes(b"mine")
        if order.team_id == "T02":
            (out / ".~lock.T02.xlsx#").touch()
        return make(order, path)

    monkeypatch.setattr(processes, "make", slowly)
    report = build(sales, out)

    assert {failure.file: failure.wrong for failure in report.failures} == {
        "T01.xlsx": "T01.xlsx was changed while this run was at work, and was not overwritten.",
        "T02.xlsx": "T02.xlsx is open in another program, or may not be replaced.",
    }
    assert (out / "T01.xlsx").read_bytes() == b"mine"
    assert not list(out.glob(".*.part"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".salessheet-journal", b'{"file": "a\\u0000.xlsx", "sha256": "x"}\n'),
        (".salessheet-journal", b'{"file": "../a.xlsx", "sha256": "x"}\n'),
        (".salessheet-journal", b'{"file": "\\ud800.xlsx", "sha256": "x"}\n'),
        (".salessheet-journal", b"[" * 200_000),
        (".salessheet-journal", b"\xff\xfe{"),
    ],
)
def test_a_journal_that_says_nonsense_is_no_hindrance(sales: Path, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    report = build(sales, tmp_path, teams=("T01",))
    assert [workbook.file for workbook in report.workbooks] == ["T01.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [kept_inputs.FOLDER, "T01.xlsx", "manifest.json"]


@pytest.mark.parametrize(
    "kept",
    [
        '[{"file": "a\\u0000b.xlsx", "sha256": "x"}]',
        '[{"file": "/etc/passwd", "sha256": "x"}]',
        '[{"file": 5, "sha256": 6}]',
        "[" * 100_000,
    ],
)
def test_a_manifest_that_says_nonsense_is_none_of_ours(sales: Path, tmp_path: Path, kept: str) -> None:
    (tmp_path / "manifest.json").write_text(f'{{"workbooks": [], "kept": {kept}}}', encoding="utf-8")
    with pytest.raises(RefusedOutput, match=r"manifest\.json"):
        build(sales, tmp_path, teams=("T01",))
    build(sales, tmp_path, teams=("T01",), overwrite=True)
