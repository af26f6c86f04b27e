"""How tall rows are, in points, wherever they are not as tall as most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessheet.workbook.book import Beside, Sentence, blocks_of
from salessheet.workbook.layout import SENTENCE_ROW, cards_of, strip_over
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.xlsx.template.widths import LEAST_HEADING, heading_height, heading_lines, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salessheet.workbook.book import Sheet
    from salessheet.workbook.edition import Edition
    from salessheet.workbook.layout import Layout
    from salessheet.workbook.schema import Block

ROW_HEIGHT, TITLE_HEIGHT, QUIET_HEIGHT = 18, 24, 13
HEADING_ROWS: Mapping[int, float] = {1: 36, 2: 20}
SENTENCE_HEIGHT = 29
STRIP_HEIGHT, CAPTION_HEIGHT, NUMBER_HEIGHT, TOLD_NUMBER_HEIGHT, PROGRESS_HEIGHT = 2.25, 19, 30, 36, 7
RECORDS_HEIGHT = LEAST_HEADING + 6
_PLACED_LINE, _SMALLER = 12, 1.2  # of small letters
_WIDE_LINE = 13.5  # of Chinese ones
_LEAST_LINES, _MOST_LINES = 2, 5  # texts change


def row_heights(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> dict[int, float]:
    """Those of the heading and of the blocks of a sheet, whose columns are so wide; by row."""
    found = dict(HEADING_ROWS)
    placed = [block for item in sheet.items if not isinstance(item, Sentence) for block in blocks_of(item)]
    if len(placed) < len(sheet.blocks):
        found[SENTENCE_ROW] = SENTENCE_HEIGHT
    for block in placed:
        found[edition.layout.frames[block].title] = TITLE_HEIGHT
        found |= _block_heights(edition, block, widths)
    return found | placed_heights(edition, sheet, widths)


def _block_heights(edition: Edition, block: type[Block], widths: Mapping[int, float]) -> dict[int, float]:
    layout, frame = edition.layout, edition.layout.frames[block]
    if block.arrangement is Arrangement.CARDS:
        return card_heights(layout, block)
    if block.arrangement is Arrangement.RECORDS:
        return {frame.header: RECORDS_HEIGHT}
    if block.on(Axis.CELL):
        return {}
    return quiet_heights(layout, block) | {frame.header: heading_height(edition, block, widths)}


def placed_heights(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> dict[int, float]:
    """Of the rows of lists on a grid, whose columns are as wide as the grid says: as tall as their texts need.

    At most five lines: the sheet is one page, which longer texts would make too small to read.
    """
    found: dict[int, float] = {}
    beside = (blocks_of(item) for item in sheet.items if isinstance(item, Beside))
    for block in (block for blocks in beside for block in blocks if block.arrangement is Arrangement.LIST):
        for line in edition.layout.lines(block, Axis.ROWS):
            place, texts = edition.layout.places[line], edition.cells(line) if line.measure is Type.TEXT else ()
            for row in range(place.top, place.bottom + 1):
                text = str(texts[row - place.top] or "") if texts else ""
                lines = min(_MOST_LINES, heading_lines(text, widths[place.left] * _SMALLER) if text else 1)
                tall = _WIDE_LINE if text_width(text) > len(text) else _PLACED_LINE
                found[row] = max(found.get(row, _PLACED_LINE * _LEAST_LINES), tall * lines)
    return found


def quiet_heights(layout: Layout, block: type[Block]) -> dict[int, float]:
    """Of the rows above the headings of a grid, which only lead to what is below."""
    tops = (layout.places[line].top for line in layout.lines(block, Axis.COLUMNS))
    return {top: QUIET_HEIGHT for top in tops if top < layout.frames[block].header}


def card_heights(layout: Layout, block: type[Block]) -> dict[int, float]:
    found: dict[int, float] = {}
    for lines in cards_of(layout, block).values():
        top = layout.places[lines[""]].top
        found |= {top - 1: CAPTION_HEIGHT, top: TOLD_NUMBER_HEIGHT if len(lines) > 1 else NUMBER_HEIGHT}
        if "told" in lines:
            found[strip_over(layout.places[lines["told"]]).top] = STRIP_HEIGHT
        if "progress" in lines:
            found[layout.places[lines["progress"]].top] = PROGRESS_HEIGHT
    return found
