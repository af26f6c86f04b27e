"""Fonts of some characters of a cell's text, and of the pieces that texts with several fonts consist of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from openpyxl.styles.colors import Color
from openpyxl.styles.fonts import Font

from salessheet.engine.model.grid import Grid
from salessheet.engine.values.rich_text import FontSettings, Piece, RichText
from salessheet.xlsx.addresses import Area

_OFF: Final = frozenset({"0", "false"})
_FLAGS: Final = frozenset({"b", "i", "strike", "outline", "shadow", "condense", "extend"})
_IN_PIECES: Final = {"name": "rFont"}
"""What a property of openpyxl's fonts is called within a text, where it is called otherwise."""


def fonts_of(grid: Grid, row: int, column: int, start: int, end: int) -> list[Font]:
    """Those of the characters from `start` to before `end`."""
    cell = grid.cell(row, column)
    return [_font(piece.font, cell) for piece in _text_of(cell).part(start, end)]


def fonts_of_pieces(grid: Grid, area: Area) -> list[Font]:
    """Those within all texts of a rectangle that have several."""
    return [_font(piece.font, cell) for cell in _rich_cells(grid, area) for piece in cell.value.pieces]


def set_font(grid: Grid, row: int, column: int, start: int, end: int, said: dict[str, Any]) -> None:
    """`said`: properties of openpyxl's fonts. The other properties are those that the characters have."""
    cell = grid.cell(row, column)
    own = _settings(cell.font)
    text = _text_of(cell).changed(start, end, lambda font: _said(own if font is None else font, said))
    grid.dress(row, column, text)


def set_font_of_pieces(grid: Grid, area: Area, said: dict[str, Any]) -> None:
    """The same for whole cells: pieces without a font of their own take that of the cell anyway."""
    for cell in list(_rich_cells(grid, area)):
        text = cell.value.changed(0, len(cell.value), lambda font: None if font is None else _said(font, said))
        grid.dress(cell.row, cell.column, text)


def _rich_cells(grid: Grid, area: Area) -> Iterator[Any]:
    cells: Iterator[Any] = grid.existing(area)
    return (cell for cell in cells if type(cell._value) is RichText)


def _text_of(cell: Any) -> RichText:
    value = cell._value
    return value if isinstance(value, RichText) else RichText([Piece(str(value), None)])


def _said(font: FontSettings, said: dict[str, Any]) -> FontSettings:
    made = dict(font)
    for name, value in said.items():
        key = _IN_PIECES.get(name, name)
        if value is None or value is False:
            made.pop(key, None)
        else:
            made[key] = _setting(value)
    return made


def _setting(value: Any) -> tuple[tuple[str, str], ...]:
    match value:
        case True:
            return ()
        case Color():
            return tuple((name, str(said)) for name, said in value)
        case float():
            return (("val", f"{value:g}"),)
    return (("val", str(value)),)


def _settings(font: Any) -> FontSettings:
    """All of the cell's font: what a piece does not say is not that of the cell but of the program."""
    made: FontSettings = {}
    for child in font.to_tree("font"):
        name = str(child.tag).rpartition("}")[2]
        said = tuple((str(key), str(value)) for key, value in child.attrib.items())
        if name not in _FLAGS:
            made[_IN_PIECES.get(name, name)] = said
        elif dict(said).get("val", "1") not in _OFF:
            made[name] = ()
    return made


def _font(settings: FontSettings | None, cell: Any) -> Any:
    if settings is None:
        return cell.font
    said = {name: dict(setting) for name, setting in settings.items()}

    def value(name: str) -> str | None:
        return said.get(name, {}).get("val")

    def is_on(name: str) -> bool:
        return name in said and said[name].get("val", "1") not in _OFF

    size = value("sz")
    height = None if size is None else float(size)
    return Font(name=value("rFont"), sz=height, b=is_on("b"), i=is_on("i"), color=_color(said.get("color")))


def _color(said: dict[str, str] | None) -> Color | None:
    if not said:
        return None
    numbers = {name: int(said[name]) for name in ("theme", "indexed") if name in said}
    tint = float(said.get("tint", 0))
    return Color(rgb=said["rgb"], tint=tint) if "rgb" in said else Color(**numbers, tint=tint) if numbers else None
