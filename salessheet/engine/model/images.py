"""Pictures as files: what kind they are, and how large they are shown unless somebody says otherwise."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

_PIXEL: Final = 0.75
"""Points, of a picture that does not say how dense it is."""
_INCH: Final = 72.0
_METRE: Final = _INCH / 0.0254
_CENTIMETRE: Final = _INCH / 2.54
_SIZES_IN_JPEG: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True)
class Image:
    """`suffix`: png, jpeg or gif. `width`, `height`: in points."""

    content: bytes
    suffix: str
    width: float
    height: float


def image(content: bytes) -> Image | None:
    """None for what is no PNG, JPEG or GIF."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return Image(content, "png", *_png_size(content))
        if content.startswith(b"\xff\xd8"):
            return Image(content, "jpeg", *_jpeg_size(content))
        if content.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack("<HH", content[6:10])
            return Image(content, "gif", width * _PIXEL, height * _PIXEL)
    except (struct.error, IndexError):  # it ends too soon
        return None
    return None


def _png_size(content: bytes) -> tuple[float, float]:
    across, down = struct.unpack(">II", content[16:24])
    at = 8
    while content[at + 4 : at + 8] not in {b"IDAT", b""}:
        (length,) = struct.unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == b"pHYs":
            x, y, unit = struct.unpack(">IIB", content[at + 8 : at + 17])
            if unit == 1 and x and y:
                return across / x * _METRE, down / y * _METRE
        at += length + 12
    return across * _PIXEL, down * _PIXEL


def _jpeg_size(content: bytes) -> tuple[float, float]:
    per_pixel = (_PIXEL, _PIXEL)
    at = 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:  # filling
            at += 1
        marker, (length,) = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])
        if marker == 0xE0 and content[at + 4 : at + 9] == b"JFIF\0":
            unit, x, y = struct.unpack(">BHH", content[at + 11 : at + 16])
            measure = {1: _INCH, 2: _CENTIMETRE}.get(unit)
            if measure is not None and x and y:
                per_pixel = (measure / x, measure / y)
        elif marker in _SIZES_IN_JPEG:
            down, across = struct.unpack(">HH", content[at + 5 : at + 9])
            return across * per_pixel[0], down * per_pixel[1]
        at += length + 2
