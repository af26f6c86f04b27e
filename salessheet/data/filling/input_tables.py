"""The input tables of a dataset as columns of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from salessheet.workbook.expr import Line
    from salessheet.workbook.labels import Words
    from salessheet.workbook.readings.values import Column as Cells

_EPOCH = np.datetime64("1899-12-30", "ns")
_DAY = np.timedelta64(1, "D")


def rows_of(table: type[Table], frame: pd.DataFrame) -> int:
    """The rows a table takes in a workbook: at least one, and some to spare where people cannot add any."""
    return max(1, len(frame) + (0 if table.grows else table.spare))


def table_cells(table: type[Table], frame: pd.DataFrame, words: Words) -> dict[Line, Cells]:
    rows = rows_of(table, frame)
    if frame.empty:
        return {column: blank_cells(column, rows) for column in table.columns()}
    return {column: column_cells(column, frame[column.key], rows, words) for column in table.columns()}


def blank_cells(column: Column, rows: int) -> Cells:
    """As those of a column that has nothing."""
    return [None] * rows if column.measure in (Type.TEXT, Type.LABEL) else np.full(rows, np.nan)


def column_cells(column: Column, series: pd.Series, rows: int, words: Words) -> Cells:
    """Dates as serials, codes as words, blanks as NaN or None; padded to the rows of the table."""
    if column.measure in (Type.TEXT, Type.LABEL):
        shown = words.codes(column.key)
        return texts((shown.get(text, text) for text in series), rows)
    if column.measure in (Type.DATE, Type.PERIOD):
        return serials(series, rows)
    found = np.full(rows, np.nan)
    found[: len(series)] = series.to_numpy(float)
    return found


def numbers(series: pd.Series, rows: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The numbers, then NaN up to so many rows."""
    found = np.full(rows, np.nan)
    found[: len(series)] = series.to_numpy(float)
    return found


def serials(days: pd.Series, rows: int) -> NDArray[np.float64]:
    """Dates as serial numbers, padded with blanks to the rows."""
    found = np.full(rows, np.nan)
    found[: len(days)] = (days.to_numpy("datetime64[ns]") - _EPOCH) / _DAY
    return found


def texts(values: Iterable[str], rows: int) -> list[str | None]:
    """Texts, blank ones as None, padded to the rows."""
    found: list[str | None] = [text or None for text in values]
    return found + [None] * (rows - len(found))
