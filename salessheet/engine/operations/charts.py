"""Charts that were made or changed: what their cells show is put down beside every reference, as Excel does."""

from __future__ import annotations

from copy import deepcopy

from salessheet.engine.model.chart_series import Cells
from salessheet.engine.model.chart_tree import refresh
from salessheet.engine.model.drawing import Element
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.xlsx.addresses import area, is_same, split_sheet


def refreshed(book: OpenWorkbook, tree: Element) -> Element:
    """A copy that shows what the cells show now."""
    found = deepcopy(tree)
    refresh(found, lambda reference: _shown(book, reference))
    return found


def refresh_charts(book: OpenWorkbook) -> None:
    """Before saving."""
    for sheet in book.model.worksheets:
        for chart in book.grid(sheet).drawings.charts():
            refresh(chart.tree, lambda reference: _shown(book, reference))


def _shown(book: OpenWorkbook, reference: str) -> Cells | None:
    """None for what is no rectangle of one sheet here, such as a name or another workbook's cells."""
    tab, address = split_sheet(reference)
    sheet = next((one for one in book.model.worksheets if tab is not None and is_same(one.title, tab)), None)
    found = area(sheet.title, address) if sheet is not None else None
    if sheet is None or found is None:
        return None
    grid = book.grid(sheet)
    used = grid.used()
    bottom = min(found.bottom, max(found.top, used.bottom if used is not None else 0))
    right = min(found.right, max(found.left, used.right if used is not None else 0))
    rows = grid.rows(found._replace(bottom=bottom, right=right))
    return Cells(reference, tuple(value for row in rows for value in row))
