"""The inputs of a workbook: of an edition that is being built, and of a file that somebody may have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from salessheet.batch import kept_inputs
from salessheet.batch.kept_inputs import KeptInputs, KeptTable
from salessheet.data.collecting.comparison import Cell, Line, alike
from salessheet.errors import ErrorKind, UserError
from salessheet.workbook.edition import Edition
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import Layout, name_of
from salessheet.workbook.lines import Column, Input
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.sheets.statement import Stated
from salessheet.workbook.tables import BY_KEY
from salessheet.xlsx import book_file
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

VIEW = frozenset(map(name_of, (Settings.month, Settings.as_of, Settings.use_python, Stated.rep_id)))
"""What a reader chooses to look at: no input of the data."""
_FEW = 50  # blank rows under a table after which nobody looks for more


@dataclass(frozen=True)
class Formula:
    """A cell in which somebody put a formula where a value was to be typed."""

    sheet: str
    row: int
    table: str
    column: str


@dataclass(frozen=True, eq=False)
class TypedInputs:
    """`tables`: key → rows that are not blank; `missing`: tables whose names are gone.

    `sheets` and `tops`: where a table stands by now.
    """

    tables: Mapping[str, list[Line]]
    cells: Mapping[str, list[Cell]]
    sheets: Mapping[str, str]
    tops: Mapping[str, int]
    missing: frozenset[str]
    formulas: tuple[Formula, ...]


def tables_of(edition: Edition) -> dict[str, KeptTable]:
    found = {}
    for table in SALES_CENTER.tables:
        shown = [c for c in table.columns() if edition.layout.holds(c)]
        if shown:
            cells = {c.key: edition.cells(c) for c in shown}
            rows = max(map(_height, cells.values()))
            columns = {key: [_cell(cell) for cell in column[:rows]] for key, column in cells.items()}
            found[table.key] = KeptTable(edition.layout.places[shown[0]].top, columns, {})
    return found


def _height(cells: Sequence[Scalar]) -> int:
    """Up to the last cell that is not blank."""
    rows = len(cells)
    while rows and cells[rows - 1] in (None, ""):
        rows -= 1
    return rows


def cells_of(edition: Edition) -> dict[str, list[Cell]]:
    return {name_of(line): [_cell(cell) for cell in edition.cells(line)] for line in _loose(edition.layout)}


def _loose(layout: Layout) -> list[Input]:
    """Inputs that people type and that are in no table."""
    return [
        line
        for line in layout.places
        if isinstance(line, Input)
        and not isinstance(line, Column)
        and not line.given
        and name_of(line) in layout.names
        and name_of(line) not in VIEW
    ]


def _cell(cell: Scalar) -> Cell:
    if cell is None or isinstance(cell, float):
        return cell
    return (cell or None) if isinstance(cell, str) else float(cell)


def lines_of(table: KeptTable, identity: Sequence[str]) -> list[Line]:
    """The rows as they were built, with the ids that they were given since."""
    rows = zip(*table.columns.values(), strict=True)
    lines = []
    for place, row in enumerate(rows):
        cells = dict(zip(table.columns, row, strict=True))
        if all(cell is None for cell in row):
            continue
        given = table.given.get(str(place), "")
        if given:
            cells[identity[0]] = given
        lines.append(Line(cells, table.top + place, given))
    return lines


def read(path: Path, kept: KeptInputs, passwords: Passwords = NO_PASSWORDS) -> TypedInputs:
    """Raises UnreadableWorkbook. Cells are found by the names of the workbook, wherever they stand by now."""
    book = book_file.read(path, passwords)
    tables: dict[str, list[Line]] = {}
    sheets: dict[str, str] = {}
    tops: dict[str, int] = {}
    formulas: list[Formula] = []
    missing: set[str] = set()
    for key, table in kept.tables.items():
        areas = {c: book.named(name_of(_column(BY_KEY[key], c))) for c in table.columns}
        if any(area is None for area in areas.values()) or len({a.top for a in areas.values() if a}) != 1:
            missing.add(key)
            continue
        whole = {c: area for c, area in areas.items() if area is not None}
        first = next(iter(whole.values()))
        sheets[key], tops[key] = first.sheet, first.top
        bottom = _bottom(book, whole) if BY_KEY[key].grows else first.bottom
        tables[key] = _rows(book, BY_KEY[key], whole, bottom, formulas)
    cells = {name: _values(book, name) for name in kept.cells}
    return TypedInputs(tables, cells, sheets, tops, frozenset(missing), tuple(formulas))


def _column(table: type[Table], key: str) -> Column:
    return next(column for column in table.columns() if column.key == key)


def _bottom(book: BookFile, areas: Mapping[str, Area]) -> int:
    """The last row that may hold something: of the names, of the table, or right under either."""
    first = next(iter(areas.values()))
    bottom = max(area.bottom for area in areas.values())
    values = book.sheets[first.sheet].values
    columns = [area.left for area in areas.values()]
    for table in book.tables.values():
        if (
            table.sheet == first.sheet
            and table.area.top == first.top
            and table.area.left <= first.left <= table.area.right
        ):
            bottom = max(bottom, table.area.bottom)
    row = bottom
    while row < bottom + _FEW:
        row += 1
        if any((row, column) in values for column in columns):
            bottom = row
    return bottom


def _rows(
    book: BookFile, table: type[Table], areas: Mapping[str, Area], bottom: int, formulas: list[Formula]
) -> list[Line]:
    first = next(iter(areas.values()))
    sheet = book.sheets[first.sheet]
    lines = []
    for row in range(first.top, bottom + 1):
        cells = {c: _stored(sheet.values.get((row, area.left))) for c, area in areas.items()}
        if any(cell is not None for cell in cells.values()):
            lines.append(Line(cells, row))
            formulas += [
                Formula(first.sheet, row, table.key, c)
                for c, area in areas.items()
                if (row, area.left) in sheet.formulas
            ]
    return lines


def _values(book: BookFile, name: str) -> list[Cell]:
    area = book.named(name)
    if area is None:
        return []
    values = book.sheets[area.sheet].values
    return [_stored(values.get(place)) for place in ((c.row, c.column) for c in area.cells())]


def _stored(value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, ErrorKind):
        return value.value
    if isinstance(value, (bool, int, float)):
        return float(value)
    return str(value) if str(value).strip() else None


def has_typed(book: Path, passwords: Passwords = NO_PASSWORDS) -> bool | None:
    """Whether somebody typed something since the inputs were kept; None where nobody can tell."""
    try:
        kept = kept_inputs.read(book, passwords)
        if kept is None:
            return None
        now = read(book, kept, passwords)
    except UserError:
        return None
    if now.missing or any(not now.cells[name] for name in kept.cells):
        return True
    if any(not _alike(cells, now.cells[name]) for name, cells in kept.cells.items()):
        return True
    return any(not _same_rows(table, now.tables[key]) for key, table in kept.tables.items())


def _alike(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))


def _same_rows(table: KeptTable, lines: Sequence[Line]) -> bool:
    """In whatever order they stand."""
    columns = list(table.columns)
    built = [row for row in zip(*table.columns.values(), strict=True) if any(cell is not None for cell in row)]
    now = [tuple(line.cells[c] for c in columns) for line in lines]
    if len(built) != len(now):
        return False
    if all(_alike(a, b) for a, b in zip(built, now, strict=True)):
        return True
    return sorted(map(_order, built)) == sorted(map(_order, now))


def _order(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(
        "" if c is None else f"{c:.12g}" if isinstance(c, float) else c.replace("\r\n", "\n").strip() for c in row
    )
