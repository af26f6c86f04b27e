"""What people typed against the rules of their cells: rules of data validation, the older ones and those of 2010."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import LAST_ROW, Area, CellRef, Place, area, split_sheet
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure.sheet_rules import TRUE
from salessheet.xlsx.table_references import cells_in_table

_X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_DRESSED: Final = re.compile(r"\d.*[^\d.]|[^\d.\s-].*\d")
"""A number with a sign, a unit or a format, or a day."""
_FIXED: Final = re.compile(r"\$[A-Z]{1,3}\$\d+(?::\$[A-Z]{1,3}\$\d+)?")
"""Addresses that are the same in each cell of a rule."""
_NUMBERS: Final = {"whole": "whole number", "decimal": "number", "date": "day", "time": "time"}
_TABLE_COLUMN: Final = re.compile(r"([\w.\\]+)\[([^\[\]#@']+)\]")
_STEPS: Final = 8
"""Names that are followed from one to the next."""
_MOST: Final = 20_000
"""Cells of a list that are looked at."""


def forbidden(sheet: AuditedSheet) -> Iterator[Finding]:
    """Typed values that a rule of their cell does not allow, whether it stops them or not.

    Rules that only warn are left out, and those that a formula or a cell of each row decides.
    """
    rules = list(_rules(sheet))
    if not rules:
        return
    typed = _columns(sheet)
    for rule in rules:
        for place, value in _within(typed, rule.places):
            if value != "" and (wrong := rule.against(value)):
                yield sheet.finding(Fault.FORBIDDEN, place, wrong)


@dataclass(frozen=True, eq=False)
class _Rule:
    """`words`: those of a list, as they are compared. `limit`, `upper`: of other kinds; None where it is not known."""

    kind: str
    operator: str
    places: tuple[Area, ...]
    words: frozenset[str] | None
    limit: float | None
    upper: float | None

    def against(self, value: Value) -> str:
        """Why the rule stops a value; "" where it takes it, or where that is not known."""
        if self.kind == "list":
            return "" if self._lists(value) else f"{_said(value)!r} is none of the words of its list"
        if self.limit is None:
            return ""
        if self.kind == "textLength":
            is_wrong = isinstance(value, str) and not self._holds(len(value), self.limit)
            return f"{value!r:.60} is not as long as its rule wants" if is_wrong else ""
        if not isinstance(value, float):
            return f"{value!r} is no {_NUMBERS[self.kind]}, as its rule wants" if isinstance(value, str) else ""
        if self.kind == "whole" and value != int(value):
            return f"{value:g} is no whole number, as its rule wants"
        return "" if self._holds(value, self.limit) else f"{value:.10g} lies beyond the limits of its rule"

    def _lists(self, value: Value) -> bool:
        """Whether a value is one of the words. What is typed as "$200", "50%" or a day is stored as a number."""
        words = self.words or frozenset()
        is_word = self.words is None or _said(value).casefold() in words
        return is_word or (isinstance(value, float) and any(_DRESSED.search(word) for word in words))

    def _holds(self, number: float, limit: float) -> bool:
        upper = self.upper
        holds = {
            "between": upper is None or limit <= number <= upper,
            "notBetween": upper is None or not limit <= number <= upper,
            "equal": number == limit,
            "notEqual": number != limit,
            "lessThan": number < limit,
            "lessThanOrEqual": number <= limit,
            "greaterThan": number > limit,
            "greaterThanOrEqual": number >= limit,
        }
        return holds.get(self.operator, True)


def _said(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value).strip()


def _rules(sheet: AuditedSheet) -> Iterator[_Rule]:
    tree = sheet.book.package.frame(sheet.cells.part)
    for rule in tree.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
        formulas = [rule.findtext(f".//{MAIN}formula{one}") or "" for one in (1, 2)]
        yield from _rule(sheet, rule, rule.get("sqref", ""), formulas)
    for rule in tree.iterfind(f"{MAIN}extLst//{_X14}dataValidation"):
        formulas = [rule.findtext(f"{_X14}formula{one}/{_XM}f") or "" for one in (1, 2)]
        yield from _rule(sheet, rule, rule.findtext(f"{_XM}sqref") or "", formulas)


def _rule(sheet: AuditedSheet, rule: etree._Element, cells: str, formulas: list[str]) -> Iterator[_Rule]:
    """The rule, if what it wants is known."""
    kind = rule.get("type", "none")
    if rule.get("errorStyle", "stop") != "stop" or kind not in {"list", "textLength", *_NUMBERS}:
        return
    first, second = (text.strip() for text in formulas)
    words = _words(sheet, first, takes_blanks=rule.get("allowBlank") in TRUE) if kind == "list" else None
    limit, upper = (None, None) if kind == "list" else (_limit(sheet, first), _limit(sheet, second))
    if words is not None or limit is not None:
        places = [place for text in cells.split() if (place := area("", text.replace("$", ""))) is not None]
        yield _Rule(kind, rule.get("operator", "between"), tuple(places), words, limit, upper)


def _words(sheet: AuditedSheet, text: str, *, takes_blanks: bool) -> frozenset[str] | None:
    """The words of a list: written out, of a range or of a name; None where a formula makes it.

    A name of a range with a blank cell takes anything where the rule takes blanks.
    """
    if text.startswith('"') and text.endswith('"'):
        return frozenset(word.strip().casefold() for word in text[1:-1].replace('""', '"').split(","))
    found = _area(sheet, text)
    if found is None or found.size > _MOST:
        return None
    cells = sheet.book.sheets[found.sheet]
    values = {(cell.row, cell.column): cells.value((cell.row, cell.column)) for cell in found.cells()}
    is_blank = any(value is None and cells.pattern(place) is None for place, value in values.items())
    if is_blank and takes_blanks and _FIXED.fullmatch(split_sheet(text)[1]) is None:
        return None
    calculated = [value for place, value in values.items() if cells.pattern(place) is not None]
    if calculated and all(value in {None, ""} for value in calculated):
        return None  # by a program that calculates nothing
    return frozenset(_said(value).casefold() for value in values.values() if value not in {None, ""}) or None


def _limit(sheet: AuditedSheet, text: str) -> float | None:
    """A number, written out, of one cell or of the name of one."""
    if _NUMBER.fullmatch(text):
        return float(text)
    found = _area(sheet, text)
    value = sheet.book.sheets[found.sheet].value((found.top, found.left)) if found is not None else None
    return value if isinstance(value, float) and found is not None and found.is_cell else None


def _area(sheet: AuditedSheet, text: str) -> Area | None:
    """Cells that are the same for each cell of the rule, on a sheet of the workbook."""
    tab, address = split_sheet(text.removeprefix("="))
    if _FIXED.fullmatch(address):
        found = area(tab or sheet.cells.name, address)
    else:
        found = _called(sheet.book.file, address, tab or sheet.cells.name)
    return found if found is not None and found.sheet in sheet.book.sheets else None


def _called(book: BookFile, name: str, sheet: str) -> Area | None:
    """The cells of a name: of a range, of a column of a table, or of another name that stands for such cells."""
    for _ in range(_STEPS):
        found = book.named(name, sheet)
        text = book.names.get((sheet, name.casefold()), book.names.get((None, name.casefold())))
        if found is not None or text is None:
            return found
        if (column := _TABLE_COLUMN.fullmatch(text)) is not None:
            table = book.tables.get(column[1].casefold())
            cells = None if table is None else cells_in_table(table, column[2], CellRef("", 1, 1))
            return cells if isinstance(cells, Area) else None
        name = text
    return None


_Typed = Mapping[int, tuple[list[int], list[Value]]]
"""Column → rows in which something is typed, and what."""


def _columns(sheet: AuditedSheet) -> _Typed:
    columns: dict[int, tuple[list[int], list[Value]]] = {}
    for (row, column), value in sheet.cells.typed():
        rows, values = columns.setdefault(column, ([], []))
        rows.append(row)
        values.append(value)
    return columns


def _within(typed: _Typed, places: tuple[Area, ...]) -> Iterator[tuple[Place, Value]]:
    """What is typed in some places: not the headings of whole columns."""
    for place in places:
        for column in sorted(column for column in typed if place.left <= column <= place.right):
            rows, values = typed[column]
            first = bisect_left(rows, place.top)
            is_headed = place.height == LAST_ROW and isinstance(values[first], str)
            for at in range(first + is_headed, bisect_right(rows, place.bottom)):
                yield (rows[at], column), values[at]
