"""What has to be done before a workbook is saved: all that Excel would have done at once."""

from __future__ import annotations

from salessheet.engine.collection import paused_collection
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.operations.comparing import marked_by_comparison
from salessheet.engine.operations.table_following import follow_headers


@paused_collection()
def settle(book: OpenWorkbook) -> None:
    """Changes made past the engine are found, tables follow their cells, stale formulas are calculated."""
    if book.has_escaped:
        marked_by_comparison(book)
    follow_headers(book)
    book.results.calculate_due()
