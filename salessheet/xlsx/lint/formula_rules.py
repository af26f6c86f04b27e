"""Rules of formulas, wherever they stand: in cells, conditions, validations, tables and charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from salessheet.xlsx.excel_functions import fault_in_call
from salessheet.xlsx.formula_syntax import UnreadableFormula, anatomy, books_in, sheets_in
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.package import MAIN

_SHOWN: Final = 80  # characters of a formula that a finding repeats


@dataclass(frozen=True)
class FormulaRules:
    """`sheets`: the names of all, folded. `books`: how many other workbooks the file has links to."""

    sheets: frozenset[str]
    books: int

    def findings(self, part: str, where: str, text: str) -> Iterator[Finding]:
        """Of one formula as a file has it, without `=`."""
        if text.startswith("=") and len(text) > 1:
            yield found(Fault.FORMULA, part, where, f"it begins with =: {text[:_SHOWN]}")
            return
        if wrong := self._unreadable(f"={text}"):
            yield found(Fault.FORMULA, part, where, f"{wrong}: {text[:_SHOWN]}")
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
        return next(filter(None, (fault_in_call(name, given) for name, given in read.calls)), "")

    def _elsewhere(self, part: str, where: str, formula: str) -> Iterator[Finding]:
        for name in sorted(sheets_in(formula)):
            for sheet in name.split(":"):  # several sheets, from one to another
                if sheet.casefold() not in self.sheets:
                    yield found(Fault.UNKNOWN_SHEET, part, where, f"there is no sheet {sheet!r}")
        for book in sorted(books_in(formula)):
            if not is_index(book, self.books + 1):
                yield found(Fault.FORMULA, part, where, f"the file has no link to another workbook [{book}]")


def formula_rules(book: LintedBook) -> FormulaRules:
    if book.workbook is None:
        return FormulaRules(frozenset(), 0)
    books = book.workbook.findall(f"{MAIN}externalReferences/{MAIN}externalReference")
    return FormulaRules(book.sheet_names(), len(books))
