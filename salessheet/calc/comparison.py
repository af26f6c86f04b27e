"""Whether a stored value is what a calculation gives, and what to call the cell in business words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from salessheet.errors import ErrorKind
from salessheet.workbook.layout import name_of
from salessheet.workbook.measures import HALF_A_CENT, Type
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, Value

RELATIVE: Final = 1e-9
_DIGITS: Final = 9  # of a difference of amounts: 100.005 - 100 is a little less than half a cent in binary
_SEPARATOR = " · "


@dataclass(frozen=True)
class Difference:
    """A cell that does not show what it should. `stored` None: nothing was ever stored in it.

    `engine`: which calculation says so; `switch`: with Use_Python on (True) or off, None where there is no such switch.
    """

    cell: CellRef
    label: str
    stored: Value | None
    recalculated: Value | None
    engine: str
    switch: bool | None = None


def same(stored: Value | None, recalculated: Value | None, *, is_money: bool) -> bool:
    """Errors kind by kind; TRUE is 1, as some programs know no truth values.

    Texts letter by letter, but for blanks at their ends, which LibreOffice loses when it saves what it has opened.

    Money by less than half a cent absolutely; all numbers to 1e-9, relatively, and absolutely where they are below 1.
    """
    if _is_number(stored) and _is_number(recalculated):
        one, other = float(stored), float(recalculated)  # type: ignore[arg-type]  # both are numbers
        if is_money and round(abs(one - other), _DIGITS) < HALF_A_CENT:
            return True
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=RELATIVE)
    if type(stored) is str and type(recalculated) is str:  # an error is a kind of text
        return stored.strip(" ") == recalculated.strip(" ")
    return type(stored) is type(recalculated) and stored == recalculated


def _is_number(value: Value | None) -> bool:
    return isinstance(value, (bool, int, float))


@dataclass(frozen=True, eq=False)
class Reading:
    """What is known of the cells of a workbook: which are money, and what stands beside them."""

    book: BookFile

    def is_money(self, cell: CellRef) -> bool:
        """By its declaration; of what people added, by its number format."""
        for area, measure in self._declared.get(cell.sheet, ()):
            if area.covers(cell):
                return measure.is_money
        return self.book.shows_money(cell)

    def label(self, cell: CellRef) -> str:
        """The first text in its row and the nearest above it, such as `Ana Ruiz · Attainment`; "" without either."""
        sheet = self.book.sheets[cell.sheet]
        lefts = (sheet.values.get((cell.row, column)) for column in range(1, cell.column))
        aboves = (sheet.values.get((row, cell.column)) for row in range(cell.row - 1, 0, -1))
        return _SEPARATOR.join(filter(None, (_first_text(lefts), _first_text(aboves))))

    @cached_property
    def _declared(self) -> dict[str, list[tuple[Area, Type]]]:
        found: dict[str, list[tuple[Area, Type]]] = {}
        for block in SALES_CENTER.blocks:
            for line in block.lines:
                area = self.book.named(name_of(line))
                if area is not None:
                    found.setdefault(area.sheet, []).append((area, line.measure))
        return found


def _first_text(values: Iterator[Value | None]) -> str:
    for value in values:
        if isinstance(value, str) and not isinstance(value, ErrorKind) and value.strip():
            return value.strip()
    return ""
