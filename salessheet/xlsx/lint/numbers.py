"""Whole numbers and ids as the attributes of a file have them: as texts, which may be anything."""

from __future__ import annotations

import math
import re
from typing import Final

_GUID: Final = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")


def is_index(text: str | None, count: int) -> bool:
    """Whether it points at one of so many things, counted from 0."""
    return text is not None and text.isascii() and text.isdecimal() and int(text) < count


def is_between(text: str, low: int, high: int) -> bool:
    """Whether it is a number in these bounds, both inclusive."""
    return text.isascii() and text.isdecimal() and low <= int(text) <= high


def is_number(text: str) -> bool:
    """Whether it is a finite number in the digits that a file has, not in those of other scripts."""
    try:
        return text.isascii() and "_" not in text and math.isfinite(float(text))
    except ValueError:
        return False


def is_guid(text: str) -> bool:
    """Whether it is an id that is like no other: 32 hexadecimal digits in curly brackets."""
    return _GUID.fullmatch(text) is not None
