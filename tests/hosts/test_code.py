"""The part of the package that hosts get as a file: complete, and nothing in it that a browser has not."""

from __future__ import annotations

import sys
from io import BytesIO
from zipfile import ZipFile

import pytest

from salessheet.hosts import code

ASKED_FOR = {"duckdb", "psycopg", "pyarrow", "python_calamine", "sqlalchemy"}
"""Imported in functions, for kinds of files that no macro reads."""

BROUGHT = {"chinese_calendar", "holidays", "numpy", "pandas", "xlwings"}
NOT_IN_A_BROWSER = {
    "asyncio", "concurrent", "ctypes", "fcntl", "http", "multiprocessing", "resource", "select", "selectors",
    "signal", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "termios", "threading", "tkinter", "urllib",
}  # fmt: skip  # those that Pyodide lacks, or has without a use


@pytest.mark.parametrize("module", code.modules())
def test_a_module_imports_only_what_a_browser_has(module: str) -> None:
    names = {name for name in code.imported(code.modules()[module]) if not name.startswith("urllib.parse")}
    tops = {name.partition(".")[0] for name in names} - {"salessheet"}

    assert tops <= (sys.stdlib_module_names - NOT_IN_A_BROWSER) | BROUGHT | ASKED_FOR


def test_imports_for_types_only_are_none_and_those_in_functions_are() -> None:
    regions = code.modules()["salessheet.core.regions"]

    assert "holidays" in set(code.imported(regions))
    assert "salessheet.batch" not in code.modules()  # which salessheet/__init__.py names for types


def test_the_file_holds_every_module_and_the_words() -> None:
    with ZipFile(BytesIO(code.packed())) as zipped:
        names = set(zipped.namelist())

    assert {"salessheet/__init__.py", "salessheet/udfs.py", "salessheet/macros.py"} <= names
    assert {f"salessheet/workbook/labels/{lang}.toml" for lang in ("en", "zh-CN")} <= names
    assert not [name for name in names if name.startswith(("salessheet/batch", "salessheet/xlsx", "salessheet/cli"))]
