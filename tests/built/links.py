"""Where the links of a finished workbook lead, by what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from salessheet.workbook.expr import Line
from salessheet.workbook.layout import name_of
from salessheet.workbook.sheets.commission.credit_lines import Lines
from salessheet.workbook.sheets.commission.line_links import LineLinks
from salessheet.workbook.sheets.commission.payout import Payout, PersonPay
from salessheet.workbook.sheets.commission.statement import StatedLines, StatedPlaces
from salessheet.xlsx.addresses import CellRef, area
from salessheet.xlsx.book_file import BookFile, Value

LINKS: tuple[tuple[Line, Line], ...] = (
    (LineLinks.at, Lines.document),
    (LineLinks.plan_at, Lines.plan),
    (PersonPay.at, Payout.rep_id),
    (StatedPlaces.at, StatedLines.document),
)
"""The line with the address, and the one that shows the link."""

_TARGET = re.compile(r"#'(?P<sheet>(?:[^']|'')+)'!(?P<address>[A-Z]+[0-9]+)")


class Link(NamedTuple):
    """`found`: what stands where the link leads; None where there is no such sheet."""

    shown: Value | None
    address: Value | None
    found: Value | None

    @property
    def is_dead(self) -> bool:
        return self.shown is None or self.shown != self.found


def links(book: BookFile) -> Iterator[Link]:
    """Every link of the workbook that has an address."""
    for at, line in LINKS:
        for address, shown in zip(_cells(book, at), _cells(book, line), strict=True):
            if address:
                yield Link(shown, address, _found(book, str(address)))


def _cells(book: BookFile, line: Line) -> list[Value | None]:
    place = book.named(name_of(line))
    return [] if place is None else [book.stored(cell) for cell in place.cells()]


def _found(book: BookFile, address: str) -> Value | None:
    target = _TARGET.fullmatch(address)
    sheet = "" if target is None else target["sheet"].replace("''", "'")
    place = area(sheet, target["address"]) if target is not None and sheet in book.sheets else None
    return None if place is None else book.stored(CellRef(sheet, place.top, place.left))
