"""What the cells of a workbook show, for whoever shows it again: captions that say no more than a name, charts."""

from __future__ import annotations

from collections.abc import Sequence

from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import Place
from salessheet.workbook.lines import Trend
from salessheet.workbook.measures import Scalar
from salessheet.xlsx.addresses import Area


class Shown:
    """What cells of an edition show, by name and by place."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._by_name = {name.casefold(): line for name, line in edition.layout.names.items()}

    def named(self, text: str) -> Scalar:
        """Of a formula that is no more than the name of one cell; None for any other."""
        line = self._by_name.get(text.strip().casefold())
        if line is None:
            return None
        values = self._edition.cells(line)
        return ("" if values[0] is None else values[0]) if len(values) == 1 else None

    def values(self, area: Area) -> Sequence[Scalar] | None:
        for spot, line in self._on(area.sheet):
            inside = spot.top <= area.top and area.bottom <= spot.bottom
            if inside and spot.left <= area.left and area.right <= spot.right:
                values, wide = self._edition.cells(line), spot.columns
                rows = range(area.top - spot.top, area.bottom - spot.top + 1)
                first, last = area.left - spot.left, area.right - spot.left
                return [value for row in rows for value in values[row * wide + first : row * wide + last + 1]]
        return None

    def _on(self, sheet: str) -> list[tuple[Place, Line]]:
        places = self._edition.layout.by_sheet.get(sheet, {}).items()
        return [(spot, line) for line, spot in places if not isinstance(line, Trend)]
