"""By how much sales would have to grow, or might shrink, for other plans to leave the same profit after commission."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np

from salessheet.data.commission.documents import Kind, documents, order_book
from salessheet.data.commission.settlement import settle
from salessheet.data.dataset import Dataset
from salessheet.data.money import Rates
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import HALF_A_CENT
from salessheet.workbook.tables import Deals, Fx, Invoices, Orders, Receipts, table_of

SMALLEST, LARGEST = 0.1, 10.0
"""The factors between which one is looked for, both inclusive."""

_STEPS_UP: Final = (1.0, 1.01, 1.03, 1.1, 1.3, 2.0, 4.0, LARGEST)
_STEPS_DOWN: Final = (1.0, 0.99, 0.97, 0.9, 0.7, 0.4, 0.2, SMALLEST)
_CLOSE: Final = 1e-6  # of a factor
_SCALED: Final[tuple[Column, ...]] = (Orders.amount, Orders.cost, Invoices.amount, Receipts.amount, Deals.amount)


class NoBreakEven(StrEnum):
    """Why there is none: nothing was sold, or no factor between SMALLEST and LARGEST leaves that profit."""

    NO_SALES = "no_sales"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True)
class BreakEven:
    """`factor`: what all amounts of documents are multiplied by; None where there is none, for a `reason`.

    At the factor the new plans leave what the old ones leave now, `profit`: sales less commission.
    """

    factor: float | None
    profit: float
    reason: NoBreakEven | None

    @property
    def growth(self) -> float | None:
        return None if self.factor is None else self.factor - 1.0


def break_even(
    new: Dataset, first: dt.date, last: dt.date, old_cost: float, new_cost: float, without: Collection[str] = ()
) -> BreakEven:
    """Profit is the sales of the months from `first` to `last` (their first days, inclusive), see `sales`, less cost.

    The amounts of orders, their costs, invoices, receipts and deals are multiplied, those before the months as well, so
    that refunds and payments stay the same parts of their orders. Pieces, numbers of deals, tiers, caps, floors, draws
    and exchange rates stay. Where commission leaps, the profit reaches the old one there. `old_cost` and `new_cost` are
    of today's amounts; the people `without` are left out of both.

    From 1 on in steps, growing if the new plans cost more and shrinking if less, to the first stretch in which the
    profit crosses the old one; there by bisection, to a millionth.
    """
    sold = sales(new, first, last)
    profit = round(sold - old_cost, 2)
    if sold <= 0:
        return BreakEven(None, profit, NoBreakEven.NO_SALES)
    if abs(new_cost - old_cost) < HALF_A_CENT:
        return BreakEven(1.0, profit, None)

    def gain(factor: float) -> float:
        cost = new_cost if factor == 1 else paid(scaled(new, factor), first, last, without)
        return factor * sold - cost - profit

    factor = _crossing(gain, _STEPS_UP if new_cost > old_cost else _STEPS_DOWN)
    return BreakEven(factor, profit, NoBreakEven.OUT_OF_RANGE if factor is None else None)


def sales(dataset: Dataset, first: dt.date, last: dt.date) -> float:
    """The orders of the months, refunds taken off, in the settings' currency at the rates of their days.

    Won deals where the data has no orders at all. What has no rate is left out.
    """
    begin, after = (_day(first), _day(last, months=1))
    book = order_book(dataset)
    kind = Kind.DEAL if dataset.table(Orders).empty else Kind.ORDER
    found = documents(dataset, book, kind, after - 1)
    here = found.day >= begin
    rates = Rates(dataset.table(Fx), str(dataset.settings["currency"]))
    days = found.day[here].astype("datetime64[D]").astype("datetime64[ns]")
    return round(float(np.nansum(found.amount[here] * rates.into_base(found.currency[here], days))), 2)


def scaled(dataset: Dataset, factor: float) -> Dataset:
    """The same with every amount of a document multiplied."""
    tables = dict(dataset.tables)
    for column in _SCALED:
        key = table_of(column).key
        tables[key] = tables[key].assign(**{column.key: tables[key][column.key] * factor})
    return dataclasses.replace(dataset, tables=tables)


def paid(dataset: Dataset, first: dt.date, last: dt.date, without: Collection[str] = ()) -> float:
    """What the months cost, in the settings' currency, as of today's facts."""
    pays = settle(dataset, str(dataset.settings["currency"]), last).pays
    here = (pays["period"].to_numpy() >= np.datetime64(first)) & ~pays["payee"].isin(without).to_numpy()
    return round(float(pays["payout"].to_numpy(dtype=float)[here].sum()), 2)


def _crossing(gain: Callable[[float], float], steps: tuple[float, ...]) -> float | None:
    """The factor at which the gain reaches 0, in the first of the steps in which it does; None where in none."""
    reached = gain(steps[0]) >= 0
    for here, there in pairwise(steps):
        if (gain(there) >= 0) != reached:
            return _bisected(gain, *((there, here) if reached else (here, there)))
    return None


def _bisected(gain: Callable[[float], float], short: float, enough: float) -> float:
    """Between a factor at which the gain is below 0 and one at which it is not, which is the larger one."""
    while enough - short > _CLOSE:
        middle = (short + enough) / 2
        if gain(middle) >= 0:
            enough = middle
        else:
            short = middle
    return math.ceil(enough / _CLOSE) / round(1 / _CLOSE)


def _day(month: dt.date, *, months: int = 0) -> int:
    """The first day of a month, or of one after it, since 1970."""
    return int((np.datetime64(month, "M") + months).astype("datetime64[D]").astype(np.int64))
