"""How cells look and what may be done to them, as far as it decides what a reader sees: their resolved styles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS

from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.structure.colours import BLACK, PALETTE, WHITE, Colour, colour_of, contrast, theme_colours

if TYPE_CHECKING:
    from lxml import etree

GENERAL: Final = "General"

_TOO_FAINT: Final = 1.6  # of a contrast: what is below cannot be read
_TOO_SMALL: Final = 4  # points of a font
_TOO_FAR: Final = 15  # steps of indentation
_SIGNS: Final = ("wingdings", "webdings", "symbol", "marlett")  # fonts in which nothing can be read
_NO: Final = frozenset({"0", "false"})
_PIECE: Final = re.compile(r'"([^"]*)"|\\(.)|\[\$-[^\]]*\]|(\[[^\]]*\])|([_*].)|(.)', re.DOTALL)
_SHOWN_AS_IT_IS: Final = frozenset("$-+/():!^&'~{}<>= ")
_BLANK_SECTION: Final = re.compile(r"(\[[^\]]*\]|[_*].|\s)*", re.DOTALL)


@dataclass(frozen=True)
class Look:
    """A cell's style. `conceals`: its formula is not shown while the sheet is protected.

    `spoilt`: what else keeps a reader from its text, in words.
    """

    number_format: str
    locked: bool
    conceals: bool
    ink: Colour
    ground: Colour
    size: float
    spoilt: str = ""

    @property
    def hides(self) -> str:
        """How it makes a text unreadable, in words; "" where it does not."""
        if contrast(self.ink, self.ground) < _TOO_FAINT:
            return f"a font of colour #{self.ink} on #{self.ground}"
        return f"a font of {self.size:g} points" if self.size <= _TOO_SMALL else self.spoilt


@dataclass(frozen=True, eq=False)
class Looks:
    """The styles of one workbook."""

    package: Package

    def of(self, style: int) -> Look:
        """Of the number that a cell gives; the first for one that is not there."""
        return self._cells[style if 0 <= style < len(self._cells) else 0]

    def differential(self, number: str | None) -> str:
        """What a conditional format does to cells, in words."""
        dxfs = [] if self._root is None else self._root.findall(f"{MAIN}dxfs/{MAIN}dxf")
        if number is None or not number.isdigit() or int(number) >= len(dxfs):
            return ""
        return _in_words(dxfs[int(number)], self)

    @cached_property
    def theme(self) -> dict[int, Colour]:
        """With the numbered colours of the workbook's own palette, which stand beyond `PALETTE`."""
        own = [] if self._root is None else self._root.findall(f"{MAIN}colors/{MAIN}indexedColors/{MAIN}rgbColor")
        palette = {PALETTE + i: each.get("rgb", "")[-6:].upper() for i, each in enumerate(own)}
        return dict(theme_colours(self.package)) | palette

    @cached_property
    def _root(self) -> etree._Element | None:
        parts = [part for _, part in self.package.related(self.package.workbook_part, "/styles").values()]
        return self.package.tree(parts[0]) if parts and parts[0] in self.package.parts else None

    @cached_property
    def _cells(self) -> list[Look]:
        if self._root is None:
            return [Look(GENERAL, locked=True, conceals=False, ink=BLACK, ground=WHITE, size=11)]
        own = self._root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
        formats: dict[int, str] = dict(BUILTIN_FORMATS) | {
            self.package.number(each, "numFmtId"): each.get("formatCode", "") for each in own
        }
        fonts = [font_of(each, self.theme) for each in self._root.iterfind(f"{MAIN}fonts/{MAIN}font")]
        fills = [_ground(each, self.theme) for each in self._root.iterfind(f"{MAIN}fills/{MAIN}fill")]
        return [self._look(xf, formats, fonts, fills) for xf in self._root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]

    def _look(self, xf: etree._Element, formats: dict[int, str], fonts: list[Font], fills: list[Colour]) -> Look:
        font, fill = self.package.number(xf, "fontId"), self.package.number(xf, "fillId")
        ink, size, spoilt = fonts[font] if font < len(fonts) else Font(BLACK, 11.0, "")
        protection = xf.find(f"{MAIN}protection")
        return Look(
            formats.get(self.package.number(xf, "numFmtId"), GENERAL),
            locked=protection is None or protection.get("locked", "1") not in _NO,
            conceals=protection is not None and protection.get("hidden", "0") not in _NO,
            ink=ink,
            ground=fills[fill] if fill < len(fills) else WHITE,
            size=size,
            spoilt=spoilt or _aligned(xf.find(f"{MAIN}alignment")),
        )


def same_format(one: str, other: str) -> bool:
    """Whether two number formats show the same: programs quote what stands as it is in ways of their own."""
    return one == other or _canonical(one) == _canonical(other)


def shows_nothing(number_format: str) -> bool:
    """Whether some kind of number, or a text, disappears altogether."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    return any(_BLANK_SECTION.fullmatch(section) for section in sections)


@lru_cache(maxsize=4096)  # workbooks have few, and ask again and again
def _canonical(number_format: str) -> tuple[str, ...]:
    """What stands as it is marked by an apostrophe, all else in small letters."""
    found: list[str] = []
    for quoted, escaped, bracketed, filler, plain in _PIECE.findall(number_format):
        if quoted or escaped:
            found += [f"'{character}" for character in quoted or escaped]
        elif plain:
            found.append(f"'{plain}" if plain in _SHOWN_AS_IT_IS else plain.lower())
        elif bracketed or filler:
            found.append((bracketed or filler).lower())
    return tuple(found)


def _plain(number_format: str) -> str:
    """In one spelling, whichever program wrote it: every character that stands as it is in quotes."""
    text = "".join(f'"{piece[1:]}"' if piece.startswith("'") else piece for piece in _canonical(number_format))
    return text.replace('""', "")


class Font(NamedTuple):
    """`spoilt`: in which way nobody can read it, in words; "" if it can be read."""

    ink: Colour
    size: float
    spoilt: str


def font_of(font: etree._Element, theme: Mapping[int, Colour]) -> Font:
    """Of a font of the styles, or of a run of text."""
    size, struck = font.find(f"{MAIN}sz"), font.find(f"{MAIN}strike")
    face = next((each for each in (font.find(f"{MAIN}name"), font.find(f"{MAIN}rFont")) if each is not None), None)
    called = "" if face is None else face.get("val", "")
    spoilt = "a font that is struck through" if struck is not None and struck.get("val", "1") not in _NO else ""
    if called.casefold().startswith(_SIGNS):
        spoilt = f"a font of signs, {called}"
    points = float("11" if size is None else size.get("val", "11"))
    return Font(colour_of(font.find(f"{MAIN}color"), theme, BLACK), points, spoilt)


def _aligned(alignment: etree._Element | None) -> str:
    """How a text is put where nobody reads it."""
    if alignment is None:
        return ""
    if int(alignment.get("indent") or 0) >= _TOO_FAR:
        return f"an indentation of {alignment.get('indent')} steps"
    if alignment.get("horizontal") == "fill":
        return "a text that is repeated until the cell is full"
    return "a text that is turned" if int(alignment.get("textRotation") or 0) else ""


def _ground(fill: etree._Element, theme: dict[int, Colour]) -> Colour:
    pattern = fill.find(f"{MAIN}patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return WHITE
    return colour_of(pattern.find(f"{MAIN}fgColor"), theme, WHITE)


def _in_words(dxf: etree._Element, looks: Looks) -> str:
    number, ink = dxf.find(f"{MAIN}numFmt"), dxf.find(f"{MAIN}font/{MAIN}color")
    ground = dxf.find(f"{MAIN}fill/{MAIN}patternFill/{MAIN}bgColor")
    parts = [
        "" if number is None else f"shown as {_plain(number.get('formatCode', ''))}",
        "" if ink is None else f"font #{colour_of(ink, looks.theme, BLACK)}",
        "" if ground is None else f"ground #{colour_of(ground, looks.theme, WHITE)}",
    ]
    return ", ".join(filter(None, parts))
