"""Rows that take an order back, or bring in more than it is: what looks like a slip is noted, as each has a meaning."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salessheet.core.comparing import above
from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats
from salessheet.data.columns import Rows
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Invoices, Orders, Plans, Receipts

_PAPERS = (
    (Invoices, Invoices.order_id, Invoices.amount, Invoices.currency, Invoices.date, ("invoiced",)),
    (Receipts, Receipts.order_id, Receipts.amount, Receipts.currency, Receipts.date, ("cash",)),
)
"""Documents of orders, and the bases of the plans that pay by their amounts."""


def check(tables: Mapping[str, Rows], base: str) -> None:
    """All rows have been checked one by one and related. `base`: the currency of rows that name none."""
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
    bases = set() if plans is None else set(plans.frame[Plans.basis.key][plans.kept])
    for table, order, paid, currency, day, counting in _PAPERS:
        papers = tables.get(table.key)
        if papers is None:
            continue
        against = papers.frame[order.key].isin(negative).to_numpy() & (_numbers(papers, paid) > 0)
        _note(papers, "refund_not_negative", against, paid, reference=order)
        if bases.intersection(counting):
            named = {"order": order, "amount": paid, "currency": currency, "day": day}
            rows = pd.DataFrame({name: papers.frame[column.key] for name, column in named.items()})
            papers.report("beyond_order", _beyond(orders, rows, papers.kept, base), paid, severity=Severity.NOTED)


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


def _beyond(orders: Rows, papers: pd.DataFrame, kept: Mask, base: str) -> Mask:
    """Those with which more has come in for an order than it is, in the order of their days; in its currency alone."""
    known = orders.frame[orders.kept].set_index(Orders.order_id.key)[[Orders.amount.key, Orders.currency.key]]
    both = papers.join(known.set_axis(["whole", "unit"], axis=1), on="order")
    alike = both["currency"].replace("", base) == both["unit"].replace("", base)
    mine = both[kept & (alike & (both["whole"] > 0)).to_numpy(dtype=bool)].sort_values("day", kind="stable")
    total = mine.groupby("order", sort=False)["amount"].cumsum().to_numpy(dtype=float)
    more = (excel_round(total - mine["whole"].to_numpy(dtype=float), 2) > 0) & (mine["amount"] > 0).to_numpy(dtype=bool)
    return np.asarray(pd.Series(more, index=mine.index).reindex(papers.index, fill_value=False), dtype=bool)


def _numbers(rows: Rows, column: Column) -> Floats:
    return rows.frame[column.key].to_numpy(dtype=float)


def _note(rows: Rows, kind: str, where: Mask, column: Column, reference: Column = Orders.refers_to) -> None:
    for place in np.flatnonzero(where & rows.kept):
        value = rows.frame[reference.key].iloc[place]
        rows.findings.add(kind, place, Severity.NOTED, column, value=value)
