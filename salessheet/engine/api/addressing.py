"""What the words for a range mean: addresses, names, references into tables, pairs of row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError

from salessheet.engine.errors import NoSuchRange
from salessheet.xlsx.addresses import area, split_sheet

if TYPE_CHECKING:
    from salessheet.engine.api.sheets import Sheet

Bounds = tuple[int, int, int, int]
"""Top, left, bottom, right; all from 1, ends included."""

_PAIR, _BLOCK = 2, 4


def bounds_of(sheet: Sheet, words: Any) -> tuple[Sheet, Bounds]:
    """The sheet and the rectangle that words for a range mean, as seen from a sheet.

    Raises IndexError for row or column 0, and NoSuchRange for what is no range.
    """
    match words:
        case str():
            return _of_text(sheet, words.strip())
        case tuple():
            return sheet, _of_numbers(words)
    if not hasattr(words, "bounds"):
        raise TypeError(f"A range is given as an address, as (row, column) or as another range, not as {words!r}.")
    return words.sheet, words.bounds


def _of_numbers(numbers: tuple[int, ...]) -> Bounds:
    """(row, column), or these with a number of rows and columns after them."""
    if len(numbers) not in {_PAIR, _BLOCK}:
        raise ValueError(f"A range is given as (row, column), not {numbers}.")
    row, column = int(numbers[0]), int(numbers[1])
    if row < 1 or column < 1:
        raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
    height, width = (int(numbers[2]), int(numbers[3])) if len(numbers) == _BLOCK else (1, 1)
    return row, column, row + height - 1, column + width - 1


def _of_text(sheet: Sheet, text: str) -> tuple[Sheet, Bounds]:
    tab, address = split_sheet(text.removeprefix("="))
    if tab is not None:
        tab = tab.rpartition("]")[2]  # [Book1.xlsx]Sheet1
        sheet = sheet.book.sheets(tab)
    found = area("", address)
    if found is not None:
        return sheet, found[1:]
    if "," in address and all(area("", part.strip()) is not None for part in address.split(",")):
        raise NoSuchRange(text, "a range here is one rectangle; take its parts one by one")
    first, colon, last = address.partition(":")
    if colon and "[" not in address:
        return _between(sheet, first, last, text)
    return _of_table(sheet, address) or _of_name(sheet, address, text)


def _between(sheet: Sheet, first: str, last: str, text: str) -> tuple[Sheet, Bounds]:
    (one, a), (other, b) = _of_text(sheet, first), _of_text(sheet, last)
    if one != other:
        raise NoSuchRange(text, "its ends are on different sheets")
    return one, (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _of_table(sheet: Sheet, text: str) -> tuple[Sheet, Bounds] | None:
    name, bracket, _ = text.partition("[")
    for home in sheet.book.sheets:
        for table in home.tables:
            if table.name.casefold() == name.casefold():
                found = table.cells(text[len(name) + 1 : -1] if bracket else "")
                if found is None:
                    raise NoSuchRange(text, f"the table {table.name} has no such cells")
                return home, found
    return None


def _of_name(sheet: Sheet, name: str, text: str) -> tuple[Sheet, Bounds]:
    found = sheet.book.names.find(name, sheet)
    if found is None:
        raise NoSuchRange(text)
    refers_to = found.refers_to.removeprefix("=")
    if refers_to.casefold() == text.casefold():
        raise NoSuchRange(text)
    try:
        return _of_text(sheet, refers_to)
    except (XlwingsError, RecursionError) as error:  # names may stand for each other
        raise NoSuchRange(text, f"the name stands for {found.refers_to}") from error
