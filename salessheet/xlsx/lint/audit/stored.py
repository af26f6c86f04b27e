"""Results that stand in the file and are not those of their formulas: sums, and two cells put together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import area
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure.sheet_rules import TRUE

_CELL: Final = r"\$?[A-Z]{1,3}\$?\d+"
_SUM: Final = re.compile(rf"=SUM\(({_CELL}:{_CELL})\)")
_TWO: Final = re.compile(rf"=({_CELL})([-+*/])({_CELL})")
_TODAY: Final = 191_029
"""What Excel has written as its way to calculate since 2019: what is older it calculates anew."""
_MOST: Final = 100_000
"""Cells of a sheet that are added up to see."""


def stale(sheet: AuditedSheet) -> Iterator[Finding]:
    """Where Excel takes results as they are: of other workbooks it calculates all when it opens them."""
    settings = sheet.book.package.workbook.find(f"{MAIN}calcPr")
    if settings is None or not _takes_results(settings):
        return
    left = _MOST
    for run in sheet.runs:
        form = run.pattern.form
        if not form.startswith("=SUM(") and _TWO.fullmatch(run.pattern.text(run.first)) is None:
            continue
        for row in range(run.first, run.last + 1):
            stored = sheet.value((row, run.column))
            expected, read = _result(sheet, run.pattern.text(row)) if isinstance(stored, float) else (None, 0)
            left -= read
            if left < 0:
                return
            if expected is not None and isinstance(stored, float):
                result, scale = expected
                if not math.isclose(result, stored, rel_tol=1e-9, abs_tol=1e-9 * scale + 1e-12):
                    wrong = f"{stored:g} is stored here, and its formula gives {result:g}"
                    yield sheet.finding(Fault.STALE, (row, run.column), wrong)


def _takes_results(settings: etree._Element) -> bool:
    """Whether it was calculated by the rules of today's Excel, in full precision, and is not to be once more."""
    by = settings.get("calcId", "")
    is_exact = settings.get("fullPrecision") not in {"0", "false"}
    return by.isdecimal() and int(by) >= _TODAY and settings.get("fullCalcOnLoad") not in TRUE and is_exact


def _result(sheet: AuditedSheet, text: str) -> tuple[tuple[float, float] | None, int]:
    """What a formula gives, and how large what it reads is; None where that cannot be told. With the cells read."""
    if (found := _SUM.fullmatch(text)) is not None:
        one = area("", found[1].replace("$", ""))
        if one is None or one.size > _MOST:
            return None, 0
        values = [_number(sheet, cell.row, cell.column, is_added=True) for cell in one.cells()]
        known = [value for value in values if value is not None]
        sums = math.fsum(known), math.fsum(map(abs, known))
        return (sums if len(known) == len(values) else None), one.size
    if (found := _TWO.fullmatch(text)) is None:
        return None, 0
    one, other = (area("", found[at].replace("$", "")) for at in (1, 3))
    first = None if one is None else _number(sheet, one.top, one.left, is_added=False)
    second = None if other is None else _number(sheet, other.top, other.left, is_added=False)
    if first is None or second is None or (found[2] == "/" and not second):
        return None, 2
    match found[2]:
        case "+":
            result = first + second
        case "-":
            result = first - second
        case "*":
            result = first * second
        case _:
            result = first / second
    return (result, max(abs(first), abs(second), abs(result))), 2


def _number(sheet: AuditedSheet, row: int, column: int, *, is_added: bool) -> float | None:
    """What a cell counts for; None where that is not known, as of a formula without a result."""
    value = sheet.value((row, column))
    if isinstance(value, float):
        return value
    if value is None:
        return None if sheet.cells.pattern((row, column)) is not None else 0.0
    is_text = is_added and (isinstance(value, bool) or type(value) is str)
    return 0.0 if is_text else None
