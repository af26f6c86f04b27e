"""Tables and views of a database: PostgreSQL, SQLite and what else SQLAlchemy speaks to; DuckDB by its own client.

What is read is one SELECT a table, all of them in one transaction, which is rolled back unless it was opened for
writing and committed. A password stands in no message: a database is called by its address without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from salessheet.data.reading.plain_text import PlainText
from salessheet.data.reading.with_types import IsRead, by_column
from salessheet.errors import UnreadableSource

KINDS: Final = frozenset(
    {
        "bigquery", "clickhouse", "cockroachdb", "databricks", "db2", "duckdb", "mariadb", "mssql", "mysql", "oracle",
        "postgres", "postgresql", "redshift", "snowflake", "sqlite", "trino",
    }
)  # fmt: skip  # a list
"""How addresses of databases begin, before a `+` and the name of a driver; those of files begin otherwise."""
HIDDEN: Final = "***"
SCHEMA: Final = "schema"

_ADDRESS: Final = re.compile(r"([a-z][a-z0-9]*)(?:[+.\-][a-z0-9+.\-]*)?://", re.ASCII | re.IGNORECASE)
_SECRET: Final = re.compile(r"pass|pwd|secret|token|key", re.IGNORECASE)
_DUCKDB: Final = "duckdb"
_IN_A_FILE: Final = frozenset({_DUCKDB, "sqlite"})
_MOST_SAID: Final = 300

Values = Mapping[str, object]
"""Heading of a column → its value, as the client of the database has it."""


def is_address(source: object) -> bool:
    """Whether a source is the address of a database, and no path nor URL of files."""
    found = _ADDRESS.match(str(source))
    return found is not None and found[1].lower() in KINDS


def plain_name(address: str) -> str:
    """The address as it may be shown: without its password."""
    head, _, rest = address.partition("://")
    place, mark, options = rest.partition("?")
    user, at, host = place.rpartition("@")
    if at and ":" in user:
        user = f"{user.partition(':')[0]}:{HIDDEN}"
    said = [
        f"{key}={HIDDEN}" if _SECRET.search(key) else f"{key}={value}"
        for key, _, value in (part.partition("=") for part in options.split("&"))
    ]
    return f"{head}://{user}{at}{host}{mark}{'&'.join(said) if mark else ''}"


def called(name: str) -> str:
    """A database in manifests and workbooks: one that is a file by the name of that, whatever machine it lies on."""
    head, _, rest = name.partition("://")
    place = rest.partition("?")[0]
    return re.split(r"[/\\]", place)[-1] or name if head.partition("+")[0].casefold() in _IN_A_FILE else name


@dataclass(frozen=True, eq=False)
class RawRows:
    """A table as the client gives it. `source`: what the database is called, without its password."""

    source: str
    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]

    @property
    def label(self) -> str:
        return f"{called(self.source)} · {self.name}"

    def grid(self, is_read: IsRead) -> PlainText:
        """As texts. Raises UnreadableSource for what fits into no cell, in columns that are read."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [() for _ in self.headings]
        return by_column(f"{self.source} · {self.name}", self.headings, columns, is_read)


@dataclass(frozen=True)
class Form:
    """What a table is like. `key`: the columns of its primary key; `types`: what a value of each column is in Python.

    `exact`: the columns by whose values a row is found again where there is no key. `choices`: of columns of an
    enumerated type, what may stand there.
    """

    key: tuple[str, ...]
    types: Mapping[str, type]
    exact: tuple[str, ...]
    choices: Mapping[str, Sequence[str]]


class Database(Protocol):
    """An open one, in one transaction. Writing raises one of `errors`, which `told` puts into words."""

    name: str
    errors: tuple[type[Exception], ...]

    def names(self) -> list[str]:
        """Of every table and view, in order."""

    def rows(self, table: str) -> RawRows:
        """In the order of the database."""

    def form(self, table: str) -> Form: ...

    def insert(self, table: str, values: Values) -> None: ...

    def update(self, table: str, where: Values, values: Values, *, any_one: bool) -> int:
        """How many rows there were. `any_one`: of several that say the same one alone is meant."""

    def delete(self, table: str, where: Values, *, any_one: bool) -> int:
        """As `update`."""

    def commit(self) -> None: ...

    def told(self, error: Exception) -> str: ...


def opened(address: str, *, to_write: bool = False) -> AbstractContextManager[Database]:
    """The schema is the usual one of the user, or that which `?schema=…` names.

    Raises InvalidOption for an address that is none, UnreadableSource where the database cannot be reached or read,
    MissingLibrary without its client.
    """
    if address.partition("://")[0].casefold() == _DUCKDB:
        from salessheet.data.reading import duck_database

        return duck_database.opened(address, plain_name(address), to_write=to_write)
    from salessheet.data.reading import sql_database

    return sql_database.opened(address, plain_name(address), to_write=to_write)


def said(error: BaseException, secrets: Sequence[str]) -> str:
    """What a database says of an error, in one line that is not too long and without the passwords."""
    text = " ".join(str(getattr(error, "orig", None) or error).split())
    for word in {*secrets} - {""}:
        text = text.replace(word, HIDDEN)
    return text if len(text) <= _MOST_SAID else f"{text[: _MOST_SAID - 1]}…"


def unreadable(name: str, why: str) -> UnreadableSource:
    return UnreadableSource(
        name, f"the database cannot be read ({why}).", "Check the address, the user and its rights."
    )
