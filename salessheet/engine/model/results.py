"""The results of a workbook's formulas: which of them are stale, and how they are calculated again.

A formula whose inputs changed has no value until it is calculated again: it reads as None rather than stale. While
calculation is manual it keeps the value it has, as in Excel, and one that is entered is calculated once.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.calculator import Calculator, CarefulCalculator
from salessheet.engine.model.dependents import Dependents
from salessheet.engine.model.entered import Entered
from salessheet.engine.model.grid import Grid
from salessheet.engine.model.sheet_results import Result
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, is_same
from salessheet.xlsx.book_file import of_package
from salessheet.xlsx.changes.areas import in_area, place
from salessheet.xlsx.changes.kinds import Change, Removed, Renamed, Shifted
from salessheet.xlsx.package import Package

MOST_CHANGES: Final = 2_000
"""Areas remembered one by one; then the formulas that read them are found out, and remembered instead."""
_SHOWN: Final = 5  # formulas that are left, one by one
_WORD: Final = re.compile(r"[\w.\\?]+")  # what a defined name is made of
_AS_STORED: Final = 1e-13  # relative: results that differ by less are the same to a spreadsheet, which shows 15 digits


class Results:
    """`grid`: gives the cells of a sheet. `package`: what was opened. `render`: the workbook as it stands, a file."""

    def __init__(
        self,
        model: Workbook,
        grid: Callable[[Worksheet], Grid],
        package: Package,
        calculator: Calculator | None,
        render: Callable[[], Package],
    ) -> None:
        self._model = model
        self._grid = grid
        self._package = package
        self._calculator = calculator
        self._render = render
        self.is_automatic = True
        """Whether formulas are calculated as soon as somebody looks at them."""
        self.is_watched = True
        """Whether formulas change through the grids alone, and not past them."""
        self._is_stale = False
        self._changed: list[Area] = []
        self._everything = False
        self._lost: set[CellRef] = set()
        """Formulas known to be stale, whatever was changed since: those that read cells no longer there, say."""
        self._entered = Entered()
        self._formulas_differ = False
        self._opened_names = self._names()
        self._dependents: tuple[object, Dependents] | None = None

    def was_saved(self, package: Package) -> None:
        """The file has these results now."""
        self._package = package
        self._formulas_differ = False
        self._opened_names = self._names()

    def bring_up_to_date(self) -> None:
        """Calculates what somebody who looks would find calculated."""
        if self.is_automatic:
            self.calculate_due()
        else:
            self._calculate_entered()

    def calculate_due(self) -> None:
        """Calculates what is stale, in manual calculation as well, as Excel does before it saves."""
        if not self._is_stale:
            return
        stale = self._stale()
        self._keep(self._calculated(stale) if stale and self._calculator is not None else {}, stale)

    def _calculate_entered(self) -> None:
        """Of all that is stale only what was entered and has no result yet; the rest stays as it is, and stale."""
        if not self._entered:
            return
        wanted = self._entered.cells
        self._entered.clear()
        if self._calculator is not None:
            self._put(self._calculated(wanted), wanted)

    # --- what changes them

    def changing(self, area: Area) -> None:
        """The contents of these cells are about to change: what reads them and was entered before has its result."""
        if self._entered and self._entered.read(area):
            self._calculate_entered()

    def changed(self, area: Area) -> None:
        """The contents of these cells are no longer what they were."""
        self._is_stale = True
        if not self.is_automatic:
            self._entered.put(area.sheet, area, self._grid(self._model[area.sheet]).existing(area))
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
            for sheet in self._model.worksheets
            for cell in self._grid(sheet).cells.values()
            if cell.data_type == "f" and _says(said, getattr(cell.value, "text", cell.value))
        ]
        if len(found) > MOST_CHANGES:
            self.everything_changed()
        elif found:
            self.formulas_changed()
            self._is_stale = True
            self._changed += found

    def everything_changed(self) -> None:
        self.formulas_changed()
        self._is_stale = self._everything = True
        self._changed.clear()

    def before(self, change: Change) -> None:
        """Cells are about to be deleted: what reads them will have another result."""
        self._calculate_entered()
        gone: list[Area] = []
        if isinstance(change, Shifted) and min(change.rows, change.columns) < 0:
            gone = [change.area]
        elif isinstance(change, Removed):
            gone = [Area(change.sheet, 1, 1, LAST_ROW, LAST_COLUMN)]
        held = [area for area in gone if any(True for _ in self._grid(self._model[area.sheet]).existing(area))]
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
        self._is_stale = self._is_stale or bool(self._lost)

    def _follow(self, change: Shifted) -> None:
        self._grid(self._model[change.sheet]).results.follow(change)
        here = [cell for cell in self._lost if is_same(cell.sheet, change.sheet)]
        there = {cell: place(change, (cell.row, cell.column)) for cell in here}
        self._lost = {cell for cell in self._lost if cell not in there}
        self._lost |= {CellRef(change.sheet, *new) for new in there.values() if new is not None}

    @staticmethod
    def _after(change: Shifted | Renamed, area: Area) -> Area | None:
        if isinstance(change, Renamed):
            return area._replace(sheet=change.new) if is_same(area.sheet, change.old) else area
        return in_area(change, area)

    # --- calculation

    def calculate(self) -> None:
        """Every formula anew, as far as the calculator goes."""
        if self._calculator is None and not self._is_stale:
            return
        values = {} if self._calculator is None else self._calculated(None)
        is_anything_left = self._is_stale and any(cell not in values for cell in self._formulas())
        self._keep(values, (self._stale() if is_anything_left else set()) | values.keys())

    def _calculated(self, wanted: set[CellRef] | None) -> Mapping[CellRef, Result]:
        """The values of these formulas, of all if None; what has none is told."""
        assert self._calculator is not None  # noqa: S101  both callers asked
        try:
            if not isinstance(self._calculator, CarefulCalculator):
                return self._calculator(self._render())
            found = self._calculator.values_of(self._render(), wanted, self._package)
        except Exception as error:  # noqa: BLE001  whatever a calculator runs into, the workbook can be saved
            warnings.warn(f"Formulas could not be calculated: {error}", RuntimeWarning, stacklevel=2)
            return {}
        left = sorted(cell for cell in found.left if wanted is None or cell in wanted)
        if left:
            shown = "; ".join(f"{cell}: {found.left[cell]}" for cell in left[:_SHOWN])
            more = f"; and {len(left) - _SHOWN:,} more" if len(left) > _SHOWN else ""
            warnings.warn(f"Formulas are left for Excel: {shown}{more}.", RuntimeWarning, stacklevel=2)
        return found.values

    def _stale(self) -> set[CellRef]:
        """Formulas that were put in, or that read what changed, directly or through others."""
        names = self._names()
        if self._dependents is None or self._dependents[0] != names:
            if not any(True for _ in self._formulas()):
                return set()
            self._dependents = (names, Dependents(of_package(self._with_formulas(names))))
        found = self._dependents[1]
        return set(found.covered) if self._everything else found.stale(self._changed) | self._lost

    def _formulas(self) -> Iterator[CellRef]:
        for sheet in self._model.worksheets:
            cells = self._grid(sheet).cells
            yield from (CellRef(sheet.title, *place) for place, cell in cells.items() if cell.data_type == "f")

    def _with_formulas(self, names: object) -> Package:
        """A package with the formulas as they stand: the one that was opened, where none came or went."""
        as_opened = self.is_watched and not self._formulas_differ
        return self._package if as_opened and names == self._opened_names else self._render()

    def _names(self) -> object:
        """What names and tables of the workbook stand for: formulas read through them."""
        sheets = self._model.worksheets
        return self._meanings(), [(table.name, table.ref) for sheet in sheets for table in sheet.tables.values()]

    def _meanings(self) -> list[list[tuple[str, str | None]]]:
        """Each name and what it stands for: those of the workbook, then those of each sheet."""
        model = self._model
        scopes = [model.defined_names, *(sheet.defined_names for sheet in model.worksheets)]
        return [[(key, name.attr_text) for key, name in scope.items()] for scope in scopes]

    def _keep(self, values: Mapping[CellRef, Result], stale: set[CellRef]) -> None:
        """Results of all that is stale become those of the calculator; without one they have none."""
        self._put(values, stale)
        self._is_stale = self._everything = False
        self._changed.clear()
        self._lost.clear()
        self._entered.clear()

    def _put(self, values: Mapping[CellRef, Result], cells: set[CellRef]) -> None:
        grids = {sheet.title: self._grid(sheet) for sheet in self._model.worksheets}
        for cell in cells:
            grid = grids[cell.sheet]
            found = (cell.row, cell.column)
            old, new = grid.results.known.get(found), values.get(cell)
            if not _agree(old, new):
                grid.results.renew(found, new)


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
