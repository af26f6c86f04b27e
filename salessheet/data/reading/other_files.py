"""Files that are no delimited text, whatever their names end in: told by how they begin."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from salessheet.data.reading.unreadable import unreadable

_SIGNS: Final = {
    "zip": b"PK\x03\x04", "old_workbook": b"\xd0\xcf\x11\xe0", "pdf": b"%PDF", "gzip": b"\x1f\x8b", "parquet": b"PAR1",
}  # fmt: skip  # what labels call them → how they begin
_MARKUPS: Final = {  # the same of texts, in small letters
    "web_page": ("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<div"),
    "xml": ("<?xml", "<!--", "<workbook"),
    "json": ('{"', "[{", '[["', "{\n", "{\r", "[\n", "[\r"),
    "word_processor": (r"{\rtf",),
}
_LONGEST: Final = 64


def refuse_others(path: Path | str, raw: bytes) -> None:
    """Raises UnreadableSource for bytes that are another kind of file."""
    for kind, start in _SIGNS.items():
        if raw.startswith(start):
            raise unreadable(path, kind)


def refuse_markup(path: Path | str, start: str) -> None:
    """Raises UnreadableSource for a text that begins as another kind of text; without blanks in front."""
    small = start[:_LONGEST].lower()
    for kind, starts in _MARKUPS.items():
        if small.startswith(starts):
            raise unreadable(path, kind)
