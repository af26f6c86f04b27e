"""Small sales centres to build: quick, but with everything in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from salessheet.batch import kept_inputs
from salessheet.data import sinks
from salessheet.data.sample import sample

TEAMS = ("T01", "T02")


def small_centre(folder: Path, *, rename: Mapping[str, str] | None = None) -> Path:
    """The input tables of two teams with two reps and eight deals each; `rename`: team ids to others."""
    tables = sample(teams=2, reps=2, deals=8)
    if rename:
        tables = {key: renamed(frame, rename) for key, frame in tables.items()}
    sinks.write(tables, folder)
    return folder


def renamed(frame: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    found = frame.copy()
    for column in {"team_id", "id"} & set(found.columns):
        found[column] = found[column].replace(dict(ids))
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file under the folder, hidden ones too, but for the inputs that are kept beside workbooks."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != kept_inputs.FOLDER)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
