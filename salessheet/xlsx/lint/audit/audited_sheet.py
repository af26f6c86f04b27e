"""A sheet as an auditor looks at it: its cells, and what formulas of the workbook read of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import merge
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import BRACKETS, Area, CellRef, Place, area, split_sheet
from salessheet.xlsx.book_file import BookFile, StoredValues, Value, as_needed
from salessheet.xlsx.formula_syntax import calls_in, references_in
from salessheet.xlsx.large_sheets import DATA, ROW
from salessheet.xlsx.lint.audit.dense_cells import DenseCells
from salessheet.xlsx.lint.audit.formula_patterns import Patterns, Run
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.package import Package

_ADDING: Final = {
    **dict.fromkeys(("SUM", "AVERAGE", "SUMPRODUCT"), slice(None)),
    "SUBTOTAL": slice(1, None),
    "AGGREGATE": slice(2, None),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), slice(-1, None)),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS"), slice(1)),
}
"""Function → which of its arguments it adds up; the others it counts or compares."""
_ALONE: Final = re.compile(r"\(([^()=<>,]*)\)")
_COMPARED: Final = re.compile(r"\w*\([^()]*\)")
_NOTHING: Final = re.compile(r"SUM\([^()]*\)\*0(?![\d.])")
"""What gives 0, or an error that it meets: a check."""
_IN_BRACKETS: Final = re.compile(BRACKETS, re.DOTALL)


@dataclass(frozen=True, eq=False)
class AuditedBook:
    """`file`: all of the workbook but its cells, which are in `sheets` by name."""

    file: BookFile
    sheets: Mapping[str, DenseCells]

    @property
    def package(self) -> Package:
        return self.file.package


def audited_book(package: Package) -> AuditedBook:
    """Raises UnreadableWorkbook where a sheet is broken.

    Who keeps no `package` of its own keeps none of the bytes of sheets that have been read.
    """
    parts = dict(package.parts)
    package = package.holding(parts)
    stored, patterns = StoredValues(package), Patterns()
    sheets = {name: DenseCells(name, part, stored, patterns) for name, part in package.sheet_parts().items()}
    for sheet in sheets.values():
        alone = package.holding(parts)  # whose tree of the sheet is gone when the next is read
        sheet.read(alone, sheet.part)
        sheet.finish()
        parts[sheet.part] = _frame(alone, sheet.part)
    return AuditedBook(as_needed(package.holding(parts)), sheets)


def _frame(package: Package, part: str) -> bytes:
    """A sheet without its cells."""
    root = package.frame(part)
    for row in root.iterfind(f"{DATA}/{ROW}"):
        del row[:]
    return etree.tostring(root)


@dataclass(frozen=True, eq=False)
class Read:
    """What formulas of the workbook read of one sheet: single cells, and ranges."""

    single: set[Area] = field(default_factory=set)
    """Cells of a column that are read one by one."""
    ranges: set[Area] = field(default_factory=set)
    added: set[Area] = field(default_factory=set)
    """Ranges that some formula adds up."""
    elsewhere: set[Area] = field(default_factory=set)
    """What formulas of other sheets read."""

    def has(self, place: Place) -> bool:
        return self.has_single(place) or any(one.has(*place) for one in self.ranges)

    def has_single(self, place: Place) -> bool:
        """Whether some formula reads this very cell by itself."""
        spans = self._spans.get(place[1], [])
        at = bisect_right(spans, place[0], key=lambda span: span[0])
        return at > 0 and place[0] <= spans[at - 1][1]

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        """Column → the rows of `single`, those that touch as one."""
        spans: dict[int, list[tuple[int, int]]] = {}
        for one in sorted(self.single, key=lambda each: each.top):
            known = spans.setdefault(one.left, [])
            if known and one.top <= known[-1][1] + 1:
                known[-1] = known[-1][0], max(known[-1][1], one.bottom)
            else:
                known.append((one.top, one.bottom))
        return spans


@dataclass(frozen=True, eq=False)
class AuditedSheet:
    book: AuditedBook
    cells: DenseCells
    read: Read
    unknown: Sequence[tuple[Run, int]] = ()
    """Names in its formulas that nobody defined: which of their references."""

    @cached_property
    def runs(self) -> list[Run]:
        return [run for run in self.cells.runs if not run.pattern.is_table]

    def formula(self, place: Place) -> str | None:
        pattern = self.cells.pattern(place)
        return None if pattern is None or pattern.is_table else pattern.text(place[0])

    def shape(self, place: Place) -> str | None:
        """Of the formula in a cell: as it reads far from every edge."""
        pattern = self.cells.pattern(place)
        return None if pattern is None or pattern.is_table else pattern.shape(*place)

    def value(self, place: Place) -> Value | None:
        return self.cells.value(place)

    def finding(self, fault: Fault, place: Place, wrong: str) -> Finding:
        return found(fault, self.cells.part, CellRef(self.cells.name, *place).address, wrong)

    def is_number(self, place: Place) -> bool:
        """Whether a number stands there that no formula gives."""
        return self.cells.is_number(place)


def in_reading_order(runs: Iterable[Run]) -> Iterator[tuple[Place, Run]]:
    """The cells of runs row by row, from left to right."""
    return merge(*(_places(run) for run in runs), key=lambda pair: pair[0])


def _places(run: Run) -> Iterator[tuple[Place, Run]]:
    return (((row, run.column), run) for row in range(run.first, run.last + 1))


@dataclass(frozen=True, eq=False)
class BookReads:
    """What formulas read: of each sheet by its folded name, and of each run. `unknown`: names nobody defined."""

    sheets: dict[str, Read] = field(default_factory=dict)
    precedents: dict[tuple[str, Run], list[Area]] = field(default_factory=dict)
    """Of all cells of a run together."""
    unknown: dict[str, list[tuple[Run, int]]] = field(default_factory=dict)

    def of(self, sheet: str) -> Read:
        return self.sheets.setdefault(sheet.casefold(), Read())


class References:
    """What references in formulas of a workbook mean, each of which is resolved once."""

    def __init__(self, book: BookFile) -> None:
        self._book = book
        self._known: dict[tuple[str, str], Area | None] = {}

    def area(self, reference: str, sheet: str) -> Area | None:
        key = sheet, reference
        if key not in self._known:
            self._known[key] = _resolved(self._book, reference, sheet)
        return self._known[key]


def read_by_formulas(book: AuditedBook) -> BookReads:
    reads = BookReads()
    tabs = frozenset(name.casefold() for name in book.sheets)
    references = References(book.file)
    for sheet in book.sheets.values():
        for run in sheet.runs:
            text = run.pattern.text(run.first)
            added = _added(text)
            areas = reads.precedents.setdefault((sheet.name, run), [])
            for number, (reference, last) in enumerate(_ends(run)):
                place = references.area(reference, sheet.name)
                if place is None:
                    if is_unknown(book.file, reference, text, sheet.name, tabs):
                        reads.unknown.setdefault(sheet.name, []).append((run, number))
                    continue
                ended = place if last == reference else references.area(last, sheet.name) or place
                whole = _hull(place, ended)
                areas.append(whole)
                read = reads.of(place.sheet)
                if place.is_cell and ended.is_cell:
                    read.single.add(whole)
                else:
                    read.ranges.add(whole)
                    read.added.update([whole] if reference in added else [])
                    read.single.update(_narrowest(place, ended))
                if place.sheet.casefold() != sheet.name.casefold():
                    read.elsewhere.add(whole)
    return reads


def _added(text: str) -> set[str]:
    """The references whose numbers a formula adds up, as they stand: a factor of a product counts, a condition not."""
    found: set[str] = set()
    if not any(name in text for name in ("SUM", "AVERAGE", "SUBTOTAL", "AGGREGATE")):
        return found
    for name, given in calls_in(_NOTHING.sub("0", text)):
        for argument in given[_ADDING[name]] if name in _ADDING else ():
            factors = _ALONE.sub(r"\1", argument)
            while factors != (factors := _COMPARED.sub("", factors)):
                pass
            found.update(references_in(f"={factors}"))
    return found


def _ends(run: Run) -> Iterator[tuple[str, str]]:
    """Each reference as the first cell of a run has it, and as the last has it."""
    first = references_in(run.pattern.text(run.first))
    last = first if run.first == run.last or not run.pattern.offsets else references_in(run.pattern.text(run.last))
    return zip(first, last, strict=True)


def _hull(first: Area, last: Area) -> Area:
    """What a reference means in all cells of a run, which move over it row by row."""
    if first == last:
        return first
    return first._replace(top=min(first.top, last.top), bottom=max(first.bottom, last.bottom))


def _narrowest(first: Area, last: Area) -> list[Area]:
    """The cell that `A$2:A2` is for the one row in which both its ends meet, of what grows from row to row."""
    fixed = {first.top, first.bottom} & {last.top, last.bottom}
    if first.left != first.right or first.bottom - first.top == last.bottom - last.top or len(fixed) != 1:
        return []
    (row,) = fixed
    moving = [one.bottom if one.top == row else one.top for one in (first, last)]
    return [first._replace(top=row, bottom=row)] if min(moving) <= row <= max(moving) else []


def _resolved(book: BookFile, reference: str, sheet: str) -> Area | None:
    tab, address = split_sheet(reference)
    return area(sheet if tab is None else tab, address.replace("$", "")) or book.named(address, tab or sheet)


def is_unknown(book: BookFile, reference: str, text: str, sheet: str, tabs: frozenset[str]) -> bool:
    """Whether it is a name that nothing in the workbook is called, and no part of a reference into a table."""
    tab, whole = split_sheet(reference)
    if "[" in reference or "|" in text or (tab is not None and tab.casefold() not in tabs):
        return False
    if "[" in text and reference not in references_in(_IN_BRACKETS.sub("", text)):
        return False
    return not all(_is_known(book, name, tab or sheet, tabs) for name in whole.split(":"))


def _is_known(book: BookFile, name: str, sheet: str, tabs: frozenset[str]) -> bool:
    folded = name.casefold()
    is_defined = (None, folded) in book.names or (sheet, folded) in book.names or folded in book.tables
    is_word = folded in {"true", "false"} or folded.startswith(("_xlpm.", "_xlop.", "_xlnm."))
    return is_defined or is_word or folded in tabs or area("", name.replace("$", "")) is not None
