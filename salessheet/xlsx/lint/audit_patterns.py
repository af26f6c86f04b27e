"""Formulas that differ from their neighbours, and sums that leave out or count twice what they add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef, Place, area, shifted, split_sheet
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.references import functions_in
from salessheet.xlsx.table_ranges import table_range

ADDED_UP: Final = frozenset({"SUM", "AVERAGE", "COUNT", "COUNTA", "MIN", "MAX", "SUBTOTAL", "AGGREGATE", "MEDIAN"})
_HOME: Final = (500_000, 8_000)
"""A row and a column far from every edge: formulas are compared as they would read there."""
_LONGEST_GAP: Final = 3
_SHORTEST_RUN: Final = 2
_FEWEST_NUMBERS: Final = 3
_LONG_RUN: Final = 3
_MOST_ROWS: Final = 10_000
_ONE_SUM: Final = re.compile(r"=SUM\((\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)\)")
_NUMBER: Final = re.compile(r"(?<![A-Za-z_.])\d+(?:\.\d+)?|(?<=[A-Z])\d+")


def broken_patterns(sheet: AuditedSheet) -> Iterator[Finding]:
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


def short_ranges(sheet: AuditedSheet) -> Iterator[Finding]:
    """Sums that end before the numbers do: of a column from its heading on, or of what stands before the sum."""
    for place, text in sheet.formulas.items():
        if not functions_in(text) & ADDED_UP:
            continue
        for reference in references_in(text):
            tab, address = split_sheet(reference)
            one = area(sheet.cells.name, address.replace("$", ""))
            if tab is not None or one is None or one.is_cell:
                continue
            if (first := _left_out(sheet, one, place)) is not None:
                cell = CellRef("", *first).address
                yield sheet.finding(
                    Fault.SHORT_RANGE, place, f"it adds up {one.address}, and the numbers begin with {cell}"
                )
            after = _beyond(one)
            is_running = one.left == one.right and place[0] == one.bottom
            if after is None or after == place or one.has(*place) or is_running:
                continue
            inside = sum(_counts(sheet, cell, after) for cell in _last(one))
            is_whole = one.left == one.right and isinstance(sheet.values.get((one.top - 1, one.left)), str)
            is_sum = all(_counts(sheet, cell, after) for cell in _between(after, place))
            if _counts(sheet, after, after) and inside == _FEWEST_NUMBERS and (is_whole or is_sum):
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


def _counts(sheet: AuditedSheet, place: Place, like: Place) -> bool:
    """Whether a number stands there: typed, or from a formula that reads as the other does."""
    if sheet.is_number(place):
        return True
    text, other = sheet.formulas.get(place), sheet.formulas.get(like)
    value = sheet.values.get(place)
    is_amount = isinstance(value, int | float) and not isinstance(value, bool)
    if text is None or not is_amount or functions_in(text) & ADDED_UP:
        return False
    return other is None or _shape(text, place) == _shape(other, like)


def _left_out(sheet: AuditedSheet, one: Area, place: Place) -> Place | None:
    """The first number below a heading, where a sum below the column begins with the second."""
    before, heading = (one.top - 1, one.left), (one.top - 2, one.left)
    is_below = one.left == one.right == place[1] and place[0] == one.bottom + 1
    if not is_below or not isinstance(sheet.values.get(heading), str) or heading in sheet.formulas:
        return None
    rows = range(one.top, min(one.top + _FEWEST_NUMBERS, one.bottom + 1))
    is_column = all(_counts(sheet, (row, one.left), before) for row in rows) and len(rows) == _FEWEST_NUMBERS
    return before if is_column and _counts(sheet, before, before) else None


def twice_counted(sheet: AuditedSheet) -> Iterator[Finding]:
    """Sums of a column in which another sum adds up some of the same cells."""
    sums = {place: found for place, text in sheet.formulas.items() if (found := _ONE_SUM.fullmatch(text))}
    summed = {place: one for place, found in sums.items() if (one := area("", found[1].replace("$", ""))) is not None}
    for place, one in summed.items():
        if one.left != one.right:
            continue
        for row in range(one.top, min(one.bottom, one.top + _MOST_ROWS) + 1):
            inner = summed.get((row, one.left))
            if inner is not None and one.covers(inner) and inner.left == inner.right and (row, one.left) != place:
                cell = CellRef("", row, one.left).address
                yield sheet.finding(
                    Fault.COUNTED_TWICE, place, f"it adds up {one.address}, in which {cell} adds up {inner.address}"
                )
                break


def broken_ends(sheet: AuditedSheet) -> Iterator[Finding]:
    """At either end of a column of one formula, a number or a formula that differs in its numbers or rows alone."""
    for column, rows in _lines(sheet.formulas, is_down=True):
        shapes = {row: _shape(sheet.formulas[row, column], (row, column)) for row in rows}
        for first, last in _runs(shapes):
            if last - first + 1 < _LONG_RUN or _reads_own(sheet.formulas[last, column], column):
                continue
            for inside, outside, beyond in ((last, last + 1, last + 2), (first, first - 1, first - 2)):
                is_last = (beyond, column) not in sheet.formulas and not sheet.is_number((beyond, column))
                if not is_last or not _is_alike(sheet, (inside, column), (outside, column)):
                    continue
                place = (outside, column)
                if place in sheet.formulas:
                    wrong = f"its formula differs from those beside it: {sheet.formulas[place][:60]}"
                    yield sheet.finding(Fault.PATTERN, place, wrong)
                else:
                    wrong = f"the number {sheet.values[place]!r} stands at the end of formulas that are all the same"
                    yield sheet.finding(Fault.HARD_CODED, place, wrong)


def _runs(shapes: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of one shape that reads something."""
    for _, group in groupby(enumerate(sorted(shapes)), key=lambda pair: (pair[1] - pair[0], shapes[pair[1]])):
        rows = [row for _, row in group]
        if references_in(shapes[rows[0]]):
            yield rows[0], rows[-1]


def _reads_own(text: str, column: int) -> bool:
    """Whether it reads its own column: balances do, which begin otherwise than they go on."""
    places = (area("", split_sheet(one)[1].replace("$", "")) for one in references_in(text))
    return any(place is not None and place.left <= column <= place.right for place in places)


def _is_alike(sheet: AuditedSheet, inside: Place, outside: Place) -> bool:
    """Whether the row beyond the end of a run is one of its rows, by what stands on its left, and differs here."""
    left_in, left_out = (sheet.values.get((row, column - 1)) for row, column in (inside, outside))
    if left_in is None or type(left_in) is not type(left_out) or (inside[0], inside[1] - 1) in sheet.formulas:
        return False
    if outside not in sheet.formulas:
        return sheet.is_number(outside) and not isinstance(left_in, str)
    one, other = sheet.formulas[inside], sheet.formulas[outside]
    return _skeleton(one) == _skeleton(other) and _shape(one, inside) != _shape(other, outside)


def _skeleton(text: str) -> str:
    """A formula without its numbers: what it calls, and where it reads cells, columns or rows."""
    return _NUMBER.sub("0", text)


def broken_table_columns(sheet: AuditedSheet) -> Iterator[Finding]:
    """Numbers in columns of tables that are calculated."""
    package = sheet.book.package
    for _, part in package.related(sheet.cells.part, "/table").values():
        table = table_range(package, part, sheet.cells.name)
        columns = package.tree(part).iterfind(f"{MAIN}tableColumns/{MAIN}tableColumn")
        for offset, column in enumerate(columns):
            if table is None or column.find(f"{MAIN}calculatedColumnFormula") is None:
                continue
            places = [(row, table.area.left + offset) for row in range(table.area.top, table.area.bottom + 1)]
            for place in filter(sheet.is_number, places):
                wrong = f"the number {sheet.values[place]!r} stands in a calculated column of {table.name}"
                yield sheet.finding(Fault.HARD_CODED, place, wrong)
