"""The rows of the input tables that two workbooks hold: which are new, gone or changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from salessheet.calc.builds.facts import BookFacts, Identity, Plain, Row, Rows
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import (
    TABLES,
    Adjustments,
    Fx,
    Objectives,
    Periods,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    Reps,
    Splits,
    TargetRows,
)

OF_COMMISSION: Final[tuple[type[Table], ...]] = (
    Plans, PlanTiers, PlanRates, PlanFactors, Objectives, Splits, Adjustments, Periods, TargetRows, Fx, Reps,
)  # fmt: skip  # a list to read, not a column of names
"""The tables whose rows are told one by one; of the others, how many rows differ."""


class Fate(StrEnum):
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True)
class InputChange:
    """`columns`: of a changed row, each column that differs with what stood and what stands there.

    `is_told`: a difference in pay names it as its cause.
    """

    table: str
    row: Identity
    fate: Fate
    columns: tuple[tuple[str, Plain, Plain], ...] = ()
    is_told: bool = False


@dataclass(frozen=True)
class TableChange:
    """How many rows of another table differ that no difference in pay names as its cause."""

    table: str
    new: int
    gone: int
    changed: int


def input_changes(old: BookFacts, new: BookFacts, told: Collection[tuple[str, Identity]]) -> tuple[InputChange, ...]:
    return tuple(
        InputChange(table.key, identity, fate, columns, (table.key, identity) in told)
        for table in OF_COMMISSION
        for identity, fate, columns in _changes(old.rows(table), new.rows(table))
    )


def table_changes(old: BookFacts, new: BookFacts, told: Collection[tuple[str, Identity]]) -> tuple[TableChange, ...]:
    found = []
    for table in TABLES:
        changes = () if table in OF_COMMISSION else _changes(old.rows(table), new.rows(table))
        fates = [fate for row, fate, _ in changes if (table.key, row) not in told]
        if fates:
            found.append(TableChange(table.key, *(fates.count(fate) for fate in Fate)))
    return tuple(found)


def _changes(before: Rows, after: Rows) -> Iterator[tuple[Identity, Fate, tuple[tuple[str, Plain, Plain], ...]]]:
    for identity in dict.fromkeys([*before, *after]):
        was, now = before.get(identity), after.get(identity)
        if was is None:
            yield identity, Fate.NEW, ()
        elif now is None:
            yield identity, Fate.GONE, ()
        elif columns := tuple(_columns(was, now)):
            yield identity, Fate.CHANGED, columns


def _columns(was: Row, now: Row) -> Iterator[tuple[str, Plain, Plain]]:
    for column in dict.fromkeys([*was, *now]):
        if was.get(column) != now.get(column):
            yield column, was.get(column), now.get(column)
