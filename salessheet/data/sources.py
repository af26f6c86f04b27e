"""Sources of input tables: a folder of text or Parquet files, a workbook, a database. What comes out is text."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from salessheet.data.heading_levels import in_one_row, unit_above
from salessheet.data.heading_units import bracketed, unit_of, with_unit
from salessheet.data.reading import databases, delimited, parquet, spreadsheets
from salessheet.data.reading.distinct import Distinct, distinct
from salessheet.data.reading.grids import Doubt, Grid, TextForm
from salessheet.data.reading.headed import SEARCHED, Headed, Ragged, Texts, first_that_names_all, headed
from salessheet.data.reading.merged_cells import Below, filled_down
from salessheet.data.reading.plain_text import HeadedText, PlainText
from salessheet.data.reading.unreadable import unreadable
from salessheet.data.values import DATES, SUMMED, Mask, serial_of_1900
from salessheet.errors import FROM_AN_EXPORT, InvalidOption, MissingTable, UnreadableSource
from salessheet.files import sha256_of
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY, TABLES, SettingRows

_Found = tuple[type[Table] | None, str, Grid | PlainText]

TEXT_FILES = {".csv", ".tsv", ".txt"}
BOOKS = {".xlsx", ".xlsm"}
_OTHER_BOOKS = {".xls", ".xlsb", ".ods"}
_BESIDE = frozenset({"audit.csv"})
"""Files beside the tables that are none, and that salessheet writes itself."""


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as text. `columns` has the declared columns found, by key; `rows` are the numbers people see.

    `files`: the file of each row, where they are not all of `file`. `headings`: what another system calls the columns,
    by their keys. `unread`: headings that the table has no column for. `again`: places of rows in which the heading
    stands once more. `merged`: of columns, by key, which cells are merged with one above that holds something; they
    hold the same, or nothing where rows add up what they hold. `encoding` and `doubts` as in Grid, `has_order` as in
    PlainText. `coded`: columns whose different texts are known already.
    """

    table: type[Table]
    file: str
    columns: Mapping[str, Texts]
    rows: npt.NDArray[np.int64]
    ragged: tuple[Ragged, ...] = ()
    files: Texts | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    again: tuple[int, ...] = ()
    merged: Mapping[str, Mask] = field(default_factory=dict)
    encoding: str = ""
    doubts: tuple[Doubt, ...] = ()
    has_order: bool = True
    coded: Mapping[str, Distinct] = field(default_factory=dict)

    def distinct(self, key: str) -> Distinct:
        """A column by its different texts."""
        return self.coded[key] if key in self.coded else distinct(self.columns[key])

    def file_of(self, place: int | np.integer[Any] | None) -> str:
        """The file of the row at a place; of None, that of the table."""
        return self.file if place is None or self.files is None else str(self.files[place])


class _InOrder(Mapping[str, Texts]):
    """Columns as texts; those that are coded are made when somebody asks for them."""

    def __init__(self, order: Iterable[str], texts: Mapping[str, Texts], coded: Mapping[str, Distinct]) -> None:
        self._order, self._texts, self._coded = dict.fromkeys(order), dict(texts), coded

    def __getitem__(self, key: str) -> Texts:
        if key not in self._texts:
            self._texts[key] = self._coded[key].spread()
        return self._texts[key]

    def __contains__(self, key: object) -> bool:
        return key in self._order

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


@dataclass(frozen=True, eq=False)
class RawSource:
    """All tables of a source by key, and the files or sheets that hold none.

    `digests`: the SHA-256 of what was read, of each file or table of a database.
    """

    name: str
    tables: Mapping[str, RawTable]
    ignored: tuple[str, ...]
    digests: Mapping[str, str] = field(default_factory=dict)


def read(source: Path | str, encoding: str = "") -> RawSource:
    """The tables of a folder, workbook or database. Tables and headers may be named in any language, in any case.

    `encoding`: that of the text files; where it is blank, what the settings say counts, else the evidence of each file.
    Raises UnreadableSource where something cannot be read or is written meanwhile, MissingTable where teams, reps or
    deals are missing, InvalidOption for an address that is none, and MissingLibrary where what reads it is not
    installed.
    """
    if databases.is_address(source):
        with databases.opened(str(source)) as database:
            return read_database(database)
    name, before = name_of(source), _states(source)
    tables, ignored = some_tables(source, encoding)
    _refuse_incomplete(name, tables)
    path, held = Path(source), sorted({raw.file for raw in tables.values()})
    files = [path / file for file in held] if path.is_dir() else [path]
    return RawSource(name, tables, tuple(ignored), _Digests(files, before))


def read_database(database: databases.Database) -> RawSource:
    """The tables of one that is open. Raises as `read`."""
    tables, ignored = _tables(database.name, _database(database))
    _refuse_incomplete(database.name, tables)
    return RawSource(database.name, tables, tuple(ignored), {raw.file: _digest(raw) for raw in tables.values()})


def _refuse_incomplete(name: str, tables: Mapping[str, RawTable]) -> None:
    for table in TABLES:
        if table.required and table.key not in tables:
            raise MissingTable(name, table.key, tuple(c.key for c in table.columns() if c.is_needed))


_State = tuple[int, int, int]


def _states(source: Path | str) -> dict[str, _State]:
    """File → what tells one that was written again, of the files of a folder or of the workbook itself."""
    path = Path(source)
    if databases.is_address(source) or not path.exists():
        return {}
    try:
        return {each.name: _state(each) for each in (path.iterdir() if path.is_dir() else (path,)) if each.is_file()}
    except OSError:  # whoever reads it says what is the matter
        return {}


def _state(path: Path) -> _State:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


class _Digests(Mapping[str, str]):
    """Of files that were read, each by its name: made when somebody asks for one, of the content that was read.

    Raises UnreadableSource, now or when one is asked for, where a file was written to since `before`: else some tables
    would be those of before and some those of after, and nothing would say so.
    """

    def __init__(self, files: Iterable[Path], before: Mapping[str, _State]) -> None:
        self._files, self._before = {file.name: file for file in files}, before
        for file in self._files.values():
            self._refuse_changed(file)

    def __getitem__(self, name: str) -> str:
        file = self._files[name]
        try:
            found = sha256_of(file)
        except OSError as error:
            raise unreadable(file, "changed_meanwhile") from error
        self._refuse_changed(file)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def _refuse_changed(self, file: Path) -> None:
        try:
            is_same = _state(file) == self._before.get(file.name)
        except OSError:
            is_same = False
        if not is_same:
            raise unreadable(file, "changed_meanwhile")


def _digest(raw: RawTable) -> str:
    texts = {key: column.tolist() for key, column in sorted(raw.columns.items())}
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def name_of(source: Path | str) -> str:
    """What a source is called wherever it is told of: a path, or an address without its password."""
    return databases.plain_name(str(source)) if databases.is_address(source) else str(Path(source))


def some_tables(source: Path | str, encoding: str = "") -> tuple[dict[str, RawTable], list[str]]:
    """The tables of a folder or workbook, which need not be complete, and what holds none. Raises as `read` does."""
    if databases.is_address(source):
        with databases.opened(str(source)) as database:
            return _tables(database.name, _database(database))
    if "://" in str(source):
        scheme = str(source).partition("://")[0]
        raise InvalidOption(
            f"{scheme}://…: this is no database that is known, and URLs of files are read by `salessheet build` alone.",
            "Copy the tables to a folder here.",
        )
    path = Path(source)
    try:
        kind = "folder" if path.is_dir() else "file" if path.exists() else "nothing"
    except OSError as error:
        raise UnreadableSource(path, f"it cannot be opened ({error.strerror}).", "Check its permissions.") from error
    if kind == "nothing":
        raise UnreadableSource(path, "there is no such file or folder.", "Check the path.")
    if kind == "file" and path.suffix.lower() not in BOOKS:
        raise UnreadableSource(
            path,
            "this is neither a folder nor an .xlsx workbook.",
            "Save it as .xlsx."
            if path.suffix.lower() in _OTHER_BOOKS
            else f"Name the folder the files are in. {FROM_AN_EXPORT}",
        )
    return _tables(path, _folder(path, encoding) if kind == "folder" else _book(path))


def held_elsewhere(folder: Path, keys: Iterable[str]) -> dict[str, str]:
    """Files of a folder that hold one of these tables, other than its own `key.csv` → the key; {} without a folder."""
    names, asked = table_names(), set(keys)
    files = [child for child in folder.iterdir() if child.is_file()] if folder.is_dir() else []
    found = {}
    for file in sorted(files):
        table = names.get(normal(file.stem)) if file.suffix.lower() in {*TEXT_FILES, ".parquet"} else None
        if table is not None and table.key in asked and file.name != f"{table.key}.csv" and file.name not in _BESIDE:
            found[file.name] = table.key
    return {name: key for name, key in found.items() if not name.startswith((".", "~$"))}


def tables_in(folder: Path) -> dict[str, RawTable]:
    """The tables of a folder that need not be complete."""
    return _tables(folder, _folder(folder, ""))[0]


def _tables(path: Path | str, found: Iterable[_Found]) -> tuple[dict[str, RawTable], list[str]]:
    """The tables by key, and the files or sheets that hold none."""
    tables: dict[str, RawTable] = {}
    ignored = []
    for table, name, grid in found:
        if table is None:
            ignored.append(name)
        elif table.key in tables:
            raise UnreadableSource(
                path, f"both {tables[table.key].file} and {name} hold the table '{table.key}'.", "Keep one of them."
            )
        else:
            tables[table.key] = shaped(table, name, grid)
    return tables, ignored


def normal(name: str) -> str:
    """A name as it is compared: without case, blanks, underscores, hyphens, and what nobody sees or types apart."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    if not plain.isascii():
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return re.sub(r"[\s_\-]+", "", plain)


@cache
def table_names() -> Mapping[str, type[Table]]:
    """Every name a table may go by → the table."""
    words = [Words.load(lang) for lang in LANGUAGES]
    return {normal(name): t for t in TABLES for name in (t.key, *(w.title(t) for w in words))}


@cache
def column_names(key: str) -> Mapping[str, str]:
    """Every name a column of the table of that key may go by → the column's key."""
    table = BY_KEY[key]
    words = [Words.load(lang) for lang in LANGUAGES]
    return {normal(name): c.key for c in table.columns() for name in (c.key, *(w.label(c) for w in words))}


def shaped(table: type[Table], file: str, grid: Grid | PlainText) -> RawTable:
    """A grid as columns. The heading is the first row that names all columns the table cannot do without.

    Money whose heading has no unit is in the one that a line above it states, if any does.
    """
    grid = _levelled(grid)
    found = _headed(table, file, grid)
    start = grid if isinstance(grid, Grid) else grid.start()
    stated = unit_above(start, int(found.rows[0])) if len(found.rows) else ""
    below: Below = {}
    if isinstance(found, Headed) and isinstance(grid, Grid) and grid.merged:
        found, below = filled_down(found, grid.merged)
    places: dict[str, int] = {}
    unread = []
    for place, heading in enumerate(found.headings):
        key = _column_of(table, heading)
        if key is None:
            unread += [heading] if heading else []
        elif key in places:
            first, second = column_letters(places[key]), column_letters(place)
            raise unreadable(file, "twice", columns=(key,), first=first, second=second)
        else:
            places[key] = place
    unread += [f"({column_letters(place)})" for place in found.unnamed()]
    measures = {column.key: column.measure for column in table.columns()}
    columns, coded = {}, {}
    for key, place in places.items():
        heading = found.headings[place]
        named_so = normal(heading) in column_names(table.key)  # the brackets are part of the name
        unit = "" if named_so else bracketed(heading)[1]
        if stated and measures[key].is_money and not unit_of(heading):
            unit = stated
        if isinstance(found, HeadedText) and not unit:
            coded[key] = found.distinct(place)
            continue
        texts = found.column(place)
        if isinstance(grid, Grid) and grid.since_1904 and measures[key] in DATES:
            texts = np.array([serial_of_1900(text) for text in texts], dtype=object)
        texts = once(texts, measures[key], below.get(place))
        columns[key] = with_unit(unit, measures[key], texts, file, heading)
        if isinstance(found, HeadedText) and columns[key] is texts:
            coded[key] = found.distinct(place)
    return RawTable(
        table, file, _InOrder(places, columns, coded), found.rows, found.ragged,
        unread=tuple(unread), again=found.again,
        merged={key: below[place] for key, place in places.items() if place in below},
        encoding=grid.encoding, doubts=grid.doubts,
        has_order=isinstance(grid, Grid) or grid.has_order, coded=coded,
    )  # fmt: skip  # what was read, then what there is to say of it


def _levelled(grid: Grid | PlainText) -> Grid | PlainText:
    """The same with a heading of two rows in one."""
    if isinstance(grid, Grid):
        return in_one_row(grid)
    start = grid.start()
    return grid if not start.is_text or in_one_row(start) is start else in_one_row(grid.as_grid())


def _refuse_second(table: type[Table], file: str, grid: Grid | PlainText, start: int) -> None:
    """Raises UnreadableSource where another table begins below a blank row: its rows would be rows of this one."""
    numbers = grid.rows if isinstance(grid, PlainText) else np.array([number for number, _ in grid.rows])
    for place in (np.flatnonzero(np.diff(numbers) > 1) + 1).tolist():
        names = [normal(cell) for cell in _row_at(grid, place) if cell.strip()]
        if place > start and len(names) > 1 and all(name in _all_names() for name in names):
            headed_so = [other for other in TABLES if _is_heading_of(other, names)]
            other = max(headed_so, key=lambda each: _count_named(each, names), default=table)
            if _count_named(other, names) > _count_named(table, names):
                raise unreadable(file, "second_table", row=int(numbers[place]), other=other.key)


def _row_at(grid: Grid | PlainText, place: int) -> list[str]:
    if isinstance(grid, Grid):
        return grid.rows[place][1]
    return [text for column in grid.columns for text in column.at(slice(place, place + 1))]


@cache
def _all_names() -> frozenset[str]:
    """Every name of a column of any table."""
    return frozenset(name for table in TABLES for name in column_names(table.key))


def _count_named(table: type[Table], names: Iterable[str]) -> int:
    return sum(name in column_names(table.key) for name in names)


def _is_heading_of(table: type[Table], names: Iterable[str]) -> bool:
    named = {column_names(table.key).get(name) for name in names}
    return {c.key for c in table.columns() if c.is_needed and c.default is None} <= named


def once(texts: Texts, measure: Type, below: Mask | None) -> Texts:
    """A column without what cells merged with one above would add once more."""
    return texts if below is None or measure not in SUMMED else np.where(below, "", texts).astype(object)


def _headed(table: type[Table], file: str, grid: Grid | PlainText) -> Headed | HeadedText:
    """What stands below the heading. Raises UnreadableSource where no row names all that the table needs."""
    start = grid if isinstance(grid, Grid) else grid.start()
    if not start.rows:
        raise unreadable(file, "empty")
    must: set[object] = {c.key for c in table.columns() if c.is_needed and c.default is None}
    place = first_that_names_all(start, lambda row: _named(table, row), must)
    if place is None:
        raise _headless(table, file, start)
    _refuse_second(table, file, grid, place)
    return headed(grid, place) if isinstance(grid, Grid) else HeadedText(grid, place)


def column_letters(place: int) -> str:
    """How a spreadsheet names the column at a place, from 0: A, B … Z, AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column_of(table: type[Table], heading: str) -> str | None:
    """The key of the column a heading names. What stands in brackets at its end is no part of the name."""
    names = column_names(table.key)
    return names.get(normal(heading)) or names.get(normal(bracketed(heading)[0]))


def is_read(table: type[Table], heading: str) -> bool:
    return _column_of(table, heading) is not None


def _named(table: type[Table], row: list[str]) -> list[str]:
    return [key for key in (_column_of(table, cell) for cell in row) if key is not None]


def _headless(table: type[Table], file: str, grid: Grid) -> UnreadableSource:
    """Says what the row that comes nearest to a heading lacks."""
    rows = [row for _, row in grid.rows[:SEARCHED]]
    nearest = max(rows, key=lambda row: (len(set(_named(table, row))), len(list(filter(str.strip, row)))))
    must = [c.key for c in table.columns() if c.is_needed and c.default is None]
    wanting = tuple(key for key in must if key not in _named(table, nearest))
    header = tuple(cell.strip() for cell in nearest)
    if not all(name.isascii() for name in header):
        labels = {column.key: Words.load("zh-CN").label(column) for column in table.columns()}
        wanting = tuple(f"{key} ({labels[key]})" for key in wanting)
    return unreadable(file, "no_heading", table=table.key, columns=wanting, header=header)


def _folder(path: Path, encoding: str) -> Iterator[_Found]:
    names = table_names()
    try:
        files = sorted(child for child in path.iterdir() if child.is_file() and not child.name.startswith((".", "~$")))
    except OSError as error:
        raise UnreadableSource(
            path, f"the folder cannot be read ({error.strerror}).", "Check its permissions."
        ) from error
    tables = {file: names.get(normal(file.stem)) for file in files if file.name not in _BESIDE}
    form = TextForm(encoding or _encoding_in_settings(tables))
    for file, table in tables.items():
        suffix = file.suffix.lower()
        if table is not None and suffix in TEXT_FILES:
            yield table, file.name, delimited.lines(file, form)
        elif table is not None and suffix == ".parquet":
            yield table, file.name, parquet.table(file, partial(is_read, table))
        else:
            yield None, file.name, Grid([])


def _encoding_in_settings(tables: Mapping[Path, type[Table] | None]) -> str:
    """The encoding that the table of settings names for the text files beside it; blank where it names none."""
    names = {normal(name) for name in ("encoding", *(Words.load(x).text("settings.label.encoding") for x in LANGUAGES))}
    for file, table in tables.items():
        if table is SettingRows and file.suffix.lower() in TEXT_FILES:
            rows = shaped(table, file.name, delimited.grid(file)).columns
            said = zip(rows[SettingRows.key_.key], rows[SettingRows.value.key], strict=True)
            return next((value.strip() for key, value in said if normal(key) in names), "")
    return ""


def _book(path: Path) -> Iterator[_Found]:
    names = table_names()
    for sheet, grid in spreadsheets.sheets(path).items():
        table = names.get(normal(sheet))
        yield table if grid.rows else None, f"{path.name} · {sheet}", grid


def _database(database: databases.Database) -> Iterator[_Found]:
    names = table_names()
    for name in database.names():
        table = names.get(normal(name))
        if table is not None:
            found = database.rows(name)
            yield table, found.label, ordered(table, found.grid(partial(is_read, table)))


def ordered(table: type[Table], grid: PlainText) -> PlainText:
    """Rows of a database have no order: they are put into that of a column which says it, or of their ids and texts."""
    headings = grid.start().rows[0][1]
    keys = [_column_of(table, heading) for heading in headings]
    first = [keys.index(column.key) for column in table.identity() if column.key in keys]
    place = position_of(table, headings)
    stated = None if place is None else grid.in_order_of(place)
    return grid.in_order(first) if stated is None else stated


def position_of(table: type[Table], headings: Sequence[str]) -> int | None:
    """The place of the column that says in which order the rows of a database stand; None where there is none."""
    names = {normal(Words.load(lang).text("source.position")) for lang in LANGUAGES}
    places = (i for i, name in enumerate(headings) if normal(name) in names and _column_of(table, name) is None)
    return next(places, None)
