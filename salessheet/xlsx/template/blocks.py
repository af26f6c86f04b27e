"""Blocks: titles, headings and cells, each with its formula and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessheet.workbook.expr import Line
from salessheet.workbook.layout import CARD_WIDTH
from salessheet.workbook.lines import Calc, Counter, Input, Trend
from salessheet.workbook.measures import Arrangement, Axis, Flavour, Scalar, Type
from salessheet.workbook.readings.text import NOTHING, letters
from salessheet.workbook.schema import Table
from salessheet.xlsx.template.marks import mark, validate
from salessheet.xlsx.template.styles import ACCENT, BLUE, GREY, GROUND, NAVY, RULE, Cell
from salessheet.xlsx.template.widths import heading_lines, record_label

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from salessheet.workbook.edition import Edition
    from salessheet.workbook.layout import Place
    from salessheet.workbook.readings.text import Pattern
    from salessheet.workbook.schema import Block
    from salessheet.xlsx.template.styles import Styles

_HEADING_LINE, _LEAST_HEADING = 14, 20


def write_block(
    worksheet: Worksheet, block: type[Block], edition: Edition, styles: Styles, widths: dict[int, float]
) -> None:
    if block.arrangement is Arrangement.CARDS:
        _cards(worksheet, block, edition, styles)
        return
    _title(worksheet, block, edition, styles)
    if block.arrangement is Arrangement.RECORDS:
        _records(worksheet, block, edition, styles)
    elif block.on(Axis.CELL):
        _list(worksheet, block, edition, styles)
    else:
        _headings(worksheet, block, edition, styles, widths)
        if issubclass(block, Table):
            _excel_table(worksheet, block, edition, styles)
        for line in block.lines:
            if edition.layout.holds(line):
                _cells(worksheet, line, edition, styles)
        _totals_label(worksheet, block, edition, styles)


def _title(worksheet: Worksheet, block: type[Block], edition: Edition, styles: Styles) -> None:
    frame = edition.layout.frames[block]
    rule = {"bottom": 2, "bottom_color": NAVY}
    worksheet.set_row(frame.title - 1, 24)
    worksheet.write_string(
        frame.title - 1,
        frame.left - 1,
        edition.words.title(block),
        styles.of(bold=True, font_size=12, font_color=NAVY, **rule),
    )
    for column in range(frame.left, frame.right):
        worksheet.write_blank(frame.title - 1, column, None, styles.of(**rule))
    note = edition.words.find("note", block.__name__)
    if note:
        worksheet.write_string(frame.title, frame.left - 1, note, styles.of(font_color=GREY, font_size=9))


def _cards(worksheet: Worksheet, block: type[Block], edition: Edition, styles: Styles) -> None:
    accent = {"left": 5, "left_color": BLUE}
    for line in edition.layout.lines(block, Axis.CELL):
        place = edition.layout.places[line]
        row, column = place.top - 1, place.left - 1
        worksheet.set_row(row - 1, 18)
        worksheet.set_row(row, 30)
        caption = styles.of(font_color=GREY, font_size=9, bg_color=GROUND, indent=1, **accent)
        worksheet.merge_range(row - 1, column, row - 1, column + CARD_WIDTH - 1, edition.words.label(line), caption)
        value = styles.cell(Cell.CARD, line.measure, align="left", **accent)
        worksheet.merge_range(row, column, row, column + CARD_WIDTH - 1, "", value)
        _one(worksheet, line, edition, value, row, column, edition.cells(line)[0])
        mark(worksheet, line, edition, styles)


def _list(worksheet: Worksheet, block: type[Block], edition: Edition, styles: Styles) -> None:
    for line in edition.layout.lines(block, Axis.CELL):
        place = edition.layout.places[line]
        label = styles.of(bottom=1, bottom_color=RULE, indent=1)
        worksheet.write_string(place.top - 1, place.left - 2, edition.words.label(line), label)
        help_ = edition.words.find("help", block.__name__, line.key)
        if help_:
            worksheet.write_string(place.top - 1, place.left, help_, styles.of(font_color=GREY, font_size=9, indent=1))
        _cells(worksheet, line, edition, styles, align="left" if line.measure is Type.TEXT else "right")


def _records(worksheet: Worksheet, block: type[Block], edition: Edition, styles: Styles) -> None:
    frame, words = edition.layout.frames[block], edition.words
    lines = edition.layout.lines(block, Axis.CELL)
    worksheet.set_row(frame.header - 1, _LEAST_HEADING + 6)
    worksheet.write_string(
        frame.header - 1, frame.left - 1, words.text(f"line.{block.__name__}.check"), styles.heading(Type.TEXT)
    )
    for line in lines:
        place = edition.layout.places[line]
        field = line.key.partition("__")[2]
        if place.top == frame.top:
            worksheet.write_string(
                frame.header - 1,
                place.left - 1,
                words.text(f"line.{block.__name__}.{field}"),
                styles.heading(line.measure),
            )
        if place.left == frame.left + 1:
            label = styles.of(bottom=1, bottom_color=RULE, indent=1)
            worksheet.write_string(place.top - 1, frame.left - 1, record_label(edition, line), label)
        _cells(worksheet, line, edition, styles)


def _headings(
    worksheet: Worksheet, block: type[Block], edition: Edition, styles: Styles, widths: dict[int, float]
) -> None:
    frame, layout = edition.layout.frames[block], edition.layout
    tallest = 1
    for line in layout.lines(block, Axis.ROWS):
        label, column = edition.words.label(line), layout.places[line].left
        tallest = max(tallest, heading_lines(label, widths[column]))
        worksheet.write_string(frame.header - 1, column - 1, label, styles.heading(line.measure))
    for line in layout.lines(block, Axis.COLUMNS):
        place = layout.places[line]
        if place.top == frame.header and line.measure is Type.LABEL:
            texts = enumerate(edition.cells(line), start=place.left)
            tallest = max(tallest, *(heading_lines(str(text or ""), widths[column]) for column, text in texts))
        if place.top < frame.header:
            label = styles.of(font_color=GREY, italic=True, font_size=9, align="right")
            worksheet.write_string(place.top - 1, place.left - 2, edition.words.label(line), label)
    worksheet.set_row(frame.header - 1, max(_LEAST_HEADING, 8 + _HEADING_LINE * tallest))


def _excel_table(worksheet: Worksheet, block: type[Table], edition: Edition, styles: Styles) -> None:
    frame = edition.layout.frames[block]
    columns = [
        {"header": edition.words.label(line), "header_format": styles.heading(line.measure)}
        for line in edition.layout.lines(block, Axis.ROWS)
    ]
    worksheet.add_table(
        frame.header - 1,
        frame.left - 1,
        frame.bottom - 1,
        frame.right - 1,
        {"name": f"tbl{block.__name__}", "columns": columns, "style": None, "autofilter": True},
    )


def _totals_label(worksheet: Worksheet, block: type[Block], edition: Edition, styles: Styles) -> None:
    """The row of totals, with its word under the first text column and the same ground all along."""
    frame, layout = edition.layout.frames[block], edition.layout
    held = [line for line in layout.lines(block, Axis.ROWS) if layout.holds(line)]
    if not held:
        return
    row = layout.places[held[0]].bottom + 1
    if row > frame.bottom:
        return
    taken = set()
    for line in [*layout.lines(block, Axis.TOTAL), *layout.lines(block, Axis.COLUMNS)]:
        place = layout.places[line]
        if place.top == row:
            taken |= set(range(place.left, place.right + 1))
    for column in range(frame.left, frame.right + 1):
        if column not in taken:
            worksheet.write_blank(row - 1, column - 1, None, styles.cell(Cell.TOTAL, Type.TEXT))
    named = next((line for line in held if line.measure in (Type.TEXT, Type.LABEL, Type.PERIOD)), held[0])
    style = styles.cell(Cell.TOTAL, Type.TEXT if named.measure is Type.TEXT else Type.LABEL)
    worksheet.write_string(row - 1, layout.places[named].left - 1, edition.words.text("ui.total"), style)


def _cells(worksheet: Worksheet, line: Line, edition: Edition, styles: Styles, **more: object) -> None:
    place = edition.layout.places[line]
    if isinstance(line, Trend):
        _sparklines(worksheet, line, edition, styles)
        return
    style = styles.cell(_kind(line, edition), line.measure, **more)
    pattern = edition.pattern(line)
    values = iter(edition.cells(line))
    for row in range(place.top - 1, place.bottom):
        for column in range(place.left - 1, place.right):
            value = next(values)
            if pattern is None:
                _standing(worksheet, row, column, line, edition, value, style)
            else:
                _formula(worksheet, row, column, pattern, value, style)
    if isinstance(line, Input) and not line.given:
        validate(worksheet, line, edition)
    mark(worksheet, line, edition, styles)


def _one(
    worksheet: Worksheet, line: Line, edition: Edition, style: Format, row: int, column: int, value: Scalar
) -> None:
    pattern = edition.pattern(line)
    if pattern is None:
        _standing(worksheet, row, column, line, edition, value, style)
    else:
        _formula(worksheet, row, column, pattern, value, style)


def _formula(worksheet: Worksheet, row: int, column: int, pattern: Pattern, value: Scalar, style: Format) -> None:
    text, stored = pattern.at(row + 1, column + 1), "" if value is None else value
    if pattern.is_array:
        worksheet.write_array_formula(row, column, row, column, "{" + text + "}", style, stored)
    else:
        worksheet.write_formula(row, column, text, style, stored)


def _standing(
    worksheet: Worksheet, row: int, column: int, line: Line, edition: Edition, value: Scalar, style: Format
) -> None:
    """A value without a formula of its own. Formulas may read it, so that a calculated nothing is an empty text."""
    if isinstance(line, Calc) and value in (None, "") and edition.flavour is not Flavour.VALUES:
        worksheet.write_formula(row, column, NOTHING, style, "")
    else:
        _value(worksheet, row, column, value, style)


def _value(worksheet: Worksheet, row: int, column: int, value: Scalar, style: Format) -> None:
    """A value as it stands: text is never read as a formula, a number or a link."""
    match value:
        case None | "":
            worksheet.write_blank(row, column, None, style)
        case bool():
            worksheet.write_number(row, column, int(value), style)
        case str():
            worksheet.write_string(row, column, value, style)
        case _:
            worksheet.write_number(row, column, value, style)


def _kind(line: Line, edition: Edition) -> Cell:
    place, frame = edition.layout.places[line], edition.layout.frames[line.block]
    if line.axis is Axis.COLUMNS:
        if place.top == frame.header:
            return Cell.HEAD_VALUE
        return Cell.HEAD_QUIET if place.top < frame.header else Cell.TOTAL
    if line.axis is Axis.TOTAL:
        return Cell.TOTAL
    if isinstance(line, Input):
        return Cell.GIVEN if line.given else Cell.INPUT
    if isinstance(line, Counter) or (isinstance(line, Calc) and line.quiet):
        return Cell.QUIET
    return Cell.CALCULATED


def _sparklines(worksheet: Worksheet, line: Trend, edition: Edition, styles: Styles) -> None:
    place: Place = edition.layout.places[line]
    source = edition.layout.places[line.of]
    style = styles.of(bottom=1, bottom_color=RULE)
    sheet = source.sheet.replace("'", "''")
    for i in range(place.rows):
        row = source.top + i
        worksheet.write_blank(place.top - 1 + i, place.left - 1, None, style)
        worksheet.add_sparkline(
            place.top - 1 + i,
            place.left - 1,
            {
                "range": f"'{sheet}'!{letters(source.left)}{row}:{letters(source.right)}{row}",
                "type": "column",
                "series_color": BLUE,
                "last_point": True,
                "last_color": ACCENT,
            },
        )
