"""Commands that take many workbooks, on several processes at once."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from salessheet.cli import linting, verdicts
from salessheet.xlsx.encryption import Passwords
from tests.calc.books import book
from tests.cli.conftest import Salessheet
from tests.cli.programs import ended, started

_looked, _verdict = linting._looked, verdicts._verdict
needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")


@pytest.fixture
def books(tmp_path: Path) -> list[str]:
    """A sound one, a wrong one, one that is none, and the sound one once more."""
    book(tmp_path / "right.xlsx", {"A1": 2, "B1": ("=A1*2", 4)})
    book(tmp_path / "wrong.xlsx", {"A1": 2, "B1": ("=A1*2", 5), "C1": ("=B1+#REF!", 7)})
    (tmp_path / "none.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    return ["right.xlsx", "wrong.xlsx", "none.xlsx", "right.xlsx"]


@pytest.mark.parametrize("command", ["verify", "lint"])
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["told", "json"])
def test_several_processes_say_what_one_says(
    salessheet: Salessheet, books: list[str], command: str, more: list[str]
) -> None:
    alone = salessheet(command, *books, *more)
    together = salessheet(command, *books, "--jobs", 3, *more)

    assert together == alone
    assert alone.code == {"verify": 2, "lint": 1}[command]
    assert [name in alone.out + alone.err for name in set(books)] == [True] * 3


@pytest.mark.parametrize("command", ["verify", "lint"])
def test_a_workbook_that_is_not_there_is_told(salessheet: Salessheet, books: list[str], command: str) -> None:
    said = salessheet(command, *books, "missing.xlsx", "--jobs", 2)

    assert said.code == 2
    assert "missing.xlsx: there is no such file." in said.err


def test_a_missing_engine_is_told_before_a_process_is_started(
    salessheet: Salessheet, books: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    said = salessheet("verify", *books, "--engine", "libreoffice", "--jobs", 2)

    assert said.code == 2
    assert said.err.count("The engine 'libreoffice' is not installed.") == 1


def _fatal_verdict(desk: verdicts._Desk, path: Path) -> object:
    return _unless_fatal(path) and _verdict(desk, path)


def _fatal_look(passwords: Passwords, path: Path) -> object:
    return _unless_fatal(path) and _looked(passwords, path)


def _unless_fatal(path: Path) -> bool:
    if path.name == "wrong.xlsx":
        os.kill(os.getpid(), signal.SIGKILL)
    return True


@needs_signals
@pytest.mark.parametrize("command", ["verify", "lint"])
def test_a_workbook_that_ends_its_process_is_told_and_costs_no_other(
    salessheet: Salessheet, books: list[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(verdicts, "_verdict", _fatal_verdict)
    monkeypatch.setattr(linting, "_looked", _fatal_look)

    said = salessheet(command, *books, "--jobs", 2)

    assert said.code == 2
    assert re.search(r"wrong\.xlsx: the process that .* ended without a word.*\n.*--jobs 1", said.err)
    assert said.out.count("right.xlsx:") == (4 if command == "verify" else 2)


_SLOW = """
import os, signal, sys, threading
if "verify" in sys.argv:
    threading.Timer(float(os.environ["AFTER"]), os.kill, (os.getpid(), signal.SIGINT)).start()
"""


@needs_signals
def test_ctrl_c_ends_all_of_it_in_a_line(books: list[str], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_SLOW)

    code, out, err = ended(
        started("verify", *(tmp_path / name for name in books * 100), "--jobs", 2, before=tmp_path, env={"AFTER": "4"})
    )

    assert (code, out, err) == (130, "", "salessheet: stopped.\n")
