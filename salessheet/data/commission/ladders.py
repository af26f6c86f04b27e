"""The climbs of a month's lines through the tiers of their plans, and what is made up for earlier credit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from salessheet.core.commission import Mode
from salessheet.data.commission.climbing import (
    Climb,
    Counted,
    CountedOrder,
    cents,
    climb,
    climb_of_order,
    unknown,
    without_target,
)
from salessheet.data.commission.plan_facts import Plan, PlanFacts
from salessheet.workbook.tables import Orders


@dataclass(frozen=True)
class TrueUp:
    """What earlier credit of the window, `base`, gains by the rate reached: base × rate − base × rate_before.

    Of both the plan pays the `portion`.
    """

    base: float
    rate: float
    rate_before: float
    amount: float
    is_known: bool
    portion: float = 1.0


def records(frame: pd.DataFrame) -> Iterator[dict[str, object]]:
    """The rows by the names of their columns."""
    return ({str(name): value for name, value in row.items()} for row in frame.to_dict("records"))


def climbs(lines: pd.DataFrame, plans: Mapping[str, Plan], orders: pd.DataFrame) -> Iterator[Climb]:
    """Of ordinary lines that go by the tiers: those of a plan together, or order by order where each is by itself.

    What they earn is their `gross`. Prizes are told apart, and lines of plans whose tiers are places earn nothing.
    """
    tiered = lines[lines["line_rate"].isna() & (lines["kind"] != "prize")]
    ordinary = tiered[~tiered["is_refund"].astype(bool)]
    credited = float(tiered["base"].sum())
    ahead = 0.0
    for plan_id, rows in ordinary.groupby("plan_id", sort=False):
        plan = _in_money(plans.get(str(plan_id)), float(rows["unit"].iloc[0]), float(rows["scale"].iloc[0]))
        if plan is not None and plan.facts.by_rank:
            pass
        elif plan is None:
            amount = cents(float(rows["gross"].sum()))
            yield unknown(str(plan_id), amount)
        elif rows["unit"].isna().any():
            yield without_target(str(plan_id))
        elif rows["before"].isna().any():
            yield from (climb_of_order(plan.schedule, each) for each in _orders(rows, plan.facts, orders))
        else:
            start = float(rows["before"].iloc[0])
            total = round(start - ahead + credited, 9)
            counted = Counted(
                str(plan_id),
                start,
                float(rows["after"].iloc[-1]),
                total,
                len(rows),
                cents(float(rows["gross"].sum())),
            )
            yield climb(plan.schedule, counted)
        ahead += float(rows["base"].sum())


def _in_money(plan: Plan | None, unit: float, scale: float) -> Plan | None:
    """With tiers of attainment as tiers of amounts, by the quota and what their rates are of; none without a quota."""
    if plan is None or not plan.facts.by_attainment or not unit > 0:
        return plan
    return replace(plan, schedule=plan.schedule.in_money(unit, scale))


def _orders(rows: pd.DataFrame, plan: PlanFacts, orders: pd.DataFrame) -> Iterator[CountedOrder]:
    whole = [_whole(row, plan, orders) for row in records(rows)]
    for (root, size), mine in rows.assign(whole=whole).groupby(["root", "whole"], sort=False):
        base, amount = float(mine["base"].sum()), cents(float(mine["gross"].sum()))
        first = str(root) or str(mine["document"].iloc[0])
        yield CountedOrder(plan.plan_id, first, float(str(size)), round(base, 9), len(mine), amount)


def _whole(row: Mapping[str, object], plan: PlanFacts, orders: pd.DataFrame) -> float:
    """The base that the whole order has, or had, at the rate and share of the line."""
    base, root = float(str(row["base"])), str(row["root"])
    if row["kind"] in ("order", "deal") or root not in orders.index:
        return base
    size, share = float(orders[Orders.amount.key][root]), float(str(row["share"]))
    match plan.measure:
        case "money":
            return cents(size * share * float(str(row["fx"])))
        case "quantity":
            pieces = float(orders[Orders.quantity.key].fillna(1.0)[root])
            return pieces * float(np.sign(size)) * share
    return float(np.sign(size) * share)


@dataclass(frozen=True)
class AtRate:
    """Lines with a rate of their own: base × rate = amount, but for `rounding`. `values`: of the row of rates."""

    plan_id: str
    values: tuple[str, ...]
    base: float
    rate: float
    rounding: float
    amount: float


def at_rates(lines: pd.DataFrame) -> Iterator[AtRate]:
    """Of ordinary lines, those of a plan and a rate together."""
    own = lines[lines["line_rate"].notna() & ~lines["is_refund"].astype(bool) & (lines["kind"] != "prize")]
    for (plan_id, values, rate), rows in own.groupby(["plan_id", "rated_as", "line_rate"], sort=False):
        base, amount = round(float(rows["base"].sum()), 9), cents(float(rows["gross"].sum()))
        rounding = cents(amount - cents(base * float(str(rate))))
        yield AtRate(str(plan_id), tuple(str(values).split("|", 1)), base, float(str(rate)), rounding, amount)


def true_up(number: Mapping[str, float], plan: Plan | None) -> TrueUp | None:
    """Of the numbers of a pay; None where there is none."""
    if not cents(number["true_up"]):
        return None
    amount, opening = cents(number["true_up"]), number["opening"]
    plan = _in_money(plan, number["quota"], number["scale"])
    if plan is None:
        return TrueUp(opening, 0.0, 0.0, amount, is_known=False)
    tiers, total = plan.schedule.tiers, round(opening + number["base"], 9)
    part = round(max(0.0, opening - tiers.start), 9) if plan.schedule.mode is Mode.OVERAGE else opening
    now, before = tiers.rate(np.array([total, opening]), plan.schedule.boundary).tolist()
    portion = plan.facts.portion
    worth = cents(cents(part * now * portion) - cents(part * before * portion))
    return TrueUp(part, now, before, amount, is_known=worth == amount, portion=portion)
