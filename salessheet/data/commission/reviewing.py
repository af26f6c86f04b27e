"""What is still open about a period when it is closed: disputes, and steps of the review that nobody took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from salessheet.data.dataset import Dataset
from salessheet.workbook.tables import REVIEW_STEPS, Disputes, Reviews


@dataclass(frozen=True, eq=False)
class OpenMatters:
    """`disputes`: the open rows of the period, as the table has them. `reviews`: payee → the steps that are missing."""

    disputes: pd.DataFrame
    reviews: tuple[tuple[str, tuple[str, ...]], ...]


def open_matters(dataset: Dataset, period: pd.Timestamp, payees: Iterable[str]) -> OpenMatters:
    """Of the payees of the period. Where the data has no table of reviews, none is missing."""
    disputes = dataset.table(Disputes)
    is_open = (disputes[Disputes.period.key] == period) & disputes[Disputes.closed.key].isna()
    return OpenMatters(disputes[is_open].reset_index(drop=True), tuple(_missing(dataset, period, payees)))


def _missing(dataset: Dataset, period: pd.Timestamp, payees: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    reviews = dataset.table(Reviews)
    if Reviews.key in dataset.absent:
        return
    of_period = reviews[reviews[Reviews.period.key] == period]
    taken = set(zip(of_period[Reviews.payee.key], of_period[Reviews.step.key], strict=True))
    for payee in payees:
        if missing := tuple(step for step in REVIEW_STEPS if (payee, step) not in taken):
            yield payee, missing
