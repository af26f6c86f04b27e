"""What a plan says, version by version, as it is told to people."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from salessheet.core.commission import Schedule
from salessheet.data.commission.versions import SCORE, schedules, versions
from salessheet.data.dataset import Dataset
from salessheet.workbook.tables import PlanFactors, PlanRates, PlanTiers

_LAST: Final = 2**29  # days: what ends later never ends


@dataclass(frozen=True)
class Tier:
    """From `lower` to `upper`, None for no bound. `rate`: a share, money a piece, or the money of the tier."""

    lower: float
    upper: float | None
    rate: float


@dataclass(frozen=True)
class OwnRate:
    """A rate by properties of lines: `fields` and `values`, as many; "any" is any value. None: by the tiers."""

    fields: tuple[str, ...]
    values: tuple[str, ...]
    rate: float | None


@dataclass(frozen=True)
class Factor:
    """From `lower` to `upper`, None for no bound, of what `field` names: `factor`."""

    field: str
    lower: float
    upper: float | None
    factor: float


@dataclass(frozen=True)
class PlanFacts:
    """A row of plans: codes and numbers as there; None is blank. `start` and `end`: in force, both days inclusive.

    A plan on the basis of scores measures "score".
    """

    plan_id: str
    component: str
    role: str
    rep_id: str
    start: dt.date
    end: dt.date | None
    currency: str
    basis: str
    measure: str
    mode: str
    over: str
    boundary: str
    gate: float | None
    gate_by: str
    factor_shape: str
    proration: str
    metric: str
    cap: float | None
    cap_over: str
    excess: str
    floor: float | None
    draw: float | None
    recoverable: bool
    recovery: float
    recovery_after: int
    forgiven: str
    holdback: float | None
    by_attainment: bool
    on_target: float | None
    portion: float
    margin_gate: float | None
    by_term: bool
    of_team: bool
    of_whole_team: bool
    by_rank: bool
    at_least: float | None
    budget: float | None
    new_months: int
    tiers: tuple[Tier, ...]
    rates: tuple[OwnRate, ...]
    factors: tuple[Factor, ...]

    @property
    def by_score(self) -> bool:
        """Whether all of the score is paid, for there are no tiers."""
        return self.basis == SCORE and not self.by_rank and not self.tiers


@dataclass(frozen=True, eq=False)
class Plan:
    """What it says, and how it pays."""

    facts: PlanFacts
    schedule: Schedule


def plans_by_id(dataset: Dataset) -> Mapping[str, Plan]:
    """Every version in the table of plans as it is today."""
    plans = versions(dataset).plans
    ways, way_of = schedules(dataset, plans)
    tiers, rates, factors = _tiers(dataset), _rates(dataset), _factors(dataset)
    rows = plans.to_dict("records")
    return {
        name: Plan(_facts(row, tiers.get(name, ()), rates.get(name, ()), factors.get(name, ())), ways[way_of[place]])
        for place, row in enumerate(rows)
        if (name := str(row["plan_id"]))
    }


def _tiers(dataset: Dataset) -> dict[str, tuple[Tier, ...]]:
    table = dataset.table(PlanTiers).sort_values(["plan_id", "lower"], kind="stable")
    return {
        str(plan): tuple(
            Tier(_number(lower) or 0.0, _number(upper), _number(rate) or 0.0)
            for lower, upper, rate in zip(rows["lower"], rows["upper"], rows["rate"], strict=True)
        )
        for plan, rows in table.groupby("plan_id", sort=False)
    }


def _rates(dataset: Dataset) -> dict[str, tuple[OwnRate, ...]]:
    found: dict[str, list[OwnRate]] = {}
    for row in dataset.table(PlanRates).to_dict("records"):
        count = 2 if row["and_field"] else 1
        fields = (str(row["field"]), str(row["and_field"]))[:count]
        values = (str(row["value"]), str(row["and_value"]))[:count]
        found.setdefault(str(row["plan_id"]), []).append(OwnRate(fields, values, _number(row["rate"])))
    return {plan: tuple(rows) for plan, rows in found.items()}


def _factors(dataset: Dataset) -> dict[str, tuple[Factor, ...]]:
    table = dataset.table(PlanFactors).sort_values(["plan_id", "depends_on", "lower"], kind="stable")
    return {
        str(plan): tuple(
            Factor(str(field), _number(lower) or 0.0, _number(upper), _number(factor) or 0.0)
            for field, lower, upper, factor in zip(
                rows["depends_on"], rows["lower"], rows["upper"], rows["factor"], strict=True
            )
        )
        for plan, rows in table.groupby("plan_id", sort=False)
    }


def _facts(
    row: Mapping[object, object], tiers: tuple[Tier, ...], rates: tuple[OwnRate, ...], factors: tuple[Factor, ...]
) -> PlanFacts:
    end = int(str(row["end"]))
    return PlanFacts(
        plan_id=str(row["plan_id"]),
        component=str(row["component"]),
        role=str(row["role"]),
        rep_id=str(row["rep_id"]),
        start=_day(int(str(row["begin"]))),
        end=None if end > _LAST else _day(end),
        currency=str(row["currency"]),
        basis=str(row["basis"]),
        measure=str(row["measure"]),
        mode=str(row["mode"]),
        over=str(row["over"]),
        boundary=str(row["boundary"]),
        gate=_number(row["gate"]),
        gate_by=str(row["gate_by"]),
        factor_shape=str(row["factor_shape"]),
        proration=str(row["proration"]),
        metric=str(row["metric"]),
        cap=_number(row["cap"]),
        cap_over=str(row["cap_over"]),
        excess=str(row["excess"]),
        floor=_number(row["floor"]),
        draw=_number(row["draw"]),
        recoverable=_number(row["recoverable"]) != 0,
        recovery=1.0 if (share := _number(row["recovery"])) is None else share,
        recovery_after=int(_number(row["recovery_after"]) or 0),
        forgiven=str(row["forgiven"]),
        holdback=_number(row["holdback"]),
        by_attainment=row["tiers_on"] != "rank"
        and (row["tiers_on"] == "attainment" or row["mode"] == "multiplier" or row["basis"] == SCORE),
        on_target=_number(row["on_target"]),
        portion=1.0 if _number(row["portion"]) is None else float(str(row["portion"])),
        margin_gate=_number(row["margin_gate"]),
        by_term=row["clawback"] == "term",
        of_team=row["credit"] == "team",
        of_whole_team=row["credit"] == "whole_team",
        by_rank=row["tiers_on"] == "rank",
        at_least=_number(row["at_least"]),
        budget=_number(row["budget"]),
        new_months=int(_number(row["new_months"]) or 0),
        tiers=tiers,
        rates=rates,
        factors=factors,
    )


def _number(value: object) -> float | None:
    """Of a column of numbers."""
    number = float(str(value))
    return None if math.isnan(number) else number


def _day(number: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=number)
