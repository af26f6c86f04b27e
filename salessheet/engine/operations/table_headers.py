"""The header of a table: a text in each of its cells, no two alike, the same as the name of the column."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any, Final

from openpyxl.utils.escape import escape, unescape
from openpyxl.worksheet.table import Table as TableModel
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.grid import Grid
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.restructuring.tables import area_of, header_rows
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.changes.kinds import ColumnRenamed

LONGEST: Final = 255
_BLANK: Final = "Column"


def column_names(table: Any) -> list[str]:
    """As their header cells show them: a file writes line breaks in another way."""
    if not table.tableColumns:
        table._initialise_columns()  # it was added through openpyxl
    return [unescape(column.name) for column in table.tableColumns]


def in_file(name: str) -> str:
    escaped: str = escape(name)
    return escaped


def unique(texts: Sequence[str], kept: Sequence[bool] = ()) -> list[str]:
    """The texts as headers of one table: blank ones become `Column1`, doubles get a number.

    `kept`: which of them were there before and stay as they are; by default, the first of those alike does.
    """
    stays = list(kept) or [False] * len(texts)
    given = {text.casefold() for text in texts if text}
    taken = {text.casefold() for text, stay in zip(texts, stays, strict=True) if stay}
    found = []
    for text, stay in zip(texts, stays, strict=True):
        name = text
        if not stay and (not text or text.casefold() in taken):
            stem, first = (text, 2) if text else (_BLANK, 1)
            numbered = (f"{stem}{n}" for n in itertools.count(first))
            name = next(one for one in numbered if one.casefold() not in taken | given)
        taken.add(name.casefold())
        found.append(name)
    return found


def header_text(value: Any) -> str:
    """What a value becomes as a header, which is always a text."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() | int():
            return f"{value:.15g}"
        case dt.datetime() if value.time() == dt.time():
            return f"{value.month}/{value.day}/{value.year}"
        case dt.datetime():
            return f"{value.month}/{value.day}/{value.year} {value.hour}:{value.minute:02}"
    return str(value)[:LONGEST]


def set_header(grid: Grid, row: int, column: int, text: str) -> None:
    """The text itself, whatever it looks like: `2024` is no number here."""
    cell = grid.cell(row, column)
    if cell.value == text and cell.data_type == "s":
        return
    cell.value = text
    cell.data_type = "s"
    grid.mark(Area(grid.sheet.title, row, column, row, column))


def is_written(grid: Grid, area: Area) -> bool:
    """Whether any of these cells, all in one row, was written to since the file was read."""
    return grid.part is None or any(grid.is_touched(area.top, column) for column in range(area.left, area.right + 1))


def follow(book: OpenWorkbook, sheet: Worksheet, table: TableModel) -> None:
    """The columns are called what their header cells say now, and formulas that refer to them follow.

    The header cells become texts, no two alike, as Excel would have made them at once. What another program left
    at odds in a file, and nobody wrote to since, stays so.
    """
    names = column_names(table)
    if not header_rows(table):
        return
    here, grid = area_of(sheet, table.ref), book.grid(sheet)
    cells = [grid.cells.get((here.top, here.left + i)) for i in range(len(names))]
    if not is_written(grid, here._replace(bottom=here.top)) or all(
        cell is not None and cell.data_type == "s" and cell.value == name
        for cell, name in zip(cells, names, strict=True)
    ):
        return
    shown = [header_text(grid.value(here.top, here.left + i)) for i in range(len(names))]
    new = unique(shown, [one == name for one, name in zip(shown, names, strict=True)])
    _rename(book, table, names, new)
    for i, name in enumerate(new):
        table.tableColumns[i].name = in_file(name)
        set_header(grid, here.top, here.left + i, name)
    grid.is_reshaped = True


def _rename(book: OpenWorkbook, table: TableModel, old: list[str], new: list[str]) -> None:
    """Columns that trade their names do so by way of names that nobody has."""
    renamed = [(i, a, b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    known = {name.casefold() for name in old}
    trades = [i for i, a, b in renamed if b.casefold() in known and b.casefold() != a.casefold()]
    if trades:
        taken = known | {name.casefold() for name in new}
        aside = (name for n in itertools.count(1) if (name := f"_{n}") not in taken)
        passing = [(i, a, next(aside), b) for i, a, b in renamed]
        for _, a, meanwhile, _ in passing:
            book.change(ColumnRenamed(table.displayName, a, meanwhile))
        renamed = [(i, meanwhile, b) for i, _, meanwhile, b in passing]
    for _, a, b in renamed:
        book.change(ColumnRenamed(table.displayName, a, b))
