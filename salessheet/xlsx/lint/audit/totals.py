"""Totals that an auditor asks about: typed over, of other cells than those above them, mended by a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef, Place, area, split_sheet
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.audit.formula_patterns import Run
from salessheet.xlsx.lint.findings import Fault, Finding

_ADDED: Final = re.compile(
    r"=(?:SUM|AVERAGE|MIN|MAX|MEDIAN)\(((?:'(?:[^']|'')*'|[\w.]+)!)?(\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)\)"
)
_SUM: Final = re.compile(r"=SUM\((\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)\)")
_CELLS: Final = r"(?:(?:'(?:[^']|'')*'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
_SUMMAND: Final = rf"(?:SUM\({_CELLS}(?:,{_CELLS})*\)|{_CELLS})"
_SUMMANDS: Final = re.compile(rf"=(?=.*SUM\()(?=.*[+,]){_SUMMAND}(?:\+{_SUMMAND})*")
_WHOLE: Final = re.compile(
    r"=(?:SUM|AVERAGE|MIN|MAX|MEDIAN)\(((?:'(?:[^']|'')*'|[\w.]+)!)?\$?([A-Z]{1,3}):\$?([A-Z]{1,3})\)"
)
_MENDED: Final = re.compile(r"=SUM\([^()]*\)\s*[-+]\s*\d+(?:\.\d+)?")
_PLUS: Final = re.compile(r"=\$?[A-Z]{1,3}\$?\d+(?:\+\$?[A-Z]{1,3}\$?\d+){2,}")
_COLUMN: Final = re.compile(r"(?<![\w$!.])[A-Z]{1,3}(?=\d)")
"""The column of a cell that moves with the formula."""
_READ: Final = re.compile(r"\"[^\"]*\"|(?:(?:'(?:[^']|'')*'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+|(?<![\w.])\d+(?:\.\d+)?")
_PRODUCT: Final = re.compile(r"=[A-Z]{1,3}\d+(?:\*[A-Z]{1,3}\d+)+")
_CONSTANT: Final = re.compile(r"=[-+*/().\d]+")
_MANY: Final = 8
_FEWEST: Final = 3


def totals(sheet: AuditedSheet) -> Iterator[Finding]:
    sums = _sums(sheet)
    for run in sheet.runs:
        place = run.first, run.column
        text = run.pattern.text(run.first)
        if _MENDED.fullmatch(text):
            yield sheet.finding(Fault.HARD_CODED, place, f"a number is added to a sum: {text[:60]}")
        elif _PLUS.fullmatch(text) and (inner := _inner(sums, text)) is not None:
            cell = CellRef("", *inner).address
            yield sheet.finding(Fault.COUNTED_TWICE, place, f"it adds up cells and {cell}, their sum: {text[:60]}")
        elif (both := _overlap(text)) is not None:
            wrong = f"it adds up {' and '.join(both)}, which have cells in common: {text[:60]}"
            yield sheet.finding(Fault.COUNTED_TWICE, place, wrong)
        elif (within := _with_its_sum(sums, text)) is not None:
            wrong = f"it adds up {within[0]} and {within[1]}, their sum: {text[:60]}"
            yield sheet.finding(Fault.COUNTED_TWICE, place, wrong)
    yield from _elsewhere(sheet)
    yield from _of_others(sheet, sums)
    yield from _typed_over(sheet, sums)


def _sums(sheet: AuditedSheet) -> dict[Place, Area]:
    """Cells that add up one range of their sheet."""
    return {
        (row, run.column): one
        for run in sheet.runs
        if run.pattern.form.startswith("=SUM(")
        for row in range(run.first, run.last + 1)
        if (found := _SUM.fullmatch(run.pattern.text(row))) is not None
        and (one := area("", found[1].replace("$", ""))) is not None
    }


def _inner(sums: dict[Place, Area], text: str) -> Place | None:
    """The cell that adds up others which the formula adds up as well."""
    cells = [area("", one.replace("$", "")) for one in text[1:].split("+")]
    places = [(one.top, one.left) for one in cells if one is not None]
    for place in places:
        one = sums.get(place)
        if one is not None and any(one.has(*other) for other in places if other != place):
            return place
    return None


def _overlap(text: str) -> tuple[str, str] | None:
    """Two ranges, or a range and a cell, that a formula adds up and that have cells in common."""
    if _SUMMANDS.fullmatch(text) is None:
        return None
    known: list[tuple[str | None, Area]] = []
    for tab, address in map(split_sheet, references_in(text)):
        one = area("", address.replace("$", ""))
        for other_tab, other in known:
            if one is not None and tab == other_tab and one.meets(other) and not (one.is_cell and other.is_cell):
                return other.address, one.address
        known += [(tab, one)] if one is not None else []
    return None


def _with_its_sum(sums: dict[Place, Area], text: str) -> tuple[str, str] | None:
    """A range that a formula adds up, and a cell that it adds up as well and that is the range's sum."""
    if _SUMMANDS.fullmatch(text) is None:
        return None
    known = [area("", one.replace("$", "")) for one in references_in(text)]
    ranges = [one for one in known if one is not None and not one.is_cell]
    for cell in (one for one in known if one is not None and one.is_cell):
        inner = sums.get((cell.top, cell.left))
        met = next((one for one in ranges if inner is not None and one.meets(inner)), None)
        if met is not None:
            return met.address, cell.address
    return None


def _elsewhere(sheet: AuditedSheet) -> Iterator[Finding]:
    """What takes in a column of a sheet, and its total as well."""
    known: dict[str, dict[Place, Area]] = {}
    for run in sheet.runs:
        text = run.pattern.text(run.first)
        if (found := _WHOLE.fullmatch(text)) is not None and found[2] == found[3]:
            yield from _whole(sheet, run, found, known)
            continue
        found = _ADDED.fullmatch(text)
        if found is None:
            continue
        tab, address = split_sheet(f"{found[1] or ''}{found[2]}")
        one = area("", address.replace("$", ""))
        own = tab is None or tab.casefold() == sheet.cells.name.casefold()
        is_plain_sum = run.pattern.form.startswith("=SUM(")
        if one is None or one.left != one.right or (own and is_plain_sum):
            continue
        inner = _sums_of(sheet, tab, known).get((one.bottom, one.left))
        if inner is not None and inner.left == inner.right == one.left and one.covers(inner):
            cell = CellRef("", one.bottom, one.left).address
            wrong = f"it takes in {one.address}, in which {cell} adds up {inner.address}"
            yield sheet.finding(Fault.COUNTED_TWICE, (run.first, run.column), wrong)


def _whole(
    sheet: AuditedSheet, run: Run, found: re.Match[str], known: dict[str, dict[Place, Area]]
) -> Iterator[Finding]:
    """Of a column to the last row of a sheet, the first total in it of cells of its own."""
    tab, address = split_sheet(f"{found[1] or ''}{found[2]}1")
    one = area("", address)
    for (row, column), inner in _sums_of(sheet, tab, known).items():
        if one is not None and inner.left == inner.right == column == one.left:
            cell = CellRef("", row, column).address
            wrong = f"it takes in the whole column {found[2]}, in which {cell} adds up {inner.address}"
            yield sheet.finding(Fault.COUNTED_TWICE, (run.first, run.column), wrong)
            return


def _sums_of(sheet: AuditedSheet, tab: str | None, known: dict[str, dict[Place, Area]]) -> dict[Place, Area]:
    """The sums of a sheet; without a name, of this one."""
    name = sheet.cells.name if tab is None else tab
    if name not in known:
        cells = sheet.book.sheets.get(name)
        known[name] = {} if cells is None else _sums(AuditedSheet(sheet.book, cells, sheet.read))
    return known[name]


def _of_others(sheet: AuditedSheet, sums: dict[Place, Area]) -> Iterator[Finding]:
    """A total of another column, where those beside it are of their own."""
    for (row, column), one in sums.items():
        is_other = one.left == one.right != column and one.bottom == row - 1
        if not is_other or one.height < _FEWEST:
            continue
        near = sums.get((row, one.left))
        if near == one and all(_holds(sheet, (each, column)) for each in range(one.top, min(one.bottom, one.top + 50))):
            wrong = f"it adds up {one.address}, and not the cells above it"
            yield sheet.finding(Fault.PATTERN, (row, column), wrong)


def _holds(sheet: AuditedSheet, place: Place) -> bool:
    return sheet.is_number(place) or sheet.cells.pattern(place) is not None


def _typed_over(sheet: AuditedSheet, sums: dict[Place, Area]) -> Iterator[Finding]:
    """A number in a row of totals, below a column as those of the totals beside it."""
    rows: dict[int, list[tuple[int, Area]]] = {}
    for (row, column), one in sums.items():
        if one.left == one.right == column and one.bottom == row - 1 and one.height >= _FEWEST:
            rows.setdefault(row, []).append((column, one))
    for row, totals_ in sorted(rows.items()):
        spans = {(one.top, one.bottom) for _, one in totals_}
        if len(totals_) < 2 or len(spans) > 1:
            continue
        ((top, bottom),) = spans
        columns = [column for column, _ in totals_]
        for column in range(min(columns) - 1, max(columns) + 2):
            if column < 1 or not sheet.is_number((row, column)):
                continue
            if _all_hold(sheet, column, range(top, min(bottom, top + 50) + 1)):
                wrong = f"the number {sheet.value((row, column))!r} stands in a row of sums"
                yield sheet.finding(Fault.HARD_CODED, (row, column), wrong)


def _all_hold(sheet: AuditedSheet, column: int, rows: Sequence[int]) -> bool:
    return all(_holds(sheet, (row, column)) for row in rows)


def left_out(sheet: AuditedSheet) -> Iterator[Finding]:
    """Along a column of one formula, a row in which nothing or a text stands, and at its end a number above a total."""
    for column, runs in _by_column(sheet).items():
        yield from _halves(sheet, column, runs)
        for before, after in zip(runs, runs[2:], strict=False):
            yield from _between_two(sheet, before, after)
        for before, after in pairwise(runs):
            yield from _between_two(sheet, before, after)
            place = before.last + 1, column
            is_gap = after.first == before.last + 2 and min(_size(before), _size(after)) >= _FEWEST
            if (
                not is_gap
                or not _is_one(before, after)
                or not _is_as(sheet, column - 1, range(before.last, before.last + 3))
            ):
                continue
            value = sheet.value(place)
            if sheet.formula(place) is None and (value is None or isinstance(value, str)):
                said = f"the text {value!r} stands" if value else "nothing stands"
                yield sheet.finding(Fault.PATTERN, place, f"{said} among formulas that are all the same")
        for run in runs:
            yield from _last_number(sheet, run)
            yield from _ends(sheet, run)


def _halves(sheet: AuditedSheet, column: int, runs: Sequence[Run]) -> Iterator[Finding]:
    """Two stretches, one below the other, that differ in which column they read alone."""
    for before, after in pairwise(runs):
        if after.first != before.last + 1 or min(_size(before), _size(after)) < _FEWEST:
            continue
        one, other = before.pattern.text(before.last), after.pattern.text(before.last)
        is_other = one != other and _COLUMN.sub("%", one) == _COLUMN.sub("%", other) and '"' not in one
        beside = [sheet.shape((row, column - 1)) for row in (before.last, after.first)]
        if is_other and beside[0] == beside[1] and _is_as(sheet, column - 1, range(before.last - 1, after.first + 2)):
            wrong = f"from here on the formulas read another column: {after.pattern.text(after.first)[:60]}"
            yield sheet.finding(Fault.PATTERN, (after.first, column), wrong)


def _between_two(sheet: AuditedSheet, before: Run, after: Run) -> Iterator[Finding]:
    """Between formulas that are one, a number, or a formula that is made as they are and reads other cells."""
    place = before.last + 1, before.column
    is_told = min(_size(before), _size(after)) > 1  # between longer stretches it is, as a broken pattern
    if is_told or after.first != before.last + 2 or not _is_one(before, after):
        return
    text, last = sheet.formula(place), before.pattern.text(before.last)
    is_among = _size(before) + _size(after) >= _FEWEST
    is_row_sum = _is_of_row(last, before.last)
    if text is not None:
        is_along = place[1] > 1 and sheet.shape(place) == sheet.shape((place[0], place[1] - 1))
        is_odd = is_among or (is_row_sum and _is_of_row(text, None))
        if is_odd and not is_along and (_make(text) == _make(last) or _CONSTANT.fullmatch(text)):
            yield sheet.finding(Fault.PATTERN, place, f"its formula differs from those on both sides: {text[:60]}")
    elif sheet.is_number(place) and (is_row_sum or (is_among and not _reads(sheet, place, (before, after)))):
        wrong = f"the number {sheet.value(place)!r} stands between formulas that are the same"
        yield sheet.finding(Fault.HARD_CODED, place, wrong)


def _is_of_row(text: str, row: int | None) -> bool:
    """Whether a formula adds up cells of a row: of that one, or of any."""
    found = _SUM.fullmatch(text)
    one = None if found is None else area("", found[1].replace("$", ""))
    return one is not None and one.top == one.bottom and row in {None, one.top} and not one.is_cell


def _make(text: str) -> str:
    """A formula without the cells, numbers and texts that it reads."""
    return _READ.sub("%", text)


def _reads(sheet: AuditedSheet, place: Place, runs: Sequence[Run]) -> bool:
    """Whether formulas read a cell of their sheet."""
    for run in runs:
        for row in (run.first, run.last):
            for reference in references_in(run.pattern.text(row)):
                tab, address = split_sheet(reference)
                one = area("", address.replace("$", ""))
                if tab in {None, sheet.cells.name} and one is not None and one.has(*place):
                    return True
    return False


def _size(run: Run) -> int:
    return run.last - run.first + 1


def _is_one(before: Run, after: Run) -> bool:
    shapes = [run.pattern.shape(run.first, run.column) for run in (before, after)]
    return shapes[0] == shapes[1] and bool(before.pattern.references)


def _by_column(sheet: AuditedSheet) -> dict[int, list[Run]]:
    columns: dict[int, list[Run]] = {}
    for run in sheet.runs:
        columns.setdefault(run.column, []).append(run)
    return columns


def _is_as(sheet: AuditedSheet, column: int, rows: range) -> bool:
    """Whether something of one kind stands in all rows of a column."""
    kinds = {type(sheet.value((row, column))) for row in rows} if column else set()
    return len(kinds) == 1 and type(None) not in kinds


def _last_number(sheet: AuditedSheet, run: Run) -> Iterator[Finding]:
    """A number below a run of formulas and above the sum of both."""
    place = run.last + 1, run.column
    is_alike = _size(run) >= _FEWEST and sheet.is_number(place) and bool(run.pattern.references)
    if not is_alike or not _is_as(sheet, run.column - 1, range(run.last, run.last + 2)):
        return
    total = sheet.formula((run.last + 2, run.column))
    found = None if total is None else _SUM.fullmatch(total)
    one = None if found is None else area("", found[1].replace("$", ""))
    if one is not None and one.has(run.first, run.column) and one.has(*place):
        wrong = f"the number {sheet.value(place)!r} stands at the end of formulas that are all the same"
        yield sheet.finding(Fault.HARD_CODED, place, wrong)


def _ends(sheet: AuditedSheet, run: Run) -> Iterator[Finding]:
    """Two or three numbers at either end of many formulas that multiply what stands to their left, as it does here."""
    factors = _factors(run) if _size(run) >= _MANY else []
    if not factors:
        return
    for first, step in ((run.last + 1, 1), (run.first - 1, -1)):
        rows: list[int] = []
        while len(rows) <= _FEWEST and sheet.is_number((first + step * len(rows), run.column)):
            rows.append(first + step * len(rows))
        is_short = 1 < len(rows) <= _FEWEST
        if is_short and all(sheet.is_number((row, column)) for row in rows for column in factors):
            for row in sorted(rows):
                wrong = (
                    f"the number {sheet.value((row, run.column))!r} stands at an end of formulas that are all the same"
                )
                yield sheet.finding(Fault.HARD_CODED, (row, run.column), wrong)


def _factors(run: Run) -> list[int]:
    """The columns whose cells of its own row a formula multiplies; none of another formula."""
    text = run.pattern.text(run.first)
    found = [area("", one) for one in text[1:].split("*")] if _PRODUCT.fullmatch(text) else []
    return [one.left for one in found if one is not None and one.top == run.first and one.left < run.column]
