"""The cells that a sheet of openpyxl has, and those that array formulas fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.errors import PartOfArray
from salessheet.engine.model.inheritance import inheritance, inherited_by
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.addresses import area as area_of


class Cells:
    """`arrays`: the cells that hold an array formula for several cells, where that is known."""

    def __init__(self, sheet: Worksheet, arrays: list[Place] | None = None) -> None:
        self.sheet = sheet
        self._array_places = arrays

    @property
    def cells(self) -> dict[Place, Any]:
        """openpyxl's own table of cells: `Cell`, or `MergedCell` under a merged one."""
        return self.sheet._cells

    def cell(self, row: int, column: int) -> Cell:
        """Made if it is not there."""
        found = self.cells.get((row, column))
        if found is None:
            style = inherited_by(self.sheet, row, column)
            self.cells[row, column] = found = Cell(self.sheet, row, column, style_array=style)
        return found

    def existing(self, area: Area) -> Iterator[Cell]:
        """The cells that are there, in reading order; those under a merged cell left out."""
        cells = self.cells
        if area.size <= len(cells):
            places: Iterable[Place] = (
                (row, column)
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, area.right + 1)
                if (row, column) in cells
            )
        else:
            places = sorted(place for place in cells if area.has(*place))
        for place in places:
            cell = cells[place]
            if type(cell) is Cell:
                yield cell

    def every(self, area: Area) -> Iterator[Cell | MergedCell]:
        """Every cell of a rectangle, made if it is not there."""
        cells, inherited = self.cells, inheritance(self.sheet)
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = cells.get((row, column))
                if cell is None:
                    cells[row, column] = cell = Cell(self.sheet, row, column, style_array=inherited(row, column))
                yield cell

    def used(self) -> Area | None:
        """The smallest rectangle of all cells with a value or a format; None where there is none."""
        places = [place for place, cell in self.cells.items() if cell._value is not None or cell.has_style]
        if not places:
            return None
        columns = {column for _, column in places}
        return Area(self.sheet.title, min(places)[0], min(columns), max(places)[0], max(columns))

    # --- array formulas that fill several cells

    def array_places(self) -> list[Place]:
        """The cells that hold an array formula, or a what-if table, for several cells."""
        cells, known = self.cells, self._array_places
        if known is None:
            found = ((place, cell) for place, cell in cells.items() if cell.data_type == "f")
            known = self._array_places = [place for place, cell in found if _fills_several(cell.value)]
        return [place for place in known if place in cells and _fills_several(cells[place].value)]

    def forget_arrays(self) -> None:
        """Array formulas came, went or moved."""
        self._array_places = None

    def array_at(self, row: int, column: int) -> Area | None:
        """The cells that an array formula fills, if this is one of them."""
        return next((array for array in self.arrays() if array.has(row, column)), None)

    def arrays(self) -> Iterator[Area]:
        """The cells of every array formula that fills several."""
        for held in self.array_places():
            found = area_of(self.sheet.title, self.cells[held].value.ref)
            if found is not None:
                yield found

    def is_in_array(self, row: int, column: int) -> bool:
        """Whether an array formula fills this cell."""
        return self.array_at(row, column) is not None

    def refuse_part_of_array(self, area: Area) -> None:
        """Raises PartOfArray where only some of the cells that one formula fills are in this rectangle."""
        for array in self.arrays():
            if array.meets(area) and not area.covers(array):
                raise PartOfArray(array)


def _fills_several(formula: object) -> bool:
    return isinstance(formula, ArrayFormula | DataTableFormula) and ":" in (formula.ref or "")
