"""Page breaks that keep charts and small blocks whole.

Excel may set them aside when it fits a sheet to the width of a page; LibreOffice and WPS follow them.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from salessheet.workbook.book import Beside, Group, ReadNotUsed, Sentence, SignOff, blocks_of
from salessheet.workbook.layout import FIRST_COLUMN, FIRST_ROW, last_shown
from salessheet.workbook.lines import Calc, Counter, Input, is_working_column
from salessheet.workbook.measures import Axis
from salessheet.workbook.readings.text import letters
from salessheet.workbook.schema import Table
from salessheet.xlsx.template.heights import HEADING_ROWS, ROW_HEIGHT, row_heights
from salessheet.xlsx.template.styles import FONTS, WIDER
from salessheet.xlsx.template.widths import MARGIN_WIDTH, pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from salessheet.workbook.book import Item, Sheet
    from salessheet.workbook.edition import Edition
    from salessheet.workbook.schema import Block

_PIXELS_AN_INCH, _POINTS_AN_INCH = 96, 72
_SHORT_SIDE, _LONG_SIDE = 8.27, 11.69  # of A4, in inches
_MARGINS_ACROSS, _MARGINS_ALONG = 0.8, 1.1
_SAFE = 0.99  # programs round heights of rows
_ORPHANS = 0.15  # of a page: where less of a block than this would stand on the next one, all of it does
_LEAST_ROWS = 3  # of a block that goes on, on the page that it ends on; and above the signatures, of what is signed
_MOST_BREAKS = 1023  # of a sheet; Excel takes no more
_WORTH_STARTING = 0.3  # of a page: a longer block starts where at least this much is left


Rows = tuple[int, int]
"""The first row and the last."""

_HEADING: Rows = (min(HEADING_ROWS), max(HEADING_ROWS))


class Start(NamedTuple):
    """The first row of a page, and the item that goes on there; None where one begins."""

    row: int
    within: Item | None


class Pages(NamedTuple):
    """The rows (from 1) after which a page starts, and those that stand on each."""

    breaks: Sequence[int]
    repeated: Rows | None


class Apart(NamedTuple):
    """How a sheet without an area to be printed comes out: how large, in per cent, and the columns that end pages."""

    scale: int
    columns: Sequence[int]


class Printed(NamedTuple):
    """Cells that are printed together, 1-based, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def printed_areas(edition: Edition, sheet: Sheet) -> list[Printed]:
    """The sheet as far as its first pages go, then the further columns of each wide block, from its title down.

    Those of a block in which nothing stands are left out, but in a template, where nothing stands in any.
    """
    layout = edition.layout
    first = Printed(1, 1, printed_bottom(edition, sheet), layout.edges[sheet.key])
    edge = layout.edges[sheet.key]
    starts = [layout.places[line].left for line in sheet.continued if layout.holds(line)]
    if not starts:
        return [first]
    found, blank = [first], _without_rows(edition, sheet)
    if not edition.is_hollow:
        blank |= _blank_tables(edition, sheet)
    for block in (block for item in _printed(edition, sheet) for block in blocks_of(item)):
        if block in blank:
            continue
        own = [layout.places[line].left for line in sheet.continued if line.block is block and layout.holds(line)]
        end = last_shown(layout, block)
        lefts = sorted({edge + 1, *(own or _further(sheet, edge, end)), end + 1}) if end > edge else []
        frame = layout.frames[block]
        found += [Printed(frame.title, left, frame.bottom, after - 1) for left, after in pairwise(lefts)]
    return found


def _further(sheet: Sheet, edge: int, end: int) -> range:
    """Where the further pages of a block begin whose columns are as many as the data says.

    They share these out evenly, and none has more of them than the first page: letters would be too small to read.
    """
    columns = end - edge
    pages = -(-columns // max(1, edge - FIRST_COLUMN + 1 - sheet.keys))
    return range(edge + 1, end + 1, -(-columns // pages))


def area_text(sheet: str, areas: Iterable[Printed]) -> str:
    """What the name of a sheet's print area says. `sheet`: its name as formulas write it."""
    return ",".join(f"{sheet}!${letters(area.left)}${area.top}:${letters(area.right)}${area.bottom}" for area in areas)


def pages(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> Pages:
    """Of a sheet whose columns but the margin are so wide.

    Of several tables that go on over pages one alone can have its headings on each: the one that ends the sheet.
    Breaks within what ends the sheet are left to the program: nothing that follows could come off its place.
    """
    repeated = _repeated(edition, sheet)
    if sheet.pages_tall:
        return Pages([], repeated)
    starts = _starts(edition, sheet, widths, repeated)
    split = _what_goes_on(starts) if repeated == _HEADING else None
    if split is not None:
        title, header = _head(edition, split)
        for rows in ((title, header), (header, header)):
            found = _starts(edition, sheet, widths, rows)
            if len(found) <= len(starts) and _what_goes_on(found) is split:
                starts, repeated = found, rows
                break
    last = _printed(edition, sheet)[-1]
    if repeated == _HEADING and isinstance(last, type) and any(start.within is last for start in starts):
        repeated = _head(edition, last)
        starts = _starts(edition, sheet, widths, repeated)
    return Pages([start.row - 1 for start in starts if start.within is not last][:_MOST_BREAKS], repeated)


def _repeated(edition: Edition, sheet: Sheet) -> Rows | None:
    """The heading of the sheet, or that of the long table that ends it.

    The heading of a sheet would be cut off on pages of its wide block, which begin with few columns of it.
    """
    *others, last = _printed(edition, sheet)
    if sheet.pages_tall or not isinstance(last, type) or last.rows.size is not None or last.on(Axis.CELL):
        return None if sheet.continued else _HEADING
    grows = issubclass(last, Table) and last.grows
    if sheet.continued:
        return _head(edition, last) if grows or sheet.goes_on(last) else None
    if not others:
        return _HEADING[0], edition.layout.frames[last].header
    is_alone = all(isinstance(item, type) and not item.on(Axis.ROWS) for item in others)
    return _head(edition, last) if is_alone or grows else _HEADING


def _head(edition: Edition, block: type[Block]) -> Rows:
    """A block's title, note and headings."""
    frame = edition.layout.frames[block]
    return frame.title, frame.header


def _what_goes_on(starts: Sequence[Start]) -> type[Block] | None:
    """The one block that goes on over pages, if no page after it begins with something else."""
    within = [start.within for start in starts]
    split = next((item for item in within if item is not None), None)
    is_last = split is not None and set(within[within.index(split) :]) == {split}
    return split if is_last and isinstance(split, type) else None


def _starts(edition: Edition, sheet: Sheet, widths: Mapping[int, float], repeated: Rows | None) -> list[Start]:
    """Where the pages after the first start, if such rows stand on each that starts below them."""
    page = page_height(edition, sheet, widths) * _SAFE
    heights = row_heights(edition, sheet, widths)
    ends = [0.0, *accumulate(heights.get(row, ROW_HEIGHT) for row in range(1, printed_bottom(edition, sheet) + 1))]
    first, last = repeated or (1, 0)
    head = ends[last] - ends[first - 1]
    found: list[Start] = []
    start = 0.0  # where the current page starts
    room = page
    before = None
    for item, top, bottom in _units(edition, sheet):
        upper, lower = ends[top - 1], ends[min(bottom, len(ends) - 1)]
        is_long = lower - upper > page - head
        if breaks_before(start + room - upper, lower - upper, page, is_long=is_long) and top > FIRST_ROW:
            row = top
            if isinstance(item, SignOff) and before is not None and ends[before - 1] > start:
                row = before
            found.append(Start(row, None))
            start, room = ends[row - 1], page - (head if row > last else 0)
        while lower > start + room:
            row = min(bisect_right(ends, start + room), bottom - _LEAST_ROWS + 1)
            row = max(row, bisect_right(ends, start) + 1)
            found.append(Start(row, item))
            start, room = ends[row - 1], page - (head if row > last else 0)
        before = _last_rows(edition, item, top, bottom)
    return found


def _last_rows(edition: Edition, item: Item, top: int, bottom: int) -> int:
    """Where the last rows of an item begin, or the item, where they are all that stands below its headings."""
    head = max((edition.layout.frames[block].header for block in blocks_of(item)), default=top)
    row = bottom - _LEAST_ROWS + 1
    return row if row > head else top


def page_height(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> float:
    """In points, of rows as they are on the screen: as many as the first columns leave room for.

    LibreOffice fits each part of a sheet to the page by itself, and enlarges a narrow one. Excel fits all of them
    alike, so that its pages have room to spare.
    """
    first_columns, *_ = _area_widths(edition, sheet, widths)
    across, along = _paper(sheet)
    return along * _POINTS_AN_INCH * first_columns / (across * _PIXELS_AN_INCH)


def printed_scale(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> float:
    """How large letters are printed, of their size on the screen, on the pages with the widest of what is printed."""
    across, _ = _paper(sheet)
    return across * _PIXELS_AN_INCH / max(_area_widths(edition, sheet, widths))


def apart(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> Apart:
    """The pages of `printed_areas` as large as with one, working columns on pages after them.

    A hidden sheet has no area: LibreOffice would print it with the others. Fitted to the width of a page with its
    working columns it could not be read, once somebody shows it.
    """
    scale = min(1.0, printed_scale(edition, sheet, widths) / WIDER.get(FONTS[edition.words.lang], max(WIDER.values())))
    if sheet.pages_tall:
        heights = row_heights(edition, sheet, widths)
        tall = sum(heights.get(row, ROW_HEIGHT) for row in range(1, printed_bottom(edition, sheet) + 1))
        _, along = _paper(sheet)
        scale = min(scale, sheet.pages_tall * along * _POINTS_AN_INCH / tall)
    return Apart(int(scale * _SAFE * 100), sorted({area.right for area in printed_areas(edition, sheet)}))


def _paper(sheet: Sheet) -> tuple[float, float]:
    """How wide and how tall a page of A4 is within its margins, in inches."""
    across, along = (_SHORT_SIDE, _LONG_SIDE) if sheet.is_upright else (_LONG_SIDE, _SHORT_SIDE)
    return across - _MARGINS_ACROSS, along - _MARGINS_ALONG


def _area_widths(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> list[float]:
    """In pixels, of each area that is printed: beside further columns stand the margin and the first ones."""
    sizes = {1: pixels(MARGIN_WIDTH)} | {column: pixels(width) for column, width in widths.items()}
    beside = sum(sizes[column] for column in range(1, FIRST_COLUMN + sheet.keys))
    areas = printed_areas(edition, sheet)
    found = [sum(sizes.get(column, 0) for column in range(area.left, area.right + 1)) for area in areas]
    return [max(found[0], 1), *(wide + beside for wide in found[1:])]


def breaks_before(left: float, needed: float, page: float, *, is_long: bool) -> bool:
    is_orphaned = left < needed <= page and needed - left < _ORPHANS * page
    if is_long and not is_orphaned:
        return left < _WORTH_STARTING * page
    return needed > left


def printed_bottom(edition: Edition, sheet: Sheet) -> int:
    """The last row that is printed: one to spare below all that is, but none of a table of which a part is."""
    found = max((bottom for _, _, bottom in _units(edition, sheet)), default=FIRST_ROW)
    if sheet.printed_while is not None and edition.layout.holds(sheet.printed_while):
        said = [n for n, value in enumerate(edition.cells(sheet.printed_while)) if value not in (None, "")]
        if said or not all(_is_blank(edition, table) for table in sheet.tables):
            return edition.layout.places[sheet.printed_while].top + max(said, default=-1)
    return found + 1


def _printed(edition: Edition, sheet: Sheet) -> Sequence[Item]:
    """Its items but for those at the end in which nothing stands, or nothing but what others are worked out from.

    A list of nothing would take a page of its own, and one that nobody reads would take several.
    """
    items = list(sheet.items[: sheet.printed or None])
    idle = _without_rows(edition, sheet)
    if sheet.group is not Group.WORKING:
        idle |= {block for block in sheet.blocks if _leads_elsewhere(block)}
    while items[1:] and (items[-1] in idle or (isinstance(items[-1], ReadNotUsed) and not edition.content.unused)):
        items.pop()
    return items


def _leads_elsewhere(block: type[Block]) -> bool:
    """Whether all that it has is working, but for what counts its rows."""
    return all(isinstance(line, Counter) or (isinstance(line, Calc) and line.quiet) for line in block.lines)


def _without_rows(edition: Edition, sheet: Sheet) -> set[Item]:
    """The tables in which nothing stands, and what the program fills in where it fills in nothing.

    A heading without rows is worth no page, while other tables of the sheet are filled in: in a template none is.
    """
    items = sheet.items[: sheet.printed or None]
    blank = _blank_tables(edition, sheet)
    if all(item in blank for item in items if isinstance(item, type) and issubclass(item, Table)):
        return set()
    return blank | {item for item in items if isinstance(item, type) and _is_given(item) and not _said(edition, item)}


def _blank_tables(edition: Edition, sheet: Sheet) -> set[Item]:
    items = sheet.items[: sheet.printed or None]
    tables = (item for item in items if isinstance(item, type) and issubclass(item, Table))
    return {table for table in tables if _is_blank(edition, table)}


def _is_blank(edition: Edition, table: type[Table]) -> bool:
    frame = edition.layout.frames[table]
    return frame.bottom - frame.header <= max(1, table.spare) and not _said(edition, table)


def _is_given(block: type[Block]) -> bool:
    """Whether all that it shows is what the program fills in."""
    shown = [line for line in block.lines if not is_working_column(line)]
    return all(isinstance(line, Input) and line.given and line.axis is Axis.ROWS for line in shown)


def _said(edition: Edition, block: type[Block]) -> bool:
    """Whether something is typed or filled in there."""
    lines = (line for line in block.lines if isinstance(line, Input) and edition.layout.holds(line))
    return any(value not in (None, "") for line in lines for value in edition.cells(line))


def _units(edition: Edition, sheet: Sheet) -> Iterator[tuple[Item, int, int]]:
    """Each item that is printed, top to bottom, with its first and last row.

    Signatures begin with the single cells above them: the flag by which one signs.
    """
    frames = edition.layout.frames
    flag = None
    printed = _printed(edition, sheet)
    for item, following in zip(printed, (*printed[1:], None), strict=True):
        if isinstance(item, Sentence):
            continue
        if isinstance(item, type) and isinstance(following, SignOff) and len(item.on(Axis.CELL)) == len(item.lines):
            flag = frames[item].title
        elif isinstance(item, type | Beside):
            placed = [frames[block] for block in blocks_of(item)]
            yield item, min(frame.title for frame in placed), max(frame.bottom for frame in placed)
        else:
            place = edition.layout.items[item]
            yield item, place.top if flag is None else flag, place.bottom
            flag = None
