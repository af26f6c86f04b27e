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
from salessheet.data.collecting import together
from salessheet.data.commission import steps
from salessheet.data.commission.freezing import frozen
from salessheet.data.commission.history import CLOSED, hashes
from salessheet.data.commission.objections import (
    lacking,
    left_out,
    refuse_problems,
    refuse_unread_periods,
    refuse_untimely,
)
from salessheet.data.commission.payroll import Payroll, payroll_of
from salessheet.data.commission.periods_file import periods_file, with_period
from salessheet.data.commission.reviewing import OpenMatters, open_matters
from salessheet.data.commission.snapshots import FOLDER, digest, path_of
from salessheet.data.dataset import DEFAULT_LANGUAGE, Dataset, language
from salessheet.data.load import load
from salessheet.data.problems import Problem
from salessheet.data.remote import shown
from salessheet.data.table_file import Row
from salessheet.errors import InvalidOption, RefusedPeriod, UnreadableSource
from salessheet.files import refusal
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import Periods

OPEN: Final = "open"
_IS_IT_OPEN: Final = "Is a file of it open elsewhere?"


@dataclass(frozen=True)
class Who:
    """Who does it, and when by the clock that the caller has."""

    name: str
    now: dt.datetime


_Done = tuple[Who, list[str]]
"""Who does something, and by which command."""


@dataclass(frozen=True, eq=False)
class Closed:
    """A period that was closed, by its snapshot. `lines`: how many; `payroll`: who is paid what.

    `unused`: the documents of the period that give no line, as a Settlement has them. `problems`: rows left out that
    concern commission; `lacking`: terms of plans that no payout has. `matters`: open disputes, missing reviews; they
    hinder nothing. `was`: the status that the period had before, blank without one. `has_recovered`: whether a run that
    was killed had to be finished first. `lang`: the language of the data.
    """

    period: pd.Timestamp
    snapshot: Path
    sha256: str
    was: str
    lines: int
    payroll: Payroll
    unused: pd.DataFrame
    problems: tuple[Problem, ...]
    lacking: tuple[Unused, ...]
    matters: OpenMatters
    has_recovered: bool
    lang: str = DEFAULT_LANGUAGE


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
        name = shown(source)
        raise InvalidOption(
            f"{name}: periods are closed in a folder of CSV files, and not in a database or a workbook.",
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
    refuse_unread_periods(dataset, period)
    history, problems = refuse_untimely(dataset, period), left_out(dataset)
    if not with_problems:
        refuse_problems(period, problems)
    snapshot, paid = frozen(dataset, period), payroll_of(dataset, period)
    raw = snapshot.content()
    _freeze(folder, dataset, period, raw, (who, ["close", *_asked(period), *["--with-problems"] * with_problems]))
    return Closed(
        period,
        path_of(folder, period),
        digest(raw),
        _row_of(dataset, period)[Periods.status.key],
        len(snapshot.lines),
        paid,
        history.unused[history.unused["period"] == period].reset_index(drop=True),
        problems,
        lacking(dataset, period, Words.load(language(dataset))),
        open_matters(dataset, period, paid.rows["rep_id"]),
        has_recovered,
        language(dataset),
    )


def _freeze(folder: Path, dataset: Dataset, period: pd.Timestamp, raw: bytes, done: _Done) -> None:
    """The snapshot written, named in the table of periods, and logged."""
    file, name = periods_file(folder, _encoding(dataset)), path_of(folder, period).name
    row = _row(CLOSED, f"{done[0].now:%Y-%m-%d}", digest(raw))
    entries = [
        _entry(done, file.path.name, period, _worded(_row_of(dataset, period)), _worded(row)),
        _entry(done, f"{FOLDER}/{name}", period, "", digest(raw)),
    ]
    try:
        change = steps.Change(file.path.name, with_period(file, period, row).content(), addition(folder, entries))
        steps.write_snapshot(folder, name, raw)
        steps.carry_out(folder, change)
    except OSError as error:
        raise refusal(folder, error, _IS_IT_OPEN) from error


def reopened_period(folder: Path, month: dt.date, who: Who, reason: str) -> Reopened:
    """The month settled anew from now on. Raises RefusedPeriod where it is not closed, or a later one is."""
    period = pd.Timestamp(month)
    _refuse_nobody(who)
    if not reason.strip():
        raise InvalidOption("A period is reopened for a reason.", "Say it: --reason TEXT.")
    has_recovered = _recovered(folder)
    dataset = load(folder)
    refuse_unread_periods(dataset, period)
    closed = hashes(dataset)
    if period not in closed:
        raise RefusedPeriod(f"{period:%Y-%m}", "this period is not closed.", _closed_ones(closed))
    later = [each for each in closed if each > period]
    if later:
        last = f"{max(later):%Y-%m}"
        raise RefusedPeriod(f"{period:%Y-%m}", f"a later period, {last}, is closed.", f"Reopen {last} first.")
    done = (who, ["reopen", *_asked(period), "--reason", reason.strip()])
    kept = _unfreeze(folder, dataset, period, closed[period], done)
    return Reopened(period, kept, has_recovered)


def _unfreeze(folder: Path, dataset: Dataset, period: pd.Timestamp, sha256: str, done: _Done) -> Path | None:
    """The table of periods without what was closed, and where its snapshot is kept."""
    file, name, row = periods_file(folder, _encoding(dataset)), path_of(folder, period).name, _row(OPEN, "", "")
    aside = (name, steps.free_name(folder, name)) if (folder / FOLDER / name).exists() else None
    entries = [_entry(done, file.path.name, period, _worded(_row_of(dataset, period)), _worded(row))]
    if aside is not None:
        entries.append(_entry(done, f"{FOLDER}/{name}", period, sha256, f"{FOLDER}/{aside[1]}"))
    try:
        content, audit = with_period(file, period, row).content(), addition(folder, entries)
        steps.carry_out(folder, steps.Change(file.path.name, content, audit, aside))
    except OSError as error:
        raise refusal(folder, error, _IS_IT_OPEN) from error
    return None if aside is None else folder / FOLDER / aside[1]


def _recovered(folder: Path) -> bool:
    try:
        together.recover(folder)  # of a run that collects
        return steps.recover(folder)
    except OSError as error:
        raise refusal(folder, error, _IS_IT_OPEN) from error


def _encoding(dataset: Dataset) -> str:
    return str(dataset.settings["encoding"] or "")


def _refuse_nobody(who: Who) -> None:
    if not who.name.strip():
        raise InvalidOption("Who closes or reopens a period says so.", "Add --by NAME.")


def _closed_ones(closed: Iterable[pd.Timestamp]) -> str:
    months = ", ".join(f"{month:%Y-%m}" for month in closed)
    return f"Closed are {months}." if months else "No period is closed."


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


def _asked(period: pd.Timestamp) -> list[str]:
    return ["--period", f"{period:%Y-%m}"]


def _entry(done: _Done, file: str, period: pd.Timestamp, old: str, new: str) -> Entry:
    who, command = done
    return Entry(moment(who.now), who.name.strip(), shlex.join(command), file, Periods.key, f"{period:%Y-%m}", old, new)
