"""What a table shows around its data: a header, a totals row, the buttons of its filter."""

from __future__ import annotations

from openpyxl.worksheet.filters import AutoFilter as FilterModel

from salessheet.engine.api.tables.core import TableCore
from salessheet.engine.errors import Refused
from salessheet.engine.operations.table_headers import column_names, set_header
from salessheet.engine.operations.table_rows import restyle_like
from salessheet.engine.operations.table_totals import choose_first_totals, total
from salessheet.xlsx.changes.kinds import Shifted


class TableFrame(TableCore):
    @property
    def show_headers(self) -> bool:
        return super().show_headers

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
        return super().show_totals

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
        columns = range(area.left, area.right + 1)
        restyle_like(self.grid, {(below.top, column): (area.bottom, column) for column in columns})
        named = zip(self.model.tableColumns, column_names(self.model), strict=True)
        self.grid.write(below.top, area.left, [[total(self.model, column, name) for column, name in named]])

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
        if not value and self.model.autoFilter is not None and self.model.autoFilter.filterColumn:
            self._show_rows()
        self.model.autoFilter = FilterModel(ref=self._filtered(self.area).address) if value else None
        self.grid.is_reshaped = True

    def _show_rows(self) -> None:
        rows = self.sheet.model.row_dimensions
        for row in range(self.body.top, self.body.bottom + 1):
            if row in rows and rows[row].hidden:
                rows[row].hidden = False
                self.grid.touched_rows.add(row)
