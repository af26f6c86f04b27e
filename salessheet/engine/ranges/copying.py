"""Cells copied, pasted, moved and filled on."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula

from salessheet.engine.changes import Carried
from salessheet.engine.column_sizes import entry_at, own_entries
from salessheet.engine.cut_areas import as_sqref, cell_range
from salessheet.engine.errors import Refused, Unsupported
from salessheet.engine.ranges.core import RangeCore
from salessheet.engine.series import continued
from salessheet.engine.styling import adopted_style
from salessheet.xlsx.addresses import Area, shifted

_VALUES: Final = frozenset({"values", "values_and_number_formats"})
_FORMULAS: Final = frozenset(
    {"all", "formulas", "formulas_and_number_formats", "all_except_borders", "all_merging_conditional_formats",
     "all_using_source_theme"}
)  # fmt: skip  # one thought
_FORMATS: Final = frozenset(
    {"all", "formats", "all_except_borders", "all_merging_conditional_formats", "all_using_source_theme"}
)
_NUMBER_FORMATS: Final = frozenset({"formulas_and_number_formats", "values_and_number_formats"})
_NOTES: Final = frozenset({"all", "comments"})
_RULES: Final = frozenset({"all", "validation", "all_except_borders", "all_using_source_theme"})
_OPERATIONS: Final[dict[str, Callable[[float, float], float]]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
}
_TRENDS: Final = frozenset({"growth_trend", "flash_fill"})


class _Copied(NamedTuple):
    """One cell of what is copied, by its distance from the first."""

    down: int
    across: int
    cell: Any
    result: Any


class Copying(RangeCore):
    def copy(self, destination: Any = None) -> None:
        """To a destination, or without one onto the clipboard of the app, for `paste`."""
        if destination is None:
            self.sheet.book.app.clipboard = self  # type: ignore[assignment]  # a Range is what mixes this in
        else:
            destination.impl.copy_from(self)

    def paste(
        self, paste: str | None = None, operation: str | None = None, skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """What was copied last."""
        source = self.sheet.book.app.clipboard
        if source is None:
            raise Refused("There is nothing to paste: copy a range first.")
        if paste == "column_widths":
            self._take_widths(source)
            return
        self._take(source, paste or "all", operation, skip_blanks=skip_blanks, transpose=transpose)

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """`copy_type`: all, formats, formulas, link, values."""
        source = getattr(source_range, "impl", source_range)
        if copy_type == "link":
            self._link(source, transpose=transpose)
        else:
            self._take(source, copy_type or "all", None, skip_blanks=skip_blanks, transpose=transpose)

    def move(self, destination: Any) -> None:
        """Cut and paste: references to these cells follow them."""
        target = getattr(destination, "impl", destination)
        change = Carried(self.area, target.sheet.name, target.row - self.row, target.column - self.column)
        self.sheet.book.open.change(change)

    def autofill(self, destination: Any, type_: str = "fill_default") -> None:
        """Goes on with what stands here over the rest of the destination, which includes this range."""
        target = destination.impl
        if type_ in _TRENDS:
            raise Unsupported(f"Range.autofill({type_!r})")
        top, left, bottom, right = self.bounds
        t, l, b, r = target.bounds  # noqa: E741  the same four of the target
        is_inside = t <= top and l <= left and b >= bottom and r >= right
        if not is_inside or ((t, b) != (top, bottom) and (l, r) != (left, right)):
            raise Refused("The destination of an autofill includes its source and goes on in one direction.")
        if (l, r) == (left, right):
            for column in range(left, right + 1):
                line = [(row, column) for row in range(top, bottom + 1)]
                self._fill_line(line, [(row, column) for row in range(bottom + 1, b + 1)], type_, 1)
                self._fill_line(line[::-1], [(row, column) for row in range(top - 1, t - 1, -1)], type_, -1)
        else:
            for row in range(top, bottom + 1):
                line = [(row, column) for column in range(left, right + 1)]
                self._fill_line(line, [(row, column) for column in range(right + 1, r + 1)], type_, 1)
                self._fill_line(line[::-1], [(row, column) for column in range(left - 1, l - 1, -1)], type_, -1)

    def _fill_line(self, source: list[tuple[int, int]], target: list[tuple[int, int]], how: str, step: int) -> None:
        if not target:
            return
        cells, grid = self.grid.cells, self.grid
        values = [grid.value(*place) for place in source]
        is_formula = [place in cells and cells[place].data_type == "f" for place in source]
        goes_on = None if any(is_formula) or how == "fill_formats" else continued(values, len(target), how, step)
        for index, place in enumerate(target):
            origin = source[index % len(source)]
            model = cells.get(origin)
            if how != "fill_formats":
                if goes_on is not None:
                    grid.put(*place, goes_on[index])
                elif model is not None and model.data_type == "f" and isinstance(model.value, str):
                    grid.put(*place, shifted(model.value, place[0] - origin[0], place[1] - origin[1]))
                else:
                    grid.put(*place, None if model is None else model.value)
            if how != "fill_values" and model is not None and model.has_style:
                grid.give_style(*place, model._style)

    def _take(self, source: Any, kind: str, operation: str | None, *, skip_blanks: bool, transpose: bool) -> None:
        if operation is not None and operation not in _OPERATIONS:
            raise ValueError(f"operation is one of {', '.join(_OPERATIONS)}, not {operation!r}.")
        copied = list(_copied(source))
        height, width = source.in_use.bottom - source.row + 1, source.in_use.right - source.column + 1
        if transpose:
            copied = [one._replace(down=one.across, across=one.down) for one in copied]
            height, width = width, height
        for top, left in self._tiles(height, width):
            self._paste_at(source, copied, top, left, kind, operation, (height, width), skip_blanks=skip_blanks)
            if not transpose:
                self._take_areas(source, top - source.row, left - source.column, kind)

    def _tiles(self, height: int, width: int) -> list[tuple[int, int]]:
        """Where the source goes: several times where the destination is a multiple of it."""
        rows, columns = self.shape
        if rows % height or columns % width or self.is_whole_rows or self.is_whole_columns:
            return [(self.row, self.column)]
        return [
            (self.row + down, self.column + across)
            for down in range(0, rows, height)
            for across in range(0, columns, width)
        ]

    def _paste_at(
        self, source: Any, copied: list[_Copied], top: int, left: int, kind: str, operation: str | None,
        size: tuple[int, int], *, skip_blanks: bool
    ) -> None:  # fmt: skip  # one thought
        grid = self.grid
        filled = {(one.down, one.across) for one in copied}
        if kind in _FORMULAS | _VALUES and not skip_blanks and operation is None:
            for cell in list(grid.existing(Area(self.sheet.name, top, left, top + size[0] - 1, left + size[1] - 1))):
                if (cell.row - top, cell.column - left) not in filled and cell.value is not None:
                    grid.put(cell.row, cell.column, None)
        for one in copied:
            row, column = top + one.down, left + one.across
            if kind in _FORMULAS | _VALUES and not (skip_blanks and one.cell.value is None):
                self._paste_content(source, one, row, column, kind, operation)
            if kind in _FORMATS:
                self._paste_style(source, one.cell, row, column, keeps_border=kind == "all_except_borders")
            elif kind in _NUMBER_FORMATS:
                number_format = one.cell.number_format
                grid.restyle([grid.cell(row, column)], _with_number_format(number_format))
            if kind in _NOTES and (one.cell.comment is not None or (kind == "all" and one.cell.hyperlink is not None)):
                target: Any = grid.cell(row, column)
                target.comment = copy.copy(one.cell.comment)
                if kind == "all" and one.cell.hyperlink is not None:
                    target._hyperlink = copy.copy(one.cell.hyperlink)
                    target._hyperlink.ref = target.coordinate
                grid.is_reshaped = True

    def _paste_content(
        self, source: Any, one: _Copied, row: int, column: int, kind: str, operation: str | None
    ) -> None:
        grid, cell = self.grid, one.cell
        value = cell.value
        if operation is not None:
            value = _combined(grid.value(row, column), source.grid.value(cell.row, cell.column), operation)
        elif kind in _VALUES:
            value = source.grid.value(cell.row, cell.column) if one.result is None else one.result
        elif isinstance(value, ArrayFormula):
            text = shifted(value.text or "", row - cell.row, column - cell.column)
            grid.set_array(Area(self.sheet.name, row, column, row, column), text)
            return
        elif cell.data_type == "f" and isinstance(value, str):
            grid.put(row, column, shifted(value, row - cell.row, column - cell.column))
            return
        target: Any = grid.cell(row, column)
        if isinstance(target, MergedCell):
            return
        if isinstance(value, str):  # a text that was one stays one, whatever it looks like
            grid.put(row, column, None)
            target = grid.cell(row, column)
            target._value, target.data_type = value, "e" if cell.data_type == "e" else "s"
        else:
            grid.put(row, column, value)

    def _paste_style(self, source: Any, cell: Any, row: int, column: int, *, keeps_border: bool) -> None:
        style = adopted_style(cell, source.sheet.book.open, self.sheet.book.open)

        def change(target: Any) -> None:
            border = copy.copy(target.border) if keeps_border else None
            target._style = copy.copy(style)
            if border is not None:
                target.border = border

        self.grid.restyle([self.grid.cell(row, column)], change)

    def _take_areas(self, source: Any, down: int, across: int, kind: str) -> None:
        """Merged cells, validations and conditional formats that lie within the source."""
        model, theirs, area = self.sheet.model, source.sheet.model, source.in_use
        if kind in _FORMATS:
            for one in list(theirs.merged_cells.ranges):
                if _inside(one, area) and (down or across or model is not theirs):
                    model.merge_cells(_moved(one, down, across).coord)
                    self.grid.is_reshaped = True
        if kind in _RULES:
            for rule in list(theirs.data_validations.dataValidation):
                pieces = [piece for one in rule.sqref.ranges if (piece := _common(one, area)) is not None]
                if pieces:
                    made = copy.copy(rule)
                    made.sqref = as_sqref([_moved(piece, down, across) for piece in pieces])
                    self.at(self.row, self.column).data_validation.delete()  # type: ignore[attr-defined]  # of Formats
                    model.data_validations.append(made)
                    self.grid.is_reshaped = True
        if kind in _FORMATS:
            self._take_conditional(source, down, across)

    def _take_conditional(self, source: Any, down: int, across: int) -> None:
        model, area = self.sheet.model, source.in_use
        for entry in list(source.sheet.model.conditional_formatting):
            pieces = [piece for one in entry.sqref.ranges if (piece := _common(one, area)) is not None]
            for rule in entry.rules if pieces else ():
                made = copy.deepcopy(rule)
                made.formula = [shifted(f"={text}", down, across)[1:] for text in rule.formula]
                moved = " ".join(_moved(piece, down, across).coord for piece in pieces)
                model.conditional_formatting.add(moved, made)
                self.grid.is_reshaped = True

    def _take_widths(self, source: Any) -> None:
        for offset in range(source.in_use.right - source.column + 1):
            theirs = entry_at(source.sheet.model, source.column + offset)
            column = self.column + offset
            for entry in own_entries(self.sheet.model, column, column):
                entry.width = 13 if theirs is None else theirs.width
        self.grid.is_reshaped = True

    def _link(self, source: Any, *, transpose: bool) -> None:
        """Formulas that refer to the source's cells."""
        home = "" if source.sheet == self.sheet else f"'{source.sheet.name.replace(chr(39), chr(39) * 2)}'!"
        area = source.in_use
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                down, across = row - area.top, column - area.left
                if transpose:
                    down, across = across, down
                self.grid.put(self.row + down, self.column + across, f"={home}{source.at(row, column).address}")


def _with_number_format(number_format: str) -> Callable[[Any], None]:
    def change(cell: Any) -> None:
        cell.number_format = number_format

    return change


def _copied(source: Any) -> Iterator[_Copied]:
    """Taken before anything is written: source and destination may overlap."""
    for cell in list(source.grid.existing(source.in_use)):
        snapshot = copy.copy(cell)
        result = source.grid.value(cell.row, cell.column) if cell.data_type == "f" else None
        yield _Copied(cell.row - source.row, cell.column - source.column, snapshot, result)


def _combined(old: Any, new: Any, operation: str) -> Any:
    """Blanks count as 0; what is no number stays as it is."""
    if not isinstance(old, float | None) or not isinstance(new, float | None):
        return old
    if operation == "divide" and not new:
        return "#DIV/0!"
    return _OPERATIONS[operation](old or 0.0, new or 0.0)


def _inside(one: CellRange, area: Area) -> bool:
    rows_inside = area.top <= one.min_row and one.max_row <= area.bottom
    return rows_inside and area.left <= one.min_col and one.max_col <= area.right


def _common(one: CellRange, area: Area) -> CellRange | None:
    top, left = max(one.min_row, area.top), max(one.min_col, area.left)
    bottom, right = min(one.max_row, area.bottom), min(one.max_col, area.right)
    return cell_range(Area("", top, left, bottom, right)) if top <= bottom and left <= right else None


def _moved(one: CellRange, down: int, across: int) -> CellRange:
    return cell_range(Area("", one.min_row + down, one.min_col + across, one.max_row + down, one.max_col + across))
