"""Ranges as lists: sorted, rid of duplicates, searched, filtered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, Self

from salessheet.engine.api.filters import AutoFilter, wildcards
from salessheet.engine.api.ranges.core import RangeCore
from salessheet.engine.errors import Refused
from salessheet.engine.model.columns import runs
from salessheet.engine.operations.arranging import arrange
from salessheet.engine.operations.rectangles import meets
from salessheet.engine.values.display import displayed
from salessheet.engine.values.ordering import ERROR, LOGICAL, NUMBER, TEXT, alike, in_order, kind_of
from salessheet.xlsx.addresses import LAST_COLUMN, Area, Place

_BY_VALUE = {"numbers": NUMBER, "text": TEXT, "logical": LOGICAL, "errors": ERROR}
_DATES = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y")


class Lists(RangeCore):
    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    def sort(self, keys: Sequence[int], ascending: Sequence[bool], has_headers: bool) -> None:
        """Rows by the columns `keys`, counted from 1. Hidden rows stay where they are, as in Excel."""
        area = self.in_use
        places = [row for row in range(area.top + has_headers, area.bottom + 1) if not self._is_hidden(row)]
        self._refuse_merged(area)
        rows = places
        for key, upward in reversed(list(zip(keys, ascending, strict=True))):
            column = area.left + key - 1
            rows = in_order(rows, [self.grid.value(row, column) for row in rows], upward=upward)
        arrange(self.grid, area, rows, places)

    def remove_duplicates(self, columns: Sequence[int], has_headers: bool) -> None:
        """The first of several rows that are alike in these columns is kept; those below move up."""
        area = self.in_use
        first = area.top + has_headers
        self._refuse_merged(area)
        seen = set()
        kept = []
        for row in range(first, area.bottom + 1):
            key = tuple(alike(self.grid.value(row, area.left + column - 1)) for column in columns)
            if key not in seen:
                seen.add(key)
                kept.append(row)
        arrange(self.grid, area, kept, range(first, first + len(kept)))
        if first + len(kept) <= area.bottom:
            self.grid.clear(area._replace(top=first + len(kept)))

    def _refuse_merged(self, area: Area) -> None:
        merged = self.sheet.model.merged_cells.ranges
        if meets(merged, area):
            raise Refused("To do this, all the merged cells need to be the same size: unmerge them first.")

    def _is_hidden(self, row: int) -> bool:
        rows: Any = self.sheet.model.row_dimensions
        return row in rows and bool(rows[row].hidden)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Self]:
        """Rectangles of the cells of a kind, in reading order. Blank cells are looked for among those in use."""
        if cell_type == "visible":
            return list(self._visible())
        used = self.grid.used()
        if used is None:
            return []
        top, left, bottom, right = self.bounds
        area = Area(used.sheet, top, left, min(bottom, used.bottom), min(right, used.right))
        if cell_type == "blanks":
            filled = set(self._filled(area, None))
            rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
            found = {(row, column) for row in rows for column in columns} - filled
        else:
            wanted = None if value_type is None else _BY_VALUE[value_type]
            places = self._filled(area, cell_type == "formulas")
            found = {place for place in places if wanted is None or kind_of(self.grid.value(*place)) == wanted}
        return [self.at(*bounds) for bounds in _rectangles(found)]

    def _filled(self, area: Area, is_formula: bool | None) -> Iterator[Place]:
        """Cells that hold formulas, or constants, or with None either; those that array formulas fill are formulas."""
        grid = self.grid
        of_arrays = {(one.row, one.column) for array in grid.arrays() for one in array.cells()}
        for cell in grid.existing(area):
            place = (cell.row, cell.column)
            if cell.value is not None and place not in of_arrays and is_formula in {None, cell.data_type == "f"}:
                yield place
        if is_formula is not False:
            yield from (place for place in of_arrays if area.has(*place))

    def _visible(self) -> Iterator[Self]:
        """What no hidden row or column cuts through is one rectangle."""
        top, left, bottom, right = self.bounds
        model = self.sheet.model
        hidden = sorted(row for row in model.row_dimensions if top <= row <= bottom and self._is_hidden(row))
        columns = [
            column
            for first, last, entry in runs(model, left, right)
            if entry is not None and entry.hidden
            for column in range(first, last + 1)
        ]
        for first_row, last_row in _gaps(top, bottom, hidden):
            for first_column, last_column in _gaps(left, right, columns):
                yield self.at(first_row, first_column, last_row, last_column)

    def find(self, text: str, whole: bool, direction: str, order: str, match_case: bool) -> Self | None:
        """The first cell that shows the text, with Excel's wildcards; hidden cells show nothing."""
        grid, model = self.grid, self.sheet.model
        pattern = _pattern(text, whole=whole, match_case=match_case)
        hidden = [
            (first, last) for first, last, entry in runs(model, 1, LAST_COLUMN) if entry is not None and entry.hidden
        ]
        places = sorted(self._filled(self.in_use, None))
        if order == "columns":
            places.sort(key=lambda place: (place[1], place[0]))
        for row, column in places if direction == "forward" else reversed(places):
            cell = grid.cells.get((row, column))
            shown = displayed(grid.value(row, column), "General" if cell is None else cell.number_format)
            if not pattern.search(shown) or self._is_hidden(row):
                continue
            if not any(first <= column <= last for first, last in hidden):
                return self.at(row, column)
        return None

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        """In formulas and values; a result that looks like a number becomes one, as in Excel."""
        pattern = _pattern(old, whole=whole, match_case=match_case)
        for cell in list(self.grid.existing(self.in_use)):
            if cell.value is None:
                continue
            one: Any = self.at(cell.row, cell.column)
            is_date = isinstance(cell.value, dt.datetime | dt.date)
            before = _date_text(self.grid.value(cell.row, cell.column)) if is_date else one.formula
            after = pattern.sub(lambda _: new, before)
            if after != before:
                one.formula = _date(after) if is_date else after or None


def _date_text(day: dt.datetime) -> str:
    """As one would type it in the United States."""
    text = f"{day.month}/{day.day}/{day.year}"
    return text if day.time() == dt.time() else f"{text} {day:%H:%M:%S}"


def _date(text: str) -> dt.datetime | str | None:
    for spelling in _DATES:
        try:
            return dt.datetime.strptime(text, spelling)
        except ValueError:
            continue
    return text or None


def _pattern(text: str, *, whole: bool, match_case: bool) -> re.Pattern[str]:
    pattern = wildcards(text).pattern
    flags = re.DOTALL if match_case else re.DOTALL | re.IGNORECASE
    return re.compile(rf"\A(?:{pattern})\Z" if whole else pattern.replace(".*", ".*?"), flags)


def _gaps(first: int, last: int, taken: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches from first to last between numbers that are taken, in order."""
    at = first
    for number in taken:
        if number > at:
            yield at, number - 1
        at = number + 1
    if at <= last:
        yield at, last


def _rectangles(places: set[Place]) -> Iterator[tuple[int, int, int, int]]:
    """Places as rectangles, each as wide and then as high as it can be, in reading order."""
    left = set(places)
    for row, column in sorted(places):
        if (row, column) not in left:
            continue
        right = column
        while (row, right + 1) in left:
            right += 1
        bottom = row
        while all((bottom + 1, at) in left for at in range(column, right + 1)):
            bottom += 1
        left -= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
        yield row, column, bottom, right
