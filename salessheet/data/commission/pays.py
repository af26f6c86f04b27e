"""What each person is paid for each component, period by period: from the amounts of the lines to the payout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.paying import Balances, Pay, pay
from salessheet.core.commission.standing import RUNNING, Window, clean, is_last_of_year, window_of
from salessheet.core.rounding import excel_round
from salessheet.data.commission.attainment import Scales
from salessheet.data.commission.qualification import Conditions, Reached
from salessheet.data.commission.quotas import Served, quotas, served
from salessheet.data.commission.terms import PlanTerms, serving, since, terms_in
from salessheet.data.commission.true_ups import TrueUps, true_ups
from salessheet.data.commission.valuing import Cells, Valued
from salessheet.data.commission.versions import Versions, goes_by_score
from salessheet.data.money import Rates
from salessheet.workbook.tables import Fx

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass
class _Sums:
    """What was credited, or paid under a cap, so far in the windows of several months that a month lies in."""

    by_window: dict[Window, Floats]

    @classmethod
    def none(cls, size: int) -> _Sums:
        return cls({window: np.zeros(size) for window in RUNNING})

    def begin(self, month: int, first_month: int) -> None:
        """Forgets the windows that ended before the month."""
        months = np.array([month - 1, month])
        for window in RUNNING:
            before, now = window_of(months, window, first_month)
            if before != now:
                self.by_window[window] = np.zeros(len(self.by_window[window]))

    def of(self, windows: Texts) -> Floats:
        """The sum of the window that each asks for; 0 for those without earlier months."""
        found = np.zeros(len(windows))
        for window, sums in self.by_window.items():
            found = np.where(windows == window, sums, found)
        return found

    def add(self, amounts: Floats) -> None:
        self.by_window = {window: clean(sums + amounts) for window, sums in self.by_window.items()}


def pays(
    dataset: Dataset, versions_: Versions, valued: Valued, currency: str, last_month: int, first_month: int
) -> tuple[pd.DataFrame, TrueUps]:
    """The frame `pays` of the settlement, up to the month `last_month` (since January 1970), and its true-ups."""
    people, plans = served(dataset, versions_), PlanTerms.of(versions_.plans)
    conditions = Conditions.of(dataset, versions_)
    cells, size = valued.cells, len(people.pair)
    start = _first(people, versions_, plans, cells, last_month)
    targets = quotas(dataset, versions_, people, start, last_month, first_month)
    begun = since(people, versions_)
    ends = np.searchsorted(cells.month, np.arange(start, last_month + 2))
    balances = Balances.none(size)
    running = [_Sums.none(size) for _ in range(6)]
    credited, measured, earned, counted, gated, used = running
    scales = Scales.of(versions_.plans, targets)
    by_score = np.append(goes_by_score(versions_.plans), False)
    made_up = true_ups(people, versions_, plans, valued, scales, first_month)
    found = []
    for month in range(start, last_month + 1):
        for sums in running:
            sums.begin(month, first_month)
        here = slice(ends[month - start], ends[month - start + 1])
        places = np.searchsorted(people.pair, cells.pair[here])
        holds = serving(people, versions_, plans, month)
        over = plans.over[holds.plan]
        row = _Row(places, cells.tiered[here], cells.base[here], cells.earned[here], made_up.of_cells[here], size)
        opening = credited.of(over)
        reached = conditions.reached(
            people, len(versions_.components), holds.plan, holds.in_force, clean(measured.of(over) + row.measured),
            np.where(by_score[holds.plan], 1.0, targets.of(month, over)), month,
        )  # fmt: skip  # who, under which plan, and what was reached
        due = Due.of(row.earned, reached, earned.of(over), counted.of(over), gated.of(over))
        is_last = bool(is_last_of_year(np.array([month]), first_month)[0])
        terms = terms_in(
            plans, holds, used.of(plans.cap_over[holds.plan]), targets.eligible_in(month), month - begun,
            is_last=is_last,
        )  # fmt: skip  # what holds in the month
        paid = pay(due.qualified, terms, balances, releases=is_last)
        shown = row.has_lines | balances.any | holds.expects | (due.qualified != 0)
        standing = _Standing(opening, scales.at(holds.plan, np.arange(size), np.full(size, month)).scale)
        found.append(_steps(month, np.flatnonzero(shown), holds.plan, row, standing, due, balances, paid))
        for sums, amounts in (
            (credited, row.base), (measured, row.measured), (earned, row.earned), (counted, due.qualified),
            (gated, due.gated), (used, paid.capped),
        ):  # fmt: skip  # the sums, and what the month adds
            sums.add(amounts)
        balances = paid.balances
    columns = {name: np.concatenate([steps[name] for steps in found]) for name in found[0]}
    return _finished(dataset, versions_, people, columns, currency), made_up


@dataclass(frozen=True, eq=False)
class Due:
    """What of the earned qualifies, what of the difference is the gate's, and by what it goes."""

    qualified: Floats
    gated: Floats
    reached: Reached

    @classmethod
    def of(cls, earned: Floats, reached: Reached, earned_before: Floats, before: Floats, gated: Floats) -> Due:
        return cls(*reached.qualifies(earned, earned_before, before, gated), reached)


@dataclass(frozen=True, eq=False)
class _Row:
    """What the lines of a month come to, one element a payee and component."""

    places: Whole
    of_base: Floats
    of_measured: Floats
    of_lines: Floats
    of_true_up: Floats
    size: int

    def _spread(self, values: Floats) -> Floats:
        found = np.zeros(self.size)
        found[self.places] = values
        return found

    @property
    def has_lines(self) -> Flags:
        return self._spread(np.ones(len(self.places))) > 0

    @property
    def base(self) -> Floats:
        return self._spread(self.of_base)

    @property
    def measured(self) -> Floats:
        """What counts towards a quota: lines with rates of their own, too."""
        return self._spread(self.of_measured)

    @property
    def lines(self) -> Floats:
        return self._spread(self.of_lines)

    @property
    def true_up(self) -> Floats:
        return self._spread(self.of_true_up)

    @property
    def earned(self) -> Floats:
        return clean(self.lines + self.true_up)


def _first(people: Served, versions_: Versions, plans: PlanTerms, cells: Cells, last_month: int) -> int:
    """The first month that has lines, or in which somebody has a floor or draw."""
    first = int(cells.month.min(initial=last_month))
    guarantees = (plans.draw[versions_.served] > 0) | (plans.floor[versions_.served] > 0)
    group, day = (column[guarantees] for column in versions_.stretches())
    begins = pd.Series(day).groupby(group).min()
    days = np.maximum(begins.reindex(people.group).to_numpy(dtype=float), people.hired.astype(float))
    if np.isnan(days).all():
        return first
    earliest = np.array([np.nanmin(days)]).astype(np.int64).astype("datetime64[D]")
    return min(first, int(earliest.astype("datetime64[M]").astype(np.int64)[0]))


@dataclass(frozen=True, eq=False)
class _Standing:
    """What earlier months credited in the window, and the scale of tiers of attainment."""

    opening: Floats
    scale: Floats


def _steps(
    month: int, shown: Whole, plan: Whole, row: _Row, standing: _Standing, due: Due, before: Balances, paid: Pay
) -> dict[str, npt.NDArray[Any]]:
    """The columns of those who have a row in the month: who, under which plan, and each step in its order."""
    columns = {
        "plan": plan, "base": row.base, "opening": standing.opening, "scale": standing.scale,
        "earned_lines": row.lines, "true_up": row.true_up,
        "earned": row.earned, "qualified": due.qualified, "gated": due.gated, "attainment": due.reached.attainment,
        "quota": due.reached.quota, "factor": due.reached.factor, "carried_in": before.carried,
        "capped": paid.capped, "excess": paid.excess,
        "lost": paid.lost, "floored": paid.floored, "held": paid.held, "released": paid.released,
        "debt_before": before.debt, "out": paid.out, "forgiven": paid.forgiven, "debt": paid.balances.debt,
    }  # fmt: skip  # in the order of the steps
    who = {"month": np.full(len(shown), month, dtype=np.int64), "place": shown}
    return who | {name: column[shown] for name, column in columns.items()}


def _finished(
    dataset: Dataset,
    versions_: Versions,
    people: Served,
    columns: Mapping[str, npt.NDArray[Any]],
    currency: str,
) -> pd.DataFrame:
    month, pair, plan = columns["month"], people.pair[columns["place"]], columns["plan"]
    own = versions_.plans["currency"].to_numpy(dtype=object)[plan]
    rate = _rates(dataset, own, currency, (month + 1).astype("datetime64[M]").astype("datetime64[D]") - 1)
    components = max(1, len(versions_.components))
    return pd.DataFrame(
        {
            "period": month.astype("datetime64[M]").astype("datetime64[ns]"),
            "payee": pd.Series(versions_.payees[pair // components], dtype=object),
            "component": pd.Series(versions_.components[pair % components], dtype=object),
            "plan_id": pd.Series(versions_.plans["plan_id"].to_numpy(dtype=object)[plan], dtype=object),
            "currency": pd.Series(own, dtype=object),
            **{name: column for name, column in columns.items() if name not in ("month", "place", "plan")},
            "rate": rate,
            "payout": excel_round(columns["out"] * rate, 2),
        }
    )


def _rates(dataset: Dataset, own: Texts, currency: str, days: npt.NDArray[np.datetime64]) -> Floats:
    """What a unit of each plan's currency is worth in the one that people are paid in."""
    rates = Rates(dataset.table(Fx), str(dataset.settings["currency"]))
    found = np.ones(len(own))
    other = np.flatnonzero(own != currency)
    when = days[other].astype("datetime64[ns]")
    theirs = np.full(len(other), currency, dtype=object)
    found[other] = rates.into_base(own[other], when) / rates.into_base(theirs, when)
    return found
