"""What Excel lets a number format be."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 255
MOST_SECTIONS: Final = 4
_PIECE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|(?P<open>["\[\\_*])|(?P<end>;)|.', re.DOTALL)


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
    return None
