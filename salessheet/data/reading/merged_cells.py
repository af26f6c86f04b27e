"""Merged cells of a sheet: what stands in the uppermost is what people see in each of their rows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.grids import Merge
from salessheet.data.reading.headed import Headed

Below = Mapping[int, npt.NDArray[np.bool_]]
"""Place of a column → in which rows its cell is merged with one above it that holds something."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ELEMENT = re.compile(rb"""<mergeCell\b[^<>]*?\bref=["']([^"'<>]*)["']""")


def merges(references: Iterable[str]) -> tuple[Merge, ...]:
    """Those of references such as A2:B5 that are several rows high, one below the other; of two that overlap one."""
    found: list[Merge] = []
    for reference in references:
        match = _REFERENCE.fullmatch(reference)
        if match is not None and int(match[2]) < int(match[4]):
            found.append(Merge(_place(match[1]), int(match[2]), int(match[4])))
    found.sort()
    return tuple(
        merge
        for before, merge in zip((None, *found), found, strict=False)
        if before is None or before.column < merge.column or before.last < merge.first
    )


def named_in(text: bytes) -> list[str]:
    """The references of the merged cells in a piece of an ordinary sheet."""
    return [reference.decode("ascii", "replace") for reference in _ELEMENT.findall(text)]


def filled_down(found: Headed, merged: Sequence[Merge]) -> tuple[Headed, Below]:
    """The rows with each merged cell holding what the uppermost does, and where that is so."""
    below: dict[int, npt.NDArray[np.bool_]] = {}
    cells = list(found.cells)
    for merge in merged:
        start, end = np.searchsorted(found.rows, (merge.first, merge.last + 1)).tolist()
        if start == end or found.rows[start] != merge.first or merge.column >= len(found.headings):
            continue
        text = cells[start][merge.column] if merge.column < len(cells[start]) else ""
        if not text.strip():
            continue
        for place in range(start + 1, end):
            row = cells[place] + [""] * (merge.column + 1 - len(cells[place]))
            cells[place] = [*row[: merge.column], text, *row[merge.column + 1 :]]
        below.setdefault(merge.column, np.zeros(len(cells), dtype=bool))[start + 1 : end] = True
    return (dataclasses.replace(found, cells=cells), below) if below else (found, {})


def _place(letters: str) -> int:
    """The place of a column by its letters: 0 for A, 26 for AA."""
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1
