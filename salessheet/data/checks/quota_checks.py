"""What plans that go by attainment need: months of service in whole numbers, no gaps by mistake, and quotas."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salessheet.core.comparing import below
from salessheet.core.keys import each_folded, folded
from salessheet.data.checks.rule_checks import folded_key, refuse_slips
from salessheet.data.columns import Rows
from salessheet.data.commission.versions import goes_by_attainment
from salessheet.data.problems import shown
from salessheet.data.values import Mask
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import PlanFactors, Plans, Reps, TargetRows

_WHOLE = ("service_month", "days_to_cash", "months_served")


def check(tables: Mapping[str, Rows]) -> None:
    """All rows have been checked one by one and related."""
    plans, factors = tables.get(Plans.key), tables.get(PlanFactors.key)
    if factors is not None:
        _refuse_parts_of_months(factors)
        _refuse_slips_of_percent(factors)
        if plans is not None:
            _note_gaps(factors, plans)
    if plans is not None:
        _note_unknown_components(plans)
        _note_plans_without_quotas(plans, factors, tables.get(Reps.key), tables.get(TargetRows.key))


def _refuse_parts_of_months(factors: Rows) -> None:
    """All rows of the plan's months of service: without one of them others would be a wrong ramp."""
    frame = factors.frame
    bounds = frame[[PlanFactors.lower.key, PlanFactors.upper.key]].to_numpy(dtype=float)
    of_service = factors.kept & frame[PlanFactors.depends_on.key].isin(_WHOLE).to_numpy(dtype=bool)
    parts = of_service & (np.nan_to_num(bounds) % 1 != 0).any(axis=1)
    for place in np.flatnonzero(parts):
        factors.findings.add(
            "part_of_month",
            place,
            Severity.REFUSED,
            PlanFactors.lower,
            group=frame[PlanFactors.plan_id.key].iloc[place],
        )
    plans = frame[PlanFactors.plan_id.key]
    factors.refuse(of_service & plans.isin(set(plans[parts])).to_numpy(dtype=bool))


def _refuse_slips_of_percent(factors: Rows) -> None:
    """All rows of what the plan's factors depend on: by a part of them another factor would hold."""
    kept = factors.frame.assign(place=np.arange(len(factors.frame)))[factors.kept]
    for (_, depends_on), rows in kept.groupby([PlanFactors.plan_id.key, PlanFactors.depends_on.key], sort=False):
        bounds = () if depends_on in _WHOLE else (PlanFactors.lower, PlanFactors.upper)
        refuse_slips(factors, rows["place"].to_numpy(), (*bounds, PlanFactors.factor), PlanFactors.plan_id)


def _note_gaps(factors: Rows, plans: Rows) -> None:
    """Between bands of attainment the factor is 0; points of a curve have no gaps."""
    shapes = dict(zip(plans.frame[Plans.plan_id.key], plans.frame[Plans.factor_shape.key], strict=True))
    kept = factors.frame[factors.kept].assign(place=np.flatnonzero(factors.kept))
    kept = kept[~kept["depends_on"].isin(_WHOLE) & (kept["plan_id"].map(shapes) != "curve")]
    for (plan, _), rows in kept.sort_values("lower", kind="stable").groupby(["plan_id", "depends_on"], sort=False):
        upper, lower = rows["upper"].to_numpy(dtype=float), rows["lower"].to_numpy(dtype=float)
        for at in np.flatnonzero(below(upper[:-1], lower[1:])):
            factors.findings.add(
                "factor_gap", rows["place"].iloc[at + 1], Severity.NOTED, PlanFactors.lower,
                group=plan, lower=shown(float(upper[at])), upper=shown(float(lower[at + 1])),
            )  # fmt: skip  # the facts on one line


def _note_unknown_components(plans: Rows) -> None:
    known = set(folded_key(plans.frame[Plans.component.key][plans.kept]))
    named = folded_key(plans.frame[Plans.gate_by.key])
    gated = plans.frame[Plans.gate.key] > 0  # without a gate it changes nothing, which is told
    wrong = (gated & (named != "") & ~named.isin(known)).to_numpy(dtype=bool) & plans.kept
    for place in np.flatnonzero(wrong):
        value = plans.frame[Plans.gate_by.key].iloc[place]
        plans.findings.add("gate_by_nothing", place, Severity.NOTED, Plans.gate_by, value=value)


def _note_plans_without_quotas(plans: Rows, factors: Rows | None, reps: Rows | None, targets: Rows | None) -> None:
    """Plans that go by attainment and pay people without any target of their metric, with how many they are."""
    frame = plans.frame
    asks = plans.kept & _asks(frame, factors) & (frame[Plans.basis.key] != "score").to_numpy(dtype=bool)
    if reps is None or not asks.any():
        return
    people = reps.frame[reps.kept][Reps.rep_id.key]
    there, of_role = set(people), dict(list(people.groupby(folded_key(reps.frame[reps.kept][Reps.role.key]))))
    by_tiers, with_targets = goes_by_attainment(frame).tolist(), _with_targets(targets)
    whose = (Plans.plan_id, Plans.rep_id, Plans.role, Plans.metric)
    ids, of_rep, roles, metrics = (frame[column.key].to_numpy() for column in whose)
    for place in np.flatnonzero(asks):
        mine = {of_rep[place]} & there if of_rep[place] else of_role.get(folded(str(roles[place])), ())
        known = with_targets.get(folded(str(metrics[place])), frozenset())
        lacking = sum(person not in known for person in mine)
        if lacking:
            plans.findings.add(
                "quota_without_target", place, Severity.NOTED, Plans.tiers_on if by_tiers[place] else Plans.gate,
                value=ids[place], people=lacking,
            )  # fmt: skip  # the facts on one line


def _asks(plans: pd.DataFrame, factors: Rows | None) -> Mask:
    gated = (plans[Plans.gate.key] > 0).to_numpy(dtype=bool) | goes_by_attainment(plans)
    if factors is None:
        return gated
    kept = factors.frame[factors.kept]
    of_pay = kept[PlanFactors.plan_id.key][~kept[PlanFactors.depends_on.key].isin(_WHOLE)]
    return np.asarray(gated | plans[Plans.plan_id.key].isin(set(of_pay)).to_numpy(dtype=bool), dtype=bool)


def _with_targets(targets: Rows | None) -> dict[str, frozenset[str]]:
    """Folded metric → the ids of people who have a target of it."""
    if targets is None:
        return {}
    frame = targets.frame[targets.kept]
    frame = frame[frame[TargetRows.scope.key] == "rep"]
    names = np.array(each_folded([str(name) for name in frame[TargetRows.metric.key]]), dtype=object)
    return {str(name): frozenset(ids) for name, ids in frame[TargetRows.id.key].groupby(names)}
