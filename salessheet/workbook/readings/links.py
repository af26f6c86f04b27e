"""The declaration read for links: which lines are links in a book, and which say where something stands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from salessheet.workbook.expr import Call, Line, Whereabouts, walk
from salessheet.workbook.functions import HYPERLINK
from salessheet.workbook.layout import Layout
from salessheet.workbook.lines import Calc, Watch
from salessheet.workbook.readings.values import lines_read


def leads(line: Calc, layout: Layout) -> bool:
    """Whether it shows links, and what they lead to is in the book."""
    return any(layout.holds(sought) for address in _addresses(line) for sought in _behind(address, layout))


@cache
def is_placed(line: Line) -> bool:
    """Whether its value says where something stands: rows that people insert above that change it, and nothing else.

    What counts or shows such a value is no such line: only working, in grey, is.
    """
    if not isinstance(line, Calc) or isinstance(line.native, Whereabouts):
        return isinstance(line, Calc)
    return line.quiet and not isinstance(line, Watch) and any(map(is_placed, lines_read(line.native)))


def _addresses(line: Calc) -> Iterator[Line]:
    for node in walk(line.native):
        if isinstance(node, Call) and node.function is HYPERLINK:
            yield from lines_read(node.arguments[0])


def _behind(address: Line, layout: Layout) -> Iterator[Line]:
    """The lines whose places an address says, as far as the book holds what says it."""
    if not isinstance(address, Calc) or not layout.holds(address):
        return
    if isinstance(address.native, Whereabouts):
        yield address.native.line
    elif is_placed(address):
        for seen in lines_read(address.native):
            yield from _behind(seen, layout)
