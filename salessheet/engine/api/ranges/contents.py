"""What stands in the cells of a range: values and formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salessheet.engine.api.ranges.core import RangeCore
from salessheet.engine.api.tables.growth import announced
from salessheet.engine.collection import paused_collection
from salessheet.engine.operations.styling import remove_blank, unstyle
from salessheet.engine.values.formula_text import as_shown, as_stored
from salessheet.engine.values.table_formulas import in_full
from salessheet.xlsx.addresses import Area, shifted


class Contents(RangeCore):
    @property
    def raw_value(self) -> Any:
        """One value of a single cell, else rows of values."""
        if self.bounds[0] == self.bounds[2] and self.bounds[1] == self.bounds[3]:
            return self.grid.value(self.row, self.column)
        return self.grid.rows(self.in_use)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._write(data)

    @paused_collection()
    def _write(self, data: Any) -> None:
        """A scalar fills the range, a formula as if it were filled down and across from the first cell."""
        if not isinstance(data, (list, tuple)):
            self._fill(data)
            return
        rows: Sequence[Any] = data if data and isinstance(data[0], (list, tuple)) else [data]
        height, width = self.shape
        rows = [[self._entered(value) for value in row[:width]] for row in rows[:height]]
        self._write_block(self.row, self.column, rows)

    def _fill(self, value: Any) -> None:
        area = self.in_use if value is None or value == "" else self.area
        width = area.right - area.left + 1
        entered = self._entered(value)
        if isinstance(entered, str) and entered.startswith("=") and len(self) > 1:
            rows = [
                [shifted(entered, row, column) for column in range(width)] for row in range(area.bottom - area.top + 1)
            ]
        else:
            rows = [[entered] * width] * (area.bottom - area.top + 1)
        self._write_block(area.top, area.left, rows)

    def _write_block(self, top: int, left: int, rows: Sequence[Sequence[Any]]) -> None:
        """Tables that end there grow, and formulas fill their columns."""
        if not rows or not rows[0] or self.is_whole_columns or self.is_whole_rows:
            self.grid.write(top, left, rows)
            return
        block = Area(self.sheet.name, top, left, top + len(rows) - 1, left + len(rows[0]) - 1)
        near = announced(self.sheet, block, rows)
        self.grid.write(top, left, rows)
        if near is not None:
            near.finish()

    def _entered(self, value: Any) -> Any:
        """A formula as files have it: newer functions with their prefixes, references into tables spelt out."""
        if not isinstance(value, str) or not value.startswith("="):
            return value
        text = as_stored(value)
        return in_full(text, self._table_name()) if "[" in text else text

    def _table_name(self) -> str | None:
        """The table that these cells are in, at least some of them; else the one that they are about to belong to."""
        near = self.area._replace(top=max(self.row - 1, 1), left=max(self.column - 1, 1))
        for area in (self.area, near):
            found = next((table.name for table in self.sheet.tables if table.area.meets(area)), None)
            if found is not None:
                return found
        return None

    @property
    def formula(self) -> Any:
        """A text of a single cell, else rows of texts: formulas with their `=`, values as one would type them."""
        if len(self) == 1:
            return as_shown(self.grid.formula(self.row, self.column))
        area = self.in_use
        rows = range(area.top, area.bottom + 1)
        columns = range(area.left, area.right + 1)
        return [[as_shown(self.grid.formula(row, column)) for column in columns] for row in rows]

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value)

    @property
    def formula2(self) -> Any:
        """As `formula`: a formula here fills its own cell and does not spill."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self._write(value)

    @property
    def formula_array(self) -> str | None:
        """The array formula that fills these cells; the formula of a single cell; None where cells differ."""
        holder = self.grid.array_at(self.row, self.column)
        top, left, bottom, right = self.bounds
        if holder is not None:
            return as_shown(self.grid.formula(holder.top, holder.left)) if holder.covers(self.area) else None
        formulas = {
            self.grid.formula(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        }
        return as_shown(formulas.pop()) if len(formulas) == 1 else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        text = value if value.startswith("=") else f"={value}"
        self.grid.set_array(self.area, as_stored(text))

    @property
    def has_array(self) -> bool | None:
        """Whether these cells belong to an array formula; None where only some do."""
        area = self.in_use
        found = {
            self.grid.array_at(row, column) is not None
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }
        return found.pop() if len(found) == 1 else None

    def clear_contents(self) -> None:
        self.grid.clear(self.area)

    def clear_formats(self) -> None:
        """Formats of cells and the conditional formats over them."""
        unstyle(self.grid, self.area)

    def clear(self) -> None:
        """Contents, formats and notes."""
        self.grid.clear(self.area)
        unstyle(self.grid, self.area)
        for cell in self.grid.existing(self.area):
            if cell.comment is not None or cell.hyperlink is not None:
                cell.comment = None
                cell.hyperlink = None
                self.grid.is_reshaped = True
        remove_blank(self.grid, self.area)
