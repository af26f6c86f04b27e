"""What rows of input tables must keep: rules within a table, and references that one column alone cannot express."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from salessheet.workbook.lines import Column


class Severity(Enum):
    """What becomes of a row that breaks a rule."""

    REFUSED = "the row is left out"
    NOTED = "the row is kept"


@dataclass(frozen=True)
class InOrder:
    """Dates that, where given, must not go back in time."""

    columns: tuple[Column, ...]


@dataclass(frozen=True)
class TotalsOne:
    """The shares of each group must total 1; `where`: those of the rows that have the code in the column."""

    share: Column
    group: tuple[Column, ...]
    where: tuple[Column, str] | None = None


@dataclass(frozen=True)
class Bands:
    """Within each group, rows `lower, upper` ascend, do not overlap, and only the last may be without an upper end.

    An upper end is exclusive; of dates, and of rows that have one of the codes in the column `with_ends`, inclusive.
    """

    lower: Column
    upper: Column
    group: tuple[Column, ...]
    with_ends: tuple[Column, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class NotBoth:
    """Two columns of which at most one is filled."""

    first: Column
    second: Column


@dataclass(frozen=True)
class NotZero:
    """An amount of 0 says nothing: the row is left out."""

    amount: Column


@dataclass(frozen=True)
class Ratios:
    """Numbers that are ratios in rows that have one of the codes in the column `where`: there 80 is a slip for 80%."""

    numbers: tuple[Column, ...]
    where: tuple[Column, tuple[str, ...]]


@dataclass(frozen=True)
class Amounts:
    """Numbers that are money in rows that have one of the codes in the column `where`: there 1 is a slip for 100%."""

    numbers: tuple[Column, ...]
    where: tuple[Column, tuple[str, ...]]


@dataclass(frozen=True)
class Either:
    """Two columns of which at least one is filled: without both the row asks for nothing."""

    first: Column
    second: Column


@dataclass(frozen=True)
class PerCents:
    """Numbers counted per hundred in rows that have one of the codes in the column `where`: there 80% is 80."""

    numbers: tuple[Column, ...]
    where: tuple[Column, tuple[str, ...]]


@dataclass(frozen=True)
class AtMost:
    """A number that can't be more than another of its row: with more of it the row can never come true."""

    number: Column
    most: Column


@dataclass(frozen=True)
class Needs:
    """A column that says nothing where another of its row is blank: the row is kept, and it is noted."""

    column: Column
    other: Column


Rule = InOrder | TotalsOne | Bands | NotBoth | NotZero | Ratios | Amounts | Either | PerCents | AtMost | Needs

MOST_RATIO = 10
"""1000%, of ratios that may be more than 100%: who writes more has left out the sign."""


@dataclass(frozen=True)
class RefersByCode:
    """What `column` refers to depends on the code in `code`: a target's id is a team or a rep, by its scope.

    A code that is not in `homes` refers to nothing and is not checked.
    """

    code: Column
    column: Column
    homes: tuple[tuple[str, Column], ...]


@dataclass(frozen=True)
class RefersBack:
    """A row may refer to another row of its table, never to itself and never to one with a later date."""

    reference: Column
    identity: Column
    date: Column


@dataclass(frozen=True)
class Mentions:
    """A free text that may be the id of a row of `homes`: unchecked, but blanked for teams that do not see that row."""

    column: Column
    homes: tuple[Column, ...]


Link = RefersByCode | RefersBack | Mentions
