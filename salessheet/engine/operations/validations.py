"""Rules for what cells take, as openpyxl keeps them."""

from __future__ import annotations

from salessheet.engine.model.grid import Grid
from salessheet.engine.operations.rectangles import as_sqref, meets, rebased, without
from salessheet.xlsx.addresses import Area


def remove_validations(grid: Grid, area: Area) -> None:
    """Rules that hold elsewhere, too, go on there."""
    rules = grid.sheet.data_validations
    left = []
    for rule in rules.dataValidation:
        if meets(rule.sqref.ranges, area):
            ranges = without(rule.sqref.ranges, area)
            if not ranges:
                continue
            for name in ("formula1", "formula2"):
                text = getattr(rule, name)
                if text and not text.startswith('"'):
                    setattr(rule, name, rebased(text, rule.sqref.ranges, ranges))
            rule.sqref = as_sqref(ranges)
        left.append(rule)
    rules.dataValidation = left
    grid.is_reshaped = True
