from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.workbook.labels import Words

# The least a source holds. A test replaces the files it is about and adds others.
LEAST = {
    "teams.csv": "team_id,name\nT1,North\nT2,South\n",
    "reps.csv": "rep_id,name,team_id\nR1,Ada,T1\nR2,Ben,T1\nR3,Cho,T2\n",
    "deals.csv": "deal_id,rep_id,amount,stage\nD1,R1,100,lead\n",
}

Folder = Callable[..., Path]
Centre = Callable[..., Dataset]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes the least a source holds, with the given files in place of or beside it: `folder(deals="…")`."""

    def written(**files: str | bytes) -> Path:
        for name, text in {**LEAST, **{f"{key}.csv": text for key, text in files.items()}}.items():
            raw = text if isinstance(text, bytes) else text.encode()
            (tmp_path / name).write_bytes(raw)
        return tmp_path

    return written


@pytest.fixture
def centre(folder: Folder) -> Centre:
    """Loads such a folder: `centre(deals="…", lang="zh")`."""

    def loaded(lang: str = "en", **files: str | bytes) -> Dataset:
        return load(folder(**files), Words.load(lang))

    return loaded
