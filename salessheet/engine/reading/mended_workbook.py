"""The part that lists sheets and names, and those of tables, without what openpyxl cannot read of them."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree
from openpyxl.packaging.workbook import ChildSheet
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties, WorkbookProperties
from openpyxl.workbook.views import BookView
from openpyxl.worksheet.print_settings import PrintArea, PrintTitles
from openpyxl.worksheet.table import Table

from salessheet.engine.reading.readable import Element, children, is_readable, keep_readable, parsed, remove
from salessheet.xlsx.package import MAIN

_PRINTED: Final[dict[str, Any]] = {"_xlnm.Print_Area": PrintArea, "_xlnm.Print_Titles": PrintTitles}
_SINGLE: Final[dict[str, Any]] = {f"{MAIN}workbookPr": WorkbookProperties, f"{MAIN}calcPr": CalcProperties}
_LISTS: Final[dict[str, Any]] = {f"{MAIN}bookViews": BookView, f"{MAIN}sheets": ChildSheet}
_NAME: Any = DefinedName
_TABLE: Any = Table
_NAMES: Final = f"{MAIN}definedNames"


def mended_workbook(content: bytes) -> bytes:
    tree = parsed(content)
    sheets = len(tree.findall(f"{MAIN}sheets/{MAIN}sheet"))
    tree.attrib.clear()
    for child in list(tree):
        if child.tag in _SINGLE:
            is_kept = keep_readable(child, _SINGLE[str(child.tag)].from_tree)
        elif child.tag in _LISTS:
            for entry in children(child):
                if not keep_readable(entry, _LISTS[str(child.tag)].from_tree):
                    child.remove(entry)
            is_kept = len(child) > 0
        elif child.tag == _NAMES:
            for name in children(child):
                if not _is_name(name, sheets):
                    child.remove(name)
            is_kept = True
        else:
            is_kept = False
        if not is_kept:
            remove(child)
    return etree.tostring(tree)


def _is_name(element: Element, sheets: int) -> bool:
    local = element.get("localSheetId")
    if local is not None and not (local.isdigit() and int(local) < sheets):
        return False
    printed = _PRINTED.get(element.get("name", ""))
    if printed is not None and not is_readable(element, lambda one: printed.from_string(one.text or "")):
        return False
    return bool(element.get("name")) and keep_readable(element, _NAME.from_tree)


def mended_table(content: bytes) -> bytes:
    tree = parsed(content)
    keep_readable(tree, _TABLE.from_tree)
    return etree.tostring(tree)
