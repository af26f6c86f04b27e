"""Formulas that people could type over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure.sheet_rules import TRUE

_MOSTLY: Final = 0.8


def unlocked(sheet: AuditedSheet) -> Iterator[Finding]:
    """On a protected sheet, the few formulas that are not locked."""
    protection = sheet.book.package.frame(sheet.cells.part).find(f"{MAIN}sheetProtection")
    if protection is None or protection.get("sheet") not in TRUE:
        return
    open_styles = _open_styles(sheet)
    places = ((row, run.column) for run in sheet.runs for row in range(run.first, run.last + 1))
    open_ = [place for place in places if sheet.cells.style(place) in open_styles] if open_styles else []
    if open_ and len(open_) <= (1 - _MOSTLY) * sum(run.last - run.first + 1 for run in sheet.runs):
        for place in open_:
            yield sheet.finding(Fault.UNLOCKED, place, "the sheet is protected, and this formula can be typed over")


def _open_styles(sheet: AuditedSheet) -> frozenset[int]:
    package = sheet.book.package
    part = next((part for _, part in package.related(package.workbook_part, "/styles").values()), None)
    formats = () if part is None else package.tree(part).iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    return frozenset(
        number
        for number, one in enumerate(formats)
        if (said := one.find(f"{MAIN}protection")) is not None and said.get("locked") in {"0", "false"}
    )
