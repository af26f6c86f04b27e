"""What a template becomes when its blocks get the rows and columns that a workbook needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from salessheet.workbook.expr import Line
from salessheet.workbook.layout import Layout, headroom
from salessheet.workbook.lines import Trend
from salessheet.workbook.measures import Axis
from salessheet.workbook.schema import Block
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.changes.kinds import Body, Resized, Zone
from salessheet.xlsx.stamp.own_cells import SheetGrid
from salessheet.xlsx.stamp.standing import Standing, rooms_of


@dataclass(frozen=True)
class Room:
    """What a block needs: its body as it is and as it will be. `end`: the last row of its headroom.

    `headroom`: the rows that it is to have below, though the template has fewer, as when somebody typed into them.
    """

    body: Body
    end: int
    headroom: int = 0

    @property
    def new_end(self) -> int:
        return self.body.new_bottom + max(self.end - self.body.bottom, self.headroom)


def resized(standing: Standing, layout: Layout, grids: Mapping[str, SheetGrid]) -> Resized:
    """`layout`: of its lines, and of what it lists, only how many rows and columns they have counts."""
    listed = rooms_of(layout)
    rooms: dict[str, list[Room]] = {}
    for block in standing.blocks:
        room = _room(standing, block, layout)
        if room is not None:
            rooms.setdefault(standing.places[standing.blocks[block][0]].sheet, []).append(room)
    for kind, area in standing.listed.items():
        rows = listed.get(kind, area.bottom - area.top + 1)
        body = Body(area.top - 1, area.bottom, area.top, area.left, area.bottom, area.right, area.top + rows - 1)
        rooms.setdefault(area.sheet, []).append(Room(body, area.bottom))
    return Resized({sheet.casefold(): tuple(_zones(found, grids[sheet])) for sheet, found in rooms.items()})


def _room(standing: Standing, block: type[Block], layout: Layout) -> Room | None:
    """None for a block of single cells."""
    lines = [line for line in standing.blocks[block] if line.axis in (Axis.ROWS, Axis.BODY)]
    if not lines:
        return None
    areas = [standing.places[line] for line in lines]
    table = standing.tables.get(block)
    named = max(area.bottom for line, area in zip(lines, areas, strict=True) if not isinstance(line, Trend))
    top = areas[0].top
    bottom = table.area.bottom if table is not None else named
    ready = 0 if block in standing.tight else headroom(block)
    end = max(bottom, named) if ready else bottom
    shown = [line for line in lines if line in layout.places]
    rows = layout.places[shown[0]].rows if shown else bottom - top + 1
    left, right = min(area.left for area in areas), max(area.right for area in areas)
    if table is not None:
        left, right = min(left, table.area.left), max(right, table.area.right)
    down = standing.offset(block)[0]
    frame = standing.declared.frames[block]
    head, foot = min(frame.title + down, top), max(frame.bottom + down, bottom)
    first, middle, more = _across(standing, lines, layout)
    return Room(
        Body(head, foot, top, left, bottom, right, top + rows - 1, first, middle, more),
        end,
        ready,
    )


def _across(standing: Standing, lines: list[Line], layout: Layout) -> tuple[int, int, int]:
    for line in lines:
        if line.axis is Axis.BODY and line in layout.places:
            area = standing.places[line]
            return area.left, area.right, layout.places[line].columns - (area.right - area.left + 1)
    return 0, 0, 0


def _zones(rooms: list[Room], grid: SheetGrid) -> Iterator[Zone]:
    """From the top down; what shares rows, because somebody put blocks side by side, is one zone."""
    groups: list[list[Room]] = []
    last = 0
    for room in sorted(rooms, key=lambda room: (room.body.top, room.body.left)):
        if groups and room.body.top <= last:
            groups[-1].append(room)
        else:
            groups.append([room])
        last = max(last if groups[-1][0] is not room else 0, room.end)
    for group in groups:
        end, needed = max(room.end for room in group), max(room.new_end for room in group)
        bodies = tuple(room.body for room in group)
        if needed < end and _stands_beside(grid, needed + 1, end, bodies):
            needed = end
        if any(room.headroom and grid.holds(end + 1, room.body.left, room.body.right) for room in group):
            needed += 1  # a row is left free between what is counted and what stands below
        yield Zone(min(body.top for body in bodies), end, needed, bodies)


def _stands_beside(grid: SheetGrid, first: int, last: int, bodies: tuple[Body, ...]) -> bool:
    """Whether something that is none of the blocks' stands in these rows, which must not be lost with them."""
    for row in range(first, last + 1):
        for column, cell in grid.cells.get(row, {}).items():
            if cell.holds and not any(body.left <= column <= body.right for body in bodies):
                return True
    return False


def in_the_way(standing: Standing, change: Resized, grids: Mapping[str, SheetGrid]) -> Area | None:
    """A cell of the company's own on which the new columns of a block would be written; None: there is none."""
    for sheet, grid in grids.items():
        for zone in change.zones(sheet):
            for body in zone.bodies:
                if body.more <= 0:
                    continue
                for row in range(body.head + 1, body.foot + 1):
                    for column in range(body.right + 1, body.right + body.more + 1):
                        cell = grid.at(row, column)
                        if cell is not None and cell.holds and not _is_declared(standing, sheet, row, column):
                            return Area(sheet, row, column, row, column)
    return None


def _is_declared(standing: Standing, sheet: str, row: int, column: int) -> bool:
    return any(area.sheet == sheet and area.has(row, column) for area in standing.places.values())
