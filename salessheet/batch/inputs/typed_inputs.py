"""The inputs of a workbook: of an edition that is being built, and of a file that somebody may have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from salessheet.batch.inputs import kept_inputs
from salessheet.batch.inputs.elsewhere import Body, Elsewhere, typed_elsewhere
from salessheet.batch.inputs.kept_inputs import KeptInputs, KeptTable
from salessheet.batch.inputs.typed_rows import (
    InputFormula,
    InputSheet,
    body_of,
    column_of,
    heading_of_another,
    merged_cells,
    rows_of,
    stored_cell,
    with_rows_above,
)
from salessheet.data.collecting.comparison import Cell, Line, alike, text_of
from salessheet.data.collecting.meaning import Meaning, number_meant
from salessheet.data.reading.cell_texts import percent_text
from salessheet.data.reading.number_formats import Shown
from salessheet.errors import UnreadableWorkbook, UserError
from salessheet.workbook.edition import Edition
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import Layout, name_of
from salessheet.workbook.lines import Column, Input
from salessheet.workbook.measures import Scalar, Type
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.commission.statement import Stated
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import BY_KEY, table_of
from salessheet.xlsx import book_file
from salessheet.xlsx.addresses import split_sheet
from salessheet.xlsx.book_file import DATES_FROM_1900, BookFile
from salessheet.xlsx.build_mark import mark_of
from salessheet.xlsx.cell_marks import notes
from salessheet.xlsx.date_formats import date_styles, styles_that_show
from salessheet.xlsx.drawn_objects import drawn_objects
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

VIEW = frozenset(map(name_of, (Settings.month, Settings.as_of, Settings.use_python, Stated.rep_id)))
"""What a reader chooses to look at: no input of the data."""

_AMOUNTS = frozenset({name_of(Settings.annual_target), name_of(People.agreed)})
_NAMED = 5


@dataclass(frozen=True, eq=False)
class TypedInputs:
    """`tables`: key → rows that are not blank; `missing`: tables of which columns are gone → the headings of these.

    `sheets` and `tops`: where a table stands by now. `mixed`: table → a heading over another's column. `beyond`:
    table → rows so far below it that they may be none of its own. `places`: the sheet and row of inputs that are
    in no table, by name. `shares`: percentages where amounts are to stand, days where numbers are. `covered`: cells
    that are blank since they are merged with another. `strange`: sheets that nobody built.
    `elsewhere`: what stands in cells that take no input. `mark`: which build the workbook says it is of.
    """

    tables: Mapping[str, list[Line]]
    cells: Mapping[str, list[Cell]]
    sheets: Mapping[str, str]
    tops: Mapping[str, int]
    missing: Mapping[str, str]
    mixed: Mapping[str, str]
    beyond: Mapping[str, list[int]]
    formulas: tuple[InputFormula, ...]
    shares: tuple[InputFormula, ...]
    covered: tuple[InputFormula, ...]
    places: Mapping[str, tuple[str, int]]
    strange: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]
    mark: str


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
    """Cells are found by the names of the workbook, wherever they stand by now.

    Raises UnreadableWorkbook, also where its dates count from another day, or another version kept columns that this
    one does not have.
    """
    book = book_file.read_as_needed(path, passwords)
    if book.from_1904:
        wrong = "its dates count from 1904 by now, so that the days in it are others than those it was built with."
        raise UnreadableWorkbook(path, wrong, f"{DATES_FROM_1900} Look at the dates that you typed, and save it.")
    _expect_known(path, kept)
    tables: dict[str, list[Line]] = {}
    sheets: dict[str, str] = {}
    tops: dict[str, int] = {}
    formulas: list[InputFormula] = []
    shares: list[InputFormula] = []
    covered: list[InputFormula] = []
    missing: dict[str, str] = {}
    mixed: dict[str, str] = {}
    beyond: dict[str, list[int]] = {}
    bodies: list[Body] = []
    words, dates = Words.load(kept.lang), date_styles(book.package)
    percents = styles_that_show(book.package, Shown.PERCENT)
    for key, table in kept.tables.items():
        areas = {c: book.named(name_of(column_of(BY_KEY[key], c))) for c in table.columns}
        named = {c: area for c, area in areas.items() if area is not None}
        usual = Counter(area.top for area in named.values()).most_common(1)
        gone = [c for c in areas if c not in named or named[c].top != usual[0][0]]
        if gone or not named:
            missing[key] = words.listed(words.label(column_of(BY_KEY[key], c)) for c in gone)
            continue
        first, whole = next(iter(named.values())), with_rows_above(book, named)
        sheets[key], tops[key] = first.sheet, first.top
        heading = heading_of_another(book, BY_KEY[key], whole, words)
        if heading:
            mixed[key] = heading
        merged = merged_cells(book, first.sheet)
        sheet = InputSheet(book.sheets[first.sheet], dates, percents, formulas, shares, merged, covered)
        meanings = {c: Meaning(column_of(BY_KEY[key], c), words, _spelled(kept, key, c)) for c in table.columns}
        tables[key], beyond[key] = rows_of(book, sheet, BY_KEY[key], whole, kept.below.get(key, ()), meanings)
        bodies.append(Body(body_of(book, whole, tables[key]), BY_KEY[key].grows))
    cells = {name: _values(book, name, built, percents) for name, built in kept.cells.items()}
    found = {name: area for name in kept.cells if (area := book.named(name)) is not None}
    strange = tuple(_strange_sheets(book, kept))
    return TypedInputs(
        tables, cells, sheets, tops, missing, mixed, beyond, tuple(formulas), tuple(shares), tuple(covered),
        {name: (area.sheet, area.top) for name, area in found.items()}, strange,
        typed_elsewhere(book, kept, bodies, [BY_KEY[key] for key in missing], strange),
        mark_of(book.package),
    )  # fmt: skip  # in the order of the fields


def _spelled(kept: KeptInputs, key: str, column: str) -> dict[str, str]:
    """How the workbook spelled what a column may name, by how it is compared; nothing for one that names nothing."""
    declared = column_of(BY_KEY[key], column)
    home = declared.choices if declared.refers_to is None else declared.refers_to
    if not isinstance(home, Column):
        return {}
    there = kept.tables.get(table_of(home).key)
    cells = [*kept.tables[key].columns[column], *(() if there is None else there.columns.get(home.key, ()))]
    return {text_of(cell): cell for cell in reversed(cells) if isinstance(cell, str)}


def _strange_sheets(book: BookFile, kept: KeptInputs) -> Iterator[str]:
    """Those with something on them that came after the build: a chart is. What names lead to has a new name only.

    Macros write down what they did on a sheet of their own.
    """
    known = {*kept.sheets, *(Words.load(lang).text("log.sheet") for lang in LANGUAGES)}
    come = [name for name in book.package.tabs if name not in known] if kept.sheets else []
    named = {split_sheet(text)[0] for (scope, _), text in book.names.items() if scope is None} if come else set()
    yield from (name for name in come if name not in named and _says_something(book, name))


def _says_something(book: BookFile, name: str) -> bool:
    sheet = book.sheets.get(name)
    if sheet is None:
        return True
    beside = chain(drawn_objects(book.package, name, sheet.part), notes(book.package, name, sheet.part))
    return bool(sheet.values or sheet.formulas) or any(True for _ in beside)


def _expect_known(path: Path, kept: KeptInputs) -> None:
    """What was typed into a column that is none any more would be lost in silence."""
    known = {(key, column.key) for key, table in BY_KEY.items() for column in table.columns()}
    strange = sorted({(key, column) for key, table in kept.tables.items() for column in table.columns} - known)
    if strange:
        shown = ", ".join(f"{key}.{column}" for key, column in strange[:_NAMED])
        more = f" and {len(strange) - _NAMED:,} more" if len(strange) > _NAMED else ""
        raise UnreadableWorkbook(
            path,
            f"another version of salessheet built it ({kept.salessheet}), with columns that this one does not have: "
            f"{shown}{more}.",
            f"Collect it with salessheet {kept.salessheet} as it was then, and build again with this one.",
        )


def _values(book: BookFile, name: str, built: Sequence[Cell], percents: frozenset[int]) -> list[Cell]:
    """The cells of an input that is in no table; a formula, or a percentage, in place of a value is what it says."""
    area = book.named(name)
    if area is None:
        return []
    sheet = book.sheets[area.sheet]
    places = [(cell.row, cell.column) for cell in area.cells()]
    cells = [stored_cell(sheet.values.get(place)) for place in places]
    shares = [name in _AMOUNTS and sheet.styles.get(place) in percents for place in places]
    was = [*built, *[None] * len(cells)]
    for i, (place, cell) in enumerate(zip(places, cells, strict=True)):
        if place in sheet.formulas and (cell is None or not alike(cell, was[i])):
            cells[i] = sheet.formulas[place].text
        elif shares[i] and isinstance(cell, float) and not alike(cell, was[i]):
            cells[i] = percent_text(cell)
        elif isinstance(cell, str) and isinstance(was[i], float):
            number = number_meant(cell, Type.MONEY if name in _AMOUNTS else Type.NUMBER)
            cells[i] = cell if number is None else number
    return cells


def is_of_another_build(kept: KeptInputs, typed: TypedInputs) -> bool:
    """Whether a workbook says that it is of another build than what is kept: an older one, or another's put there."""
    return bool(kept.mark and typed.mark) and kept.mark != typed.mark


def has_typed(book: Path, passwords: Passwords = NO_PASSWORDS) -> bool | None:
    """Whether somebody typed something since the inputs were kept; None where nobody can tell."""
    try:
        kept = kept_inputs.read(book, passwords)
        if kept is None:
            return None
        now = read(book, kept, passwords)
    except UserError:
        return None
    return None if is_of_another_build(kept, now) else differs(kept, now)


def differs(kept: KeptInputs, now: TypedInputs) -> bool:
    """Whether what stands in a workbook is something else than what is kept of it."""
    if now.strange or now.elsewhere or now.missing or now.mixed or any(now.beyond.values()):
        return True
    if any(not now.cells[name] for name in kept.cells):
        return True
    if any(not _alike(cells, now.cells[name]) for name, cells in kept.cells.items()):
        return True
    return any(
        not _same_rows(table, now.tables[key], in_order=BY_KEY[key].from_top) for key, table in kept.tables.items()
    )


def _alike(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))


def _same_rows(table: KeptTable, lines: Sequence[Line], *, in_order: bool) -> bool:
    """`in_order`: whether their order is data, too."""
    columns = list(table.columns)
    built = [row for row in zip(*table.columns.values(), strict=True) if any(cell is not None for cell in row)]
    now = [tuple(line.cells[c] for c in columns) for line in lines]
    if len(built) != len(now):
        return False
    if all(_alike(a, b) for a, b in zip(built, now, strict=True)):
        return True
    return not in_order and sorted(map(_order, built)) == sorted(map(_order, now))


def _order(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(
        "" if c is None else f"{c:.12g}" if isinstance(c, float) else c.replace("\r\n", "\n").strip() for c in row
    )
