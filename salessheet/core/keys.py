"""Texts as keys: names, classes, stages, groups and ids, compared as people mean them.

Two keys are the same without regard to case, to full and half width (Ｎｏ１ is No1, ｶﾞ is ガ) and to outer blanks; a
number is the same as its text. What merely looks alike (① and 1, m² and m2) stays different.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from salessheet.core.values import Value, is_blank, text_of

_OTHER_WIDTHS = ("<wide>", "<narrow>")
_UNUSUAL = re.compile("[\u3000\uff00-\uffef]")


def key(cell: Value) -> str:
    """What a cell is compared by; "" for a blank, and for a text of blanks alone."""
    return "" if is_blank(cell) else folded(text_of(cell) or "")


def folded(text: str) -> str:
    """A text without regard to case, width and outer blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_of_usual_width()))
    return text.strip().casefold()


def each_folded(texts: Sequence[str]) -> list[str]:
    """Every text `folded`, quickly where none has characters of another width."""
    joined = "".join(texts)
    if joined.isascii() or (unicodedata.is_normalized("NFC", joined) and not _UNUSUAL.search(joined)):
        return [text.strip().casefold() for text in texts]
    return [folded(text) for text in texts]


@cache
def _of_usual_width() -> dict[int, str]:
    """Every character of unusual width, and the one it stands for; the ideographic space is one of them."""
    forms = (0x3000, *range(0xFF00, 0xFFF0))
    described = ((code, unicodedata.decomposition(chr(code)).split()) for code in forms)
    return {
        code: "".join(chr(int(point, 16)) for point in points)
        for code, (kind, *points) in ((code, found) for code, found in described if found)
        if kind in _OTHER_WIDTHS
    }
