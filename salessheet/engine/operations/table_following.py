"""What Excel does to a table at once when its cells are written, done for all of them before it matters."""

from __future__ import annotations

from openpyxl.worksheet.table import Table as TableModel
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.operations.table_headers import follow
from salessheet.engine.operations.table_totals import body_of, follow_totals


def follow_headers(book: OpenWorkbook) -> None:
    """Tables agree with their cells: columns with the header, totals with the totals row. Before saving, calculating.

    An empty table has no place for its first row any more once something stands there.
    """
    if book.is_following:  # a header that holds a formula is calculated for its text, and that saves the workbook
        return
    book.is_following = True
    try:
        for sheet in book.model.worksheets:
            for table in list(sheet.tables.values()):
                follow(book, sheet, table)
                follow_totals(book, sheet, table)
                _fill(book, sheet, table)
    finally:
        book.is_following = False


def _fill(book: OpenWorkbook, sheet: Worksheet, table: TableModel) -> None:
    grid = book.grid(sheet)
    if table.insertRow and any(cell.value is not None for cell in grid.existing(body_of(sheet, table))):
        table.insertRow = None
        grid.is_reshaped = True
