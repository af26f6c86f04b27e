"""Colours: openpyxl's, which may be those of the theme or of an old palette, as red, green and blue, and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from lxml import etree
from openpyxl import Workbook
from openpyxl.styles.colors import COLOR_INDEX, Color
from xlwings import utils

from salessheet.engine.values.tints import Rgb, tinted

BLACK: Final[Rgb] = (0, 0, 0)
WHITE: Final[Rgb] = (255, 255, 255)
_SYSTEM: Final = {64: BLACK, 65: WHITE}
"""Numbers of the palette that stand for the colours of windows: of their text, and of their ground."""
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEME: Final = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
"""The colours of a theme in the order of their numbers in a workbook, which swaps light and dark."""
_IN_DRAWINGS: Final = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}
"""What drawings call some of them."""
_OFFICE: Final = (
    "FFFFFF",
    "000000",
    "E7E6E6",
    "44546A",
    "4472C4",
    "ED7D31",
    "A5A5A5",
    "FFC000",
    "5B9BD5",
    "70AD47",
    "0563C1",
    "954F72",
)
"""Those of Office, where a workbook has no theme of its own."""


def rgb_of(workbook: Workbook, color: Color | None) -> Rgb | None:
    """None for no colour, and for the automatic one."""
    found: Any = color
    if found is None:
        return None
    palette = getattr(workbook, "_colors", None) or COLOR_INDEX
    if found.type == "rgb":
        plain = _from_hex(found.rgb)
    elif found.type == "indexed" and found.indexed in _SYSTEM:
        plain = _SYSTEM[found.indexed]
    elif found.type == "indexed" and found.indexed < len(palette):
        plain = _from_hex(palette[found.indexed])
    elif found.type == "theme" and found.theme < len(_THEME):
        theme: Any = workbook.loaded_theme
        plain = _from_hex(_of_theme(theme or b"")[found.theme])
    else:
        return None
    return tinted(plain, found.tint) if found.tint else plain


def scheme_rgb(workbook: Workbook, name: str) -> Rgb | None:
    """A colour of the theme by the name that drawings have for it; None for one that a theme does not have."""
    wanted = _IN_DRAWINGS.get(name, name)
    theme: Any = workbook.loaded_theme
    return _from_hex(_of_theme(theme or b"")[_THEME.index(wanted)]) if wanted in _THEME else None


def rgb(color: Any) -> Rgb | None:
    """A colour as people give it: (red, green, blue), "#rrggbb", Excel's number, or None."""
    match color:
        case None:
            return None
        case str():
            red, green, blue = utils.hex_to_rgb(color)  # type: ignore[no-untyped-call]  # xlwings
        case int():
            red, green, blue = utils.int_to_rgb(color)  # type: ignore[no-untyped-call]  # xlwings
        case _:
            red, green, blue = color
    return int(red), int(green), int(blue)


def stored(color: Rgb) -> str:
    """As openpyxl writes it, opaque."""
    red, green, blue = color
    return f"FF{red:02X}{green:02X}{blue:02X}"


def _from_hex(text: str) -> Rgb:
    digits = text[-6:]
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


@lru_cache(maxsize=8)
def _of_theme(theme: bytes | str) -> tuple[str, ...]:
    """The colours of a theme's part, those of Office for what it leaves out."""
    tree = etree.fromstring(theme.encode() if isinstance(theme, str) else theme) if theme else None
    scheme = None if tree is None else tree.find(f".//{_DRAWING}clrScheme")
    found = []
    for name, usual in zip(_THEME, _OFFICE, strict=True):
        entry = None if scheme is None else scheme.find(_DRAWING + name)
        said = None if entry is None or len(entry) == 0 else entry[0].get("lastClr") or entry[0].get("val")
        found.append(said or usual)
    return tuple(found)
