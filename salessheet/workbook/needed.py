"""Which working a book needs: a block that leads to nothing in it would stand there as values that follow nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from salessheet.workbook.book import Band, Book, Group, Item, Sheet
from salessheet.workbook.expr import Line, Whereabouts
from salessheet.workbook.lines import Calc, Input, Trend, Watch
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.schema import Block


@lru_cache(maxsize=64)
def with_needed_working(sheets: tuple[Sheet, ...], kept: frozenset[type[Block]] = frozenset()) -> tuple[Sheet, ...]:
    """The sheets without the calculated blocks of working that nothing else on them reads, and without empty ones.

    `kept`: blocks that stay all the same, since they stand in a file.
    """
    book = Book(sheets)
    idle = {block for sheet in sheets for block in sheet.blocks if may_be_idle(sheet, block)}
    idle -= kept
    idle -= _needed(book, idle)
    bare = (replace(sheet, items=_without(sheet.items, idle)) if idle & {*sheet.blocks} else sheet for sheet in sheets)
    return tuple(sheet for sheet in bare if sheet.items)


def may_be_idle(sheet: Sheet, block: type[Block]) -> bool:
    """Whether a book may have the sheet without this block of it."""
    return sheet.group is Group.WORKING and not any(isinstance(line, Input) for line in block.lines)


def _without(items: tuple[Item, ...], idle: set[type[Block]]) -> tuple[Item, ...]:
    return tuple(item for item in items if not (isinstance(item, type) and item in idle))


def _needed(book: Book, working: set[type[Block]]) -> set[type[Block]]:
    """The blocks of working that formulas and charts of the book lead to, through whatever working."""
    held, needed = set(book.blocks), set[type[Block]]()
    waiting = [line for block in book.blocks if block not in working for line in block.lines] + [*_drawn(book)]
    while waiting:
        reads = _read_by(waiting.pop())
        found = working.intersection(line.block for line in reads) - needed
        if found and all(line.block in held for line in reads):
            needed |= found
            waiting += [line for block in found for line in block.lines]
    return needed


def _read_by(line: Line) -> list[Line]:
    """What looks after blocks does not need them."""
    match line:
        case Watch():
            return []
        case Trend(of=of):
            return [of]
        case Calc(native=Whereabouts(line=sought)):
            return [sought]
        case Calc(native=native, python=python):
            return [*lines_read(native), *(() if python is None else lines_read(python))]
    return []


def _drawn(book: Book) -> Iterator[Line]:
    for sheet in book.sheets:
        for item in sheet.items:
            for chart in item.charts if isinstance(item, Band) else ():
                yield chart.categories
                yield from (series.line for series in chart.series)
