"""Rows whose id was taken away: neither new rows, nor those that they were, until somebody says which."""

from __future__ import annotations

from collections.abc import Sequence

from salessheet.data.collecting.comparison import Cell, Cells, Line, alike, text_of

_HALF = 2  # of twice as many cells


def lost_ids(book: Sequence[Line], built: Sequence[Line], column: str) -> list[tuple[Line, Line]]:
    """A row without an id, and the row of the build that it was: nothing else differs, or little does in its place.

    A row that somebody typed without an id, and that was collected so, has lost none.
    """
    there = {text_of(line.cells.get(column)) for line in book}
    gone = [
        (line, {c: cell for c, cell in line.cells.items() if c != column and not _is_blank(cell)})
        for line in built
        if not line.given and text_of(line.cells.get(column)) not in there
    ]
    found = []
    for line in book if gone else ():
        if _is_blank(line.cells.get(column)):
            place = next((i for i, one in enumerate(gone) if _is_it(line, *one)), None)
            if place is not None:
                found.append((line, gone.pop(place)[0]))
    return found


def _is_it(line: Line, old: Line, cells: Cells) -> bool:
    """`cells`: those of the old row that hold something, but its id."""
    same = (alike(cell, line.cells.get(c)) for c, cell in cells.items())
    if line.row == old.row:
        return sum(same) * _HALF >= len(cells) > 0
    return bool(cells) and all(same)  # ends at the first that differs


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
