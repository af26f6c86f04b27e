"""What people typed into workbooks and `collect` wrote into tables, where an import is to write these anew.

The other system may not know of it. A value stays where the files still say what stood there before somebody typed;
where they say something else by now, they count, and that is told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from salessheet.data import values
from salessheet.data.audit_trail import AUDIT, HEADING, Entry
from salessheet.data.columns import code_words
from salessheet.data.reading import encodings
from salessheet.data.sources import RawTable, normal, tables_in
from salessheet.workbook.lines import Column
from salessheet.workbook.tables import BY_KEY

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Typed:
    """What somebody typed, which the files do not say. `column` is blank where it is a whole row, new or deleted.

    `before`: what had stood there; `now`: what the files say. `row`: all of a new row. `place`: where the row of this
    id stands in the table of the import; None where there is none.
    """

    table: str
    key: str
    column: str
    typed: str
    before: str
    now: str
    row: Cells = field(default_factory=dict)
    place: int | None = None

    @property
    def stays(self) -> bool:
        """Whether the files say what they said before; of a row that they do not have any more nothing stays."""
        if not self.column:
            return True
        column = next(column for column in BY_KEY[self.table].columns() if column.key == self.column)
        return self.place is not None and _same(column, self.before, self.now)


def typed_before(folder: Path, tables: Mapping[str, RawTable]) -> list[Typed]:
    """What stands typed in tables of the folder, and an import of these tables would take away.

    Of tables without one column of ids nothing is known. `tables`: those of the import. Raises UnreadableSource.
    """
    entries = [entry for entry in _collected(folder) if entry.table in tables and _id_of(entry.table)]
    if not entries:
        return []
    there = tables_in(folder)
    found: list[Typed] = []
    for key in dict.fromkeys(entry.table for entry in entries):
        if key in there:
            changes = _changes(entry for entry in entries if entry.table == key)
            found += _missing(key, changes, there[key], tables[key])
    return found


def with_typed(frames: Mapping[str, pd.DataFrame], typed: Collection[Typed]) -> dict[str, pd.DataFrame]:
    """The tables of an import with what stays of what was typed; a new row at the end."""
    result = {key: frame.copy() for key, frame in frames.items()}
    for one in typed:
        if one.column and one.stays:
            frame = result[one.table]
            if one.column not in frame:
                frame[one.column] = pd.Series([""] * len(frame), dtype=object)
            frame.loc[one.place, one.column] = one.typed
    for key in dict.fromkeys(one.table for one in typed if not one.column):
        rows = [one for one in typed if one.table == key and not one.column]
        kept = result[key].drop(index=[one.place for one in rows if one.place is not None])
        added = pd.DataFrame([dict(one.row) for one in rows if one.place is None], dtype=object)
        columns = list(dict.fromkeys([*kept, *added]))
        both = pd.concat([kept, added], ignore_index=True).reindex(columns=columns)
        result[key] = both.astype(object).where(both.notna(), "")
    return result


def without_ids(folder: Path, tables: Collection[str]) -> dict[str, int]:
    """How often `collect` wrote into each of the tables, of those whose rows are not named by one id."""
    found = [entry.table for entry in _collected(folder) if entry.table in tables and not _id_of(entry.table)]
    return {table: found.count(table) for table in dict.fromkeys(found)}


def _collected(folder: Path) -> Iterator[Entry]:
    path = folder / AUDIT
    if not path.is_file():
        return
    text = encodings.decoded(path, path.read_bytes()).text.removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(text, newline="")):
        if len(row) == len(HEADING) and row[2].split(" ")[0] == "collect":
            yield Entry(*row)


def _id_of(table: str) -> str:
    """The key of the column of ids; blank where rows are named by several columns, or by none."""
    names = BY_KEY[table].identity()
    return names[0].key if len(names) == 1 and names[0].measure in values.TEXTS else ""


@dataclass(eq=False)
class _Change:
    """What was typed of a row in all: column → what had stood there, and what was typed. `whole`: new or deleted."""

    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    whole: str = ""


def _changes(entries: Iterable[Entry]) -> dict[str, _Change]:
    """By the id of the row, one after the other."""
    found: dict[str, _Change] = {}
    for entry in entries:
        change = found.setdefault(entry.key, _Change())
        old, new = _cells(entry.table, entry.old), _cells(entry.table, entry.new)
        if not entry.old or not entry.new:
            found[entry.key] = _Change(whole="new" if entry.new else "" if change.whole == "new" else "deleted")
            continue
        for column, typed in new.items():
            before = change.cells[column][0] if column in change.cells else old.get(column, "")
            change.cells[column] = (before, typed)
    return found


def _cells(table: str, text: str) -> dict[str, str]:
    """`amount=5; stage=won`, as audit.csv has it, by column."""
    names = "|".join(re.escape(column.key) for column in BY_KEY[table].columns())
    parts = re.split(rf"(?:^|; )({names})=", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _missing(table: str, changes: Mapping[str, _Change], there: RawTable, files: RawTable) -> Iterator[Typed]:
    """What stands typed in the table that is there, and not in that of the files."""
    ours, theirs = _places(table, there), _places(table, files)
    for key, change in changes.items():
        row, place = ours.get(normal(key)), theirs.get(normal(key))
        if change.whole:
            is_new = change.whole == "new"
            if is_new and row is not None and place is None:
                cells = {name: str(texts[row]) for name, texts in there.columns.items()}
                yield Typed(table, key, "", "; ".join(filter(None, cells.values())), "", "", cells)
            elif not is_new and row is None and place is not None:
                yield Typed(table, key, "", "", key, key, place=place)
            continue
        for column in BY_KEY[table].columns():
            if row is None or column.key not in change.cells or column.key not in there.columns:
                continue
            before, typed = change.cells[column.key]
            now = str(files.columns[column.key][place]) if place is not None and column.key in files.columns else ""
            if _same(column, typed, str(there.columns[column.key][row])) and not _same(column, typed, now):
                yield Typed(table, key, column.key, typed, before, now, place=place)


def _places(table: str, raw: RawTable) -> dict[str, int]:
    ids = raw.columns[_id_of(table)]
    return {normal(str(text)): place for place, text in reversed(list(enumerate(ids)))}


def _same(column: Column, one: str, other: str) -> bool:
    """Whether two texts are one value of the column, however they are written."""
    one, other = values.trimmed(values.clean(one)), values.trimmed(values.clean(other))
    if one == other:
        return True
    if column.measure in values.DATES:
        return values.date(one) is not None and values.date(one) == values.date(other)
    if values.is_number(column.measure):
        return values.number(one) is not None and values.number(one) == values.number(other)
    known = code_words(column.key)
    return known.get(normal(one), one) == known.get(normal(other), other)
