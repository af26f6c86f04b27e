"""What is attached to a range: its name, its table, notes and links."""

from __future__ import annotations

from copy import copy
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.styles.colors import Color
from openpyxl.worksheet.hyperlink import Hyperlink

from salessheet.engine.api.names import Name, Names
from salessheet.engine.api.notes import Note, added_note, note_at
from salessheet.engine.api.ranges.core import RangeCore
from salessheet.engine.api.tables.table import Table
from salessheet.engine.errors import Refused
from salessheet.engine.values.name_text import reference
from salessheet.xlsx.addresses import split_sheet

_LINK_COLOR: Final = 10
"""Where the theme has the colour of links."""


class NoHyperlink(Refused):
    def __init__(self, address: str) -> None:
        super().__init__("The cell doesn't seem to contain a hyperlink!")
        self.address = address


class Attachments(RangeCore):
    @property
    def name(self) -> Name | None:
        """The name that stands for exactly these cells."""
        return Names(self.sheet.book).of_area(self.area)

    @name.setter
    def name(self, value: str) -> None:
        """`Sheet1!name` gives it to a sheet alone. A name that exists stands for these cells from here on."""
        Names(self.sheet.book).add(value, f"={reference(self.area)}")

    @property
    def table(self) -> Table | None:
        """The table that the first cell is part of."""
        return next((table for table in self.sheet.tables if table.covers(self.row, self.column)), None)

    @property
    def note(self) -> Note | None:
        """That of the first cell."""
        return note_at(self.sheet, self.row, self.column)

    def add_note(self, text: str) -> Note:
        return added_note(self.sheet, self.row, self.column, text)

    @property
    def comment(self) -> None:
        """Threaded comments stay in the file and are not read."""
        return

    @property
    def hyperlink(self) -> str:
        """The address of the first cell's link; one to a place in the workbook as `#Sheet2!A1`. Raises NoHyperlink."""
        cell = self.grid.cells.get((self.row, self.column))
        link = cell.hyperlink if cell is not None else None
        if link is None:
            raise NoHyperlink(self.address)
        place = f"#{link.location}" if link.location else ""
        return f"{link.target or ''}{place}"

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Each cell leads there, shows the text, and looks like a link: blue and underlined."""
        cells = [cell for cell in self.grid.every(self.in_use) if isinstance(cell, Cell)]
        for cell in cells:
            if text_to_display is not None:
                self.grid.put(cell.row, cell.column, text_to_display)
            cell.hyperlink = _link(address, screen_tip)
        self.grid.restyle(cells, _look_like_link)
        self.grid.is_reshaped = True


def _link(address: str, screen_tip: str | None) -> Hyperlink:
    if not address.startswith("#"):
        return Hyperlink(ref="", target=address, tooltip=screen_tip)
    tab, place = split_sheet(address[1:])
    location = place if tab is None else address[1:]
    return Hyperlink(ref="", location=location, tooltip=screen_tip)


def _look_like_link(cell: Cell) -> None:
    font: Any = copy(cell.font)
    font.u, font.color = "single", Color(theme=_LINK_COLOR)
    cell.font = font
