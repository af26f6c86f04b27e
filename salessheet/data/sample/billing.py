"""Invoices of the sample."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.data.sample.world import Tables, World, codes, column, dates
from salessheet.workbook.tables import Invoices, Orders

_DEPOSITS = (0.3, 0.5)  # of orders that are invoiced in two parts
_DAYS_TO_PAY = 30


def tables(world: World, known: Tables) -> Tables:
    """Most orders are invoiced within days, others in two parts; a refund has a credit note."""
    orders = known[Orders.key]
    count = len(orders)
    amount, placed = orders["amount"].to_numpy(), orders["order_date"].to_numpy().astype("datetime64[D]")
    in_parts = (world.dice.random(count) < 0.2) & (amount > 0)
    part = np.where(in_parts, world.dice.choice(_DEPOSITS, count), 1.0)
    first = np.round(amount * part, 2)
    soon = placed + world.dice.integers(0, 4, count).astype("timedelta64[D]")
    later = soon + world.dice.integers(20, 45, count).astype("timedelta64[D]")
    day = dates(np.concatenate([soon, later]))
    frame = pd.DataFrame(
        {
            "order_id": column(np.tile(orders["order_id"].to_numpy(dtype=object), 2)),
            "date": day,
            "due_date": day + pd.Timedelta(days=_DAYS_TO_PAY),
            "amount": np.round(np.concatenate([first, amount - first]), 2),
            "currency": column(np.tile(orders["currency"].to_numpy(dtype=object), 2)),
        }
    )
    sent = frame[(frame["date"] <= pd.Timestamp(world.as_of)) & (frame["amount"] != 0)]
    sent = sent.sort_values(["date", "order_id"], kind="stable", ignore_index=True)
    sent.insert(0, "invoice_id", column(codes("I", len(sent))))
    return {Invoices.key: sent}
