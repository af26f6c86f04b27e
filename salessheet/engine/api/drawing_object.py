"""What all objects above the cells have in common: a name, a place, a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salessheet.engine.api.excels_members import OF_CHART, OF_SHAPE
from salessheet.engine.api.native import Native
from salessheet.engine.errors import Refused, Unsupported
from salessheet.engine.model.drawing import PICTURE, Anchor, Corner, Drawn, anchors, drawing_part, drawn
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area

if TYPE_CHECKING:
    from salessheet.engine.api.sheets import Sheet

KEPT: Final = "it stays in the file as it is; openpyxl cannot change it."
_CHANGEABLE: Final = frozenset({"chart", "picture", "group", "auto_shape", "text_box", "free_form", "line"})
"""Slicers and controls are tied to parts beside the drawing, which say where they are as well."""
_NO_DISTANCE: Final = 1e-6  # points: what sums of widths may be off by


def all_drawn(sheet: Sheet) -> list[Drawn]:
    """From the back to the front."""
    part, package = sheet.grid.part, sheet.book.open.package_now()
    known = drawn(package, part) if part is not None and part in package.parts else []
    return sheet.grid.drawings.of(known)


def anchor_count(sheet: Sheet) -> int:
    """How many objects the file's drawing of a sheet anchors."""
    part, package = sheet.grid.part, sheet.book.open.package_now()
    drawing = drawing_part(package, part) if part is not None and part in package.parts else None
    return 0 if drawing is None else len(anchors(package.tree(drawing)))


def keep_sizes(sheet: Sheet) -> None:
    """Objects that are not sized with their cells end elsewhere in them, where these were made wider or higher."""
    changes = sheet.grid.drawings
    for one in all_drawn(sheet) if sheet.grid.resized else ():
        place = one.place
        if not place.is_of_fixed_size or place.start is None or place.end is None or one.kind not in _CHANGEABLE:
            continue
        below = Area(sheet.name, place.start.row, place.start.column, place.end.row, place.end.column)
        if any(_crosses(area, below) for area in sheet.grid.resized):
            changes.entry(one.anchor).place = place_at(sheet, place, DrawingObject(sheet, one.name, one.anchor).bounds)
            sheet.grid.is_reshaped = True


def _crosses(sized: Area, below: Area) -> bool:
    """Whether a column or a row of the one goes through the other."""
    is_across = sized.left <= below.right and below.left <= sized.right
    return is_across or (sized.top <= below.bottom and below.top <= sized.bottom)


class DrawingObject:
    """An object above the cells: its name, and where it is in points from the sheet's top left corner."""

    kinds: tuple[str, ...] = ()
    api_name = "Shape"

    def __init__(self, sheet: Sheet, name: str, anchor: int) -> None:
        self.sheet = sheet
        self._name = name
        self._anchor = anchor

    @property
    def drawn(self) -> Drawn:
        """Saving may give it another place among the anchors; then it is known by its name."""
        known = all_drawn(self.sheet)
        here = [one for one in known if one.anchor == self._anchor]
        so_called = [one for one in known if one.name == self._name]
        found = next((one for one in (*(one for one in here if one in so_called), *so_called, *here)), None)
        if found is None:
            raise Refused(f"There is no {self._name} on {self.sheet.name} any more.")
        self._anchor, self._name = found.anchor, found.name
        return found

    @property
    def api(self) -> Native:
        """What the drawing says of it: openpyxl has no object for it."""
        return Native(self.api_name, self.drawn, OF_CHART if self.api_name == "Chart" else OF_SHAPE)

    @property
    def parent(self) -> Sheet:
        return self.sheet

    def _refuse(self, member: str) -> Any:
        raise Unsupported(f"{self.api_name}.{member}", KEPT)

    def _changing(self, member: str) -> Any:
        """Where a change of it is put down."""
        one = self.drawn
        if one.kind not in _CHANGEABLE:
            self._refuse(member)
        self.sheet.grid.is_reshaped = True
        return self.sheet.grid.drawings.entry(one.anchor)

    @property
    def name(self) -> str:
        return self.drawn.name

    @name.setter
    def name(self, value: str) -> None:
        if value != self.name:
            self._changing("name").name = value
            self._name = value

    @property
    def left(self) -> float:
        return self.bounds[0]

    @left.setter
    def left(self, value: float) -> None:
        self._move("left", left=value)

    @property
    def top(self) -> float:
        return self.bounds[1]

    @top.setter
    def top(self, value: float) -> None:
        self._move("top", top=value)

    @property
    def width(self) -> float:
        return self.bounds[2]

    @width.setter
    def width(self, value: float) -> None:
        """A picture that keeps its proportions is made higher as well."""
        self._move("width", width=value, height=self._in_proportion(value, self.bounds[2], self.bounds[3]))

    @property
    def height(self) -> float:
        return self.bounds[3]

    @height.setter
    def height(self, value: float) -> None:
        """A picture that keeps its proportions is made wider as well."""
        self._move("height", height=value, width=self._in_proportion(value, self.bounds[3], self.bounds[2]))

    def _in_proportion(self, new: float, old: float, other: float) -> float | None:
        one = self.drawn
        return other * new / old if one.kind == PICTURE and one.is_locked and old else None

    def _move(
        self,
        member: str,
        *,
        left: float | None = None,
        top: float | None = None,
        width: float | None = None,
        height: float | None = None,
    ) -> None:
        asked = (left, top, width, height)
        now = [old if new is None else max(float(new), 0.0) for new, old in zip(asked, self.bounds, strict=True)]
        entry = self._changing(member)
        entry.place = place_at(self.sheet, self.drawn.place, (now[0], now[1], now[2], now[3]))

    def delete(self) -> None:
        self._changing("delete")
        self.sheet.grid.drawings.remove(self.drawn.anchor)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        place = self.drawn.place
        left, top = self._point(place.start) if place.start is not None else place.position
        if place.end is None or place.is_of_fixed_size:
            return left, top, *place.size
        right, bottom = self._point(place.end)
        return left, top, max(right - left, 0.0), max(bottom - top, 0.0)

    def _point(self, corner: Corner) -> tuple[float, float]:
        """A corner never leaves its cell, however far it is said to be from the cell's own."""
        cell = self.sheet.range((corner.row, corner.column))
        return cell.left + min(corner.across, cell.width), cell.top + min(corner.down, cell.height)


def place_at(sheet: Sheet, kind: Anchor, bounds: tuple[float, float, float, float]) -> Anchor:
    """A place of the same kind as another, by left, top, width and height."""
    left, top, width, height = bounds
    if kind.start is None:
        return Anchor(None, None, (left, top), (width, height))
    end = _corner(sheet, left + width, top + height) if kind.end is not None else None
    return Anchor(_corner(sheet, left, top), end, size=(width, height), is_of_fixed_size=kind.is_of_fixed_size)


def _corner(sheet: Sheet, left: float, top: float) -> Corner:
    column, across = _along(sheet, left, is_column=True)
    row, down = _along(sheet, top, is_column=False)
    return Corner(row, column, down, across)


def _along(sheet: Sheet, distance: float, *, is_column: bool) -> tuple[int, float]:
    """The column or row so far from the sheet's edge, and how far into it."""
    passed, last = 0.0, LAST_COLUMN if is_column else LAST_ROW
    for line in range(1, last + 1):
        cell = sheet.range((1, line) if is_column else (line, 1))
        size = cell.width if is_column else cell.height
        if passed + size > distance + _NO_DISTANCE:
            return line, max(distance - passed, 0.0)
        passed += size
    return last, 0.0
