"""The documents that credit can stand on: orders, won deals, invoices and receipts, each with its order.

Objectives and prizes, which have none, are lines of their own: see `objectives` and `prizes`.

The root of an order is the one it refers to, else itself; invoices and receipts have the root of their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.standing import ahead
from salessheet.core.comparing import at_least
from salessheet.data.commission.versions import day_numbers
from salessheet.workbook.tables import Deals, Invoices, Orders, Receipts

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NONE = -1  # in place of a row


class Kind(IntEnum):
    """The kinds, in the order in which documents of one day count."""

    ORDER = 0
    DEAL = 1
    INVOICE = 2
    RECEIPT = 3
    OBJECTIVE = 4
    PRIZE = 5


OF_ORDERS = (Kind.ORDER, Kind.DEAL, Kind.INVOICE, Kind.RECEIPT)
"""Those whose credit an order shares, or that stand for orders."""


KIND_NAMES: Texts = np.array([kind.name.lower() for kind in Kind], dtype=object)


@dataclass(frozen=True, eq=False)
class OrderBook:
    """The orders, a row each, in columns.

    `root`: a number for what the order refers to, else for itself: its row, or from the number of orders on an order
    that is not among them; `names` are the ids. `holder`: the row whose rep and splits share the credit.
    """

    ids: Texts
    names: Texts
    root: Whole
    holder: Whole
    is_refund: Flags
    rep: Texts
    customer: Texts
    amount: Floats
    cost: Floats
    quantity: Floats
    currency: Texts


@dataclass(frozen=True, eq=False)
class Documents:
    """The documents of one kind that are dated up to a day, in the order of their table.

    `row`: their rows in it; `order`: the row of the order, NONE without one; `day`: since 1970. Currencies are never
    blank. `rep` is there for deals alone, whose credit no order shares.
    """

    kind: Kind
    row: Whole
    id: Texts
    order: Whole
    day: Whole
    amount: Floats
    currency: Texts
    customer: Texts
    rep: Texts

    def __len__(self) -> int:
        return len(self.row)


def order_book(dataset: Dataset) -> OrderBook:
    orders = dataset.table(Orders)
    ids, refers = (orders[column.key].to_numpy(dtype=object) for column in (Orders.order_id, Orders.refers_to))
    rows = np.arange(len(ids))
    is_refund = (refers != "") & (refers != ids)
    found = np.where(is_refund, places(ids, refers), rows)
    unknown, others = pd.factorize(np.where(found == NONE, refers, ""))
    beyond = len(ids) + unknown
    return OrderBook(
        ids=ids,
        names=np.concatenate([ids, np.asarray(others, dtype=object)]),
        root=np.where(found == NONE, beyond, found),
        holder=np.where(found == NONE, rows, found),
        is_refund=is_refund,
        rep=orders[Orders.rep_id.key].to_numpy(dtype=object),
        customer=orders[Orders.customer_id.key].to_numpy(dtype=object),
        amount=np.nan_to_num(orders[Orders.amount.key].to_numpy(dtype=float)),
        cost=orders[Orders.cost.key].to_numpy(dtype=float),
        quantity=np.abs(orders[Orders.quantity.key].fillna(1).to_numpy(dtype=float)),
        currency=_currencies(orders, dataset),
    )


def documents(dataset: Dataset, book: OrderBook, kind: Kind, last: int) -> Documents:
    """Those of a kind up to the day `last`."""
    match kind:
        case Kind.ORDER:
            return _of_orders(dataset, book, last)
        case Kind.DEAL:
            return _of_deals(dataset, last)
        case Kind.INVOICE:
            ids, table = Invoices.invoice_id, dataset.table(Invoices)
        case _:
            ids, table = Receipts.receipt_id, dataset.table(Receipts)
    day = day_numbers(table["date"])
    row = np.flatnonzero(day <= last)
    order = places(book.ids, table["order_id"].to_numpy(dtype=object))[row]
    customer = np.append(book.customer, "")[order]
    return Documents(
        kind, row, table[ids.key].to_numpy(dtype=object)[row], order, day[row],
        np.nan_to_num(table["amount"].to_numpy(dtype=float)[row]), _currencies(table, dataset)[row], customer,
        np.full(len(row), "", dtype=object),
    )  # fmt: skip  # in the order of the fields


def without_orders(kind: Kind, ids: Texts, day: Whole) -> Documents:
    """Documents that no order stands behind, nor any customer or currency, by their rows."""
    size = len(ids)
    nothing, blank = np.full(size, NONE, dtype=np.int64), np.full(size, "", dtype=object)
    return Documents(kind, np.arange(size), ids, nothing, day, np.zeros(size), blank, blank, blank)


def paid_up(receipts: Documents, book: OrderBook) -> tuple[Flags, Flags]:
    """Which receipts complete the payment of their order, and which belong to one that is not paid in full.

    It is paid with the receipt, by date and row, with which the receipts first reach its amount on fifteen digits; a
    negative order with that with which they fall to it.
    """
    order = np.lexsort((receipts.row, receipts.day, receipts.order))
    of = receipts.order[order]
    amount = np.append(book.amount, np.nan)[of]
    sign = np.where(amount < 0, -1.0, 1.0)
    paid = (ahead(receipts.amount[order], of) + receipts.amount[order]) * sign
    reached = at_least(np.round(paid, 9), amount * sign) & (of != NONE)
    firsts = np.flatnonzero(reached)
    _, place = np.unique(of[firsts], return_index=True)
    completes, open_ = np.zeros(len(of), dtype=bool), np.zeros(len(of), dtype=bool)
    completes[order[firsts[place]]] = True
    paid_orders = np.zeros(len(book.ids) + 1, dtype=bool)
    paid_orders[of[firsts]] = True
    open_[order] = ~paid_orders[of] & (of != NONE)
    return completes, open_


def places(ids: Texts, wanted: Texts) -> Whole:
    """The first row of each wanted id; NONE where there is none."""
    codes, _ = pd.factorize(np.concatenate([ids, wanted]))
    first = np.full(codes.max(initial=0) + 1, NONE, dtype=np.int64)
    first[codes[: len(ids)][::-1]] = np.arange(len(ids))[::-1]
    return np.asarray(first[codes[len(ids) :]], dtype=np.int64)


def _of_orders(dataset: Dataset, book: OrderBook, last: int) -> Documents:
    day = day_numbers(dataset.column(Orders.order_date))
    row = np.flatnonzero(day <= last)
    return Documents(
        Kind.ORDER, row, book.ids[row], row, day[row], book.amount[row], book.currency[row], book.customer[row],
        book.rep[row],
    )  # fmt: skip  # in the order of the fields


def _of_deals(dataset: Dataset, last: int) -> Documents:
    deals = dataset.table(Deals)
    day = day_numbers(deals[Deals.won_date.key])
    row = np.flatnonzero(day <= last)
    texts = {name: deals[name].to_numpy(dtype=object)[row] for name in ("deal_id", "customer_id", "rep_id")}
    return Documents(
        Kind.DEAL, row, texts["deal_id"], np.full(len(row), NONE, dtype=np.int64), day[row],
        np.nan_to_num(deals[Deals.amount.key].to_numpy(dtype=float)[row]), _currencies(deals, dataset)[row],
        texts["customer_id"], texts["rep_id"],
    )  # fmt: skip  # in the order of the fields


def _currencies(table: pd.DataFrame, dataset: Dataset) -> Texts:
    own = table["currency"].to_numpy(dtype=object)
    return np.where(own == "", str(dataset.settings["currency"]), own).astype(object)
