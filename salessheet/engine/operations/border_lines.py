"""The lines of one cell: what xlwings calls a style and a weight is one word in the file."""

from __future__ import annotations

import copy
from typing import Any, Final

from openpyxl.styles.borders import Border, Side
from openpyxl.styles.colors import Color
from xlwings import base_classes

from salessheet.engine.values.colors import rgb, stored

UNSET: Final = base_classes._UNSET
_STORED: Final[dict[tuple[str, str], str]] = {
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
SHOWN: Final = {word: pair for pair, word in _STORED.items()}
"""Words of the file → style and weight."""
DIAGONALS: Final = {"diagonal_down": "diagonalDown", "diagonal_up": "diagonalUp"}


def line_of(border: Any, name: str) -> Any:
    """One of the lines of a cell; None for none. A diagonal that goes the other way is none."""
    if name in DIAGONALS.values() and not getattr(border, name):
        return None
    line = getattr(border, "diagonal" if name in DIAGONALS.values() else name)
    return line if line is not None and line.style else None


def draw(cell: Any, name: str, line: Side) -> None:
    border = copy.copy(cell.border)
    setattr(border, name, copy.copy(line))
    cell.border = border


def redraw(cell: Any, name: str, line_style: Any, weight: Any, color: Any) -> None:
    border: Border = copy.copy(cell.border)
    is_diagonal = name in set(DIAGONALS.values())
    old = line_of(border, name)
    style = _style(old.style if old is not None else None, line_style, weight)
    if style is None:
        line = Side()
    else:
        plain = rgb(color) if color is not UNSET else None
        kept = old.color if old is not None and color is UNSET else None
        line = Side(style=style, color=Color(rgb=stored(plain)) if plain is not None else kept or Color(auto=True))
    if is_diagonal:
        setattr(border, name, style is not None)
        if style is not None or not (border.diagonalUp or border.diagonalDown):
            border.diagonal = line  # both diagonals of a cell look alike
    else:
        setattr(border, name, line)
    cell.border = border


def _style(old: str | None, line_style: Any, weight: Any) -> Any:
    """The file's word for a line, from the one it was and what is asked for; None for no line."""
    if line_style is None or line_style == "none":
        return None
    old_line, old_weight = SHOWN.get(old or "", ("continuous", "thin"))
    line = old_line if line_style is UNSET else line_style
    wanted = old_weight if weight is UNSET else weight
    if (line, wanted) in _STORED:
        return _STORED[line, wanted]
    # As in Excel, a weight that a style does not come in gives up the style, a style keeps the weight that it has.
    if weight is not UNSET and line_style is UNSET:
        return _STORED["continuous", wanted]
    return next(word for (style, _), word in _STORED.items() if style == line)
