"""The cells of a column as a sheet's part writes them: what is the same in every workbook is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.cells import Cells, Kind
from salessheet.workbook.readings.text import NOTHING, Pattern, letters
from salessheet.xlsx.stamp.texts import in_xml
from salessheet.xlsx.stamp.values import formulas_down, number

_MOST_KEPT: Final = 1_000_000
"""Beginnings of cells that a process keeps for its next workbooks, of all sheets; some two hundred megabytes."""
_TOO_LONG: Final = 20_000
"""Rows of a column that no other workbook is likely to have."""
_MOST_VALUES: Final = 200_000

_NOTHING: Final = Pattern(NOTHING)
_APART: Final = "\0"  # which no part of a workbook has in it

_Key = tuple[object, ...]
_Begun = Callable[[int, int], list[bytes]]


@dataclass(frozen=True)
class Run:
    """Cells of one column, one below the other: where they begin, and their style as a tag says it."""

    column: int
    top: int
    rows: int
    style: str


class Strip(NamedTuple):
    """Cells one below the other: how each begins, and the rest of it, which is its value."""

    heads: list[bytes]
    tails: list[bytes]

    def extend(self, other: Strip) -> None:
        self.heads.extend(other.heads)
        self.tails.extend(other.tails)

    def cells(self) -> list[bytes]:
        return [head + tail for head, tail in zip(self.heads, self.tails, strict=True)]


class _Kept:
    """Beginnings of cells, whatever sheet or template they were written for: the same key, the same texts."""

    def __init__(self) -> None:
        self._begun: dict[_Key, list[bytes]] = {}
        self._count = 0

    def known(self, key: _Key, rows: int, more: Callable[[int], list[bytes]]) -> list[bytes]:
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


class _Tails(dict[Scalar, bytes]):
    """Values as they end a cell, those written before: most cells of a workbook repeat one."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._end = f"</{prefix}v></{prefix}c>"

    def __missing__(self, value: Scalar) -> bytes:
        if len(self) > _MOST_VALUES:
            self.clear()
        inside = number(value) if isinstance(value, (int, float)) else in_xml(value or "")
        tail = self[value] = f"{inside}{self._end}".encode()
        return tail


_tails: Final = cache(_Tails)


class Ink:
    """Writes cells, and keeps their beginnings. `prefix`: of the main namespace, mostly none."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self._tails = _tails(prefix)

    def formulas(self, run: Run, pattern: Pattern, values: Cells) -> Strip:
        """Cells with a formula and the value beside it; an empty text for a blank."""
        tails, kinds = self._tails, None if values.kind is None else values.kind.ravel()
        if kinds is None or not np.count_nonzero(kinds):  # numbers
            heads = self._heads(run, pattern, "")[: run.rows]
            return Strip(heads, [*map(tails.__getitem__, values.number.ravel().tolist())])
        by_text = self._heads(run, pattern, ' t="str"')
        if values.is_empty:
            return Strip(by_text[: run.rows], [tails[None]] * run.rows)
        plain, is_number = self._heads(run, pattern, ""), kinds == Kind.NUMBER
        heads = _either(plain, by_text, is_number)
        for i in np.flatnonzero(kinds >= Kind.ERROR).tolist():
            heads[i] = plain[i].replace(b"><", b' t="e"><', 1)
        return Strip(heads, [*map(tails.__getitem__, values.flat())])

    def typed(self, run: Run, values: Cells, shared: Callable[[str], int]) -> Strip:
        """Cells without one; blank where there is no value."""
        tails, kinds = self._tails, None if values.kind is None else values.kind.ravel()
        if kinds is None or not np.count_nonzero(kinds):  # numbers
            return Strip(self._valued(run, "")[: run.rows], [*map(tails.__getitem__, values.number.ravel().tolist())])
        if values.is_empty:
            return self.blanks(run)
        found, is_number = values.flat(), kinds == Kind.NUMBER
        ends = [value if type(value) is not str else shared(value) for value in found]
        heads = _either(self._valued(run, ""), self._valued(run, ' t="s"'), is_number)
        rest = [b"" if end is None else tails[end] for end in ends]
        blank = self._bare(run, "/>")
        for i in (~is_number).nonzero()[0].tolist():
            if found[i] is None:
                heads[i] = blank[i]
        return Strip(heads, rest)

    def results(self, run: Run, values: Cells, shared: Callable[[str], int]) -> Strip:
        """As `typed`, with a formula that gives an empty text where there is no value."""
        found = self.typed(run, values, shared)
        nothing = self.headroom(run, _NOTHING)
        for i, tail in enumerate(found.tails):
            if not tail:
                found.heads[i], found.tails[i] = nothing.heads[i], nothing.tails[i]
        return found

    def text(self, row: int, column: int, style: str, index: int) -> bytes:
        """One cell with a text that others share, by its number."""
        return self._valued(Run(column, row, 1, style), ' t="s"')[0] + self._tails[index]

    def headroom(self, run: Run, pattern: Pattern) -> Strip:
        """Cells whose formulas stand ready, and show nothing."""
        return Strip(self._heads(run, pattern, ' t="str"')[: run.rows], [self._tails[None]] * run.rows)

    def blanks(self, run: Run) -> Strip:
        return Strip(self._bare(run, "/>")[: run.rows], [b""] * run.rows)

    def _heads(self, run: Run, pattern: Pattern, kind: str) -> list[bytes]:
        p, letter = self.prefix, letters(run.column)

        def begun(first: int, last: int) -> list[bytes]:
            rows = range(first, last + 1)
            texts = formulas_down(pattern, run.column, rows)
            if pattern.is_array:
                return _encoded(
                    f'<{p}c r="{letter}{row}"{run.style}{kind}><{p}f t="array" ref="{letter}{row}">{text}</{p}f><{p}v>'
                    for row, text in zip(rows, texts, strict=True)
                )
            middle, end = f'"{run.style}{kind}><{p}f>', f"</{p}f><{p}v>"
            start = f'<{p}c r="{letter}'
            return _encoded(f"{start}{row}{middle}{text}{end}" for row, text in zip(rows, texts, strict=True))

        return self._known((pattern.text, pattern.is_array, run.column, run.style, kind, run.top), run, begun)

    def _valued(self, run: Run, kind: str) -> list[bytes]:
        return self._bare(run, f"{kind}><{self.prefix}v>")

    def _bare(self, run: Run, end: str) -> list[bytes]:
        start, rest = f'<{self.prefix}c r="{letters(run.column)}', f'"{run.style}{end}'

        def begun(first: int, last: int) -> list[bytes]:
            return _encoded(f"{start}{row}{rest}" for row in range(first, last + 1))

        return self._known((run.column, run.style, end, run.top), run, begun)

    def _known(self, key: _Key, run: Run, begun: _Begun) -> list[bytes]:
        """At least as many as the run has rows."""
        last = run.top + run.rows - 1
        if run.rows > _TOO_LONG:
            return begun(run.top, last)
        return _KEPT.known((self.prefix, *key), run.rows, lambda known: begun(run.top + known, last))


def _encoded(texts: Iterable[str]) -> list[bytes]:
    return _APART.join(texts).encode().split(_APART.encode())


def _either(one: Sequence[bytes], other: Sequence[bytes], is_one: NDArray[np.bool_]) -> list[bytes]:
    """For each place that of `one` or of the `other`."""
    ones = np.flatnonzero(is_one)
    if 2 * len(ones) > len(is_one):
        one, other, ones = other, one, np.flatnonzero(~is_one)
    found = list(other[: len(is_one)])
    for i in ones.tolist():
        found[i] = one[i]
    return found
