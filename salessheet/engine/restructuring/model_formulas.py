"""What formulas refer to after a change, wherever openpyxl's model of a workbook has one."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.chart.data_source import NumRef, StrRef
from openpyxl.descriptors.serialisable import Serialisable
from openpyxl.formatting.formatting import ConditionalFormatting
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.restructuring.model_cells import Touched, all_sheets, cells_of
from salessheet.xlsx.addresses import Place, area, is_same
from salessheet.xlsx.changes.areas import in_area, respelt
from salessheet.xlsx.changes.formulas import in_formula, in_shared_formula, rewriter
from salessheet.xlsx.changes.kinds import (
    Carried,
    Change,
)

_OF_SERIES = ("tx", "cat", "val", "xVal", "yVal", "bubbleSize", "errBars")  # openpyxl lists them only on saving
_NOWHERE = ""  # the sheet of formulas that stand on none, such as a name's


def rewrite(workbook: Workbook, change: Change, touched: Touched) -> None:
    """Every formula of a workbook: of names, charts, cells, rules and tables. `touched` gets the cells among them."""
    for defined in workbook.defined_names.values():
        defined.value = in_formula(change, defined.value or "", _NOWHERE, is_name=True)
    for sheet in all_sheets(workbook):
        for defined in getattr(sheet, "defined_names", {}).values():  # a sheet of a chart has none
            defined.value = in_formula(change, defined.value or "", str(sheet.title), is_name=True)
        for chart in sheet._charts:
            for reference in _chart_references(chart):
                reference.f = in_formula(change, reference.f or "", str(sheet.title))
        if isinstance(sheet, Worksheet):
            places = set(_rewritten_cells(sheet, change))
            if places:
                touched.setdefault(sheet, set()).update(places)
            _rewrite_properties(sheet, change)


def _rewritten_cells(sheet: Worksheet, change: Change) -> Iterator[Place]:
    plainly = rewriter(change, sheet.title)
    carried = rewriter(change, sheet.title, is_carried=True)
    source = change.area if isinstance(change, Carried) and is_same(change.area.sheet, sheet.title) else None
    found = []
    for where, cell in cells_of(sheet).items():
        if cell.data_type != "f":
            continue
        in_cell = carried if source is not None and source.has(*where) else plainly
        value = cell.value
        if isinstance(value, str):
            after = in_cell(value)
            if after is not value and after != value:
                cell.value = after
                found.append(where)
        elif isinstance(value, ArrayFormula) and value.text:
            after = in_cell(value.text)
            if after != value.text:
                value.text = after
                found.append(where)
        elif isinstance(value, DataTableFormula):
            _rewrite_inputs(value, sheet.title, change)
    return iter(found)


def _rewrite_inputs(formula: DataTableFormula, sheet: str, change: Change) -> None:
    """The cells that a what-if table puts its values in: of its own sheet, or they are none any more."""
    table = area(sheet, formula.ref or "")
    home = in_area(change, table) if table is not None else None
    for name, gone in (("r1", "del1"), ("r2", "del2")):
        before = area(sheet, getattr(formula, name) or "")
        if before is None:
            continue
        after = in_area(change, before)
        if after is None or home is None or not is_same(after.sheet, home.sheet):
            setattr(formula, gone, True)
        else:
            setattr(formula, name, respelt(getattr(formula, name), before, after))


def _chart_references(node: object) -> Iterator[NumRef | StrRef]:
    """Whatever in a chart has a formula of its own."""
    if isinstance(node, list | tuple):
        for one in node:
            yield from _chart_references(one)
    elif isinstance(node, Serialisable):
        if isinstance(getattr(node, "f", None), str):
            yield node  # type: ignore[misc]  # what has a formula is one of these, or like them
        for name in (*node.__elements__, *_OF_SERIES, "_charts"):
            child = getattr(node, name, None)
            inner = [one for one in child if one is not node] if isinstance(child, list | tuple) else child
            yield from _chart_references(inner)  # the charts of a combined one include itself


def _rewrite_properties(sheet: Worksheet, change: Change) -> None:
    home = sheet.title
    for validation in sheet.data_validations.dataValidation:
        for name in ("formula1", "formula2"):
            text = getattr(validation, name)
            if text:
                setattr(validation, name, in_shared_formula(change, text, home, str(validation.sqref)))
    for formatting in sheet.conditional_formatting:
        _rewrite_rules(formatting, change, home)
    for table in sheet.tables.values():
        _rewrite_columns(table, change, home)
    for cell in cells_of(sheet).values():
        link = cell.hyperlink
        if link is not None and link.location:
            link.location = in_formula(change, link.location, home)


def _rewrite_columns(table: Table, change: Change, home: str) -> None:
    for column in table.tableColumns:
        for formula in (column.calculatedColumnFormula, column.totalsRowFormula):
            if formula is not None and formula.attr_text:
                formula.attr_text = in_formula(change, formula.attr_text, home)


def _rewrite_rules(formatting: ConditionalFormatting, change: Change, home: str) -> None:
    sqref = str(formatting.sqref)
    for rule in formatting.rules:
        rule.formula = [in_shared_formula(change, text, home, sqref) for text in rule.formula]
        for scale in (rule.colorScale, rule.dataBar, rule.iconSet):
            for point in scale.cfvo if scale is not None else ():
                if isinstance(point.val, str):
                    point.val = in_shared_formula(change, point.val, home, sqref)
