"""Formulas that differ from their neighbours, and sums that leave out or count twice what they add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice, pairwise
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef, Place, area, split_sheet
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet, in_reading_order
from salessheet.xlsx.lint.audit.formula_patterns import Run
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.references import functions_in
from salessheet.xlsx.table_ranges import table_range

ADDED_UP: Final = frozenset({"SUM", "AVERAGE", "COUNT", "COUNTA", "MIN", "MAX", "SUBTOTAL", "AGGREGATE", "MEDIAN"})
_LONGEST_GAP: Final = 3
_NEAREST: Final = 4
_SHORTEST_RUN: Final = 2
_FEWEST_NUMBERS: Final = 3
_LONG_RUN: Final = 3
_MOST_ROWS: Final = 10_000
_ONE_SUM: Final = re.compile(r"=SUM\((\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)\)")
_ONE_SUBTOTAL: Final = re.compile(r"=SUBTOTAL\((?:9|109),([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)\)")
_ONE_BY_ONE: Final = re.compile(r"=[A-Z]{1,3}\d+(?:\+[A-Z]{1,3}\d+)+")
_MAY_SUM: Final = re.compile(r"=(?:SUM\(|SUBTOTAL\(|\$?[A-Z]{1,3}\$?(?:\d+|%d)\+)")
_NUMBER: Final = re.compile(r"(?<![A-Za-z_.])\d+(?:\.\d+)?|(?<=[A-Z])\d+")


def broken_patterns(sheet: AuditedSheet) -> Iterator[Finding]:
    """Along a column or row of one formula, cells in which something else stands."""
    down, seen = set(_gaps_down(sheet)), set[Place]()
    for place in chain(sorted(down), _gaps_across(sheet)):
        if place in seen:
            continue
        seen.add(place)
        text = sheet.formula(place)
        if text is not None and _follows(sheet, place, is_down=place in down):
            continue
        if text is not None:
            wrong = f"its formula differs from those on both sides: {text[:60]}"
            yield sheet.finding(Fault.PATTERN, place, wrong)
        elif sheet.is_number(place):
            wrong = f"the number {sheet.value(place)!r} stands among formulas that are all the same"
            yield sheet.finding(Fault.HARD_CODED, place, wrong)


def _follows(sheet: AuditedSheet, place: Place, *, is_down: bool) -> bool:
    """Whether the nearest formula the other way is the same: a quarter adds up its months in a row of other sums."""
    row, column = place
    shape = sheet.shape(place)
    for sign in (-1, 1):
        steps = [sign * step for step in range(1, _NEAREST + 1)]
        others = ((row, column + step) if is_down else (row + step, column) for step in steps)
        if shape == next((found for other in others if (found := sheet.shape(other)) is not None), None):
            return True
    return False


def _gaps_down(sheet: AuditedSheet) -> Iterator[Place]:
    for column, stretches in _columns(sheet):
        yield from ((row, column) for gap in _gaps(stretches) for row in gap)


def _gaps_across(sheet: AuditedSheet) -> Iterator[Place]:
    gaps: list[range] = []
    for row, line, is_same in sheet.cells.lines():
        if not is_same:
            formulas = {column: pattern for column, pattern in line.items() if not pattern.is_table}
            cells = ((column, column, pattern.shape(row, column)) for column, pattern in formulas.items())
            gaps = list(_gaps(_joined(cells)))
        yield from ((row, column) for gap in gaps for column in gap)


_Stretch = tuple[int, int, str]
"""First and last row (or column) of formulas that have one shape."""


def _columns(sheet: AuditedSheet) -> Iterator[tuple[int, list[_Stretch]]]:
    """Each column that holds formulas, with its stretches of one shape."""
    for column, runs in groupby(sheet.runs, key=lambda run: run.column):
        yield column, _joined((run.first, run.last, run.pattern.shape(run.first, column)) for run in runs)


def _joined(pieces: Iterable[_Stretch]) -> list[_Stretch]:
    """Those that touch and have one shape as one."""
    found: list[_Stretch] = []
    for first, last, shape in pieces:
        if found and found[-1][1] == first - 1 and found[-1][2] == shape:
            found[-1] = (found[-1][0], last, shape)
        else:
            found.append((first, last, shape))
    return found


def _gaps(stretches: Iterable[_Stretch]) -> Iterator[range]:
    """Short gaps between two stretches of one shape, which is more than a value written as a formula."""
    long = [one for one in stretches if one[1] - one[0] + 1 >= _SHORTEST_RUN]
    for before, after in pairwise(long):
        is_short = 0 < after[0] - before[1] - 1 <= _LONGEST_GAP
        if before[2] == after[2] and is_short and (references_in(before[2]) or functions_in(before[2])):
            yield range(before[1] + 1, after[0])


def short_ranges(sheet: AuditedSheet) -> Iterator[Finding]:
    """Sums that end before the numbers do: of a column from its heading on, or of what stands before the sum."""
    for place, run in in_reading_order(run for run in sheet.runs if _adds_up(run)):
        read = _own_areas(sheet, run.pattern.text(place[0]))
        for one in read:
            if one.is_cell:
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
            if any(other.has(*after) for other in read) or not _counts(sheet, after, after):
                continue
            if len(read) == 1 and _slides(sheet, place, one, after):
                continue
            inside = sum(_counts(sheet, cell, after) for cell in _last(one))
            is_whole = one.left == one.right and isinstance(sheet.value((one.top - 1, one.left)), str)
            is_sum = all(_counts(sheet, cell, after) for cell in _between(after, place))
            if inside == _FEWEST_NUMBERS and (is_whole or is_sum):
                cell = CellRef("", *after).address
                yield sheet.finding(
                    Fault.SHORT_RANGE, place, f"it adds up {one.address}, and {cell} goes on with a number"
                )


def _slides(sheet: AuditedSheet, place: Place, one: Area, after: Place) -> bool:
    """Whether the formula below or to the right adds up as many cells further on, as a moving average does."""
    for beside in ((place[0] + 1, place[1]), (place[0], place[1] + 1)):
        text = sheet.formula(beside)
        read = [] if text is None else _own_areas(sheet, text)
        if len(read) == 1 and read[0].has(*after) and _size(read[0]) == _size(one):
            return True
    return False


def _size(one: Area) -> tuple[int, int]:
    """How many rows and columns."""
    return one.height, one.right - one.left + 1


def _own_areas(sheet: AuditedSheet, text: str) -> list[Area]:
    """The cells and ranges of its own sheet that a formula reads."""
    found = [split_sheet(reference) for reference in references_in(text)]
    areas = [area(sheet.cells.name, address.replace("$", "")) for tab, address in found if tab is None]
    return [one for one in areas if one is not None]


def _adds_up(run: Run) -> bool:
    """Whether its formulas add up cells of their own sheet."""
    is_sum = run.pattern.functions & ADDED_UP
    return bool(is_sum) and any(":" in one and "!" not in one for one in run.pattern.references)


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
    pattern, other = sheet.cells.pattern(place), sheet.shape(like)
    value = sheet.value(place)
    if pattern is None or pattern.is_table or pattern.functions & ADDED_UP:
        return False
    is_blank = value in {None, ""} and '"' not in pattern.form  # a program that does not calculate leaves it out
    if not is_blank and not isinstance(value, float):
        return False
    return other is None or sheet.shape(place) == other


def _left_out(sheet: AuditedSheet, one: Area, place: Place) -> Place | None:
    """The first number below a heading, where a sum below the column begins with the second."""
    before, heading = (one.top - 1, one.left), (one.top - 2, one.left)
    is_below = one.left == one.right == place[1] and place[0] == one.bottom + 1
    if not is_below or not isinstance(sheet.value(heading), str) or sheet.formula(heading) is not None:
        return None
    rows = range(one.top, min(one.top + _FEWEST_NUMBERS, one.bottom + 1))
    is_column = all(_counts(sheet, (row, one.left), before) for row in rows) and len(rows) == _FEWEST_NUMBERS
    return before if is_column and _counts(sheet, before, before) else None


def twice_counted(sheet: AuditedSheet) -> Iterator[Finding]:
    """Sums of a column or row in which another cell adds up some of the same cells."""
    sums = {place: one for place, run in _one_by_one(sheet) if (one := _summed(run, place)) is not None}
    inner = {place: one for place, run in _one_by_one(sheet) if (one := _subtotal(run, place)) is not None} | sums
    for place, one in sums.items():
        if one.left != one.right and one.top != one.bottom:
            continue
        for cell in islice(one.cells(), _MOST_ROWS):
            other = inner.get((cell.row, cell.column))
            if other is None or not one.covers(other) or (cell.row, cell.column) == place:
                continue
            if other.has(cell.row, cell.column) or (other.left != other.right and other.top != other.bottom):
                continue
            wrong = f"it adds up {one.address}, in which {cell.address} adds up {other.address}"
            yield sheet.finding(Fault.COUNTED_TWICE, place, wrong)
            break


def _one_by_one(sheet: AuditedSheet) -> Iterator[tuple[Place, Run]]:
    """The cells that may add up others, in reading order."""
    return in_reading_order(run for run in sheet.runs if _MAY_SUM.match(run.pattern.form) is not None)


def _summed(run: Run, place: Place) -> Area | None:
    """What a sum of one range adds up."""
    found = _ONE_SUM.fullmatch(run.pattern.text(place[0]))
    return None if found is None else area("", found[1].replace("$", ""))


def _subtotal(run: Run, place: Place) -> Area | None:
    """What a cell adds up by SUBTOTAL, or one by one of the cells right above it or before it."""
    text = run.pattern.text(place[0]).replace("$", "")
    if (found := _ONE_SUBTOTAL.fullmatch(text)) is not None:
        return area("", found[1])
    cells = [area("", one) for one in text[1:].split("+")] if _ONE_BY_ONE.fullmatch(text) else []
    known = [one for one in cells if one is not None]
    if len(known) < 2 or (run.first != run.last and known[0].left == known[1].left):
        return None  # each row the sum of those above it is a sequence
    rows, columns = [one.top for one in known], [one.left for one in known]
    whole = Area("", min(rows), min(columns), max(rows), max(columns))
    is_next = place in {(whole.bottom + 1, whole.left), (whole.top, whole.right + 1)}
    return whole if is_next and whole.size == len(set(known)) else None


def broken_ends(sheet: AuditedSheet) -> Iterator[Finding]:
    """At either end of a column of one formula, a number or a formula that differs in its numbers or rows alone."""
    for column, stretches in _columns(sheet):
        for first, last, shape in stretches:
            if last - first + 1 < _LONG_RUN or not references_in(shape):
                continue
            if _reads_own(sheet.formula((last, column)) or "", column):
                continue
            for inside, outside, beyond in ((last, last + 1, last + 2), (first, first - 1, first - 2)):
                is_last = sheet.formula((beyond, column)) is None and not sheet.is_number((beyond, column))
                if not is_last or not _is_alike(sheet, (inside, column), (outside, column)):
                    continue
                place = (outside, column)
                text = sheet.formula(place)
                if text is not None:
                    wrong = f"its formula differs from those beside it: {text[:60]}"
                    yield sheet.finding(Fault.PATTERN, place, wrong)
                else:
                    wrong = f"the number {sheet.value(place)!r} stands at the end of formulas that are all the same"
                    yield sheet.finding(Fault.HARD_CODED, place, wrong)


def _reads_own(text: str, column: int) -> bool:
    """Whether it reads its own column: balances do, which begin otherwise than they go on."""
    places = (area("", split_sheet(one)[1].replace("$", "")) for one in references_in(text))
    return any(place is not None and place.left <= column <= place.right for place in places)


def _is_alike(sheet: AuditedSheet, inside: Place, outside: Place) -> bool:
    """Whether the row beyond the end of a run is one of its rows, by what stands on its left, and differs here."""
    left_in, left_out = (sheet.value((row, column - 1)) for (row, column) in (inside, outside))
    is_formula = sheet.formula((inside[0], inside[1] - 1)) is not None
    if left_in is None or type(left_in) is not type(left_out) or is_formula:
        return False
    one, other = sheet.formula(inside), sheet.formula(outside)
    if other is None:
        return sheet.is_number(outside) and not isinstance(left_in, str)
    return one is not None and _skeleton(one) == _skeleton(other) and sheet.shape(inside) != sheet.shape(outside)


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
                wrong = f"the number {sheet.value(place)!r} stands in a calculated column of {table.name}"
                yield sheet.finding(Fault.HARD_CODED, place, wrong)


def below_tables(sheet: AuditedSheet) -> Iterator[Finding]:
    """A row right below a table that goes on with it, where formulas read the table's rows and no more."""
    package = sheet.book.package
    for _, part in package.related(sheet.cells.part, "/table").values():
        table = table_range(package, part, sheet.cells.name)
        if table is None or table.totals_rows or not goes_on(sheet, table.area):
            continue
        body = table.area
        is_read = any(one.bottom == body.bottom and body.covers(one) for one in sheet.read.ranges)
        if is_read or _is_named(sheet, table.name):
            wrong = f"the row goes on with the table {table.name}, which ends above it, as what formulas read does"
            yield sheet.finding(Fault.SHORT_RANGE, (body.bottom + 1, body.left), wrong)


def _is_named(sheet: AuditedSheet, table: str) -> bool:
    """Whether a formula of the workbook reads a column of the table by its name."""
    name = f"{table}[".casefold()
    return any(name in run.pattern.form.casefold() for cells in sheet.book.sheets.values() for run in cells.runs)


def goes_on(sheet: AuditedSheet, body: Area) -> bool:
    """Whether the row below has typed values, numbers among them, of the kinds that the last row has there."""
    columns = [column for column in range(body.left, body.right + 1) if sheet.formula((body.bottom, column)) is None]
    last, below = ([sheet.value((row, column)) for column in columns] for row in (body.bottom, body.bottom + 1))
    kinds = [(type(one), type(other)) for one, other in zip(last, below, strict=True) if one not in (None, "")]
    is_typed = all(sheet.formula((body.bottom + 1, column)) is None for column in range(body.left, body.right + 1))
    return is_typed and len(kinds) > 1 and float in dict(kinds) and all(one is other for one, other in kinds)
