"""Page breaks that keep charts and small blocks whole.

Excel may set them aside when it fits a sheet to the width of a page; LibreOffice and WPS follow them.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from salessheet.workbook.book import Beside, Sentence, blocks_of
from salessheet.workbook.layout import FIRST_COLUMN, FIRST_ROW, last_shown
from salessheet.workbook.readings.text import letters
from salessheet.xlsx.template.heights import HEADING_ROWS, ROW_HEIGHT, row_heights
from salessheet.xlsx.template.widths import MARGIN_WIDTH, pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from salessheet.workbook.book import Sheet
    from salessheet.workbook.edition import Edition

_PIXELS_AN_INCH, _POINTS_AN_INCH = 96, 72
_PRINTED_WIDTH, _PRINTED_HEIGHT = 11.69 - 0.8, 8.27 - 1.1  # of A4 landscape, in inches, less the margins
PRINTED_PIXELS = _PRINTED_WIDTH * _PIXELS_AN_INCH  # across a page, of what stands there in its size on the screen
_SAFE = 0.98  # programs round heights of rows
_LONG = 0.6  # of a page: what is longer may be split
_ORPHANS = 0.15  # of a page: where less of a block than this would stand on the next one, all of it does
_WORTH_STARTING = 0.35  # of a page: a longer block starts where at least this much is left


class Printed(NamedTuple):
    """Cells that are printed together, 1-based, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def printed_areas(edition: Edition, sheet: Sheet) -> list[Printed]:
    """The sheet as far as its first pages go, then the further columns of each wide block, from its header down."""
    layout = edition.layout
    first = Printed(1, 1, printed_bottom(edition, sheet), layout.edges[sheet.key])
    edge = layout.edges[sheet.key]
    starts = [layout.places[line].left for line in sheet.continued if layout.holds(line)]
    if not starts:
        return [first]
    found = [first]
    for block in (block for item in sheet.items[: sheet.printed or None] for block in blocks_of(item)):
        own = [layout.places[line].left for line in sheet.continued if line.block is block and layout.holds(line)]
        end = last_shown(layout, block)
        lefts = sorted({edge + 1, *own, end + 1}) if end > edge else []
        frame = layout.frames[block]
        found += [Printed(frame.header, left, frame.bottom, after - 1) for left, after in pairwise(lefts)]
    return found


def area_text(sheet: str, areas: Iterable[Printed]) -> str:
    """What the name of a sheet's print area says. `sheet`: its name as formulas write it."""
    return ",".join(f"{sheet}!${letters(area.left)}${area.top}:${letters(area.right)}${area.bottom}" for area in areas)


def page_breaks(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> list[int]:
    """The rows (from 1) after which a new page starts, on a sheet whose columns but the margin are so wide."""
    width = page_width(edition, sheet, widths)
    scale = PRINTED_PIXELS / width  # LibreOffice enlarges a narrow sheet, too
    page = _PRINTED_HEIGHT * _POINTS_AN_INCH / scale * _SAFE
    heights = row_heights(edition, sheet, widths)
    ends = [0.0, *accumulate(heights.get(row, ROW_HEIGHT) for row in range(1, printed_bottom(edition, sheet) + 1))]
    repeated = sum(heights[row] for row in HEADING_ROWS)
    breaks: list[int] = []
    start = 0.0  # where the current page starts
    room = page
    for top, bottom in _units(edition, sheet):
        upper, lower = ends[top - 1], ends[min(bottom, len(ends) - 1)]
        is_long = lower - upper > _LONG * page
        left = start + room - upper
        if breaks_before(left, lower - upper, page, is_long=is_long) and top > FIRST_ROW:
            breaks.append(top - 1)
            start, room = upper, page - repeated
        while lower > start + room:
            start, room = start + room, page - repeated
    return breaks


def page_width(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> float:
    """In pixels, of the widest of what is printed: beside further columns stand the margin and the first ones."""
    sizes = {1: pixels(MARGIN_WIDTH)} | {column: pixels(width) for column, width in widths.items()}
    beside = sum(sizes[column] for column in range(1, FIRST_COLUMN + sheet.keys))
    areas = printed_areas(edition, sheet)
    found = [sum(sizes.get(column, 0) for column in range(area.left, area.right + 1)) for area in areas]
    return max(found[0], *(wide + beside for wide in found[1:]), 1)


def breaks_before(left: float, needed: float, page: float, *, is_long: bool) -> bool:
    is_orphaned = left < needed <= page and needed - left < _ORPHANS * page
    if is_long and not is_orphaned:
        return left < _WORTH_STARTING * page
    return needed > left


def printed_bottom(edition: Edition, sheet: Sheet) -> int:
    """The last row that is printed: one to spare below all that is, but none of a table of which a part is."""
    found = max((bottom for _, bottom in _units(edition, sheet)), default=FIRST_ROW)
    if sheet.printed_while is not None and edition.layout.holds(sheet.printed_while):
        said = [n for n, value in enumerate(edition.cells(sheet.printed_while)) if value not in (None, "")]
        if said:
            return edition.layout.places[sheet.printed_while].top + said[-1]
    return found + 1


def _units(edition: Edition, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """First and last row of each item that is printed, top to bottom."""
    for item in sheet.items[: sheet.printed or None]:
        if isinstance(item, Sentence):
            continue
        if isinstance(item, type | Beside):
            blocks = (item,) if isinstance(item, type) else (placed.block for placed in item.placed)
            frames = [edition.layout.frames[block] for block in blocks]
            yield min(frame.title for frame in frames), max(frame.bottom for frame in frames)
        else:
            place = edition.layout.items[item]
            yield place.top, place.bottom
