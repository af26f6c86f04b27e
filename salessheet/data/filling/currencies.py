"""The currency of a workbook, and what its tables say of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from salessheet.data.money import Rates, currency_of_team
from salessheet.workbook.tables import Fx, Teams

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope

_CURRENCY = "currency"


def currency_of(dataset: Dataset, scope: Scope) -> str:
    """That of the team, else that of the settings, in which the centre adds up."""
    return scope.currency or currency_of_team(dataset.table(Teams), scope.team, base_of(dataset))


def base_of(dataset: Dataset) -> str:
    return str(dataset.settings[_CURRENCY])


def rates_of(dataset: Dataset) -> Rates:
    return Rates(dataset.table(Fx), base_of(dataset))


def stated(frame: pd.DataFrame, dataset: Dataset, own: str) -> pd.DataFrame:
    """A table whose blank currencies, which are the settings' one, say so where the workbook is in another."""
    if _CURRENCY not in frame or own == base_of(dataset):
        return frame
    return frame.assign(**{_CURRENCY: frame[_CURRENCY].where(frame[_CURRENCY] != "", base_of(dataset))})
