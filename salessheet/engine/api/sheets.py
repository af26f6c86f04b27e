"""The sheets of a workbook."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes

from salessheet.engine.api.addressing import bounds_of
from salessheet.engine.api.drawings import Charts, Pictures, Shapes
from salessheet.engine.api.members import implements
from salessheet.engine.api.names import Names
from salessheet.engine.api.native import handed_out
from salessheet.engine.api.notes import notes_of
from salessheet.engine.api.pivot_tables import PivotTables
from salessheet.engine.api.ranges import Range
from salessheet.engine.api.sheet_view import FreezePanes, PageSetup
from salessheet.engine.api.tables.table import Tables
from salessheet.engine.errors import BadSheetName, NoSuchSheet, Refused
from salessheet.engine.operations.sheet_copies import copied
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW
from salessheet.xlsx.changes.kinds import Removed, Renamed
from salessheet.xlsx.sheet_names import fault_in_sheet_name

if TYPE_CHECKING:
    from salessheet.engine.api.books import Book
    from salessheet.engine.model.grid import Grid

VISIBLE = "visible"


@implements(base_classes.Sheets)
class Sheets(base_classes.Sheets):
    """The sheets with cells, in the order of their tabs. Chart sheets are left out, and kept."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def model(self) -> Any:
        return self.book.open.model

    @property
    def api(self) -> Workbook:
        return self.book.api

    @property
    def active(self) -> Sheet:
        sheet = self.model.active
        return Sheet(self.book, sheet if isinstance(sheet, Worksheet) else self.model.worksheets[0])

    def __call__(self, name_or_index: str | int) -> Sheet:
        sheets = self.model.worksheets
        if isinstance(name_or_index, str):
            folded = name_or_index.casefold()
            found = [sheet for sheet in sheets if sheet.title.casefold() == folded]
        else:
            found = sheets[int(name_or_index) - 1 : int(name_or_index)] if int(name_or_index) > 0 else []
        if not found:
            raise NoSuchSheet(name_or_index, self.book.name)
        return Sheet(self.book, found[0])

    def __len__(self) -> int:
        return len(self.model.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, sheet) for sheet in self.model.worksheets)

    def __contains__(self, name: object) -> bool:
        return any(sheet.title.casefold() == str(name).casefold() for sheet in self.model.worksheets)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Before the active sheet where nothing else is said, as in Excel; the new sheet becomes the active one."""
        self.book.refuse_locked()
        beside = before or after or self.active
        at = self.model.index(beside.model) + (1 if before is None and after is not None else 0)
        title = next(n for i in itertools.count(1) if (n := f"Sheet{i}") not in self) if name is None else _sound(name)
        sheet: Worksheet = self.model.create_sheet(title, at)
        sheet.title = title
        added = Sheet(self.book, sheet)
        added.activate()
        self.book.open.is_restructured = True
        return added


@implements(base_classes.Sheet)
class Sheet(base_classes.Sheet):
    book: Book = None  # type: ignore[assignment]  # the interface has a property without a setter; set on construction

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book = book
        self._model = sheet

    @property
    def model(self) -> Worksheet:
        """openpyxl's. Raises ClosedBook once the book was closed."""
        self.book.refuse_closed()
        return self._model

    @property
    def grid(self) -> Grid:
        return self.book.open.grid(self.model)

    @property
    def api(self) -> Worksheet:
        """openpyxl's worksheet. What is changed through it is found on saving, which takes longer from then on."""
        self.book.open.hand_out()
        handed_out(self.book.open.model)
        return self.model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sheet) and other.model is self.model

    def __hash__(self) -> int:
        return id(self.model)

    @property
    def name(self) -> str:
        return self.model.title

    @name.setter
    def name(self, value: str) -> None:
        taken = [sheet for sheet in self.book.open.model.worksheets if sheet is not self.model]
        if any(sheet.title.casefold() == value.casefold() for sheet in taken):
            raise ValueError(f"Sheet named '{value}' already present in workbook")
        if value != self.name:
            self.book.refuse_locked()
            self.book.open.change(Renamed(self.name, _sound(value)))

    @property
    def index(self) -> int:
        sheets: list[Any] = self.book.open.model.worksheets
        return sheets.index(self.model) + 1

    @property
    def names(self) -> Names:
        return Names(self.book, self)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def charts(self) -> Charts:
        return Charts(self)

    @property
    def pictures(self) -> Pictures:
        return Pictures(self)

    @property
    def shapes(self) -> Shapes:
        return Shapes(self)

    @property
    def pivot_tables(self) -> PivotTables:
        return PivotTables(self)

    @property
    def notes(self) -> Sequence[Any]:
        return notes_of(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def cells(self) -> Range:
        return Range(self, (1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        used = self.grid.used()
        return self.range("A1") if used is None else Range(self, used[1:])

    @property
    def selection(self) -> Range:
        chosen = self.model.sheet_view.selection
        return self.range(chosen[0].sqref.split()[0] if chosen and chosen[0].sqref else "A1")

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """An address, a name, a reference into a table, (row, column), or from one such cell to another."""
        self.book.refuse_closed()
        first = bounds_of(self, arg1)
        if arg2 is None:
            return Range(*first)
        sheet, (top, left, bottom, right) = first
        _, other = bounds_of(self, arg2)
        return Range(sheet, (min(top, other[0]), min(left, other[1]), max(bottom, other[2]), max(right, other[3])))

    @property
    def visible(self) -> bool:
        return self.model.sheet_state == VISIBLE

    @visible.setter
    def visible(self, value: bool) -> None:
        self.book.refuse_locked()
        if not value and [s for s in self.book.open.model.worksheets if s.sheet_state == VISIBLE] == [self.model]:
            raise Refused("A workbook must contain at least one visible sheet.")
        self.model.sheet_state = "visible" if value else "hidden"
        self.book.open.is_restructured = True

    @property
    def show_gridlines(self) -> bool:
        return self.model.sheet_view.showGridLines is not False

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.model.sheet_view.showGridLines = bool(value)
        self.grid.is_reshaped = True

    def activate(self) -> None:
        model = self.book.open.model
        model.active = model.index(self.model)
        for sheet in model.worksheets:
            sheet.sheet_view.tabSelected = sheet is self.model
            self.book.open.grid(sheet).is_reshaped = True
        self.book.open.is_restructured = True
        self.book.activate()

    def select(self) -> None:
        self.activate()

    def clear(self) -> None:
        self.cells.clear()

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self.book.refuse_locked()
        visible = [sheet for sheet in self.book.open.model.worksheets if sheet.sheet_state == VISIBLE]
        if visible == [self.model]:
            raise Refused("A workbook must contain at least one visible sheet.")
        self.book.open.change(Removed(self.name, tuple(sheet.title for sheet in self.book.open.model.worksheets)))

    def copy(self, before: Sheet | None = None, after: Sheet | None = None) -> None:
        beside = before or after or self
        beside.book.refuse_locked()
        target = beside.book.open
        at = target.model.index(beside.model) + (0 if before is not None else 1)
        made = copied(self.model, self.book.open, target, at)
        Sheet(beside.book, made).activate()

    def move(self, before: Sheet | None = None, after: Sheet | None = None) -> None:
        self.book.refuse_locked()
        model: Any = self.book.open.model
        sheets = model._sheets
        sheets.remove(self.model)
        beside = before or after
        assert beside is not None  # noqa: S101  xlwings sees to it
        sheets.insert(sheets.index(beside.model) + (0 if before is not None else 1), self.model)
        self.activate()


def _sound(name: str) -> str:
    """The name of a sheet. Raises BadSheetName where Excel would not take it."""
    if why := fault_in_sheet_name(name):
        raise BadSheetName(name, why)
    return name
