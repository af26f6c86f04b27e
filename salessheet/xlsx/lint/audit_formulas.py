"""Formulas that an auditor asks about: what gives another value each time, reads elsewhere, or cannot be known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from salessheet.workbook import functions
from salessheet.workbook.expr import Function
from salessheet.xlsx.addresses import BRACKETS
from salessheet.xlsx.excel_functions import is_function, lacks_prefix
from salessheet.xlsx.lint.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.references import functions_in

VOLATILE: Final = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "INFO", "CELL"})
_OURS: Final = frozenset(one.name for one in vars(functions).values() if isinstance(one, Function))
"""Cell functions of the add-in, beside which a workbook says whether it is there."""
_CALLED: Final = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?|' + BRACKETS + r"|(?<![!\w.\\])([^\W\d][\w.]*)\(", re.DOTALL
)
_TEXT: Final = re.compile(r'"(?:[^"]|"")*"')
_LOCAL: Final = ("_xlpm.", "_xldudf_")
_OTHER_BOOK: Final = re.compile(r"\[\d+\]")


def volatile(sheet: AuditedSheet) -> Iterator[Finding]:
    for place, text in sheet.formulas.items():
        names = sorted(functions_in(text) & VOLATILE)
        if names:
            yield sheet.finding(
                Fault.VOLATILE, place, f"{', '.join(names)} gives another value without any input having changed"
            )
        if _OTHER_BOOK.search(text):
            yield sheet.finding(Fault.EXTERNAL, place, f"it reads another workbook: {text[:60]}")


def gone_references(sheet: AuditedSheet) -> Iterator[Finding]:
    for place, text in sheet.formulas.items():
        if "#REF!" in text and "#REF!" in _TEXT.sub("", text):
            yield sheet.finding(Fault.LOST_REFERENCE, place, f"what it read was deleted: {text[:60]}")


def unknown_functions(sheet: AuditedSheet) -> Iterator[Finding]:
    """Functions that Excel would show `#NAME?` for; not in workbooks with macros, which may be those functions."""
    if sheet.book.package.related(sheet.book.package.workbook_part, "/vbaProject"):
        return
    for place, text in sheet.formulas.items():
        for name in dict.fromkeys(_CALLED.findall(text)):
            if not name or name.startswith(_LOCAL) or name.upper() in _OURS:
                continue
            if lacks_prefix(name):
                yield sheet.finding(Fault.UNKNOWN_FUNCTION, place, f"{name} lacks its prefix, and shows #NAME?")
            elif not is_function(name) and not _is_defined(sheet, name):
                yield sheet.finding(Fault.UNKNOWN_FUNCTION, place, f"Excel has no function {name}, and shows #NAME?")


def _is_defined(sheet: AuditedSheet, name: str) -> bool:
    names = sheet.book.names
    return (None, name.casefold()) in names or (sheet.cells.name, name.casefold()) in names


def unknown_names(sheet: AuditedSheet) -> Iterator[Finding]:
    for place, name in sheet.unknown:
        yield sheet.finding(
            Fault.UNKNOWN_NAME, place, f"{name} is no cell of a sheet, and no name that is defined: it shows #NAME?"
        )
