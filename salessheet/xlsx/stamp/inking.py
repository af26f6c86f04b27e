"""The cells of a column as a sheet's part writes them: what is the same in every workbook is written once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.text import Pattern, letters
from salessheet.xlsx.stamp.values import ERRORS, formulas_down, numbers, of_formula, texts
from salessheet.xlsx.stamp.values import typed as as_typed

_MOST_KEPT: Final = 1_000_000
"""Beginnings of cells that a process keeps for its next workbooks, of all sheets; some two hundred megabytes."""
_TOO_LONG: Final = 20_000
"""Rows of a column that no other workbook is likely to have."""

_USUAL: Final = {float, str, type(None)}
_TEXTS: Final = {str, type(None)}

_Key = tuple[object, ...]
_Begun = Callable[[int, int], list[str]]


@dataclass(frozen=True)
class Run:
    """Cells of one column, one below the other: where they begin, and their style as a tag says it."""

    column: int
    top: int
    rows: int
    style: str


class _Kept:
    """Beginnings of cells, whatever sheet or template they were written for: the same key, the same texts."""

    def __init__(self) -> None:
        self._begun: dict[_Key, list[str]] = {}
        self._count = 0

    def known(self, key: _Key, rows: int, more: Callable[[int], list[str]]) -> list[str]:
        """At least so many, of which `more` makes those from one on. All others go when they get too many."""
        found = self._begun.setdefault(key, [])
        if len(found) < rows:
            made = more(len(found))
            found += made
            self._count += len(made)
            if self._count > _MOST_KEPT:
                self._begun, self._count = {key: found}, len(found)
        return found


_KEPT: Final = _Kept()


class Ink:
    """Writes cells, and keeps their beginnings. `prefix`: of the main namespace, mostly none."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self._end = f"</{prefix}v></{prefix}c>"

    def formulas(self, run: Run, pattern: Pattern, values: Sequence[Scalar]) -> list[str]:
        """Cells with a formula and the value beside it."""
        kinds, end = set(map(type, values)), self._end
        if kinds <= {float, int}:
            heads = self._heads(run, pattern, "")
            return [f"{head}{text}{end}" for head, text in zip(heads, numbers(values), strict=False)]
        if kinds == {type(None)}:
            heads = self._heads(run, pattern, ' t="str"')
            return [f"{head}{end}" for head in heads[: run.rows]]
        plain, named = self._heads(run, pattern, ""), self._heads(run, pattern, ' t="str"')
        if kinds <= _USUAL and ERRORS.isdisjoint(values):
            inside = texts(values)
            return [
                f"{plainly if type(value) is float else by_text}{text}{end}"
                for plainly, by_text, value, text in zip(plain, named, values, inside, strict=False)
            ]
        found = []
        for plainly, by_text, value in zip(plain, named, values, strict=False):
            kind, text = of_formula(value)
            if kind == ' t="str"':
                found.append(f"{by_text}{text}{end}")
            else:
                found.append(plainly.replace("><", f"{kind}><", 1) + text + end)
        return found

    def typed(self, run: Run, values: Sequence[Scalar], shared: Callable[[str], int]) -> list[str]:
        """Cells without one; blank where there is no value."""
        kinds, end = set(map(type, values)), self._end
        blank = self._bare(run, "/>")
        if kinds == {type(None)}:
            return blank[: run.rows]
        if kinds <= {float, int, type(None)}:
            heads = self._bare(run, f"><{self.prefix}v>")
            return [
                empty if value is None else f"{head}{text}{end}"
                for empty, head, value, text in zip(blank, heads, values, numbers(values), strict=False)
            ]
        heads, named = self._bare(run, f"><{self.prefix}v>"), self._bare(run, f' t="s"><{self.prefix}v>')
        if kinds <= _TEXTS and "" not in values:
            return [
                empty if value is None else f"{by_text}{shared(value)}{end}"  # type: ignore[arg-type]  # a text
                for empty, by_text, value in zip(blank, named, values, strict=False)
            ]
        found = []
        for empty, head, by_text, value in zip(blank, heads, named, values, strict=False):
            if value is None or value == "":
                found.append(empty)
            elif type(value) is str:
                found.append(f"{by_text}{shared(value)}{end}")
            else:
                inside = as_typed(value, shared)
                found.append(empty if inside is None else f"{head}{inside[1]}{end}")
        return found

    def headroom(self, run: Run, pattern: Pattern) -> list[str]:
        """Cells whose formulas stand ready, and show nothing."""
        return [f"{head}{self._end}" for head in self._heads(run, pattern, ' t="str"')[: run.rows]]

    def blanks(self, run: Run) -> list[str]:
        return self._bare(run, "/>")[: run.rows]

    def _heads(self, run: Run, pattern: Pattern, kind: str) -> list[str]:
        p, letter = self.prefix, letters(run.column)

        def begun(first: int, last: int) -> list[str]:
            rows = range(first, last + 1)
            texts = formulas_down(pattern, run.column, rows)
            if pattern.is_array:
                return [
                    f'<{p}c r="{letter}{row}"{run.style}{kind}><{p}f t="array" ref="{letter}{row}">{text}</{p}f><{p}v>'
                    for row, text in zip(rows, texts, strict=True)
                ]
            middle, end = f'"{run.style}{kind}><{p}f>', f"</{p}f><{p}v>"
            start = f'<{p}c r="{letter}'
            return [f"{start}{row}{middle}{text}{end}" for row, text in zip(rows, texts, strict=True)]

        return self._known((pattern.text, pattern.is_array, run.column, run.style, kind, run.top), run, begun)

    def _bare(self, run: Run, end: str) -> list[str]:
        start, rest = f'<{self.prefix}c r="{letters(run.column)}', f'"{run.style}{end}'

        def begun(first: int, last: int) -> list[str]:
            return [f"{start}{row}{rest}" for row in range(first, last + 1)]

        return self._known((run.column, run.style, end, run.top), run, begun)

    def _known(self, key: _Key, run: Run, begun: _Begun) -> list[str]:
        """At least as many as the run has rows."""
        last = run.top + run.rows - 1
        if run.rows > _TOO_LONG:
            return begun(run.top, last)
        return _KEPT.known((self.prefix, *key), run.rows, lambda known: begun(run.top + known, last))
