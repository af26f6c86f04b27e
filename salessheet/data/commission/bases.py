"""What counts of a document for a payee: its base in the plan's currency, or in pieces or deals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.standing import clean
from salessheet.core.rounding import excel_round, to_cents
from salessheet.data.commission.documents import Documents, Kind, OrderBook
from salessheet.data.money import Rates

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Shared:
    """Documents of one kind, each with a plan that takes it and the share in it: row numbers, and shares."""

    document: Whole
    plan: Whole
    share: Floats


@dataclass(frozen=True, eq=False)
class Bases:
    """`counted`: before it is shared, in the document's `currency`; `fx` is NaN where a rate is missing.

    `base`: in the plan's currency, or in pieces or deals; `whole`: that of the order as a whole, for orders and deals
    the base itself. Both are NaN where the cost of a margin or a rate is lacking.
    """

    counted: Floats
    currency: Texts
    fx: Floats
    base: Floats
    whole: Floats
    lacks_cost: Flags
    lacks_rate: Flags


def bases(documents: Documents, book: OrderBook, rates: Rates, plans: pd.DataFrame, shared: Shared) -> Bases:
    """Money: ROUND(ROUND(counted x share x fx, 5), 2); deals: fraction x share; pieces: that, times those of the order.

    The fraction of an order is 1, -1 for a negative one; of an invoice or receipt it is the amount by the size of the
    order, so that what takes away is negative.
    """
    document, plan, share = shared.document, shared.plan, shared.share
    order, amount = documents.order[document], documents.amount[document]
    counted, currency = _counted(documents, book, shared, _is(plans, "basis"))
    fx = _fx(rates, currency, plans["currency"].to_numpy(dtype=object)[plan], documents.day[document])
    measured = _is(plans, "measure")
    is_money = measured("money")[plan]
    unit = np.where(measured("quantity")[plan], np.append(book.quantity, 1.0)[order], 1.0)
    size = np.append(book.amount, np.nan)[order]
    if documents.kind in (Kind.ORDER, Kind.DEAL):
        fraction = _sign(amount)
    else:
        part = np.divide(amount, np.abs(size), out=np.zeros(len(amount)), where=size != 0)
        fraction = np.where(_is(plans, "basis")("cash_full")[plan], _sign(size), part)
    base = np.where(is_money, to_cents(counted * share * fx), unit * fraction * share)
    if documents.kind in (Kind.ORDER, Kind.DEAL):
        whole = base
    else:
        whole = np.where(is_money, excel_round(size * share * fx, 2), unit * _sign(size) * share)
    lacks_cost = np.isnan(counted)
    return Bases(counted, currency, fx, base, whole, lacks_cost, ~lacks_cost & np.isnan(fx) & is_money)


def _counted(
    documents: Documents, book: OrderBook, shared: Shared, has_basis: Callable[[str], Flags]
) -> tuple[Floats, Texts]:
    """What counts of each document before it is shared, and what that is in. NaN for a margin without a cost."""
    order = documents.order[shared.document]
    amount, currency = documents.amount[shared.document], documents.currency[shared.document]
    match documents.kind:
        case Kind.ORDER:
            profit = clean(amount - book.cost[order])
            margin = np.where(amount < 0, -np.maximum(0.0, -profit), np.maximum(0.0, profit))
            return np.where(has_basis("margin")[shared.plan], margin, amount), currency
        case Kind.RECEIPT:
            full = has_basis("cash_full")[shared.plan]
            whole = np.append(book.amount, np.nan)[order]
            return np.where(full, whole, amount), np.where(full, np.append(book.currency, "")[order], currency)
    return amount, currency


def _fx(rates: Rates, currency: Texts, own: Texts, day: Whole) -> Floats:
    """What a unit of each currency is worth in the plan's on the day; NaN where a rate is missing."""
    found = np.ones(len(currency))
    other = np.flatnonzero(currency != own)
    days = day[other].astype("datetime64[D]").astype("datetime64[ns]")
    found[other] = rates.into_base(currency[other], days) / rates.into_base(own[other], days)
    return found


def _is(plans: pd.DataFrame, column: str) -> Callable[[str], Flags]:
    """Which plans have a code in the column."""
    codes = plans[column].to_numpy(dtype=object)
    return lambda code: np.asarray(codes == code, dtype=bool)


def _sign(amount: Floats) -> Floats:
    return np.where(amount < 0, -1.0, 1.0)
