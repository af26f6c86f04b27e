"""Cells copied, pasted, moved and filled on."""

from __future__ import annotations

from typing import Any, Final

from salessheet.engine.api.ranges.core import RangeCore
from salessheet.engine.api.tables.growth import Written, announced
from salessheet.engine.errors import Refused, Unsupported
from salessheet.engine.operations.copied_sizes import take_widths
from salessheet.engine.operations.filling import fill
from salessheet.engine.operations.merged_cells import merged_in
from salessheet.engine.operations.pasting import CONTENTS, KINDS, Paste
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef
from salessheet.xlsx.changes.kinds import Carried

_COLUMN_WIDTHS: Final = "column_widths"
_OPERATIONS: Final = ("add", "subtract", "multiply", "divide")
_COPY_TYPES: Final = ("all", "formats", "formulas", "link", "values")
_FILLS: Final = frozenset(
    {"fill_copy", "fill_days", "fill_default", "fill_formats", "fill_months", "fill_series", "fill_values",
     "fill_weekdays", "fill_years", "linear_trend", "growth_trend"}
)  # fmt: skip  # one thought


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
        kind = paste or "all"
        if kind not in KINDS | {_COLUMN_WIDTHS}:
            raise ValueError(f"What is pasted is one of {', '.join(sorted(KINDS | {_COLUMN_WIDTHS}))}, not {paste!r}.")
        if operation is not None and operation not in _OPERATIONS:
            raise ValueError(f"An operation is one of {', '.join(_OPERATIONS)}, not {operation!r}.")
        if kind == _COLUMN_WIDTHS:
            take_widths(source.rectangle, self.rectangle)
        else:
            self._put(source, kind, operation, skips_blanks=skip_blanks, transposes=transpose)

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """`copy_type`: all, formats, formulas, link, values."""
        source = getattr(source_range, "impl", source_range)
        if copy_type not in _COPY_TYPES:
            raise ValueError(f"What is copied is one of {', '.join(_COPY_TYPES)}, not {copy_type!r}.")
        if copy_type == "link":
            self._link(source, transpose=transpose)
        else:
            self._put(source, copy_type, None, skips_blanks=skip_blanks, transposes=transpose)

    def _put(
        self, source: RangeCore, kind: str, operation: str | None, *, skips_blanks: bool, transposes: bool
    ) -> None:
        """Tables that end there grow over what is pasted."""
        there = self.rectangle
        paste = Paste(source.rectangle, there, kind, operation, skips_blanks=skips_blanks, transposes=transposes)
        near = self._announced(source, transposes=transposes) if kind in CONTENTS else None
        paste.run()
        if near is not None:
            near.finish()

    def _announced(self, source: RangeCore, *, transposes: bool) -> Written | None:
        if source.is_whole_columns or source.is_whole_rows or merged_in(source.grid, source.area):
            return None
        rows = source.grid.rows(source.area)
        if transposes:
            rows = [list(line) for line in zip(*rows, strict=True)]
        bottom, right = self.row + len(rows) - 1, self.column + len(rows[0]) - 1
        if bottom > LAST_ROW or right > LAST_COLUMN:
            return None
        return announced(self.sheet, Area(self.sheet.name, self.row, self.column, bottom, right), rows)

    def move(self, destination: Any) -> None:
        """Cut and paste: references to these cells follow them."""
        target = getattr(destination, "impl", destination)
        self.at(target.row, target.column, target.row + self.shape[0] - 1, target.column + self.shape[1] - 1)
        change = Carried(self.area, target.sheet.name, target.row - self.row, target.column - self.column)
        self.sheet.book.open.change(change)

    def autofill(self, destination: Any, type_: str = "fill_default") -> None:
        """Goes on with what stands here over the rest of the destination, which includes this range."""
        target = destination.impl
        if type_ not in _FILLS:
            raise Unsupported(f"Range.autofill({type_!r})")
        top, left, bottom, right = self.bounds
        t, l, b, r = target.bounds  # noqa: E741  the same four of the target
        is_inside = target.sheet == self.sheet and t <= top and l <= left and b >= bottom and r >= right
        if not is_inside or ((t, b) != (top, bottom) and (l, r) != (left, right)):
            raise Refused("The destination of an autofill includes its source and goes on in one direction.")
        fill(self.grid, self.area, target.area, type_)

    def _link(self, source: Any, *, transpose: bool) -> None:
        """Formulas that refer to the source's cells: for good to a single one, relative to several, as in Excel."""
        if source.sheet.book.open is not self.sheet.book.open:
            raise Unsupported("Range.copy_from('link')", "formulas cannot refer to cells of another workbook here")
        home = "" if source.sheet == self.sheet else f"{CellRef(source.sheet.name, 1, 1)}".removesuffix("A1")
        area = source.in_use
        is_single = len(source) == 1
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                down, across = row - area.top, column - area.left
                if transpose:
                    down, across = across, down
                address = source.at(row, column).get_address(is_single, is_single, external=False)
                self.grid.put(self.row + down, self.column + across, f"={home}{address}")
