"""What was read and checked, but nothing computes: told, so that nobody takes a number for more than it holds.

Columns that only some plans go by follow from the plans. The rest are rows of counted columns that the workbook cannot
count, each said by one of `_FINDINGS`. `lacking` is what a payout or a total of the period is
without; the flag of the workbook fails and a build ends with 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.data.checks.plan_checks import last_days
from salessheet.data.commission.quotas import needs_quota, plans_without_quotas
from salessheet.data.money import currency_of_team
from salessheet.data.target_periods import WHOLE
from salessheet.data.target_plans import COUNTED, plans
from salessheet.data.values import Mask
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type, Use
from salessheet.workbook.sheets.results import MEASURES
from salessheet.workbook.tables import (
    RATED_COLUMNS,
    TABLES,
    ActivityTargets,
    BasePay,
    BonusBands,
    Care,
    Channels,
    Coaching,
    Customers,
    Deals,
    FeedbackNotes,
    GreenProducts,
    HiringCriteria,
    Interviews,
    KpiManual,
    KpiPoints,
    KpiScheme,
    LaunchPlan,
    ManagerScheme,
    MarketSizes,
    Objectives,
    Orders,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    PoolBands,
    PromotionRules,
    Reps,
    Seasonality,
    Segments,
    SkillNeeds,
    TargetRows,
    Teams,
    table_of,
)

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.workbook.schema import Table


@dataclass(frozen=True)
class _Period:
    """A dataset and a month of it: its first and its last day. `team`: whose data it is; blank for the centre."""

    dataset: Dataset
    first: pd.Timestamp
    last: pd.Timestamp
    team: str

    def held(self, role: Column) -> Mask:
        """Rows for a role that somebody has."""
        roles = set(self.dataset.column(Reps.role).str.casefold())
        return self.dataset.column(role).str.casefold().isin(roles).to_numpy()

    def paid(self) -> Mask:
        """Plans for a role that somebody has, or for somebody who is there."""
        by_id = self.dataset.column(Plans.rep_id).isin(set(self.dataset.column(Reps.rep_id)))
        return self.held(Plans.role) | by_id.to_numpy()


_Rows = Callable[[_Period], Mask]
_OF_THE_MIX = ("product", "channel")


@dataclass(frozen=True)
class _Finding:
    """Rows that no number counts. `kind` names their words; without a `column` it is about the whole table."""

    kind: str
    table: type[Table]
    rows: _Rows
    column: Column | None = None
    lacking: bool = True


def unused(dataset: Dataset, period: dt.date, words: Words, team: str = "") -> tuple[Unused, ...]:
    """What the workbook of a dataset does not count, what is lacking first, else in the order of the tables.

    `period`: the first day of its month. The dataset is the whole, or the slice of the `team`. A column is told once,
    by a finding where there is one. Blanks and values that are the column's default are no content.
    """
    month = _Period(dataset, pd.Timestamp(period), pd.Timestamp(period) + pd.offsets.MonthEnd(0), team)
    told = [_told(f.kind, f.table, f.column, count, words, team, lacking=f.lacking) for f, count in _found(month)]
    known = {(record.table, record.column) for record in told}
    declared = (_told(kind, table, column, count, words, team) for kind, table, column, count in _declared(dataset))
    told += [record for record in declared if (record.table, record.column) not in known]
    order = [table.key for table in TABLES]
    return tuple(sorted(told, key=lambda record: (not record.lacking, order.index(record.table))))


def _found(month: _Period) -> Iterator[tuple[_Finding, int]]:
    counted = ((finding, int(finding.rows(month).sum())) for finding in _FINDINGS)
    return ((finding, count) for finding, count in counted if count)


def _declared(dataset: Dataset) -> Iterator[tuple[str, type[Table], Column | None, int]]:
    """Tables of which no column is computed, and columns that no plan goes by, with how many rows have content."""
    for table in TABLES:
        is_note = all(column.use is Use.NOTE for column in table.columns())
        if (is_note or _lacks(dataset, _READ_WITH.get(table))) and (count := len(dataset.table(table))):
            yield "table", table, None, count
    for column in _of_no_plan(dataset):
        if count := int(_filled(column, dataset.table(table_of(column))).sum()):
            yield "column", table_of(column), column, count


_COUNTED_BESIDE: dict[Column, tuple[type[Table], ...]] = {
    Deals.channel: (Channels,),
    Deals.product: (GreenProducts, LaunchPlan),
    Customers.industry: (MarketSizes, Segments),
    Teams.manager_id: (Coaching, FeedbackNotes, Care, ManagerScheme),
}
"""Columns that plans may go by, and the tables whose rows are compared with them, or counted for others than them."""


_COUNTED_WITH: dict[Column, type[Table]] = {BasePay.bonus_base: BonusBands, BasePay.pool_share: PoolBands}
_READ_WITH: dict[type[Table], type[Table]] = {Interviews: HiringCriteria, KpiPoints: KpiScheme}
"""Columns, and tables, that no number counts without a row of another table."""


def _lacks(dataset: Dataset, table: type[Table] | None) -> bool:
    return table is not None and not len(dataset.table(table))


def _of_no_plan(dataset: Dataset) -> Iterator[Column]:
    """Columns that count only where a plan or band goes by them, and none does; the mix counts product and channel."""
    rates, plans = dataset.table(PlanRates), dataset.table(Plans)
    asked = {*rates[PlanRates.field.key], *rates[PlanRates.and_field.key]}
    known = {*asked, *_OF_THE_MIX}
    of_rates = (column for field, columns in RATED_COLUMNS.items() if field not in known for column in columns)
    yield from (column for column in of_rates if not _is_counted_beside(column, dataset))
    if not (plans[Plans.clawback.key] == "term").any():
        yield Orders.term_months
    if not (plans[Plans.credit.key] == "team").any() and not _is_counted_beside(Teams.manager_id, dataset):
        yield Teams.manager_id
    if not (plans[Plans.basis.key] == "score").any():
        yield Objectives.score
    yield from (column for column, table in _COUNTED_WITH.items() if _lacks(dataset, table))


def _is_counted_beside(column: Column, dataset: Dataset) -> bool:
    return any(len(dataset.table(table)) for table in _COUNTED_BESIDE.get(column, ()))


def _filled(column: Column, frame: pd.DataFrame) -> Mask:
    """Rows with a value of their own: neither blank nor what stands where nothing is given."""
    values = frame[column.key]
    is_text = column.measure in (Type.TEXT, Type.LABEL)
    given = values != "" if is_text else values.notna()
    return (given if column.default is None else given & (values != column.default)).to_numpy(dtype=bool)


def _told(
    kind: str, table: type[Table], column: Column | None, rows: int, words: Words, team: str, *, lacking: bool = False
) -> Unused:
    key, heading = ("", "") if column is None else (column.key, words.label(column))
    means = words.text(f"unused.{kind}")
    return Unused(table.key, key, words.title(table), heading, rows, means, lacking=lacking, team=team)


def _holds(column: Column, *codes: str) -> _Rows:
    """Rows of schemes or plans that hold one of the codes, in force in the month, for a role that somebody has."""
    in_force = _plans_in_force if column.block is Plans else _schemes_in_force
    return lambda month: in_force(month) & month.dataset.column(column).isin(codes).to_numpy()


def _plans_in_force(month: _Period) -> Mask:
    """Any day of the month."""
    plans = month.dataset.table(Plans)
    begun = plans["valid_from"] <= month.last
    last = last_days(plans)
    return month.paid() & (begun & (last.isna() | (last >= month.first))).to_numpy()


def _schemes_in_force(month: _Period) -> Mask:
    """Of each role's versions the latest that has begun by the end of the month."""
    schemes = month.dataset.table(KpiScheme)
    begun = schemes["valid_from"].where(schemes["valid_from"] <= month.last)
    latest = begun.groupby(schemes["role"].str.casefold()).transform("max")
    return month.held(KpiScheme.role) & (begun == latest).to_numpy()


def _without_quotas(month: _Period) -> Mask:
    """Plans in force that go by attainment, of somebody whose plan has no quota in its window of the month."""
    plans = month.dataset.table(Plans)
    asking = _plans_in_force(month) & needs_quota(plans, month.dataset.table(PlanFactors))
    if not asking.any():
        return asking
    first_month = int(str(month.dataset.settings["first_month"] or 1))
    lacking = plans_without_quotas(month.dataset, month.first.date(), first_month)
    return np.asarray(asking & plans["plan_id"].isin(lacking).to_numpy(dtype=bool), dtype=bool)


def _metrics_of_quotas(month: _Period) -> set[str]:
    """The metrics of plans that go by attainment."""
    plans = month.dataset.table(Plans)
    return set(plans["metric"][needs_quota(plans, month.dataset.table(PlanFactors))])


def _of_other_metrics(month: _Period) -> Mask:
    """Targets of metrics that nothing counts: neither sales, nor named by a plan that goes by attainment."""
    rows = month.dataset.table(TargetRows)
    of_plans = (rows["scope"] == "rep") & rows["metric"].isin(_metrics_of_quotas(month))
    return ((rows["metric"] != COUNTED) & ~of_plans).to_numpy(dtype=bool)


def _without_tiers(month: _Period) -> Mask:
    """Plans in force that pay nothing, for no tier says how much."""
    paying = {*month.dataset.column(PlanTiers.plan_id), *month.dataset.column(PlanRates.plan_id)}
    plans = month.dataset.table(Plans)
    by_score = (plans[Plans.basis.key] == "score") & (plans[Plans.tiers_on.key] != "rank")
    pays = plans[Plans.plan_id.key].isin(paying) | by_score
    return _plans_in_force(month) & ~pays.to_numpy(dtype=bool)


def _without_points(month: _Period) -> Mask:
    """Indicators in force that score by a line or by bands, of which no point says how much."""
    names = [KpiScheme.role.key, KpiScheme.kpi.key, KpiScheme.valid_from.key]
    schemes, points = month.dataset.table(KpiScheme)[names], month.dataset.table(KpiPoints)[names]
    has_points = pd.MultiIndex.from_frame(schemes).isin(pd.MultiIndex.from_frame(points))
    return _holds(KpiScheme.method, "linear", "band")(month) & ~has_points


def _of_nobodys_role(role: Column) -> _Rows:
    """Rows for a role that nobody has, as where its name is spelled in two ways."""
    return lambda month: ~month.held(role)


def _of_measured_kpis(month: _Period) -> Mask:
    """Typed actuals of the indicators that the workbook counts itself, in a scheme that scores them."""
    kpis = month.dataset.column(KpiManual.kpi).str.casefold()
    return kpis.isin(_measured()).to_numpy(dtype=bool) & _scored_then(month.dataset)


def _of_no_scheme(month: _Period) -> Mask:
    """Typed actuals of indicators that no scheme scores, as where a name is spelled in two ways."""
    return ~_scored_then(month.dataset)


def _scored_then(dataset: Dataset) -> Mask:
    """Typed actuals of indicators that are in the scheme of their person's role, in its version of their own month."""
    reps, rows = dataset.table(Reps), dataset.table(KpiManual)
    roles = dict(zip(reps[Reps.rep_id.key], reps[Reps.role.key].str.casefold(), strict=True))
    versions = _versions(dataset.table(KpiScheme))
    last_day = rows[KpiManual.period.key] + pd.offsets.MonthEnd(0)
    typed = zip(rows[KpiManual.rep_id.key], last_day, rows[KpiManual.kpi.key].str.casefold(), strict=True)
    return np.array(
        [kpi in _in_force(versions.get(roles.get(who, ""), {}), day) for who, day, kpi in typed], dtype=bool
    )


def _versions(schemes: pd.DataFrame) -> Mapping[str, Mapping[pd.Timestamp, set[str]]]:
    """Role → first day of a version → its indicators, folded."""
    found: dict[str, dict[pd.Timestamp, set[str]]] = {}
    names = (schemes[column.key].str.casefold() for column in (KpiScheme.role, KpiScheme.kpi))
    for role, kpi, begins in zip(*names, schemes[KpiScheme.valid_from.key], strict=True):
        found.setdefault(role, {}).setdefault(begins, set()).add(kpi)
    return found


def _in_force(versions: Mapping[pd.Timestamp, set[str]], day: pd.Timestamp) -> set[str]:
    """The indicators of the latest version that has begun by the day."""
    begun = [begins for begins in versions if begins <= day]
    return versions[max(begun)] if begun else set()


@cache
def _measured() -> frozenset[str]:
    """The indicators that the workbook counts, by their codes and by their headings in all languages, folded."""
    headings = (Words.load(lang).label(line) for lang in LANGUAGES for line in MEASURES)
    return frozenset(name.casefold() for name in (*(line.key for line in MEASURES), *headings))


def _of_people(month: _Period) -> Mask:
    """Targets of people for one of several parts of a year, where no plan goes by them."""
    rows = month.dataset.table(TargetRows)
    if COUNTED in _metrics_of_quotas(month):
        return np.zeros(len(rows), dtype=bool)
    of_people = (rows[TargetRows.scope.key] == "rep") & (rows[TargetRows.metric.key] == COUNTED)
    of_whom = [column.key for column in (TargetRows.scope, TargetRows.id, TargetRows.year, TargetRows.metric)]
    several = rows.duplicated(of_whom, keep=False)
    return (of_people & several & (rows[TargetRows.period.key] != WHOLE)).to_numpy()


def _without_weight(month: _Period) -> Mask:
    """Weights of months that have a target of their own in the fiscal year of the month."""
    begun = _fiscal_year(month)
    first_month = begun.month
    base = str(month.dataset.settings["currency"])
    currency = currency_of_team(month.dataset.table(Teams), month.team, base)
    plan = plans(month.dataset, begun, month.team, currency).own
    months = month.dataset.column(Seasonality.month)
    if plan is None:
        return np.zeros(len(months), dtype=bool)
    idle = {(first_month - 1 + place) % 12 + 1 for place in np.flatnonzero(~plan.weighed)}
    return months.isin(idle).to_numpy()


def _fiscal_year(month: _Period) -> dt.date:
    """The first day of the one that the month is in."""
    first_month = int(str(month.dataset.settings["first_month"] or 1))
    return (month.first - pd.DateOffset(months=(month.first.month - first_month) % 12)).date()


def _of_later_years(month: _Period) -> Mask:
    """Targets that are all of fiscal years to come, as where a year is named after the one in which it ends."""
    years = month.dataset.column(TargetRows.year).to_numpy()
    all_later = bool(len(years)) and bool((years > _fiscal_year(month).year).all())
    return np.full(len(years), all_later and not month.dataset.settings["annual_target"], dtype=bool)


_FINDINGS: tuple[_Finding, ...] = (
    _Finding("metric", TargetRows, _of_other_metrics, TargetRows.metric, lacking=False),
    _Finding("later", TargetRows, _of_later_years, TargetRows.year),
    _Finding("period", TargetRows, _of_people, TargetRows.period, lacking=False),
    _Finding("weight", Seasonality, _without_weight, Seasonality.weight, lacking=False),
    _Finding("method", KpiScheme, _without_points, KpiScheme.method),
    *(
        _Finding("role", table_of(role), _of_nobodys_role(role), role, lacking=False)
        for role in (KpiScheme.role, ActivityTargets.role, PromotionRules.role, SkillNeeds.role)
    ),
    _Finding("measured", KpiManual, _of_measured_kpis, KpiManual.kpi, lacking=False),
    _Finding("unscored", KpiManual, _of_no_scheme, KpiManual.kpi, lacking=False),
    _Finding("gate", Plans, _without_quotas, Plans.gate),
    _Finding("tiers", Plans, _without_tiers),
)  # fmt: skip  # a table to read
