"""Lines around the cells of ranges and between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from salessheet.engine.api.excels_members import OF_BORDER
from salessheet.engine.api.members import implements
from salessheet.engine.api.native import Native
from salessheet.engine.model.inheritance import inheritance
from salessheet.engine.operations.border_lines import DIAGONALS, SHOWN, UNSET, draw, line_of, redraw
from salessheet.engine.operations.rectangles import area_on, meets
from salessheet.engine.operations.styling import restyle, restyle_cells
from salessheet.engine.values.colors import BLACK, rgb_of
from salessheet.engine.values.tints import Rgb
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, Place

if TYPE_CHECKING:
    from salessheet.engine.api.ranges.formats import Formats

_NONE: Final = ("none", "thin")
_LINE, _WEIGHT, _COLOR = range(3)
_OPPOSITE: Final = {
    "top": ("bottom", -1, 0),
    "bottom": ("top", 1, 0),
    "left": ("right", 0, -1),
    "right": ("left", 0, 1),
}
"""A line of a cell → the same one as a line of the cell on its other side, and where that cell is."""

Look = tuple[str, str, Rgb | None]
"""Line style, weight and colour."""


@implements(base_classes.Borders)
class Borders(base_classes.Borders):
    """The lines of a range: its edges and those between its cells. Properties are None where lines differ."""

    def __init__(self, cells: Formats) -> None:
        self.cells = cells
        self.parent = cells

    @property
    def api(self) -> Any:
        return Native("Border", self.cells.api.border, OF_BORDER)

    def __getitem__(self, key: str) -> Border:
        return Border(self.cells, key)

    @property
    def line_style(self) -> str | None:
        found: str | None = self._common("line_style")
        return found

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(self._sides(), line_style=value)

    @property
    def weight(self) -> str | None:
        found: str | None = self._common("weight")
        return found

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(self._sides(), weight=value)

    @property
    def color(self) -> Rgb | None:
        found: Rgb | None = self._common("color")
        return found

    @color.setter
    def color(self, value: Any) -> None:
        self.set(self._sides(), color=value)

    def set(  # type: ignore[override]  # xlwings gives the sides by name
        self, which: Sequence[str], *, line_style: Any = UNSET, weight: Any = UNSET, color: Any = UNSET
    ) -> None:
        for side in which:
            Border(self.cells, side).change(line_style, weight, color)

    def clear(self, which: Sequence[str]) -> None:  # type: ignore[override]  # xlwings gives the sides by name
        for side in which:
            Border(self.cells, side).change(None, UNSET, UNSET)

    def _sides(self) -> tuple[str, ...]:
        sides: tuple[str, ...] = self._grid_sides()  # type: ignore[no-untyped-call]  # xlwings
        return sides

    def _common(self, name: str) -> Any:
        found = {getattr(Border(self.cells, side), name) for side in self._sides()}
        return found.pop() if len(found) == 1 else None


@implements(base_classes.Border)
class Border(base_classes.Border):
    """One side of a range, such as `edge_top` or `inside_vertical`."""

    def __init__(self, cells: Formats, side: str) -> None:
        self.cells = cells
        self.side = side

    @property
    def api(self) -> Any:
        return Native("Border", self.cells.api.border, OF_BORDER)

    @property
    def line_style(self) -> str | None:
        found: str | None = self._common(_LINE)
        return found

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.change(value, UNSET, UNSET)

    @property
    def weight(self) -> str | None:
        found: str | None = self._common(_WEIGHT)
        return found

    @weight.setter
    def weight(self, value: str) -> None:
        self.change(UNSET, value, UNSET)

    @property
    def color(self) -> Rgb | None:
        found: Rgb | None = self._common(_COLOR)
        return found

    @color.setter
    def color(self, value: Any) -> None:
        self.change(UNSET, UNSET, value)

    def change(self, line_style: Any, weight: Any, color: Any) -> None:
        """What is left unset stays; a colour or a weight on a side without a line draws one; None takes it away."""
        grid = self.cells.grid
        for area, name in self._strips():
            # The same line may be drawn by the cell on its other side: both have to say the same.
            drawn = self._drawn_beyond(area, name)
            change = partial(redraw, line_style=line_style, weight=weight, color=color)
            restyle(grid, area, partial(change, name=name), is_of_lines=True)
            for other, cells in drawn.items():
                restyle_cells(grid, cells, partial(change, name=other))

    def _drawn_beyond(self, area: Area, name: str) -> dict[str, list[Any]]:
        """The cells beyond the lines that draw them, too, by which of their own that is.

        A line that only such a cell draws becomes one of the cell on this side as well, to be changed there.
        """
        if name not in _OPPOSITE:
            return {}
        other, down, across = _OPPOSITE[name]
        model: Any = self.cells.sheet.book.open.model
        grid = self.cells.grid
        drawn: list[Any] = []
        lacking: dict[int, list[Any]] = {}
        top, left = max(1, area.top + down), max(1, area.left + across)
        beyond: Iterator[Any] = grid.existing(Area(area.sheet, top, left, area.bottom + down, area.right + across))
        for cell in beyond:
            if cell._style is None or line_of(model._borders[cell._style.borderId], other) is None:
                continue
            drawn.append(cell)
            own: Any = grid.cell(cell.row - down, cell.column - across)
            if own._style is None or line_of(model._borders[own._style.borderId], name) is None:
                lacking.setdefault(cell._style.borderId, []).append(own)
        for border, cells in lacking.items():
            line = line_of(model._borders[border], other)
            restyle_cells(grid, cells, partial(draw, name=name, line=line))
        return {other: drawn}

    def _strips(self) -> Iterator[tuple[Area, str]]:
        """The cells whose border this side is, and which of theirs. Lines inside belong to the cells on both sides."""
        area, side = _whole(self.cells), self.side
        # What lies beyond the last row or column is on no sheet, and a line there would make them ones in use.
        last_row, last_column = area.bottom == LAST_ROW, area.right == LAST_COLUMN
        match side:
            case "edge_top":
                yield area._replace(bottom=area.top), "top"
            case "edge_bottom" if not last_row:
                yield area._replace(top=area.bottom), "bottom"
            case "edge_left":
                yield area._replace(right=area.left), "left"
            case "edge_right" if not last_column:
                yield area._replace(left=area.right), "right"
            case "inside_vertical" if area.right > area.left:
                yield area if last_column else area._replace(right=area.right - 1), "right"
                yield area if last_column else area._replace(left=area.left + 1), "left"
            case "inside_horizontal" if area.bottom > area.top:
                yield area if last_row else area._replace(bottom=area.bottom - 1), "bottom"
                yield area if last_row else area._replace(top=area.top + 1), "top"
            case "diagonal_down" | "diagonal_up":
                yield area, DIAGONALS[side]

    def _common(self, part: int) -> Any:
        if part == _COLOR and self.side in DIAGONALS and len(self.cells) > 1:
            return None  # as Excel has it
        values = {look[part] for look in self._looks()}
        return values.pop() if len(values) == 1 else None

    def _looks(self) -> set[Look]:
        """How the line looks at each cell. Cells beyond those in use look like the last one."""
        strips = list(self._strips())
        if not strips:
            return {(*_NONE, None)}
        area, name = strips[0]
        used = self.cells.in_use
        bottom, right = max(area.top, min(area.bottom, used.bottom)), max(area.left, min(area.right, used.right))
        line_at = _lines(self.cells)
        workbook = self.cells.sheet.book.open.model
        other, down, across = _OPPOSITE.get(name, (name, 0, 0))
        found: set[Look] = set()
        for row in range(area.top, bottom + 1):
            for column in range(area.left, right + 1):
                line = line_at(row, column, name) or line_at(row + down, column + across, other)
                if line is None:
                    found.add((*_NONE, None))
                else:
                    look = SHOWN.get(line.style, ("continuous", "thin"))
                    found.add((*look, rgb_of(workbook, line.color) or BLACK))
        return found


def _lines(cells: Formats) -> Callable[[int, int, str], Any]:
    """Gives the line of a cell by row, column and name; None where it has none."""
    model: Any = cells.sheet.book.open.model
    grid, borders = cells.grid, model._borders
    inherited = inheritance(cells.sheet.model)
    merged = _merged_places(cells)

    def line_at(row: int, column: int, name: str) -> Any:
        whole = merged.get((row, column))
        if whole is not None and not _is_at_edge(whole, row, column, name):
            return None  # openpyxl may keep lines there that belong to the edge
        cell = grid.cells.get((row, column))
        style = cell._style if cell is not None else inherited(row, column)
        return None if style is None or not style.borderId else line_of(borders[style.borderId], name)

    return line_at


def _merged_places(cells: Formats) -> dict[Place, Any]:
    """The merged cells in and around a range, by each place that they cover."""
    top, left, bottom, right = cells.bounds
    around = Area(cells.sheet.name, top - 1, left - 1, bottom + 1, right + 1)
    merged = cells.sheet.model.merged_cells.ranges
    return {place: one for one in merged if meets([one], around) for place in one.cells}


def _is_at_edge(merged: Any, row: int, column: int, name: str) -> bool:
    ends = {
        "top": (row, merged.min_row),
        "bottom": (row, merged.max_row),
        "left": (column, merged.min_col),
        "right": (column, merged.max_col),
    }
    here, end = ends.get(name, (row, row))
    return bool(here == end)


def _whole(cells: Formats) -> Area:
    """The cells of a range; of a single merged one, all that it covers."""
    if len(cells) == 1:
        for one in cells.sheet.model.merged_cells.ranges:
            if (one.min_row, one.min_col) == (cells.row, cells.column):
                return area_on(cells.sheet.name, one)
    return cells.area
