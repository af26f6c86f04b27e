"""Changes of rows written into the file of their table: whatever is not changed keeps its bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from salessheet.data import money, sinks
from salessheet.data.collecting.comparison import Cells, Change, Key, Kind, Line, alike, by_key, text_of
from salessheet.data.columns import typed
from salessheet.data.filling.input_tables import column_cells
from salessheet.data.heading_units import bracketed
from salessheet.data.sources import RawTable, column_names, normal
from salessheet.data.table_file import Row, TableFile
from salessheet.workbook.labels import Words


class Records(NamedTuple):
    """The rows of a file: their places in it, and their cells as a workbook would show them."""

    places: tuple[int, ...]
    lines: tuple[Line, ...]


def records_of(file: TableFile, words: Words) -> Records:
    """Every row that says something, those that the checks would leave out included."""
    below = range(file.heading + 1, len(file.records))
    places = tuple(place for place in below if not file.records[place].is_blank)
    texts = {
        key: np.array([_cell(file.records[place].cells, at) for place in places], dtype=object)
        for key, at in file.columns.items()
    }
    raw = RawTable(file.table, file.path.name, texts, np.array(places, dtype=np.int64))
    rows = typed(raw, words)
    money.spell(rows)
    frame = rows.frame
    shown = {c.key: list(column_cells(c, frame[c.key], len(places), words)) for c in file.table.columns()}
    cells = ({key: _plain(column[i]) for key, column in shown.items()} for i in range(len(places)))
    return Records(places, tuple(Line(each, place) for each, place in zip(cells, places, strict=True)))


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _plain(cell: object) -> float | str | None:
    if cell is None or cell == "" or cell != cell:  # noqa: PLR0124  only NaN differs from itself
        return None
    return cell if isinstance(cell, str) else float(cell)  # type: ignore[arg-type]  # a number of numpy


def places_of(records: Records, identity: Sequence[str], columns: Sequence[str]) -> dict[Key, tuple[int, Cells]]:
    """Key → the place of the row in the file, and its cells."""
    return {key: (line.row, line.cells) for key, line in by_key(records.lines, identity, columns).items()}


def hidden(change: Change, own: Cells) -> list[str]:
    """The columns of a changed row of which the file says something else than the workbook showed.

    A workbook leaves out what others may not see, and states some amounts in its own currency.
    """
    old = change.old or {}
    return [
        c
        for c in change.new
        if own.get(c) is not None and not alike(own.get(c), old.get(c)) and text_of(own.get(c)) != text_of(old.get(c))
    ]


def in_units(file: TableFile) -> frozenset[str]:
    """The columns whose heading names a unit, in which their numbers are."""
    headings = {key: file.records[file.heading].cells[at] for key, at in file.columns.items()}
    names = column_names(file.table.key)
    return frozenset(key for key, text in headings.items() if bracketed(text)[1] and normal(text) not in names)


class Edits(NamedTuple):
    """What becomes of the rows of a file: place → its new texts, the places of those that go, and new rows."""

    updates: Mapping[int, Row]
    gone: frozenset[int]
    added: Sequence[Row]


def edits(
    file: TableFile,
    changes: Sequence[tuple[Change, int]],
    frames: Sequence[pd.DataFrame],
    places: Mapping[Key, tuple[int, Cells]],
) -> Edits:
    """Of the changes; each comes with the place of its row in the frames of values, one below the other."""
    frame = pd.concat(frames, ignore_index=True)
    columns = {c.key: c for c in file.table.columns()}
    kept = [key for key in columns if key in frame]
    texts = {key: sinks.cells(columns[key], frame[key], file.words) for key in kept}
    updates: dict[int, Row] = {}
    gone: set[int] = set()
    added: list[Row] = []
    for change, at in changes:
        row = {key: texts[key][at] for key in change.new if key in texts}
        if change.kind is Kind.NEW:
            added.append(row)
        elif change.kind is Kind.CHANGED:
            updates[places[change.key][0]] = row
        else:
            gone.add(places[change.key][0])
    return Edits(updates, frozenset(gone), added)
