"""Which version of a plan serves whom on which day.

A version holds from `valid_from` to `valid_to`, or to the day before a plan begins that names it in `supersedes`,
whichever is earlier, both days included. Of those in force a plan for the rep goes before one for the rep's role; of
two that overlap, which loading forbids, the one that begins later. Days are whole numbers since 1970.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.bands import Boundary
from salessheet.core.commission import Mode, Schedule, Tiers
from salessheet.core.keys import each_folded
from salessheet.workbook.tables import Plans, PlanTiers, Reps

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]

NOBODY = -1
_NEVER = 2**30  # a day after all others
_DAYS = 2**32  # more than there are days, so that a group and a day make one number
_ZERO = 2**31  # the day 0 within them
_ALL_OF_IT = np.array([[0.0, np.nan, 1.0]])
_COMPONENT = "commission"
MULTIPLIER = "multiplier"
SCORE = "score"
"""The basis of plans that pay for objectives, and what they measure."""


@dataclass(frozen=True, eq=False)
class Versions:
    """The plans, one row each, and for each payee and component who is served by which and when.

    `payees`: ids in the order of the reps; `components` in the order in which plans name them. `plans` has the columns
    of the table, currencies filled in and columns `begin` and `end` in days; those on the basis of scores measure
    these. `groups`: payees × components; those with the same number are served alike, NOBODY by no plan. `starts`
    ascend: group × _DAYS + day; `ends` and `served` (a row of the plans) go with them.
    """

    payees: Texts
    components: Texts
    plans: pd.DataFrame
    groups: Whole
    starts: Whole
    ends: Whole
    served: Whole

    def serving(self, groups: Whole, days: Whole) -> Whole:
        """The plan that serves each group on each day; NOBODY where there is none."""
        plan, end = self.latest(groups, days)
        return np.where(end >= days, plan, NOBODY)

    def terms(self, groups: Whole, first: int, last: int) -> tuple[Whole, npt.NDArray[np.bool_]]:
        """The plan whose terms hold in the days from first to last, and whether it was in force in them."""
        plan, end = self.latest(groups, np.full(len(groups), last, dtype=np.int64))
        return plan, end >= first

    def stretches(self) -> tuple[Whole, Whole]:
        """The group and the first day of each stretch in which a plan serves."""
        return self.starts // _DAYS, self.starts % _DAYS - _ZERO

    def ever_served(self, plans: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Payees whom one of the plans serves on some day."""
        groups, _ = self.stretches()
        paying = list(set(groups[plans[self.served]].tolist()))
        return np.asarray(np.isin(self.groups, paying).any(axis=1), dtype=bool)

    def latest(self, groups: Whole, days: Whole) -> tuple[Whole, Whole]:
        """The plan in force on each day, else the last that was, and its last day; NOBODY where none has begun."""
        if not len(self.starts):
            nobody = np.full(len(groups), NOBODY, dtype=np.int64)
            return nobody, np.full(len(groups), -_NEVER, dtype=np.int64)
        place = np.searchsorted(self.starts, groups * _DAYS + days + _ZERO, side="right") - 1
        found = (place >= 0) & (self.starts[np.maximum(place, 0)] // _DAYS == groups)
        return np.where(found, self.served[place], NOBODY), np.where(found, self.ends[place], -_NEVER)


@lru_cache(maxsize=1)  # filling in a workbook asks for them again and again
def versions(dataset: Dataset) -> Versions:
    """From the tables of plans and reps."""
    return versions_of(dataset.table(Plans), dataset.table(Reps), str(dataset.settings["currency"]))


def versions_of(plans: pd.DataFrame, reps: pd.DataFrame, base: str) -> Versions:
    """`base`: the currency of plans that name none. `plans` of the result are those given, in their order."""
    plans = _settled(plans.reset_index(drop=True), base)
    payees = reps[Reps.rep_id.key].to_numpy(dtype=object)
    components = plans["component"].unique().astype(object)
    groups, stretches = _gathered(plans, payees, _folded(reps[Reps.role.key]), components)
    starts = np.array([group * _DAYS + first + _ZERO for group, first, _, _ in stretches], dtype=np.int64)
    order = np.argsort(starts, kind="stable")
    ends = np.array([last for _, _, last, _ in stretches], dtype=np.int64)
    served = np.array([plan for _, _, _, plan in stretches], dtype=np.int64)
    return Versions(payees, components, plans, groups, starts[order], ends[order], served[order])


def goes_by_attainment(plans: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Plans whose tiers are of attainment; those on the basis of scores, for these are attainments."""
    by_plan = (plans["tiers_on"] == "attainment") | (plans["mode"] == MULTIPLIER) | goes_by_score(plans)
    return np.asarray(by_plan & ~goes_by_rank(plans), dtype=bool)


def goes_by_score(plans: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Plans that pay for objectives: what is to be reached in the time of `over` is 1."""
    return np.asarray(plans["basis"] == SCORE, dtype=bool)


def goes_by_rank(plans: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Plans whose tiers are places, with a prize for each."""
    return np.asarray(plans["tiers_on"] == "rank", dtype=bool)


def schedules(dataset: Dataset, plans: pd.DataFrame) -> tuple[list[Schedule], Whole]:
    """How plans pay, each way once, and which way each plan does. A plan without tiers pays nothing.

    The mode multiplier is a slab: all of the attainment times the multiplier reached. A plan on the basis of scores
    pays all of the score where it has no tiers. Where tiers are places, no document pays: see `prizes`.
    """
    tiers = dataset.table(PlanTiers).sort_values(["plan_id", "lower"], kind="stable")
    columns = {str(plan): rows for plan, rows in tiers.groupby("plan_id", sort=False)}
    found: dict[tuple[str, str, bytes], int] = {}
    made: list[Schedule] = []
    ways = np.zeros(len(plans), dtype=np.int64)
    by_rank, by_score = goes_by_rank(plans), goes_by_score(plans)
    for row, (plan, said, boundary) in enumerate(zip(plans["plan_id"], plans["mode"], plans["boundary"], strict=True)):
        rows = tiers.iloc[:0] if by_rank[row] else columns.get(plan, tiers.iloc[:0])
        bounds = rows[["lower", "upper", "rate"]].to_numpy(dtype=float)
        pays_all = by_score[row] and not by_rank[row] and not len(bounds)
        mode, bounds = (str(Mode.SLAB), _ALL_OF_IT) if pays_all else (said, bounds)
        name = (mode, boundary, bounds.tobytes())
        if name not in found:
            found[name] = len(made)
            way = Mode.SLAB if mode == MULTIPLIER else Mode(mode)
            made.append(Schedule(Tiers.of(*bounds.T), way, Boundary(boundary)))
        ways[row] = found[name]
    return made, ways


def day_numbers(column: pd.Series, blank: int = _NEVER) -> Whole:
    """Dates as days since 1970."""
    days = column.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), blank, days.astype(np.int64))


def _settled(plans: pd.DataFrame, base: str) -> pd.DataFrame:
    begin, end = day_numbers(plans["valid_from"]), day_numbers(plans["valid_to"])
    followed = plans["supersedes"].to_numpy(dtype=object)
    others = (followed != "") & (followed != plans["plan_id"].to_numpy(dtype=object))
    first_after = pd.Series(begin[others] - 1, dtype=np.int64).groupby(followed[others]).min()
    by_others = plans["plan_id"].map(first_after).fillna(_NEVER).to_numpy(dtype=np.int64)
    return plans.assign(
        begin=begin,
        end=np.minimum(end, by_others),
        currency=plans["currency"].where(plans["currency"] != "", base).astype(object),
        component=plans["component"].where(plans["component"] != "", _COMPONENT).astype(object),
        measure=plans["measure"].where(plans["basis"] != SCORE, SCORE).astype(object),
    )


def _folded(texts: pd.Series) -> Texts:
    return np.array([*each_folded([str(text) for text in texts]), ""], dtype=object)[:-1]


def _gathered(
    plans: pd.DataFrame, payees: Texts, roles: Texts, components: Texts
) -> tuple[Whole, list[tuple[int, int, int, int]]]:
    """The group of each payee × component, and the stretches of the groups: group, first day, last day, plan.

    People of a role without a plan of their own are one group.
    """
    groups = np.full((len(payees), len(components)), NOBODY, dtype=np.int64)
    stretches: list[tuple[int, int, int, int]] = []
    known: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int] = {}
    of_role, of_rep = (
        _by(plans, _folded(plans["role"]), own=False),
        _by(plans, plans["rep_id"].to_numpy(dtype=object), own=True),
    )
    for column, component in enumerate(components):
        for row, (payee, role) in enumerate(zip(payees, roles, strict=True)):
            own, shared = of_rep.get((component, payee), ()), of_role.get((component, role), ())
            if not own and not shared:
                continue
            name = (column, own, shared)
            if name not in known:
                known[name] = len(known)
                stretches += [(known[name], *stretch) for stretch in _stretches(plans, own, shared)]
            groups[row, column] = known[name]
    return groups, stretches


def _by(plans: pd.DataFrame, names: Texts, *, own: bool) -> dict[tuple[str, str], tuple[int, ...]]:
    """The plans of each component and rep, or role; a plan that names a rep is that rep's alone."""
    found: dict[tuple[str, str], list[int]] = {}
    is_own, components = (plans["rep_id"] != "").to_numpy(), plans["component"].to_numpy(dtype=object)
    for row in np.flatnonzero((is_own == own) & (plans["begin"] <= plans["end"]).to_numpy()).tolist():
        found.setdefault((components[row], names[row]), []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _stretches(plans: pd.DataFrame, own: Sequence[int], shared: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """First day, last day and plan, in order, of the days on which one of the plans serves."""
    begin, end = plans["begin"].to_numpy(), plans["end"].to_numpy()
    bounds = sorted({int(day) for row in (*own, *shared) for day in (begin[row], end[row] + 1)})
    for first, after in pairwise(bounds):
        for some in (own, shared):
            there = [row for row in some if begin[row] <= first <= end[row]]
            if there:
                yield first, after - 1, max(there, key=lambda row: (begin[row], row))
                break
