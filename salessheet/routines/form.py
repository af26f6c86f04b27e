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
        takes = " ".join(["BOOK", *map(_place, macro.fields)])
        wrong = f"{macro.key} asks for something else: {len(texts)} given after BOOK."
        raise InvalidOption(wrong, f"Write: run {macro.key} {takes}")
    return {field.key: as_entered(field, text) for field, text in zip(macro.fields, texts, strict=False)}


def _place(field: Field) -> str:
    """As a usage line names it: by its choices where it has some, in brackets where it may be left out."""
    name = "|".join(field.choices) or field.key.upper()
    return f"[{name}]" if field.is_optional else name


def as_entered(field: Field, text: str) -> object:
    """A file by its path; None where nothing was typed."""
    typed = text.strip()
    return Path(typed) if typed and field.kind is Kind.FILE else typed or None
