"""Indicators, reviews, honours and pay of the sample; the schemes get a version of June that scores by points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.sample.world import SEASON, Tables, World, codes, column, dates
from salessheet.workbook.tables import (
    BasePay,
    BonusBands,
    Deals,
    HonourRules,
    ImprovementPlans,
    Indicators,
    IndicatorValues,
    KpiPoints,
    KpiScheme,
    PoolBands,
    PromotionRules,
    Reps,
    ReviewNotes,
    TargetRows,
    Teams,
)

_SEED = 61
_INDICATORS: tuple[tuple[str, str, str, float], ...] = (
    ("sales", "money", "up", 250_000),
    ("growth", "percent", "up", 0.0),
    ("yoy", "percent", "up", 0.2),
    ("won_deals", "count", "up", 6),
    ("win_rate", "percent", "up", 0.3),
    ("orders", "count", "up", 8),
    ("quantity", "count", "up", np.nan),
    ("average_order", "money", "up", 20_000),
    ("margin_rate", "percent", "up", 0.35),
    ("cash", "money", "up", 200_000),
    ("new_customers", "count", "up", 3),
    ("repeat_rate", "percent", "up", 0.3),
    ("retention", "percent", "up", 0.5),
    ("", "percent", "up", 0.12),
    ("", "money", "down", 60_000),
)  # computed as, unit, direction, goal, in the order of their names; the last two are typed
_POINTS: tuple[tuple[str, float, float], ...] = (
    ("win_rate", 0.0, 0), ("win_rate", 0.6, 60), ("win_rate", 0.9, 90), ("win_rate", 1.1, 110),
    ("activities", 0, 0), ("activities", 20, 60), ("activities", 35, 100), ("activities", 50, 120),
)  # fmt: skip  # of representatives: bands of actual ÷ target, and points of a line
_METHODS = {"win_rate": "band", "activities": "linear"}
_CAUSES = ("few_leads", "conversion", "price", "competition", "delivery", "people", "market", "other")
_PLANS: tuple[tuple[int, str, str, float, float], ...] = (
    (-20, "in_progress", "up", 0.21, np.nan),
    (15, "in_progress", "up", 22, 27),
    (-35, "done", "up", 0.18, 0.24),
    (30, "planned", "down", 34, np.nan),
    (-5, "done", "down", 31, 33),
)  # days after the day of the data, progress, direction, before, after, in the order of their words
_RULES = (
    ("sales", 1, np.nan), ("attainment", np.nan, 1.2), ("new_customers", 1, 2), ("year_attainment", 3, 1),
)  # fmt: skip  # in the order of their awards
_PAY = {"rep": (5_000.0, 1_500.0, 1.0), "senior": (7_000.0, 2_500.0, 1.2), "manager": (10_000.0, 4_000.0, 1.5)}
_RAISED = 1.08


def tables(world: World, known: Tables) -> Tables:
    dice = np.random.default_rng([_SEED, world.teams, world.reps, world.deals, world.year])
    roles = known[Reps.key]["role"]
    return {
        KpiScheme.key: _schemes(world, known),
        KpiPoints.key: _points(world, known),
        Indicators.key: _indicators(world),
        IndicatorValues.key: _values(world, known, dice),
        ReviewNotes.key: _notes(world, known, dice),
        ImprovementPlans.key: _plans(world, known),
        PromotionRules.key: _promotion(world, [role for role in ("rep", "senior") if (roles == role).any()]),
        HonourRules.key: _honours(world),
        PoolBands.key: pd.DataFrame({"lower": [0.85, 1.0, 1.2], "pool": [3_000.0, 6_000.0, 10_000.0]}),
        BonusBands.key: pd.DataFrame(
            {
                "bonus_by": column(["score"] * 4 + ["attainment"] * 3),
                "lower": [60.0, 75.0, 90.0, 105.0, 0.8, 1.0, 1.2],
                "coefficient": [0.6, 0.8, 1.0, 1.3, 0.7, 1.0, 1.3],
            }
        ),
        BasePay.key: _pay(world, known),
    }


def _schemes(world: World, known: Tables) -> pd.DataFrame:
    """What was known, and from June on a version for representatives that scores two indicators by points."""
    schemes = known[KpiScheme.key]
    later = schemes[schemes["role"] == "rep"].assign(valid_from=pd.Timestamp(world.last_month))
    later["method"] = [_METHODS.get(kpi, method) for kpi, method in zip(later["kpi"], later["method"], strict=True)]
    return pd.concat([schemes, later], ignore_index=True) if len(later) else schemes


def _points(world: World, known: Tables) -> pd.DataFrame:
    points = _POINTS if (known[KpiScheme.key]["role"] == "rep").any() else ()
    return pd.DataFrame(
        {
            "role": column(["rep"] * len(points)),
            "kpi": column([kpi for kpi, _, _ in points]),
            "valid_from": dates(np.repeat(world.last_month, len(points))),
            "x": np.array([x for _, x, _ in points], dtype=float),
            "y": np.array([y for _, _, y in points], dtype=float),
        }
    )


def _indicators(world: World) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": column(world.names["indicator_names"]),
            "computed_as": column([row[0] for row in _INDICATORS]),
            "indicator_unit": column([row[1] for row in _INDICATORS]),
            "direction": column([row[2] for row in _INDICATORS]),
            "goal": [float(row[3]) for row in _INDICATORS],
            "formula": column(world.names["indicator_formulas"]),
            "measured_base": column(world.names["indicator_bases"]),
            "measured_from": column(world.names["indicator_sources"]),
        }
    )


def _months(world: World) -> npt.NDArray[np.datetime64]:
    first = np.datetime64(f"{world.year}-01")
    return (first + np.arange(6).astype("timedelta64[M]")).astype("datetime64[D]")


def _values(world: World, known: Tables, dice: np.random.Generator) -> pd.DataFrame:
    """Market share and selling costs of each team, the months of the data."""
    ids, months = known[Teams.key]["team_id"].to_numpy(dtype=object), _months(world)
    shares = np.round(dice.uniform(0.08, 0.15, (len(ids), len(months))), 3)
    costs = np.round(dice.uniform(48_000, 68_000, (len(ids), len(months))), -2)
    return pd.DataFrame(
        {
            "team_id": column(np.tile(np.repeat(ids, len(months)), 2)),
            "indicator": column(np.repeat(np.array(world.names["indicator_names"][-2:], dtype=object), shares.size)),
            "period": dates(np.tile(months, 2 * len(ids))),
            "actual": np.concatenate([shares.ravel(), costs.ravel()]),
        }
    )


def _notes(world: World, known: Tables, dice: np.random.Generator) -> pd.DataFrame:
    """Of those who missed the target of May or June by far, most have said why."""
    deals, targets = known[Deals.key], known[TargetRows.key]
    of_people = targets[targets["scope"] == "rep"].set_index("id")["amount"]
    texts = world.names["cause_notes"]
    rows = []
    for month in _months(world)[-2:]:
        when = deals["won_date"].dt.to_period("M") == pd.Timestamp(month).to_period("M")
        won = deals[when].groupby("rep_id")["amount"].sum()
        asked = of_people * SEASON[pd.Timestamp(month).month - 1]
        behind = [str(rep) for rep, amount in asked.items() if won.get(rep, 0.0) < 0.85 * amount]
        for rep in behind:
            cause = int(dice.choice(len(_CAUSES), p=(0.25, 0.25, 0.12, 0.12, 0.08, 0.08, 0.05, 0.05)))
            if dice.random() < 0.75:
                rows.append((month, rep, _CAUSES[cause], texts[cause]))
    return pd.DataFrame(
        {
            "period": dates(np.array([row[0] for row in rows], dtype="datetime64[D]")),
            "rep_id": column([row[1] for row in rows]),
            "gap_cause": column([row[2] for row in rows]),
            "note": column([row[3] for row in rows]),
        }
    )


def _plans(world: World, known: Tables) -> pd.DataFrame:
    """Some for each team, of the people in turn: open and overdue, done and of effect or not."""
    ids = known[Reps.key]["rep_id"].to_numpy(dtype=object).reshape(world.teams, world.reps)
    owners = [team[(place + 1) % world.reps] for team in ids for place in range(len(_PLANS))]
    each = [plan for _ in range(world.teams) for plan in _PLANS]
    words = {key: list(world.names[f"plan_{key}"]) * world.teams for key in ("problems", "actions", "measures")}
    due = world.as_of + np.array([plan[0] for plan in each]).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "plan_no": column(codes("IP", len(each))),
            "rep_id": column(owners),
            "problem": column(words["problems"]),
            "action": column(words["actions"]),
            "due_date": dates(due),
            "progress": column([plan[1] for plan in each]),
            "measured_by": column(words["measures"]),
            "direction": column([plan[2] for plan in each]),
            "value_before": [float(plan[3]) for plan in each],
            "value_after": [float(plan[4]) for plan in each],
        }
    )


def _promotion(world: World, roles: list[str]) -> pd.DataFrame:
    count = len(roles)
    return pd.DataFrame(
        {
            "role": column(roles),
            "least_attained": np.full(count, 1.0),
            "months_needed": np.full(count, 2.0),
            "of_last": np.full(count, 6.0),
            "promoted_to": column(world.names["promoted_to"][:count]),
        }
    )


def _honours(world: World) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rule_id": column([f"H{number:02}" for number in range(1, len(_RULES) + 1)]),
            "award": column(world.names["awards"]),
            "honoured_by": column([rule[0] for rule in _RULES]),
            "first_ranks": [float(rule[1]) for rule in _RULES],
            "least_value": [float(rule[2]) for rule in _RULES],
        }
    )


def _pay(world: World, known: Tables) -> pd.DataFrame:
    """Everybody from January on; those who are seniors get more from June on."""
    reps = known[Reps.key]
    first = pd.DataFrame(
        {"rep_id": reps["rep_id"], "valid_from": dates(np.repeat(world.first_day, len(reps))), "role": reps["role"]}
    )
    raised = first[first["role"] == "senior"].assign(valid_from=pd.Timestamp(world.last_month))
    every = pd.concat([first, raised], ignore_index=True)
    factor = np.where(every["valid_from"] == pd.Timestamp(world.last_month), _RAISED, 1.0)
    terms = np.array([_PAY[role] for role in every["role"]], dtype=float).reshape(len(every), 3)
    return pd.DataFrame(
        {
            "rep_id": column(every["rep_id"].to_numpy(dtype=object)),
            "valid_from": every["valid_from"],
            "base_salary": np.round(terms[:, 0] * factor, -1),
            "bonus_base": terms[:, 1],
            "pool_share": terms[:, 2],
        }
    )
