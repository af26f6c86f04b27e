"""Runs that are killed, stopped, or two at once: as processes, for that is what they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from salessheet.batch import build
from salessheet.batch.places import JOURNAL
from tests.batch.centres import files
from tests.cli.conftest import Salessheet
from tests.cli.programs import HERE, children, ended, hidden, is_running, started, wait_for

BUILD = ("build", "--team", "T01", "--team", "T02")


@pytest.fixture(scope="module")
def undisturbed(sales: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build makes that nobody disturbs."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    return files(build(sales, out, teams=("T01", "T02")).out)


def test_kill_rerun_kill_rerun_ends_as_a_run_that_nobody_disturbed(
    sales: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for jobs, moment in ((2, (out / JOURNAL).exists), (1, (out / "T01.xlsx").exists)):
        program = started(*BUILD, "--data", sales, "--out", out, "--jobs", jobs)
        wait_for(moment, program)
        helpers = children(program)
        program.kill()
        program.communicate()
        wait_for(lambda helpers=helpers: not any(map(is_running, helpers)))  # type: ignore[misc]  # mypy knows no defaults
        assert (out / "manifest.json").exists() is False

    code, said, err = ended(started(*BUILD, "--data", sales, "--out", out, "--jobs", 1))

    assert (code, err) == (0, "")
    assert "From earlier runs" not in said
    assert files(out) == undisturbed


def test_after_a_kill_resume_leaves_what_is_finished_and_makes_the_rest(
    sales: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    program = started(*BUILD, "--data", sales, "--out", out, "--jobs", 1, "--resume")
    wait_for((out / "T01.xlsx").exists, program)
    program.kill()
    program.communicate()
    finished = (out / "T01.xlsx").stat().st_mtime_ns

    code, said, err = ended(started(*BUILD, "--data", sales, "--out", out, "--jobs", 1, "--resume"))

    assert (code, err) == (0, "")
    assert "not made again: 1 of these" in " ".join(said.split())
    assert (out / "T01.xlsx").stat().st_mtime_ns == finished
    assert files(out) == undisturbed


def test_a_signal_to_the_whole_group_ends_a_run_in_good_order(
    sales: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    program = started("build", "--data", sales, "--out", out, "--jobs", 2)
    wait_for(lambda: any(out.glob("*.xlsx")), program)  # the third workbook is begun then

    os.killpg(program.pid, signal.SIGTERM)

    code, said, err = ended(program)
    there = files(out)
    assert (code, err) == (130, "salessheet: stopped.\n")
    assert set(there) <= {*undisturbed, "centre.xlsx"}
    assert all(there[name] == undisturbed[name] for name in ("T01.xlsx", "T02.xlsx") if name in there)
    assert "workbooks in" in said or "1 workbook in" in said


def test_workers_that_are_still_starting_leave_a_signal_to_the_parent(sales: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    program = started(*BUILD, "--data", sales, "--out", out, "--jobs", 2)
    wait_for(lambda: len(children(program)) >= 3, program)  # Python's own tracker of resources is one of them

    os.killpg(program.pid, signal.SIGINT)

    code, _, err = ended(program)
    assert (code, err) == (130, "salessheet: stopped.\n")
    assert hidden(out) == []


def test_a_second_run_is_told_who_holds_the_folder_and_the_first_goes_on(
    salessheet: Salessheet, sales: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = started(*BUILD, "--data", sales, "--out", out, "--jobs", 1)
    wait_for((out / JOURNAL).exists, first)
    os.kill(first.pid, signal.SIGSTOP)

    second = salessheet(*BUILD, "--data", sales, "--out", out, "--overwrite")

    os.kill(first.pid, signal.SIGCONT)
    assert (second.code, second.out) == (2, "")
    assert f"{out}: another run of salessheet is writing there: salessheet build --team" in second.err
    assert f"process {first.pid} on " in second.err
    assert second.err.count("\n") == 2
    assert ended(first)[0] == 0
    assert files(out) == undisturbed


_HOLDER = """
import sys
from contextlib import ExitStack
from pathlib import Path
from salessheet.batch import held_file, held_folder
with ExitStack() as stack:
    for place in map(Path, sys.argv[1:]):
        stack.enter_context(held_file(place) if place.suffix else held_folder(place))
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which another process holds the folders `o` and `o/zh-CN` and the file `T.xlsx`."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "T.xlsx").touch()
    places = [str(folder / name) for name in ("o", "o/zh-CN", "T.xlsx")]
    with subprocess.Popen([sys.executable, "-c", _HOLDER, *places], stdin=-1, stdout=-1, text=True, env=HERE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield folder
        holder.communicate()
    assert not [path for path in folder.rglob("*") if path.is_file() and path.name != "T.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ("demo --out o", "o/zh-CN"),
        ("sample --out o", "o"),
        ("import --from own.toml list.csv --out o", "o"),
        ("template --out T.xlsx", "T.xlsx"),
        ("run refresh T.xlsx", "T.xlsx"),
    ],
)
def test_every_command_that_writes_heeds_who_holds_the_place(
    salessheet: Salessheet, held: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, place: str
) -> None:
    (held / "own.toml").write_text(
        'name = "own"\n[files]\nlist = ["list.csv"]\n[[table]]\ninto = "teams"\nfile = "list"\n'
        '[table.columns]\nteam_id = "No"\n'
    )
    (held / "list.csv").write_text("No\nA\n")
    monkeypatch.chdir(held)
    before = files(held)

    said = salessheet(*arguments.split())

    (held / "own.toml").unlink()
    (held / "list.csv").unlink()
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"salessheet: {place}: another run of salessheet is writing there: ")
    assert set(files(held)) == set(before) - {"own.toml", "list.csv"}
