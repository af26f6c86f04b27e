"""Candidates of the sample, what interviewers say of them and what finding them cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.rows import Row, before, dice, frame
from salessheet.data.sample.world import Tables, World, codes
from salessheet.workbook.tables import Candidates, HiringCriteria, HiringSources, Interviews, Reps, Teams

_PART = 33
_WEIGHTS = (0.4, 0.35, 0.25)
_COSTS = (1_500.0, 9_000.0, 14_000.0)
_CANDIDATES = 5  # a team
_DAYS = (96, 71, 40, 24, 9)  # before the last day: when they applied, the first of a team first
_HIRED, _CLOSED = 0, 1  # which of them was hired after a month, and which was not


def tables(world: World, known: Tables) -> Tables:
    criteria = [
        ("rep", criterion, weight) for criterion, weight in zip(world.names["hiring_criteria"], _WEIGHTS, strict=True)
    ]
    found = _candidates(world, known)
    return {
        HiringCriteria.key: frame(HiringCriteria, criteria),
        Candidates.key: found,
        Interviews.key: _interviews(world, known, found),
        HiringSources.key: _sources(world, known),
    }


def _candidates(world: World, known: Tables) -> pd.DataFrame:
    teams = known[Teams.key][Teams.team_id.key]
    ids, roll = codes("H", len(teams) * _CANDIDATES), dice(world, _PART)
    given, family, form = world.names["given"], world.names["family"], world.word("name_order")
    rows: list[Row] = []
    for place, identity in enumerate(ids):
        team, number = divmod(place, _CANDIDATES)
        name = form.format(given=given[int(roll.integers(len(given)))], family=family[int(roll.integers(len(family)))])
        source = world.names["hiring_sources"][int(roll.integers(len(_COSTS)))]
        since = _DAYS[number]
        rows.append((
            identity, name, teams.iloc[team], "rep", source, before(world, since),
            before(world, since - 31) if number == _HIRED else None,
            before(world, since - 12) if number == _CLOSED else None,
        ))  # fmt: skip  # in the order of the columns
    return frame(Candidates, rows)


def _interviews(world: World, known: Tables, candidates: pd.DataFrame) -> pd.DataFrame:
    """All but the last of a team met its manager and personnel, who seldom agree."""
    managers = dict(zip(known[Teams.key]["team_id"], known[Teams.key]["manager_id"], strict=True))
    named = dict(zip(known[Reps.key]["rep_id"], known[Reps.key]["name"], strict=True))
    roll, rows = dice(world, _PART + 1000), list[Row]()
    for place, (identity, team) in enumerate(zip(candidates["candidate_id"], candidates["team_id"], strict=True)):
        number = place % _CANDIDATES
        if number == _CANDIDATES - 1:
            continue
        level = roll.uniform(4.5, 8.5)
        for interviewer in (named[managers[team]], world.word("personnel")):
            for criterion in world.names["hiring_criteria"]:
                score = float(np.clip(np.round(2 * (level + roll.normal(0, 1.2))) / 2, 1, 10))
                rows.append((identity, interviewer, criterion, before(world, _DAYS[number] - 8), score))
    return frame(Interviews, rows)


def _sources(world: World, known: Tables) -> pd.DataFrame:
    sources = list(zip(world.names["hiring_sources"], _COSTS, strict=True))
    return frame(
        HiringSources, [(team, source, cost) for team in known[Teams.key]["team_id"] for source, cost in sources]
    )
