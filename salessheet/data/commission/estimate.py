"""What open deals would earn if they closed: each by itself, all together, and weighted by their probability.

A deal that closes counts as if it were booked, invoiced and paid in full in the month, all of it credited to its rep.
It comes on top of what the rep has in the window of the plan by then, and earns C(prior + base) - C(prior).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.standing import RUNNING, Window, totals, window_of
from salessheet.core.rounding import excel_round, to_cents
from salessheet.data.commission.history import History
from salessheet.data.commission.versions import NOBODY, Versions, goes_by_attainment, goes_by_rank, schedules, versions
from salessheet.data.money import Rates
from salessheet.workbook.tables import Deals, Fx, PlanFactors, PlanRates, Stages

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_NONE: Final = -1  # in place of a component
ONE_PIECE: Final = "one_piece"
"""The one remark that takes nothing away: no deal says how many pieces it is, so it counts as one."""


@dataclass(frozen=True, eq=False)
class Estimates:
    """Frames in the order of the reps.

    `deals`, a row each open deal of a rep and component of that rep: `deal_id, payee, component, plan_id,
    plan_currency, amount, currency, probability, expected_close, base, prior, earns, value, weighted, remark`. `base`,
    `prior` and `earns` are in the plan's currency, `value` (of `earns`) and `weighted` (value × probability) in the one
    asked for. Numbers are NaN, and the remark says why, where nothing can be said: month_closed, no_plan,
    own_terms, no_cost, no_amount or no_rate; `component` and `plan_id` are blank where there is none.

    `together`, a row each payee and component of these: `payee, component, base, prior, earns, value`, as if all of
    them closed; 0 where none of them says anything.
    """

    deals: pd.DataFrame
    together: pd.DataFrame


def open_deals(dataset: Dataset) -> pd.DataFrame:
    """Each open deal of somebody known with each component that a plan may pay that person: ids, as in `Estimates`."""
    served = versions(dataset)
    rows = _open_deals(dataset, served)
    return pd.DataFrame(
        {
            "deal_id": dataset.column(Deals.deal_id).to_numpy(dtype=object)[rows["row"]],
            "payee": served.payees[rows["payee"]],
            "component": np.append(served.components, "")[rows["component"]],
        }
    )


def estimates(dataset: Dataset, history: History, month: dt.date, as_of: dt.date, currency: str) -> Estimates:
    """As of the history up to the month, and beyond; `currency` is that of the workbook.

    Exchange rates are those of the day `as_of`. A blank probability is that of the stage, 0 without one.
    """
    served = versions(dataset)
    rows = _open_deals(dataset, served)
    facts = _facts(dataset, rows["row"].to_numpy(dtype=np.int64))
    payee, component = (rows[name].to_numpy(dtype=np.int64) for name in ("payee", "component"))
    plan = _plans_of(served, payee, component, month)
    rates = _AsOf(Rates(dataset.table(Fx), str(dataset.settings["currency"])), as_of)
    own = np.append(served.plans["currency"].to_numpy(dtype=object), "")[plan]
    fx = rates.of(facts.currency, own)
    base, remark = _bases(served.plans, plan, facts, fx, _has_own_terms(dataset, served.plans))
    if pd.Timestamp(month) in history.closed:
        base, remark = np.full(len(base), np.nan), np.full(len(base), "month_closed", dtype=object)
    cell = payee * max(1, len(served.components)) + component
    first_month = int(str(dataset.settings["first_month"] or 1))
    pays = _Pays(dataset, served, plan, _prior(served, history.as_if.lines, month, first_month), cell)
    earns = pays.each(base)
    into_own = rates.of(own, np.full(len(own), currency, dtype=object))
    value = to_cents(earns * into_own)
    names = np.append(served.components, "")
    deals = pd.DataFrame(
        {
            "deal_id": facts.id,
            "payee": served.payees[payee],
            "component": names[component],
            "plan_id": np.append(served.plans["plan_id"].to_numpy(dtype=object), "")[plan],
            "plan_currency": own,
            "amount": facts.amount,
            "currency": facts.currency,
            "probability": facts.probability,
            "expected_close": facts.close,
            "base": base,
            "prior": np.where(plan == NOBODY, np.nan, pays.prior),
            "earns": earns,
            "value": value,
            "weighted": to_cents(value * facts.probability),
            "remark": remark,
        }
    )
    return Estimates(deals, _together(deals, pays, into_own))


def expected_by(deals: pd.DataFrame, month: dt.date) -> pd.Series:
    """Payee → the weighted estimates of what is expected to close in the month."""
    here = deals["expected_close"].to_numpy(dtype="datetime64[M]") == np.datetime64(month, "M")
    expected: pd.Series = deals[here].groupby("payee", sort=False)["weighted"].sum()
    return expected


@dataclass(frozen=True, eq=False)
class _Facts:
    """What the table says of the deals, in columns. Currencies are never blank, nor are probabilities."""

    id: Texts
    amount: Floats
    currency: Texts
    probability: Floats
    close: npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class _AsOf:
    rates: Rates
    day: dt.date

    def of(self, currency: Texts, own: Texts) -> Floats:
        """What a unit of each is worth in each of the other; 1 in itself, NaN where a rate is missing."""
        found = np.ones(len(currency))
        other = np.flatnonzero(currency != own)
        days = np.full(len(other), np.datetime64(self.day, "ns"))
        found[other] = self.rates.into_base(currency[other], days) / self.rates.into_base(own[other], days)
        return found


def _open_deals(dataset: Dataset, served: Versions) -> pd.DataFrame:
    """`row` in the table, and `payee` and `component` as numbers of the versions; NONE for who has no component."""
    deals = dataset.table(Deals)
    is_open = (deals[Deals.won_date.key].isna() & deals[Deals.lost_date.key].isna()).to_numpy()
    of = pd.Index(served.payees).get_indexer(pd.Index(deals[Deals.rep_id.key]))
    rows = np.flatnonzero(is_open & (of != _NONE))
    groups = served.groups[of[rows]]
    place, component = np.nonzero(groups != NOBODY)
    without = np.flatnonzero((groups == NOBODY).all(axis=1))
    place = np.concatenate([place, without])
    component = np.concatenate([component, np.full(len(without), _NONE)])
    found = pd.DataFrame({"row": rows[place], "payee": of[rows[place]], "component": component})
    return found.sort_values(["payee", "row", "component"], kind="stable", ignore_index=True)


def _facts(dataset: Dataset, row: Whole) -> _Facts:
    deals = dataset.table(Deals)
    stages = dict(zip(dataset.column(Stages.stage), dataset.column(Stages.probability), strict=True))
    currency = deals[Deals.currency.key].to_numpy(dtype=object)[row]
    own = deals[Deals.probability.key].to_numpy(dtype=float)[row]
    of_stage = np.array([stages.get(stage, 0.0) for stage in deals[Deals.stage.key].to_numpy(dtype=object)[row]])
    return _Facts(
        id=deals[Deals.deal_id.key].to_numpy(dtype=object)[row],
        amount=deals[Deals.amount.key].to_numpy(dtype=float)[row],
        currency=np.where(currency == "", str(dataset.settings["currency"]), currency).astype(object),
        probability=np.where(np.isnan(own), np.nan_to_num(of_stage.astype(float)), own),
        close=deals[Deals.next_step_date.key].to_numpy(dtype="datetime64[ns]")[row],
    )


def _plans_of(served: Versions, payee: Whole, component: Whole, month: dt.date) -> Whole:
    """The plan in force on the last day of the month, else the last that was in it; NOBODY without one."""
    first, after = (np.datetime64(month, "M") + np.arange(2)).astype("datetime64[D]").astype(np.int64).tolist()
    known = np.flatnonzero(component != _NONE)
    group = np.full(len(payee), NOBODY, dtype=np.int64)
    group[known] = served.groups[payee[known], component[known]]
    plan, in_force = served.terms(group, first, after - 1)
    return np.where(in_force & (group != NOBODY), plan, NOBODY)


def _bases(plans: pd.DataFrame, plan: Whole, facts: _Facts, fx: Floats, has_own_terms: Flags) -> tuple[Floats, Texts]:
    """What each deal would count for by its plan, and a remark; NaN where that cannot be said."""

    def of_plan(column: str) -> Texts:
        return np.append(plans[column].to_numpy(dtype=object), "")[plan]

    is_money = of_plan("measure") == "money"
    why = [
        ("no_plan", plan == NOBODY),
        ("own_terms", (plan != NOBODY) & np.append(has_own_terms, False)[plan]),
        ("no_cost", of_plan("basis") == "margin"),
        ("no_amount", is_money & np.isnan(facts.amount)),
        ("no_rate", is_money & np.isnan(fx)),
    ]
    remark = np.where(of_plan("measure") == "quantity", ONE_PIECE, "").astype(object)
    base = np.where(is_money, to_cents(facts.amount * fx), 1.0)
    for reason, holds in reversed(why):
        remark = np.where(holds, reason, remark).astype(object)
        base = np.where(holds, np.nan, base)
    return base, remark


def _has_own_terms(dataset: Dataset, plans: pd.DataFrame) -> Flags:
    """Plans of which more than the tiers and the amount decides what a deal earns: no estimate knows that."""
    rated = plans["plan_id"].isin(set(dataset.column(PlanRates.plan_id)))
    factors = dataset.table(PlanFactors)
    in_time = factors.loc[factors[PlanFactors.depends_on.key] == "days_to_cash", PlanFactors.plan_id.key]
    timed = plans["plan_id"].isin(set(in_time))
    by_part = plans["portion"].fillna(1.0) != 1.0
    by_order = plans["margin_gate"].notna() | ((plans["cap_over"] == Window.DEAL) & plans["cap"].notna())
    others = (plans["credit"] != "own") | goes_by_attainment(plans) | goes_by_rank(plans) | plans["budget"].notna()
    return np.asarray(rated | timed | by_part | by_order | others, dtype=bool)


def _prior(served: Versions, lines: pd.DataFrame, month: dt.date, first_month: int) -> dict[str, Floats]:
    """What was credited to each payee and component in each window, up to the end of the month."""
    payee, component = (
        pd.Index(names).get_indexer(pd.Index(lines[column]))
        for names, column in ((served.payees, "payee"), (served.components, "component"))
    )
    cell = np.asarray(payee * max(1, len(served.components)) + component, dtype=np.int64)
    months = lines["period"].to_numpy(dtype="datetime64[M]").astype(np.int64)
    base = lines["base"].where(lines["line_rate"].isna(), 0.0).to_numpy(dtype=float)
    now = np.datetime64(month, "M").astype(np.int64)
    size = len(served.payees) * max(1, len(served.components))
    found = {"": np.zeros(size), Window.DEAL: np.zeros(size)}
    for window in (Window.MONTH, *RUNNING):
        mine = window_of(months, window, first_month) == window_of(now.reshape(1), window, first_month)
        here = mine & (months <= now) & (payee != _NONE)
        found[window] = totals(base[here], cell[here], size)
    return found


class _Pays:
    """The schedule that pays each row, and what stands before it."""

    def __init__(
        self, dataset: Dataset, served: Versions, plan: Whole, credited: dict[str, Floats], cell: Whole
    ) -> None:
        self.ways, way_of = schedules(dataset, served.plans)
        self.way = np.append(way_of, _NONE)[plan]
        over = np.append(served.plans["over"].to_numpy(dtype=object), "")[plan]
        self.by_deal = np.asarray(over == Window.DEAL, dtype=bool)
        self.prior = np.zeros(len(plan))
        for window, sums in credited.items():
            mine = over == window
            self.prior[mine] = sums[cell[mine]]

    def each(self, base: Floats) -> Floats:
        """What each base earns by itself; NaN for NaN."""
        return self._earned(base, np.arange(len(base)))

    def all(self, base: Floats, row: Whole) -> Floats:
        """What sums of bases earn, by the schedule and the standing of a row for each."""
        return self._earned(base, row)

    def _earned(self, base: Floats, row: Whole) -> Floats:
        found = np.full(len(base), np.nan)
        for way in np.unique(self.way[row]):
            if way == _NONE:
                continue
            mine = np.flatnonzero((self.way[row] == way) & ~np.isnan(base))
            single, running = mine[self.by_deal[row[mine]]], mine[~self.by_deal[row[mine]]]
            found[single] = self.ways[way].of_orders(base[single], base[single])
            found[running] = self.ways[way].of_more(self.prior[row[running]], base[running])
        return found


def _together(deals: pd.DataFrame, pays: _Pays, into_own: Floats) -> pd.DataFrame:
    """Where each deal stands by itself, all of them are their sum."""
    said = deals[deals["component"] != ""]
    by = said.groupby(["payee", "component"], sort=False)
    found = by.agg(base=("base", "sum"), prior=("prior", "first"), each=("earns", "sum")).reset_index()
    row = by.head(1).index.to_numpy(dtype=np.int64)
    at_once = pays.all(found["base"].to_numpy(dtype=float), row)
    is_said = by["base"].count().to_numpy(dtype=np.int64) > 0
    earns = np.where(is_said, np.where(pays.by_deal[row], found["each"].to_numpy(dtype=float), at_once), 0.0)
    return found.drop(columns="each").assign(earns=excel_round(earns, 2), value=to_cents(earns * into_own[row]))
