"""The form of a macro, filled in by texts: those of a command line, or what people typed when they were asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from salessheet.data.asked import asked_day, asked_month
from salessheet.data.reading import encodings
from salessheet.errors import InvalidOption, UnreadableSource
from salessheet.live.macro import Field, Kind, Macro

_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def filled_in(macro: Macro, texts: Sequence[str]) -> dict[str, object]:
    """The fields by key, as the macro takes them. Raises InvalidOption, and UnreadableSource for a file."""
    required = [field for field in macro.fields if not field.is_optional]
    if not len(required) <= len(texts) <= len(macro.fields):
        takes = ", ".join(field.key for field in macro.fields) or "nothing"
        raise InvalidOption(f"{macro.key} takes {takes} besides the workbook.", f"{len(texts)} were given.")
    return {field.key: value_of(field, text) for field, text in zip(macro.fields, texts, strict=False)}


def value_of(field: Field, text: str) -> object:
    """As the macro takes it. Raises as `filled_in`."""
    match field.kind:
        case Kind.TEXT:
            return text
        case Kind.NUMBER:
            return _number(field, text)
        case Kind.FLAG if text.lower() in _FLAGS:
            return _FLAGS[text.lower()]
        case Kind.DATE:
            return asked_day(text, field.key)
        case Kind.MONTH:
            return f"{asked_month(text, field.key):%Y-%m}"
        case Kind.CHOICE if text in field.choices:
            return text
        case Kind.FILE:
            return _text_of(Path(text))
    raise InvalidOption(f"{field.key} is not '{text}'.", f"Choose from {', '.join(field.choices or ('yes', 'no'))}.")


def _number(field: Field, text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise InvalidOption(f"{field.key} is a number, not '{text}'.")
    return found


def _text_of(file: Path) -> str:
    """In whatever encoding its bytes give evidence of."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UnreadableSource(file, f"it cannot be read ({error.strerror}).", "Check the path.") from error
    return encodings.undoubted(file, raw)
