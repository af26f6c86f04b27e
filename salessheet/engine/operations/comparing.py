"""What was changed past the engine, through openpyxl's own objects: found by comparing with the file."""

from __future__ import annotations

from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.reading.opening import model_of
from salessheet.xlsx.addresses import Area, Place


def marked_by_comparison(book: OpenWorkbook) -> None:
    """Records every cell whose value or format is not the file's, and that all else has to be compared."""
    original = model_of(book.package_now(), book.manner)
    for sheet in book.model.worksheets:
        grid = book.grid(sheet)
        grid.is_reshaped = True
        grid.touched_rows |= set(sheet.row_dimensions)
        if grid.part is None or sheet.title not in original.sheetnames:
            continue
        known: dict[Place, Any] = original[sheet.title]._cells
        for row, column in known.keys() | grid.cells.keys():
            old, new = known.get((row, column)), grid.cells.get((row, column))
            if _content(old) != _content(new):
                if not grid.is_touched(row, column):
                    grid.mark(Area(sheet.title, row, column, row, column))
            elif _style(old) != _style(new):
                grid.restyled.add((row, column))
    book.is_restructured = True


def _content(cell: Cell | None) -> Any:
    value = cell.value if cell is not None else None
    if isinstance(value, DataTableFormula):
        return tuple(value)
    return (value.ref, value.text) if isinstance(value, ArrayFormula) else value


def _style(cell: Cell | None) -> tuple[Any, ...]:
    if cell is None or not cell.has_style:
        return ()
    return (cell.font, cell.fill, cell.border, cell.number_format, cell.alignment, cell.protection)
