"""When deals and activities of the sample were typed: most within a day or two, some weeks later."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.world import Days, Tables, World, dates
from salessheet.workbook.tables import Activities, Deals

_ENTRIES = 18  # of the dice: what else is drawn stays as it is
_DELAYS = (0, 1, 2, 3, 5, 9, 16)
_CHANCES = (0.34, 0.30, 0.14, 0.08, 0.07, 0.05, 0.02)


def tables(world: World, known: Tables) -> Tables:
    dice = np.random.default_rng([world.teams, world.reps, world.deals, _ENTRIES])
    deals, activities = known[Deals.key], known[Activities.key]
    return {
        Deals.key: _entered(world, dice, deals, deals["prospect_date"]),
        Activities.key: _entered(world, dice, activities, activities["date"]),
    }


def _entered(world: World, dice: np.random.Generator, frame: pd.DataFrame, happened: pd.Series) -> pd.DataFrame:
    """With the day of the entry, which the data's last day cuts off; one in twelve does not say."""
    delay = dice.choice(_DELAYS, len(frame), p=_CHANCES).astype("timedelta64[D]")
    day: Days = np.minimum(happened.to_numpy().astype("datetime64[D]") + delay, world.as_of)
    silent = dice.random(len(frame)) < 1 / 12
    entered: pd.DataFrame = frame.assign(entered=dates(np.where(silent, np.datetime64("NaT"), day)))
    return entered
