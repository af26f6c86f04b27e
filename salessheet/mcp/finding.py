"""Cells by business words, in English and in Chinese, and what a cell comes of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from salessheet.errors import InvalidOption
from salessheet.mcp.answers import Answer, first, told
from salessheet.mcp.belonging import owners, shown
from salessheet.mcp.books import SeenBook
from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Type
from salessheet.workbook.readings.phrases import name_of
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.readings.words import describe
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.lists import LISTS
from salessheet.xlsx.addresses import CellRef, area

MOST_FOUND: Final = 8
_SHOWN_VALUES: Final = 5
_OF_LABEL, _OF_TITLE, _OF_SHEET, _OF_ROW = 4.0, 2.0, 1.0, 1.0
_BEHIND: Final = 1.5  # what a fit loses on sheets that nobody reads for the number itself
_ASK_AGAIN: Final = (
    "Ask with fewer words, as a heading has them, such as 'attainment' or '达成率', and beside them the name of a"
    " person, product or channel as the workbook spells it."
)
_NOTHING: Final = f"No cell that is told here is called so. {_ASK_AGAIN}"
_ALIKE: Final = (
    "Other rows have this word, too, and this is the first. Ask by the id in the row, as the workbook spells it."
)
_ONE_OF_THEM: Final = (
    "Of {all}, the first that shows something. The others are made alike, each of its own row or column."
)
_ROUNDS: Final = ((0.5, ""), (0.25, f"These fit a part of the words only. {_ASK_AGAIN}"))
"""Which share of the words has to be found, at first and at last, and what is said of such cells."""

_WORDS: Final = re.compile(r"[a-z0-9]+|(?:(?![的是在])[\u3400-\u9fff])+")
_LETTER: Final = r"(?![\u2e80-\u9fff\uf900-\ufaff])[^\W_]"  # of words with spaces between them
_NOISE: Final = frozenset(
    {
        "a", "an", "and", "are", "by", "did", "do", "does", "for", "how", "in", "is", "many", "much", "of", "s", "the",
        "this", "to", "was", "were", "what", "where", "which", "who",
        "什么", "哪里", "哪些", "多少", "如何", "怎么",
    }
)  # fmt: skip  # words that ask
ALSO_SAID: Final = {
    "佣金": "提成", "完成率": "达成率", "胜率": "赢单率", "赢率": "赢单率", "赢单金额": "成交额", "应收": "未回款",
    "nps": "净推荐值", "quota": "target", "revenue": "won", "receivable": "unpaid",
}  # fmt: skip  # what people say → what workbooks call it: looked for beside what was said
_PLACES: Final = {
    line: (sheet, order)
    for order, (sheet, line) in enumerate(
        (sheet, line) for sheet in SALES_CENTER.sheets for block in sheet.blocks for line in block.lines
    )
}


def found(book: SeenBook, query: str) -> Answer:
    """The cells that the words name, those that fit best first. A word from a row, such as a name, chooses the row.

    Of several rows that have it the first is told, and that there are others.

    Where none has half of the words, those that have a quarter, and a note that says so. Raises InvalidOption for a
    query without a word.
    """
    asked = _ways_to_say(query)
    for least, note in _ROUNDS:
        ranked = sorted(_ranked(book, query, asked, least), key=lambda each: (-each[0], _PLACES[each[1]][1]))
        if ranked:
            cells = first([_in_row(book, line, rows) for _, line, rows, _ in ranked], MOST_FOUND)
            return {"found": cells} | ({"note": note} if note else {})
    return {"found": [], "note": _NOTHING}


def fit(book: SeenBook, query: str) -> float:
    """Which share of the words the cell has that has most of them. Raises as `found`."""
    return max((share for *_, share in _ranked(book, query, _ways_to_say(query), 0.0)), default=0.0)


def explained(book: SeenBook, sheet: str, address: str) -> Answer:
    """What stands in a cell, in words, with the values that it is made of.

    Of all cells of a line, as `found` tells some, the first that shows something. Raises InvalidOption for other cells
    together, for what is no address, and for a cell of which nothing can be said to this audience.
    """
    place = area(sheet, address.replace("$", "").upper())
    if place is None:
        raise InvalidOption(f"'{address}' is not the address of a cell.", "Write it as B12.")
    cell = CellRef(sheet, place.top, place.left)
    line = book.line_at(cell)
    if line is None:
        raise InvalidOption(
            f"{cell}: nothing that is told here stands there.", "Look for the number by its words: the tool find_cells."
        )
    at, note = book.places[line], {}
    index = (cell.row - at.top) * (at.right - at.left + 1) + cell.column - at.left
    if not place.is_cell:
        if place != at:
            raise InvalidOption(f"'{address}' is several cells.", f"Name one of them, such as {cell.address}.")
        index, note = _first_shown(book, line), {"note": _ONE_OF_THEM.format(all=at.address)}
    reads = dict.fromkeys(lines_read(line.native)) if isinstance(line, Calc) else {}
    seen = [read for read in reads if read in book.places]
    return {
        **_cell(book, line, index),
        **note,
        "inputs": first([_input(book, read, line, index) for read in seen]),
        "inputs_elsewhere": len(reads) - len(seen),
    }


def _first_shown(book: SeenBook, line: Line) -> int:
    """Its place in the line; 0 where none shows anything."""
    return next((place for place, cell in enumerate(book.cells(line)) if cell not in {None, ""}), 0)


def _ways_to_say(query: str) -> tuple[frozenset[str], ...]:
    """The words as they were said; then, where the workbook calls something otherwise, so. Raises InvalidOption."""
    if not _terms(query):
        raise InvalidOption("There is no word to look for.", "Say what the number is called, such as 'annual target'.")
    said = query.casefold()
    for word, called in ALSO_SAID.items():
        said = said.replace(word, called)
    return tuple(dict.fromkeys((_terms(query), _terms(said))))


def _ranked(
    book: SeenBook, query: str, asked: tuple[frozenset[str], ...], least: float
) -> Iterator[tuple[float, Line, Sequence[int], float]]:
    """How well each line fits, the rows that are named in it, and which share of the words it has."""
    texts: dict[object, Mapping[str, Sequence[int]]] = {}
    for line in book.places:
        if isinstance(line, Counter) or _PLACES[line][0] is LISTS:
            continue
        if line.block not in texts:
            texts[line.block] = _rows_by_text(book, line.block)
        rows, named = _rows_named(texts[line.block], query)
        ways = [way - named for way in asked]
        scores = [(*_score(left, len(left | named), lang, line), left) for left in ways for lang in LANGUAGES]
        score, hit, left = max(scores, key=lambda each: each[:2])
        if left and hit >= least * len(left) and score:
            at = book.places[line]
            last = at.bottom - at.top
            own = [row for row in rows if row <= last] if at.left == at.right and last else []
            score += (_OF_ROW if own else 0.0) - (_BEHIND if _is_working(_PLACES[line][0]) else 0.0)
            yield score, line, own, hit / len(left)


def _is_working(sheet: Sheet) -> bool:
    """Checks included: a number that they are of stands elsewhere."""
    return sheet.group is Group.WORKING or sheet.role is Role.CONTROL


def _score(asked: frozenset[str], of: int, lang: str, line: Line) -> tuple[float, int]:
    """How well the words fit, and how many of them. `of`: how many were asked for, those that chose a row included.

    A label that says no more than was asked fits best.
    """
    label, title, tab = _terms_of(lang, line)
    weights = [
        _OF_LABEL if term in label else _OF_TITLE if term in title else _OF_SHEET if term in tab else 0.0
        for term in asked
    ]
    closeness = len(asked & label) / len(label) if label else 0.0
    return sum(weights) / of + closeness, sum(weight > 0 for weight in weights)


@cache
def _terms_of(lang: str, line: Line) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = Words.load(lang)
    told_of = (name_of(line, words), words.title(line.block), words.text(f"sheet.{_PLACES[line][0].key}.name"))
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


def _rows_by_text(book: SeenBook, block: object) -> dict[str, list[int]]:
    """The texts in the columns of a block → the rows that have each, those of the first such column."""
    rows: dict[str, list[int]] = {}
    for line in (each for each in book.places if each.block is block and each.measure in (Type.TEXT, Type.LABEL)):
        at = book.places[line]
        if at.bottom > at.top and at.left == at.right:
            own: dict[str, list[int]] = {}
            for row, text in enumerate(book.cells(line)):
                if isinstance(text, str) and len(text) > 1:
                    own.setdefault(text.casefold(), []).append(row)
            rows = own | rows
    return rows


def _rows_named(rows: Mapping[str, Sequence[int]], query: str) -> tuple[Sequence[int], frozenset[str]]:
    """The rows whose text stands in the query, the longest of them, and its words."""
    asked = query.casefold()
    named = max((text for text in rows if text in asked and _is_said(text, asked)), key=len, default="")
    return rows.get(named, ()), _terms(named)


def _is_said(text: str, asked: str) -> bool:
    """Whether it stands there as words of its own, or their plural: Al is no part of total."""
    before = f"(?<!{_LETTER})" if re.match(_LETTER, text) else ""
    after = f"s?(?!{_LETTER})" if re.match(_LETTER, text[-1]) else ""
    return re.search(f"{before}{re.escape(text)}{after}", asked) is not None


def _in_row(book: SeenBook, line: Line, rows: Sequence[int]) -> Answer:
    """The line's cell in the first of the rows, or all of it where none is named."""
    if not rows:
        return _cell(book, line, None)
    return _cell(book, line, rows[0]) | ({"rows_alike": len(rows), "note": _ALIKE} if len(rows) > 1 else {})


def _cell(book: SeenBook, line: Line, index: int | None) -> Answer:
    """Sheet, address, value and formula of a line, of one of its cells where there is an index.

    Of a line the first values, and beside them `of`: whose they are, since blanks are left out.
    """
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
        answer |= _values(book, line, cells)
    else:
        answer["value"] = told(shown(line, cells[place])) if place < len(cells) else None
    if isinstance(line, Calc):
        answer["in_words"] = describe(line.native, words, line.block)
        if formula := book.formula(line, cell):
            answer["formula"] = formula
    elif isinstance(line, Input):
        answer["typed"] = not line.given
    return answer


def _values(book: SeenBook, line: Line, cells: Sequence[object]) -> Answer:
    """The first cells that show something, and what each of them belongs to."""
    places = [place for place, cell in enumerate(cells) if cell not in {None, ""}]
    values = first([shown(line, cells[place]) for place in places], _SHOWN_VALUES)
    of = owners(book, line, places[:_SHOWN_VALUES])
    return {"values": values} | ({"of": of} if of else {})


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
    return {
        key: answer[key] for key in ("sheet", "address", "title", "label", "value", "values", "of") if key in answer
    }
