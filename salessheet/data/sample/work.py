"""Activities and surveys of the sample."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.world import Tables, World, column, dates
from salessheet.workbook.tables import Activities, ActivityTargets, Customers, Reps, Surveys

_TYPES = ("call", "visit", "meeting", "email", "quote")
_BY_WEEKDAY = np.array(
    [
        [7.0, 0.6, 1.2, 6.0, 0.6],
        [8.0, 1.2, 0.8, 5.0, 0.8],
        [8.0, 1.5, 0.8, 5.0, 0.9],
        [7.0, 1.3, 0.9, 5.0, 0.8],
        [5.0, 0.5, 0.6, 4.0, 0.5],
    ]
)
"""How many of each type a rep has on a Monday, a Tuesday … a Friday."""
_WEEKS = 26
_DAYS_A_REP = 15  # how many days a rep logs: enough to see the pattern, few enough to read


def tables(world: World, known: Tables) -> Tables:
    return {
        Activities.key: _activities(world, known),
        ActivityTargets.key: _targets(),
        Surveys.key: _surveys(world, known),
    }


def _activities(world: World, known: Tables) -> pd.DataFrame:
    """One row a rep, day and type, while the rep was there."""
    reps = known[Reps.key]
    day = world.first_day + world.dice.integers(0, _WEEKS * 7, (len(reps), _DAYS_A_REP)).astype("timedelta64[D]")
    day = np.sort(np.minimum(day, world.as_of), axis=1)
    again = np.zeros(day.shape, dtype=bool)
    again[:, 1:] = day[:, 1:] == day[:, :-1]
    weekday = (day.astype(int) + 3) % 7
    there = (day >= reps["hire_date"].to_numpy()[:, None]) & ~(day > reps["leave_date"].to_numpy()[:, None])
    drive = world.dice.uniform(0.6, 1.4, (len(reps), 1, 1))
    rate = _BY_WEEKDAY[np.minimum(weekday, 4)] * drive * ((weekday < 5) & there & ~again)[:, :, None]
    count = world.dice.poisson(rate)
    rep, at, kind = np.nonzero(count)
    order = np.lexsort((kind, rep, day[rep, at]))
    rep, at, kind = rep[order], at[order], kind[order]
    return pd.DataFrame(
        {
            "date": dates(day[rep, at]),
            "rep_id": column(reps["rep_id"].to_numpy(dtype=object)[rep]),
            "type": column(np.array(_TYPES, dtype=object)[kind]),
            "count": count[rep, at, kind].astype(float),
        }
    )


def _targets() -> pd.DataFrame:
    """What a week asks for, of those days that are logged."""
    return pd.DataFrame(
        [
            (role, kind, per_week * share)
            for role, share in (("rep", 1.0), ("senior", 1.0), ("manager", 0.5))
            for kind, per_week in (("call", 4.0), ("email", 3.0), ("visit", 1.0))
        ],
        columns=["role", "type", "per_week"],
    )


def _surveys(world: World, known: Tables) -> pd.DataFrame:
    """One customer in five answered, mostly content."""
    ids = known[Customers.key]["customer_id"].to_numpy(dtype=object)
    asked = ids[world.dice.random(len(ids)) < 0.2]
    day = world.first_day + np.sort(world.dice.integers(0, 180, len(asked))).astype("timedelta64[D]")
    chances = np.array([1, 1, 1, 2, 2, 4, 7, 14, 27, 25, 16]) / 100
    return pd.DataFrame(
        {
            "date": dates(day),
            "customer_id": column(asked),
            "score": world.dice.choice(11, len(asked), p=chances).astype(float),
        }
    )
