"""Credit for objectives: a line each, of weight × score, on the last day of its period; and those that give none.

A plan on the basis of scores takes the objectives of its component whose period is as long as the time in `over`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.calendar import MONTHS, fiscal_months
from salessheet.core.commission.standing import Window, clean
from salessheet.data.commission.credits import Credits
from salessheet.data.commission.documents import NONE, Documents, Kind, without_orders
from salessheet.data.commission.versions import NOBODY, Versions, goes_by_score
from salessheet.data.target_periods import part
from salessheet.workbook.tables import Objectives

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]

_QUARTER = 3


@dataclass(frozen=True, eq=False)
class Scored:
    """What objectives credit, and a frame of those that credit nothing: day, kind, row, document, payee, reason."""

    documents: Documents
    lines: Credits
    unused: pd.DataFrame


def periods(dataset: Dataset) -> tuple[npt.NDArray[np.datetime64], Texts]:
    """The last day of the period of each objective, and how long it is: a window."""
    first_month = int(str(dataset.settings["first_month"] or 1))
    labels = dataset.column(Objectives.period)
    codes, different = pd.factorize(labels.to_numpy(dtype=object))
    found = [_period(str(label), first_month) for label in different]
    days = np.array([day for day, _ in found], dtype="datetime64[D]")
    windows = np.array([window for _, window in found], dtype=object)
    return days[codes], windows[codes]


def _period(label: str, first_month: int) -> tuple[np.datetime64, Window]:
    """Of a label as loading writes it."""
    named = part(label)
    if named is None or named.year is None:
        return np.datetime64("NaT"), Window.MONTH
    if named.month:
        return _last_day(np.datetime64(f"{named.year:04}-{named.month:02}", "M")), Window.MONTH
    months = fiscal_months(named.year, first_month)
    last = months[named.quarter * _QUARTER - 1 if named.quarter else MONTHS - 1]
    return _last_day(np.datetime64(last, "M")), Window.QUARTER if named.quarter else Window.YEAR


def _last_day(month: np.datetime64) -> np.datetime64:
    return np.datetime64((month + 1).astype("datetime64[D]") - 1)


def scored(dataset: Dataset, served: Versions, last: int) -> Scored | None:
    """Those whose period ends by the day `last`; None where no plan pays on scores."""
    of_scores = np.append(goes_by_score(served.plans), False)
    if not of_scores.any():
        return None
    table = dataset.table(Objectives)
    days, lengths = periods(dataset)
    row = np.flatnonzero(~np.isnat(days) & (days.astype(np.int64) <= last))
    day, length = days[row].astype(np.int64), lengths[row]
    payee = pd.Index(served.payees).get_indexer(pd.Index(table[Objectives.payee.key].iloc[row]))
    component = pd.Index(served.components).get_indexer(pd.Index(table[Objectives.component.key].iloc[row]))
    known = (payee != NONE) & (component != NONE)
    group = np.full(len(row), NOBODY, dtype=np.int64)
    group[known] = served.groups[payee[known], component[known]]
    plan = served.serving(group, day)
    ids = table[Objectives.objective_id.key].to_numpy(dtype=object)[row]
    document = without_orders(Kind.OBJECTIVE, ids, day)
    score = table[Objectives.score.key].to_numpy(dtype=float)[row]
    weight = table[Objectives.weight.key].to_numpy(dtype=float)[row]
    over = np.append(served.plans["over"].to_numpy(dtype=object), "")[plan]
    takes = (plan != NOBODY) & of_scores[plan]
    is_due, is_scored = takes & (over == length), ~np.isnan(score)
    names = table[Objectives.payee.key].to_numpy(dtype=object)[row]
    reasons = (
        ("no_plan", (plan == NOBODY) & _uses(served, of_scores)[group]),
        ("other_period", takes & (over != length)),
        ("not_scored", is_due & ~is_scored),
    )
    unused = [
        pd.DataFrame(
            {
                "day": day[where], "kind": int(Kind.OBJECTIVE), "row": row[where], "document": ids[where],
                "payee": names[where], "reason": reason,
            }
        )
        for reason, where in reasons
    ]  # fmt: skip  # a column a word
    places = np.flatnonzero(is_due & is_scored)
    base = clean(weight[places] * score[places])
    return Scored(
        document,
        beside_orders(
            document, places, payee[places], component[places], plan[places],
            share=weight[places], counted=score[places], base=base,
        ),
        pd.concat(unused, ignore_index=True),
    )  # fmt: skip  # what, whose, how much


def beside_orders(
    documents: Documents,
    document: Whole,
    payee: Whole,
    component: Whole,
    plan: Whole,
    *,
    share: npt.NDArray[np.float64],
    counted: npt.NDArray[np.float64],
    base: npt.NDArray[np.float64],
) -> Credits:
    """Lines of documents without an order, which are of no currency."""
    size = len(document)
    return Credits(
        payee=np.asarray(payee, dtype=np.int64),
        component=np.asarray(component, dtype=np.int64),
        plan=plan,
        kind=np.full(size, documents.kind, dtype=np.int64),
        document=document,
        row=documents.row[document],
        root=np.full(size, NONE, dtype=np.int64),
        day=documents.day[document],
        share=share,
        currency=np.full(size, "", dtype=object),
        counted=counted,
        fx=np.ones(size),
        base=base,
        whole=base,
        refunds=np.zeros(size, dtype=bool),
    )


def _uses(served: Versions, of_scores: Flags) -> Flags:
    """Which groups have such a plan on whatever day; the last is nobody."""
    uses = np.zeros(max(0, served.groups.max(initial=NOBODY)) + 2, dtype=bool)
    group, _ = served.stretches()
    uses[group[of_scores[served.served]]] = True
    return uses
