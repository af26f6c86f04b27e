"""Who is paid what for a period: a row a person, who is paid in the currency of the person's team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round
from salessheet.data.commission.currencies import currency_of_payees
from salessheet.data.commission.history import History, settled
from salessheet.data.dataset import Dataset
from salessheet.errors import PayrollDisagrees
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import HALF_A_CENT
from salessheet.workbook.tables import Payouts, Plans, Reps

PERSON: Final = ("rep_id", "name", "team_id", "period")
PAID: Final = ("paid", "outstanding", "accrued")
ADDED: Final = ("adjustments", "corrections", "total", *PAID, "currency")
_DONE: Final = ("paid", "closed")  # months that owe what is not paid yet; in others it accrues


@dataclass(frozen=True, eq=False)
class Payroll:
    """`rows` has the columns PERSON, one a component of pay, as named in `columns`, then ADDED.

    `paid` is what the table of payouts says was paid for the period. What is left of the total is outstanding where the
    period is paid or closed, and accrued where it is not: total = paid + outstanding + accrued.
    A component that a person does not have is NaN; so is one for which there is no exchange rate, and then the person's
    total and what is left of it, too: such people are in `unpaid`. `totals` are by currency, of all others.
    """

    period: pd.Timestamp
    rows: pd.DataFrame
    components: tuple[str, ...]
    totals: Mapping[str, float]
    unpaid: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of the components, which may be called like another column."""
        return tuple(map(_column, self.components))

    @property
    def keys(self) -> tuple[str, ...]:
        return (*PERSON, *self.columns, *ADDED)

    def total_of(self, key: str) -> dict[str, float]:
        """The total of a column by currency, of the people that `totals` are of."""
        known = self.rows[~self.rows["rep_id"].isin(self.unpaid)]
        sums = known.groupby("currency")[key].sum()
        return {currency: float(excel_round(sums.get(currency, 0.0), 2)) + 0.0 for currency in self.totals}

    def headings(self, words: Words) -> tuple[str, ...]:
        """The keys in words."""
        components = (words.value(Plans.component.key, name) for name in self.components)
        added = (words.text(f"payroll.{name}") for name in ADDED)
        return (*(words.text(f"payroll.{name}") for name in PERSON), *components, *added)

    def cells(self) -> list[tuple[str | float | None, ...]]:
        """The rows as plain values, None for blank; the period as 2026-05."""
        shown = self.rows.assign(period=[f"{month:%Y-%m}" for month in self.rows["period"]])[list(self.keys)]
        return [tuple(map(_plain, row)) for row in shown.itertuples(index=False, name=None)]


def _column(component: str) -> str:
    return f"component {component}" if component in {*PERSON, *ADDED} else component


def _plain(value: object) -> str | float | None:
    return None if value != value else float(value) if isinstance(value, float) else str(value)  # noqa: PLR0124  NaN


def in_own_currency(dataset: Dataset, through: pd.Timestamp) -> dict[str, History]:
    """Currency → the history of the people who are paid in it; the settings' currency first, whoever is."""
    base, own = str(dataset.settings["currency"]), currency_of_payees(dataset)
    found = {}
    for currency in (base, *sorted(set(own.values()) - {base})):
        whole = settled(dataset, currency, through.date(), with_leavers=True)
        others = {payee for payee, paid_in in own.items() if paid_in != currency}
        leavers = set() if currency == base else set(whole.pays["payee"]) - set(own)
        found[currency] = whole.without(others | leavers)
    return found


def payroll_of(dataset: Dataset, month: dt.date) -> Payroll:
    """What is to be paid for the month. Raises PayrollDisagrees where it does not total to the period."""
    period = pd.Timestamp(month)
    histories = in_own_currency(dataset, period + pd.offsets.MonthEnd(0))
    components = tuple(dict.fromkeys(name for h in histories.values() for name in _of(period, h.pays)["component"]))
    paid = _paid(dataset, period, histories)
    parts = [_rows(h, period, components, currency, paid[currency]) for currency, h in histories.items()]
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    rows = _in_order(dataset, _with_paid(whole, is_done=_is_done(histories, period)))
    unpaid = rows["total"].isna()
    sums = rows[~unpaid].groupby("currency")["total"].sum()
    totals = {currency: float(excel_round(sums.get(currency, 0.0), 2)) for currency in histories}
    _check(histories, period, totals, set(rows.loc[unpaid, "rep_id"]))
    _check_paid(paid, rows[~unpaid], set(rows.loc[unpaid, "rep_id"]))
    shown = {currency: total for currency, total in totals.items() if currency in set(rows["currency"])}
    return Payroll(period, rows, components, shown, tuple(rows.loc[unpaid, "rep_id"]))


def _of(period: pd.Timestamp, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["period"] == period]


def _is_done(histories: Mapping[str, History], period: pd.Timestamp) -> bool:
    return any(history.statuses.get(period) in _DONE for history in histories.values())


def _paid(dataset: Dataset, period: pd.Timestamp, histories: Mapping[str, History]) -> dict[str, pd.Series]:
    """Currency → what was paid for the period to each of those who are paid in it, in the order of the payouts."""
    rows, own = dataset.table(Payouts), currency_of_payees(dataset)
    rows = rows[rows[Payouts.period.key] == period]
    currency = rows[Payouts.payee.key].map(own).astype(object).fillna(next(iter(histories)))
    return {
        each: rows[currency == each].groupby(Payouts.payee.key, sort=False)[Payouts.amount.key].sum().astype(float)
        for each in histories
    }


def _with_paid(rows: pd.DataFrame, *, is_done: bool) -> pd.DataFrame:
    """What is left of each total, and by name: the same to the cent."""
    paid = rows["paid"].where(rows["total"].notna())
    left = pd.Series(excel_round((rows["total"] - paid).to_numpy(dtype=float), 2), index=rows.index)
    nothing = left.where(left.isna(), 0.0)
    now = {"outstanding": left if is_done else nothing, "accrued": nothing if is_done else left}
    return rows.assign(paid=paid, **now)[[*rows.columns.drop(["paid", "currency"]), *PAID, "currency"]]


def _rows(
    history: History, period: pd.Timestamp, components: tuple[str, ...], currency: str, paid: pd.Series
) -> pd.DataFrame:
    pays = _of(period, history.pays)
    payouts = pays.assign(payout=pays["payout"].fillna(np.inf)).pivot_table(
        index="payee", columns="component", values="payout", aggfunc="sum", sort=False, observed=True
    )
    added = {
        name: _of(period, frame).groupby("payee")["amount"].sum()
        for name, frame in (("adjustments", history.adjustments), ("corrections", history.corrections))
    }
    payees = payouts.index
    for sums in (*added.values(), paid):
        payees = payees.union(sums.index, sort=False)
    table = payouts.reindex(index=payees, columns=list(components)).astype(float)
    extra = {name: sums.reindex(payees).fillna(0.0).to_numpy(dtype=float) for name, sums in added.items()}
    total = table.fillna(0.0).sum(axis=1).to_numpy(dtype=float) + extra["adjustments"] + extra["corrections"]
    of_components = {_column(name): table[name].to_numpy(dtype=float) for name in components}
    amounts = of_components | extra | {"total": total, "paid": paid.reindex(payees).fillna(0.0).to_numpy(dtype=float)}
    return pd.DataFrame(
        {"rep_id": pd.Series(list(payees), dtype=object), "period": period}
        | {name: np.where(np.isinf(amount), np.nan, excel_round(amount, 2)) for name, amount in amounts.items()}
        | {"currency": pd.Series([currency] * len(payees), dtype=object)}
    )


def _in_order(dataset: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """The people as they stand in the table of reps, with name and team; those that do not stand there last."""
    reps = dataset.table(Reps)
    known = reps[[Reps.rep_id.key, Reps.name.key, Reps.team_id.key]].assign(place=range(len(reps)))
    found = rows.merge(known, on="rep_id", how="left").sort_values(["place", "rep_id"], ignore_index=True)
    others = [name for name in rows if name not in PERSON]
    named = found.assign(name=found["name"].fillna(""), team_id=found["team_id"].fillna(""))
    return named[[*PERSON, *others]]


def _check(
    histories: Mapping[str, History], period: pd.Timestamp, totals: Mapping[str, float], unpaid: set[str]
) -> None:
    """Every payout, adjustment and correction of the period once more, without a thought of people."""
    gaps = {}
    for currency, history in histories.items():
        parts = ((history.pays, "payout"), (history.adjustments, "amount"), (history.corrections, "amount"))
        amounts = [frame[(frame["period"] == period) & ~frame["payee"].isin(unpaid)][name] for frame, name in parts]
        gap = sum(float(amount.sum()) for amount in amounts) - totals[currency]
        if abs(gap) > HALF_A_CENT:
            gaps[currency] = gap
    if gaps:
        raise PayrollDisagrees(gaps)


def _check_paid(paid: Mapping[str, pd.Series], rows: pd.DataFrame, unpaid: set[str]) -> None:
    """Every payment of the period once more: what is paid, outstanding and accrued is the total."""
    for currency, sums in paid.items():
        mine = rows[rows["currency"] == currency]
        gap = float(sums.drop(list(unpaid), errors="ignore").sum() - mine["paid"].sum())
        gap = gap or float(mine["total"].sum() - mine[list(PAID)].to_numpy(dtype=float).sum())
        if abs(gap) > HALF_A_CENT:
            raise PayrollDisagrees({currency: gap})
