"""Fonts of ranges, and the characters of a cell."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from openpyxl.styles.colors import Color
from xlwings import base_classes

from salessheet.engine.api.excels_members import OF_FONT
from salessheet.engine.api.members import implements
from salessheet.engine.api.native import Native
from salessheet.engine.errors import Unsupported
from salessheet.engine.values.colors import BLACK, rgb, rgb_of, stored
from salessheet.engine.values.tints import Rgb

if TYPE_CHECKING:
    from salessheet.engine.api.ranges.formats import Formats

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
        return self.cells.common(lambda cell: bool(cell.font.b))

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set(b=bool(value))

    @property
    def italic(self) -> bool | None:
        return self.cells.common(lambda cell: bool(cell.font.i))

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set(i=bool(value))

    @property
    def size(self) -> float | None:
        return self.cells.common(lambda cell: cell.font.sz)

    @size.setter
    def size(self, value: float) -> None:
        if not _SMALLEST <= value <= _LARGEST:
            raise ValueError(f"Characters are {_SMALLEST} to {_LARGEST} points high, not {value}.")
        self._set(sz=value)

    @property
    def name(self) -> str | None:
        return self.cells.common(lambda cell: cell.font.name)

    @name.setter
    def name(self, value: str) -> None:
        self._set(name=value, scheme=None)  # a font of the theme would go on with the theme

    @property
    def color(self) -> Rgb | None:
        workbook = self.cells.sheet.book.open.model
        return self.cells.common(lambda cell: rgb_of(workbook, cell.font.color) or BLACK)

    @color.setter
    def color(self, value: Any) -> None:
        plain = rgb(value)
        self._set(color=None if plain is None else Color(rgb=stored(plain)))

    def _set(self, **said: Any) -> None:
        def change(cell: Any) -> None:
            font = copy.copy(cell.font)
            for name, value in said.items():
                setattr(font, name, value)
            cell.font = font

        self.cells.restyle(change)


@implements(base_classes.Characters)
class Characters(base_classes.Characters):
    """Characters of a cell, from `start` to before `end`. openpyxl has no formats for some of them only."""

    def __init__(self, cells: Formats, start: int = 0, end: int | None = None) -> None:
        self.cells = cells
        self.start = start
        self.end = end

    @property
    def api(self) -> Any:
        return self.cells.api

    @property
    def text(self) -> str:
        return self._whole[self.start : self.end]

    @property
    def font(self) -> Font:
        """Raises Unsupported where these are not all characters of the cell."""
        if self.text != self._whole:
            raise Unsupported("Characters.font", "openpyxl formats a cell as a whole, not some characters of it.")
        return Font(self.cells)

    def __getitem__(self, item: int | slice) -> Characters:
        length = len(self.text)
        if isinstance(item, slice):
            if (item.start or 0) < 0 or (item.stop or 0) < 0:
                raise ValueError("Characters object does not support slicing with negative indexes")
            start, end, _ = item.indices(length)
        else:
            start = item if item >= 0 else length + item
            end = start + 1
        return Characters(self.cells, self.start + start, self.start + end)

    @property
    def _whole(self) -> str:
        value = self.cells.grid.value(self.cells.row, self.cells.column)
        if isinstance(value, float):
            return f"{value:.15g}"
        return "" if value is None else str(value)
