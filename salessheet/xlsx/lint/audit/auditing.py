"""What an auditor of spreadsheets would point at, in a workbook that Excel opens as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from salessheet.xlsx.lint.audit.audited_sheet import AuditedBook, AuditedSheet, read_by_formulas
from salessheet.xlsx.lint.audit.book import book_findings
from salessheet.xlsx.lint.audit.circles import circles
from salessheet.xlsx.lint.audit.columns import odd_values
from salessheet.xlsx.lint.audit.formulas import (
    as_texts,
    calculated_of_nothing,
    gone_references,
    outside,
    unknown_functions,
    unknown_names,
    volatile,
)
from salessheet.xlsx.lint.audit.lists import looked_up
from salessheet.xlsx.lint.audit.locks import unlocked
from salessheet.xlsx.lint.audit.patterns import (
    below_tables,
    broken_ends,
    broken_patterns,
    broken_table_columns,
    short_ranges,
    twice_counted,
)
from salessheet.xlsx.lint.audit.rules import forbidden
from salessheet.xlsx.lint.audit.stored import stale
from salessheet.xlsx.lint.audit.totals import left_out, totals
from salessheet.xlsx.lint.audit.values import days, errors, hidden, merged, texts, unlabelled
from salessheet.xlsx.lint.findings import Finding

_MOST: Final = 20
"""Findings of one kind on a sheet; the rest is not listed."""
_RULES: Final[tuple[Callable[[AuditedSheet], Iterator[Finding]], ...]] = (
    broken_patterns,
    broken_ends,
    broken_table_columns,
    short_ranges,
    below_tables,
    left_out,
    twice_counted,
    totals,
    looked_up,
    errors,
    texts,
    days,
    odd_values,
    volatile,
    outside,
    as_texts,
    calculated_of_nothing,
    gone_references,
    unknown_functions,
    unknown_names,
    unlabelled,
    hidden,
    merged,
    forbidden,
    stale,
    unlocked,
)


def audit_findings(book: AuditedBook) -> list[Finding]:
    """Patterns that break off, ranges that stop short, numbers that are texts and the like, sheet by sheet."""
    read = read_by_formulas(book)
    findings: list[Finding] = []
    for sheet in book.sheets.values():
        auditor = AuditedSheet(book, sheet, read.of(sheet.name), read.unknown.get(sheet.name, ()))
        for rule in _RULES:
            findings += [finding for finding, _ in zip(rule(auditor), range(_MOST), strict=False)]
    findings += circles(book, read)
    findings += book_findings(book, read)
    return list(dict.fromkeys(findings))
