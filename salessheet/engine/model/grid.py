"""The cells of one sheet: read and written in rectangles, with a record of what was touched since the file was read."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from numbers import Number
from typing import TYPE_CHECKING, Any, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from salessheet.engine.errors import PartOfArray
from salessheet.engine.model.cell_content import as_format_says
from salessheet.engine.model.drawing_changes import DrawingChanges
from salessheet.engine.model.inheritance import inheritance
from salessheet.engine.operations.styling import remove_blank, unstyle
from salessheet.engine.values.entry import entry, may_be_read
from salessheet.engine.values.values import MOST_EXACT, ErrorText, shown
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.addresses import area as area_of
from salessheet.xlsx.changes.areas import place as place_after
from salessheet.xlsx.changes.kinds import Change, Shifted

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from salessheet.engine.model.workbook import OpenWorkbook


GENERAL: Final = "General"
TEXT: Final = "@"
LONGEST_TEXT: Final = 32_767
_DATE_ONLY: Final = "mm-dd-yy"  # openpyxl's words for Excel's built-in format 14, the date of the user's country
_WITH_TIME: Final = "m/d/yy h:mm"  # likewise, 22
_TIME_ONLY: Final = "h:mm:ss"
_DURATION: Final = "[h]:mm:ss"


class Grid:
    """The cells of a sheet. `part`: the sheet's part in the package that was opened; None for a sheet made since."""

    def __init__(self, book: OpenWorkbook, sheet: Worksheet, part: str | None = None) -> None:
        self.book = book
        self.sheet = sheet
        self.part = part
        self.touched: dict[int, set[tuple[int, int]]] = {}
        """Row → spans of columns, ends included, whose contents may differ from those in the file."""
        self.restyled: set[Place] = set()
        self.reformulated: set[Place] = set()
        """Cells whose formula says the same in other words, since what it refers to moved or was renamed."""
        self.touched_rows: set[int] = set()
        """Rows whose height, visibility or outline may differ from what the file says."""
        self.is_reshaped = False
        """Whether anything beside cells was touched, so that the other elements have to be compared on saving."""
        self.drawings = DrawingChanges()
        self.is_moved = False
        """Whether cells changed their place, so that formulas cannot share their text with others any more."""
        self.losses: list[str] = []
        """What a sheet copied from another one has no more, in words."""

    @property
    def cells(self) -> dict[Place, Any]:
        """openpyxl's own table of cells: `Cell`, or `MergedCell` under a merged one."""
        return self.sheet._cells

    # --- reading

    def value(self, row: int, column: int) -> Any:
        """As Excel shows it to a program: see `values.shown`; errors as ErrorText."""
        cell = self.cells.get((row, column))
        return None if cell is None else self._shown(cell)

    def rows(self, area: Area) -> list[list[Any]]:
        """The values of a rectangle. Whole rows and columns end where the sheet does."""
        get, shown_, results = self.cells.get, self._shown, self.book.results
        columns = range(area.left, area.right + 1)
        # Cells that an array formula fills hold nothing themselves, or what they held when the file was read.
        is_quick = not self.book.arrays(self)
        of_formulas = None
        found = []
        for row in range(area.top, area.bottom + 1):
            line: list[Any] = []
            add = line.append
            for column in columns:
                cell: Any = get((row, column))
                if cell is None:
                    add(None)
                    continue
                value = cell._value
                kind = type(value)
                if not is_quick:
                    add(shown_(cell))
                elif kind is float or kind is dt.datetime or (kind is str and cell.data_type == "s"):
                    add(value)
                elif kind is int:
                    add(float(value))
                elif cell.data_type == "f":
                    if of_formulas is None:
                        of_formulas = results.current(self)
                    add(results.as_shown(cell, of_formulas.get((row, column))))
                else:
                    add(shown_(cell))
            found.append(line)
        return found

    def _shown(self, cell: Cell | MergedCell) -> Any:
        if isinstance(cell, MergedCell):
            return None
        kind = cell.data_type
        if kind == "f" or (self.book.arrays(self) and self.array_at(cell.row, cell.column) is not None):
            return self.book.results.value(self, cell)
        value = cell.value
        if kind == "e":
            return ErrorText(value)
        return shown(value)

    def formula(self, row: int, column: int) -> str:
        """The formula of a cell with its `=`, else what one would type to enter its value; "" for a blank."""
        cell = self.cells.get((row, column))
        value = None if cell is None else cell.value
        if not isinstance(value, ArrayFormula):
            holder = self.array_at(row, column)
            if holder is not None:
                value = self.cells[holder.top, holder.left].value
        match value:
            case None:
                return ""
            case ArrayFormula():
                return value.text or ""
            case DataTableFormula():
                return f"=TABLE({value.r1 or ''},{value.r2 or ''})"
            case bool():
                return str(value).upper()
            case float() if value == int(value) and abs(value) < MOST_EXACT:
                return str(int(value))
            case dt.date() | dt.time() | dt.timedelta():
                return _serial_text(self.book.serial(value))
        return str(value)

    def array_at(self, row: int, column: int) -> Area | None:
        """The cells that an array formula fills, if this is one of them."""
        return next((array for array in self._arrays() if array.has(row, column)), None)

    def _arrays(self) -> Iterator[Area]:
        """The cells of every array formula that fills several."""
        for held in self.book.arrays(self):
            found = area_of(self.sheet.title, self.cells[held].value.ref)
            if found is not None:
                yield found

    # --- writing

    def write(self, top: int, left: int, rows: Sequence[Sequence[Any]]) -> None:
        """Values and formulas (texts that begin with =) into the rectangle from this cell on. None makes blank."""
        if not rows:
            return
        bottom, right = top + len(rows) - 1, left + len(rows[0]) - 1
        self._refuse_part_of_array(Area(self.sheet.title, top, left, bottom, right))
        sheet, cells = self.sheet, self.cells
        inherited = inheritance(sheet)
        cell: Any
        for row, line in enumerate(rows, top):
            for column, value in enumerate(line, left):
                cell = cells.get((row, column))
                kind = type(value)
                if cell is None:
                    if value is None:
                        continue
                    cells[row, column] = cell = Cell(sheet, row, column, style_array=inherited(row, column))
                elif type(cell) is not Cell:
                    continue  # Excel ignores what is written under a merged cell
                elif cell.data_type == "f":
                    self.book.results.formulas_changed()
                is_general = cell._style is None or not cell._style.numFmtId
                if is_general and (kind is float or (kind is int and abs(value) <= MOST_EXACT)):
                    cell._value = value
                    cell.data_type = "n"
                elif kind is str and cell._style is None and not may_be_read(value) and _is_plain(value):
                    cell._value = value
                    cell.data_type = "s"
                else:
                    self._enter(cell, value)
        self.mark(Area(sheet.title, top, left, bottom, right))

    def put(self, row: int, column: int, value: Any) -> None:
        self.write(row, column, [[value]])

    def set_formula(self, row: int, column: int, text: str) -> None:
        """A formula put in place of another one, for the same value: what it shows stays."""
        cell = self.cells[row, column]
        if isinstance(cell.value, ArrayFormula):
            cell.value.text = text
        else:
            cell._value = text
            cell.data_type = "f"
        self.reformulated.add((row, column))
        self.book.results.formulas_changed()

    def set_array(self, area: Area, text: str) -> None:
        """An array formula over a rectangle, in place of whatever stood there."""
        self._refuse_part_of_array(area)
        for cell in self.every(area):
            cell.value = None
        first = self.cell(area.top, area.left)
        first.value = ArrayFormula(area.address, text if text.startswith("=") else f"={text}")
        self.book.forget_arrays(self)
        self.book.results.formulas_changed()
        self.mark(area)

    def _enter(self, cell: Any, value: Any) -> None:
        match value:
            case None | "":
                cell.value = None
            case ErrorText():
                cell.value = str(value)
                cell.data_type = "e"
            case bool():
                cell.value = value
            case str():
                self._enter_text(cell, value)
            case Number():
                cell.value = float(value)  # type: ignore[arg-type]  # complex numbers fail as they should
                as_format_says(self, cell)
            case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
                self._enter_date(cell, value)
            case _:
                try:
                    cell.value = value
                except ValueError:
                    cell.value = str(value)

    def _enter_text(self, cell: Any, text: str) -> None:
        number_format = cell.number_format
        read: Any
        number_format_read: str | None
        if number_format == TEXT and not text.startswith("="):
            read, number_format_read, is_quoted = text, None, False
        else:
            read, number_format_read, is_quoted = entry(text)
        if isinstance(read, str) and not isinstance(read, ErrorText):
            clean = ILLEGAL_CHARACTERS_RE.sub("", read[:LONGEST_TEXT])
            is_formula = len(clean) > 1 and clean.startswith("=") and not is_quoted
            cell._value = clean
            cell.data_type = "f" if is_formula else "s"
            if is_formula:
                self.book.results.formulas_changed()
            if is_quoted or (cell._style is not None and cell.quotePrefix):
                cell.quotePrefix = is_quoted
                self.restyled.add((cell.row, cell.column))
        elif isinstance(read, (dt.datetime, dt.time)):
            self._enter_date(cell, read)
        else:
            self._enter(cell, read)
        if number_format_read is not None and number_format == GENERAL:
            self.restyled.add((cell.row, cell.column))
            cell.number_format = {"m/d/yyyy": _DATE_ONLY, "m/d/yyyy h:mm": _WITH_TIME}.get(
                number_format_read, number_format_read
            )

    def _enter_date(self, cell: Any, value: dt.datetime | dt.date | dt.time | dt.timedelta) -> None:
        if not is_date_format(cell.number_format):
            self.restyled.add((cell.row, cell.column))
            match value:
                case dt.datetime() if value.time() != dt.time():
                    cell.number_format = _WITH_TIME
                case dt.date():
                    cell.number_format = _DATE_ONLY
                case dt.time():
                    cell.number_format = _TIME_ONLY
                case _:
                    cell.number_format = _DURATION
        cell.value = value

    # --- cells as such

    def cell(self, row: int, column: int) -> Cell:
        """Made if it is not there."""
        found = self.cells.get((row, column))
        if found is None:
            style = inheritance(self.sheet)(row, column)
            self.cells[row, column] = found = Cell(self.sheet, row, column, style_array=style)
        return found

    def existing(self, area: Area) -> Iterator[Cell]:
        """The cells that are there, in reading order; those under a merged cell left out."""
        cells = self.cells
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if size <= len(cells):
            places: Iterable[Place] = (
                (row, column)
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, area.right + 1)
                if (row, column) in cells
            )
        else:
            places = sorted(place for place in cells if area.has(*place))
        for place in places:
            cell = cells[place]
            if type(cell) is Cell:
                yield cell

    def every(self, area: Area) -> Iterator[Cell | MergedCell]:
        """Every cell of a rectangle, made if it is not there."""
        cells, inherited = self.cells, inheritance(self.sheet)
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = cells.get((row, column))
                if cell is None:
                    cells[row, column] = cell = Cell(self.sheet, row, column, style_array=inherited(row, column))
                yield cell

    def clear(self, area: Area) -> None:
        """Contents only. Raises PartOfArray where an array formula would be cut."""
        self._refuse_part_of_array(area)
        for cell in self.existing(area):
            if cell.data_type == "f":
                self.book.results.formulas_changed()
            cell.value = None
            self.touched.setdefault(cell.row, set()).add((cell.column, cell.column))
        self.book.results.changed(self, area)

    def restyle(self, cells: Iterable[Cell], change: Callable[[Cell], None]) -> None:
        """Apply a change of format to cells; values stay."""
        for cell in cells:
            change(cell)
            self.restyled.add((cell.row, cell.column))

    def unstyle(self, area: Area) -> None:
        """Formats only."""
        unstyle(self, area)

    def remove_blank(self, area: Area) -> None:
        """Cells that hold nothing and look like none are no longer there."""
        remove_blank(self, area)

    def give_style(self, row: int, column: int, style: Any) -> None:
        """The format of another cell of this workbook."""

        def change(cell: Any) -> None:
            cell._style = copy.copy(style)

        self.restyle([self.cell(row, column)], change)

    def used(self) -> Area | None:
        """The smallest rectangle of all cells with a value or a format; None where there is none."""
        places = [place for place, cell in self.cells.items() if cell._value is not None or cell.has_style]
        if not places:
            return None
        columns = {column for _, column in places}
        return Area(self.sheet.title, min(places)[0], min(columns), max(places)[0], max(columns))

    # --- the record

    def mark(self, area: Area) -> None:
        """The contents of these cells changed: they are written on saving, and formulas that read them are stale."""
        span = (area.left, area.right)
        if self.part is not None:
            for row in range(area.top, area.bottom + 1):
                self.touched.setdefault(row, set()).add(span)
        self.book.results.changed(self, area)

    @property
    def is_changed(self) -> bool:
        records = (self.touched, self.restyled, self.reformulated, self.touched_rows)
        return self.part is None or self.is_reshaped or any(records)

    def is_touched(self, row: int, column: int) -> bool:
        return any(left <= column <= right for left, right in self.touched.get(row, ()))

    def was_saved(self, part: str | None) -> None:
        self.part = part
        self.touched.clear()
        self.restyled.clear()
        self.reformulated.clear()
        self.touched_rows.clear()
        self.losses.clear()
        self.drawings.clear()
        self.is_reshaped = self.is_moved = False

    def follow(self, change: Change) -> None:
        """The record goes where the cells went."""
        self.is_moved = True
        self.drawings.follow(change)
        places = [found for row, spans in self.touched.items() for span in spans for found in self._within(row, span)]
        self.touched = {}
        for row, column in _moved(places, change):
            self.touched.setdefault(row, set()).add((column, column))
        self.restyled = set(_moved(self.restyled, change))
        self.reformulated = set(_moved(self.reformulated, change))
        if isinstance(change, Shifted) and change.takes_rows:
            self.touched_rows = {
                row for row, _ in _moved(((row, change.area.left) for row in self.touched_rows), change)
            }

    def carried(self, area: Area, held: set[Place]) -> None:
        """Cells were cut from here, which held these before, or pasted here; their notes and links with them."""
        self.is_moved = self.is_reshaped = True
        self.restyled |= held
        self.book.results.formulas_changed()
        self.restyled.update((cell.row, cell.column) for cell in self.existing(area))
        self.mark(area)

    def _within(self, row: int, span: tuple[int, int]) -> Iterator[Place]:
        return ((row, column) for column in range(span[0], span[1] + 1))

    def _refuse_part_of_array(self, area: Area) -> None:
        for array in self._arrays():
            if array.meets(area) and not area.covers(array):
                raise PartOfArray(array)


def _moved(places: Iterable[Place], change: Change) -> Iterator[Place]:
    for old in places:
        new = place_after(change, old)
        if new is not None:
            yield new


def _is_plain(text: str) -> bool:
    return bool(text) and len(text) <= LONGEST_TEXT and (text.isprintable() or not ILLEGAL_CHARACTERS_RE.search(text))


def _serial_text(serial: float) -> str:
    return str(int(serial)) if serial == int(serial) else repr(serial)
