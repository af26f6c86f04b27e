"""Calls of every cell function that every host has to answer alike: its example, and what becomes of it in use.

The same seed gives the same calls. What is changed is one cell of one argument, or the shape of one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from salessheet.core.values import Value, to_serial
from salessheet.errors import ErrorKind
from salessheet.udfs import FUNCTIONS, HELP
from tests.udfs.test_arrays import GIVEN

Rows = list[list[Value]]

_MOST_ROWS: Final = 400  # of an answer: a forecast of as many periods as a date has days says nothing more
LEFT_OUT: Final = " left out"
SHEET: Final = "Sheet1"
ERRORS: Final = frozenset(kind.value for kind in ErrorKind)


@dataclass(frozen=True)
class Question:
    """`given`: rows as cells hold them, None where an argument is left out between others."""

    function: str
    about: str
    given: tuple[Rows | None, ...]

    def __str__(self) -> str:
        return f"{self.function}, {self.about}: {self.given}"

    def answer(self) -> Rows:
        """Of Python itself, as cells show it."""
        found = FUNCTIONS[self.function](*self.given)
        return shown(found if isinstance(found, list) else [[found]])


def shown(rows: Rows) -> Rows:
    return [[_shown(value) for value in row] for row in rows]


def _shown(value: Value) -> Value:
    """As a cell shows it, numbers to nine figures."""
    if value is None:
        return ""
    if isinstance(value, date):
        return to_serial(value)
    return float(f"{value:.9g}") if isinstance(value, int | float) else value


def questions(seed: int) -> list[Question]:
    drawn = random.Random(seed)
    every = [question for name in FUNCTIONS for question in _about(name, drawn)]
    return [question for question in every if len(question.answer()) < _MOST_ROWS]


def _about(name: str, drawn: random.Random) -> Iterator[Question]:
    whole = _example(name)
    yield Question(name, "as it stands", whole)
    for about, entry in ENTRIES.items():
        yield Question(name, about, _with_another_cell(whole, entry, drawn))
    for i, argument in enumerate(HELP[name].arguments[:-1]):
        if argument.optional:
            yield Question(name, f"{argument.name}{LEFT_OUT}", (*whole[:i], None, *whole[i + 1 :]))
    for about, change in SHAPES.items():
        i = drawn.randrange(len(whole))
        yield Question(name, about, (*whole[:i], change(whole[i]), *whole[i + 1 :]))


def _example(name: str) -> tuple[Rows, ...]:
    """Every argument: those that the example leaves out are their defaults, written out."""
    return tuple(_cells(GIVEN[name].get(one.name, one.default)) for one in HELP[name].arguments)


def _cells(value: Value) -> Rows:
    rows = value if isinstance(value, list) else [[value]]
    return [[to_serial(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]


def _with_another_cell(whole: tuple[Rows, ...], entry: Value, drawn: random.Random) -> tuple[Rows, ...]:
    places = [(i, j, k) for i, rows in enumerate(whole) for j, row in enumerate(rows) for k, _ in enumerate(row)]
    at = drawn.choice(places)
    return tuple(
        [[entry if (i, j, k) == at else cell for k, cell in enumerate(row)] for j, row in enumerate(rows)]
        for i, rows in enumerate(whole)
    )


ENTRIES: Final[dict[str, Value]] = {
    "blank": None,
    "empty text": "",
    "zero": 0,
    "negative": -3,
    "not available": "#N/A",
    "divided by zero": "#DIV/0!",
    "number as a text": "12",
    "Chinese": "华东一区",
    "full width": "ＡＢＣ　12",
    "month end": to_serial(date(2024, 2, 29)),
    "a day and a half": 46_000.5,
    "day as a text": "2026-06-01",
    "beyond the calendar": 3_000_000,
    "huge": 1e300,
    "tiny": 1e-12,
    "fraction": 0.1 + 0.2,
    "spaces": "  ",
    "quotes": '"x"',
    "per cent as a text": "12%",
    "thousands as a text": "1,234.5",
    "wide space": "\u3000",
    "word of JavaScript": "constructor",
    "first day of all": 1,
    "beyond whole numbers": 2.0**53 + 2,
    "smaller than small": 1e-300,
    "error of another kind": "#REF!",
    "day in Chinese": "2026年6月1日",
    "lines": "甲\n乙",
    "beyond the first plane": "😀张三",
    "word with a blank": " Down ",
}
SHAPES: Final[dict[str, Callable[[Rows], Rows]]] = {
    "one cell": lambda rows: [rows[0][:1]],
    "blank cell": lambda rows: [[None]],
    "blank range": lambda rows: [[None] * len(row) for row in rows],
    "headroom": lambda rows: [*rows, *([None] * len(rows[0]) for _ in range(5))],
    "a row of it": lambda rows: [list(column) for column in zip(*rows, strict=True)],
    "twice": lambda rows: [*rows, *rows],
    "upside down": lambda rows: rows[::-1],
}


@dataclass(frozen=True)
class Asked:
    """Questions as formulas of one sheet, one below the other. `tops`: the row in which each begins, from 0."""

    path: Path
    questions: list[Question]
    tops: list[int]

    def wrong(self, cell: Callable[[int, int], Value]) -> dict[str, tuple[Rows, Rows]]:
        """What is answered otherwise, and what Python answers. `cell`: what stands in a row and column, from 0."""
        found = {}
        for question, top in zip(self.questions, self.tops, strict=True):
            answer = question.answer()
            here = shown([[cell(top + i, j) for j, _ in enumerate(row)] for i, row in enumerate(answer)])
            if here != answer:
                found[str(question)] = here, answer
        return found


class Way(Enum):
    """How a formula hands over what a function is given."""

    CELLS = "cells beside it"
    REVERSED = "ranges from their last cell to the first"
    ELSEWHERE = "cells of a sheet whose name wants quotes"
    COLUMNS = "whole columns"
    LITERALS = "written in the formula"


ELSEWHERE: Final = "Bob's 数据"


def written(path: Path, asked: list[Question], way: Way = Way.CELLS) -> Asked:
    workbook = xlsxwriter.Workbook(path)
    sheet, top, tops = workbook.add_worksheet(SHEET), 0, list[int]()
    there = sheet if way is not Way.ELSEWHERE else workbook.add_worksheet(ELSEWHERE)
    for number, question in enumerate(asked):
        answer = question.answer()
        arguments, left = list[str](), len(answer[0]) + 1
        if way is Way.COLUMNS:
            there, left = workbook.add_worksheet(f"C{number}"), 0
        for rows in question.given:
            arguments.append(_argument(there, rows, 0 if way is Way.COLUMNS else top, left, way))
            left += len(rows[0]) + 1 if rows else 0
        formula = f"={question.function}({','.join(arguments)})"
        sheet.write_array_formula(top, 0, top + len(answer) - 1, len(answer[0]) - 1, formula)
        tops.append(top)
        top += max(len(answer), *(len(rows) for rows in question.given if rows)) + 1
    workbook.close()
    return Asked(path, asked, tops)


def _argument(sheet: Worksheet, rows: Rows | None, top: int, left: int, way: Way) -> str:
    if rows is None:
        return ""
    if way is Way.LITERALS:
        return _literal(rows)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            _put(sheet, top + i, left + j, cell)
    last = top + len(rows) - 1, left + len(rows[0]) - 1
    match way:
        case Way.REVERSED:
            return f"{xl_rowcol_to_cell(*last)}:{xl_rowcol_to_cell(top, left)}"
        case Way.ELSEWHERE:
            return f"{quote_sheetname(ELSEWHERE)}!{xl_range(top, left, *last)}"
        case Way.COLUMNS if len(rows) > 1:
            return f"{sheet.name}!{xl_col_to_name(left)}:{xl_col_to_name(last[1])}"
        case Way.COLUMNS:
            return f"{sheet.name}!{xl_range(top, left, *last)}"
    return str(xl_range(top, left, *last))


def in_columns(question: Question) -> Question:
    """As whole columns hold it: all end a row below the last that is used, for longer ones differ in blanks alone."""
    last = max((i for rows in question.given if rows for i, row in enumerate(rows, 1) if set(row) != {None}), default=1)
    whole = (rows if rows is None or len(rows) == 1 else _down_to(rows, last + 1) for rows in question.given)
    return replace(question, given=tuple(whole))


def _down_to(rows: Rows, bottom: int) -> Rows:
    return [*rows, *([None] * len(rows[0]) for _ in range(bottom - len(rows)))][:bottom]


def is_writable(question: Question) -> bool:
    """No formula can hold a blank among others; LibreOffice has #VALUE! for an array with an error in it."""
    return not any(cell is None or cell in ERRORS for rows in question.given if rows for row in rows for cell in row)


ODD: Final = frozenset(
    {"as it stands", "blank cell", "blank range", "one cell", "Chinese", "number as a text", "not available"}
)
"""What questions are about that are asked in every way."""


def asked_in(way: Way, seed: int) -> list[Question]:
    """The questions that can be asked in this way, by which none leaves out an argument."""
    every = questions(seed)
    match way:
        case Way.CELLS:
            return every
        case Way.LITERALS:
            return [question for question in every if LEFT_OUT not in question.about and is_writable(question)]
    odd = [question for question in every if question.about in ODD]
    return [in_columns(question) for question in odd] if way is Way.COLUMNS else odd


def _literal(rows: Rows) -> str:
    if len(rows) == len(rows[0]) == 1:
        return _word(rows[0][0])
    return "{" + ";".join(",".join(map(_word, row)) for row in rows) + "}"


def _word(cell: Value) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, str):
        quoted = cell.replace('"', '""')
        return cell if cell in ERRORS else f'"{quoted}"'
    return repr(cell)


def _put(sheet: Worksheet, row: int, column: int, cell: Value) -> None:
    if isinstance(cell, str) and cell in ERRORS:
        sheet.write_formula(row, column, f"={cell}", None, cell)
    elif cell == "":
        sheet.write_formula(row, column, '=""', None, "")
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)
