"""Terms of commission plans that change nothing, for what they are about is not there; and plans that pay nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.data.commission.quotas import OF_PAY
from salessheet.data.commission.versions import Versions
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import (
    Customers,
    Invoices,
    Objectives,
    PlanFactors,
    PlanRates,
    Plans,
    Receipts,
    Reps,
    Teams,
)

if TYPE_CHECKING:
    from salessheet.workbook.labels import Words

_WITH_BOUNDS: Final = ("slab", "overage", "multiplier", "milestone")  # modes in which a bound belongs to one tier
_OF_CASH: Final = ("cash", "cash_full")
_DOCUMENTS: Final[Mapping[str, type[Table]]] = {
    "invoiced": Invoices,
    "cash": Receipts,
    "cash_full": Receipts,
    "score": Objectives,
}


def check(
    tables: Mapping[str, Rows], found: Versions, by_quota: Mask, factors: pd.DataFrame, rates: pd.DataFrame
) -> None:
    """Notes all of them. All rows have been checked and related.

    `found`: of the plans and people kept; `by_quota`: which of these plans have a quota; `factors` and `rates`: the
    rows of their tables that are kept.
    """
    plans = tables[Plans.key]
    kept, places = plans.frame[plans.kept], np.flatnonzero(plans.kept)
    words = plans.findings.words
    for column, works, needed in _terms(found.plans, by_quota, factors, rates, words):
        for place in places[_is_typed(kept, column) & ~works]:
            plans.findings.add("term_idle", place, Severity.NOTED, column, needed=needed)
    is_idle = ~np.isin(np.arange(len(kept)), found.served) & (kept[Plans.role.key] != "").to_numpy(dtype=bool)
    for place in places[is_idle]:
        value = plans.frame[Plans.role.key].iloc[place]
        plans.findings.add("plan_for_nobody", place, Severity.NOTED, Plans.role, value=value)
    _note_teams_without_managers(plans, tables)
    _note_missing_documents(plans, tables)
    _note_idle_rows(tables, found.plans, by_quota)


def _is_typed(plans: pd.DataFrame, column: Column) -> Mask:
    """Whether something else than a blank or the default stands there."""
    values = plans[column.key]
    if values.dtype == object:
        return np.asarray((values != "") & (values != (column.default or "")), dtype=bool)
    default = np.nan if column.default is None else float(column.default)
    return np.asarray(values.notna() & (values.astype(float) != default), dtype=bool)


def _terms(
    plans: pd.DataFrame, by_quota: Mask, factors: pd.DataFrame, rates: pd.DataFrame, words: Words
) -> Iterator[tuple[Column, Mask, str]]:
    """Terms, the plans in which each has something to be about, and what that would be."""
    label, title, ids = words.label, words.title, plans["plan_id"]
    of_pay = factors[factors[PlanFactors.depends_on.key].isin(OF_PAY)]
    has_gate, has_cap = (plans["gate"] > 0).to_numpy(dtype=bool), plans["cap"].notna().to_numpy(dtype=bool)
    has_factors = ids.isin(set(of_pay[PlanFactors.plan_id.key])).to_numpy(dtype=bool)
    is_least = ((plans["floor"].fillna(0) > 0) | (plans["draw"].fillna(0) > 0)).to_numpy(dtype=bool)
    has_target = plans["on_target"].notna().to_numpy(dtype=bool)
    drawn = set(plans["component"][plans["draw"].fillna(0) > 0])
    has_draw = plans["component"].isin(drawn).to_numpy(dtype=bool)
    new = rates[(rates[PlanRates.field.key] == "newness") | (rates[PlanRates.and_field.key] == "newness")]
    has_new = ids.isin(set(new[PlanRates.plan_id.key])).to_numpy(dtype=bool)
    by_bound = plans["mode"].isin(_WITH_BOUNDS) | (plans["basis"] == "score")
    by_attainment = words.part_of(label(Plans.tiers_on), words.value("tiers_on", "attainment"))
    quota = f"{label(Plans.gate)} / {by_attainment}"
    yield Plans.boundary, by_bound.to_numpy(dtype=bool), _modes(words)
    yield Plans.gate_by, has_gate, label(Plans.gate)
    yield Plans.factor_shape, has_factors, title(PlanFactors)
    yield Plans.metric, by_quota, quota
    yield Plans.proration, by_quota | is_least | has_target, f"{label(Plans.floor)} / {label(Plans.draw)} / {quota}"
    yield Plans.cap_over, has_cap, label(Plans.cap)
    for column in (Plans.recoverable, Plans.recovery, Plans.recovery_after, Plans.forgiven):
        yield column, has_draw, label(Plans.draw)
    yield Plans.new_months, has_new, words.part_of(title(PlanRates), words.value("field", "newness"))


def _modes(words: Words) -> str:
    named = " / ".join(words.value("mode", mode) for mode in _WITH_BOUNDS)
    return words.part_of(words.label(Plans.mode), named)


def _note_teams_without_managers(plans: Rows, tables: Mapping[str, Rows]) -> None:
    """Plans for what the others of a team have, none of whose people manages a team."""
    teams, reps = tables.get(Teams.key), tables[Reps.key]
    managers = {""} if teams is None else set(folded_key(teams.frame[Teams.manager_id.key][teams.kept]))
    people = reps.frame[reps.kept]
    managing = people[folded_key(people[Reps.rep_id.key]).isin(managers)]
    frame, pays = plans.frame, np.zeros(len(plans.frame), dtype=bool)
    for ours, theirs in ((Plans.role, Reps.role), (Plans.rep_id, Reps.rep_id)):
        named = folded_key(frame[ours.key])
        pays |= (named.isin(set(folded_key(managing[theirs.key]))) & (named != "")).to_numpy(dtype=bool)
    idle = (frame[Plans.credit.key] == "team").to_numpy(dtype=bool) & ~pays
    plans.report("credits_no_team", idle, Plans.credit, severity=Severity.NOTED)


def _note_missing_documents(plans: Rows, tables: Mapping[str, Rows]) -> None:
    """Where a table is not there at all: an empty one has nothing yet."""
    bases = plans.frame[Plans.basis.key]
    for basis, table in _DOCUMENTS.items():
        if table.key not in tables:
            where = (bases == basis).to_numpy(dtype=bool)
            named = plans.findings.words.title(table)
            plans.report("no_documents", where, Plans.basis, severity=Severity.NOTED, table=named)


def _note_idle_rows(tables: Mapping[str, Rows], plans: pd.DataFrame, by_quota: Mask) -> None:
    factors, rates, customers = (tables.get(table.key) for table in (PlanFactors, PlanRates, Customers))
    if factors is not None:
        of_plan, by = factors.frame[PlanFactors.plan_id.key], factors.frame[PlanFactors.depends_on.key]
        on_cash = of_plan.isin(set(plans["plan_id"][plans["basis"].isin(_OF_CASH)]))
        to_reach = of_plan.isin(set(plans["plan_id"][by_quota]))
        idle = ((by == "days_to_cash") & ~on_cash) | ((by == "service_month") & ~to_reach)
        factors.report("factor_idle", idle.to_numpy(dtype=bool), PlanFactors.depends_on, severity=Severity.NOTED)
    if rates is not None and (customers is None or customers.frame[Customers.since.key][customers.kept].isna().all()):
        named = (rates.frame[PlanRates.field.key] == "newness") | (rates.frame[PlanRates.and_field.key] == "newness")
        rates.report("nobody_is_new", named.to_numpy(dtype=bool), PlanRates.field, severity=Severity.NOTED)
