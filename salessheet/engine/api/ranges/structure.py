"""Cells put in and taken out, merged and chosen."""

from __future__ import annotations

import copy
from typing import Any, Final, Self

from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.views import Selection

from salessheet.engine.api.ranges.core import RangeCore
from salessheet.engine.errors import Refused
from salessheet.engine.merged_cells import merge
from salessheet.engine.model.columns import entry_at, own_entries
from salessheet.engine.operations.merged_cells import merged_in, unmerge
from salessheet.xlsx.addresses import LAST_COLUMN, Area
from salessheet.xlsx.changes.kinds import Shifted

_DOWN: Final = frozenset({"down", "d"})
_UP: Final = frozenset({"up", "u"})
_FROM_BELOW: Final = "format_from_right_or_below"


class Structure(RangeCore):
    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Blank cells in front of these, which move down or right; without `shift`, as the shape suggests.

        The new cells have the formats of those above or to the left, or with `copy_origin` of those that moved.
        """
        height, width = self.shape
        down = self._goes_down(shift, _DOWN, of_a_square=True)
        rows, columns = (height, 0) if down else (0, width)
        self.sheet.book.open.change(Shifted(self.sheet.name, self.area, rows, columns))
        self._take_formats(down=down, from_below=copy_origin == _FROM_BELOW)

    def delete(self, shift: str | None = None) -> None:
        """These cells go, and those below or to the right take their place; without `shift`, as the shape suggests.

        Excel pulls up what is below a range that is wider than high, and to the left what is beside any other.
        """
        height, width = self.shape
        up = self._goes_down(shift, _UP, of_a_square=False)
        rows, columns = (-height, 0) if up else (0, -width)
        self.sheet.book.open.change(Shifted(self.sheet.name, self.area, rows, columns))

    def _goes_down(self, shift: str | None, words: frozenset[str], *, of_a_square: bool) -> bool:
        """Whether cells move along their columns. `of_a_square`: whether those of a range as high as wide do."""
        if self.is_whole_rows:
            return True
        if self.is_whole_columns:
            return False
        if shift is not None:
            return shift in words
        height, width = self.shape
        return of_a_square if height == width else height < width

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
        if self.is_whole_rows:
            self._take_height(bottom + 1 if from_below else top - 1)
        elif self.is_whole_columns:
            self._take_width(right + 1 if from_below else left - 1)

    def _take_height(self, origin: int) -> None:
        """New rows are as high as the one they look like, too."""
        rows: Any = self.sheet.model.row_dimensions
        known = rows.get(origin)
        if known is None or not (known.height is not None or known.has_style):
            return
        for row in range(self.bounds[0], self.bounds[2] + 1):
            rows[row].height, rows[row]._style = known.height, copy.copy(known._style)
            self.grid.touched_rows.add(row)

    def _take_width(self, origin: int) -> None:
        """New columns are as wide as the one they look like, too."""
        model = self.sheet.model
        known: Any = entry_at(model, origin) if 1 <= origin <= LAST_COLUMN else None
        if known is None:
            return
        width, style = known.width, known._style
        for entry in own_entries(model, self.bounds[1], self.bounds[3]):
            entry.width, entry._style = width, copy.copy(style)
        self.grid.is_reshaped = True

    def _used_columns(self) -> range:
        return range(self.bounds[1], min(self.bounds[3], self.sheet.model.max_column) + 1)

    def _used_rows(self) -> range:
        return range(self.bounds[0], min(self.bounds[2], self.sheet.model.max_row) + 1)

    @property
    def merge_area(self) -> Self:
        """The merged cell that the first cell belongs to, or that cell."""
        found = merged_in(self.grid, self.at(self.row, self.column).area)
        if not found:
            return self.at(self.row, self.column)
        one = found[0]
        return self.at(one.min_row, one.min_col, one.max_row, one.max_col)

    @property
    def merge_cells(self) -> bool | None:
        """Whether all cells are merged; None where only some are."""
        found = merged_in(self.grid, self.area)
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
        self._refuse_merging()
        self.unmerge()
        for part in self.rows if across else [self]:
            top, left, bottom, right = part.bounds
            if len(part) == 1:
                continue
            filled = [cell for cell in self.grid.existing(part.area) if cell.value is not None]
            if filled and (filled[0].row, filled[0].column) != (top, left):
                self._bring(filled[0], top, left)
            for cell in filled:
                if (cell.row, cell.column) != (top, left):
                    self.grid.put(cell.row, cell.column, None)
            merge(self.sheet.model, Area("", top, left, bottom, right).address)
        self.grid.is_reshaped = True

    def _refuse_merging(self) -> None:
        if any(table.area.meets(self.area) for table in self.sheet.tables):
            raise Refused("Cells of a table cannot be merged.")
        grid = self.grid
        if any(array.meets(self.area) for array in grid.arrays()) or any(
            isinstance(cell.value, ArrayFormula) for cell in grid.existing(self.area)
        ):
            raise Refused("Array formulas are not valid in merged cells.")

    def _bring(self, found: Any, row: int, column: int) -> None:
        """What a cell holds, into the first cell of what will be one: formulas as they are, and their results."""
        grid = self.grid
        result = grid.results.known.get((found.row, found.column))
        cell: Any = grid.cell(row, column)
        cell._value, cell.data_type = found.value, found.data_type
        grid.mark(self.at(row, column).area)
        if found.data_type == "f":
            grid.results.formulas_changed()
            grid.results.take((row, column), result)

    def unmerge(self) -> None:
        unmerge(self.grid, self.area)

    def select(self) -> None:
        """Of a sheet with frozen panes, in each of them: Excel shows the selection in the active one."""
        self.sheet.activate()
        view = self.sheet.model.sheet_view
        address = self.get_address(row_absolute=False, col_absolute=False, external=False)
        if not view.selection:
            view.selection.append(Selection())
        for chosen in view.selection:
            chosen.sqref = address
            chosen.activeCell = self.at(self.row, self.column).get_address(False, False, external=False)
