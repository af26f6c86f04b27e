"""What each person is paid for each component, period by period: from the amounts of the lines to the payout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.paying import Balances, Pay, Terms, pay, room
from salessheet.core.commission.standing import RUNNING, Window, clean, is_last_of_year, window_of
from salessheet.core.rounding import excel_round
from salessheet.data.commission.valuing import Cells, Valued
from salessheet.data.commission.versions import NOBODY, Versions, day_numbers
from salessheet.data.money import Rates
from salessheet.workbook.tables import Fx, Reps

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ALWAYS = 2**30  # days


@dataclass(frozen=True, eq=False)
class _People:
    """Each payee with each component that a plan may ever serve. `pair`: payee × components + component."""

    pair: Whole
    group: Whole
    hired: Whole
    left: Whole


@dataclass(frozen=True, eq=False)
class _Plans:
    """The terms of the plans in columns, and a last row of none."""

    cap: Floats
    cap_over: Texts
    over: Texts
    carries: Flags
    floor: Floats
    draw: Floats
    recoverable: Flags
    holdback: Floats


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
) -> pd.DataFrame:
    """The frame `pays` of the settlement, up to the month `last_month` (since January 1970)."""
    people, plans = _people(dataset, versions_), _terms(versions_.plans)
    cells = valued.cells
    start = _first(people, versions_, plans, cells, last_month)
    ends = np.searchsorted(cells.month, np.arange(start, last_month + 2))
    balances = Balances.none(len(people.pair))
    credited, used = _Sums.none(len(people.pair)), _Sums.none(len(people.pair))
    true_up = _true_up(people, versions_, plans, valued)
    found = []
    for month in range(start, last_month + 1):
        credited.begin(month, first_month)
        used.begin(month, first_month)
        here = slice(ends[month - start], ends[month - start + 1])
        places = np.searchsorted(people.pair, cells.pair[here])
        plan, expects, employed = _serving(people, versions_, plans, month)
        row = _Row(places, cells.tiered[here], cells.earned[here], true_up[here], len(people.pair))
        terms = _of_plans(plans, plan, employed, used)
        paid = pay(row.earned, terms, balances, releases=bool(is_last_of_year(np.array([month]), first_month)[0]))
        shown = row.has_lines | balances.any | expects
        found.append(_steps(month, np.flatnonzero(shown), plan, row, credited.of(plans.over[plan]), balances, paid))
        credited.add(row.base)
        used.add(paid.capped)
        balances = paid.balances
    columns = {name: np.concatenate([steps[name] for steps in found]) for name in found[0]}
    return _finished(dataset, versions_, people, columns, currency)


@dataclass(frozen=True, eq=False)
class _Row:
    """What the lines of a month come to, one element a payee and component."""

    places: Whole
    of_base: Floats
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
    def lines(self) -> Floats:
        return self._spread(self.of_lines)

    @property
    def true_up(self) -> Floats:
        return self._spread(self.of_true_up)

    @property
    def earned(self) -> Floats:
        return clean(self.lines + self.true_up)


def _people(dataset: Dataset, versions_: Versions) -> _People:
    reps = dataset.table(Reps)
    payee, component = np.nonzero(versions_.groups != NOBODY)
    hired = day_numbers(reps[Reps.hire_date.key], blank=-_ALWAYS)
    left = day_numbers(reps[Reps.leave_date.key], blank=_ALWAYS)
    return _People(
        payee * len(versions_.components) + component, versions_.groups[payee, component], hired[payee], left[payee]
    )


def _terms(plans: pd.DataFrame) -> _Plans:
    """Blank: no cap, no floor, no draw, recoverable, nothing held back. A cap over a deal is not settled here."""
    over = plans["cap_over"].to_numpy(dtype=object)

    def numbers(column: str, blank: float) -> Floats:
        return np.append(plans[column].fillna(blank).to_numpy(dtype=float), blank)

    cap = numbers("cap", np.nan)
    cap[:-1][over == Window.DEAL] = np.nan
    return _Plans(
        cap=cap,
        cap_over=np.append(over, ""),
        over=np.append(plans["over"].to_numpy(dtype=object), ""),
        carries=np.append((plans["excess"] == "carried").to_numpy(dtype=bool), False),
        floor=numbers("floor", -np.inf),
        draw=numbers("draw", 0.0),
        recoverable=numbers("recoverable", 1.0) != 0,
        holdback=numbers("holdback", 0.0),
    )


def _first(people: _People, versions_: Versions, plans: _Plans, cells: Cells, last_month: int) -> int:
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


def _serving(people: _People, versions_: Versions, plans: _Plans, month: int) -> tuple[Whole, Flags, Flags]:
    """The plan whose terms hold, who has a row for a floor or draw alone, and to whom these apply.

    They apply to people who are employed in the month and have a plan in force in it.
    """
    first, after = np.array([month, month + 1]).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    plan, in_force = versions_.terms(people.group, int(first), int(after) - 1)
    there = in_force & (people.hired < after) & (people.left >= first)
    return plan, there & ((plans.draw[plan] > 0) | (plans.floor[plan] > 0)), there


def _of_plans(plans: _Plans, plan: Whole, employed: Flags, used: _Sums) -> Terms:
    """Floors and draws are there for those alone who are employed under a plan in force."""
    return Terms(
        room=room(plans.cap[plan], used.of(plans.cap_over[plan])),
        carries=plans.carries[plan],
        floor=np.where(employed, plans.floor[plan], -np.inf),
        holdback=plans.holdback[plan],
        draw=np.where(employed, plans.draw[plan], 0.0),
        recoverable=plans.recoverable[plan],
    )


def _true_up(people: _People, versions_: Versions, plans: _Plans, valued: Valued) -> Floats:
    """What earlier credit of the window gains or loses by the rate reached, for each cell by its month's terms."""
    cells = valued.cells
    found = np.zeros(len(cells.pair))
    group = people.group[np.searchsorted(people.pair, cells.pair)]
    last = (cells.month + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    plan, _ = versions_.latest(group, last)
    for window in RUNNING:
        opening = cells.opening[window]
        mine = np.flatnonzero((plans.over[plan] == window) & (opening != 0))
        for way in np.unique(valued.way_of[plan[mine]]):
            some = mine[valued.way_of[plan[mine]] == way]
            total = clean(opening[some] + cells.tiered[some])
            found[some] = valued.ways[way].true_up(opening[some], total)
    return found


def _steps(
    month: int, shown: Whole, plan: Whole, row: _Row, opening: Floats, before: Balances, paid: Pay
) -> dict[str, npt.NDArray[Any]]:
    """The columns of those who have a row in the month: who, under which plan, and each step in its order."""
    columns = {
        "plan": plan, "base": row.base, "opening": opening, "earned_lines": row.lines, "true_up": row.true_up,
        "earned": row.earned, "carried_in": before.carried, "capped": paid.capped, "excess": paid.excess,
        "lost": paid.lost, "floored": paid.floored, "held": paid.held, "released": paid.released,
        "debt_before": before.debt, "out": paid.out, "debt": paid.balances.debt,
    }  # fmt: skip  # in the order of the steps
    who = {"month": np.full(len(shown), month, dtype=np.int64), "place": shown}
    return who | {name: column[shown] for name, column in columns.items()}


def _finished(
    dataset: Dataset,
    versions_: Versions,
    people: _People,
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
