"""Tables: what Excel's own code calls list objects."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import xlwings as xw
from openpyxl.worksheet.filters import AutoFilter as FilterModel
from openpyxl.worksheet.filters import SortCondition, SortState
from openpyxl.worksheet.table import Table as TableModel
from openpyxl.worksheet.table import TableColumn as ColumnModel
from xlwings import base_classes

from salessheet.engine.api.filters import AutoFilter
from salessheet.engine.api.members import implements
from salessheet.engine.api.names import NameTaken, checked
from salessheet.engine.api.tables.frame import TableFrame
from salessheet.engine.api.tables.look import TableLook, new_style
from salessheet.engine.api.tables.parts import TableColumns, TableRows
from salessheet.engine.errors import Refused
from salessheet.engine.operations.table_following import follow_headers
from salessheet.engine.operations.table_headers import (
    column_names,
    header_text,
    in_file,
    set_header,
    unique,
)
from salessheet.engine.operations.table_rows import calculated, calculated_in
from salessheet.engine.restructuring.tables import area_of, header_rows
from salessheet.xlsx.addresses import Area, is_same
from salessheet.xlsx.changes.kinds import Carried, ColumnRemoved, Shifted, TableRenamed

if TYPE_CHECKING:
    from salessheet.engine.api.ranges import Range
    from salessheet.engine.api.sheets import Sheet

__all__ = ["Table", "Tables", "follow_headers"]

_STYLE: Final = "TableStyleMedium2"


class BadTableRange(Refused):
    def __init__(self, area: Area, why: str) -> None:
        super().__init__(f"{area} cannot be a table: {why}.")
        self.area = area


@implements(base_classes.Table)
class Table(TableFrame, TableLook, base_classes.Table):
    @property
    def name(self) -> str:
        return super().name

    @name.setter
    def name(self, value: str) -> None:
        """Formulas that refer to the table follow."""
        if value == self.name:
            return
        if not is_same(value, self.name):
            refuse_taken(self.sheet, value)
        self.sheet.book.open.change(TableRenamed(self.name, checked(value)))

    @property
    def display_name(self) -> str:
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def rows(self) -> TableRows:
        return TableRows(self)

    @property
    def columns(self) -> TableColumns:
        return TableColumns(self)

    def resize(self, range: xw.Range) -> None:
        """To cells of the same sheet that begin in the same row. New columns are named by what stands in the header."""
        self.follow()
        old, new = self.area, range.impl.area
        self._refuse_size(old, new)
        names = column_names(self.model)
        columns = {old.left + i: column for i, column in enumerate(self.model.tableColumns)}
        for i, name in enumerate(names):
            if not new.left <= old.left + i <= new.right:
                self.sheet.book.open.change(ColumnRemoved(self.name, name))
        if self.show_totals and new.bottom != old.bottom:
            totals = old._replace(top=old.bottom)
            self.sheet.book.open.change(Carried(totals, self.sheet.name, new.bottom - old.bottom, 0))
        self.take_columns(new, columns)
        self.take(new)
        if self.body.top < self.body.bottom:
            self.model.insertRow = None
        self.fill_calculated(old.bottom + 1 - int(self.show_totals))

    def _refuse_size(self, old: Area, new: Area) -> None:
        if not is_same(new.sheet, old.sheet):
            raise BadTableRange(new, f"{self.name} is on {old.sheet}")
        if new.top != old.top or not old.meets(new):
            raise BadTableRange(new, "the headers must remain in the same row, and the new range must overlap the old")
        if new.bottom - new.top < header_rows(self.model) + int(self.show_totals):
            raise BadTableRange(new, "a table has at least one row of data")
        refuse_overlap(self.sheet, new, self.model)

    def take_columns(self, new: Area, old: dict[int, ColumnModel]) -> None:
        """The columns of other cells in the same rows. `old`: those there are, by where they stand on the sheet."""
        names = dict(zip(old, column_names(self.model), strict=True))
        places = range(new.left, new.right + 1)
        shows = self.show_headers
        texts = [names.get(column, header_text(self.grid.value(new.top, column)) if shows else "") for column in places]
        unique_texts = unique(texts, [column in old for column in places])
        next_id = itertools.count(max(column.id for column in old.values()) + 1)
        made = []
        for column, text in zip(places, unique_texts, strict=True):
            model = old.get(column)
            made.append(model if model is not None else ColumnModel(id=next(next_id), name=in_file(text)))
            if shows and model is None:
                set_header(self.grid, new.top, column, text)
        self.model.tableColumns = made

    def fill_calculated(self, first: int) -> None:
        """From this row of the sheet on, calculated columns have their formulas where cells are blank."""
        body = self.body
        for i, column in enumerate(self.model.tableColumns):
            if calculated(column) is None:
                continue
            for row in range(max(first, body.top), body.bottom + 1):
                cell = self.grid.cells.get((row, body.left + i))
                if cell is None or cell.value is None:
                    self.grid.put(row, body.left + i, calculated_in(column, row - body.top))

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    def sort(self, keys: list[int], ascending: list[bool]) -> None:
        """The rows of data; the order is remembered in the file."""
        if self.is_empty:
            return
        self.follow()
        body = self.body
        self.range_of(body).sort(keys, ascending, False)
        if not self.show_headers:
            return
        conditions = []
        for key, rises in zip(keys, ascending, strict=True):
            column = body.left + key - 1
            cells = body._replace(left=column, right=column).address
            conditions.append(SortCondition(ref=cells, descending=None if rises else True))
        self.model.sortState = SortState(ref=body.address, sortCondition=conditions)
        self.grid.is_reshaped = True


@implements(base_classes.Tables)
class Tables(base_classes.Tables):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return self.sheet.api.tables

    @property
    def parent(self) -> Sheet:
        return self.sheet

    def __call__(self, key: int | str) -> Table:
        """By its place from 1, or by its name in any capitals. Raises KeyError."""
        known = list(self)
        if isinstance(key, str):
            found = next((table for table in known if is_same(table.name, key)), None)
        else:
            found = known[int(key) - 1] if 1 <= int(key) <= len(known) else None
        if found is None:
            raise KeyError(key)
        return found

    def __len__(self) -> int:
        return len(self.sheet.model.tables)

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, model) for model in list(self.sheet.model.tables.values()))

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return any(is_same(table.name, key) for table in self)
        return isinstance(key, int) and 1 <= key <= len(self)

    def add(
        self,
        source_type: Any = None,
        source: xw.Range | None = None,
        link_source: Any = None,
        has_headers: bool | None = None,
        destination: Any = None,
        table_style_name: str | None = _STYLE,
        name: str | None = None,
    ) -> Table:
        """The first row becomes the header, or one is put above the cells, which move down. Merged cells are parted."""
        del source_type, link_source, destination
        assert source is not None  # noqa: S101  xlwings sees to it
        if name is None:
            tables = (f"Table{n}" for n in itertools.count(1))
            name = next(one for one in tables if not _is_taken(self.sheet, one))
        else:
            refuse_taken(self.sheet, checked(name))
        area = self._made_ready(source.impl, has_headers=has_headers is not False)
        grid = self.sheet.grid
        texts = unique([header_text(value) for value in grid.rows(area._replace(bottom=area.top))[0]])
        for i, text in enumerate(texts):
            set_header(grid, area.top, area.left + i, text)
        model = TableModel(
            id=1 + max((t.id for s in self.sheet.book.open.model.worksheets for t in s.tables.values()), default=0),
            displayName=name,
            ref=area.address,
            totalsRowShown=False,
            autoFilter=FilterModel(ref=area.address),
            tableColumns=[ColumnModel(id=i, name=in_file(text)) for i, text in enumerate(texts, 1)],
            tableStyleInfo=new_style(table_style_name),
        )
        self.sheet.model.tables.add(model)
        grid.is_reshaped = True
        added = Table(self.sheet, model)
        model.insertRow = True if area.bottom - area.top == 1 and added.is_blank(added.body) else None
        return added

    def _made_ready(self, source: Range, *, has_headers: bool) -> Area:
        """All of the new table, with a first row for its header and at least one more."""
        area, book = source.area, self.sheet.book.open
        if not is_same(area.sheet, self.sheet.name):
            raise BadTableRange(area, f"it is not on {self.sheet.name}")
        refuse_overlap(self.sheet, area, None)
        source.unmerge()
        below = area._replace(top=area.bottom + 1, bottom=area.bottom + 1)
        if not has_headers:
            book.change(Shifted(self.sheet.name, area._replace(bottom=area.top), 1, 0))
            area = area._replace(bottom=area.bottom + 1)
        elif area.top == area.bottom:
            if any(cell.value is not None for cell in self.sheet.grid.existing(below)):
                book.change(Shifted(self.sheet.name, below, 1, 0))
            area = area._replace(bottom=below.bottom)
        filtered = self.sheet.model.auto_filter
        if filtered.ref and area_of(self.sheet.model, filtered.ref).meets(area):
            self.sheet.model.auto_filter = FilterModel()
        return area


def refuse_taken(sheet: Sheet, name: str) -> None:
    if _is_taken(sheet, name):
        raise NameTaken(name)


def _is_taken(sheet: Sheet, name: str) -> bool:
    """Tables and names share one vocabulary."""
    model = sheet.book.open.model
    tables = (key for one in model.worksheets for key in one.tables)
    return any(is_same(key, name) for key in (*tables, *model.defined_names))


def refuse_overlap(sheet: Sheet, area: Area, itself: TableModel | None) -> None:
    for other in sheet.model.tables.values():
        if other is not itself and area_of(sheet.model, other.ref).meets(area):
            raise BadTableRange(area, f"it overlaps the table {other.displayName}")
    if any(array.meets(area) for array in sheet.grid.arrays()):
        raise BadTableRange(area, "formulas that fill several cells are not allowed in tables")
