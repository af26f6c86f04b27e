"""KPI schemes, commission plans, periods and adjustments of the sample."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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


@dataclass(frozen=True)
class _Version:
    """A version of the plan of a role. `month`: the first it holds in; `tiers`: lower, upper, rate."""

    role: str
    month: int
    basis: str
    over: str
    tiers: tuple[tuple[float, float, float], ...]
    draw: float = 0.0
    holdback: float = np.nan


_VERSIONS = (
    _Version(
        "rep", 1, "cash", "month",
        ((0, 20_000, 0.02), (20_000, 50_000, 0.03), (50_000, 100_000, 0.045), (100_000, np.nan, 0.06)), draw=600,
    ),
    _Version(
        "rep", 6, "cash", "month",
        ((0, 15_000, 0.02), (15_000, 45_000, 0.035), (45_000, 100_000, 0.05), (100_000, np.nan, 0.06)), draw=600,
    ),
    _Version(
        "senior", 1, "cash", "quarter",
        ((0, 75_000, 0.02), (75_000, 180_000, 0.035), (180_000, 360_000, 0.05), (360_000, np.nan, 0.065)),
    ),
    _Version(
        "manager", 1, "invoiced", "month",
        ((0, 20_000, 0.01), (20_000, 60_000, 0.015), (60_000, np.nan, 0.02)), holdback=0.1,
    ),
)  # fmt: skip  # of the money that comes in, or is invoiced, in a month or quarter, for reps with the deals below
_DEALS_A_REP = 50
_CAP = 60_000.0


def tables(world: World, known: Tables) -> Tables:
    roles = [role for role in _SCHEMES if role in set(known[Reps.key]["role"])]
    return {
        KpiScheme.key: _schemes(world, roles),
        KpiManual.key: _manual(world, known),
        Plans.key: _plans(world, [version for version in _VERSIONS if version.role in roles]),
        PlanTiers.key: _tiers(world, [version for version in _VERSIONS if version.role in roles]),
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


def _plan_id(world: World, version: _Version) -> str:
    return f"{version.role.upper()}-{world.year}{f'-{version.month:02}' if version.month > 1 else ''}"


def _plans(world: World, versions: list[_Version]) -> pd.DataFrame:
    """A later version of a role supersedes the one before."""
    names = [_plan_id(world, version) for version in versions]
    before = [_plan_id(world, one) if one.role == other.role else "" for one, other in pairwise(versions)]
    return pd.DataFrame(
        {
            "plan_id": column(names),
            "supersedes": column(["", *before]),
            "role": column([version.role for version in versions]),
            "valid_from": dates(np.array([f"{world.year}-{v.month:02}-01" for v in versions], dtype="datetime64[D]")),
            "valid_to": dates(np.repeat(np.datetime64(f"{world.year}-12-31"), len(versions))),
            "basis": column([version.basis for version in versions]),
            "mode": column(["marginal"] * len(versions)),
            "over": column([version.over for version in versions]),
            "boundary": column(["higher"] * len(versions)),
            "cap": np.full(len(versions), _CAP),
            "draw": [version.draw for version in versions],
            "recoverable": np.ones(len(versions)),
            "holdback": [version.holdback for version in versions],
        }
    )


def _tiers(world: World, versions: list[_Version]) -> pd.DataFrame:
    rows = [(_plan_id(world, version), *tier) for version in versions for tier in version.tiers]
    plan, lower, upper, rate = zip(*rows, strict=True)
    scale = max(0.2, world.deals / world.reps / _DEALS_A_REP)
    bounds = {"lower": np.array(lower, dtype=float), "upper": np.array(upper, dtype=float)}
    rounded = {key: np.round(bound * scale, -3) for key, bound in bounds.items()}
    return pd.DataFrame({"plan_id": column(plan), **rounded, "rate": rate})


def _periods(world: World) -> pd.DataFrame:
    """Months that are paid, one that is approved, the last; closing them is left to whoever tries the sample."""
    months = _months(world)
    statuses = ["paid"] * (len(months) - 2) + ["approved", "open"]
    return pd.DataFrame({"period": dates(months), "status": column(statuses)})


def _adjustments(world: World, known: Tables) -> pd.DataFrame:
    """Agreed late: one of them is of the last month, the others of the month before."""
    orders = known[Orders.key]
    mended = orders.iloc[:: max(1, len(orders) // 3)].head(3)
    count = len(mended)
    return pd.DataFrame(
        {
            "period": dates(_months(world)[-2:][np.arange(count) // max(1, count - 1)]),
            "payee": column(mended["rep_id"].to_numpy(dtype=object)),
            "line": column([world.word("adjustment")] * count),
            "amount": np.round(world.dice.uniform(-300, 300, count), 2),
            "reason": column([world.word("adjustment_reason")] * count),
            "refers_to": column(mended["order_id"].to_numpy(dtype=object)),
        }
    )
