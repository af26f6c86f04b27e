"""What Excel lets a sheet be called."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 31
_FORBIDDEN: Final = r":\/?*[]"
_RESERVED: Final = frozenset({"history"})  # Excel puts shared workbooks' changes there


def fault_in_sheet_name(name: str) -> str | None:
    """Why Excel would not take it, in words; None where it would. Whether another sheet has it isn't asked."""
    if not name:
        return "a sheet has a name"
    if len(name.encode("utf-16-le")) // 2 > LONGEST:
        return f"it is longer than {LONGEST} characters"
    found = [mark for mark in _FORBIDDEN if mark in name]
    if found:
        return f"it holds {' '.join(found)}, and none of {' '.join(_FORBIDDEN)} may stand in it"
    if any(ord(mark) < ord(" ") for mark in name):
        return "it holds a line break, a tab or the like"
    if name.startswith("'") or name.endswith("'"):
        return "no apostrophe may stand at its beginning or end"
    if name.casefold() in _RESERVED:
        return "Excel keeps this name for itself"
    return None
