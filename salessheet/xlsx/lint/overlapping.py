"""Rectangles that share cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salessheet.xlsx.addresses import Area


def overlapping(areas: Iterable[Area]) -> Iterator[tuple[Area, Area]]:
    """Pairs of rectangles that share a cell; each with the first that it meets. Quick for many."""
    open_: list[Area] = []
    for one in sorted(areas, key=lambda each: (each.top, each.left)):
        open_ = [other for other in open_ if other.bottom >= one.top]
        met = next((other for other in open_ if other.left <= one.right and one.left <= other.right), None)
        if met is not None:
            yield met, one
        open_.append(one)
