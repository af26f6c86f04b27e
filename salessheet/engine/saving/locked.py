"""Cells that nobody may write to in Excel, and that were written to here."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.workbook import OpenWorkbook


def written_though_locked(book: OpenWorkbook) -> list[str]:
    """The sheets with a password in which a locked cell was written to since the file was opened."""
    return [sheet.title for sheet in book.model.worksheets if _has_password(sheet) and _is_written(book, sheet)]


def _has_password(sheet: Worksheet) -> bool:
    lock = sheet.protection
    return bool(lock.sheet and (lock.password or lock.hashValue))


def _is_written(book: OpenWorkbook, sheet: Worksheet) -> bool:
    grid = book.grid(sheet)
    written = ((row, span) for row, spans in grid.touched.items() for span in spans)
    cells = (grid.cells.get((row, column)) for row, (left, right) in written for column in range(left, right + 1))
    return any(cell is None or cell.protection.locked for cell in cells)
