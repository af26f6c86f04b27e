"""The fonts of the characters in a shape, as its element in the drawing has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from lxml import etree
from openpyxl import Workbook

from salessheet.engine.model.drawing import XDR, Element
from salessheet.engine.values.colors import BLACK, scheme_rgb, stored
from salessheet.engine.values.tints import Rgb, tinted

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RUN, _BREAK, _FIELD, _END = f"{_A}r", f"{_A}br", f"{_A}fld", f"{_A}endParaRPr"
_FONT, _TEXT = f"{_A}rPr", f"{_A}t"
_USUAL_SIZE: Final = 11.0
_USUAL_NAME: Final = "Calibri"
_PER_POINT: Final = 100
_WHOLE: Final = 100_000  # DrawingML's hundred per cent
_FILLS: Final = tuple(_A + name for name in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"))
_AFTER_FONTS: Final = tuple(_A + name for name in ("sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst"))
_FLAGS: Final = {"bold": "b", "italic": "i"}
_ON: Final = frozenset({"1", "true"})


class Look(NamedTuple):
    """What some characters look like. `size`: in points."""

    bold: bool
    italic: bool
    size: float
    name: str
    color: Rgb


@dataclass(frozen=True)
class TextFont:
    """What was set for the characters from `start` to before `end`, None for the last one included.

    `said`: of the properties of `Look`.
    """

    start: int
    end: int | None
    said: Mapping[str, Any]


def looks(shape: Element, start: int, end: int | None, workbook: Workbook) -> list[Look]:
    """Those of the characters from `start` to before `end`; of a shape without a text, how the next one would look."""
    body = shape.find(f"{XDR}txBody")
    if body is None:
        return []
    pieces = [(piece, at, length) for piece, at, length in _pieces(body) if length]
    within = [piece for piece, at, length in pieces if at < _last(end) and at + length > start]
    fonts = [piece.find(_FONT) for piece in within] or ([] if pieces else [next(body.iter(_END), None)])
    return [_look(font, shape, workbook) for font in fonts]


def dress(shape: Element, font: TextFont) -> None:
    """Changes the shape's text. What a character had beside what is set, it keeps."""
    body = shape.find(f"{XDR}txBody")
    if body is None:
        return
    for place in (font.start, font.end):
        if place is not None:
            _cut(body, place)
    for piece, at, length in list(_pieces(body)):
        is_within = font.start <= at and at + length <= _last(font.end)
        if is_within and (length or font.end is None):
            _set(piece if piece.tag == _END else _own_font(piece), font.said)


def _last(end: int | None) -> float:
    return float("inf") if end is None else end


def _pieces(body: Element) -> Iterator[tuple[Element, int, int]]:
    """Runs, breaks, fields and what stands for the end of a paragraph; where each begins, and how long it is."""
    at = 0
    for paragraph in body.iterfind(f"{_A}p"):
        for child in paragraph:
            if child.tag in {_RUN, _FIELD, _BREAK}:
                length = 1 if child.tag == _BREAK else len(child.findtext(_TEXT) or "")
                yield child, at, length
                at += length
            elif child.tag == _END:
                yield child, at, 0
        at += 1  # the line's end


def _cut(body: Element, place: int) -> None:
    """So that a run ends before the character at `place`."""
    for piece, at, length in _pieces(body):
        text = piece.find(_TEXT)
        if piece.tag == _RUN and text is not None and at < place < at + length:
            whole = text.text or ""
            rest = deepcopy(piece)
            text.text = whole[: place - at]
            rest.find(_TEXT).text = whole[place - at :]  # type: ignore[union-attr]  # it is a copy of one that has it
            piece.addnext(rest)
            return


def _own_font(piece: Element) -> Element:
    font = piece.find(_FONT)
    if font is None:
        font = etree.Element(_FONT)
        piece.insert(0, font)
    return font


def _set(font: Element, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if name in _FLAGS:
            font.set(_FLAGS[name], str(int(value)))
        elif name == "size":
            font.set("sz", str(round(value * _PER_POINT)))
        elif name == "name":
            _set_name(font, value)
        else:
            _set_color(font, value)


def _set_name(font: Element, name: str) -> None:
    """For Latin letters and for complex scripts, as Excel does it."""
    for old in (*font.findall(f"{_A}latin"), *font.findall(f"{_A}cs")):
        font.remove(old)
    east = font.find(f"{_A}ea")
    after = next((child for child in font if child is east or child.tag in _AFTER_FONTS), None)
    latin, complex_ = etree.Element(f"{_A}latin", typeface=name), etree.Element(f"{_A}cs", typeface=name)
    if after is None:
        font.append(latin)
    else:
        after.addprevious(latin)
    (latin if east is None else east).addnext(complex_)


def _set_color(font: Element, color: Rgb | None) -> None:
    for old in [child for child in font if child.tag in _FILLS]:
        font.remove(old)
    fill = etree.Element(f"{_A}solidFill")
    etree.SubElement(fill, f"{_A}srgbClr", val=stored(color or BLACK)[2:])
    font.insert(1 if font.find(f"{_A}ln") is not None else 0, fill)


def _look(font: Element | None, shape: Element, workbook: Workbook) -> Look:
    found = etree.Element(_FONT) if font is None else font
    reference = shape.find(f"{XDR}style/{_A}fontRef")
    size, latin = found.get("sz"), found.find(f"{_A}latin")
    name = latin.get("typeface", "") if latin is not None else "+mn-lt"
    if name.startswith("+"):
        name = _theme_font(workbook, "major" if name.startswith("+mj") else "minor")
    return Look(
        found.get("b") in _ON,
        found.get("i") in _ON,
        _USUAL_SIZE if size is None else int(size) / _PER_POINT,
        name,
        _color(found.find(f"{_A}solidFill"), workbook) or _color(reference, workbook) or BLACK,
    )


def _color(holder: Element | None, workbook: Workbook) -> Rgb | None:
    """That of the first element in another one; None where it says none that is known."""
    said = next(iter(holder), None) if holder is not None else None
    if said is None:
        return None
    name = said.get("val", "")
    if said.tag == f"{_A}schemeClr":
        plain = scheme_rgb(workbook, name)
    else:
        hexadecimal = name if said.tag == f"{_A}srgbClr" else said.get("lastClr", "")
        plain = _from_hex(hexadecimal) if hexadecimal else None
    share, more = (_share(said, part) for part in ("lumMod", "lumOff"))
    if plain is None or share is None:
        return plain
    return tinted(plain, more or share - 1)


def _from_hex(digits: str) -> Rgb:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _share(color: Element, name: str) -> float | None:
    found = color.find(_A + name)
    return None if found is None else int(found.get("val", _WHOLE)) / _WHOLE


def _theme_font(workbook: Workbook, kind: str) -> str:
    theme: Any = workbook.loaded_theme
    tree = etree.fromstring(theme) if theme else None
    latin = tree.find(f".//{_A}{kind}Font/{_A}latin") if tree is not None else None
    return latin.get("typeface") or _USUAL_NAME if latin is not None else _USUAL_NAME
