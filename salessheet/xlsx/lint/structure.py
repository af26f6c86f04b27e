"""Whether Excel would open a workbook without offering to repair it: all rules of the file."""

from __future__ import annotations

from collections.abc import Iterator

from salessheet.xlsx.lint.book import LintedBook, read
from salessheet.xlsx.lint.cell_rules import cell_findings, limits_of, text_findings
from salessheet.xlsx.lint.drawing_rules import drawing_findings
from salessheet.xlsx.lint.findings import Finding
from salessheet.xlsx.lint.pivot_rules import pivot_findings
from salessheet.xlsx.lint.property_rules import property_findings
from salessheet.xlsx.lint.schema_rules import schema_findings
from salessheet.xlsx.lint.sheet_rules import SheetRules
from salessheet.xlsx.lint.slicer_rules import slicer_findings
from salessheet.xlsx.lint.style_rules import style_findings, styles_of
from salessheet.xlsx.lint.table_rules import table_findings
from salessheet.xlsx.lint.workbook_rules import workbook_findings
from salessheet.xlsx.lint.zip_rules import zip_findings


def structural_findings(content: bytes) -> list[Finding]:
    """What Excel would repair, refuse or leave out, in the order of the rules; a sound file has none.

    `content`: the bytes of an .xlsx file, whatever is wrong with them.
    """
    book = read(content)
    if book.parts:
        rules = list(_findings(book))
        book.findings += rules
    return list(dict.fromkeys(book.findings))


def _findings(book: LintedBook) -> Iterator[Finding]:
    yield from zip_findings(book)
    yield from workbook_findings(book)
    yield from schema_findings(book)
    yield from style_findings(book)
    yield from text_findings(book)
    formats = styles_of(book)
    limits = limits_of(book, formats)
    for _, part in book.sheets():
        root = book.tree(part)
        if root is not None:
            yield from cell_findings(book, root, part, limits)
            yield from SheetRules(book, part, formats, limits.formulas).findings(root)
    yield from table_findings(book)
    yield from drawing_findings(book)
    yield from pivot_findings(book)
    yield from slicer_findings(book)
    yield from property_findings(book)
