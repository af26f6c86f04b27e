"""The standard font of a workbook: a column is as wide as so many of its digits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.worksheet.worksheet import Worksheet

_DOTS_A_POINT: Final = 96 / 72
_ADVANCES: Final = {
    "aptos": 0.561,
    "aptos narrow": 0.495,
    "arial": 0.556,
    "arial narrow": 0.456,
    "calibri": 0.507,
    "calibri light": 0.507,
    "cambria": 0.554,
    "century gothic": 0.554,
    "comic sans ms": 0.61,
    "consolas": 0.55,
    "courier new": 0.6,
    "garamond": 0.469,
    "georgia": 0.614,
    "helvetica": 0.556,
    "liberation sans": 0.556,
    "microsoft yahei": 0.539,
    "ms gothic": 0.5,
    "segoe ui": 0.539,
    "simsun": 0.5,
    "tahoma": 0.546,
    "times new roman": 0.5,
    "trebuchet ms": 0.524,
    "verdana": 0.636,
    "宋体": 0.5,
    "微软雅黑": 0.539,
    "等线": 0.507,
}
"""How wide the widest digit of a font is, in parts of its size."""
_COMMON: Final = 0.55
"""Of fonts that are not in the list."""
_ON_SCREEN: Final = {("simsun", 11.0): 8, ("宋体", 11.0): 8}
"""Fonts whose digits have whole pixels of their own in some sizes."""


@dataclass(frozen=True)
class Digits:
    """The widest digit of the standard font, and what a column has beside its digits, in pixels."""

    width: int

    @property
    def padding(self) -> int:
        """A quarter of a digit on either side, rounded up, and the line of the grid."""
        return 2 * math.ceil(self.width / 4) + 1


CALIBRI: Final = Digits(7)
"""Of Calibri 11, which is also that of Aptos Narrow 11."""


def digits_of(sheet: Worksheet) -> Digits:
    """As the workbook's stylesheet says, whose first font is the standard one."""
    fonts: Any = getattr(sheet.parent, "_fonts", None)
    if not fonts:
        return CALIBRI
    return digits(fonts[0].name or "Calibri", float(fonts[0].sz or 11))


def digits(name: str, size: float) -> Digits:
    """`size`: in points."""
    key = name.casefold()
    known = _ON_SCREEN.get((key, size))
    return Digits(known or max(1, math.floor(_ADVANCES.get(key, _COMMON) * size * _DOTS_A_POINT + 0.5)))
