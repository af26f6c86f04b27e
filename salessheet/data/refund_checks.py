"""Rows that take an order back: what of them looks like a slip. All of it is noted, for each has a meaning."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salessheet.core.comparing import above
from salessheet.core.values import Floats
from salessheet.data.columns import Rows
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Invoices, Orders, Plans, Receipts

_PAPERS = ((Invoices, Invoices.order_id, Invoices.amount), (Receipts, Receipts.order_id, Receipts.amount))


def check(tables: Mapping[str, Rows]) -> None:
    """All rows have been checked one by one and related."""
    orders, plans = tables.get(Orders.key), tables.get(Plans.key)
    if orders is None:
        return
    firsts = _first_orders(orders)
    amount = _numbers(orders, Orders.amount)
    _note(orders, "refund_not_negative", ~np.isnan(firsts["amount"]) & (amount > 0), Orders.amount)
    _note(orders, "refund_too_large", _too_large(orders, firsts, amount), Orders.amount)
    if plans is not None and (plans.frame[Plans.measure.key][plans.kept] == "quantity").any():
        blank = np.isnan(_numbers(orders, Orders.quantity)) & ~np.isnan(firsts["quantity"])
        _note(orders, "refund_without_quantity", blank & (amount < 0), Orders.quantity)
    negative = set(orders.frame[Orders.order_id.key][orders.kept & (amount < 0)])
    for table, order, paid in _PAPERS:
        papers = tables.get(table.key)
        if papers is not None:
            against = papers.frame[order.key].isin(negative).to_numpy() & (_numbers(papers, paid) > 0)
            _note(papers, "refund_not_negative", against, paid, reference=order)


def _first_orders(orders: Rows) -> Mapping[str, Floats]:
    """Amount and quantity of the order that each row takes back; NaN without one, or in another currency."""
    kept = orders.frame[orders.kept].set_index(Orders.order_id.key)
    firsts = kept.reindex(orders.frame[Orders.refers_to.key])
    in_the_same = (firsts[Orders.currency.key] == orders.frame[Orders.currency.key].to_numpy()).to_numpy()
    amount, quantity = (firsts[column.key].to_numpy(dtype=float) for column in (Orders.amount, Orders.quantity))
    return {Orders.amount.key: np.where(in_the_same, amount, np.nan), Orders.quantity.key: quantity}


def _too_large(orders: Rows, firsts: Mapping[str, Floats], amount: Floats) -> Mask:
    """Refunds with which more is taken back of an order than it was, in the order of their days."""
    frame = orders.frame.assign(
        back=np.where(orders.kept & (amount < 0) & (firsts["amount"] > 0), -amount, 0.0), whole=firsts["amount"]
    )
    mine = frame[frame["back"] > 0].sort_values(Orders.order_date.key, kind="stable")
    total = mine.groupby(Orders.refers_to.key, sort=False)["back"].cumsum()
    beyond = above(total.to_numpy(dtype=float), mine["whole"].to_numpy(dtype=float))
    found = pd.Series(beyond, index=mine.index).reindex(frame.index, fill_value=False)
    return np.asarray(found, dtype=bool)


def _numbers(rows: Rows, column: Column) -> Floats:
    return rows.frame[column.key].to_numpy(dtype=float)


def _note(rows: Rows, kind: str, where: Mask, column: Column, reference: Column = Orders.refers_to) -> None:
    for place in np.flatnonzero(where & rows.kept):
        value = rows.frame[reference.key].iloc[place]
        rows.findings.add(kind, place, Severity.NOTED, column, value=value)
