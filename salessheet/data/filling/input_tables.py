"""The input tables of a dataset as columns of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.workbook.layout import SPARE
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Orders, Receipts

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Line
    from salessheet.workbook.labels import Words
    from salessheet.workbook.readings.values import Column as Cells

_EPOCH = pd.Timestamp("1899-12-30")


def rows_of(table: type[Table], frame: pd.DataFrame) -> int:
    """The rows a table takes in a workbook: at least one, and some to spare where people cannot add any."""
    return max(1, len(frame) + (0 if table.grows else SPARE))


def table_cells(table: type[Table], frame: pd.DataFrame, words: Words) -> dict[Line, Cells]:
    rows = rows_of(table, frame)
    return {column: column_cells(column, frame[column.key], rows, words) for column in table.columns()}


def column_cells(column: Column, series: pd.Series, rows: int, words: Words) -> Cells:
    """Dates as serials, codes as words, blanks as NaN or None; padded to the rows of the table."""
    if column.measure in (Type.TEXT, Type.LABEL):
        shown = words.codes(column.key)
        texts: list[str | None] = [shown.get(text, text) or None for text in series]
        return texts + [None] * (rows - len(texts))
    found = np.full(rows, np.nan)
    if column.measure in (Type.DATE, Type.PERIOD):
        found[: len(series)] = ((series - _EPOCH) / pd.Timedelta(days=1)).to_numpy(float)
    else:
        found[: len(series)] = series.to_numpy(float)
    return found


def receipt_owners(dataset: Dataset, rows: int) -> dict[Line, Cells]:
    """The rep of each receipt is the rep of its order."""
    orders = dataset.table(Orders)
    owner = dict(zip(orders["order_id"], orders["rep_id"], strict=True))
    found: list[str | None] = [owner.get(order) or None for order in dataset.table(Receipts)["order_id"]]
    return {Receipts.rep_id: found + [None] * (rows - len(found))}


def in_force(scheme: pd.DataFrame, scope: Scope) -> pd.Series:
    """Which rows of a KPI scheme count: of each role's versions the latest that has begun by the end of the period."""
    begun = scheme["valid_from"] <= pd.Timestamp(scope.period_end)
    latest = scheme["valid_from"].where(begun).groupby(scheme["role"].str.casefold()).transform("max")
    return begun & (scheme["valid_from"] == latest)
