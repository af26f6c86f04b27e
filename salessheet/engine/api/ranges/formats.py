"""How the cells of a range look."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE, BUILTIN_FORMATS_REVERSE

from salessheet.engine.api.formats.borders import Borders
from salessheet.engine.api.formats.characters import Characters
from salessheet.engine.api.formats.conditional_formats import ConditionalFormats
from salessheet.engine.api.formats.data_validation import DataValidation
from salessheet.engine.api.formats.fonts import Font
from salessheet.engine.api.ranges.core import RangeCore
from salessheet.engine.errors import BadNumberFormat
from salessheet.engine.model.cell_content import as_format_says
from salessheet.engine.operations.styling import restyle, styled, styles
from salessheet.engine.values.colors import WHITE, rgb, rgb_of, stored
from salessheet.engine.values.tints import Rgb
from salessheet.xlsx.number_format_syntax import fault_in_number_format

_Value = TypeVar("_Value")

_OF_THE_COUNTRY: Final = {14: "m/d/yyyy", 22: "m/d/yyyy h:mm"}
"""Built-in formats that show dates as the user's country does → their names in Excel's API; openpyxl has others."""
_BUILT_IN: Final = (
    {name: number for name, number in BUILTIN_FORMATS_REVERSE.items() if number not in _OF_THE_COUNTRY}
    | {name: number for number, name in _OF_THE_COUNTRY.items()}
    | {"GENERAL": 0, "general": 0}
)
_HORIZONTAL: Final = {"centerContinuous": "center_across_selection"}
_STORED_HORIZONTAL: Final = {shown: name for name, shown in _HORIZONTAL.items()}
_SOLID: Final = "solid"
_UNSAID: Final = Color()
"""What openpyxl gives for the ground of a pattern where the file says none."""
_INDENTED: Final = frozenset({"left", "right", "distributed"})
_MOST_INDENT: Final = 250


class Formats(RangeCore):
    """Properties are None where the cells differ."""

    def restyle(self, change: Callable[[Any], None]) -> None:
        restyle(self.grid, self.area, change)

    def common(self, look: Callable[[Any], _Value]) -> _Value | None:
        """What all cells look like: `look` is given a cell for each style there is."""
        found: set[_Value] = set()
        for style in styles(self.grid, self.area):
            found.add(look(styled(self.sheet.model, style)))
            if len(found) > 1:
                return None
        return found.pop()

    @property
    def number_format(self) -> str | None:
        return self.common(_number_format)

    @number_format.setter
    def number_format(self, value: str) -> None:
        if why := fault_in_number_format(value):
            raise BadNumberFormat(value, why)

        def change(cell: Any) -> None:
            cell.number_format = "General"  # so that it has a style
            known = _BUILT_IN.get(value)
            model: Any = self.sheet.book.open.model
            own = model._number_formats
            cell._style.numFmtId = BUILTIN_FORMATS_MAX_SIZE + own.add(value) if known is None else known

        self.restyle(change)
        for cell in self.grid.existing(self.in_use):
            as_format_says(cell)

    @property
    def color(self) -> Rgb | None:
        """The ground of the cells; None for none."""
        return self.common(self._ground)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        plain = rgb(color_or_rgb)
        fill = PatternFill() if plain is None else PatternFill(_SOLID, fgColor=stored(plain))

        def change(cell: Any) -> None:
            cell.fill = fill

        self.restyle(change)

    def _ground(self, cell: Any) -> Rgb | None:
        workbook, fill = self.sheet.book.open.model, cell.fill
        if fill.tagname != "patternFill" or fill.fill_type is None:
            return None
        if fill.fill_type == _SOLID:
            return rgb_of(workbook, fill.fgColor) or WHITE
        return WHITE if fill.bgColor == _UNSAID else rgb_of(workbook, fill.bgColor) or WHITE

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """A fill for each cell: rows of colours in the shape of the range; an ellipsis leaves a cell as it is."""
        for row, line in enumerate(colors, self.row):
            for column, color in enumerate(line, self.column):
                if color is not ...:
                    self.at(row, column).color = color

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def characters(self) -> Characters:
        return Characters(self)

    @property
    def borders(self) -> Borders:
        return Borders(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self)

    @property
    def wrap_text(self) -> bool | None:
        return self.common(lambda cell: bool(cell.alignment.wrap_text))

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._align(wrap_text=bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        found = self.common(lambda cell: cell.alignment.horizontal or "general")
        return None if found is None else _HORIZONTAL.get(found, found)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        stored_as = None if value == "general" else _STORED_HORIZONTAL.get(value, value)
        self._align(horizontal=stored_as, **({} if value in _INDENTED else {"indent": 0}))

    @property
    def vertical_alignment(self) -> str | None:
        return self.common(lambda cell: cell.alignment.vertical or "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._align(vertical=None if value == "bottom" else value)

    def adjust_indent(self, amount: int) -> None:
        def change(cell: Any) -> None:
            alignment = copy.copy(cell.alignment)
            alignment.indent = min(max(0, int(alignment.indent or 0) + amount), _MOST_INDENT)
            if alignment.indent and alignment.horizontal in {None, "general"}:
                alignment.horizontal = "left"
            cell.alignment = alignment

        self.restyle(change)

    def _align(self, **said: Any) -> None:
        def change(cell: Any) -> None:
            alignment = copy.copy(cell.alignment)
            for name, value in said.items():
                setattr(alignment, name, value)
            cell.alignment = alignment

        self.restyle(change)


def _number_format(cell: Any) -> str:
    number = 0 if cell._style is None else cell._style.numFmtId
    name: str = _OF_THE_COUNTRY.get(number) or BUILTIN_FORMATS.get(number) or cell.number_format
    return name
