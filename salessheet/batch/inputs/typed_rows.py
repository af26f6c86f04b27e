"""The rows that stand in a table of a workbook, wherever people put it and whatever they typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from salessheet.data.collecting.comparison import Cell, Line
from salessheet.data.collecting.meaning import Meaning, typed_text
from salessheet.data.reading.cell_texts import cell_text, percent_text
from salessheet.data.values import DATES, TEXTS, WHOLE
from salessheet.errors import ErrorKind
from salessheet.workbook import expr
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.addresses import area as named_area
from salessheet.xlsx.book_file import BookFile, SheetCells
from salessheet.xlsx.package import MAIN

_FEW = 50  # blank rows under a table after which nobody looks for more


@dataclass(frozen=True)
class InputFormula:
    """A cell in which something else stands than the value that was to be typed, such as a formula."""

    row: int
    table: str
    column: str
    text: str


def column_of(table: type[Table], key: str) -> Column:
    return next(column for column in table.columns() if column.key == key)


def heading_of_another(book: BookFile, table: type[Table], areas: Mapping[str, Area], words: Words) -> str:
    """A heading that stands over the cells of another column; blank where none does.

    Somebody moved cells then, or pasted a table with its headings, and the names still say where they were. A heading
    in words of a company's own says nothing.
    """
    labels = {words.heading(column_of(table, key)): key for key in areas}
    for key, area in areas.items():
        text = str(book.sheets[area.sheet].values.get((area.top - 1, area.left), "")).strip()
        if labels.get(text, key) != key and text != words.heading(column_of(table, key)):
            return text
    return ""


def with_rows_above(book: BookFile, areas: Mapping[str, Area]) -> dict[str, Area]:
    """The cells of the names with those of their table above: a row inserted above the first moves the names down."""
    table = _table_at(book, next(iter(areas.values())))
    return {key: area if table is None else area._replace(top=table.top) for key, area in areas.items()}


def _table_at(book: BookFile, cells: Area) -> Area | None:
    """The rows of the Excel table in which cells begin."""
    for table in book.tables.values():
        body = table.area
        if (
            cells.sheet == table.sheet
            and body.top <= cells.top <= body.bottom
            and body.left <= cells.left <= body.right
        ):
            return body
    return None


def _end(book: BookFile, areas: Mapping[str, Area]) -> int:
    """The last row of the names, and of the table where that reaches further."""
    table = _table_at(book, next(iter(areas.values())))
    bottom = max(area.bottom for area in areas.values())
    return bottom if table is None else max(bottom, table.bottom)


def body_of(book: BookFile, areas: Mapping[str, Area], lines: Sequence[Line]) -> Area:
    """The cells of a table, its calculated columns with it, down to the last of its rows."""
    first = next(iter(areas.values()))
    table = _table_at(book, first) or first._replace(
        left=min(area.left for area in areas.values()), right=max(area.right for area in areas.values())
    )
    return table._replace(bottom=max(_end(book, areas), lines[-1].row if lines else 0))


@dataclass(frozen=True, eq=False)
class InputSheet:
    """The sheet of a table. `dates` and `percents`: styles that show a number so. `formulas`: those that are found.

    `shares`: cells that show a percentage where an amount is to stand, or a day where a number is. `merged`: its merged
    cells. `covered`: blank cells of rows that another, merged with them, covers.
    """

    cells: SheetCells
    dates: frozenset[int]
    percents: frozenset[int]
    formulas: list[InputFormula]
    shares: list[InputFormula]
    merged: Sequence[Area]
    covered: list[InputFormula]

    def covering(self, place: Place) -> str:
        """The merged cells of which another than this one shows something; blank where there are none."""
        found = next((one for one in self.merged if one.has(*place)), None)
        if found is None or (found.top, found.left) == place or stored_cell(self.cells.values.get(place)) is not None:
            return ""
        return found.address if stored_cell(self.cells.values.get((found.top, found.left))) is not None else ""

    def row(self, row: int, columns: Mapping[str, Column], areas: Mapping[str, Area]) -> dict[str, Cell]:
        return {key: self._cell((row, area.left), columns[key]) for key, area in areas.items()}

    def is_share(self, place: Place, column: Column) -> bool:
        """Whether a number shows as a percentage where an amount is to stand."""
        return column.measure in WHOLE and not column.or_share and self.cells.styles.get(place) in self.percents

    def shown_text(self, place: Place, column: Column, number: float) -> str:
        """What a number looks like that shows as no number of its column does; blank for all others."""
        if self.is_share(place, column):
            return percent_text(number)
        is_day = self.cells.styles.get(place) in self.dates and column.measure not in TEXTS | DATES
        return typed_text(number, Type.DATE) if is_day else ""

    def _cell(self, place: Place, column: Column) -> Cell:
        value = self.cells.values.get(place)
        if value in (None, "") and place in self.cells.formulas:
            return self.cells.formulas[place].text  # what shows nothing would look as if nothing stood there
        if column.measure in TEXTS and isinstance(value, float) and self.cells.styles.get(place) in self.dates:
            return typed_text(value, Type.DATE)
        return stored_cell(value)


def merged_cells(book: BookFile, sheet: str) -> list[Area]:
    """Those of a sheet."""
    found = book.package.frame(book.sheets[sheet].part).iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")
    return [merged for one in found if (merged := named_area("", one.get("ref", ""))) is not None]


def rows_of(
    book: BookFile,
    sheet: InputSheet,
    table: type[Table],
    areas: Mapping[str, Area],
    own: Iterable[Sequence[Cell]],
    meanings: Mapping[str, Meaning],
) -> tuple[list[Line], list[int]]:
    """The rows of a table, and which rows stand too far below it. `own`: what a company has below it in its template.

    A table that grows goes on in rows typed right under it, some blank ones between them. `meanings`: of its columns.
    """
    lines: list[Line] = []
    beyond: list[int] = []
    first, end = next(iter(areas.values())), _end(book, areas) if table.grows else 0
    columns, companys = {key: column_of(table, key) for key in areas}, Counter(map(tuple, own))
    lefts = {area.left for area in areas.values()}
    used = {row for row, left in (*sheet.cells.values, *sheet.cells.formulas) if left in lefts}
    last = max(used, default=0) if table.grows else first.bottom
    for row in sorted(row for row in used if first.top <= row <= last):
        if row > end and table.grows:
            said = below(sheet.cells, row, areas)
            if companys[said]:
                companys[said] -= 1
                continue
        cells = sheet.row(row, columns, areas)
        if all(cell is None for cell in cells.values()):
            continue
        if table.grows and row > end + _FEW:
            beyond.append(row)
            continue
        end = max(end, row)
        lines.append(Line({key: meanings[key].of(cell) for key, cell in cells.items()}, row))
        sheet.formulas.extend(
            InputFormula(row, table.key, c, sheet.cells.formulas[row, area.left].text)
            for c, area in areas.items()
            if (row, area.left) in sheet.cells.formulas
        )
        sheet.shares.extend(
            InputFormula(row, table.key, c, text)
            for c, cell in cells.items()
            if isinstance(cell, float) and (text := sheet.shown_text((row, areas[c].left), columns[c], cell))
        )
        sheet.covered.extend(
            InputFormula(row, table.key, c, where)
            for c, area in areas.items()
            if (where := sheet.covering((row, area.left)))
        )
    return lines, beyond


def below(sheet: SheetCells, row: int, areas: Mapping[str, Area]) -> tuple[Cell, ...]:
    """What a row says in the columns of a table, in the order of their keys, whatever its formulas show."""
    places = [(row, areas[key].left) for key in sorted(areas)]
    return tuple("=" if _is_computed(sheet, place) else stored_cell(sheet.values.get(place)) for place in places)


def _is_computed(sheet: SheetCells, place: Place) -> bool:
    return place in sheet.formulas or any(area.has(*place) for area in sheet.spreads)


def below_tables(
    book: BookFile, places: Mapping[expr.Line, Area], tables: Mapping[str, Collection[str]]
) -> dict[str, list[list[Cell]]]:
    """Table → what a company wrote below it in its template, in the order of the keys of the columns.

    `places`: where the lines of the declaration stand in it. `tables`: key → columns that are asked for.
    """
    found = {}
    for key, columns_ in tables.items():
        table = BY_KEY[key]
        areas = {c: places[column_of(table, c)] for c in columns_}
        if areas and table.grows:
            first = next(iter(areas.values()))
            sheet, end = book.sheets[first.sheet], _end(book, areas)
            columns = {area.left for area in areas.values()}
            used = {row for row, column in (*sheet.values, *sheet.formulas) if row > end and column in columns}
            rows = [list(below(sheet, row, areas)) for row in sorted(used)]
            if rows:
                found[table.key] = rows
    return found


def stored_cell(value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, ErrorKind):
        return value.value
    if isinstance(value, bool):
        return cell_text(value)
    if isinstance(value, (int, float)):
        return float(value)
    return str(value) if str(value).strip() else None
