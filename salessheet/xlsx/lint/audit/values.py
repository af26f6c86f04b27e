"""Values that an auditor asks about: errors, texts that should be numbers or days, what nobody sees or names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge
from typing import Final

from lxml import etree

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Place, area
from salessheet.xlsx.date_formats import date_styles
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.audit.looks import unseen_styles
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure.sheet_rules import TRUE

_NUMBER: Final = re.compile(r"\s*[-+(]?[$¥￥€£]?\s*[-+]?(?!0\d)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*[%)]?\s*")
"""What reads as a number; with noughts before it, such as 00123, it is an id or a code."""
_FORMULA: Final = re.compile(r"=\s*[-+(]*(?:[A-Z][A-Z0-9.]*\(|\$?[A-Z]{1,3}\$?\d+\s*[-+*/^&<>=(:])")
_MONTHS: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DAY: Final = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)"
    rf"|\d{{1,2}}[- ](?:{_MONTHS})[a-z]*[- ,]+\d{{2,4}}|(?:{_MONTHS})[a-z]* \d{{1,2}},? \d{{4}}"
)
_RICH: Final = "/richData/"
_AFTER_LAST: Final = 2_958_466
"""The serial number of the day after 9999-12-31."""
_SIZE: Final = re.compile(r"\d+(?:\.\d+)?")
_LEAST_SEEN: Final = 0.5
"""The width of a column, in digits, or the height of a row, in points, in which something can be seen."""
_AMONG: Final = 2
"""Numbers next to a text, of the two above and the two below: one alone may be a figure with another wording below."""
_MOST_LINES: Final = 500
"""Rows and columns of a merged range that are looked at."""


def errors(sheet: AuditedSheet) -> Iterator[Finding]:
    """Typed ones, and those of formulas; where a picture stands in a cell, the file has #VALUE! for older programs."""
    has_pictures = any(_RICH in part for part in sheet.book.package.parts)
    for place, value, is_formula in sheet.cells.others():
        is_picture = has_pictures and value is ErrorKind.VALUE and not is_formula
        if isinstance(value, ErrorKind) and not is_picture:
            yield sheet.finding(Fault.ERROR_CELL, place, f"it shows {value.value}")


def texts(sheet: AuditedSheet) -> Iterator[Finding]:
    """Texts that read as numbers, in columns of numbers or in what is added up; and formulas that are texts."""
    for place, value, is_formula in sheet.cells.others():
        if not isinstance(value, str) or is_formula:
            continue
        if _FORMULA.match(value):
            yield sheet.finding(Fault.NUMBER_AS_TEXT, place, f"{value[:60]!r} is a formula that stands there as a text")
        if not _NUMBER.fullmatch(value):
            continue
        row, column = place
        is_among = sum(sheet.is_number((row + step, column)) for step in (-2, -1, 1, 2)) >= _AMONG
        if is_among or any(one.has(*place) for one in sheet.read.added):
            yield sheet.finding(
                Fault.NUMBER_AS_TEXT, place, f"{value!r} is a text among numbers, and counts for nothing"
            )


def days(sheet: AuditedSheet) -> Iterator[Finding]:
    """Days written as texts, and numbers that are no days in cells that show days."""
    shown = date_styles(sheet.book.package)

    def is_dated(place: Place) -> bool:
        """Whether a cell holds a number and shows a day."""
        return sheet.cells.style(place) in shown and isinstance(sheet.value(place), float)

    texts = (
        (place, f"{value!r} is a text among days")
        for place, value, is_formula in sheet.cells.others()
        if isinstance(value, str) and not is_formula and _DAY.fullmatch(value.strip())
        and (
            sheet.cells.style(place) in shown
            or any(is_dated((place[0] + step, place[1])) for step in (-2, -1, 1, 2))
        )
    )  # fmt: skip  # one question a line
    numbers = (
        (place, f"{value!r} is no day that Excel shows")
        for place, value in sheet.cells.numbers()
        if not 0 <= value < _AFTER_LAST and is_dated(place)
    )
    for place, wrong in merge(texts, numbers):
        yield sheet.finding(Fault.DAY, place, wrong)


def unlabelled(sheet: AuditedSheet) -> Iterator[Finding]:
    """Numbers that formulas read as single cells, with no text to the left in their row or above in their column.

    A day above in the column names it as well, as the months of a plan do: not what is a day itself.
    """
    rows: dict[int, int] = {}
    columns: dict[int, int] = {}
    for (row, column), value, _ in sheet.cells.others():
        if isinstance(value, str) and value:
            rows.setdefault(row, column)
            columns.setdefault(column, row)
    nameless = [
        place
        for place in sheet.cells.typed_numbers()
        if rows.get(place[0], place[1]) >= place[1] and columns.get(place[1], place[0]) >= place[0]
        and sheet.read.has_single(place) and not _counts_on(sheet, place)
    ]  # fmt: skip  # as the questions follow each other
    if not nameless:
        return
    shown = date_styles(sheet.book.package)
    days: dict[int, int] = {}
    for (row, column), _ in sheet.cells.numbers():
        if column not in days and sheet.cells.style((row, column)) in shown:
            days[column] = row
    for place in nameless:
        if days.get(place[1], place[0]) >= place[0] or sheet.cells.style(place) in shown:
            yield sheet.finding(Fault.UNLABELLED, place, "formulas read this number, and nothing says what it is")


def _counts_on(sheet: AuditedSheet, place: Place) -> bool:
    """Whether the numbers beside it, or above and below, count on: years and the like, which are headings."""
    row, column = place
    value = sheet.value(place)
    is_beside_formula = sheet.formula((row, column + 1)) is not None
    steps = ((0, -1), (0, 1), *(((-1, 0), (1, 0)) if is_beside_formula else ()))
    return isinstance(value, float) and any(
        sheet.is_number((row + down, column + across))
        and sheet.value((row + down, column + across)) == value + down + across
        for down, across in steps
        if row + down and column + across
    )


def hidden(sheet: AuditedSheet) -> Iterator[Finding]:
    tree = sheet.book.package.frame(sheet.cells.part)
    rows = {int(row.get("r", "0")) for row in tree.iterfind(f"{MAIN}sheetData/{MAIN}row") if _is_hidden(row, "ht")}
    columns = [
        range(int(one.get("min", "1")), int(one.get("max", "1")) + 1)
        for one in tree.iterfind(f"{MAIN}cols/{MAIN}col")
        if _is_hidden(one, "width")
    ]
    unseen = unseen_styles(sheet.book.package)
    if not (rows or columns or unseen):
        return
    for place, _ in sheet.cells.numbers():
        is_unseen = sheet.cells.style(place) in unseen
        if is_unseen and sheet.is_number(place) and sheet.read.has(place):
            yield sheet.finding(Fault.HIDDEN_AMOUNT, place, "formulas read this number, and its format shows nothing")
        is_hidden = place[0] in rows or any(place[1] in span for span in columns)
        if is_hidden and sheet.read.has(place):
            yield sheet.finding(
                Fault.HIDDEN_AMOUNT, place, "formulas read this number, in a row or column that is hidden"
            )


def _is_hidden(line: etree._Element, size: str) -> bool:
    """Whether a row or column is: said so, or of hardly any size."""
    said = line.get(size, "")
    return line.get("hidden") in TRUE or (_SIZE.fullmatch(said) is not None and float(said) < _LEAST_SEEN)


def merged(sheet: AuditedSheet) -> Iterator[Finding]:
    """Values that a merged cell hides, and cells that are merged with none."""
    for one in sheet.book.package.frame(sheet.cells.part).iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        place = area("", one.get("ref", ""))
        if place is None:
            continue
        if place.is_cell:
            yield sheet.finding(Fault.MERGED, (place.top, place.left), "it is merged, and with no other cell")
        for row in range(place.top, min(place.bottom, place.top + _MOST_LINES) + 1):
            for column in range(place.left, min(place.right, place.left + _MOST_LINES) + 1):
                if (row, column) != (place.top, place.left) and sheet.value((row, column)) not in {None, ""}:
                    yield sheet.finding(
                        Fault.MERGED, (row, column), f"its value is hidden by the merged {place.address}"
                    )
