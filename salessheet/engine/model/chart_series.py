"""Series of a chart: which cells they show, as Excel guesses from a rectangle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from salessheet.xlsx.addresses import Area, CellRef, quoted

Values = Callable[[Area], list[list[Any]]]
"""What the cells of a rectangle show."""


@dataclass(frozen=True)
class Cells:
    """A reference with its sheet, `Sheet1!$A$2:$A$9`, and what the cells showed when it was made."""

    reference: str
    shown: tuple[Any, ...]


@dataclass(frozen=True)
class Series:
    name: Cells | None
    categories: Cells | None
    """X values, in a scatter chart."""
    values: Cells


def series_of(area: Area, values: Values, *, by: str | None, is_scatter: bool) -> list[Series]:
    """One series a column or a row of the rectangle, with names and categories where there are any.

    `by`: "columns" or "rows"; as Excel has it, the longer side makes the categories unless one is given. The first
    line holds names where the corner is blank or something in it is no number; the first column, likewise, categories.
    Of a scatter chart the first column is always the X values.
    """
    rows = values(area)
    is_by_rows = by == "rows" or (by is None and len(rows) < len(rows[0]))
    lines = [list(line) for line in zip(*rows, strict=True)] if not is_by_rows else rows
    has_names, has_categories = _headings(lines, is_scatter=is_scatter)
    first = int(has_names)

    def cells(line: int, start: int, end: int) -> Cells:
        part = _part(area, line, start, end, is_by_rows=is_by_rows)
        return Cells(reference(part), tuple(lines[line][start : end + 1]))

    last = len(lines[0]) - 1
    categories = cells(0, first, last) if has_categories else None
    return [
        Series(cells(i, 0, 0) if has_names else None, categories, cells(i, first, last))
        for i in range(int(has_categories), len(lines))
    ]


def cells_of(area: Area, values: Values) -> Cells:
    """All cells of a rectangle, in reading order."""
    return Cells(reference(area), tuple(value for row in values(area) for value in row))


def reference(area: Area) -> str:
    sheet = quoted(area.sheet)
    first = CellRef("", area.top, area.left).address
    last = CellRef("", area.bottom, area.right).address
    return f"{sheet}!{_absolute(first)}" if first == last else f"{sheet}!{_absolute(first)}:{_absolute(last)}"


def _absolute(address: str) -> str:
    letters = address.rstrip("0123456789")
    return f"${letters}${address[len(letters) :]}"


def _headings(lines: list[list[Any]], *, is_scatter: bool) -> tuple[bool, bool]:
    """Whether there are names at the head of the lines, and whether the first line holds categories."""
    if len(lines[0]) == 1 and len(lines) == 1:
        return False, False
    is_open = lines[0][0] is None and len(lines) > 1 and len(lines[0]) > 1
    heads = [line[0] for line in lines[1:]] or [lines[0][0]]
    has_names = len(lines[0]) > 1 and (is_open or any(_is_label(head) for head in heads))
    body = lines[0][int(has_names) :]
    has_categories = len(lines) > 1 and (is_open or is_scatter or any(_is_label(one) or _is_date(one) for one in body))
    return has_names, has_categories


def _is_label(value: object) -> bool:
    return isinstance(value, str)


def _is_date(value: object) -> bool:
    return isinstance(value, dt.date)


def _part(area: Area, line: int, start: int, end: int, *, is_by_rows: bool) -> Area:
    """The cells of one line, from one place in it to another; from 0, ends included."""
    if is_by_rows:
        return Area(area.sheet, area.top + line, area.left + start, area.top + line, area.left + end)
    return Area(area.sheet, area.top + start, area.left + line, area.top + end, area.left + line)
