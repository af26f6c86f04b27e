"""Periods closed and reopened, in a folder of CSV files that the caller holds.

Closing writes the snapshot, names it with its hash in the table periods, and logs who did it; nothing else there
changes. Reopening keeps the snapshot under another name. Periods are closed in their order, and reopened from the last.
"""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from salessheet.data.audit_trail import Entry, addition, moment
from salessheet.data.commission import steps
from salessheet.data.commission.freezing import frozen, has_anything
from salessheet.data.commission.history import CLOSED, History, hashes, settled, statuses
from salessheet.data.commission.payroll import Payroll, payroll_of
from salessheet.data.commission.periods_file import periods_file, with_period
from salessheet.data.commission.snapshots import FOLDER, digest, path_of
from salessheet.data.dataset import Dataset, as_of
from salessheet.data.load import load
from salessheet.data.problems import Problem
from salessheet.data.table_file import Row
from salessheet.errors import InvalidOption, RefusedPeriod, UnreadableSource
from salessheet.files import refusal
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import (
    Adjustments,
    Deals,
    Invoices,
    Orders,
    Periods,
    Plans,
    PlanTiers,
    Receipts,
    Reps,
    Splits,
)

OPEN: Final = "open"
_CONCERNED: Final = (Reps, Orders, Invoices, Receipts, Splits, Plans, PlanTiers, Adjustments)
_QUOTED: Final = 3  # problems that a refusal quotes
_IS_IT_OPEN: Final = "Is a file of it open elsewhere?"


@dataclass(frozen=True)
class Who:
    """Who does it, and when by the clock that the caller has."""

    name: str
    now: dt.datetime


@dataclass(frozen=True, eq=False)
class Closed:
    """A period that was closed, by its snapshot. `lines`: how many; `payroll`: who is paid what.

    `unused`: the documents of the period that give no line, as a Settlement has them. `problems`: rows left out that
    concern commission. `has_recovered`: whether a run that was killed had to be finished first.
    """

    period: pd.Timestamp
    snapshot: Path
    sha256: str
    lines: int
    payroll: Payroll
    unused: pd.DataFrame
    problems: tuple[Problem, ...]
    has_recovered: bool


@dataclass(frozen=True)
class Reopened:
    """A period that was reopened. `kept`: its snapshot, which was set aside; None where there was none any more."""

    period: pd.Timestamp
    kept: Path | None
    has_recovered: bool


def folder_of_tables(source: str) -> Path:
    """The folder that a source is. Raises InvalidOption for other sources, UnreadableSource where nothing is there."""
    path = Path(source)
    if "://" in source or path.is_file():
        raise InvalidOption(
            f"{source}: periods are closed in a folder of CSV files; databases and workbooks are not supported yet.",
            "Export the tables to a folder of CSV files, and name the folder.",
        )
    if not path.is_dir():
        raise UnreadableSource(path, "there is no such folder.", "Check the path.")
    return path


def closed_period(folder: Path, month: dt.date, who: Who, *, with_problems: bool = False) -> Closed:
    """The period of the month frozen as it stands. Raises RefusedPeriod for what stands against it, and as `load` does.

    `with_problems`: also where rows that concern commission are left out of the data.
    """
    period = pd.Timestamp(month)
    _refuse_nobody(who)
    has_recovered = _recovered(folder)
    dataset = load(folder)
    problems = _left_out(dataset)
    _refuse_problems(dataset, period, problems, with_problems=with_problems)
    history = _refuse_untimely(dataset, period)
    snapshot = frozen(dataset, period)
    raw = snapshot.content()
    file = periods_file(folder, _encoding(dataset))
    row = _row(CLOSED, f"{who.now:%Y-%m-%d}", digest(raw))
    changed = with_period(file, period, row)
    name = path_of(folder, period).name
    command = ["close", "--period", f"{period:%Y-%m}", *(["--with-problems"] if with_problems else [])]
    entries = [
        _entry(who, command, file.path.name, period, _worded(_row_of(dataset, period)), _worded(row)),
        _entry(who, command, f"{FOLDER}/{name}", period, "", digest(raw)),
    ]
    try:
        audit = addition(folder, entries)
        content = changed.content()
        steps.write_snapshot(folder, name, raw)
        steps.carry_out(folder, steps.Change(file.path.name, content, audit))
    except OSError as error:
        raise refusal(folder, error, _IS_IT_OPEN) from error
    return Closed(
        period,
        path_of(folder, period),
        digest(raw),
        len(snapshot.lines),
        payroll_of(load(folder), period),
        history.unused[history.unused["period"] == period].reset_index(drop=True),
        problems,
        has_recovered,
    )


def reopened_period(folder: Path, month: dt.date, who: Who, reason: str) -> Reopened:
    """The month settled anew from now on. Raises RefusedPeriod where it is not closed, or a later one is."""
    period = pd.Timestamp(month)
    _refuse_nobody(who)
    if not reason.strip():
        raise InvalidOption("A period is reopened for a reason.", "Say it: --reason TEXT.")
    has_recovered = _recovered(folder)
    dataset = load(folder)
    _refuse_unread_periods(dataset, period)
    closed = hashes(dataset)
    if period not in closed:
        raise RefusedPeriod(f"{period:%Y-%m}", "this period is not closed.", _closed_ones(closed))
    later = [each for each in closed if each > period]
    if later:
        last = f"{max(later):%Y-%m}"
        raise RefusedPeriod(f"{period:%Y-%m}", f"a later period, {last}, is closed.", f"Reopen {last} first.")
    file, row = periods_file(folder, _encoding(dataset)), _row(OPEN, "", "")
    changed = with_period(file, period, row)
    name = path_of(folder, period).name
    aside = (name, steps.free_name(folder, name)) if (folder / FOLDER / name).exists() else None
    command = ["reopen", "--period", f"{period:%Y-%m}", "--reason", reason.strip()]
    entries = [_entry(who, command, file.path.name, period, _worded(_row_of(dataset, period)), _worded(row))]
    if aside is not None:
        entries.append(_entry(who, command, f"{FOLDER}/{name}", period, closed[period], f"{FOLDER}/{aside[1]}"))
    try:
        audit = addition(folder, entries)
        steps.carry_out(folder, steps.Change(file.path.name, changed.content(), audit, aside))
    except OSError as error:
        raise refusal(folder, error, _IS_IT_OPEN) from error
    return Reopened(period, None if aside is None else folder / FOLDER / aside[1], has_recovered)


def _recovered(folder: Path) -> bool:
    try:
        return steps.recover(folder)
    except OSError as error:
        raise refusal(folder, error, _IS_IT_OPEN) from error


def _encoding(dataset: Dataset) -> str:
    return str(dataset.settings["encoding"] or "")


# What stands against it


def _refuse_nobody(who: Who) -> None:
    if not who.name.strip():
        raise InvalidOption("Who closes or reopens a period says so.", "Add --by NAME.")


def _left_out(dataset: Dataset) -> tuple[Problem, ...]:
    """Rows that are left out of the tables that commission is made of; deals only where there are no orders."""
    tables = {table.key for table in _CONCERNED}
    if dataset.table(Orders).empty:
        tables.add(Deals.key)
    return tuple(p for p in dataset.problems if p.severity is Severity.REFUSED and p.table in tables)


def _refuse_problems(
    dataset: Dataset, period: pd.Timestamp, problems: tuple[Problem, ...], *, with_problems: bool
) -> None:
    _refuse_unread_periods(dataset, period)
    if problems and not with_problems:
        count = sum(problem.count for problem in problems)
        raise RefusedPeriod(
            f"{period:%Y-%m}",
            f"{count} row{'s' * (count > 1)} that concern commission cannot be used: {_quoted(problems)}",
            "Mend them, or close without them: --with-problems.",
        )


def _refuse_unread_periods(dataset: Dataset, period: pd.Timestamp) -> None:
    """A row of the table periods that cannot be read might be that of a closed period."""
    problems = [p for p in dataset.problems if p.severity is Severity.REFUSED and p.table == Periods.key]
    if problems:
        raise RefusedPeriod(
            f"{period:%Y-%m}", f"the table of periods has rows that cannot be used: {_quoted(problems)}", "Mend them."
        )


def _quoted(problems: Iterable[Problem]) -> str:
    found = [str(problem) for problem in problems]
    return " · ".join(found[:_QUOTED]) + (" · …" if len(found) > _QUOTED else "")


def _refuse_untimely(dataset: Dataset, period: pd.Timestamp) -> History:
    """Raises RefusedPeriod for a period that is closed, that the data does not know, or that others come before."""
    known = statuses(dataset)
    if known.get(period) == CLOSED:
        raise RefusedPeriod(
            f"{period:%Y-%m}", "this period is closed already.", "Reopen it first, if it must be closed anew."
        )
    last = as_of(dataset)
    if last is None or period > pd.Timestamp(last):
        until = "holds nothing that has happened" if last is None else f"ends on {last.isoformat()}"
        raise RefusedPeriod(f"{period:%Y-%m}", f"nothing is known of this period: the data {until}.", "Check --period.")
    base = str(dataset.settings["currency"])
    history = settled(dataset, base, (period + pd.offsets.MonthEnd(0)).date(), with_leavers=True)
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


_CHECK_PLANS: Final = "Check --period, and from when on the plans are valid."


def _months(history: History) -> list[pd.Timestamp]:
    """The months from the first for which somebody is paid to the last."""
    frames = (history.lines, history.pays, history.adjustments, history.corrections)
    found = sorted({month for frame in frames for month in frame["period"]})
    return list(pd.date_range(found[0], found[-1], freq="MS")) if found else []


def _closed_ones(closed: Iterable[pd.Timestamp]) -> str:
    months = ", ".join(f"{month:%Y-%m}" for month in closed)
    return f"Closed are {months}." if months else "No period is closed."


# What is written


def _row(status: str, closed_on: str, sha256: str) -> Row:
    return {Periods.status.key: status, Periods.closed_on.key: closed_on, Periods.hash.key: sha256}


def _row_of(dataset: Dataset, period: pd.Timestamp) -> Row:
    """The period's row as it was, for the log; blank where it had none."""
    periods = dataset.table(Periods)
    found = periods[periods[Periods.period.key] == period]
    if found.empty:
        return _row("", "", "")
    day = found[Periods.closed_on.key].iloc[0]
    return _row(
        str(found[Periods.status.key].iloc[0]),
        "" if pd.isna(day) else f"{day:%Y-%m-%d}",
        str(found[Periods.hash.key].iloc[0]),
    )


def _worded(row: Mapping[str, str]) -> str:
    return "; ".join(f"{key}={text}" for key, text in row.items() if text)


def _entry(who: Who, command: list[str], file: str, period: pd.Timestamp, old: str, new: str) -> Entry:
    return Entry(moment(who.now), who.name.strip(), shlex.join(command), file, Periods.key, f"{period:%Y-%m}", old, new)
