"""Cells changed in a finished workbook: values set, formulas put in, replaced or taken away. All else stays.

Only the parts of the sheets concerned are written anew; every other part keeps its bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from lxml import etree
from openpyxl.utils.escape import escape

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef, area
from salessheet.xlsx.book_file import BookFile, Value, cells_of, of_package
from salessheet.xlsx.package import MAIN


class Kept(Enum):
    """The mark of what an edit leaves as it is."""

    KEPT = auto()


KEPT: Final = Kept.KEPT


@dataclass(frozen=True)
class Edit:
    """What becomes of a cell: its value (None: blank) and its formula (None: none; an array formula is one too)."""

    value: Value | Kept | None = KEPT
    formula: str | Kept | None = KEPT


def edited(book: BookFile, edits: Mapping[CellRef, Edit]) -> BookFile:
    """The workbook with these cells changed. Cells that are not there yet are made, without a style of their own."""
    by_sheet: dict[str, dict[tuple[int, int], Edit]] = {}
    for cell, edit in edits.items():
        by_sheet.setdefault(cell.sheet, {})[cell.row, cell.column] = edit
    if not by_sheet:
        return book
    changed = {}
    for name, wanted in by_sheet.items():
        part = book.sheets[name].part
        changed[part] = _edited(book.package.parts[part], wanted)
    return of_package(book.package.with_parts(changed))


def _edited(content: bytes, edits: Mapping[tuple[int, int], Edit]) -> bytes:
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    waiting = dict(edits)
    for row, column, cell in list(cells_of(tree)):
        edit = waiting.pop((row, column), None)
        if edit is not None:
            _apply(cell, edit)
    for (row, column), edit in sorted(waiting.items()):
        _apply(_new_cell(tree, row, column), edit)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _apply(cell: etree._Element, edit: Edit) -> None:
    if edit.formula is not KEPT:
        for old in cell.findall(f"{MAIN}f"):
            cell.remove(old)
        if edit.formula is not None:
            formula = etree.Element(f"{MAIN}f")
            formula.text = edit.formula.removeprefix("=")
            cell.insert(0, formula)
    if edit.value is not KEPT:
        _set_value(cell, edit.value)


def _set_value(cell: etree._Element, value: Value | None) -> None:
    for tag in ("v", "is"):
        for old in cell.findall(MAIN + tag):
            cell.remove(old)
    if "t" in cell.attrib:
        del cell.attrib["t"]
    if value is None:
        return
    content = etree.SubElement(cell, f"{MAIN}v")
    match value:
        case bool():
            cell.set("t", "b")
            content.text = str(int(value))
        case ErrorKind():
            cell.set("t", "e")
            content.text = value.value
        case str():
            cell.set("t", "str")
            content.text = escape(value)
        case _:
            content.text = repr(float(value)) if value % 1 else str(int(value))


def _new_cell(tree: etree._Element, row: int, column: int) -> etree._Element:
    """A cell put in where its row and column belong."""
    data = tree.find(f"{MAIN}sheetData")
    if data is None:
        raise ValueError("a sheet without sheetData cannot hold a cell")
    line = _in_order(data, row, lambda element: int(element.get("r") or 0), f"{MAIN}row", str(row))
    return _in_order(line, column, _column, f"{MAIN}c", CellRef("", row, column).address)


def _column(cell: etree._Element) -> int:
    place = area("", cell.get("r") or "")
    return place.left if place is not None else 0


def _in_order(
    parent: etree._Element, wanted: int, place_of: Callable[[etree._Element], int], tag: str, name: str
) -> etree._Element:
    """The child at the wanted place, made if it is not there. Children stand in the order of their places."""
    at = bisect_left(parent, wanted, key=place_of)
    if at < len(parent) and place_of(parent[at]) == wanted:
        return parent[at]
    made = etree.Element(tag, r=name)
    parent.insert(at, made)
    return made
