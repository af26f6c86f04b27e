"""Colours of a workbook as red, green and blue, however its parts name them; and how well one is read on another."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from openpyxl.styles.colors import COLOR_INDEX

from salessheet.xlsx.package import Package

if TYPE_CHECKING:
    from lxml import etree

Colour = str
"""Six digits, such as 1F3864."""

BLACK: Final = "000000"
WHITE: Final = "FFFFFF"

PALETTE: Final = 1_000
"""Where the numbers of a workbook's own palette begin, among those of the theme."""

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ORDER: Final = ("lt1", "dk1", "lt2", "dk2", *(f"accent{i}" for i in range(1, 7)), "hlink", "folHlink")
_DIGITS: Final = 6
_PARTS: Final = (0.2126, 0.7152, 0.0722)  # of red, green and blue in how bright a colour is
_LINEAR: Final = 0.04045  # below it a channel is not bent


def theme_colours(package: Package) -> Mapping[int, Colour]:
    """The colours of the theme by the number that cells know them by; none where there is no theme."""
    parts = [part for _, part in package.related(package.workbook_part, "/theme").values()]
    if not parts or parts[0] not in package.parts:
        return {}
    scheme = package.tree(parts[0]).find(f".//{_DRAWING}clrScheme")
    named = {} if scheme is None else {each.tag.removeprefix(_DRAWING): each for each in scheme}
    return {i: _of_theme(named[name]) for i, name in enumerate(_ORDER) if name in named}


def _of_theme(element: etree._Element) -> Colour:
    for colour in element:
        return str(colour.get("lastClr") or colour.get("val") or BLACK)[-_DIGITS:].upper()
    return BLACK


def colour_of(element: etree._Element | None, theme: Mapping[int, Colour], default: Colour) -> Colour:
    """What a `color` element means. `default`: where it is missing, automatic, or says nothing known."""
    if element is None:
        return default
    if rgb := element.get("rgb"):
        plain = rgb[-_DIGITS:].upper()
    elif (index := element.get("theme")) is not None:
        plain = theme.get(int(index), default)
    elif (index := element.get("indexed")) is not None and PALETTE + int(index) in theme:
        plain = theme[PALETTE + int(index)]
    elif (index := element.get("indexed")) is not None and int(index) < len(COLOR_INDEX):
        plain = COLOR_INDEX[int(index)][-_DIGITS:].upper()
    else:
        plain = default
    return _tinted(plain, float(element.get("tint") or 0))


def _tinted(colour: Colour, tint: float) -> Colour:
    """Lighter by a positive tint, darker by a negative one (ECMA-376, part 1, 18.8.19)."""
    if not tint:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(channel * 255):02X}" for channel in colorsys.hls_to_rgb(hue, light, saturation))


def contrast(ink: Colour, ground: Colour) -> float:
    """From 1, the same, to 21, black on white (WCAG 2.1)."""
    dark, bright = sorted((_brightness(ink), _brightness(ground)))
    return (bright + 0.05) / (dark + 0.05)


def _brightness(colour: Colour) -> float:
    bent = (c / 12.92 if c <= _LINEAR else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return sum(part * channel for part, channel in zip(_PARTS, bent, strict=True))


def _channels(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue
