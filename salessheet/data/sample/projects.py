"""What departments do together in the sample: a launch, trials of ideas, and what is green."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.turns import days, dice, owners, said
from salessheet.data.sample.world import Tables, World, codes, column, dates
from salessheet.workbook.tables import (
    DEPARTMENTS,
    GreenProducts,
    LaunchPlan,
    LaunchTasks,
    Pilots,
    SocialEvents,
    TargetRows,
)

_LAUNCHED = (4, 5, 6, 7, 8)  # months in which the new product is to sell; the last two are to come
_NEW, _GREEN = 4, (1, 3)  # places of the new product and of green ones among the products


def tables(world: World, known: Tables) -> Tables:
    return {
        LaunchTasks.key: _tasks(world, known),
        LaunchPlan.key: _plan(world, known),
        Pilots.key: _pilots(world, known),
        GreenProducts.key: _green(world),
        SocialEvents.key: _events(world, known),
    }


def _tasks(world: World, known: Tables) -> pd.DataFrame:
    """A task of each department; marketing is late, legal has been let off."""
    rows = len(DEPARTMENTS)
    progress = ("in_progress", "in_progress", "done", "planned", "done", "planned", "dropped")
    return pd.DataFrame(
        {
            "task_id": column(codes("N", rows * world.teams)),
            "rep_id": column(owners(world, known, rows)),
            "product": column([world.names["products"][_NEW]] * (rows * world.teams)),
            "department": column(np.tile(np.array(DEPARTMENTS, dtype=object), world.teams)),
            "task": said(world, "launch_tasks", rows),
            "due_date": days(world, [25, -8, -40, 12, -30, 45, -15], world.teams),
            "progress": column(np.tile(np.array(progress, dtype=object), world.teams)),
        }
    )


def _plan(world: World, known: Tables) -> pd.DataFrame:
    """What two people of each team are to sell of the new product: a tenth of the team's target in five months."""
    targets = known[TargetRows.key]
    goals = targets.loc[targets["scope"] == "team", "amount"].to_numpy()
    people = min(2, world.reps)
    sellers = owners(world, known, people)
    each = np.repeat(goals / 10 / people / len(_LAUNCHED), people)
    months = [np.datetime64(f"{world.year}-{month:02}-01") for month in _LAUNCHED]
    frame = pd.DataFrame(
        {
            "rep_id": column(np.repeat(sellers, len(months))),
            "product": column([world.names["products"][_NEW]] * (len(sellers) * len(months))),
            "month": dates(np.tile(np.array(months, dtype="datetime64[D]"), len(sellers))),
            "amount": np.round(np.repeat(each, len(months)), -2),
        }
    )
    return frame.drop_duplicates(["rep_id", "product", "month"], ignore_index=True)


def _pilots(world: World, known: Tables) -> pd.DataFrame:
    """One that worked and was rolled out, one that did nothing and waits for a decision, one that still runs."""
    rows = 3
    noise = dice(world, 4).integers(-1, 2, world.teams)
    return pd.DataFrame(
        {
            "pilot_id": column(codes("X", rows * world.teams)),
            "rep_id": column(owners(world, known, rows)),
            "idea": said(world, "pilot_ideas", rows),
            "measured_by": said(world, "pilot_measures", rows),
            "ends_on": days(world, [-40, -10, 45], world.teams),
            "pilot_before": np.tile([20.0, 12.0, 30.0], world.teams),
            "pilot_after": (np.array([26.0, 12.0, 33.0]) + np.outer(noise, [1.0, 0.0, 1.0])).ravel(),
            "control_before": np.tile([21.0, 12.0, 31.0], world.teams),
            "control_after": np.tile([22.0, 13.0, 31.0], world.teams),
            "least_gain": np.tile([0.1, 0.05, 0.05], world.teams),
            "pilot_decision": column(["roll_out", "", ""] * world.teams),
        }
    )


def _green(world: World) -> pd.DataFrame:
    products = world.names["products"]
    return pd.DataFrame(
        {"product": column(products), "green": [float(place in _GREEN) for place in range(len(products))]}
    )


def _events(world: World, known: Tables) -> pd.DataFrame:
    rows = 3
    return pd.DataFrame(
        {
            "date": days(world, [-100, -55, -8], world.teams),
            "rep_id": column(owners(world, known, rows)),
            "social_kind": column(["environment", "community", "safety"] * world.teams),
            "event": said(world, "social_events", rows),
            "attendance": np.tile([14.0, 22.0, 9.0], world.teams),
        }
    )
