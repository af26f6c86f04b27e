"""Bad data as values: every problem says where it is, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.schema import Table

_SHOWN = 60  # characters of a bad value that a message quotes
_VALUES = frozenset({"value", "canonical", "bound", "group", "lower"})  # facts that come from the data


@dataclass(frozen=True)
class Problem:
    """One problem in the data.

    `row` is the row a spreadsheet shows for the file, its header usually being row 1; 0 means the whole file.
    `column` is its heading in the language asked for; blank means the whole row. `table` is the key of the table.
    `team` is the id of the team whose data the row is; blank where the row is nobody's in particular.
    """

    file: str
    row: int
    column: str
    wrong: str
    mend: str
    severity: Severity
    table: str = ""
    team: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, str(self.row or ""), self.column) if part)
        return f"{place}: {self.wrong} {self.mend}"


@dataclass(frozen=True)
class Findings:
    """Collects the problems of one table and words them."""

    words: Words
    table: type[Table]
    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, kind: str, row: int, severity: Severity, column: Column | None = None, **facts: object) -> None:
        """The problem `kind` of the labels, its placeholders filled with `facts`."""
        known = {name: shown(fact) if name in _VALUES else fact for name, fact in facts.items()}
        heading = self.words.label(column) if column is not None else ""
        known.setdefault("column", heading)
        self.found.append(
            Problem(
                file=self.file,
                row=int(row),
                column=heading,
                wrong=self.words.text(f"problem.{kind}.wrong").format_map(known),
                mend=self.words.text(f"problem.{kind}.mend").format_map(known),
                severity=severity,
                table=self.table.key,
            )
        )

    def add_all(
        self,
        kind: str,
        rows: Iterable[int],
        severity: Severity,
        column: Column,
        values: Sequence[object],
        **facts: object,
    ) -> None:
        """The same problem in several rows, each with its own value."""
        for row, value in zip(rows, values, strict=True):
            self.add(kind, row, severity, column, value=value, **facts)


def shown(fact: object) -> str:
    """A fact as a message quotes it: on one line and not too long."""
    if isinstance(fact, float):
        return f"{fact:.10g}"
    text = " ".join(str(fact).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def severity_of(column: Column) -> Severity:
    """What a bad value does to its row: without a value it cannot do without, the row is left out."""
    return Severity.REFUSED if column.required or column.identifies else Severity.NOTED
