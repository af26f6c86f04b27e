"""A row that a table gets: formats, formulas, validations and conditional formats of the rows beside it go on."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormatting, ConditionalFormattingList
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.grid import Grid
from salessheet.engine.values.formula_text import as_stored
from salessheet.xlsx.addresses import Area, Place, area, shifted


def continued(grid: Grid, body: Area, at: tuple[int, TableColumn], row: int, pattern: int, further: int) -> str | None:
    """The formula that a column, with its place from 0, has in a new row; None where it has none.

    `pattern`: the row beside the new one, `further`: the one beyond that. Two formulas alike go on, and one alone in a
    column that is calculated or has no other row.
    """
    column = body.left + at[0]
    beside = formula_at(grid, pattern, column)
    if beside is not None and (
        at[1].calculatedColumnFormula is not None
        or not body.top <= further <= body.bottom
        or further == row
        or formula_at(grid, further, column) == shifted(beside, further - pattern, 0)
    ):
        return shifted(beside, row - pattern, 0)
    return calculated_in(at[1], row - body.top)


def calculated(column: TableColumn) -> str | None:
    """The formula that a column fills new rows with, as the first row of the body has it."""
    formula = column.calculatedColumnFormula
    text = (formula.attr_text or "") if formula is not None else ""
    return as_stored(f"={text.removeprefix('=')}") if text else None


def calculated_in(column: TableColumn, index: int) -> str | None:
    """The same as it reads in a row of the body, from 0: addresses in it are those of the first row."""
    formula = calculated(column)
    return None if formula is None else shifted(formula, index, 0)


def restyle_like(grid: Grid, patterns: dict[Place, Place]) -> None:
    """Cell → the cell whose format it takes over."""
    for place, pattern in patterns.items():
        source, target = grid.cells.get(pattern), grid.cells.get(place)
        style = source._style if source is not None else None
        if style is None and (target is None or target._style is None):
            continue
        grid.restyle([grid.cell(*place)], _styled(style))


def _styled(style: Any) -> Callable[[Any], None]:
    def apply(cell: Any) -> None:
        cell._style = copy(style)

    return apply


def formula_at(grid: Grid, row: int, column: int) -> str | None:
    cell = grid.cells.get((row, column))
    return cell.value if cell is not None and cell.data_type == "f" and isinstance(cell.value, str) else None


def stretch(sheet: Worksheet, old: Area, new: Area) -> None:
    """Validations and conditional formats over all of a table's rows cover the new one as well."""

    def stretched(sqref: str) -> str:
        found = []
        for text in sqref.split():
            one = area(new.sheet, text)
            is_whole = one is not None and one.top <= old.top and old.bottom <= one.bottom
            if one is not None and is_whole and new.left <= one.left and one.right <= new.right:
                text = one._replace(top=min(one.top, new.top), bottom=max(one.bottom, new.bottom)).address  # noqa: PLW2901  as it reads now
            found.append(text)
        return " ".join(found)

    for validation in sheet.data_validations.dataValidation:
        sqref = str(validation.sqref)
        if stretched(sqref) != sqref:
            validation.sqref = MultiCellRange(stretched(sqref))
    before, after = sheet.conditional_formatting, ConditionalFormattingList()
    if all(stretched(str(formatting.sqref)) == str(formatting.sqref) for formatting in before):
        return
    for formatting in before:
        for rule in formatting.rules:
            after.add(ConditionalFormatting(stretched(str(formatting.sqref)), pivot=formatting.pivot), rule)
    after.max_priority = before.max_priority
    sheet.conditional_formatting = after
