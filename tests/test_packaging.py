from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)  # pytest shows what it prints
    (wheel,) = folder.glob("*.whl")
    return frozenset(ZipFile(wheel).namelist())


@pytest.mark.parametrize("kind", ["templates", "examples"])
def test_the_wheel_carries_what_stands_at_the_top_of_the_repository(packed: frozenset[str], kind: str) -> None:
    held = [path for path in (ROOT / kind).rglob("*") if path.is_file() and not path.name.startswith((".", "~"))]

    assert held
    assert {f"salessheet/_bundled/{path.relative_to(ROOT).as_posix()}" for path in held} <= packed


def test_the_wheel_carries_every_file_of_the_package(packed: frozenset[str]) -> None:
    held = [path for path in (ROOT / "salessheet").rglob("*") if path.is_file() and "__pycache__" not in path.parts]

    assert {path.relative_to(ROOT).as_posix() for path in held} <= packed


def test_the_wheel_carries_neither_tests_nor_tools(packed: frozenset[str]) -> None:
    tops = {name.split("/")[0] for name in packed}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"salessheet"}
