"""A sheet that openpyxl can read: what it would stumble over is taken out, one thing at a time."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree
from openpyxl.formatting.formatting import ConditionalFormatting
from openpyxl.utils.datetime import from_ISO8601
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.dimensions import SheetFormatProperties
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.hyperlink import HyperlinkList
from openpyxl.worksheet.merge import MergeCells
from openpyxl.worksheet.page import PageMargins, PrintOptions, PrintPageSetup
from openpyxl.worksheet.pagebreak import ColBreak, RowBreak
from openpyxl.worksheet.properties import WorksheetProperties
from openpyxl.worksheet.protection import SheetProtection
from openpyxl.worksheet.scenario import ScenarioList
from openpyxl.worksheet.table import TablePartList
from openpyxl.worksheet.views import SheetViewList

from salessheet.engine.reading.readable import Element, children, keep_readable, parsed, remove
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, area
from salessheet.xlsx.package import MAIN

_READERS: Final[dict[str, Any]] = {
    "sheetPr": WorksheetProperties,
    "sheetViews": SheetViewList,
    "sheetFormatPr": SheetFormatProperties,
    "sheetProtection": SheetProtection,
    "scenarios": ScenarioList,
    "autoFilter": AutoFilter,
    "mergeCells": MergeCells,
    "conditionalFormatting": ConditionalFormatting,
    "dataValidations": DataValidationList,
    "hyperlinks": HyperlinkList,
    "printOptions": PrintOptions,
    "pageMargins": PageMargins,
    "pageSetup": PrintPageSetup,
    "headerFooter": HeaderFooter,
    "rowBreaks": RowBreak,
    "colBreaks": ColBreak,
    "tableParts": TablePartList,
}
_KEPT: Final = frozenset(MAIN + name for name in ("dimension", "cols", "sheetData"))
_ESSENTIAL: Final = _KEPT | {MAIN + name for name in ("sheetPr", "sheetFormatPr", "mergeCells", "tableParts")}
_WITH_REF: Final = frozenset(MAIN + name for name in ("mergeCell", "hyperlink", "autoFilter"))
_SPREAD: Final = frozenset({"array", "dataTable"})
"""Kinds of formulas that say which cells they fill."""
_TRUTH: Final = {"true": "1", "false": "0"}
_NUMBERS: Final = ("ht", "width")
_ROW, _CELL, _VALUE = f"{MAIN}row", f"{MAIN}c", f"{MAIN}v"


def mended_sheet(content: bytes, formats: int, differential: int, texts: int) -> bytes:
    """`formats`, `differential`, `texts`: how many there are to refer to."""
    tree = parsed(content)
    for element in list(tree.iter(f"{MAIN}*")):
        _mend_reference(element, formats, differential)
    for row in tree.iterfind(f"{MAIN}sheetData/{_ROW}"):
        for cell in children(row):
            if cell.tag == _CELL:
                _mend_value(cell, texts)
            else:
                row.remove(cell)
    for child in children(tree):
        if child.tag in _KEPT:
            continue
        reader = _READERS.get(etree.QName(child).localname)
        if reader is None or not keep_readable(child, reader.from_tree):
            tree.remove(child)
    return etree.tostring(tree)


def bare_sheet(sheet: bytes) -> bytes:
    """A sheet without what openpyxl may stumble over; it stays in the file, beyond the reach of the API."""
    tree = etree.fromstring(sheet)
    for element in list(tree):
        if element.tag not in _ESSENTIAL:
            tree.remove(element)
    return etree.tostring(tree)


def _mend_reference(element: Element, formats: int, differential: int) -> None:
    """Addresses, numbers of formats and sizes that are none."""
    for name, count in (("s", formats), ("style", formats), ("dxfId", differential)):
        text = element.get(name)
        if text is not None and not (text.isdigit() and int(text) < count):
            del element.attrib[name]
    for name in _NUMBERS:
        if element.get(name) is not None and not _is_number(element.get(name, "")):
            del element.attrib[name]
    _mend_place(element)


def _mend_place(element: Element) -> None:
    address, sqref = element.get("r"), element.get("sqref")
    if address is not None and "$" in address:
        address = address.replace("$", "")
        element.set("r", address)
    if address is not None and not _is_right(element.tag, address):
        del element.attrib["r"]
    elif (element.tag in _WITH_REF and area("", element.get("ref", "")) is None) or (
        element.tag == f"{MAIN}col" and not _is_span(element)
    ):
        remove(element)
    elif sqref is not None and element.tag != f"{MAIN}selection":
        sound = [one for one in sqref.split() if area("", one) is not None]
        element.set("sqref", " ".join(sound))
        if not sound:
            remove(element)


def _is_right(tag: object, address: str) -> bool:
    """Whether a row has a number, and a cell the address of one."""
    if tag == _ROW:
        return address.isdigit() and 1 <= int(address) <= LAST_ROW
    return tag != _CELL or _is_cell(address)


def _is_cell(address: str) -> bool:
    found = area("", address)
    return found is not None and found.is_cell


def _is_span(column: Element) -> bool:
    first, last = column.get("min", ""), column.get("max", "")
    return first.isdigit() and last.isdigit() and 1 <= int(first) <= int(last) <= LAST_COLUMN


def _mend_value(cell: Element, texts: int) -> None:
    """A cell whose value is none of its kind shows it as a text, or nothing."""
    formula, value = cell.find(f"{MAIN}f"), cell.find(_VALUE)
    if formula is not None and formula.get("t") in _SPREAD and area("", formula.get("ref", "")) is None:
        cell.remove(formula)
    if value is None or not value.text or cell.find(f"{MAIN}f") is not None:
        return
    kind, text = cell.get("t", "n"), value.text.strip()
    if kind == "s" and not (text.isdigit() and int(text) < texts):
        cell.remove(value)
    elif kind == "b" and text.lower() in _TRUTH:
        value.text = _TRUTH[text.lower()]
    elif (
        (kind == "n" and not _is_number(text))
        or (kind == "b" and not text.lstrip("-").isdigit())
        or (kind == "d" and not _is_date(text))
    ):
        cell.set("t", "str")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        from_ISO8601(text)  # type: ignore[no-untyped-call]  # openpyxl
    except ValueError:
        return False
    return True
