"""One cell changed, one cell different: nothing else in a workbook is, whatever it holds."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from tests.engine.exotic import EXOTIC, exotic_workbook
from tests.engine.fidelity import changed_cell, row_inserted, sheet_renamed, unchanged
from tests.engine.fidelity import main as main_of

CELLS: Final = ("A1", "B1", "J9")
"""One that a formula reads, one with a formula that others may share, one that is not there yet."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "books").mkdir()
    return tmp_path / "books"


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", EXOTIC)
def test_a_value_set_changes_its_cell_and_nothing_else(name: str, cell: str, folder: Path, tmp_path: Path) -> None:
    path = exotic_workbook(folder, name)
    copy = tmp_path / f"copy{path.suffix}"

    assert changed_cell(path, copy, cell, 7) == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(copy, data_only=True)
    assert book["Data"][cell].value == 7


@pytest.mark.parametrize("name", EXOTIC)
def test_a_text_set_changes_its_cell_and_nothing_else(name: str, folder: Path, tmp_path: Path) -> None:
    path = exotic_workbook(folder, name)
    copy = tmp_path / f"copy{path.suffix}"

    assert changed_cell(path, copy, "C2", " 销售 <&>") == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(copy, data_only=True)
    assert book["Data"]["C2"].value == " 销售 <&>"


@pytest.mark.parametrize("name", EXOTIC)
def test_a_workbook_saved_as_it_was_keeps_every_byte_of_its_parts(name: str, folder: Path, tmp_path: Path) -> None:
    path = exotic_workbook(folder, name)

    assert unchanged(path, tmp_path / f"copy{path.suffix}") == []


@pytest.mark.parametrize("name", EXOTIC)
def test_a_row_inserted_leaves_a_sound_workbook(name: str, folder: Path, tmp_path: Path) -> None:
    path = exotic_workbook(folder, name)

    assert row_inserted(path, tmp_path / f"copy{path.suffix}") == []


@pytest.mark.parametrize("name", [name for name in EXOTIC if name != "protection"])  # its structure is locked
def test_a_sheet_renamed_leaves_a_sound_workbook(name: str, folder: Path, tmp_path: Path) -> None:
    path = exotic_workbook(folder, name)

    assert sheet_renamed(path, tmp_path / f"copy{path.suffix}") == []


# --- The command ---


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        ([], "2 kept\n", 0),
        (["--same"], "2 kept\n", 0),
        (["--cell", "Z99", "--value", "a text"], "2 kept\n", 0),
        (["--insert-row"], "2 kept\n", 0),
        (["--rename-sheet"], "2 kept\n", 0),
    ],
)
def test_the_command_goes_through_a_folder(
    arguments: list[str], said: str, code: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exotic_workbook(folder, "plain")
    exotic_workbook(folder, "macros")

    assert main_of([str(folder), *arguments]) == code
    assert capsys.readouterr().out == said


def test_the_command_names_what_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04")

    assert main_of([str(folder)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("broken.xlsx: not read by openpyxl either: UnreadableWorkbook: ")
    assert said.endswith("1 not read by openpyxl either\n")
