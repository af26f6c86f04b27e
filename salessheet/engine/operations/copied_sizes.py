"""Widths of columns and heights of rows that go along with what is copied."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from openpyxl.styles.cell_style import StyleArray

from salessheet.engine.model.columns import entry_at, own_entries, standard_pixels, stored_width
from salessheet.engine.model.digits import digits_of
from salessheet.engine.operations.rectangle import Rectangle

Adopted = Callable[[Any], Any]
"""A column or row of openpyxl → its style as the target's workbook keeps it."""


def take_sizes(source: Rectangle, target: Rectangle, adopted: Adopted) -> None:
    """Whole columns bring their width and format along, whole rows their height and format."""
    if source.is_whole_columns and target.row == 1:
        take_widths(source, target, adopted)
    if source.is_whole_rows and target.column == 1:
        _take_heights(source, target, adopted)


def take_widths(source: Rectangle, target: Rectangle, adopted: Adopted | None = None) -> None:
    """Columns get the widths of those copied, and again where the target has a multiple of them.

    With `adopted` they get their formats, too.
    """
    count = _count(source.shape[1], target.shape[1])
    theirs, ours = source.grid.sheet, target.grid.sheet
    found = [copy.copy(entry_at(theirs, source.column + offset % source.shape[1])) for offset in range(count)]
    for column, said in enumerate(found, target.column):
        if said is None and entry_at(ours, column) is None:
            continue
        for entry in own_entries(ours, column, column):
            entry.width = stored_width(standard_pixels(theirs), digits_of(ours)) if said is None else said.width
            if adopted is not None:
                entry._style = StyleArray() if said is None else adopted(said)
    target.grid.is_reshaped = True


def _take_heights(source: Rectangle, target: Rectangle, adopted: Adopted) -> None:
    theirs: Any = source.grid.sheet.row_dimensions
    ours: Any = target.grid.sheet.row_dimensions
    count = _count(source.shape[0], target.shape[0])
    found = [copy.copy(theirs.get(source.row + offset % source.shape[0])) for offset in range(count)]
    for row, said in enumerate(found, target.row):
        if said is None and row not in ours:
            continue
        ours[row].height = None if said is None else said.height
        ours[row]._style = StyleArray() if said is None else adopted(said)
        target.grid.touched_rows.add(row)


def _count(copied: int, there: int) -> int:
    """How many columns or rows get something of as many copied, where so many are there."""
    return there if there % copied == 0 else copied
