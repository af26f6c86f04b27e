"""The values of formulas that a company added to its template: the declaration knows nothing of them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from salessheet.calc.completion import completed
from salessheet.calc.engines import Reserve, started
from salessheet.calc.spilling import filled_by, spread
from salessheet.errors import EngineMissing
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, of_package
from salessheet.xlsx.calculation import asking_for_calculation, asks_for_calculation
from salessheet.xlsx.editing import Edit, edited, spread_anew
from salessheet.xlsx.encryption import Password
from salessheet.xlsx.package import package_of
from salessheet.xlsx.stamp import Stamped
from salessheet.xlsx.stilled import stilled


def with_own_values(
    stamped: Stamped, path: Path, password: Password | None = None
) -> tuple[bytes, tuple[CellRef, ...]]:
    """The file with them, not encrypted; and the formulas without one: Excel is asked to calculate them on opening.

    The declaration's formulas have their values: engines are given those. With a password, engines that are programs of
    their own are given an encrypted copy.
    """
    if not stamped.own:
        return stamped.content, ()
    book = of_package(package_of(stamped.content, path).protected_by(password))
    with ExitStack() as stack:
        try:
            engine = stack.enter_context(started())[0]
        except EngineMissing:
            engine = None
        others = stack.enter_context(Reserve(() if engine is None else (engine.name,), may_stand_in=True))
        still = spread(stilled(book, stamped.own), stamped.own)
        done = completed(still, engine, filled_by(still, stamped.own), others=others, anew=True).book
    file = BytesIO()
    found = _with_values(book, done, stamped.own)
    found.package.protected_by(None).write(file)
    return file.getvalue(), tuple(sorted(cell for cell in stamped.own if found.stored(cell) is None))


def _with_values(book: BookFile, done: BookFile, own: Collection[CellRef]) -> BookFile:
    """The workbook with what was found: the cells that each formula of `own` fills, and what these show."""
    found = {cell: done.formulas[cell].spread for cell in own if cell in done.formulas}
    areas = {cell: area for cell, area in found.items() if area is not None and area != book.formulas[cell].spread}
    cells = {*filled_by(book, own), *filled_by(done, own)}
    values = {cell: Edit(done.stored(cell)) for cell in cells if done.stored(cell) != book.stored(cell)}
    book = edited(spread_anew(book, areas), values)
    if asks_for_calculation(done.package) and not asks_for_calculation(book.package):
        book = book.with_parts(asking_for_calculation(book.package))
    return book
