"""What the formulas of one sheet show: the values a file stores beside them, and those a calculator gave since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from openpyxl.styles.numbers import is_date_format, is_timedelta_format

from salessheet.engine.model.cell_content import date
from salessheet.engine.values.values import ErrorText, shown
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.changes.areas import place
from salessheet.xlsx.changes.kinds import Shifted

Result = float | str | bool | ErrorKind


class Watch(Protocol):
    """What the workbook has to be told of one sheet, and asked."""

    def changing(self, area: Area) -> None:
        """The contents of these cells are about to change."""

    def changed(self, area: Area) -> None:
        """The contents of these cells are no longer what they were."""

    def formulas_changed(self) -> None:
        """Formulas came or went: who reads what has to be found out anew."""

    def bring_up_to_date(self) -> None:
        """Calculates what somebody who looks would find calculated."""


class SheetResults:
    """The results of a sheet by (row, column): of its formulas, and of the other cells that array formulas fill."""

    def __init__(self, watch: Watch, known: dict[Place, Result] | None = None) -> None:
        self._watch = watch
        self.known: dict[Place, Result] = {} if known is None else known
        """As they stand, stale ones among them."""
        self.fresh: set[Place] = set()
        """Cells whose result is no longer the one in the file: written on saving."""

    def current(self) -> Mapping[Place, Result]:
        """As they are to be shown. Calculates first where that is due."""
        self._watch.bring_up_to_date()
        return self.known

    def formulas_changed(self) -> None:
        """Formulas came or went."""
        self._watch.formulas_changed()

    def changing(self, area: Area) -> None:
        """The contents of these cells are about to change."""
        self._watch.changing(area)

    def changed(self, area: Area) -> None:
        """The contents of these cells are no longer what they were, and have no result."""
        if area.size <= len(self.known):
            places = [(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)]
        else:
            places = [found for found in self.known if area.has(*found)]
        for found in places:
            self.known.pop(found, None)
        self._watch.changed(area)

    def take(self, found: Place, result: Result | None) -> None:
        """A result that comes with its cell: one pasted or moved from elsewhere."""
        if result is None:
            self.known.pop(found, None)
        else:
            self.known[found] = result

    def renew(self, found: Place, result: Result | None) -> None:
        """A result that was calculated; None: it has none any more."""
        self.take(found, result)
        self.fresh.add(found)

    def copy(self, other: SheetResults) -> None:
        """Those of a sheet of which this one is a copy."""
        self.known = dict(other.current())

    def follow(self, change: Shifted) -> None:
        """Results go where their cells go."""
        self.known = {new: result for old, result in self.known.items() if (new := place(change, old)) is not None}
        self.fresh = {new for old in self.fresh if (new := place(change, old)) is not None}


def as_shown(cell: Any, result: Result | None) -> Any:
    """A result as a program is shown it: a date where the cell's format shows one; None where it is not known."""
    if result is None or isinstance(result, (bool, str)):
        return ErrorText(result.value) if isinstance(result, ErrorKind) else result
    style = cell._style
    if style is None or not style.numFmtId:
        return float(result)
    number_format = cell.number_format
    if is_date_format(number_format) or is_timedelta_format(number_format):
        try:
            return shown(date(cell.parent, result))
        except (OverflowError, ValueError):
            return float(result)
    return float(result)
