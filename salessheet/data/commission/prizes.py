"""Prizes by rank: in each contest a line for everybody ranked, dated on its last day, with the prize of the place.

A contest is a version of a plan whose tiers are places, and a month, quarter or year of its `over` as far as the
version is in force in it. All whom the version pays are in it, each with the total of the bases that it credits.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.prizes import Places, is_ranked, places, prizes
from salessheet.core.commission.standing import Window, totals, window_of
from salessheet.data.commission.credits import Credits
from salessheet.data.commission.documents import Documents, Kind, without_orders
from salessheet.data.commission.objectives import beside_orders
from salessheet.data.commission.versions import Versions, goes_by_rank
from salessheet.workbook.tables import PlanTiers

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

_WINDOWS = (Window.MONTH, Window.QUARTER, Window.YEAR)
_SPAN = 2**32  # more than there are windows


@dataclass(frozen=True, eq=False)
class Awarded:
    """The lines of prizes, what they stand on, and a number a line: the place that is taken, and the prize."""

    documents: Documents
    lines: Credits
    places: Places
    prize: Floats


@dataclass(frozen=True, eq=False)
class _Entries:
    """Who is ranked in a contest, one element each: `total` of the bases, `day` on which it ends."""

    plan: Whole
    day: Whole
    payee: Whole
    component: Whole
    total: Floats
    places: Places


def awarded(dataset: Dataset, served: Versions, lines: Credits, first_month: int, last: int) -> Awarded | None:
    """Of the contests that end by the day `last`; None where no plan has any.

    In the part of a team or a person, places are those that the whole gave its people.
    """
    if not goes_by_rank(served.plans).any():
        return None
    given = dataset.given
    found = _ranked(served, lines, first_month) if given is None else _as_given(served, given)
    kept = np.flatnonzero(found.day <= last)
    plan, day = found.plan[kept], found.day[kept]
    ids = served.plans["plan_id"].to_numpy(dtype=object)[plan]
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(str)
    contests, first, document = np.unique(plan * _SPAN + day + _SPAN // 2, return_index=True, return_inverse=True)
    names = np.array([f"{ids[at]} {months[at]}" for at in first], dtype=object)
    documents = without_orders(Kind.PRIZE, names[: len(contests)], day[first])
    taken = Places(**{each.name: getattr(found.places, each.name)[kept] for each in fields(Places)})
    size = len(kept)
    made = beside_orders(
        documents, np.asarray(document, dtype=np.int64), found.payee[kept], found.component[kept], plan,
        share=np.ones(size), counted=found.total[kept], base=np.zeros(size),
    )  # fmt: skip  # what, whose, how much
    return Awarded(documents, made, taken, _prizes(dataset, served, plan, taken))


def _ranked(served: Versions, lines: Credits, first_month: int) -> _Entries:
    by_rank = goes_by_rank(served.plans)
    mine = np.flatnonzero(by_rank[lines.plan])
    plan, payee, component = lines.plan[mine], lines.payee[mine], lines.component[mine]
    month = lines.day[mine].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    over = served.plans["over"].to_numpy(dtype=object)[plan]
    window = np.zeros(len(mine), dtype=np.int64)
    ends = np.zeros(len(mine), dtype=np.int64)
    for each in _WINDOWS:
        here = over == each
        window[here] = window_of(month[here], each, first_month)
        ends[here] = _last_days(window[here], each, first_month)
    contest = plan * _SPAN + window + _SPAN // 2
    people = len(served.payees)
    keys, first, cell = np.unique(np.stack([contest, payee]), axis=1, return_index=True, return_inverse=True)
    total = totals(lines.base[mine], np.asarray(cell, dtype=np.int64).ravel(), keys.shape[1])
    least = served.plans["at_least"].to_numpy(dtype=float)[plan[first]]
    there = np.flatnonzero(is_ranked(total, least) & (payee[first] < people))
    first, total = first[there], total[there]
    end = np.minimum(ends[first], served.plans["end"].to_numpy(dtype=np.int64)[plan[first]])
    return _Entries(plan[first], end, payee[first], component[first], total, places(keys[0][there], total))


def _last_days(window: Whole, each: Window, first_month: int) -> Whole:
    """The last day of windows by their numbers."""
    length = {Window.MONTH: 1, Window.QUARTER: 3, Window.YEAR: 12}[each]
    after = (window + 1) * length + first_month - 1
    return after.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1


def _as_given(served: Versions, given: pd.DataFrame) -> _Entries:
    """From what the whole says of the people of a part."""
    own = given[given["kind"] == Kind.PRIZE.name.lower()]
    plan = pd.Index(served.plans["plan_id"]).get_indexer(pd.Index(own["plan_id"]))
    payee = pd.Index(served.payees).get_indexer(pd.Index(own["payee"]))
    component = pd.Index(served.components).get_indexer(pd.Index(own["component"]))
    known = np.flatnonzero((plan >= 0) & (payee >= 0) & (component >= 0))
    own = own.iloc[known]
    day = own["date"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    numbers = (own[each.name].to_numpy(dtype=np.int64) for each in fields(Places))
    total = own["counted"].to_numpy(dtype=float)
    return _Entries(plan[known], day, payee[known], component[known], total, Places(*numbers))


def _prizes(dataset: Dataset, served: Versions, plan: Whole, taken: Places) -> Floats:
    tiers = dataset.table(PlanTiers).sort_values(["plan_id", "lower"], kind="stable")
    rows = {str(name): each for name, each in tiers.groupby("plan_id", sort=False)}
    ids = served.plans["plan_id"].to_numpy(dtype=object)
    found = np.zeros(len(plan))
    for each in np.unique(plan):
        mine = plan == each
        bands = rows.get(str(ids[each]), tiers.iloc[:0])
        lower, upper, prize = (bands[name].to_numpy(dtype=float) for name in ("lower", "upper", "rate"))
        some = Places(*(getattr(taken, field.name)[mine] for field in fields(Places)))
        found[mine] = prizes(some, lower, upper, np.nan_to_num(prize))
    return found
