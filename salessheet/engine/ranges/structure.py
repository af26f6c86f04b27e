"""Cells put in and taken out, merged and chosen."""

from __future__ import annotations

from typing import Final, Self

from openpyxl.worksheet.cell_range import CellRange

from salessheet.engine.changes import Shifted
from salessheet.engine.ranges.core import RangeCore
from salessheet.xlsx.addresses import Area

_DOWN: Final = frozenset({"down", "d"})
_UP: Final = frozenset({"up", "u"})
_FROM_BELOW: Final = "format_from_right_or_below"


class Structure(RangeCore):
    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Blank cells in front of these, which move down or right; without `shift`, as the shape suggests.

        The new cells have the formats of those above or to the left, or with `copy_origin` of those that moved.
        """
        height, width = self.shape
        down = self._goes_down(shift, _DOWN)
        rows, columns = (height, 0) if down else (0, width)
        self.sheet.book.open.change(Shifted(self.sheet.name, self.area, rows, columns))
        self._take_formats(down=down, from_below=copy_origin == _FROM_BELOW)

    def delete(self, shift: str | None = None) -> None:
        """These cells go, and those below or to the right take their place."""
        height, width = self.shape
        up = self._goes_down(shift, _UP)
        rows, columns = (-height, 0) if up else (0, -width)
        self.sheet.book.open.change(Shifted(self.sheet.name, self.area, rows, columns))

    def _goes_down(self, shift: str | None, words: frozenset[str]) -> bool:
        if self.is_whole_rows:
            return True
        if self.is_whole_columns:
            return False
        if shift is not None:
            return shift in words
        height, width = self.shape
        return height <= width

    def _take_formats(self, *, down: bool, from_below: bool) -> None:
        top, left, bottom, right = self.bounds
        if down:
            origins = {column: (bottom + 1 if from_below else top - 1, column) for column in self._used_columns()}
            targets = [(row, column, column) for row in range(top, bottom + 1) for column in origins]
        else:
            origins = {row: (row, right + 1 if from_below else left - 1) for row in self._used_rows()}
            targets = [(row, column, row) for column in range(left, right + 1) for row in origins]
        cells = self.grid.cells
        for row, column, line in targets:
            model = cells.get(origins[line])
            if model is not None and model.has_style:
                self.grid.give_style(row, column, model._style)

    def _used_columns(self) -> range:
        return range(self.bounds[1], min(self.bounds[3], self.sheet.model.max_column) + 1)

    def _used_rows(self) -> range:
        return range(self.bounds[0], min(self.bounds[2], self.sheet.model.max_row) + 1)

    @property
    def merge_area(self) -> Self:
        """The merged cell that the first cell belongs to, or that cell."""
        found = self._merged(self.at(self.row, self.column).area)
        if not found:
            return self.at(self.row, self.column)
        one = found[0]
        return self.at(one.min_row, one.min_col, one.max_row, one.max_col)

    @property
    def merge_cells(self) -> bool | None:
        """Whether all cells are merged; None where only some are."""
        found = self._merged(self.area)
        if not found:
            return False
        top, left, bottom, right = self.bounds
        covered = 0
        for one in found:
            height = min(one.max_row, bottom) - max(one.min_row, top) + 1
            covered += height * (min(one.max_col, right) - max(one.min_col, left) + 1)
        return True if covered == len(self) else None

    def merge(self, across: bool = False) -> None:
        """One cell of all, or with `across` of each row. The first value is kept, as in Excel without its question."""
        self.unmerge()
        for part in self.rows if across else [self]:
            top, left, bottom, right = part.bounds
            if len(part) == 1:
                continue
            for cell in self.grid.existing(part.area):
                if (cell.row, cell.column) != (top, left) and cell.value is not None:
                    self.grid.put(cell.row, cell.column, None)
            self.sheet.model.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        self.grid.is_reshaped = True

    def unmerge(self) -> None:
        for one in self._merged(self.area):
            self.sheet.model.unmerge_cells(one.coord)
            self.grid.is_reshaped = True

    def select(self) -> None:
        self.sheet.activate()
        view = self.sheet.model.sheet_view
        address = self.get_address(row_absolute=False, col_absolute=False, external=False)
        chosen = view.selection[-1] if view.selection else None
        if chosen is not None:
            chosen.sqref = address
            chosen.activeCell = address.partition(":")[0]

    def _merged(self, area: Area) -> list[CellRange]:
        return [
            one
            for one in self.sheet.model.merged_cells.ranges
            if one.min_row <= area.bottom
            and one.max_row >= area.top
            and one.min_col <= area.right
            and one.max_col >= area.left
        ]
