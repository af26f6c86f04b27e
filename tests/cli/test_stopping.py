"""Ctrl-C and SIGTERM at any moment, the second in which the program loads included."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from salessheet.batch.places import JOURNAL
from tests.batch.centres import files
from tests.cli.programs import ended, hidden, started

_AT_A_STEP = """
import os, re, sys

class Watch:
    left = 1

    def __call__(self, event, arguments):
        if self.left and event == os.environ["EVENT"] and re.search(os.environ["OF"], str(arguments[0])):
            self.left = 0
            os.kill(os.getpid(), int(os.environ["STOP"]))

sys.addaudithook(Watch())
"""
"""A module that Python imports before anything else: it stops the process at its first step of that kind."""

TABLES = {"teams.csv", "reps.csv", "deals.csv"}
Stopped = Callable[[str, str, signal.Signals], tuple[int, str, str]]


@pytest.fixture
def stopped(tmp_path: Path) -> Stopped:
    """What becomes of `sample`, written to `out`, that is stopped at that event of a thing whose name fits."""
    (tmp_path / "sitecustomize.py").write_text(_AT_A_STEP)

    def run(event: str, of: str, stop: signal.Signals) -> tuple[int, str, str]:
        arguments = ("sample", "--out", tmp_path / "out", "--teams", 1, "--reps", 1, "--deals", 3)
        return ended(started(*arguments, before=tmp_path, env={"EVENT": event, "OF": of, "STOP": str(int(stop))}))

    return run


@pytest.mark.parametrize(
    ("module", "stop"),
    [
        (r"^salessheet\.cli$", signal.SIGINT),
        ("^typer$", signal.SIGINT),
        ("^numpy$", signal.SIGTERM),
        ("^pandas$", signal.SIGINT),
        (r"^salessheet\.cli\.program$", signal.SIGTERM),
    ],
)
def test_stopped_while_it_loads_it_says_so_in_a_line(
    stopped: Stopped, tmp_path: Path, module: str, stop: signal.Signals
) -> None:
    assert stopped("import", module, stop) == (130, "", "salessheet: stopped.\n")
    assert not (tmp_path / "out").exists()


def test_stopped_while_tables_are_written_none_of_them_is_there(stopped: Stopped, tmp_path: Path) -> None:
    assert stopped("open", r"/\.deals\.csv", signal.SIGINT) == (130, "", "salessheet: stopped.\n")
    assert files(tmp_path / "out") == {}


def test_stopped_while_tables_are_put_into_their_places_all_of_them_are_there(stopped: Stopped, tmp_path: Path) -> None:
    assert stopped("os.rename", r"/\.reps\.csv", signal.SIGTERM) == (130, "", "salessheet: stopped.\n")
    assert set(files(tmp_path / "out")) > TABLES
    assert hidden(tmp_path / "out") == [JOURNAL]
