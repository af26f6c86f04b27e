"""What the sample knows of the market around its sales centre, and of what the centre sold in earlier years.

Its dice are its own, so that the other tables stay as they are whatever is added here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.sample.world import SEASON, Tables, World, codes, column, dates
from salessheet.workbook.tables import Compliance, Reps, Risks, SalesHistory, TargetRows, Teams

_EARLIER_YEARS = (0.78, 0.88)  # of this year's target, the year before last first


def tables(world: World, known: Tables) -> Tables:
    return {
        SalesHistory.key: _history(world, known),
        Risks.key: _risks(world, known),
        Compliance.key: _compliance(world, known),
    }


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


def _owners(world: World, known: Tables, rows: int) -> npt.NDArray[np.object_]:
    """For each team who looks after so many rows, one after the other; those who have left look after none."""
    reps = known[Reps.key]
    ids = reps["rep_id"].to_numpy(dtype=object).reshape(world.teams, world.reps)
    here = reps["leave_date"].isna().to_numpy().reshape(world.teams, world.reps)
    turns = [np.resize(of_team[is_here], rows) for of_team, is_here in zip(ids, here, strict=True)]
    return np.concatenate(turns)


def _days(world: World, after: list[int | None], teams: int) -> pd.Series:
    """Days counted from the last of the data, the same for each team; None: no day."""
    days = [np.datetime64("NaT") if day is None else world.as_of + np.timedelta64(day, "D") for day in after]
    return dates(np.tile(np.array(days, dtype="datetime64[D]"), teams))


def _said(world: World, name: str, rows: int) -> pd.Series:
    """The first sentences of that name, for each team."""
    return column(np.tile(np.array(world.names[name][:rows], dtype=object), world.teams))


def _risks(world: World, known: Tables) -> pd.DataFrame:
    """The first of each team are as they stand here, how likely they are differs a little."""
    kinds = ("churn", "market", "competition", "delivery", "legal", "people", "churn")
    rows, dice = len(kinds), _dice(world, 2)
    likely = np.tile([3.0, 2.0, 4.0, 3.0, 1.0, 2.0, 5.0], world.teams) + dice.integers(-1, 1, rows * world.teams)
    return pd.DataFrame(
        {
            "risk_id": column(codes("K", rows * world.teams)),
            "rep_id": column(_owners(world, known, rows)),
            "risk_kind": column(np.tile(np.array(kinds, dtype=object), world.teams)),
            "risk": _said(world, "risks", rows),
            "likelihood": np.clip(likely, 1.0, 5.0),
            "impact": np.tile([5.0, 3.0, 4.0, 3.0, 5.0, 2.0, 2.0], world.teams),
            "measures": _said(world, "risk_measures", rows),
            "review_date": _days(world, [-12, 20, -3, 45, 60, None, -70], world.teams),
            "closed_on": _days(world, [None, None, None, None, None, None, -75], world.teams),
        }
    )


def _compliance(world: World, known: Tables) -> pd.DataFrame:
    areas = ("contracts", "privacy", "pricing", "legal_training", "legal_training", "internal_audit")
    rows = len(areas)
    found = np.tile([1.0, 3.0, 0.0, np.nan, np.nan, 2.0], world.teams)
    return pd.DataFrame(
        {
            "item_id": column(codes("L", rows * world.teams)),
            "rep_id": column(_owners(world, known, rows)),
            "compliance_area": column(np.tile(np.array(areas, dtype=object), world.teams)),
            "item": _said(world, "compliance_items", rows),
            "due_date": _days(world, [-45, -9, -60, -20, 40, 15], world.teams),
            "findings": found,
            "closed_on": _days(world, [-50, None, -61, -22, None, None], world.teams),
        }
    )
