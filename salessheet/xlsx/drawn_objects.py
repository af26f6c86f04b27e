"""What lies over the cells of a sheet: text boxes and other shapes, pictures and charts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.package import Package

_ON_SHEET: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_KINDS: Final = {
    f"{_ON_SHEET}graphicFrame": "chart", f"{_ON_SHEET}pic": "picture", f"{_ON_SHEET}sp": "shape",
    f"{_ON_SHEET}cxnSp": "shape", f"{_ON_SHEET}grpSp": "shape", f"{_ON_SHEET}contentPart": "picture",
}  # fmt: skip  # what programs write one for another counts as one


class Drawn(NamedTuple):
    """`place`: the cell in which it begins, A1 where it goes with none. `text`: what it says; blank for most."""

    place: CellRef
    kind: str
    text: str


def drawn_objects(package: Package, sheet: str, part: str) -> Iterator[Drawn]:
    """Those of a sheet, the hindmost first; a group is one. What a text box shows of a cell is none of its text."""
    for _, drawing in package.related(part, "/drawing").values():
        for anchor in package.tree(drawing).iterchildren("*") if drawing in package.parts else ():
            found = next(anchor.iter(*_KINDS), None)
            if found is not None:
                yield Drawn(_place(anchor, sheet), _KINDS[str(found.tag)], _text(found))


def _place(anchor: etree._Element, sheet: str) -> CellRef:
    start = anchor.find(f"{_ON_SHEET}from")
    row, column = ("", "") if start is None else (start.findtext(f"{_ON_SHEET}{name}", "") for name in ("row", "col"))
    return CellRef(sheet, _number(row) + 1, _number(column) + 1)


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _text(found: etree._Element) -> str:
    shapes = [shape for shape in found.iter(f"{_ON_SHEET}sp") if not shape.get("textlink")]
    pieces = (piece.text or "" for shape in shapes for piece in shape.iter(f"{_DRAWING}t"))
    return " ".join(" ".join(pieces).split())
