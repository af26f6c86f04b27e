"""Pivot tables of a template: what they show is of the data that it had, so that they are read anew on opening."""

from __future__ import annotations

from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.stamp.frames import written

_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LAID_OUT: Final = ("rowItems", "colItems")
_OF_ITEMS: Final = {
    "formats": "format",
    "conditionalFormats": "conditionalFormat",
    "chartFormats": "chartFormat",
    "filters": "filter",
}
_SAME_FOR_ALL: Final = frozenset({"seconds", "minutes", "hours", "days", "months", "quarters"})
"""By what dates are grouped so that the groups have the same names whatever was found."""
_BOUNDS: Final = {"Start": (0, "<", "1900-01-01T00:00:00"), "End": (-1, ">", "9999-12-31T00:00:00")}
"""The ends of groups → the item that stands for what is beyond, with its sign, and a date that nothing is beyond."""
_NO: Final = frozenset({"0", "false"})
_OF_VALUES: Final = str(2**32 - 2)  # the field that stands for the sums of a table


def cache(content: bytes) -> bytes:
    """A definition without the values that were found, without records, and without who read them last, and when."""
    tree = etree.fromstring(content)
    tree.set("refreshOnLoad", "1")
    tree.set("saveData", "0")
    for attribute in (_RELATION_ID, "recordCount", "refreshedBy", "refreshedDate", "refreshedDateIso"):
        tree.attrib.pop(attribute, "")
    for items in tree.iter(f"{MAIN}sharedItems"):
        items.clear()
    for group in tree.iter(f"{MAIN}fieldGroup"):
        _without_bounds(group)
    return written(tree)


def _without_bounds(group: etree._Element) -> None:
    """Groups of dates or numbers, such as months, that no longer say from where to where what was found reaches.

    An end that somebody typed stays.
    """
    reach, items = group.find(f"{MAIN}rangePr"), group.find(f"{MAIN}groupItems")
    if reach is None or items is None:
        return
    found = [end for end in _BOUNDS if reach.get(f"auto{end}") not in _NO]
    for end in found:
        place, sign, date = _BOUNDS[end]
        of_numbers = reach.get("groupBy", "range") == "range"
        name, widest, said = (f"{end.lower()}Num", "0", "0") if of_numbers else (f"{end.lower()}Date", date, date[:10])
        if name in reach.attrib:
            reach.set(name, widest)
        if len(items) and items[place].get("v", "").startswith(sign):
            items[place].set("v", f"{sign}{said}")
    is_each = reach.get("groupBy") in _SAME_FOR_ALL and float(reach.get("groupInterval", "1")) == 1
    if found and not is_each:
        items[1:-1] = []
        items.set("count", str(len(items)))


def names_groups(content: bytes) -> bool:
    """Whether items are grouped by hand: the groups and what is in them have names, and need each other."""
    return any(len(items) for items in etree.fromstring(content).iter(f"{MAIN}discretePr"))


def calculates_items(content: bytes) -> bool:
    """Whether somebody made items of others: what they are computed from is named by what it is called, and counted."""
    return next(etree.fromstring(content).iter(f"{MAIN}calculatedItem"), None) is not None


def table(content: bytes) -> bytes:
    """A table whose fields list no values yet, with nothing that counts them or names one."""
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
    for page in tree.iterfind(f"{MAIN}pageFields/{MAIN}pageField"):
        page.attrib.pop("item", "")
    for group, one in _OF_ITEMS.items():
        _leave_out(tree, group, one)
    return written(tree)


def _leave_out(tree: etree._Element, group: str, one: str) -> None:
    for home in tree.findall(f"{MAIN}{group}"):
        for element in home.findall(f"{MAIN}{one}"):
            if _is_of_an_item(element):
                home.remove(element)
        home.set("count", str(len(home)))
        if len(home) == 0:
            tree.remove(home)


def _is_of_an_item(element: etree._Element) -> bool:
    """A filter by a name, or the look of one item of a field: items are others when they are read anew."""
    if element.get("stringValue1") is not None or next(element.iter(f"{MAIN}filterColumn"), None) is not None:
        return True
    fields = (one for one in element.iter(f"{MAIN}reference") if one.get("field") != _OF_VALUES)
    return any(one.find(f"{MAIN}x") is not None for one in fields)


def shown_by_pivots(package: Package, *, with_pages: bool = False) -> list[Area]:
    """The cells in which pivot tables show what they found. `with_pages`: and above them by what they are filtered."""
    found = []
    for title, sheet in package.sheet_parts().items():
        for _, part in package.related(sheet, "/pivotTable").values():
            if part in package.parts:
                tree = package.tree(part)
                location = tree.find(f"{MAIN}location")
                where = area(title, location.get("ref", "")) if location is not None else None
                pages = len(tree.findall(f"{MAIN}pageFields/{MAIN}pageField")) if with_pages else 0
                if where is not None:
                    found.append(where._replace(top=max(1, where.top - pages - 1)) if pages else where)
    return found
