"""Goals, strategies, evaluations and the rollout of the sample: good ones and bad, some of them overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from salessheet.data.sample.world import Tables, World, codes
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Scalar, Type
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import (
    CrmCriteria,
    CrmProducts,
    CrmScores,
    Evaluations,
    Goals,
    Phases,
    Pitfalls,
    ProcessSteps,
    Reps,
    Strategies,
    TargetBasis,
    TargetRows,
    Teams,
)

Row = Sequence[Scalar]

_GOALS: tuple[tuple[str, str, float | None, float | None, str, str, float | None, float | None], ...] = (
    ("satisfaction", "percent", 80, 90, "01-01", "09-30", 1, 86),
    ("sales", "money", 1_000_000, 1_200_000, "07-01", "12-31", 0.5, None),
    ("new_customers", "number", 40, 46, "01-01", "06-30", 0.5, 47),
    ("cycle", "days", 30, 20, "01-01", "05-31", 0.5, 26),
    ("share", "percent", 4, 10, "01-01", "12-31", 1, 4.4),
    ("sales", "", None, None, "", "", None, None),
)
"""Metric, unit, base, target, start, deadline, limit and value now; the last is a wish, no goal."""
_STRATEGIES = (
    (0, 1, "01-15", "04-30", "done", None, 20_000, 18_500),
    (0, 2, "03-01", "08-31", "in_progress", 0.5, 45_000, 21_000),
    (1, 3, "06-01", "09-30", "planned", None, 60_000, None),
    (2, 1, "02-01", "06-15", "done", None, 30_000, 33_000),
    (3, 2, "01-15", "05-15", "in_progress", 0.6, 25_000, 9_000),
    (3, 3, "02-01", "04-30", "dropped", None, None, None),
    (4, 1, "04-01", "06-20", "in_progress", 0.2, 80_000, 30_000),
)
"""Goal, whose of the team, start, due day, progress, share done, budget and what was spent."""
_EVALUATIONS = (
    ("sales", "money", "up", 4_000_000, 4_800_000, "year", "03-31"),
    ("satisfaction", "percent", "up", 80, 88, "quarter", "06-30"),
    ("cycle", "days", "down", 30, 24, "quarter", "06-30"),
    ("orders", "number", "up", 120, 138, "quarter", "06-30"),
    ("process", "steps", "down", 10, 7, "year", "04-30"),
    ("handling", "days", "down", 5, 3, "month", "05-31"),
    ("margin", "percent", "up", 32, 31, "quarter", "06-30"),
    ("costs", "money", "down", 600_000, None, "year", "12-31"),
)
_STEPS = (
    (0, 25.0, 5.0, 0.0, 0.8, 90.0), (0, 15.0, None, 0.0, None, 90.0), (0, 30.0, 20.0, 0.2, 0.5, 90.0),
    (0, 10.0, 10.0, 0.5, 0.5, 90.0), (1, 60.0, 35.0, 0.0, 0.4, 40.0), (1, 45.0, None, 0.0, None, 40.0),
    (1, None, 5.0, None, 1.0, 40.0),
)  # fmt: skip  # process, minutes before and after, automated before and after, times a month
_PITFALLS = (
    ("vague_goal", 1.0, "", ""),
    ("no_training", 0.0, "remedy_1", "06-15"),
    ("no_research", 0.0, "remedy_2", "07-31"),
    ("no_communication", 1.0, "", ""),
    ("no_tracking", None, "", ""),
)
_PHASES = (
    ("01-12", "02-28", "03-06", 3.0), ("03-09", "04-30", "04-28", 4.0), ("05-04", "06-15", "", 4.0),
    ("07-06", "09-30", "", None),
)  # fmt: skip  # start, due day, done and reaction
_INDICATORS = ("satisfaction", "cycle", "share", "process", "handling", "costs")
_WEIGHTS = (30.0, 25.0, 20.0, 15.0, 10.0)
_SCORES = ((9, 7, 6, 8, 5), (7, 9, 8, 6, 8), (6, 5, 9, 7, 7))


def tables(world: World, known: Tables) -> Tables:
    dice = np.random.default_rng([world.teams, world.reps, world.year])
    teams = [str(team) for team in known[Teams.key]["team_id"]]
    return {
        Goals.key: _frame(Goals, _goals(world, known, teams)),
        Strategies.key: _frame(Strategies, _strategies(world, known, teams)),
        TargetBasis.key: _frame(TargetBasis, _basis(world, known, teams, dice)),
        Evaluations.key: _frame(Evaluations, _evaluations(world, teams, dice)),
        ProcessSteps.key: _frame(ProcessSteps, _steps(world, teams, dice)),
        Pitfalls.key: _frame(Pitfalls, _pitfalls(world, teams)),
        Phases.key: _frame(Phases, _phases(world, teams)),
        CrmProducts.key: _frame(CrmProducts, [(name,) for name in world.names["crm_products"]]),
        CrmCriteria.key: _frame(CrmCriteria, zip(world.names["crm_criteria"], _WEIGHTS, strict=True)),
        CrmScores.key: _frame(CrmScores, _scores(world)),
    }


def _frame(table: type[Table], rows: Iterable[Row]) -> pd.DataFrame:
    """The rows as a table, with the columns in the order of the declaration."""
    listed = [*rows]
    columns = table.columns()
    return pd.DataFrame(
        {column.key: _series(column, [row[i] for row in listed]) for i, column in enumerate(columns)},
    )


def _series(column: Column, values: list[Scalar]) -> pd.Series:
    if column.measure in (Type.DATE, Type.PERIOD):
        return pd.to_datetime(pd.Series([value or None for value in values], dtype=object))
    if column.measure in (Type.TEXT, Type.LABEL):
        return pd.Series(values, dtype=object)
    return pd.Series(values, dtype=float)


def _day(world: World, day: str) -> str:
    return f"{world.year}-{day}" if day else ""


def _member(known: Tables, world: World, team: int, place: int) -> str:
    return str(known[Reps.key]["rep_id"].iloc[team * world.reps + place % world.reps])


def _numbered(letter: str, rows: Sequence[Row]) -> list[Row]:
    return [(str(code), *row) for code, row in zip(codes(letter, len(rows)), rows, strict=True)]


def _goals(world: World, known: Tables, teams: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    goals = [*zip(_GOALS, world.names["goals"], world.names["goal_links"], strict=True)]
    for number, team in enumerate(teams):
        for place, ((metric, unit, base, target, start, deadline, limit, now), text, link) in enumerate(goals):
            is_clear = unit != "" and metric != "share"
            rows.append((
                team, text, _metric(world, metric), unit,
                base, f"{world.year - 1}" if is_clear else "", target,
                _member(known, world, number, place) if unit else "", _day(world, start), _day(world, deadline), link,
                limit, now,
            ))  # fmt: skip  # as the columns stand
    return _numbered("GO", rows)


def _metric(world: World, metric: str) -> str:
    """The word for an indicator that the workbook has no code for, else its code."""
    named = dict(zip(_INDICATORS, world.names["indicators"], strict=True))
    return named.get(metric, metric)


def _strategies(world: World, known: Tables, teams: Sequence[str]) -> list[Row]:
    ids = codes("GO", len(teams) * len(_GOALS))
    rows: list[Row] = []
    for number in range(len(teams)):
        texts = zip(_STRATEGIES, world.names["strategies"], world.names["resources"], strict=True)
        for (goal, who, start, due, progress, done, budget, spent), text, resources in texts:
            rows.append((
                str(ids[number * len(_GOALS) + goal]), text, resources, _member(known, world, number, who),
                _day(world, start), _day(world, due), progress, done, budget, spent,
            ))  # fmt: skip  # as the columns stand
    return _numbered("ST", rows)


def _basis(world: World, known: Tables, teams: Sequence[str], dice: np.random.Generator) -> list[Row]:
    """What the year's target rests on; every third team is asked for too much, every third for too little."""
    targets = known[TargetRows.key]
    amounts = dict(zip(targets["id"], targets["amount"], strict=True))
    rows: list[Row] = []
    for number, team in enumerate(teams):
        target = float(amounts[team])
        reach = target / (0.93, 1.25, 0.7)[number % 3]
        last_year = round(target * (0.98, 0.85, 1.15)[number % 3], -3)
        in_hand = round(target * dice.uniform(0.4, 0.6), -3)
        rows.append((
            team, _day(world, "01-01"), round(reach / 0.15, -4), 0.85, 0.06, in_hand, last_year,
            round(reach / world.reps * dice.uniform(1.0, 1.1), -3), 0.1,
        ))  # fmt: skip  # as the columns stand
    return rows


def _evaluations(world: World, teams: Sequence[str], dice: np.random.Generator) -> list[Row]:
    rows: list[Row] = []
    for team in teams:
        for metric, unit, direction, before, after, over, on in _EVALUATIONS:
            nudge = 1 + (unit == "money") * float(dice.integers(-8, 9)) / 100
            rows.append((
                team, _metric(world, metric), unit, direction, f"{world.year - 1}", before,
                None if after is None else round(after * nudge), over, _day(world, on),
            ))  # fmt: skip  # as the columns stand
    return _numbered("EV", rows)


def _steps(world: World, teams: Sequence[str], dice: np.random.Generator) -> list[Row]:
    rows: list[Row] = []
    for team in teams:
        more = float(dice.integers(0, 21))
        for (process, before, after, automated_before, automated_after, times), step in zip(
            _STEPS, world.names["process_steps"], strict=True
        ):
            named = world.names["processes"][process]
            rows.append((team, named, step, before, after, automated_before, automated_after, times + more))
    return _numbered("WS", rows)


def _pitfalls(world: World, teams: Sequence[str]) -> list[Row]:
    remedies = dict(zip(("remedy_1", "remedy_2"), world.names["remedies"], strict=True))
    return [
        (team, pitfall, avoided, remedies.get(remedy, ""), _day(world, due))
        for team in teams
        for pitfall, avoided, remedy, due in _PITFALLS
    ]


def _phases(world: World, teams: Sequence[str]) -> list[Row]:
    return _numbered(
        "PH",
        [
            (team, phase, _day(world, start), _day(world, due), _day(world, done), reaction, note)
            for team in teams
            for (start, due, done, reaction), phase, note in zip(
                _PHASES, world.names["phases"], world.names["reactions"], strict=True
            )
        ],
    )


def _scores(world: World) -> list[Row]:
    return [
        (product, criterion, float(score))
        for product, scores in zip(world.names["crm_products"], _SCORES, strict=True)
        for criterion, score in zip(world.names["crm_criteria"], scores, strict=True)
    ]
