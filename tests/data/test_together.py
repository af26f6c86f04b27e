"""Notes of unfinished runs: done as they say, and never where they have no business."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from salessheet.data.collecting.together import NOTE, recover
from salessheet.errors import RefusedOutput


def note(folder: Path, files: list[list[str]], beside: list[list[str]]) -> None:
    tree = {"files": files, "beside": beside, "audit": {"size": 0, "added": ""}}
    (folder / NOTE).write_text(json.dumps(tree), encoding="utf-8")


def row(name: str, before: bytes, content: bytes) -> list[str]:
    return [name, sha256(before).hexdigest(), base64.b64encode(content).decode()]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "mine.txt").write_bytes(b"mine")
    (tmp_path / ".salessheet-inputs").mkdir()
    (tmp_path / ".salessheet-inputs" / "T01.xlsx.json.gz").write_bytes(b"old")
    return folder


def test_what_a_note_says_of_kept_inputs_is_done(data: Path) -> None:
    (data / "deals.csv").write_bytes(b"old")
    kept = "../.salessheet-inputs/T01.xlsx.json.gz"
    note(data, [row("deals.csv", b"old", b"new")], [row(kept, b"old", b"new")])

    assert recover(data)

    assert ((data / "deals.csv").read_bytes(), (data / kept).read_bytes()) == (b"new", b"new")
    assert not (data / NOTE).exists()


@pytest.mark.parametrize("name", ["../mine.txt", "../.salessheet-inputs/..", "../.salessheet-inputs/../mine.txt"])
def test_a_note_that_leads_elsewhere_is_none(data: Path, name: str) -> None:
    note(data, [], [row(name, b"mine", b"taken")])

    with pytest.raises(RefusedOutput, match="no note of an unfinished run"):
        recover(data)

    assert (data.parent / "mine.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["../mine.txt", "", "a/b.csv"])
def test_a_note_changes_files_of_its_own_folder_alone(data: Path, name: str) -> None:
    note(data, [row(name, b"mine", b"taken")], [])

    with pytest.raises(RefusedOutput, match="no note of an unfinished run"):
        recover(data)

    assert (data.parent / "mine.txt").read_bytes() == b"mine"
