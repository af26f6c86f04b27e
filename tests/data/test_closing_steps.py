"""Whenever a run is killed, the next finds its period closed, or open, and never half of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salessheet.data.audit_trail import AUDIT, addition
from salessheet.data.commission import steps
from salessheet.data.commission.steps import NOTE, Change, carry_out, recover, write_snapshot
from salessheet.errors import RefusedOutput
from tests.data.test_audit_trail import entry

NAME = "2026-01.csv"
_ACTS = ("mkdir", "rename", "replace", "unlink", "write_bytes", "write_text")


class Killed(BaseException):
    """The process is gone: nothing after it happens either."""


class Disk:
    """Counts what is done to the disk, and from the act numbered `last` on does nothing any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
        self.done, self.last = 0, last
        for name in _ACTS:
            monkeypatch.setattr(Path, name, self._counted(getattr(Path, name)))
        opened = Path.open

        def open_(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:  # noqa: ANN401  that of Path.open
            if mode == "ab":
                self._count()
            return opened(path, mode, *rest, **named)

        monkeypatch.setattr(Path, "open", open_)

    def _counted(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  those of the act
            self._count()
            return act(*arguments, **named)

        return counted

    def _count(self) -> None:
        if self.done >= self.last:
            raise Killed
        self.done += 1


def before_closing(folder: Path) -> None:
    (folder / "periods.csv").write_bytes(b"period,status\n2026-01,open\n")
    (folder / AUDIT).write_bytes(b"when,who,command,file,table,key,old,new\n")


def closing(folder: Path) -> None:
    write_snapshot(folder, NAME, b"closed\n")
    carry_out(folder, Change("periods.csv", b"period,status\n2026-01,closed\n", addition(folder, [entry("closed")])))


def before_reopening(folder: Path) -> None:
    before_closing(folder)
    closing(folder)


def reopening(folder: Path) -> None:
    added = addition(folder, [entry("reopened")])
    carry_out(folder, Change("periods.csv", b"period,status\n2026-01,open\n", added, (NAME, "2026-01.reopened-1.csv")))


def state(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("prepare", "act"), [(before_closing, closing), (before_reopening, reopening)], ids=["close", "reopen"]
)
def test_a_run_killed_anywhere_has_done_all_or_nothing(
    tmp_path: Path, prepare: Callable[[Path], None], act: Callable[[Path], None]
) -> None:
    def begun(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        prepare(folder)
        return folder

    whole = begun("whole")
    act(whole)
    wanted, last, outcomes = state(whole), 0, []
    while True:
        folder = begun(str(last))
        with pytest.MonkeyPatch.context() as patched:
            disk = Disk(patched, last)
            try:
                act(folder)
                break
            except Killed:
                pass
        periods, finished = (folder / "periods.csv").read_bytes(), recover(folder)
        outcomes.append(finished)
        assert (folder / "periods.csv").read_bytes() == periods
        assert finished == (state(folder) == wanted)
        assert not recover(folder)
        if not finished:
            act(folder)
            assert state(folder) == wanted
        last += 1

    assert disk.done == last
    assert {True, False} == set(outcomes)


def test_unfinished_files_of_killed_runs_are_swept(tmp_path: Path) -> None:
    before_reopening(tmp_path)
    left = [tmp_path / f".{NOTE}.0123456789ab.part", tmp_path / "snapshots" / f".{NAME}.0123456789ab.part"]
    others = tmp_path / ".T01.xlsx.0123456789ab.part"
    for path in (*left, others):
        path.write_bytes(b"half")

    recover(tmp_path)

    assert [path.exists() for path in (*left, others)] == [False, False, True]


def test_a_snapshot_that_nothing_names_is_set_aside_not_overwritten(tmp_path: Path) -> None:
    write_snapshot(tmp_path, NAME, b"of a run that was killed\n")

    write_snapshot(tmp_path, NAME, b"closed\n")

    assert (tmp_path / "snapshots" / NAME).read_bytes() == b"closed\n"
    assert (tmp_path / "snapshots" / "2026-01.reopened-1.csv").read_bytes() == b"of a run that was killed\n"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "{}",
        '{"periods": "../periods.csv", "before": "", "after": "", "aside": [], "audit": {"size": 0, "added": ""}}',
        '{"periods": "periods.csv", "before": "", "after": "", "aside": ["a"], "audit": {"size": 0, "added": ""}}',
        '{"periods": "periods.csv", "before": "", "after": "", "aside": [], "audit": {"size": 0, "added": "§"}}',
    ],
)
def test_a_note_that_is_none_of_ours_is_refused(tmp_path: Path, note: str) -> None:
    (tmp_path / steps.NOTE).write_text(note, encoding="utf-8")

    with pytest.raises(RefusedOutput, match="no note of an unfinished run"):
        recover(tmp_path)
