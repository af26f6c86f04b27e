"""References into tables as people type them, `[@Amount]`, and as files keep them, `Deals[[#This Row],[Amount]]`."""

from __future__ import annotations

import re
from typing import Final

from salessheet.xlsx.addresses import BRACKETS

_REFERENCE: Final = re.compile(
    rf"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|(?P<name>[^\W\d][\w.\\]*)?(?P<columns>{BRACKETS})(?P<after>[\w.]*!)?",
    re.DOTALL,
)


def in_full(formula: str, table: str | None) -> str:
    """The formula with its references into tables spelt out; all else as it stands.

    `table`: the one that the formula's cell is in, which a reference may leave out. `[Book.xlsx]Sheet1!A1` is none.
    """

    def spelt(found: re.Match[str]) -> str:
        name, columns = found["name"] or table, found["columns"]
        if columns is None or name is None or found["after"]:
            return found[0]
        inside = columns[1:-1]
        if not inside.startswith("@"):
            return f"{name}{columns}"
        inside = inside[1:].strip()
        if not inside:
            return f"{name}[#This Row]"
        return f"{name}[[#This Row],{inside if inside.startswith('[') else f'[{inside}]'}]"

    return _REFERENCE.sub(spelt, formula) if "[" in formula else formula
