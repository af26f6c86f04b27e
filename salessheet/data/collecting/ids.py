"""Ids for rows that somebody typed without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)


def next_ids(ids: Iterable[str], fallback: str) -> Iterator[str]:
    """Ids that the whole table does not have: like the last of those that end in a number, counted on from the highest.

    After T001-D0399 comes T001-D0400. Where no id ends in a number, they are `fallback` and 0001 and so on.
    """
    known = list(ids)
    numbered = [match for text in known if (match := _NUMBERED.fullmatch(text)) is not None]
    start, width = (numbered[-1][1], len(numbered[-1][2])) if numbered else (fallback, 4)
    number = max((int(match[2]) for match in numbered if match[1] == start), default=0)
    taken = {text.casefold() for text in known}
    while True:
        number += 1
        found = f"{start}{number:0{width}}"
        if found.casefold() not in taken:
            yield found
