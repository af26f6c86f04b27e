"""How many people stand in each tier of each plan at the end of a month, by what was credited to them to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.standing import Window, totals, window_of
from salessheet.data.commission.plan_facts import Plan, PlanFacts, Tier, plans_by_id
from salessheet.data.commission.versions import Versions, day_numbers, versions
from salessheet.data.dataset import Dataset
from salessheet.workbook.tables import Reps

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ALWAYS: Final = 2**30  # days
_WINDOWS: Final = (Window.MONTH, Window.QUARTER, Window.YEAR)


@dataclass(frozen=True)
class TierCount:
    tier: Tier
    people: int


@dataclass(frozen=True)
class PlanStandings:
    """Of a plan in force on the last day of the month: who stands where, of those it serves that day.

    `below`: below its first tier; `outside`: in a gap, above the last tier, or anywhere where it has none. All are None
    where people stand nowhere: each deal stands by itself, or the tiers are of attainment or places; `tiers` is empty
    then.
    """

    plan: PlanFacts
    below: int | None
    tiers: tuple[TierCount, ...]
    outside: int | None

    @property
    def people(self) -> int | None:
        if self.below is None or self.outside is None:
            return None
        return self.below + self.outside + sum(each.people for each in self.tiers)


def standings(dataset: Dataset, lines: pd.DataFrame, month: dt.date) -> tuple[PlanStandings, ...]:
    """Of every plan in force on the last day of the month, in the order of the table.

    `lines` are those of the settlement up to that month. Counted are people employed in the month. A person stands at
    the sum of the bases in the plan's window (month, fiscal quarter or year), whatever version they were credited by.
    """
    served = versions(dataset)
    first, last = _days(month)
    plan_of = served.serving(served.groups.ravel(), np.full(served.groups.size, last, dtype=np.int64))
    plan_of[~np.repeat(_employed(dataset, first, last), len(served.components))] = -1
    credited = _credited(served, lines, month, int(str(dataset.settings["first_month"] or 1)))
    plans = plans_by_id(dataset)
    in_force = ((served.plans["begin"] <= last) & (served.plans["end"] >= last)).to_numpy(dtype=bool)
    names = served.plans["plan_id"].to_numpy(dtype=object)
    return tuple(_of_plan(plans[str(names[row])], plan_of == row, credited) for row in np.flatnonzero(in_force))


def _days(month: dt.date) -> tuple[int, int]:
    """The first and the last day of the month, since 1970."""
    first, after = (np.datetime64(month, "M") + np.arange(2)).astype("datetime64[D]").astype(np.int64).tolist()
    return first, after - 1


def _employed(dataset: Dataset, first: int, last: int) -> Flags:
    reps = dataset.table(Reps)
    hired = day_numbers(reps[Reps.hire_date.key], blank=-_ALWAYS)
    left = day_numbers(reps[Reps.leave_date.key], blank=_ALWAYS)
    return np.asarray((hired <= last) & (left >= first))


def _credited(served: Versions, lines: pd.DataFrame, month: dt.date, first_month: int) -> Mapping[Window, Floats]:
    """What was credited to each payee and component in each window that the month lies in."""
    payee, component = (
        pd.Index(names).get_indexer(pd.Index(lines[column]))
        for names, column in ((served.payees, "payee"), (served.components, "component"))
    )
    cell = np.asarray(payee * len(served.components) + component, dtype=np.int64)
    base = lines["base"].to_numpy(dtype=float)
    months = lines["period"].to_numpy(dtype="datetime64[M]").astype(np.int64)
    now = np.datetime64(month, "M").astype(np.int64).reshape(1)
    found = {}
    for window in _WINDOWS:
        here = window_of(months, window, first_month) == window_of(now, window, first_month)
        found[window] = totals(base[here], cell[here], served.groups.size)
    return found


def _of_plan(plan: Plan, theirs: Flags, credited: Mapping[Window, Floats]) -> PlanStandings:
    facts = plan.facts
    if facts.over == Window.DEAL or facts.by_attainment or facts.by_rank:
        return PlanStandings(facts, None, (), None)
    standing = credited[Window(facts.over)][theirs]
    tiers = plan.schedule.tiers
    row = tiers.bands.rows_of(standing, plan.schedule.boundary)
    below = int(((row < 0) & (standing < tiers.start)).sum()) if tiers.bands.lower.size else 0
    counts = tuple(_counts(row, facts.tiers))
    return PlanStandings(facts, below, counts, int((row < 0).sum()) - below)


def _counts(row: npt.NDArray[np.intp], tiers: tuple[Tier, ...]) -> Iterator[TierCount]:
    for place, tier in enumerate(tiers):
        yield TierCount(tier, int((row == place).sum()))
