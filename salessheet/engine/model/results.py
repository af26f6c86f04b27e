"""What formulas show: the values a file stores beside them, and those a calculator gave since.

A formula whose inputs changed has no value until it is calculated again: it reads as None rather than stale.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.styles.numbers import is_date_format, is_timedelta_format

from salessheet.engine.model.dependents import Dependents
from salessheet.engine.values.values import ErrorText, shown
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, Place, is_same
from salessheet.xlsx.book_file import of_package
from salessheet.xlsx.changes.areas import in_area, place
from salessheet.xlsx.changes.kinds import Change, Removed, Renamed, Shifted
from salessheet.xlsx.package import Package

if TYPE_CHECKING:
    from salessheet.engine.model.calculator import Calculator
    from salessheet.engine.model.grid import Grid
    from salessheet.engine.model.workbook import OpenWorkbook

Result = float | str | bool | ErrorKind

MOST_CHANGES: Final = 2_000
"""Areas remembered one by one; then the formulas that read them are found out, and remembered instead."""
_SHOWN: Final = 5  # formulas that are left, one by one
_WORD: Final = re.compile(r"[\w.\\?]+")  # what a defined name is made of
_AS_STORED: Final = 1e-13  # relative: results that differ by less are the same to a spreadsheet, which shows 15 digits


class Results:
    """The results of one workbook's formulas, in every sheet by (row, column), as a file stores them."""

    def __init__(
        self, book: OpenWorkbook, calculator: Calculator | None, known: dict[int, dict[Place, Result]]
    ) -> None:
        self.book = book
        self.calculator = calculator
        self.is_stale = False
        self._of = known
        self._changed: list[Area] = []
        self._everything = False
        self._lost: set[CellRef] = set()
        """Formulas known to be stale, whatever was changed since: those that read cells no longer there, say."""
        self._formulas_differ = False
        self._opened_names = self._names()
        self._dependents: tuple[object, Dependents] | None = None
        self.fresh: dict[int, set[Place]] = {}
        """Cells whose result is no longer the one in the file: written on saving."""

    def was_saved(self) -> None:
        """The file has these results now."""
        self.fresh.clear()
        self._formulas_differ = False
        self._opened_names = self._names()

    def of(self, grid: Grid) -> dict[Place, Result]:
        """The results of a sheet: of its formulas, and of the other cells that its array formulas fill."""
        return self._of.setdefault(id(grid), {})

    def current(self, grid: Grid) -> Mapping[Place, Result]:
        """The results of a sheet as they are to be shown. Calculates first where that is due."""
        if self.is_stale and self.book.is_automatic:
            self.calculate_stale()
        elif self.is_stale:
            self.forget_stale()
        return self.of(grid)

    def value(self, grid: Grid, cell: Cell) -> Any:
        """As a program is shown it; None where it is not known."""
        return self.as_shown(cell, self.current(grid).get((cell.row, cell.column)))

    def stored(self, grid: Grid, row: int, column: int) -> Result | None:
        return self.of(grid).get((row, column))

    # --- what changes them

    def changed(self, grid: Grid, area: Area) -> None:
        """The contents of these cells are no longer what they were."""
        self._forget(self.of(grid), area)
        self.is_stale = True
        if not self._everything:
            self._changed.append(area)
            if len(self._changed) > MOST_CHANGES:
                self._lost |= self._stale()
                self._changed.clear()

    def formulas_changed(self) -> None:
        """Formulas came or went: who reads what has to be found out anew."""
        self._dependents = None
        self._formulas_differ = True

    def name_changed(self, name: str) -> None:
        """A defined name stands for something else: formulas that say it, or a name that says it, are stale."""
        said = {name}
        held = [pair for scope in self._meanings() for pair in scope]
        while more := {other for other, text in held if other not in said and _says(said, text)}:
            said |= more
        found = [
            Area(sheet.title, cell.row, cell.column, cell.row, cell.column)
            for sheet in self.book.model.worksheets
            for cell in self.book.grid(sheet).cells.values()
            if cell.data_type == "f" and _says(said, getattr(cell.value, "text", cell.value))
        ]
        if len(found) > MOST_CHANGES:
            self.everything_changed()
        elif found:
            self.formulas_changed()
            self.is_stale = True
            self._changed += found

    def everything_changed(self) -> None:
        self.formulas_changed()
        self.is_stale = self._everything = True
        self._changed.clear()

    def before(self, change: Change) -> None:
        """Cells are about to be deleted: what reads them will have another result."""
        gone: list[Area] = []
        if isinstance(change, Shifted) and min(change.rows, change.columns) < 0:
            gone = [change.area]
        elif isinstance(change, Removed):
            gone = [Area(change.sheet, 1, 1, LAST_ROW, LAST_COLUMN)]
        held = [area for area in gone if any(True for _ in self.book.grid(self.book.model[area.sheet]).existing(area))]
        if held:
            self._changed += held
            self._lost |= self._stale()
            del self._changed[-len(held) :]

    def moved(self, change: Change) -> None:
        """Results go where their cells go, and so does what is known to be stale."""
        self.formulas_changed()
        if isinstance(change, Removed):
            self._lost = {cell for cell in self._lost if not is_same(cell.sheet, change.sheet)}
        if isinstance(change, Renamed):
            self._lost = {c._replace(sheet=change.new) if is_same(c.sheet, change.old) else c for c in self._lost}
        if isinstance(change, Shifted):
            self._follow(change)
        if isinstance(change, Shifted | Renamed):
            self._changed = [after for area in self._changed if (after := self._after(change, area)) is not None]
        self.is_stale = self.is_stale or bool(self._lost)

    def _follow(self, change: Shifted) -> None:
        results = self.of(self.book.grid(self.book.model[change.sheet]))
        kept = {new: result for old, result in results.items() if (new := place(change, old)) is not None}
        results.clear()
        results.update(kept)
        fresh = self.fresh.get(id(self.book.grid(self.book.model[change.sheet])))
        if fresh is not None:
            moved = {new for old in fresh if (new := place(change, old)) is not None}
            fresh.clear()
            fresh.update(moved)
        here = [cell for cell in self._lost if is_same(cell.sheet, change.sheet)]
        there = {cell: place(change, (cell.row, cell.column)) for cell in here}
        self._lost = {cell for cell in self._lost if cell not in there}
        self._lost |= {CellRef(change.sheet, *new) for new in there.values() if new is not None}

    @staticmethod
    def _after(change: Shifted | Renamed, area: Area) -> Area | None:
        if isinstance(change, Renamed):
            return area._replace(sheet=change.new) if is_same(area.sheet, change.old) else area
        return in_area(change, area)

    def copy(self, source: Grid, target: Grid) -> None:
        theirs = source.book.results
        if theirs.is_stale and source.book.is_automatic:
            theirs.calculate_stale()
        elif theirs.is_stale:
            theirs.forget_stale()
        self._of[id(target)] = dict(theirs.of(source))

    def take(self, grid: Grid, found: Place, result: Result | None) -> None:
        """A result that comes with its cell: one pasted or moved from elsewhere."""
        if result is None:
            self.of(grid).pop(found, None)
        else:
            self.of(grid)[found] = result

    # --- calculation

    def calculate(self) -> None:
        """Every formula anew, as far as the calculator goes."""
        if self.calculator is not None:
            stale = self._stale() if self.is_stale else set()
            values = self._calculated(None)
            self._keep(values, stale | values.keys())
        else:
            self.forget_stale()

    def calculate_stale(self) -> None:
        """The formulas whose inputs changed; others keep the result they have, to the last digit."""
        if not self.is_stale:
            return
        stale = self._stale()
        values = self._calculated(stale) if stale and self.calculator is not None else {}
        self._keep(values, stale)

    def forget_stale(self) -> None:
        if self.is_stale:
            self._keep({}, self._stale())

    def _calculated(self, wanted: set[CellRef] | None) -> Mapping[CellRef, Result]:
        """The values of these formulas, of all if None; what has none is told."""
        from salessheet.engine.model.calculator import CarefulCalculator

        assert self.calculator is not None  # noqa: S101  both callers asked
        try:
            if not isinstance(self.calculator, CarefulCalculator):
                return self.calculator(self._package())
            found = self.calculator.values_of(self._package(), wanted, self.book.package)
        except Exception as error:  # noqa: BLE001  whatever a calculator runs into, the workbook can be saved
            warnings.warn(f"Formulas could not be calculated: {error}", RuntimeWarning, stacklevel=2)
            return {}
        left = [cell for cell in found.left if wanted is None or cell in wanted]
        if left:
            shown = "; ".join(f"{cell}: {found.left[cell]}" for cell in left[:_SHOWN])
            more = f"; and {len(left) - _SHOWN:,} more" if len(left) > _SHOWN else ""
            warnings.warn(f"Formulas are left for Excel: {shown}{more}.", RuntimeWarning, stacklevel=2)
        return found.values

    def _stale(self) -> set[CellRef]:
        """Formulas that were put in, or that read what changed, directly or through others."""
        names = self._names()
        if self._dependents is None or self._dependents[0] != names:
            grids = [self.book.grid(sheet) for sheet in self.book.model.worksheets]
            if not any(cell.data_type == "f" for grid in grids for cell in grid.cells.values()):
                return set()
            self._dependents = (names, Dependents(of_package(self._with_formulas(names))))
        found = self._dependents[1]
        return set(found.covered) if self._everything else found.stale(self._changed) | self._lost

    def _with_formulas(self, names: object) -> Package:
        """A package with the formulas as they stand: the one that was opened, where none came or went."""
        as_opened = not (self._formulas_differ or self.book.history or self.book.has_escaped)
        return self.book.package if as_opened and names == self._opened_names else self._package()

    def _names(self) -> object:
        """What names and tables of the workbook stand for: formulas read through them."""
        sheets = self.book.model.worksheets
        return self._meanings(), [(table.name, table.ref) for sheet in sheets for table in sheet.tables.values()]

    def _meanings(self) -> list[list[tuple[str, str | None]]]:
        """Each name and what it stands for: those of the workbook, then those of each sheet."""
        model = self.book.model
        scopes = [model.defined_names, *(sheet.defined_names for sheet in model.worksheets)]
        return [[(key, name.attr_text) for key, name in scope.items()] for scope in scopes]

    def _package(self) -> Package:
        from salessheet.engine.saving.export import with_cells

        return with_cells(self.book)

    def _keep(self, values: Mapping[CellRef, Result], stale: set[CellRef]) -> None:
        """Results of these cells become those of the calculator; without one they have none."""
        grids = {sheet.title: self.book.grid(sheet) for sheet in self.book.model.worksheets}
        for cell in stale:
            grid = grids[cell.sheet]
            results, found = self.of(grid), (cell.row, cell.column)
            old, new = results.get(found), values.get(cell)
            if _agree(old, new):
                continue
            self.take(grid, found, new)
            self.fresh.setdefault(id(grid), set()).add(found)
        self.is_stale = self._everything = False
        self._changed.clear()
        self._lost.clear()

    @staticmethod
    def _forget(known: dict[Place, Result], area: Area) -> None:
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        if height * width <= len(known):
            places = [(r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)]
        else:
            places = [place for place in known if area.has(*place)]
        for found in places:
            known.pop(found, None)

    def as_shown(self, cell: Cell, result: Result | None) -> Any:
        if result is None or isinstance(result, (bool, str)):
            return ErrorText(result.value) if isinstance(result, ErrorKind) else result
        style = cell._style  # type: ignore[attr-defined]  # openpyxl's types leave it out
        if style is None or not style.numFmtId:
            return float(result)
        number_format = cell.number_format
        if is_date_format(number_format) or is_timedelta_format(number_format):
            try:
                return shown(self.book.date(result))
            except (OverflowError, ValueError):
                return float(result)
        return float(result)


def _says(names: set[str], formula: object) -> bool:
    """Whether one of the names may stand in a formula; in a text of it counts as well."""
    if not isinstance(formula, str):
        return False
    words = {word.casefold() for word in _WORD.findall(formula)}
    return any(name.casefold() in words for name in names)


def _agree(old: Result | None, new: Result | None) -> bool:
    if type(old) in {int, float} and type(new) in {int, float}:
        return math.isclose(old, new, rel_tol=_AS_STORED)  # type: ignore[arg-type]  # both are numbers
    return type(old) is type(new) and old == new
