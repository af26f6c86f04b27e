"""Tables that grow when somebody writes below or beside them, and formulas that fill their columns, as in Excel.

What Excel documents: the table expands to include the cells written directly below or beside it; of a block that is
wider than the table and stands below it, the extra columns stay outside. Nothing moves for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from openpyxl.worksheet.table import TableFormula

from salessheet.engine.api.tables.table import Table
from salessheet.engine.operations.merged_cells import merged_in
from salessheet.engine.operations.table_rows import calculated, continued, formula_at, restyle_like, stretch
from salessheet.engine.restructuring.tables import area_of
from salessheet.xlsx.addresses import Area, shifted

if TYPE_CHECKING:
    from salessheet.engine.api.sheets import Sheet

Rows = Sequence[Sequence[Any]]

_BLANK: Final = (None, "")


@dataclass(frozen=True)
class Written:
    """A block that is about to be written, and what becomes of the tables near it."""

    sheet: Sheet
    area: Area
    growing: Sequence[tuple[Table, Area]]
    """Tables, and all of what each covers afterwards."""
    filled: Sequence[tuple[Table, int]]
    """Tables, and the columns of the sheet that a formula fills in them."""

    def finish(self) -> None:
        """Once the block is written."""
        for table, new in self.growing:
            _grow(table, new)
        for table, column in self.filled:
            _fill_column(table, column, self.area)


def announced(sheet: Sheet, area: Area, rows: Rows) -> Written | None:
    """Before a block is written: the rows that a table gets have their formats. None where no table is concerned."""
    if not sheet.model.tables:
        return None
    options = sheet.book.app.auto_correct
    near = area._replace(top=max(area.top - 1, 1), left=max(area.left - 1, 1))
    tables = [table for table in sheet.tables if table.area.meets(near)]
    growing = [(t, new) for t in tables if (new := _grown(t, area, rows)) is not None] if options.expands_tables else []
    for table, new in growing:
        _format(table, new)
    after = {id(table): new for table, new in growing}
    filled = [
        (table, column)
        for table in (tables if options.fills_columns else ())
        for column in _columns_to_fill(table, after.get(id(table), table.area), area, rows)
    ]
    return Written(sheet, area, growing, filled) if growing or filled else None


# --- growth


def _grown(table: Table, block: Area, rows: Rows) -> Area | None:
    """What the table covers after the block was written; None for what it covers already."""
    old = table.area
    if not (old.left <= block.left <= old.right + 1 and old.top <= block.top <= old.bottom + 1):
        return None
    new = old
    if block.left <= old.right and block.bottom > old.bottom and not table.show_totals:
        bottom = _last_row(rows, block, old.right)
        if bottom > old.bottom and _is_free(table, old._replace(top=old.bottom + 1, bottom=bottom)):
            new = new._replace(bottom=bottom)
    if block.top <= old.bottom and block.right > old.right:
        right = _last_column(rows, block, new.bottom)
        if right > old.right and _is_free(table, new._replace(left=old.right + 1, right=right)):
            new = new._replace(right=right)
    return new if new != old else None


def _last_row(rows: Rows, block: Area, right: int) -> int:
    """The last row of the block with something in it, as far as the table's columns go."""
    width = right - block.left + 1
    return max((block.top + i for i, row in enumerate(rows) if any(v not in _BLANK for v in row[:width])), default=0)


def _last_column(rows: Rows, block: Area, bottom: int) -> int:
    """Likewise, as far as its rows go."""
    inside = rows[: bottom - block.top + 1]
    return max((block.left + i for row in inside for i, value in enumerate(row) if value not in _BLANK), default=0)


def _is_free(table: Table, area: Area) -> bool:
    """Whether a table can cover these cells as well without anything that stood there before becoming its own."""
    grid = table.grid
    others = (
        area_of(table.sheet.model, one.ref) for one in table.sheet.model.tables.values() if one is not table.model
    )
    if any(other.meets(area) for other in others) or merged_in(grid, area):
        return False
    return table.is_blank(area) and not any(array.meets(area) for array in grid.arrays())


def _format(table: Table, new: Area) -> None:
    """New rows look like the last one. A new header cell looks like the one beside it."""
    old, grid = table.area, table.grid
    columns = range(old.left, old.right + 1)
    for row in range(old.bottom + 1, new.bottom + 1):
        restyle_like(grid, {(row, column): (old.bottom, column) for column in columns})
    if table.show_headers:
        beside = (old.top, old.right)
        restyle_like(grid, {(old.top, column): beside for column in range(old.right + 1, new.right + 1)})


def _grow(table: Table, new: Area) -> None:
    old, body = table.area, table.body
    if new.right > old.right:
        table.follow()
        known = {old.left + i: column for i, column in enumerate(table.model.tableColumns)}
        table.take_columns(new, known)
    table.model.insertRow = None
    table.take(new)
    if new.bottom == old.bottom:
        return
    stretch(table.sheet.model, body, table.body)
    for row in range(old.bottom + 1, new.bottom + 1):
        _continue_formulas(table, body, row)


def _continue_formulas(table: Table, old: Area, row: int) -> None:
    """In the cells of a new row that nothing was written into. `old`: the body without the new rows."""
    grid = table.grid
    for at in enumerate(table.model.tableColumns):
        column = old.left + at[0]
        if grid.is_filled(row, column):
            continue
        formula = continued(grid, old, at, row, row - 1, row - 2)
        if formula is not None:
            grid.put(row, column, formula)


# --- formulas that fill columns


def _columns_to_fill(table: Table, new: Area, block: Area, rows: Rows) -> Iterator[int]:
    """The columns where a formula is put in, one that goes on down, and nothing else stands but that which it replaces.

    Before the block is written: blank cells, or the formula of the column in all of them. `new`: the table afterwards.
    """
    old = table.body
    body = old._replace(right=new.right, bottom=max(old.bottom, new.bottom - int(table.show_totals)))
    first, last = max(block.top, body.top), min(block.bottom, body.bottom)
    if first > min(last, old.bottom):
        return
    for column in range(max(block.left, body.left), min(block.right, body.right) + 1):
        if not _goes_on([row[column - block.left] for row in rows[first - block.top : last - block.top + 1]]):
            continue
        before = [formula_at(table.grid, row, column) for row in range(old.top, old.bottom + 1)]
        model = table.model.tableColumns[column - old.left] if column <= old.right else None
        is_calculated = model is not None and calculated(model) is not None and _goes_on(before)
        if is_calculated or table.is_blank(body._replace(left=column, right=column)):
            yield column


def _goes_on(formulas: Sequence[Any]) -> bool:
    """Whether these cells, one below the other, hold one formula that was filled down."""
    first = formulas[0] if formulas else None
    if not isinstance(first, str) or len(first) < 2 or not first.startswith("="):
        return False
    return all(formula == shifted(first, i, 0) for i, formula in enumerate(formulas))


def _fill_column(table: Table, column: int, block: Area) -> None:
    body, grid = table.body, table.grid
    written = range(max(block.top, body.top), min(block.bottom, body.bottom) + 1)
    formula = formula_at(grid, written.start, column)
    if formula is None:
        return
    first = shifted(formula, body.top - written.start, 0)
    model = table.model.tableColumns[column - body.left]
    model.calculatedColumnFormula = TableFormula(attr_text=first.removeprefix("="))
    grid.is_reshaped = True
    for row in range(body.top, body.bottom + 1):
        if row not in written:
            grid.put(row, column, shifted(first, row - body.top, 0))
