"""What people left where a workbook takes no input: beside tables, over formulas and labels, in notes and drawings.

No table has a place for it, and the next build leaves it out: it is told by its cells, and not overwritten in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from salessheet.batch.inputs.kept_inputs import KeptInputs
from salessheet.batch.inputs.typed_rows import stored_cell
from salessheet.data.reading.cell_texts import number_text
from salessheet.workbook.edition import Edition
from salessheet.workbook.layout import name_of
from salessheet.workbook.lines import Calc, Input, Trend
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.text import NOTHING
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.xlsx.addresses import LAST_ROW, Area, Place
from salessheet.xlsx.book_file import BookFile, SheetCells
from salessheet.xlsx.cell_marks import (
    cell_mark,
    joined,
    mark_of_drawn,
    mark_of_formula,
    mark_of_note,
    marks_near,
    notes,
    parted,
)
from salessheet.xlsx.drawn_objects import drawn_objects
from salessheet.xlsx.stamp import Stamped
from salessheet.xlsx.stamp.pivots import shown_by_pivots
from salessheet.xlsx.table_ranges import TableRange

_OVER, _BESIDE, _NOTE, _DRAWN = "typed_over", "typed_beside", "noted", "drawn"


class Elsewhere(NamedTuple):
    """Cells one below the other in which something stands that no build wrote. `kind`: as labels word it."""

    kind: str
    area: Area
    text: str


def said_by(stamped: Stamped, book: Edition) -> dict[str, str]:
    """Sheet → the marks of what a new workbook says beside its inputs and formulas."""
    found = {sheet: [*marks] for sheet, marks in stamped.said.items()}
    for line, place in book.layout.places.items():
        is_given = isinstance(line, Input) and line.given
        if is_given or (isinstance(line, Calc) and book.pattern(line) is None):
            found.setdefault(place.sheet, []).extend(
                cell_mark(cell) for cell in book.cells(line) if cell not in (None, "")
            )
    return {sheet: joined(marks) for sheet, marks in found.items() if marks}


def drawn_by(stamped: Stamped) -> dict[str, str]:
    """Sheet → the marks of what lies over the cells of a new workbook."""
    return {sheet: joined(marks) for sheet, marks in stamped.drawn.items() if marks}


class Body(NamedTuple):
    """The rows of an input table as they stand by now. `grows`: whether it takes rows typed below them."""

    area: Area
    grows: bool


class _Claim(NamedTuple):
    """Rows of a column that are a line's of the declaration. `is_written`: whether by the build, and not by people."""

    line: str
    top: int
    bottom: int
    is_written: bool


_Claims = Mapping[int, Sequence[_Claim]]
"""By column."""


def typed_elsewhere(
    book: BookFile, kept: KeptInputs, bodies: Sequence[Body], missing: Iterable[type[Table]], strange: Collection[str]
) -> tuple[Elsewhere, ...]:
    """`missing`, `strange`: tables and sheets that are told as a whole."""
    if not kept.said:
        return ()
    pivots = shown_by_pivots(book.package, with_pages=True)
    filled = {sheet.name: _filled(sheet, pivots) for sheet in book.sheets.values() if sheet.name not in strange}
    claims = _claims(book, kept, bodies, filled)
    for table in missing:
        _claim_all(claims, book.tables.get(f"tbl{table.__name__}".casefold()))
    found: list[Elsewhere] = []
    for name, cells in filled.items():
        if name in kept.sheets or name in claims:
            built = name if name in kept.sheets else _before_renaming(book, name, kept)
            found += _on(book, name, claims.get(name, {}), cells, parted(kept.said.get(built, "")))
            if kept.drawn is not None:
                found += _over(book, name, parted(kept.drawn.get(built, "")))
    return tuple(found)


def _filled(sheet: SheetCells, pivots: Iterable[Area]) -> set[Place]:
    """The cells that formulas fill, or pivot tables."""
    areas = (*sheet.spreads, *(area for area in pivots if area.sheet == sheet.name))
    return {*sheet.formulas, *((cell.row, cell.column) for area in areas for cell in area.cells())}


@cache
def _lines() -> Mapping[str, bool]:
    """The names of all lines, and whether the build says what stands there."""
    lines = (line for sheet in SALES_CENTER.sheets for block in sheet.blocks for line in block.lines)
    return {
        name_of(line): isinstance(line, Calc) or (isinstance(line, Input) and line.given)
        for line in lines
        if not isinstance(line, Trend)
    }


def _claims(
    book: BookFile, kept: KeptInputs, bodies: Sequence[Body], filled: Mapping[str, Collection[Place]]
) -> dict[str, dict[int, list[_Claim]]]:
    """Sheet → its claims."""
    found: dict[str, dict[int, list[_Claim]]] = {}
    for name, is_calculated in _lines().items():
        area = book.named(name)
        if area is None:
            continue
        top, bottom = area.top, area.bottom
        for body, grows in bodies:
            if body.sheet == area.sheet and body.top <= top <= body.bottom and body.left <= area.left <= body.right:
                top, bottom = body.top, LAST_ROW if grows and not is_calculated else max(bottom, body.bottom)
        is_checked = is_calculated and not _is_frozen(kept, area, filled.get(area.sheet, ()))
        for column in range(area.left, area.right + 1):
            columns = found.setdefault(area.sheet, {})
            columns.setdefault(column, []).append(_Claim(name, top, bottom, is_checked))
    return found


def _claim_all(claims: dict[str, dict[int, list[_Claim]]], table: TableRange | None) -> None:
    """Whatever stands in a table, and below it."""
    if table is not None:
        columns, area = claims.setdefault(table.sheet, {}), table.area
        for column in range(area.left, area.right + 1):
            columns[column] = [_Claim("", area.top, LAST_ROW, is_written=False), *columns.get(column, ())]


def _is_frozen(kept: KeptInputs, area: Area, filled: Collection[Place]) -> bool:
    """Whether a macro may have put values in the place of a line's formulas that call cell functions."""
    if kept.formulas != Flavour.PYTHON.value:
        return False
    return not any((cell.row, cell.column) in filled for cell in area.cells())


def _before_renaming(book: BookFile, name: str, kept: KeptInputs) -> str:
    """The sheet that has another name by now: that of those gone which says most of the same."""
    marks = Counter(cell_mark(value) for value in book.sheets[name].values.values())
    gone = [sheet for sheet in kept.said if sheet not in book.sheets]
    return max(gone, key=lambda sheet: (marks & parted(kept.said[sheet])).total(), default="")


def _on(
    book: BookFile, name: str, claims: _Claims, filled: AbstractSet[Place], said: Counter[str]
) -> Iterator[Elsewhere]:
    sheet = book.sheets[name]
    cells: list[tuple[str, int, int, str]] = []
    for place in sorted(sheet.values.keys() - filled):
        claim, cell = _claim(claims, place), stored_cell(sheet.values[place])
        if cell is None or (claim is not None and not claim.is_written):
            continue
        known = next((one for one in marks_near(sheet.values[place]) if said[one]), None)
        if known is None:
            kind = _BESIDE if claim is None else _OVER
            cells.append((kind, place[1], place[0], cell if isinstance(cell, str) else number_text(cell)))
        else:
            said[known] -= 1
    cells += _strange_formulas(sheet, claims, said)
    for cell_, text in notes(book.package, name, sheet.part):
        note = mark_of_note(text)
        if said[note]:
            said[note] -= 1
        else:
            cells.append((_NOTE, cell_.column, cell_.row, text))
    yield from _together(name, sorted(cells))


def _over(book: BookFile, name: str, drawn: Counter[str]) -> Iterator[Elsewhere]:
    """What somebody drew over the cells, by the cell in which it begins; programs add it behind what is there."""
    for one in drawn_objects(book.package, name, book.sheets[name].part):
        marks = mark_of_drawn(one.kind, one.text), mark_of_drawn(one.kind, "")  # whose text may have been a cell's
        known = next((mark for mark in marks if drawn[mark]), None)
        if known is not None:
            drawn[known] -= 1
        else:
            yield Elsewhere(
                _DRAWN, Area(name, one.place.row, one.place.column, one.place.row, one.place.column), one.text
            )


def _strange_formulas(sheet: SheetCells, claims: _Claims, said: Counter[str]) -> Iterator[tuple[str, int, int, str]]:
    """Those beside the lines of the declaration that nobody built, and those that call not what their line calls."""
    of_lines: dict[str, dict[Place, str]] = {}
    for place, formula in sheet.formulas.items():
        claim = _claim(claims, place)
        if formula.is_table or formula.text == NOTHING:
            continue
        mark = mark_of_formula(formula.text)
        if claim is None and not said[mark]:
            yield _BESIDE, place[1], place[0], formula.text
        elif claim is not None and claim.is_written:
            of_lines.setdefault(claim.line, {})[place] = mark
    for marks in of_lines.values():
        ((usual, count),) = Counter(marks.values()).most_common(1)
        for place in (place for place, mark in marks.items() if count > 1 and mark != usual):
            yield _OVER, place[1], place[0], sheet.formulas[place].text


def _claim(claims: _Claims, place: Place) -> _Claim | None:
    row, column = place
    for claim in claims.get(column, ()):
        if claim.top <= row <= claim.bottom:
            return claim
    return None


def _together(sheet: str, cells: Sequence[tuple[str, int, int, str]]) -> Iterator[Elsewhere]:
    """Cells one below the other as one; the text is that of the first."""
    run: list[tuple[str, int, int, str]] = []
    for cell in [*cells, None]:
        if run and (cell is None or cell[:3] != (run[-1][0], run[-1][1], run[-1][2] + 1)):
            kind, column, top, text = run[0]
            yield Elsewhere(kind, Area(sheet, top, column, run[-1][2], column), text)
            run = []
        if cell is not None:
            run.append(cell)
