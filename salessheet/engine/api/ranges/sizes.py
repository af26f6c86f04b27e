"""How wide and high rows and columns are, where a range stands on the page, and what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from salessheet.engine.api.ranges.core import RangeCore
from salessheet.engine.model import columns
from salessheet.engine.model.columns import POINTS_A_PIXEL, own_entries, runs
from salessheet.engine.model.digits import Digits, digits_of
from salessheet.engine.values import fitting

_DEFAULT_HEIGHT: Final = 15.0
_WIDEST: Final = 255
_HIGHEST: Final = 409.5
_MOST_LEVELS: Final = 7
_SLACK: Final = 0.5
"""Characters more than measured: fonts differ, and a number that does not fit shows as ####."""


class Sizes(RangeCore):
    @property
    def column_width(self) -> float | None:
        """In characters of the standard font; 0 for hidden columns; None where columns differ."""
        found = {
            columns.characters(pixels, self._digits) for _, pixels in self._columns(self.bounds[1], self.bounds[3])
        }
        return found.pop() if len(found) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        """As in Excel, whole pixels, and a column that gets a width is no longer hidden."""
        if not 0 <= value <= _WIDEST:
            raise ValueError(f"A column is 0 to {_WIDEST} characters wide, not {value}.")
        self.grid.resized.append(self.area)
        pixels = columns.pixels_for(value, self._digits)
        for entry in own_entries(self.sheet.model, self.bounds[1], self.bounds[3]):
            entry.hidden = pixels == 0
            if pixels:
                entry.width = columns.stored_width(pixels, self._digits)
                entry.bestFit = False
        self.grid.is_reshaped = True

    @property
    def row_height(self) -> float | None:
        """In points; 0 for hidden rows; None where rows differ."""
        top, _, bottom, _ = self.bounds
        sized = [row for row in self.sheet.model.row_dimensions if top <= row <= bottom]
        found = {self._height(row) for row in sized}
        if len(sized) <= bottom - top:
            found.add(self._standard_height)
        return found.pop() if len(found) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        if not 0 <= value <= _HIGHEST:
            raise ValueError(f"A row is 0 to {_HIGHEST} points high, not {value}.")
        self.grid.resized.append(self.area)
        if self.is_whole_columns and value:
            said = self.sheet.model.sheet_format
            said.defaultRowHeight, said.customHeight = value, True
            self.grid.is_reshaped = True
        for entry in self._row_entries():
            entry.hidden = not value
            if value:
                entry.height = value

    @property
    def width(self) -> float:
        """In points."""
        return self._points_across(self.bounds[1], self.bounds[3])

    @property
    def height(self) -> float:
        """In points."""
        return self._points_down(self.bounds[0], self.bounds[2])

    @property
    def left(self) -> float:
        """Points from the left edge of the sheet."""
        return self._points_across(1, self.column - 1)

    @property
    def top(self) -> float:
        """Points from the top of the sheet."""
        return self._points_down(1, self.row - 1)

    @property
    def column_hidden(self) -> bool | None:
        found = {
            entry is not None and bool(entry.hidden)
            for _, _, entry in runs(self.sheet.model, self.bounds[1], self.bounds[3])
        }
        return found.pop() if len(found) == 1 else None

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.grid.resized.append(self.area)
        for entry in own_entries(self.sheet.model, self.bounds[1], self.bounds[3]):
            entry.hidden = bool(value)
        self.grid.is_reshaped = True

    @property
    def row_hidden(self) -> bool | None:
        top, _, bottom, _ = self.bounds
        entries = [entry for row, entry in self.sheet.model.row_dimensions.items() if top <= row <= bottom]
        found = {bool(entry.hidden) for entry in entries}
        if len(entries) <= bottom - top:
            found.add(bool(self.sheet.model.sheet_format.zeroHeight))
        return found.pop() if len(found) == 1 else None

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.grid.resized.append(self.area)
        for entry in self._row_entries():
            entry.hidden = bool(value)

    def autofit(self, axis: str | None = None) -> None:
        """Columns as wide as what these cells show, rows as high as Excel makes them when it opens the file."""
        self.grid.resized.append(self.area)
        if axis in {None, "c", "columns"}:
            self._fit_columns()
        if axis in {None, "r", "rows"}:
            for row in range(self.bounds[0], self.in_use.bottom + 1):
                entry = self.sheet.model.row_dimensions.get(row)
                if entry is not None and entry.height is not None:
                    entry.height = None
                    self.grid.touched_rows.add(row)

    def group(self, by: str | None = None) -> None:
        """One level more in the outline."""
        self._outline(by, 1)

    def ungroup(self, by: str | None = None) -> None:
        self._outline(by, -1)

    def _outline(self, by: str | None, step: int) -> None:
        model: Any = self.sheet.model
        is_of_rows = by.startswith("r") if by else not self.is_whole_columns
        entries = list(self._row_entries()) if is_of_rows else own_entries(model, self.bounds[1], self.bounds[3])
        for entry in entries:
            entry.outlineLevel = min(max(0, (entry.outlineLevel or 0) + step), _MOST_LEVELS)
        # Excel makes room for the lines beside the sheet by the number of levels that stands in the sheet's format.
        if is_of_rows:
            levels = [entry.outlineLevel or 0 for entry in model.row_dimensions.values()]
            model.sheet_format.outlineLevelRow = max(levels, default=0) or None
        else:
            levels = [entry.outlineLevel or 0 for entry in model.column_dimensions.values()]
            model.column_dimensions.max_outline = max(levels, default=0) or None
        self.grid.is_reshaped = True

    @property
    def _digits(self) -> Digits:
        return digits_of(self.sheet.model)

    def _columns(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """How many columns next to each other are how many pixels wide."""
        model = self.sheet.model
        for start, end, entry in runs(model, first, last):
            is_hidden = entry is not None and entry.hidden
            yield end - start + 1, 0 if is_hidden else columns.pixels_of(model, entry)

    def _row_entries(self) -> Iterator[Any]:
        """Of whole columns, those of the rows in use."""
        for row in range(self.bounds[0], self.in_use.bottom + 1):
            self.grid.touched_rows.add(row)
            yield self.sheet.model.row_dimensions[row]

    @property
    def _standard_height(self) -> float:
        """Of rows of which the file says nothing."""
        return 0.0 if self.sheet.model.sheet_format.zeroHeight else self._height_of_format

    @property
    def _height_of_format(self) -> float:
        return float(self.sheet.model.sheet_format.defaultRowHeight or _DEFAULT_HEIGHT)

    def _height(self, row: int) -> float:
        entry = self.sheet.model.row_dimensions[row]
        if entry.hidden:
            return 0.0
        return self._height_of_format if entry.height is None else float(entry.height)

    def _points_across(self, first: int, last: int) -> float:
        return sum(count * pixels for count, pixels in self._columns(first, last)) * POINTS_A_PIXEL

    def _points_down(self, first: int, last: int) -> float:
        """Rows that nobody sized are counted, not looked at."""
        sized = [row for row in self.sheet.model.row_dimensions if first <= row <= last]
        return float(sum(map(self._height, sized)) + (last - first + 1 - len(sized)) * self._standard_height)

    def _fit_columns(self) -> None:
        """Merged cells and those that wrap their text have no say, as in Excel; columns without contents stay."""
        spread = {
            (one.min_row, one.min_col) for one in self.sheet.model.merged_cells.ranges if one.max_col > one.min_col
        }
        widest: dict[int, float] = {}
        for cell in self.grid.existing(self.in_use):
            if cell.value is None or cell.alignment.wrap_text or (cell.row, cell.column) in spread:
                continue
            found = fitting.width(cell, self.grid.value(cell.row, cell.column))
            widest[cell.column] = max(found, widest.get(cell.column, 0))
        for column, found in widest.items():
            (entry,) = own_entries(self.sheet.model, column, column)
            pixels = columns.pixels_for(min(max(1, found + _SLACK), _WIDEST), self._digits)
            entry.width = columns.stored_width(pixels, self._digits)
            entry.hidden = False
            entry.bestFit = True
        if widest:
            self.grid.is_reshaped = True
