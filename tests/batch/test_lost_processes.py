"""Processes that end without a word, as the system ends them where there is not enough memory."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from salessheet.batch import Job, Report, build, processes
from salessheet.batch.books import Order
from salessheet.batch.making import Outcome
from tests.batch.centres import files

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")

_make = processes._made


def _always_fatal(order: Order, job: Job, part: Path) -> Outcome:
    if job.team_id == "T01":
        part.write_bytes(b"half a workbook")
        os.kill(os.getpid(), signal.SIGKILL)
    return _make(order, job, part)


def _fatal_once(order: Order, job: Job, part: Path) -> Outcome:
    try:
        (part.parent / "killed.txt").touch(exist_ok=False)
    except FileExistsError:
        return _make(order, job, part)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_a_workbook_that_always_ends_its_process_is_told_and_the_others_are_made(
    sales: Path, sold: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_made", _always_fatal)

    report = build(sales, tmp_path, jobs=2)

    assert [failure.file for failure in report.failures] == ["T01.xlsx"]
    assert "ended without a word" in report.failures[0].wrong
    expected = {name: content for name, content in files(sold.out).items() if name not in ("T01.xlsx", "manifest.json")}
    assert {name: content for name, content in files(tmp_path).items() if name != "manifest.json"} == expected


def test_where_a_process_is_killed_once_every_workbook_is_made(
    sales: Path, sold: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_made", _fatal_once)

    report = build(sales, tmp_path, jobs=2)

    assert report.failures == ()
    assert (tmp_path / "killed.txt").exists()
    (tmp_path / "killed.txt").unlink()
    assert files(tmp_path) == files(sold.out)
