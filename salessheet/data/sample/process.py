"""Steps of the sales process, mailings and lessons of the sample."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.world import Tables, World, codes, column, dates
from salessheet.workbook.tables import (
    DEFAULT_STAGES,
    Campaigns,
    Customers,
    Deals,
    DealSteps,
    Lessons,
    Outreach,
    Reps,
    SalesSteps,
)

_STEPS, _MAILINGS = 8, 17  # of the dice: what else is drawn stays as it is
_DONE = 0.88
_AFTERWARDS = 0.6  # how many of the won deals were looked after


def tables(world: World, known: Tables) -> Tables:
    campaigns = _campaigns(world, known)
    return {
        SalesSteps.key: _process(world),
        DealSteps.key: _done(world, known[Deals.key]),
        Campaigns.key: campaigns,
        Outreach.key: _outreach(world, known, campaigns),
        Lessons.key: _lessons(world, known),
    }


def _dice(world: World, what: int) -> np.random.Generator:
    return np.random.default_rng([world.teams, world.reps, world.deals, what])


def _process(world: World) -> pd.DataFrame:
    stages = [stage for stage, _ in DEFAULT_STAGES]
    return pd.DataFrame(
        {
            "sales_step": column(world.names["sales_steps"]),
            "order": np.arange(1.0, len(stages) + 1),
            "stage": column(stages),
            "exit_rule": column(world.names["exit_rules"]),
        }
    )


def _done(world: World, deals: pd.DataFrame) -> pd.DataFrame:
    """Of open deals and of those won in the last month; what a stage asks for is done with it, mostly."""
    dice = _dice(world, _STEPS)
    is_open = deals["won_date"].isna() & deals["lost_date"].isna()
    listed = deals[is_open | (deals["won_date"] >= pd.Timestamp(world.last_month))]
    parts = []
    for (stage, _), step in zip(DEFAULT_STAGES, world.names["sales_steps"], strict=True):
        reached = listed[f"{stage}_date"]
        chance = _AFTERWARDS if stage == "won" else _DONE
        done = reached.notna().to_numpy() & (dice.random(len(listed)) < chance)
        parts.append(pd.DataFrame({"deal_id": listed["deal_id"], "sales_step": step, "done_on": reached})[done])
    rows = pd.concat(parts, ignore_index=True).sort_values(["deal_id", "done_on"], kind="stable", ignore_index=True)
    return rows.astype({"deal_id": object, "sales_step": object})


def _campaigns(world: World, known: Tables) -> pd.DataFrame:
    """Two of each team, in the hands of its first two reps."""
    reps = known[Reps.key].groupby("team_id", sort=False).head(2)
    names = world.names["campaigns"]
    return pd.DataFrame(
        {
            "campaign_id": column(codes("K", len(reps))),
            "name": column([names[place % len(names)] for place in range(len(reps))]),
            "rep_id": column(reps["rep_id"].to_numpy(dtype=object)),
        }
    )


def _outreach(world: World, known: Tables, campaigns: pd.DataFrame) -> pd.DataFrame:
    """Each goes to fifteen customers of the rep's team, or to all; one in three answers within two weeks."""
    dice = _dice(world, _MAILINGS)
    team_of = dict(zip(known[Reps.key]["rep_id"].map(str), known[Reps.key]["team_id"].map(str), strict=True))
    customers = known[Customers.key]
    homes = customers["owner_rep_id"].map(team_of).to_numpy(dtype=object)
    parts = []
    sent = zip(campaigns["campaign_id"].map(str), campaigns["rep_id"].map(str), strict=True)
    for place, (campaign, rep) in enumerate(sent):
        own = customers.loc[homes == team_of[rep], "customer_id"].to_numpy(dtype=object)
        chosen = own[np.sort(dice.choice(len(own), min(15, len(own)), replace=False))]
        day = world.as_of - np.timedelta64(95 - 70 * (place % 2), "D")
        reply = day + dice.integers(0, 14, len(chosen)).astype("timedelta64[D]")
        answered = dice.random(len(chosen)) < 0.2 + 0.05 * (place % 5)
        parts.append(
            pd.DataFrame(
                {
                    "campaign_id": column([campaign] * len(chosen)),
                    "customer_id": column(chosen),
                    "sent_on": dates(np.full(len(chosen), day)),
                    "replied_on": dates(np.where(answered, reply, np.datetime64("NaT"))),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _lessons(world: World, known: Tables) -> pd.DataFrame:
    """Two of each team, one of them done, the other due before or after the last day."""
    reps = known[Reps.key].groupby("team_id", sort=False).head(2)
    place = np.arange(len(reps))
    reasons, lessons = (np.array(world.names[key], dtype=object) for key in ("lost_reasons", "lessons"))
    due = world.as_of + (20 * (place % 3) - 15).astype("timedelta64[D]")
    done = np.where(place % 2 == 0, world.as_of - np.timedelta64(20, "D"), np.datetime64("NaT"))
    return pd.DataFrame(
        {
            "lesson_id": column(codes("L", len(reps))),
            "lost_reason": column(reasons[place % len(reasons)]),
            "lesson": column(lessons[place % len(lessons)]),
            "rep_id": column(reps["rep_id"].to_numpy(dtype=object)),
            "due_date": dates(due),
            "done_on": dates(done),
        }
    )
