"""One range pasted onto another: which of its cells' properties go along, and what becomes of those that were there."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any, Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.formula import ArrayFormula

from salessheet.engine.merged_cells import merge
from salessheet.engine.model.cell_content import as_format_says, number_of
from salessheet.engine.model.inheritance import inheritance
from salessheet.engine.operations.conditional_rules import cut
from salessheet.engine.operations.copied_cells import BLANK, Copied, Original
from salessheet.engine.operations.copied_sizes import take_sizes
from salessheet.engine.operations.merged_cells import unmerge
from salessheet.engine.operations.rectangle import Rectangle
from salessheet.engine.operations.rectangles import as_sqref, meets, rebased
from salessheet.engine.operations.styling import restyle
from salessheet.engine.operations.validations import remove_validations
from salessheet.engine.values.values import ErrorText, shown
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, Place, shifted
from salessheet.xlsx.addresses import area as area_of

_WITH_FORMATS: Final = frozenset({"all", "all_except_borders", "all_merging_conditional_formats",
                                  "all_using_source_theme"})  # fmt: skip  # one thought
VALUES: Final = frozenset({"values", "values_and_number_formats"})
CONTENTS: Final = VALUES | _WITH_FORMATS | {"formulas", "formulas_and_number_formats"}
_FORMATS: Final = _WITH_FORMATS | {"formats"}
_NUMBER_FORMATS: Final = frozenset({"formulas_and_number_formats", "values_and_number_formats"})
_NOTES: Final = _WITH_FORMATS | {"comments"}
_RULES: Final = _WITH_FORMATS | {"validation"}
KINDS: Final = CONTENTS | _FORMATS | _NOTES | _RULES
_SIGNS: Final = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
_OPERATIONS: Final[dict[str, Callable[[float, float], float]]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
}


class Paste:
    """`source` and `target` may overlap; `kind`: xlwings' word for what is pasted.

    Everything about the source is taken when the paste is made, before anything is written.
    """

    def __init__(
        self,
        source: Rectangle,
        target: Rectangle,
        kind: str,
        operation: str | None,
        *,
        skips_blanks: bool,
        transposes: bool,
    ) -> None:
        self.source, self.target, self.kind, self.operation = source, target, kind, operation
        self.grid, self.skips_blanks, self.transposes = target.grid, skips_blanks, transposes
        self.original = Original(source, target, transposes=transposes)
        self.cells = self.original.cells

    def run(self) -> None:
        is_of_lines = self.target.is_whole_columns or self.target.is_whole_rows
        if self.kind == "formats" and self.original.area.is_cell and is_of_lines:
            style = self.cells.get((0, 0), BLANK).style
            restyle(self.grid, self.target.area, lambda cell: self._put_style(cell, style))
            return
        height, width = self.original.shape_in_use
        for top, left in self._tiles():
            bottom, right = min(top + height - 1, LAST_ROW), min(left + width - 1, LAST_COLUMN)
            self._put(self.target.at(top, left, bottom, right))
        if self.kind in _WITH_FORMATS and not self.transposes:
            take_sizes(self.source, self.target, self.original.adopted)

    def _tiles(self) -> list[Place]:
        """Where the source goes: several times where the destination is a multiple of it."""
        target = self.target
        height, width = self.original.shape
        rows, columns = target.shape
        if rows % height or columns % width:
            return [(target.row, target.column)]
        return [
            (top, left)
            for top in range(target.row, target.row + rows, height)
            for left in range(target.column, target.column + columns, width)
        ]

    def _put(self, tile: Rectangle) -> None:
        grid, area = self.grid, tile.area
        if self.kind in CONTENTS:
            grid.refuse_part_of_array(area)
        if self.kind in _FORMATS and not self.skips_blanks:
            unmerge(grid, area)
        there = {(cell.row - area.top, cell.column - area.left) for cell in grid.existing(area)}
        written = [place for place in sorted(there | self.cells.keys()) if self._is_pasted(place)]
        self._make_cells(area, written)
        for down, across in written:
            place = area.top + down, area.left + across
            cell = grid.cells.get(place)
            if cell is not None and not isinstance(cell, MergedCell):
                self._put_cell(cell, self.cells.get((down, across), BLANK))
        if self.kind in CONTENTS:
            self._mark(area, written)
            self._put_arrays(area)
        self._put_areas(tile)

    def _is_pasted(self, place: Place) -> bool:
        if not self.skips_blanks:
            return True
        one = self.cells.get(place)
        return one is not None and (one.value is not None or one.formula is not None)

    def _make_cells(self, area: Area, written: list[Place]) -> None:
        """Those that are not there yet and are about to hold something or look like something."""
        sheet, cells = self.grid.sheet, self.grid.cells
        inherited = inheritance(sheet)
        for down, across in written:
            row, column = area.top + down, area.left + across
            if (row, column) in cells:
                continue
            one = self.cells[down, across]
            if self.kind in CONTENTS | _FORMATS or one.note is not None:
                cells[row, column] = Cell(sheet, row, column, style_array=inherited(row, column))

    def _mark(self, area: Area, written: list[Place]) -> None:
        if not self.skips_blanks and self.operation is None:
            self.grid.mark(area)
            return
        for down, across in written:
            row, column = area.top + down, area.left + across
            self.grid.mark(Area(area.sheet, row, column, row, column))

    def _put_cell(self, cell: Any, one: Copied) -> None:
        row, column = cell.row, cell.column
        if self.kind in _FORMATS:
            self._put_style(cell, one.style)
        elif self.kind in _NUMBER_FORMATS:
            self._put_number_format(cell, one.style)
        if self.kind in CONTENTS:
            if self.operation is not None:
                self._combine(cell, one)
            elif one.formula is None or self.kind in VALUES:
                value = shown(one.value) if self.kind not in _FORMATS and isinstance(one.value, str) else one.value
                self.grid.hold(row, column, value)
            elif isinstance(one.formula, str):
                self.grid.hold_formula(row, column, shifted(one.formula, row - one.row, column - one.column))
        if self.kind in _NOTES:
            self._put_note(cell, one)

    def _put_style(self, cell: Any, style: Any) -> None:
        own = cell._style
        if style is None and own is None:
            return
        made = StyleArray() if style is None else copy.copy(style)
        if self.kind == "all_except_borders":
            made.borderId = 0 if own is None else own.borderId
        cell._style = made
        self.grid.restyled.add((cell.row, cell.column))
        as_format_says(cell)

    def _put_number_format(self, cell: Any, style: Any) -> None:
        made = StyleArray() if cell._style is None else copy.copy(cell._style)
        made.numFmtId = 0 if style is None else style.numFmtId
        cell._style = made
        self.grid.restyled.add((cell.row, cell.column))

    def _put_note(self, cell: Any, one: Copied) -> None:
        if one.note is not None or cell.comment is not None:
            cell.comment = copy.copy(one.note)
            self.grid.is_reshaped = True
        if self.kind != "comments" and (one.link is not None or cell.hyperlink is not None):
            cell._hyperlink = copy.copy(one.link)
            if one.link is not None:
                cell._hyperlink.ref = cell.coordinate
            self.grid.is_reshaped = True

    def _combine(self, cell: Any, one: Copied) -> None:
        """What stood here and what is pasted, reckoned with each other; blanks are 0, texts change nothing."""
        grid, operation, row, column = self.grid, self.operation or "", cell.row, cell.column
        formula = cell.value if cell.data_type == "f" else None
        pasted = None if self.kind in VALUES else one.formula
        if isinstance(pasted, str):
            pasted = shifted(pasted, row - one.row, column - one.column)
        old, new = number_of(grid.sheet, grid.value(row, column)), number_of(self.source.grid.sheet, one.value)
        if formula is not None or pasted is not None:
            left, right = _operand(formula, old), _operand(pasted, new)
            if left is not None and right is not None:
                grid.hold_formula(row, column, f"={left}{_SIGNS[operation]}{right}")
        elif old is not None and new is not None:
            is_undefined = operation == "divide" and not new
            result = ErrorText(ErrorKind.DIV0.value) if is_undefined else _OPERATIONS[operation](old, new)
            grid.hold(row, column, result)

    def _put_arrays(self, area: Area) -> None:
        """Array formulas go along, whole or, where only their first cell is copied, for that cell."""
        if self.kind in VALUES or self.operation is not None:
            return
        for (down, across), one in self.cells.items():
            if isinstance(one.formula, ArrayFormula):
                row, column = area.top + down, area.left + across
                fills = area_of(self.original.area.sheet, one.formula.ref or CellRef("", one.row, one.column).address)
                is_whole = fills is not None and self.original.area.covers(fills) and not self.transposes
                height, width = (fills.bottom - fills.top, fills.right - fills.left) if fills and is_whole else (0, 0)
                here = Area(area.sheet, row, column, row + height, column + width)
                self.grid.set_array(here, shifted(one.formula.text or "", row - one.row, column - one.column))

    # Merged cells, validations and conditional formats that lie within the source

    def _put_areas(self, tile: Rectangle) -> None:
        if self.kind in _FORMATS:
            for one in self.original.merged:
                merge(self.grid.sheet, self.original.there(one, tile).coord)
                self.grid.is_reshaped = True
        if self.kind in _RULES and not self.skips_blanks:
            self._put_validations(tile)
        if self.kind in _FORMATS and not self.skips_blanks:
            self._put_conditions(tile)

    def _put_validations(self, tile: Rectangle) -> None:
        known = self.grid.sheet.data_validations
        if any(meets(rule.sqref.ranges, tile.area) for rule in known.dataValidation):
            remove_validations(self.grid, tile.area)
        for one in self.original.validations:
            made, there = copy.copy(one.rule), [self.original.there(piece, tile) for piece in one.here]
            made.sqref = as_sqref(there)
            for name in ("formula1", "formula2"):
                text = getattr(one.rule, name)
                setattr(made, name, text and rebased(text, one.everywhere, there))
            known.append(made)
            self.grid.is_reshaped = True

    def _put_conditions(self, tile: Rectangle) -> None:
        if self.kind != "all_merging_conditional_formats":
            cut(self.grid, tile.area)
        known = self.grid.sheet.conditional_formatting
        for one in self.original.conditions:
            made, there = copy.deepcopy(one.rule), [self.original.there(piece, tile) for piece in one.here]
            made.formula = [rebased(text, one.everywhere, there) for text in one.rule.formula]
            made.priority = 0  # openpyxl gives it the next one
            known.add(" ".join(piece.coord for piece in there), made)
            self.grid.is_reshaped = True


def _operand(formula: object, number: float | None) -> str | None:
    """None for what nothing can be reckoned with: texts, and array formulas."""
    if formula is not None:
        return f"({formula[1:]})" if isinstance(formula, str) else None
    return None if number is None else f"{number:.15g}"
