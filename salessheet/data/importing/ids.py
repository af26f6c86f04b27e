"""Ids that a mapping makes of what stands in a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final


def slug(name: str) -> str:
    """Small letters and digits of any script, hyphens for what stands between them: Mei-Mei Johns → mei-mei-johns."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+|_+", "-", plain).strip("-")


def casesafe(text: str) -> str:
    """An id of 15 letters and digits whose case matters as that of 18, whose case does not; any other as it is.

    As Salesforce has them (its function CASESAFEID): each of the last three signs says which of five are capitals.
    """
    if len(text) != _CASED or not (text.isascii() and text.isalnum()):
        return text
    fives = (text[place : place + 5] for place in range(0, _CASED, 5))
    return text + "".join(_MARKS[sum(1 << at for at, sign in enumerate(five) if sign.isupper())] for five in fives)


_CASED: Final = 15
_MARKS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

ID_KINDS: Final[Mapping[str, Callable[[str], str]]] = {"slug": slug, "casesafe": casesafe}
"""What a mapping may say of an id → what makes it."""
