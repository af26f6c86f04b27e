"""Lists that formulas look in: whether they are sorted, whole, as wide as is asked, and stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef, Place, area, split_sheet
from salessheet.xlsx.formula_syntax import calls_in
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.audit.dense_cells import DenseCells
from salessheet.xlsx.lint.audit.formula_patterns import Run
from salessheet.xlsx.lint.findings import Fault, Finding

_APPROXIMATE: Final = {"VLOOKUP": (3, 4), "HLOOKUP": (3, 4), "MATCH": (2, 3), "LOOKUP": (2, 99)}
"""Function → how many arguments it has at least, and which of them, from 1, says whether it looks for the exact one."""
_EXACT: Final = frozenset({"FALSE", "FALSE()", "0", "-1"})
_KEYED: Final = frozenset({"VLOOKUP", "_XLFN.XLOOKUP"})
_LOOKS: Final = {
    **dict.fromkeys(("VLOOKUP", "HLOOKUP", "LOOKUP", "MATCH", "_XLFN.XLOOKUP", "_XLFN.XMATCH"), 2),
    **dict.fromkeys(("RANK", "_XLFN.RANK.EQ", "_XLFN.RANK.AVG"), 2),
}
"""Function → which of its arguments, from 1, is the list."""
_WHOLE: Final = {
    **dict.fromkeys(("VLOOKUP", "_XLFN.XLOOKUP", "MATCH", "RANK", "_XLFN.RANK.EQ"), 2),
    **dict.fromkeys(("SUMIF", "COUNTIF", "AVERAGEIF", "COUNTIFS"), 1),
    "SUMIFS": 2,
}
"""Function → which of its arguments, from 1, is a list from its first row to its last."""
_AROUND: Final = 10
_PAIRED: Final = {"SUMIF": (1, 3), "AVERAGEIF": (1, 3)}
_IN_PAIRS: Final = {"SUMIFS": 1, "AVERAGEIFS": 1, "_XLFN.MAXIFS": 1, "_XLFN.MINIFS": 1, "COUNTIFS": 0}
_MOVING: Final = re.compile(r"\$?[A-Z]{1,3}\d+:\$?[A-Z]{1,3}\d+")
_MOST: Final = 20_000
"""Cells of a list that are looked at."""
_RUN: Final = 3
_NEAR: Final = 3


def looked_up(sheet: AuditedSheet) -> Iterator[Finding]:
    for run in sheet.runs:
        if not run.pattern.functions & _ALL:
            continue
        for name, given in calls_in(run.pattern.text(run.first)):
            for fault, wrong in _asked(sheet, run, name, given):
                yield sheet.finding(fault, (run.first, run.column), wrong)


_ALL: Final = frozenset(
    [
        "VLOOKUP",
        "HLOOKUP",
        "LOOKUP",
        "MATCH",
        "XLOOKUP",
        "XMATCH",
        "INDEX",
        "RANK",
        "RANK.EQ",
        "RANK.AVG",
        "SUMIF",
        "AVERAGEIF",
        "SUMIFS",
        "AVERAGEIFS",
        "MAXIFS",
        "MINIFS",
        "COUNTIFS",
        "COUNTIF",
        "SUMPRODUCT",
    ]
)


def _asked(sheet: AuditedSheet, run: Run, name: str, given: list[str]) -> Iterator[tuple[Fault, str]]:
    yield from _sizes(sheet, name, given)
    yield from _beside(sheet, name, given)
    if name in _WHOLE and len(given) >= _WHOLE[name] and (wrong := _ends_early(sheet, given[_WHOLE[name] - 1])):
        yield Fault.SHORT_RANGE, wrong
    place = _LOOKS.get(name)
    if place is None or len(given) < place:
        if name == "INDEX" and len(given) == 2 and (wrong := _beyond_list(sheet, given)):
            yield Fault.ERROR_CELL, wrong
        return
    address = split_sheet(given[place - 1])[1]
    there = area("", address.replace("$", ""))
    is_tall = there is not None and there.height > 1
    if name == "HLOOKUP":
        is_tall = False
    moves = is_tall and _MOVING.fullmatch(address) is not None and run.last - run.first + 1 >= _RUN
    if moves and not (name.endswith("MATCH") and place == 1):
        yield Fault.PATTERN, f"the list it looks in moves from row to row: {given[place - 1]}"
        return
    listed = _area(sheet, given[place - 1])
    if listed is None or listed[1].size > _MOST:
        return
    cells, whole = listed
    if name in _KEYED or name in _APPROXIMATE:
        yield from _width(name, given, whole)
        yield from _order(cells, whole, name, given)


def _area(sheet: AuditedSheet, text: str) -> tuple[DenseCells, Area] | None:
    """The cells of a range as it stands, or as a name of the workbook has it."""
    tab, address = split_sheet(text)
    one = area(tab or sheet.cells.name, address.replace("$", "")) or sheet.book.file.named(address, tab or None)
    cells = None if one is None else sheet.book.sheets.get(one.sheet)
    return None if one is None or cells is None or one.is_cell else (cells, one)


def _width(name: str, given: list[str], whole: Area) -> Iterator[tuple[Fault, str]]:
    if name == "VLOOKUP" and len(given) > 2 and given[2].isdecimal() and int(given[2]) > whole.width:
        yield Fault.ERROR_CELL, f"it asks for column {given[2]} of {whole.address}, which has {whole.width}"


def _beyond_list(sheet: AuditedSheet, given: list[str]) -> str:
    listed = _area(sheet, given[0])
    if listed is None or not given[1].isdecimal() or 1 not in {listed[1].height, listed[1].width}:
        return ""
    return f"it asks for {given[1]} of {listed[1].address}" if int(given[1]) > listed[1].size else ""


def _order(cells: DenseCells, whole: Area, name: str, given: list[str]) -> Iterator[tuple[Fault, str]]:
    """The typed values in which a value is looked for."""
    least, at = _APPROXIMATE.get(name, (99, 99))
    is_exact = name not in _APPROXIMATE or (len(given) >= at and given[at - 1].upper() in _EXACT)
    if not is_exact and len(given) >= at and given[at - 1].upper() not in {"TRUE", "TRUE()", "1", ""}:
        return  # a cell says how it looks
    if len(given) < least - (name == "MATCH"):
        return
    is_across = name == "HLOOKUP" or whole.height == 1
    keys = [
        ((row, column), cells.value((row, column)))
        for row in ([whole.top] if is_across else range(whole.top, whole.bottom + 1))
        for column in (range(whole.left, whole.right + 1) if is_across else [whole.left])
        if cells.pattern((row, column)) is None
    ]
    known = [
        (place, value.casefold() if isinstance(value, str) else value) for place, value in keys if value is not None
    ]
    kinds = {type(value) for _, value in known}
    if len(kinds) != 1 or len(known) < (whole.width if is_across else whole.height):
        return
    if is_exact:
        yield from _repeated(known) if name in _KEYED else ()
        return
    for (_, before), (place, value) in pairwise(known):
        if not before < value:  # type: ignore[operator]  # of one kind
            cell = CellRef("", *place).address
            yield Fault.UNSORTED, f"it looks for the nearest in {whole.address}, which is out of order at {cell}"
            return


def _repeated(known: Sequence[tuple[Place, object]]) -> Iterator[tuple[Fault, str]]:
    seen: set[object] = set()
    for place, value in known:
        if value in seen:
            cell = CellRef("", *place).address
            yield Fault.DUPLICATE, f"it finds the first {value!r} alone, which stands in {cell} again"
            return
        seen.add(value)


def _ends_early(sheet: AuditedSheet, text: str) -> str:
    """Whether a list below its headings ends above its last row; "" if not."""
    listed = _area(sheet, text)
    if listed is None or "$" not in text or listed[1].height < _RUN:
        return ""
    cells, whole = listed
    heading, after = cells.value((whole.top - 1, whole.left)), whole.bottom + 1
    inside = cells.value((whole.bottom, whole.left))
    is_headed = isinstance(heading, str) and cells.value((whole.top - 2, whole.left)) is None
    is_list = is_headed and cells.pattern((whole.bottom, whole.left)) is None
    is_same = type(inside) is type(cells.value((after, whole.left))) and cells.pattern((after, whole.left)) is None
    if not is_list or inside is None or not is_same or inside == "":
        return ""
    shown = [column for column in range(1, whole.right + _AROUND) if cells.value((whole.bottom, column)) is not None]
    alike = all(
        type(cells.value((after, column))) is type(cells.value((whole.bottom, column)))
        and (cells.pattern((after, column)) is None) == (cells.pattern((whole.bottom, column)) is None)
        for column in shown
    )
    return f"{whole.address} ends, and the list goes on below it" if alike and len(shown) > 1 else ""


def _beside(sheet: AuditedSheet, name: str, given: list[str]) -> Iterator[tuple[Fault, str]]:
    """Lists that are multiplied, or in one of which a place is looked for that the other is asked for."""
    if name == "SUMPRODUCT":
        found = [listed[1] for text in given if (listed := _area(sheet, text)) is not None]
        sizes = {(one.height, one.width) for one in found}
        if len(found) == len(given) and len(sizes) > 1:
            yield Fault.ERROR_CELL, f"it multiplies lists of unequal length: {', '.join(given)[:60]}"
    elif name == "INDEX" and len(given) == 2 and given[1].startswith("MATCH("):
        inner = calls_in(f"={given[1]}")[-1][1]
        asked, searched = _area(sheet, given[0]), _area(sheet, inner[1]) if len(inner) > 1 else None
        if asked is not None and searched is not None:
            one, other = asked[1], searched[1]
            is_down = one.left == one.right and other.left == other.right
            if is_down and (one.top, one.bottom) != (other.top, other.bottom) and abs(one.top - other.top) <= _NEAR:
                yield Fault.SHORT_RANGE, f"{one.address} and {other.address} do not begin and end together"


def _sizes(sheet: AuditedSheet, name: str, given: list[str]) -> Iterator[tuple[Fault, str]]:
    """Ranges that are read side by side begin and end together."""
    if name in _PAIRED:
        pairs = [_PAIRED[name]] if len(given) > 2 else []
    elif name in _IN_PAIRS:
        first = 1 + _IN_PAIRS[name]
        pairs = [(1, place) for place in range(first, len(given) + 1, 2) if place > 1]
    else:
        return
    for one, other in pairs:
        found = [_area(sheet, given[place - 1]) for place in (one, other)]
        if found[0] is None or found[1] is None:
            continue
        first_, second = found[0][1], found[1][1]
        is_alike = (first_.height, first_.width) == (second.height, second.width)
        shift = abs(first_.top - second.top)
        is_beside = first_.sheet == second.sheet and is_alike and first_.height > _NEAR
        if not is_alike or (is_beside and 0 < shift <= _NEAR):
            yield Fault.SHORT_RANGE, f"{first_.address} and {second.address} do not begin and end together"
