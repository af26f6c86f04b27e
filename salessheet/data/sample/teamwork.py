"""Roles, newcomers, meetings, events and rewards of the sample, and how its managers are judged."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from salessheet.data.sample.rows import Row, before, dice, frame
from salessheet.data.sample.world import Tables, World, codes
from salessheet.workbook.tables import (
    Actions,
    Expectations,
    ManagerScheme,
    Meetings,
    Onboarding,
    OnboardingSteps,
    Ramp,
    Reps,
    Rewards,
    Roles,
    TargetRows,
    TeamEvents,
    Teams,
)

_PART = 32
_RAMP = ((1, 0.1), (2, 0.25), (3, 0.5), (4, 0.75))
_BY_DAY = (0, 7, 14, 30, 60)
_MEETINGS = (85, 57, 29, 8)  # days before the last one
_DUE = (70, 36, 12, -10)
_EVENTS = ("outing", "celebration")
_SCHEME = (("attainment", 0.4), ("on_track", 0.2), ("coaching", 0.15), ("expectations", 0.15), ("satisfaction", 0.1))
_EXPECTED = (("duty", 4.0), ("conduct", 5.0), ("attitude", 4.0))
_NEW = 200  # whoever came in that many days is new
_MONTHS = 12


def tables(world: World, known: Tables) -> Tables:
    reps = known[Reps.key]
    return {
        Expectations.key: frame(Expectations, list(_expected(world, known))),
        ManagerScheme.key: frame(ManagerScheme, list(_scheme(world, known))),
        Roles.key: frame(Roles, list(_roles(world, known))),
        Ramp.key: frame(Ramp, _RAMP),
        OnboardingSteps.key: frame(
            OnboardingSteps,
            [
                (place, task, by_day)
                for place, (task, by_day) in enumerate(zip(world.names["onboarding"], _BY_DAY, strict=True), start=1)
            ],
        ),
        Onboarding.key: frame(Onboarding, list(_newcomers(world, reps))),
        **_meetings(world, known),
        TeamEvents.key: frame(TeamEvents, list(_events(world, known))),
        Rewards.key: frame(Rewards, list(_rewards(world, known))),
    }


def _members(known: Tables, team: str) -> list[str]:
    """Those who are there, the manager first."""
    reps = known[Reps.key]
    return list(reps.loc[(reps["team_id"] == team) & reps["leave_date"].isna(), "rep_id"])


def _expected(world: World, known: Tables) -> Iterator[Row]:
    roll = dice(world, _PART)
    for team in known[Teams.key]["team_id"]:
        for expectation, (kind, wanted) in zip(world.names["expectations"], _EXPECTED, strict=True):
            yield team, expectation, kind, wanted, float(roll.integers(3, 6))


def _scheme(world: World, known: Tables) -> Iterator[Row]:
    """Satisfaction was asked for elsewhere."""
    roll = dice(world, _PART + 1000)
    for team in known[Teams.key]["team_id"]:
        for judged_by, weight in _SCHEME:
            asked = round(float(roll.uniform(0.7, 0.95)), 2) if judged_by == "satisfaction" else None
            yield team, judged_by, weight, 0.9 if judged_by == "satisfaction" else 1.0, asked


def _roles(world: World, known: Tables) -> Iterator[Row]:
    """A place more for reps than there are people, and a quota that somewhat exceeds their part of the target."""
    reps, targets = known[Reps.key], known[TargetRows.key]
    annual = dict(zip(targets["id"], targets["amount"], strict=True))
    for team in known[Teams.key]["team_id"]:
        own = reps[(reps["team_id"] == team) & reps["leave_date"].isna()]
        each = annual[team] / _MONTHS / world.reps
        for role, duties in zip(("manager", "senior", "rep"), world.names["duties"], strict=True):
            people = int((own["role"] == role).sum())
            if people:
                yield team, role, duties, people + (role == "rep"), round(each * 1.05, -2)


def _newcomers(world: World, reps: pd.DataFrame) -> Iterator[Row]:
    """Whoever came last to each team: long in by now, or new, who is not done and late with a step."""
    here = reps[reps["leave_date"].isna()].sort_values("hire_date", kind="stable")
    for rep_id, hired in here.groupby("team_id", sort=True).tail(1)[["rep_id", "hire_date"]].itertuples(index=False):
        first = hired.to_datetime64().astype("datetime64[D]")
        steps = len(_BY_DAY) if first < before(world, _NEW) else len(_BY_DAY) - 2
        for place, by_day in enumerate(_BY_DAY, start=1):
            done = first + by_day + (2 if place == 2 else 0)
            yield rep_id, place, done if place <= steps and done <= world.as_of else None


def _meetings(world: World, known: Tables) -> Tables:
    """One a month, each with an action: the first is done, the others are late or still to come."""
    roll, names = dice(world, _PART + 2000), world.names
    ids = iter(codes("MT", len(known[Teams.key]) * len(_MEETINGS)))
    meetings, actions = list[Row](), list[Row]()
    for team in known[Teams.key]["team_id"]:
        members = _members(known, team)
        for place, (since, due) in enumerate(zip(_MEETINGS, _DUE, strict=True)):
            meeting = next(ids)
            meetings.append((
                meeting, team, before(world, since), names["agendas"][place], names["decisions"][place],
            ))  # fmt: skip  # in the order of the columns
            for action in (names["actions"][place], names["more_actions"][place]):
                is_done = place == 0 or (place == 1 and roll.random() < 0.5)
                actions.append((
                    meeting, action, members[int(roll.integers(len(members)))], before(world, due),
                    before(world, due + 3) if is_done else None,
                ))  # fmt: skip  # in the order of the columns
    return {Meetings.key: frame(Meetings, meetings), Actions.key: frame(Actions, actions)}


def _events(world: World, known: Tables) -> Iterator[Row]:
    roll = dice(world, _PART + 3000)
    for team in known[Teams.key]["team_id"]:
        for kind, event, since in zip(_EVENTS, world.names["team_events"], (66, 2), strict=True):
            heads = len(_members(known, team))
            yield team, before(world, since), kind, event, heads, float(heads * int(roll.integers(8, 25)) * 10)


def _rewards(world: World, known: Tables) -> Iterator[Row]:
    """Two a team, of which one is used."""
    roll, names = dice(world, _PART + 4000), world.names
    for team in known[Teams.key]["team_id"]:
        members = _members(known, team)
        for place, since in enumerate((71, 19)):
            yield (
                members[int(roll.integers(len(members)))], before(world, since), names["reward_reasons"][place],
                names["training_rewards"][place], (1_500.0, 900.0)[place], None if place else before(world, since - 40),
            )  # fmt: skip  # in the order of the columns
