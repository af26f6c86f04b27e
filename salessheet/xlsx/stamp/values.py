"""Values and formulas of cells as a sheet's part writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from salessheet.errors import ErrorKind
from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.text import Pattern, letters
from salessheet.xlsx.stamp.texts import in_xml

_ERRORS: Final = frozenset(kind.value for kind in ErrorKind)
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
            return (' t="e"', value) if value in _ERRORS else (' t="str"', in_xml(value))
        case _:
            return "", number(value)


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
