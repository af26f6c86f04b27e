"""Values for formulas that have none, or a stale one: calculated by engines and stored beside them.

For formulas that somebody added to a template, and for workbooks that a script changed: previewers, phones and pandas
read stored values. Nothing else in the file changes; the parts of other sheets keep their bytes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from salessheet.calc.answers import NOBODY, answers
from salessheet.calc.comparison import Difference, Reading
from salessheet.calc.engine import Engine
from salessheet.calc.engines import Reserve
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.judgement import Disagreement
from salessheet.calc.readiness import Unchecked
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.calculation import asking_for_calculation, asks_for_calculation
from salessheet.xlsx.cell_pictures import shows_picture
from salessheet.xlsx.editing import Edit, edited


@dataclass(frozen=True, eq=False)
class Completion:
    """`book`: with the values. `filled`: the cells that have one now. `left`: what waits for Excel, and why.

    `kept`: those of the filled ones whose value was there, and counts.
    `contradicted`: cells that keep the value that is stored, though the engines give another. `engines`: who was asked.
    """

    book: BookFile
    filled: tuple[CellRef, ...]
    left: tuple[Unchecked, ...]
    contradicted: tuple[Difference, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    engines: tuple[str, ...] = ()
    kept: frozenset[CellRef] = frozenset()


def completed(
    book: BookFile,
    engine: Engine | None,
    cells: Collection[CellRef] | None = None,
    functions: CalledFunctions | None = None,
    others: Reserve = NOBODY,
    *,
    anew: bool = False,
) -> Completion:
    """The workbook with the values of `cells` stored, of all formulas if None; without an engine all are left.

    A stored value counts and stays, unless the file itself asks for a calculation on opening, or `anew` says that
    inputs were changed since; that of a picture in a cell reads none. What cannot be calculated keeps a stored value
    that counts; otherwise it has none, and Excel is asked to calculate on opening. Raises EngineFailed where the engine
    refuses the workbook, crashes or hangs.
    """
    concerned = book.covered.keys() if cells is None else book.covered.keys() & set(cells)
    if engine is None or not concerned:
        left = tuple(Unchecked(cell, "no engine is installed", is_finding=False) for cell in sorted(concerned))
        return Completion(book, (), left)
    is_stale = anew or asks_for_calculation(book.package)
    wanted = {cell for cell in concerned if book.stored(cell) is None or (is_stale and not _is_picture(book, cell))}
    found = answers(book, engine, wanted, others, functions)
    momentary = {u.cell for u in found.left.values() if not u.is_finding}
    lost = {cell for cell in wanted if cell not in found.values and book.covered[cell] not in momentary}
    changed = {cell: Edit(value) for cell, value in found.values.items() if value != book.stored(cell)}
    changed |= {cell: Edit(None) for cell in lost if book.stored(cell) is not None}
    done = edited(book, changed)
    if lost and not asks_for_calculation(done.package):
        done = done.with_parts(asking_for_calculation(done.package))
    reading, kept = Reading(book), frozenset(concerned - wanted)
    return Completion(
        done,
        tuple(sorted(kept | (wanted & found.values.keys()))),
        tuple(found.left[cell] for cell in sorted(found.left) if cell in concerned),
        tuple(
            Difference(c.cell, reading.label(c.cell), c.stored, c.value, found.engines[0]) for c in found.contradicted
        ),
        found.disagreements,
        found.engines,
        kept,
    )


def _is_picture(book: BookFile, cell: CellRef) -> bool:
    return shows_picture(book.formulas[book.covered[cell]].text)
