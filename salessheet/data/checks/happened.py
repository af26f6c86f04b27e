"""When things happened: the days that say of which day the data is, and dates too far from the others to say so.

A slip of the finger in one date, 2062 for 2026, must not move every workbook by decades. So a date far from all others
is told, stays as it is typed, and has no say. What is far (`span`):

- At each end, only a few rows can be far: one in a hundred, or up to three where they are at most a twentieth of all;
  but one row always. The days of the other rows are the core. So those who come back after a long pause are far for
  their first few rows at most.
- Between the core and the far dates lies a pause in which nothing happened: longer than a year, or than two years
  where there are fewer than fifty rows, and more than twice as long as any pause within the core.
- More than half of the rows must be left; else the data is merely sparse, and nothing in it is far. So of two rows
  neither is.

Rows are counted over all tables together, each with its earliest and its latest date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.columns import Rows, is_uniform
from salessheet.data.values import DATES
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import (
    TABLES,
    Acceptances,
    Actions,
    Activities,
    Adjustments,
    Candidates,
    Coaching,
    Compliance,
    Customers,
    Deals,
    DealSteps,
    Disputes,
    Feedback,
    FeedbackNotes,
    IndicatorValues,
    Interviews,
    KpiManual,
    Learning,
    Lessons,
    Onboarding,
    Outreach,
    Payouts,
    Phases,
    ReviewNotes,
    Reviews,
    Rewards,
    Risks,
    SalesHistory,
    Surveys,
    Tasks,
    Tickets,
    Training,
    table_of,
)

HAPPENED: tuple[Column, ...] = tuple(c for table in TABLES for c in table.columns() if c.happened)
"""The dates of what happened. Planned ones, such as next steps, and those that rules hold from are not among them."""

_ENDS = ("valid_to", "to_date", "leave_date")  # of what has no end 9999 may stand there
OTHER_DATES: tuple[Column, ...] = tuple(
    c for table in TABLES for c in table.columns() if c.measure in DATES and not c.happened and c.key not in _ENDS
)
"""Planned and noted dates: when a thing is due, was done, is looked at again."""

RECORDED: tuple[Column, ...] = (
    Customers.last_contact, Deals.entered, Activities.entered, Surveys.date, KpiManual.period, Adjustments.period,
    Acceptances.date, Reviews.period, Reviews.date, Disputes.period, Disputes.opened, Disputes.closed, Payouts.period,
    Payouts.paid_on, SalesHistory.month, Risks.closed_on, Compliance.closed_on, Phases.done_on, DealSteps.done_on,
    Outreach.sent_on, Outreach.replied_on, Lessons.done_on, Tickets.opened, Feedback.date, Feedback.answered,
    Candidates.applied_on, Candidates.closed_on, Interviews.date, Coaching.done_on, FeedbackNotes.date,
    FeedbackNotes.read_on, Training.done_on, Learning.done_on, Tasks.done_on, Onboarding.done_on, Actions.done_on,
    Rewards.date, Rewards.used_on, IndicatorValues.period, ReviewNotes.period,
)  # fmt: skip  # a list to read
"""Those of `OTHER_DATES` that nobody plans: what was done, paid, measured or said, which no day to come can be of."""

_YEAR, _TWO_YEARS = 366, 731  # days
_AHEAD = 3653  # days that may be planned ahead
_PLENTY = 50  # rows, from which on a year without anything is a pause
_AT_MOST, _ONE_IN, _IN_MANY = 3, 20, 100
_AT_ONCE = 1 << 14  # rows

Days = npt.NDArray[np.datetime64]
_DAY = np.dtype("datetime64[D]")
_NO_DAYS: Days = np.array([], dtype=_DAY)


@dataclass(frozen=True)
class Span:
    """The first and the last day that are not far from the others, both inclusive."""

    first: np.datetime64
    last: np.datetime64


def span(frames: Mapping[str, pd.DataFrame]) -> Span | None:
    """The days between which things happened, dates far from all others left out; None where nothing happened.

    `frames` are tables by their keys; those that are not there count as empty.
    """
    days = _days(frames)
    if len(days) == 0:
        return None
    everything = Span(days[0], days[-1])
    if _pauses(days).max(initial=0) <= _YEAR:  # there is no pause before which anything could be far
        return everything
    firsts, lasts = _rows(frames)
    few = max(1, min(_AT_MOST, len(firsts) // _ONE_IN), len(firsts) // _IN_MANY)
    if len(firsts) <= 2 * few:
        return everything
    low, high = _nth(firsts, few), _nth(lasts, len(lasts) - 1 - few)
    core = days[(days >= low) & (days <= high)]
    limit = max(_YEAR if len(firsts) >= _PLENTY else _TWO_YEARS, 2 * int(_pauses(core).max(initial=0)))
    before, after = days[days <= low], days[days >= high]
    begins, ends = np.flatnonzero(_pauses(before) > limit), np.flatnonzero(_pauses(after) > limit)
    found = Span(
        before[begins[-1] + 1] if len(begins) else days[0],
        after[ends[0]] if len(ends) else days[-1],
    )
    within = np.count_nonzero((firsts >= found.first) & (lasts <= found.last))
    return found if 2 * within > len(firsts) else everything


def dated(tables: Mapping[str, Rows]) -> dict[str, pd.DataFrame]:
    """Of tables that are being checked, the dates of what happened, without the rows that were refused."""
    wanted = {key: [column.key for column in HAPPENED if table_of(column).key == key] for key in tables}
    return {key: tables[key].left(columns) for key, columns in wanted.items() if columns}


def report_far_dates(tables: Mapping[str, Rows]) -> None:
    """A note for every date that lies far before or after all others. Its row is kept, and so is the date.

    Other dates than those of what happened are far if they lie more than ten years after the last day; those of what
    is recorded, more than one year, since a slip there takes what was paid or measured out of its month unseen.
    """
    found = span(dated(tables))
    if found is None:
        return
    for column in HAPPENED:
        rows = tables.get(table_of(column).key)
        if rows is not None:
            days = rows.frame[column.key].to_numpy()
            rows.report("far_before", days < found.first, column, severity=Severity.NOTED, bound=found.first)
            rows.report("far_after", days > found.last, column, severity=Severity.NOTED, bound=found.last)
    recorded = set(map(id, RECORDED))
    for column in OTHER_DATES:
        rows = tables.get(table_of(column).key)
        if rows is not None:
            days = rows.frame[column.key].to_numpy()
            kind, most = ("year_ahead", _YEAR) if id(column) in recorded else ("far_ahead", _AHEAD)
            rows.report(kind, days > found.last + most, column, severity=Severity.NOTED, bound=found.last)


def _days(frames: Mapping[str, pd.DataFrame]) -> Days:
    """All days of datetime64[D] without repetition, ascending."""
    found = (_different(column[~np.isnat(column)]) for block in _blocks(frames) for column in block)
    return _different(np.concatenate([_NO_DAYS, *found]))


def _rows(frames: Mapping[str, pd.DataFrame]) -> tuple[Days, Days]:
    """The earliest and the latest date of each row that has one, in any order, as datetime64[D]."""
    firsts, lasts = [_NO_DAYS], [_NO_DAYS]
    for block in map(np.stack, _blocks(frames)):
        given = ~np.isnat(block)
        numbers = block.view(np.int64)
        is_dated = given.any(axis=0)
        latest = numbers.max(axis=0)  # a blank is the least of all numbers
        earliest = np.where(given, numbers, np.iinfo(np.int64).max).min(axis=0)
        firsts.append(earliest[is_dated].view(_DAY))
        lasts.append(latest[is_dated].view(_DAY))
    return np.concatenate(firsts), np.concatenate(lasts)


def _blocks(frames: Mapping[str, pd.DataFrame]) -> Iterator[list[Days]]:
    """The columns of dates of each table, NaT for blank; of many rows some thousands at once."""
    for key in dict.fromkeys(table_of(column).key for column in HAPPENED):
        if key in frames:
            every = [frames[key][c.key].to_numpy() for c in HAPPENED if table_of(c).key == key]
            columns = [read for read in every if not (is_uniform(read) and np.isnat(read[0]))]
            for start in range(0, len(frames[key]) if columns else 0, _AT_ONCE):
                yield [read[start : start + _AT_ONCE].astype(_DAY) for read in columns]


def _different(given: Days) -> Days:
    """The days without repetition, ascending. They lie within few centuries, so counting is quicker."""
    if len(given) == 0:
        return given
    first = given.min()
    found: Days = first + np.flatnonzero(np.bincount((given - first).astype(np.int64)))
    return found


def _nth(days: Days, place: int) -> np.datetime64:
    """The day that would be at that place, were they sorted."""
    first = days.min()
    upto = np.bincount((days - first).astype(np.int64)).cumsum()
    found: np.datetime64 = first + np.searchsorted(upto, place, side="right")
    return found


def _pauses(days: Days) -> npt.NDArray[np.int64]:
    """How many days each is from the one before, the first one left out."""
    numbers: npt.NDArray[np.int64] = days.astype(np.int64)
    return numbers[1:] - numbers[:-1]
