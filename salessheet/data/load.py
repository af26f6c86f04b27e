"""From a source to a dataset: every table read, typed, checked against its declaration and against the others.

What becomes of bad data, all of it collected: a row without a value it needs, with one that cannot be read, with an
id that already stands above or with a reference it needs that leads nowhere is left out (REFUSED). An optional value
that cannot be read is blanked, an optional reference that leads nowhere stays; both are NOTED. Rules: see rule_checks,
weights, outcomes and identities; dates far from all others: see happened; what ids may look like: see keys; parts of a
year that have targets: see target_periods and target_checks; commission plans and their versions: see plan_checks and
quota_checks, what follows another: see succession_checks and twice_paid_checks, what changes nothing:
see idle_term_checks, the rates of lines: see plan_rate_checks; objectives: see objective_checks; refunds: see
refund_checks; adjustments that disputes name: see dispute_checks; what a list must have for a row to count: see
listed_checks; rows that stand twice in a table without ids: see repeated_checks; classes and
segments that nobody is ever in: see first_match_checks; closed periods: see period_trail.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from salessheet.core.keys import each_folded
from salessheet.data import money, period_trail, setting_values, target_periods, total_rows
from salessheet.data.checks import (
    dispute_checks,
    first_match_checks,
    identities,
    idle_term_checks,
    listed_checks,
    objective_checks,
    outcomes,
    plan_checks,
    plan_rate_checks,
    quota_checks,
    refund_checks,
    repeated_checks,
    rule_checks,
    succession_checks,
    target_checks,
    team_checks,
    twice_paid_checks,
    weights,
)
from salessheet.data.checks.happened import report_far_dates
from salessheet.data.collecting import together
from salessheet.data.columns import Rows, blanks, typed
from salessheet.data.commission.quotas import needs_quota
from salessheet.data.commission.versions import versions_of
from salessheet.data.dataset import DEFAULT_LANGUAGE, Dataset
from salessheet.data.ownership import owners
from salessheet.data.problems import Problem, told_once
from salessheet.data.reading.databases import is_address
from salessheet.data.reading.distinct import gathered
from salessheet.data.sources import RawSource, RawTable, read, tables_in
from salessheet.errors import UnreadableSource
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Scalar, Type
from salessheet.workbook.rules import Bands, RefersBack, RefersByCode
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import (
    DEFAULT_STAGES,
    TABLES,
    Deals,
    Objectives,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    Reps,
    SalesSteps,
    SettingRows,
    Stages,
    TargetRows,
    table_of,
)

Spellings = dict[tuple[str, str], str]
"""Name of a column and a folded word of it → the word as it was first written."""

_SPELLED_LIKE = {Plans.gate_by.key: Plans.component.key}


def load(source: Path | str, words: Words | None = None, encoding: str = "") -> Dataset:
    """The checked data of a folder, workbook or database, problems worded in the language of `words`.

    Without `words` it is the language the data's own settings ask for, else DEFAULT_LANGUAGE. `encoding` is that of
    the text files, if somebody says so. Raises what `sources.read` raises, and UnreadableSource where some tables of a
    folder have what was collected and others do not yet; bad rows are problems of the dataset.
    """
    _refuse_half_collected(source)
    return of_source(read(source, encoding), words)


def of_source(found: RawSource, words: Words | None = None) -> Dataset:
    """The checked data of what has been read, with what closed periods have against it."""
    known = words or worded_for(found)
    dataset = checked(found, known)
    return dataclasses.replace(dataset, problems=(*dataset.problems, *period_trail.problems(dataset, known)))


def _refuse_half_collected(source: Path | str) -> None:
    note = Path(source) / together.NOTE
    if not is_address(source) and note.is_file():
        raise UnreadableSource(
            source,
            "what people typed is being written into these tables, or a run that did so was ended halfway.",
            "Wait until it is done, or run `salessheet collect` again, which ends it first.",
        )


def problems_beside(tables: Mapping[str, RawTable], folder: Path, words: Words) -> tuple[Problem, ...]:
    """The problems of tables that are to be written into a folder, together with those that stand there already."""
    there = {key: raw for key, raw in tables_in(folder).items() if key not in tables} if folder.is_dir() else {}
    return checked(RawSource(str(folder), {**there, **tables}, ()), words).problems


def worded_for(source: RawSource) -> Words:
    """The words of the language that the settings of the source ask for, else of DEFAULT_LANGUAGE."""
    words = Words.load(DEFAULT_LANGUAGE)
    if SettingRows.key not in source.tables:
        return words
    rows = typed(source.tables[SettingRows.key], words)
    identities.identify(rows)  # of two rows for the language the first counts, as everywhere
    asked = setting_values.language(rows)
    return words if asked is None else Words.load(asked)


@dataclasses.dataclass(frozen=True, eq=False)
class Judged:
    """Tables with every row in its place, those left out included, and the settings that they were judged by."""

    tables: Mapping[str, Rows]
    settings: Mapping[str, Scalar]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        return told_once(_owned(self.tables))


def checked(source: RawSource, words: Words) -> Dataset:
    """The data of tables that have been read, problems worded in the language of `words`."""
    found = judged(source, words)
    frames = {table.key: _finished(table, found.tables.get(table.key)) for table in TABLES}
    if frames[Stages.key].empty:
        frames[Stages.key] = default_stages()
    return Dataset(
        source=source.name,
        tables=frames,
        settings=found.settings,
        problems=found.problems,
        absent=tuple(table.key for table in TABLES if table.key not in source.tables),
        ignored=source.ignored,
        unread={raw.file: raw.unread for raw in source.tables.values() if raw.unread},
        digests=source.digests,
    )


def judged(source: RawSource, words: Words) -> Judged:
    """What `checked` makes the data of."""
    tables: dict[str, Rows] = {}
    known: dict[Column, Mapping[str, str]] = {}
    spellings: Spellings = {}
    named = _named(source)
    stages = [stage for stage, _ in DEFAULT_STAGES]
    found = setting_values.defaults()
    for table in TABLES:
        if table.key not in source.tables:
            continue
        rows = typed(source.tables[table.key], words)
        total_rows.check(rows)
        _spell(rows, spellings)
        if table is TargetRows:
            target_periods.settle(rows, _first_month(found))
        elif table is Objectives:
            objective_checks.settle(rows)
        _relate(rows, known, named, stages, tables.get(Plans.key))
        if table is Stages and rows.kept.any():
            stages = _in_order(rows)
        elif table is SettingRows:
            found = setting_values.read(rows)
        tables[table.key] = rows
    report_far_dates(tables)
    team_checks.check(tables)
    money.settle(tables, found)
    plan_checks.check(tables)
    plan_rate_checks.check(tables)
    refund_checks.check(tables, str(found["currency"]))
    quota_checks.check(tables)
    objective_checks.check(tables)
    dispute_checks.check(tables)
    listed_checks.check(tables)
    repeated_checks.check(tables)
    first_match_checks.check(tables)
    _check_versions(tables, str(found["currency"]), _first_month(found))
    target_checks.check(tables, str(found["currency"]), _first_month(found))
    return Judged(tables, found)


def _check_versions(tables: Mapping[str, Rows], base: str, first_month: int) -> None:
    """What plans need of each other, and of those whom they serve. All rows have been checked."""
    plans, reps = tables.get(Plans.key), tables.get(Reps.key)
    if plans is None or reps is None or not plans.kept.any():
        return
    versions = versions_of(plans.frame[plans.kept], reps.frame[reps.kept], base)
    factors, rates = (_finished(table, tables.get(table.key)) for table in (PlanFactors, PlanRates))
    by_quota = needs_quota(versions.plans, factors)
    succession_checks.check(plans, versions, by_quota, first_month)
    twice_paid_checks.check(tables, versions)
    idle_term_checks.check(tables, versions, by_quota, factors, rates)


def _first_month(settings: Mapping[str, Scalar]) -> int:
    return int(str(settings["first_month"] or 1))


def _named(source: RawSource) -> set[Column]:
    """The columns that rows of the source refer to."""
    found: set[Column] = set()
    for table in TABLES:
        if table.key in source.tables:
            found |= {column.refers_to for column in table.columns() if column.refers_to is not None}
            found |= {home for link in table.links if isinstance(link, RefersByCode) for _, home in link.homes}
    return found


def _relate(
    rows: Rows,
    known: dict[Column, Mapping[str, str]],
    named: set[Column],
    stages: list[str],
    plans: Rows | None,
) -> None:
    """Identity, references and rules, in an order in which each sees only rows that hold so far.

    `named`: the columns that rows refer to, here or in other tables.
    """
    table = rows.raw.table
    mine = [c for c in table.columns() if c.refers_to is not None and c.refers_to.block is table]
    _refer(rows, known)
    ids = identities.identify(rows, is_asked=table is Plans or bool(set(table.identity()) & named))
    places = plan_checks.of_places(rows, plans) if table is PlanTiers and plans is not None else None
    for rule in table.rules:
        rule_checks.check(rows, rule, places)
    weights.check(rows)
    if table is Deals:
        outcomes.settle(rows, stages)
    elif table is SalesSteps:
        outcomes.name_stages(rows, SalesSteps.stage, stages)
    elif table is Plans and ids is not None:
        plan_checks.settle(rows, ids)
    if ids is not None:
        column = table.identity()[0]
        known[column] = ids
        if len(ids) != np.count_nonzero(rows.kept):  # rules left out some since
            kept = set(rows.frame[column.key][rows.kept])
            known[column] = {folded: text for folded, text in ids.items() if text in kept}
        for reference in mine:
            identities.refer(rows, reference, known[column], table)
    for link in table.links:
        if isinstance(link, RefersBack):
            identities.refer_back(rows, link)


def _refer(rows: Rows, known: identities.Known) -> None:
    """References to tables that were read before."""
    for column in rows.raw.table.columns():
        target = column.refers_to
        if target is not None and target in known:
            identities.refer(rows, column, known[target], table_of(target))
    for link in rows.raw.table.links:
        if isinstance(link, RefersByCode):
            identities.refer_by_code(rows, link, known)


def _spell(rows: Rows, spellings: Spellings) -> None:
    """Writes short words that differ by case or width alone as they were first written, in whatever table."""
    for column in rows.raw.table.columns():
        if column.measure is not Type.LABEL:
            continue
        if column.key not in rows.raw.columns and not column.default:
            continue
        codes, different = rows.factors(column)
        name = _SPELLED_LIKE.get(column.key, column.key)
        names = zip(each_folded(list(different)), different, strict=True)
        written = [spellings.setdefault((name, folded), text) for folded, text in names]
        if any(new is not old for new, old in zip(written, different, strict=True)):
            rows.write(column, gathered(np.array(written, dtype=object), codes))


def _in_order(stages: Rows) -> list[str]:
    kept = stages.frame[stages.kept].sort_values(Stages.order.key, kind="stable")
    return [str(stage) for stage in kept[Stages.stage.key]]


def default_stages() -> pd.DataFrame:
    """The five stages of a centre that declares none."""
    names = [name for name, _ in DEFAULT_STAGES]
    return pd.DataFrame(
        {
            Stages.stage.key: pd.Series(names, dtype=object),
            Stages.order.key: np.arange(1.0, len(names) + 1),
            Stages.probability.key: [chance for _, chance in DEFAULT_STAGES],
        }
    )


def _finished(table: type[Table], rows: Rows | None) -> pd.DataFrame:
    if rows is None:
        return empty(table)
    kept = rows.left().reset_index(drop=True)
    if table is Stages:
        return kept.sort_values(Stages.order.key, kind="stable").reset_index(drop=True)
    for rule in table.rules:
        if isinstance(rule, Bands) and len(kept):
            kept = rule_checks.ascending(kept, rule)
    return kept


def empty(table: type[Table]) -> pd.DataFrame:
    """The table with all its columns and no row."""
    return _empty(table).copy(deep=False)  # type: ignore[arg-type]  # mypy has classes of blocks for unhashable


@cache
def _empty(table: type[Table]) -> pd.DataFrame:
    """Made once: nine in ten tables of a small centre are such, and to make one takes longer than to read a file."""
    return pd.DataFrame({c.key: blanks(c, 0) for c in table.columns()}, copy=False)


def _owned(tables: Mapping[str, Rows]) -> Iterator[Problem]:
    """All problems, table by table and row by row, each with the team its row belongs to."""
    if not any(rows.findings.found for rows in tables.values()):
        return
    teams = owners({key: rows.frame for key, rows in tables.items()})
    for key, rows in tables.items():
        mine = teams.get(key)
        for place, problem in sorted(rows.findings.found, key=lambda found: found[0]):
            yield problem if mine is None or place < 0 else dataclasses.replace(problem, team=mine[place])
