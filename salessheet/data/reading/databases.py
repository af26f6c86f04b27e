"""Tables and views of a database: PostgreSQL, SQLite and what else SQLAlchemy speaks to; DuckDB by its own client.

Nothing is written: what is asked for is one SELECT a table, in a transaction that is rolled back. A password stands in
no message: a database is called by its address without it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from salessheet.data.reading.plain_text import PlainText
from salessheet.data.reading.with_types import IsRead, by_column
from salessheet.errors import InvalidOption, MissingLibrary, UnreadableSource

if TYPE_CHECKING:
    from psycopg.abc import Loader
    from sqlalchemy import URL, Connection, Engine, Inspector, Select

KINDS: Final = frozenset(
    {
        "bigquery", "clickhouse", "cockroachdb", "databricks", "db2", "duckdb", "mariadb", "mssql", "mysql", "oracle",
        "postgres", "postgresql", "redshift", "snowflake", "sqlite", "trino",
    }
)  # fmt: skip  # a list
"""How addresses of databases begin, before a `+` and the name of a driver; those of files begin otherwise."""
_ADDRESS: Final = re.compile(r"([a-z][a-z0-9]*)(?:[+.\-][a-z0-9+.\-]*)?://", re.ASCII | re.IGNORECASE)
_HIDDEN: Final = "***"
_SECRET: Final = re.compile(r"pass|pwd|secret|token|key", re.IGNORECASE)
_DUCKDB: Final = "duckdb"
_OF_SQLITE: Final = b"SQLite format 3"
_IN_A_FILE: Final = frozenset({_DUCKDB, "sqlite"})
_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_SCHEMA: Final = "schema"
_URI: Final = "file:"
_WAIT: Final = 10  # seconds for a server to answer
_MOST_SAID: Final = 300

Wanted = Callable[[str], bool]
Read = Callable[[str, str], bool]
"""Whether somebody reads the column with a heading, of the table with a name."""


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
        user = f"{user.partition(':')[0]}:{_HIDDEN}"
    said = [
        f"{key}={_HIDDEN}" if _SECRET.search(key) else f"{key}={value}"
        for key, _, value in (part.partition("=") for part in options.split("&"))
    ]
    return f"{head}://{user}{at}{host}{mark}{'&'.join(said) if mark else ''}"


def _called(name: str) -> str:
    """A database in manifests and workbooks: one that is a file by the name of that, whatever machine it lies on."""
    head, _, rest = name.partition("://")
    place = rest.partition("?")[0]
    return re.split(r"[/\\]", place)[-1] or name if head.partition("+")[0].casefold() in _IN_A_FILE else name


@dataclass(frozen=True)
class DatabaseTable:
    """`name` as the database has it; `label`: what its rows are told by, with the database in front."""

    name: str
    label: str
    grid: PlainText


def tables(address: str, wanted: Wanted, read: Read) -> Iterator[DatabaseTable]:
    """Every table and view whose name is `wanted`, in the order of their names; rows in that of the database.

    What fits into no cell is refused in columns that are `read`, and nothing in others.

    The schema is the usual one of the user, or that which `?schema=…` names. Raises InvalidOption for an address that
    is none, UnreadableSource where the database cannot be reached or read, MissingLibrary without its client.
    """
    name = plain_name(address)
    if address.partition("://")[0].casefold() == _DUCKDB:
        yield from _of_duckdb(address, name, wanted, read)
        return
    url, schema = _url(address, name)
    with _connected(url, name) as connection:
        from sqlalchemy import inspect
        from sqlalchemy.exc import SQLAlchemyError

        try:
            if url.get_backend_name() == "postgresql":
                _take_endless_days(connection)
            for table in sorted(filter(wanted, _names(inspect(connection), schema))):
                label = f"{name} · {table}"
                found = connection.execute(_all_of(table, schema, connection))
                headings, rows = list(found.keys()), [tuple(row) for row in found]
                grid = _grid(label, headings, rows, partial(read, table))
                yield DatabaseTable(table, f"{_called(name)} · {table}", grid)
        except SQLAlchemyError as error:
            raise _unreadable(name, error, str(url.password or "")) from error


def _names(known: Inspector, schema: str | None) -> set[str]:
    """What a schema has of tables and views, those that keep their rows and those of other servers among them."""
    names = {*known.get_table_names(schema), *known.get_view_names(schema)}
    with suppress(NotImplementedError):
        names.update(known.get_materialized_view_names(schema))
    elsewhere: Callable[[str | None], list[str]] | None = getattr(known, "get_foreign_table_names", None)
    return names if elsewhere is None else names.union(elsewhere(schema))


def _all_of(table: str, schema: str | None, connection: Connection) -> Select[*tuple[Any, ...]]:
    """The rows of a table.

    PostgreSQL's `money` as a number: its sign is that of the server's locale, of no row. SQLite's values as they are
    stored: a column there may hold anything, whatever type it is declared with.
    """
    from sqlalchemy import MetaData, Numeric, Table, cast, select, type_coerce
    from sqlalchemy.dialects.postgresql import MONEY
    from sqlalchemy.exc import SAWarning
    from sqlalchemy.types import NullType

    with warnings.catch_warnings(action="ignore", category=SAWarning):  # of types it does not know
        reflected = Table(table, MetaData(), schema=schema, autoload_with=connection)
    if connection.dialect.name == "sqlite":
        return select(*(type_coerce(c, NullType()).label(c.name) for c in reflected.columns))
    return select(*(cast(c, Numeric).label(c.name) if isinstance(c.type, MONEY) else c for c in reflected.columns))


def _take_endless_days(connection: Connection) -> None:
    """Days that Python has none for, infinity and those of years it does not count, are read as their texts."""
    try:
        from psycopg import DataError
        from psycopg.types import datetime as days
    except ImportError:  # another driver was asked for, which does as it does
        return

    def or_text(loader: type[Loader]) -> type[Loader]:
        class OrText(loader):  # type: ignore[misc, valid-type]  # a class that is known when it runs
            def load(self, data: bytes | bytearray | memoryview) -> object:
                try:
                    return super().load(data)
                except DataError:
                    return bytes(data).decode()

        return OrText

    adapters = connection.connection.driver_connection.adapters  # type: ignore[union-attr]  # psycopg's own
    for name, loader in (
        ("date", days.DateLoader),
        ("timestamp", days.TimestampLoader),
        ("timestamptz", days.TimestamptzLoader),
    ):
        adapters.register_loader(name, or_text(loader))


def _grid(label: str, headings: list[str], rows: Sequence[Sequence[object]], is_read: IsRead) -> PlainText:
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in headings]
    return by_column(label, headings, columns, is_read)


def _url(address: str, name: str) -> tuple[URL, str | None]:
    """Where to connect to, and the schema."""
    try:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as error:
        raise MissingLibrary(f"{name}: databases are read by SQLAlchemy", "database") from error
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise InvalidOption(f"{name} is no address of a database.", "Write postgresql://user@host/name.") from error
    schema = url.query.get(_SCHEMA)
    url = url.difference_update_query([_SCHEMA])
    kind = _DRIVERS.get(url.drivername, url.drivername)
    if kind.startswith("sqlite") and url.database:
        file = unquote(url.database.removeprefix(_URI)) if url.database.startswith(_URI) else url.database
        if not Path(file).is_file():
            raise UnreadableSource(name, "there is no such file.", "Check the path.")
        url = url.set(database=_URI + quote(file)) if "uri" in url.query else url  # else it would make a file
    return url.set(drivername=kind), schema if isinstance(schema, str) else None


@contextmanager
def _connected(url: URL, name: str) -> Iterator[Connection]:
    from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

    try:
        engine = _engine(url)
    except NoSuchModuleError as error:
        raise InvalidOption(f"{name}: there is no database '{url.drivername}'.", _KNOWN) from error
    except ImportError as error:
        if not url.drivername.startswith("postgresql"):
            raise InvalidOption(
                f"{name}: its client is {error.name}, and it is not installed.",
                "Install a driver of this database for SQLAlchemy; no extra of salessheet has it.",
            ) from error
        raise MissingLibrary(f"{name}: its client is {error.name}", "database") from error
    except SQLAlchemyError as error:
        raise _unreadable(name, error, str(url.password or "")) from error
    try:
        connection = engine.connect()
        if engine.dialect.name == "postgresql":  # all tables as they stand at one moment
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    except SQLAlchemyError as error:
        engine.dispose()
        raise _unreadable(name, error, str(url.password or "")) from error
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()
        engine.dispose()


_KNOWN: Final = "Known are postgresql://, sqlite:/// and duckdb:///; others need a driver for SQLAlchemy."


def _engine(url: URL) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    waits = url.get_backend_name() in {"postgresql", "mysql", "mariadb"} and "connect_timeout" not in url.query
    return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": _WAIT} if waits else {})


def _unreadable(name: str, error: BaseException, secret: str) -> UnreadableSource:
    cause = getattr(error, "orig", None) or error
    said = " ".join(str(cause).split())
    for word in {secret, unquote(secret)} - {""}:
        said = said.replace(word, _HIDDEN)
    said = said if len(said) <= _MOST_SAID else f"{said[: _MOST_SAID - 1]}…"
    return UnreadableSource(
        name, f"the database cannot be read ({said}).", "Check the address, the user and its rights."
    )


def _of_duckdb(address: str, name: str, wanted: Wanted, read: Read) -> Iterator[DatabaseTable]:
    try:
        import duckdb
    except ImportError as error:
        raise MissingLibrary(f"{name}: DuckDB is read by duckdb", "sql") from error
    parts = urlsplit(address)
    options: Mapping[str, str] = dict(parse_qsl(parts.query))
    file = Path(unquote(f"{parts.netloc}{parts.path}").removeprefix("/"))
    if not file.is_file():
        raise UnreadableSource(name, "there is no such file.", "Write duckdb:///sales.duckdb, or duckdb:////data/….")
    with suppress(OSError), file.open("rb") as opened:
        if opened.read(len(_OF_SQLITE)) == _OF_SQLITE:
            raise UnreadableSource(name, "this is a database of SQLite.", "Write sqlite:/// in place of duckdb:///.")
    schema = options.get(_SCHEMA, "main")
    try:
        with duckdb.connect(str(file), read_only=True, config=_ALONE) as connection:
            connection.execute("SET enable_external_access = false")
            connection.execute("SET TimeZone = 'UTC'")  # a moment is on the same day wherever it is read
            asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name"
            for (table,) in connection.execute(asked, [schema]).fetchall():
                if wanted(table):
                    label = f"{name} · {table}"
                    kinds = connection.execute(_KINDS, [schema, table]).fetchall()
                    shown = ", ".join(_shown(heading, kind) for heading, kind in kinds)
                    found = connection.execute(f"SELECT {shown} FROM {_quoted(schema)}.{_quoted(table)}")  # noqa: S608  quoted
                    headings = [str(column[0]) for column in found.description or ()]
                    grid = _grid(label, headings, found.fetchall(), partial(read, table))
                    yield DatabaseTable(table, f"{_called(name)} · {table}", grid)
    except duckdb.Error as error:
        raise _unreadable(name, error, "") from error


_ALONE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False, "autoload_known_extensions": False,
}  # fmt: skip  # nothing is fetched
_KINDS: Final = (
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
    " AND table_catalog = current_database() ORDER BY ordinal_position"
)


def _shown(heading: str, kind: str) -> str:
    """A column as it is asked for: short fractions as they were written, 0.1 and not 0.10000000149."""
    name = _quoted(heading)
    return f"CAST(CAST({name} AS VARCHAR) AS DOUBLE) AS {name}" if kind == "FLOAT" else name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
