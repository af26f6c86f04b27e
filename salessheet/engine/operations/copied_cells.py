"""What is copied of a range, as it was before anything is pasted."""

from __future__ import annotations

import bisect
import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import DataTableFormula

from salessheet.engine.model.columns import runs
from salessheet.engine.model.inheritance import inheritance
from salessheet.engine.operations.rectangle import Rectangle
from salessheet.engine.operations.rectangles import area_on, cell_range
from salessheet.engine.operations.styling import adopted_style, styled
from salessheet.engine.values.rich_text import RichText
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.addresses import area as area_of


class Copied(NamedTuple):
    """A cell as it was before anything was pasted.

    `value`: what it shows, a text with the fonts of its characters; `style`: as the target's workbook has it.
    """

    row: int
    column: int
    value: Any
    formula: Any
    style: Any
    note: Any
    link: Any


BLANK = Copied(0, 0, None, None, None, None, None)


class Rule(NamedTuple):
    """A validation or conditional format, and the rectangles within what is copied where it holds."""

    rule: Any
    everywhere: list[CellRange]
    here: list[CellRange]


class Original:
    """`source`: the cells copied; `target`: those it is about to be pasted onto, which may overlap it.

    `cells`: by their distance from the first, down and across. `left_out`: rows that a filter hides, which Excel does
    not copy. With `transposes`, rows become columns in all that is said in distances.
    """

    def __init__(self, source: Rectangle, target: Rectangle, *, transposes: bool) -> None:
        self.source, self.target, self.transposes = source, target, transposes
        self.area = self._copied_area()
        self.left_out = sorted(self._filtered_out())
        skipped = set(self.left_out)
        self.cells = {
            self._turned(self._down(one.row), one.column - source.column): one
            for one in self._copied()
            if one.row not in skipped
        }
        model = source.grid.sheet
        merged = model.merged_cells.ranges
        whole = [one for one in merged if self.area.covers(area_on(self.area.sheet, one))]
        self.merged = [one for one in whole if list(self._shown_parts(one)) == [one]]
        self.validations = list(self._rules((r, r.sqref.ranges) for r in model.data_validations.dataValidation))
        self.conditions = list(
            self._rules((r, entry.sqref.ranges) for entry in model.conditional_formatting for r in entry.rules)
        )

    @property
    def shape(self) -> Place:
        """Height and width, of whole columns and rows to the end of the sheet."""
        return self._turned(self.source.shape[0] - len(self.left_out), self.source.shape[1])

    @property
    def shape_in_use(self) -> Place:
        return self._turned(self._down(self.area.bottom) + 1, self.area.right - self.area.left + 1)

    def there(self, one: CellRange, tile: Rectangle) -> CellRange:
        """A rectangle within the source, where it is pasted to."""
        top, left = self._turned(self._down(one.min_row), one.min_col - self.area.left)
        bottom, right = self._turned(self._down(one.max_row), one.max_col - self.area.left)
        return cell_range(Area("", tile.row + top, tile.column + left, tile.row + bottom, tile.column + right))

    def adopted(self, entry: Any) -> Any:
        """The style of a cell, column or row as the target's workbook keeps it."""
        return adopted_style(entry, self.source.book, self.target.book)

    def _filtered_out(self) -> set[int]:
        """Rows of several that a filter hides: as in Excel, they are not copied."""
        model = self.source.grid.sheet
        filters = [model.auto_filter, *(table.autoFilter for table in model.tables.values())]
        rows = model.row_dimensions
        hidden = [row for row, entry in rows.items() if entry.hidden and self.area.top <= row <= self.area.bottom]
        active = [
            area_of("", one.ref) for one in filters if hidden and one is not None and one.ref and one.filterColumn
        ]
        found = {row for row in hidden for one in active if one is not None and one.top < row <= one.bottom}
        return found if len(found) <= self.area.bottom - self.area.top else set()

    def _down(self, row: int) -> int:
        """How far a row of the source is from its first, those left out not counted."""
        return row - self.area.top - bisect.bisect_left(self.left_out, row)

    def _copied_area(self) -> Area:
        """Of whole columns and rows, as much as is in use at either end."""
        area: Area = self.source.in_use
        used = self.target.grid.sheet
        if self.source.is_whole_columns:
            area = area._replace(bottom=max(area.bottom, used.max_row))
        if self.source.is_whole_rows:
            area = area._replace(right=max(area.right, used.max_column))
        return area

    def _copied(self) -> Iterator[Copied]:
        """Cells that are not there, but look like their row or column, among them."""
        grid, area, sheet = self.source.grid, self.area, self.source.grid.sheet
        for cell in list(grid.existing(area)):
            held, style = cell.value, self.adopted(cell)
            is_pasted = cell.data_type == "f" and not isinstance(held, DataTableFormula)  # whose values are
            formula = held if is_pasted else None
            value = held if isinstance(held, RichText) else grid.value(cell.row, cell.column)
            yield Copied(cell.row, cell.column, value, formula, style, cell.comment, cell.hyperlink)
        rows = [
            row for row, entry in sheet.row_dimensions.items() if entry.has_style and area.top <= row <= area.bottom
        ]
        columns = any(entry is not None and entry.has_style for _, _, entry in runs(sheet, area.left, area.right))
        inherited = inheritance(sheet)
        for row in range(area.top, area.bottom + 1) if columns and not self.source.is_whole_columns else rows:
            for column in range(area.left, area.right + 1) if not self.source.is_whole_rows else ():
                if (row, column) not in grid.cells and (style := inherited(row, column)) is not None:
                    yield Copied(row, column, None, None, self.adopted(styled(sheet, style)), None, None)

    def _rules(self, rules: Iterator[tuple[Any, Any]]) -> Iterator[Rule]:
        for rule, ranges in rules:
            pieces = [piece for one in ranges if (piece := common(one, self.area)) is not None]
            here = [part for piece in pieces for part in self._shown_parts(piece)]
            if here:
                yield Rule(copy.deepcopy(rule), list(ranges), here)

    def _shown_parts(self, one: CellRange) -> Iterator[CellRange]:
        """A rectangle without the rows left out."""
        top = one.min_row
        for row in [row for row in self.left_out if one.min_row <= row <= one.max_row] + [one.max_row + 1]:
            if row > top:
                yield cell_range(Area("", top, one.min_col, row - 1, one.max_col))
            top = row + 1

    def _turned(self, down: int, across: int) -> Place:
        return (across, down) if self.transposes else (down, across)


def common(one: CellRange, area: Area) -> CellRange | None:
    top, left = max(one.min_row, area.top), max(one.min_col, area.left)
    bottom, right = min(one.max_row, area.bottom), min(one.max_col, area.right)
    return cell_range(Area("", top, left, bottom, right)) if top <= bottom and left <= right else None
