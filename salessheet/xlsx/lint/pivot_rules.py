"""Rules of pivot tables, and of the caches of rows that they show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.lint.book import RELATIONSHIP_ID, LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.lint.overlapping import overlapping
from salessheet.xlsx.lint.pivot_item_rules import item_findings
from salessheet.xlsx.lint.style_rules import styles_of
from salessheet.xlsx.package import MAIN

_DATA_FIELD: Final = "-2"  # stands for the values among the fields
_COUNTED: Final = (
    "pivotFields",
    "items",
    "rowFields",
    "colFields",
    "dataFields",
    "pageFields",
    "rowItems",
    "colItems",
    "cacheFields",
)
_ORDER: Final = (
    *("location", "pivotFields", "rowFields", "rowItems", "colFields", "colItems", "pageFields", "dataFields"),
    *("formats", "conditionalFormats", "chartFormats", "pivotHierarchies", "pivotTableStyleInfo", "filters"),
    *("rowHierarchiesUsage", "colHierarchiesUsage", "extLst"),
)
"""What a pivot table holds, in this order."""
_AXES: Final = frozenset({"axisRow", "axisCol", "axisPage", "axisValues"})
_SUMMARIES: Final = frozenset(
    {"average", "count", "countNums", "max", "min", "product", "stdDev", "stdDevp", "sum", "var", "varp"}
)
_SHOWN: Final = (("dataFields", "fld"), ("rowFields", "x"), ("colFields", "x"), ("pageFields", "fld"))
_VALUES: Final = {
    "n": re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"),
    "b": re.compile("0|1|true|false"),
    "d": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?"),
    "x": re.compile(r"\d+"),
}
"""Element of a kept value → how it is written."""
_MOST: Final = 5_000
"""Rows of a cache that are looked at."""


def pivot_findings(book: LintedBook) -> Iterator[Finding]:
    workbook = book.workbook
    caches = [] if workbook is None else workbook.findall(f"{MAIN}pivotCaches/{MAIN}pivotCache")
    times = Counter(one.get("cacheId") for one in caches)
    for identity, count in times.items():
        if count > 1:
            yield found(Fault.PIVOT, book.workbook_part, f"cacheId {identity}", "two caches have this id")
    for part in book.related(book.workbook_part, "/pivotCacheDefinition").values():
        root = book.tree(part)
        if root is not None:
            yield from _cache(book, root, part)
    for _, sheet in book.sheets():
        for part in book.related(sheet, "/pivotTable").values():
            yield from _pivot(book, book.tree(part), part, set(times))
        yield from _places(book, sheet)


def _places(book: LintedBook, sheet: str) -> Iterator[Finding]:
    """Pivot tables lie neither on each other nor on tables."""
    tables = {
        lies: root.get("displayName")
        for part in book.related(sheet, "/table").values()
        if (root := book.tree(part)) is not None and (lies := area("", root.get("ref", ""))) is not None
    }
    places: dict[Area, str] = {}
    for part in book.related(sheet, "/pivotTable").values():
        root = book.tree(part)
        place = None if root is None else root.find(f"{MAIN}location")
        lies = None if place is None else area("", place.get("ref", ""))
        if lies is None:
            continue
        if lies in places:
            yield found(Fault.PIVOT, part, lies.address, "another pivot table lies at the same place")
        places.setdefault(lies, part)
        for other in [other for other in tables if lies.meets(other)]:
            yield found(Fault.PIVOT, part, lies.address, f"it lies on the table {tables[other]}, at {other.address}")
    for first, second in overlapping(places):
        yield found(Fault.PIVOT, places[second], second.address, f"it lies on the pivot table at {first.address}")


def _pivot(book: LintedBook, root: etree._Element | None, part: str, known: set[str | None]) -> Iterator[Finding]:
    homes = list(book.related(part, "/pivotCacheDefinition").values())
    if not homes:
        yield found(Fault.PIVOT, part, "", "it leads to no cache")
    if root is None:
        return
    name, place = root.get("name", ""), root.find(f"{MAIN}location")
    if not name:
        yield found(Fault.PIVOT, part, "", "it has no name")
    if root.get("cacheId") not in known:
        yield found(Fault.PIVOT, part, name, f"the workbook has no cache {root.get('cacheId')}")
    if place is None or area("", place.get("ref", "")) is None:
        said = None if place is None else place.get("ref")
        yield found(Fault.PIVOT, part, "location", f"{said!r} is no range")
    yield from _in_order(root, part)
    yield from _looks(book, root, part)
    yield from _counts(root, part)
    cache = book.tree(homes[0]) if homes else None
    if cache is not None:
        yield from _fields(root, cache, part)


def _counts(root: etree._Element, part: str) -> Iterator[Finding]:
    """Lists that say how much they hold."""
    for one in root.iter(*(f"{MAIN}{counted}" for counted in _COUNTED)):
        if one.get("count", "0").isdecimal() and int(one.get("count", len(one))) != len(one):
            tag = etree.QName(one).localname
            yield found(Fault.PIVOT, part, tag, f"it says {one.get('count')}, and holds {len(one)}")


def _fields(pivot: etree._Element, cache: etree._Element, part: str) -> Iterator[Finding]:
    """The fields of a pivot table are those of its cache, and it shows none but them."""
    for one in pivot.iterfind(f"{MAIN}dataFields/{MAIN}dataField"):
        if one.get("subtotal", "sum") not in _SUMMARIES:
            wrong = f"values cannot be put together by {one.get('subtotal')!r}"
            yield found(Fault.PIVOT, part, pivot.get("name", ""), wrong)
    name = pivot.get("name", "")
    fields, cached = pivot.findall(f"{MAIN}pivotFields/{MAIN}pivotField"), cache.findall(f"{MAIN}cacheFields/*")
    if len(fields) != len(cached):
        yield found(Fault.PIVOT, part, name, f"it has {len(fields)} fields, and its cache {len(cached)}")
        return
    yield from _on_axes(pivot, fields, part)
    for group, attribute in _SHOWN:
        for one in pivot.iterfind(f"{MAIN}{group}/*"):
            number = one.get(attribute, "")
            if number != _DATA_FIELD and not is_index(number, len(fields)):
                wrong = f"it shows field {number}, and has {len(fields)}, counted from 0"
                yield found(Fault.PIVOT, part, name, wrong)
    for shown, kept in zip(fields, cached, strict=True):
        count = _items(kept)
        for one in shown.iterfind(f"{MAIN}items/{MAIN}item"):
            if count and one.get("x") is not None and not is_index(one.get("x"), count):
                wrong = f"it shows value {one.get('x')} of {kept.get('name')}, which has {count}, counted from 0"
                yield found(Fault.PIVOT, part, name, wrong)
                break
    yield from item_findings(pivot, cache, part)


def _looks(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    formats = styles_of(book).conditional
    for one in root.iterfind(f"{MAIN}formats/{MAIN}format"):
        if one.get("dxfId") is not None and not is_index(one.get("dxfId"), formats):
            yield found(Fault.STYLE_INDEX, part, "format", f"there is no format {one.get('dxfId')}")


def _in_order(root: etree._Element, part: str) -> Iterator[Finding]:
    held = [etree.QName(one).localname for one in root.iterchildren("*")]
    places = [_ORDER.index(one) for one in held if one in _ORDER]
    if places != sorted(set(places)):
        wrong = f"it holds {', '.join(held)} in another order than the schema"
        yield found(Fault.PIVOT, part, root.get("name", ""), wrong)


def _on_axes(pivot: etree._Element, fields: Sequence[etree._Element], part: str) -> Iterator[Finding]:
    """What stands on rows and columns stands there once, and says so."""
    name = pivot.get("name", "")
    for group, axis in (("rowFields", "axisRow"), ("colFields", "axisCol"), ("pageFields", "axisPage")):
        attribute = "fld" if group == "pageFields" else "x"
        numbers = [one.get(attribute, "") for one in pivot.iterfind(f"{MAIN}{group}/*")]
        for number, times in Counter(numbers).items():
            if times > 1:
                yield found(Fault.PIVOT, part, name, f"field {number} is there {times} times among its {group}")
            elif is_index(number, len(fields)) and fields[int(number)].get("axis") != axis:
                wrong = f"field {number} is among its {group}, and says {fields[int(number)].get('axis')!r}"
                yield found(Fault.PIVOT, part, name, wrong)
    for one in fields:
        if one.get("axis") is not None and one.get("axis") not in _AXES:
            yield found(Fault.PIVOT, part, name, f"a field cannot stand at {one.get('axis')!r}")


def _items(field: etree._Element) -> int:
    """How many values of a field are kept by themselves; 0 where they are grouped, or stand in the rows."""
    shared = field.find(f"{MAIN}sharedItems")
    return 0 if shared is None or field.find(f"{MAIN}fieldGroup") is not None else len(shared)


def _cache(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    if root.find(f"{MAIN}cacheSource") is None:
        yield found(Fault.PIVOT, part, "cacheSource", "a cache says where its rows come from")
    source = root.find(f"{MAIN}cacheSource/{MAIN}worksheetSource")
    if source is not None and source.get("ref") is not None and area("", source.get("ref", "")) is None:
        yield found(Fault.PIVOT, part, "worksheetSource", f"{source.get('ref')!r} is no range")
    identity = root.get(RELATIONSHIP_ID)
    if identity is not None and identity not in {one.id for one in book.relations(part)}:
        yield found(Fault.PIVOT, part, identity, "there is no such relationship of the cache")
    fields = root.findall(f"{MAIN}cacheFields/{MAIN}cacheField")
    yield from _counts(root, part)
    times = Counter(one.get("name", "").casefold() for one in fields)
    for one in fields:
        name, shared = one.get("name", ""), one.find(f"{MAIN}sharedItems")
        if not name or times[name.casefold()] > 1:
            yield found(Fault.PIVOT, part, name, "two fields of the cache are called so, or it has no name")
        yield from () if shared is None else _values(shared, part, name)
        count = None if shared is None else shared.get("count")
        if shared is not None and count is not None and count != str(len(shared)):
            yield found(Fault.PIVOT, part, name, f"it says that it keeps {count} values, and keeps {len(shared)}")
    for records in book.related(part, "/pivotCacheRecords").values():
        rows = book.tree(records)
        if rows is not None:
            said, held = root.get("recordCount"), len(rows.findall(f"{MAIN}r"))
            if held and said is not None and said != str(held):
                yield found(Fault.PIVOT, part, "recordCount", f"it says that it keeps {said} rows, and keeps {held}")
            yield from _records(rows, records, [one for one in fields if one.get("databaseField") != "0"])


def _values(shared: etree._Element, part: str, name: str) -> Iterator[Finding]:
    """Numbers and days that a field keeps are such."""
    for one in islice(shared, _MOST):
        kind = _VALUES.get(str(one.tag).removeprefix(MAIN))
        if kind is not None and not kind.fullmatch(one.get("v", "")):
            yield found(Fault.PIVOT, part, name, f"it keeps {one.get('v')!r}, which is not what it says")
            return


def _records(root: etree._Element, part: str, fields: Sequence[etree._Element]) -> Iterator[Finding]:
    """Each row has a value for each field: its own, or the number of one that the field keeps."""
    rows = root.findall(f"{MAIN}r")
    if root.get("count", str(len(rows))) != str(len(rows)):
        yield found(Fault.PIVOT, part, "", f"it says {root.get('count')} rows, and has {len(rows)}")
    kept = []
    for one in fields:
        shared = one.find(f"{MAIN}sharedItems")
        kept.append(0 if shared is None else len(shared))
    for number, row in enumerate(islice(rows, _MOST), 1):
        if len(row) != len(fields):
            yield found(Fault.PIVOT, part, f"row {number}", f"it has {len(row)} values of {len(fields)} fields")
            return
        for value, count in zip(row, kept, strict=True):
            if value.tag == f"{MAIN}x" and not is_index(value.get("v"), count):
                yield found(Fault.PIVOT, part, f"row {number}", f"there is no value {value.get('v')} of its field")
                return
