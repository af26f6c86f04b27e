"""A period as it stands today, ready to be closed."""

from __future__ import annotations

import pandas as pd

from salessheet.data.commission.history import History, settled
from salessheet.data.commission.payroll import in_own_currency
from salessheet.data.commission.records import CORRECTIONS, PAID_IN, PAYS, stacked
from salessheet.data.commission.snapshots import Snapshot
from salessheet.data.dataset import Dataset


def frozen(dataset: Dataset, period: pd.Timestamp) -> Snapshot:
    """The period of the whole centre, with the corrections that are due in it.

    Everybody's pays are in it in the settings' currency, and those of people whose team has another one in that, too.
    """
    base, last = str(dataset.settings["currency"]), period + pd.offsets.MonthEnd(0)
    of_all = settled(dataset, base, last.date(), with_leavers=True)
    found = {base: of_all, **{c: history for c, history in in_own_currency(dataset, last).items() if c != base}}
    return Snapshot.of(
        period,
        of_all.lines,
        stacked([h.pays.assign(paid_in=currency) for currency, h in found.items()], PAYS | PAID_IN),
        of_all.adjustments,
        stacked([h.corrections.assign(paid_in=currency) for currency, h in found.items()], CORRECTIONS | PAID_IN),
    )


def has_anything(history: History, period: pd.Timestamp) -> bool:
    """Whether something happened in a period that people are paid for: a line, a payout, something added."""
    pays = history.pays
    paid = pays[(pays["period"] == period) & (pays["payout"] != 0)]
    others = (history.lines, history.adjustments, history.corrections)
    return len(paid) > 0 or any((frame["period"] == period).any() for frame in others)
