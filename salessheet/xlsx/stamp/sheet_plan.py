"""What of a template's sheet is the same for every workbook made from it: whose its cells are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Axis
from salessheet.workbook.schema import Block
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.book_file import Formula
from salessheet.xlsx.stamp import frames
from salessheet.xlsx.stamp.filters import hiding
from salessheet.xlsx.stamp.inking import Ink
from salessheet.xlsx.stamp.own_cells import OwnCell, SheetGrid, blank, holds_formula, is_rich, shown
from salessheet.xlsx.stamp.standing import Standing


@dataclass(frozen=True, eq=False)
class SheetPlan:
    """A sheet of a template: which of its cells are lines of the declaration, and which are the company's own."""

    title: str
    grid: SheetGrid
    standing: Standing

    @cached_property
    def widths(self) -> dict[int, float]:
        """Of its columns, in characters."""
        return frames.widths(self.standing.book.package.parts[self.standing.book.sheets[self.title].part])

    @cached_property
    def right(self) -> int:
        """The last column of the sheet's heading as declared."""
        known = self.standing.identity.tabs.items()
        return next((self.standing.declared.edges[key] for key, title in known if title == self.title), 0)

    @cached_property
    def ink(self) -> Ink:
        return Ink(self.grid.prefix)

    @property
    def blocks(self) -> dict[type[Block], tuple[Line, ...]]:
        """The lines that stand on this sheet, by their block."""
        return self.standing.by_sheet.get(self.title, {})

    @cached_property
    def _styles(self) -> dict[Line, list[list[int]]]:
        return {}

    def styles(self, line: Line) -> list[list[int]]:
        """Of the line's cells in the template, by row; with those that its table has below for more rows."""
        found = self._styles.get(line)
        if found is None:
            area = self.standing.places[line]
            table = self.standing.tables.get(line.block) if line.axis is Axis.ROWS else None  # type: ignore[arg-type]  # lines of a layout are a Block's
            rows = range(area.top, (area.bottom if table is None else table.area.bottom) + 1)
            columns = range(area.left, area.right + 1)
            found = self._styles[line] = [[self.grid.style(r, c) or 0 for c in columns] for r in rows]
        return found

    @cached_property
    def listed(self) -> tuple[Area, ...]:
        return tuple(area for area in self.standing.listed.values() if area.sheet == self.title)

    def added(self, block: type[Block]) -> list[int]:
        """The columns that somebody added to a table of the declaration."""
        return self._added.get(block, [])

    @cached_property
    def _added(self) -> dict[type[Block], list[int]]:
        found = {}
        for block in self.blocks:
            table = self.standing.tables.get(block)
            if table is not None:
                declared = {self.standing.places[line].left for line in self.standing.blocks[block]}
                columns = range(table.area.left, table.area.right + 1)
                found[block] = [column for column in columns if column not in declared]
        return found

    @cached_property
    def own(self) -> list[tuple[int, int, OwnCell, Formula | None]]:
        """The cells of the company's own, and labels: row, column, what stands there, and its formula."""
        claimed = self._claimed()
        formulas = self.standing.book.sheets[self.title].formulas
        found = []
        for row, cells in self.grid.cells.items():
            taken = claimed.get(row, ())
            for column, cell in cells.items():
                if column not in taken:
                    formula = formulas.get((row, column)) if holds_formula(cell) else None
                    is_computed = formula is None and (row, column) in self._by_data_tables
                    found.append((row, column, blank(cell) if is_computed else cell, formula))
        return found

    @cached_property
    def is_rich(self) -> bool:
        """Whether a formula that stays shows a picture or the like, which no engine but Excel finds."""
        return any(formula is not None and is_rich(cell) for _, _, cell, formula in self.own)

    @cached_property
    def _by_data_tables(self) -> frozenset[tuple[int, int]]:
        """The cells that what-if data tables fill: what stands there was computed from other data."""
        formulas = self.standing.book.sheets[self.title].formulas.values()
        areas = [one.spread for one in formulas if one.is_table and one.spread is not None]
        return frozenset((cell.row, cell.column) for area in areas for cell in area.cells())

    @cached_property
    def heights(self) -> list[tuple[int, str]]:
        """What rows say of themselves, but those of the bodies of blocks, which are others in each workbook."""
        bodies = {row for lines in self.blocks.values() for row in self._body_rows(lines)}
        hidden = {row for area in hiding(self.title, self.standing) for row in range(area.top, area.bottom + 1)}
        own = ((row, said) for row, said in self.grid.rows.items() if row not in bodies)
        return [(row, shown(said) if row in hidden else said) for row, said in own]

    def _body_rows(self, lines: Sequence[Line]) -> range:
        along = [line for line in lines if line.axis in (Axis.ROWS, Axis.BODY)]
        if not along:
            return range(0)
        area = self.standing.places[along[0]]
        table = self.standing.tables.get(along[0].block)  # type: ignore[arg-type]  # lines of a layout are a Block's
        return range(area.top, (area.bottom if table is None else table.area.bottom) + 1)

    def _claimed(self) -> dict[int, set[int]]:
        """The cells that are the declaration's: row → columns."""
        claimed: dict[int, set[int]] = {}
        for block, lines in self.blocks.items():
            areas = [self.standing.places[line] for line in lines]
            table = self.standing.tables.get(block)
            if table is not None:  # the columns that were added to it, too
                bottom = max(area.bottom for area in areas) if block not in self.standing.tight else table.area.bottom
                areas.append(table.area._replace(bottom=max(bottom, table.area.bottom)))
            for area in areas:
                _claim(claimed, area)
        for area in self.listed:
            _claim(claimed, area)
        return claimed


def _claim(claimed: dict[int, set[int]], area: Area) -> None:
    for row in range(area.top, area.bottom + 1):
        claimed.setdefault(row, set()).update(range(area.left, area.right + 1))
