"""Whose the rows of a table are. Said once, on the table; who owns a problem and what a team sees are derived from it.

Everyones     settings, stages, exchange rates: every team sees them as they are
Belongs(by)   a row is its team's: that of the rep, order or customer that the column names
Used(by, of)  nobody's in particular: a team sees the rows that its own rows use
AnyOf(ways)   nobody's in particular, and used by one column or by another
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from salessheet.errors import DeclarationError
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Use
from salessheet.workbook.rules import RefersByCode

if TYPE_CHECKING:
    from salessheet.workbook.expr import Home
    from salessheet.workbook.schema import Table


@dataclass(frozen=True)
class Everyones:
    """Every team sees every row, as it is."""


@dataclass(frozen=True)
class Belongs:
    """A row belongs to the team of the row that `by` names, and a team sees it where it sees that row.

    A column that identifies its own table is the root: the teams themselves.
    """

    by: Column | RefersByCode


@dataclass(frozen=True)
class Used:
    """A row is nobody's in particular. A team sees it where `by` stands in one of the columns `of` rows it sees."""

    by: Column
    of: tuple[Column, ...]


@dataclass(frozen=True)
class AnyOf:
    """A team sees a row that it sees in one of the ways: plans by the role they are for, or by the rep."""

    ways: tuple[Used, ...]


Ownership = Everyones | Belongs | Used | AnyOf


def check_owner(table: type[Table]) -> None:
    """Raises DeclarationError where what a team sees of the table cannot be derived."""
    for column in table.columns():
        if column.brings and column.use is Use.NOTE:
            raise DeclarationError(f"{column} brings the row it refers to, and so is no note: leave out one of the two")
    owner = getattr(table, "owner", None)
    match owner:
        case Everyones() | Belongs(RefersByCode()):
            return
        case Belongs(Column() as by) | Used(by):
            _check_own(table, by)
            if isinstance(owner, Belongs) and by.refers_to is None and not by.identifies:
                raise DeclarationError(f"{table.__name__} is owned by {by}, which refers to no row of any table")
        case AnyOf(ways):
            for way in ways:
                _check_own(table, way.by)
        case _:
            raise DeclarationError(
                f"{table.__name__} does not say whose its rows are; give it an owner: Everyones, Belongs, Used or AnyOf"
            )


def _check_own(table: type[Table], by: Column) -> None:
    if by.block is not table:
        raise DeclarationError(f"{table.__name__} is owned by {by}, which is no column of it")


def gathering_order(tables: Iterable[type[Table]]) -> tuple[type[Table], ...]:
    """The tables in an order in which each stands after those that decide which of its rows a team sees."""
    tables = tuple(tables)
    needs: dict[type[Home], set[type[Home]]] = {table: set(_decided_by(table)) for table in tables}
    for table in tables:
        for column in table.columns():
            if column.brings and column.refers_to is not None:
                needs[_known(column.refers_to.block, tables)].add(table)
    try:
        order = tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        names = " <- ".join(table.__name__ for table in error.args[1])
        raise DeclarationError(f"what a team sees of these tables depends on each other: {names}") from error
    return tuple(_known(table, tables) for table in order)


def _decided_by(table: type[Table]) -> Iterator[type[Home]]:
    match table.owner:
        case Belongs(RefersByCode(homes=homes)):
            yield from (home.block for _, home in homes)
        case Belongs(Column(refers_to=Column() as home)):
            yield home.block
        case Used() | AnyOf() as owner:
            yield from (column.block for way in used_by(owner) for column in way.of)


def used_by(owner: Used | AnyOf) -> tuple[Used, ...]:
    """The ways in which a team comes to see rows that are nobody's in particular."""
    return owner.ways if isinstance(owner, AnyOf) else (owner,)


def _known(home: type[Home], tables: Iterable[type[Table]]) -> type[Table]:
    for table in tables:
        if table is home:
            return table
    raise DeclarationError(f"{home.__name__} decides what a team sees, but is not among the tables")
