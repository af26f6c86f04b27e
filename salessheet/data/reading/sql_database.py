"""A database that SQLAlchemy speaks to: PostgreSQL, SQLite, and others with drivers of their own."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote
from uuid import UUID

from salessheet.data.reading.databases import SCHEMA, Form, RawRows, Values, said, unreadable
from salessheet.errors import InvalidOption, MissingLibrary, UnreadableSource

if TYPE_CHECKING:
    from psycopg.abc import Loader
    from sqlalchemy import URL, ColumnElement, Connection, Engine, Inspector, Select, Table
    from sqlalchemy.types import TypeEngine

_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_URI: Final = "file:"
_WAIT: Final = 10  # seconds for a server to answer
_KNOWN: Final = "Known are postgresql://, sqlite:/// and duckdb:///; others need a driver for SQLAlchemy."
_ROW_IDS: Final = {"postgresql": "ctid", "sqlite": "rowid"}
_COMPARED: Final = frozenset({bool, int, Decimal, str, dt.date, dt.datetime, UUID})


class SqlDatabase:
    """As `databases.Database` has it."""

    def __init__(self, connection: Connection, name: str, schema: str | None, secrets: tuple[str, ...]) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        self.name = name
        self._row_id = _ROW_IDS.get(connection.dialect.name, "")
        self.errors: tuple[type[Exception], ...] = (SQLAlchemyError,)
        self._connection = connection
        self._schema = schema
        self._secrets = secrets
        self._tables: dict[str, Table] = {}
        self._types: dict[str, dict[str, type]] = {}
        self._choices: dict[str, dict[str, list[str]]] = {}

    @property
    def _is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"

    def names(self) -> list[str]:
        from sqlalchemy import inspect

        return sorted(_names(inspect(self._connection), self._schema))

    def rows(self, table: str) -> RawRows:
        found = self._connection.execute(self._all_of(table))
        return RawRows(self.name, table, list(found.keys()), [tuple(row) for row in found])

    def form(self, table: str) -> Form:
        key = tuple(c.name for c in self._table(table).primary_key.columns)
        types = self._types[table]
        exact = tuple(name for name, kind in types.items() if kind in _COMPARED)
        return Form(key, types, exact, self._choices[table])

    def insert(self, table: str, values: Values) -> None:
        self._connection.execute(self._table(table).insert().values(self._stored(values)))

    def update(self, table: str, where: Values, values: Values, *, any_one: bool) -> int:
        wanted = self._wanted(table, where, any_one=any_one)
        return self._connection.execute(self._table(table).update().where(wanted).values(self._stored(values))).rowcount

    def delete(self, table: str, where: Values, *, any_one: bool) -> int:
        wanted = self._wanted(table, where, any_one=any_one)
        return self._connection.execute(self._table(table).delete().where(wanted)).rowcount

    def commit(self) -> None:
        self._connection.commit()

    def told(self, error: Exception) -> str:
        return said(error, self._secrets)

    def _wanted(self, table: str, where: Values, *, any_one: bool) -> ColumnElement[bool]:
        from sqlalchemy import and_, literal_column, select

        columns = self._table(table).columns
        wanted = and_(*(columns[n].is_(None) if value is None else columns[n] == value for n, value in where.items()))
        if not (any_one and self._row_id):
            return wanted
        row_id: ColumnElement[Any] = literal_column(self._row_id)
        first = select(row_id).select_from(self._table(table)).where(wanted).limit(1)
        return row_id == first.scalar_subquery().correlate(None)

    def _stored(self, values: Values) -> Values:
        """SQLite's client has no decimals and no days."""
        return {name: _of_sqlite(value) for name, value in values.items()} if self._is_sqlite else values

    def _table(self, table: str) -> Table:
        """As SQLite stores it: a column there may hold anything, whatever type it is declared with."""
        from sqlalchemy import Enum, MetaData, Table
        from sqlalchemy.exc import SAWarning
        from sqlalchemy.types import NullType

        if table not in self._tables:
            with warnings.catch_warnings(action="ignore", category=SAWarning):  # of types it does not know
                found = Table(table, MetaData(), schema=self._schema, autoload_with=self._connection, resolve_fks=False)
            self._types[table] = {c.name: _python_type(c.type) for c in found.columns}
            self._choices[table] = {c.name: list(c.type.enums) for c in found.columns if isinstance(c.type, Enum)}
            for column in found.columns if self._is_sqlite else ():
                column.type = NullType()
            self._tables[table] = found
        return self._tables[table]

    def _all_of(self, table: str) -> Select[*tuple[Any, ...]]:
        """The rows of a table.

        PostgreSQL's `money` as a number: its sign is that of the server's locale, of no row.
        """
        from sqlalchemy import Numeric, cast, select
        from sqlalchemy.dialects.postgresql import MONEY

        columns = self._table(table).columns
        return select(*(cast(c, Numeric).label(c.name) if isinstance(c.type, MONEY) else c for c in columns))


def _python_type(kind: TypeEngine[Any]) -> type:
    """What a value of a column is; text where it is anything else."""
    try:
        found = kind.python_type
    except NotImplementedError:
        return str
    return found if found in {*_COMPARED, float} else str


def _of_sqlite(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@contextmanager
def opened(address: str, name: str, *, to_write: bool) -> Iterator[SqlDatabase]:
    """Raises as `databases.opened`."""
    url, schema = _url(address, name)
    secrets = tuple({str(url.password or ""), unquote(str(url.password or ""))})
    with _connected(url, name, secrets, to_write=to_write) as connection:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            if url.get_backend_name() == "postgresql":
                _take_endless_days(connection)
            yield SqlDatabase(connection, name, schema, secrets)
        except SQLAlchemyError as error:
            raise unreadable(name, said(error, secrets)) from error


def _names(known: Inspector, schema: str | None) -> set[str]:
    """What a schema has of tables and views, those that keep their rows and those of other servers among them."""
    names = {*known.get_table_names(schema), *known.get_view_names(schema)}
    with suppress(NotImplementedError):
        names.update(known.get_materialized_view_names(schema))
    elsewhere: Callable[[str | None], list[str]] | None = getattr(known, "get_foreign_table_names", None)
    return names if elsewhere is None else names.union(elsewhere(schema))


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
    schema = url.query.get(SCHEMA)
    url = url.difference_update_query([SCHEMA])
    kind = _DRIVERS.get(url.drivername, url.drivername)
    if kind.startswith("sqlite") and url.database:
        file = unquote(url.database.removeprefix(_URI)) if url.database.startswith(_URI) else url.database
        if not Path(file).is_file():
            raise UnreadableSource(name, "there is no such file.", "Check the path.")
        url = url.set(database=_URI + quote(file)) if "uri" in url.query else url  # else it would make a file
    return url.set(drivername=kind), schema if isinstance(schema, str) else None


@contextmanager
def _connected(url: URL, name: str, secrets: tuple[str, ...], *, to_write: bool) -> Iterator[Connection]:
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
        raise unreadable(name, said(error, secrets)) from error
    try:
        connection = engine.connect()
        _begin(connection, to_write=to_write)
    except SQLAlchemyError as error:
        engine.dispose()
        raise unreadable(name, said(error, secrets)) from error
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()
        engine.dispose()


def _begin(connection: Connection, *, to_write: bool) -> None:
    """All tables as they stand at one moment; what others write between reading and writing is no lost change."""
    if connection.dialect.name == "sqlite":
        if to_write:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # its client would begin with the first change
    elif to_write:
        connection.execution_options(isolation_level="SERIALIZABLE")
    elif connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _engine(url: URL) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    waits = url.get_backend_name() in {"postgresql", "mysql", "mariadb"} and "connect_timeout" not in url.query
    return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": _WAIT} if waits else {})
