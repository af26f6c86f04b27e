"""A change applied to openpyxl's model of a workbook: what openpyxl itself leaves as it was when cells move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName, DefinedNameDict
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.errors import CellsOfTable, NoRoom, PartOfArray, PartOfMergedCell
from salessheet.engine.restructuring.model_cells import Touched, all_sheets, carry, cells_of, shift
from salessheet.engine.restructuring.model_formulas import rewrite
from salessheet.engine.restructuring.tables import area_of, header_rows
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, is_same
from salessheet.xlsx.changes.areas import cuts, in_area, place, table_columns, tears_table
from salessheet.xlsx.changes.kinds import (
    Carried,
    Change,
    ColumnRemoved,
    ColumnRenamed,
    NameRenamed,
    Removed,
    Renamed,
    Shifted,
    TableRenamed,
)


def applied(workbook: Workbook, change: Change) -> Touched:
    """The workbook is changed. Given back: the cells whose formula or text is another now, by where they stand.

    Raises an ImpossibleChange, with nothing changed, where arrays, merged cells or tables do not allow it.
    What is pasted on another sheet takes its values, formats, notes, links and merged cells along; validations and
    conditional formats stay behind.
    """
    sheet = _sheet(workbook, change)
    if sheet is not None and isinstance(change, Shifted | Carried):
        _refuse(workbook, sheet, change)
    touched: Touched = {}
    for column in _columns_that_go(sheet, change):
        rewrite(workbook, column, touched)
    rewrite(workbook, change, touched)
    match change:
        case Shifted() if sheet is not None:
            shift(sheet, change, touched)
        case Carried() if sheet is not None:
            carry(sheet, _called(workbook, change.sheet) or sheet, change, touched)
        case Renamed(new=new) if sheet is not None:
            # openpyxl's own setter would number a name that differs from the old one in capitals only
            setattr(sheet, "_WorkbookChild__title", new)  # noqa: B010  openpyxl's types know no such attribute
        case Removed() if sheet is not None:
            _remove(workbook, sheet)
            touched.pop(sheet, None)
        case NameRenamed() | TableRenamed() | ColumnRenamed():
            _rename(workbook, change, touched)
        case _:
            pass
    return touched


def _sheet(workbook: Workbook, change: Change) -> Worksheet | None:
    match change:
        case Shifted(sheet=name) | Removed(sheet=name) | Renamed(old=name) | Carried(area=Area(sheet=name)):
            return _called(workbook, name)
        case _:
            return None


def _called(workbook: Workbook, name: str) -> Worksheet | None:
    """Any sheet of that name; one without cells has the attributes used here only in part."""
    return next((sheet for sheet in all_sheets(workbook) if is_same(sheet.title, name)), None)


# What does not allow a change


def _refuse(workbook: Workbook, sheet: Worksheet, change: Shifted | Carried) -> None:
    for on in _sheets_concerned(workbook, sheet, change):
        for array in _arrays(on):
            if _parts(change, array):
                raise PartOfArray(array)
        for merged in _merged(on):
            if cuts(change, merged) if isinstance(change, Shifted) else _parts(change, merged):
                raise PartOfMergedCell(merged)
        for table in on.tables.values():
            _refuse_table(on, table, change)
    _refuse_loss(sheet, change)


def _sheets_concerned(workbook: Workbook, sheet: Worksheet, change: Shifted | Carried) -> list[Worksheet]:
    there = _called(workbook, change.sheet)
    return [sheet] if there is None or there is sheet else [sheet, there]


def _parts(change: Shifted | Carried, whole: Area) -> bool:
    """Whether cells that belong together would no longer do so."""
    if isinstance(change, Shifted):
        after = in_area(change, whole)
        return cuts(change, whole) or (after is not None and _size(after) != _size(whole))
    if change.area.meets(whole):
        return not change.area.covers(whole)
    return change.destination.meets(whole) and not change.destination.covers(whole)


def _size(some: Area) -> tuple[int, int]:
    return some.bottom - some.top, some.right - some.left


def _refuse_table(sheet: Worksheet, table: Table, change: Shifted | Carried) -> None:
    here = area_of(sheet, table.ref)
    if isinstance(change, Shifted):
        if tears_table(change, here, header_rows(table)):
            raise CellsOfTable(here)
    elif not is_same(change.area.sheet, change.sheet) and change.area.covers(here):
        raise CellsOfTable(here)


def _refuse_loss(sheet: Worksheet, change: Shifted | Carried) -> None:
    if not isinstance(change, Shifted) or max(change.rows, change.columns) <= 0:
        return
    if sheet.max_row + change.rows <= LAST_ROW and sheet.max_column + change.columns <= LAST_COLUMN:
        return
    if any(cell.value is not None and place(change, where) is None for where, cell in cells_of(sheet).items()):
        raise NoRoom(change.area)


def _arrays(sheet: Worksheet) -> Iterator[Area]:
    for cell in cells_of(sheet).values():
        value = cell.value if cell.data_type == "f" else None
        if isinstance(value, ArrayFormula | DataTableFormula) and ":" in (value.ref or ""):
            yield area_of(sheet, value.ref)


def _merged(sheet: Worksheet) -> Iterator[Area]:
    for merged in sheet.merged_cells.ranges:
        yield Area(sheet.title, merged.min_row, merged.min_col, merged.max_row, merged.max_col)


# Names, tables, sheets


def _columns_that_go(sheet: Worksheet | None, change: Change) -> list[ColumnRemoved]:
    """The columns that tables lose with the cells that are deleted."""
    if sheet is None or not isinstance(change, Shifted) or not isinstance(sheet, Worksheet):
        return []
    found = []
    for table in sheet.tables.values():
        here = area_of(sheet, table.ref)
        names = [column.name for column in table.tableColumns]
        if in_area(change, here) is not None:
            kept = {old for old, _ in table_columns(change, here, names)}
            found += [ColumnRemoved(table.displayName, name) for i, name in enumerate(names) if i not in kept]
    return found


def _rename(workbook: Workbook, change: NameRenamed | TableRenamed | ColumnRenamed, touched: Touched) -> None:
    if isinstance(change, NameRenamed):
        on = _called(workbook, change.sheet) if change.sheet is not None else None
        _rename_name(workbook.defined_names if on is None else on.defined_names, change)
        return
    for sheet in workbook.worksheets:
        for table in list(sheet.tables.values()):
            key = table.name
            if isinstance(change, TableRenamed) and is_same(key, change.old):
                del sheet.tables[key]
                table.name = table.displayName = change.new
                sheet.tables[change.new] = table
            elif isinstance(change, ColumnRenamed) and is_same(key, change.table):
                _rename_column(sheet, table, change, touched)


def _rename_name(names: DefinedNameDict, change: NameRenamed) -> None:
    found: DefinedName | None = next((names[key] for key in names if is_same(key, change.old)), None)
    if found is not None:
        del names[found.name]
        found.name = change.new
        names[change.new] = found


def _rename_column(sheet: Worksheet, table: Table, change: ColumnRenamed, touched: Touched) -> None:
    here = area_of(sheet, table.ref)
    for i, column in enumerate(table.tableColumns):
        if is_same(column.name, change.old):
            column.name = change.new
            if header_rows(table):
                sheet.cell(here.top, here.left + i).value = change.new
                touched.setdefault(sheet, set()).add((here.top, here.left + i))


def _remove(workbook: Any, sheet: Worksheet) -> None:
    """The active sheet stays the same one; where it is the one removed, the next becomes active."""
    sheets = workbook._sheets
    active, gone = workbook._active_sheet_index, sheets.index(sheet)
    sheets.remove(sheet)
    workbook._active_sheet_index = max(min(active - (gone < active), len(sheets) - 1), 0)
