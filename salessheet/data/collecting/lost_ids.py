"""Rows whose id was taken away: neither new rows, nor those that they were, until somebody says which."""

from __future__ import annotations

from collections.abc import Sequence

from salessheet.data.collecting.comparison import Cell, Line, alike, text_of

_HALF = 2  # of twice as many cells


def lost_ids(book: Sequence[Line], built: Sequence[Line], column: str) -> list[tuple[Line, Line]]:
    """A row without an id, and the row of the build that it was: nothing else differs, or little does in its place.

    A row that somebody typed without an id, and that was collected so, has lost none.
    """
    there = {text_of(line.cells.get(column)) for line in book}
    gone = [line for line in built if not line.given and text_of(line.cells.get(column)) not in there]
    found = []
    for line in book if gone else ():
        if _is_blank(line.cells.get(column)):
            old = next((old for old in gone if _is_it(line, old, column)), None)
            if old is not None:
                gone.remove(old)
                found.append((line, old))
    return found


def _is_it(line: Line, old: Line, column: str) -> bool:
    cells = {c: cell for c, cell in old.cells.items() if c != column and not _is_blank(cell)}
    same = sum(alike(cell, line.cells.get(c)) for c, cell in cells.items())
    return same > 0 and (same == len(cells) or (line.row == old.row and same * _HALF >= len(cells)))


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
