"""Texts in several fonts, part of which a reader cannot see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import cells_in
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.structure.colours import WHITE
from salessheet.xlsx.structure.looks import Look, Looks, font_of

if TYPE_CHECKING:
    from lxml import etree


def spoilt_cells(package: Package, looks: Looks) -> dict[CellRef, str]:
    """Cell → in which way a part of its text cannot be read, in words."""
    shared = {str(i): how for i, item in enumerate(_shared(package)) if (how := _spoilt(item, looks))}
    found = {}
    for name, part in package.sheet_parts().items():
        if shared or b"<r>" in package.parts[part]:
            for row, column, cell in cells_in(package.rows(part)):
                inline = cell.find(f"{MAIN}is")
                told = shared.get(cell.findtext(f"{MAIN}v", ""), "") if cell.get("t") == "s" else ""
                told = told or ("" if inline is None else _spoilt(inline, looks))
                if told:
                    found[CellRef(name, row, column)] = told
    return found


def _shared(package: Package) -> list[etree._Element]:
    parts = [part for _, part in package.related(package.workbook_part, "/sharedStrings").values()]
    return [item for part in parts if part in package.parts for item in package.tree(part).iterfind(f"{MAIN}si")]


def _spoilt(item: etree._Element, looks: Looks) -> str:
    return next(filter(None, (_of_run(run, looks) for run in item.iterfind(f"{MAIN}r/{MAIN}rPr"))), "")


def _of_run(properties: etree._Element, looks: Looks) -> str:
    font = font_of(properties, looks.theme)
    return Look("", locked=True, conceals=False, ink=font.ink, ground=WHITE, size=font.size, spoilt=font.spoilt).hides
