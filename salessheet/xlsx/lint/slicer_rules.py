"""Rules of slicers: each has a name of its own, and a cache of a table or of pivot tables that are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.lint.book import RELATIONSHIP_ID, LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.package import MAIN

_X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_X15: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2010/11/main}"
_LISTED: Final = ((f"{_X14}slicerCache", "/slicerCache"), (f"{_X15}timelineCacheRef", "/timelineCache"))


def slicer_findings(book: LintedBook) -> Iterator[Finding]:
    caches = dict(_of_workbook(book, "/slicerCache"))
    known = Counter(root.get("name", "") for root in caches.values())
    for part, root in caches.items():
        name = root.get("name", "")
        if not name or known[name] > 1:
            yield found(Fault.SLICER, part, name, "two caches are called so, or it has no name")
        yield from _source(book, root, part)
    shown = [(part, one) for part, root in _slicers(book) for one in root.iterfind(f"{_X14}slicer")]
    names = Counter(one.get("name", "").casefold() for _, one in shown)
    for part, one in shown:
        name = one.get("name", "")
        if not name or names[name.casefold()] > 1:
            yield found(Fault.SLICER, part, name, "two slicers are called so, or it has no name")
        if one.get("cache", "") not in known:
            yield found(Fault.SLICER, part, name, f"the workbook has no cache {one.get('cache')!r}")
    yield from _listed(book)


def _slicers(book: LintedBook) -> Iterator[tuple[str, etree._Element]]:
    for part in [part for _, sheet in book.sheets() for part in book.related(sheet, "/slicer").values()]:
        root = book.tree(part)
        if root is not None:
            yield part, root


def _of_workbook(book: LintedBook, kind: str) -> Iterator[tuple[str, etree._Element]]:
    for part in book.related(book.workbook_part, kind).values():
        root = book.tree(part)
        if root is not None:
            yield part, root


def _source(book: LintedBook, cache: etree._Element, part: str) -> Iterator[Finding]:
    """What a slicer chooses from: a column of a table."""
    tables = {
        root.get("id", ""): root
        for _, sheet in book.sheets()
        for table in book.related(sheet, "/table").values()
        if (root := book.tree(table)) is not None
    }
    for one in cache.iter(f"{_X15}tableSlicerCache"):
        table = tables.get(one.get("tableId", ""))
        if table is None:
            yield found(Fault.SLICER, part, cache.get("name", ""), f"there is no table of the id {one.get('tableId')}")
        elif one.get("column") not in {column.get("id") for column in table.iter(f"{MAIN}tableColumn")}:
            wrong = f"the table {table.get('displayName')} has no column of the id {one.get('column')}"
            yield found(Fault.SLICER, part, cache.get("name", ""), wrong)


def _listed(book: LintedBook) -> Iterator[Finding]:
    """The workbook lists its caches."""
    root, part = book.workbook, book.workbook_part
    kinds = {one.id: one.type for one in book.relations(part)}
    for tag, kind in _LISTED:
        for one in () if root is None else root.iter(tag):
            if not kinds.get(one.get(RELATIONSHIP_ID, ""), "").endswith(kind):
                wrong = f"there is no such relationship {one.get(RELATIONSHIP_ID)}"
                yield found(Fault.SLICER, part, etree.QName(one).localname, wrong)
