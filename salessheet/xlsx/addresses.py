"""Where cells are: a cell and a rectangle of cells, as names and addresses write them. Rows and columns from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Place = tuple[int, int]
"""Row and column of a cell whose sheet is known."""

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_BARE = re.compile(r"[^\W\d]\w*")  # a name that needs no quotes, mostly
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")

BRACKETS: Final = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
"""What a reference into a table has after the table's name: an apostrophe takes the next character as it is."""

IN_FORMULA: Final = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|' + BRACKETS + r"|(?<![\w.$\\?])"
    r"(\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6})"
    r"(?![\w.\\?(!])",
    re.DOTALL,
)
_ENDS = (r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}", r"\$?[A-Za-z]{1,3}", r"\$?[1-9][0-9]{0,6}")
_RANGE_IN_FORMULA = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|' + BRACKETS + r"|(?<![\w.$\\?:])"
    rf"(?:{'|'.join(f'({end}):({end})' for end in _ENDS)})" + r"(?![\w.\\?(!:])",
    re.DOTALL,
)
_PLACE = re.compile(r"(\$?)([A-Za-z]+|[0-9]+)")


class CellRef(NamedTuple):
    """One cell of a workbook."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    def __str__(self) -> str:
        is_bare = _BARE.fullmatch(self.sheet) and not _AREA.fullmatch(self.sheet)
        return f"{self.sheet if is_bare else quoted(self.sheet)}!{self.address}"


class Area(NamedTuple):
    """A rectangle of cells on a sheet, ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first = f"${get_column_letter(self.left)}${self.top}"
        last = f"${get_column_letter(self.right)}${self.bottom}"
        return f"{quoted(self.sheet)}!{first}" + ("" if first == last else f":{last}")

    @property
    def address(self) -> str:
        """`B2`, `B2:C3`: without a sheet, without `$`."""
        first = f"{get_column_letter(self.left)}{self.top}"
        return first if self.is_cell else f"{first}:{get_column_letter(self.right)}{self.bottom}"

    def has(self, row: int, column: int) -> bool:
        """Whether this cell of the same sheet is among them."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def covers(self, part: Area | CellRef) -> bool:
        """Whether all cells of the other are among them."""
        if isinstance(part, CellRef):
            return self.has(part.row, part.column) and is_same(part.sheet, self.sheet)
        is_within = self.has(part.top, part.left) and self.has(part.bottom, part.right)
        return is_within and is_same(part.sheet, self.sheet)

    def meets(self, other: Area) -> bool:
        """Whether some cell is in both."""
        is_beside = other.right < self.left or other.left > self.right
        is_apart = is_beside or other.bottom < self.top or other.top > self.bottom
        return not is_apart and is_same(other.sheet, self.sheet)

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        """How many cells."""
        return self.height * self.width

    @property
    def is_cell(self) -> bool:
        return self.top == self.bottom and self.left == self.right

    def cells(self) -> Iterator[CellRef]:
        """Row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield CellRef(self.sheet, row, column)


def area(sheet: str, text: str) -> Area | None:
    """The rectangle that an address such as `$A$1`, `A1:B2`, `C:C` or `3:3` names; None for anything else."""
    if found := _AREA.fullmatch(text):
        left, top = column_index_from_string(found[1]), int(found[2])
        right = column_index_from_string(found[3]) if found[3] else left
        bottom = int(found[4]) if found[4] else top
    elif found := _COLUMNS.fullmatch(text):
        top, bottom = 1, LAST_ROW
        left, right = column_index_from_string(found[1]), column_index_from_string(found[2])
    elif found := _ROWS.fullmatch(text):
        left, right = 1, LAST_COLUMN
        top, bottom = int(found[1]), int(found[2])
    else:
        return None
    top, bottom, left, right = min(top, bottom), max(top, bottom), min(left, right), max(left, right)
    return Area(sheet, top, left, bottom, right) if top and bottom <= LAST_ROW and right <= LAST_COLUMN else None


def is_same(name: str, other: str) -> bool:
    """Capitals make no difference to the names of sheets, tables and columns, nor to defined ones."""
    return name == other or name.casefold() == other.casefold()


def quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def split_sheet(reference: str) -> tuple[str | None, str]:
    """`'A b'!C3` → ("A b", "C3"); without a sheet, None."""
    sheet, bang, address = reference.rpartition("!")
    if not bang:
        return None, reference
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, address


def shifted(formula: str, down: int, across: int) -> str:
    """The formula as it reads in a cell so many rows down and columns across; what has a `$` stays.

    As in Excel, an address beyond one edge of the sheet comes in again at the other.
    """

    def moved(place: re.Match[str]) -> str:
        mark, name = place.groups()
        if mark:
            return place[0]
        if name.isdigit():
            return str((int(name) - 1 + down) % LAST_ROW + 1)
        return get_column_letter((column_index_from_string(name) - 1 + across) % LAST_COLUMN + 1)

    def as_there(found: re.Match[str]) -> str:
        return _PLACE.sub(moved, found[1]) if found[1] and area("", found[1]) is not None else found[0]

    return IN_FORMULA.sub(as_there, formula)


def in_order(formula: str) -> str:
    """The formula with each range from its first cell to its last, as Excel makes A1:B3 of B3:A1 when it is typed."""
    if ":" not in formula:
        return formula
    return _RANGE_IN_FORMULA.sub(lambda found: _ordered(found[0]) if any(found.groups()) else found[0], formula)


@lru_cache(4096)
def _ordered(ends: str) -> str:
    """Formulas name the same few ranges again and again."""
    pairs = zip(*map(_PLACE.findall, ends.split(":")), strict=True)
    first, last = zip(*(sorted(pair, key=lambda place: _number(place[1])) for pair in pairs), strict=True)
    return f"{''.join(map(''.join, first))}:{''.join(map(''.join, last))}"


def _number(place: str) -> int:
    return int(place) if place.isdigit() else column_index_from_string(place)
