"""Fonts of ranges."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from openpyxl.styles.colors import Color
from xlwings import base_classes

from salessheet.engine.api.excels_members import OF_FONT
from salessheet.engine.api.members import implements
from salessheet.engine.api.native import Native
from salessheet.engine.operations.character_fonts import fonts_of_pieces, set_font_of_pieces
from salessheet.engine.values.colors import BLACK, rgb, rgb_of, stored
from salessheet.engine.values.tints import Rgb

if TYPE_CHECKING:
    from salessheet.engine.api.ranges.formats import Formats

_Value = TypeVar("_Value")

_SMALLEST: Final = 1
_LARGEST: Final = 409


@implements(base_classes.Font)
class Font(base_classes.Font):
    """Every property is None where the cells of the range differ."""

    def __init__(self, cells: Formats) -> None:
        self.cells = cells

    @property
    def api(self) -> Any:
        return Native("Font", self.cells.api.font, OF_FONT)

    @property
    def bold(self) -> bool | None:
        return self._common(lambda font: bool(font.b))

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set(b=bool(value))

    @property
    def italic(self) -> bool | None:
        return self._common(lambda font: bool(font.i))

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set(i=bool(value))

    @property
    def size(self) -> float | None:
        return self._common(lambda font: font.sz)

    @size.setter
    def size(self, value: float) -> None:
        if not _SMALLEST <= value <= _LARGEST:
            raise ValueError(f"Characters are {_SMALLEST} to {_LARGEST} points high, not {value}.")
        self._set(sz=value)

    @property
    def name(self) -> str | None:
        return self._common(lambda font: font.name)

    @name.setter
    def name(self, value: str) -> None:
        self._set(name=value, scheme=None)  # a font of the theme would go on with the theme

    @property
    def color(self) -> Rgb | None:
        workbook = self.cells.sheet.book.open.model
        return self._common(lambda font: rgb_of(workbook, font.color) or BLACK)

    @color.setter
    def color(self, value: Any) -> None:
        plain = rgb(value)
        self._set(color=None if plain is None else Color(rgb=stored(plain)))

    def _common(self, look: Callable[[Any], _Value]) -> _Value | None:
        cells = self.cells
        of_cells = cells.common(lambda cell: look(cell.font))
        of_pieces = {look(font) for font in fonts_of_pieces(cells.grid, cells.area)}
        if cells.area.is_cell and len(of_pieces) == 1:
            return of_pieces.pop()
        return of_cells if of_pieces <= {of_cells} else None

    def _set(self, **said: Any) -> None:
        def change(cell: Any) -> None:
            font = copy.copy(cell.font)
            for name, value in said.items():
                setattr(font, name, value)
            cell.font = font

        self.cells.restyle(change)
        set_font_of_pieces(self.cells.grid, self.cells.area, said)
