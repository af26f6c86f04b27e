"""The text of a shape: its characters, all of them or some, and their fonts."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, TypeVar

from xlwings import base_classes

from salessheet.engine.api.members import implements
from salessheet.engine.errors import Unsupported
from salessheet.engine.model.drawing import anchors, drawing_part, object_of
from salessheet.engine.model.shape_fonts import Look, TextFont, looks
from salessheet.engine.saving.drawing_part import alter_text
from salessheet.engine.values.colors import rgb
from salessheet.engine.values.tints import Rgb

if TYPE_CHECKING:
    from salessheet.engine.api.drawings import Shape

_Value = TypeVar("_Value")

_SMALLEST: Final = 1
_LARGEST: Final = 4000


@implements(base_classes.Font)
class ShapeFont(base_classes.Font):
    """That of the characters from `start` to before `end`. Properties are None where they differ.

    Raises Unsupported for objects without a text, such as pictures and charts.
    """

    def __init__(self, shape: Shape, start: int = 0, end: int | None = None) -> None:
        if shape.drawn.text is None:
            raise Unsupported("Shape.font", f"{shape.name} is of the kind {shape.drawn.kind}, which has no text.")
        self.shape = shape
        self.start = start
        self.end = end

    @property
    def api(self) -> Any:
        return self.shape.api

    @property
    def bold(self) -> bool | None:
        return _common([look.bold for look in self._looks()])

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set(bold=bool(value))

    @property
    def italic(self) -> bool | None:
        return _common([look.italic for look in self._looks()])

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set(italic=bool(value))

    @property
    def size(self) -> float | None:
        return _common([look.size for look in self._looks()])

    @size.setter
    def size(self, value: float) -> None:
        if not _SMALLEST <= value <= _LARGEST:
            raise ValueError(f"Characters of a shape are {_SMALLEST} to {_LARGEST} points high, not {value}.")
        self._set(size=value)

    @property
    def name(self) -> str | None:
        return _common([look.name for look in self._looks()])

    @name.setter
    def name(self, value: str) -> None:
        self._set(name=value)

    @property
    def color(self) -> Rgb | None:
        return _common([look.color for look in self._looks()])

    @color.setter
    def color(self, value: Any) -> None:
        self._set(color=rgb(value))

    def _looks(self) -> list[Look]:
        sheet, drawn = self.shape.sheet, self.shape.drawn
        package = sheet.book.open.package_now()
        part = drawing_part(package, sheet.grid.part or "")
        found = object_of(anchors(package.tree(part or ""))[drawn.anchor])[0]
        if found is None:
            return []
        shape = deepcopy(found)
        change = sheet.grid.drawings.altered.get(drawn.anchor)
        if change is not None:
            alter_text(shape, change)
        return looks(shape, self.start, self.end, sheet.book.open.model)

    def _set(self, **said: Any) -> None:
        self.shape.dress(TextFont(self.start, self.end, said))


@implements(base_classes.Characters)
class ShapeCharacters(base_classes.Characters):
    """Characters of a shape, from `start` to before `end`. The end of a line is one."""

    def __init__(self, shape: Shape, start: int = 0, end: int | None = None) -> None:
        self.shape = shape
        self.start = start
        self.end = end

    @property
    def api(self) -> Any:
        return self.shape.api

    @property
    def text(self) -> str:
        return (self.shape.drawn.text or "")[self.start : self.end]

    @property
    def font(self) -> ShapeFont:
        return ShapeFont(self.shape, self.start, self.end)

    def __getitem__(self, item: int | slice) -> ShapeCharacters:
        start, end = part_of(item, len(self.text))
        return ShapeCharacters(self.shape, self.start + start, self.start + end)


def part_of(item: int | slice, length: int) -> tuple[int, int]:
    """The first and the one after the last of `length` characters that somebody asks for.

    Raises ValueError for a slice that counts from the end, as in Excel's API.
    """
    if not isinstance(item, slice):
        start = item if item >= 0 else length + item
        return start, start + 1
    if (item.start or 0) < 0 or (item.stop or 0) < 0:
        raise ValueError("Characters object does not support slicing with negative indexes")
    start, end, _ = item.indices(length)
    return start, end


def _common(values: list[_Value]) -> _Value | None:
    return values[0] if values and all(value == values[0] for value in values) else None
