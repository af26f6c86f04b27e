"""Macros about the month that a workbook shows.

A period is closed in finance's own tables, with a snapshot of what was paid. A workbook holds neither: a macro that
wrote "closed" into it would claim what the next build denies. So it looks whether all is ready, and says what closes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial
from typing import Final

import xlwings as xw

from salessheet.errors import RefusedPeriod
from salessheet.live.book import LiveBook, not_in, opened
from salessheet.live.macro import MACROS, Field, Kind, macro
from salessheet.live.refusals import refused
from salessheet.routines.calculating import check_book, up_to_date
from salessheet.routines.entries import taken
from salessheet.routines.results import Inspection, Summary, told
from salessheet.workbook.expr import Line
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.tables import Periods

_EPOCH: Final = dt.date(1899, 12, 30)
_MONTHS: Final = 12


@macro(Field("month", Kind.MONTH))
def new_period(book: xw.Book, month: str) -> Summary:
    """Show another month of the fiscal year, and bring every calculated cell up to date with it.

    `month`: such as 2026-06, or its number. Raises InvalidOption for what is none, RefusedPeriod for a month of another
    year, and for any but its own where the workbook has the rows of one month alone.
    """
    live = opened(book)
    month, first = _month("new_period", month, live)
    start, only = day_of(_cell(live, FiscalYear.start)), day_of(_cell(live, FiscalYear.only_month))
    refusal = partial(refused, partial(RefusedPeriod, month), live.words())
    if start is None or not 0 <= _months(start, first) < _MONTHS:
        raise refusal("another_year")
    if only is not None and only != first:
        raise refusal("only_month", month=f"{only:%Y-%m}")
    with live.whole():
        live.write(Settings.month, [float((first - _EPOCH).days)])
        done = up_to_date(live, "new_period", *SALES_CENTER.blocks)
    with_month = dataclasses.replace(done, cells_written=done.cells_written + 1)
    live.say(told(with_month, live.words()))
    return with_month


@macro(Field("month", Kind.MONTH))
def close_commission(book: xw.Book, month: str) -> Inspection:
    """Look whether the month is ready to be closed, and say by which command finance closes it. Nothing is written.

    `month`: as for `new_period`. Raises RefusedPeriod where the workbook shows another one, or has this as closed.
    """
    live = opened(book)
    month, first = _month("close_commission", month, live)
    if not live.holds(Periods.period):
        raise not_in(live, Periods)
    words, shown = live.words(), day_of(_cell(live, Settings.period_start))
    refusal = partial(refused, partial(RefusedPeriod, month), words)
    if shown != first:
        to_run = MACROS["new_period"].title(words)
        raise refusal("another_month", shown="—" if shown is None else f"{shown:%Y-%m}", macro=to_run)
    if first in closed_months(live, words):
        raise refusal("closed")
    found = check_book(book)
    note = words.text(f"macro.close_{'ready' if found.is_clean else 'not_ready'}").format(month=month)
    live.say(note)
    return dataclasses.replace(found, notes=(note,))


def closed_months(live: LiveBook, words: Words) -> set[dt.date | None]:
    """The months that the workbook has as closed: by the status, or by the hash, which stays where that was changed."""
    if not live.holds(Periods.period):
        return set()
    closed = words.codes(Periods.status.key).get("closed", "closed")
    rows = live.cells([Periods.period, Periods.status, Periods.hash])
    stated = zip(rows[Periods.period], rows[Periods.status], rows[Periods.hash], strict=True)
    return {day_of(month) for month, status, hash_ in stated if status == closed or hash_ is not None}


def _month(macro: str, given: str, live: LiveBook) -> tuple[str, dt.date]:
    """The month as 2026-06, and its first day. Raises InvalidOption; RefusedPeriod for a number without a year."""
    month = str(taken(macro, "month", given, live.words()))
    if month.isdigit():
        start = day_of(_cell(live, FiscalYear.start))
        if start is None:
            raise refused(partial(RefusedPeriod, month), live.words(), "another_year")
        month = f"{start.year + (int(month) < start.month)}-{month}"
    return month, dt.date.fromisoformat(f"{month}-01")


def _months(start: dt.date, other: dt.date) -> int:
    return (other.year - start.year) * _MONTHS + other.month - start.month


def _cell(live: LiveBook, line: Line) -> Scalar:
    return live.cells([line])[line][0] if live.holds(line) else None


def day_of(cell: Scalar) -> dt.date | None:
    return _EPOCH + dt.timedelta(days=int(cell)) if isinstance(cell, float) else None
