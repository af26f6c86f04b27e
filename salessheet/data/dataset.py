"""The checked data of a sales centre, or of one team of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from salessheet.data.checks import happened
from salessheet.data.problems import Problem
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Scalar
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import table_of

DEFAULT_LANGUAGE = "en"  # of workbooks and problems, where nobody asks for one


@dataclass(frozen=True, eq=False)
class Dataset:
    """Tables by key, every declared one with all its columns in the order of the declaration, absent ones empty.

    Columns: text is object of str, "" for blank; dates and periods datetime64[ns], NaT for blank; all else float64,
    NaN for blank, flags 1 and 0. Rows are in the order of the source but for tiers, which ascend.
    `settings` has a value for every known key. `absent`: keys of the tables that the source does not have.
    `ignored`: files and sheets that hold no table. `unread`: headings of each file that its table lacks.
    `digests`: the SHA-256 of what was read, of each file or table of a database.
    `problems_elsewhere`: of a slice, how many problems the rest of the centre has; `shared`: its orders whose credit
    is split, also where all who share it are elsewhere; `given`: what of its people depends on others, their places in
    contests and what was left of budgets before their lines, None of the whole, which knows everybody.
    """

    source: str
    tables: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Scalar]
    problems: tuple[Problem, ...] = ()
    absent: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    unread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    problems_elsewhere: int = 0
    shared: frozenset[str] = frozenset()
    given: pd.DataFrame | None = None

    def table(self, table: type[Table]) -> pd.DataFrame:
        return self.tables[table.key]

    def column(self, column: Column) -> pd.Series:
        return self.tables[table_of(column).key][column.key]


def digest(dataset: Dataset) -> str:
    """The same for datasets that fill a workbook with the same: of every table, the settings and the problems."""
    said = (
        sorted(dataset.settings.items()), dataset.problems, dataset.absent, dataset.problems_elsewhere,
        sorted(dataset.shared),
    )  # fmt: skip  # all of it in one text
    found = hashlib.sha256(repr(said).encode())
    given = {} if dataset.given is None else {"given": dataset.given}
    for key, frame in (*sorted(dataset.tables.items()), *given.items()):
        found.update(f"{key}:{list(frame.columns)}:{len(frame)}".encode())
        for column in frame.columns:
            values = frame[column].to_numpy()
            found.update(values.tobytes() if values.dtype.kind != "O" else json.dumps(values.tolist()).encode())
    return found.hexdigest()


def as_of(dataset: Dataset) -> dt.date | None:
    """The latest date on which something happened: a deal moved, an order, a receipt, an activity. None if nothing.

    Planned dates, such as next steps, do not count, nor do dates far after all others (see `happened`), which are
    problems of the dataset, and nor does the clock.
    """
    span = happened.span(dataset.tables)
    return None if span is None else pd.Timestamp(span.last).date()


def language(dataset: Dataset) -> str:
    """The language the data's settings ask for, else the default."""
    return str(dataset.settings["language"] or DEFAULT_LANGUAGE)


def settings(dataset: Dataset) -> Mapping[str, Scalar]:
    """The settings by key, typed, with their defaults. Their problems are among the problems of the dataset."""
    return dataset.settings
