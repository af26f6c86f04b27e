"""The tables of a database while they are changed: read once, written in one transaction, or not at all.

A row is found again by the primary key of its table, else by all that stood in it. After it is written it is read again
before it counts: what a column rounds, cuts off or puts in place of what was typed takes all of it back. audit.csv and
what is kept beside the workbooks lie elsewhere, so a note beside them says what is meant until the database has it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from salessheet.batch.collecting.run import shown_key
from salessheet.batch.collecting.table_folder import Lack, Meaning, TableFolder
from salessheet.data.audit_trail import Entry, addition
from salessheet.data.collecting import together
from salessheet.data.collecting.comparison import Cell
from salessheet.data.collecting.meaning import typed_text
from salessheet.data.collecting.standing import ROW, Standing, as_json, of_json
from salessheet.data.collecting.together import Meant
from salessheet.data.collecting.writing import Edits, records_of
from salessheet.data.columns import code_words
from salessheet.data.dataset import Dataset
from salessheet.data.load import of_source
from salessheet.data.reading.databases import Database, Form, RawRows, Values, opened
from salessheet.data.sources import is_read, normal, ordered, position_of, read_database, table_names
from salessheet.data.table_file import Row, TableFile, of_records
from salessheet.errors import RefusedOutput, UnreadableSource
from salessheet.files import refusal
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY, TABLES

_NOBODY: Final = "Collect again; whoever works in the database at the same time may be at these rows."
_WHAT_IT_DEMANDS: Final = "See what the table demands and whether the user may write there, and collect again."


@contextmanager
def database_tables(address: str, home: Path) -> Iterator[DatabaseTables]:
    """`home`: the folder for audit.csv. Raises as `databases.opened`."""
    with opened(address, to_write=True) as database:
        yield DatabaseTables(database, home)


def table_files(address: str) -> Iterator[TableFile]:
    """Every table of a database as a file has it. Raises as `databases.opened`."""
    with opened(address) as database:
        for key, name in _names(database).items():
            yield _stored(BY_KEY[key], database.rows(name)).file


def _names(database: Database) -> dict[str, str]:
    """Key of a table → what the database calls it. Raises UnreadableSource where two hold the same one."""
    known, found = table_names(), dict[str, str]()
    for name in database.names():
        table = known.get(normal(name))
        if table is not None and table.key in found:
            wrong = f"both {found[table.key]} and {name} hold the table '{table.key}'."
            raise UnreadableSource(database.name, wrong, "Keep one of them.")
        if table is not None:
            found[table.key] = name
    return found


@dataclass(frozen=True, eq=False)
class _Stored:
    """A table of the database. `file`: its rows as a file has them; `places`: place there → place in `raw.rows`.

    `texts`: of columns that were asked for, what stands in them.
    """

    raw: RawRows
    file: TableFile
    places: Mapping[int, int]
    texts: dict[str, list[str]] = field(default_factory=dict)


class DatabaseTables(TableFolder):
    """The same of a database that is open. `names`: what each table is called there."""

    def __init__(self, database: Database, home: Path) -> None:
        super().__init__(home)
        self._database = database
        self._called = _names(database)
        self._stored: dict[str, _Stored] = {}
        self._edits: dict[str, Edits] = {}
        self._meant: dict[str, list[Meaning]] = {}

    @property
    def name(self) -> str:
        return self._database.name

    def dataset(self) -> Dataset:
        return of_source(read_database(self._database))

    def recover(self) -> None:
        try:
            together.recover(self.path, self._stands)
        except OSError as error:
            raise refusal(self.path, error, "Check its permissions.") from error

    def has(self, table: type[Table]) -> bool:
        return table.key in self._called

    def is_text(self, table: type[Table]) -> bool:
        return self.has(table)

    def file(self, table: type[Table]) -> TableFile:
        if table.key not in self._files:
            stored = self._as_read(table)
            self._files[table.key], self.names[table.key] = stored.file, stored.raw.label
        return self._files[table.key]

    def lack(self, table: type[Table], columns: Collection[str]) -> Lack | None:
        if not self.has(table):
            return Lack("no_such_table")
        missing = [column for column in columns if column not in self._as_read(table).file.columns]
        return Lack("no_such_column", missing[0]) if missing else None

    def change(self, file: TableFile, found: Edits, meant: Sequence[Meaning]) -> None:
        super().change(file, found, meant)
        self._edits[file.table.key], self._meant[file.table.key] = found, [*meant]

    def write(self, entries: Sequence[Entry], beside: Mapping[Path, bytes]) -> tuple[str, ...]:
        """In one transaction, what is logged and the files `beside` with it, if need be with the next run.

        Raises RefusedOutput, with nothing written anywhere, where the database does not take or keep all of it.
        """
        if not self._edits:
            return super().write(entries, beside)
        meanings = ((key, *each) for key, several in self._meant.items() for each in several)
        rows = [{"table": key, "lang": lang, **as_json(change)} for key, lang, change in meanings]
        try:
            meant = Meant(self.name, tuple(rows))
            with together.pending(self.path, meant, addition(self.path, entries), beside) as now_it_counts:
                self._apply()
                now_it_counts()
                self._commit()
        except self._database.errors as error:
            raise RefusedOutput(
                f"{self.name}: the database does not take what was typed ({self._database.told(error)}). "
                "Nothing was written.",
                _WHAT_IT_DEMANDS,
            ) from error
        except OSError as error:
            raise refusal(self.path, error, "Check its permissions.") from error
        return tuple(self.names[key] for key in self._edits)

    def _commit(self) -> None:
        """Raises RefusedOutput, after which the next run finds out from the rows whether they count."""
        try:
            self._database.commit()
        except self._database.errors as error:
            raise RefusedOutput(
                f"{self.name}: the database did not confirm what was typed ({self._database.told(error)}).",
                "Collect again: that finds out whether it is there, and takes it if not.",
            ) from error

    def _apply(self) -> None:
        """New and changed rows in the order in which tables name each other, and at last those that go."""
        changed = [table for table in TABLES if table.key in self._edits]
        for table in changed:
            self._put(table)
        for table in reversed(changed):
            self._remove(table)
        for table in changed:
            self._refuse_others(table, _stored(table, self._database.rows(self._called[table.key])))

    def _put(self, table: type[Table]) -> None:
        stored, found = self._as_read(table), self._edits[table.key]
        form = self._database.form(stored.raw.name)
        headings = _headings(stored)
        position = position_of(table, stored.raw.headings)
        last = _last(stored.raw, position)
        for place, row in found.updates.items():
            where, values = _where(form, stored, place), _values(stored, row, form, headings)
            several = _is_one_of_several(form, stored, where)
            self._once(stored, self._database.update(stored.raw.name, where, values, any_one=several))
        for count, row in enumerate(found.added, start=1):
            filled = {key: text for key, text in row.items() if text}
            values = _values(stored, filled, form, headings)
            if position is not None:
                values[stored.raw.headings[position]] = last + count
            self._database.insert(stored.raw.name, values)

    def _remove(self, table: type[Table]) -> None:
        stored = self._as_read(table)
        form = self._database.form(stored.raw.name)
        for place in sorted(self._edits[table.key].gone):
            where = _where(form, stored, place)
            several = _is_one_of_several(form, stored, where)
            self._once(stored, self._database.delete(stored.raw.name, where, any_one=several))

    def _once(self, stored: _Stored, count: int) -> None:
        """Clients that do not know how many rows there were say -1; then reading again tells."""
        if count == 0:
            raise RefusedOutput(f"{stored.raw.label}: a row is no longer as it was read. Nothing was written.", _NOBODY)
        if count > 1:
            raise RefusedOutput(
                f"{stored.raw.label}: {count} rows say the same, so that none of them can be changed alone. "
                "Nothing was written.",
                "Give the table a primary key.",
            )

    def _refuse_others(self, table: type[Table], stored: _Stored) -> None:
        """Raises RefusedOutput where the database keeps something else than it was given."""
        there: dict[str, Standing] = {}
        for lang, change in self._meant[table.key]:
            if lang not in there:
                there[lang] = _standing(stored, lang)
            found = there[lang].lacking(change)
            if found is not None:
                column, cell = found
                kept = "" if column == ROW else f"{column}={_text(table, column, cell)}"
                typed = "" if column == ROW else f"{column}={_text(table, column, change.new.get(column))}"
                row = shown_key(table.key, change.key, {})
                raise RefusedOutput(
                    f"{stored.raw.label}: the database keeps something else than it was given of the row {row}: "
                    f"{kept or 'no such row'} in place of {typed or change.kind.value}. Nothing was written.",
                    "See the type of the column, and what triggers and rules do there; then collect again.",
                )

    def _stands(self, meant: Meant) -> bool:
        """Whether what a killed run meant to write is there. Raises RefusedOutput where some of it is."""
        if meant.source != self.name:
            raise RefusedOutput(
                f"{self.path}: a run that collected into {meant.source} was ended halfway.",
                "Collect from that database again, which ends it.",
            )
        there: dict[tuple[str, str], Standing] = {}
        standing = [self._stands_there(tree, there) for tree in meant.rows]
        if any(standing) and not all(standing):
            raise RefusedOutput(
                f"{self.path}: a run that collected into {meant.source} was ended halfway, and {sum(standing)} of its "
                f"{len(standing)} rows stand there, so that others were changed since.",
                f"See which of them are to stand, remove {together.NOTE} there, and collect again.",
            )
        return all(standing)

    def _stands_there(self, tree: object, there: dict[tuple[str, str], Standing]) -> bool:
        """`there`: the rows of tables in a language that were asked for before."""
        if not isinstance(tree, dict) or tree.get("table") not in self._called or tree.get("lang") not in LANGUAGES:
            return False
        try:
            change = of_json(tree)
        except (KeyError, TypeError, ValueError) as error:
            place = self.path / together.NOTE
            raise RefusedOutput(
                f"{place}: this is no note of an unfinished run.", "Look at it, then remove it."
            ) from error
        asked = key, lang = str(tree["table"]), str(tree["lang"])
        if asked not in there:
            there[asked] = _standing(self._as_read(BY_KEY[key]), lang)
        return there[asked].lacking(change) is None

    def _as_read(self, table: type[Table]) -> _Stored:
        """As it stood when it was asked for first."""
        if table.key not in self._stored:
            self._stored[table.key] = _stored(table, self._database.rows(self._called[table.key]))
        return self._stored[table.key]


def _stored(table: type[Table], raw: RawRows) -> _Stored:
    """The rows in the order in which they are read, each with its place among those of the database."""
    numbered = RawRows(raw.source, raw.name, [*raw.headings, ""], [(*row, i) for i, row in enumerate(raw.rows)])
    grid = ordered(table, numbered.grid(partial(is_read, table))).as_grid()
    heading, *lines = (cells for _, cells in grid.rows)
    places = {place: int(cells[-1]) for place, cells in enumerate(lines, start=1)}
    file = of_records(Path(raw.label), table, [heading[:-1], *(cells[:-1] for cells in lines)])
    return _Stored(raw, file, places)


def _standing(stored: _Stored, lang: str) -> Standing:
    table = stored.file.table
    return Standing(records_of(stored.file, Words.load(lang)).lines, [c.key for c in table.identity()])


def _headings(stored: _Stored) -> dict[str, str]:
    """Key of a column → what the database calls it."""
    cells = stored.file.records[stored.file.heading].cells
    return {key: cells[place] for key, place in stored.file.columns.items()}


def _last(raw: RawRows, position: int | None) -> int:
    """The highest of the numbers that say in which order the rows stand."""
    if position is None:
        return 0
    return max((int(float(str(row[position]))) for row in raw.rows if row[position] is not None), default=0)


def _where(form: Form, stored: _Stored, place: int) -> Values:
    row = dict(zip(stored.raw.headings, stored.raw.rows[stored.places[place]], strict=True))
    if form.key and all(row.get(name) is not None for name in form.key):
        return {name: row[name] for name in form.key}
    return {name: row[name] for name in form.exact if name in row}


def _is_one_of_several(form: Form, stored: _Stored, where: Values) -> bool:
    """Whether other rows say the same: without a key nothing tells them apart, and any of them is meant."""
    if tuple(where) == form.key:
        return False
    places = [stored.raw.headings.index(name) for name in where]
    wanted = tuple(where.values())
    return sum(tuple(row[place] for place in places) == wanted for row in stored.raw.rows) > 1


def _values(stored: _Stored, row: Row, form: Form, headings: Mapping[str, str]) -> dict[str, object]:
    columns = {column.key: column for column in stored.file.table.columns()}
    found: dict[str, object] = {}
    for key, text in row.items():
        if key in headings:
            name, column = headings[key], columns[key]
            there = partial(_texts, stored, key) if name not in form.choices else partial(list, form.choices[name])
            found[name] = _value(_spelled(text, column, there), column, form.types[name])
    return found


def _texts(stored: _Stored, key: str) -> list[str]:
    """What stands in a column, the most frequent first."""
    if key not in stored.texts:
        place, below = stored.file.columns[key], stored.file.records[stored.file.heading + 1 :]
        stored.texts[key] = [text for text, _ in Counter(r.cells[place] for r in below).most_common() if text]
    return stored.texts[key]


def _spelled(text: str, column: Column, all_there: Callable[[], Sequence[str]]) -> str:
    """A code as the database spells it: as it stands there already, else in the language of most that stands there."""
    values_set = "flag" if column.measure is Type.FLAG else column.key
    known = code_words(values_set)
    code = known.get(normal(text))
    if code is None:
        return text
    there = all_there()
    same = next((each for each in there if known.get(normal(each)) == code), None)
    if same is not None:
        return same
    codes = Words.load(LANGUAGES[0]).codes(values_set)
    spellings = [{each: each for each in codes}, *(Words.load(lang).codes(values_set) for lang in LANGUAGES)]
    best = max(spellings, key=lambda spelling: sum(each in spelling.values() for each in there))
    return best.get(code, text) if any(each in best.values() for each in there) else text


def _value(text: str, column: Column, kind: type) -> object:
    """A text as the column of a database takes it; as it is where it is nothing of that kind: the database says so."""
    if text == "":
        return None
    if column.measure is Type.FLAG and kind is not str:
        return kind(text == "1" or any(text == Words.load(lang).value("flag", "1") for lang in LANGUAGES))
    try:
        if kind is dt.datetime:
            return dt.datetime.combine(_day(text), dt.time())
        if kind is dt.date:
            return _day(text)
        if kind is UUID:
            return UUID(text)
        return text if kind is str else _number(text, kind)
    except (ValueError, InvalidOperation):
        return text


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text if text.count("-") > 1 else f"{text}-01")


def _number(text: str, kind: type) -> object:
    """Never cut to a whole number here: what a column rounds is found when it is read again."""
    number = Decimal(text)
    if kind is int:
        return int(number) if number == number.to_integral_value() else number
    return float(number) if kind is float else number


def _text(table: type[Table], column: str, cell: Cell) -> str:
    measure = next(c.measure for c in table.columns() if c.key == column)
    return typed_text(cell, measure) if cell is not None else "(nothing)"
