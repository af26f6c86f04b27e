"""Rows and columns of a table: a new one takes over the formats and formulas of the one beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.table import TableColumn as ColumnModel
from xlwings import base_classes

from salessheet.engine.api.members import implements
from salessheet.engine.operations.table_headers import column_names, in_file, set_header
from salessheet.engine.operations.table_rows import calculated, continued, restyle_like, stretch
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.changes.kinds import Shifted

if TYPE_CHECKING:
    from salessheet.engine.api.ranges import Range
    from salessheet.engine.api.tables.table import Table


@implements(base_classes.TableRow)
class TableRow(base_classes.TableRow):
    index: int = 0
    """From 1, header left out."""

    def __init__(self, table: Table, index: int) -> None:
        self.table = table
        self.index = index

    @property
    def range(self) -> Range:
        body = self.table.body
        row = body.top + self.index - 1
        return self.table.range_of(body._replace(top=row, bottom=row))

    def delete(self) -> None:
        """The cells below move up. Of the last row the table keeps the place, blank."""
        table, cells = self.table, self.range.area
        if len(table.rows) > 1:
            table.sheet.book.open.change(Shifted(table.sheet.name, cells, -1, 0))
            return
        table.grid.clear(cells)
        table.model.insertRow = True
        table.grid.is_reshaped = True


@implements(base_classes.TableRows)
class TableRows(base_classes.TableRows):
    def __init__(self, table: Table) -> None:
        self.table = table

    @property
    def api(self) -> Any:
        return self.table.api

    @property
    def parent(self) -> Table:
        return self.table

    @property
    def column_count(self) -> int:
        return self.table.area.right - self.table.area.left + 1

    def __call__(self, index: int) -> TableRow:
        if not 1 <= index <= len(self):
            raise KeyError(index)
        return TableRow(self.table, index)

    def __len__(self) -> int:
        return 0 if self.table.is_empty else self.table.body.bottom - self.table.body.top + 1

    def __iter__(self) -> Iterator[TableRow]:
        return (TableRow(self.table, i) for i in range(1, len(self) + 1))

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and 1 <= index <= len(self)

    def add(self, values: list[Any] | None, index: int | None) -> TableRow:
        """Before the row of that number, else at the end, where what stands below the table makes room."""
        count = len(self)
        at = count + 1 if index is None else index
        row = self._made_room(at)
        if count:
            pattern = row - 1 if at > 1 else row + 1
            self._take_over(row, pattern, further=pattern - 1 if at > 1 else pattern + 1)
            old = self.table.body
            old = old._replace(top=old.top + 1) if at == 1 else old
            old = old._replace(bottom=old.bottom - 1) if at > count else old
            stretch(self.table.sheet.model, old, self.table.body)
        else:
            self._fill_calculated(row)
        added = TableRow(self.table, at)
        if values is not None:
            added.range.raw_value = [values]
        return added

    def _made_room(self, at: int) -> int:
        """The row of the sheet where a new row of the table stands."""
        table = self.table
        if table.is_empty:
            table.model.insertRow = None
            table.grid.is_reshaped = True
            return table.body.top
        before, body = table.area, table.body
        row = body.top + at - 1
        here = body._replace(top=row, bottom=row)
        if row <= before.bottom or not table.is_blank(here):
            table.sheet.book.open.change(Shifted(table.sheet.name, here, 1, 0))
        table.take(before._replace(bottom=before.bottom + 1))
        return row

    def _take_over(self, row: int, pattern: int, further: int) -> None:
        """Formats of the row beside it, and the formulas of calculated columns."""
        grid, body, columns = self.table.grid, self.table.body, self.table.model.tableColumns
        restyle_like(grid, {(row, column): (pattern, column) for column in range(body.left, body.right + 1)})
        grid.write(row, body.left, [[continued(grid, body, at, row, pattern, further) for at in enumerate(columns)]])

    def _fill_calculated(self, row: int) -> None:
        formulas = [calculated(column) for column in self.table.model.tableColumns]
        if any(formulas):
            self.table.grid.write(row, self.table.area.left, [formulas])


@implements(base_classes.TableColumn)
class TableColumn(base_classes.TableColumn):
    index: int = 0
    """From 1."""

    def __init__(self, table: Table, index: int) -> None:
        self.table = table
        self.index = index

    @property
    def name(self) -> str:
        return column_names(self.table.model)[self.index - 1]

    @property
    def range(self) -> Range:
        return self._of(self.table.area)

    @property
    def data_body_range(self) -> Range | None:
        return None if self.table.is_empty else self._of(self.table.body)

    def _of(self, whole: Area) -> Range:
        column = whole.left + self.index - 1
        return self.table.range_of(whole._replace(left=column, right=column))

    def delete(self) -> None:
        """The cells beside the table move to the left. Raises ValueError for the only column."""
        if len(self.table.columns) == 1:
            raise ValueError("Cannot delete the last table column")
        self.table.sheet.book.open.change(Shifted(self.table.sheet.name, self.range.area, 0, -1))


@implements(base_classes.TableColumns)
class TableColumns(base_classes.TableColumns):
    def __init__(self, table: Table) -> None:
        self.table = table
        table.follow()

    @property
    def api(self) -> Any:
        return self.table.api

    @property
    def parent(self) -> Table:
        return self.table

    def __call__(self, key: int | str) -> TableColumn:
        """By its place from 1, or by its name in any capitals. Raises KeyError."""
        names = [name.casefold() for name in column_names(self.table.model)]
        if isinstance(key, str):
            index = names.index(key.casefold()) + 1 if key.casefold() in names else 0
        else:
            index = int(key)
        if not 1 <= index <= len(names):
            raise KeyError(key)
        return TableColumn(self.table, index)

    def __len__(self) -> int:
        return len(self.table.model.tableColumns)

    def __iter__(self) -> Iterator[TableColumn]:
        return (TableColumn(self.table, i) for i in range(1, len(self) + 1))

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            return key.casefold() in {name.casefold() for name in column_names(self.table.model)}
        return isinstance(key, int) and 1 <= key <= len(self)

    def add(self, name: str, index: int | None) -> TableColumn:
        """Before the column of that number, else at the end, where what stands beside the table makes room."""
        table, count = self.table, len(self)
        at = count + 1 if index is None else index
        before = table.area
        column = before.left + at - 1
        here = before._replace(left=column, right=column)
        if at <= count or not table.is_blank(here):
            table.sheet.book.open.change(Shifted(table.sheet.name, here, 0, 1))
        if at in {1, count + 1}:  # beside the table, not between its columns: it does not grow by itself
            self._put_in(at)
        table.model.tableColumns[at - 1].name = in_file(name)
        table.take(before._replace(right=before.right + 1))
        beside = column - 1 if at > 1 else column + 1
        restyle_like(table.grid, {(row, column): (row, beside) for row in range(before.top, before.bottom + 1)})
        if table.show_headers:
            set_header(table.grid, before.top, column, name)
        return TableColumn(table, at)

    def _put_in(self, at: int) -> None:
        model = self.table.model
        columns = list(model.tableColumns)
        columns.insert(at - 1, ColumnModel(id=max(column.id for column in columns) + 1, name=""))
        model.tableColumns = columns
        for filtered in model.autoFilter.filterColumn if at == 1 and model.autoFilter is not None else ():
            filtered.colId += 1
