"""Named cell styles: who edits one in Excel restyles all cells of its kind. XlsxWriter has none, so they are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from salessheet.xlsx.package import MAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format

    from salessheet.workbook.labels import Words
    from salessheet.xlsx.template.styles import Cell

_LOOKS: Final = ("font", "fill", "border")


def name_styles(tree: etree._Element, kinds: Mapping[Cell, list[Format]], words: Words) -> None:
    """Give the part of styles one for each kind of cell, and make its cells cells of that style.

    What a cell has of its own beside the style, such as a number format, stays its own. The look of a style is that of
    the first format of its kind.
    """
    masters, cells, names = (tree.find(f"{MAIN}{tag}") for tag in ("cellStyleXfs", "cellXfs", "cellStyles"))
    if masters is None or cells is None or names is None:
        return
    for kind, formats in kinds.items():
        own = [cells[place] for place in sorted({f.xf_index for f in formats if f.xf_index is not None})]
        if not own:
            continue
        number = len(masters)
        master = etree.SubElement(masters, f"{MAIN}xf", numFmtId="0")
        for look in _LOOKS:
            master.set(f"{look}Id", own[0].get(f"{look}Id", "0"))
            master.set(f"apply{look.title()}", "1")
        etree.SubElement(names, f"{MAIN}cellStyle", name=words.text(f"style.{kind.name.lower()}"), xfId=str(number))
        for cell in own:
            _follow(cell, master, number)
    for group in (masters, names):
        group.set("count", str(len(group)))


def _follow(cell: etree._Element, master: etree._Element, number: int) -> None:
    """A cell of the style: it has what is like the style from it, and the rest of its own."""
    cell.set("xfId", str(number))
    for look in _LOOKS:
        is_own = cell.get(f"{look}Id", "0") != master.get(f"{look}Id")
        cell.set(f"apply{look.title()}", "1" if is_own else "0")
