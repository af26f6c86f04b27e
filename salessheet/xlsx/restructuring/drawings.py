"""What lies on a sheet goes with its cells: drawings, notes and their boxes."""

from __future__ import annotations

from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import CellRef, Place, area, is_same
from salessheet.xlsx.changes.areas import in_address, place
from salessheet.xlsx.changes.formulas import in_formula
from salessheet.xlsx.changes.kinds import Change, Resized, Shifted
from salessheet.xlsx.package import MAIN

_ON_SHEET: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ANCHORS: Final = (f"{_ON_SHEET}twoCellAnchor", f"{_ON_SHEET}oneCellAnchor")
_EXCEL: Final = "{urn:schemas-microsoft-com:office:excel}"
_FORMULAS: Final = ("FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict")
_ANCHOR_NUMBERS: Final = 8


def move_notes(tree: etree._Element, home: str, change: Change) -> bool:
    """Notes and threaded comments: those of deleted cells go."""
    is_changed = False
    for note in [note for note in tree.iter("*") if note.get("ref")]:
        after = _of_cell(change, home, note.get("ref", ""))
        parent = note.getparent()
        if after == note.get("ref") or parent is None:
            continue
        if after is None:
            parent.remove(note)
        else:
            note.set("ref", after)
        is_changed = True
    return is_changed


def _of_cell(change: Change, home: str, text: str) -> str | None:
    before = area(home, text)
    if before is None or not isinstance(change, Resized):
        return in_address(change, home, text)
    after = place(change, (before.top, before.left), home)
    return None if after is None else CellRef(home, *after).address


def moving(change: Change, home: str) -> Shifted | Resized | None:
    """The change where it moves cells of this sheet."""
    if isinstance(change, Resized):
        return change if change.zones(home) else None
    return change if isinstance(change, Shifted) and is_same(change.sheet, home) else None


def move_anchors(tree: etree._Element, home: str, change: Change) -> bool:
    """Drawings that move with cells; one whose cells were all deleted stays where they were, as small as can be."""
    move = moving(change, home)
    if move is None:
        return False
    is_changed = False
    for anchor in list(tree.iter(*_ANCHORS)):  # some stand in what only newer programs read
        if anchor.get("editAs") != "absolute":
            start, end = anchor.find(f"{_ON_SHEET}from"), anchor.find(f"{_ON_SHEET}to")
            is_changed |= _move_corners(start, end, home, move, sizes=anchor.get("editAs") != "oneCell")
    return is_changed


def move_controls(tree: etree._Element, home: str, change: Change) -> bool:
    """Form controls and embedded objects, of which a sheet's part itself says where they lie."""
    move = moving(change, home)
    is_changed = False
    if move is None:
        return is_changed
    for anchor in tree.iter(f"{MAIN}anchor"):
        if _is_on(anchor, "moveWithCells"):
            start, end = anchor.find(f"{MAIN}from"), anchor.find(f"{MAIN}to")
            is_changed |= _move_corners(start, end, home, move, sizes=_is_on(anchor, "sizeWithCells"))
    return is_changed


def _is_on(element: etree._Element, attribute: str) -> bool:
    return element.get(attribute) in {"1", "true"}


def _move_corners(
    start: etree._Element | None, end: etree._Element | None, home: str, move: Shifted | Resized, *, sizes: bool
) -> bool:
    if start is None:
        return False
    before = _corner(start)
    after = _moved(before, home, move)
    is_changed = _set_corner(start, after)
    if end is None:
        return is_changed
    last = _corner(end)
    moved = _moved(last, home, move) if sizes else (last[0] + after[0] - before[0], last[1] + after[1] - before[1])
    return _set_corner(end, (max(moved[0], after[0]), max(moved[1], after[1]))) or is_changed


def move_boxes(tree: etree._Element, home: str, change: Change) -> bool:
    """The boxes of notes, and old form controls with the cells that they are linked to."""
    is_changed, move = False, moving(change, home)
    for data in tree.iter(f"{_EXCEL}ClientData"):
        for name in _FORMULAS:
            formula = data.find(f"{_EXCEL}{name}")
            if formula is not None and formula.text:
                after = in_formula(change, formula.text, home)
                is_changed |= after != formula.text
                formula.text = after
        if move is not None:
            is_changed |= _move_box(data, home, move)
    return is_changed


def _move_box(data: etree._Element, home: str, change: Shifted | Resized) -> bool:
    row, column = data.find(f"{_EXCEL}Row"), data.find(f"{_EXCEL}Column")
    shape = data.getparent()
    if row is not None and column is not None:
        cell = (int(row.text or 0) + 1, int(column.text or 0) + 1)
        after = place(change, cell, home)
        if after is None:
            if shape is not None and shape.getparent() is not None:
                shape.getparent().remove(shape)  # type: ignore[union-attr]  # asked just before
            return True
        if after == cell:
            return False
        row.text, column.text = str(after[0] - 1), str(after[1] - 1)
    anchor = data.find(f"{_EXCEL}Anchor")
    numbers = [int(part) for part in (anchor.text or "").split(",")] if anchor is not None and anchor.text else []
    stays = row is None and data.find(f"{_EXCEL}MoveWithCells") is not None  # which says that it does not move
    if anchor is None or len(numbers) != _ANCHOR_NUMBERS or stays:
        return row is not None
    start = (numbers[2] + 1, numbers[0] + 1)
    after_start = _moved(start, home, change)
    down, across = after_start[0] - start[0], after_start[1] - start[1]
    numbers[0], numbers[4] = numbers[0] + across, numbers[4] + across
    numbers[2], numbers[6] = numbers[2] + down, numbers[6] + down
    anchor.text = ", ".join(str(max(0, number)) for number in numbers)
    return True


def _corner(element: etree._Element) -> tuple[int, int]:
    """Row and column, from 1."""
    row, column = element.findtext(f"{_ON_SHEET}row"), element.findtext(f"{_ON_SHEET}col")
    return int(row or 0) + 1, int(column or 0) + 1


def _set_corner(element: etree._Element, corner: tuple[int, int]) -> bool:
    if _corner(element) == corner:
        return False
    for name, number in (("row", corner[0]), ("col", corner[1])):
        child = element.find(f"{_ON_SHEET}{name}")
        if child is not None:
            child.text = str(number - 1)
    return True


def _moved(cell: Place, home: str, change: Shifted | Resized) -> Place:
    """Where a corner is afterwards; in deleted cells, at their first row or column."""
    after = place(change, cell, home)
    if after is not None:
        return after
    if isinstance(change, Resized):
        return _moved((cell[0] - 1, cell[1]), home, change)
    return (change.area.top, cell[1]) if change.rows else (cell[0], change.area.left)
