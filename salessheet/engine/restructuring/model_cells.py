"""Cells that move in openpyxl's model of a sheet, with all that belongs to them there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormatting, ConditionalFormattingList
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.print_settings import PrintArea
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.merged_cells import is_large, merged_range, watch
from salessheet.engine.restructuring.tables import area_of, header_rows
from salessheet.xlsx.addresses import LAST_ROW, Area, Place, is_same
from salessheet.xlsx.changes.areas import in_address, in_area, in_areas, in_table, place, table_columns
from salessheet.xlsx.changes.kinds import Carried, Change, Shifted

Touched = dict[Worksheet, set[Place]]
"""Cells whose formula or text is another now."""


def all_sheets(workbook: Any) -> list[Any]:
    """With those of charts, which openpyxl's `worksheets` leaves out."""
    found: list[Any] = workbook._sheets
    return found


def cells_of(sheet: Worksheet) -> dict[Place, Any]:
    """Those of a sheet that has some."""
    return getattr(sheet, "_cells", {})


def shift(sheet: Any, change: Shifted, touched: Touched) -> None:
    """Cells inserted or deleted. `touched` is kept where its cells are."""
    first, cells = change.area, sheet._cells
    moving = (
        [where for where in cells if where[0] >= first.top and first.left <= where[1] <= first.right]
        if change.rows
        else [where for where in cells if where[1] >= first.left and first.top <= where[0] <= first.bottom]
    )
    taken = [(place(change, where), cells.pop(where)) for where in moving]
    for there, cell in taken:
        if there is not None:
            _put(sheet, cell, there)
    if sheet in touched:
        touched[sheet] = {there for where in touched[sheet] if (there := place(change, where)) is not None}
    _move_array_areas(sheet, change, cells.values())
    if change.takes_rows:
        _shift_rows(sheet, change)
    if change.takes_columns:
        _shift_columns(sheet, change)
    _move_properties(sheet, change, touched)
    sheet._current_row = sheet.max_row if cells else 0


def carry(sheet: Worksheet, target: Worksheet, change: Carried, touched: Touched) -> None:
    """Cells cut from one sheet and pasted on another, or the same."""
    source, there = change.area, change.destination
    cells = sheet._cells
    taken = [(where, cells.pop(where)) for where in list(cells) if source.has(*where)]
    for where in [where for where in target._cells if there.has(*where)]:
        del target._cells[where]
        touched.get(target, set()).discard(where)
    merged = [one for one in sheet.merged_cells.ranges if source.has(one.min_row, one.min_col)]
    for where, cell in taken:
        _put(target, cell, (where[0] + change.rows, where[1] + change.columns))
        if where in touched.get(sheet, ()):
            touched[sheet].discard(where)
            touched.setdefault(target, set()).add((where[0] + change.rows, where[1] + change.columns))
        if cell.data_type == "f" and isinstance(cell.value, ArrayFormula | DataTableFormula):
            _move_array_area(cell.value, change, source.sheet)
    for one in (sheet, target) if target is not sheet else (sheet,):
        _move_properties(one, change, touched)
    if target is not sheet:
        for one in merged:
            moved = in_area(change, Area(sheet.title, one.min_row, one.min_col, one.max_row, one.max_col))
            if moved is not None:
                target.merged_cells.add(CellRange(moved.address))
        watch(target)


def _put(sheet: Worksheet, cell: Cell | MergedCell, there: Place) -> None:
    cell.row, cell.column = there
    cell.parent = sheet
    sheet._cells[there] = cell
    link = cell.hyperlink
    if link is not None:
        link.ref = cell.coordinate


def _move_array_areas(sheet: Worksheet, change: Change, cells: Iterable[Any]) -> None:
    for cell in cells:
        if cell.data_type == "f" and isinstance(cell.value, ArrayFormula | DataTableFormula):
            _move_array_area(cell.value, change, sheet.title)


def _move_array_area(formula: ArrayFormula | DataTableFormula, change: Change, sheet: str) -> None:
    if formula.ref:
        formula.ref = in_address(change, sheet, formula.ref) or formula.ref


def _shift_rows(sheet: Worksheet, change: Shifted) -> None:
    rows = sheet.row_dimensions
    moving = [(place(change, (row, 1)), rows.pop(row)) for row in sorted(rows) if row >= change.area.top]
    for there, dimension in moving:
        if there is not None:
            dimension.index = there[0]
            rows[there[0]] = dimension


def _shift_columns(sheet: Worksheet, change: Shifted) -> None:
    """One dimension may stand for several columns side by side, of which some are deleted or new ones come between."""
    columns = sheet.column_dimensions
    known = list(columns.items())
    columns.clear()
    for key, dimension in known:
        first, last = _span(key, dimension)
        after = in_area(change, Area(sheet.title, 1, first, LAST_ROW, last))
        if after is not None:
            dimension.min, dimension.max = after.left, after.right
            dimension.index = get_column_letter(after.left)
            columns[dimension.index] = dimension


def _span(key: str, dimension: ColumnDimension) -> tuple[int, int]:
    column = column_index_from_string(key)
    return dimension.min or column, dimension.max or column


def _move_properties(sheet: Worksheet, change: Change, touched: Touched) -> None:
    _move_merged(sheet, change)
    _move_tables(sheet, change, touched)
    _move_filter(sheet, change)
    _move_validations(sheet, change)
    _move_formats(sheet, change)
    _move_print(sheet, change)
    _move_breaks(sheet, change)


def _style(cell: Any) -> Any:
    return cell._style


def _move_merged(sheet: Worksheet, change: Change) -> None:
    cells = sheet._cells
    before_all = list(sheet.merged_cells.ranges)
    kept: list[CellRange] = []
    for merged in before_all:
        before = Area(sheet.title, merged.min_row, merged.min_col, merged.max_row, merged.max_col)
        after = in_area(change, before)
        if after is None or not is_same(after.sheet, sheet.title):
            continue
        if after == before:
            kept.append(merged)
            continue
        first = cells.get((after.top, after.left))
        if isinstance(first, MergedCell):  # the cell that was shown is deleted: one that it hid is shown, empty
            cells[after.top, after.left] = Cell(sheet, after.top, after.left, style_array=_style(first))
        if after.is_cell:  # which is merged with none
            continue
        moved = merged_range(after)
        kept.append(moved)
        _fill_under(sheet, moved)
    if kept != before_all:
        sheet.merged_cells = MultiCellRange(kept)


def _fill_under(sheet: Worksheet, merged: CellRange) -> None:
    """Makes the cells of a merged one that grew."""
    cells = sheet._cells
    if (merged.min_row, merged.min_col) not in cells:
        cells[merged.min_row, merged.min_col] = Cell(sheet, merged.min_row, merged.min_col)
    if is_large(merged):
        return
    for row in range(merged.min_row, merged.max_row + 1):
        for column in range(merged.min_col, merged.max_col + 1):
            if (row, column) not in cells:
                cells[row, column] = MergedCell(sheet, row, column)


def _move_tables(sheet: Worksheet, change: Change, touched: Touched) -> None:
    for key, table in [(table.name, table) for table in sheet.tables.values()]:  # `items` of openpyxl gives addresses
        before, totals = area_of(sheet, table.ref), table.totalsRowCount or 0
        after = in_table(change, before, header_rows(table), totals)
        if after is None:
            del sheet.tables[key]
            continue
        if after == before:
            continue
        _move_table_columns(sheet, table, change, after, touched)
        if table.autoFilter is not None:
            table.autoFilter.ref = after._replace(bottom=after.bottom - totals).address
            _move_filtered_columns(table.autoFilter, change, before)
            _move_sorting(table.autoFilter, change, sheet.title)
        _move_sorting(table, change, sheet.title)
        table.ref = after.address


def _move_table_columns(sheet: Worksheet, table: Table, change: Change, after: Area, touched: Touched) -> None:
    """New columns are called as Excel calls them, and say so in their header."""
    old = list(table.tableColumns)
    columns = table_columns(change, area_of(sheet, table.ref), [column.name for column in old])
    if [index for index, _ in columns] == list(range(len(old))):
        return
    next_id = max(column.id for column in old) + 1
    made = []
    for i, (index, name) in enumerate(columns):
        if index is not None:
            made.append(old[index])
            continue
        made.append(TableColumn(id=next_id, name=name))
        next_id += 1
        if header_rows(table):
            sheet.cell(after.top, after.left + i).value = name
            touched.setdefault(sheet, set()).add((after.top, after.left + i))
    table.tableColumns = made  # openpyxl takes a copy


def _move_filter(sheet: Worksheet, change: Change) -> None:
    filtered = sheet.auto_filter
    if not filtered.ref:
        return
    before = area_of(sheet, filtered.ref)
    after = in_area(change, before)
    if after is None or not is_same(after.sheet, sheet.title):
        sheet.auto_filter = AutoFilter()
        return
    filtered.ref = in_address(change, sheet.title, filtered.ref)
    _move_filtered_columns(filtered, change, before)
    _move_sorting(filtered, change, sheet.title)


def _move_filtered_columns(filtered: AutoFilter, change: Change, before: Area) -> None:
    width = before.right - before.left + 1
    columns = table_columns(change, before, [""] * width)
    there = {old: new for new, (old, _) in enumerate(columns)}
    filtered.filterColumn = [column for column in filtered.filterColumn if column.colId in there]
    for column in filtered.filterColumn:
        column.colId = there[column.colId]


def _move_sorting(holder: AutoFilter | Table, change: Change, sheet: str) -> None:
    sorting = holder.sortState
    if sorting is None or not sorting.ref:
        return
    after = in_address(change, sheet, sorting.ref)
    if after is None:
        holder.sortState = None
        return
    sorting.ref = after
    kept = [(one, in_address(change, sheet, one.ref)) for one in sorting.sortCondition]
    sorting.sortCondition = [one for one, there in kept if there is not None]
    for one, there in kept:
        if there is not None:
            one.ref = there


def _move_validations(sheet: Worksheet, change: Change) -> None:
    kept = []
    for validation in sheet.data_validations.dataValidation:
        after = in_areas(change, sheet.title, str(validation.sqref))
        if after:
            validation.sqref = MultiCellRange(after)
            kept.append(validation)
    sheet.data_validations.dataValidation = kept


def _move_formats(sheet: Worksheet, change: Change) -> None:
    before = sheet.conditional_formatting
    moved = ConditionalFormattingList()
    for formatting in before:
        after = in_areas(change, sheet.title, str(formatting.sqref))
        for rule in formatting.rules if after else ():
            moved.add(ConditionalFormatting(after, pivot=formatting.pivot), rule)
    moved.max_priority = before.max_priority
    sheet.conditional_formatting = moved


def _move_print(sheet: Any, change: Change) -> None:
    if sheet._print_area:
        kept = [in_address(change, sheet.title, str(one)) for one in sheet._print_area.ranges]
        sheet._print_area = PrintArea([one for one in kept if one is not None])
    for name, kept_as in (("print_title_rows", "_print_rows"), ("print_title_cols", "_print_cols")):
        lines = getattr(sheet, name)
        after = in_address(change, sheet.title, lines) if lines else None
        if after is not None:
            setattr(sheet, name, after)
        else:
            setattr(sheet, kept_as, None)  # where openpyxl keeps them: its own setter does nothing for None


def _move_breaks(sheet: Worksheet, change: Change) -> None:
    """A break stands before the row or column after its number."""
    if isinstance(change, Shifted) and change.takes_rows:
        kept = [(one, place(change, (one.id + 1, 1))) for one in sheet.row_breaks.brk]
        sheet.row_breaks.brk = [one for one, there in kept if there is not None]
        for one, there in kept:
            one.id = there[0] - 1 if there is not None else one.id
    if isinstance(change, Shifted) and change.takes_columns:
        kept = [(one, place(change, (1, one.id + 1))) for one in sheet.col_breaks.brk]
        sheet.col_breaks.brk = [one for one, there in kept if there is not None]
        for one, there in kept:
            one.id = there[1] - 1 if there is not None else one.id
