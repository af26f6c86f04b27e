"""Formulas that an auditor asks about: what gives another value each time, reads elsewhere, or cannot be known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from salessheet.workbook import functions
from salessheet.workbook.expr import Function
from salessheet.xlsx.addresses import BRACKETS
from salessheet.xlsx.excel_functions import is_function, lacks_prefix
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.audited_sheet import AuditedSheet, in_reading_order
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.lint.formula_patterns import Run

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
    asked = [run for run in sheet.runs if run.pattern.functions & VOLATILE or _OTHER_BOOK.search(run.pattern.form)]
    for place, run in in_reading_order(asked):
        names = sorted(run.pattern.functions & VOLATILE)
        if names:
            yield sheet.finding(
                Fault.VOLATILE, place, f"{', '.join(names)} gives another value without any input having changed"
            )
        if _OTHER_BOOK.search(run.pattern.form):
            text = run.pattern.text(place[0])
            yield sheet.finding(Fault.EXTERNAL, place, f"it reads another workbook: {text[:60]}")


def gone_references(sheet: AuditedSheet) -> Iterator[Finding]:
    for place, run in in_reading_order(run for run in sheet.runs if "#REF!" in _TEXT.sub("", run.pattern.form)):
        text = run.pattern.text(place[0])
        yield sheet.finding(Fault.LOST_REFERENCE, place, f"what it read was deleted: {text[:60]}")


def unknown_functions(sheet: AuditedSheet) -> Iterator[Finding]:
    """Functions that Excel would show `#NAME?` for; not in workbooks with macros, which may be those functions."""
    if sheet.book.package.related(sheet.book.package.workbook_part, "/vbaProject"):
        return
    wrong = {pattern: _not_known(sheet, pattern.form) for pattern in {run.pattern for run in sheet.runs}}
    for place, run in in_reading_order(run for run in sheet.runs if wrong[run.pattern]):
        for each in wrong[run.pattern]:
            yield sheet.finding(Fault.UNKNOWN_FUNCTION, place, each)


def _not_known(sheet: AuditedSheet, form: str) -> list[str]:
    """What is wrong with functions that a formula calls."""
    found = []
    for name in dict.fromkeys(_CALLED.findall(form)):
        if not name or name.startswith(_LOCAL) or name.upper() in _OURS:
            continue
        if lacks_prefix(name):
            found.append(f"{name} lacks its prefix, and shows #NAME?")
        elif not is_function(name) and not _is_defined(sheet, name):
            found.append(f"Excel has no function {name}, and shows #NAME?")
    return found


def _is_defined(sheet: AuditedSheet, name: str) -> bool:
    names = sheet.book.file.names
    return (None, name.casefold()) in names or (sheet.cells.name, name.casefold()) in names


def unknown_names(sheet: AuditedSheet) -> Iterator[Finding]:
    asked: dict[Run, list[int]] = {}
    for run, number in sheet.unknown:
        asked.setdefault(run, []).append(number)
    for place, run in in_reading_order(asked):
        references = references_in(run.pattern.text(place[0]))
        for number in asked[run]:
            yield sheet.finding(
                Fault.UNKNOWN_NAME,
                place,
                f"{references[number]} is no cell of a sheet, and no name that is defined: it shows #NAME?",
            )
