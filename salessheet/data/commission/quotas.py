"""What each payee is to reach for each component, month by month: targets, prorated, ramped and relieved.

A month goes by the plan that is in force at its end, or was the last; those before by that of the first month with one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.calendar import MONTHS
from salessheet.core.commission.quota import days_within, quota
from salessheet.core.commission.standing import Window, window_of
from salessheet.core.keys import each_folded
from salessheet.data.commission.versions import (
    NOBODY,
    Versions,
    day_numbers,
    goes_by_attainment,
    goes_by_score,
    versions,
)
from salessheet.data.target_plans import quotas_of_people
from salessheet.workbook.tables import PlanFactors, QuotaRelief, Reps

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

OF_PAY = ("attainment", "first_year")  # the factors that multiply what is earned
_RAMP = "service_month"
_ALWAYS = 2**30  # days
_EPOCH_YEAR = 1970


@dataclass(frozen=True, eq=False)
class Served:
    """Each payee with each component that a plan may ever serve, in the order of payee × components + component.

    That is `pair`. `hired` and `left` are days, both days of employment.
    """

    pair: Whole
    payee: Whole
    group: Whole
    hired: Whole
    left: Whole

    @property
    def hired_in(self) -> Whole:
        """The month of hire, since January 1970; long ago where it is blank."""
        return month_of(self.hired)


@dataclass(frozen=True, eq=False)
class Quotas:
    """Months of whole fiscal years, a row each payee and component, a column a month from `first` on.

    `quota` = ROUND(target × eligible × ramp × (1 − relief), 2); NaN where none is needed, or no target is given.
    `eligible` is there for everybody, 1 where the plan does not prorate. `needed`: by payee and component.
    """

    first: int
    first_month: int
    needed: Flags
    target: Floats
    eligible: Floats
    ramp: Floats
    relief: Floats
    quota: Floats

    def eligible_in(self, month: int) -> Floats:
        return self.eligible[:, month - self.first]

    def eligible_over(self, month: int, window: Window) -> Floats:
        """The mean of the months of the window that the month lies in."""
        months = np.arange(self.first, self.first + self.eligible.shape[1])
        of = window_of(np.append(months, month), window, self.first_month)
        found: Floats = self.eligible[:, of[:-1] == of[-1]].mean(axis=1)
        return found

    def of(self, month: int, windows: Texts) -> Floats:
        """What is to be reached in the whole window each asks for that the month lies in; NaN where that is nothing.

        Of deals each by itself: that of the month.
        """
        months = np.arange(self.first, self.first + self.quota.shape[1])
        found = self.quota[:, month - self.first].copy()
        for window in (Window.QUARTER, Window.YEAR):
            of = window_of(np.append(months, month), window, self.first_month)
            total = np.nansum(self.quota[:, of[:-1] == of[-1]], axis=1)
            found = np.where(windows == window, np.round(total, 6), found)
        return np.where(found > 0, found, np.nan)


@lru_cache(maxsize=1)  # as the versions
def served(dataset: Dataset, versions_: Versions) -> Served:
    reps = dataset.table(Reps)
    payee, component = np.nonzero(versions_.groups != NOBODY)
    hired = day_numbers(reps[Reps.hire_date.key], blank=-_ALWAYS)
    left = day_numbers(reps[Reps.leave_date.key], blank=_ALWAYS)
    pair = payee * len(versions_.components) + component
    return Served(pair, payee, versions_.groups[payee, component], hired[payee], left[payee])


def needs_quota(plans: pd.DataFrame, factors: pd.DataFrame) -> Flags:
    """Plans of which something goes by attainment, and those of components whose attainment is a gate of another."""
    asked = set(_folded(plans["gate_by"][_is_gated(plans)])) - {""}
    linked = np.array([name in asked for name in _folded(plans["component"])], dtype=bool) & ~goes_by_score(plans)
    return np.asarray(_asks_for_attainment(plans, factors) | linked, dtype=bool)


def _asks_for_attainment(plans: pd.DataFrame, factors: pd.DataFrame) -> Flags:
    of_factors = factors[PlanFactors.plan_id.key][factors[PlanFactors.depends_on.key].isin(OF_PAY)]
    by_factors = plans["plan_id"].isin(set(of_factors)).to_numpy(dtype=bool)
    asks = _is_gated(plans) | goes_by_attainment(plans) | by_factors
    return np.asarray(asks & ~goes_by_score(plans), dtype=bool)


def _is_gated(plans: pd.DataFrame) -> Flags:
    return (plans["gate"] > 0).to_numpy(dtype=bool)


def _folded(texts: pd.Series) -> list[str]:
    return each_folded([str(text) for text in texts])


def _needed(dataset: Dataset, versions_: Versions, people: Served, plan: Whole) -> Flags:
    """Whose attainment of which component something goes by, of the plans of the same person (people × months)."""
    plans = versions_.plans
    own = np.append(_asks_for_attainment(plans, dataset.table(PlanFactors)), False)
    place = {name: number for number, name in enumerate(each_folded([str(name) for name in versions_.components]))}
    gated = _is_gated(plans)
    opens = [
        place.get(name, NOBODY) if is_gated else NOBODY
        for name, is_gated in zip(_folded(plans["gate_by"]), gated, strict=True)
    ]
    component = np.append(np.array(opens, dtype=np.int64), NOBODY)[plan]
    rows, columns = np.nonzero(component != NOBODY)
    asked = people.payee[rows] * len(versions_.components) + component[rows, columns]
    return np.asarray(own[plan].any(axis=1) | np.isin(people.pair, asked), dtype=bool)


def quotas(dataset: Dataset, versions_: Versions, people: Served, first: int, last: int, first_month: int) -> Quotas:
    """Those of the fiscal years that the months from `first` to `last` (since January 1970) lie in."""
    begin = first - (first - (first_month - 1)) % MONTHS
    end = last + MONTHS - 1 - (last - (first_month - 1)) % MONTHS
    return _of_years(dataset, versions_, people, begin, end, first_month)


@lru_cache(maxsize=2)  # the year, and all that receipts are of
def _of_years(dataset: Dataset, versions_: Versions, people: Served, begin: int, end: int, first_month: int) -> Quotas:
    months = np.arange(begin, end + 1)
    plan = _plans(versions_, people, months)
    needed = _needed(dataset, versions_, people, plan)
    target = _targets(dataset, versions_, people, np.where(needed[:, np.newaxis], plan, NOBODY), months)
    eligible = _eligible(versions_.plans, people, plan, months)
    ramp = _ramp(dataset, versions_.plans, people, plan, months)
    relief = _relief(dataset, versions_, people, months)
    return Quotas(begin, first_month, needed, target, eligible, ramp, relief, quota(target, eligible, ramp, relief))


def plans_without_quotas(dataset: Dataset, month: dt.date, first_month: int) -> frozenset[str]:
    """The ids of those plans in force in the month that have nothing to reach in their window for somebody."""
    versions_ = versions(dataset)
    plans, people = versions_.plans, served(dataset, versions_)
    number = month_number(month)
    first, after = first_days(np.array([number, number + 1])).tolist()
    plan, in_force = versions_.terms(people.group, first, after - 1)
    over = np.append(versions_.plans["over"].to_numpy(dtype=object), "")[plan]
    found = quotas(dataset, versions_, people, number, number, first_month).of(number, over)
    there = in_force & (people.hired < after) & (people.left >= first) & ~np.append(goes_by_score(plans), False)[plan]
    there &= _needed(dataset, versions_, people, np.where(there, plan, NOBODY)[:, np.newaxis])
    return frozenset(versions_.plans["plan_id"].iloc[plan[there & np.isnan(found)]])


def month_number(day: dt.date) -> int:
    """The months since January 1970."""
    return (day.year - _EPOCH_YEAR) * MONTHS + day.month - 1


def first_days(months: Whole) -> Whole:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def month_of(days: Whole) -> Whole:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _plans(versions_: Versions, people: Served, months: Whole) -> Whole:
    """The plan by which each month goes (people × months); NOBODY where there is none."""
    found = np.full((len(people.pair), len(months)), NOBODY, dtype=np.int64)
    for place, last in enumerate(first_days(months + 1) - 1):
        found[:, place] = versions_.latest(people.group, np.full(len(people.group), last, dtype=np.int64))[0]
    groups, starts = versions_.stretches()
    first = np.append(month_of(starts), months[0])[np.searchsorted(groups, people.group)]
    begun = versions_.latest(people.group, first_days(first + 1) - 1)[0]
    return np.where(found == NOBODY, begun[:, np.newaxis], found)


def _targets(dataset: Dataset, versions_: Versions, people: Served, plan: Whole, months: Whole) -> Floats:
    """NaN where no plan asks for any (people × months). Money in the currency of the plan."""
    plans, found = versions_.plans, np.full(plan.shape, np.nan)
    money = (plans["measure"] == "money").to_numpy(dtype=bool)
    currency = np.where(money, plans["currency"].to_numpy(dtype=object), "")
    kinds = pd.MultiIndex.from_arrays([plans["metric"].to_numpy(dtype=object), currency])
    code, different = kinds.factorize()
    kind = np.append(code, NOBODY)[plan]
    for start in range(0, len(months), MONTHS):
        year = months[start].astype("datetime64[M]").astype("datetime64[D]").item()
        columns = slice(start, start + MONTHS)
        for number in np.unique(kind[:, columns][kind[:, columns] != NOBODY]):
            metric, in_ = different[number]
            given = quotas_of_people(dataset, _day(year), str(metric), str(in_) or None)[people.payee]
            found[:, columns] = np.where(kind[:, columns] == number, given, found[:, columns])
    return found


def _day(day: object) -> dt.date:
    return dt.date.fromisoformat(str(day))


def _eligible(plans: pd.DataFrame, people: Served, plan: Whole, months: Whole) -> Floats:
    """The share of the days of each month on which somebody is employed, where the plan of the month prorates."""
    begin, after = first_days(months), first_days(months + 1)
    rule = np.append(plans["proration"].to_numpy(dtype=object), "none")[plan]
    start = people.hired[:, np.newaxis] + (rule == "start_not_counted")
    days = days_within(begin, after - 1, start, people.left[:, np.newaxis])
    return np.where(rule == "none", 1.0, days / (after - begin))


def _ramp(dataset: Dataset, plans: pd.DataFrame, people: Served, plan: Whole, months: Whole) -> Floats:
    """The factor of each person's month of service, 1 the month of hire, by the plan of the month."""
    found, service = np.ones(plan.shape), months - people.hired_in[:, np.newaxis] + 1
    table = dataset.table(PlanFactors)
    place = {name: row for row, name in enumerate(plans["plan_id"])}
    for name, lower, upper, factor in table.loc[
        table[PlanFactors.depends_on.key] == _RAMP, ["plan_id", "lower", "upper", "factor"]
    ].itertuples(index=False, name=None):
        within = (service >= lower) & ~(service > upper) & (plan == place.get(name, len(plans)))
        found = np.where(within & (people.hired > -_ALWAYS)[:, np.newaxis], factor, found)
    return found


def _relief(dataset: Dataset, versions_: Versions, people: Served, months: Whole) -> Floats:
    """The share of each month of which the quota is waived, all reliefs of a person together, at most 1."""
    begin, after = first_days(months), first_days(months + 1)
    place = {name: row for row, name in enumerate(versions_.payees)}
    shares = np.zeros((len(versions_.payees) + 1, len(months)))
    table = dataset.table(QuotaRelief)
    starts, ends = (day_numbers(table[column.key]) for column in (QuotaRelief.from_date, QuotaRelief.to_date))
    for name, first, last, share in zip(table["rep_id"], starts, ends, table["share"], strict=True):
        days = days_within(begin, after - 1, first, last)
        shares[place.get(name, len(place))] += days / (after - begin) * share
    return np.minimum(1.0, shares[people.payee])
