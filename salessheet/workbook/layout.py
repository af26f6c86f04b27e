"""Where everything is: sheets and row counts in, addresses out. Nothing else knows an address.

A sheet has a margin column, in which rows are counted, a title row and a row for its purpose; its items follow, top to
bottom, with a gap between. A block is its title, its header row and its cells; totals stand in one row under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Band, Beside, Book, Group, Item, Placed, Sentence, Sheet, blocks_of
from salessheet.workbook.expr import Extent, Home, Line
from salessheet.workbook.lines import Calc, Counter, Trend, is_working_column
from salessheet.workbook.measures import SINGLE, Arrangement, Axis
from salessheet.workbook.schema import Block, Table

FIRST_ROW, FIRST_COLUMN, GAP = 5, 2, 2
_APART, _ROOM_ACROSS = 2, 12  # columns before the working ones, and those left for what only the data counts
SENTENCE_ROW = 2
CARD_WIDTH, LEAST_COLUMNS = 2, 8
GRID_GAP, GRID_CARDS, GRID_CARD_STEP = 1, 6, 3
_CARD_ROWS = {"": 0, "told": 1, "progress": 2, "progress_more": 2}
WATCHED = 5_000  # rows below those, in which nobody may type unnoticed
LAST_ROW = 1_048_576  # of a sheet


class Place(NamedTuple):
    """The cells of a line, 1-based, ends included."""

    sheet: str
    top: int
    left: int
    rows: int
    columns: int

    @property
    def bottom(self) -> int:
        return self.top + self.rows - 1

    @property
    def right(self) -> int:
        return self.left + self.columns - 1


class Frame(NamedTuple):
    """A block on its sheet: the row of its title, of its header, and its cells with totals."""

    sheet: str
    title: int
    header: int
    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Layout:
    """`sheets`: names shown on the tabs, by sheet key. `names`: defined names, with the line each stands for.

    `tight`: tables right below which something stands, such as a row of totals, so that they have no headroom.
    """

    sheets: dict[str, str] = field(default_factory=dict)
    without: frozenset[Line] = frozenset()
    noted: frozenset[type[Block]] = frozenset()
    places: dict[Line, Place] = field(default_factory=dict)
    frames: dict[type[Home], Frame] = field(default_factory=dict)
    items: dict[Item, Place] = field(default_factory=dict)
    names: dict[str, Line] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)  # the last column in use, by sheet key
    edges: dict[str, int] = field(default_factory=dict)  # the last column that is printed
    tight: frozenset[type[Block]] = frozenset()

    def name_of(self, line: Line) -> str | None:
        name = name_of(line)
        return name if name in self.names else None

    def lines(self, block: type[Home], axis: Axis) -> list[Line]:
        """The lines of a block along an axis that this edition shows."""
        return [line for line in block.on(axis) if line not in self.without]

    @cached_property
    def by_sheet(self) -> Mapping[str, Mapping[Line, Place]]:
        """`places` by the name on the tab, once all of them are known."""
        found: dict[str, dict[Line, Place]] = {}
        for line, place in self.places.items():
            found.setdefault(place.sheet, {})[line] = place
        return found

    def holds(self, line: Line) -> bool:
        return line in self.places

    def is_beside(self, line: Line) -> bool:
        """Whether it only counts the rows of its block, in the column before them."""
        return self.places[line].left < self.frames[line.block].left


def name_of(line: Line) -> str:
    return line.name or f"{line.block.__name__}_{line.key}"


def lay_out(
    book: Book,
    sizes: Mapping[Extent, int],
    sheet_names: Mapping[str, str],
    heights: Mapping[str, int],
    without: frozenset[Line] = frozenset(),
    noted: frozenset[type[Block]] = frozenset(),
) -> Layout:
    """`heights`: rows of the items whose size the words decide (paragraphs, contents), by their key.

    `without`: lines that this edition leaves out. `noted`: blocks with a note between title and header.
    """
    layout = Layout({sheet.key: sheet_names[sheet.key] for sheet in book.sheets}, without, noted)
    for sheet in book.sheets:
        _lay_out_sheet(layout, sheet, sizes, heights)
    layout.names = {name_of(line): line for line in layout.places if not isinstance(line, Trend)}
    return layout


def _lay_out_sheet(layout: Layout, sheet: Sheet, sizes: Mapping[Extent, int], heights: Mapping[str, int]) -> None:
    row, name = FIRST_ROW, layout.sheets[sheet.key]
    layout.widths[sheet.key] = FIRST_COLUMN + (len(sheet.grid) or LEAST_COLUMNS) - 1
    for item in sheet.items:
        if isinstance(item, type):
            _place_block(layout, item, name, row, sizes, sheet.cards)
            frame = layout.frames[item]
            layout.widths[sheet.key] = max(layout.widths[sheet.key], frame.right)
            row = frame.bottom + 1 + GAP
        elif isinstance(item, Sentence):
            _place_sentence(layout, item.block, name, layout.widths[sheet.key])
        elif isinstance(item, Beside):
            for placed in item.placed:
                _place_on_grid(layout, placed, name, row, sizes)
            row = max(layout.frames[placed.block].bottom for placed in item.placed) + 1 + GRID_GAP
        else:
            tall = item.height if isinstance(item, Band) else heights[height_key(item)]
            layout.items[item] = Place(name, row, FIRST_COLUMN, tall, 1)
            row += tall + 1
    layout.edges[sheet.key] = _edge(layout, sheet)
    if sheet.group is not Group.WORKING and not sheet.grid:
        _set_working_apart(layout, sheet)


def _edge(layout: Layout, sheet: Sheet, *, across: bool = True) -> int:
    """The last column that is printed: what is right of it only leads to what is left of it.

    `across`: with the columns of which the data says how many there are.
    """
    least = FIRST_COLUMN + (len(sheet.grid) or LEAST_COLUMNS) - 1
    if sheet.printed_to is not None and layout.holds(sheet.printed_to):
        return max(least, layout.places[sheet.printed_to].right)
    further = [(block, line) for block in sheet.blocks for line in sheet.continued if line.block is block]
    starts = [
        layout.places[line].left - (0 if across else _grown(layout, block))
        for block, line in further
        if layout.holds(line)
    ]
    if starts:
        return min(starts) - 1
    printed = [block for item in sheet.items[: sheet.printed or None] for block in blocks_of(item)]
    ends = [last_shown(layout, block) - (0 if across else _grown(layout, block)) for block in printed]
    return max([least, *ends, *(layout.frames[block].right for block in printed if block.on(Axis.CELL))])


def last_shown(layout: Layout, block: type[Home]) -> int:
    """The last column of a block that is not one of working."""
    shown = [layout.places[line].right for line in block.lines if layout.holds(line) and not _is_working(line)]
    return max(shown, default=0)


def _is_working(line: Line) -> bool:
    """A working column, or what stands under one."""
    under = line.under if isinstance(line, Calc) else None
    return is_working_column(line) or (under is not None and is_working_column(under))


def _grown(layout: Layout, block: type[Block]) -> int:
    """How many columns of the block are as many as the data says."""
    if block.across is None or block.across.size is not None:
        return 0
    return max((layout.places[line].columns for line in layout.lines(block, Axis.BODY)), default=0)


def _set_working_apart(layout: Layout, sheet: Sheet) -> None:
    """The working columns of every block begin together, out of print, also where the block is a narrow one.

    Those of an Excel table stay in it where people may insert rows, which Excel fills in the table alone. Where they
    begin does not depend on the data, but for those of a block whose columns do: where a workbook is filled in, they
    move with these.
    """
    varies = any(_grown(layout, block) for block in sheet.blocks)
    first = _edge(layout, sheet, across=False) + _APART + (_ROOM_ACROSS if varies else 0)
    for block in sheet.blocks:
        working = [line for line in block.lines if layout.holds(line) and _is_working(line)]
        columns = [line for line in layout.lines(block, Axis.ROWS) if not isinstance(line, Counter)]
        stays = issubclass(block, Table) and not sheet.is_locked
        if not working or all(map(is_working_column, columns)) or stays:
            continue
        last, grown = last_shown(layout, block), _grown(layout, block)
        shift = max(first, last - grown + 1) + grown - min(layout.places[line].left for line in working)
        for line in working:
            place = layout.places[line]
            layout.places[line] = place._replace(left=place.left + shift)
        layout.frames[block] = layout.frames[block]._replace(right=last)
        layout.widths[sheet.key] = max(layout.widths[sheet.key], *(layout.places[line].right for line in working))


def _place_sentence(layout: Layout, block: type[Block], sheet: str, right: int) -> None:
    (line,) = layout.lines(block, Axis.CELL)
    layout.places[line] = Place(sheet, SENTENCE_ROW, FIRST_COLUMN, 1, 1)
    layout.frames[block] = Frame(sheet, SENTENCE_ROW, SENTENCE_ROW, SENTENCE_ROW, FIRST_COLUMN, SENTENCE_ROW, right)


def _place_on_grid(layout: Layout, placed: Placed, sheet: str, row: int, sizes: Mapping[Extent, int]) -> None:
    title = row if placed.is_titled else row - 1
    left, right = FIRST_COLUMN + placed.first - 1, FIRST_COLUMN + placed.last - 1
    if placed.block.arrangement is Arrangement.CARDS:
        _place_cards(layout, placed.block, sheet, title, (GRID_CARDS, GRID_CARD_STEP))
    else:
        columns = [FIRST_COLUMN + at - 1 for at in placed.at]
        _place_grid(layout, placed.block, sheet, title, sizes, left, columns)
    frame = layout.frames[placed.block]
    layout.frames[placed.block] = frame._replace(left=left, right=right)


def height_key(item: Item) -> str:
    key: str | None = getattr(item, "key", None)
    return key or type(item).__name__


def _place_block(
    layout: Layout, block: type[Block], sheet: str, row: int, sizes: Mapping[Extent, int], cards: int
) -> None:
    match block.arrangement:
        case Arrangement.CARDS:
            _place_cards(layout, block, sheet, row, (cards, CARD_WIDTH))
        case Arrangement.RECORDS:
            _place_records(layout, block, sheet, row)
        case _ if block.on(Axis.CELL):
            _place_list(layout, block, sheet, row)
        case _:
            _place_grid(layout, block, sheet, row, sizes)


def _place_cards(layout: Layout, block: type[Block], sheet: str, row: int, grid: tuple[int, int]) -> None:
    """Under the title each card is a caption above a number, two columns wide; below it what there is to say of it.

    `grid`: the most cards a row, and columns from one to the next. Lines called `card__told` and `card__progress` stand
    below `card`; of a bar of progress the right half is `card__progress_more`. Where there is something to say, a strip
    runs over the caption.
    """
    most, step = grid
    cards = cards_of(layout, block)
    a_row = -(-len(cards) // -(-len(cards) // most))  # rows of cards are as long as each other, or one shorter
    tall = max(_CARD_ROWS.get(part, 0) for lines in cards.values() for part in lines)
    strip = int(any("told" in lines for lines in cards.values()))
    first = row + 1 + strip
    for i, lines in enumerate(cards.values()):
        top, left = first + (strip + tall + 2) * (i // a_row), FIRST_COLUMN + step * (i % a_row)
        for part, line in lines.items():
            layout.places[line] = Place(sheet, top + 1 + _CARD_ROWS[part], left + (part == "progress_more"), 1, 1)
    bottom = first + (strip + tall + 2) * ((len(cards) - 1) // a_row) + 1 + tall
    right = FIRST_COLUMN + a_row * step - 1
    layout.frames[block] = Frame(sheet, row, first, first + 1, FIRST_COLUMN, bottom, right)


def strip_over(told: Place) -> Place:
    """The strip over a card, by the place of what there is to say of it."""
    return Place(told.sheet, told.top - _CARD_ROWS["told"] - 2, told.left, 1, CARD_WIDTH)


def cards_of(layout: Layout, block: type[Block]) -> dict[str, dict[str, Line]]:
    """The lines of each card: its number by "", the others by what they are."""
    cards: dict[str, dict[str, Line]] = {}
    for line in layout.lines(block, Axis.CELL):
        name, _, part = line.key.partition("__")
        cards.setdefault(name, {})[part] = line
    return cards


def _place_list(layout: Layout, block: type[Block], sheet: str, row: int) -> None:
    """A label, a value and a remark a row."""
    top = row + 1 + (block in layout.noted)
    for i, line in enumerate(layout.lines(block, Axis.CELL)):
        layout.places[line] = Place(sheet, top + i, FIRST_COLUMN + 1, 1, 1)
    bottom = top + len(layout.lines(block, Axis.CELL)) - 1
    layout.frames[block] = Frame(sheet, row, row, top, FIRST_COLUMN, bottom, FIRST_COLUMN + 2)


def _place_records(layout: Layout, block: type[Block], sheet: str, row: int) -> None:
    """A row a record, its label first; lines are called `record__field`."""
    records: dict[str, list[Line]] = {}
    for line in layout.lines(block, Axis.CELL):
        records.setdefault(line.key.partition("__")[0], []).append(line)
    header = row + 1 + (block in layout.noted)
    top = header + 1
    for i, lines in enumerate(records.values()):
        for j, line in enumerate(lines):
            layout.places[line] = Place(sheet, top + i, FIRST_COLUMN + 1 + j, 1, 1)
    width = max(map(len, records.values()))
    layout.frames[block] = Frame(sheet, row, header, top, FIRST_COLUMN, top + len(records) - 1, FIRST_COLUMN + width)


def _place_grid(
    layout: Layout,
    block: type[Block],
    sheet: str,
    row: int,
    sizes: Mapping[Extent, int],
    left: int = FIRST_COLUMN,
    at: Sequence[int] = (),
) -> None:
    """Columns left of the body, the body, columns right of it; header rows above the body and totals under it.

    What only counts the rows stands in the column before them. `at`: the columns of its other lines, where they do not
    follow each other.
    """
    lines = [line for line in block.lines if line not in layout.without]
    body = next((i for i, line in enumerate(lines) if line.axis is Axis.BODY), len(lines))
    heads = [line for line in lines[:body] if line.axis is Axis.COLUMNS]
    feet = [line for line in lines[body:] if line.axis is Axis.COLUMNS]
    height = sizes[block.rows]
    width = sizes[block.across] if block.across else 0
    first = row + 1 + (block in layout.noted)
    header = first + max(len(heads) - 1, 0)
    top = header + 1
    column = left
    spots = dict(zip(_beside_counters(block), at, strict=True)) if at else {}
    counter = next((line for line in lines if isinstance(line, Counter) and line.axis is Axis.ROWS), None)
    for line in lines:
        if line is counter:
            layout.places[line] = Place(sheet, top, left - 1, height, 1)
        elif line.axis is Axis.ROWS:
            column = spots.get(line, column)
            layout.places[line] = Place(sheet, top, column, height, 1)
            column += 1
        elif line.axis is Axis.BODY:
            layout.places[line] = Place(sheet, top, column, height, width)
            for depth, head in enumerate(heads):
                layout.places[head] = Place(sheet, first + depth, column, 1, width)
            for depth, foot in enumerate(feet):
                layout.places[foot] = Place(sheet, top + height + depth, column, 1, width)
            column += width
    totals = [line for line in lines if line.axis is Axis.TOTAL]
    for line in totals:
        under = layout.places[line.under]  # type: ignore[attr-defined]  # totals are Calc lines with `under`
        layout.places[line] = Place(sheet, top + height, under.left, 1, 1)
    bottom = top + height - 1 + max(len(feet), 1 if totals else 0)
    layout.frames[block] = Frame(sheet, row, header, top, left, bottom, column - 1)


def _beside_counters(block: type[Block]) -> list[Line]:
    return [line for line in block.on(Axis.ROWS) if not isinstance(line, Counter)]


def headroom(block: type[Home]) -> int:
    """The rows below its own that formulas already count, ready for people to fill in."""
    return block.headroom if issubclass(block, Table) and block.grows else 0


def named_range(layout: Layout, line: Line) -> Place:
    """The cells a defined name covers: those of a table with headroom for rows that people add."""
    place = layout.places[line]
    block = line.block
    if line.axis in SINGLE or block in layout.tight:
        return place
    return Place(place.sheet, place.top, place.left, place.rows + headroom(block), place.columns)


def below(layout: Layout, line: Line) -> Place:
    """The cells under those that a defined name covers: as many as are watched, or as far as nothing else stands.

    They begin below the row of totals, if there is one. Raises DeclarationError where something else stands right
    under them.
    """
    counted, totals = named_range(layout, line), int(line.block in layout.tight)
    tops = [frame.title for frame in layout.frames.values() if frame.sheet == counted.sheet]
    tops += [place.top for place in layout.items.values() if place.sheet == counted.sheet]
    ends = [top - 1 for top in tops if top > layout.places[line].bottom]
    last = counted.bottom + totals
    rows = min(last + WATCHED, LAST_ROW, *ends) - last
    if rows < 1:
        raise DeclarationError(f"there is no row below {line} on '{counted.sheet}' to look at")
    return Place(counted.sheet, last + 1, counted.left, rows, counted.columns)
