"""Whose workbook it is, and for which time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from salessheet.core.calendar import fiscal_months
from salessheet.workbook.audience import Audience
from salessheet.workbook.labels import Words

EPOCH = dt.date(1899, 12, 30)


def serial(day: dt.date) -> float:
    return float((day - EPOCH).days)


@dataclass(frozen=True)
class Scope:
    """`team`: its id; blank for the centre. `period`: the first day of its month. `version`: of the program.

    `currency`: what amounts are counted in; blank for that of whose workbook it is. `stated`: the rep whose statement
    is shown, blank for nobody; None for the first whom the month pays. `audience`: for whom it is, None for everybody
    in the team; `rep`: whose it is, where it is for that person alone.
    """

    team: str
    period: dt.date
    as_of: dt.date
    first_month: int
    words: Words
    version: str = ""
    currency: str = ""
    stated: str | None = None
    audience: Audience | None = None
    rep: str = ""

    @property
    def is_centre(self) -> bool:
        return not self.team

    @cached_property
    def year(self) -> int:
        """The fiscal year of the period: the calendar year it starts in."""
        return self.period.year if self.period.month >= self.first_month else self.period.year - 1

    @cached_property
    def months(self) -> list[dt.date]:
        """First days of the months of the fiscal year."""
        return fiscal_months(self.year, self.first_month)

    @property
    def year_start(self) -> dt.date:
        return self.months[0]

    @property
    def year_end(self) -> dt.date:
        return _month_end(self.months[-1])

    @property
    def period_end(self) -> dt.date:
        return _month_end(self.period)


def _month_end(first: dt.date) -> dt.date:
    later = first.replace(day=28) + dt.timedelta(days=4)
    return later.replace(day=1) - dt.timedelta(days=1)
