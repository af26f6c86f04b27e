"""KPI schemes, commission plans, periods and adjustments of the sample."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from salessheet.data.sample.world import Tables, World, column, dates
from salessheet.workbook.tables import (
    Adjustments,
    KpiManual,
    KpiScheme,
    Orders,
    Periods,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    Reps,
)

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
    """A version of the plan of a role for a component. `month`: the first it holds in; `tiers`: lower, upper, rate."""

    role: str
    month: int
    basis: str
    over: str
    tiers: tuple[tuple[float, float, float], ...]
    draw: float = 0.0
    holdback: float = np.nan
    component: str = "commission"
    tiers_on: str = "amount"
    gate: float = np.nan
    gate_by: str = ""
    credit: str = "own"

    @property
    def is_main(self) -> bool:
        return self.component == "commission"


_VERSIONS = (
    _Version(
        "rep", 1, "cash", "month",
        ((0, 20_000, 0.02), (20_000, 50_000, 0.03), (50_000, 100_000, 0.045), (100_000, np.nan, 0.06)), draw=600,
    ),
    _Version(
        "rep", 6, "cash", "month",
        ((0, 15_000, 0.02), (15_000, 45_000, 0.035), (45_000, 100_000, 0.05), (100_000, np.nan, 0.06)), draw=600,
    ),
    _Version("rep", 1, "booked", "month", (), component="new_customers", gate=0.3, gate_by="commission"),
    _Version(
        "senior", 1, "cash", "quarter",
        ((0, 0.5, 0.02), (0.5, 1, 0.035), (1, 1.2, 0.05), (1.2, np.nan, 0.07)), tiers_on="attainment",
    ),
    _Version(
        "manager", 1, "invoiced", "month",
        ((0, 20_000, 0.01), (20_000, 60_000, 0.015), (60_000, np.nan, 0.02)), holdback=0.1,
    ),
    _Version("manager", 1, "cash", "month", ((0, np.nan, 0.004),), component="override", credit="team"),
)  # fmt: skip  # of the money that comes in, or is invoiced, in a month or quarter, for reps with the deals below
_NEWNESS = (("new_customer", 0.01), ("returning_customer", 0.0))
"""What orders of new and of returning customers pay where a plan is of new customers."""
_DAYS_TO_CASH = ((0.0, 60.0, 1.0), (61.0, 90.0, 0.8), (91.0, np.nan, 0.5))
"""From which day to which day after the order cash is paid at which factor, by the plans of representatives."""
_DEALS_A_REP = 50
_CAP = 60_000.0


def tables(world: World, known: Tables) -> Tables:
    roles = [role for role in _SCHEMES if role in set(known[Reps.key]["role"])]
    versions = [version for version in _VERSIONS if version.role in roles]
    return {
        KpiScheme.key: _schemes(world, roles),
        KpiManual.key: _manual(world, known),
        Plans.key: _plans(world, versions),
        PlanTiers.key: _tiers(world, versions),
        PlanRates.key: _rates(world, versions),
        PlanFactors.key: _factors(world, versions),
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
    what = "" if version.is_main else f"-{version.component.partition('_')[0].upper()}"
    return f"{version.role.upper()}{what}-{world.year}{f'-{version.month:02}' if version.month > 1 else ''}"


def _plans(world: World, versions: list[_Version]) -> pd.DataFrame:
    """A later version of a role and component supersedes the one before."""
    names = [_plan_id(world, version) for version in versions]
    alike = [one.role == other.role and one.component == other.component for one, other in pairwise(versions)]
    before = [name if is_alike else "" for name, is_alike in zip(names, alike, strict=False)]
    main = np.array([version.is_main for version in versions], dtype=bool)
    return pd.DataFrame(
        {
            "plan_id": column(names),
            "supersedes": column(["", *before]),
            "component": column([version.component for version in versions]),
            "role": column([version.role for version in versions]),
            "valid_from": dates(np.array([f"{world.year}-{v.month:02}-01" for v in versions], dtype="datetime64[D]")),
            "valid_to": dates(np.repeat(np.datetime64(f"{world.year}-12-31"), len(versions))),
            "basis": column([version.basis for version in versions]),
            "mode": column(["marginal"] * len(versions)),
            "tiers_on": column([version.tiers_on for version in versions]),
            "over": column([version.over for version in versions]),
            "boundary": column(["higher"] * len(versions)),
            "gate": [version.gate for version in versions],
            "gate_by": column([version.gate_by for version in versions]),
            "cap": np.where(main, _CAP, np.nan),
            "draw": [version.draw for version in versions],
            "recoverable": np.ones(len(versions)),
            "holdback": [version.holdback for version in versions],
            "credit": column([version.credit for version in versions]),
        }
    )


def _tiers(world: World, versions: list[_Version]) -> pd.DataFrame:
    """Bounds of amounts grow with how much each person sells."""
    scale = max(0.2, world.deals / world.reps / _DEALS_A_REP)
    rows = [
        (_plan_id(world, version), *_bounds(version, lower, upper, scale), rate)
        for version in versions
        for lower, upper, rate in version.tiers
    ]
    return pd.DataFrame(rows, columns=["plan_id", "lower", "upper", "rate"])


def _bounds(version: _Version, lower: float, upper: float, scale: float) -> tuple[float, float]:
    if version.tiers_on == "attainment":
        return lower, upper
    return float(np.round(lower * scale, -3)), float(np.round(upper * scale, -3))


def _rates(world: World, versions: list[_Version]) -> pd.DataFrame:
    plans = [_plan_id(world, version) for version in versions if not version.tiers]
    rows = [(plan, "newness", value, rate) for plan in plans for value, rate in _NEWNESS]
    return pd.DataFrame(rows, columns=["plan_id", "field", "value", "rate"])


def _factors(world: World, versions: list[_Version]) -> pd.DataFrame:
    plans = [_plan_id(world, v) for v in versions if v.basis == "cash" and v.is_main and v.role == "rep"]
    rows = [(plan, "days_to_cash", *row) for plan in plans for row in _DAYS_TO_CASH]
    return pd.DataFrame(rows, columns=["plan_id", "depends_on", "lower", "upper", "factor"])


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
