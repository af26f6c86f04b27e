"""Lighter and darker shades of a colour, to the last bit as Excel shows them.

Excel works in whole numbers, with the circle of hues and the ways from black to white and from grey to colour divided
into 240 steps each, as Windows did in its dialog for colours.
"""

from __future__ import annotations

import math
from typing import Final

Rgb = tuple[int, int, int]

_STEPS: Final = 240
_SIXTH, _THIRD, _HALF = _STEPS // 6, _STEPS // 3, _STEPS // 2
_MOST: Final = 255


def tinted(color: Rgb, tint: float) -> Rgb:
    """`tint`: from -1, which is black, to 1, which is white."""
    if len(set(color)) == 1:
        grey = _grey(color[0], round(tint, 4))  # a file has 0.49998… for a half
        return grey, grey, grey
    hue, light, saturation = _steps(color)
    darker, lighter = light * (1 + tint), light * (1 - tint) + _STEPS - int(_STEPS * (1 - tint))
    return _color(hue, int(darker if tint < 0 else lighter), saturation)


def _grey(part: int, tint: float) -> int:
    return math.floor((part * (1 + tint) if tint < 0 else part * (1 - tint) + _MOST * tint) + 0.5)


def _steps(color: Rgb) -> tuple[int, int, int]:
    """Hue, lightness and saturation of a colour that is no grey."""
    most, least = max(color), min(color)
    spread, both = most - least, most + least
    light = (both * _STEPS + _MOST) // (2 * _MOST)
    space = both if light <= _HALF else 2 * _MOST - both
    saturation = (spread * _STEPS + space // 2) // space
    red, green, blue = (((most - part) * _SIXTH + spread // 2) // spread for part in color)
    if color[0] == most:
        hue = blue - green
    elif color[1] == most:
        hue = _THIRD + red - blue
    else:
        hue = 2 * _THIRD + green - red
    return hue % _STEPS, light, saturation


def _color(hue: int, light: int, saturation: int) -> Rgb:
    if light <= _HALF:
        high = (light * (_STEPS + saturation) + _HALF) // _STEPS
    else:
        high = light + saturation - (light * saturation + _HALF) // _STEPS
    low = 2 * light - high

    def part(angle: int) -> int:
        angle %= _STEPS
        if angle < _SIXTH:
            found = low + ((high - low) * angle + _SIXTH // 2) // _SIXTH
        elif angle < _HALF:
            found = high
        elif angle < 2 * _THIRD:
            found = low + ((high - low) * (2 * _THIRD - angle) + _SIXTH // 2) // _SIXTH
        else:
            found = low
        return min(_MOST, (found * _MOST + _HALF) // _STEPS)

    return part(hue + _THIRD), part(hue), part(hue - _THIRD)
