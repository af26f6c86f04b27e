"""Why a text is no table: in English, or said again in the words of another language.

The words stand under `unreadable` in the label files.
"""

from __future__ import annotations

from pathlib import Path

from salessheet.errors import UnreadableSource
from salessheet.workbook.labels import Words

Fact = str | int | tuple[str, ...]


def unreadable(path: Path | str, kind: str, /, **facts: Fact) -> UnreadableSource:
    """An error to be raised. `facts`: what its words have in braces."""
    return _worded(path, kind, facts, Words.load("en"))


def reworded(error: UnreadableSource, words: Words, **facts: Fact) -> UnreadableSource:
    """The same in other words, where it was made by `unreadable`. `facts`: those that are called otherwise there."""
    return _worded(error.path, error.kind, {**error.facts, **facts}, words) if error.kind else error


def _worded(path: Path | str, kind: str, facts: dict[str, Fact], words: Words) -> UnreadableSource:
    told = {key: words.listed(fact) if isinstance(fact, tuple) else fact for key, fact in facts.items()}
    wrong, mend = (words.text(f"unreadable.{kind}.{part}").format(**told) for part in ("wrong", "mend"))
    return UnreadableSource(path, wrong, mend, kind, facts)
