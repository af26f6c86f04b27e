"""Cells by business words, in English and in Chinese, and what a cell comes of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Final

from salessheet.errors import InvalidOption
from salessheet.mcp.answers import Answer, first, told
from salessheet.mcp.books import SeenBook, filled
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Type
from salessheet.workbook.readings.phrases import name_of
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.readings.words import describe
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.addresses import CellRef, area

MOST_FOUND: Final = 8
_SHOWN_VALUES: Final = 5
_OF_LABEL, _OF_TITLE, _OF_SHEET, _OF_ROW = 4.0, 2.0, 1.0, 1.0
_LEAST: Final = 0.5  # of the words asked for that have to be found
_WORDS: Final = re.compile(r"[a-z0-9]+|(?:(?![的是在])[\u3400-\u9fff])+")
_NOISE: Final = frozenset(
    {
        "a", "an", "and", "by", "for", "how", "in", "is", "much", "of", "s", "the", "to", "what", "where", "which",
        "什么", "哪里", "多少",
    }
)  # fmt: skip  # words that ask


def found(book: SeenBook, query: str) -> list[Answer]:
    """The cells that the words name, those that fit best first. A word from a row, such as a name, chooses the row.

    Raises InvalidOption for a query without a word.
    """
    asked = _terms(query)
    if not asked:
        raise InvalidOption("There is no word to look for.", "Say what the number is called, such as 'annual target'.")
    ranked = sorted(_ranked(book, query, asked), key=lambda each: -each[0])
    return first([_cell(book, line, row) for _, line, row in ranked], MOST_FOUND)


def explained(book: SeenBook, sheet: str, address: str) -> Answer:
    """What stands in a cell, in words, with the values that it is made of.

    Raises InvalidOption for what is no cell, and for a cell of which nothing can be said to this audience.
    """
    place = area(sheet, address.replace("$", "").upper())
    if place is None or not place.is_cell:
        raise InvalidOption(f"'{address}' is no cell.", "Write it as B12.")
    cell = CellRef(sheet, place.top, place.left)
    line = book.line_at(cell)
    if line is None:
        raise InvalidOption(
            f"{cell}: nothing that is told here stands there.", "Look for the number by its words: the tool find_cells."
        )
    at = book.places[line]
    index = (cell.row - at.top) * (at.right - at.left + 1) + cell.column - at.left
    reads = dict.fromkeys(lines_read(line.native)) if isinstance(line, Calc) else {}
    seen = [read for read in reads if read in book.places]
    return {
        **_cell(book, line, index),
        "inputs": first([_input(book, read, line, index) for read in seen]),
        "inputs_elsewhere": len(reads) - len(seen),
    }


def _ranked(book: SeenBook, query: str, asked: frozenset[str]) -> Iterator[tuple[float, Line, int | None]]:
    texts: dict[object, Mapping[str, int]] = {}
    for line in book.places:
        if isinstance(line, Counter):
            continue
        if line.block not in texts:
            texts[line.block] = _rows_by_text(book, line.block)
        row, named = _row_named(texts[line.block], query)
        left = asked - named
        scores = [_score(left, len(asked), lang, line) for lang in LANGUAGES]
        score, hit = max(scores)
        if left and hit >= _LEAST * len(left) and score:
            at = book.places[line]
            is_in_row = row is not None and at.left == at.right and row <= at.bottom - at.top > 0
            yield score + (_OF_ROW if is_in_row else 0.0), line, row if is_in_row else None


def _score(asked: frozenset[str], of: int, lang: str, line: Line) -> tuple[float, int]:
    """How well the words fit, and how many of them. `of`: how many were asked for, those that chose a row included.

    A label that says no more than was asked fits best.
    """
    label, title, sheet = _terms_of(lang, line)
    weights = [
        _OF_LABEL if term in label else _OF_TITLE if term in title else _OF_SHEET if term in sheet else 0.0
        for term in asked
    ]
    closeness = len(asked & label) / len(label) if label else 0.0
    return sum(weights) / of + closeness, sum(weight > 0 for weight in weights)


@cache
def _terms_of(lang: str, line: Line) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = Words.load(lang)
    sheet = next(sheet for sheet in SALES_CENTER.sheets if line.block in sheet.blocks)
    told_of = (name_of(line, words), words.title(line.block), words.text(f"sheet.{sheet.key}.name"))
    label, title, tab = map(_terms, told_of)
    return label, title, tab


@cache
def _terms(text: str) -> frozenset[str]:
    """Words of Latin letters without a plural's s; of Chinese every two characters that stand side by side."""
    terms: set[str] = set()
    for word in _WORDS.findall(text.casefold()):
        if word[0] < "\u3400":
            terms.add(word.removesuffix("s") if len(word) > 3 else word)
        else:
            terms.update([word] if len(word) == 1 else map("".join, pairwise(word)))
    return frozenset(terms - _NOISE)


def _rows_by_text(book: SeenBook, block: object) -> dict[str, int]:
    """The texts in the columns of a block → the first row that has each."""
    rows: dict[str, int] = {}
    for line in (each for each in book.places if each.block is block and each.measure in (Type.TEXT, Type.LABEL)):
        at = book.places[line]
        if at.bottom > at.top and at.left == at.right:
            for row, text in enumerate(book.cells(line)):
                if isinstance(text, str) and len(text) > 1:
                    rows.setdefault(text.casefold(), row)
    return rows


def _row_named(rows: Mapping[str, int], query: str) -> tuple[int | None, frozenset[str]]:
    """The row whose text stands in the query, the longest of them, and its words."""
    asked = query.casefold()
    named = max((text for text in rows if text in asked), key=len, default="")
    return (rows[named], _terms(named)) if named else (None, frozenset())


def _cell(book: SeenBook, line: Line, index: int | None) -> Answer:
    """Sheet, address, value and formula of a line, of one of its cells where there is an index."""
    at, cells, words = book.places[line], book.cells(line), book.words
    place = 0 if at.is_cell else index
    row, column = divmod(place or 0, at.right - at.left + 1)
    cell = CellRef(at.sheet, at.top + row, at.left + column)
    answer: Answer = {
        "book": book.name,
        "sheet": at.sheet,
        "address": at.address if place is None else cell.address,
        "title": words.title(line.block),
        "label": name_of(line, words),
        "unit": words.value("content", line.measure.name),
    }
    if place is None:
        answer["values"] = first(filled(cells), _SHOWN_VALUES)
    else:
        answer["value"] = told(cells[place]) if place < len(cells) else None
    if isinstance(line, Calc):
        answer["in_words"] = describe(line.native, words, line.block)
        if formula := book.formula(line, cell):
            answer["formula"] = formula
    elif isinstance(line, Input):
        answer["typed"] = not line.given
    return answer


def _input(book: SeenBook, read: Line, by: Line, index: int) -> Answer:
    """What a formula reads: the cell of its own row where both stand in one block, else all of it."""
    at, own = book.places[read], book.places[by]
    width, own_width = at.right - at.left + 1, own.right - own.left + 1
    if read.block is by.block and at.bottom - at.top == own.bottom - own.top:
        row, column = divmod(index, own_width)
        index = row * width + (column if width == own_width else 0)
        return _short(_cell(book, read, index))
    return _short(_cell(book, read, None))


def _short(answer: Answer) -> Answer:
    return {key: answer[key] for key in ("sheet", "address", "title", "label", "value", "values") if key in answer}
