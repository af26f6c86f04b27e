"""What Excel lets a number format be."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 255
MOST_SECTIONS: Final = 4
_PIECE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|(?P<open>["\[\\_*])|(?P<end>;)|.', re.DOTALL)

_PLAIN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.DOTALL | re.IGNORECASE)
"""What is shown as it stands, or not at all."""
_FRACTION: Final = re.compile(r"s\]?[.,]0+", re.IGNORECASE)


def fault_in_number_format(text: str) -> str | None:
    """Why Excel would not take it, in words; None where it would, as far as sections, quotes and brackets go."""
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    found = list(_PIECE.finditer(text))
    if begun := next((piece["open"] for piece in found if piece["open"]), None):
        return f"what {begun} begins does not end"
    sections = 1 + sum(piece["end"] is not None for piece in found)
    if sections > MOST_SECTIONS:
        return f"it has {sections} sections, and {MOST_SECTIONS} are the most: positive, negative, zero and texts"
    if any(_mixes(section) for section in _PLAIN.sub("", text).split(";")):
        return "it shows digits of a number and parts of a day: what it says in letters stands in quotes"
    return None


def _mixes(section: str) -> bool:
    """Whether a section, without what stands in quotes and brackets, has letters of days and places for digits."""
    is_day = re.search("[ymdhs]", section, re.IGNORECASE) is not None and "general" not in section.casefold()
    return is_day and re.search("[0#?]", _FRACTION.sub("s", section)) is not None
