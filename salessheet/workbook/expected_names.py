"""Which names a workbook of the declaration has, and what it means where many are not there at all."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Final

from salessheet.workbook.book import Sheet
from salessheet.workbook.expr import Line
from salessheet.workbook.lines import Calc, Trend
from salessheet.workbook.needed import may_be_idle
from salessheet.workbook.sales_center import FOR_THE_CENTRE_ONLY, NOT_FOR_THE_CENTRE, SALES_CENTER
from salessheet.workbook.schema import Block

_MANY: Final = 20
"""Names that are not there, and nobody takes away one by one. Whoever deletes cells or sheets leaves their names."""

_MOST: Final = 100
"""Names that a workbook keeps whatever salessheet made it. One with fewer lost them to the program that saved it."""


def expected_lines(held: Container[Line], sheets: Iterable[Sheet] = SALES_CENTER.sheets) -> Iterator[Line]:
    """The lines of the sheets that every workbook has, and of those others that it has. `held`: the lines it has.

    Of working that may lead to nothing the blocks that it has are expected whole. `sheets`: those of its audience.
    """
    not_everywhere = FOR_THE_CENTRE_ONLY | NOT_FOR_THE_CENTRE
    for sheet in sheets:
        is_everywhere = not (sheet.with_data or sheet.is_private or sheet in not_everywhere)
        stands = is_everywhere or any(map(held.__contains__, _lines(sheet.blocks)))
        for block in sheet.blocks:
            lines = list(_lines([block]))
            if (stands and not may_be_idle(sheet, block)) or any(map(held.__contains__, lines)):
                yield from lines


def is_of_another_version(lacking: int, there: int) -> bool:
    """Whether another version gave a workbook its names. `lacking`: those that it has not even as names of nothing."""
    return lacking >= _MANY and there >= _MOST


def _lines(blocks: Iterable[type[Block]]) -> Iterator[Line]:
    return (line for block in blocks for line in block.lines if not _may_be_left_out(line))


def _may_be_left_out(line: Line) -> bool:
    return isinstance(line, Trend) or (isinstance(line, Calc) and line.optional)
