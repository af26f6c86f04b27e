"""A text of a cell whose characters do not all look alike: its pieces, each with a font of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, Self

Setting = tuple[tuple[str, str], ...]
"""The attributes of one property of a font, such as `(("val", "12"),)`."""
FontSettings = dict[str, Setting]
"""The properties that a font has in a file, by the names there, such as `sz`."""

_ORDER: Final = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "rFont",
    "family",
    "charset",
    "scheme",
)
"""Excel's own order of a font's properties."""


class Piece(NamedTuple):
    """`font`: None for that of the cell."""

    text: str
    font: FontSettings | None


class RichText(str):
    """To everybody who does not ask for its pieces, a text like others."""

    __slots__ = ("pieces",)
    pieces: tuple[Piece, ...]

    def __new__(cls, pieces: Iterable[Piece]) -> Self:
        joined = _joined(pieces)
        made = super().__new__(cls, "".join(piece.text for piece in joined))
        made.pieces = joined
        return made

    def __getnewargs__(self) -> tuple[tuple[Piece, ...]]:  # type: ignore[override]  # what it is copied by
        return (self.pieces,)

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(piece.text for piece in self.pieces)

    def part(self, start: int, end: int) -> list[Piece]:
        """The characters from `start` to before `end`, in pieces."""
        return [piece for piece, is_within in _split(self.pieces, start, end) if is_within]

    def changed(self, start: int, end: int, change: Callable[[FontSettings | None], FontSettings | None]) -> RichText:
        """With another font for the characters from `start` to before `end`."""
        return RichText(
            Piece(piece.text, change(piece.font) if is_within else piece.font)
            for piece, is_within in _split(self.pieces, start, end)
        )


def rich_text(element: Any, text: str) -> str:
    """What the element of a text says of its pieces; `text` itself where they don't make it up, or there are none.

    `element`: of lxml or of the standard library.
    """
    space = element.tag.rpartition("}")[0] + "}"
    pieces = [
        Piece(child.findtext(f"{space}t") or "", _font(child.find(f"{space}rPr")))
        if child.tag == f"{space}r"
        else Piece(child.text or "", None)
        for child in element
        if child.tag in {f"{space}r", f"{space}t"}
    ]
    found = RichText(piece for piece in pieces if piece.text)
    return found if found == text and any(piece.font is not None for piece in found.pieces) else text


def in_order(font: FontSettings) -> Iterable[tuple[str, Setting]]:
    """A font's properties as Excel writes them; those it doesn't know last."""
    return sorted(font.items(), key=lambda item: _ORDER.index(item[0]) if item[0] in _ORDER else len(_ORDER))


def _font(properties: Any) -> FontSettings | None:
    if properties is None:
        return None
    return {
        child.tag.rpartition("}")[2]: tuple((str(name), str(value)) for name, value in child.attrib.items())
        for child in properties
        if isinstance(child.tag, str)
    }


def _split(pieces: Iterable[Piece], start: int, end: int) -> Iterable[tuple[Piece, bool]]:
    """The pieces cut at two places, and whether each lies between them."""
    at = 0
    for piece in pieces:
        length = len(piece.text)
        first, last = (min(max(place - at, 0), length) for place in (start, end))
        for text, is_within in (
            (piece.text[:first], False),
            (piece.text[first:last], True),
            (piece.text[max(first, last) :], False),
        ):
            if text:
                yield Piece(text, piece.font), is_within
        at += length


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours that look the same are one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].font == piece.font:
            found[-1] = Piece(found[-1].text + piece.text, piece.font)
        else:
            found.append(piece)
    return tuple(found)
