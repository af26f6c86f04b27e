"""Rules of links to other workbooks: where these are, and what is kept of their sheets, names and cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import area
from salessheet.xlsx.lint.book import RELATIONSHIP_ID, LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index, is_number
from salessheet.xlsx.package import MAIN

_TEXTS: Final = frozenset({"b", "e", "s", "str", "inlineStr", "d"})


def link_findings(book: LintedBook, part: str) -> Iterator[Finding]:
    """To another workbook: where that is stands among the relationships."""
    root, known = book.tree(part), {one.id: one for one in book.relations(part)}
    for one in () if root is None else root.iterfind(f"{MAIN}externalBook"):
        way = known.get(one.get(RELATIONSHIP_ID, ""))
        if way is None:
            wrong = f"there is no relationship {one.get(RELATIONSHIP_ID)} that leads to the other workbook"
            yield found(Fault.RELATIONSHIP, part, "externalBook", wrong)
        yield from _kept(one, part)
    rows = () if root is None else root.iter(f"{MAIN}row") if book.large(part) is None else book.rows(part)
    for cell in (cell for row in rows for cell in row.iterfind(f"{MAIN}cell")):
        yield from _cell(cell, part)


def _kept(other: etree._Element, part: str) -> Iterator[Finding]:
    """Names and cells that were read there are of one of its sheets."""
    sheets = len(other.findall(f"{MAIN}sheetNames/{MAIN}sheetName"))
    for one in other.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        if one.get("sheetId") is not None and not is_index(one.get("sheetId"), sheets):
            yield found(Fault.NAME, part, one.get("name", ""), f"the other workbook has no sheet {one.get('sheetId')}")
    for sheet in other.iterfind(f"{MAIN}sheetDataSet/{MAIN}sheetData"):
        if not is_index(sheet.get("sheetId"), sheets):
            wrong = f"the other workbook has {sheets} sheets, and none {sheet.get('sheetId')}, counted from 0"
            yield found(Fault.ATTRIBUTE, part, "sheetData", wrong)


def _cell(cell: etree._Element, part: str) -> Iterator[Finding]:
    where, row = cell.get("r", ""), cell.getparent()
    place = area("", where)
    if place is None or not place.is_cell or (row is not None and row.get("r", "") != str(place.top)):
        yield found(Fault.CELL_ADDRESS, part, where, "this is no cell of its row")
    value = (cell.findtext(f"{MAIN}v") or "").strip()
    if value and cell.get("t", "n") not in _TEXTS and not is_number(value):
        yield found(Fault.CELL_VALUE, part, where, f"{value!r} is no number")
