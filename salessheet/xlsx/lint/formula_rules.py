"""Rules of formulas, wherever they stand: in cells, conditions, validations, tables and charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from openpyxl.utils import column_index_from_string

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW
from salessheet.xlsx.excel_functions import fault_in_call
from salessheet.xlsx.formula_syntax import UnreadableFormula, anatomy, books_in, sheets_in
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.lint.table_references import Columns, columns_of, lost_columns
from salessheet.xlsx.package import MAIN

_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!')
_FIXED: Final = re.compile(
    r"(?<![\w.$\\?\]])(?:(?=[A-Za-z]*\$)\$?([A-Za-z]{1,3})\$?(\d+)|\$?(\d+):\$?(\d+))(?![\w.(!\[])"
)
_FAR: Final = re.compile(r"[0-9]{7}|[A-Za-z]{3}\$?[0-9]")
"""What may lie beyond the last row or column; nearly no formula has it."""
_IN_TABLE: Final = re.compile(r"[\w.]\[[^\]]")
_OWN_BOOK: Final = "0"
_ITEM: Final = re.compile(r"(?<=\[)(#[^\[\]']*)(?=\])")
_ITEMS: Final = frozenset({"#all", "#data", "#headers", "#totals", "#this row"})
_BARE_COLUMN: Final = re.compile(r"\[\[#[^\[\]]*\],\s*[^\s\[#]", re.IGNORECASE)
SHOWN: Final = 80  # characters of a formula that a finding repeats


@dataclass(frozen=True)
class FormulaRules:
    """`sheets`: the names of all, folded. `books`: how many other workbooks the file has links to."""

    sheets: frozenset[str]
    books: int
    tables: Columns

    def findings(self, part: str, where: str, text: str) -> Iterator[Finding]:
        """Of one formula as a file has it, without `=`."""
        if text.startswith("=") and len(text) > 1:
            yield found(Fault.FORMULA, part, where, f"it begins with =: {text[:SHOWN]}")
            return
        if wrong := self._unreadable(f"={text}"):
            yield found(Fault.FORMULA, part, where, f"{wrong}: {text[:SHOWN]}")
            return
        yield from self._elsewhere(part, where, f"={text}")

    def _unreadable(self, formula: str) -> str:
        try:
            read = anatomy(formula)
        except UnreadableFormula as fault:
            return f"Excel cannot read it ({fault})"
        if read.left_open:
            return "a bracket of it is not closed"
        if read.has_spill:
            return "a file writes _xlfn.ANCHORARRAY(A1) for A1#"
        if read.has_at:
            return "a file writes _xlfn.SINGLE(A1) for @A1, and [#This Row] for @ in a table"
        if place := _off_the_sheet(formula):
            return f"{place} lies beyond the last row or column"
        if wrong := _wrong_in_table(formula):
            return wrong
        return next(filter(None, (fault_in_call(name, given) for name, given in read.calls)), "")

    def _elsewhere(self, part: str, where: str, formula: str) -> Iterator[Finding]:
        for name in sorted(sheets_in(formula)):
            for sheet in name.split(":"):  # several sheets, from one to another
                if sheet.casefold() not in self.sheets:
                    yield found(Fault.UNKNOWN_SHEET, part, where, f"there is no sheet {sheet!r}")
        for book in sorted(books_in(formula)):
            if not is_index(book, self.books + 1):
                yield found(Fault.FORMULA, part, where, f"the file has no link to another workbook [{book}]")
        for wrong in lost_columns(formula, self.tables):
            yield found(Fault.FORMULA, part, where, wrong)


def _off_the_sheet(formula: str) -> str:
    """A reference that can be no name, for it has a `$` or is of rows, and lies off the sheet; "" for none."""
    for found_ in _FIXED.finditer(_QUOTED.sub('""', formula) if _FAR.search(formula) else ""):
        column, row, first, last = found_.groups()
        if (row and not 1 <= int(row) <= LAST_ROW) or (column and column_index_from_string(column) > LAST_COLUMN):
            return found_[0]
        if first and (int(first) > LAST_ROW or int(last) > LAST_ROW):
            return found_[0]
    return ""


def _wrong_in_table(formula: str) -> str:
    """What no reference into a table says between its brackets; "" for a sound one."""
    if "[" not in formula:
        return ""
    bare = _QUOTED.sub('""', formula)
    for item in _ITEM.findall(bare):
        if item.casefold() not in _ITEMS:
            return f"a reference into a table has no [{item}]"
    if _BARE_COLUMN.search(bare):
        return "beside [#This Row], a column stands in brackets of its own"
    return ""


@lru_cache(maxsize=4_096)
def fault_in_rule(text: str) -> str:
    """What the formula of a validation or of a conditional format, without `=`, may not read; "" for a sound one."""
    bare = _QUOTED.sub('""', text)
    if _IN_TABLE.search(bare) is not None:
        return "a rule cannot read a table by its columns"
    if books_in(f"={text}") - {_OWN_BOOK}:
        return "a rule cannot read another workbook"
    try:
        read = anatomy(f"={text}")
    except UnreadableFormula:
        return ""  # which is a finding of its own
    if read.has_array:
        return "a rule cannot hold an array of constants"
    return "a rule cannot join ranges, nor ask where they cross" if read.joins else ""


def formula_rules(book: LintedBook) -> FormulaRules:
    if book.workbook is None:
        return FormulaRules(frozenset(), 0, {})
    books = book.workbook.findall(f"{MAIN}externalReferences/{MAIN}externalReference")
    return FormulaRules(book.sheet_names(), len(books), columns_of(book))
