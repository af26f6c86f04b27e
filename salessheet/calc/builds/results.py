"""What came of comparing two workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salessheet.calc.builds.causes import Cause
from salessheet.calc.builds.facts import BookFacts, Document
from salessheet.calc.builds.inputs import InputChange, TableChange
from salessheet.data.commission.climbing import cents


class Kind(StrEnum):
    """What a part of a difference belongs to.

    REST is what conversions round away, and whatever else the workbook does not say.
    """

    LINE = "line"
    STEP = "step"
    ADJUSTMENT = "adjustment"
    CORRECTION = "correction"
    REST = "rest"


class Standing(StrEnum):
    STAYS = "stays"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Entry:
    """`old` and `new`: in `currency`, None where it is not there. `difference`: in the currency of the workbook.

    `step`: the code of a step. `named`: of an adjustment its line, reason and reference; of a correction its component,
    month, document and the code of its reason.
    """

    kind: Kind
    currency: str
    old: float | None
    new: float | None
    difference: float
    component: str = ""
    document: Document | None = None
    step: str = ""
    named: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class PersonDifference:
    """`old` and `new`: the payouts, None where there is none. The differences of `entries` add up to `difference`."""

    rep_id: str
    name: str
    standing: Standing
    old: float | None
    new: float | None
    difference: float
    entries: tuple[Entry, ...]


@dataclass(frozen=True, eq=False)
class BookDifference:
    """`people`: those of whom anything differs. `inputs`: every row of the tables of commission that does.

    `tables`: how many rows of other tables differ that no person's difference names.
    """

    old: BookFacts
    new: BookFacts
    people: tuple[PersonDifference, ...]
    inputs: tuple[InputChange, ...]
    tables: tuple[TableChange, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.inputs or self.tables) and self.old.month == self.new.month

    @property
    def totals(self) -> tuple[float, float]:
        """What both pay in all."""
        sums = [cents(sum(p.payout or 0.0 for p in book.people.values())) for book in (self.old, self.new)]
        return sums[0], sums[1]
