"""Lines around cells: what xlwings calls a style and a weight is one word in the file."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from openpyxl.styles.borders import Border as CellBorder
from openpyxl.styles.borders import Side
from openpyxl.styles.colors import Color
from xlwings import base_classes

from salessheet.engine.colors import BLACK, Rgb, rgb, rgb_of, stored
from salessheet.engine.members import implements
from salessheet.engine.styling import inheritance, restyle
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area

if TYPE_CHECKING:
    from salessheet.engine.ranges.formats import Formats

_UNSET: Final = base_classes._UNSET
_STORED: Final = {
    ("continuous", "hairline"): "hair",
    ("continuous", "thin"): "thin",
    ("continuous", "medium"): "medium",
    ("continuous", "thick"): "thick",
    ("dash", "thin"): "dashed",
    ("dash", "medium"): "mediumDashed",
    ("dash_dot", "thin"): "dashDot",
    ("dash_dot", "medium"): "mediumDashDot",
    ("dash_dot_dot", "thin"): "dashDotDot",
    ("dash_dot_dot", "medium"): "mediumDashDotDot",
    ("dot", "thin"): "dotted",
    ("double", "thick"): "double",
    ("slant_dash_dot", "medium"): "slantDashDot",
}
_SHOWN: Final = {word: pair for pair, word in _STORED.items()}
_NONE: Final = ("none", "thin")
_LINE, _WEIGHT, _COLOR = range(3)
_OPPOSITE: Final = {
    "top": ("bottom", -1, 0),
    "bottom": ("top", 1, 0),
    "left": ("right", 0, -1),
    "right": ("left", 0, 1),
}
"""A line of a cell → the same one as a line of the cell on its other side, and where that cell is."""
_DIAGONALS: Final = {"diagonal_down": "diagonalDown", "diagonal_up": "diagonalUp"}

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
        return self.cells.api.border

    def __getitem__(self, key: str) -> Border:
        return Border(self.cells, key)

    @property
    def line_style(self) -> str | None:
        return self._common("line_style")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(self._sides(), line_style=value)

    @property
    def weight(self) -> str | None:
        return self._common("weight")

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(self._sides(), weight=value)

    @property
    def color(self) -> Rgb | None:
        return self._common("color")

    @color.setter
    def color(self, value: Any) -> None:
        self.set(self._sides(), color=value)

    def set(self, which: Sequence[str], *, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET) -> None:
        for side in which:
            Border(self.cells, side).change(line_style, weight, color)

    def clear(self, which: Sequence[str]) -> None:
        for side in which:
            Border(self.cells, side).change(None, _UNSET, _UNSET)

    def _sides(self) -> tuple[str, ...]:
        sides: tuple[str, ...] = self._grid_sides()
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
        return self.cells.api.border

    @property
    def line_style(self) -> str | None:
        return self._common(_LINE)

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.change(value, _UNSET, _UNSET)

    @property
    def weight(self) -> str | None:
        return self._common(_WEIGHT)

    @weight.setter
    def weight(self, value: str) -> None:
        self.change(_UNSET, value, _UNSET)

    @property
    def color(self) -> Rgb | None:
        return self._common(_COLOR)

    @color.setter
    def color(self, value: Any) -> None:
        self.change(_UNSET, _UNSET, value)

    def change(self, line_style: Any, weight: Any, color: Any) -> None:
        """What is left unset stays; a colour or a weight on a side without a line draws one; None takes it away."""
        grid = self.cells.grid
        for area, name in self._strips():
            # The same line may be drawn by the cell on its other side: both have to say the same.
            drawn = list(self._drawn_beyond(area, name))
            for cell, other in drawn:
                self._adopt(cell, other, name)

            def redraw(cell: Any, name: str = name) -> None:
                _redraw(cell, name, line_style, weight, color)

            restyle(grid, area, redraw, is_of_lines=True)
            for cell, other in drawn:
                _redraw(cell, other, line_style, weight, color)
            grid.restyled.update((cell.row, cell.column) for cell, _ in drawn)

    def _adopt(self, cell: Any, other: str, name: str) -> None:
        """A line that only the next cell draws becomes one of this cell's, to be changed there."""
        _, down, across = _OPPOSITE[name]
        own: Any = self.cells.grid.cell(cell.row - down, cell.column - across)
        if _line_of(own.border, name) is None:
            border = copy.copy(own.border)
            setattr(border, name, copy.copy(_line_of(cell.border, other)))
            own.border = border

    def _drawn_beyond(self, area: Area, name: str) -> Iterator[tuple[Any, str]]:
        """The cells beyond the lines that draw them, too, and as which of their own."""
        if name not in _OPPOSITE:
            return
        other, down, across = _OPPOSITE[name]
        top, left = max(1, area.top + down), max(1, area.left + across)
        for cell in self.cells.grid.existing(Area(area.sheet, top, left, area.bottom + down, area.right + across)):
            if cell.has_style and _line_of(cell.border, other) is not None:
                yield cell, other

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
                yield area, _DIAGONALS[side]

    def _common(self, part: int) -> Any:
        if part == _COLOR and self.side in _DIAGONALS and len(self.cells) > 1:
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
        found = set()
        for row in range(area.top, bottom + 1):
            for column in range(area.left, right + 1):
                line = line_at(row, column, name) or line_at(row + down, column + across, other)
                if line is None:
                    found.add((*_NONE, None))
                else:
                    look = _SHOWN.get(line.style, ("continuous", "thin"))
                    found.add((*look, rgb_of(workbook, line.color) or BLACK))
        return found


def _lines(cells: Formats) -> Callable[[int, int, str], Any]:
    """Gives the line of a cell by row, column and name; None where it has none."""
    grid, borders = cells.grid, cells.sheet.book.open.model._borders
    inherited = inheritance(cells.sheet.model)

    def line_at(row: int, column: int, name: str) -> Any:
        cell = grid.cells.get((row, column))
        style = cell._style if cell is not None else inherited(row, column)
        return None if style is None or not style.borderId else _line_of(borders[style.borderId], name)

    return line_at


def _whole(cells: Formats) -> Area:
    """The cells of a range; of a single merged one, all that it covers."""
    if len(cells) == 1:
        for one in cells.sheet.model.merged_cells.ranges:
            if (one.min_row, one.min_col) == (cells.row, cells.column):
                return Area(cells.sheet.name, one.min_row, one.min_col, one.max_row, one.max_col)
    return cells.area


def _line_of(border: CellBorder, name: str) -> Any:
    """One of the lines of a cell; None for none. A diagonal that goes the other way is none."""
    if name in _DIAGONALS.values():
        line = border.diagonal if getattr(border, name) else None
    else:
        line = getattr(border, name)
    return line if line is not None and line.style else None


def _redraw(cell: Any, name: str, line_style: Any, weight: Any, color: Any) -> None:
    border: CellBorder = copy.copy(cell.border)
    is_diagonal = name in set(_DIAGONALS.values())
    old = _line_of(border, name)
    style = _style(old.style if old is not None else None, line_style, weight)
    if style is None:
        line = Side()
    else:
        plain = rgb(color) if color is not _UNSET else None
        kept = old.color if old is not None and color is _UNSET else None
        line = Side(style=style, color=Color(rgb=stored(plain)) if plain is not None else kept or Color(auto=True))
    if is_diagonal:
        setattr(border, name, style is not None)
        if style is not None or not (border.diagonalUp or border.diagonalDown):
            border.diagonal = line  # both diagonals of a cell look alike
    else:
        setattr(border, name, line)
    cell.border = border


def _style(old: str | None, line_style: Any, weight: Any) -> str | None:
    """The file's word for a line, from the one it was and what is asked for; None for no line."""
    if line_style is None or line_style == "none":
        return None
    old_line, old_weight = _SHOWN.get(old or "", ("continuous", "thin"))
    line = old_line if line_style is _UNSET else line_style
    wanted = old_weight if weight is _UNSET else weight
    if (line, wanted) in _STORED:
        return _STORED[line, wanted]
    # As in Excel, a weight that a style does not come in gives up the style, a style keeps the weight that it has.
    if weight is not _UNSET and line_style is _UNSET:
        return _STORED["continuous", wanted]
    return next(word for (style, _), word in _STORED.items() if style == line)
