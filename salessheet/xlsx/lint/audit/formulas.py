"""Formulas that an auditor asks about: what gives another value each time, reads elsewhere, or cannot be known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from salessheet.errors import ErrorKind
from salessheet.workbook import functions
from salessheet.workbook.expr import Function
from salessheet.xlsx.addresses import BRACKETS, area, split_sheet
from salessheet.xlsx.excel_functions import is_function, lacks_prefix
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet, in_reading_order
from salessheet.xlsx.lint.audit.formula_patterns import Run
from salessheet.xlsx.lint.findings import Fault, Finding

VOLATILE: Final = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "INFO", "CELL"})
_READS_OUTSIDE: Final = frozenset(
    {"WEBSERVICE", "RTD", "SQL.REQUEST", "STOCKHISTORY", "CUBEVALUE", "CUBEMEMBER", "CALL", "REGISTER.ID"}
)
_TOPIC: Final = re.compile(r"[A-Za-z]\|[\w']")
_TO_DISK: Final = re.compile(r'HYPERLINK\("(?:file:|[A-Za-z]:\\|\\\\)', re.IGNORECASE)
_BY_NOTHING: Final = re.compile(r"/\s*0(?![\d.!])")
_OUTSIDE: Final = re.compile(
    r"/\s*0|\||HYPERLINK\(|WEBSERVICE|RTD\(|SQL\.REQUEST|STOCKHISTORY|CUBE|CALL\(|REGISTER\.ID", re.IGNORECASE
)
"""What nearly no formula has."""
_COMPARED: Final = re.compile(
    r"((?:(?:'(?:[^']|'')*'|[\w.]+)!)?\$?[A-Z]{1,3}\$?(?:\d+|%d))\s*(?:=|<>|<=|>=|<|>)\s*\"(\d+(?:\.\d+)?|\d{4}-\d\d-\d\d)\""
)
_CELL: Final = r"(?:(?:'(?:[^']|'')*'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+"
_ARITHMETIC: Final = re.compile(rf"=[-(]*{_CELL}\)*(?:[-+*/][-(]*(?:{_CELL}|\d+(?:\.\d+)?)\)*)+")
_MOVED: Final = 2
"""Rows below the first of a run, from which on a reference is seen to move."""
_WORD: Final = re.compile(r"[^\W\d_]")
_OURS: Final = frozenset(one.name for one in vars(functions).values() if isinstance(one, Function))
"""Cell functions of the add-in, beside which a workbook says whether it is there."""
_CALLED: Final = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?|' + BRACKETS + r"|(?<![!\w.\\])([^\W\d][\w.]*)\(", re.DOTALL
)
_TEXT: Final = re.compile(r'"(?:[^"]|"")*"')
_TWICE_PREFIXED: Final = frozenset({"_XLFN.FILTER", "_XLFN.SORT"})
"""A file writes `_xlfn._xlws.` before these."""
_LOCAL: Final = ("_xlpm.", "_xlop.", "_xldudf_")
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


def outside(sheet: AuditedSheet) -> Iterator[Finding]:
    """What is read from other programs, the web or the disk, and what is divided by nothing."""
    for place, run in in_reading_order(run for run in sheet.runs if _OUTSIDE.search(run.pattern.form)):
        text = run.pattern.text(place[0])
        bare = _TEXT.sub('""', text)
        names = sorted(run.pattern.functions & _READS_OUTSIDE)
        if names or _TOPIC.search(bare):
            wrong = f"it reads what {', '.join(names) or 'another program'} gives: {text[:60]}"
            yield sheet.finding(Fault.EXTERNAL, place, wrong)
        if _TO_DISK.search(text):
            yield sheet.finding(Fault.EXTERNAL, place, f"it leads to a file: {text[:60]}")
        if _BY_NOTHING.search(bare) and not isinstance(sheet.value(place), ErrorKind):
            yield sheet.finding(Fault.ERROR_CELL, place, f"it divides by 0: {text[:60]}")


def as_texts(sheet: AuditedSheet) -> Iterator[Finding]:
    """Cells that hold numbers, compared with texts: a number never equals a text."""
    for place, run in in_reading_order(run for run in sheet.runs if _COMPARED.search(run.pattern.form)):
        text = run.pattern.text(place[0])
        for reference, said in _COMPARED.findall(text):
            tab, address = split_sheet(reference)
            cells = sheet.cells if tab is None else sheet.book.sheets.get(tab)
            one = area("", address.replace("$", ""))
            if cells is not None and one is not None and isinstance(cells.value((one.top, one.left)), float):
                wrong = f"it compares a number with the text {said!r}: {text[:60]}"
                yield sheet.finding(Fault.NUMBER_AS_TEXT, place, wrong)


def calculated_of_nothing(sheet: AuditedSheet) -> Iterator[Finding]:
    """Plain arithmetic with a text, or with a cell where nothing stands: beyond all others, or by moving there."""
    for run in sheet.runs:
        if not _ARITHMETIC.fullmatch(run.pattern.text(run.first)):
            continue
        beginning = references_in(run.pattern.text(run.first))
        for row in sorted({run.first, min(run.first + 1, run.last), (run.first + run.last) // 2, run.last}):
            text = run.pattern.text(row)
            for before, reference in zip(beginning, references_in(text), strict=True):
                found = _stands(sheet, reference)
                if isinstance(found, str) and _WORD.search(found):
                    wrong = f"it calculates with the text {found[:40]!r}: {text[:60]}"
                    yield sheet.finding(Fault.ERROR_CELL, (row, run.column), wrong)
                moved = run.last - run.first >= _MOVED and before != reference and _stands(sheet, before) is True
                if found is False or (found is None and moved):
                    wrong = f"it reads {reference}, where nothing stands: {text[:60]}"
                    yield sheet.finding(Fault.LOST_REFERENCE, (row, run.column), wrong)


def _stands(sheet: AuditedSheet, reference: str) -> str | bool | None:
    """A typed text; True for another value, None for an empty row, and False for one beyond all that is used."""
    tab, address = split_sheet(reference)
    folded = None if tab is None else tab.casefold()
    tabs = (one for name, one in sheet.book.sheets.items() if name.casefold() == folded)
    cells = sheet.cells if folded is None else next(tabs, None)
    one = area("", address.replace("$", ""))
    if cells is None or one is None or not one.is_cell:
        return True
    place = one.top, one.left
    value = cells.value(place)
    if isinstance(value, str) and cells.pattern(place) is None:
        return value
    if value is not None or cells.pattern(place) is not None or cells.has_in_row(one.top):
        return True
    return False if one.top > cells.last_row else None


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
        if name.upper() in _TWICE_PREFIXED or lacks_prefix(name):
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
