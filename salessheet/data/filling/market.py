"""Words that blocks of the forecast and of the market show, and how many rows they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessheet.workbook.sheets.forecast import METHODS, PAST, MethodNames, Past

if TYPE_CHECKING:
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Extent, Line
    from salessheet.workbook.readings.values import Column

FITTED = Past.between(Past.smoothed, Past.seasonal)


def market_cells(scope: Scope) -> dict[Line, Column]:
    words = scope.words
    return {MethodNames.method: [words.label(line) for line in FITTED]}


def market_sizes() -> dict[Extent, int]:
    """Blocks that are as large whatever the data."""
    return {extent: extent.size for extent in (METHODS, PAST) if extent.size is not None}
