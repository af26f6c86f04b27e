"""The package run as a module."""

from __future__ import annotations

import subprocess
import sys

import pytest

from salessheet.batch.books import program_version


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "salessheet", *arguments], capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"), [(["--version"], 0, f"salessheet {program_version()}\n"), (["biuld"], 2, "")]
)
def test_the_package_runs_as_its_command_does(arguments: list[str], code: int, said: str) -> None:
    ended = run(*arguments)

    assert (ended.returncode, ended.stdout) == (code, said)


def test_the_command_is_called_by_its_name_however_it_is_started() -> None:
    assert "Usage: salessheet " in run("--help").stdout


def test_importing_the_module_starts_nothing() -> None:
    imported = subprocess.run([sys.executable, "-c", "import salessheet.__main__"], capture_output=True, check=True)

    assert imported.stdout == b""


def test_a_library_that_is_not_there_is_named_with_what_to_do() -> None:
    code = "import sys; sys.modules['typer'] = None; from salessheet.__main__ import main; main()"
    found = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("salessheet: typer is not installed. ")
