"""A run that collects: the workbooks, what is asked of them, and what of it is refused or in conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from salessheet.batch.collecting.book_states import BookState
from salessheet.batch.collecting.results import Clash, Refused
from salessheet.batch.collecting.table_folder import TableFolder
from salessheet.data.collecting.checking import Refusal
from salessheet.data.collecting.comparison import Change, Conflict, Key, Line, text_of
from salessheet.data.collecting.meaning import typed_text
from salessheet.data.dataset import Dataset
from salessheet.data.values import DATES
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY


class Asked(NamedTuple):
    """What one workbook asks of one row of a table."""

    state: BookState
    table: str
    change: Change


@dataclass(eq=False)
class Run:
    """`open`: what of each workbook the data does not have. `given`: the rows of a workbook's table with their ids.

    `ids`: the supply of ids for new rows of a table. `names`: those of inputs that are in no table, by workbook, table
    and key of what they ask for.
    """

    dataset: Dataset
    folder: TableFolder
    states: list[BookState]
    lang: str | None
    asked: list[Asked] = field(default_factory=list)
    conflicts: list[Clash] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    open: dict[Path, set[tuple[str, Key]]] = field(default_factory=lambda: defaultdict(set))
    given: dict[tuple[Path, str], list[Line]] = field(default_factory=dict)
    ids: dict[str, Iterator[str]] = field(default_factory=dict)
    names: dict[tuple[Path, str, Key], str] = field(default_factory=dict)
    _written: dict[tuple[Path, str, bool], dict[str, str]] = field(default_factory=dict)

    def words(self, state: BookState) -> Words:
        """Those in which it is told what came of a workbook: of the language asked for, else of its own."""
        return state.words if self.lang is None else Words.load(self.lang)

    def unsettled(self, path: Path) -> set[tuple[str, Key]]:
        """What of a workbook the data does not have: rows by table and key, and inputs that are in no table by name."""
        rows = self.open[path]
        return rows | {
            (name, ()) for (book, key, row), name in self.names.items() if book == path and (key, row) in rows
        }

    def place(self, state: BookState, table: str, key: Key, row: int) -> tuple[str, int]:
        """The sheet and the row of what a workbook asks for. `row`: where it stands in its table, if it is in one."""
        name = self.names.get((state.path, table, key))
        return (state.typed.sheets.get(table, ""), row) if name is None else place_of_input(state, name)

    def clash(self, state: BookState, table: type[Table], found: Conflict) -> None:
        """Nothing of the row is taken: the data, or another workbook, says otherwise."""
        self.open[state.path].add((table.key, found.key))
        self.conflicts.append(
            Clash(
                state.path.name,
                *self.place(state, table.key, found.key, found.row),
                table.key,
                self._shown(state, table.key, found.key),
                found.column,
                found.built,
                found.book,
                found.data,
                found.why,
            )
        )

    def refuse(self, state: BookState, table: str, found: Refusal, key: Key) -> None:
        """Nothing of the row is taken: a cell of it cannot be."""
        self.open[state.path].add((table, key))
        self.refused.append(
            Refused(
                state.path.name,
                *self.place(state, table, key, found.row),
                table,
                self._shown(state, table, key),
                found.column,
                found.value,
                found.wrong,
                found.mend,
            )
        )

    def _shown(self, state: BookState, table: str, key: Key) -> str:
        """What names a row, as people write it."""
        given = self.given.get((state.path, table))
        known = (state.path, table, given is not None)
        if known not in self._written:
            identity = BY_KEY[table].identity() if table in state.kept.tables else ()
            lines = [*state.typed.tables.get(table, ()), *(state.built_lines(table) if identity else ())]
            lines += given or ()
            cells = (line.cells.get(column.key) for line in lines for column in identity)
            self._written[known] = {text_of(cell): cell for cell in cells if isinstance(cell, str)}
        return shown_key(table, key, self._written[known])


def shown_key(table: str, key: Key, written: Mapping[str, str]) -> str:
    """What names a row, as people read it: days in place of their numbers, and texts as they are `written`."""
    identity = BY_KEY[table].identity() if table in BY_KEY else ()
    days = {place for place, column in enumerate(identity) if column.measure in DATES}
    parts = (_as_day(part) if place in days else written.get(part, part) for place, part in enumerate(key))
    return " · ".join(part for part in parts if part)


def _as_day(part: str) -> str:
    return typed_text(float(part), Type.DATE) if part.isdecimal() else part


def place_of_input(state: BookState, name: str) -> tuple[str, int]:
    """Where an input stands that is in no table; of several cells the first."""
    return state.typed.places.get(name, ("", 0))


def heading(table: type[Table], key: str, words: Words) -> str:
    """Of the column with that key; "" where there is none."""
    return next((words.label(c) for c in table.columns() if c.key == key), "")
