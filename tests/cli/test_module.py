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


HEAVY = {
    "duckdb",
    "formualizer",
    "formulas",
    "mcp",
    "openpyxl",
    "pandas",
    "pyarrow",
    "sqlalchemy",
    "xlsxwriter",
    "xlwings",
}


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["--version"], set[str]()),
        (["addin", "--help"], set[str]()),
        (["lint", "--help"], {"openpyxl"}),
    ],
)
def test_a_command_waits_for_no_library_that_it_does_not_need(arguments: list[str], needed: set[str]) -> None:
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    start = f"{code}; sys.argv[1:] = {arguments!r}; from salessheet.__main__ import main; main()"
    found = subprocess.run([sys.executable, "-c", start], check=True, capture_output=True, text=True)

    assert HEAVY & set(found.stderr.split()) - needed == set()


@pytest.mark.parametrize(
    ("library", "arguments"), [("typer", ["--version"]), ("lxml", ["lint", "T1.xlsx"]), ("pandas", ["--help"])]
)
def test_a_library_that_is_not_there_is_named_with_what_to_do(library: str, arguments: list[str]) -> None:
    start = f"import sys; sys.modules[{library!r}] = None; sys.argv[1:] = {arguments!r}"
    code = f"{start}; from salessheet.__main__ import main; main()"
    found = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith(f"salessheet: {library} is not installed. ")
