"""A rectangle of cells of an open workbook: what something is done to."""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.engine.model.grid import Grid
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area


@dataclass(frozen=True, eq=False)
class Rectangle:
    book: OpenWorkbook
    grid: Grid
    area: Area

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1

    @property
    def is_whole_rows(self) -> bool:
        return (self.area.left, self.area.right) == (1, LAST_COLUMN)

    @property
    def is_whole_columns(self) -> bool:
        return (self.area.top, self.area.bottom) == (1, LAST_ROW)

    @property
    def in_use(self) -> Area:
        """The same, ending where the cells of the sheet do: for whole rows and columns."""
        _, top, left, bottom, right = self.area
        if bottom == LAST_ROW:
            bottom = max(top, self.grid.sheet.max_row)
        if right == LAST_COLUMN:
            right = max(left, self.grid.sheet.max_column)
        return self.area._replace(bottom=bottom, right=right)

    def at(self, top: int, left: int, bottom: int, right: int) -> Rectangle:
        """Another rectangle of the same sheet."""
        return Rectangle(self.book, self.grid, Area(self.area.sheet, top, left, bottom, right))
