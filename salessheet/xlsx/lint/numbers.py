"""Whole numbers as the attributes of a file have them: as texts, which may be anything."""

from __future__ import annotations


def is_index(text: str | None, count: int) -> bool:
    """Whether it points at one of so many things, counted from 0."""
    return text is not None and text.isascii() and text.isdecimal() and int(text) < count


def is_between(text: str, low: int, high: int) -> bool:
    """Whether it is a number in these bounds, both inclusive."""
    return text.isascii() and text.isdecimal() and low <= int(text) <= high
