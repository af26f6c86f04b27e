"""The list of cells with formulas that Excel keeps in a part of its own: one that names a cell without is damage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import area
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.parts import Parts

_KIND: Final = "/calcChain"


def changed_chain(parts: Parts, holds_formula: Callable[[int, int, int], bool], new: list[tuple[int, str]]) -> None:
    """Without the cells that hold no formula any more, and with the `new` ones: (id of the sheet, address).

    `holds_formula`: asked by id of the sheet, row and column.
    """
    workbook = parts.package.workbook_part
    for relation, part in parts.related(workbook, _KIND).items():
        tree = etree.fromstring(parts.contents[part])
        sheet, gone, listed = 0, [], set()
        for entry in tree.findall(f"{MAIN}c"):
            sheet = int(entry.get("i", sheet))
            place = area("", entry.get("r", ""))
            entry.set("i", str(sheet))  # others may leave theirs out because of this one
            if place is None or not holds_formula(sheet, place.top, place.left):
                gone.append(entry)
            listed.add((sheet, entry.get("r", "")))
        missing = [entry for entry in new if entry not in listed]
        if not gone and not missing:
            continue
        for entry in gone:
            tree.remove(entry)
        for identity, address in missing:
            etree.SubElement(tree, f"{MAIN}c", r=address, i=str(identity))
        if len(tree):
            parts.contents[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        else:
            parts.unrelate(workbook, relation)
            parts.remove(part)
