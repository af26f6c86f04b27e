"""Values and formulas of cells as a sheet's part writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from salessheet.errors import ErrorKind
from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.text import Pattern, letters
from salessheet.xlsx.stamp.texts import in_xml

ERRORS: Final = frozenset(kind.value for kind in ErrorKind)
_HOLES: Final = re.compile(r"\{\{|\}\}|\{(row|before|col|left)(?::(-?\d+))?\}")
_MARK: Final = "\x00{}\x01"

Inside = tuple[str, str]
"""The kind of a cell as its tag says it (with a blank in front, or nothing), and its value as text."""


def of_formula(value: Scalar) -> Inside:
    """The value that stands beside a formula."""
    match value:
        case bool():
            return ' t="b"', str(int(value))
        case None | "":
            return ' t="str"', ""
        case str():
            return (' t="e"', value) if value in ERRORS else (' t="str"', in_xml(value))
        case _:
            return "", number(value)


def typed(value: Scalar, shared: Callable[[str], int]) -> Inside | None:
    """A value that stands alone; None for a blank."""
    match value:
        case None | "":
            return None
        case bool():
            return "", str(int(value))
        case str():
            return ' t="s"', str(shared(value))
        case _:
            return "", number(value)


def numbers(values: Sequence[Scalar]) -> Iterator[str]:
    """As a file writes them; what is no number comes out as something or other."""
    return map(_known_number, values)


def texts(values: Sequence[Scalar]) -> Iterator[str]:
    """Numbers, texts and blanks as they stand beside a formula."""
    return map(_known_text, values)


class _Numbers(dict[Scalar, str]):
    """Numbers written before: most of a workbook's cells repeat one."""

    def __missing__(self, value: Scalar) -> str:
        if len(self) > _MOST_NUMBERS:
            self.clear()
        text = self[value] = number(value) if isinstance(value, (int, float)) else ""
        return text


class _Texts(_Numbers):
    """As `_Numbers`, with texts beside them. A number and a text are never equal."""

    def __missing__(self, value: Scalar) -> str:
        if value is None or isinstance(value, str):
            text = self[value] = in_xml(value or "")
            return text
        return super().__missing__(value)


_MOST_NUMBERS: Final = 200_000
_known_number = _Numbers().__getitem__
_known_text = _Texts().__getitem__


def number(value: float) -> str:
    text = repr(value)
    whole = text[:-2] if text[-2:] == ".0" else text
    return "0" if whole == "-0" else whole


def formulas_down(pattern: Pattern, column: int, rows: Iterable[int]) -> list[str]:
    """The formula of a column in each of its rows, escaped, without its `=`."""
    text, shifts = _compiled(pattern.text, column)
    if not shifts:
        return [text for _ in rows]
    if len(shifts) == 1:
        mark, shift = shifts[0]
        return [text.replace(mark, str(row + shift)) for row in rows]
    found = []
    for row in rows:
        one = text
        for mark, shift in shifts:
            one = one.replace(mark, str(row + shift))
        found.append(one)
    return found


@lru_cache(maxsize=8192)
def _compiled(text: str, column: int) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The text with a mark for each row that it names: mark → how many rows further down."""
    shifts: dict[int, str] = {}

    def filled(hole: re.Match[str]) -> str:
        kind, shift = hole[1], int(hole[2] or 0)
        if kind is None:
            return hole[0][0]  # a bracket of the text itself
        if kind in ("col", "left"):
            return letters(column + shift - (kind == "left"))
        return shifts.setdefault(shift - (kind == "before"), _MARK.format(len(shifts)))

    whole = escape(_HOLES.sub(filled, text).removeprefix("="))
    return whole, tuple((mark, shift) for shift, mark in shifts.items())
