"""What formats of cells show: days, or nothing at all."""

from __future__ import annotations

from typing import Final

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.package import MAIN

_NOTHING: Final = ";;;"
_DAYS_OF_EAST_ASIA: Final = frozenset({*range(27, 37), *range(50, 59)})
_NO_FILLS: Final = frozenset({None, "none"})


def day_styles(book: BookFile) -> frozenset[int]:
    """The formats of cells that show days or times."""
    return frozenset(number for number, code in _codes(book).items() if is_date_format(code) or code in _DAYS)


def unseen_styles(book: BookFile) -> frozenset[int]:
    """The formats of cells that show nothing: no section has a digit, or white letters stand on no fill."""
    return frozenset(number for number, code in _codes(book).items() if code == _NOTHING) | _white(book)


_DAYS: Final = frozenset(f"#{number}" for number in _DAYS_OF_EAST_ASIA)


def _styles(book: BookFile) -> etree._Element | None:
    related = book.package.related(book.package.workbook_part, "/styles")
    part = next((part for _, part in related.values()), None)
    return None if part is None else book.package.tree(part)


def _codes(book: BookFile) -> dict[int, str]:
    """Number of a format of cells → its number format."""
    root = _styles(book)
    if root is None:
        return {}
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    codes = {}
    for number, one in enumerate(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        said = one.get("numFmtId", "0")
        builtin = BUILTIN_FORMATS.get(int(said), f"#{said}") if said.isdecimal() else ""
        codes[number] = own.get(said, builtin)
    return codes


def _white(book: BookFile) -> frozenset[int]:
    root = _styles(book)
    if root is None:
        return frozenset()
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
