"""Settings, teams, reps, customers, channels and targets of the sample."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.sample.world import SEASON, Tables, World, codes, column, dates
from salessheet.workbook.tables import (
    Channels,
    Customers,
    Reps,
    Seasonality,
    SettingRows,
    TargetRows,
    Teams,
)

_PER_DEAL = 8_500  # what half a year's deals, won or not, bring in the whole year each; targets are set by it
_STEP = 1_000  # targets are multiples of this
_CHANNEL_COSTS = (180_000.0, 95_000.0, 140_000.0, 210_000.0, 20_000.0)


def tables(world: World) -> Tables:
    teams = _teams(world)
    reps = _reps(world, teams)
    targets = _targets(world, teams, reps)
    return {
        Teams.key: teams.assign(manager_id=column(reps[Reps.rep_id.key].to_numpy()[:: world.reps])),
        Reps.key: reps,
        Customers.key: _customers(world, reps),
        Channels.key: _channels(world),
        TargetRows.key: targets,
        Seasonality.key: pd.DataFrame({"month": np.arange(1.0, 13), "weight": SEASON}),
        SettingRows.key: _settings(world, float(targets["amount"].iloc[0])),
    }


def _settings(world: World, annual_target: float) -> pd.DataFrame:
    rows = {
        "company": world.word("company"),
        "sales_centre": world.word("sales_centre"),
        "currency": world.word("currency"),
        "language": world.lang,
        "region": "CN",
        "first_month": "1",
        "annual_target": f"{annual_target:.0f}",
        "unit": "1",
        "money_unit": "10000" if world.lang == "zh-CN" else "1000",
        "alert_level": "0.85",
    }
    return pd.DataFrame({"key": column(list(rows)), "value": column(list(rows.values()))})


def _teams(world: World) -> pd.DataFrame:
    names, places = world.names["teams"], np.arange(world.teams)
    rounds = places // len(names)
    named = [f"{names[i % len(names)]}{f' {n + 1}' if n else ''}" for i, n in zip(places, rounds, strict=True)]
    width = max(2, len(str(world.teams)))
    return pd.DataFrame(
        {
            "team_id": column([f"T{number:0{width}}" for number in range(1, world.teams + 1)]),
            "name": column(named),
            "region": column([names[i % len(names)] for i in places]),
            "manager_id": column([""] * world.teams),
            "currency": column([world.word("currency")] * world.teams),
        }
    )


def _people(world: World, count: int) -> list[str]:
    """Names that differ as long as there are enough; later rounds carry a number."""
    given, family, form = world.names["given"], world.names["family"], world.word("name_order")
    every = len(given) * len(family)
    order = world.dice.permutation(every)
    names = []
    for place in range(count):
        spot, turn = int(order[place % every]), place // every
        name = form.format(given=given[spot % len(given)], family=family[spot // len(given)])
        names.append(f"{name} {turn + 1}" if turn else name)
    return names


def _reps(world: World, teams: pd.DataFrame) -> pd.DataFrame:
    """The first of each team is its manager, one in four is senior, and a few came or went this year."""
    count = world.teams * world.reps
    place = np.arange(count) % world.reps
    role = np.where(place == 0, "manager", np.where(place % 4 == 1, "senior", "rep")).astype(object)
    hired = world.first_day - world.dice.integers(200, 2600, count).astype("timedelta64[D]")
    new = (world.dice.random(count) < 0.06) & (place > 1)
    hired = np.where(new, world.first_day + world.dice.integers(20, 120, count).astype("timedelta64[D]"), hired)
    left = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    gone = (world.dice.random(count) < 0.03) & (place > 1) & ~new
    left[gone] = world.first_day + world.dice.integers(60, 175, int(gone.sum())).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "rep_id": column(codes("R", count)),
            "name": column(_people(world, count)),
            "team_id": column(np.repeat(teams["team_id"].to_numpy(dtype=object), world.reps)),
            "role": column(role),
            "hire_date": dates(hired),
            "leave_date": dates(left),
            "target_share": _shares(world),
        }
    )


def _shares(world: World) -> npt.NDArray[np.float64]:
    """Whole percents that total 100% in each team; equal parts where a team has more than 50 reps."""
    if world.reps > 50:
        return np.full(world.teams * world.reps, 1 / world.reps)
    hundredths = np.full((world.teams, world.reps), 100 // world.reps)
    hundredths[:, : 100 % world.reps] += 1
    swap = world.dice.integers(0, max(1, 40 // world.reps), world.teams) if world.reps > 1 else 0
    hundredths[:, 0] -= swap
    hundredths[:, -1] += swap
    return (hundredths / 100).ravel()


def _customers(world: World, reps: pd.DataFrame) -> pd.DataFrame:
    """Three customers for every eight deals, each owned by a rep."""
    count = max(world.reps, world.deals * 3 // 8) * world.teams
    per_team = count // world.teams
    team = np.repeat(np.arange(world.teams), per_team)
    owner = team * world.reps + world.dice.integers(0, world.reps, count)
    first, second, form = world.names["company_first"], world.names["company_second"], world.word("customer_order")
    every = len(first) * len(second)
    order = world.dice.permutation(every)
    names = []
    for place in range(count):
        spot, turn = int(order[place % every]), place // every
        name = form.format(first=first[spot % len(first)], second=second[spot // len(first)])
        names.append(f"{name} {turn + 1}" if turn else name)
    since = world.as_of - (world.dice.gamma(1.3, 420, count).astype(int) + 1).astype("timedelta64[D]")
    gap = np.minimum(world.dice.gamma(1.5, 30, count).astype(int), (world.as_of - since).astype(int))
    regions = np.array(world.names["teams"], dtype=object)
    return pd.DataFrame(
        {
            "customer_id": column(codes("C", count)),
            "name": column(names),
            "industry": column(world.pick("industries", count, (9, 8, 6, 5, 4, 4, 6, 3))),
            "region": column(regions[team % len(regions)]),
            "owner_rep_id": column(reps["rep_id"].to_numpy(dtype=object)[owner]),
            "since": dates(since),
            "last_contact": dates(world.as_of - gap.astype("timedelta64[D]")),
        }
    )


def _channels(world: World) -> pd.DataFrame:
    scale = world.teams * world.deals / 1200
    return pd.DataFrame(
        {
            "channel": column(world.names["channels"]),
            "cost": [round(cost * scale, -2) for cost in _CHANNEL_COSTS],
            "leads": np.floor(np.array([0.30, 0.45, 0.30, 0.25, 0.15]) * world.teams * world.deals),
        }
    )


def _targets(world: World, teams: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """Each team's target is the sum of its reps', the centre's the sum of its teams'.

    Where somebody came or went this year, nothing is agreed with the manager, who carries the rest of the team's: with
    it what that person gives back.
    """
    per_team = max(_STEP * world.reps * 10, world.deals * _PER_DEAL)
    stretch = world.dice.uniform(0.92, 1.12, world.teams)
    share = reps["target_share"].to_numpy().reshape(world.teams, world.reps)
    amounts = np.round(per_team * stretch[:, None] * share / _STEP) * _STEP
    by_team = amounts.sum(axis=1)
    came_or_went = (reps["leave_date"].notna() | (reps["hire_date"] >= world.first_day)).to_numpy()
    agreed = np.ones(len(reps), dtype=bool)
    agreed[:: world.reps] = ~came_or_went.reshape(world.teams, world.reps).any(axis=1)
    ids = ["centre", *teams["team_id"], *reps["rep_id"][agreed]]
    return pd.DataFrame(
        {
            "scope": column(["centre"] + ["team"] * world.teams + ["rep"] * int(agreed.sum())),
            "id": column(ids),
            "year": np.full(len(ids), float(world.year)),
            "metric": column(["sales"] * len(ids)),
            "amount": np.concatenate([[by_team.sum()], by_team, amounts.ravel()[agreed]]),
        }
    )
