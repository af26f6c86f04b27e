"""What a finished workbook holds, as far as its numbers go: formulas and the values stored beside them.

Values are those a file stores: numbers (dates as serials), texts, TRUE and FALSE, errors; None where nothing stands.
"""

from __future__ import annotations

import datetime as dt
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_ISO8601, to_excel

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import LAST_ROW, Area, CellRef, Place, area, shifted, split_sheet
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from salessheet.xlsx.money_formats import money_styles
from salessheet.xlsx.package import MAIN, Package, opened
from salessheet.xlsx.shared_strings import shared_texts, text_of, unescaped
from salessheet.xlsx.table_ranges import TableRange, table_range

Value = float | str | bool | ErrorKind
"""What a formula can show."""

DATES_FROM_1900: Final = "Switch off “Use 1904 date system” (File > Options > Advanced)."

_C, _F, _V, _IS = f"{MAIN}c", f"{MAIN}f", f"{MAIN}v", f"{MAIN}is"
_CONTENT: Final = frozenset({_V, _IS})
_MOST_FILLED: Final = 2**20  # cells of formulas that a sheet does not have: programs write each of them


class Formula(NamedTuple):
    """`text` with its `=`. `spread`: of an array formula, the cells it fills; the first of them holds it.

    `is_table`: a what-if data table, which has no formula of its own. `spills`: it fills as many cells as its result
    has values, more or fewer when it is calculated again.
    """

    text: str
    spread: Area | None = None
    is_table: bool = False
    spills: bool = False


@dataclass(frozen=True, eq=False)
class SheetCells:
    """The cells of one sheet, by (row, column)."""

    name: str
    part: str
    formulas: Mapping[Place, Formula]
    values: Mapping[Place, Value]
    styles: Mapping[Place, int]

    @cached_property
    def spreads(self) -> tuple[Area, ...]:
        """The cells that formulas fill which stand in one of them: arrays, and what-if data tables."""
        return tuple(formula.spread for formula in self.formulas.values() if formula.spread is not None)

    @cached_property
    def extent(self) -> tuple[int, int]:
        """The last row and column in use."""
        used = self.styles.keys() | self.values.keys() | self.formulas.keys()
        return (max((row for row, _ in used), default=1), max((column for _, column in used), default=1))


@dataclass(frozen=True, eq=False)
class BookFile:
    """A finished workbook as it is in its file: its parts, and by the name of each sheet what its cells hold."""

    package: Package
    sheets: Mapping[str, SheetCells]

    @property
    def path(self) -> Path:
        return self.package.path

    def with_parts(self, changed: Mapping[str, bytes]) -> BookFile:
        """The workbook with other parts of sheets, or another workbook part. Sheets that stay are not read again.

        The texts that cells share, and the day from which dates count, stay as they are.
        """
        package = self.package.with_parts(changed)
        stored = StoredValues(package)
        return BookFile(
            package,
            {
                name: _sheet(name, sheet.part, package, stored) if sheet.part in changed else sheet
                for name, sheet in self.sheets.items()
            },
        )

    @cached_property
    def formulas(self) -> dict[CellRef, Formula]:
        """Every formula, at the cell that holds it."""
        return {
            CellRef(sheet.name, *place): formula
            for sheet in self.sheets.values()
            for place, formula in sheet.formulas.items()
        }

    @cached_property
    def covered(self) -> dict[CellRef, CellRef]:
        """Every cell that shows the result of a formula → the cell that holds it."""
        found = {cell: cell for cell in self.formulas}
        for cell, formula in self.formulas.items():
            if formula.spread is not None:
                found.update(dict.fromkeys(formula.spread.cells(), cell))
        return found

    def stored(self, cell: CellRef) -> Value | None:
        """The value in the file; None for an empty cell, and for a formula that was never calculated."""
        return self.sheets[cell.sheet].values.get((cell.row, cell.column))

    @cached_property
    def names(self) -> dict[tuple[str | None, str], str]:
        """(sheet or None for the whole workbook, name in lower case) → what it stands for, without `=`."""
        tabs = [s.get("name", "") for s in self.package.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
        found: dict[tuple[str | None, str], str] = {}
        for name in self.package.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            local = self.package.number(name, "localSheetId", -1)
            scope = tabs[local] if 0 <= local < len(tabs) else None
            found[scope, name.get("name", "").casefold()] = (name.text or "").strip()
        return found

    def named(self, name: str, sheet: str | None = None) -> Area | None:
        """The cells of a defined name; None where there is no such name, or it is no plain range."""
        text = self.names.get((sheet, name.casefold()), self.names.get((None, name.casefold())))
        if text is None:
            return None
        tab, address = split_sheet(text)
        return area(tab, address) if tab in self.sheets and tab is not None else None

    @cached_property
    def tables(self) -> dict[str, TableRange]:
        """By name in lower case."""
        found = {}
        for name, sheet in self.package.sheet_parts().items():
            for _, part in self.package.related(sheet, "/table").values():
                table = table_range(self.package, part, name)
                if table is not None:
                    found[table.name.casefold()] = table
        return found

    @cached_property
    def from_1904(self) -> bool:
        return of_1904(self.package)

    @cached_property
    def _money_styles(self) -> frozenset[int]:
        return money_styles(self.package)

    def shows_money(self, cell: CellRef) -> bool:
        """Whether the cell's number format is one of amounts to the cent or of a currency."""
        return self.sheets[cell.sheet].styles.get((cell.row, cell.column), 0) in self._money_styles


def read(path: Path, passwords: Passwords = NO_PASSWORDS) -> BookFile:
    """Raises UnreadableWorkbook where the file is not a sound .xlsx, ProtectedWorkbook where no password opens it."""
    return of_package(opened(path, passwords))


def read_as_needed(path: Path, passwords: Passwords = NO_PASSWORDS) -> BookFile:
    """As `read`; but a sheet is read, and may be found broken, when somebody looks at it."""
    return as_needed(opened(path, passwords))


def as_needed(package: Package) -> BookFile:
    """The workbook of a package, each sheet of which is read when somebody looks at it."""
    return BookFile(package, _Sheets(package))


class _Sheets(Mapping[str, SheetCells]):
    """The sheets of a package, each read when it is asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts = package.sheet_parts()
        self._stored = StoredValues(package)
        self._read: dict[str, SheetCells] = {}

    def __getitem__(self, name: str) -> SheetCells:
        if name not in self._read:
            self._read[name] = _sheet(name, self._parts[name], self._package, self._stored)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


def of_package(package: Package) -> BookFile:
    """The workbook of a package that is read already."""
    stored = StoredValues(package)
    return BookFile(
        package, {name: _sheet(name, part, package, stored) for name, part in package.sheet_parts().items()}
    )


def of_1904(package: Package) -> bool:
    """Whether dates count from 1904, as in old workbooks of the Macintosh."""
    properties = package.workbook.find(f"{MAIN}workbookPr")
    return properties is not None and properties.get("date1904") in {"1", "true"}


def cells_of(tree: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Row, column and element of every cell of a sheet."""
    return cells_in(tree.iterfind(f"{MAIN}sheetData/{MAIN}row"))


def cells_in(rows: Iterable[etree._Element]) -> Iterator[tuple[int, int, etree._Element]]:
    """Row, column and element of every cell of rows. Numbers that a file leaves out follow from the one before.

    Raises ValueError where something else stands for one.
    """
    columns: dict[str, int] = {}
    row = 0
    for line in rows:
        row = int(line.get("r") or row + 1)
        if not 1 <= row <= LAST_ROW:
            raise ValueError(f"{row} is no row of a sheet")
        digits = len(str(row))
        column = 0
        for cell in line.iterchildren(_C):
            address = cell.get("r")
            if address is None:
                column += 1
            else:
                letters = address[:-digits]
                known = columns.get(letters)
                if known is None:
                    place = area("", address)
                    if place is None:
                        raise ValueError(f"{address} is no cell")
                    known = columns[letters] = place.left
                column = known
            yield row, column, cell


class StoredValues:
    """What values in the cells of a package mean: the texts that cells share, the day from which dates count."""

    def __init__(self, package: Package) -> None:
        self._package = package

    @property
    def is_tolerant(self) -> bool:
        return self._package.is_tolerant

    @cached_property
    def texts(self) -> list[str]:
        return shared_texts(self._package)

    @cached_property
    def epoch(self) -> dt.datetime:
        return MAC_EPOCH if of_1904(self._package) else WINDOWS_EPOCH

    def result(self, cell: etree._Element, *, is_formula: bool) -> Value | None:
        """What the element of a cell says that it shows; None where nothing stands or is sound.

        `is_formula`: whether it holds one, so that an empty value is an empty text.
        """
        content = cell[-1] if len(cell) else None
        if content is not None and content.tag not in _CONTENT:
            content = next((child for child in cell if child.tag in _CONTENT), None)
        try:
            return _value(cell.get("t"), content, self, is_formula=is_formula)
        except ValueError:
            return None


def _sheet(name: str, part: str, package: Package, stored: StoredValues) -> SheetCells:
    """Raises UnreadableWorkbook where it is no sheet, or a cell holds what no program writes."""
    cells = _Kept(name, stored)
    cells.read(package, part)
    return SheetCells(name, part, cells.formulas, cells.values, cells.styles)


class SheetReading(ABC):
    """Goes through the cells of a sheet, and hands each on to be kept."""

    def __init__(self, sheet: str, stored: StoredValues) -> None:
        self.sheet = sheet
        self.stored = stored
        self._shared: dict[str, tuple[str, int, int]] = {}
        self._followers: list[tuple[str, int, int]] = []
        self._filled = 0
        self._cells = 0

    @abstractmethod
    def keep(self, place: Place, style: int, formula: Formula | None, value: Value | None) -> None: ...

    @abstractmethod
    def amend(self, place: Place, formula: Formula) -> None:
        """A cell that was kept without one holds a formula."""

    def read(self, package: Package, part: str) -> None:
        """Raises UnreadableWorkbook where it is no sheet, or a cell holds what no program writes."""
        package.rooted(part, "worksheet")
        row = 0
        try:
            for row, column, element in cells_in(package.rows(part)):
                self._add((row, column), element)
        except ValueError as error:
            wrong = f"a cell of the sheet {self.sheet!r}, about row {row}, is broken ({error})"
            raise package.damaged(wrong) from error
        self._follow()
        if self._filled > self._cells + _MOST_FILLED:
            wrong = f"formulas of the sheet {self.sheet!r} fill {self._filled:,} cells, nearly all of them missing"
            raise package.damaged(wrong)

    def _add(self, place: Place, cell: etree._Element) -> None:
        self._cells += 1
        style = int(cell.get("s") or 0)
        formula = None
        content = None
        for child in cell:
            if child.tag == _F:
                formula = child
            elif child.tag in _CONTENT:
                content = child
        known = None if formula is None else self._formula(place, formula)
        try:
            value = _value(cell.get("t"), content, self.stored, is_formula=formula is not None)
        except ValueError:
            if not self.stored.is_tolerant:
                raise
            value = None
        self.keep(place, style, known, value)

    def _formula(self, place: Place, element: etree._Element) -> Formula | None:
        kind = element.get("t")
        if kind is None:
            return Formula(f"={element.text}") if element.text else None
        row, column = place
        if kind == "shared":
            index = element.get("si", "")
            if element.text:
                self._shared[index] = (f"={element.text}", row, column)
            if index in self._shared:
                return self._as_shared(index, row, column)
            self._followers.append((index, row, column))
            return None
        known = _formula(CellRef(self.sheet, row, column), element)
        if known is not None and known.spread is not None:
            self._filled += known.spread.size
        return known

    def _follow(self) -> None:
        """Cells that share a formula say only which; the one where it stands need not be the first."""
        for index, row, column in self._followers:
            if index in self._shared:
                self.amend((row, column), self._as_shared(index, row, column))

    def _as_shared(self, index: str, row: int, column: int) -> Formula:
        text, first_row, first_column = self._shared[index]
        return Formula(shifted(text, row - first_row, column - first_column))


class _Kept(SheetReading):
    """The cells of a sheet in tables."""

    def __init__(self, sheet: str, stored: StoredValues) -> None:
        super().__init__(sheet, stored)
        self.formulas: dict[Place, Formula] = {}
        self.values: dict[Place, Value] = {}
        self.styles: dict[Place, int] = {}

    def keep(self, place: Place, style: int, formula: Formula | None, value: Value | None) -> None:
        self.styles[place] = style  # the same object as in the other tables: a large sheet has millions
        if formula is not None:
            self.formulas[place] = formula
        if value is not None:
            self.values[place] = value

    def amend(self, place: Place, formula: Formula) -> None:
        self.formulas[place] = formula


def _formula(cell: CellRef, element: etree._Element) -> Formula | None:
    """None for a cell that a formula elsewhere fills."""
    text, kind = element.text or "", element.get("t")
    spread = element.get("ref", cell.address)
    if kind == "dataTable":
        return Formula("=TABLE()", area(cell.sheet, spread), is_table=True)
    if kind == "array":
        return Formula(f"={text}", area(cell.sheet, spread), spills=bool(element.xpath("../@cm")))
    return Formula(f"={text}") if text else None


def _value(  # noqa: PLR0911  a case, a result
    kind: str | None, content: etree._Element | None, stored: StoredValues, *, is_formula: bool
) -> Value | None:
    """A formula that shows an empty text is stored with an empty value; one that nobody calculated, without any.

    Raises ValueError for what is no value of its kind.
    """
    if content is None:
        return "" if is_formula and kind == "str" else None
    if content.tag == _IS:
        return text_of(content)
    text = content.text or ""
    if not text.strip() and kind != "str":
        return "" if is_formula else None
    match kind:
        case None | "n":
            return _number(text)
        case "s":
            return _shared(text, stored.texts)
        case "b":
            return text.strip() in {"1", "true"}
        case "e":
            return ErrorKind(text) if text in _ERRORS else text
        case "d":
            return float(to_excel(from_ISO8601(text.strip()), stored.epoch))  # type: ignore[no-untyped-call]  # openpyxl
    return unescaped(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number of a spreadsheet")
    return number


def _shared(index: str, texts: list[str]) -> str:
    if not 0 <= int(index) < len(texts):
        raise ValueError(f"there is no text {index}")
    return texts[int(index)]


_ERRORS: Final = frozenset(kind.value for kind in ErrorKind)
