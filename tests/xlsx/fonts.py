"""How wide texts are in the fonts that LibreOffice takes for Calibri and Microsoft YaHei."""

from __future__ import annotations

import struct
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_STANDS_FOR = {"en": "Carlito", "zh-CN": "Noto Sans CJK SC"}
_POINTS_AN_INCH, _PIXELS_AN_INCH = 72, 96
_FORMAT_OF_SEGMENTS = 4


@dataclass(frozen=True)
class Font:
    """`advances`: how far each character goes, in shares of the size of the font."""

    advances: dict[str, float]

    def pixels(self, text: str, points: float) -> float:
        """Characters that the font does not have come from a Chinese one, and are as wide as high."""
        wide = sum(self.advances.get(c, 1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.6) for c in text)
        return wide * points * _PIXELS_AN_INCH / _POINTS_AN_INCH


@lru_cache
def font_of(lang: str, *, bold: bool = False) -> Font:
    asked = _STANDS_FOR[lang] + (":bold" if bold else ":regular")
    found = subprocess.run(
        ["fc-match", "--format", "%{family}\t%{file}\t%{index}", asked], capture_output=True, text=True, check=True
    )  # fmt: skip
    family, file, index = found.stdout.split("\t")
    assert _STANDS_FOR[lang] in family, f"{_STANDS_FOR[lang]} is not installed: {family} would stand for it"
    return Font(_advances(Path(file).read_bytes(), int(index)))


def _advances(raw: bytes, index: int) -> dict[str, float]:
    """Of the characters of the first plane, from the tables cmap and hmtx of an OpenType font or of one of several."""
    start = struct.unpack_from(">I", raw, 12 + 4 * index)[0] if raw[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", raw, start + 4)[0]
    tables = {}
    for i in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", raw, start + 12 + 16 * i)
        tables[tag] = offset
    em = struct.unpack_from(">H", raw, tables[b"head"] + 18)[0]
    metrics = struct.unpack_from(">H", raw, tables[b"hhea"] + 34)[0]
    glyphs = _glyphs(raw, tables[b"cmap"])
    at = tables[b"hmtx"]
    return {
        chr(code): struct.unpack_from(">H", raw, at + 4 * min(glyph, metrics - 1))[0] / em
        for code, glyph in glyphs.items()
    }


def _glyphs(raw: bytes, cmap: int) -> dict[int, int]:
    for i in range(struct.unpack_from(">H", raw, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">I", raw, cmap + 4 + 8 * i + 4)[0]
        if struct.unpack_from(">H", raw, table)[0] == _FORMAT_OF_SEGMENTS:
            return _segments(raw, table)
    raise AssertionError("the font has no table of characters of format 4")


def _segments(raw: bytes, table: int) -> dict[int, int]:
    double = struct.unpack_from(">H", raw, table + 6)[0]
    ends, starts, deltas, offsets = (table + 14, table + 16 + double, table + 16 + 2 * double, table + 16 + 3 * double)
    found = {}
    for at in range(0, double, 2):
        end, start, delta, offset = (
            struct.unpack_from(">H", raw, base + at)[0] for base in (ends, starts, deltas, offsets)
        )
        for code in range(start, end + 1):
            glyph = code if not offset else struct.unpack_from(">H", raw, offsets + at + offset + 2 * (code - start))[0]
            if glyph or not offset:
                found[code] = (glyph + delta) % 65536
    return found
