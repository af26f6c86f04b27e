"""Nothing is cut off: every text fits where it stands, measured in the fonts that it is shown in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from salessheet.workbook.book import Sheet
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Home, Line
from salessheet.workbook.general import Captions
from salessheet.workbook.layout import CARD_WIDTH, cards_of
from salessheet.workbook.lines import Calc, Trend
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.readings.links import leads
from salessheet.xlsx.template.heights import row_heights
from salessheet.xlsx.template.page import caption_of, is_named
from salessheet.xlsx.template.widths import pixels, printed_widths, record_label, sheet_widths
from tests.built.editions import NATIVE_BOOKS, TEMPLATES, Whose, made
from tests.xlsx.fonts import font_of

BODY, SMALL, TINY, CARD, TITLE, NAME = 10, 9, 8, 20, 12, 18
EDGES, INDENT = 5, 9
GUTTER_BESIDE = frozenset({"what"})  # the column right of it is empty
LINE_OF_HEADING, AROUND_HEADING = 14, 4


class Text(NamedTuple):
    """What stands somewhere, and how much of the room it needs, in pixels."""

    place: object
    text: str
    needed: float
    room: float


def texts_of(book: Edition, sheet: Sheet) -> Iterator[Text]:
    widths = sheet_widths(book, sheet)
    yield from _over_columns(book, sheet, widths)
    for block in sheet.blocks:
        frame = book.layout.frames[block]
        if block.arrangement is Arrangement.CARDS:
            yield from _cards(book, block, widths)
        elif block.on(Axis.CELL) and frame.title > 2:
            yield from _labels(book, block, widths)
        yield from (text for line in block.lines if book.layout.holds(line) for text in _cells(book, line, widths))


def _pixels(book: Edition, text: str, points: float, *, bold: bool = False) -> float:
    return font_of(book.words.lang, bold=bold).pixels(text, points)


def _over_columns(book: Edition, sheet: Sheet, widths: dict[int, float]) -> Iterator[Text]:
    """What runs over the columns right of it, as far as the page goes."""
    printed = printed_widths(book, sheet, widths)
    page = sum(map(pixels, printed.values()))
    words = book.words
    title = str(book.cells(Captions.title)[0]) if is_named(sheet, book) else words.text(f"sheet.{sheet.key}.title")
    caption = str(book.cells(caption_of(sheet, book))[0] or "")
    heading = _pixels(book, title, NAME, bold=True) + _pixels(book, caption, BODY) + 4 * INDENT
    yield Text("heading", f"{title} {caption}", heading, page)
    purpose = words.text(f"sheet.{sheet.key}.purpose")
    yield Text("purpose", purpose, _pixels(book, purpose, BODY), page)
    for block in sheet.blocks:
        frame = book.layout.frames[block]
        title, note = words.title(block), words.find("note", block.__name__) or ""
        across = sum(
            pixels(widths[column]) for column in range(frame.left, max(book.layout.edges[sheet.key], frame.right) + 1)
        )
        yield Text(block, title, _pixels(book, title, TITLE, bold=True), across)
        yield Text(block, note, _pixels(book, note, SMALL), across)
        if block.arrangement is Arrangement.LIST:
            for line in book.layout.lines(block, Axis.CELL):
                remark = words.find("help", block.__name__, line.key) or ""
                before = sum(
                    pixels(printed[column]) for column in printed if column < book.layout.places[line].left + 1
                )
                yield Text(line, remark, _pixels(book, remark, SMALL) + INDENT, page - before)


def _cards(book: Edition, block: type[Home], widths: dict[int, float]) -> Iterator[Text]:
    for lines in cards_of(book.layout, block).values():  # type: ignore[arg-type]  # blocks of a sheet are Blocks
        for part, line in lines.items():
            left = book.layout.places[line].left
            room = sum(pixels(widths[left + i]) for i in range(CARD_WIDTH)) - INDENT
            if part == "":
                label = book.words.label(line)
                yield Text(line, label, _pixels(book, label, SMALL), room)
            if part in ("", "told") and line.measure in (Type.TEXT, Type.LABEL):
                said = str(book.cells(line)[0] or "")
                yield Text(line, said, _pixels(book, said, TINY if part else CARD, bold=not part), room)


def _labels(book: Edition, block: type[Home], widths: dict[int, float]) -> Iterator[Text]:
    for line in book.layout.lines(block, Axis.CELL):
        label = record_label(book, line)
        left = book.layout.frames[block].left
        yield Text(line, label, _pixels(book, label, BODY) + INDENT, pixels(widths[left]) - EDGES)


def _cells(book: Edition, line: Line, widths: dict[int, float]) -> Iterator[Text]:
    place = book.layout.places[line]
    if (
        isinstance(line, Trend)
        or line.measure not in (Type.TEXT, Type.LABEL)
        or line.axis not in (Axis.ROWS, Axis.BODY)
    ):
        return
    room = pixels(widths[place.left]) - EDGES - (INDENT if line.measure is Type.TEXT else 0)
    points = SMALL if isinstance(line, Calc) and leads(line, book.layout) else BODY
    if line.key in GUTTER_BESIDE:
        room += pixels(widths[place.left + 1])
    for text in {text for text in book.cells(line) if isinstance(text, str)}:
        yield Text(line, text, _pixels(book, text, points), room)


def headings_of(book: Edition, sheet: Sheet) -> Iterator[Text]:
    """The lines of each heading, in the height of its row."""
    widths = sheet_widths(book, sheet)
    heights = row_heights(book, sheet, widths)
    for block in sheet.blocks:
        header = book.layout.frames[block].header
        for line in book.layout.lines(block, Axis.ROWS):
            if not book.layout.is_beside(line) and header in heights:
                text, room = book.words.heading(line), pixels(widths[book.layout.places[line].left]) - EDGES
                wraps = _wrapped(book, text, room)
                yield Text(line, text, wraps * LINE_OF_HEADING + AROUND_HEADING, heights[header])


def _wrapped(book: Edition, text: str, room: float) -> int:
    """Between words, and between Chinese characters; a word that is too long for its line counts as many."""
    font, lines, used = font_of(book.words.lang), 1, 0.0
    for word in _pieces(text):
        wide = font.pixels(word, SMALL)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        used += wide
        if wide > room:
            lines += 9
    return lines


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    for c in text:
        if found and found[-1][-1].isascii() and c.isascii() and found[-1][-1] != " ":
            found[-1] += c
        else:
            found.append(c)
    return found


@pytest.mark.parametrize("whose", [*NATIVE_BOOKS, *TEMPLATES], ids=str)
def test_every_text_fits_where_it_stands(whose: Whose) -> None:
    book = made(whose)
    cut = [
        (sheet.key, str(text.place), text.text, round(text.needed), round(text.room))
        for sheet in book.book.sheets
        for text in texts_of(book.in_full() if sheet.in_full else book, sheet)
        if text.needed > text.room
    ]
    assert not cut, "\n".join(map(str, cut))


@pytest.mark.parametrize("whose", [*NATIVE_BOOKS, *TEMPLATES], ids=str)
def test_every_heading_stands_in_as_many_lines_as_its_row_is_tall(whose: Whose) -> None:
    book = made(whose)
    cut = [
        (sheet.key, str(text.place), text.text, text.needed, text.room)
        for sheet in book.book.sheets
        for text in headings_of(book, sheet)
        if text.needed > text.room
    ]
    assert not cut, "\n".join(map(str, cut))
