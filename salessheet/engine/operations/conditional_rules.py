"""The conditional formats of one sheet as openpyxl keeps them: which rules hold where, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormatting, ConditionalFormattingList
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.grid import Grid
from salessheet.engine.operations.rectangles import as_sqref, cell_range, meets, rebased, without
from salessheet.xlsx.addresses import Area


@dataclass(frozen=True)
class Entry:
    """A rule of openpyxl with the rectangles where it holds. `is_of_pivot`: in a pivot table."""

    ranges: list[CellRange]
    rule: Any
    is_of_pivot: bool = False


def entries(sheet: Worksheet) -> list[Entry]:
    """The rule that counts most comes first."""
    found: ConditionalFormattingList = sheet.conditional_formatting
    listed = [Entry(list(one.sqref.ranges), rule, bool(one.pivot)) for one in found for rule in one.rules]
    return sorted(listed, key=lambda entry: entry.rule.priority)


def put_first(grid: Grid, area: Area, rule: Any) -> None:
    """A new rule that counts more than all others."""
    known = entries(grid.sheet)
    rule.priority = 1
    if any(entry.rule.priority <= 1 for entry in known):
        for entry in known:
            entry.rule.priority += 1
    _replace(grid, [Entry([cell_range(area)], rule), *known])


def remove(grid: Grid, rule: Any) -> None:
    _replace(grid, [entry for entry in entries(grid.sheet) if entry.rule is not rule])


def cut(grid: Grid, area: Area) -> None:
    """No rule holds for these cells any more; those that hold elsewhere, too, go on there."""
    known = entries(grid.sheet)
    if not any(meets(entry.ranges, area) for entry in known):
        return
    left = []
    for entry in known:
        ranges = without(entry.ranges, area)
        if ranges:
            entry.rule.formula = [rebased(formula, entry.ranges, ranges) for formula in entry.rule.formula]
            left.append(Entry(ranges, entry.rule, entry.is_of_pivot))
    _replace(grid, left)


def _replace(grid: Grid, rules: Iterable[Entry]) -> None:
    fresh: Any = ConditionalFormattingList()
    made: dict[tuple[str, bool], Any] = {}
    for entry in rules:
        sqref = as_sqref(entry.ranges)
        key = (str(sqref), entry.is_of_pivot)
        if key not in made:
            made[key] = ConditionalFormatting(sqref, pivot=entry.is_of_pivot or None)
            fresh._cf_rules.setdefault(made[key], [])
        fresh._cf_rules[made[key]].append(entry.rule)
        fresh.max_priority = max(fresh.max_priority, entry.rule.priority)
    grid.sheet.conditional_formatting = fresh
    grid.is_reshaped = True
