"""What a command says: text and tables for people on the terminal, or one JSON object for scripts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console, JustifyMethod, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from salessheet.cli import tongue
from salessheet.errors import UserError

if TYPE_CHECKING:
    from salessheet.data.problems import Problem
    from salessheet.workbook.edition import Unused
    from salessheet.workbook.labels import Words

INTERRUPTED: Final = 130
"""The exit code, as shells have it for a program that Ctrl-C ended."""

_MOST_ROWS = 20
_MOST_ALIKE = 3  # problems of a kind that differ in the value alone and are told one by one
_UNWRAPPED = 100_000  # columns: a file or a pipe has no edge at which to break a line

_unheard: list[OSError] = []
"""Why nobody hears what a command says any more: of standard output, the first error."""


class Figure(str):
    """A number in a table, as it is to be shown: to the right."""

    __slots__ = ()


def prepare() -> None:
    """Standard output and standard error, whichever there are, take names in any script."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started the program
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  for as long as it runs
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # whatever the terminal's code page is


def write(text: str) -> None:
    """On standard output. What nobody can hear is dropped; `finished` tells why, for the work goes on."""
    if _unheard:
        return
    try:
        sys.stdout.write(text)
    except OSError as error:
        _give_up(error)


def finished(code: int) -> int:
    """The exit code, once everything is said. Who stopped listening, as `head` does, has heard enough."""
    if not _unheard:
        try:
            sys.stdout.flush()
        except OSError as error:
            _give_up(error)
    if not _unheard:
        return code
    reason = _unheard.pop()
    if isinstance(reason, BrokenPipeError):
        return code
    wrong = f"standard output cannot be written ({reason.strerror}): what was to be said is lost."
    warn(f"salessheet: {tongue.said(wrong)}")
    return code or 1


def _give_up(error: OSError) -> None:
    """What is left in the buffer goes nowhere, so that Python does not stumble over it at its end."""
    _unheard.append(error)
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """An English text of the program in the language it speaks."""
    write(_drawn(Text(printable(tongue.said(text)))))


def warn(text: str) -> None:
    """On standard error, if that can be."""
    with suppress(OSError):
        sys.stderr.write(printable(text) + "\n")
        sys.stderr.flush()


def show_error(error: UserError, *, as_json: bool) -> None:
    """What is wrong and what to do: on standard error, or as the JSON object on standard output."""
    if as_json:
        print_json({"exit": 2, "error": error_tree(error)})
        return
    warn(f"salessheet: {tongue.said(error.wrong)}")
    if error.mend:
        warn(tongue.said(error.mend))


def error_tree(error: UserError) -> dict[str, str]:
    return {"wrong": tongue.said(error.wrong), "mend": tongue.said(error.mend)}


def print_json(tree: Mapping[str, object]) -> None:
    write(json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n")


def show_table(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[object]], *, more: str = "", every_row: bool = False
) -> None:
    """At most twenty rows, unless `every_row`. Nothing where there is no row.

    `more` says where the rest is: how an English sentence ends, or one of its own with {count}.
    """
    if not rows:
        return
    table = Table(title=tongue.said(title) or None, title_justify="left", box=None, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(tongue.said(heading))
    shown = len(rows) if every_row else _MOST_ROWS
    for row in rows[:shown]:
        table.add_row(*(Text(printable(_cell(cell)), justify=_side(cell)) for cell in row))
    say("")
    drawn = _drawn(table)
    write(drawn if sys.stdout.isatty() else "".join(f"{line.rstrip()}\n" for line in drawn.splitlines()))
    if len(rows) > shown:
        sentence = more if "{count}" in more else f"… and {{count}} more{more}."
        say(sentence.format(count=f"{len(rows) - shown:,}"))


def show_problems(problems: Sequence[Problem], words: Words, *, listed: str = "in_json") -> None:
    """In the language of `words`. `listed`: the word that says where all of them are."""
    count, told = sum(problem.count for problem in problems), list(_by_cause(problems, words))
    show_table(
        words.text("said.one_problem" if count == 1 else "said.problems").format(count=f"{count:,}"),
        headings(words, "file", "row", "column", "what", "mend"),
        [row for row, _ in told],
        more=words.text(f"said.more_{listed}"),
    )
    if any(stands_for_all for _, stands_for_all in told):
        say(words.text(f"said.first_{listed}"))


def headings(words: Words, *keys: str) -> tuple[str, ...]:
    return tuple(words.text(f"said.{key}") for key in keys)


def _by_cause(problems: Sequence[Problem], words: Words) -> Iterator[tuple[tuple[str, str, str, str, str], bool]]:
    """A row for all problems that are told in the same words, whichever teams they concern.

    Of many of one kind in a column, which differ in the value alone, the first stands for all; with each row, whether
    it does.
    """
    from salessheet.data.problems import stretches

    causes: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        causes.setdefault((problem.file, problem.column, problem.kind or problem.wrong), []).append(problem)
    for alike in causes.values():
        told: dict[tuple[str, str], list[Problem]] = {}
        for problem in alike:
            told.setdefault((problem.wrong, problem.mend), []).append(problem)
        first, stands_for_all = alike[0], len(told) > _MOST_ALIKE
        if stands_for_all:
            said = words.text("said.of_kind").format(first=first.wrong, count=f"{len(told) - 1:,}")
            told = {(said, first.mend): alike}
        for (wrong, mend), same in told.items():
            rows = sorted({row for problem in same for row in problem.rows or (problem.row,) if row})
            yield (first.file, stretches(rows) if rows else "", first.column, wrong, mend), stands_for_all


def show_unused(records: Sequence[Unused], words: Words) -> None:
    """What a payout or a total lacks as a table, as problems are; the rest of what no number counts as a list."""
    lacking = [record for record in records if record.lacking]
    show_table(
        words.text("said.lacking"),
        headings(words, "table", "column", "team", "rows", "means"),
        [(r.table, r.column, r.team, r.rows, r.means) for r in lacking],
        every_row=True,
    )
    others = dict.fromkeys(".".join(filter(None, (r.table, r.column))) for r in records if not r.lacking)
    if others:
        say("")
        say(words.text("said.unused").format(columns=words.listed(others)))


def number_of(count: int, thing: str) -> str:
    """How many things there are, `thing` being one of them: 1 row, 2,000 rows."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def plain(fact: object) -> object:
    """Facts as JSON has them: objects, arrays, texts, numbers; days as 2026-06-01."""
    if dataclasses.is_dataclass(fact) and not isinstance(fact, type):
        return {field.name: plain(getattr(fact, field.name)) for field in dataclasses.fields(fact)}
    if isinstance(fact, Mapping):
        return {key: plain(value) for key, value in fact.items()}
    if isinstance(fact, tuple):
        names = getattr(fact, "_fields", None)
        return [plain(each) for each in fact] if names is None else dict(zip(names, map(plain, fact), strict=True))
    if isinstance(fact, Enum):
        return fact.value
    return fact.isoformat() if isinstance(fact, dt.date) else fact


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[object, int, int], None] | None]:
    """A bar on standard error that is told of each workbook; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(tongue.said("Workbooks"), total=None)

        def told(_workbook: object, done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)

        yield told


def printable(text: str) -> str:
    """Text that cannot steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)


def _drawn(shown: RenderableType) -> str:
    """As it looks on standard output, which is not touched."""
    terminal = sys.stdout.isatty()
    width = None if terminal else _UNWRAPPED
    paper = StringIO()
    Console(
        file=paper, width=width, force_terminal=terminal, markup=False, highlight=False, emoji=False
    ).print(shown)  # fmt: skip  # one sheet of paper
    return paper.getvalue()


def _cell(cell: object) -> str:
    return f"{cell:,.15g}" if isinstance(cell, float) else "" if cell is None else str(cell)


def _side(cell: object) -> JustifyMethod:
    return "right" if isinstance(cell, (int, float, Figure)) else "left"
