"""Pivot tables of a template: what they show is of the data that it had, so that they are read anew on opening."""

from __future__ import annotations

from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.stamp.frames import written

_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LAID_OUT: Final = ("rowItems", "colItems")


def cache(content: bytes) -> bytes:
    """A definition without the values that were found, and without records."""
    tree = etree.fromstring(content)
    tree.set("refreshOnLoad", "1")
    tree.set("saveData", "0")
    for attribute in (_RELATION_ID, "recordCount"):
        tree.attrib.pop(attribute, "")
    for items in tree.iter(f"{MAIN}sharedItems"):
        items.clear()
    return written(tree)


def table(content: bytes) -> bytes:
    """A table whose fields list no values yet."""
    tree = etree.fromstring(content)
    for items in tree.iterfind(f"{MAIN}pivotFields/{MAIN}pivotField/{MAIN}items"):
        items[:] = [item for item in items if item.get("x") is None]
        items.set("count", str(len(items)))
    for fields in tree.findall(f"{MAIN}pivotFields/{MAIN}pivotField"):
        items_ = fields.find(f"{MAIN}items")
        if items_ is not None and len(items_) == 0:
            fields.remove(items_)
    for name in _LAID_OUT:
        for element in tree.findall(f"{MAIN}{name}"):
            tree.remove(element)
    return written(tree)


def shown_by_pivots(package: Package) -> list[Area]:
    """The cells in which pivot tables show what they found."""
    found = []
    for title, sheet in package.sheet_parts().items():
        for _, part in package.related(sheet, "/pivotTable").values():
            if part in package.parts:
                location = package.tree(part).find(f"{MAIN}location")
                where = area(title, location.get("ref", "")) if location is not None else None
                found += [] if where is None else [where]
    return found
