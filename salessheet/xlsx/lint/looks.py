"""Formats of cells that show nothing at all."""

from __future__ import annotations

from typing import Final

from lxml import etree

from salessheet.xlsx.package import MAIN, Package

_NOTHING: Final = ";;;"
_NO_FILLS: Final = frozenset({None, "none"})


def unseen_styles(package: Package) -> frozenset[int]:
    """The formats of cells that show nothing: no section has a digit, or white letters stand on no fill."""
    root = _styles(package)
    return frozenset() if root is None else _hidden(root) | _white(root)


def _styles(package: Package) -> etree._Element | None:
    related = package.related(package.workbook_part, "/styles")
    part = next((part for _, part in related.values()), None)
    return None if part is None else package.tree(part)


def _hidden(root: etree._Element) -> frozenset[int]:
    own = root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    hiding = {one.get("numFmtId", "") for one in own if one.get("formatCode") == _NOTHING}
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


def _is_white(colour: etree._Element | None) -> bool:
    return colour is not None and (colour.get("rgb", "")[-6:].upper() == "FFFFFF" or colour.get("theme") == "0")
