"""A workbook while it is open: openpyxl's model of it, the package it came from, and what happened to it since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.model.calculator import Calculator
from salessheet.engine.model.grid import Grid
from salessheet.engine.model.results import Results
from salessheet.engine.model.sheet_results import SheetResults
from salessheet.engine.model.style_numbers import StyleNumbers
from salessheet.engine.reading.opening import Manner, contents_of
from salessheet.engine.restructuring.model import applied
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.changes.kinds import Carried, Change, Shifted
from salessheet.xlsx.package import Package
from salessheet.xlsx.restructuring.package import restructured


class OpenWorkbook:
    """`path`: where it is on disk; None until a new workbook is saved. `package`: what was opened, unchanged.

    `render`: the workbook as it stands, as a file, for whoever calculates its formulas.
    """

    def __init__(
        self,
        package: Package,
        path: Path | None,
        name: str,
        calculator: Calculator | None,
        render: Callable[[OpenWorkbook], Package],
    ) -> None:
        self.package = package
        self.path = path
        self.name = name
        self.model, known, self.manner = contents_of(package)
        if self.manner is not Manner.AS_IT_IS:
            self.package = package = package.tolerant()
        self.history: list[Change] = []
        self.is_restructured = False
        """Whether sheets came, moved or were hidden, or names changed."""
        self.is_following = False
        """Whether headers of tables are being looked through at this moment."""
        self.has_escaped = False
        """Whether openpyxl's own objects were handed out, through which anything may have been changed."""
        self.adopted_styles: dict[int, dict[bytes, object]] = {}
        """Styles of other workbooks → what they are here."""
        self.style_numbers: StyleNumbers | None = None
        """Of the last save, after which the model's styles are no longer in the file's order."""
        self._now = (0, package)
        """How many changes of the history the package has gone through, and that package."""
        parts = package.sheet_parts()
        if self.model.worksheets and not parts:
            raise package.damaged("none of its sheets is one that Excel would read")
        self.results = Results(self.model, self.grid, package, calculator, lambda: render(self))
        self.grids: dict[int, Grid] = {}
        for sheet in self.model.worksheets:
            stored = known[sheet.title]
            results = SheetResults(self.results, stored.values)
            self.grids[id(sheet)] = Grid(sheet, results, parts.get(sheet.title), stored.arrays)

    def grid(self, sheet: Worksheet) -> Grid:
        found = self.grids.get(id(sheet))
        if found is None:
            self.grids[id(sheet)] = found = Grid(sheet, SheetResults(self.results))
        return found

    def hand_out(self) -> None:
        """openpyxl's own objects leave: anything may be changed through them."""
        if not self.has_escaped:
            self._forget_arrays()
        self.has_escaped = True
        self.results.is_watched = False

    def package_now(self) -> Package:
        """The package with its cells, and all that refers to them or lies on them, where they are now.

        Formulas in cells, and what was written into cells, are those of the file.
        """
        done, package = self._now
        if done < len(self.history):
            package = restructured(package, self.history[done:])
            self._now = (len(self.history), package)
        return package

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
        for grid in list(self.grids.values()):
            grid.drawings.follow_references(grid.sheet.title, change)
        for sheet, places in touched.items():  # by where they stand now
            self._record(self.grid(sheet), places)
        self.history.append(change)
        self._forget_arrays()
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

    def _forget_arrays(self) -> None:
        for grid in self.grids.values():
            grid.forget_arrays()

    @property
    def is_changed(self) -> bool:
        """Whether saving could make another file than the one that was opened."""
        if self.history or self.is_restructured or self.has_escaped:
            return True
        grids = [self.grid(sheet) for sheet in self.model.worksheets]
        return any(grid.is_changed or grid.results.fresh for grid in grids)

    def was_saved(self, package: Package, path: Path) -> None:
        """From here on the saved file is what changes are counted from; the model stays as it is."""
        self.package, self.path, self.name = package, path, path.name
        self.history.clear()
        self._now = (0, package)
        self.is_restructured = False
        parts = package.sheet_parts()
        for sheet in self.model.worksheets:
            self.grid(sheet).was_saved(parts.get(sheet.title))
        self.results.was_saved(package)
