"""Commission without snapshots, as a workbook knows it: settled by its tables, mended by what it says of closed months.

What was closed is not here: of a closed month these are the numbers of today.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from salessheet.data.commission.history import CLOSED, History, settled
from salessheet.data.commission.objections import last_day
from salessheet.data.commission.records import CORRECTIONS, Content, shaped
from salessheet.data.dataset import Dataset


def history_of(
    dataset: Dataset,
    currency: str,
    month: dt.date,
    statuses: Mapping[dt.date, str],
    corrections: Sequence[Mapping[str, object]],
) -> History:
    """Up to the month, of a dataset in which no month is closed. `statuses` by first day, `corrections` as recorded."""
    history = settled(dataset, currency, last_day(pd.Timestamp(month)))
    known = {pd.Timestamp(day): status for day, status in statuses.items()}
    frame = pd.DataFrame(corrections, columns=list(CORRECTIONS))
    days = {name: pd.to_datetime(frame[name]) for name, kind in CORRECTIONS.items() if kind is Content.PERIOD}
    return dataclasses.replace(
        history,
        corrections=shaped(frame.assign(**days), CORRECTIONS),
        statuses=known,
        closed=tuple(sorted(period for period, status in known.items() if status == CLOSED)),
    )
