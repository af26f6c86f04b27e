"""The totals row of a table: what each of its cells adds up, or says."""

from __future__ import annotations

import re
from typing import Any, Final

from openpyxl.worksheet.table import Table as TableModel
from openpyxl.worksheet.table import TableColumn, TableFormula
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.grid import Grid
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.operations.table_headers import column_names, is_written
from salessheet.engine.restructuring.tables import area_of, header_rows
from salessheet.engine.values.table_formulas import in_full
from salessheet.xlsx.addresses import Area

_SUBTOTALS: Final[dict[Any, int]] = {
    "average": 101,
    "countNums": 102,
    "count": 103,
    "max": 104,
    "min": 105,
    "stdDev": 107,
    "sum": 109,
    "var": 110,
}
"""A total's name in a file → which SUBTOTAL it is; hidden rows left out."""

_CUSTOM: Final = "custom"
_LABEL: Final = "Total"
_ESCAPED: Final = re.compile(r"[\[\]#'@]")


def choose_first_totals(grid: Grid, table: TableModel, body: Area) -> None:
    """Unless a total was chosen before: a label in the first column, a sum or a count in the last."""
    columns = table.tableColumns
    if any(column.totalsRowLabel or column.totalsRowFunction for column in columns):
        return
    values = [line[0] for line in grid.rows(body._replace(left=body.right))]
    filled = [value for value in values if value is not None]
    are_numbers = bool(filled) and all(type(value) is float for value in filled)
    columns[-1].totalsRowFunction = "sum" if are_numbers else "count"
    if len(columns) > 1:
        columns[0].totalsRowLabel = _LABEL


def total(table: TableModel, column: TableColumn, name: str) -> str | None:
    """What stands in a column's cell of the totals row: a text or a formula."""
    function = column.totalsRowFunction
    if function in _SUBTOTALS:
        inside = _ESCAPED.sub(lambda mark: f"'{mark[0]}", name)
        return f"=SUBTOTAL({_SUBTOTALS[function]},{table.displayName}[{inside}])"
    if function == _CUSTOM and column.totalsRowFormula is not None:
        return f"={(column.totalsRowFormula.attr_text or '').removeprefix('=')}"
    label: str | None = column.totalsRowLabel
    return label


def follow_totals(book: OpenWorkbook, sheet: Worksheet, table: TableModel) -> None:
    """The table knows of its totals what their cells say now."""
    if not table.totalsRowCount:
        return
    here, grid = area_of(sheet, table.ref), book.grid(sheet)
    if not is_written(grid, here._replace(top=here.bottom)):
        return
    for i, (column, name) in enumerate(zip(table.tableColumns, column_names(table), strict=True)):
        if not grid.is_touched(here.bottom, here.left + i):
            continue  # other programs word the formula of a total in other ways
        cell = grid.cells.get((here.bottom, here.left + i))
        value = None if cell is None else cell.value
        if isinstance(value, str):
            value = in_full(value, table.displayName)  # as Excel 2007 wrote it, without the table's name
        if value == total(table, column, name) and (value is None or isinstance(value, str)):
            continue
        column.totalsRowLabel = column.totalsRowFunction = column.totalsRowFormula = None
        if isinstance(value, str) and cell is not None and cell.data_type == "f":
            _take_formula(table, column, name, value)
        elif value is not None and not hasattr(value, "text"):
            column.totalsRowLabel = str(value)
        grid.is_reshaped = True


def _take_formula(table: TableModel, column: TableColumn, name: str, formula: str) -> None:
    for function in _SUBTOTALS:
        column.totalsRowFunction = function
        if total(table, column, name) == formula:
            return
    column.totalsRowFunction = _CUSTOM
    column.totalsRowFormula = TableFormula(attr_text=formula.removeprefix("="))


def body_of(sheet: Worksheet, table: TableModel) -> Area:
    """The cells between header and totals: at least one row."""
    here = area_of(sheet, table.ref)
    return here._replace(top=here.top + header_rows(table), bottom=here.bottom - (table.totalsRowCount or 0))
