"""Formats of cells that show nothing at all."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.package import MAIN, Package

_NOTHING: Final = ";;;"
_WORDS: Final = re.compile(r'"[^"]+"')
"""A format that shows these words, whatever the number is."""
_NO_FILLS: Final = frozenset({None, "none"})


def unseen_styles(package: Package) -> frozenset[int]:
    """The formats of cells that do not show their number: no digit, white on no fill, letters on their colour."""
    root = _styles(package)
    return frozenset() if root is None else _hidden(root) | _white(root) | _on_their_own_colour(root)


def _styles(package: Package) -> etree._Element | None:
    related = package.related(package.workbook_part, "/styles")
    part = next((part for _, part in related.values()), None)
    return None if part is None else package.tree(part)


def _hidden(root: etree._Element) -> frozenset[int]:
    own = root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    hiding = {
        one.get("numFmtId", "")
        for one in own
        if one.get("formatCode") == _NOTHING or _WORDS.fullmatch(one.get("formatCode", ""))
    }
    formats = root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    return frozenset(number for number, one in enumerate(formats) if one.get("numFmtId") in hiding)


def _white(root: etree._Element) -> frozenset[int]:
    fonts, fills = root.findall(f"{MAIN}fonts/{MAIN}font"), root.findall(f"{MAIN}fills/{MAIN}fill")
    white = {str(number) for number, font in enumerate(fonts) if _is_white(font.find(f"{MAIN}color"))}
    bare = {
        str(number)
        for number, fill in enumerate(fills)
        if (pattern := fill.find(f"{MAIN}patternFill")) is not None and pattern.get("patternType") in _NO_FILLS
    }
    formats = root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    return frozenset(
        number
        for number, one in enumerate(formats)
        if one.get("fontId", "0") in white and one.get("fillId", "0") in bare
    )


def _on_their_own_colour(root: etree._Element) -> frozenset[int]:
    """Letters of the colour on which they stand."""
    fonts = [_colour(one.find(f"{MAIN}color")) for one in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    fills = [
        _colour(one.find(f"{MAIN}patternFill[@patternType='solid']/{MAIN}fgColor"))
        for one in root.iterfind(f"{MAIN}fills/{MAIN}fill")
    ]
    found = set()
    for number, one in enumerate(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        font, fill = one.get("fontId", "0"), one.get("fillId", "0")
        if is_index(font, len(fonts)) and is_index(fill, len(fills)):
            colour = fonts[int(font)]
            found |= {number} if colour and colour == fills[int(fill)] else set()
    return frozenset(found)


def _colour(said: etree._Element | None) -> str:
    """As a text; "" for none."""
    if said is None:
        return ""
    return said.get("rgb", "")[-6:].upper() or "".join(f"{said.get('theme', '')} {said.get('tint', '')}").strip()


def _is_white(colour: etree._Element | None) -> bool:
    return colour is not None and (colour.get("rgb", "")[-6:].upper() == "FFFFFF" or colour.get("theme") == "0")
