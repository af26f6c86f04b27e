"""Pictures and shapes of a sheet: read from the file's own parts, which openpyxl is not given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xlwings as xw
from xlwings import base_classes

from salessheet.engine.api.charts import LAST_STYLE, MODERN, Chart, made_type, series_shown
from salessheet.engine.api.drawing_object import DrawingObject, all_drawn, anchor_count, place_at
from salessheet.engine.api.excels_members import OF_DRAWINGS
from salessheet.engine.api.members import implements
from salessheet.engine.api.native import Native
from salessheet.engine.api.shape_texts import ShapeCharacters, ShapeFont
from salessheet.engine.errors import Refused, Unsupported
from salessheet.engine.model.chart_plots import CLUSTERED
from salessheet.engine.model.chart_tree import new_chart
from salessheet.engine.model.drawing import PICTURE, Anchor, Corner, Drawn
from salessheet.engine.model.drawing_changes import ChartContent, NewChart, NewPicture
from salessheet.engine.model.images import Image, image
from salessheet.engine.model.shape_fonts import TextFont

if TYPE_CHECKING:
    from salessheet.engine.api.ranges import Range
    from salessheet.engine.api.sheets import Sheet

__all__ = ["Charts", "Pictures", "Shapes"]

_FROM: Final = {"scale_from_top_left": 0.0, "scale_from_middle": 0.5, "scale_from_bottom_right": 1.0}
"""Which part of what an object grows by goes to the left of where it was, or above."""
_WITH_TEXT: Final = frozenset({"auto_shape", "text_box", "free_form"})
_TWO_CORNERS: Final = Anchor(Corner(1, 1, 0.0, 0.0), Corner(2, 2, 0.0, 0.0))
_ONE_CORNER: Final = Anchor(Corner(1, 1, 0.0, 0.0), None)


def read_image(filename: str) -> Image:
    """Raises Unsupported for what is no PNG, JPEG or GIF."""
    found = image(Path(filename).read_bytes())
    if found is None:
        raise Unsupported("Pictures.add", f"{filename} is no PNG, JPEG or GIF.")
    return found


def original_image(sheet: Sheet, one: Drawn) -> Image | None:
    """The picture as it came; None for other objects."""
    added = sheet.grid.drawings.added.get(one.anchor)
    if added is not None:
        return added.image if isinstance(added, NewPicture) else None
    package = sheet.book.open.package_now()
    is_kept = one.kind == PICTURE and one.part is not None and one.part in package.parts
    return image(package.parts[one.part or ""]) if is_kept else None


@implements(base_classes.Shape)
class Shape(DrawingObject, base_classes.Shape):
    @property
    def type(self) -> str:
        return self.drawn.kind

    @property
    def index(self) -> int:
        """From 1 at the back."""
        return [one.anchor for one in all_drawn(self.sheet)].index(self.drawn.anchor) + 1

    def activate(self) -> None:
        """There is no screen to select it on."""

    def scale_width(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """As in Excel, a picture that keeps its proportions is scaled in both directions."""
        left, top, width, height = self.bounds
        new = factor * (self._original(0) if relative_to_original_size else width)
        other = self._in_proportion(new, width, height)
        self._move("scale_width", left=left - _FROM[scale] * (new - width), top=top, width=new, height=other)

    def scale_height(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Likewise."""
        left, top, width, height = self.bounds
        new = factor * (self._original(1) if relative_to_original_size else height)
        other = self._in_proportion(new, height, width)
        self._move("scale_height", left=left, top=top - _FROM[scale] * (new - height), height=new, width=other)

    def _original(self, direction: int) -> float:
        found = original_image(self.sheet, self.drawn)
        if found is None:
            raise Refused(f"{self.name} is no picture, or none of a kind whose size is known.")
        return (found.width, found.height)[direction]

    @property
    def characters(self) -> ShapeCharacters:
        return ShapeCharacters(self)

    @property
    def font(self) -> ShapeFont:
        return ShapeFont(self)

    def dress(self, font: TextFont) -> None:
        self._changing("font").fonts.append(font)

    @property
    def text(self) -> str | None:
        return self.drawn.text

    @text.setter
    def text(self, value: str) -> None:
        """Raises Unsupported for what has no text, such as pictures, charts and groups."""
        if self.drawn.kind not in _WITH_TEXT:
            raise Unsupported("Shape.text", f"{self.name} is of the kind {self.drawn.kind}, which has no text.")
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        if text != self.text:
            self._changing("text").put_text(text)


@implements(base_classes.Picture)
class Picture(DrawingObject, base_classes.Picture):
    kinds = (PICTURE,)
    api_name = "Picture"

    @property
    def lock_aspect_ratio(self) -> bool:
        return self.drawn.is_locked

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        if bool(value) != self.drawn.is_locked:
            self._changing("lock_aspect_ratio").is_locked = bool(value)

    def index(self) -> int:
        """From 1 at the back, among the pictures."""
        pictures = [one.anchor for one in all_drawn(self.sheet) if one.kind == PICTURE]
        return pictures.index(self.drawn.anchor) + 1

    def update(self, filename: str) -> Picture:
        """Another picture of the same name in its place, to the same size."""
        name, (left, top, width, height) = self.name, self.bounds
        shown = read_image(filename)
        self.delete()
        added = Pictures(self.sheet).put(shown, (left, top, width, height))
        added.name = name
        return added


class _Drawings:
    """Objects of some kinds, by their place from 1 at the back or by their name in any capitals."""

    of: type[DrawingObject] = Shape

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return Native(type(self).__name__, all_drawn(self.sheet), OF_DRAWINGS)

    @property
    def parent(self) -> Sheet:
        return self.sheet

    def _every(self) -> list[Drawn]:
        kinds = self.of.kinds
        return [one for one in all_drawn(self.sheet) if not kinds or one.kind in kinds]

    def _free_name(self, kind: str) -> str:
        """As Excel calls a new object: with the number that follows on how many there are."""
        taken = {one.name.casefold() for one in all_drawn(self.sheet)}
        number = len(taken) + 1
        while f"{kind} {number}".casefold() in taken:
            number += 1
        return f"{kind} {number}"

    def __call__(self, key: int | str) -> Any:
        """Raises KeyError."""
        every = self._every()
        if isinstance(key, str):
            found = next((one for one in every if one.name.casefold() == key.casefold()), None)
        else:
            found = every[int(key) - 1] if 1 <= int(key) <= len(every) else None
        if found is None:
            raise KeyError(key)
        return self.of(self.sheet, found.name, found.anchor)

    def __len__(self) -> int:
        return len(self._every())

    def __iter__(self) -> Iterator[Any]:
        return (self.of(self.sheet, one.name, one.anchor) for one in self._every())

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return any(one.name.casefold() == key.casefold() for one in self._every())
        return isinstance(key, int) and 1 <= key <= len(self)


@implements(base_classes.Collection, "Shapes")
class Shapes(_Drawings, base_classes.Collection):
    pass


@implements(base_classes.Charts)
class Charts(_Drawings, base_classes.Charts):
    of = Chart

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Range | None = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: xw.Range | None = None,
        style: int | None = MODERN,
    ) -> Chart:
        """In points. Clustered columns unless something else is said; without a source, an empty chart."""
        kind = made_type("Charts.add", chart_type or CLUSTERED)
        if style is not None and style != MODERN and style > LAST_STYLE:
            raise Unsupported("Charts.add(style)", f"styles from 1 to {LAST_STYLE} and {MODERN} are there.")
        if anchor is not None:
            left, top = anchor.left, anchor.top
        series = [] if source is None else series_shown(source, plot_by, kind)
        content = ChartContent(new_chart(kind, series, None if style == MODERN else style), kind)
        place = place_at(self.sheet, _TWO_CORNERS, (left, top, width, height))
        made = NewChart(name or self._free_name("Chart"), content, place)
        number = self.sheet.grid.drawings.add(made, anchor_count(self.sheet))
        self.sheet.grid.is_reshaped = True
        return Chart(self.sheet, made.name, number)


@implements(base_classes.Pictures)
class Pictures(_Drawings, base_classes.Pictures):
    of = Picture

    def add(
        self,
        filename: str,
        link_to_file: bool,
        save_with_document: bool,
        left: float | None,
        top: float | None,
        width: float,
        height: float,
        anchor: xw.Range | None = None,
    ) -> Picture:
        """`width`, `height`: -1 for those of the picture itself. Raises Unsupported where it should stay outside."""
        if link_to_file and not save_with_document:
            raise Unsupported("Pictures.add(save_with_document=False)", "pictures are put into the file.")
        shown = read_image(filename)
        if anchor is not None:
            left, top = anchor.left, anchor.top
        size = (shown.width if width < 0 else width, shown.height if height < 0 else height)
        return self.put(shown, (left or 0.0, top or 0.0, *size))

    def put(self, shown: Image, bounds: tuple[float, float, float, float]) -> Picture:
        """By left, top, width and height; called as Excel calls a new picture."""
        made = NewPicture(self._free_name("Picture"), shown, place_at(self.sheet, _ONE_CORNER, bounds))
        anchor = self.sheet.grid.drawings.add(made, anchor_count(self.sheet))
        self.sheet.grid.is_reshaped = True
        return Picture(self.sheet, made.name, anchor)
