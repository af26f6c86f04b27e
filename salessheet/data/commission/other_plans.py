"""Plans from elsewhere in place of those of the data, whose other tables stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from salessheet.data.dataset import Dataset
from salessheet.data.load import checked, worded_for
from salessheet.data.problems import Problem
from salessheet.data.sources import RawSource, RawTable, name_of, read, some_tables
from salessheet.errors import MissingTable, RefusedPlans
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import PlanFactors, PlanRates, Plans, PlanTiers

_NEEDED = (Plans, PlanTiers)
_TAKEN = (*_NEEDED, PlanRates, PlanFactors)
_QUOTED = 3  # problems that a refusal quotes


@dataclass(frozen=True, eq=False)
class BothPlans:
    """The data with its own plans and with the others.

    `notes`: problems that the data has with the others alone, none of which leaves out a row of these. `passed_over`:
    tables that stand beside the other plans, and are not read from there. `unread`: headings of the others, by file,
    that their tables lack.
    """

    old: Dataset
    new: Dataset
    notes: tuple[Problem, ...]
    passed_over: tuple[str, ...]
    unread: Mapping[str, tuple[str, ...]]


def both_plans(source: Path | str, plans: Path | str, words: Words | None = None) -> BothPlans:
    """The data of a source, and the same with the tables of plans of another folder or workbook.

    These are plans and plan_tiers, and plan_rates and plan_factors where they are there; else there are none. Raises
    MissingTable where one of the first two is not there, RefusedPlans where a row of them cannot be used, and what
    `load` raises.
    """
    raw, called = read(source), name_of(plans)
    told = words or worded_for(raw)
    others, _ = some_tables(plans)
    for table in _NEEDED:
        if table.key not in others:
            raise MissingTable(called, table.key, tuple(c.key for c in table.columns() if c.is_needed))
    taken = {table.key: _named(others[table.key], Path(plans)) for table in _TAKEN if table.key in others}
    kept = {key: table for key, table in raw.tables.items() if key not in {each.key for each in _TAKEN}}
    old, new = checked(raw, told), checked(RawSource(raw.name, {**kept, **taken}, raw.ignored), told)
    _refuse(called, [p for p in new.problems if p.severity is Severity.REFUSED and p.table in taken])
    known = set(old.problems)
    notes = tuple(problem for problem in new.problems if problem not in known)
    passed_over = tuple(key for key in others if key not in taken)
    unread = {table.file: table.unread for table in taken.values() if table.unread}
    return BothPlans(old, new, notes, passed_over, unread)


def _named(table: RawTable, plans: Path) -> RawTable:
    """The table with its path, so that nobody looks for its problems in the source."""
    return replace(table, file=str(plans / table.file)) if plans.is_dir() else table


def _refuse(plans: Path | str, problems: list[Problem]) -> None:
    if problems:
        count = sum(problem.count for problem in problems)
        quoted = " · ".join(str(problem) for problem in problems[:_QUOTED])
        raise RefusedPlans(
            f"{plans}: {count:,} row{'s' * (count > 1)} of these plans cannot be used: "
            f"{quoted}{' · …' if len(problems) > _QUOTED else ''}",
            "Mend what is wrong there: without these rows they would be other plans.",
        )
