"""openpyxl's reader of files, which keeps one thing more: the values that a file stores beside its formulas.

openpyxl reads formulas or their values, never both. Here the values are taken on the way, so that nothing is parsed
twice.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from types import FunctionType
from typing import IO, Any, Final

from lxml import etree
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import WorkSheetParser, WorksheetReader
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.xml.constants import SHARED_STRINGS

from salessheet.engine.values.rich_text import rich_text
from salessheet.xlsx.addresses import Area, Place, area
from salessheet.xlsx.book_file import StoredValues, Value
from salessheet.xlsx.package import MAIN

_INLINE: Final = "inlineStr"
_OF_PIECES: Final = b"rPr"
"""What the fonts of pieces of texts are called in a file."""


class StoredResults:
    """What the formulas of one sheet show in the file, by (row, column): the other cells of array formulas, too."""

    def __init__(self) -> None:
        self.values: dict[Place, Value] = {}
        self.arrays: list[Place] = []
        """The cells that hold an array formula for several cells."""


def read(file: IO[bytes], stored: StoredValues) -> tuple[Workbook, dict[str, StoredResults]]:
    """The workbook with its formulas, and by name of the sheet what they show."""
    reader = _Reader(file, stored)
    reader.read()
    return reader.wb, reader.results


class _Reader(ExcelReader):
    def __init__(self, file: IO[bytes], stored: StoredValues) -> None:
        super().__init__(file, keep_links=False)
        self.stored = stored
        self.results: dict[str, StoredResults] = {}

    def read_strings(self) -> None:
        """openpyxl's own, and the fonts of texts that have several."""
        super().read_strings()
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        content = self.archive.read(part.PartName[1:]) if part is not None else b""
        if _OF_PIECES not in content:
            return
        for index, (_, item) in enumerate(etree.iterparse(BytesIO(content), tag=f"{MAIN}si")):
            self.shared_strings[index] = rich_text(item, self.shared_strings[index])
            item.clear()

    def read_worksheets(self) -> None:
        """openpyxl's own, with the reader of sheets below in place of openpyxl's, which it takes from its module."""
        theirs: Any = ExcelReader.read_worksheets
        FunctionType(theirs.__code__, theirs.__globals__ | {"WorksheetReader": partial(_SheetReader, self)})(self)


class _SheetReader(WorksheetReader):
    def __init__(self, reader: _Reader, ws: Any, xml_source: Any, shared_strings: Any, *options: Any) -> None:
        super().__init__(ws, xml_source, shared_strings, *options)
        known, book = self.parser, ws.parent
        results = reader.results[ws.title] = StoredResults()
        self.parser = _Parser(known.source, shared_strings, epoch=book.epoch, date_formats=book._date_formats)
        self.parser.timedelta_formats = book._timedelta_formats
        self.parser.keep(results, reader.stored)


class _Parser(WorkSheetParser):
    def keep(self, results: StoredResults, stored: StoredValues) -> None:
        self.results = results
        self.values = results.values
        self.stored = stored
        self.spreads: list[Area] = []

    def parse_cell(self, element: Any) -> Any:
        cell = super().parse_cell(element)
        is_formula = cell["data_type"] == "f"
        if cell["data_type"] == "s" and element.get("t") == _INLINE:
            cell["value"] = rich_text(element.find(f"{MAIN}is"), cell["value"])
        if is_formula or self.spreads:
            row, column, content = cell["row"], cell["column"], cell["value"]
            if is_formula and isinstance(content, ArrayFormula | DataTableFormula):
                self._spread(row, column, content)
            if is_formula or self._is_filled(row, column):
                value = self.stored.result(element, is_formula=is_formula)
                if value is not None:
                    self.values[row, column] = value
        return cell

    def _spread(self, row: int, column: int, formula: ArrayFormula | DataTableFormula) -> None:
        spread = area("", formula.ref or "")
        if spread is not None and not spread.is_cell:
            self.spreads.append(spread)
            if isinstance(formula, ArrayFormula):
                self.results.arrays.append((row, column))

    def _is_filled(self, row: int, column: int) -> bool:
        """Whether a formula further up or to the left fills this cell, too."""
        if self.spreads[0].bottom < row:
            self.spreads = [spread for spread in self.spreads if spread.bottom >= row]
        return any(spread.has(row, column) for spread in self.spreads)
