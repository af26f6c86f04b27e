"""Where cells and rectangles stand once blocks have other numbers of rows: `Resized`, worked out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, Place
from salessheet.xlsx.changes.kinds import Body, Zone

_WHOLE: Final = (1, LAST_ROW)


def resized_place(zones: tuple[Zone, ...], cell: Place) -> Place | None:
    """Where one cell of the sheet stands afterwards; None: its row is gone."""
    row, column = cell
    body = _widened(zones, row, column)
    across = body.more if body is not None and column > body.middle else 0
    shift = 0
    for zone in zones:
        if row < zone.top:
            break
        if row <= zone.end:
            return (row + shift, column + across) if row <= zone.new_end else None
        shift += zone.new_end - zone.end
    return row + shift, column + across


def blank_row(zones: tuple[Zone, ...], row: int) -> int | None:
    """The last row, afterwards, of the room in which a row stood that is gone: nothing is in it.

    None for a row that is not gone, and where blocks leave no room.
    """
    shift = 0
    for zone in zones:
        if zone.top <= row <= zone.end:
            filled = max((body.new_bottom for body in zone.bodies), default=zone.new_end)
            return zone.new_end + shift if filled < zone.new_end < row else None
        shift += zone.new_end - zone.end
    return None


def resized_area(zones: tuple[Zone, ...], area: Area) -> Area | None:
    """The rectangle afterwards. What ends with the last row of a block, or of its room, does so still; None: gone."""
    if not zones or (area.top, area.bottom) == _WHOLE:
        return area
    left, right = _columns(zones, area)
    top, bottom = _start(zones, area.top), _end(zones, area)
    return area._replace(top=top, left=left, bottom=bottom, right=right) if top <= bottom and left <= right else None


def _start(zones: Iterable[Zone], row: int) -> int:
    shift = 0
    for zone in zones:
        if row < zone.top:
            break
        if row <= zone.end:
            return min(row, zone.new_end + 1) + shift
        shift += zone.new_end - zone.end
    return row + shift


def _end(zones: Iterable[Zone], area: Area) -> int:
    shift, row = 0, area.bottom
    for zone in zones:
        if row < zone.top:
            break
        if row <= zone.end:
            return _end_within(zone, area) + shift
        shift += zone.new_end - zone.end
    return min(row + shift, LAST_ROW)


def _end_within(zone: Zone, area: Area) -> int:
    """What reaches into the headroom of a block covers its rows, and reaches as far into the headroom still."""
    for body in zone.bodies:
        is_of_it = area.left <= body.right and body.left <= area.right
        is_single = area.top == area.bottom and area.top != body.top
        if is_of_it and not is_single and area.top <= body.bottom <= area.bottom:
            return min(area.bottom + body.new_bottom - body.bottom, zone.new_end)
    return zone.new_end if area.bottom == zone.end else min(area.bottom, zone.new_end)


def _columns(zones: tuple[Zone, ...], area: Area) -> tuple[int, int]:
    """The first and last column: what reached over all columns of a block that has others now does so still."""
    body = _widened(zones, area.top, area.left)
    if body is None or area.bottom > body.foot or area.right == LAST_COLUMN:
        return area.left, area.right
    is_whole = area.right == body.middle and (area.left < area.right or area.left == body.first)
    left = area.left + (body.more if area.left > body.middle else 0)
    return left, area.right + (body.more if area.right > body.middle or is_whole else 0)


def _widened(zones: Iterable[Zone], row: int, column: int) -> Body | None:
    """The block of a cell, where it has other numbers of columns."""
    for zone in zones:
        for body in zone.bodies:
            if body.more and body.head <= row <= body.foot and body.left <= column <= body.right:
                return body
    return None
