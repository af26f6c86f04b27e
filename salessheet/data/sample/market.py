"""What the sample knows of the market around its sales centre, and of what the centre sold in earlier years.

Its dice are its own, so that the other tables stay as they are whatever is added here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.world import SEASON, Tables, World, column, dates
from salessheet.workbook.tables import SalesHistory, TargetRows, Teams

_EARLIER_YEARS = (0.78, 0.88)  # of this year's target, the year before last first


def tables(world: World, known: Tables) -> Tables:
    return {SalesHistory.key: _history(world, known)}


def _dice(world: World, part: int) -> np.random.Generator:
    return np.random.default_rng([world.teams, world.reps, world.deals, world.year, part])


def _history(world: World, known: Tables) -> pd.DataFrame:
    """Two years of each team, by the season."""
    teams = known[Teams.key]["team_id"].to_numpy(dtype=object)
    targets = known[TargetRows.key]
    goals = targets[targets["scope"] == "team"].set_index("id")["amount"].reindex(teams).to_numpy()
    months = np.datetime64(f"{world.year - len(_EARLIER_YEARS)}-01") + np.arange(12 * len(_EARLIER_YEARS))
    usual = np.outer(_EARLIER_YEARS, SEASON).ravel()
    noise = _dice(world, 1).normal(1, 0.08, (len(teams), len(months)))
    return pd.DataFrame(
        {
            "team_id": column(np.repeat(teams, len(months))),
            "month": dates(np.tile(months.astype("datetime64[D]"), len(teams))),
            "amount": (np.round(goals[:, None] * usual * noise / 100) * 100).ravel(),
        }
    )
