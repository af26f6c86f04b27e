"""A sheet copied, beside itself or into another workbook."""

from __future__ import annotations

import copy
import itertools
from typing import Any, Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.merged_cells import merge
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.operations.styling import adopted_style
from salessheet.xlsx.changes.formulas import in_formula
from salessheet.xlsx.changes.kinds import Renamed, TableRenamed

_PLAIN: Final = (
    "sheet_format",
    "sheet_properties",
    "page_margins",
    "print_options",
    "HeaderFooter",
    "row_breaks",
    "col_breaks",
    "protection",
    "views",
    "auto_filter",
    "scenarios",
)
_LEFT_BEHIND: Final = (
    "/drawing",
    "/pivotTable",
    "/slicer",
    "/timeline",
    "/threadedComment",
    "/control",
    "/ctrlProp",
)
_LONGEST: Final = 31


def copied(sheet: Worksheet, source: OpenWorkbook, target: OpenWorkbook, at: int) -> Worksheet:
    """The copy, which is the sheet number `at` of the target, from 0.

    As Excel's own command does it; drawings and pivot tables stay behind, which saving says.
    """
    model: Any = target.model
    title = _title(sheet.title, {known.title.casefold() for known in model._sheets}, same_book=source is target)
    made: Worksheet = model.create_sheet(title, at)
    made.title = title
    _Copy(sheet, source, made, target).run()
    target.is_restructured = True
    return made


def _title(name: str, taken: set[str], *, same_book: bool) -> str:
    """`Sales`, where it is free in another workbook; else `Sales (2)`."""
    if not same_book and name.casefold() not in taken:
        return name
    stem = name.rpartition(" (")[0] if name.endswith(")") and name.rpartition(" (")[2][:-1].isdigit() else name
    for number in itertools.count(2):
        ending = f" ({number})"
        title = stem[: _LONGEST - len(ending)] + ending
        if title.casefold() not in taken:
            return title
    raise AssertionError  # numbers do not end


class _Copy:
    def __init__(self, sheet: Worksheet, source: OpenWorkbook, made: Worksheet, target: OpenWorkbook) -> None:
        self.sheet = sheet
        self.source = source
        self.made = made
        self.target = target
        self.tables: dict[str, str] = {}
        self.same_book = source is target

    def run(self) -> None:
        theirs: Any = self.sheet
        ours: Any = self.made
        self._name_tables()
        self._copy_cells()
        for key, entry in theirs.column_dimensions.items():
            ours.column_dimensions[key] = self._dimension(entry)
        for key, entry in theirs.row_dimensions.items():
            ours.row_dimensions[key] = self._dimension(entry)
        for one in theirs.merged_cells.ranges:
            merge(ours, one.coord)
        for rule in theirs.data_validations.dataValidation:
            added = copy.copy(rule)
            added.formula1, added.formula2 = self._formula(rule.formula1), self._formula(rule.formula2)
            ours.data_validations.append(added)
        for entry in theirs.conditional_formatting:
            for rule in entry.rules:
                added_rule = copy.deepcopy(rule)
                added_rule.formula = [self._formula(text) for text in rule.formula]
                ours.conditional_formatting.add(str(entry.sqref), added_rule)
        for name in _PLAIN:
            setattr(ours, name, copy.deepcopy(getattr(theirs, name)))
        ours.sheet_properties.codeName = None  # VBA knows the sheet by it: there is one of each
        ours.page_setup = copy.copy(theirs.page_setup)
        ours.page_setup._parent = ours
        for view in ours.views.sheetView:
            view.tabSelected = False
        self._copy_names()
        self._copy_tables()
        self._tell_losses()

    def _copy_cells(self) -> None:
        source, target = self.source.grid(self.sheet), self.target.grid(self.made)
        for (row, column), cell in source.cells.items():
            if isinstance(cell, MergedCell):
                continue
            made: Any = Cell(self.made, row, column)
            made._value, made.data_type = self._content(cell), cell.data_type
            made._style = self._style(cell)
            if cell.comment is not None:
                made.comment = copy.copy(cell.comment)
            if cell.hyperlink is not None:
                made._hyperlink = copy.copy(cell.hyperlink)
            target.cells[row, column] = made
        target.results.copy(source.results)
        target.results.formulas_changed()

    def _content(self, cell: Any) -> Any:
        value = cell.value
        if isinstance(value, ArrayFormula):
            return ArrayFormula(value.ref, self._formula(value.text))
        if isinstance(value, DataTableFormula):
            return copy.copy(value)
        return self._formula(value) if cell.data_type == "f" and isinstance(value, str) else value

    def _formula(self, text: Any) -> Any:
        """References to the sheet itself and to its tables mean the copy's."""
        if not isinstance(text, str):
            return text
        for old, new in self.tables.items():
            text = in_formula(TableRenamed(old, new), text, self.sheet.title)
        return in_formula(Renamed(self.sheet.title, self.made.title), text, self.sheet.title)

    def _dimension(self, entry: Any) -> Any:
        made = copy.copy(entry)
        made.parent = self.made
        if entry.has_style:
            made._style = self._style(entry)
        return made

    def _style(self, styled: Any) -> Any:
        return adopted_style(styled, self.source, self.target)

    def _name_tables(self) -> None:
        taken = {name.casefold() for sheet in self.target.model.worksheets for name in sheet.tables}
        for name in self.sheet.tables:
            free = name if not self.same_book and name.casefold() not in taken else ""
            for number in itertools.count(1) if not free else ():
                free = f"{name.rstrip('0123456789')}{number}"
                if free.casefold() not in taken:
                    break
            taken.add(free.casefold())
            self.tables[name] = free

    def _copy_tables(self) -> None:
        for table in self.sheet.tables.values():
            made = copy.deepcopy(table)
            made.id = 0
            made.name = made.displayName = self.tables[table.name]
            for column in made.tableColumns:
                for formula in (column.calculatedColumnFormula, column.totalsRowFormula):
                    if formula is not None:
                        formula.attr_text = self._formula(formula.attr_text)
            self.made.add_table(made)

    def _copy_names(self) -> None:
        """The sheet's own names, and those of the workbook that stand for its cells, become the copy's own.

        In another workbook the latter become names of that workbook, where it has none of that name.
        """
        theirs, ours = self.sheet, self.made
        for key, name in theirs.defined_names.items():
            ours.defined_names[key] = DefinedName(key, attr_text=self._formula(name.attr_text), hidden=name.hidden)
        there: Any = ours.defined_names if self.same_book else self.target.model.defined_names
        taken = {key.casefold() for key in there}
        for key, name in self.source.model.defined_names.items():
            text = str(name.attr_text)
            if key.casefold() not in taken and self._stands_here(text):
                there[key] = DefinedName(key, attr_text=self._formula(text), hidden=name.hidden)
        if theirs.print_area:
            ours.print_area = [part.rpartition("!")[2] for part in theirs.print_area.split(",")]
        if theirs.print_title_rows:
            ours.print_title_rows = theirs.print_title_rows
        if theirs.print_title_cols:
            ours.print_title_cols = theirs.print_title_cols

    def _reads_other_sheets(self) -> bool:
        others = [sheet.title for sheet in self.source.model.worksheets if sheet is not self.sheet]
        changes = [Renamed(name, f"{name}_") for name in others]
        formulas = (
            c.value
            for c in self.source.grid(self.sheet).cells.values()
            if c.data_type == "f" and isinstance(c.value, str)
        )
        return any(in_formula(change, text, self.sheet.title) != text for text in formulas for change in changes)

    def _stands_here(self, text: str) -> bool:
        """Whether what a name stands for is on this sheet: it would read otherwise if the sheet had another name."""
        return in_formula(Renamed(self.sheet.title, self.made.title + "_"), text, "") != text

    def _tell_losses(self) -> None:
        grid, losses = self.source.grid(self.sheet), self.target.grid(self.made).losses
        if not self.same_book and self._reads_other_sheets():
            there = self.source.name
            losses.append(f"formulas on {self.made.title} read other sheets of {there}, which are not here")
        if grid.part is None:
            losses += grid.losses
            return
        package = self.source.package
        for kind, part in package.related(grid.part).values():
            if kind.endswith(_LEFT_BEHIND):
                losses.append(f"{part} is not on the copied sheet {self.made.title}")
        if b"extLst" in package.parts[grid.part]:
            losses.append(f"extensions of {grid.part}, such as sparklines, are not on {self.made.title}")
