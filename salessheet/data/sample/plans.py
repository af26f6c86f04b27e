"""KPI schemes, commission plans, periods and adjustments of the sample."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.world import Tables, World, column, dates
from salessheet.workbook.tables import Adjustments, KpiManual, KpiScheme, Orders, Periods, Plans, PlanTiers, Reps

_SCHEMES: dict[str, tuple[tuple[str, float, str, float], ...]] = {
    "rep": (
        ("sales", 0.5, "up", np.nan),
        ("cash", 0.2, "up", np.nan),
        ("win_rate", 0.15, "up", 0.25),
        ("activities", 0.15, "up", 35),
    ),
    "senior": (
        ("sales", 0.5, "up", np.nan),
        ("cash", 0.25, "up", np.nan),
        ("win_rate", 0.15, "up", 0.3),
        ("activities", 0.1, "up", 35),
    ),
    "manager": (("sales", 0.6, "up", np.nan), ("cash", 0.2, "up", np.nan), ("coaching", 0.2, "up", 4)),
}  # indicator, weight, direction, target; sales and cash are measured against the target list
_TIERS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "rep": ((0, 20_000, 0.02), (20_000, 50_000, 0.03), (50_000, 100_000, 0.045), (100_000, np.nan, 0.06)),
    "senior": ((0, 25_000, 0.02), (25_000, 60_000, 0.035), (60_000, 120_000, 0.05), (120_000, np.nan, 0.065)),
    "manager": ((0, 20_000, 0.01), (20_000, 60_000, 0.015), (60_000, np.nan, 0.02)),
}  # of the money that comes in a month, for reps with the deals below
_DEALS_A_REP = 50


def tables(world: World, known: Tables) -> Tables:
    roles = [role for role in _SCHEMES if role in set(known[Reps.key]["role"])]
    return {
        KpiScheme.key: _schemes(world, roles),
        KpiManual.key: _manual(world, known),
        Plans.key: _plans(world, roles),
        PlanTiers.key: _tiers(world, roles),
        Periods.key: _periods(world),
        Adjustments.key: _adjustments(world, known),
    }


def _schemes(world: World, roles: list[str]) -> pd.DataFrame:
    rows = [(role, *line) for role in roles for line in _SCHEMES[role]]
    return pd.DataFrame(
        {
            "role": column([row[0] for row in rows]),
            "kpi": column([row[1] for row in rows]),
            "valid_from": dates(np.repeat(world.first_day, len(rows))),
            "weight": [row[2] for row in rows],
            "direction": column([row[3] for row in rows]),
            "method": column(["ratio"] * len(rows)),
            "floor": np.zeros(len(rows)),
            "cap": np.full(len(rows), 1.2),
            "target": [float(row[4]) for row in rows],
        }
    )


def _months(world: World) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """The first days of the months of the data."""
    first = np.datetime64(f"{world.year}-01")
    return (first + np.arange(6).astype("timedelta64[M]")).astype("datetime64[D]")


def _manual(world: World, known: Tables) -> pd.DataFrame:
    """Coaching talks of the managers, a month each."""
    reps = known[Reps.key]
    managers = reps.loc[reps["role"] == "manager", "rep_id"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "rep_id": column(np.repeat(managers, 6)),
            "period": dates(np.tile(_months(world), len(managers))),
            "kpi": column(["coaching"] * 6 * len(managers)),
            "actual": world.dice.integers(2, 7, 6 * len(managers)).astype(float),
        }
    )


def _plan_id(world: World, role: str) -> str:
    return f"{role.upper()}-{world.year}"


def _plans(world: World, roles: list[str]) -> pd.DataFrame:
    count = len(roles)
    return pd.DataFrame(
        {
            "plan_id": column([_plan_id(world, role) for role in roles]),
            "role": column(roles),
            "valid_from": dates(np.repeat(world.first_day, count)),
            "valid_to": dates(np.repeat(np.datetime64(f"{world.year}-12-31"), count)),
            "basis": column(["cash"] * count),
            "mode": column(["marginal"] * count),
            "boundary": column(["higher"] * count),
            "cap": np.full(count, 60_000.0),
            "draw": np.zeros(count),
            "recoverable": np.ones(count),
        }
    )


def _tiers(world: World, roles: list[str]) -> pd.DataFrame:
    rows = [(_plan_id(world, role), *tier) for role in roles for tier in _TIERS[role]]
    plan, lower, upper, rate = zip(*rows, strict=True)
    scale = max(0.2, world.deals / world.reps / _DEALS_A_REP)
    bounds = {"lower": np.array(lower, dtype=float), "upper": np.array(upper, dtype=float)}
    rounded = {key: np.round(bound * scale, -3) for key, bound in bounds.items()}
    return pd.DataFrame({"plan_id": column(plan), **rounded, "rate": rate})


def _periods(world: World) -> pd.DataFrame:
    """All months before the last are still open too: closing them is left to whoever tries the sample."""
    months = _months(world)
    return pd.DataFrame({"period": dates(months), "status": column(["open"] * len(months))})


def _adjustments(world: World, known: Tables) -> pd.DataFrame:
    """Of the month before the last, so that no payout of the month that is shown lacks one."""
    orders = known[Orders.key]
    mended = orders.iloc[:: max(1, len(orders) // 3)].head(3)
    count = len(mended)
    return pd.DataFrame(
        {
            "period": dates(np.repeat(_months(world)[-2], count)),
            "payee": column(mended["rep_id"].to_numpy(dtype=object)),
            "line": column([world.word("adjustment")] * count),
            "amount": np.round(world.dice.uniform(-300, 300, count), 2),
            "reason": column([world.word("adjustment_reason")] * count),
            "refers_to": column(mended["order_id"].to_numpy(dtype=object)),
        }
    )
