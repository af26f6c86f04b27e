"""Values for formulas that have none, or a stale one: calculated by an engine and stored beside them.

For formulas that somebody added to a template, and for workbooks that a script changed: previewers, phones and pandas
read stored values. Nothing else in the file changes; the parts of other sheets keep their bytes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from salessheet.calc.engine import Engine
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.readiness import Unchecked
from salessheet.calc.verification import calculated
from salessheet.workbook.general import Captions
from salessheet.workbook.layout import name_of
from salessheet.workbook.lines import Calc
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.editing import Edit, edited

_CAPTIONS: Final = frozenset(f"={name_of(line)}" for line in Captions.lines)


@dataclass(frozen=True, eq=False)
class Completion:
    """`book`: with the values. `filled`: the cells that got one. `left`: the others, which wait for Excel, and why."""

    book: BookFile
    filled: tuple[CellRef, ...]
    left: tuple[Unchecked, ...]


def completed(
    book: BookFile,
    engine: Engine | None,
    cells: Collection[CellRef] | None = None,
    functions: CalledFunctions | None = None,
) -> Completion:
    """The workbook with the values of `cells` stored, of all formulas if None; without an engine all are left.

    What is left keeps the value it has. Raises EngineFailed where the engine refuses the workbook, crashes or hangs.
    """
    wanted = book.covered.keys() if cells is None else book.covered.keys() & set(cells)
    if engine is None or not wanted:
        left = tuple(Unchecked(cell, "no engine is installed", is_finding=False) for cell in sorted(wanted))
        return Completion(book, (), left)
    values, beyond = calculated(book, engine, functions or CalledFunctions())
    changed = {cell: Edit(values[cell]) for cell in wanted if cell in values and values[cell] != book.stored(cell)}
    return Completion(
        edited(book, changed),
        tuple(sorted(wanted & values.keys())),
        tuple(beyond[cell] for cell in sorted(beyond.keys() & wanted)),
    )


def own_cells(book: BookFile) -> frozenset[CellRef]:
    """The cells with formulas that are none of the declaration's: what somebody added to the workbook."""
    areas = [
        area
        for block in SALES_CENTER.blocks
        for line in block.lines
        if isinstance(line, Calc) and (area := book.named(name_of(line))) is not None
    ]
    by_sheet = {name: [area for area in areas if area.sheet == name] for name in book.sheets}
    return frozenset(
        cell
        for cell in book.covered
        if not (any(area.covers(cell) for area in by_sheet[cell.sheet]) or _is_caption(book, cell))
    )


def _is_caption(book: BookFile, cell: CellRef) -> bool:
    """Whether it shows the caption at the head of its sheet, which is no cell of a line."""
    return cell.row == 1 and cell in book.formulas and book.formulas[cell].text in _CAPTIONS
