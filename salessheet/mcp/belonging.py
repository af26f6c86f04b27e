"""What a cell of many belongs to: the person, product or month of its row, and of its column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from salessheet.core.values import from_serial
from salessheet.errors import CannotCompute
from salessheet.mcp.books import SeenBook
from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Type
from salessheet.xlsx.addresses import Area, CellRef

_NAMING: Final = (Type.TEXT, Type.LABEL, Type.DATE, Type.PERIOD)


def shown(line: Line, value: object) -> object:
    """A value of the line as an assistant can read it: a day as 2026-06-01 and a month as 2026-06, not as a serial."""
    if line.measure not in {Type.DATE, Type.PERIOD} or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        day = from_serial(value)
    except CannotCompute:
        return value
    return f"{day:%Y-%m}" if line.measure is Type.PERIOD else day.isoformat()


def owners(book: SeenBook, line: Line, indices: Sequence[int]) -> list[str]:
    """What each of the line's cells, by its place in reading order, belongs to; its address where nothing says so.

    Empty for a line that itself says what the others in its block belong to.
    """
    at = book.places[line]
    along, across = _naming(book, line, at, down=True), _naming(book, line, at, down=False)
    if line is along or line is across:
        return []
    of_rows, of_columns = (() if names is None else book.cells(names) for names in (along, across))
    width = at.right - at.left + 1
    found = []
    for row, column in (divmod(index, width) for index in indices):
        named = [*_said(along, of_rows, row), *_said(across, of_columns, column)]
        found.append(", ".join(named) or CellRef(at.sheet, at.top + row, at.left + column).address)
    return found


def _said(names: Line | None, cells: Sequence[object], place: int) -> Iterator[str]:
    if names is not None and place < len(cells) and cells[place] not in {None, ""}:
        yield str(shown(names, cells[place]))


def _naming(book: SeenBook, line: Line, at: Area, *, down: bool) -> Line | None:
    """The first column of the block that says what its rows are, or the first row that says what its columns are.

    None where the line itself does not run that way, and for a block without one.
    """
    if (at.top == at.bottom) if down else (at.left == at.right):
        return None
    beside = [
        (other, place) for other, place in book.places.items()
        if other.block is line.block and other.measure in _NAMING and _is_beside(place, at, down=down)
    ]  # fmt: skip  # what, whence and which
    beside.sort(key=lambda each: each[1].left if down else each[1].top)
    return next((other for other, _ in beside if any(cell not in {None, ""} for cell in book.cells(other))), None)


def _is_beside(place: Area, at: Area, *, down: bool) -> bool:
    """Whether a column of cells has the same rows, or a row of cells the same columns."""
    if down:
        return place.left == place.right and (place.top, place.bottom) == (at.top, at.bottom)
    return place.top == place.bottom and (place.left, place.right) == (at.left, at.right)
