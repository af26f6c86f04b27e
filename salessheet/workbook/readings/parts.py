"""References read as values: which of a line's cells each cell of a block sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salessheet.workbook.expr import Part
from salessheet.workbook.measures import Axis
from salessheet.workbook.readings.cells import Cells, Kind, Window, kinds_of, single

if TYPE_CHECKING:
    from collections.abc import Callable


def beside(part: Part, *columns: Cells) -> Cells:
    """A row's k neighbouring cells, (n,1,1,k), or the block of them, (1,1,n,k)."""
    number = np.concatenate([c.number for c in columns], axis=3)
    kind = None
    if any(c.kind is not None for c in columns):
        kind = np.concatenate([kinds_of(c) for c in columns], axis=3)
    found = Cells(number, kind)
    return found.reshape(1, 1, found.shape[0], found.shape[3]) if part is Part.WHOLE else found


def _whole(_axis: Axis, whole: Cells) -> Cells:
    return whole.as_range


def _across(_axis: Axis, whole: Cells) -> Cells:
    return whole.transpose(0, 2, 3, 1)


def _down(_axis: Axis, whole: Cells) -> Cells:
    return whole.transpose(2, 1, 0, 3)


def _so_far(axis: Axis, whole: Cells) -> Cells:
    return Window(whole, down=axis is Axis.ROWS)


def _above(axis: Axis, whole: Cells) -> Cells:
    return Window(whole, down=axis is Axis.ROWS, above=1)


def _onward(axis: Axis, whole: Cells) -> Cells:
    return Window(whole, down=axis is Axis.ROWS, onward=True)


def _rightward(_axis: Axis, whole: Cells) -> Cells:
    """For each cell those from it to the end of its row: (n,m,1,m)."""
    m = whole.shape[1]
    seen, items = np.triu(np.ones((m, m), bool)).reshape(1, m, 1, m), whole.transpose(0, 2, 3, 1)
    return Cells(items.number * seen, np.where(seen, kinds_of(items), np.uint8(Kind.BLANK)))


def _shifted(along: int, whole: Cells) -> Cells:
    """The cell before; for the first, the header, which is a text."""
    kind, number = np.roll(kinds_of(whole), 1, along), np.roll(whole.number, 1, along)
    first = (slice(None),) * along + (0,)
    kind[first], number[first] = Kind.TEXT, single("header").number
    return Cells(number, kind)


def _previous(axis: Axis, whole: Cells) -> Cells:
    return _shifted(1 if axis is Axis.COLUMNS else 0, whole)


def _leftward(_axis: Axis, whole: Cells) -> Cells:
    return _shifted(1, whole)


def _below(_axis: Axis, _whole: Cells) -> Cells:
    """Inputs are what is counted: in what they make, nothing stands below."""
    return single(None)


PARTS: dict[Part, Callable[[Axis, Cells], Cells]] = {
    Part.WHOLE: _whole,
    Part.ACROSS: _across,
    Part.DOWN: _down,
    Part.SO_FAR: _so_far,
    Part.ABOVE: _above,
    Part.ONWARD: _onward,
    Part.PREVIOUS: _previous,
    Part.LEFTWARD: _leftward,
    Part.RIGHTWARD: _rightward,
    Part.BELOW: _below,
}
