"""What people typed against the rules of their cells, and formulas that they could type over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import area
from salessheet.xlsx.book_file import Value
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure.sheet_rules import TRUE

_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_MOST: Final = 20_000
"""Cells of a rule that are looked at."""
_MOSTLY: Final = 0.8


def forbidden(sheet: AuditedSheet) -> Iterator[Finding]:
    """Typed values that a rule of their cell does not allow, whether it stops them or not."""
    tree = sheet.book.package.frame(sheet.cells.part)
    for rule in tree.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
        if rule.get("errorStyle", "stop") != "stop":
            continue
        for text in rule.get("sqref", "").split():
            place = area("", text)
            if place is None or place.size > _MOST:
                continue
            for cell in place.cells():
                where = cell.row, cell.column
                value = None if sheet.cells.pattern(where) is not None else sheet.value(where)
                if value not in {None, ""} and (wrong := _against(rule, value)):
                    yield sheet.finding(Fault.FORBIDDEN, where, wrong)


def _against(rule: etree._Element, value: Value | None) -> str:
    """Why a rule of plain words or numbers stops a value; "" where it takes it, or where that is not known."""
    kind, first = rule.get("type", "none"), (rule.findtext(f".//{MAIN}formula1") or "").strip()
    second = (rule.findtext(f".//{MAIN}formula2") or "").strip()
    if kind == "list" and first.startswith('"') and first.endswith('"'):
        words = {word.strip().casefold() for word in first[1:-1].replace('""', '"').split(",")}
        said = f"{value:g}" if isinstance(value, float) else str(value)
        return "" if said.strip().casefold() in words else f"{said!r} is none of the words of its list"
    if kind not in {"whole", "decimal"} or not _NUMBER.fullmatch(first):
        return ""
    if not isinstance(value, float):
        return f"{value!r} is no number, as its rule wants" if isinstance(value, str) else ""
    if kind == "whole" and value != int(value):
        return f"{value:g} is no whole number, as its rule wants"
    limit = float(first)
    upper = float(second) if _NUMBER.fullmatch(second) else None
    holds = {
        "between": upper is None or limit <= value <= upper,
        "notBetween": upper is None or not limit <= value <= upper,
        "equal": value == limit,
        "notEqual": value != limit,
        "lessThan": value < limit,
        "lessThanOrEqual": value <= limit,
        "greaterThan": value > limit,
        "greaterThanOrEqual": value >= limit,
    }
    return "" if holds.get(rule.get("operator", "between"), True) else f"{value:g} lies beyond the limits of its rule"


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
