"""The cells of a sheet, however large, in twenty bytes each: in tables of Python's they take twenty times that."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Final

from salessheet.xlsx.addresses import Place
from salessheet.xlsx.book_file import Formula, SheetReading, StoredValues, Value
from salessheet.xlsx.lint.audit.formula_patterns import Pattern, Patterns, Run

_NOTHING, _NUMBER, _OTHER = range(3)
"""What a cell shows: a number, or a value that is listed."""
_NO_FORMULA: Final = -1


class DenseCells(SheetReading):
    """Filled by `read`; then nothing changes. Cells come row by row, from left to right."""

    def __init__(self, sheet: str, part: str, stored: StoredValues, patterns: Patterns) -> None:
        super().__init__(sheet, stored)
        self.name = sheet
        self.part = part
        self._patterns = patterns
        self._above: dict[int, int] = {}
        """Column → the pattern that was met last."""
        self._listed: dict[tuple[type, Value], int] = {}
        self._others: list[Value] = []
        self._empty()

    def _empty(self) -> None:
        self._rows = array("i")
        self._starts = array("q", [0])
        """Of the cells of each row, and of one beyond the last."""
        self._columns = array("H")
        self._styles = array("i")
        self._formulas = array("i")
        self._kinds = bytearray()
        self._numbers = array("d")
        """What is shown; of what is no number, its place in the list."""
        self._is_in_order = True

    def keep(self, place: Place, style: int, formula: Formula | None, value: Value | None) -> None:
        number = _NO_FORMULA if formula is None else self._pattern(formula, *place)
        if value is None:
            self._append(place, style, number, _NOTHING, 0)
        elif isinstance(value, float):
            self._append(place, style, number, _NUMBER, value)
        else:
            listed = self._listed.setdefault((type(value), value), len(self._others))
            if listed == len(self._others):
                self._others.append(value)
            self._append(place, style, number, _OTHER, listed)

    def _append(self, place: Place, style: int, formula: int, kind: int, number: float) -> None:
        row, column = place
        last = self._rows[-1] if self._rows else 0
        if row == last:
            self._is_in_order = self._is_in_order and column > self._columns[-1]
        else:
            self._is_in_order = self._is_in_order and row > last
            self._rows.append(row)
            self._starts.append(0)
        self._columns.append(column)
        self._starts[-1] = len(self._columns)
        self._styles.append(style)
        self._formulas.append(formula)
        self._kinds.append(kind)
        self._numbers.append(number)

    def _pattern(self, formula: Formula, row: int, column: int) -> int:
        """The number of its pattern; mostly that of the formula above."""
        above = self._above.get(column)
        if above is not None:
            pattern = self._patterns.known[above]
            if pattern.text(row) == formula.text and pattern.is_table == formula.is_table:
                return above
        self._above[column] = self._patterns.number(formula, row)
        return self._above[column]

    def amend(self, place: Place, formula: Formula) -> None:
        self._put_in_order()
        at = self._at(place)
        if at is not None:
            self._formulas[at] = self._patterns.number(formula, place[0])

    def finish(self) -> None:
        """What only reading needs is let go."""
        self._put_in_order()
        self._listed.clear()
        self._above.clear()

    def _put_in_order(self) -> None:
        """Of cells that stand twice, which no sound sheet has, the last is kept."""
        if self._is_in_order:
            return
        cells = {place: at for at, place in self._places()}
        before = self._styles, self._formulas, self._kinds, self._numbers
        self._empty()
        for place, at in sorted(cells.items()):
            styles, formulas, kinds, numbers = before
            self._append(place, styles[at], formulas[at], kinds[at], numbers[at])

    def _places(self) -> Iterator[tuple[int, Place]]:
        """Each cell, by its number."""
        for row, (start, end) in zip(self._rows, pairwise(self._starts), strict=True):
            for at in range(start, end):
                yield at, (row, self._columns[at])

    def _at(self, place: Place) -> int | None:
        row, column = place
        line = bisect_left(self._rows, row)
        if line == len(self._rows) or self._rows[line] != row:
            return None
        end = self._starts[line + 1]
        at = bisect_left(self._columns, column, self._starts[line], end)
        return at if at < end and self._columns[at] == column else None

    # --- what stands in a cell

    def value(self, place: Place) -> Value | None:
        at = self._at(place)
        return None if at is None else self._value(at)

    def _value(self, at: int) -> Value | None:
        match self._kinds[at]:
            case 0:
                return None
            case 1:
                return self._numbers[at]
        return self._others[int(self._numbers[at])]

    def style(self, place: Place) -> int:
        at = self._at(place)
        return 0 if at is None else self._styles[at]

    def pattern(self, place: Place) -> Pattern | None:
        """Of the formula in a cell."""
        at = self._at(place)
        return None if at is None or self._formulas[at] == _NO_FORMULA else self._patterns.known[self._formulas[at]]

    @property
    def last_row(self) -> int:
        return self._rows[-1] if self._rows else 0

    def has_in_row(self, row: int) -> bool:
        """Whether something stands in the row."""
        line = bisect_left(self._rows, row)
        if line == len(self._rows) or self._rows[line] != row:
            return False
        cells = range(self._starts[line], self._starts[line + 1])
        return any(self._kinds[at] != _NOTHING or self._formulas[at] != _NO_FORMULA for at in cells)

    def is_number(self, place: Place) -> bool:
        """Whether a number stands there that no formula gives."""
        at = self._at(place)
        return at is not None and self._kinds[at] == _NUMBER and self._formulas[at] == _NO_FORMULA

    # --- all cells

    def numbers(self) -> Iterator[tuple[Place, float]]:
        """All that are shown."""
        return ((place, self._numbers[at]) for at, place in self._places() if self._kinds[at] == _NUMBER)

    def typed_numbers(self) -> Iterator[Place]:
        for at, place in self._places():
            if self._kinds[at] == _NUMBER and self._formulas[at] == _NO_FORMULA:
                yield place

    def typed(self) -> Iterator[tuple[Place, Value]]:
        """All that no formula gives."""
        for at, place in self._places():
            if self._formulas[at] == _NO_FORMULA and (value := self._value(at)) is not None:
                yield place, value

    def others(self) -> Iterator[tuple[Place, Value, bool]]:
        """What is shown and no number, and whether a formula gives it."""
        for at, place in self._places():
            if self._kinds[at] == _OTHER:
                yield place, self._others[int(self._numbers[at])], self._formulas[at] != _NO_FORMULA

    @cached_property
    def runs(self) -> list[Run]:
        """Its formulas, column by column."""
        open_: dict[int, tuple[int, int, int]] = {}
        found: list[Run] = []
        for at, (row, column) in self._places():
            number = self._formulas[at]
            if number == _NO_FORMULA:
                continue
            before = open_.get(column)
            if before is not None and before[1] == row - 1 and before[2] == number:
                open_[column] = (before[0], row, number)
                continue
            if before is not None:
                found.append(self._run(column, *before))
            open_[column] = (row, row, number)
        found += [self._run(column, *one) for column, one in open_.items()]
        return sorted(found, key=lambda run: run[:3])

    def _run(self, column: int, first: int, last: int, number: int) -> Run:
        return Run(column, first, last, self._patterns.known[number])

    def lines(self) -> Iterator[tuple[int, Mapping[int, Pattern], bool]]:
        """Each row with its formulas by column, and whether their patterns are those of the row before."""
        before: tuple[bytes, bytes] | None = None
        line: dict[int, Pattern] = {}
        for row, (start, end) in zip(self._rows, pairwise(self._starts), strict=True):
            this = self._columns[start:end].tobytes(), self._formulas[start:end].tobytes()
            is_same = this == before
            if not is_same:
                numbers = zip(self._columns[start:end], self._formulas[start:end], strict=True)
                line = {column: self._patterns.known[one] for column, one in numbers if one != _NO_FORMULA}
            before = this
            yield row, line, is_same
