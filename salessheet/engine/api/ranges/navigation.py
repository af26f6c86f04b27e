"""From a range to others: to the end of a block of cells, to the whole block."""

from __future__ import annotations

from typing import Final, Self

from salessheet.engine.api.ranges.core import RangeCore
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW

_STEPS: Final = {
    "down": (1, 0),
    "d": (1, 0),
    "up": (-1, 0),
    "u": (-1, 0),
    "right": (0, 1),
    "r": (0, 1),
    "left": (0, -1),
    "l": (0, -1),
}


class Navigation(RangeCore):
    def end(self, direction: str) -> Self:
        """Where Ctrl and an arrow key lead from the first cell: the end of its block, the next block, or the edge."""
        step = _STEPS.get(direction)
        if step is None:
            raise ValueError(f"A direction is one of {', '.join(_STEPS)}, not {direction!r}.")
        down, across = step
        row, column = self.row, self.column
        if self._is_filled(row, column) and self._is_filled(row + down, column + across):
            while self._is_filled(row + down, column + across):
                row, column = row + down, column + across
            return self.at(row, column)
        ahead = min(self._distances(down, across), default=None)
        if ahead is not None:
            return self.at(row + down * ahead, column + across * ahead)
        edge_row = {1: LAST_ROW, -1: 1, 0: row}[down]
        edge_column = {1: LAST_COLUMN, -1: 1, 0: column}[across]
        return self.at(edge_row, edge_column)

    def _distances(self, down: int, across: int) -> list[int]:
        """How far the filled cells in this direction are from the first cell."""
        grid, row, column = self.grid, self.row, self.column
        if down:
            line = [r for (r, c), cell in grid.cells.items() if c == column and cell.value is not None]
        else:
            line = [c for (r, c), cell in grid.cells.items() if r == row and cell.value is not None]
        for array in grid.arrays():
            if down and array.left <= column <= array.right:
                line += range(array.top, array.bottom + 1)
            elif across and array.top <= row <= array.bottom:
                line += range(array.left, array.right + 1)
        here, sign = (row, down) if down else (column, across)
        return [distance for at in line if (distance := (at - here) * sign) > 0]

    @property
    def current_region(self) -> Self:
        """The block around the range: as far as filled cells touch, corners included, up to blank rows and columns."""
        top, left, bottom, right = self.bounds
        before: tuple[int, int, int, int] | None = None
        while before != (top, left, bottom, right):  # rows first, as far as they go: most blocks are long
            before = top, left, bottom, right
            while top > 1 and self._any_in_row(top - 1, left - 1, right + 1):
                top -= 1
            while self._any_in_row(bottom + 1, left - 1, right + 1):
                bottom += 1
            while left > 1 and self._any_in_column(left - 1, top - 1, bottom + 1):
                left -= 1
            while self._any_in_column(right + 1, top - 1, bottom + 1):
                right += 1
        return self.at(top, left, bottom, right)

    def _any_in_row(self, row: int, left: int, right: int) -> bool:
        return any(self._is_filled(row, column) for column in range(left, right + 1))

    def _any_in_column(self, column: int, top: int, bottom: int) -> bool:
        return any(self._is_filled(row, column) for row in range(top, bottom + 1))

    def _is_filled(self, row: int, column: int) -> bool:
        return self.grid.is_filled(row, column)
