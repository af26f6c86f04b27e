"""What the tests of the add-in of Office.js share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from salessheet.core.values import Value, to_serial
from tests.hosts.office.browser import chromium
from tests.macros.conftest import built

__all__ = ["built"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for the whole session: while Playwright is there, no other test of its process could start an event loop."""
    with chromium() as started:
        yield started


@pytest.fixture
def pyodide(tmp_path: Path) -> Path:
    """The files of a distribution, as far as they are looked at."""
    return distribution(tmp_path / "pyodide")


def distribution(folder: Path) -> Path:
    folder.mkdir()
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        (folder / name).write_text(name)
    packages = {}
    for name, depends in {"numpy": [], "pandas": ["numpy", "six"], "six": [], "scipy": ["numpy"]}.items():
        (folder / f"{name}.whl").write_text(name)
        digest = sha256(name.encode()).hexdigest()
        packages[name] = {"file_name": f"{name}.whl", "sha256": digest, "depends": depends, "version": "3.0"}
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    return folder


def as_excel_hands_over(value: Value) -> Value:
    """Rows of serials; null for an omitted argument."""
    if value is None:
        return None
    rows = value if isinstance(value, list) else [[value]]
    return [[to_serial(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]


def rounded(rows: Value) -> Value:
    return [[round(cell, 6) if isinstance(cell, float) else cell for cell in row] for row in rows]
