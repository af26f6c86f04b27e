"""Blocks: titles, headings and cells, each with its formula and its value."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from salessheet.workbook.expr import Line
from salessheet.workbook.layout import CARD_WIDTH, cards_of, name_of, named_range, strip_over
from salessheet.workbook.lines import Calc, Column, Counter, Input, Trend
from salessheet.workbook.measures import Arrangement, Axis, Flavour, Type, Use
from salessheet.workbook.readings.links import leads
from salessheet.workbook.readings.text import letters, quoted
from salessheet.workbook.schema import Table
from salessheet.xlsx.template.heights import RECORDS_HEIGHT, SENTENCE_HEIGHT, card_heights, quiet_heights
from salessheet.xlsx.template.marks import mark, mark_strip, validate
from salessheet.xlsx.template.paper import UNDER_TITLE
from salessheet.xlsx.template.styles import ACCENT, BLUE, GREY, GROUND, RULE, SOFT, UNSEEN, Cell
from salessheet.xlsx.template.widths import heading_height, is_alone, record_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter.format import Format

    from salessheet.workbook.book import Placed
    from salessheet.workbook.edition import Edition
    from salessheet.workbook.layout import Layout
    from salessheet.workbook.schema import Block
    from salessheet.xlsx.template.paper import Paper


_PLACED_TEXT: dict[str, object] = {"text_wrap": True, "font_size": 9}  # as small as links, in two lines where need be
_WORDS = frozenset({Type.TEXT, Type.LABEL, Type.DATE, Type.PERIOD, Type.FLAG, Type.STATUS})


def write_block(paper: Paper, block: type[Block], keys: int = 0) -> None:
    """`keys`: how many of its columns stand on further pages, too, of a block that is wider than one."""
    _title(paper, block, keys)
    _write_lines(paper, block)


def _write_lines(paper: Paper, block: type[Block], *, is_placed: bool = False) -> None:
    """`is_placed`: in columns that are as wide as the grid says, so that a text may need two lines."""
    if block.arrangement is Arrangement.CARDS:
        _cards(paper, block)
    elif block.arrangement is Arrangement.RECORDS:
        _records(paper, block)
    elif block.on(Axis.CELL):
        _list(paper, block)
    else:
        _headings(paper, block, are_numbered=not is_placed)
        _gaps(paper, block)
        if issubclass(block, Table):
            _excel_table(paper, block)
        for line in block.lines:
            if paper.layout.holds(line):
                _cells(paper, line, **(_on_grid(paper, line) if is_placed else {}))
        _totals_label(paper, block)


def _on_grid(paper: Paper, line: Line) -> dict[str, object]:
    if paper.layout.is_beside(line):
        return {"num_format": UNSEEN}  # of rows in which nobody stands
    return _PLACED_TEXT if line.measure is Type.TEXT else {}


def write_placed(paper: Paper, placed: Placed) -> None:
    """A block on the grid of its sheet."""
    if placed.is_titled:
        _title(paper, placed.block)
    _write_lines(paper, placed.block, is_placed=True)


def write_sentence(paper: Paper, block: type[Block]) -> None:
    """What matters, in the heading of a sheet, as wide as it is."""
    (line,) = paper.layout.lines(block, Axis.CELL)
    place, style = paper.layout.places[line], paper.styles.cell(Cell.SENTENCE, line.measure)
    paper.height(place.top, SENTENCE_HEIGHT)
    for column in range(place.left + 1, paper.layout.frames[block].right + 1):
        paper.blank(place.top, column, style)
    _fill(paper, line, [(place.top, place.left)], style)
    mark(paper, line)


def _title(paper: Paper, block: type[Block], keys: int = 0) -> None:
    """The note stands under the title, but right of the columns that each page has: there it would be cut off."""
    frame = paper.layout.frames[block]
    paper.title(frame.title, frame.left, frame.right, paper.words.title(block))
    note, look = paper.words.find("note", block.__name__), {"font_color": GREY, "font_size": 9}
    if note and keys:
        style = paper.styles.of(**look, **UNDER_TITLE)
        paper.text(frame.title, frame.left + keys, note, style)
        for column in range(frame.left + keys + 1, frame.right + 1):
            paper.blank(frame.title, column, style)
    elif note:
        paper.text(frame.title + 1, frame.left, note, paper.styles.of(**look))


def _cards(paper: Paper, block: type[Block]) -> None:
    for row, points in card_heights(paper.layout, block).items():
        paper.height(row, points)
    for lines in cards_of(paper.layout, block).values():
        line = lines[""]
        place = paper.layout.places[line]
        rule = {} if "told" in lines else {"top": 5, "top_color": BLUE}
        caption = paper.styles.of(font_color=GREY, font_size=9, bg_color=GROUND, indent=1, **rule)
        paper.merged(place.top - 1, place.left, CARD_WIDTH, paper.words.label(line), caption)
        if isinstance(line, Calc) and line.behind is not None and paper.layout.holds(line.behind):
            link = paper.styles.of(font_color=BLUE, font_size=9, bg_color=GROUND, indent=1, **rule)
            paper.leading(place.top - 1, place.left, name_of(line.behind), paper.words.label(line), link)
        value = paper.styles.of_line(Cell.CARD, line, align="left", shrink=True)  # billions, too
        paper.merged(place.top, place.left, CARD_WIDTH, "", value)
        _fill(paper, line, [(place.top, place.left)], value)
        mark(paper, line)
        if "told" in lines:
            _told(paper, lines["told"])
        for half in ("progress", "progress_more"):
            if half in lines:
                _progress(paper, lines[half], lines["told"])


def _told(paper: Paper, line: Line) -> None:
    """What a number is compared with, in small letters below it; over the card a strip that has its colour."""
    place, style = paper.layout.places[line], paper.styles.cell(Cell.TOLD, line.measure, shrink=True)
    strip = strip_over(place)
    for column in range(strip.left, strip.right + 1):
        paper.blank(strip.top, column, paper.styles.of(bg_color=BLUE))
    mark_strip(paper, strip, line)
    paper.merged(place.top, place.left, CARD_WIDTH, "", style)
    _fill(paper, line, [(place.top, place.left)], style)
    mark(paper, line)


def _progress(paper: Paper, line: Line, told: Line) -> None:
    """Half of a bar as long as the card is wide: a bar over merged cells stays in the first of them elsewhere."""
    place, style = paper.layout.places[line], paper.styles.cell(Cell.PROGRESS, line.measure, num_format=";;;")
    _fill(paper, line, [(place.top, place.left)], style)
    mark_strip(paper, place, told)
    mark(paper, line)


def _list(paper: Paper, block: type[Block]) -> None:
    """Numbers stand right; where a list has none, all of it stands left."""
    has_numbers = any(line.measure not in _WORDS for line in block.on(Axis.CELL))
    for line in paper.layout.lines(block, Axis.CELL):
        place = paper.layout.places[line]
        label = paper.styles.of(bottom=1, bottom_color=RULE, indent=1)
        paper.text(place.top, place.left - 1, record_label(paper.edition, line), label)
        help_ = paper.words.find("help", block.__name__, line.key)
        if help_:
            paper.text(place.top, place.left + 1, help_, paper.styles.of(font_color=GREY, font_size=9, indent=1))
        _cells(paper, line, align="right" if has_numbers and line.measure is not Type.TEXT else "left", indent=1)


def _records(paper: Paper, block: type[Block]) -> None:
    frame, words, styles = paper.layout.frames[block], paper.words, paper.styles
    paper.height(frame.header, RECORDS_HEIGHT)
    paper.text(frame.header, frame.left, words.text(f"line.{block.__name__}.check"), styles.heading(Type.TEXT))
    for line in paper.layout.lines(block, Axis.CELL):
        place = paper.layout.places[line]
        if place.top == frame.top:
            heading = words.text(f"line.{block.__name__}.{line.key.partition('__')[2]}")
            paper.text(frame.header, place.left, heading, styles.heading(line.measure))
        if place.left == frame.left + 1:
            label = styles.of(bottom=1, bottom_color=RULE, indent=1)
            paper.text(place.top, frame.left, record_label(paper.edition, line), label)
        _cells(paper, line)


def _headings(paper: Paper, block: type[Block], *, are_numbered: bool = True) -> None:
    frame, layout = paper.layout.frames[block], paper.layout
    for line in layout.lines(block, Axis.ROWS):
        if layout.is_beside(line) and not are_numbered:
            continue
        if layout.is_beside(line):
            number = paper.styles.cell(Cell.COUNTER, Type.LABEL, valign="bottom")
            paper.text(frame.header, layout.places[line].left, paper.words.text("ui.row_number"), number)
        else:
            heading = paper.styles.heading(line.measure)
            paper.text(frame.header, layout.places[line].left, paper.words.heading(line), heading)
    for line in layout.lines(block, Axis.COLUMNS):
        place = layout.places[line]
        if place.top < frame.header:
            label = paper.styles.of(font_color=GREY, italic=True, font_size=8, align="right")
            paper.text(place.top, place.left - 1, paper.words.label(line), label)
    for row, points in quiet_heights(layout, block).items():
        paper.height(row, points)
    paper.height(frame.header, heading_height(paper.edition, block, paper.widths))


def _gaps(paper: Paper, block: type[Block]) -> None:
    """On a grid, lines may stand apart: the rules go on between them."""
    layout, frame = paper.layout, paper.layout.frames[block]
    areas = [layout.places[line] for line in block.lines if layout.holds(line)]
    taken = {column for place in areas for column in range(place.left, place.right + 1)}
    apart = [column for column in range(frame.left, frame.right + 1) if column not in taken]
    for column in apart:
        paper.blank(frame.header, column, paper.styles.heading(Type.TEXT))
        for row in range(frame.top, frame.bottom + 1):
            paper.blank(row, column, paper.styles.cell(Cell.CALCULATED, Type.TEXT))


def _excel_table(paper: Paper, block: type[Table]) -> None:
    frame = paper.layout.frames[block]
    lines = [line for line in paper.layout.lines(block, Axis.ROWS) if paper.layout.places[line].right <= frame.right]
    columns = [
        {"header": paper.words.heading(line), "header_format": paper.styles.heading(line.measure)} for line in lines
    ]
    paper.worksheet.add_table(
        frame.header - 1,
        frame.left - 1,
        frame.bottom - 1,
        frame.right - 1,
        {"name": f"tbl{block.__name__}", "columns": columns, "style": None, "autofilter": True},
    )
    # Now, and not above: XlsxWriter would fill all rows with it, which have formulas of their own.
    for column, line in zip(paper.worksheet.tables[-1]["columns"], lines, strict=True):
        column["formula"] = of_new_rows(paper.edition, line)


def of_new_rows(edition: Edition, line: Line) -> str:
    """The formula that Excel gives rows which people insert into a table, as files have it: that of its first row.

    Empty where a value stands.
    """
    pattern, place = edition.pattern(line), edition.layout.places[line]
    return "" if pattern is None or pattern.is_array else pattern.at(place.top, place.left).removeprefix("=")


def _totals_label(paper: Paper, block: type[Block]) -> None:
    """The rows of totals, with a word under the first text column and the same rule all along."""
    frame, layout = paper.layout.frames[block], paper.layout
    held = [line for line in layout.lines(block, Axis.ROWS) if layout.holds(line)]
    if not held:
        return
    row = layout.places[held[0]].bottom + 1
    if row > frame.bottom:
        return
    places = [layout.places[line] for line in [*layout.lines(block, Axis.TOTAL), *layout.lines(block, Axis.COLUMNS)]]
    taken = {(place.top, column) for place in places for column in range(place.left, place.right + 1)}
    for cell in product(range(row, frame.bottom + 1), range(frame.left, frame.right + 1)):
        if cell not in taken:
            paper.blank(*cell, paper.styles.cell(Cell.TOTAL, Type.TEXT))
    named = next((line for line in held if line.measure in (Type.TEXT, Type.LABEL, Type.PERIOD)), held[0])
    style = paper.styles.cell(Cell.TOTAL, Type.TEXT if named.measure is Type.TEXT else Type.LABEL)
    feet = [line for line in layout.lines(block, Axis.COLUMNS) if layout.places[line].top >= row]
    if not feet:
        paper.text(row, layout.places[named].left, paper.words.text("ui.total"), style)
        return
    for foot in feet:  # each says what it adds up
        paper.text(layout.places[foot].top, layout.places[named].left, paper.words.label(foot), style)


def _cells(paper: Paper, line: Line, **more: object) -> None:
    if isinstance(line, Trend):
        _sparklines(paper, line)
        return
    place = paper.layout.places[line]
    cells = product(range(place.top, place.bottom + 1), range(place.left, place.right + 1))
    if is_alone(line):
        more["shrink"] = False
    _fill(paper, line, cells, paper.styles.of_line(_kind(line, paper.layout), line, **more))
    if isinstance(line, Input) and not line.given:
        validate(paper, line)
    if isinstance(line, Calc):
        _headroom(paper, line)
    mark(paper, line)


def _headroom(paper: Paper, line: Calc) -> None:
    """Below a table, formulas stand ready for the rows that people will add, in every program; blank till then.

    Where nothing is known of what they would read, the cells stand ready alone.
    """
    pattern, place, room = paper.edition.pattern(line), paper.layout.places[line], named_range(paper.layout, line)
    if paper.edition.flavour is Flavour.VALUES:
        return
    style = paper.styles.of_line(_kind(line, paper.layout), line, bottom=0)
    last = min(room.bottom, place.bottom + 1) if paper.edition.is_hollow else room.bottom
    for row in range(place.bottom + 1, last + 1):
        if pattern is None:
            paper.value(row, place.left, None, style)
        else:
            paper.formula(row, place.left, pattern, "", style)


def _fill(paper: Paper, line: Line, cells: Iterable[tuple[int, int]], style: Format) -> None:
    """The line's cells, in reading order: each with its formula, or with its value where the line has none."""
    pattern = paper.edition.pattern(line)
    is_result = isinstance(line, Calc) and paper.edition.flavour is not Flavour.VALUES
    for (row, column), value in zip(cells, paper.edition.cells(line), strict=True):
        if pattern is not None:
            paper.formula(row, column, pattern, value, style)
        elif is_result and value in (None, ""):
            paper.nothing(row, column, style)
        else:
            paper.value(row, column, value, style)


def _kind(line: Line, layout: Layout) -> Cell:
    place, frame = layout.places[line], layout.frames[line.block]
    if line.axis is Axis.COLUMNS:
        if place.top == frame.header:
            return Cell.HEAD_VALUE
        return Cell.HEAD_QUIET if place.top < frame.header else Cell.TOTAL
    if line.axis is Axis.TOTAL:
        return Cell.TOTAL
    if isinstance(line, Input):
        is_note = isinstance(line, Column) and line.use is Use.NOTE
        return Cell.GIVEN if line.given else Cell.NOTE if is_note else Cell.INPUT
    if layout.is_beside(line):
        return Cell.COUNTER
    if isinstance(line, Counter) or (isinstance(line, Calc) and line.quiet):
        return Cell.QUIET
    return Cell.LINK if isinstance(line, Calc) and leads(line, layout) else Cell.CALCULATED


def _sparklines(paper: Paper, line: Trend) -> None:
    place, source = paper.layout.places[line], paper.layout.places[line.of]
    style = paper.styles.of(bottom=1, bottom_color=RULE)
    locations, ranges = [], []
    for i in range(place.rows):
        row = source.top + i
        paper.blank(place.top + i, place.left, style)
        locations.append(f"{letters(place.left)}{place.top + i}")
        ranges.append(f"{quoted(source.sheet)}!{letters(source.left)}{row}:{letters(source.right)}{row}")
    paper.worksheet.add_sparkline(
        place.top - 1,
        place.left - 1,
        {
            "location": locations, "range": ranges, "type": "column", "series_color": SOFT, "last_point": True,
            "last_color": ACCENT, "min": 0, "max": 1.2,
        },
    )  # fmt: skip  # one scale for all rows, with room above
