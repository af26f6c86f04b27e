"""The file of the table periods in a folder: as it stands, or a new one that fits the others."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from salessheet.data import values
from salessheet.data.sources import TEXT_FILES, normal, table_names
from salessheet.data.table_file import Row, TableFile, empty_file, opened, with_row
from salessheet.errors import UnreadableSource
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Periods, Reps

_COLUMNS: Final = (Periods.period, Periods.status, Periods.closed_on, Periods.hash)


def periods_file(folder: Path, encoding: str = "") -> TableFile:
    """Raises UnreadableSource where it cannot be changed: it is no text file, or one that is not read without loss."""
    path = _file_of(folder, Periods)
    if path is not None:
        if path.suffix.lower() not in TEXT_FILES:
            raise UnreadableSource(path, "only a CSV file can be changed here.", "Save the table as CSV.")
        return opened(path, Periods, encoding)
    reps = _file_of(folder, Reps)
    is_text = reps is not None and reps.suffix.lower() in TEXT_FILES
    words = opened(reps, Reps, encoding).words if reps is not None and is_text else None
    return empty_file(folder / f"{Periods.key}.csv", Periods, _COLUMNS, words)


def with_period(file: TableFile, period: pd.Timestamp, row: Row) -> TableFile:
    """The file with a row of the period that has these codes and texts; codes in the words of its language."""
    words, status = file.words, row[Periods.status.key]
    worded = status if words is None else words.value(Periods.status.key, status)
    texts = {**row, Periods.period.key: f"{period:%Y-%m}", Periods.status.key: worded}

    def is_it(found: Row) -> bool:
        return values.period(values.clean(found[Periods.period.key])) == period.date()

    return with_row(file, is_it, {key: text for key, text in texts.items() if key != Periods.period.key}, texts)


def _file_of(folder: Path, table: type[Table]) -> Path | None:
    names = table_names()
    files = (path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith((".", "~$")))
    readable = (path for path in files if path.suffix.lower() in {*TEXT_FILES, ".parquet"})
    return next((path for path in readable if names.get(normal(path.stem)) is table), None)
