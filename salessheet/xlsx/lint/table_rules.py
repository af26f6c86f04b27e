"""Rules of tables: their names, ranges and headers, and that none lies on another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.formula_rules import formula_rules
from salessheet.xlsx.lint.name_rules import is_name
from salessheet.xlsx.lint.numbers import is_between, is_index
from salessheet.xlsx.lint.overlapping import overlapping
from salessheet.xlsx.lint.sheet_rules import filter_findings, is_reversed, sort_findings
from salessheet.xlsx.lint.style_rules import styles_of
from salessheet.xlsx.package import MAIN

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ID: Final = 2**32 - 1
_LONGEST: Final = 255
_FORMATS: Final = tuple(
    f"{part}DxfId" for part in ("headerRow", "data", "totalsRow", "headerRowBorder", "tableBorder", "totalsRowBorder")
)
_STYLE: Final = re.compile(r"TableStyle(?:Light|Medium|Dark)\d{1,2}|PivotStyle(?:Light|Medium|Dark)\d{1,2}|None")


@dataclass(frozen=True)
class _Table:
    sheet: str
    part: str
    root: etree._Element

    @property
    def name(self) -> str:
        return self.root.get("displayName", "")

    @property
    def place(self) -> Area | None:
        return area("", self.root.get("ref", ""))

    @property
    def has_header(self) -> bool:
        return self.root.get("headerRowCount", "1") != "0"

    @property
    def has_totals(self) -> bool:
        return self.root.get("totalsRowCount", "0") != "0"


def table_findings(book: LintedBook) -> Iterator[Finding]:
    tables = [
        _Table(sheet, part, root)
        for _, sheet in book.sheets()
        for part in book.related(sheet, "/table").values()
        if (root := book.tree(part)) is not None
    ]
    yield from _names(book, tables)
    for table in tables:
        yield from _range(table)
        yield from _looks(book, table)
        yield from _columns(book, table)
    for sheet in {table.sheet for table in tables}:
        yield from _overlaps(book, sheet, [table for table in tables if table.sheet == sheet])


def _names(book: LintedBook, tables: list[_Table]) -> Iterator[Finding]:
    names = Counter(table.name.casefold() for table in tables)
    ids = Counter(table.root.get("id", "") for table in tables)
    inner = Counter(table.root.get("name", table.name).casefold() for table in tables)
    parts = Counter(table.part for table in tables)
    defined = set()
    if book.workbook is not None:
        defined = {one.get("name", "").casefold() for one in book.workbook.iter(f"{MAIN}definedName")}
    for table in tables:
        name, identity = table.name, table.root.get("id", "")
        if not is_name(name) or "?" in name or len(name) > _LONGEST:
            yield found(Fault.TABLE_NAME, table.part, name, "this is no name of a table that Excel would take")
        if names[name.casefold()] > 1 or name.casefold() in defined:
            yield found(Fault.TABLE_NAME, table.part, name, "another table or a defined name is called so")
        elif inner[table.root.get("name", name).casefold()] > 1:
            yield found(Fault.TABLE_NAME, table.part, name, "another table has the same name, and is shown by another")
        if ids[identity] > 1 or not identity.isdecimal() or int(identity) < 1:
            yield found(Fault.TABLE_NAME, table.part, name, f"its id {identity!r} is not one of its own")
        if parts[table.part] > 1:
            yield found(Fault.TABLE_RANGE, table.part, name, "two sheets say that it is theirs")


def _range(table: _Table) -> Iterator[Finding]:
    place, root = table.place, table.root
    if place is None:
        yield found(Fault.TABLE_RANGE, table.part, table.name, f"{root.get('ref')!r} is no range")
        return
    if is_reversed(root.get("ref", "")):
        yield found(Fault.TABLE_RANGE, table.part, table.name, f"{root.get('ref')!r} ends before it begins")
    rows = place.bottom - place.top + 1 - table.has_header - table.has_totals
    if rows < 1:
        yield found(Fault.TABLE_RANGE, table.part, table.name, f"its range {place.address} has no row for data")
    one = root.find(f"{MAIN}autoFilter")
    if one is None:
        return
    yield from filter_findings(one, table.part)
    expected = place._replace(bottom=place.bottom - table.has_totals)
    ref = area("", one.get("ref", ""))
    if ref is not None and (ref != expected or not table.has_header):
        wrong = f"its filter is over {ref.address}, where its header and rows are {expected.address}"
        yield found(Fault.FILTER, table.part, table.name, wrong)


def _looks(book: LintedBook, table: _Table) -> Iterator[Finding]:
    """The formats and the style of a table, where its rows come from, and how they are sorted."""
    root = table.root
    for attribute in _FORMATS:
        if root.get(attribute) is not None and not is_index(root.get(attribute), styles_of(book).conditional):
            yield found(Fault.STYLE_INDEX, table.part, table.name, f"there is no {attribute} {root.get(attribute)}")
    style = root.find(f"{MAIN}tableStyleInfo")
    name = "" if style is None else style.get("name", "")
    if name and not _STYLE.fullmatch(name) and name.casefold() not in _own_styles(book):
        yield found(Fault.STYLES, table.part, table.name, f"there is no style {name!r} of tables")
    if root.get("tableType") == "queryTable" and not book.related(table.part, "/queryTable"):
        yield found(Fault.RELATIONSHIP, table.part, table.name, "its rows come of a query, and it leads to none")
    for one in root.iter(f"{MAIN}sortState"):
        yield from sort_findings(one, table.part)


def _own_styles(book: LintedBook) -> frozenset[str]:
    root = book.of_workbook("/styles")
    own = () if root is None else root.iterfind(f"{MAIN}tableStyles/{MAIN}tableStyle")
    return frozenset(one.get("name", "").casefold() for one in own)


def _columns(book: LintedBook, table: _Table) -> Iterator[Finding]:
    columns, place = table.root.findall(f"{MAIN}tableColumns/{MAIN}tableColumn"), table.place
    if place is not None and len(columns) != place.right - place.left + 1:
        wrong = f"it has {len(columns)} columns, and its range {place.right - place.left + 1}"
        yield found(Fault.TABLE_RANGE, table.part, table.name, wrong)
        return
    yield from _each_column(book, table, columns)
    if table.has_header and place is not None:
        yield from _header(book, table, place, [_plain(one.get("name", "")) for one in columns])
    if table.has_totals and place is not None:
        yield from _totals(book, table, place, columns)


def _each_column(book: LintedBook, table: _Table, columns: list[etree._Element]) -> Iterator[Finding]:
    rules = formula_rules(book)
    ids, formats = Counter(one.get("id") for one in columns), styles_of(book).conditional
    names = Counter(_plain(one.get("name", "")).casefold() for one in columns)
    for one in columns:
        name, formula = _plain(one.get("name", "")), one.findtext(f"{MAIN}totalsRowFormula")
        if not name or names[name.casefold()] > 1:
            wrong = "two columns of the table are called so, or it has no name"
            yield found(Fault.TABLE_HEADER, table.part, name, wrong)
        for attribute in ("headerRowDxfId", "dataDxfId", "totalsRowDxfId"):
            if one.get(attribute) is not None and not is_index(one.get(attribute), formats):
                yield found(Fault.STYLE_INDEX, table.part, name, f"there is no {attribute} {one.get(attribute)}")
        if ids[one.get("id")] > 1 or not is_between(one.get("id", ""), 1, _LAST_ID):
            wrong = f"its id {one.get('id')} is not one of its own, from 1 on"
            yield found(Fault.TABLE_HEADER, table.part, name, wrong)
        if one.get("totalsRowFunction") == "custom" and not formula:
            yield found(Fault.TABLE_HEADER, table.part, name, "its total is a formula, which it does not say")
        for text in filter(None, (one.findtext(f"{MAIN}calculatedColumnFormula"), formula)):
            yield from rules.findings(table.part, name, text)


def _totals(book: LintedBook, table: _Table, place: Area, columns: list[etree._Element]) -> Iterator[Finding]:
    """What stands in the last row is what the columns say of it."""
    shown = _row_of_texts(book, table.sheet, place.bottom)
    for offset, one in enumerate(columns):
        cell = Area("", place.bottom, place.left + offset, place.bottom, place.left + offset).address
        label, text = one.get("totalsRowLabel"), shown.get(cell)
        if label is not None and (text is None or _one_line(text) != _one_line(_plain(label))):
            wrong = f"{text!r} stands here, where {table.name} has {label!r}" if text else f"no {label!r} stands here"
            yield found(Fault.TABLE_HEADER, table.sheet, cell, wrong)
        elif one.get("totalsRowFunction", "none") != "none" and text is not None:
            yield found(Fault.TABLE_HEADER, table.sheet, cell, f"{text!r} stands here, where {table.name} has a total")


def _header(book: LintedBook, table: _Table, place: Area, names: list[str]) -> Iterator[Finding]:
    shown = _row_of_texts(book, table.sheet, place.top)
    for offset, name in enumerate(names):
        cell = Area("", place.top, place.left + offset, place.top, place.left + offset).address
        text = shown.get(cell)
        if text is None:
            yield found(Fault.TABLE_HEADER, table.sheet, cell, f"no text stands here, where {table.name} has {name!r}")
        elif _one_line(text) != _one_line(name):
            yield found(Fault.TABLE_HEADER, table.sheet, cell, f"{text!r} stands here, where {table.name} has {name!r}")


def _row_of_texts(book: LintedBook, sheet: str, number: int) -> dict[str, str]:
    """The texts of one row by the address of their cell."""
    found_: dict[str, str] = {}
    row = next((row for row in book.rows(sheet) if row.get("r") == str(number)), ())
    for cell in (cell for cell in row if cell.tag == f"{MAIN}c" and cell.find(f"{MAIN}f") is None):
        kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v") or ""
        if kind == "s" and value.isdecimal() and int(value) < len(book.shared_texts):
            found_[cell.get("r", "")] = _text(book.shared_texts[int(value)])
        elif kind == "inlineStr":
            found_[cell.get("r", "")] = "".join(_text(one) for one in cell.iterfind(f"{MAIN}is"))
        elif kind == "str":
            found_[cell.get("r", "")] = _plain(value)
    return found_


def _overlaps(book: LintedBook, sheet: str, tables: list[_Table]) -> Iterator[Finding]:
    known: dict[Area, _Table] = {}
    for table in tables:
        if table.place in known:
            wrong = f"it lies on the table {known[table.place].name}, at {table.place.address}"
            yield found(Fault.TABLE_OVERLAP, table.part, table.name, wrong)
        elif table.place is not None:
            known[table.place] = table
    for first, second in overlapping(known):
        wrong = f"it lies on the table {known[first].name}, at {first.address}"
        yield found(Fault.TABLE_OVERLAP, known[second].part, known[second].name, wrong)
    root = book.tree(sheet)
    for one in () if root is None else root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        merged = area("", one.get("ref", ""))
        met = next((table for place, table in known.items() if merged is not None and merged.meets(place)), None)
        if met is not None:
            yield found(Fault.MERGE, sheet, one.get("ref", ""), f"it is merged, and in the table {met.name}")
    own = None if root is None else root.find(f"{MAIN}autoFilter")
    place = None if own is None else area("", own.get("ref", ""))
    met = next((table for each, table in known.items() if place is not None and place.meets(each)), None)
    if met is not None:
        yield found(Fault.FILTER, sheet, "autoFilter", f"the filter of the sheet lies on the table {met.name}")


def _text(element: etree._Element) -> str:
    """Of a cell, what is written above it for pronunciation left out."""
    parts = [one.text or "" for one in element.iterfind(f"{MAIN}t")]
    parts += [one.text or "" for one in element.iterfind(f"{MAIN}r/{MAIN}t")]
    return _plain("".join(parts))


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _one_line(text: str) -> str:
    """Line ends are written in several ways, and a header shows them as one."""
    return " ".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
