"""openpyxl's reader of files, which keeps one thing more: the values that a file stores beside its formulas.

openpyxl reads formulas or their values, never both. Here the values are taken on the way, so that nothing is parsed
twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import partial
from io import BytesIO
from types import FunctionType
from typing import IO, Any, Final

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet._reader import WorkSheetParser, WorksheetReader
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.xml.constants import SHARED_STRINGS

from salessheet.engine.merged_cells import bind_merged
from salessheet.engine.values.rich_text import rich_text
from salessheet.xlsx.addresses import Area, CellRef, Place, area, shifted
from salessheet.xlsx.book_file import StoredValues, Value
from salessheet.xlsx.package import MAIN

MOST_LINKED: Final = 1_000
"""Cells that one link may make."""
_FORMULA, _VALUE = f"{MAIN}f", f"{MAIN}v"
_OF_COLUMN: Final = frozenset(
    ("index", "width", "bestFit", "hidden", "outlineLevel", "collapsed", "style", "min", "max", "customWidth")
)
_INLINE: Final = "inlineStr"
_OF_PIECES: Final = b"rPr"
"""What the fonts of pieces of texts are called in a file."""


class StoredResults:
    """What the formulas of one sheet show in the file, by (row, column): the other cells of array formulas, too."""

    def __init__(self) -> None:
        self.values: dict[Place, Value] = {}
        self.arrays: list[Place] = []
        """The cells that hold an array formula or a what-if table for several cells."""


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
        self.reader = reader
        known, book = self.parser, ws.parent
        results = reader.results[ws.title] = StoredResults()
        self.parser = _Parser(known.source, shared_strings, epoch=book.epoch, date_formats=book._date_formats)
        self.parser.timedelta_formats = book._timedelta_formats
        self.parser.keep(results, reader.stored)

    def bind_cells(self) -> None:
        super().bind_cells()
        parser: Any = self.parser
        for place, text in parser.late_formulas():
            self.ws._cells[place].value = text

    def bind_merged_cells(self) -> None:
        merged = self.parser.merged_cells
        if merged:
            bind_merged(self.ws, [one.ref for one in merged.mergeCell])

    def bind_hyperlinks(self) -> None:
        """Links of cells, whose values stay: openpyxl would write the address of a link into a blank cell.

        A link of very many cells is that of the first.
        """
        sheet: Any = self.ws
        for link in self.parser.hyperlinks.hyperlink:
            if link.id:
                link.target = next((relation.Target for relation in sheet._rels if relation.Id == link.id), None)
            whole = area("", link.ref)
            places = (
                []
                if whole is None
                else list(whole.cells())
                if whole.size <= MOST_LINKED
                else [CellRef("", whole.top, whole.left)]
            )
            for place in places:
                cell = sheet.cell(place.row, place.column)
                if isinstance(cell, MergedCell) and len(places) == 1:
                    cell = self.normalize_merged_cell_link(cell.coordinate)
                if type(cell) is Cell:
                    own: Any = copy(link)
                    own.ref = cell.coordinate
                    cell._hyperlink = own  # type: ignore[attr-defined]

    def bind_tables(self) -> None:
        """Those whose parts are there."""
        sheet: Any = self.ws
        known = {relation.Id: relation.Target for relation in sheet._rels}
        listed = [known.get(part.id) for part in self.parser.tables.tablePart]
        self.tables += [part for part in listed if part in self.reader.valid_files]

    def bind_col_dimensions(self) -> None:
        """Without what openpyxl knows nothing of, such as whether a column shows how its texts are pronounced."""
        columns = self.parser.column_dimensions
        for key, said in columns.items():
            columns[key] = {name: text for name, text in said.items() if name in _OF_COLUMN}
        super().bind_col_dimensions()


class _Parser(WorkSheetParser):
    def keep(self, results: StoredResults, stored: StoredValues) -> None:
        self.results = results
        self.values = results.values
        self.stored = stored
        self.spreads: list[Area] = []
        self.masters: dict[str | None, tuple[Place, str]] = {}
        """Shared formulas: the cell that holds one, and its text with the `=`."""
        self.followers: list[tuple[Place, str | None]] = []
        """Cells that share a formula which stands further on."""

    def late_formulas(self) -> Iterator[tuple[Place, str]]:
        for place, index in self.followers:
            if index in self.masters:
                yield place, self._shared(place, index)

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
        elif cell["data_type"] == "e" and element.get("t", "n") == "n":
            # A number that is no date, whatever its format says: openpyxl has an error instead.
            cell["value"], cell["data_type"] = float(element.findtext(_VALUE)), "n"
        return cell

    def parse_formula(self, element: Any) -> Any:
        """Shared formulas read as they do everywhere else in this package, wherever the one that holds it stands."""
        formula = element.find(_FORMULA)
        if formula.get("t") != "shared":
            return super().parse_formula(element)  # type: ignore[no-untyped-call]  # openpyxl
        address = element.get("r")
        here = (self.row_counter, self.col_counter) if not address else coordinate_to_tuple(address)
        index = formula.get("si")
        if formula.text:
            self.masters[index] = (here, f"={formula.text}")
        if index in self.masters:
            return self._shared(here, index)
        self.followers.append((here, index))
        return "="

    def _shared(self, here: Place, index: str | None) -> str:
        (row, column), text = self.masters[index]
        return shifted(text, here[0] - row, here[1] - column)

    def _spread(self, row: int, column: int, formula: ArrayFormula | DataTableFormula) -> None:
        spread = area("", formula.ref or "")
        if spread is not None and not spread.is_cell:
            self.spreads.append(spread)
            self.results.arrays.append((row, column))

    def _is_filled(self, row: int, column: int) -> bool:
        """Whether a formula further up or to the left fills this cell, too."""
        if self.spreads[0].bottom < row:
            self.spreads = [spread for spread in self.spreads if spread.bottom >= row]
        return any(spread.has(row, column) for spread in self.spreads)
