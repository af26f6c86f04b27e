"""How wide columns must be, and how tall header rows, so that nothing is clipped and no number shows as ####."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from salessheet.workbook.book import Contents, Group
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import CARD_WIDTH, FIRST_COLUMN
from salessheet.workbook.lines import Calc, Counter, Trend, is_working_column
from salessheet.workbook.measures import SINGLE, Arrangement, Axis, Look, Type

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from salessheet.workbook.book import Sheet
    from salessheet.workbook.edition import Edition
    from salessheet.workbook.expr import Home
    from salessheet.workbook.readings.cells import Cells

_LEAST = {
    Type.TEXT: 12, Type.LABEL: 9, Type.DATE: 11.5, Type.PERIOD: 9, Type.MONEY: 10, Type.CENTS: 12, Type.COUNT: 7,
    Type.YEAR: 7, Type.NUMBER: 8, Type.PERCENT: 10.5, Type.RATE: 8.5, Type.PAYS: 9, Type.EXCHANGE: 9,
    Type.POINTS: 13.5, Type.TIMES: 8, Type.CHANGE: 7, Type.SCORE: 9, Type.FLAG: 7, Type.STATUS: 9,
}  # fmt: skip  # a table
MARGIN_WIDTH = 3.0
_LEAST_SHEET_WIDTH, _LEAST_UPRIGHT = 168.0, 136.0  # what is narrower is spread: its heading needs that room
PIXELS_A_CHARACTER, PIXELS_A_COLUMN = 7, 5
_WIDEST = 254  # characters, of a column in Excel, less what the edges of a cell take
LEAST_HEADING, _HEADING_LINE = 20, 14
_SMALL, _INDENT = 1.14, 0.5  # headings: how many of their digits are as wide as one of the cells; of these, the indent
_MOST_TEXT = 48  # what is typed may be of any length; what is put together or filled in is written smaller
_MOST_ALONE = 80  # of a sentence that has its rows to itself, and runs on over the columns after it
_BOLD = 1.1  # digits, in totals and marks
_CAPITAL = 0.15  # that a capital letter is wider than a digit
_TREND_WIDTH = 16
_MOST_OF_A_MAP = 20
_SAMPLED = 400
_TITLE_TO_TEXT = 1.15  # titles are taller, and bold
_TEXT_TO_DIGITS = 0.92  # words are narrower than as many digits
_CARD_COLUMN = 12
_NOTHING = 1e-9  # characters: what subtracting leaves of numbers that are none to the last bit
_NAME_IN_A_LINE = 12  # digits: a Chinese name of five characters
_CJK_FACTOR = 1.12  # Chinese fonts are a little wider than two of Calibri's digits


@lru_cache(maxsize=100_000)
def text_width(text: str) -> float:
    """In characters of the default font; a Chinese one takes two."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return (len(text) - wide) + wide * 2 * _CJK_FACTOR


def heading_height(edition: Edition, block: type[Home], widths: Mapping[int, float]) -> int:
    """In points, of the row of headings of a grid: as tall as the longest of them needs in columns of these widths."""
    layout, tallest = edition.layout, 1
    for line in layout.lines(block, Axis.ROWS):
        if not layout.is_beside(line):
            tallest = max(tallest, _small_lines(edition.words.heading(line), widths[layout.places[line].left]))
    for line in layout.lines(block, Axis.COLUMNS):
        place = layout.places[line]
        if place.top == layout.frames[block].header and line.measure is Type.LABEL:
            texts = enumerate(edition.cells(line), start=place.left)
            tallest = max(tallest, *(_small_lines(str(text or ""), widths[column]) for column, text in texts))
    return max(LEAST_HEADING, 8 + _HEADING_LINE * tallest)


def _small_lines(text: str, width: float) -> int:
    """How many lines a heading takes, whose letters are smaller than those of cells."""
    return heading_lines(text, (width - _INDENT) * _SMALL)


@lru_cache(maxsize=4096)
def _heading_width(text: str) -> float:
    """What a heading needs that may stand in two lines, and no word of it in more than one."""
    return max(*map(text_width, text.split(" ")), text_width(text) / 2) + 2


def _unbroken(word: str) -> float:
    """What a word of a heading needs: a Latin one does not break, a long Chinese name goes on in a second line."""
    wide = text_width(word)
    return min(wide, max(wide / 2, _NAME_IN_A_LINE)) if wide > len(word) else wide


def heading_lines(text: str, width: float) -> int:
    """How many lines a wrapped heading takes. Latin words don't break, Chinese characters do."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        wide = text_width(word)
        if used and used + 1 + wide > width - 1:
            lines, used = lines + 1, 0.0
        used += wide + (1 if used else 0)
        if used > width - 1:
            more = math.ceil(used / max(width - 1, 1)) - 1
            lines, used = lines + more, used - more * (width - 1)
    return lines


def pixels(width: float) -> int:
    """What a column of so many characters takes on the screen."""
    return int(width * PIXELS_A_CHARACTER + 0.5) + PIXELS_A_COLUMN


def sheet_widths(edition: Edition, sheet: Sheet) -> dict[int, float]:
    """How wide each column but the margin is to be, in characters: as its cells need, and in whole pixels.

    Those that are printed are spread over a page at least. Of parts of pixels charts would know nothing.
    """
    widths = _needed_widths(edition, sheet)
    return {
        column: math.ceil(min(width, _WIDEST) * PIXELS_A_CHARACTER - 0.001) / PIXELS_A_CHARACTER
        for column, width in widths.items()
    }


def _needed_widths(edition: Edition, sheet: Sheet) -> dict[int, float]:
    if sheet.grid:
        return dict(enumerate(sheet.grid, FIRST_COLUMN))
    found = column_widths(edition, sheet)
    last = edition.layout.widths[sheet.key]
    least = dict.fromkeys(range(FIRST_COLUMN, last + 1), sheet.least_width)
    widths = {column: max(found.get(column, 0), width) for column, width in least.items()}
    titles = [text_width(edition.words.title(block)) for block in sheet.blocks if sheet.goes_on(block)]
    if titles:  # which stand on pages that have no more than the first columns in common
        keys = range(FIRST_COLUMN, FIRST_COLUMN + sheet.keys)
        widths[keys[0]] += max(0, max(titles) * _TITLE_TO_TEXT + 1 - sum(widths[column] for column in keys))
    needed = max(_LEAST_UPRIGHT if sheet.is_upright else _LEAST_SHEET_WIDTH, longest_text(edition, sheet))
    printed = levelled(printed_widths(edition, sheet, widths), needed)
    remark = longest_remark(edition, sheet)
    if remark:
        named = sum(width for column, width in printed.items() if column <= FIRST_COLUMN + 1)
        printed = levelled(printed, named + remark, {FIRST_COLUMN, FIRST_COLUMN + 1})
    return _even(edition, sheet, widths, widths | printed)


def _even(edition: Edition, sheet: Sheet, needed: Mapping[int, float], widths: Mapping[int, float]) -> dict[int, float]:
    """The columns of each map in shades, alike: of fields of different widths the wider ones would seem to be more.

    Where one of them has to hold sentences of another block, as `needed` says, that would take too much room.
    """
    found = dict(widths)
    for line in (line for block in sheet.blocks for line in block.lines):
        if line.look is Look.HEAT and line.axis is Axis.BODY and edition.layout.holds(line):
            place = edition.layout.places[line]
            columns = range(place.left, place.right + 1)
            if max(needed[column] for column in columns) <= _MOST_OF_A_MAP:
                found |= dict.fromkeys(columns, max(found[column] for column in columns))
    return found


def levelled(widths: Mapping[int, float], whole: float, but: Collection[int] = ()) -> dict[int, float]:
    """As wide as `whole` at least: the narrow columns are widened, `but` for some, until all that are are alike."""
    free = sorted(width for column, width in widths.items() if column not in but)
    left = whole - sum(widths.values())
    level = 0.0
    for count, (width, wider) in enumerate(zip(free, [*free[1:], math.inf], strict=True), start=1):
        if left < _NOTHING:
            break
        rise = min(wider - width, left / count)
        level, left = width + rise, left - rise * count
    return {column: width if column in but else max(width, level) for column, width in widths.items()}


def printed_widths(edition: Edition, sheet: Sheet, widths: Mapping[int, float]) -> dict[int, float]:
    """Of these columns those that are printed."""
    return {column: width for column, width in widths.items() if column <= edition.layout.edges[sheet.key]}


def column_widths(edition: Edition, sheet: Sheet) -> dict[int, float]:
    """Width in characters by column number (1 is A), over all blocks of the sheet.

    Headings that are out of print have one line, so that those that are printed need not be as tall.
    """
    widths: dict[int, float] = defaultdict(float)
    layout, words = edition.layout, edition.words
    tab, edge = layout.sheets[sheet.key], layout.edges[sheet.key]
    for line, place in layout.by_sheet[tab].items():
        if layout.is_beside(line):
            continue
        needed = cells_width(edition, line)
        if line.axis is Axis.ROWS:
            heading, is_apart = words.heading(line), is_working_column(line) and place.left > edge
            needed = max(needed, text_width(heading) + 2 if is_apart else _heading_width(heading))
        columns = place.columns
        if line.axis is Axis.CELL and line.block.arrangement is Arrangement.CARDS:
            needed, columns = _card_width(edition, line)
        for column in range(place.left, place.left + columns):
            widths[column] = max(widths[column], needed)
    if any(isinstance(item, Contents) and place.sheet == tab for item, place in layout.items.items()):
        groups = (words.text(f"group.{group.value}") for group in Group)
        widths[FIRST_COLUMN] = max(widths[FIRST_COLUMN], *(text_width(group) + 3 for group in groups))
    for block, frame in layout.frames.items():
        if frame.sheet != tab or block.arrangement is Arrangement.CARDS:
            continue
        if block.on(Axis.CELL):
            labels = [record_label(edition, line) for line in layout.lines(block, Axis.CELL)]
            widths[frame.left] = max([widths[frame.left], *(text_width(label) + 3 for label in labels)])
    return widths


def _card_width(edition: Edition, line: Line) -> tuple[float, int]:
    """What so many columns of a card need, whose letters are twice as large: both, where a unit follows in words."""
    if line.measure is not Type.POINTS:
        return _CARD_COLUMN, 1
    return max(_CARD_COLUMN, text_width(f"+99.9{edition.words.text('ui.points')}")), CARD_WIDTH


def longest_text(edition: Edition, sheet: Sheet) -> float:
    """What the sheet's purpose and the longest note under a title need; they run over the columns."""
    words = edition.words
    texts = [words.text(f"sheet.{sheet.key}.purpose"), *(words.find("note", b.__name__) or "" for b in sheet.blocks)]
    return max(map(text_width, texts)) * _TEXT_TO_DIGITS


def longest_remark(edition: Edition, sheet: Sheet) -> float:
    """What the longest remark needs that stands right of a single cell; it runs over the columns after it."""
    found = edition.words.find
    lists = [b for b in sheet.blocks if b.arrangement is Arrangement.LIST and b in edition.layout.frames]
    lines = [line for block in lists for line in edition.layout.lines(block, Axis.CELL)]
    remarks = [found("help", line.block.__name__, line.key) or "" for line in lines]
    return max(map(text_width, remarks), default=0) * _TEXT_TO_DIGITS


def record_label(edition: Edition, line: Line) -> str:
    if line.block.arrangement is Arrangement.RECORDS:
        return edition.words.text(f"check.{line.key.partition('__')[0]}")
    return edition.words.heading(line)


def cells_width(edition: Edition, line: Line) -> float:
    """What the widest of the line's cells needs."""
    return _TREND_WIDTH if isinstance(line, Trend) else values_width(line, edition.column(line), edition.money_unit)


def values_width(line: Line, values: Cells, money_unit: int) -> float:
    """What the widest of these needs as cells of the line."""
    if line.axis is Axis.COLUMNS and line.measure is Type.LABEL:  # a heading, which wraps
        words = [word for text in values.flat() for word in str(text or "").split(" ")]
        return max(_LEAST[Type.LABEL], *(_unbroken(word) + 2 for word in words))
    if line.measure in (Type.TEXT, Type.LABEL):
        texts = values.texts(_SAMPLED)
        widest = max((text_width(text) + _CAPITAL * sum(map(str.isupper, text)) for text in texts), default=0)
        return max(_LEAST[line.measure], min(widest + 2, _MOST_ALONE if is_alone(line) else _MOST_TEXT))
    if line.measure.is_money or line.measure in (Type.COUNT, Type.NUMBER, Type.PAYS):
        return max(_LEAST[line.measure], _number_width(line, values, money_unit))
    if line.measure in (Type.PERCENT, Type.RATE):  # which have room for three digits, and a mark or a sign
        return _LEAST[line.measure] + max(0, len(f"{values.largest * 100:.0f}") - 3) * _BOLD
    return _LEAST[line.measure]


def is_alone(line: Line) -> bool:
    """Whether a formula is all that its block shows, but for numbers of its rows."""
    return isinstance(line, Calc) and [other for other in line.block.lines if not isinstance(other, Counter)] == [line]


def _number_width(line: Line, values: Cells, money_unit: int) -> float:
    largest, decimals = values.largest, 0 if line.measure is Type.COUNT else 3
    if line.measure is Type.MONEY:
        largest, decimals = largest / money_unit, 0 if money_unit == 1 else 2
    digits = f"{largest:,.0f}"
    bold = _BOLD if line.axis in SINGLE or isinstance(line, Calc) else 1.05
    return (len(digits) + decimals + 2) * bold
