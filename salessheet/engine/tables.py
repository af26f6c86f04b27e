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
from openpyxl.worksheet.table import TableStyleInfo
from xlwings import base_classes

from salessheet.engine.addressing import Bounds
from salessheet.engine.changes import Carried, ColumnRemoved, Shifted, TableRenamed, address, is_same, overlaps
from salessheet.engine.errors import Refused
from salessheet.engine.filters import AutoFilter
from salessheet.engine.members import implements
from salessheet.engine.model_moves import area_of, header_rows
from salessheet.engine.names import NameTaken, checked
from salessheet.engine.table_headers import (
    column_names,
    follow,
    follow_headers,
    header_text,
    in_file,
    set_header,
    unique,
)
from salessheet.engine.table_parts import TableColumns, TableRows, calculated, restyle_like
from salessheet.engine.table_totals import body_of, choose_first_totals, total
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import TableRange
from salessheet.xlsx.references import cells_in_table

if TYPE_CHECKING:
    from salessheet.engine.grid import Grid
    from salessheet.engine.ranges import Range
    from salessheet.engine.sheets import Sheet

__all__ = ["Table", "Tables", "follow_headers"]

_STYLE: Final = "TableStyleMedium2"


class BadTableRange(Refused):
    def __init__(self, area: Area, why: str) -> None:
        super().__init__(f"{area} cannot be a table: {why}.")
        self.area = area


@implements(base_classes.Table)
class Table(base_classes.Table):
    def __init__(self, sheet: Sheet, model: TableModel) -> None:
        self.sheet = sheet
        self.model = model

    @property
    def api(self) -> TableModel:
        self.sheet.book.open.has_escaped = True
        return self.model

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def grid(self) -> Grid:
        return self.sheet.grid

    @property
    def name(self) -> str:
        return str(self.model.displayName)

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

    # Where it is

    @property
    def area(self) -> Area:
        """All of it, with header and totals."""
        return area_of(self.sheet.model, self.model.ref)

    @property
    def body(self) -> Area:
        """Between header and totals: at least one row, blank where the table is empty."""
        return body_of(self.sheet.model, self.model)

    @property
    def is_empty(self) -> bool:
        """Whether its only row is a place for the first one."""
        body = self.body
        return bool(self.model.insertRow) and body.top == body.bottom and self.is_blank(body)

    def covers(self, row: int, column: int) -> bool:
        return self.area.covers(CellRef(self.sheet.name, row, column))

    def range_of(self, area: Area) -> Range:
        return self.sheet.range((area.top, area.left, area.bottom - area.top + 1, area.right - area.left + 1))

    @property
    def range(self) -> Range:
        return self.range_of(self.area)

    @property
    def data_body_range(self) -> Range | None:
        return None if self.is_empty else self.range_of(self.body)

    @property
    def insert_row_range(self) -> Range | None:
        return self.range_of(self.body) if self.is_empty else None

    @property
    def header_row_range(self) -> Range | None:
        area = self.area
        return self.range_of(area._replace(bottom=area.top)) if self.show_headers else None

    @property
    def totals_row_range(self) -> Range | None:
        area = self.area
        return self.range_of(area._replace(top=area.bottom)) if self.show_totals else None

    def cells(self, inside: str) -> Bounds | None:
        """What stands in brackets after its name, as in `Table1[[#Headers],[Amount]]`; "" for all its data."""
        self.follow()
        names = tuple(column_names(self.model))
        known = TableRange(self.name, self.sheet.name, self.body, header_rows(self.model), int(self.show_totals), names)
        found = cells_in_table(known, inside, CellRef(self.sheet.name, 0, 0))
        return found[1:] if isinstance(found, Area) else None

    def is_blank(self, area: Area) -> bool:
        return all(cell.value is None for cell in self.grid.existing(area))

    def take(self, area: Area) -> None:
        """These cells are the table from here on; its columns are as many already."""
        self.model.ref = address(area)
        if self.model.autoFilter is not None:
            self.model.autoFilter.ref = address(self._filtered(area))
        self.grid.is_reshaped = True

    def _filtered(self, area: Area) -> Area:
        return area._replace(bottom=area.bottom - int(self.show_totals))

    def follow(self) -> None:
        """Its columns are called what their header cells say."""
        follow(self.sheet.book.open, self.sheet.model, self.model)

    # Rows and columns

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
        self._take_columns(new, columns)
        self.take(new)
        if self.body.top < self.body.bottom:
            self.model.insertRow = None
        self.fill_calculated(old.bottom + 1 - int(self.show_totals))

    def _refuse_size(self, old: Area, new: Area) -> None:
        if not is_same(new.sheet, old.sheet):
            raise BadTableRange(new, f"{self.name} is on {old.sheet}")
        if new.top != old.top or not overlaps(old, new):
            raise BadTableRange(new, "the headers must remain in the same row, and the new range must overlap the old")
        if new.bottom - new.top < header_rows(self.model) + int(self.show_totals):
            raise BadTableRange(new, "a table has at least one row of data")
        refuse_overlap(self.sheet, new, self.model)

    def _take_columns(self, new: Area, old: dict[int, ColumnModel]) -> None:
        """`old`: the columns by where they stand on the sheet."""
        names = dict(zip(old, column_names(self.model), strict=True))
        places = [column for column in range(new.left, new.right + 1)]  # noqa: C416  `range` is a property here
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
            formula = calculated(column)
            for row in range_(max(first, body.top), body.bottom + 1) if formula is not None else ():
                cell = self.grid.cells.get((row, body.left + i))
                if cell is None or cell.value is None:
                    self.grid.put(row, body.left + i, formula)

    # Header and totals

    @property
    def show_headers(self) -> bool:
        return header_rows(self.model) > 0

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        """Without a header its cells are blank, and come back above the data, which moves down where it must."""
        if value == self.show_headers:
            return
        self.follow()
        area = self.area
        if not value:
            self.grid.clear(area._replace(bottom=area.top))
            self.model.headerRowCount = 0
            self.model.autoFilter = None
            self.take(area._replace(top=area.top + 1))
            return
        above = area._replace(top=area.top - 1, bottom=area.top - 1)
        if above.top == 0 or not self.is_blank(above):
            self.sheet.book.open.change(Shifted(self.sheet.name, area._replace(bottom=area.top), 1, 0))
            above, area = area._replace(bottom=area.top), area._replace(bottom=area.bottom + 1)
        self.model.headerRowCount = 1
        for i, name in enumerate(column_names(self.model)):
            set_header(self.grid, above.top, above.left + i, name)
        self.model.autoFilter = FilterModel(ref=self.model.ref)
        self.take(area._replace(top=above.top))

    @property
    def show_totals(self) -> bool:
        return bool(self.model.totalsRowCount)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        """What was totalled before is again; the first time, the last column is. What stands below makes room."""
        if value == self.show_totals:
            return
        self.follow()
        area = self.area
        if not value:
            self.grid.clear(area._replace(top=area.bottom))
            self.model.totalsRowCount = None
            self.take(area._replace(bottom=area.bottom - 1))
            return
        below = area._replace(top=area.bottom + 1, bottom=area.bottom + 1)
        if not self.is_blank(below):
            self.sheet.book.open.change(Shifted(self.sheet.name, below, 1, 0))
        choose_first_totals(self.grid, self.model, self.body)
        self.model.totalsRowCount, self.model.totalsRowShown = 1, None
        self.take(area._replace(bottom=below.bottom))
        columns = range_(area.left, area.right + 1)
        restyle_like(self.grid, {(below.top, column): (area.bottom, column) for column in columns})
        named = zip(self.model.tableColumns, column_names(self.model), strict=True)
        self.grid.write(below.top, area.left, [[total(self.model, column, name) for column, name in named]])

    # Filter and order

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    @property
    def show_autofilter(self) -> bool:
        return self.model.autoFilter is not None

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        """Without a filter all rows are shown."""
        if value == self.show_autofilter:
            return
        if value and not self.show_headers:
            raise Refused(f"{self.name} has no header row, so it cannot have a filter.")
        if not value and self.model.autoFilter.filterColumn:
            self._show_rows()
        self.model.autoFilter = FilterModel(ref=address(self._filtered(self.area))) if value else None
        self.grid.is_reshaped = True

    def _show_rows(self) -> None:
        rows = self.sheet.model.row_dimensions
        for row in range_(self.body.top, self.body.bottom + 1):
            if row in rows and rows[row].hidden:
                rows[row].hidden = False
                self.grid.touched_rows.add(row)

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
            cells = address(body._replace(left=column, right=column))
            conditions.append(SortCondition(ref=cells, descending=None if rises else True))
        self.model.sortState = SortState(ref=address(body), sortCondition=conditions)
        self.grid.is_reshaped = True

    # Style

    @property
    def table_style(self) -> str:
        """ "" where it has none."""
        style = self.model.tableStyleInfo
        return (style.name or "") if style is not None else ""

    @table_style.setter
    def table_style(self, value: str | None) -> None:
        self._style.name = value or None
        self.grid.is_reshaped = True

    @property
    def _style(self) -> TableStyleInfo:
        if self.model.tableStyleInfo is None:
            self.model.tableStyleInfo = _style(None)
        found: TableStyleInfo = self.model.tableStyleInfo
        return found

    def _shows(self, part: str) -> bool:
        style = self.model.tableStyleInfo
        return bool(getattr(style, part)) if style is not None else False

    def _show(self, part: str, value: Any) -> None:
        setattr(self._style, part, bool(value))
        self.grid.is_reshaped = True

    @property
    def show_table_style_column_stripes(self) -> bool:
        return self._shows("showColumnStripes")

    @show_table_style_column_stripes.setter
    def show_table_style_column_stripes(self, value: bool) -> None:
        self._show("showColumnStripes", value)

    @property
    def show_table_style_first_column(self) -> bool:
        return self._shows("showFirstColumn")

    @show_table_style_first_column.setter
    def show_table_style_first_column(self, value: bool) -> None:
        self._show("showFirstColumn", value)

    @property
    def show_table_style_last_column(self) -> bool:
        return self._shows("showLastColumn")

    @show_table_style_last_column.setter
    def show_table_style_last_column(self, value: bool) -> None:
        self._show("showLastColumn", value)

    @property
    def show_table_style_row_stripes(self) -> bool:
        return self._shows("showRowStripes")

    @show_table_style_row_stripes.setter
    def show_table_style_row_stripes(self, value: bool) -> None:
        self._show("showRowStripes", value)


range_ = range
"""Python's own, which is a property's name inside the class."""


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
            ref=address(area),
            totalsRowShown=False,
            autoFilter=FilterModel(ref=address(area)),
            tableColumns=[ColumnModel(id=i, name=in_file(text)) for i, text in enumerate(texts, 1)],
            tableStyleInfo=_style(table_style_name),
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
        if filtered.ref and overlaps(area_of(self.sheet.model, filtered.ref), area):
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
        if other is not itself and overlaps(area_of(sheet.model, other.ref), area):
            raise BadTableRange(area, f"it overlaps the table {other.displayName}")
    for row, column in sheet.book.open.arrays(sheet.grid):
        held = sheet.grid.array_at(row, column)
        if held is not None and overlaps(held, area):
            raise BadTableRange(area, "formulas that fill several cells are not allowed in tables")


def _style(name: str | None) -> TableStyleInfo:
    return TableStyleInfo(
        name=name or None, showFirstColumn=False, showLastColumn=False, showRowStripes=True, showColumnStripes=False
    )
