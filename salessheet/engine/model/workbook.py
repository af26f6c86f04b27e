"""A workbook while it is open: openpyxl's model of it, the package it came from, and what happened to it since."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from openpyxl.utils.datetime import from_excel, to_excel
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.calculator import Calculator
from salessheet.engine.model.grid import Grid
from salessheet.engine.model.results import Results
from salessheet.engine.model.style_numbers import StyleNumbers
from salessheet.engine.reading.opening import contents_of
from salessheet.engine.restructuring.model import applied
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.changes.kinds import Carried, Change, Shifted
from salessheet.xlsx.package import Package


class OpenWorkbook:
    """`path`: where it is on disk; None until a new workbook is saved. `package`: what was opened, unchanged."""

    def __init__(self, package: Package, path: Path | None, name: str, calculator: Calculator | None) -> None:
        self.package = package
        self.path = path
        self.name = name
        self.model, results = contents_of(package)
        self.history: list[Change] = []
        self.is_restructured = False
        """Whether sheets came, moved or were hidden, or names changed."""
        self.is_automatic = True
        self.is_following = False
        """Whether headers of tables are being looked through at this moment."""
        self.has_escaped = False
        """Whether openpyxl's own objects were handed out, through which anything may have been changed."""
        self.adopted_styles: dict[int, dict[bytes, object]] = {}
        """Styles of other workbooks → what they are here."""
        self.style_numbers: StyleNumbers | None = None
        """Of the last save, after which the model's styles are no longer in the file's order."""
        parts = package.sheet_parts()
        if self.model.worksheets and not parts:
            raise package.damaged("none of its sheets is one that Excel would read")
        self.grids = {id(sheet): Grid(self, sheet, parts.get(sheet.title)) for sheet in self.model.worksheets}
        known = {id(self.grids[id(sheet)]): results[sheet.title] for sheet in self.model.worksheets}
        self._arrays = {grid: found.arrays for grid, found in known.items()}
        self.results = Results(self, calculator, {grid: found.values for grid, found in known.items()})

    def grid(self, sheet: Worksheet) -> Grid:
        found = self.grids.get(id(sheet))
        if found is None:
            self.grids[id(sheet)] = found = Grid(self, sheet)
        return found

    def hand_out(self) -> None:
        """openpyxl's own objects leave: anything may be changed through them."""
        if not self.has_escaped:
            self._arrays.clear()
        self.has_escaped = True

    def change(self, change: Change) -> None:
        """Rows inserted, a sheet renamed and the like: in the model now, in the file's own parts on saving."""
        self.results.before(change)
        held = self._held(change.area) if isinstance(change, Carried) else set()
        touched = applied(self.model, change)
        if isinstance(change, Shifted):
            self.grid(self.model[change.sheet]).follow(change)
        elif isinstance(change, Carried):
            self.grid(self.model[change.area.sheet]).carried(change.area, held)
            self.grid(self.model[change.sheet]).carried(change.destination, set())
        for sheet, places in touched.items():  # by where they stand now
            self._record(self.grid(sheet), places)
        self.history.append(change)
        self._arrays.clear()
        self.results.moved(change)

    def _held(self, area: Area) -> set[Place]:
        return {(cell.row, cell.column) for cell in self.grid(self.model[area.sheet]).existing(area)}

    def _record(self, grid: Grid, places: set[Place]) -> None:
        """Cells whose formula reads otherwise now, and tables' headers that have a text."""
        for place in places:
            cell = grid.cells.get(place)
            if cell is not None and cell.data_type == "f":
                grid.reformulated.add(place)
            else:
                grid.mark(Area(grid.sheet.title, *place, *place))

    @property
    def is_changed(self) -> bool:
        """Whether saving could make another file than the one that was opened."""
        grids = [self.grid(sheet) for sheet in self.model.worksheets]
        if self.history or self.is_restructured or self.has_escaped or any(grid.is_changed for grid in grids):
            return True
        return any(self.results.fresh.values())

    def was_saved(self, package: Package, path: Path) -> None:
        """From here on the saved file is what changes are counted from; the model stays as it is."""
        self.package, self.path, self.name = package, path, path.name
        self.history.clear()
        self.is_restructured = False
        parts = package.sheet_parts()
        for sheet in self.model.worksheets:
            self.grid(sheet).was_saved(parts.get(sheet.title))
        self.results.was_saved()

    def arrays(self, grid: Grid) -> list[Place]:
        """The cells of a sheet that hold an array formula for several cells."""
        known = self._arrays.get(id(grid))
        if known is None:
            known = self._arrays[id(grid)] = [
                place for place, cell in grid.cells.items() if cell.data_type == "f" and _fills_several(cell.value)
            ]
        return [place for place in known if place in grid.cells and _fills_several(grid.cells[place].value)]

    def forget_arrays(self, grid: Grid) -> None:
        self._arrays.pop(id(grid), None)

    def serial(self, value: dt.datetime | dt.date | dt.time | dt.timedelta) -> float:
        """A date as the number that a file stores."""
        return float(to_excel(value, self.model.epoch))  # type: ignore[no-untyped-call]  # openpyxl

    def date(self, serial: float) -> Any:
        return from_excel(serial, self.model.epoch)


def _fills_several(formula: object) -> bool:
    return isinstance(formula, ArrayFormula) and ":" in (formula.ref or "")
