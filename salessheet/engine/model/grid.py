"""The cells of one sheet, read and written in rectangles."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.cell_content import Moment, serial, stored
from salessheet.engine.model.cells import Cells
from salessheet.engine.model.entering import enter, stays_text
from salessheet.engine.model.inheritance import inheritance
from salessheet.engine.model.record import Record
from salessheet.engine.model.sheet_results import SheetResults, as_shown
from salessheet.engine.values.rich_text import RichText
from salessheet.engine.values.values import MOST_EXACT, ErrorText, shown
from salessheet.engine.values.what_if_tables import what_if_text
from salessheet.xlsx.addresses import Area, Place


class Grid(Cells, Record):
    """The cells of a sheet, and the record of what happened to them.

    `arrays`: the cells that hold an array formula for several cells, where that is known.
    """

    def __init__(
        self, sheet: Worksheet, results: SheetResults, part: str | None = None, arrays: list[Place] | None = None
    ) -> None:
        Cells.__init__(self, sheet, arrays)
        Record.__init__(self, part)
        self.results = results

    def serial(self, value: Moment) -> float:
        """A date as the number that a file stores."""
        return serial(self.sheet, value)

    # --- reading

    def value(self, row: int, column: int) -> Any:
        """As Excel shows it to a program: see `values.shown`; errors as ErrorText."""
        cell = self.cells.get((row, column))
        return None if cell is None else self._shown(cell, in_array=self.is_in_array(row, column))

    def rows(self, area: Area) -> list[list[Any]]:
        """The values of a rectangle. Whole rows and columns end where the sheet does."""
        get, shown_ = self.cells.get, self._shown
        columns = range(area.left, area.right + 1)
        # Cells that an array formula fills hold nothing themselves, or what they held when the file was read.
        filled = {(one.row, one.column) for array in self.arrays() if array.meets(area) for one in array.cells()}
        of_formulas = None
        found = []
        for row in range(area.top, area.bottom + 1):
            line: list[Any] = []
            add = line.append
            for column in columns:
                cell: Any = get((row, column))
                if cell is None:
                    add(None)
                    continue
                value = cell._value
                kind = type(value)
                if filled and (row, column) in filled:
                    add(shown_(cell, in_array=True))
                elif kind is float or kind is dt.datetime or (kind is str and cell.data_type == "s"):
                    add(value)
                elif kind is int:
                    add(float(value))
                elif cell.data_type == "f":
                    if of_formulas is None:
                        of_formulas = self.results.current()
                    add(as_shown(cell, of_formulas.get((row, column))))
                else:
                    add(shown_(cell, in_array=False))
            found.append(line)
        return found

    def _shown(self, cell: Cell | MergedCell, *, in_array: bool) -> Any:
        if isinstance(cell, MergedCell):
            return None
        kind = cell.data_type
        if kind == "f" or in_array:
            return as_shown(cell, self.results.current().get((cell.row, cell.column)))
        value = cell.value
        if kind == "e":
            return ErrorText(value)
        return shown(value)

    def formula(self, row: int, column: int) -> str:
        """The formula of a cell with its `=`, else what one would type to enter its value; "" for a blank."""
        cell = self.cells.get((row, column))
        value = None if cell is None else cell.value
        if not isinstance(value, ArrayFormula | DataTableFormula):
            holder = self.array_at(row, column)
            if holder is not None:
                value = self.cells[holder.top, holder.left].value
        match value:
            case None:
                return ""
            case ArrayFormula():
                return value.text or ""
            case DataTableFormula():
                return what_if_text(value)
            case bool():
                return str(value).upper()
            case float() if value == int(value) and abs(value) < MOST_EXACT:
                return str(int(value))
            case dt.date() | dt.time() | dt.timedelta():
                return _serial_text(self.serial(value))
        return str(value)

    def is_filled(self, row: int, column: int) -> bool:
        """Whether a cell holds anything or an array formula fills it."""
        cell = self.cells.get((row, column))
        return (cell is not None and cell.value is not None) or self.is_in_array(row, column)

    # --- writing

    def write(self, top: int, left: int, rows: Sequence[Sequence[Any]]) -> None:
        """Values and formulas (texts that begin with =) into the rectangle from this cell on. None makes blank."""
        if not rows:
            return
        bottom, right = top + len(rows) - 1, left + len(rows[0]) - 1
        area = Area(self.sheet.title, top, left, bottom, right)
        self.refuse_part_of_array(area)
        self.results.changing(area)
        sheet, cells = self.sheet, self.cells
        inherited = inheritance(sheet)
        cell: Any
        for row, line in enumerate(rows, top):
            for column, value in enumerate(line, left):
                cell = cells.get((row, column))
                kind = type(value)
                if cell is None:
                    if value is None:
                        continue
                    cells[row, column] = cell = Cell(sheet, row, column, style_array=inherited(row, column))
                elif type(cell) is not Cell or (cell.data_type == "f" and cell.value == value):
                    continue  # Excel ignores what is under a merged cell; a formula as it stands stays the same one
                elif cell.data_type == "f":
                    self.results.formulas_changed()
                is_general = cell._style is None or not cell._style.numFmtId
                if is_general and (kind is float or (kind is int and abs(value) <= MOST_EXACT)):
                    cell._value = value
                    cell.data_type = "n"
                elif kind is str and cell._style is None and stays_text(value):
                    cell._value = value
                    cell.data_type = "s"
                else:
                    self._enter(cell, value)
        self.mark(area)

    def _enter(self, cell: Any, value: Any) -> None:
        if enter(cell, value):
            self.restyled.add((cell.row, cell.column))
        if cell.data_type == "f":
            self.results.formulas_changed()

    def put(self, row: int, column: int, value: Any) -> None:
        self.write(row, column, [[value]])

    def hold(self, row: int, column: int, value: Any) -> None:
        """A value as it is, where what is typed would be read first: see `value`. Not marked as changed.

        Cells under a merged one hold nothing.
        """
        cell: Any = self.cells.get((row, column)) if value is None else self.cell(row, column)
        if cell is None or isinstance(cell, MergedCell):
            return
        if cell.data_type == "f":
            self.results.formulas_changed()
        cell._value, cell.data_type = stored(cell, value)

    def dress(self, row: int, column: int, text: RichText) -> None:
        """Other fonts for the characters of a cell's text, which stays: what reads it is not stale."""
        self.cells[row, column]._value = text
        if self.part is not None:
            self.touched.setdefault(row, set()).add((column, column))

    def hold_formula(self, row: int, column: int, text: str) -> None:
        """A formula with its `=`. Not marked as changed."""
        cell: Any = self.cell(row, column)
        if isinstance(cell, MergedCell):
            return
        cell._value, cell.data_type = text, "f"
        self.results.formulas_changed()

    def set_formula(self, row: int, column: int, text: str) -> None:
        """A formula put in place of another one, for the same value: what it shows stays."""
        cell = self.cells[row, column]
        if isinstance(cell.value, ArrayFormula):
            cell.value.text = text
        else:
            cell._value = text
            cell.data_type = "f"
        self.reformulated.add((row, column))
        self.results.formulas_changed()

    def set_array(self, area: Area, text: str) -> None:
        """An array formula over a rectangle, in place of whatever stood there."""
        self.refuse_part_of_array(area)
        self.results.changing(area)
        for cell in self.every(area):
            cell.value = None
        first = self.cell(area.top, area.left)
        first.value = ArrayFormula(area.address, text if text.startswith("=") else f"={text}")
        self.forget_arrays()
        self.results.formulas_changed()
        self.mark(area)

    # --- formats and contents

    def clear(self, area: Area) -> None:
        """Contents only. Raises PartOfArray where an array formula would be cut."""
        self.refuse_part_of_array(area)
        self.results.changing(area)
        for cell in self.existing(area):
            if cell.data_type == "f":
                self.results.formulas_changed()
            cell.value = None
            self.touched.setdefault(cell.row, set()).add((cell.column, cell.column))
        self.results.changed(area)

    def restyle(self, cells: Iterable[Cell], change: Callable[[Cell], None]) -> None:
        """Apply a change of format to cells; values stay."""
        for cell in cells:
            change(cell)
            self.restyled.add((cell.row, cell.column))

    def give_style(self, row: int, column: int, style: Any) -> None:
        """The format of another cell of this workbook."""

        def change(cell: Any) -> None:
            cell._style = copy.copy(style)

        self.restyle([self.cell(row, column)], change)

    # --- the record

    def mark(self, area: Area) -> None:
        """The contents of these cells changed: they are written on saving, and formulas that read them are stale."""
        span = (area.left, area.right)
        if self.part is not None:
            for row in range(area.top, area.bottom + 1):
                self.touched.setdefault(row, set()).add(span)
        self.results.changed(area)

    def was_saved(self, part: str | None) -> None:
        super().was_saved(part)
        self.results.fresh.clear()

    def carried(self, area: Area, held: set[Place]) -> None:
        """Cells were cut from here, which held these before, or pasted here; their notes and links with them."""
        self.is_moved = self.is_reshaped = True
        self.restyled |= held
        self.results.formulas_changed()
        self.restyled.update((cell.row, cell.column) for cell in self.existing(area))
        self.mark(area)


def _serial_text(serial: float) -> str:
    return str(int(serial)) if serial == int(serial) else repr(serial)
