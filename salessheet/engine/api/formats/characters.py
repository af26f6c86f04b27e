"""The characters of a cell, all of them or some, and their fonts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from xlwings import base_classes

from salessheet.engine.api.formats.fonts import Font
from salessheet.engine.api.members import implements
from salessheet.engine.api.shape_texts import part_of
from salessheet.engine.errors import Unsupported
from salessheet.engine.operations.character_fonts import fonts_of, set_font

if TYPE_CHECKING:
    from salessheet.engine.api.ranges.formats import Formats

_Value = TypeVar("_Value")


class CharacterFont(Font):
    """That of the characters of a text from `start` to before `end`. Properties are None where they differ."""

    def __init__(self, cells: Formats, start: int, end: int) -> None:
        super().__init__(cells)
        self.start = start
        self.end = end

    def _common(self, look: Callable[[Any], _Value]) -> _Value | None:
        cells = self.cells
        found = {look(font) for font in fonts_of(cells.grid, cells.row, cells.column, self.start, self.end)}
        return found.pop() if len(found) == 1 else None

    def _set(self, **said: Any) -> None:
        set_font(self.cells.grid, self.cells.row, self.cells.column, self.start, self.end, said)


@implements(base_classes.Characters)
class Characters(base_classes.Characters):
    """Characters of a cell, from `start` to before `end`."""

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
        """Raises Unsupported for some digits of a number or some characters of a formula's result."""
        whole = self._whole
        if self.text == whole:
            return Font(self.cells)
        cell = self.cells.grid.cells[self.cells.row, self.cells.column]
        if cell.data_type != "s":
            raise Unsupported("Characters.font", "only texts can look different from character to character.")
        return CharacterFont(self.cells, self.start, len(whole) if self.end is None else self.end)

    def __getitem__(self, item: int | slice) -> Characters:
        start, end = part_of(item, len(self.text))
        return Characters(self.cells, self.start + start, self.start + end)

    @property
    def _whole(self) -> str:
        value = self.cells.grid.value(self.cells.row, self.cells.column)
        if isinstance(value, float):
            return f"{value:.15g}"
        return "" if value is None else str(value)
