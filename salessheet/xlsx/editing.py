"""Cells changed in a finished workbook: values set, formulas put in, replaced or taken away. All else stays.

Only the parts of the sheets concerned are written anew; every other part keeps its bytes.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby
from operator import itemgetter
from typing import Final

from lxml import etree

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area, CellRef, Place, area
from salessheet.xlsx.book_file import BookFile, Formula, SheetCells, Value, cells_of
from salessheet.xlsx.package import MAIN

_TEXT: Final = f"{MAIN}t"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_WHOLE: Final = 1e15  # whole numbers from here on have more digits than a spreadsheet keeps
_NEEDS_ESCAPE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class Kept(Enum):
    """The mark of what an edit leaves as it is."""

    KEPT = auto()


KEPT: Final = Kept.KEPT


@dataclass(frozen=True)
class Edit:
    """What becomes of a cell: its value (None: blank) and its formula (None: none; an array formula is one too)."""

    value: Value | Kept | None = KEPT
    formula: str | Kept | None = KEPT

    @property
    def leaves_blank(self) -> bool:
        """Whether a blank cell stays one."""
        return self.value in {KEPT, None} and self.formula in {KEPT, None}


def edited(book: BookFile, edits: Mapping[CellRef, Edit]) -> BookFile:
    """The workbook with these cells changed. Cells that are not there yet are made, without a style of their own.

    Raises ValueError for a value that no file holds: a number that is not finite, ErrorKind.CIRCULAR.
    """
    by_sheet: dict[str, dict[Place, Edit]] = {}
    for cell, edit in edits.items():
        by_sheet.setdefault(cell.sheet, {})[cell.row, cell.column] = edit
    if not by_sheet:
        return book
    changed = {}
    for name, wanted in by_sheet.items():
        sheet = book.sheets[name]
        changed[sheet.part] = _edited(book.package.parts[sheet.part], wanted, sheet)
    return book.with_parts(changed)


def spread_anew(book: BookFile, areas: Mapping[CellRef, Area]) -> BookFile:
    """The workbook in which the array formula of each cell fills the area; the cells get no value by that."""
    changed = {}
    for sheet in {cell.sheet for cell in areas}:
        part = book.sheets[sheet].part
        tree = etree.fromstring(book.package.parts[part], etree.XMLParser(resolve_entities=False, no_network=True))
        for row, column, cell in cells_of(tree):
            to = areas.get(CellRef(sheet, row, column))
            formula = cell.find(f"{MAIN}f")
            if to is not None and formula is not None:
                formula.set("ref", to.address)
        changed[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return book.with_parts(changed) if changed else book


def _edited(content: bytes, edits: Mapping[Place, Edit], sheet: SheetCells) -> bytes:
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    waiting = dict(edits)
    cells = list(cells_of(tree))
    _stop_sharing(cells, {place for place, edit in edits.items() if edit.formula is not KEPT}, sheet.formulas)
    for row, column, cell in cells:
        edit = waiting.pop((row, column), None)
        if edit is not None:
            _apply(cell, edit, sheet.values.get((row, column)))
    new = sorted(place for place, edit in waiting.items() if not edit.leaves_blank)
    if new:
        _number(tree, cells)
        for place, cell in _new_cells(tree, new):
            _apply(cell, waiting[place], None)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _stop_sharing(
    cells: Sequence[tuple[int, int, etree._Element]], places: Collection[Place], formulas: Mapping[Place, Formula]
) -> None:
    """Formulas that others share from one of these places are written out, for it will no longer have them."""
    shared = [(row, column, f) for row, column, cell in cells for f in cell.iterfind(f"{MAIN}f[@t='shared']")]
    ending = {f.get("si") for row, column, f in shared if f.text and (row, column) in places}
    for row, column, f in shared:
        if f.get("si") in ending and (row, column) in formulas:
            f.text = formulas[row, column].text.removeprefix("=")
            for name in ("t", "si", "ref"):
                f.attrib.pop(name, "")


def _apply(cell: etree._Element, edit: Edit, stored: Value | None) -> None:
    if edit.formula is not KEPT:
        _set_formula(cell, edit.formula, stored)
    if edit.value is not KEPT:
        _set_value(cell, edit.value)


def _set_formula(cell: etree._Element, text: str | None, stored: Value | None) -> None:
    old = cell.findall(f"{MAIN}f")
    if text is None and not old:
        return
    for element in old:
        cell.remove(element)
    cell.attrib.pop("cm", "")  # that the formula spills
    if text is not None:
        formula = etree.Element(f"{MAIN}f")
        formula.text = text.removeprefix("=")
        cell.insert(0, formula)
    if stored is None or (isinstance(stored, str) and cell.get("t") != "e"):
        _set_value(cell, stored)  # blanks and texts are written otherwise beside a formula than without one


def _set_value(cell: etree._Element, value: Value | None) -> None:
    for tag in ("v", "is"):
        for old in cell.findall(MAIN + tag):
            cell.remove(old)
    for name in ("t", "vm"):  # what kind the old value was, and what else belongs to it
        cell.attrib.pop(name, "")
    match value:
        case None:
            return
        case bool():
            _write(cell, "b", "v").text = str(int(value))
        case ErrorKind():
            if value is ErrorKind.CIRCULAR:
                raise ValueError(f"no file holds {value.value}")
            _write(cell, "e", "v").text = value.value
        case str():
            is_result = cell.find(f"{MAIN}f") is not None
            text = _write(cell, "str", "v") if is_result else etree.SubElement(_write(cell, "inlineStr", "is"), _TEXT)
            text.text = escaped(value)
            if value != value.strip():
                text.set(_SPACE, "preserve")
        case _:
            _write(cell, "n", "v").text = digits(value)


def _write(cell: etree._Element, kind: str, tag: str) -> etree._Element:
    """The element of a value, after the formula's. Numbers are the kind that goes without saying."""
    content = etree.Element(MAIN + tag)
    cell.insert(len(cell.findall(f"{MAIN}f")), content)
    if kind != "n":
        cell.set("t", kind)
    return content


def digits(number: float) -> str:
    if not math.isfinite(number):
        raise ValueError(f"no cell holds {number}")
    return str(int(number)) if number == int(number) and abs(number) < _WHOLE else repr(float(number))


def escaped(text: str) -> str:
    """As a file writes a text: what XML cannot say by its number, and so what looks like such a number."""
    return _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _number(tree: etree._Element, cells: Sequence[tuple[int, int, etree._Element]]) -> None:
    """Rows and cells that follow from the one before get their own number: another may come between them."""
    row = 0
    for line in tree.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        row = int(line.get("r") or row + 1)
        line.set("r", str(row))
    for row, column, cell in cells:
        cell.set("r", CellRef("", row, column).address)


def _new_cells(tree: etree._Element, places: Iterable[Place]) -> Iterator[tuple[Place, etree._Element]]:
    """Cells put in where their rows and columns belong. `places` in order."""
    data = tree.find(f"{MAIN}sheetData")
    if data is None:
        raise ValueError("a sheet without sheetData cannot hold a cell")
    for extent in tree.findall(f"{MAIN}dimension"):  # may be wrong from here on, and can be left out
        tree.remove(extent)
    lines = [(int(line.get("r", 0)), line) for line in data.iterfind(f"{MAIN}row")]
    for row, group in groupby(places, itemgetter(0)):
        line = _placed(data, lines, row, f"{MAIN}row", str(row))
        line.attrib.pop("spans", "")  # as the extent
        cells = [(_column(cell), cell) for cell in line.iterfind(f"{MAIN}c")]
        for place in group:
            yield place, _placed(line, cells, place[1], f"{MAIN}c", CellRef("", *place).address)


def _column(cell: etree._Element) -> int:
    place = area("", cell.get("r", ""))
    return place.left if place is not None else 0


def _placed(
    parent: etree._Element, children: list[tuple[int, etree._Element]], wanted: int, tag: str, name: str
) -> etree._Element:
    """The child at the wanted place, made if it is not there. Children stand in the order of their places."""
    at = bisect_left(children, wanted, key=itemgetter(0))
    if at < len(children) and children[at][0] == wanted:
        return children[at][1]
    made = etree.Element(tag, r=name)
    if at:
        children[at - 1][1].addnext(made)
    else:
        parent.insert(0, made)
    children.insert(at, (wanted, made))
    return made
