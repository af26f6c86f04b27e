"""Notes on cells: what Excel called comments before it had threaded ones."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Final

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from xlwings import base_classes

from salessheet.engine.api.members import implements
from salessheet.engine.errors import Refused

if TYPE_CHECKING:
    from salessheet.engine.api.ranges import Range
    from salessheet.engine.api.sheets import Sheet

_THREAD: Final = "tc="
"""How the author begins of a note that only stands in for a threaded comment, for programs that know none."""


@implements(base_classes.Note)
class Note(base_classes.Note):
    def __init__(self, sheet: Sheet, cell: Cell) -> None:
        self.sheet = sheet
        self.cell = cell

    @property
    def api(self) -> Comment:
        self.sheet.book.open.hand_out()
        return self._comment

    @property
    def text(self) -> str:
        return str(self._comment.text)

    @text.setter
    def text(self, value: str) -> None:
        self._comment.text = value
        self.sheet.grid.is_reshaped = True

    @property
    def author(self) -> str:
        return self._comment.author or ""

    @property
    def location(self) -> Range:
        return self.sheet.range((self.cell.row, self.cell.column))

    def delete(self) -> None:
        self.cell.comment = None
        self.sheet.grid.is_reshaped = True

    @property
    def _comment(self) -> Comment:
        found: Comment | None = self.cell.comment
        if found is None:
            raise Refused(f"There is no note on {self.cell.coordinate} any more.")
        return found


def notes_of(sheet: Sheet) -> list[Note]:
    """In reading order."""
    cells = sheet.grid.cells
    places = sorted(place for place, cell in cells.items() if has_note(cell))
    return [Note(sheet, cells[place]) for place in places]


def note_at(sheet: Sheet, row: int, column: int) -> Note | None:
    cell = sheet.grid.cells.get((row, column))
    return Note(sheet, cell) if cell is not None and has_note(cell) else None


def has_note(cell: Cell) -> bool:
    """Whether it has a note of its own, not one that stands in for a threaded comment."""
    comment = cell.comment
    return comment is not None and not (comment.author or "").startswith(_THREAD)


def added_note(sheet: Sheet, row: int, column: int, text: str) -> Note:
    """Raises Refused where the cell has a note or a threaded comment."""
    cell = sheet.grid.cell(row, column)
    if not isinstance(cell, Cell):
        raise Refused("A note cannot be put on a cell that is hidden by a merged one.")
    if cell.comment is not None:
        raise Refused(f"{cell.coordinate} already has a note or a comment.")
    cell.comment = Comment(text, _user())
    sheet.grid.is_reshaped = True
    return Note(sheet, cell)


def _user() -> str:
    """Who runs this, as Excel signs a note; nobody where the system does not say."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container may have no names for its users
        return ""
