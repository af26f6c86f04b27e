"""Input tables as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from salessheet.data import values
from salessheet.data.reading.cell_texts import number_text
from salessheet.files import Whole, refusal, written_whole
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.tables import BY_KEY


def write(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    words: Words | None = None,
    whole: Whole = written_whole,
    *,
    every_column: bool = False,
) -> tuple[Path, ...]:
    """One CSV file a table, named by its key: UTF-8 with BOM, so that spreadsheets read it, and lines ended by LF.

    Headers and codes are words of the language asked for; without one they are keys. Columns without a single value
    are left out unless a row needs them, or `every_column` is wanted. What is written is read back as the same values.
    Each file is written by `whole`, so that there is never half a file. Raises RefusedOutput where the folder cannot
    be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key, frame in tables.items():
            path = folder / f"{key}.csv"
            with whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(_lines(key, frame, words, every_column=every_column))
            written.append(path)
    except OSError as error:
        raise refusal(folder, error, "Check the path.") from error
    return tuple(written)


def _lines(key: str, frame: pd.DataFrame, words: Words | None, *, every_column: bool) -> Iterable[tuple[str, ...]]:
    columns = [c for c in BY_KEY[key].columns() if c.key in frame and (every_column or _needed(c, frame[c.key]))]
    header = tuple(column.key if words is None else words.label(column) for column in columns)
    return [header, *zip(*(cells(column, frame[column.key], words) for column in columns), strict=True)]


def _needed(column: Column, read: pd.Series) -> bool:
    return column.required or column.identifies or bool((read.notna() & (read.astype(object) != "")).any())


def cells(column: Column, read: pd.Series, words: Words | None = None) -> list[str]:
    """A column as text: ISO dates, months as 2026-06, whole numbers without decimals, "" for blank.

    A column that is text already stays as it is, but for codes, which are worded.
    """
    if read.dtype.kind not in "biufM" and column.measure not in values.TEXTS:  # texts, whatever pandas calls them
        return [str(text) for text in read.fillna("")]
    if column.measure in values.DATES:
        form = "%Y-%m" if column.measure is Type.PERIOD else "%Y-%m-%d"
        return [str(text) for text in pd.to_datetime(read).dt.strftime(form).fillna("")]
    if column.measure in values.TEXTS:
        texts = [str(text) for text in read.fillna("")]
        return texts if words is None else [words.value(column.key, text) for text in texts]
    if column.measure is Type.FLAG:
        yes, no = ("1", "0") if words is None else (words.value("flag", "1"), words.value("flag", "0"))
        return ["" if pd.isna(value) else yes if value else no for value in read]
    return ["" if pd.isna(value) else number_text(float(value)) for value in read]
