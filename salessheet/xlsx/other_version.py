"""Whether another version of salessheet made a workbook, whatever version it says of itself."""

from __future__ import annotations

from salessheet.workbook.audience import audience_of, sheets_of
from salessheet.workbook.expected_names import expected_lines, is_of_another_version
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import name_of
from salessheet.workbook.lines import Trend
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.package import MAIN, Package


def names_of_this_version(package: Package) -> list[str]:
    """The names that this version gives its workbooks and another, which made this one, did not know.

    Empty for a workbook of this version, whatever people deleted in it, and for one that is no sales centre.
    """
    held = _held(package)
    keys = {sheet.key for sheet in SALES_CENTER.sheets for block in sheet.blocks if not held.isdisjoint(block.lines)}
    expected = expected_lines(held, sheets_of(audience_of(keys)))
    lacking = [name_of(line) for line in expected if line not in held]
    return lacking if is_of_another_version(len(lacking), len(held)) else []


def is_sales_center(package: Package) -> bool:
    """Whether a workbook has any name of the declaration, whatever version made it."""
    return bool(_held(package))


def _held(package: Package) -> set[Line]:
    """The lines of the declaration whose names it has."""
    names = package.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName")
    known = {name.get("name", "").casefold() for name in names}
    declared = [line for block in SALES_CENTER.blocks for line in block.lines if not isinstance(line, Trend)]
    return {line for line in declared if name_of(line).casefold() in known}
