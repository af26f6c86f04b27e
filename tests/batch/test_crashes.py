"""After a crash at any step the next run goes on, and what stands there is as if nothing had happened."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from salessheet.batch import Options, plan, processes, run
from salessheet.batch.books import Made, Order
from salessheet.batch.holding import LOCK
from salessheet.batch.inputs import kept_inputs
from salessheet.batch.journal import noted
from salessheet.batch.outputs import new_folder, write_file, write_tables
from salessheet.batch.places import JOURNAL
from salessheet.data import sinks
from salessheet.data.load import load
from salessheet.data.sample import sample
from salessheet.errors import MissingTable, RefusedOutput
from salessheet.workbook.audience import Audience
from tests.batch.centres import centre_of_people, files
from tests.batch.crashes import crashed

PEOPLE = (("a", "North"), ("b", "South"))

Work = Callable[[Path], object]


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks without anything in them, made in no time, with inputs to be kept beside them."""

    def made(order: Order, path: Path) -> Made:
        content = f"{order.team_id} {order.lang}".encode()
        path.write_bytes(content)
        totals = dict.fromkeys(("won_amount", "won_deals", "lost_deals", "annual_target"), 0.0)
        return Made("", (), "EUR", totals, totals, 0, sha256(content).hexdigest(), "", b"inputs of " + content)

    monkeypatch.setattr(processes, "make", made)


@cache
def sampled(seed: int) -> dict[str, pd.DataFrame]:
    return {key: frame for key, frame in sample(1, 1, 2, seed=seed).items() if key in {"teams", "reps", "deals"}}


def tables(out: Path, seed: int = 1) -> None:
    found = sampled(seed)
    write_tables(found, out, partial(sinks.write, found), overwrite=False)


def template(out: Path) -> None:
    def fill(part: Path) -> None:
        part.write_text("a template")

    write_file(out / "T.xlsx", fill, overwrite=False)


@pytest.fixture(params=["build", "statements", "tables", "template"])
def work(request: pytest.FixtureRequest, sales: Path, tmp_path: Path, quickly: None) -> Work:
    if request.param == "build":
        planned = plan(load(sales), Options())
        return lambda out: run(planned, out)
    if request.param == "statements":
        stated = plan(load(centre_of_people(tmp_path / "people", PEOPLE)), Options(audience=Audience.REP))
        return lambda out: run(stated, out)
    return {"tables": tables, "template": template}[request.param]


def kept(out: Path) -> dict[str, bytes]:
    """The inputs that are kept beside workbooks, and whatever else is left there."""
    found = (path for path in (out / kept_inputs.FOLDER).rglob("*") if path.is_file())
    return {str(path.relative_to(out)): path.read_bytes() for path in found}


def crashes(work: Work, out: Path) -> Iterator[int]:
    """The folder as it is after a crash at each step in turn, until none is left."""
    steps = 0
    while crashed(partial(work, out), steps, out):
        yield steps
        shutil.rmtree(out, ignore_errors=True)
        steps += 1


def test_after_a_crash_at_any_step_the_same_run_makes_the_same_files(work: Work, tmp_path: Path) -> None:
    work(tmp_path / "undisturbed")
    wanted, beside = files(tmp_path / "undisturbed"), kept(tmp_path / "undisturbed")
    out = tmp_path / "out"
    seen = 0

    for step in crashes(work, out):
        if step % 2:  # and one more, on the way to mend the first
            crashed(partial(work, out), step // 2, out)
        work(out)
        assert (files(out), kept(out)) == (wanted, beside), step
        seen += 1

    assert seen > 5
    assert not {name for name in (*wanted, *beside) if name.endswith(".part") or LOCK in name}


def test_after_a_crash_at_any_step_of_a_second_run_inputs_are_kept_of_whole_workbooks_alone(
    sales: Path, quickly: None, tmp_path: Path
) -> None:
    """At every moment what is kept is of the workbook that stands there, or of the one that stood there before."""
    first, second = (plan(load(sales), Options(lang)) for lang in ("en", "zh-CN"))
    run(first, tmp_path / "first")
    run(second, tmp_path / "second")
    whole = [kept(tmp_path / name) for name in ("first", "second")]
    out = tmp_path / "out"

    steps = 0
    while True:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "first", out)
        if not crashed(partial(run, second, out), steps, out):
            break
        there = {name: content for name, content in kept(out).items() if not name.endswith(".part")}
        assert there.keys() == whole[0].keys(), steps
        assert all(content in (whole[0][name], whole[1][name]) for name, content in there.items()), steps
        run(second, out)
        assert (files(out), kept(out)) == (files(tmp_path / "second"), whole[1]), steps
        steps += 1

    assert steps > 20


def two_files(out: Path) -> None:
    with new_folder(out) as part:
        for name in ("a.csv", "b.csv"):
            (part / name).write_text(name)


def test_after_a_crash_at_any_step_a_new_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    out, seen = tmp_path / "in" / "out", 0
    while crashed(partial(two_files, out), seen, tmp_path):
        if not out.exists():
            two_files(out)
        left = {name: content for name, content in files(tmp_path / "in").items() if LOCK not in name}
        assert left == {"out/a.csv": b"a.csv", "out/b.csv": b"b.csv"}, seen
        shutil.rmtree(tmp_path / "in")
        seen += 1
    assert seen > 5


def test_a_new_folder_is_not_there_after_an_error_and_that_tells_of_its_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(MissingTable) as refused, new_folder(out) as part:
        load(part)
    assert refused.value.wrong.startswith(f"{out}: ")
    assert list(tmp_path.iterdir()) == []

    out.mkdir()
    two_files(out)
    with pytest.raises(RefusedOutput, match="not empty"):
        two_files(out)
    assert len(files(tmp_path)) == 2


def test_after_a_crash_at_any_step_other_tables_take_the_place(tmp_path: Path) -> None:
    tables(tmp_path / "fresh", seed=2)
    out = tmp_path / "out"

    for step in crashes(tables, out):
        tables(out, seed=2)
        assert files(out) == files(tmp_path / "fresh"), step


def test_nothing_of_ours_is_unknown_and_nothing_is_half_a_file_after_a_crash(
    sales: Path, quickly: None, tmp_path: Path
) -> None:
    planned = plan(load(sales), Options())
    whole = run(planned, tmp_path / "undisturbed")
    wanted = {workbook.file: workbook.sha256 for workbook in whole.workbooks}
    out = tmp_path / "out"

    for step in crashes(lambda folder: run(planned, folder), out):
        there = {name for name in files(out) if name in wanted} if out.exists() else set()
        assert (out / "manifest.json").exists() or {name: noted(out)[name] for name in there} == {
            name: {wanted[name]} for name in there
        }, step


def test_what_a_person_changed_after_a_crash_stays_and_is_told(sales: Path, quickly: None, tmp_path: Path) -> None:
    planned = plan(load(sales), Options())
    out = tmp_path / "out"
    step = next(step for step in crashes(lambda folder: run(planned, folder), out) if (out / "T01.xlsx").exists())
    (out / "T01.xlsx").write_text("typed into")

    report = run(planned, out)

    assert step
    assert [failure.file for failure in report.failures] == ["T01.xlsx"]
    assert (out / "T01.xlsx").read_text() == "typed into"


def test_a_part_of_somebody_else_is_left_alone(work: Work, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    others = (".notes.txt.0123456789ab.part", ".T01.xlsx.part", "T01.xlsx.0123456789ab.part")
    for name in others:
        (out / name).touch()

    work(out)

    assert set(others) <= set(files(out))


@pytest.mark.parametrize(
    "damage", [b'{"file": "teams.csv", "sha', b"\0" * 50, b"\xff\xfe", b"[1]\n7\n", b'{"file": 1, "sha256": 2}\n']
)
def test_a_damaged_end_of_a_journal_takes_nothing_from_the_rest(tmp_path: Path, damage: bytes) -> None:
    out = tmp_path / "out"
    tables(out)
    with (out / JOURNAL).open("ab") as journal:
        journal.write(damage)

    tables(out, seed=2)

    tables(tmp_path / "fresh", seed=2)
    assert files(out) == files(tmp_path / "fresh")


def test_tables_that_salessheet_wrote_are_replaced_and_changed_ones_are_refused_together(tmp_path: Path) -> None:
    out = tmp_path / "out"
    tables(out)
    (out / "deals.csv").write_text("mine")
    before = files(out)

    with pytest.raises(RefusedOutput, match=r"deals\.csv\. Nothing was written"):
        tables(out, seed=2)

    assert files(out) == before


def test_a_journal_that_is_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    (out / JOURNAL).symlink_to(outside)

    tables(out)

    assert outside.read_text() == "precious"
    assert not (out / JOURNAL).is_symlink()


def test_tables_and_workbooks_in_one_folder_know_of_each_other(sales: Path, quickly: None, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tables(out)
    report = run(plan(load(sales), Options()), out)

    tables(out, seed=2)

    assert set(noted(out)) == {"teams.csv", "reps.csv", "deals.csv"}
    assert report.kept == ()
