"""Where a table is on its sheet, and what of it is header, data and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.table import Table as TableModel

from salessheet.engine.api.addressing import Bounds
from salessheet.engine.api.excels_members import OF_TABLE
from salessheet.engine.api.native import Native
from salessheet.engine.operations.table_headers import column_names, follow
from salessheet.engine.operations.table_totals import body_of
from salessheet.engine.restructuring.tables import area_of, header_rows
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.table_ranges import TableRange
from salessheet.xlsx.table_references import cells_in_table

if TYPE_CHECKING:
    from salessheet.engine.api.ranges import Range
    from salessheet.engine.api.sheets import Sheet
    from salessheet.engine.model.grid import Grid


class TableCore:
    def __init__(self, sheet: Sheet, model: TableModel) -> None:
        self.sheet = sheet
        self._model = model

    @property
    def model(self) -> TableModel:
        """openpyxl's. Raises ClosedBook once the book was closed."""
        self.sheet.book.refuse_closed()
        return self._model

    @property
    def api(self) -> Any:
        self.sheet.book.open.hand_out()
        return Native("Table", self.model, OF_TABLE)

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def grid(self) -> Grid:
        return self.sheet.grid

    @property
    def name(self) -> str:
        return str(self.model.displayName)

    @property
    def show_headers(self) -> bool:
        return header_rows(self.model) > 0

    @property
    def show_totals(self) -> bool:
        return bool(self.model.totalsRowCount)

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
        return self.area.has(row, column)

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
        self.model.ref = area.address
        if self.model.autoFilter is not None:
            self.model.autoFilter.ref = self._filtered(area).address
        self.grid.is_reshaped = True

    def _filtered(self, area: Area) -> Area:
        return area._replace(bottom=area.bottom - int(self.show_totals))

    def follow(self) -> None:
        """Its columns are called what their header cells say."""
        follow(self.sheet.book.open, self.sheet.model, self.model)
