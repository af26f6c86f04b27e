"""Errors in words, for hosts whose cell functions can hand over no error value: its code, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from salessheet.errors import ErrorKind
from salessheet.workbook.labels import LANGUAGES, Words


@cache
def error_words(lang: str) -> Mapping[str, str]:
    """The text of an error, such as #N/A → the same with what it means; of those that cell functions give."""
    words = Words.load(lang)
    meanings = {kind.value: words.find("classic", "errors", kind.name.lower()) for kind in ErrorKind}
    return {code: f"{code} {meaning}" for code, meaning in meanings.items() if meaning}


@cache
def told_errors() -> Mapping[str, str]:
    """The way back, from any language."""
    return {told: code for lang in LANGUAGES for code, told in error_words(lang).items()}
