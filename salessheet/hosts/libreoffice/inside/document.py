"""The open document as `told_book.py` has workbooks: told, and changed by the steps that are answered."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.AddressConvention import XL_OOX
from com.sun.star.table import CellAddress

from salessheet.calc.office_agent import ERROR_CODES, rows

_CALLS = "SS_"
_EPOCH = dt.date(1899, 12, 30)
_WIDTH_OF_A_LETTER = 200  # hundredths of a millimetre
_CHANGES_NOTHING = frozenset({"calculate", "copy"})
_LOST = "#REF!"
_OF_A_FILE = ("FilterName", "EncryptionData")
"""What a copy has in common with the file: how it is written, and what opens it."""


class Protected(Exception):
    """A sheet is protected by a password; the message is its name."""


class ReadOnly(Exception):
    """The document is open to be read alone: LibreOffice would let a program change it, and nobody save it."""


class Document:
    """A document of Calc."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  LibreOffice's objects have no types here
        self.document = document
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = XL_OOX

    def telling(self) -> dict[str, object]:
        sheets = [self._told(sheet) for sheet in self.document.Sheets]
        names = [
            [one.Name, one.Content if cells is None else _written(cells.RangeAddress, sheets)]
            for one, cells in self._names()
        ]
        book = {"name": self.document.Title, "active": self._active(), "is_locked": self.document.isProtected()}
        book["path"] = _path(self.document.URL)
        return {**book, "names": names, "sheets": sheets}

    def take(self, steps: list[dict[str, Any]]) -> None:
        """The steps in their order. Raises Protected, and takes none, where a password is in the way of one.

        Raises ReadOnly, and takes none, where one would change a document that is open to be read alone.
        """
        if self.document.isReadonly() and any(step["do"] not in _CHANGES_NOTHING for step in steps):
            raise ReadOnly
        written = {step["sheet"] for step in steps if "cells" in step}
        locked = [sheet for sheet in self.document.Sheets if sheet.Name in written and sheet.isProtected()]
        opened = []
        try:
            for sheet in locked:
                _unlock(sheet)
                opened.append(sheet)
            for step in steps:
                getattr(self, "_" + step["do"])(step)
        finally:
            for sheet in opened:
                sheet.protect("")

    def months(self, start: str, shown: str) -> tuple[list[str], str]:
        """The months of the fiscal year, and the one that the workbook shows; none where it does not say.

        `start`, `shown`: the names of the cells with the first day of the year and of the month.
        """
        first, month = self._day(start), self._day(shown)
        listed = [] if first is None else [_month(first, after) for after in range(12)]
        return listed, "" if month is None else _month(month)

    def _day(self, name: str) -> dt.date | None:
        if not self.document.NamedRanges.hasByName(name):
            return None
        cells = _cells_of(self.document.NamedRanges.getByName(name))
        days = 0 if cells is None else int(cells.getCellByPosition(0, 0).getValue())
        return _EPOCH + dt.timedelta(days=days) if days > 0 else None

    def _names(self) -> list[Any]:
        every = self.document.NamedRanges
        found = [every.getByName(name) for name in every.ElementNames]
        return [(one, _cells_of(one)) for one in found]

    def _active(self) -> str:
        controller = self.document.CurrentController
        sheet = self.document.Sheets.getByIndex(0) if controller is None else controller.ActiveSheet
        name: str = sheet.Name
        return name

    def _told(self, sheet: Any) -> dict[str, Any]:  # noqa: ANN401  as above
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  the cursor does not grow
        last = cursor.RangeAddress
        cells = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
        values = [["" if value is None else value for value in row] for row in rows(cells)]
        texts = cells.getFormulaArray()
        arrays = {(i, j) for i, row in enumerate(texts) for j, text in enumerate(row)
                  if text[:2] == "{=" and cells.getCellByPosition(j, i).getArrayFormula()}  # fmt: skip  # one thought
        copied = {(i, j) for j, column in enumerate(zip(*texts, strict=True)) for i in _beside_gaps(column)}
        formulas = [
            [self._formula(sheet, i, j, text, (i, j) in copied) if text[:1] == "="
             else text[1:-1] if (i, j) in arrays else values[i][j]
             for j, text in enumerate(row)]
            for i, row in enumerate(texts)
        ]  # fmt: skip  # a table
        told = {"name": sheet.Name, "top": 1, "left": 1, "values": values, "formulas": formulas}
        return {**told, "arrays": [[i + 1, j + 1] for i, j in sorted(arrays)]}

    def _formula(self, sheet: Any, row: int, column: int, text: str, is_copied: bool) -> str:  # noqa: ANN401, FBT001  as above
        """As Excel has it, where that matters: macros read those that call cell functions, and those they may copy."""
        if not is_copied and _CALLS not in text.upper():
            return text
        cell = sheet.getCellByPosition(column, row)
        printed: str = self._parser.printFormula(cell.getTokens(), cell.CellAddress)
        return "=" + printed

    def _sheet(self, name: str) -> Any:  # noqa: ANN401  as above
        return self.document.Sheets.getByName(name)

    def _range(self, step: dict[str, Any]) -> Any:  # noqa: ANN401  as above
        top, left = step["top"] - 1, step["left"] - 1
        right, bottom = left + step["columns"] - 1, top + step["rows"] - 1
        return self._sheet(step["sheet"]).getCellRangeByPosition(left, top, right, bottom)

    def _values(self, step: dict[str, Any]) -> None:
        cells = self._range(step)
        for i, row in enumerate(step["cells"]):
            for j, entry in enumerate(row):
                self._enter(cells.getCellByPosition(j, i), entry)

    _formulas = _values

    def _enter(self, cell: Any, entry: object) -> None:  # noqa: ANN401  as above
        """As if it were typed: an apostrophe marks text, "=" a formula; errors are known by their names."""
        if not isinstance(entry, str):
            cell.setValue(float(entry))  # type: ignore[arg-type]  # the other entries are numbers
        elif entry[:1] == "=" or entry in ERROR_CODES:
            address = cell.CellAddress
            where = CellAddress(address.Sheet, address.Column, address.Row)
            cell.setTokens(self._parser.parseFormula(entry.lstrip("="), where))
        elif entry:
            cell.setString(entry[1:] if entry[0] == "'" else entry)
        else:
            cell.setFormula("")  # which makes it blank

    def _format(self, step: dict[str, Any]) -> None:
        formats, locale = self.document.NumberFormats, self.document.CharLocale
        code = step["code"].upper()
        key = formats.queryKey(code, locale, False)  # noqa: FBT003  the code is looked for as it is
        self._range(step).NumberFormat = formats.addNew(code, locale) if key < 0 else key

    def _width(self, step: dict[str, Any]) -> None:
        self._range(step).Columns.Width = int(step["letters"] * _WIDTH_OF_A_LETTER)

    def _calculate(self, _: dict[str, Any]) -> None:
        self.document.calculateAll()

    def _add(self, step: dict[str, Any]) -> None:
        """Behind all others."""
        self.document.Sheets.insertNewByName(step["sheet"], self.document.Sheets.Count)

    def _copy(self, step: dict[str, Any]) -> None:
        """The document as it is shown, in a file of its own, which gets its name when it is whole."""
        target = Path(step["path"])
        with tempfile.TemporaryDirectory(prefix=".salessheet-", dir=target.parent) as aside:
            part = Path(aside, target.name)
            url = uno.systemPathToFileUrl(str(part))
            kept = [one for one in self.document.getArgs() if one.Name in _OF_A_FILE]
            self.document.storeToURL(url, tuple(kept))
            asleep = {"Hidden": True, "UpdateDocMode": 0, "MacroExecutionMode": 0}  # links and macros in it
            opened = [*kept, *_key(kept), *(_named(*one) for one in asleep.items())]
            desktop = self.document.CurrentController.Frame.Creator
            copy = desktop.loadComponentFromURL(url, "_blank", 0, tuple(opened))
            try:
                Document(copy).take(step["steps"])
                copy.store()
            finally:
                copy.close(True)  # noqa: FBT003  whoever else holds it lets go
            if target.exists():
                raise FileExistsError(str(target))
            part.rename(target)


def _key(kept: list[Any]) -> Iterator[Any]:
    """The password of an .xlsx file, by which LibreOffice writes it, and which it wants anew to read it."""
    for secrets in (one.Value for one in kept if one.Name == "EncryptionData"):
        yield from (_named("Password", one.Value) for one in secrets if one.Name == "OOXPassword")


def _named(name: str, value: object) -> Any:  # noqa: ANN401  as above
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _cells_of(name: Any) -> Any:  # noqa: ANN401  as above
    """None for a name of no cells, or of cells that were deleted: in their place LibreOffice would give others."""
    return None if _LOST in name.Content else name.getReferredCells()


def _path(url: str) -> str:
    """Of a file of this machine; blank of a document that is in none."""
    path: str = uno.fileUrlToSystemPath(url) if url.startswith("file:") else ""
    return path


def _beside_gaps(texts: tuple[str, ...]) -> Iterator[int]:
    """The formulas of a column above and below blank cells."""
    for i, text in enumerate(texts):
        if text[:1] == "=" and "" in texts[max(i - 1, 0) : i + 2]:
            yield i


def _month(day: dt.date, after: int = 0) -> str:
    """As people type it; `after`: so many months later."""
    years, months = divmod(day.month - 1 + after, 12)
    return f"{day.year + years}-{months + 1:02}"


def _unlock(sheet: Any) -> None:  # noqa: ANN401  as above
    try:
        sheet.unprotect("")
    except Exception as error:
        raise Protected(sheet.Name) from error
    if sheet.isProtected():
        raise Protected(sheet.Name)


def _written(cells: Any, sheets: list[dict[str, Any]]) -> str:  # noqa: ANN401  as above
    name = sheets[cells.Sheet]["name"].replace("'", "''")
    first, last = _address(cells.StartColumn, cells.StartRow), _address(cells.EndColumn, cells.EndRow)
    return f"='{name}'!{first}" if first == last else f"='{name}'!{first}:{last}"


def _address(column: int, row: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"${letters}${row + 1}"
