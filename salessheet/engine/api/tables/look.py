"""The style of a table: its name, and which of its rows and columns stand out."""

from __future__ import annotations

from typing import Any

from openpyxl.worksheet.table import TableStyleInfo

from salessheet.engine.api.tables.core import TableCore


class TableLook(TableCore):
    @property
    def table_style(self) -> str:
        """Blank where it has none."""
        style = self.model.tableStyleInfo
        return (style.name or "") if style is not None else ""

    @table_style.setter
    def table_style(self, value: str | None) -> None:
        self._style.name = value or None
        self.grid.is_reshaped = True

    @property
    def _style(self) -> TableStyleInfo:
        if self.model.tableStyleInfo is None:
            self.model.tableStyleInfo = new_style(None)
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


def new_style(name: str | None) -> TableStyleInfo:
    """With stripes, as Excel gives it to a new table. Without a name, none at all."""
    return TableStyleInfo(
        name=name or None, showFirstColumn=False, showLastColumn=False, showRowStripes=True, showColumnStripes=False
    )
