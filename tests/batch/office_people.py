"""People who work in a workbook in LibreOffice, and save it as .xlsx."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from salessheet.calc.libreoffice import LibreOffice, prepare
from salessheet.calc.workers import Worker

_ALSO = '''

class _People(_Office):
    """An agent that does what a person does, on the workbook that is open. Rows count from the first of the table."""

    def do(self, table, steps, path, kind):
        self.table = table
        for name, given in steps:
            getattr(self, "_" + name)(**given)
        self.document.storeToURL(uno.systemPathToFileUrl(path), (_property("FilterName", kind),))

    def _cells(self, name):
        return self.document.NamedRanges.getByName(name).ReferredCells

    @property
    def _sheet(self):
        return self._cells(self.table + "_" + self.first).Spreadsheet

    first = "deal_id"

    def _top(self):
        return self._cells(self.table + "_" + self.first).RangeAddress.StartRow

    def _column(self, key):
        return self._cells(self.table + "_" + key).RangeAddress.StartColumn

    def _at(self, row, key):
        return self._sheet.getCellByPosition(self._column(key), self._top() + row)

    def _type(self, row, **cells):
        for key, value in cells.items():
            cell = self._at(row, key)
            if isinstance(value, str):
                cell.setFormula(value)  # as typed: a number is one, and = begins a formula
            else:
                cell.setValue(value)

    def _beside(self, row, column, text):
        self._sheet.getCellByPosition(column, self._top() + row).setFormula(text)

    def _heading(self, key, text):
        self._at(-1, key).setString(text)

    def _sort(self, key, rows):
        area = self._database().DataArea
        box = self._sheet.getCellRangeByPosition(area.StartColumn, self._top(), area.EndColumn, self._top() + rows - 1)
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = self._column(key) - area.StartColumn, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        box.sort((_property("SortFields", fields), _property("ContainsHeader", False)))

    def _database(self):
        return self.document.DatabaseRanges.getByName("tbl" + self.table)

    def _filter(self, key, text):
        found = self._database()
        found.AutoFilter = True
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        field.Field, field.IsNumeric, field.StringValue = self._column(key) - found.DataArea.StartColumn, False, text
        field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        found.getFilterDescriptor().setFilterFields((field,))
        found.refresh()

    def _insert_rows(self, row, count):
        self._sheet.Rows.insertByIndex(self._top() + row, count)

    def _insert_column(self, before, heading, texts):
        column = self._column(before)
        self._sheet.Columns.insertByIndex(column, 1)
        for row, text in enumerate((heading, *texts), self._top() - 1):
            self._sheet.getCellByPosition(column, row).setString(text)

    def _delete_column(self, key):
        self._sheet.Columns.removeByIndex(self._column(key), 1)

    def _move_column(self, key, before):
        to, sheet = self._column(before), self._sheet
        sheet.Columns.insertByIndex(to, 1)
        here, last = self._column(key), sheet.Rows.Count - 1
        cells = sheet.getCellRangeByPosition(here, 0, here, last).RangeAddress
        sheet.moveRange(sheet.getCellByPosition(to, 0).CellAddress, cells)
        sheet.Columns.removeByIndex(here, 1)

    def _comment(self, row, key, text):
        self._sheet.Annotations.insertNew(self._at(row, key).CellAddress, text)

    def _draw(self, row, column, text, kind="TextShape"):
        shape = self.document.createInstance("com.sun.star.drawing." + kind)
        cell = self._sheet.getCellByPosition(column, self._top() + row)
        self._sheet.DrawPage.add(shape)
        shape.Position, shape.Anchor = cell.Position, cell
        shape.Size = uno.createUnoStruct("com.sun.star.awt.Size", 5000, 2000)
        shape.setString(text)

    def _rename_sheet(self, name):
        self._sheet.Name = name

    def _lock(self, password):
        for sheet in self.document.Sheets:
            sheet.protect(password)
        self.document.protect(password)


_Office = _People
'''

_KINDS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".fods": "OpenDocument Spreadsheet Flat XML",
}

Step = tuple[str, dict[str, object]]


class OfficePeople(LibreOffice):
    """LibreOffice with somebody in front of it."""

    def do(self, book: Path, *steps: Step, table: str = "Deals", to: Path | None = None) -> None:
        """Open the workbook, do all that, and save it in its place, or `to` another, in the format of its ending."""
        worker = self._running()
        worker.ask("open", path=str(book), password="")
        try:
            saved = book if to is None else to
            worker.ask("do", table=table, steps=steps, path=str(saved), kind=_KINDS[saved.suffix])
        finally:
            if worker.is_running:
                worker.ask("close")

    def _started(self) -> Worker:
        profile = Path(self._home.name) / "profile"
        prepare(profile)
        agent = profile / "user" / "Scripts" / "python" / "office_agent.py"
        agent.write_text(agent.read_text(encoding="utf-8") + _ALSO, encoding="utf-8")
        return self._start(profile)


def step(what: str, /, **given: object) -> Step:
    return what, given
