"""What the parts of the sample around the market and its projects share: owners, days, sentences, dice.

The dice are their own, so that the other tables stay as they are whatever is added here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.sample.world import Tables, World, column, dates
from salessheet.workbook.tables import Reps


def dice(world: World, part: int) -> np.random.Generator:
    """Of a part of the sample: the same for the same size."""
    return np.random.default_rng([world.teams, world.reps, world.deals, world.year, part])


def owners(world: World, known: Tables, rows: int) -> npt.NDArray[np.object_]:
    """For each team who looks after so many rows, one after the other; those who have left look after none."""
    reps = known[Reps.key]
    ids = reps["rep_id"].to_numpy(dtype=object).reshape(world.teams, world.reps)
    here = reps["leave_date"].isna().to_numpy().reshape(world.teams, world.reps)
    return np.concatenate(
        [np.resize(of_team[is_here], rows) for of_team, is_here in zip(ids, here, strict=True)], dtype=object
    )


def days(world: World, after: list[int | None], teams: int) -> pd.Series:
    """Days counted from the last of the data, the same for each team; None: no day."""
    found = [np.datetime64("NaT") if day is None else world.as_of + np.timedelta64(day, "D") for day in after]
    return dates(np.tile(np.array(found, dtype="datetime64[D]"), teams))


def said(world: World, name: str, rows: int) -> pd.Series:
    """The first sentences of that name, for each team."""
    return column(np.tile(np.array(world.names[name][:rows], dtype=object), world.teams))
