"""Where the declaration has something to say on a sheet: its blocks and texts, and the cells that people may fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from salessheet.calc.soundness.expected import Expected
from salessheet.workbook.book import Band
from salessheet.workbook.layout import FIRST_COLUMN, Place, named_range
from salessheet.workbook.lines import Input
from salessheet.xlsx.addresses import Area

_HEADING_ROWS: Final = 3


@dataclass(frozen=True, eq=False)
class Regions:
    """Of one sheet. `declared`: what the declaration fills, charts included; `typed`: what people may fill."""

    expected: Expected
    sheet: str

    @cached_property
    def declared(self) -> tuple[Area, ...]:
        """The heading, every block with its title and totals, every text, list and chart."""
        return tuple(self._declared())

    @cached_property
    def typed(self) -> tuple[Area, ...]:
        layout = self.expected.layout
        return tuple(
            _area(named_range(layout, line))
            for line, place in layout.places.items()
            if isinstance(line, Input) and not line.given and place.sheet == self.sheet
        )

    def is_declared(self, row: int, column: int) -> bool:
        return any(area.has(row, column) for area in self.declared)

    def is_typed(self, row: int, column: int) -> bool:
        return any(area.has(row, column) for area in self.typed)

    def meets(self, area: Area) -> bool:
        """Whether something declared lies there."""
        return any(each.meets(area) for each in self.declared)

    def _declared(self) -> Iterator[Area]:
        layout = self.expected.layout
        key = next(key for key, name in layout.sheets.items() if name == self.sheet)
        right = layout.widths[key]
        yield Area(self.sheet, 1, FIRST_COLUMN, _HEADING_ROWS, right)
        for block, frame in layout.frames.items():
            if frame.sheet == self.sheet:
                last = max((layout.places[line].right for line in block.lines if layout.holds(line)), default=0)
                yield Area(self.sheet, frame.title, frame.left, frame.bottom, max(frame.right, last))
        for item, place in layout.items.items():
            if place.sheet == self.sheet:
                bottom = place.bottom if isinstance(item, Band) else place.bottom - 1  # its last row is a gap
                yield Area(self.sheet, place.top, place.left, bottom, right)


def _area(place: Place) -> Area:
    return Area(place.sheet, place.top, place.left, place.bottom, place.right)
