"""A database of DuckDB, by its own client."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from salessheet.data.reading.databases import SCHEMA, Form, RawRows, Values, said, unreadable
from salessheet.errors import MissingLibrary, UnreadableSource

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OF_SQLITE: Final = b"SQLite format 3"
_ALONE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False, "autoload_known_extensions": False,
}  # fmt: skip  # nothing is fetched
_TABLES: Final = "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name"
_KINDS: Final = (
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
    " AND table_catalog = current_database() ORDER BY ordinal_position"
)
_KEY: Final = (
    "SELECT constraint_column_names FROM duckdb_constraints() WHERE schema_name = ? AND table_name = ?"
    " AND constraint_type = 'PRIMARY KEY' AND database_name = current_database()"
)
_TYPES: Final[Mapping[str, type]] = {
    "BOOLEAN": bool, "DATE": dt.date, "DECIMAL": Decimal, "DOUBLE": float, "FLOAT": float,
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
                     "UBIGINT", "UHUGEINT"), int),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"),
                    dt.datetime),
}  # fmt: skip  # a table to read
_VARYING: Final = "VARCHAR"
_LABEL: Final = re.compile(r"'((?:[^']|'')*)'")


class DuckDatabase:
    """As `databases.Database` has it."""

    def __init__(self, connection: DuckDBPyConnection, name: str, schema: str) -> None:
        import duckdb

        self.name = name
        self.errors: tuple[type[Exception], ...] = (duckdb.Error,)
        self._connection = connection
        self._schema = schema

    def names(self) -> list[str]:
        return [str(name) for (name,) in self._connection.execute(_TABLES, [self._schema]).fetchall()]

    def rows(self, table: str) -> RawRows:
        shown = ", ".join(_shown(heading, kind) for heading, kind in self._kinds(table))
        found = self._connection.execute(f"SELECT {shown} FROM {self._called(table)}")  # noqa: S608  quoted
        headings = [str(column[0]) for column in found.description or ()]
        return RawRows(self.name, table, headings, found.fetchall())

    def form(self, table: str) -> Form:
        kinds = dict(self._kinds(table))
        types = {heading: _TYPES.get(kind.partition("(")[0], str) for heading, kind in kinds.items()}
        found = self._connection.execute(_KEY, [self._schema, table]).fetchone()
        exact = [name for name, kind in types.items() if kind not in {float, str} or kinds[name] == _VARYING]
        choices = {
            heading: [label.replace("''", "'") for label in _LABEL.findall(kind)]
            for heading, kind in kinds.items()
            if kind.startswith("ENUM(")
        }
        return Form(tuple(found[0]) if found else (), types, tuple(exact), choices)

    def insert(self, table: str, values: Values) -> None:
        names, marks = ", ".join(map(_quoted, values)), ", ".join("?" for _ in values)
        self._done(f"INSERT INTO {self._called(table)} ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608  quoted

    def update(self, table: str, where: Values, values: Values, *, any_one: bool) -> int:
        put = ", ".join(f"{_quoted(name)} = ?" for name in values)
        said_where, given = self._wanted(table, where, any_one=any_one)
        return self._done(f"UPDATE {self._called(table)} SET {put} WHERE {said_where}", [*values.values(), *given])  # noqa: S608  quoted

    def delete(self, table: str, where: Values, *, any_one: bool) -> int:
        said_where, given = self._wanted(table, where, any_one=any_one)
        return self._done(f"DELETE FROM {self._called(table)} WHERE {said_where}", given)  # noqa: S608  quoted

    def commit(self) -> None:
        self._connection.commit()

    def told(self, error: Exception) -> str:
        return said(error, ())

    def _done(self, statement: str, given: Sequence[object]) -> int:
        found = self._connection.execute(statement, list(given)).fetchone()
        return -1 if found is None else int(found[0])

    def _wanted(self, table: str, where: Values, *, any_one: bool) -> tuple[str, list[object]]:
        parts = [f"{_quoted(n)} IS NULL" if value is None else f"{_quoted(n)} = ?" for n, value in where.items()]
        wanted, given = " AND ".join(parts), [value for value in where.values() if value is not None]
        if any_one:
            wanted = f"rowid = (SELECT min(rowid) FROM {self._called(table)} WHERE {wanted})"  # noqa: S608  quoted
        return wanted, given

    def _kinds(self, table: str) -> list[tuple[str, str]]:
        return self._connection.execute(_KINDS, [self._schema, table]).fetchall()

    def _called(self, table: str) -> str:
        return f"{_quoted(self._schema)}.{_quoted(table)}"


@contextmanager
def opened(address: str, name: str, *, to_write: bool) -> Iterator[DuckDatabase]:
    """Raises as `databases.opened`."""
    try:
        import duckdb
    except ImportError as error:
        raise MissingLibrary(f"{name}: DuckDB is read by duckdb", "sql") from error
    parts = urlsplit(address)
    options: Mapping[str, str] = dict(parse_qsl(parts.query))
    file = Path(unquote(f"{parts.netloc}{parts.path}").removeprefix("/"))
    if not file.is_file():
        raise UnreadableSource(name, "there is no such file.", "Write duckdb:///sales.duckdb, or duckdb:////data/….")
    with suppress(OSError), file.open("rb") as content:
        if content.read(len(_OF_SQLITE)) == _OF_SQLITE:
            raise UnreadableSource(name, "this is a database of SQLite.", "Write sqlite:/// in place of duckdb:///.")
    try:
        with duckdb.connect(str(file), read_only=not to_write, config=_ALONE) as connection:
            connection.execute("SET enable_external_access = false")
            connection.execute("SET TimeZone = 'UTC'")  # a moment is on the same day wherever it is read
            connection.execute("BEGIN TRANSACTION")
            yield DuckDatabase(connection, name, options.get(SCHEMA, "main"))
    except duckdb.Error as error:
        raise unreadable(name, said(error, ())) from error


def _shown(heading: str, kind: str) -> str:
    """A column as it is asked for: short fractions as they were written, 0.1 and not 0.10000000149."""
    name = _quoted(heading)
    return f"CAST(CAST({name} AS VARCHAR) AS DOUBLE) AS {name}" if kind == "FLOAT" else name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
