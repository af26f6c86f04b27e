"""Ranges as lists: sorted, rid of duplicates, searched, filtered."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple, Self

from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.formula import ArrayFormula

from salessheet.engine.filters import AutoFilter, wildcards
from salessheet.engine.ranges.core import RangeCore
from salessheet.engine.values import EPOCH, ErrorText
from salessheet.xlsx.addresses import shifted

_NUMBER, _TEXT, _LOGICAL, _ERROR, _BLANK = range(5)
"""The order of kinds of values when sorting upward."""
_BY_VALUE: Final = {"numbers": _NUMBER, "text": _TEXT, "logical": _LOGICAL, "errors": _ERROR}


class _Content(NamedTuple):
    """What moves with a cell."""

    row: int
    value: Any
    kind: str
    style: Any
    result: Any


class Lists(RangeCore):
    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    def sort(self, keys: Sequence[int], ascending: Sequence[bool], has_headers: bool) -> None:
        """Rows by the columns `keys`, counted from 1. Rows that are alike keep their order; blanks come last."""
        area = self.in_use
        first = area.top + has_headers
        rows = list(range(first, area.bottom + 1))
        for key, upward in reversed(list(zip(keys, ascending, strict=True))):
            rows = _sorted(rows, [self.grid.value(row, area.left + key - 1) for row in rows], upward=upward)
        self._arrange(first, rows)

    def remove_duplicates(self, columns: Sequence[int], has_headers: bool) -> None:
        """The first of several rows that are alike in these columns is kept; those below move up."""
        area = self.in_use
        first = area.top + has_headers
        seen = set()
        kept = []
        for row in range(first, area.bottom + 1):
            key = tuple(_same(self.grid.value(row, area.left + column - 1)) for column in columns)
            if key not in seen:
                seen.add(key)
                kept.append(row)
        self._arrange(first, kept)
        if first + len(kept) <= area.bottom:
            self.grid.clear(area._replace(top=first + len(kept)))

    def _arrange(self, first: int, rows: Sequence[int]) -> None:
        """The contents of `rows` from the row `first` on. Relative references in formulas follow their cell."""
        area, grid = self.in_use, self.grid
        contents = [[self._content(row, column) for column in range(area.left, area.right + 1)] for row in rows]
        results = grid.book.results
        for target, line in enumerate(contents, first):
            for column, content in enumerate(line, area.left):
                if content is None:
                    if (target, column) in grid.cells and not isinstance(grid.cells[target, column], MergedCell):
                        grid.cells[target, column].value = None
                    continue
                cell: Any = grid.cell(target, column)
                cell._value, cell.data_type = content.value, content.kind
                if content.kind == "f" and isinstance(content.value, str):
                    cell._value = shifted(content.value, target - content.row, 0)
                cell._style = copy.copy(content.style)
        columns = range(area.left, area.right + 1)
        grid.restyled.update((first + i, column) for i in range(len(rows)) for column in columns)
        if rows:
            grid.mark(area._replace(top=first, bottom=first + len(rows) - 1))
        for target, line in enumerate(contents, first):
            for column, content in enumerate(line, area.left):
                if content is not None and content.kind == "f":
                    results.take(grid, (target, column), content.result)
        results.formulas_changed()

    def _content(self, row: int, column: int) -> _Content | None:
        cell = self.grid.cells.get((row, column))
        if cell is None or isinstance(cell, MergedCell):
            return None
        if isinstance(cell.value, ArrayFormula) and ":" in (cell.value.ref or ""):
            raise ValueError("Rows with an array formula over several cells cannot be sorted.")
        result = self.grid.book.results.stored(self.grid, row, column)
        return _Content(row, cell.value, cell.data_type, cell._style, result)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Self]:
        """Rectangles of the cells of a kind, in reading order.

        Of a single cell, as in Excel, the used cells of the whole sheet are looked through.
        """
        scope = self if len(self) > 1 else self._all_used()
        area = scope.in_use
        if cell_type in {"blanks", "constants", "formulas"}:
            used = self.grid.used()
            if used is None:
                return []
            area = area._replace(bottom=min(area.bottom, used.bottom), right=min(area.right, used.right))
        wanted = self._special(cell_type, value_type)
        found = {
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
            if wanted(row, column)
        }
        return [self.at(*bounds) for bounds in _rectangles(found)]

    def _all_used(self) -> Self:
        used = self.grid.used()
        return self if used is None else self.at(used.top, used.left, used.bottom, used.right)

    def _special(self, cell_type: str, value_type: str | None) -> Callable[[int, int], bool]:
        cells, grid = self.grid.cells, self.grid
        model = self.sheet.model

        def is_of_type(row: int, column: int) -> bool:
            return value_type is None or _kind(grid.value(row, column)) == _BY_VALUE[value_type]

        def blank(row: int, column: int) -> bool:
            return (row, column) not in cells or cells[row, column].value is None

        def formula(row: int, column: int) -> bool:
            return not blank(row, column) and cells[row, column].data_type == "f" and is_of_type(row, column)

        def constant(row: int, column: int) -> bool:
            return not blank(row, column) and cells[row, column].data_type != "f" and is_of_type(row, column)

        def visible(row: int, column: int) -> bool:
            is_hidden = row in model.row_dimensions and model.row_dimensions[row].hidden
            return not is_hidden and not self.at(row, column).column_hidden  # type: ignore[attr-defined]  # of Sizes

        return {"blanks": blank, "formulas": formula, "constants": constant, "visible": visible}[cell_type]

    def find(self, text: str, whole: bool, direction: str, order: str, match_case: bool) -> Self | None:
        """The first cell whose formula or value has the text, with Excel's wildcards."""
        area = self.in_use
        rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        if order == "columns":
            places = [(row, column) for column in columns for row in rows]
        else:
            places = [(row, column) for row in rows for column in columns]
        pattern = _pattern(text, whole=whole, match_case=match_case)
        for row, column in places if direction == "forward" else reversed(places):
            if (row, column) in self.grid.cells and pattern.search(self.grid.formula(row, column)):
                return self.at(row, column)
        return None

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        """In formulas and values; a result that looks like a number becomes one, as in Excel."""
        pattern = _pattern(old, whole=whole, match_case=match_case)
        for cell in list(self.grid.existing(self.in_use)):
            before = self.grid.formula(cell.row, cell.column)
            after = pattern.sub(lambda _: new, before)
            if after != before:
                self.grid.put(cell.row, cell.column, after or None)


def _sorted(rows: Sequence[int], values: Sequence[Any], *, upward: bool) -> list[int]:
    blank = [row for row, value in zip(rows, values, strict=True) if _kind(value) == _BLANK]
    filled = [(row, value) for row, value in zip(rows, values, strict=True) if _kind(value) != _BLANK]
    filled.sort(key=lambda pair: _sort_key(pair[1]), reverse=not upward)  # equals keep their order either way
    return [row for row, _ in filled] + blank


def _sort_key(value: Any) -> tuple[int, Any]:
    kind = _kind(value)
    if kind == _NUMBER:
        return kind, (value - EPOCH) / dt.timedelta(days=1) if isinstance(value, dt.datetime) else value
    return kind, value.casefold() if kind == _TEXT else str(value) if kind == _ERROR else value


def _kind(value: Any) -> int:
    match value:
        case None:
            return _BLANK
        case bool():
            return _LOGICAL
        case ErrorText():
            return _ERROR
        case str():
            return _TEXT
    return _NUMBER


def _same(value: Any) -> Any:
    """What two values have in common that Excel takes for duplicates."""
    return (_kind(value), value.casefold() if isinstance(value, str) else value)


def _pattern(text: str, *, whole: bool, match_case: bool) -> re.Pattern[str]:
    pattern = wildcards(text).pattern
    flags = re.DOTALL if match_case else re.DOTALL | re.IGNORECASE
    return re.compile(rf"\A(?:{pattern})\Z" if whole else pattern.replace(".*", ".*?"), flags)


def _rectangles(places: set[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
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
