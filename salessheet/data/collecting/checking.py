"""Typed rows, checked as those of a file are: what a cell may not hold is told with its row, and the row is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salessheet.core.keys import folded
from salessheet.data import columns, rule_checks, setting_values, values
from salessheet.data.collecting.comparison import Cell, Cells, Change, Kind
from salessheet.data.keys import without_patterns
from salessheet.data.problems import worded
from salessheet.data.reading.cell_texts import number_text
from salessheet.data.sources import RawTable
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.rules import InOrder, NotBoth, NotZero
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import SettingRows, table_of

_EPOCH = dt.date(1899, 12, 30)
_LATEST = 2_958_465  # the last day a spreadsheet knows
Ids = Mapping[Column, Collection[str]]
"""Identifying column → its ids, folded."""


@dataclass(frozen=True)
class Refusal:
    """A cell that is not taken, with the row it stands in; `column` is its heading."""

    row: int
    column: str
    value: str
    wrong: str
    mend: str


@dataclass(frozen=True, eq=False)
class Checked:
    """Changes of a table with their values typed: a row of `frame` a change. `refused`: place → why it is not taken."""

    changes: Sequence[Change]
    frame: pd.DataFrame
    refused: Mapping[int, Sequence[Refusal]]


def typed_text(cell: Cell, measure: Type) -> str:
    """A cell as somebody would type it in a text file: dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if measure in values.DATES and 0 < cell <= _LATEST:
        return (_EPOCH + dt.timedelta(days=int(cell))).isoformat()
    return number_text(cell)


def checked(table: type[Table], changes: Sequence[Change], words: Words, sheet: str, known: Ids) -> Checked:
    """`known`: the ids that references may name, those of rows typed in the same run included."""
    whole = [_whole(change) for change in changes]
    held = [c for c in table.columns() if any(c.key in cells for cells in whole)]
    texts = {c.key: np.array([typed_text(cells.get(c.key), c.measure) for cells in whole], dtype=object) for c in held}
    raw = RawTable(table, sheet, texts, np.array([change.row for change in changes], dtype=np.int64))
    rows = columns.typed(raw, words)
    for rule in table.rules:
        if isinstance(rule, InOrder | NotBoth | NotZero):
            rule_checks.check(rows, rule)
    if table is SettingRows:
        setting_values.read(rows)
    refused: dict[int, list[Refusal]] = {}
    headings = {words.label(c): c for c in table.columns()}
    for place, problem in rows.findings.found:
        column = headings.get(problem.column)
        if place >= 0 and _is_typed(changes[place], column):
            text = "" if column is None or column.key not in texts else str(texts[column.key][place])
            refused.setdefault(place, []).append(
                Refusal(changes[place].row, problem.column, text, problem.wrong, problem.mend)
            )
    for place, refusal in _dangling(table, changes, rows.frame, words, known):
        refused.setdefault(place, []).append(refusal)
    return Checked(changes, rows.frame, refused)


def _whole(change: Change) -> Cells:
    return {} if change.kind is Kind.DELETED else {**(change.old or {}), **change.new}


def _is_typed(change: Change, column: Column | None) -> bool:
    if change.kind is Kind.DELETED:
        return False
    return change.kind is Kind.NEW or column is None or column.key in change.new


def _dangling(
    table: type[Table], changes: Sequence[Change], frame: pd.DataFrame, words: Words, known: Ids
) -> list[tuple[int, Refusal]]:
    """References that lead nowhere."""
    found = []
    for column in table.columns():
        ids = known.get(column.refers_to) if column.refers_to is not None else None
        if ids is None or column.refers_to is None:
            continue
        for place, change in enumerate(changes):
            text = str(frame[column.key].iloc[place] or "")
            if text and column.key in change.new and reference(text) not in ids:
                label = words.label(column)
                title = words.title(table_of(column.refers_to))
                wrong, mend = worded(words, "unknown_reference", value=text, table=title, column=label)
                found.append((place, Refusal(change.row, label, text, wrong, mend)))
    return found


def reference(text: str) -> str:
    """An id as references compare it."""
    return folded(without_patterns(text)).removeprefix("#")
