"""Tables that a mapping asks for in SQL: the files of another system as tables of a DuckDB that can reach nothing else.

Each file is a table by its name in the mapping. Its columns are texts, NULL for blank, but for those that the mapping
calls numbers, percents or days; beside them stand `_file` and `_row`, where each row comes from. The database lives in
memory, loads no extension, opens no file, and its configuration is locked before the first query.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from threading import Timer
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.data.heading_units import unit_of
from salessheet.data.importing import values
from salessheet.data.importing.files import ForeignFile, Reading, expected, tell_each
from salessheet.data.importing.values import Kind
from salessheet.data.reading.cell_texts import number_text
from salessheet.data.reading.grids import NOT_CALCULATED, is_error
from salessheet.data.reading.headed import Texts
from salessheet.data.values import number, trimmed
from salessheet.errors import InvalidMapping, MissingLibrary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE, ROW, NOTE = "_file", "_row", "_note"
"""Columns of every file, which a query hands on; and one that it may add: what people should know of a row."""

_MEMORY = "4GB"
_TYPES = {Kind.TEXT: "VARCHAR", Kind.NUMBER: "DOUBLE", Kind.PERCENT: "DOUBLE", Kind.DAY: "DATE"}
_TEXT_NEEDED = "argument types"  # how the database words an operation that its columns are not fit for
_SHOWN = 200
_SECONDS = 300
_AT_ONCE, _MOST_ROWS = 50_000, 3_000_000
_ENDLESS = "Look for a join without a condition, or a recursion without an end."
_CHANCE = re.compile(
    r"\b(?:current_(?:date|time|timestamp|localtime|localtimestamp)|localtime(?:stamp)?|tablesample|using\s+sample"
    r"|(?:now|today|random|setseed|uuid|uuidv[47]|gen_random_uuid|get_current_(?:time|timestamp)|transaction_timestamp"
    r"|nextval|txid_current|reservoir_quantile)(?=\s*\())\b",
    re.IGNORECASE,
)
_DIGITS = 15


@dataclass(frozen=True)
class Answer:
    """The rows of a query, as texts that loading reads. Headings are in small letters.

    `_row` may be several numbers, with blanks between them. `texts`: the headings whose values were texts already.
    """

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    texts: frozenset[str] = frozenset()


class Database:
    """The files of an import, ready to be asked. Made by `opened`."""

    def __init__(self, connection: DuckDBPyConnection, name: str, files: Mapping[str, ForeignFile]) -> None:
        self._connection = connection
        self._name = name
        self._files = files

    def answer(self, sql: str, into: str) -> Answer:
        """Raises InvalidMapping for a text that is not one SELECT, or that the database cannot answer."""
        import duckdb

        _refuse_chance(sql, f"{self._name}, sql for '{into}'")
        where = f"{self._name}, sql for '{into}'"
        try:
            statements = self._connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InvalidMapping(f"{where}: this is not one SELECT.", "A table is one query: SELECT … FROM …")
            with _in_time(self._connection):
                result = self._connection.execute(statements[0])
                described = [(str(column[0]).casefold(), str(column[1])) for column in result.description or ()]
                headings = tuple(heading for heading, _ in described)
                rows = [
                    tuple(_text(value, where, heading) for heading, value in zip(headings, row, strict=True))
                    for row in _fetched(result, where)
                ]
        except duckdb.InterruptException as error:
            raise InvalidMapping(f"{where}: it took more than {_SECONDS} seconds.", _ENDLESS) from error
        except duckdb.Error as error:
            raise InvalidMapping(f"{where}: {_in_one_line(error)}", self._hint(str(error))) from error
        return Answer(headings, rows, frozenset(heading for heading, kind in described if kind == "VARCHAR"))

    def _hint(self, said: str) -> str:
        if _TEXT_NEEDED in said:
            return "Columns are texts unless [files] calls them numbers, percents or days."
        if "not found" not in said and "does not exist" not in said:
            return "Mend the query."
        has = "; ".join(f"{name} has {', '.join(file.columns)}" for name, file in self._files.items())
        quotes = "Names with blanks, capitals or other letters stand in double quotes"
        return f"{quotes}; {has}. 'skip' says where the headings are."


@contextmanager
def _in_time(connection: DuckDBPyConnection) -> Iterator[None]:
    """Interrupts what does not end."""
    alarm = Timer(_SECONDS, connection.interrupt)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _fetched(result: DuckDBPyConnection, where: str) -> Iterator[tuple[object, ...]]:
    count = 0
    while rows := result.fetchmany(_AT_ONCE):
        count += len(rows)
        if count > _MOST_ROWS:
            raise InvalidMapping(f"{where}: it gives more than {_MOST_ROWS:,} rows.", _ENDLESS)
        yield from rows


def _refuse_chance(sql: str, where: str) -> None:
    """Nothing asks the clock for a number, and the same files give the same tables."""
    plain = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", " ", sql, flags=re.DOTALL)
    found = _CHANCE.search(plain)
    if found is not None:
        raise InvalidMapping(
            f"{where}: '{found[0]}' gives another value every time.", "Write the date or number itself."
        )


@contextmanager
def opened(name: str, files: Mapping[str, ForeignFile], queries: Sequence[str], reading: Reading) -> Iterator[Database]:
    """A database of the files. Values of theirs that cannot be read are told and are NULL.

    `queries`: what will be asked, so that only the cells concerned are told of. Raises MissingLibrary where DuckDB is
    not installed.
    """
    try:
        import duckdb
    except ImportError as error:
        raise MissingLibrary(f"{name} asks in SQL, which needs duckdb", "sql") from error
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,  # rows come in the same order every time
        "memory_limit": _MEMORY,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        asked = " ".join(queries).casefold()
        for number, (key, file) in enumerate(files.items()):
            _hand_over(connection, key, file, asked, reading, f"handed over, no. {number}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        connection.execute("BEGIN TRANSACTION READ ONLY")
        yield Database(connection, name, files)


def _hand_over(
    connection: DuckDBPyConnection, key: str, file: ForeignFile, asked: str, reading: Reading, aside: str
) -> None:
    kinds = _kinds(file)
    shown = {heading: _typed(file, heading, kinds[heading], asked, reading) for heading in file.columns}
    frame = pd.DataFrame({str(place): column for place, column in enumerate(shown.values())}, index=range(file.length))
    frame[FILE], frame[ROW] = pd.Series(file.files, dtype=object), file.rows
    declared = [f"{_quoted(_free(heading))} {_TYPES[kinds[heading]]}" for heading in file.columns]
    columns = ", ".join([*declared, f"{FILE} VARCHAR", f"{ROW} BIGINT"])
    connection.execute(f"CREATE TABLE {_quoted(key)} ({columns})")
    connection.register(aside, frame)
    connection.execute(f"INSERT INTO {_quoted(key)} SELECT * FROM {_quoted(aside)}")  # noqa: S608  quoted, in memory
    connection.unregister(aside)
    if file.unit and Kind.NUMBER in kinds.values():
        reading.note("unit_above_query", file=file.label, unit=file.unit)


def _kinds(file: ForeignFile) -> dict[str, Kind]:
    said = {
        **dict.fromkeys(file.form.numbers, Kind.NUMBER),
        **dict.fromkeys(file.form.percents, Kind.PERCENT),
        **dict.fromkeys(file.form.days, Kind.DAY),
    }
    kinds = dict.fromkeys(file.columns, Kind.TEXT)
    for name, kind in said.items():
        file.column(name)  # a name that the file does not have is told
        kinds[file.known(name) or name] = kind
    return kinds


def _typed(file: ForeignFile, heading: str, kind: Kind, asked: str, reading: Reading) -> pd.Series:
    """A column as its kind, missing for blank. Errors of cells are told where a query may read them."""
    texts = file.marked(heading) if kind in {Kind.NUMBER, Kind.PERCENT} else file.columns[heading]
    is_asked = kind is not Kind.TEXT or heading.casefold() in asked or "*" in asked
    texts = _once(file, heading, kind, texts, reading if is_asked else None)
    codes, different = pd.factorize(texts)
    for problem, is_one in (("cell_error", is_error), ("not_calculated", NOT_CALCULATED.__eq__)):
        found = np.array([is_one(text) for text in different], dtype=bool)
        if found.any():
            if is_asked:
                tell_each(file, heading, problem, found[codes], reading)
            texts = np.where(found[codes], "", texts).astype(object)
    if kind is Kind.TEXT:
        return _or_nothing(texts)
    form = file.form
    if kind is Kind.DAY:
        isos, wrong = values.days(texts, file.way())
        for problem, where in wrong.items():
            tell_each(file, heading, problem, where, reading, **expected(kind, form))
        return _or_nothing(isos)
    signs = values.signs(different, file.way())
    if signs and is_asked:
        reading.note("sign_in_query", file=file.label, heading=heading, signs=reading.words.listed(signs))
    unit = unit_of(heading) if kind is Kind.NUMBER else ""
    if unit and is_asked:
        reading.note("unit_in_query", file=file.label, heading=heading, unit=unit)
    numbers, bad = values.numbers(texts, kind, file.way())
    tell_each(file, heading, "bad_number", bad, reading, **expected(kind, form))
    return pd.Series([None if math.isnan(number) else number for number in numbers], dtype=object)


def _once(file: ForeignFile, heading: str, kind: Kind, texts: Texts, reading: Reading | None) -> Texts:
    """A column without the numbers of merged cells that a query might add up once more; `reading` is told of these."""
    below = file.merged_in(heading)
    if not below.any():
        return texts
    if kind is Kind.TEXT:
        below &= np.array([number(text) is not None and not _is_code(text) for text in texts], dtype=bool)
    elif kind is not Kind.NUMBER:
        return texts
    if reading is not None:
        tell_each(file, heading, "merged_number", below, reading)
    return np.where(below, "", texts).astype(object)


def _is_code(text: str) -> bool:
    """Whether a text is written as ids are: R1, which could be one rand."""
    return text.isalnum() and text[0].isalpha()


def _or_nothing(texts: Texts) -> pd.Series:
    return pd.Series([text or None for text in texts], dtype=object)


def _free(heading: str) -> str:
    """A heading of the file that is none of ours: one called _row is _row_1."""
    return f"{heading}_1" if heading.casefold() in {FILE, ROW} else heading


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object, where: str, heading: str) -> str:
    match value:
        case None:
            return ""
        case str():
            return trimmed(value)
        case bool() | int() | float() | Decimal():
            return _number(value)
        case dt.datetime() if value.time() != dt.time():
            return value.isoformat(sep=" ")
        case dt.date():
            return f"{value:%Y-%m-%d}"
        case list() if heading == ROW:
            return " ".join(str(row) for row in value if row is not None)
        case _:
            what = f"{where}: a value of the type {type(value).__name__} fits into no cell."
            raise InvalidMapping(what, "Turn it into text or a number.")


def _number(value: float | Decimal) -> str:
    """A number as a cell shows it: 15 digits, which leaves out what sums of binary fractions add."""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal) and abs(value.adjusted()) >= _DIGITS:
        return f"{value:f}"
    return number_text(float(f"{value:.{_DIGITS}g}")) if math.isfinite(value) else str(value)


def _in_one_line(error: Exception) -> str:
    """What the database says, without its drawing of the place."""
    said = " ".join(str(error).split("\n\n")[0].split())
    return said if len(said) <= _SHOWN else f"{said[: _SHOWN - 1]}…"
