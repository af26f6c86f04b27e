"""What stands against closing, reopening or paying a period, in words: what is wrong, and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

import pandas as pd

from salessheet.data.commission.freezing import has_anything
from salessheet.data.commission.history import CLOSED, History, is_closed, settled, statuses
from salessheet.data.dataset import Dataset, as_of
from salessheet.data.problems import Problem
from salessheet.data.unused import unused
from salessheet.errors import RefusedPeriod
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import (
    Adjustments,
    Customers,
    Deals,
    Fx,
    Invoices,
    Objectives,
    Orders,
    Periods,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    QuotaRelief,
    Receipts,
    Reps,
    Splits,
)

_OF_CUSTOMERS: Final = ("group", "industry", "newness")
_CONCERNED: Final = (
    Reps, Orders, Invoices, Receipts, Splits, Plans, PlanTiers, PlanRates, PlanFactors, QuotaRelief, Objectives,
    Adjustments, Fx,
)  # fmt: skip  # a list to read
_QUOTED: Final = 3  # problems that a refusal quotes
_CHECK_PLANS: Final = "Check --period, and from when on the plans are valid."


def left_out(dataset: Dataset) -> tuple[Problem, ...]:
    """Rows that are left out of the tables that commission is made of; deals only where there are no orders.

    Customers only where rates go by them.
    """
    tables = {table.key for table in _CONCERNED}
    if dataset.table(Orders).empty:
        tables.add(Deals.key)
    if dataset.table(PlanRates)[["field", "and_field"]].isin(_OF_CUSTOMERS).any(axis=None):
        tables.add(Customers.key)
    return tuple(p for p in dataset.problems if p.severity is Severity.REFUSED and p.table in tables)


def lacking(dataset: Dataset, month: dt.date, words: Words) -> tuple[Unused, ...]:
    """What plans say, but no payout of the month has."""
    tables = {Plans.key, PlanTiers.key, PlanRates.key}
    return tuple(found for found in unused(dataset, month, words) if found.lacking and found.table in tables)


def refuse_problems(period: pd.Timestamp, problems: tuple[Problem, ...]) -> None:
    """Raises RefusedPeriod if there is any."""
    if problems:
        count = sum(problem.count for problem in problems)
        rows = "1 row that concerns" if count == 1 else f"{count:,} rows that concern"
        raise RefusedPeriod(
            f"{period:%Y-%m}",
            f"{rows} commission cannot be used: {_quoted(problems)}",
            "Mend what is wrong there, or close without: --with-problems.",
        )


def refuse_unread_periods(dataset: Dataset, period: pd.Timestamp) -> None:
    """A row of the table periods that cannot be read might be that of a closed period: raises RefusedPeriod."""
    problems = [p for p in dataset.problems if p.severity is Severity.REFUSED and p.table == Periods.key]
    if problems:
        raise RefusedPeriod(
            f"{period:%Y-%m}",
            f"the table of periods has rows that cannot be used: {_quoted(problems)}",
            "Mend them there.",
        )


def refuse_unknown(dataset: Dataset, period: pd.Timestamp) -> None:
    """Raises RefusedPeriod for a period that begins after the last day of the data."""
    last = as_of(dataset)
    if last is None or period > pd.Timestamp(last):
        until = "holds nothing that has happened" if last is None else f"ends on {last.isoformat()}"
        raise RefusedPeriod(f"{period:%Y-%m}", f"nothing is known of this period: the data {until}.", "Check --period.")


def refuse_unseen(dataset: Dataset, month: dt.date) -> None:
    """What stands against telling of a month, closed or not: `refuse_unread_periods`, `refuse_unknown`."""
    period = pd.Timestamp(month)
    refuse_unread_periods(dataset, period)
    if not is_closed(dataset, month):
        refuse_unknown(dataset, period)


def refuse_untimely(dataset: Dataset, period: pd.Timestamp) -> History:
    """The history up to the period. RefusedPeriod for one that is closed, unknown, or that others come before."""
    known = statuses(dataset)
    if known.get(period) == CLOSED:
        raise RefusedPeriod(
            f"{period:%Y-%m}", "this period is closed already.", "Reopen it first, if it must be closed anew."
        )
    refuse_unknown(dataset, period)
    base = str(dataset.settings["currency"])
    history = settled(dataset, base, last_day(period), with_leavers=True)
    months = _months(history)
    if period not in known and period not in months:
        raise RefusedPeriod(f"{period:%Y-%m}", "nothing is known of this period: nobody is paid for it.", _CHECK_PLANS)
    for month in months:
        if month < period and known.get(month) != CLOSED and has_anything(history, month):
            raise RefusedPeriod(
                f"{period:%Y-%m}",
                f"{month:%Y-%m}, which comes before it, has something to pay and is not closed.",
                f"Close {month:%Y-%m} first.",
            )
    return history


def last_day(period: pd.Timestamp) -> dt.date:
    return (period + pd.offsets.MonthEnd(0)).date()


def _quoted(problems: Iterable[Problem]) -> str:
    found = [str(problem) for problem in problems]
    return " · ".join(found[:_QUOTED]) + (" · …" if len(found) > _QUOTED else "")


def _months(history: History) -> list[pd.Timestamp]:
    """The months from the first for which somebody is paid to the last."""
    frames = (history.lines, history.pays, history.adjustments, history.corrections)
    found = sorted({month for frame in frames for month in frame["period"]})
    return list(pd.date_range(found[0], found[-1], freq="MS")) if found else []
