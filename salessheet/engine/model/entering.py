"""Values put into a cell as if somebody typed them: texts are read, and dates bring a format along."""

from __future__ import annotations

import datetime as dt
import re
from numbers import Number
from typing import Any, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles.numbers import is_date_format

from salessheet.engine.model.cell_content import Moment, as_format_says
from salessheet.engine.values.adopted_format import DATE, DATE_AND_TIME, adopted_format
from salessheet.engine.values.entry import entry, may_be_read
from salessheet.engine.values.values import ErrorText
from salessheet.xlsx.addresses import area, is_same, split_sheet

_GENERAL: Final = "General"
_TEXT: Final = "@"
_LONGEST_TEXT: Final = 32_767
_TIME_ONLY: Final = "h:mm:ss"
_DURATION: Final = "[h]:mm:ss"
_TABLE_COLUMN: Final = re.compile(r"([^\W\d][\w.\\]*)\[(?:\[#This Row\],)?\[?([^\[\]#@']+)\]?\]")


def stays_text(text: str) -> bool:
    """Whether a cell without a format takes a text as it is."""
    if may_be_read(text) or not text or len(text) > _LONGEST_TEXT:
        return False
    return text.isprintable() or not ILLEGAL_CHARACTERS_RE.search(text)


def enter(cell: Any, value: Any) -> bool:
    """A value, or a formula as a text that begins with `=`, into a cell of openpyxl; None makes it blank.

    Whether the cell's format is another now.
    """
    match value:
        case None | "":
            cell.value = None
        case ErrorText():
            cell.value = str(value)
            cell.data_type = "e"
        case bool():
            cell.value = value
        case str():
            return _enter_text(cell, value)
        case Number():
            cell.value = float(value)  # type: ignore[arg-type]  # complex numbers fail as they should
            as_format_says(cell)
        case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
            return _enter_date(cell, value)
        case _:
            try:
                cell.value = value
            except ValueError:
                cell.value = str(value)
    return False


def _enter_text(cell: Any, text: str) -> bool:
    number_format = cell.number_format
    is_restyled = False
    read: Any
    number_format_read: str | None
    if number_format == _TEXT and not text.startswith("="):
        read, number_format_read, is_quoted = text, None, False
    else:
        read, number_format_read, is_quoted = entry(text)
    if isinstance(read, str) and not isinstance(read, ErrorText):
        clean = ILLEGAL_CHARACTERS_RE.sub("", read[:_LONGEST_TEXT])
        is_formula = len(clean) > 1 and clean.startswith("=") and not is_quoted
        cell._value = clean
        cell.data_type = "f" if is_formula else "s"
        if is_formula and number_format == _GENERAL:
            number_format_read = adopted_format(clean, lambda reference: _format_of(cell.parent, reference))
        if is_quoted or (cell._style is not None and cell.quotePrefix):
            cell.quotePrefix = is_quoted
            is_restyled = True
    else:
        is_restyled = enter(cell, read)
    if number_format_read is not None and number_format == _GENERAL:
        is_restyled = True
        known = {"m/d/yyyy": DATE, "m/d/yyyy h:mm": DATE_AND_TIME}
        cell.number_format = known.get(number_format_read, number_format_read)
    return is_restyled


def _enter_date(cell: Any, value: Moment) -> bool:
    is_restyled = not is_date_format(cell.number_format)
    if is_restyled:
        match value:
            case dt.datetime() if value.time() != dt.time():
                cell.number_format = DATE_AND_TIME
            case dt.date():
                cell.number_format = DATE
            case dt.time():
                cell.number_format = _TIME_ONLY
            case _:
                cell.number_format = _DURATION
    cell.value = value
    return is_restyled


def _format_of(sheet: Any, reference: str) -> str | None:
    """The number format of the first cell that an address, a name or a reference into a table stands for."""
    book = sheet.parent
    if reference in book.defined_names:
        reference = book.defined_names[reference].attr_text or ""
    if found := _TABLE_COLUMN.fullmatch(reference):
        return _format_of_column(book, found[1], found[2])
    tab, address = split_sheet(reference)
    named = area("", address.replace("$", ""))
    if named is None or (tab is not None and tab not in book.sheetnames):
        return None
    return _format_at(sheet if tab is None else book[tab], named.top, named.left)


def _format_of_column(book: Any, name: str, column: str) -> str | None:
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            whole = area("", table.ref)
            names = [one.name for one in table.tableColumns]
            if is_same(table.name, name) and whole is not None and column in names:
                return _format_at(sheet, whole.top + (table.headerRowCount or 0), whole.left + names.index(column))
    return None


def _format_at(sheet: Any, row: int, column: int) -> str | None:
    cell = sheet._cells.get((row, column))
    return None if cell is None or not cell.has_style else str(cell.number_format)
