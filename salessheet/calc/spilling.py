"""Formulas that spill, and how many cells they fill now: a file says how many they filled when it was saved.

Without it engines calculate such a formula for the cells of that time: of a longer result they give none, or a part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Final

from salessheet.calc.completion import completed
from salessheet.calc.engine import Engine
from salessheet.calc.engines import ENGINES
from salessheet.calc.trust.table import FOLLOWING_SPILLS
from salessheet.errors import EngineFailed, EngineMissing
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.editing import Edit, edited, spread_anew
from salessheet.xlsx.references import SPILL

_ROW: Final = 100_000  # rows and columns of a result in one number


def spread(book: BookFile, cells: Collection[CellRef]) -> BookFile:
    """The workbook with each formula of `cells` that spills filling as many cells as it needs now.

    Where something else stands in these cells, or the engine that follows spills is not there, refuses the workbook or
    does not know the result, it fills those that it filled.
    """
    spilling = [cell for cell in cells if (formula := book.formulas.get(cell)) is not None and formula.spills]
    if not spilling:
        return book
    of_spills = [cell for cell in spilling if SPILL in book.formulas[cell].text.upper()]
    found = book
    with suppress(EngineMissing, EngineFailed), ENGINES[next(iter(FOLLOWING_SPILLS))]() as engine:
        for several in ([cell for cell in spilling if cell not in of_spills], of_spills):
            found = _spread(found, _sizes(found, engine, several)) if several else found
    return found


def filled_by(book: BookFile, cells: Iterable[CellRef]) -> tuple[CellRef, ...]:
    """The cells, and those that their formulas fill beside their own."""
    wanted = set(cells)
    return tuple(cell for cell, holder in book.covered.items() if cell in wanted or holder in wanted)


def _sizes(book: BookFile, engine: Engine, cells: list[CellRef]) -> Mapping[CellRef, Area]:
    asked = {}
    for cell in cells:
        text = book.formulas[cell].text.removeprefix("=")
        asked[cell] = Edit(None, f"=ROWS({text})*{_ROW}+COLUMNS({text})")
    done = completed(edited(book, asked), engine, cells, anew=True)
    found = {}
    for cell in cells:
        size = done.book.stored(cell) if cell in done.filled else None
        if isinstance(size, float) and size > _ROW:
            rows, columns = divmod(int(size), _ROW)
            bottom, right = cell.row + rows - 1, cell.column + columns - 1
            if bottom <= LAST_ROW and right <= LAST_COLUMN:
                found[cell] = Area(cell.sheet, cell.row, cell.column, bottom, right)
    return found


def _spread(book: BookFile, sizes: Mapping[CellRef, Area]) -> BookFile:
    changed: dict[CellRef, Area] = {}
    left: dict[CellRef, Edit] = {}
    for cell, area in sizes.items():
        before = book.formulas[cell].spread
        own = {cell} if before is None else set(before.cells())
        now = set(area.cells())
        if now == own or any(_is_in_use(book, other) for other in now - own):
            continue
        changed[cell] = area
        left |= dict.fromkeys(own - now, Edit(None))
    return spread_anew(edited(book, left), changed)


def _is_in_use(book: BookFile, cell: CellRef) -> bool:
    return cell in book.covered or book.stored(cell) is not None
