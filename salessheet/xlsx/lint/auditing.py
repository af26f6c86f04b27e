"""What an auditor of spreadsheets would point at, in a workbook that Excel opens as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise
from typing import Final

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area, CellRef, Place, area, shifted, split_sheet
from salessheet.xlsx.book_file import BookFile, SheetCells
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.references import functions_in
from salessheet.xlsx.structure.sheet_rules import TRUE

_VOLATILE: Final = frozenset({"NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "INFO", "CELL"})
_ADDED_UP: Final = frozenset({"SUM", "AVERAGE", "COUNT", "COUNTA", "MIN", "MAX", "SUBTOTAL", "AGGREGATE", "MEDIAN"})
_NUMBER: Final = re.compile(r"\s*[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*")
_OTHER_BOOK: Final = re.compile(r"\[\d+\]")
_HOME: Final = (500_000, 8_000)
"""A row and a column far from every edge: formulas are compared as they would read there."""
_LONGEST_GAP: Final = 3
_SHORTEST_RUN: Final = 2
_FEWEST_NUMBERS: Final = 3
_MOST: Final = 20
"""Findings of one kind on a sheet; the rest is not listed."""


def audit_findings(book: BookFile) -> list[Finding]:
    """Patterns that break off, ranges that stop short, numbers that are texts and the like, sheet by sheet."""
    read = _read_by_formulas(book)
    findings: list[Finding] = []
    for sheet in book.sheets.values():
        auditor = _Sheet(book, sheet, read.get(sheet.name.casefold(), _Read()))
        for rule in _RULES:
            findings += [finding for finding, _ in zip(rule(auditor), range(_MOST), strict=False)]
    for _, part in book.package.related(book.package.workbook_part).values():
        if "/externalLinks/" in f"/{part}":
            findings.append(found(Fault.EXTERNAL, part, "", "values come from another workbook"))
    return findings


@dataclass(frozen=True)
class _Read:
    """What formulas of the workbook read of one sheet: single cells, and ranges."""

    cells: set[Place] = field(default_factory=set)
    ranges: set[Area] = field(default_factory=set)

    def has(self, place: Place) -> bool:
        return place in self.cells or any(one.has(*place) for one in self.ranges)


@dataclass(frozen=True)
class _Sheet:
    book: BookFile
    cells: SheetCells
    read: _Read

    @cached_property
    def formulas(self) -> dict[Place, str]:
        return {place: formula.text for place, formula in self.cells.formulas.items() if not formula.is_table}

    @property
    def values(self) -> Mapping[Place, object]:
        return self.cells.values

    def finding(self, fault: Fault, place: Place, wrong: str) -> Finding:
        return found(fault, self.cells.part, CellRef(self.cells.name, *place).address, wrong)

    def is_number(self, place: Place) -> bool:
        """Whether a number stands there that no formula gives."""
        value = self.values.get(place)
        is_typed = place not in self.cells.formulas and isinstance(value, int | float)
        return is_typed and not isinstance(value, bool)


def _read_by_formulas(book: BookFile) -> dict[str, _Read]:
    """Folded name of a sheet → what formulas read of it."""
    by_sheet: dict[str, _Read] = {}
    for cell, formula in book.formulas.items():
        for reference in references_in(formula.text):
            tab, address = split_sheet(reference)
            home = cell.sheet if tab is None else tab
            place = area(home, address.replace("$", ""))
            if place is None:
                place = book.named(address, cell.sheet)
            if place is not None:
                read = by_sheet.setdefault(place.sheet.casefold(), _Read())
                if place.is_cell:
                    read.cells.add((place.top, place.left))
                else:
                    read.ranges.add(place)
    return by_sheet


def _patterns(sheet: _Sheet) -> Iterator[Finding]:
    """Along a column or row of one formula, cells in which something else stands."""
    formulas = sheet.formulas
    seen: set[Place] = set()
    for is_down in (True, False):
        for line, places in _lines(formulas, is_down=is_down):
            cells = {place: _at(line, place, is_down) for place in places}
            shapes = {place: _shape(formulas[cell], cell) for place, cell in cells.items()}
            for gap in _gaps(shapes):
                for place in (_at(line, one, is_down) for one in gap):
                    if place in seen:
                        continue
                    seen.add(place)
                    if place in formulas:
                        yield sheet.finding(
                            Fault.PATTERN,
                            place,
                            f"its formula differs from those on both sides: {formulas[place][:60]}",
                        )
                    elif sheet.is_number(place):
                        wrong = f"the number {sheet.values[place]!r} stands among formulas that are all the same"
                        yield sheet.finding(Fault.HARD_CODED, place, wrong)


def _lines(formulas: Mapping[Place, str], *, is_down: bool) -> Iterator[tuple[int, list[int]]]:
    """Each column (or row) that holds formulas, with their rows (or columns) in order."""
    pairs = sorted((column, row) if is_down else (row, column) for row, column in formulas)
    for line, group in groupby(pairs, key=lambda pair: pair[0]):
        yield line, [place for _, place in group]


def _at(line: int, place: int, is_down: bool) -> Place:  # noqa: FBT001  which of two numbers is the row
    return (place, line) if is_down else (line, place)


def _shape(text: str, place: Place) -> str:
    return shifted(text, _HOME[0] - place[0], _HOME[1] - place[1])


def _gaps(shapes: Mapping[int, str]) -> Iterator[range]:
    """Short gaps between two runs of one shape, which is more than a value written as a formula."""
    runs: list[tuple[int, int, str]] = []
    for place, shape in sorted(shapes.items()):
        if runs and runs[-1][1] == place - 1 and runs[-1][2] == shape:
            runs[-1] = (runs[-1][0], place, shape)
        else:
            runs.append((place, place, shape))
    long = [run for run in runs if run[1] - run[0] + 1 >= _SHORTEST_RUN]
    for before, after in pairwise(long):
        is_short = 0 < after[0] - before[1] - 1 <= _LONGEST_GAP
        if before[2] == after[2] and is_short and (references_in(before[2]) or functions_in(before[2])):
            yield range(before[1] + 1, after[0])


def _short_ranges(sheet: _Sheet) -> Iterator[Finding]:
    """Sums that end before the numbers do: of a column from its heading on, or of what stands before the sum."""
    for place, text in sheet.formulas.items():
        if not functions_in(text) & _ADDED_UP:
            continue
        for reference in references_in(text):
            tab, address = split_sheet(reference)
            one = area(sheet.cells.name, address.replace("$", ""))
            if tab is not None or one is None or one.is_cell:
                continue
            after = _beyond(one)
            is_running = one.left == one.right and place[0] == one.bottom
            if after is None or after == place or one.has(*place) or is_running:
                continue
            inside = sum(sheet.is_number(cell) for cell in _last(one))
            is_whole = one.left == one.right and isinstance(sheet.values.get((one.top - 1, one.left)), str)
            is_sum = all(sheet.is_number(cell) for cell in _between(after, place))
            if sheet.is_number(after) and inside == _FEWEST_NUMBERS and (is_whole or is_sum):
                cell = CellRef("", *after).address
                yield sheet.finding(
                    Fault.SHORT_RANGE, place, f"it adds up {one.address}, and {cell} goes on with a number"
                )


def _beyond(one: Area) -> Place | None:
    if one.left == one.right:
        return one.bottom + 1, one.left
    return (one.top, one.right + 1) if one.top == one.bottom else None


def _between(first: Place, formula: Place) -> list[Place]:
    """The cells from one to a formula below or to the right of it; that one alone where it stands elsewhere."""
    if first[1] == formula[1]:
        return [(row, first[1]) for row in range(first[0], formula[0])] or [formula]
    if first[0] == formula[0]:
        return [(first[0], column) for column in range(first[1], formula[1])] or [formula]
    return [formula]


def _last(one: Area) -> list[Place]:
    """The last cells of a column or row."""
    if one.left == one.right:
        return [(row, one.left) for row in range(max(one.top, one.bottom - _FEWEST_NUMBERS + 1), one.bottom + 1)]
    return [(one.top, column) for column in range(max(one.left, one.right - _FEWEST_NUMBERS + 1), one.right + 1)]


def _errors(sheet: _Sheet) -> Iterator[Finding]:
    for place, value in sheet.values.items():
        if isinstance(value, ErrorKind):
            yield sheet.finding(Fault.ERROR_CELL, place, f"it shows {value.value}")


def _texts(sheet: _Sheet) -> Iterator[Finding]:
    """Texts that read as numbers, in columns of numbers."""
    for place, value in sheet.values.items():
        if not isinstance(value, str) or place in sheet.cells.formulas or not _NUMBER.fullmatch(value):
            continue
        row, column = place
        if any(sheet.is_number((row + step, column)) for step in (-2, -1, 1, 2)):
            yield sheet.finding(
                Fault.NUMBER_AS_TEXT, place, f"{value!r} is a text among numbers, and counts for nothing"
            )


def _volatile(sheet: _Sheet) -> Iterator[Finding]:
    for place, text in sheet.formulas.items():
        names = sorted(functions_in(text) & _VOLATILE)
        if names:
            yield sheet.finding(
                Fault.VOLATILE, place, f"{', '.join(names)} gives another value without any input having changed"
            )
        if _OTHER_BOOK.search(text):
            yield sheet.finding(Fault.EXTERNAL, place, f"it reads another workbook: {text[:60]}")


def _unlabelled(sheet: _Sheet) -> Iterator[Finding]:
    """Numbers that formulas read as single cells, with no text to the left in their row or above in their column."""
    texts = {place for place, value in sheet.values.items() if isinstance(value, str) and value}
    rows: dict[int, int] = {}
    columns: dict[int, int] = {}
    for row, column in texts:
        rows[row] = min(rows.get(row, column), column)
        columns[column] = min(columns.get(column, row), row)
    for place in sorted(sheet.read.cells):
        row, column = place
        is_named = rows.get(row, column) < column or columns.get(column, row) < row
        if sheet.is_number(place) and not is_named:
            yield sheet.finding(Fault.UNLABELLED, place, "formulas read this number, and nothing says what it is")


def _hidden(sheet: _Sheet) -> Iterator[Finding]:
    tree = sheet.book.package.tree(sheet.cells.part)
    rows = {int(row.get("r", "0")) for row in tree.iterfind(f"{MAIN}sheetData/{MAIN}row") if row.get("hidden") in TRUE}
    columns = [
        range(int(one.get("min", "1")), int(one.get("max", "1")) + 1)
        for one in tree.iterfind(f"{MAIN}cols/{MAIN}col")
        if one.get("hidden") in TRUE
    ]
    for place in sorted(sheet.values):
        is_hidden = place[0] in rows or any(place[1] in span for span in columns)
        if is_hidden and isinstance(sheet.values[place], float | int) and sheet.read.has(place):
            yield sheet.finding(
                Fault.HIDDEN_AMOUNT, place, "formulas read this number, in a row or column that is hidden"
            )


_RULES: Final[tuple[Callable[[_Sheet], Iterator[Finding]], ...]] = (
    _patterns,
    _short_ranges,
    _errors,
    _texts,
    _volatile,
    _unlabelled,
    _hidden,
)
