"""Bad data as values: every problem says where it is, what is wrong and what to do. Equal ones are told once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from salessheet.data.sources import RawTable
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity

_SHOWN = 60  # characters of a bad value that a message quotes
_STRETCHES = 5  # of rows that are named before an ellipsis
_VALUES = frozenset({"value", "canonical", "bound", "group", "lower"})  # facts that come from the data

_MAY_STAY = frozenset(
    {
        "beyond_order", "credits_no_team", "factor_gap", "factor_idle", "far_before", "gap_stays", "gap_unpaid",
        "merged_cells", "metric_changes", "months_without_weight", "no_currency", "no_documents", "nobody_is_new",
        "noted", "paid_twice", "places_unpaid", "plan_for_nobody", "target_above", "target_below", "term_idle",
        "unit_changes", "value_nobody_has",
    }
)  # fmt: skip  # a list to read
"""Kinds of problems that say themselves that nothing has to be mended, if what they tell is meant."""

Place = int | np.integer[Any]
"""Which row of a table, from 0."""


@dataclass(frozen=True)
class Problem:
    """One problem in the data, in one row or in several.

    `row` is the first row it is in, as a spreadsheet shows it for the file, the heading usually being row 1; 0 means
    the whole file. `rows` are all of them, ascending; () where it is the whole file. `column` is its heading in the
    language asked for, or as another system's file has it; blank means the whole row. `table` is the key of the
    table. `team` is the id of the team whose data the row is; blank where the row is nobody's in particular. `kind`:
    what the labels call such problems.
    """

    file: str
    row: int
    column: str
    wrong: str
    mend: str
    severity: Severity
    table: str = ""
    team: str = ""
    rows: tuple[int, ...] = ()
    kind: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.where, self.column) if part)
        return f"{place}: {self.wrong} {self.mend}"

    @property
    def count(self) -> int:
        """In how many rows it is; 1 where it is the whole file."""
        return max(1, len(self.rows))

    @property
    def may_stay(self) -> bool:
        """Whether all that it tells counts as it stands, and may be meant: told, but no reason to distrust a total."""
        return self.severity is Severity.NOTED and self.kind in _MAY_STAY

    @property
    def where(self) -> str:
        """Its rows as people read them, the same in every language: 2; 2, 5, 9–12 (6); blank for the whole file."""
        return stretches(self.rows) if len(self.rows) > 1 else str(self.row or "")


def stretches(rows: Sequence[int]) -> str:
    """Rows in the same words everywhere, the first few stretches of them and how many there are: 2, 5, 9–12 (6)."""
    found = list(_stretches(rows))
    named = ", ".join(found[:_STRETCHES]) + ", …" * (len(found) > _STRETCHES)
    return f"{named} ({len(rows)})" if len(rows) > 1 else named


def _stretches(rows: Sequence[int]) -> Iterator[str]:
    """Rows that follow each other as one: 9–12."""
    first = last = rows[0]
    for row in (*rows[1:], None):
        if row is not None and row <= last + 1:
            last = row
            continue
        yield str(first) if first == last else f"{first}–{last}"
        if row is not None:
            first = last = row


def told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems that say the same of several rows of a file as one, where the first of them stands."""
    alike: dict[Problem, list[int]] = {}
    for problem in problems:
        rows = problem.rows or ((problem.row,) if problem.row else ())
        alike.setdefault(dataclasses.replace(problem, row=0, rows=()), []).extend(rows)
    return tuple(_in_rows(problem, sorted(set(rows))) for problem, rows in alike.items())


def _in_rows(problem: Problem, rows: list[int]) -> Problem:
    return dataclasses.replace(problem, row=rows[0] if rows else 0, rows=tuple(rows))


def worded(words: Words, kind: str, **facts: object) -> tuple[str, str]:
    """What is wrong and what to do, in words of the labels: the problem `kind`, its placeholders filled in."""
    known = {name: shown(fact) if name in _VALUES else fact for name, fact in facts.items()}
    wrong, mend = (words.text(f"problem.{kind}.{part}").format_map(known) for part in ("wrong", "mend"))
    return wrong, mend


@dataclass(frozen=True)
class Findings:
    """Collects the problems of one table and words them, each with the place of its row, from 0; -1 for the file."""

    words: Words
    raw: RawTable
    found: list[tuple[int, Problem]] = field(default_factory=list)

    def add(
        self, kind: str, place: Place | None, severity: Severity, column: Column | None = None, /, **facts: object
    ) -> None:
        """The problem `kind` of the labels, filled with `facts`; without a place, it is of the whole file."""
        heading = self._heading(column) if column is not None else ""
        facts.setdefault("column", heading)
        wrong, mend = worded(self.words, kind, **facts)
        row = 0 if place is None else int(self.raw.rows[place])
        self.found.append(
            (
                -1 if place is None else int(place),
                Problem(
                    file=self.raw.file_of(place),
                    row=row,
                    column=heading,
                    wrong=wrong,
                    mend=mend,
                    severity=severity,
                    table=self.raw.table.key,
                    kind=kind,
                ),
            )
        )

    def forget(self, place: Place) -> None:
        """Takes back what was told of the row at a place."""
        self.found[:] = [found for found in self.found if found[0] != place]

    def add_all(
        self,
        kind: str,
        places: Iterable[Place],
        severity: Severity,
        column: Column,
        values: Sequence[object],
        **facts: object,
    ) -> None:
        """The same problem in several rows, each with its own value."""
        for place, value in zip(places, values, strict=True):
            self.add(kind, place, severity, column, value=value, **facts)

    def whereabouts(self, place: Place, named_by: Place) -> str:
        """The row at a place as the problem of another names it: with its file, where that is another as well."""
        row, file = str(self.raw.rows[place]), self.raw.file_of(place)
        return row if file == self.raw.file_of(named_by) else f"{row} ({file})"

    def _heading(self, column: Column) -> str:
        return self.raw.headings.get(column.key) or self.words.label(column)


def shown(fact: object) -> str:
    """A fact as a message quotes it: on one line and not too long."""
    if isinstance(fact, float):
        return f"{fact:.10g}"
    text = " ".join(str(fact).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def severity_of(column: Column) -> Severity:
    """What a bad value does to its row: without a value it cannot do without, the row is left out."""
    return Severity.REFUSED if column.required or column.identifies else Severity.NOTED
