"""What a plan says of single lines beside its tiers: a rate of their own, what part is paid, a cap on each deal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.standing import Window, clean
from salessheet.core.ratios import quotient
from salessheet.data.commission.credits import Credited
from salessheet.data.commission.documents import NONE, Kind
from salessheet.data.commission.line_rates import line_rates, of_documents
from salessheet.data.commission.versions import Versions, day_numbers
from salessheet.workbook.tables import Orders, PlanFactors

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LineTerms:
    """A number a line each.

    `rate`: its own, NaN where the tiers decide, by the row of the plan's rates that `rated_as` names. `factor`: the
    share of what it earns that counts. `cap`: the most that its order pays the payee, infinite without one. `kept`: the
    part of what a refund takes back that stays with the payee, for the time served. `prize`: that of a place, NaN for
    all lines but those of prizes. `budget`: the budget of the plan, infinite without one.
    """

    rate: Floats
    rated_as: Texts
    factor: Floats
    cap: Floats
    kept: Floats
    prize: Floats
    budget: Floats

    def taken(self, order: Whole) -> LineTerms:
        """In another order."""
        return LineTerms(**{name: column[order] for name, column in vars(self).items()})


def line_terms(dataset: Dataset, found: Credited, served: Versions, prize: Floats) -> LineTerms:
    """`prize`: that of the last lines, which are those of prizes."""
    plans, plan = served.plans, found.lines.plan
    rate, rated_as = line_rates(dataset, found, served)
    portion = plans["portion"].fillna(1.0).to_numpy(dtype=float)
    cap = np.where((plans["cap_over"] == Window.DEAL).to_numpy(dtype=bool), plans["cap"].to_numpy(dtype=float), np.nan)
    gate = plans["margin_gate"].to_numpy(dtype=float)
    factor = portion[plan]
    if not np.isnan(gate).all():
        factor = np.where(_passes(found, gate[plan]), factor, 0.0)
    bands = _Bands(dataset, plans)
    if bands.has("days_to_cash"):
        of_days = bands.factors("days_to_cash", plan, _days_from_order(dataset, found))
        waits = (found.lines.kind == Kind.RECEIPT) & ~np.isnan(of_days)
        factor = np.where(waits, factor * np.nan_to_num(of_days), factor)
    by_term = (plans["clawback"] == "term").to_numpy(dtype=bool)
    kept = _served_share(dataset, found, by_term[plan]) if by_term.any() else np.zeros(len(plan))
    if bands.has("months_served"):
        taken = bands.factors("months_served", plan, _months_served(dataset, found))
        kept = np.where(np.isnan(taken), kept, 1 - np.nan_to_num(taken))
    budget = plans["budget"].fillna(np.inf).to_numpy(dtype=float)[plan]
    of_prizes = np.append(np.full(len(plan) - len(prize), np.nan), prize)
    return LineTerms(rate, rated_as, factor, np.where(np.isnan(cap), np.inf, cap)[plan], kept, of_prizes, budget)


class _Bands:
    """The factors of plans by whole numbers: the first band that does not end below the number, 0 beyond the last."""

    def __init__(self, dataset: Dataset, plans: pd.DataFrame) -> None:
        self._rows = dataset.table(PlanFactors).sort_values("lower", kind="stable")
        self._place = {name: row for row, name in enumerate(plans["plan_id"])}

    def has(self, depends_on: str) -> bool:
        return bool((self._rows[PlanFactors.depends_on.key] == depends_on).any())

    def factors(self, depends_on: str, plan: Whole, number: Floats) -> Floats:
        """Of each line; NaN where its plan has none. A number that is not known lies in no band."""
        found = np.full(len(plan), np.nan)
        mine = self._rows[self._rows[PlanFactors.depends_on.key] == depends_on]
        for name, rows in mine.groupby(PlanFactors.plan_id.key, sort=False):
            here = np.flatnonzero(plan == self._place.get(name, NONE))
            ends = np.where(rows["upper"].isna(), np.inf, rows["upper"].to_numpy(dtype=float))
            factor = np.append(rows["factor"].to_numpy(dtype=float), 0.0)
            band = np.searchsorted(ends, number[here], side="left")
            found[here] = np.where(np.isnan(number[here]), 0.0, factor[band])
        return found


def _root_days(dataset: Dataset, found: Credited) -> Floats:
    """The day of the order that each line's order refers to, else of itself; NaN without one."""
    order = of_documents(found, "order")
    root = np.append(found.book.holder, NONE)[order]
    days = np.append(day_numbers(dataset.column(Orders.order_date)).astype(float), np.nan)[root]
    return np.where(order == NONE, np.nan, days)


def _days_from_order(dataset: Dataset, found: Credited) -> Floats:
    """Whole days, not below 0."""
    return np.maximum(0.0, found.lines.day - _root_days(dataset, found))


def _months_served(dataset: Dataset, found: Credited) -> Floats:
    """Whole months, not below 0."""
    days = _root_days(dataset, found)
    months = whole_months(np.nan_to_num(days).astype(np.int64), found.lines.day)
    return np.where(np.isnan(days), np.nan, np.maximum(0, months))


def _passes(found: Credited, gate: Floats) -> Flags:
    """Whether margin by amount of the line's order, that it refers to, reaches the gate; without a cost it does not.

    Deals have no cost. An order of 0 has no margin.
    """
    order = of_documents(found, "order")
    root = np.append(found.book.holder, NONE)[order]
    amount, cost = (np.append(column, np.nan)[root] for column in (found.book.amount, found.book.cost))
    margin = clean(quotient(amount - cost, amount))
    return np.asarray(np.isnan(gate) | (margin >= gate))


def _served_share(dataset: Dataset, found: Credited, by_term: Flags) -> Floats:
    """Whole months from the order to the line's day by the term of the order, at most 1; 0 where it has no term."""
    order = of_documents(found, "order")
    root = np.append(found.book.holder, NONE)[order]
    days = np.append(day_numbers(dataset.column(Orders.order_date)), 0)[root]
    term = np.append(dataset.column(Orders.term_months).to_numpy(dtype=float), np.nan)[root]
    served = whole_months(days, found.lines.day)
    known = by_term & ~np.isnan(term)
    share = np.clip(served / np.where(known, term, 1.0), 0.0, 1.0)
    return np.where(known, share, 0.0)


def whole_months(first: Whole, last: Whole) -> Whole:
    """How many months have passed wholly from one day to another; days are numbers since 1970."""
    one, other = first.astype("datetime64[D]"), last.astype("datetime64[D]")
    months = other.astype("datetime64[M]").astype(np.int64) - one.astype("datetime64[M]").astype(np.int64)
    day_of = [each - each.astype("datetime64[M]").astype("datetime64[D]") for each in (one, other)]
    return np.asarray(months - (day_of[1] < day_of[0]), dtype=np.int64)
