"""The form of a macro, filled in by the texts of a command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from salessheet.errors import InvalidOption
from salessheet.live.macro import Field, Kind, Macro


def filled_in(macro: Macro, texts: Sequence[str]) -> dict[str, object]:
    """What was entered, by field, for `entries` to read. Raises InvalidOption where there are too few or too many."""
    required = [field for field in macro.fields if not field.is_optional]
    if not len(required) <= len(texts) <= len(macro.fields):
        takes = ", ".join(field.key for field in macro.fields) or "nothing"
        raise InvalidOption(f"{macro.key} takes {takes} besides the workbook.", f"{len(texts)} were given.")
    return {field.key: as_entered(field, text) for field, text in zip(macro.fields, texts, strict=False)}


def as_entered(field: Field, text: str) -> object:
    """A file by its path; None where nothing was typed."""
    typed = text.strip()
    return Path(typed) if typed and field.kind is Kind.FILE else typed or None
