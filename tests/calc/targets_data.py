"""What targets and the calendar read, made up: months, people who come and go, days of a year, goals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Final

from salessheet.core.calendar import Level, periods
from salessheet.core.regions import exceptions, weekend_of
from salessheet.workbook.expr import Extent
from salessheet.workbook.extents import (
    DAYS,
    HOLIDAYS,
    MONTHS,
    PEOPLE,
    WEEKDAYS,
    WEEKS,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.lists import Holidays, Weekdays
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.sheets.target_people import Pools
from salessheet.workbook.sheets.targets import ByWeek
from salessheet.workbook.tables import (
    Goals,
)
from tests.calc.awkward_values import YEAR, amount, odd, serial, signed, sometimes, unit_and_target, weights
from tests.calc.extract import Data

AROUND_THE_YEAR: Final = (dt.date(YEAR - 1, 1, 1), dt.date(YEAR + 1, 12, 31))
REGIONS: Final = ("CN", "CN", "EG", "IR", "US", "")


def months(dice: Random, rows: int) -> Data:
    unit, target = unit_and_target(dice)
    starts = [serial(dt.date(YEAR, 1, 1)) + 31 * i for i in range(rows)]
    as_of = dice.choice(starts) + dice.randint(-1, 1)
    actual = [None if start > as_of else signed(dice) for start in starts]
    return {
        Settings.unit: [unit],
        Settings.annual_target: [sometimes(dice, target, 8)],
        Settings.as_of: [as_of],
        ByMonth.weight: weights(dice, rows),
        ByMonth.start: starts,
        ByMonth.actual: actual,
        **{block.start: starts for block in (ByQuarter, ByWeek)},
        **{block.actual: actual for block in (ByQuarter, ByWeek)},
        **{block.target: [amount(dice) for _ in range(rows)] for block in (ByQuarter, ByWeek)},
    }


def people(dice: Random, rows: int) -> Data:
    """People who come and go, in order or not, with and without something agreed, in teams with and without a part."""
    unit, target = unit_and_target(dice)
    teams = min(rows, 3)
    first = serial(dt.date(YEAR, 1, 1))
    starts = [serial(dt.date(YEAR, month, 1)) for month in range(1, months_of(rows) + 1)]
    ends = [serial(dt.date(YEAR, month + 1, 1)) - 1 for month in range(1, months_of(rows) + 1) if month < 12]
    ends += [serial(dt.date(YEAR, 12, 31))] * (len(starts) - len(ends))
    spans = [dice.choice([None, None, sorted(dice.choices(starts, k=2))]) for _ in range(rows)]
    known = dice.randrange(2)
    return {
        Settings.unit: [unit],
        Settings.annual_target: [sometimes(dice, target, 8)],
        Settings.over_assignment: [dice.choice([0, 0, 0.05, 0.1, 1 / 3])],
        People.agreed: [sometimes(dice, odd(dice, dice.randint(0, 1000) * unit), 2) for _ in range(rows)],
        People.agreed_from: [None if span is None else span[0] for span in spans],
        People.agreed_to: [None if span is None else span[1] for span in spans],
        People.share: weights(dice, rows),
        People.team_id: [dice.choice(["T0", "T1", "T2", "elsewhere"]) for _ in range(rows)],
        People.hired: [sometimes(dice, first + dice.randint(-300, 360), 2) for _ in range(rows)],
        People.left: [sometimes(dice, first + dice.randint(-30, 600), 2) for _ in range(rows)],
        Pools.team_id: [f"T{number}" for number in range(teams)],
        Pools.target: [
            sometimes(dice, odd(dice, dice.randint(0, 1000) * unit)) if known else None for _ in range(teams)
        ],
        ByMonth.start: starts,
        ByMonth.end: ends,
        ByMonth.weight: weights(dice, months_of(rows)),
    }


def months_of(rows: int) -> int:
    """Few where there are thousands of people, for the cells are people times months."""
    return min(rows, 12) if rows < 1000 else 2


def year(dice: Random, rows: int) -> Data:
    """The calendar of a region, with its weekend, a few days of it changed by people."""
    unit, target = unit_and_target(dice)
    region = dice.choice(REGIONS)
    weekend = weekend_of(region, dt.date(YEAR, 12, 31))
    free = exceptions(*AROUND_THE_YEAR, region, "en", weekend)
    spare = [None] * (year_sizes(rows)[HOLIDAYS] - len(free))
    changed = {dice.randrange(rows): float(dice.randrange(2)) for _ in range(dice.randrange(5))}
    first = serial(dt.date(YEAR, 1, 1))
    return {
        Settings.unit: [unit],
        Settings.annual_target: [sometimes(dice, target, 8)],
        FiscalYear.year: [YEAR],
        FiscalYear.start: [first],
        Settings.month: [sometimes(dice, first + dice.randrange(rows))],
        Settings.as_of: [first + dice.randrange(rows)],
        Settings.region: [region],
        Weekdays.working: [float(day not in weekend) for day in range(7)],
        Holidays.date: [*(serial(day.day) for day in free), *spare],
        Holidays.working: [*(float(day.working) for day in free), *spare],
        Days.override: [changed.get(i) for i in range(rows)],
        ByMonth.weight: weights(dice, 12),
        Results.won: [signed(dice)],
    }


def year_sizes(rows: int) -> Mapping[Extent, int]:
    free = max(
        len(exceptions(*AROUND_THE_YEAR, region, "en", weekend_of(region, dt.date(YEAR, 12, 31)))) for region in REGIONS
    )
    weeks = len(periods(YEAR, Level.WEEK))
    return {DAYS: rows, MONTHS: 12, WEEKS: weeks, HOLIDAYS: free, PEOPLE: 1, WEEKDAYS: 7}


def goals(dice: Random, rows: int) -> Data:
    """Goals that lack this or that, and targets as far from their base as is allowed, exactly."""
    base = [dice.choice([None, 0, 1, 0.3, 100, -50, signed(dice)]) for _ in range(rows)]
    limit = [dice.choice([None, 0, 0.2, 0.5, 1]) for _ in range(rows)]
    far = [(b or 0) + (1 if share is None else share) * abs(b or 0) for b, share in zip(base, limit, strict=True)]
    start = [sometimes(dice, serial(dt.date(YEAR, dice.randint(1, 12), 1))) for _ in range(rows)]

    def said(text: str) -> list[Scalar]:
        return [dice.choice([text, text, text, None]) for _ in range(rows)]

    return {
        Goals.goal_id: said("G1"),
        Goals.goal: said("Sell more"),
        Goals.metric: said("sales"),
        Goals.measured_in: said("money"),
        Goals.base: base,
        Goals.target: [dice.choice([None, 0, float(f"{most:.12g}"), signed(dice)]) for most in far],
        Goals.owner_rep_id: said("R1"),
        Goals.start: start,
        Goals.deadline: [dice.choice([None, day, serial(dt.date(YEAR, dice.randint(1, 12), 28))]) for day in start],
        Goals.linked_to: said("Growth"),
        Goals.smart_limit: limit,
    }
