"""Texts in several fonts, part of which a reader may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.structure.colours import WHITE
from salessheet.xlsx.structure.looks import Look, Looks, font_of

if TYPE_CHECKING:
    from lxml import etree


def spoilt_texts(package: Package, looks: Looks) -> dict[str, str]:
    """Text → in which way a part of it cannot be read, in words."""
    found = {}
    for item in _items(package):
        for run in item.iterfind(f"{MAIN}r"):
            how = _spoilt(run, looks)
            if how:
                found["".join(text.text or "" for text in item.iterfind(f"{MAIN}r/{MAIN}t"))] = how
    return found


def _items(package: Package) -> list[etree._Element]:
    """Of the texts that cells share, and of those that stand in their cells."""
    shared = [part for _, part in package.related(package.workbook_part, "/sharedStrings").values()]
    items = [item for part in shared if part in package.parts for item in package.tree(part).iterfind(f"{MAIN}si")]
    for part in package.sheet_parts().values():
        if b"<is>" in package.parts[part]:
            items += package.tree(part).iter(f"{MAIN}is")
    return items


def _spoilt(run: etree._Element, looks: Looks) -> str:
    properties = run.find(f"{MAIN}rPr")
    if properties is None:
        return ""
    font = font_of(properties, looks.theme)
    return Look("", locked=True, conceals=False, ink=font.ink, ground=WHITE, size=font.size, spoilt=font.spoilt).hides
